package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// fence leaves of what stands behind a fence the language, where a program
// would show attributes of another, or give up at those it does not understand.
func (b *targetBody) fence(n *ast.FencedCodeBlock) {
	if n.Info == nil {
		return
	}
	info := string(n.Info.Segment.Value(b.src))
	cut := -1
	switch b.target.Name {
	case TargetHugo:
		cut = strings.IndexByte(info, '{')
	case TargetHexo, TargetJekyll: // which show it as a caption, or see no fence
		if language, rest, _ := strings.Cut(info, " "); strings.Contains(language, "{") {
			cut = 0
		} else if strings.ContainsAny(rest, "{=") {
			cut = len(language)
		}
	case TargetMkDocs:
		cut = strings.IndexFunc(info, func(r rune) bool { // else Python-Markdown sees no fence
			return r >= 0x80 || !isLetter(byte(r)) && !isDigit(byte(r)) && !strings.ContainsRune("_#.+-", r)
		})
	}
	if cut >= 0 {
		b.change(n.Info.Segment.Start+len(strings.TrimRight(info[:cut], " ")), n.Info.Segment.Stop, "")
	}
}

// innerFence writes a fenced block in a list or a quote by indentation:
// Python-Markdown reads fences at the start of a line only.
func (b *targetBody) innerFence(n *ast.FencedCodeBlock) {
	if b.target.Name != TargetMkDocs || n.Parent().Kind() == ast.KindDocument || n.Pos() < 0 || n.Lines().Len() == 0 {
		return
	}
	b.change(n.Pos(), b.nextLine(n.Pos())-1, "")
	last := 0
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.change(line.Start, line.Start, strings.Repeat(" ", itemIndent))
		last = line.Stop
	}
	end := b.nextLine(last)
	if text := strings.Trim(string(b.src[last:end]), "> \t\n"); len(text) > 2 && strings.Trim(text, text[:1]) == "" && strings.ContainsAny(text[:1], "`~") {
		at := last + bytes.IndexByte(b.src[last:end], text[0])
		b.change(at, at+len(text), "")
	}
}
