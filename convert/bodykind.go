package convert

import (
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A kind of body decides how it is read.
type bodyKind byte

const (
	htmlBody     bodyKind = iota
	loosePlain            // HTML whose paragraphs are parted by blank lines, as WordPress and Markdown editors keep them
	markdownBody          // Markdown, perhaps with HTML in it
)

// kindOf is kindOf, unless the caller has decided.
func (w *writer) kindOf(p *Post, doc *html.Node) bodyKind {
	switch w.opts.Body {
	case BodyHTML:
		return htmlBody
	case BodyMarkdown:
		return markdownBody
	}
	return kindOf(p, doc)
}

// kindOf tells what the body of a post is. A file named .html is HTML.
// Elsewhere the text outside of block elements decides: if there is little of
// it the body is HTML; if it carries marks of Markdown the body is that. doc
// is the tree of the body.
func kindOf(p *Post, doc *html.Node) bodyKind {
	ext := strings.ToLower(path.Ext(p.Path))
	named := ext == ".md" || ext == ".markdown" || ext == ".mkd" || ext == ".mdown"
	body := bodyOf(doc)
	inside, outside := spread(body)
	switch {
	case named && !hasTags(p.Body):
		return markdownBody
	case inside >= 4*outside && inside > 0:
		return htmlBody
	case ext == ".html" || ext == ".htm":
	case hasMarks(body):
		return markdownBody
	}
	if outside > 0 && hasBlankLines(body) {
		return loosePlain
	}
	return htmlBody
}

// bodyOf returns the <body> of a tree.
func bodyOf(doc *html.Node) *html.Node {
	if b := find(doc, atom.Body); b != nil {
		return b
	}
	return doc
}

// spread counts the visible bytes inside and outside of the block elements
// right below body.
func spread(body *html.Node) (inside, outside int) {
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			outside += visibleBytes(c.Data)
		case c.Type == html.ElementNode && isBlock(c):
			inside += shown(c)
		case c.Type == html.ElementNode && furniture(c) == "":
			outside += shown(c)
		}
	}
	return inside, outside
}

func visibleBytes(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) {
			n++
		}
	}
	return n
}

// hasBlankLines tells whether blank lines part the text right below body, and
// no <p> does.
func hasBlankLines(body *html.Node) bool {
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.P {
			return false
		}
	}
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && blankLine(strings.TrimSpace(c.Data)) >= 0 {
			return true
		}
		if c.Type == html.TextNode && c.PrevSibling != nil && c.NextSibling != nil && isAllBlank(c.Data) && blankLine(c.Data) >= 0 &&
			(c.PrevSibling.Type == html.ElementNode && !isBlock(c.PrevSibling) || c.NextSibling.Type == html.ElementNode && !isBlock(c.NextSibling)) {
			return true
		}
	}
	return false
}

// keepsLines tells whether a single line end in the text right below body is a
// line break, as WordPress makes it (its function wpautop). It is none in
// Markdown, nor where the lines are as long as an editor wraps them.
func keepsLines(p *Post, doc *html.Node) bool {
	if ext := strings.ToLower(path.Ext(p.Path)); ext != ".html" && ext != ".htm" {
		return false
	}
	wrapped, lines := 0, 0
	for c := bodyOf(doc).FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.TextNode {
			continue
		}
		for line := range strings.Lines(c.Data) {
			if n := len(strings.TrimSpace(line)); n > 0 && strings.HasSuffix(line, "\n") {
				lines++
				if n >= 55 && n <= 110 {
					wrapped++
				}
			}
		}
	}
	return lines > 0 && 2*wrapped < lines
}

// blankLine returns where a line without anything on it begins, -1 if there
// is none.
func blankLine(s string) int {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '\n')
		if i < 0 {
			return -1
		}
		i += from
		j := i + 1
		for j < len(s) && (s[j] == ' ' || s[j] == '\t' || s[j] == '\r') {
			j++
		}
		if j < len(s) && s[j] == '\n' {
			return i
		}
		from = i + 1
	}
}

// hasTags tells whether HTML tags stand in the text.
func hasTags(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			return false
		}
		s = s[i+1:]
		if s[0] == '/' || s[0] == '!' {
			s = s[1:]
		}
		if tagName(s) != "" {
			return true
		}
	}
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
