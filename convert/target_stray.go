package convert

import "github.com/yuin/goldmark/ast"

// printedByKramdown are the elements of which kramdown shows the tags where
// they stand in a line.
var printedByKramdown = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "caption": true, "dd": true, "div": true,
	"dl": true, "dt": true, "figcaption": true, "figure": true, "footer": true, "h1": true, "h2": true, "h3": true,
	"h4": true, "h5": true, "h6": true, "header": true, "li": true, "main": true, "nav": true, "ol": true, "p": true,
	"pre": true, "section": true, "summary": true, "table": true, "tbody": true, "td": true, "tfoot": true, "th": true,
	"thead": true, "tr": true, "ul": true,
}

// strayTag leaves out a tag that kramdown would show: one that closes what was
// not opened beside it, and one that begins or ends a block within a line.
func (b *targetBody) strayTag(n *ast.RawHTML) {
	if b.target.Name != TargetJekyll || n.Segments.Len() != 1 {
		return
	}
	at := n.Segments.At(0)
	if name, closing := tagOf(string(at.Value(b.src))); printedByKramdown[name] || closing && !b.isOpened(n, name) {
		b.change(at.Start, at.Stop, "")
	}
}

// isOpened tells whether a tag before n opens the element, or may do so beyond
// the bound.
func (b *targetBody) isOpened(n ast.Node, name string) bool {
	for range maxSiblings {
		if n = n.PreviousSibling(); n == nil {
			return false
		}
		if tag, ok := n.(*ast.RawHTML); ok && tag.Segments.Len() > 0 {
			s := tag.Segments.At(0)
			if before, closing := tagOf(string(s.Value(b.src))); before == name && !closing {
				return true
			}
		}
	}
	return true
}

// maxSiblings bounds how far a tag is looked for.
const maxSiblings = 100
