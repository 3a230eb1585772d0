package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// verbatimInKramdown are the elements in a line whose content kramdown does not
// read as Markdown.
var verbatimInKramdown = map[string]bool{
	"u": true, "mark": true, "kbd": true, "s": true, "strike": true, "time": true, "var": true, "samp": true, "font": true, "center": true, "code": true,
}

// innerMarkdown writes what stands between two tags as HTML for kramdown.
func (b *targetBody) innerMarkdown(n *ast.RawHTML) {
	if b.target.Name != TargetJekyll || n.Segments.Len() != 1 {
		return
	}
	open := n.Segments.At(0)
	name, closing := tagOf(string(open.Value(b.src)))
	if closing || !verbatimInKramdown[name] {
		return
	}
	var inner bytes.Buffer
	for c, seen := n.NextSibling(), 0; c != nil && seen < maxSiblings; c, seen = c.NextSibling(), seen+1 {
		if at, ok := b.closes(c, name); ok {
			source := b.src[open.Stop:at]
			if !bytes.Contains(source, []byte("images/")) && !bytes.Contains(source, []byte("files/")) { // whose paths change
				b.change(open.Stop, at, bracesAsText.Replace(inner.String()))
			}
			return
		}
		if err := markdownParser().Renderer().Render(&inner, b.src, c); err != nil {
			return
		}
	}
}

// bracesAsText writes HTML on one line, with nothing that Liquid would read.
var bracesAsText = strings.NewReplacer("\n", " ", "{{", "&#123;&#123;", "{%", "&#123;%")

// closes tells whether a node is the tag that closes an element, and where that
// begins.
func (b *targetBody) closes(n ast.Node, name string) (at int, ok bool) {
	tag, ok := n.(*ast.RawHTML)
	if !ok || tag.Segments.Len() != 1 {
		return 0, false
	}
	s := tag.Segments.At(0)
	return s.Start, strings.EqualFold(string(s.Value(b.src)), "</"+name+">")
}
