package convert

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A linkText is Markdown in which the bytes of destinations are looked for,
// whose places the parser does not tell.
type linkText string

// destination finds the bytes of an inline link's or image's destination.
func (t linkText) destination(n ast.Node) (start, stop int, ok bool) {
	if start = t.behind("](", max(n.Pos(), t.contentEnd(n))); start < 0 {
		return 0, 0, false
	}
	stop = start
	if strings.HasPrefix(string(t[start:]), "<") {
		end := strings.IndexByte(string(t[start:]), '>')
		return start, start + end + 1, end > 0
	}
	for depth := 0; stop < len(t) && !isBlank(t[stop]); stop++ {
		switch t[stop] {
		case '\\':
			stop++
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return start, stop, stop > start
			}
		}
	}
	stop = min(stop, len(t))
	return start, stop, stop > start
}

// behind is where something stands behind a sign and the blanks after it; -1
// if the sign does not come any more.
func (t linkText) behind(sign string, from int) int {
	i := strings.Index(string(t[from:]), sign)
	if i < 0 {
		return -1
	}
	at := from + i + len(sign)
	for at < len(t) && isBlank(t[at]) {
		at++
	}
	return at
}

// contentEnd is where the last thing in the brackets of a link or image ends,
// as far as is known: its text, or the destination of a link or image in them.
func (t linkText) contentEnd(n ast.Node) int {
	end := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			end = max(end, c.Segment.Stop)
		case *ast.RawHTML:
			_, stop := extent(c.Segments)
			end = max(end, stop)
		case *ast.AutoLink:
			end = max(end, c.Pos()+len(c.Label([]byte(t))))
		case *ast.Link, *ast.Image:
			end = max(end, t.contentEnd(c))
			if _, stop, _ := t.destination(c); !isReference(c) { // it may be empty
				end = max(end, stop)
			}
		default:
			end = max(end, t.contentEnd(c))
		}
	}
	return end
}

func isReference(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Link:
		return n.Reference != nil
	case *ast.Image:
		return n.Reference != nil
	}
	return false
}

// definition finds the bytes of a definition's destination.
func (t linkText) definition(def *ast.LinkReferenceDefinition) (start, stop int, ok bool) {
	from := def.Pos()
	if from < 0 || from >= len(t) {
		return 0, 0, false
	}
	if start = t.behind("]:", from); start < 0 {
		return 0, 0, false
	}
	if strings.HasPrefix(string(t[start:]), "<") {
		end := strings.IndexAny(string(t[start:]), ">\n")
		return start, start + end + 1, end > 0 && t[start+end] == '>'
	}
	stop = start
	for stop < len(t) && !isBlank(t[stop]) {
		stop++
	}
	return start, stop, stop > start
}
