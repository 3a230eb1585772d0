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

// fenceEnd writes the end of a block of code as its beginning: Hexo sees no
// other, nor one with blanks behind it.
func (b *targetBody) fenceEnd(n *ast.FencedCodeBlock) {
	if b.target.Name != TargetHexo || n.Pos() < 0 {
		return
	}
	open := b.src[n.Pos():]
	open = open[:len(open)-len(bytes.TrimLeft(open, string(open[:1])))]
	last := b.nextLine(n.Pos())
	if lines := n.Lines(); lines.Len() > 0 {
		last = lines.At(lines.Len() - 1).Stop
	}
	if start, stop, ok := b.closingFence(last); ok {
		end := start + len(bytes.TrimRight(b.src[start:b.nextLine(stop)], "\n"))
		if string(b.src[start:end]) != string(open) {
			b.change(start, end, string(open))
		}
	}
}

// closingFence returns where the fence is that closes code which ends at a place.
func (b *targetBody) closingFence(at int) (start, stop int, ok bool) {
	end := b.nextLine(at)
	text := strings.Trim(string(b.src[at:end]), "> \t\n")
	if len(text) < 3 || strings.Trim(text, text[:1]) != "" || !strings.ContainsAny(text[:1], "`~") {
		return 0, 0, false
	}
	start = at + bytes.IndexByte(b.src[at:end], text[0])
	return start, start + len(text), true
}

// margin brings a fenced block to the margin, which Python-Markdown wants, and
// without which kramdown keeps the blanks before its lines.
func (b *targetBody) margin(n *ast.FencedCodeBlock) {
	if b.target.Name != TargetMkDocs && b.target.Name != TargetJekyll || n.Parent().Kind() != ast.KindDocument || n.Pos() < 1 {
		return
	}
	indent := n.Pos() - 1 - bytes.LastIndexByte(b.src[:n.Pos()], '\n')
	if indent == 0 {
		return
	}
	b.change(n.Pos()-indent, n.Pos(), "")
	last := b.nextLine(n.Pos())
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		if start := bytes.LastIndexByte(b.src[:line.Start], '\n') + 1; start < line.Start {
			b.change(start, line.Start, "")
		}
		last = line.Stop
	}
	if start, _, ok := b.closingFence(last); ok {
		b.change(last, start, "")
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
	if start, stop, ok := b.closingFence(last); ok {
		b.change(start, stop, "")
	}
}
