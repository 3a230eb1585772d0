package convert

import (
	"math"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kindOf tells what the body of a post looks like. A file named .html is HTML, and so
// is a whole document of it. One named as Markdown is that if it has no tags,
// or if a line of its source is marked as only Markdown is, whatever HTML
// stands around: a block that is never closed holds all the rest in the tree,
// but not for a reader of Markdown. Elsewhere the text outside of block
// elements decides: if there is little of it the body is HTML; if it carries
// marks of Markdown the body is that. doc is the tree of the body.
func kindOf(p *Post, doc *html.Node) BodyKind {
	ext := strings.ToLower(path.Ext(p.Path))
	named := strings.Contains(" .md .markdown .mdown .mkd .mkdn .mkdown .mdwn .mdtxt .mdtext ", " "+ext+" ")
	body := bodyOf(doc)
	switch {
	case isDocument(p.Body):
	case named && (!hasTags(p.Body[:strings.LastIndexByte(p.Body, '>')+1]) || hasMarkedLine(p.Body) || holdsMarkdown(p.Body)):
		return BodyMarkdown
	case blocksPrevail(body):
		return BodyHTML
	case isHTMLFile(p.Path):
	case hasMarks(body):
		return BodyMarkdown
	}
	return BodyHTML
}

// isHTMLFile tells whether a post is HTML by its name.
func isHTMLFile(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".html" || ext == ".htm"
}

// isDocument tells whether a body is a whole document of HTML.
func isDocument(body string) bool {
	s := strings.TrimLeft(body, " \t\n")
	return hasPrefixFold(s, "<!doctype html") || hasPrefixFold(s, "<html") && tagName(s[1:]) == s[1:5]
}

// blocksPrevail tells whether at least four of five visible bytes right below
// body stand in block elements.
func blocksPrevail(body *html.Node) bool {
	inside, outside := 0, 0
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			outside += visibleBytes(c.Data)
		case c.Type == html.ElementNode && !isBlock(c) && furniture(c) == "":
			outside += shown(c, math.MaxInt)
		}
	}
	enough := max(4*outside, 1) // of most bodies, in their first block
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || !isBlock(c) {
			continue
		}
		if inside += shown(c, enough-inside); inside >= enough {
			return true
		}
	}
	return false
}

// hasMarks tells whether the text right below body carries marks that only
// Markdown has.
func hasMarks(body *html.Node) bool {
	strong, weak, breaks := 0, 0, 0
	lineStart := true
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.TextNode {
			if c.DataAtom == atom.Br || c.DataAtom == atom.P || c.DataAtom == atom.Div {
				breaks++
			}
			lineStart = false
			continue
		}
		for line := range strings.Lines(c.Data) {
			if text := strings.TrimSpace(line); text != "" {
				s, w := markdownMarks(text, lineStart)
				strong += s
				weak += w
			}
			lineStart = strings.HasSuffix(line, "\n")
		}
	}
	return strong > 0 || weak > 0 && breaks == 0
}

// markdownMarks counts the marks of one line: strong ones that mean nothing
// but Markdown, and weak ones that plain text has too.
func markdownMarks(s string, lineStart bool) (strong, weak int) {
	if lineStart {
		switch {
		case strings.HasPrefix(s, "```"), strings.HasPrefix(s, "~~~"), strings.HasPrefix(s, "> "):
			return 1, 0
		case s[0] == '#':
			rest := strings.TrimLeft(s, "#")
			if n := len(s) - len(rest); n <= 6 && rest != "" && (rest[0] == ' ' || n > 1) {
				return 1, 0
			}
		case s[0] == '[' && strings.Contains(s, "]: "):
			return 1, 0
		case strings.HasPrefix(s, "- "), strings.HasPrefix(s, "* "), strings.HasPrefix(s, "+ "), strings.HasPrefix(s, "1. "):
			weak++
		case strings.Trim(s, "=") == "" && len(s) > 2:
			return 1, 0
		}
	}
	if i := strings.Index(s, "]("); i >= 0 && strings.IndexByte(s[:i], '[') >= 0 {
		strong++
	} else if strings.HasSuffix(s, "](") { // an address in angle brackets follows
		strong++
	}
	if i := strings.Index(s, "]["); i > 0 && strings.IndexByte(s[:i], '[') >= 0 {
		strong++
	}
	if i := strings.Index(s, "**"); i >= 0 && strings.Contains(s[i+2:], "**") {
		weak++
	}
	if i := strings.IndexByte(s, '`'); i >= 0 && strings.IndexByte(s[i+1:], '`') > 0 {
		weak++
	}
	return strong, weak
}
