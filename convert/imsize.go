package convert

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"
)

// sizedImage is an image with its size behind the address, as CSDN, HackMD and a
// plugin of markdown-it have it: ![a](x.png =300x200). CommonMark reads text.
var sizedImage = lazily(`!\[[^\]\n]*\]\([ \t]*[^\s()<>]+(?:[ \t]+"[^"\n]*")?([ \t]+=(?:\d+%?x(?:\d+%?)?|x\d+%?))(?:[ \t]+"[^"\n]*")?[ \t]*\)`)

// withoutSizes takes the sizes out of the images of a body that is Markdown,
// where they are no code.
func (w *writer) withoutSizes(body string) string {
	if !strings.Contains(body, "=") {
		return body
	}
	found := sizedImage().FindAllStringSubmatchIndex(body, -1)
	if len(found) == 0 {
		return body
	}
	verbatim := verbatimRanges(mask(body))
	var b strings.Builder
	from := 0
	for _, m := range found {
		for len(verbatim) > 0 && verbatim[0].Stop <= m[0] {
			verbatim = verbatim[1:]
		}
		if len(verbatim) > 0 && verbatim[0].Start < m[1] {
			continue
		}
		w.audit.drop("size of an image")
		b.WriteString(body[from:m[2]])
		from = m[3]
	}
	b.WriteString(body[from:])
	return b.String()
}

// verbatimRanges are the places in Markdown that hold code or HTML, in order.
func verbatimRanges(src string) (all []gtext.Segment) {
	walk(parseMarkdown([]byte(src)), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
			all = append(all, n.Lines().Sliced(0, n.Lines().Len())...)
		case *ast.RawHTML:
			all = append(all, n.Segments.Sliced(0, n.Segments.Len())...)
		case *ast.CodeSpan:
			for t := range texts(n) {
				all = append(all, t.Segment)
			}
		}
		return true
	})
	slices.SortFunc(all, func(a, b gtext.Segment) int { return a.Start - b.Start }) // notes stand at the end of the tree
	return all
}

// imageSize is a size where a title may stand too.
var imageSize = lazily(`(?:^|[ \t])=(?:\d+%?x(?:\d+%?)?|x\d+%?)(?:[ \t]|$)`)

// cutSize takes the size out of what stands behind an image's address.
func cutSize(s string) string {
	if !strings.Contains(s, "=") {
		return s
	}
	return strings.TrimSpace(imageSize().ReplaceAllString(s, " "))
}
