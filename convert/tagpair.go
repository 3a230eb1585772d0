package convert

import (
	"strings"
)

// A shortcode of Hugo may have its caption between two tags, {{< figure >}} and
// {{< /figure >}}. They go together: the second alone breaks the site.

// maxPair bounds how far the second tag is looked for, and maxBetween how many
// others may stand before it.
const (
	maxPair    = 4 << 10
	maxBetween = 16
)

// closingTag is the second tag of a pair.
var closingTag = lazily(`\{\{[<%]\s*/\s*([\w-]+)\s*[>%]\}\}`)

// closedTags are the names of the shortcodes that come in pairs in a body.
func (w *writer) closedTags(body string) map[string]bool {
	closed := map[string]bool{}
	note := func(text string) {
		for _, m := range closingTag().FindAllStringSubmatch(text, -1) {
			closed[m[1]] = true
		}
	}
	if strings.Contains(body, "{{") {
		note(body)
	}
	for _, tag := range w.pre {
		if len(tag) < tagLimit && strings.Contains(tag, "/") {
			note(tag)
		}
	}
	return closed
}

// shortcodeName is the name of a shortcode that something else may close, ""
// of other tags.
func shortcodeName(tag string) string {
	end := tagClose(tag)
	inner, closed := strings.CutSuffix(tag[len(end):], end)
	if len(end) < len(">}}") || !closed {
		return ""
	}
	words := strings.Fields(inner)
	if len(words) == 0 || strings.HasSuffix(inner, "/") {
		return ""
	}
	return words[0]
}

// pair returns a shortcode with the text and the tag that follow it and belong
// to it, and the length of these; 0 if nothing closes it. It is not ok where what
// stands between cannot be a line of Markdown.
func (w *writer) pair(tag, rest string) (all string, n int, ok bool) {
	name := shortcodeName(tag)
	rest = rest[:min(len(rest), maxPair)]
	for at, tags := 0, 0; tags < maxBetween; tags++ {
		i, size, next := w.nextTag(rest[at:], blockEnds{})
		switch {
		case size == 0 && len(rest) < maxPair, shortcodeName(next) == name:
			return tag, 0, true
		case size == 0:
			return tag, 0, false
		}
		at += i
		if m := closingTag().FindStringSubmatch(next); m != nil && m[0] == next && m[1] == name {
			_, ok := between(rest[:at])
			return tag + w.pre.restore(rest[:at]) + next, at + size, ok
		}
		at += size
	}
	return tag, 0, false
}

// between is what stands between two tags as one line. There may be more than
// one only where nothing in it is a tag, or text since it is indented.
func between(text string) (line string, ok bool) {
	lined := strings.Contains(text, "\n")
	text = strings.TrimSpace(text)
	if strings.IndexByte(text, holeMark) >= 0 || lined && strings.ContainsAny(text, "<`") || strings.Contains(text, "\n\n") {
		return "", false
	}
	var lines []string
	for l := range strings.Lines(text) {
		lines = append(lines, strings.TrimSpace(strings.TrimLeft(l, "> \t")))
	}
	return strings.TrimSpace(strings.Join(lines, " ")), true
}

// cutPair parts a shortcode that has its closing tag with it.
func cutPair(tag string) (first, inner string, ok bool) {
	for _, end := range [...]string{">}}", "%}}"} {
		i := strings.Index(tag, end) + len(end)
		if !strings.HasPrefix(tag, "{{") || i < len(end) || i == len(tag) {
			continue
		}
		if k := strings.LastIndex(tag, "{{"); k >= i {
			inner, ok := between(tag[i:k])
			return tag[:i], inner, ok
		}
	}
	return tag, "", false
}
