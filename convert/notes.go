package convert

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// notes are the footnotes of a body: the marks in the text and what they lead
// to. Markdown engines, WordPress plugins and Word all write a link of a
// number to an element further down; that pair is what is looked for.
type notes struct {
	marks map[*html.Node]int // links, by the number of their note
	texts map[*html.Node]int // elements that are notes, by number
	list  []*html.Node       // notes in order of their first mark; note i has number i+1
}

// maxNote bounds the text of a note; longer ones are sections.
const maxNote = 5000

// findNotes pairs the links that look like marks with their targets.
func findNotes(doc *html.Node) notes {
	var marks []*html.Node
	for n := range below(doc) {
		if n.DataAtom == atom.A {
			if ref := attr(n, "href"); len(ref) > 1 && ref[0] == '#' && isNoteMark(n) {
				marks = append(marks, n)
			}
		}
	}
	if len(marks) == 0 {
		return notes{}
	}
	targets := map[string]*html.Node{}
	order := map[*html.Node]int{}
	for n := range below(doc) {
		if n.Type != html.ElementNode {
			continue
		}
		order[n] = len(order)
		if id := attr(n, "id"); id != "" && targets[id] == nil {
			targets[id] = n
		}
		if n.DataAtom != atom.A {
			continue
		}
		if name := attr(n, "name"); name != "" && targets[name] == nil {
			targets[name] = n
		}
	}
	var found notes
	for _, a := range marks {
		target := targets[attr(a, "href")[1:]]
		if plain, err := url.PathUnescape(attr(a, "href")[1:]); target == nil && err == nil {
			target = targets[plain]
		}
		if target != nil && order[target] > order[a] {
			found.pair(a, target)
		}
	}
	for _, a := range marks {
		if found.marks[a] != 0 {
			unbracket(a)
		}
	}
	for _, note := range found.list {
		for a := range below(note) {
			if a.DataAtom == atom.A && strings.HasPrefix(attr(a, "href"), "#") && isNoteMark(a) {
				unbracket(a)
			}
		}
	}
	return found
}

// unbracket takes away the brackets that stand around a mark in the text:
// [^1] brings its own.
func unbracket(a *html.Node) {
	left, right := a.PrevSibling, a.NextSibling
	if left == nil || right == nil || left.Type != html.TextNode || right.Type != html.TextNode {
		return
	}
	if strings.HasSuffix(left.Data, "[") && strings.HasPrefix(right.Data, "]") {
		left.Data, right.Data = left.Data[:len(left.Data)-1], right.Data[1:]
	}
}

// pair makes a the mark of the note that target stands in, if there is one.
func (f *notes) pair(a, target *html.Node) {
	note := target
	for note != nil && !isNoteBox(note) {
		note = note.Parent
	}
	if note == nil || visibleBytes(textOf(note)) > maxNote || !isNoteLink(a) && !linksTo(note, a) {
		return
	}
	for p := a; p != nil; p = p.Parent {
		if p == note {
			return
		}
	}
	if f.texts == nil {
		f.texts, f.marks = map[*html.Node]int{}, map[*html.Node]int{}
	}
	number := f.texts[note]
	if number == 0 {
		if f.nested(note) {
			return
		}
		f.list = append(f.list, note)
		number = len(f.list)
		f.texts[note] = number
	}
	f.marks[a] = number
}

// isNoteLink tells whether a link of a number leads to a note rather than to
// a part of the post: it is raised, in brackets, or says so by its class or
// address.
func isNoteLink(a *html.Node) bool {
	text := strings.TrimSpace(textOf(a))
	if strings.ContainsAny(text, "[(*†‡§") || find(a, atom.Sup) != nil {
		return true
	}
	for p := a.Parent; p != nil && !isBlock(p); p = p.Parent {
		if isSuper(p) {
			return true
		}
	}
	if left := a.PrevSibling; left != nil && left.Type == html.TextNode && strings.HasSuffix(left.Data, "[") {
		return true
	}
	said := strings.ToLower(attr(a, "class") + " " + attr(a, "href"))
	return strings.Contains(said, "fn") || strings.Contains(said, "note")
}

// linksTo tells whether a link in note leads back to a or to what a stands in.
func linksTo(note, a *html.Node) bool {
	ids := []string{}
	for p, depth := a, 0; p != nil && depth < 2; p, depth = p.Parent, depth+1 {
		for _, key := range [...]string{"id", "name"} {
			if id := attr(p, key); id != "" {
				ids = append(ids, "#"+id)
			}
		}
	}
	for c := range below(note) {
		if c.DataAtom == atom.A && slices.Contains(ids, attr(c, "href")) {
			return true
		}
	}
	return false
}

// nested tells whether a note stands in another, or holds one.
func (f *notes) nested(note *html.Node) bool {
	for p := note.Parent; p != nil; p = p.Parent {
		if f.texts[p] != 0 {
			return true
		}
	}
	for c := range below(note) {
		if f.texts[c] != 0 {
			return true
		}
	}
	return false
}

func isNoteBox(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Li, atom.P, atom.Div, atom.Dd, atom.Aside:
		return true
	}
	return false
}

// isNoteMark tells whether a link reads as a mark: 1, [1], (1), *, † or a
// single letter.
func isNoteMark(n *html.Node) bool {
	text := strings.TrimSpace(textOf(n))
	text = strings.TrimSpace(strings.TrimRight(strings.TrimLeft(text, "[("), "])"))
	if text == "" || len(text) > 3 {
		return false
	}
	if strings.Trim(text, "0123456789") == "" {
		return true
	}
	switch text {
	case "*", "†", "‡", "§":
		return true
	}
	return len(text) == 1 && text[0] >= 'a' && text[0] <= 'z'
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

// holdsMark tells whether all that a <sup> shows is the mark of a note.
func (w *writer) holdsMark(n *html.Node) bool {
	c := onlyChild(n)
	return c != nil && (w.notes.marks[c] != 0 || c.DataAtom == atom.Span && w.holdsMark(c))
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
	if len(w.notes.list) == 0 || !strings.HasPrefix(attr(n, "href"), "#") || !isNoteMark(n) || w.notes.marks[n] != 0 {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if w.notes.texts[p] != 0 {
			return true
		}
	}
	return false
}

// isNote tells whether n is a note that is written at the end, not here, or
// what is left of a list that held nothing else.
func (w *writer) isNote(n *html.Node) bool {
	if len(w.notes.list) == 0 || w.atEnd {
		return false
	}
	if w.notes.texts[n] != 0 {
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
		case c.Type == html.TextNode && isAllBlank(c.Data), c.Type == html.CommentNode:
		case c.Type == html.ElementNode && c.DataAtom == atom.Li && onlyChild(c) != nil && w.notes.texts[onlyChild(c)] != 0:
			count++
		default:
			return false
		}
	}
	return count > 0
}
