package convert

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxNote bounds the text of a note; longer ones are sections.
const maxNote = 5000

// findNotes pairs the links that look like marks with their targets, but for
// those in what is written as HTML, where no mark of Markdown is read.
func (w *writer) findNotes(doc *html.Node) notes {
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
	targets, order := targetsOf(doc)
	var found notes
	tables := map[*html.Node]bool{}
	for _, a := range marks {
		target := targets[attr(a, "href")[1:]]
		if plain, err := url.PathUnescape(attr(a, "href")[1:]); target == nil && err == nil {
			target = targets[plain]
		}
		if target != nil && order[target] > order[a] && !w.inHTML(a, tables) && !w.inHTML(target, tables) {
			found.pair(a, target)
		}
	}
	found.dropBibliographies()
	found.again(marks)
	for _, a := range marks {
		if found.marks[a] != 0 {
			unbracket(a)
		}
	}
	for _, note := range found.list {
		unnumber(note)
		unlabel(note)
	}
	return found
}

// targetsOf returns the elements that links may lead to by their ids and names,
// and the place of each in the order of the tree.
func targetsOf(doc *html.Node) (targets map[string]*html.Node, order map[*html.Node]int) {
	targets, order = map[string]*html.Node{}, map[*html.Node]int{}
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
	return targets, order
}

// inHTML tells whether a node stands in what is written as HTML; tables keeps
// what is known of those around it.
func (w *writer) inHTML(n *html.Node, tables map[*html.Node]bool) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Table {
			if _, known := tables[p]; !known {
				tables[p] = w.needsHTML(p) && w.staysTable(p)
			}
		}
		if w.raw[p] || tables[p] || p.DataAtom == atom.Summary {
			return true
		}
	}
	return false
}

// unnumber takes away what Sphinx and MediaWiki put before the text of a note:
// its number, without a link, and the links to each of its marks.
func unnumber(note *html.Node) {
	for c := note.FirstChild; c != nil; {
		n := c
		c = c.NextSibling
		if hasClass(n, "mw-cite-backlink") || note.DataAtom == atom.Aside && hasClass(n, "label", "backrefs") {
			note.RemoveChild(n)
		}
	}
}

// unlabel takes away what stands around the number that a note begins with,
// as in [1] and 1.: the number itself goes, since it leads back to the mark.
func unlabel(note *html.Node) {
	var open *html.Node // the bracket before it
	var link *html.Node
	for c := range below(note) {
		switch {
		case c.DataAtom == atom.A && strings.HasPrefix(attr(c, "href"), "#") && isNoteMark(c):
			if link != nil {
				return
			}
			link = c
		case c.Type != html.TextNode || isAllBlank(c.Data):
		case link == nil && open == nil && strings.Trim(c.Data, " \n[(") == "":
			open = c
		case link == nil:
			return // the number does not come first
		case !isWithin(c, link):
			if open != nil && !strings.HasPrefix(c.Data, "]") && !strings.HasPrefix(c.Data, ")") {
				return
			}
			if open != nil {
				open.Data, c.Data = "", c.Data[1:]
			}
			if strings.HasPrefix(c.Data, ".") || strings.HasPrefix(c.Data, ":") {
				c.Data = c.Data[1:]
			}
			return
		}
	}
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
	note, shell := boxOf(target)
	if note == nil {
		return
	}
	if b := f.look(note); b.section || !isNoteLink(a) && !isLabelled(a, note, b) && !b.linksTo(a) || isWithin(a, note) {
		return
	}
	if f.texts == nil {
		f.texts, f.marks, f.shells, f.back = map[*html.Node]int{}, map[*html.Node]int{}, map[*html.Node]*html.Node{}, map[string]int{}
	}
	number := f.texts[note]
	if number == 0 {
		if f.nested(note) {
			return
		}
		f.list = append(f.list, note)
		number = len(f.list)
		f.texts[note] = number
		if shell != nil {
			f.shells[shell] = note
		}
	}
	f.marks[a] = number
	for _, ref := range refsTo(a) {
		f.back[ref] = number
	}
}

// again makes marks of the other links that lead to a note, from behind it or
// from another note: what they lead to is gone from its place.
func (f *notes) again(marks []*html.Node) {
	led := map[string]int{}
	for a, n := range f.marks {
		led[attr(a, "href")] = n
	}
	for _, a := range marks {
		if n := led[attr(a, "href")]; n != 0 && f.marks[a] == 0 && !isWithin(a, f.list[n-1]) {
			f.marks[a] = n
		}
	}
}

// A box is what may be a note.
type box struct {
	section bool            // it is too long for a note, or has a heading
	links   map[string]bool // addresses that links in it lead to
	begins  string          // its first letters, behind a bracket
}

