package convert

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// nestLists puts lists that are nested for the eye alone below the last item
// of the list before them, where they belong: Yuque and old editors indent with
// lists of nothing but lists, and Google Docs writes each level as a list of
// its own, with its depth as a class.
func nestLists(doc *html.Node) {
	levelItems(doc)
	for n := range below(doc) {
		if !isList(n) || !hasItem(n) {
			continue
		}
		for nested := false; takeList(n, next(n), nested); {
			nested = true
		}
	}
}

// takeList takes into a list the one behind it, if that belongs there: it is
// deeper, or goes on with the items behind such a list.
func takeList(n, c *html.Node, nested bool) bool {
	switch {
	case c == nil || !isList(c):
		return false
	case isLevelBelow(c, n):
		c.Parent.RemoveChild(c)
		n.AppendChild(c)
		return true
	case holdsLists(c), nested && isSameList(c, n):
		moveChildren(n, c)
		c.Parent.RemoveChild(c)
		return true
	}
	return false
}

// isSameList tells whether a list behind one that nests goes on with the upper
// one; a numbered one says so by its start, and need not become one with it.
func isSameList(n, upper *html.Node) bool {
	list, _ := kixLevel(n)
	above, _ := kixLevel(upper)
	return n.DataAtom == atom.Ul && upper.DataAtom == atom.Ul && list == above && hasItem(n)
}

// holdsLists tells whether a list holds lists and nothing else.
func holdsLists(n *html.Node) bool {
	lists := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isList(c):
			lists++
		case !isBlankText(c):
			return false
		}
	}
	return lists > 0
}

// isLevelBelow tells whether a list is a deeper level of another one in Google
// Docs: lst-kix_abc-1 stands below lst-kix_abc-0.
func isLevelBelow(n, upper *html.Node) bool {
	list, level := kixLevel(n)
	above, other := kixLevel(upper)
	return list != "" && list == above && level > other
}

// kixLevel tells which list of Google Docs a level belongs to, and how deep it
// is; there are nine of them.
func kixLevel(n *html.Node) (list string, level int) {
	for class := range classes(n) {
		if rest, ok := strings.CutPrefix(class, "lst-kix_"); ok {
			id, depth, _ := strings.Cut(rest, "-")
			if level, err := strconv.Atoi(depth); err == nil && level <= 8 {
				return id, level
			}
		}
	}
	return "", 0
}

func removeChildren(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// moveChildren moves what stands in an element to the end of n.
func moveChildren(n, from *html.Node) {
	for c := from.FirstChild; c != nil; c = from.FirstChild {
		from.RemoveChild(c)
		n.AppendChild(c)
	}
}
