package convert

import (
	"bytes"
	"fmt"

	east "github.com/yuin/goldmark/extension/ast"
)

// noteLabel is a label of a footnote that kramdown knows.
var noteLabel = lazily(`^[A-Za-z0-9_][A-Za-z0-9_:-]*$`)

// noteMark writes a mark of a footnote with a label that kramdown knows, and as
// HTML for Hexo, whose Markdown has none.
func (b *targetBody) noteMark(n *east.FootnoteLink) {
	end := b.labelEnd(n.Pos(), "]")
	switch {
	case end < 0:
	case b.target.Name == TargetJekyll:
		b.relabel(n.Pos(), end, n.Index)
	case b.target.Name == TargetHexo:
		b.change(n.Pos(), end+1, fmt.Sprintf(`<sup><a href="#fn-%d">%d</a></sup>`, n.Index, n.Index))
	}
}

// footnote writes a footnote in the same way, and as an item of a list for Hexo.
func (b *targetBody) footnote(n *east.Footnote) {
	end := b.labelEnd(n.Pos(), "]:")
	switch {
	case end < 0 || n.Index < 1:
	case b.target.Name == TargetJekyll:
		b.relabel(n.Pos(), end, n.Index)
	case b.target.Name == TargetHexo:
		b.change(n.Pos(), b.pass(end+len("]:"), " "), fmt.Sprintf(`%d. <a id="fn-%d"></a>`, n.Index, n.Index))
	}
}

// labelEnd is where the label of a footnote ends, before the sign behind it; -1
// if there is none.
func (b *targetBody) labelEnd(at int, sign string) int {
	if at < 0 || !bytes.HasPrefix(b.src[at:], []byte("[^")) {
		return -1
	}
	end := bytes.Index(b.src[at:], []byte(sign))
	if end < 0 {
		return -1
	}
	return at + end
}

// relabel gives a footnote a label that kramdown knows.
func (b *targetBody) relabel(at, end, index int) {
	if !noteLabel().Match(b.src[at+2 : end]) {
		b.change(at+2, end, fmt.Sprintf("note-%d", index))
	}
}
