package convert

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// readInHTML are the characters that Python-Markdown reads as markup also
// within HTML, where that does not begin a line.
const readInHTML = "\\`*_[]"

// nested keeps the text of HTML within a list or a quote what it is.
func (b *targetBody) nested(n *ast.HTMLBlock, start, stop int) {
	if b.target.Name != TargetMkDocs || n.Parent().Kind() == ast.KindDocument {
		return
	}
	for t := range b.tokens(start, stop) {
		for i, c := range t.raw {
			if t.kind == html.TextToken && strings.IndexByte(readInHTML, c) >= 0 {
				b.change(t.at+i, t.at+i+1, fmt.Sprintf("&#%d;", c))
			}
		}
	}
}

// codeAsHTML writes code as HTML that a program would not read: with bars in a
// table, for Python-Markdown and kramdown, which would show the backslashes that
// keep them from parting cells; with backticks for Hexo, which would see no
// emphasis between two of them.
func (b *targetBody) codeAsHTML(n *ast.CodeSpan) {
	first, isText := n.FirstChild().(*ast.Text)
	last, _ := n.LastChild().(*ast.Text)
	if !isText || last == nil {
		return
	}
	start, stop := first.Segment.Start, last.Segment.Stop
	switch b.target.Name {
	case TargetMkDocs, TargetJekyll:
		if first == last || !inTable(n) {
			return
		}
	case TargetHexo:
		if bytes.IndexByte(b.src[start:stop], '`') < 0 {
			return
		}
	default:
		return
	}
	var code strings.Builder
	for t := range texts(n) {
		for _, r := range string(t.Segment.Value(b.src)) {
			switch {
			case r == '\n':
				code.WriteByte(' ')
			case r < 0x80 && isPunct(byte(r)):
				fmt.Fprintf(&code, "&#%d;", r)
			default:
				code.WriteRune(r)
			}
		}
	}
	start = len(bytes.TrimRight(bytes.TrimRight(b.src[:start], " "), "`"))
	b.change(start, b.behindCode(stop), "<code>"+code.String()+"</code>")
}
