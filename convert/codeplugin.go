package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// showPlugin makes a <pre> of what some show code in without one: the
// WordPress plugin CodeColorer, dp.SyntaxHighlighter once its script has run,
// GeSHi with line numbers, Naver, and Vim where it writes no <pre>.
func showPlugin(div *html.Node) {
	switch {
	case hasClass(div, "codecolorer-container"):
		for _, c := range cellsOf(div) {
			if hasClass(c, "line-numbers") {
				c.Parent.RemoveChild(c)
			}
		}
	case hasClass(div, "codecolorer"):
		asCode(div, bareLanguage(strings.Replace(attr(div, "class"), "codecolorer", "", 1)))
	case hasClass(div, "dp-highlighter"):
		list := find(div, atom.Ol)
		if list == nil {
			return
		}
		asCode(list, prefixed(attr(div, "class"), "bg_"))
		if bar := before(list); bar != nil && hasClass(bar, "bar") {
			bar.Parent.RemoveChild(bar)
		}
	case hasClass(div, "geshifilter"):
		if list := find(div, atom.Ol); list != nil && find(div, atom.Pre) == nil {
			asCode(list, "")
		}
	case hasClass(div, "__se_code_view"), attr(div, "id") == "vimCodeElement" && find(div, atom.Pre) == nil:
		asCode(div, "")
	}
}

// asCode makes a <pre> of an element. Where its lines end with breaks, the ends
// of those of the source are blanks at most.
func asCode(n *html.Node, language string) {
	if find(n, atom.Br) != nil {
		for c := range below(n) {
			if c.Type == html.TextNode {
				c.Data = strings.ReplaceAll(c.Data, "\n", "")
			}
		}
	}
	n.DataAtom, n.Data = atom.Pre, "pre"
	if language != "" {
		n.Attr = []html.Attribute{{Key: "class", Val: "language-" + language}}
	}
}

// cellsOf returns the cells below n.
func cellsOf(n *html.Node) (cells []*html.Node) {
	for c := range below(n) {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			cells = append(cells, c)
		}
	}
	return cells
}
