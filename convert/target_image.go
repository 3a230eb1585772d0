package convert

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// lostImage writes an image as HTML for Astro if its path leads to no file that
// is held: Astro does not build a site in which Markdown names one that is not
// there.
func (b *targetBody) lostImage(n *ast.Image) {
	address := string(n.Destination)
	if b.target.Name != TargetAstro || b.place == nil || n.Pos() < 0 || strings.HasPrefix(address, "/") {
		return
	}
	if _, remote := schemeOf(address); remote || b.place(Link{Path: address, In: InMarkdown}) != "" {
		return
	}
	if end := b.imageEnd(n); end > 0 {
		r := reader{src: b.src}
		b.change(n.Pos(), end, `<img src="`+escapeAttr(string(unescape(n.Destination)))+`" alt="`+html.EscapeString(r.words(n))+`">`)
	}
}

// imageEnd is the place behind an image; 0 if it is not clear.
func (b *targetBody) imageEnd(n *ast.Image) int {
	at := n.Pos() + len("![")
	for c := n.LastChild(); c != nil; c = c.LastChild() {
		if t, ok := c.(*ast.Text); ok {
			at = t.Segment.Stop
		}
	}
	at = b.pass(at, "*_~`")
	if at+1 >= len(b.src) || b.src[at] != ']' {
		return 0
	}
	switch b.src[at+1] {
	case '(':
		return b.closing(at+2, ')')
	case '[':
		return b.closing(at+2, ']')
	}
	return at + 1
}

// maxAddress bounds how far the end of an image is looked for.
const maxAddress = 8 << 10

// closing is the place behind the sign that closes a bracket; 0 if it is not in
// the paragraph. Brackets in angle brackets and in quotes do not count.
func (b *targetBody) closing(at int, sign byte) int {
	depth, within := 0, byte(0)
	for stop := min(len(b.src), at+maxAddress); at < stop; at++ {
		c := b.src[at]
		switch {
		case c == '\\':
			at++
		case c == '\n' && at+1 < len(b.src) && b.src[at+1] == '\n':
			return 0
		case within != 0:
			if c == within {
				within = 0
			}
		case c == '<':
			within = '>'
		case (c == '"' || c == '\'') && isBlank(b.src[at-1]):
			within = c
		case c == '(':
			depth++
		case c == sign && depth == 0:
			return at + 1
		case c == ')':
			depth--
		}
	}
	return 0
}
