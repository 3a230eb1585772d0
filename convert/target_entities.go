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

// pipes writes code with bars in a table as HTML: Python-Markdown and kramdown
// would show the backslashes that keep them from parting cells.
func (b *targetBody) pipes(n *ast.CodeSpan) {
	first, ok := n.FirstChild().(*ast.Text)
	if b.target.Name != TargetMkDocs && b.target.Name != TargetJekyll || !ok || first == n.LastChild() || !inTable(n) {
		return
	}
	last, ok := n.LastChild().(*ast.Text)
	if !ok {
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
			if r < 0x80 && isPunct(byte(r)) {
				fmt.Fprintf(&code, "&#%d;", r)
			} else {
				code.WriteRune(r)
			}
		}
	}
	b.change(start, stop, "<code>"+code.String()+"</code>")
}
