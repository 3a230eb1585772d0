package convert

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// emphasis writes an element as **, * or ~~.
func (w *writer) emphasis(n *html.Node, mark string) {
	if w.inSpan(mark) || unstyled(n, mark) {
		w.children(n)
		return
	}
	inner, weak := onlyChild(n), w.opts.Style.emphasis()
	if mark == "**" && inner != nil && (inner.DataAtom == atom.Em || inner.DataAtom == atom.I) && !hasBlock(inner) && !w.inSpan(weak) && !unstyled(inner, weak) {
		// *** is read as emphasis around strong emphasis, so it is written so.
		w.spanned(&span{mark: weak}, func() { w.spanned(&span{mark: mark}, func() { w.children(inner) }) })
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
	case "*", "_":
		return styleSays(style, "font-style", "normal")
	}
	return false
}

func (w *writer) inSpan(mark string) bool {
	return slices.ContainsFunc(w.stack, func(s *span) bool { return s.mark == mark })
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

// asHTML makes the span use its element instead of its mark, or * instead of _.
func (s *span) asHTML() {
	switch s.mark {
	case "_":
		s.mark = "*"
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
// such punctuation goes without. Brackets around all of it go both or none.
// Adjacent emphasis of one kind is joined.
func (w *writer) hoist(parts []part) []part {
	if !hasEmphasis(parts) {
		return parts
	}
	w.hoisted = hoistOpens(w.hoisted[:0], hoistPairs(join(parts)))
	return hoistCloses(parts[:0], w.hoisted)
}

func hasEmphasis(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.isMark(openPart) })
}

// isMark tells whether p is an opening or closing mark of emphasis.
func (p *part) isMark(kind partKind) bool { return p.kind == kind && p.span.mark != "" }

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

// hoistOpens looks at each run of opening marks and the text behind it.
func hoistOpens(out, parts []part) []part {
	for i := 0; i < len(parts); {
		j := i
		for j < len(parts) && parts[j].isMark(openPart) {
			j++
		}
		if j == i {
			out = append(out, parts[i])
			i++
			continue
		}
		head := 0
		if j < len(parts) && parts[j].kind == textPart {
			r, n := utf8.DecodeRuneInString(parts[j].text)
			if classify(lastRune(out), letter) == letter && classify(r, punct) == punct && !staysInside(r) {
				head = n
			}
		}
		if head > 0 {
			out = append(out, part{kind: textPart, text: parts[j].text[:head]})
			parts[j].text = parts[j].text[head:]
		}
		out = append(out, parts[i:j]...)
		i = j
		if head > 0 && parts[j].text == "" {
			out, i = dropEmpty(out, parts, j+1)
		}
	}
	return out
}

// dropEmpty takes off the end of out the marks that parts[i:] closes with
// nothing between; it returns where to go on.
func dropEmpty(out, parts []part, i int) ([]part, int) {
	for i < len(parts) && len(out) > 0 && parts[i].isMark(closePart) && out[len(out)-1].isMark(openPart) && out[len(out)-1].span == parts[i].span {
		out = out[:len(out)-1]
		i++
	}
	return out, i
}

// hoistCloses looks at each run of closing marks and the text before it.
func hoistCloses(out, parts []part) []part {
	for i := 0; i < len(parts); {
		j := i
		for j < len(parts) && parts[j].isMark(closePart) {
			j++
		}
		last := len(out) - 1
		if j == i || last < 0 || out[last].kind != textPart {
			j = max(j, i+1)
			out = append(out, parts[i:j]...)
			i = j
			continue
		}
		tail := ""
		r, n := utf8.DecodeLastRuneInString(out[last].text)
		if classify(firstRune(parts[j:]), letter) == letter && classify(r, punct) == punct && !staysInside(r) {
			cut := len(out[last].text) - n
			tail = out[last].text[cut:]
			out[last].text = out[last].text[:cut]
		}
		if tail != "" && out[last].text == "" {
			out, i = dropEmpty(out[:last], parts, i)
		}
		out = append(out, parts[i:j]...)
		if tail != "" {
			out = append(out, part{kind: textPart, text: tail})
		}
		i = j
	}
	return out
}

// staysInside tells whether r has a meaning of its own at the edge of a mark.
func staysInside(r rune) bool {
	return r == '\\' || r < utf8.RuneSelf && isDelimiter(byte(r))
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
