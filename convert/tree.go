package convert

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds on a tree. The tree builder of x/net/html gives up beyond 512 open
// elements, and it opens formatting elements that were not closed again in
// every paragraph that follows, so that 38 KB become 245 MB.
const (
	treeDepth      = 200 // open elements
	treeFormatting = 40  // formatting elements opened and not closed
	treeAttrs      = 200 // attributes of one element
)

// parseTree parses a body. Markup beyond the bounds is flattened, the text in
// it stays; deep tells whether that was needed.
func parseTree(body string) (doc *html.Node, deep bool, err error) {
	if isBounded(body) {
		doc, err = html.ParseWithOptions(strings.NewReader(body), html.ParseOptionEnableScripting(false))
		if err == nil {
			return doc, false, nil
		}
	}
	doc, err = html.ParseWithOptions(strings.NewReader(flatten(body)), html.ParseOptionEnableScripting(false))
	return doc, true, err
}

// isBounded tells, by a quick look at the tags alone, whether a body is
// certain to stay within the bounds, as nearly all are.
func isBounded(body string) bool {
	depth, formatting, attrs := 0, 0, 0
	for i := 0; ; {
		k := strings.IndexByte(body[i:], '<')
		if k < 0 {
			return true
		}
		i += k + 1
		if i >= len(body) {
			return true
		}
		if body[i] == '/' {
			depth = max(depth-1, 0)
			if name := tagName(body[i+1:]); isFormatting(name) {
				formatting = max(formatting-1, 0)
			}
			continue
		}
		name := tagName(body[i:])
		if name == "" || isVoid(name) {
			continue
		}
		depth++
		if isFormatting(name) {
			formatting++
		}
		attrs = strings.Count(body[i:i+tagEnd(body[i:])], "=")
		if depth > treeDepth || formatting > treeFormatting || attrs > treeAttrs || isImplied(name) {
			if isImplied(name) {
				depth--
				continue
			}
			return false
		}
	}
}

// tagEnd is the length of a tag, searched no further than 64 KiB.
func tagEnd(s string) int {
	s = s[:min(len(s), 1<<16)]
	if i := strings.IndexByte(s, '>'); i >= 0 {
		return i
	}
	return len(s)
}

// tagName returns the name that s starts with; "" if it starts with none.
func tagName(s string) string {
	n := 0
	for n < len(s) && n < 20 && (isLetter(s[n]) || n > 0 && isDigit(s[n])) {
		n++
	}
	return s[:n]
}

// isImplied tells whether an element is closed by the next of its kind, so
// that posts leave it open by the hundred without nesting it.
func isImplied(name string) bool {
	switch strings.ToLower(name) {
	case "p", "li", "td", "tr", "th", "dd", "dt", "option":
		return true
	}
	return false
}

func isVoid(name string) bool {
	switch strings.ToLower(name) {
	case "br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "param", "source", "track", "wbr":
		return true
	}
	return false
}

func isFormatting(name string) bool {
	switch strings.ToLower(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "span":
		return true
	}
	return false
}

// flatten returns the body with the markup beyond the bounds left out. It
// reads tokens, not a tree, and keeps to one pass.
func flatten(body string) string {
	var b strings.Builder
	b.Grow(len(body))
	z := html.NewTokenizer(strings.NewReader(body))
	open := make([]string, 0, treeDepth)
	formatting := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := z.Raw()
		switch kind {
		case html.StartTagToken:
			name := tagName(string(raw[1:min(len(raw), 24)]))
			low := strings.ToLower(name)
			if isVoid(low) {
				break
			}
			if len(open) >= treeDepth || isFormatting(low) && formatting >= treeFormatting || strings.Count(string(raw[:min(len(raw), 1<<16)]), "=") > treeAttrs {
				if !isFormatting(low) {
					b.WriteByte(' ')
				}
				continue
			}
			open = append(open, low)
			if isFormatting(low) {
				formatting++
			}
		case html.EndTagToken:
			low := strings.ToLower(tagName(string(raw[min(2, len(raw)):min(len(raw), 24)])))
			k := lastIndex(open, low)
			if k < 0 {
				continue
			}
			if isFormatting(low) {
				formatting--
			}
			open = append(open[:k], open[k+1:]...)
		}
		b.Write(raw)
	}
}

func lastIndex(list []string, s string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == s {
			return i
		}
	}
	return -1
}
