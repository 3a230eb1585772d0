package convert

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// levelItems makes lists of the items of an editor that tell by themselves how
// deep they are and of what kind: Quill's and Draft.js's are all in one list.
func levelItems(doc *html.Node) {
	var lists []*html.Node
	for n := range below(doc) {
		if n.DataAtom == atom.Li && n.Parent != nil && isList(n.Parent) && firstItem(n.Parent) == n && tellsLevels(n.Parent) {
			lists = append(lists, n.Parent)
		}
	}
	for _, list := range lists {
		levelList(list)
	}
}

func tellsLevels(list *html.Node) bool {
	for c := list.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Li && (itemLevel(c) > 0 || attr(c, "data-list") != "") {
			return true
		}
	}
	return false
}

// levelList puts the items of a list into lists of their level and kind.
func levelList(list *html.Node) {
	var open []*html.Node // the lists that go on, by their level
	attrs := list.Attr    // which the first list keeps
	for c := list.FirstChild; c != nil; c = list.FirstChild {
		list.RemoveChild(c)
		if c.DataAtom != atom.Li {
			if len(open) == 0 {
				list.Parent.InsertBefore(c, list)
			} else {
				open[len(open)-1].AppendChild(c)
			}
			continue
		}
		level, kind := min(itemLevel(c), len(open)), listKind(c, list)
		if level < len(open) && open[level].DataAtom == kind {
			open = open[:level+1]
		} else {
			open = append(open[:level], newElement(kind, attrs...))
			attrs = nil
			if level == 0 {
				list.Parent.InsertBefore(open[0], list)
			} else {
				lastItem(open[level-1]).AppendChild(open[level])
			}
		}
		open[level].AppendChild(c)
	}
	list.Parent.RemoveChild(list)
}

func lastItem(list *html.Node) *html.Node {
	c := list.LastChild
	for c.DataAtom != atom.Li {
		c = c.PrevSibling
	}
	return c
}

// listKind is the kind of list that an item belongs to.
func listKind(item, list *html.Node) atom.Atom {
	switch attr(item, "data-list") {
	case "ordered":
		return atom.Ol
	case "bullet", "checked", "unchecked":
		return atom.Ul
	}
	return list.DataAtom
}

// itemLevel is the level that an item says it has.
func itemLevel(n *html.Node) int {
	for class := range classes(n) {
		for _, prefix := range [...]string{"ql-indent-", "public-DraftStyleDefault-depth"} {
			if rest, ok := strings.CutPrefix(class, prefix); ok {
				if level, err := strconv.Atoi(rest); err == nil && level >= 0 && level <= 8 {
					return level
				}
			}
		}
	}
	return 0
}

// showTask puts a box into an item that is a task by its attributes: in lists of
// Quill, Lexical, Tiptap, Evernote, Confluence and Asciidoctor.
func showTask(n *html.Node) {
	done, ok := taskState(n)
	if !ok || find(n, atom.Input) != nil {
		return
	}
	box := newElement(atom.Input, html.Attribute{Key: "type", Val: "checkbox"})
	if done {
		box.Attr = append(box.Attr, html.Attribute{Key: "checked"})
	}
	n.InsertBefore(box, n.FirstChild)
}

// taskState tells whether an item is a done task, and whether it is one.
func taskState(n *html.Node) (done, ok bool) {
	list := n.Parent
	if list == nil || len(n.Attr)+len(list.Attr) == 0 {
		return false, false
	}
	switch attr(n, "data-list") {
	case "checked":
		return true, true
	case "unchecked":
		return false, true
	}
	for _, said := range [...]string{attr(n, "data-checked"), attr(list, "data-checked")} {
		if said == "true" || said == "false" {
			return said == "true", true
		}
	}
	if attr(n, "role") == "checkbox" && hasAttr(n, "aria-checked") {
		return attr(n, "aria-checked") == "true", true
	}
	if hasClass(list, "checklist") {
		if sign := find(n, atom.I); sign != nil {
			return hasClass(sign, "fa-check-square-o"), hasClass(sign, "fa-check-square-o", "fa-square-o")
		}
	}
	if style := attr(n, "style"); styleSays(style, "--en-checked", "true", "false") {
		return styleSays(style, "--en-checked", "true"), true
	}
	return hasClass(n, "checked"), hasClass(list, "inline-task-list")
}
