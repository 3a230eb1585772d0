package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A loose is a look for the blank lines that part the paragraphs of a body, as
// WordPress's wpautop finds them: blocks stay blocks, and what stands between
// them is parted where a blank line has something visible on either side, also
// beside or inside of an inline element.
type loose struct {
	run     bool // something visible stands before, in the same run of text
	blank   spot // a blank line behind it
	lineEnd spot // a line end behind it
	broken  bool // a <br> behind it

	marks      []mark // in order
	partings   int    // of the marks
	paragraphs int    // elements <p> that show something
	lines      int    // of text
	wrapped    int    // of these, as long as an editor wraps them
}

// A spot is a place in a text node; the zero value is none.
type spot struct {
	in *html.Node
	at int
}

// A mark is the element that would say what a blank line or a line end means.
type mark struct {
	spot
	element atom.Atom
}

// openParagraphs parts the paragraphs of a body that nobody marked. It puts an
// empty <p> where one ends, which inline elements around it survive, and for
// WordPress a <br> at the line ends between.
func openParagraphs(p *Post, doc *html.Node) {
	var l loose
	l.children(bodyOf(doc))
	isHTML := isHTMLFile(p.Path)
	if l.isMade(isHTML) {
		return
	}
	breaks := isHTML && l.keepsLines(doc)
	for _, m := range slices.Backward(l.marks) { // so that the places before stay right
		if breaks || m.element == atom.P {
			m.insert()
		}
	}
}

// isMade tells whether an engine or an editor has made the body, so that its
// blank lines are layout: most of its paragraphs are elements, or, where those
// of Markdown may stand between, nearly all.
func (l *loose) isMade(isHTML bool) bool {
	if isHTML {
		return l.partings == 0 || 2*l.partings < l.paragraphs
	}
	return l.partings == 0 || 10*l.partings < l.paragraphs
}

// keepsLines tells whether a single line end in text is a line break, as
// wpautop makes it. It is none where the lines are as long as an editor wraps
// them, beside paragraphs that somebody marked, and in the odd line of a body
// that is all blocks.
func (l *loose) keepsLines(doc *html.Node) bool {
	return l.paragraphs == 0 && l.lines > 0 && 2*l.wrapped < l.lines && !blocksPrevail(bodyOf(doc))
}

// insert puts the element of the mark where it stands.
func (m mark) insert() {
	parent, behind := m.in.Parent, m.in.NextSibling
	parent.InsertBefore(newElement(m.element), behind)
	parent.InsertBefore(newText(m.in.Data[m.at:]), behind)
	m.in.Data = m.in.Data[:m.at]
}

func (l *loose) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		l.node(c)
	}
}

func (l *loose) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		l.text(n)
	case n.Type != html.ElementNode || furniture(n) != "":
	case n.DataAtom == atom.Br:
		l.broken, l.lineEnd = true, spot{}
	case isCode(n) && closeCode(n):
		l.children(n)
	case isBlock(n):
		l.end()
		if n.DataAtom == atom.P && showsSomething(n) {
			l.paragraphs++
		}
		if holdsRuns(n) {
			l.children(n)
		}
		l.end()
	case showsAsItIs(n):
		l.visible()
	default:
		l.children(n)
	}
}

func isCode(n *html.Node) bool {
	return n.DataAtom == atom.Code || n.DataAtom == atom.Tt || n.DataAtom == atom.Samp
}

// closeCode ends code that somebody left open at its first blank line: what
// stands behind it has links, emphasis or code of its own. It tells whether
// there is a blank line to part code at.
func closeCode(n *html.Node) bool {
	left := find(n, atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.Img, atom.Code) != nil
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		i := strings.Index(c.Data, "\n\n")
		if c.Type != html.TextNode || i < 0 {
			continue
		}
		if left {
			rest, behind := newText(c.Data[i:]), n.NextSibling
			c.Data = c.Data[:i]
			n.Parent.InsertBefore(rest, behind)
			for next := c.NextSibling; next != nil; next = c.NextSibling {
				n.RemoveChild(next)
				n.Parent.InsertBefore(next, behind)
			}
		}
		return true
	}
	return false
}

// showsAsItIs tells whether an element shows as it is, whatever lines are in it.
func showsAsItIs(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Code, atom.Tt, atom.Samp, atom.Math, atom.Img, atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed, atom.Input:
		return true
	}
	return false
}

// end ends a run of text.
func (l *loose) end() { l.run, l.broken, l.blank, l.lineEnd = false, false, spot{}, spot{} }

// holdsRuns tells whether a block may hold paragraphs that are not marked.
func holdsRuns(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext, atom.Table, atom.Summary, atom.Figcaption, atom.Dt:
		return false
	}
	return !isHeading(n)
}

// text looks at the lines of a text node.
func (l *loose) text(n *html.Node) {
	at, fresh := 0, false // fresh: at is the start of a line
	for line := range strings.Lines(n.Data) {
		blank := isAllBlank(line)
		if !blank {
			l.visible()
		} else if fresh && l.run && l.blank.in == nil && strings.HasSuffix(line, "\n") {
			l.blank = spot{n, at}
		}
		at += len(line)
		if fresh = strings.HasSuffix(line, "\n"); fresh && l.run && !l.broken && l.lineEnd.in == nil {
			l.lineEnd = spot{n, at - 1}
		}
		if size := len(strings.TrimSpace(line)); fresh && !blank {
			l.lines++
			if size >= 55 && size <= 110 {
				l.wrapped++
			}
		}
	}
}

// visible notes that something shows.
func (l *loose) visible() {
	switch {
	case l.blank.in != nil:
		l.marks = append(l.marks, mark{l.blank, atom.P})
		l.partings++
	case l.lineEnd.in != nil:
		l.marks = append(l.marks, mark{l.lineEnd, atom.Br})
	}
	l.end()
	l.run = true
}
