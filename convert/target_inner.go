package convert

import (
	"bytes"
	"slices"
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
	name := strings.ToLower(tagName(string(bytes.TrimPrefix(open.Value(b.src), []byte("<")))))
	if !verbatimInKramdown[name] {
		return
	}
	var inner bytes.Buffer
	for c, seen := n.NextSibling(), 0; c != nil && seen < maxSiblings; c, seen = c.NextSibling(), seen+1 {
		if closes(c, b.src, name) {
			stop := c.(*ast.RawHTML).Segments.At(0)
			source := b.src[open.Stop:stop.Start]
			if !slices.ContainsFunc(changedInSource, func(s string) bool { return bytes.Contains(source, []byte(s)) }) {
				b.change(open.Stop, stop.Start, strings.ReplaceAll(inner.String(), "\n", " "))
			}
			return
		}
		if err := markdownParser().Renderer().Render(&inner, b.src, c); err != nil {
			return
		}
	}
}

// changedInSource is what other rules look for in the source: tags, and the paths of
// files beside the post.
var changedInSource = []string{"{{", "{%", "images/", "files/"}

// closes tells whether a node is the tag that closes an element.
func closes(n ast.Node, src []byte, name string) bool {
	tag, ok := n.(*ast.RawHTML)
	if !ok || tag.Segments.Len() != 1 {
		return false
	}
	at := tag.Segments.At(0)
	return strings.EqualFold(string(at.Value(src)), "</"+name+">")
}
