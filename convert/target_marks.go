package convert

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// struck writes struck text as HTML where it has no sign: for MkDocs, and for
// kramdown, which does not know that of one tilde.
func (b *targetBody) struck(n *east.Strikethrough) {
	if open, end, ok := b.delimiters(n, '~'); ok && (b.target.Name == TargetMkDocs || b.target.Name == TargetJekyll && open[1]-open[0] == 1) {
		b.change(open[0], open[1], "<del>")
		b.change(end[0], end[1], "</del>")
	}
}

// emphasis writes emphasis with stars for programs that do not see underlines
// between letters, of which Chinese has no others.
func (b *targetBody) emphasis(n *ast.Emphasis) {
	if b.target.Name == TargetHugo {
		b.besideHTML(n)
		return
	}
	if escapes[b.target.Name] == "" {
		return
	}
	if open, end, ok := b.delimiters(n, '_'); ok && open[1]-open[0] == n.Level {
		stars := strings.Repeat("*", n.Level)
		b.change(open[0], open[1], stars)
		b.change(end[0], end[1], stars)
	}
}

// besideHTML writes emphasis as HTML where its signs would not be seen by Hugo,
// to which the shortcode beside them is a letter, and not the punctuation that
// a tag begins and ends with.
func (b *targetBody) besideHTML(n *ast.Emphasis) {
	open, end, ok := b.delimiters(n, b.src[max(0, n.Pos())])
	if !ok || open[1]-open[0] != n.Level {
		return
	}
	first, _ := utf8.DecodeRune(b.src[open[1]:])
	last, _ := utf8.DecodeLastRune(b.src[:end[0]])
	before, _ := n.PreviousSibling().(*ast.RawHTML)
	after, _ := n.NextSibling().(*ast.RawHTML)
	risky := func(tag *ast.RawHTML, edge rune) bool {
		return tag != nil && (b.src[open[0]] == '_' || !unicode.IsLetter(edge) && !unicode.IsDigit(edge))
	}
	if !risky(before, first) && !risky(after, last) {
		return
	}
	name := [...]string{"em", "strong"}[min(n.Level, 2)-1]
	b.wrap(open[0], open[1], rawOpen+"<"+name+">"+rawClose)
	b.wrap(end[0], end[1], rawOpen+"</"+name+">"+rawClose)
}

// delimiters are the places of the signs around what ends in text; false if
// these are others, or what stands between them ends in neither text nor code.
func (b *targetBody) delimiters(n ast.Node, sign byte) (open, end [2]int, ok bool) {
	stop := b.endOf(n.LastChild())
	if stop < 0 || n.Pos() < 0 {
		return open, end, false
	}
	open, end = [2]int{n.Pos(), n.Pos()}, [2]int{stop, stop}
	for open[1] < len(b.src) && open[1]-open[0] < 2 && b.src[open[1]] == sign {
		open[1]++
	}
	width := open[1] - open[0]
	if width == 0 || !bytes.HasPrefix(b.src[end[0]:], bytes.Repeat([]byte{sign}, width)) {
		return open, end, false
	}
	end[1] += width
	return open, end, true
}

// endOf is the place behind text or code in a line; -1 behind anything else.
func (b *targetBody) endOf(n ast.Node) int {
	switch n := n.(type) {
	case *ast.Text:
		return n.Segment.Stop
	case *ast.CodeSpan:
		if text, ok := n.LastChild().(*ast.Text); ok {
			return b.behindCode(text.Segment.Stop)
		}
	}
	return -1
}

// behindCode is the place behind code in a line whose text ends at a place.
func (b *targetBody) behindCode(at int) int { return b.pass(b.pass(at, " "), "`") }

// pass is the place from at on where none of these signs stands.
func (b *targetBody) pass(at int, signs string) int {
	for at < len(b.src) && strings.IndexByte(signs, b.src[at]) >= 0 {
		at++
	}
	return at
}

// box writes the box of a task as HTML for MkDocs.
func (b *targetBody) box(n *east.TaskCheckBox) {
	at := n.Pos()
	if b.target.Name != TargetMkDocs || at < 0 || at+3 > len(b.src) || b.src[at] != '[' || b.src[at+2] != ']' {
		return
	}
	checked := ""
	if n.IsChecked {
		checked = " checked"
	}
	b.change(at, at+3, `<input type="checkbox" disabled`+checked+`>`)
}
