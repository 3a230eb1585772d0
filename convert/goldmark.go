package convert

import (
	"iter"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"
)

// markdownParser reads Markdown as GitHub does. Made on first use, since most
// runs never need it at their start.
var markdownParser = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
})

// parseMarkdown returns the tree of what that reads.
func parseMarkdown(src []byte) ast.Node { return markdownParser().Parser().Parse(gtext.NewReader(src)) }

// walk visits n and what is below it; visit tells whether to go into a node.
func walk(n ast.Node, visit func(n ast.Node) (inside bool)) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it returns no error
		if entering && !visit(n) {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

// texts yields the text right in a node.
func texts(n ast.Node) iter.Seq[*ast.Text] {
	return func(yield func(*ast.Text) bool) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok && !yield(t) {
				return
			}
		}
	}
}

// segments is the text of lines.
func segments(lines *gtext.Segments, src []byte) string {
	var b strings.Builder
	for i := range lines.Len() {
		seg := lines.At(i)
		b.Write(seg.Value(src))
	}
	return b.String()
}

// extent is where lines begin and end, of which there is one at least.
func extent(lines *gtext.Segments) (start, stop int) {
	return lines.At(0).Start, lines.At(lines.Len() - 1).Stop
}

// htmlExtent is the extent of a block of HTML.
func htmlExtent(n *ast.HTMLBlock) (start, stop int) {
	start, stop = extent(n.Lines())
	if n.HasClosure() {
		stop = n.ClosureLine.Stop
	}
	return start, stop
}
