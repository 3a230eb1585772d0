package convert

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A listing is a list that is being written.
type listing struct {
	ordered bool
	tight   bool   // no blank lines between its items
	sign    string // of its markers
	number  int    // of the next item
	begun   bool   // an item was written
}

// marker is what the next item begins with.
func (l *listing) marker() string {
	if l.ordered {
		return strconv.Itoa(min(l.number, maxNumber)) + l.sign + " "
	}
	return l.sign + " "
}

// list writes a list. Its items stand without blank lines between them if
// each is a line of text and what lists hang below it.
func (w *writer) list(n *html.Node) {
	if w.inLine() || !hasItem(n) {
		w.block(n)
		return
	}
	w.flush()
	l := listing{ordered: n.DataAtom == atom.Ol, tight: isTight(n), number: startOf(n)}
	l.sign = w.listSign(l.ordered)
	outer := w.tight
	if w.after != "" && goesOn(n) {
		l.sign = w.after
		w.tight = w.tight || l.tight
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isBlankText(c), c.Type == html.CommentNode, furniture(c) != "":
		case c.DataAtom != atom.Li:
			w.stray(c, &l)
		case w.isNote(c):
			l.number++
		default:
			w.listItem(c, &l)
		}
	}
	w.tight = outer
	w.after = l.sign
}

// listItem writes the next item of a list.
func (w *writer) listItem(n *html.Node, l *listing) {
	if v := valueOf(n, l.number); l.ordered && v != l.number {
		if l.number = v; l.begun { // another list begins: the numbers of one are counted up
			l.sign = otherSign(l.sign)
			w.tight = false
		}
	}
	w.anchor(n)
	if l.tight && l.begun && bytes.HasSuffix(w.out, []byte("```")) {
		w.tight = false // code that a list below ends with stands apart
	}
	w.item(n, l.marker(), l.tight)
	w.tight = l.tight
	l.begun = true
	l.number++
}

// goesOn tells whether a list goes on with the one right before it: Notion
// writes each item as a list of its own, and numbers them on.
func goesOn(n *html.Node) bool {
	prev := before(n)
	if prev == nil || prev.DataAtom != n.DataAtom || !hasItem(prev) {
		return false
	}
	if n.DataAtom == atom.Ol && hasAttr(n, "start") {
		return startOf(n) == startOf(prev)+items(prev)
	}
	class := attr(n, "class")
	return class != "" && n.DataAtom == atom.Ul && attr(prev, "class") == class && items(prev) == 1 && items(n) == 1
}

func isList(n *html.Node) bool { return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol }

// items counts the items right in a list.
func items(n *html.Node) int {
	count := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Li {
			count++
		}
	}
	return count
}

// maxNumber is the largest number that an item may have (CommonMark 0.31.2,
// section 5.2).
const maxNumber = 999_999_999

func hasItem(n *html.Node) bool { return firstItem(n) != nil }

func firstItem(list *html.Node) *html.Node {
	c := list.FirstChild
	for c != nil && c.DataAtom != atom.Li {
		c = c.NextSibling
	}
	return c
}

// listSign returns the sign of a list, another one than that of a list of its
// kind that has just ended, since the two would become one.
func (w *writer) listSign(ordered bool) string {
	switch {
	case ordered && w.after == ".":
		return otherSign(w.after)
	case ordered:
		return "."
	case w.after == w.opts.Style.bullet():
		return w.opts.Style.other()
	}
	return w.opts.Style.bullet()
}

// otherSign returns the other sign of ordered lists.
func otherSign(sign string) string {
	if sign == "." {
		return ")"
	}
	return "."
}

// item writes one item; its marker is also the width of its indent.
func (w *writer) item(n *html.Node, marker string, tight bool) {
	where := w.where
	w.where = itemMode
	w.within(marker, strings.Repeat(" ", len(marker)), func() {
		w.tight = tight
		w.children(n)
		w.flush()
	})
	w.where = where
}

// stray writes what stands in a list but in no item, a list or text, below the
// item before it; what stands before the first item goes before the list.
func (w *writer) stray(n *html.Node, l *listing) {
	if !l.begun {
		w.node(n)
		w.flush()
		return
	}
	depth := len(w.prefix)
	w.prefix = append(w.prefix, strings.Repeat(" ", len(l.marker()))...)
	w.tight = l.tight && isList(n)
	w.node(n)
	w.flush()
	w.prefix = w.prefix[:depth]
	w.tight = l.tight
	w.after = ""
}

// looseItem writes an <li> that stands in no list.
func (w *writer) looseItem(n *html.Node) {
	if w.inLine() {
		w.block(n)
		return
	}
	w.flush()
	w.item(n, w.opts.Style.bullet()+" ", false)
}

// isTight tells whether no item of a list has more than one paragraph, with
// lists behind it.
func isTight(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		var s shape
		if c.DataAtom != atom.Li && !isList(c) {
			if s.node(c); s.paragraphs > 0 || s.loose {
				return false
			}
			continue
		}
		if c.DataAtom == atom.Li {
			s.children(c)
		} else {
			s.node(c)
		}
		if s.loose {
			return false
		}
	}
	return true
}

// A shape tells what an item is made of, read from left to right.
type shape struct {
	paragraphs int
	inLine     bool // the present paragraph goes on
	broken     bool // a <br> was the last thing
	lists      bool // a list has been seen
	loose      bool // blank lines are needed
}

func (s *shape) children(n *html.Node) {
	for c := n.FirstChild; c != nil && !s.loose; c = c.NextSibling {
		s.node(c)
	}
}

func (s *shape) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		if !isAllBlank(n.Data) {
			s.content()
		}
	case n.Type != html.ElementNode || furniture(n) != "":
	case n.DataAtom == atom.Br:
		if s.broken {
			s.inLine = false
		}
		s.broken = true
	case n.DataAtom == atom.Ul:
		s.inLine, s.lists = false, true
	case n.DataAtom == atom.Ol:
		start := strings.TrimSpace(attr(n, "start"))
		s.loose = s.loose || start != "" && start != "1" && s.paragraphs > 0
		s.inLine, s.lists = false, true
	case n.DataAtom == atom.Img, n.DataAtom == atom.Iframe, n.DataAtom == atom.Video, n.DataAtom == atom.Audio:
		s.content()
	case isPlainBlock(n):
		s.inLine = false
		s.children(n)
		s.inLine = false
	case isBlock(n):
		s.loose = true
	default:
		s.children(n)
	}
}

// isPlainBlock tells whether a block is nothing but a paragraph or what holds
// paragraphs.
func isPlainBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Center, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer:
		return true
	case atom.Div:
		return !isHighlighter(n)
	}
	return false
}

func (s *shape) content() {
	s.broken = false
	if s.inLine {
		return
	}
	s.inLine = true
	s.paragraphs++
	s.loose = s.loose || s.paragraphs > 1 || s.lists
}

// input writes the box of a task list.
func (w *writer) input(n *html.Node) {
	if !strings.EqualFold(attr(n, "type"), "checkbox") || w.where != itemMode || w.in.filled {
		w.audit.drop("form")
		return
	}
	box := "[ ]"
	if hasAttr(n, "checked") {
		box = "[x]"
	}
	w.show(part{kind: rawPart, text: box})
	w.in.text(" ")
}
