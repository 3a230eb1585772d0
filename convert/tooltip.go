package convert

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// moveTooltips makes footnotes of texts that stand right behind their mark and
// show over it (ARIA's tooltip role; the plugin Modern Footnotes): the mark leads to
// the text, and the text stands at the end of the body, where notes do.
func moveTooltips(doc *html.Node) {
	var marks, referrers, placed []*html.Node
	for n := range below(doc) {
		if n.Data == "d-footnote" {
			placed = append(placed, n)
		}
		if n.DataAtom == atom.Span && hasClass(n, "footnote_referrer") {
			referrers = append(referrers, n)
		}
		if n.DataAtom == atom.A && attr(n, "aria-describedby") != "" && isNoteMark(n) {
			marks = append(marks, n)
		}
	}
	for _, a := range marks {
		id, box := attr(a, "aria-describedby"), a
		if isSuper(a.Parent) {
			box = a.Parent
		}
		text := next(box)
		if text == nil || attr(text, "role") != "tooltip" || attr(text, "id") != id {
			continue
		}
		moveNote(doc, text, id)
		a.Attr = []html.Attribute{{Key: "href", Val: "#" + id}}
		if box == a { // what is raised is a note already
			a.Attr = append(a.Attr, html.Attribute{Key: "class", Val: "footnote"})
		}
	}
	if referrers != nil {
		moveReferences(doc, referrers)
	}
	for i, n := range placed {
		movePlaced(doc, n, strconv.Itoa(i+1))
	}
}

// movePlaced does the same for a note of Distill's, which stands in the place of
// its mark.
func movePlaced(doc, n *html.Node, number string) {
	id := "placed-note-" + number
	a := newElement(atom.A, html.Attribute{Key: "href", Val: "#" + id}, html.Attribute{Key: "class", Val: "footnote"})
	a.AppendChild(newText(number))
	n.Parent.InsertBefore(a, n)
	moveNote(doc, n, id)
}

// moveNote puts the text of a note at the end of the body.
func moveNote(doc, text *html.Node, id string) {
	text.Parent.RemoveChild(text)
	text.DataAtom, text.Data = atom.Div, "div"
	text.Attr = []html.Attribute{{Key: "id", Val: id}}
	bodyOf(doc).AppendChild(text)
}

// moveReferences does the same for the plugin Footnotes, which has each note
// twice: over its mark, which a script leads to the row of a table below the
// post, and in that row.
func moveReferences(doc *html.Node, referrers []*html.Node) {
	rows := referenceRows(doc)
	moved := map[*html.Node]string{} // rows, with the ids of their notes
	for _, r := range referrers {
		a, row := find(r, atom.A), (*html.Node)(nil)
		if a == nil || !isNoteMark(a) {
			continue
		}
		id := ""
		for id = range idsOpened(a) {
			if row = rows[id]; row != nil {
				break
			}
		}
		switch text := lastElement(row); {
		case row == nil:
			continue
		case moved[row] != "": // equal notes are one
		case text == nil || text.DataAtom != atom.Td:
			continue
		default:
			moveNote(doc, text, id)
			moved[row] = id
			row.Parent.RemoveChild(row)
		}
		a.Attr = []html.Attribute{{Key: "href", Val: "#" + moved[row]}, {Key: "class", Val: "footnote"}}
		if tip := lastElement(r); tip != nil && hasClass(tip, "footnote_tooltip") {
			r.RemoveChild(tip)
		}
	}
	if len(moved) > 0 {
		dropEmptyReferences(doc)
	}
}

// referenceRows are the rows with notes, by the ids that marks may lead to.
func referenceRows(doc *html.Node) map[string]*html.Node {
	rows := map[string]*html.Node{}
	for n := range below(doc) {
		if n.DataAtom == atom.Th && hasClass(n, "footnote_plugin_index", "footnote_plugin_index_combi") {
			rows[attr(n, "id")] = n.Parent
			for c := range below(n) {
				rows[attr(c, "id")] = n.Parent
			}
		}
	}
	delete(rows, "")
	return rows
}

// dropEmptyReferences leaves out what is left where the notes of the plugin
// Footnotes stood.
func dropEmptyReferences(doc *html.Node) {
	var boxes []*html.Node
	for n := range below(doc) {
		if n.DataAtom == atom.Div && hasClass(n, "footnotes_reference_container") && find(n, atom.Td) == nil {
			boxes = append(boxes, n)
		}
	}
	for _, n := range boxes {
		n.Parent.RemoveChild(n)
	}
}
