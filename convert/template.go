package convert

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Template tags (Liquid, Nunjucks, Hugo shortcodes) are taken out of a body
// before it is parsed as HTML, since what stands in them is neither text nor
// markup, and put back unharmed into the Markdown. A mark stands for each.
const (
	templateMark = 0x02
	templateEnd  = 0x03
)

// templates are the tags of one body, by number.
type templates []string

// protect returns body with marks in place of template tags.
func protect(body string) (string, templates) {
	var tags templates
	text := replaceTemplates(body, tags.add)
	return text, tags
}

// add notes a tag and returns its mark.
func (t *templates) add(tag string) string {
	*t = append(*t, tag)
	return string(rune(templateMark)) + strconv.Itoa(len(*t)-1) + string(rune(templateEnd))
}

// replaceTemplates returns body with what stands for each template tag, or block
// of code between two, in its place.
func replaceTemplates(body string, with func(tag string) string) string {
	if !strings.Contains(body, "{{") && !strings.Contains(body, "{%") {
		return body
	}
	var b strings.Builder
	for ends := (blockEnds{}); ; {
		i, n := findTemplate(body, ends)
		if n == 0 {
			b.WriteString(body)
			return b.String()
		}
		b.WriteString(body[:i])
		b.WriteString(with(body[i : i+n]))
		body = body[i+n:]
	}
}

// tagLimit bounds a single tag, so that an opening one without its end does
// not swallow the post and cannot make the search quadratic.
const tagLimit = 1 << 10

// findTemplate returns the place and length of the first template tag; length
// 0 if there is none. A block whose content is code is taken whole; ends is
// kept from call to call for the same body.
func findTemplate(s string, ends blockEnds) (at, n int) {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '{')
		if i < 0 {
			return 0, 0
		}
		i += from
		if n := templateLength(s[i:], ends); n > 0 {
			return i, n
		}
		if from = i + 1; from < len(s) && (s[from] == '{' || s[from] == '%') {
			from++
		}
	}
}

// templateLength is the length of the tag that s begins with, 0 if it begins
// with none.
func templateLength(s string, ends blockEnds) int {
	var end string
	inner := 2
	switch {
	case strings.HasPrefix(s, "{{"):
		end = "}}"
		if strings.HasPrefix(s[inner:], "<") {
			inner++ // a shortcode of Hugo
		}
	case strings.HasPrefix(s, "{%"):
		end = "%}"
	default:
		return 0
	}
	k := strings.Index(s[2:min(len(s), tagLimit)], end) // behind the sign: {%} is none
	if k >= 0 {
		k += 2
	}
	if k < 0 || strings.Contains(s[:k], "\n\n") || hasTags(s[inner:k]) {
		return 0
	}
	n := k + 2
	return n + ends.blockLength(s[:n], s[n:])
}

// verbatim are the Liquid and Nunjucks blocks whose content is code.
var verbatim = []string{"highlight", "raw", "codeblock", "comment", "math", "mermaid", "prism"}

// verbatimShortcodes are those of Hugo and its themes.
var verbatimShortcodes = []string{"highlight", "mermaid", "katex", "math"}

// blockEnds are the next ends of blocks by their names, as bytes from the end of
// the body; -1 if there is none. A thousand tags without one look for it once.
type blockEnds map[string]int

// next returns where s begins in rest.
func (e blockEnds) next(rest, s string) int {
	left, known := e[s]
	if known && left < 0 {
		return -1
	}
	if known && left <= len(rest) {
		return len(rest) - left
	}
	i := strings.Index(rest, s)
	if e[s] = len(rest) - i; i < 0 {
		e[s] = -1
	}
	return i
}

// blockLength is how far the block that tag opens reaches into rest, its end
// tag included; 0 if tag opens no such block.
func (e blockEnds) blockLength(tag, rest string) int {
	if tag[1] == '{' {
		return e.shortcodeLength(tag, rest)
	}
	name := strings.TrimLeft(tag[2:], "- \t")
	if i := strings.IndexAny(name, " \t\n-%"); i >= 0 {
		name = name[:i]
	}
	for _, v := range verbatim {
		if name != v {
			continue
		}
		i := e.next(rest, "end"+name)
		if i < 0 {
			return 0
		}
		k := strings.Index(rest[i:min(len(rest), i+tagLimit)], "%}")
		if k < 0 || k > 20 {
			return 0
		}
		return i + k + 2
	}
	return 0
}

// shortcodeLength is blockLength for a shortcode of Hugo, whose end may have
// blanks before its name.
func (e blockEnds) shortcodeLength(tag, rest string) int {
	if tag[2] != '<' && tag[2] != '%' {
		return 0
	}
	name := strings.TrimLeft(tag[3:], " \t\n")
	name = name[:strings.IndexAny(name, " \t\n>%}")]
	if !slices.Contains(verbatimShortcodes, name) {
		return 0
	}
	at := -1
	for _, open := range [...]string{"{{< /", "{{</", "{{< / ", "{{% /", "{{%/", "{{% / "} {
		if i := e.next(rest, open+name); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return 0
	}
	k := strings.Index(rest[at:min(len(rest), at+tagLimit)], "}}")
	if k < 0 {
		return 0
	}
	return at + k + 2
}

// inCode resolves the character references in the tags that stand in the code
// below n: no reader of Markdown does it there. Code that will be an element,
// since it holds what a span cannot, keeps them. Tags within a sentence come
// on one line.
func (t templates) inCode(n *html.Node) {
	if len(t) == 0 {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			t.unwrap(c)
			continue
		}
		switch c.DataAtom {
		case atom.Pre, atom.Listing:
			t.resolve(c)
		case atom.Code, atom.Tt, atom.Samp:
			if find(c, atom.Br) == nil && find(c, codeMarkup...) == nil {
				t.resolve(c)
			}
		default:
			t.inCode(c)
		}
	}
}

