package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// heading writes a heading so that kramdown sees one, and no attributes.
func (b *targetBody) heading(n *ast.Heading) {
	at := n.Pos()
	if b.target.Name == TargetJekyll && n.Parent().Kind() == ast.KindDocument && at > 1 && b.src[at-1] == '\n' && b.src[at-2] != '\n' {
		b.change(at, at, "\n") // in a paragraph kramdown sees none
	}
	if b.target.Name == TargetJekyll && n.FirstChild() == nil && at >= 0 && b.src[at] == '#' {
		b.change(at, at+len(bytes.TrimRight(b.src[at:b.nextLine(at)], "\n")), "") // it would show the signs
	}
	if last, ok := n.LastChild().(*ast.Text); ok && (b.target.Name == TargetJekyll || b.target.Name == TargetMkDocs) {
		for at := last.Segment.Stop - 1; at >= last.Segment.Start && b.src[at] == '#' && b.src[at-1] != '\\'; at-- {
			b.change(at, at, `\`) // C# is none to them
		}
	}
	if last, ok := n.LastChild().(*ast.Text); ok && (b.target.Name == TargetHugo || b.target.Name == TargetJekyll) {
		b.headingEnd(last)
	}
}

// headingEnd keeps a heading from ending in what Hugo and kramdown take for its
// attributes.
func (b *targetBody) headingEnd(last *ast.Text) {
	start := last.Segment.Start
	for c, seen := last.PreviousSibling(), 0; c != nil && seen < maxSiblings; c, seen = c.PreviousSibling(), seen+1 {
		t, ok := c.(*ast.Text) // goldmark parts text where there might have been something else
		if !ok || t.Segment.Stop != start {
			break
		}
		start = t.Segment.Start
	}
	s := string(b.src[start:last.Segment.Stop])
	i := strings.LastIndexByte(s, '{')
	if strings.HasSuffix(strings.TrimRight(s, " "), "}") && i >= 0 && (i == 0 || s[i-1] != '\\' && s[i-1] != '{') && !strings.HasPrefix(s[i:], "{<") && !strings.HasPrefix(s[i:], "{%") {
		b.change(start+i, start+i, `\`)
	}
}
