package convert

import (
	"bytes"
	"fmt"

	east "github.com/yuin/goldmark/extension/ast"
)

// noteLabel is a label of a footnote that kramdown knows.
var noteLabel = lazily(`^[A-Za-z0-9_][A-Za-z0-9_:-]*$`)

// relabel gives a footnote a label that kramdown knows.
func (b *targetBody) relabel(at, end, index int) {
	if !noteLabel().Match(b.src[at+2 : end]) {
		b.change(at+2, end, fmt.Sprintf("note-%d", index))
	}
}

// noteMark writes a mark of a footnote as HTML for Hexo, whose Markdown has none.
func (b *targetBody) noteMark(n *east.FootnoteLink) {
	at := n.Pos()
	if b.target.Name != TargetHexo && b.target.Name != TargetJekyll || at < 0 || !bytes.HasPrefix(b.src[at:], []byte("[^")) {
		return
	}
	end := bytes.IndexByte(b.src[at:], ']')
	if end < 0 {
		return
	}
	if b.target.Name == TargetJekyll {
		b.relabel(at, at+end, n.Index)
		return
	}
	b.change(at, at+end+1, fmt.Sprintf(`<sup><a href="#fn-%d">%d</a></sup>`, n.Index, n.Index))
}

// footnote writes a footnote as an item of a list for Hexo.
func (b *targetBody) footnote(n *east.Footnote) {
	at := n.Pos()
	if b.target.Name != TargetHexo && b.target.Name != TargetJekyll || at < 0 || n.Index < 1 || !bytes.HasPrefix(b.src[at:], []byte("[^")) {
		return
	}
	end := bytes.Index(b.src[at:], []byte("]:"))
	if end < 0 {
		return
	}
	if b.target.Name == TargetJekyll {
		b.relabel(at, at+end, n.Index)
		return
	}
	stop := at + end + 2
	for stop < len(b.src) && b.src[stop] == ' ' {
		stop++
	}
	b.change(at, stop, fmt.Sprintf(`%d. <a id="fn-%d"></a>`, n.Index, n.Index))
}
