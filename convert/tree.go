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
	treeFormatting = 20  // formatting elements opened and not closed
	treeAttrs      = 200 // attributes of one element
)

// parseTree parses a body. Markup beyond the bounds is flattened, the text in
// it stays; deep tells whether that was needed. Elements that close others, or
// fail to, may nest deeper than their tags do, so that what was flattened is
// perhaps too deep yet: then more goes, at last all that nests.
func parseTree(body string) (doc *html.Node, deep bool) {
	if isLoose(body) {
		body = "<body>" + body
	}
	parse := func(s string) (*html.Node, error) {
		return html.ParseWithOptions(strings.NewReader(s), html.ParseOptionEnableScripting(false))
	}
	if isBounded(body) {
		if doc, err := parse(body); err == nil {
			return doc, false
		}
	}
	for _, most := range [...]bounds{{treeDepth, treeFormatting}, {treeDepth / 5, treeFormatting / 5}, {}} {
		if doc, err := parse(flatten(body, most)); err == nil {
			return doc, true
		}
	}
	doc, _ = parse(html.EscapeString(body)) // text alone always makes a tree
	return doc, true
}

// isLoose tells of a body with a <noscript> before which stands nothing but what
// may stand in the head of a page: a parser takes it for a part of that, in which
// there are no images, and shows them to all.
func isLoose(body string) bool {
	start := strings.TrimLeft(body, " \t\n")
	if !strings.HasPrefix(start, "<") {
		return false
	}
	switch name := strings.ToLower(tagName(start[1:])); {
	case name == "noscript":
		return true
	case name == "script", name == "style", name == "link", name == "meta", strings.HasPrefix(start, "<!--"):
		return strings.Contains(body, "<noscript") && !strings.Contains(body, "<head") && !strings.Contains(body, "<body")
	}
	return false
}

// isBounded tells, by a quick look at the tags alone, whether a body is
// certain to stay within the bounds, as nearly all are.
func isBounded(body string) bool {
	depth, formatting := 0, 0
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
			if name := strings.ToLower(tagName(body[i+1:])); isFormatting(name) {
				formatting = max(formatting-1, 0)
			}
			continue
		}
		name := strings.ToLower(tagName(body[i:]))
		if name == "" || isVoid(name) || isImplied(name) {
			continue
		}
		depth++
		if isFormatting(name) {
			formatting++
		}
		if depth > treeDepth || formatting > treeFormatting || hasManyAttrs(body[i:]) {
			return false
		}
	}
}

// hasManyAttrs tells whether the tag that s goes on with has more attributes than
// an element may have.
func hasManyAttrs(s string) bool {
	end := tagEnd(s)
	return end > treeAttrs && strings.Count(s[:end], "=") > treeAttrs
}
