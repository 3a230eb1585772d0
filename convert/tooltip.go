package convert

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// moveTooltips makes footnotes of texts that stand right behind their mark and
// show over it (ARIA's tooltip role; the plugin Modern Footnotes): the mark leads to
// the text, and the text stands at the end of the body, where notes do.
func moveTooltips(doc *html.Node) {
	var marks []*html.Node
	for n := range below(doc) {
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
		text.Parent.RemoveChild(text)
		text.DataAtom, text.Data = atom.Div, "div"
		text.Attr = []html.Attribute{{Key: "id", Val: id}}
		bodyOf(doc).AppendChild(text)
		a.Attr = []html.Attribute{{Key: "href", Val: "#" + id}}
		if box == a { // what is raised is a note already
			a.Attr = append(a.Attr, html.Attribute{Key: "class", Val: "footnote"})
		}
	}
}
