package convert

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// escapes are the characters that the Markdown of a program takes a backslash
// from, where they are fewer than in CommonMark; from others the backslash
// would be printed.
var escapes = map[TargetName]string{
	TargetJekyll: "\\.*_+`<>()[]{}#!:|\"'$=-~", // kramdown, with its parser for GFM
	TargetMkDocs: "\\`*_{}[]()>#+-.!",          // Python-Markdown
}

// signs are what programs read as markup that CommonMark reads as text, with
// what is to stand for it.
var signs = map[TargetName][][2]string{
	TargetJekyll:   {{"{:", `\{:`}, {"|", `\|`}, {"$$", `\$\$`}},
	TargetObsidian: {{"%%", `\%\%`}, {"==", `\=\=`}},
}

// text writes text so that the target reads it as that.
func (b *targetBody) text(n *ast.Text) {
	s := string(n.Segment.Value(b.src))
	start := n.Segment.Start
	if strings.HasPrefix(s, ": ") && isLineStart(n) {
		switch b.target.Name {
		case TargetHugo, TargetJekyll: // a definition, if a line stands before it
			b.change(start, start+1, `\:`)
		case TargetHexo:
			b.change(start, start+1, "&#58;")
		}
	}
	known, own := escapes[b.target.Name], signs[b.target.Name]
	if known == "" && own == nil {
		return
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && isPunct(s[i+1]) {
			if known != "" && !strings.ContainsRune(known, rune(s[i+1])) && !(s[i+1] == '|' && isCell(n)) {
				b.change(start+i, start+i+2, fmt.Sprintf("&#%d;", s[i+1]))
			}
			i++
			continue
		}
		for _, sign := range own {
			if strings.HasPrefix(s[i:], sign[0]) {
				b.change(start+i, start+i+len(sign[0]), sign[1])
				i += len(sign[0]) - 1
				break
			}
		}
	}
}

// isLineStart tells whether a text begins a line.
func isLineStart(n *ast.Text) bool {
	before, ok := n.PreviousSibling().(*ast.Text)
	return n.PreviousSibling() == nil || ok && (before.SoftLineBreak() || before.HardLineBreak())
}

// heading keeps a heading from ending in what Hugo takes for its attributes.
func (b *targetBody) heading(n *ast.Heading) {
	last, ok := n.LastChild().(*ast.Text)
	if b.target.Name != TargetHugo || !ok {
		return
	}
	s := string(last.Segment.Value(b.src))
	i := strings.LastIndexByte(s, '{')
	if strings.HasSuffix(strings.TrimRight(s, " "), "}") && i >= 0 && (i == 0 || s[i-1] != '\\' && s[i-1] != '{') && !strings.HasPrefix(s[i:], "{<") && !strings.HasPrefix(s[i:], "{%") {
		b.change(last.Segment.Start+i, last.Segment.Start+i, `\`)
	}
}

// fence leaves of what stands behind a fence the language, where Hugo would
// read attributes and give up at those it does not understand.
func (b *targetBody) fence(n *ast.FencedCodeBlock) {
	if b.target.Name != TargetHugo || n.Info == nil {
		return
	}
	info := string(n.Info.Segment.Value(b.src))
	if i := strings.IndexByte(info, '{'); i >= 0 {
		b.change(n.Info.Segment.Start+len(strings.TrimRight(info[:i], " ")), n.Info.Segment.Stop, "")
	}
}
