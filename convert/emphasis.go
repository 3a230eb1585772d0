package convert

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// emphasis writes an element as **, * or ~~.
func (w *writer) emphasis(n *html.Node, mark string) {
	inner := onlyChild(n)
	if mark == "**" && inner != nil && (inner.DataAtom == atom.Em || inner.DataAtom == atom.I) && !hasBlock(inner) {
		// *** is read as emphasis around strong emphasis, so it is written so.
		w.spanned(&span{mark: "*"}, func() { w.spanned(&span{mark: "**"}, func() { w.children(inner) }) })
		return
	}
	if w.inSpan(mark) || unstyled(n, mark) {
		w.children(n)
		return
	}
	w.spanned(&span{mark: mark}, func() { w.children(n) })
}

// unstyled tells whether a style takes the element's meaning away; Google
// Docs wraps whole documents in <b style="font-weight:normal">.
func unstyled(n *html.Node, mark string) bool {
	style := attr(n, "style")
	if style == "" {
		return false
	}
	switch mark {
	case "**":
		return styleSays(style, "font-weight", "normal", "100", "200", "300", "400")
	case "*":
		return styleSays(style, "font-style", "normal")
	}
	return false
}

func (w *writer) inSpan(mark string) bool {
	for _, s := range w.stack {
		if s.mark == mark {
			return true
		}
	}
	return false
}

// spanned writes what body writes inside a span.
func (w *writer) spanned(s *span, body func()) {
	w.stack = append(w.stack, s)
	k := len(w.stack) - 1
	w.in.open(s)
	body()
	w.in.close(w.stack[k])
	w.stack = w.stack[:k]
}

// asHTML makes the span use its element instead of its mark.
func (s *span) asHTML() {
	switch s.mark {
	case "**":
		s.open, s.close = "<strong>", "</strong>"
	case "*":
		s.open, s.close = "<em>", "</em>"
	case "~~":
		s.open, s.close = "<del>", "</del>"
	}
}

// hoist moves punctuation at the edge of emphasis out of it where CommonMark
// would otherwise print the marks: 方式：**引用：**和 must be 方式：**引用**：和, since
// a closing mark after punctuation has to stand before a blank or punctuation
// (section 6.2; known as commonmark-spec issue 650). Emphasis of nothing but
// such punctuation goes without. Adjacent emphasis of one kind is joined.
func hoist(parts []part) []part {
	parts = join(parts)
	for i := 0; i < len(parts); i++ {
		if parts[i].kind == openPart && parts[i].span.mark != "" {
			parts = hoistOpen(parts, i)
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].kind == closePart && parts[i].span.mark != "" {
			parts = hoistClose(parts, i)
		}
	}
	return parts
}

// join takes out a closing mark that stands before an opening one of its
// kind with at most a blank between: **one****two** would print its asterisks,
// and **one** **two** says no more than **one two**.
func join(parts []part) []part {
	kept := parts[:0]
	for _, p := range parts {
		if p.kind == openPart && p.span.mark != "" {
			if i := closedBefore(kept, p.span.mark); i >= 0 {
				p.span.joined = kept[i].span
				kept = append(kept[:i], kept[i+1:]...)
				continue
			}
		}
		if p.kind == closePart {
			for p.span.joined != nil {
				p.span = p.span.joined
			}
		}
		kept = append(kept, p)
	}
	return kept
}

// closedBefore returns the index of the closing mark that parts end with, a
// blank left out; -1 if they end otherwise.
func closedBefore(parts []part, mark string) int {
	i := len(parts) - 1
	if i >= 0 && parts[i].kind == textPart && parts[i].text == " " {
		i--
	}
	if i < 0 || parts[i].kind != closePart || parts[i].span.mark != mark {
		return -1
	}
	return i
}

// hoistOpen looks at the opening mark at i and those that follow it directly.
func hoistOpen(parts []part, i int) []part {
	if i == 0 || parts[i-1].kind == openPart && parts[i-1].span.mark != "" {
		return parts
	}
	j := i
	for j < len(parts) && parts[j].kind == openPart && parts[j].span.mark != "" {
		j++
	}
	if j == len(parts) || parts[j].kind != textPart {
		return parts
	}
	before := lastRune(parts[:i])
	r, n := utf8.DecodeRuneInString(parts[j].text)
	if classify(before, letter) != letter || classify(r, punct) != punct || isDelimiter(r) {
		return parts
	}
	head := part{kind: textPart, text: parts[j].text[:n]}
	parts[j].text = parts[j].text[n:]
	return dropEmpty(slices.Insert(parts, i, head), j+1)
}

// hoistClose looks at the closing mark at i and those directly before it.
func hoistClose(parts []part, i int) []part {
	if i+1 < len(parts) && parts[i+1].kind == closePart && parts[i+1].span.mark != "" {
		return parts
	}
	j := i
	for j >= 0 && parts[j].kind == closePart && parts[j].span.mark != "" {
		j--
	}
	if j < 0 || parts[j].kind != textPart || parts[j].text == "" {
		return parts
	}
	after := firstRune(parts[i+1:])
	r, n := utf8.DecodeLastRuneInString(parts[j].text)
	if classify(after, letter) != letter || classify(r, punct) != punct || isDelimiter(r) {
		return parts
	}
	cut := len(parts[j].text) - n
	tail := part{kind: textPart, text: parts[j].text[cut:]}
	parts[j].text = parts[j].text[:cut]
	return dropEmpty(slices.Insert(parts, i+1, tail), j)
}

// isDelimiter tells whether r has a meaning of its own at the edge of a mark.
func isDelimiter(r rune) bool {
	return r == '*' || r == '_' || r == '~' || r == '\\'
}

// dropEmpty takes out the text at i if it has become empty, and with it the
// marks that stood around nothing else.
func dropEmpty(parts []part, i int) []part {
	if parts[i].text != "" {
		return parts
	}
	parts = slices.Delete(parts, i, i+1)
	for i > 0 && i < len(parts) && parts[i-1].kind == openPart && parts[i].kind == closePart && parts[i-1].span == parts[i].span {
		parts = slices.Delete(parts, i-1, i+1)
		i--
	}
	return parts
}

// lastRune is the last character that parts print.
func lastRune(parts []part) rune {
	if len(parts) == 0 {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(edge(&parts[len(parts)-1], false))
	return r
}

// firstRune is the first character that parts print.
func firstRune(parts []part) rune {
	if len(parts) == 0 {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(edge(&parts[0], true))
	return r
}

// edge is what stands at one end of a part.
func edge(p *part, first bool) string {
	switch p.kind {
	case textPart, rawPart:
		return p.text
	case codePart:
		return "`"
	case imagePart:
		if first {
			return "!"
		}
		return ")"
	case openPart:
		return p.span.mark + p.span.open
	case closePart:
		return p.span.mark + p.span.close
	}
	return " "
}
