package convert

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// newElement makes an element without content.
func newElement(kind atom.Atom, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: kind, Data: kind.String(), Attr: attrs}
}

func newImage(src, alt string) *html.Node {
	return newElement(atom.Img, html.Attribute{Key: "src", Val: src}, html.Attribute{Key: "alt", Val: alt})
}

func newText(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// elementOf makes the element that a tag opens.
func elementOf(tok *html.Token) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: tok.DataAtom, Data: tok.Data, Attr: tok.Attr}
}

// attr returns the value of an attribute, "" if there is none.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// hasClass tells whether the element carries one of the classes.
func hasClass(n *html.Node, names ...string) bool {
	for c := range classes(n) {
		if slices.Contains(names, c) {
			return true
		}
	}
	return false
}

// classes visits the classes of an element.
func classes(n *html.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		list := attr(n, "class")
		for start, i := 0, 0; i <= len(list); i++ {
			if i < len(list) && !isBlank(list[i]) {
				continue
			}
			if start < i && !yield(list[start:i]) {
				return
			}
			start = i + 1
		}
	}
}

// textOf returns the text of a subtree as it stands, scripts and styles left out.
func textOf(n *html.Node) string {
	if n.Type == html.ElementNode && n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := range below(n) {
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// hasText tells whether textOf is more than blanks.
func hasText(n *html.Node) bool {
	for c := range below(n) {
		if c.Type == html.TextNode && !isAllBlank(c.Data) && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			return true
		}
	}
	return false
}

// below visits all nodes below n in document order. It does what Descendants of
// x/net/html does, without a call for each level; what is visited may gain
// children, and may not be moved.
func below(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := n.FirstChild; c != nil; c = following(c, n) {
			if !yield(c) {
				return
			}
		}
	}
}

// following returns the node after c in document order, nil behind the last
// one below top.
func following(c, top *html.Node) *html.Node {
	if c.FirstChild != nil {
		return c.FirstChild
	}
	for c.NextSibling == nil {
		if c = c.Parent; c == top {
			return nil
		}
	}
	return c.NextSibling
}

// find returns the first element below n that is one of the kinds.
func find(n *html.Node, kinds ...atom.Atom) *html.Node {
	for c := range below(n) {
		if c.Type == html.ElementNode && slices.Contains(kinds, c.DataAtom) {
			return c
		}
	}
	return nil
}

// closest returns the innermost of n and what it stands in that is one of the
// kinds, nil if there is none.
func closest(n *html.Node, kinds ...atom.Atom) *html.Node {
	for n != nil && !slices.Contains(kinds, n.DataAtom) {
		n = n.Parent
	}
	return n
}

// isWithin tells whether n is box or stands in it.
func isWithin(n, box *html.Node) bool {
	for n != nil && n != box {
		n = n.Parent
	}
	return n != nil
}

// bodyOf returns the <body> of a tree.
func bodyOf(doc *html.Node) *html.Node {
	if b := find(doc, atom.Body); b != nil {
		return b
	}
	return doc
}

// onlyChild returns the element that is all of n's content, nil if there is
// other content.
func onlyChild(n *html.Node) *html.Node {
	var only *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isBlankText(c), c.Type == html.CommentNode:
		case c.Type == html.ElementNode && only == nil:
			only = c
		default:
			return nil
		}
	}
	return only
}

// isAllBlank tells whether s shows nothing: white space, no-break and
// invisible characters.
func isAllBlank(s string) bool {
	for _, r := range s {
		switch r {
		case ' ', '\n', '\t', '\r', '\f', 0xA0, 0x200B, 0xFEFF, 0xAD, 0x2060:
		default:
			return false
		}
	}
	return true
}

// isBlock tells whether a browser sets the element apart from the text around it.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd,
		atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure,
		atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup,
		atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Listing, atom.Main, atom.Menu, atom.Nav, atom.Ol,
		atom.Optgroup, atom.Option, atom.P, atom.Plaintext, atom.Pre, atom.Section, atom.Summary, atom.Table,
		atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Xmp:
		return true
	case 0:
		return n.Data == "search"
	}
	return false
}

// hasBlock tells whether a block stands anywhere below n.
func hasBlock(n *html.Node) bool {
	for c := range below(n) {
		if c.Type == html.ElementNode && isBlock(c) {
			return true
		}
	}
	return false
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// showsSomething tells whether anything below n is seen.
func showsSomething(n *html.Node) bool {
	return hasText(n) || find(n, atom.Img, atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed, atom.Hr) != nil
}
