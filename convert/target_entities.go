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
	z := html.NewTokenizer(bytes.NewReader(b.src[start:stop]))
	for at := start; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		raw := z.Raw()
		for i, c := range raw {
			if kind == html.TextToken && strings.IndexByte(readInHTML, c) >= 0 {
				b.change(at+i, at+i+1, fmt.Sprintf("&#%d;", c))
			}
		}
		at += len(raw)
	}
}

// codeAsHTML writes code as HTML that a program would not read: with bars in a
// table, for Python-Markdown and kramdown, which would show the backslashes that
// keep them from parting cells; with backticks for Hexo, which would see no
// emphasis between two of them.
func (b *targetBody) codeAsHTML(n *ast.CodeSpan) {
	first, ok := n.FirstChild().(*ast.Text)
	if !ok {
		return
	}
	last, ok := n.LastChild().(*ast.Text)
	if !ok {
		return
	}
	switch b.target.Name {
	case TargetMkDocs, TargetJekyll:
		if first == last || !inTable(n) {
			return
		}
	case TargetHexo:
		if bytes.IndexByte(b.src[first.Segment.Start:last.Segment.Stop], '`') < 0 {
			return
		}
	default:
		return
	}
	start, stop := first.Segment.Start, last.Segment.Stop
	for start > 0 && b.src[start-1] == ' ' {
		start--
	}
	for start > 0 && b.src[start-1] == '`' {
		start--
	}
	for stop < len(b.src) && b.src[stop] == ' ' {
		stop++
	}
	for stop < len(b.src) && b.src[stop] == '`' {
		stop++
	}
	var code strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			return
		}
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
	b.change(start, stop, "<code>"+code.String()+"</code>")
}
