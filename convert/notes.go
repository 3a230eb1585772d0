package convert

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// notes are the footnotes of a body: the marks in the text and what they lead
// to. Markdown engines, WordPress plugins and Word all write a link of a
// number to an element further down; that pair is what is looked for.
type notes struct {
	marks  map[*html.Node]int        // links, by the number of their note
	texts  map[*html.Node]int        // elements that are notes, by number
	shells map[*html.Node]*html.Node // elements that hold nothing besides a note but its number, with the note
	back   map[string]int            // addresses of the marks, with the number of their note
	list   []*html.Node              // notes in order of their first mark; note i has number i+1

	boxes map[*html.Node]*box // elements that marks lead to
}

// mark writes the mark of a note; false if the link is none.
func (w *writer) mark(n *html.Node) bool {
	number := w.notes.marks[n]
	if number == 0 {
		return false
	}
	w.in.blank = w.in.blank && !isSuper(n.Parent) // the sign sits at its word
	w.show(part{kind: rawPart, text: "[^" + strconv.Itoa(number) + "]"})
	return true
}

func isSuper(n *html.Node) bool { return n != nil && n.DataAtom == atom.Sup }

// holdsMark tells whether all that a <sup> shows is the mark of a note, or the
// way back to one.
func (w *writer) holdsMark(n *html.Node) bool {
	c := onlyChild(n)
	switch {
	case c == nil:
		return false
	case c.DataAtom == atom.Span:
		return w.holdsMark(c)
	}
	return w.notes.marks[c] != 0 || c.DataAtom == atom.A && (w.leadsBack(c) || isBackReference(c, address(attr(c, "href"))))
}

// definitions writes the notes, behind everything else.
func (w *writer) definitions() {
	w.atEnd = true
	for i, note := range w.notes.list {
		w.flush()
		w.stack = w.stack[:0]
		w.in.reset()
		w.within("[^"+strconv.Itoa(i+1)+"]: ", "    ", func() {
			w.children(note)
			w.flush()
		})
	}
	w.atEnd = false
}

// leadsBack tells whether a link in a note leads back to its mark: the number
// before the text, or an arrow behind it.
func (w *writer) leadsBack(n *html.Node) bool {
	ref := attr(n, "href")
	if len(w.notes.list) == 0 || !strings.HasPrefix(ref, "#") || w.notes.marks[n] != 0 {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if number := cmp.Or(w.notes.texts[p], w.notes.texts[w.notes.shells[p]]); number != 0 {
			return isNoteMark(n) || w.notes.back[ref] == number && isSign(n)
		}
	}
	return false
}

// isSign tells whether a link back to a mark says nothing by itself: it shows a
// picture of an arrow, a number with a full stop, words in brackets.
func isSign(n *html.Node) bool {
	text := strings.Trim(shownText(n), " \n\t\u00a0\ufe0e\ufe0f")
	return strings.Trim(text, "0123456789.") == "" || text[0] == '[' && strings.IndexByte(text, ']') == len(text)-1
}

// isNote tells whether n is a note that is written at the end, not here, or
// what is left of a list that held nothing else.
func (w *writer) isNote(n *html.Node) bool {
	if len(w.notes.list) == 0 || w.atEnd {
		return false
	}
	if w.notes.texts[n] != 0 || w.notes.texts[w.notes.shells[n]] != 0 {
		return true
	}
	switch n.DataAtom {
	case atom.Hr:
		return n.Parent != nil && hasClass(n.Parent, "footnotes", "footnote")
	case atom.Ol, atom.Ul:
		return w.onlyNotes(n)
	}
	return false
}

func (w *writer) onlyNotes(n *html.Node) bool {
	count := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case w.notes.texts[c] != 0:
			count++
		case isBlankText(c), c.Type == html.CommentNode:
		case c.Type == html.ElementNode && c.DataAtom == atom.Li && onlyChild(c) != nil && w.notes.texts[onlyChild(c)] != 0:
			count++
		default:
			return false
		}
	}
	return count > 0
}
