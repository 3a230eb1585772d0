package convert

import (
	"path"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A kind of body decides how it is read.
type bodyKind byte

const (
	htmlBody     bodyKind = iota
	markdownBody          // Markdown, perhaps with HTML in it
)

// kindOf tells what a body is: what the caller says, if he does, else what it looks like.
func (w *writer) kindOf(p *Post, doc *html.Node) bodyKind {
	switch w.opts.Body {
	case BodyHTML:
		return htmlBody
	case BodyMarkdown:
		return markdownBody
	}
	return kindOf(p, doc)
}

// kindOf tells what the body of a post is. A file named .html is HTML, and so
// is a whole document of it. One named as Markdown is that if it has no tags,
// or if a line of its source is marked as only Markdown is, whatever HTML
// stands around: a block that is never closed holds all the rest in the tree,
// but not for a reader of Markdown. Elsewhere the text outside of block
// elements decides: if there is little of it the body is HTML; if it carries
// marks of Markdown the body is that. doc is the tree of the body.
func kindOf(p *Post, doc *html.Node) bodyKind {
	ext := strings.ToLower(path.Ext(p.Path))
	named := strings.Contains(" .md .markdown .mdown .mkd .mkdn .mkdown .mdwn .mdtxt .mdtext ", " "+ext+" ")
	body := bodyOf(doc)
	switch {
	case isDocument(p.Body):
	case named && (!hasTags(p.Body) || hasMarkedLine(p.Body) || holdsMarkdown(p.Body)):
		return markdownBody
	case blocksPrevail(body):
		return htmlBody
	case isHTMLFile(p.Path):
	case hasMarks(body):
		return markdownBody
	}
	return htmlBody
}

// isHTMLFile tells whether a post is HTML by its name.
func isHTMLFile(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".html" || ext == ".htm"
}

// hasMarkedLine tells whether a line of the source, outside of code, comments
// and scripts, carries a mark of Markdown. Blocks are looked for where they
// may begin: at the margin, at the start or behind a blank line. There a block
// of HTML has ended for a reader of Markdown (CommonMark 0.31.2, section 4.6).
// Marks that plain text has too count if lines have them more often than tags
// of their meaning, and so do all marks of emphasis where two <br> part the
// paragraphs: such text comes out of an editor.
func hasMarkedLine(body string) bool {
	parted := sync.OnceValue(func() bool { return partedByBreaks(body) })
	links := strings.Contains(body, "](") || strings.Contains(body, "<http") || strings.Contains(body, "@") // most have none
	fresh, until := true, ""
	inHTML, numbered := false, false
	marked, tagged := 0, 0 // lines with weak marks, and with tags that stand for such
	for line := range strings.Lines(body) {
		if until != "" {
			if end := indexFold(line, until); end >= 0 {
				until = opaque(line[end+len(until):])
			}
			fresh = false
			continue
		}
		text := strings.TrimRight(line, " \t\r\n")
		if text == "" {
			fresh, inHTML = true, false
			continue
		}
		inHTML = inHTML || fresh && opensBlock(text)
		if links && isLinked(text) || fresh && opensMarked(text) {
			return true
		}
		fresh = false
		if !inHTML {
			strong, weak := emphases(text)
			if strong > 0 && !parted() {
				return true
			}
			item := isNumbered(text)
			if strong+weak > 0 || item && numbered {
				marked++
			}
			if numbered = item; isInlineMarked(text) {
				tagged++
			}
		}
		until = opaque(text)
	}
	return marked > tagged
}

// opaques are what opens an element in which nothing is Markdown, and what
// ends it.
var opaques = [...][2]string{
	{"<pre", "</pre>"}, {"<script", "</script>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"},
	{"<!--", "-->"}, {"<code", "</code>"}, {"{% highlight", "endhighlight"},
}

// opaque returns what ends the element that a line opens and leaves open and
// in which nothing is Markdown; "" if it opens none.
func opaque(line string) string {
	liquid := strings.Index(line, "{%")
	for at := 0; ; at++ {
		if liquid >= 0 && liquid < at {
			if liquid = strings.Index(line[at:], "{%"); liquid >= 0 {
				liquid += at
			}
		}
		i := strings.IndexByte(line[at:], '<')
		switch {
		case liquid >= 0 && (i < 0 || liquid < at+i):
			at = liquid
		case i < 0:
			return ""
		default:
			at += i
		}
		until := opens(line[at:])
		if until == "" {
			continue
		}
		end := indexFold(line[at:], until)
		if end < 0 {
			return until
		}
		at += end + len(until) - 1
	}
}

// opens returns what ends the element in which nothing is Markdown that s
// begins with; "" if it begins with none.
func opens(s string) string {
	if len(s) < 4 || strings.IndexByte("pPsStTcC!%", s[1]) < 0 || strings.IndexByte("rRcCtTeEoO- ", s[2]) < 0 {
		return "" // most tags
	}
	for _, o := range opaques {
		if hasPrefixFold(s, o[0]) {
			return o[1]
		}
	}
	return ""
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// opensMarked tells whether a line is marked as the beginning of a block.
func opensMarked(s string) bool {
	switch {
	case strings.HasPrefix(s, "```"), strings.HasPrefix(s, "~~~"), strings.HasPrefix(s, "> "):
		return true
	case s[0] == '#':
		rest := strings.TrimLeft(s, "#")
		return len(s)-len(rest) <= 6 && rest != "" && rest[0] == ' '
	case s[0] == '[':
		return strings.Index(s, "]: ") > 1 // a definition, of a link or of a footnote
	case strings.HasPrefix(s, "- "), strings.HasPrefix(s, "* "), strings.HasPrefix(s, "+ "):
		return !strings.Contains(strings.ToLower(s), "<br") // an editor's lines have breaks
	}
	return false
}

// linkLimit is how far a destination is looked at: lines may have megabytes.
const linkLimit = 4 << 10

// isLinked tells whether a line holds a link of Markdown, or an address
// between angle brackets, which HTML would take for an element.
func isLinked(s string) bool {
	if strings.Contains(s, "<code") || strings.Contains(s, "<pre") {
		return false
	}
	for rest := s; ; {
		i := strings.Index(rest, "](")
		if i < 0 {
			break
		}
		if open := strings.LastIndexByte(rest[:i], '['); open >= 0 && strings.IndexByte(rest[i:min(len(rest), i+linkLimit)], ')') > 2 {
			return true
		}
		rest = rest[i+2:]
	}
	for i := range tagStarts(s) {
		if strings.HasPrefix(s[i:], "<http://") || strings.HasPrefix(s[i:], "<https://") || isMail(s[i:]) {
			return true
		}
	}
	return false
}

// bodyOf returns the <body> of a tree.
func bodyOf(doc *html.Node) *html.Node {
	if b := find(doc, atom.Body); b != nil {
		return b
	}
	return doc
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
			outside += shown(c)
		}
	}
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || !isBlock(c) {
			continue
		}
		if inside += shown(c); inside > 0 && inside >= 4*outside {
			return true // most bodies need no more than their first block
		}
	}
	return false
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

// hasTags tells whether HTML tags stand in the text.
func hasTags(s string) bool {
	for i := range tagStarts(s) {
		name := s[i+1:]
		if name != "" && (name[0] == '/' || name[0] == '!') {
			name = name[1:]
		}
		if tagName(name) != "" {
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