// resolve resolves the references of all tags below n.
func (t templates) resolve(n *html.Node) {
	for c := range below(n) {
		if c.Type == html.TextNode {
			t.each(c.Data, html.UnescapeString)
		}
	}
}

// escape makes text in HTML of the tags in code, which no program is to read.
func (t templates) escape(code string) {
	t.each(code, func(tag string) string { return escapeHTML(html.UnescapeString(tag)) })
}

// each changes the tags whose marks stand in text.
func (t templates) each(text string, change func(tag string) string) {
	for _, s := range strings.Split(text, string(rune(templateMark)))[1:] {
		number, _, _ := strings.Cut(s, string(rune(templateEnd)))
		if k := t.number(number); k >= 0 {
			t[k] = change(t[k])
		}
	}
}

// hasBar tells whether a tag in the text or the attributes of a node has a bar.
func (t templates) hasBar(n *html.Node) (has bool) {
	look := func(tag string) string {
		has = has || strings.Contains(tag, "|")
		return tag
	}
	if n.Type == html.TextNode {
		t.each(n.Data, look)
	}
	for _, a := range n.Attr {
		t.each(a.Val, look)
	}
	return has
}

// number reads the number of a tag; -1 if there is no such tag.
func (t templates) number(s string) int {
	if k, err := strconv.Atoi(s); err == nil && k >= 0 && k < len(t) {
		return k
	}
	return -1
}

// unwrap takes the line ends out of the tags that stand in a line of text, where
// an editor has wrapped them; what begins a second line could begin a block.
func (t templates) unwrap(text *html.Node) {
	s := text.Data
	at := strings.IndexByte(s, templateMark)
	if at < 0 {
		return
	}
	left, right := len(s)-len(strings.TrimLeftFunc(s, unicode.IsSpace)), len(strings.TrimRightFunc(s, unicode.IsSpace))
	for at >= 0 {
		end := strings.IndexByte(s[at:], templateEnd) + at
		if end < at {
			return
		}
		if k := t.number(s[at+1 : end]); k >= 0 && strings.Contains(t[k], "\n") && !isTagBlock(t[k]) &&
			(at > left || end+1 < right || isInLine(text.PrevSibling) || isInLine(text.NextSibling)) {
			t[k] = strings.Join(strings.Fields(t[k]), " ")
		}
		if at = strings.IndexByte(s[end:], templateMark); at >= 0 {
			at += end
		}
	}
}

// isTagBlock tells whether tag is a block, from its first tag to its last.
func isTagBlock(tag string) bool {
	end := strings.Index(tag, "%}")
	if strings.HasPrefix(tag, "{{") {
		end = strings.Index(tag, "}}")
	}
	return end != len(tag)-2
}

// isInLine tells whether n is an element that stands in a line of text.
func isInLine(n *html.Node) bool {
	return n != nil && n.Type == html.ElementNode && !isBlock(n) && n.DataAtom != atom.Br
}

// cut takes the mark that s starts with off and returns its tag.
func (t templates) cut(s string) (tag, rest string) {
	end := strings.IndexByte(s, templateEnd)
	if end < 0 {
		return "", s[1:]
	}
	if k := t.number(s[1:end]); k >= 0 {
		tag = tidy(t[k])
	}
	return tag, s[end+1:]
}

// genuine returns s with the marks of tags that there are, and without any
// other character that marks are made of.
func (t templates) genuine(s string) string {
	if strings.IndexByte(s, holeMark) < 0 && strings.IndexByte(s, templateMark) < 0 && strings.IndexByte(s, templateEnd) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case templateMark:
			end := strings.IndexByte(s[i:min(len(s), i+20)], templateEnd)
			if end > 1 && t.number(s[i+1:i+end]) >= 0 {
				b.WriteString(s[i : i+end+1])
				i += end
			}
		case holeMark, templateEnd:
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// restore returns s with the tags themselves in place of their marks.
func (t templates) restore(s string) string {
	return t.replace(s, func(tag string) string { return tag })
}

// inValue returns s for an attribute between double quotes, which no tag may end:
// to a reader without its program, what follows would be another attribute.
func (t templates) inValue(s string) string { return t.replace(escapeAttr(s), withoutDoubleQuotes) }

// withoutDoubleQuotes returns a tag that says the same with other quotes, if its
// language has some that it does not use yet.
func withoutDoubleQuotes(tag string) string {
	other := "'" // of Liquid and Nunjucks
	if strings.HasPrefix(tag, "{{<") || strings.HasPrefix(tag, "{{%") {
		other = "`" // of Hugo's shortcodes
	}
	if strings.Contains(tag, other) {
		other = "&quot;"
	}
	return strings.ReplaceAll(tag, `"`, other)
}

// without returns s without template tags and their marks.
func (t templates) without(s string) string {
	return t.replace(s, func(string) string { return "" })
}

// replace returns s with what stands for each tag in place of its mark.
func (t templates) replace(s string, with func(tag string) string) string {
	i := strings.IndexByte(s, templateMark)
	if i < 0 {
		return s
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(s, templateMark) {
		b.WriteString(s[:i])
		var tag string
		tag, s = t.cut(s[i:])
		b.WriteString(with(tag))
	}
	return b.String() + s
}

// template writes the mark of a tag: one that holds lines of its own as a
// block, others in the line. The tag itself comes back with the holes.
func (w *writer) template(mark, tag string) {
	if !strings.Contains(tag, "\n") || w.inLine() {
		w.show(part{kind: rawPart, text: mark})
		return
	}
	w.flush()
	w.begin()
	w.string(mark)
}
