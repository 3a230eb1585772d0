package archive

// filter is one of Liquid's filters that join text, as in {{ "a.png" | prepend:
// "/img/" }}.
var filter = lazily(`\|\s*(append|prepend)\s*:\s*(?:"([^"]*)"|'([^']*)')`)

// filtered is a text as the filters of a tag leave it that add text. What others
// add, a variable of the site, is nothing on the disk.
func filtered(text, filters string) string {
	for _, m := range filter().FindAllStringSubmatch(filters, -1) {
		if more := m[2] + m[3]; m[1] == "append" {
			text += more
		} else {
			text = more + text
		}
	}
	return text
}
