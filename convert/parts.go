package convert

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A seen is something that a post has besides its text, and may have several
// times: a heading of a level, an item, the words of a picture.
type seen struct{ kind, value string }

// note adds something.
func (s *witness) note(kind, value string) { s.parts = append(s.parts, seen{kind, value}) }

// edge notes that what comes next stands on a line of its own.
func (s *witness) edge() {
	at := s.text.Len()
	if n := len(s.edges); n == 0 || s.edges[n-1] != at {
		s.edges = append(s.edges, at)
	}
}

// words adds what an attribute says, without the blanks in it.
func (s *witness) words(kind, text string) {
	if text = strings.Join(strings.Fields(tidy(text)), ""); text != "" {
		s.note(kind, text)
	}
}

// testifyParts notes what an element is besides its text. In cells and
// headings, where Markdown has no blocks, only what lies in a line counts.
func (w *writer) testifyParts(n *html.Node, s *witness) {
	switch n.DataAtom {
	case atom.Br:
		s.edge()
		return
	case atom.Sub, atom.Sup, atom.Kbd, atom.Mark, atom.Ins:
		if !hasBlock(n) && hasText(n) && !w.holdsMark(n) {
			s.note("element", n.Data)
		}
		return
	}
	if s.inLine > 0 {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if showsSomething(n) && find(n, noHeading...) == nil {
			s.note("heading", n.Data)
		}
	case atom.Li:
		s.note("item", itemOf(n.Parent != nil && n.Parent.DataAtom == atom.Ol))
	case atom.Ol:
		w.testifyNumbers(n, s)
	case atom.Hr:
		s.note("rule", "")
	case atom.Input:
		if n.Parent.DataAtom == atom.Li && before(n) == nil && strings.EqualFold(attr(n, "type"), "checkbox") && (n.PrevSibling == nil || isAllBlank(n.PrevSibling.Data)) {
			s.note("checkbox", strconv.FormatBool(hasAttr(n, "checked")))
		}
	case atom.Blockquote:
		if showsSomething(n) {
			s.note("quote", "")
		}
	case atom.Table:
		if w.staysTable(n) {
			s.tables++
			s.note("table", "")
		}
	}
}

// testifyNumbers notes the numbers that a list and the items in it set, but for
// the 1 that a list has anyway.
func (w *writer) testifyNumbers(n *html.Node, s *witness) {
	if !hasItem(n) {
		return
	}
	number := startOf(n)
	if number > 1 && !goesOn(n) {
		s.note("number", strconv.Itoa(number))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li || furniture(c) != "" {
			continue
		}
		if v := valueOf(c, number); v != number && !w.isNote(c) {
			if number = v; v > 1 {
				s.note("number", strconv.Itoa(v))
			}
		}
		number++
	}
}

func itemOf(ordered bool) string {
	if ordered {
		return "ordered"
	}
	return "unordered"
}

// templates notes the template tags whose marks stand in text.
func (s *witness) templates(text string, tags templates) {
	for i := strings.IndexByte(text, templateMark); i >= 0; i = strings.IndexByte(text, templateMark) {
		var tag string
		tag, text = tags.cut(text[i:])
		s.note("template", tag)
	}
}

// startOf is the number that a list begins with: the list says it, or its first
// item does.
func startOf(n *html.Node) int {
	start := attr(n, "start")
	if li := firstItem(n); li != nil && hasAttr(li, "value") {
		start = attr(li, "value")
	}
	return numberIn(start, 1)
}

// valueOf is the number of an item: its own, or what the one before it leads to.
func valueOf(li *html.Node, next int) int { return numberIn(attr(li, "value"), next) }

// numberIn reads the number of an item; what it cannot have is the other one.
func numberIn(s string, other int) int {
	v, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || v < 0 || v > maxNumber {
		return other
	}
	return v
}

// staysTable tells whether a table is one to its reader: what only sets things
// side by side, or has but one row or column, is none.
func (w *writer) staysTable(n *html.Node) bool {
	if isLayout(n) || highlighted(n) != nil {
		return false
	}
	g := readGrid(n)
	return len(g.rows) > 1 && g.cols > 1
}

// isLine tells whether no block can stand in an element in Markdown.
func isLine(n *html.Node) bool {
	return n.DataAtom == atom.Td || n.DataAtom == atom.Th || n.DataAtom == atom.Summary || isHeading(n)
}

// parts notes of which parts the Markdown has fewer than the body.
func (a *Audit) parts(want, got *witness) {
	have := make(map[seen]int, len(got.parts))
	for _, p := range got.parts {
		have[p]++
	}
	told := map[seen]bool{}
	for _, p := range want.parts {
		if have[p]--; have[p] < 0 && !told[p] {
			told[p] = true
			a.Lost = append(a.Lost, Loss{Kind: p.kind, Want: clip(cmp.Or(p.value, "1"))})
		}
	}
	if want.text.String() == got.text.String() {
		a.covers(want, got)
		a.lines(want, got)
	}
}

// lines notes the first place at which the body begins a line and the Markdown
// goes on in it. Both say the same text.
func (a *Audit) lines(want, got *witness) {
	text, k := want.text.String(), 0
	for _, at := range want.edges {
		if at == 0 || at == len(text) {
			continue
		}
		for k < len(got.edges) && got.edges[k] < at {
			k++
		}
		if k == len(got.edges) || got.edges[k] != at {
			a.Lost = append(a.Lost, Loss{Kind: "line", Want: clip(text[at:])})
			return
		}
	}
}
