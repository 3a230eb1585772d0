package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// itemIndent is how far Python-Markdown wants what stands in an item to be
// indented, whatever its mark is.
const itemIndent = 4

// listItem writes an item of a list as programs read it: kramdown and
// Python-Markdown know no 1), and the latter wants what stands in it indented.
func (b *targetBody) listItem(n *ast.ListItem) {
	b.number(n)
	pad := itemIndent - n.Offset
	if b.target.Name != TargetMkDocs || pad <= 0 || n.Pos() < 0 {
		return
	}
	column, ok := contentColumn(n)
	if !ok {
		return
	}
	mark := b.pass(n.Pos(), "0123456789-*+.)")
	b.change(mark, mark, strings.Repeat(" ", pad))
	stop := b.stopOf(n)
	for at := b.nextLine(n.Pos()); at < stop; at = b.nextLine(at) {
		line := b.src[at:b.nextLine(at)]
		if blank := len(line) - len(bytes.TrimLeft(line, " ")); blank >= column && len(bytes.TrimSpace(line)) > 0 {
			b.change(at, at, strings.Repeat(" ", pad))
		}
	}
}

// number puts a point in the place of a bracket behind a number.
func (b *targetBody) number(n *ast.ListItem) {
	list, ok := n.Parent().(*ast.List)
	if b.target.Name != TargetJekyll && b.target.Name != TargetMkDocs || !ok || list.Marker != ')' || n.Pos() < 0 {
		return
	}
	mark := b.pass(n.Pos(), "0123456789")
	if mark < len(b.src) && b.src[mark] == ')' {
		b.change(mark, mark+1, ".")
	}
}

// list parts a list from what stands on the line before it, where programs do
// not see it else: Python-Markdown never, kramdown behind code by indentation.
func (b *targetBody) list(n *ast.List) {
	before := n.PreviousSibling()
	if n.FirstChild() == nil || b.target.Name != TargetMkDocs && (b.target.Name != TargetJekyll || before == nil || before.Kind() != ast.KindCodeBlock) {
		return
	}
	at := bytes.LastIndexByte(b.src[:max(0, n.FirstChild().Pos())], '\n') + 1
	switch parent := n.Parent(); {
	case parent.Kind() == ast.KindDocument && at > 1 && b.src[at-2] != '\n':
		b.change(at, at, "\n")
	case before != nil && before.Kind() == ast.KindParagraph && parent.Kind() == ast.KindBlockquote && parent.Parent().Kind() == ast.KindDocument && at > 0 && b.src[at] == '>':
		b.change(at, at, ">\n")
	}
}

// contentColumn is where what an item holds begins, at least; false if it does
// not stand in lists alone.
func contentColumn(n ast.Node) (int, bool) {
	column := 0
	for depth := 0; n.Kind() != ast.KindDocument; n = n.Parent() {
		if depth++; depth > 2*maxDepth {
			return 0, false
		}
		switch n := n.(type) {
		case *ast.ListItem:
			column += n.Offset
		case *ast.List:
		default:
			return 0, false
		}
	}
	return column, true
}

// nextLine is where the line behind that of a place begins.
func (b *targetBody) nextLine(at int) int {
	if i := bytes.IndexByte(b.src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(b.src)
}

// stopOf is the end of what a node holds, but for marks that close something.
func (b *targetBody) stopOf(n ast.Node) int {
	for at := n; at != nil && at.Kind() != ast.KindDocument; at = at.Parent() {
		if next := at.NextSibling(); next != nil && next.Pos() >= 0 {
			return bytes.LastIndexByte(b.src[:next.Pos()], '\n') + 1
		}
	}
	return len(b.src)
}