// look looks into an element; many marks may lead to one, and it is looked at once.
func (f *notes) look(n *html.Node) *box {
	if b := f.boxes[n]; b != nil {
		return b
	}
	text := textOf(n)
	b := &box{section: visibleBytes(text) > maxNote, links: map[string]bool{}}
	for c := range below(n) {
		b.section = b.section || isHeading(c)
		if c.DataAtom == atom.A {
			b.links[attr(c, "href")] = true
		}
	}
	text = strings.TrimLeft(text, "[( \t\n\u00a0")
	b.begins = text[:min(len(text), 4)]
	if f.boxes == nil {
		f.boxes = map[*html.Node]*box{}
	}
	f.boxes[n] = b
	return b
}

// boxOf is the element that a note is all of, target being the place that its
// mark leads to, and what else was made for the note alone: Sphinx writes the
// number as the term of a definition, or in a cell of a table of one row. A note
// of Word has all its paragraphs in one element.
func boxOf(target *html.Node) (note, shell *html.Node) {
	if dd := next(target); target.DataAtom == atom.Dt && dd != nil && dd.DataAtom == atom.Dd {
		return dd, target
	}
	if target.DataAtom == atom.Table && hasClass(target, "footnote") {
		if row := lastElement(lastElement(target)); row != nil && row.DataAtom == atom.Tr && before(row) == nil {
			if c := lastElement(row); c != nil && c.DataAtom == atom.Td {
				return c, target
			}
		}
	}
	for note = target; note != nil && !isNoteBox(note); {
		note = note.Parent
	}
	if note != nil && before(note) == nil && isOffice(note.Parent) {
		return note.Parent, nil
	}
	return note, nil
}

// isOffice tells whether an element holds all paragraphs of one note, as Word
// and LibreOffice write it.
func isOffice(n *html.Node) bool {
	if n.DataAtom != atom.Div {
		return false
	}
	id := strings.TrimRight(attr(n, "id"), "0123456789")
	return id == "ftn" || id == "edn" || id == "sdfootnote" || id == "sdendnote"
}

// isNoteLink tells whether a link of a number leads to a note rather than to
// a part of the post: it is raised or a sign, or says so by its class or address.
func isNoteLink(a *html.Node) bool {
	if strings.ContainsAny(textOf(a), "*†‡§") || find(a, atom.Sup) != nil {
		return true
	}
	for p := a.Parent; p != nil && !isBlock(p); p = p.Parent {
		if isSuper(p) {
			return true
		}
	}
	said := strings.ToLower(attr(a, "class") + " " + attr(a, "href"))
	return holdsAny(said, "fn", "note")
}

// isLabelled tells whether a link in brackets leads to an item, or to what
// begins with the same number. An equation has it elsewhere.
func isLabelled(a, note *html.Node, b *box) bool {
	text := strings.TrimSpace(textOf(a))
	left := a.PrevSibling
	if !strings.ContainsAny(text, "[(") && (left == nil || left.Type != html.TextNode || !strings.HasSuffix(left.Data, "[")) {
		return false
	}
	return note.DataAtom == atom.Li || note.Parent.DataAtom == atom.Li || strings.HasPrefix(b.begins, strings.Trim(text, "[()] "))
}

// linksTo tells whether a link in b leads back to a or to what a stands in.
func (b *box) linksTo(a *html.Node) bool {
	return slices.ContainsFunc(refsTo(a), func(ref string) bool { return b.links[ref] })
}

// refsTo are the addresses that lead to a or to what a stands in.
func refsTo(a *html.Node) (refs []string) {
	for p, depth := a, 0; p != nil && depth < 2; p, depth = p.Parent, depth+1 {
		for _, key := range [...]string{"id", "name"} {
			if id := attr(p, key); id != "" {
				refs = append(refs, "#"+id)
			}
		}
	}
	return refs
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
// single letter, or ii; *1 in Hatena; 1:1 is the second mark of a note in
// markdown-it.
func isNoteMark(n *html.Node) bool {
	text := strings.TrimSpace(shownText(n))
	text = strings.TrimSpace(strings.TrimRight(strings.TrimLeft(text, "[("), "])"))
	if number, again, ok := strings.Cut(text, ":"); ok && isNumber(number) && isNumber(again) {
		text = number
	}
	if text == "" || len(text) > 6 {
		return false
	}
	if strings.Trim(text, "ivxl") == "" {
		return true // the endnotes of Word
	}
	if len(text) > 3 {
		return false
	}
	if strings.Trim(strings.TrimPrefix(text, "*"), "0123456789") == "" {
		return true
	}
	switch text {
	case "*", "†", "‡", "§":
		return true
	}
	return len(text) == 1 && text[0] >= 'a' && text[0] <= 'z'
}

// shownText is the text of a link without what is hidden in it, as Tistory has
// the word for a note.
func shownText(n *html.Node) string {
	if onlyText(n) != "" {
		return onlyText(n)
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type == html.ElementNode && furniture(c) == "":
			b.WriteString(shownText(c))
		}
	}
	return b.String()
}
