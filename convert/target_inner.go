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
	end, seen := n.NextSibling(), 0
	at, ok := 0, false
	for ; end != nil && seen < maxInner; end, seen = end.NextSibling(), seen+1 {
		if at, ok = b.closes(end, name); ok {
			break
		}
	}
	source := b.src[open.Stop:max(open.Stop, at)]
	if !ok || bytes.Contains(source, []byte("images/")) || bytes.Contains(source, []byte("files/")) { // whose paths change
		return
	}
	var inner bytes.Buffer
	for c := n.NextSibling(); c != end; c = c.NextSibling() {
		if err := markdownParser().Renderer().Render(&inner, b.src, c); err != nil {
			return
		}
	}
	b.change(open.Stop, at, bracesAsText.Replace(inner.String()))
}

// maxInner bounds how far the tag is looked for that closes an element; code in
// which every line ends in a tag has many.
const maxInner = 500

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
