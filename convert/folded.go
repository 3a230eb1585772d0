package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// unfold shows what is hidden until somebody clicks: spoilers, and the rest of
// a post behind "Read more". Some other element names it by its id.
func unfold(doc *html.Node) {
	folded := map[string]*html.Node{}
	for n := range below(doc) {
		if n.Type == html.ElementNode && len(n.Attr) > 1 && isFolded(n) {
			folded[attr(n, "id")] = n
		}
	}
	if len(folded) == 0 {
		return
	}
	for n := range below(doc) {
		for id := range idsOpened(n) {
			if box := folded[id]; box != nil {
				box.Attr = slices.DeleteFunc(box.Attr, func(a html.Attribute) bool { return a.Key == "hidden" || a.Key == "style" })
			}
		}
	}
}

func isFolded(n *html.Node) bool {
	return attr(n, "id") != "" && (hasAttr(n, "hidden") || styleSays(attr(n, "style"), "display", "none"))
}

// idsOpened yields what a click on an element may show: the ids in its attributes,
// and whatever stands in quotes in the script that it runs.
func idsOpened(n *html.Node) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, a := range n.Attr {
			script := ""
			switch a.Key {
			case "aria-controls", "data-target", "data-bs-target":
				if !yield(strings.TrimPrefix(a.Val, "#")) {
					return
				}
			case "onclick":
				script = a.Val
			case "href":
				if strings.HasPrefix(a.Val, "javascript:") {
					script = a.Val
				}
			}
			for i, word := range strings.Split(strings.ReplaceAll(script, `"`, "'"), "'") {
				if i%2 == 1 && !yield(strings.TrimPrefix(word, "#")) {
					return
				}
			}
		}
	}
}
