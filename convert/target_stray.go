package convert

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// strayTag leaves out a tag that closes what was not opened beside it: browsers
// show nothing of it, and kramdown the tag itself.
func (b *targetBody) strayTag(n *ast.RawHTML) {
	if b.target.Name != TargetJekyll || n.Segments.Len() != 1 {
		return
	}
	at := n.Segments.At(0)
	name, ok := strings.CutPrefix(string(at.Value(b.src)), "</")
	if !ok {
		return
	}
	name = strings.ToLower(tagName(name))
	open := 0
	for c := n.PreviousSibling(); c != nil && open < maxSiblings; c, open = c.PreviousSibling(), open+1 {
		tag, ok := c.(*ast.RawHTML)
		if !ok || tag.Segments.Len() == 0 {
			continue
		}
		s := tag.Segments.At(0)
		if strings.EqualFold(tagName(strings.TrimPrefix(string(s.Value(b.src)), "<")), name) {
			return
		}
	}
	if open < maxSiblings {
		b.change(at.Start, at.Stop, "")
	}
}

// maxSiblings bounds how far a tag is looked for.
const maxSiblings = 100
