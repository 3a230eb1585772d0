package convert

import "strings"

// captions turns WordPress's [caption] shortcode into a figure, so that the
// words under a picture stay words under a picture. Both forms are read: the
// caption behind the image, and the older one in a caption attribute. One
// without a picture is text about the shortcode.
func captions(body string) string {
	if !strings.Contains(body, "[caption") {
		return body
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(body, "[/caption]")
		if !found {
			break
		}
		start := max(strings.LastIndex(before, "[caption"), 0)
		tag, inner, _ := strings.Cut(before[start:], "]")
		if (tag == "[caption" || strings.HasPrefix(tag, "[caption ")) && strings.Contains(inner, "<img") {
			picture, words := splitCaption(inner)
			if old := captionAttr(tag); old != "" {
				words = old
			}
			b.WriteString(before[:start] + "<figure>" + picture + "<figcaption>" + words + "</figcaption></figure>")
		} else {
			b.WriteString(before + "[/caption]")
		}
		body = rest
	}
	b.WriteString(body)
	return b.String()
}

// splitCaption parts the picture, perhaps linked, from the words behind it.
func splitCaption(inner string) (picture, words string) {
	at := strings.LastIndex(inner, "<img")
	at = min(at+tagEnd(inner[at:])+1, len(inner))
	if rest := strings.TrimLeft(inner[at:], " \n"); strings.HasPrefix(rest, "</a>") {
		at = len(inner) - len(rest) + len("</a>")
	}
	return inner[:at], strings.TrimSpace(inner[at:])
}

// quotes are what stands around the values of a shortcode's attributes: what
// its author typed, or what WordPress made of that when it printed the post.
var quotes = []string{`"`, "“", "”", "„", "″", "&#8220;", "&#8221;", "&#8243;", "&quot;", "&ldquo;", "&rdquo;", "&Prime;"}

// captionAttr reads caption="..." out of the shortcode. Straight quotes end at
// the next one; round ones may stand in the words too, so that the last counts.
func captionAttr(tag string) string {
	_, rest, ok := strings.Cut(tag, " caption=")
	if !ok {
		return ""
	}
	for _, quote := range quotes {
		words, found := strings.CutPrefix(rest, quote)
		if !found {
			continue
		}
		end := strings.IndexByte(words, '"')
		if quote != `"` {
			end = lastQuote(words[:nextAttr(words)])
		}
		return words[:max(end, 0)]
	}
	return ""
}

// lastQuote returns where the last quote in s begins, -1 if there is none.
func lastQuote(s string) int {
	last := -1
	for _, quote := range quotes {
		last = max(last, strings.LastIndex(s, quote))
	}
	return last
}

// nextAttr returns where the next attribute begins in s, its length if none does.
func nextAttr(s string) int {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], ' ')
		if i < 0 {
			return len(s)
		}
		at += i + 1
		if name := tagName(s[at:]); name != "" && strings.HasPrefix(s[at+len(name):], "=") {
			return at
		}
	}
}
