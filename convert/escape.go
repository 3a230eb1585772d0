package convert

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// An edit is one escape: a backslash before pos, or with instead of the byte
// that stands there.
type edit struct {
	pos  int
	with string // "": a backslash before
}

// escape finds what in the paragraph's text would be read as markup and is
// none, beside the delimiters, which settle deals with. It escapes nothing
// that is harmless where it stands: Markdown is for reading.
func (p *paragraph) escape() {
	p.backticks()
	p.spaced()
	lastGT := lastOf(p.buf, '<', '>')
	in := brackets{p: p, lastParen: lastOf(p.buf, ']', ')')}
	for k, s := range p.segs {
		if s.link != 0 {
			in.turn(s.link)
		}
		if s.kind != textPart {
			continue
		}
		for i := p.markup(s.start, s.end); i < s.end; i = p.markup(i+1, s.end) {
			switch p.buf[i] {
			case '\\':
				before := i+1 == s.end && k+1 < len(p.segs) && p.segs[k+1].kind == addressPart // perhaps in brackets
				if before || i+1 < len(p.buf) && (p.buf[i+1] == '\n' || isPunct(p.buf[i+1])) {
					p.edit(i, 1)
				}
			case '<':
				if i < lastGT && opensTag(p.buf[i:]) {
					p.edits = append(p.edits, lessThan(p.buf, i))
				}
			case '&':
				if isEntity(p.buf[i:]) {
					p.edits = append(p.edits, edit{i, "&amp;"})
					p.unlink(i)
				}
			case '[':
				in.opening(i, s.end)
			case ']':
				in.closing(i)
			case '!':
				if i+1 == s.end && i+1 < len(p.buf) && p.buf[i+1] == '[' {
					p.edit(i, 1)
				}
			case '|':
				if p.mode == cellMode {
					p.edit(i, 1)
				}
			}
		}
	}
	p.lineStarts()
}

// brackets escapes those that would make a link, or end one.
type brackets struct {
	p         *paragraph
	lastParen int
	depth     int   // of link texts
	open      []int // in the present link text
	seen      bool  // an opening one
}

// turn goes into the text of a link or, with link below 0, out of it: there
// what is open in it would be closed by the bracket of the link.
func (b *brackets) turn(link int8) {
	b.depth += int(link)
	if link < 0 {
		for _, at := range b.open {
			b.p.edit(at, 1)
		}
	}
	b.open = b.open[:0]
}

// opening treats the bracket at i in text that ends at end.
func (b *brackets) opening(i, end int) {
	b.seen = true
	switch p := b.p; {
	case p.labels && isLabel(p.buf[i:], p.numbered), p.isReversed(i, end):
		p.edit(i, 1)
	case b.depth > 0:
		b.open = append(b.open, i)
	}
}

// closing treats the bracket at i.
func (b *brackets) closing(i int) {
	switch buf := b.p.buf; {
	case b.depth > 0 && len(b.open) == 0, b.seen && i+1 < b.lastParen && buf[i+1] == '(':
		b.p.edit(i, 1)
	case b.depth > 0:
		b.open = b.open[:len(b.open)-1]
	}
}

// markup returns where the next byte that escape looks at stands between i and
// end; end without one.
func (p *paragraph) markup(i, end int) int {
	for k, c := range p.buf[i:end] {
		if isMarkup[c] {
			return i + k
		}
	}
	return end
}

var isMarkup = [256]bool{'\\': true, '<': true, '&': true, '[': true, ']': true, '!': true, '|': true}

// lastOf returns where the last close stands; -1 without one, and where there
// is no open that it could belong to.
func lastOf(b []byte, open, close byte) int {
	if bytes.IndexByte(b, open) < 0 {
		return -1
	}
	return bytes.LastIndexByte(b, close)
}

// unlink keeps the address that p.buf[:i] ends with from swallowing what
// follows when it becomes a link by itself: readers do not agree on what &
// means in such a one.
func (p *paragraph) unlink(i int) {
	word := i
	for word > p.unlinked && p.buf[word-1] != ' ' && p.buf[word-1] != '\n' {
		word--
	}
	p.unlinked = i // no byte is looked at twice
	for at := word; ; {
		k := bytes.Index(p.buf[at:i], []byte("://"))
		if k < 0 {
			return
		}
		p.edit(at+k, 1)
		at += k + 1
	}
}

// unlinkHosts does the same for the hosts that cmark-gfm takes for addresses,
// where an escape follows that would become part of one. Edits are in order.
func (p *paragraph) unlinkHosts() {
	known := p.edits
	for _, s := range p.segs {
		for at := s.start; s.kind == textPart; at += len("www.") {
			k := bytes.Index(p.buf[at:s.end], []byte("www."))
			if k < 0 {
				break
			}
			at += k
			if at > 0 && p.buf[at-1] == '/' {
				continue // of an address with a scheme
			}
			next, _ := slices.BinarySearchFunc(known, at, func(e edit, pos int) int { return e.pos - pos })
			if p.swallows(at, known[next:]) {
				p.edit(at+len("www"), 1)
			}
		}
	}
	if len(p.edits) > len(known) {
		p.sortEdits()
	}
}

// isLabel tells whether b starts with [^1], or with [1] where links are
// numbered, which may be defined.
func isLabel(b []byte, numbered bool) bool {
	i := 1
	if !numbered && len(b) > 1 && b[1] != '^' {
		return false
	}
	for i < len(b) && (isDigit(b[i]) || i == 1 && b[i] == '^') {
		i++
	}
	return i > 1 && i < len(b) && b[i] == ']'
}

// lessThan escapes the < at i. The reference is understood everywhere, but
// becomes part of an address that stands right before it.
func lessThan(buf []byte, i int) edit {
	if i > 0 && buf[i-1] == '/' {
		return edit{pos: i}
	}
	return edit{i, "&lt;"}
}

// backticks escapes the runs of backticks in text that a later run of the
// same length would close to a code span.
func (p *paragraph) backticks() {
	if bytes.IndexByte(p.buf, '`') < 0 {
		return
	}
	var later [64]bool
	for k := len(p.segs) - 1; k >= 0; k-- {
		s := p.segs[k]
		for i := s.end - 1; i >= s.start; i-- {
			if p.buf[i] != '`' {
				continue
			}
			j := i
			for j > s.start && p.buf[j-1] == '`' {
				j--
			}
			n := min(i-j+1, len(later)-1)
			if s.kind == textPart && later[n] {
				p.edit(j, i-j+1)
				later[1] = true // an escaped backtick still closes a span of one
			} else {
				later[n] = true
			}
			i = j
		}
	}
}

// opensTag tells whether b, which starts with <, may be read as the start of
// raw HTML or of an address in angle brackets.
func opensTag(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch c := b[1]; {
	case c == '!' || c == '?':
		return true
	case isMail(b):
		return true
	case c == '/':
		return len(b) > 2 && isLetter(b[2])
	case !isLetter(c):
		return false
	}
	i := 1
	for i < len(b) && (isLetter(b[i]) || isDigit(b[i]) || b[i] == '-') {
		i++
	}
	return i < len(b) && strings.IndexByte(" \n/>:@.+_", b[i]) >= 0
}

// isMail tells whether b is a mail address between angle brackets.
func isMail[T string | []byte](b T) bool {
	at := false
	for i := 1; i < min(len(b), mailLimit); i++ {
		switch b[i] {
		case '@':
			at = at || i > 1
		case '>':
			return at
		case ' ', '\n', '<':
			return false
		}
	}
	return false
}

// mailLimit is more than a mail address has (RFC 5321, section 4.5.3.1).
const mailLimit = 320

// isEntity tells whether b starts with a character reference that a reader of
// Markdown would replace.
func isEntity(b []byte) bool {
	end := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if end < 2 {
		return false
	}
	if b[1] == '#' {
		hex := end > 3 && b[2]|0x20 == 'x'
		for _, c := range b[2:end] {
			if !isDigit(c) && !(hex && (c|0x20 >= 'a' && c|0x20 <= 'f' || c|0x20 == 'x')) {
				return false
			}
		}
		return true
	}
	for _, c := range b[1:end] {
		if !isLetter(c) && !isDigit(c) {
			return false
		}
	}
	ref := string(b[:end+1])
	text := html.UnescapeString(ref)
	return text != ref && !strings.HasSuffix(text, ";")
}

// lineStarts escapes what would start a block at the start of a line.
func (p *paragraph) lineStarts() {
	if p.mode == cellMode {
		return
	}
	if p.mode == headingMode {
		p.closingHashes()
		return
	}
	p.linkedBox()
	start := 0
	for _, s := range p.segs {
		if s.kind == breakPart {
			start = s.end
			continue
		}
		if s.start == start && s.kind == textPart {
			line := p.buf[start:]
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line = line[:i]
			}
			if at, ok := p.blockStart(line, start == 0, s.end-s.start); ok {
				p.edits = append(p.edits, at.shift(start))
			}
		}
	}
}

// linkedBox keeps a link named x at the start of an item from being read as the
// box of a task, which goldmark does.
func (p *paragraph) linkedBox() {
	if p.mode == itemMode && len(p.segs) > 0 && p.segs[0].link > 0 && len(p.buf) > 2 && p.buf[2] == ']' {
		switch p.buf[1] {
		case 'x':
			p.edits = append(p.edits, edit{1, "&#120;"})
		case 'X':
			p.edits = append(p.edits, edit{1, "&#88;"})
		}
	}
}

func (e edit) shift(n int) edit { e.pos += n; return e }

// blockStart tells whether a line would start a block, and which escape keeps
// it from that. The first n bytes of the line are text.
func (p *paragraph) blockStart(line []byte, first bool, n int) (edit, bool) {
	var backslash edit
	switch c := line[0]; c {
	case '>':
		return backslash, true
	case '#':
		i := 1
		for i < len(line) && line[i] == '#' {
			i++
		}
		if p.margin && !endsMarker(line, i) && line[len(line)-1] != '#' {
			return edit{with: " #"}, true // linters take #word for a heading, at the margin alone (MD018)
		}
		return backslash, i <= 6 && endsMarker(line, i)
	case '+', '-', '*':
		if p.mode == itemMode && first && len(bytes.Trim(line, "-* ")) == 0 {
			return backslash, true // the item's own sign would make a rule of it
		}
		return backslash, endsMarker(line, 1) || isRule(line) || !first && c == '-' && isUnderline(line)
	case '=':
		return backslash, !first && isUnderline(line)
	case '_':
		return backslash, isRule(line)
	case '`', '~':
		rest := bytes.TrimLeft(line, string(c))
		return backslash, len(line)-len(rest) >= 3 && (c == '~' || bytes.IndexByte(rest, c) < 0)
	case '<':
		return edit{with: "&lt;"}, opensTag(line)
	case '|', ':':
		return backslash, !first && isUnderline(line)
	case '[':
		if p.mode == itemMode && first && len(line) > 2 && line[2] == ']' && strings.IndexByte(" xX", line[1]) >= 0 { // goldmark asks for no blank behind it
			return backslash, true
		}
		i := bytes.Index(line, []byte("]:"))
		return backslash, first && i > 1 && i < n
	}
	i := 0
	for i < len(line) && i < 10 && isDigit(line[i]) {
		i++
	}
	if i == 0 || i > 9 || i >= n || line[i] != '.' && line[i] != ')' || !endsMarker(line, i+1) {
		return edit{}, false
	}
	if !first && (string(line[:i]) != "1" || i+1 == len(line)) { // only 1. interrupts a paragraph
		return edit{}, false
	}
	return edit{pos: i}, true
}

func endsMarker(line []byte, i int) bool { return i == len(line) || line[i] == ' ' }

// isRule tells whether a line is nothing but three or more of *, - or _.
func isRule(line []byte) bool {
	n := 0
	for _, c := range line {
		if c == line[0] {
			n++
		} else if c != ' ' {
			return false
		}
	}
	return n >= 3
}

// isUnderline tells whether a line would underline the one above as a heading
// or as the header of a table.
func isUnderline(line []byte) bool {
	if line[0] == '=' {
		return len(bytes.Trim(line, "= ")) == 0
	}
	return len(bytes.Trim(line, "-|: ")) == 0 && bytes.IndexByte(line, '-') >= 0
}

// closingHashes keeps the # at the end of a heading, which would close it.
func (p *paragraph) closingHashes() {
	i := len(p.buf)
	for i > 0 && p.buf[i-1] == '#' {
		i--
	}
	if i < len(p.buf) && (i == 0 || p.buf[i-1] == ' ') && p.segs[len(p.segs)-1].kind == textPart {
		p.edit(len(p.buf)-1, 1)
	}
}

// finish returns the paragraph as Markdown, escapes put in.
func (p *paragraph) finish(dst []byte) []byte {
	if len(p.edits) > 0 {
		p.sortEdits()
		p.unlinkHosts()
	}
	edits := p.edits
	for _, s := range p.segs {
		n := 0
		for n < len(edits) && edits[n].pos < s.end {
			n++
		}
		switch {
		case s.kind == breakPart:
			dst = p.lineEnd(dst)
		case s.kind == addressPart && (n > 0 || p.swallows(s.end, edits)):
			dst = append(append(append(dst, '<'), p.buf[s.start:s.end]...), '>')
		default:
			dst = p.segment(dst, s, edits[:n])
		}
		edits = edits[n:]
	}
	return dst
}

// sortEdits puts the edits in order, one at a place.
func (p *paragraph) sortEdits() {
	slices.SortStableFunc(p.edits, func(a, b edit) int { return a.pos - b.pos })
	p.edits = slices.CompactFunc(p.edits, func(a, b edit) bool { return a.pos == b.pos })
}

// swallows tells whether a bare address, up to end or from there on, would take
// the next edit into it: cmark-gfm ends one at a blank or <, and shows the escape.
func (p *paragraph) swallows(end int, edits []edit) bool {
	return len(edits) > 0 && edits[0].pos-end < lookBack && !bytes.ContainsAny(p.buf[end:edits[0].pos], " \n<")
}

func (p *paragraph) segment(dst []byte, s segment, edits []edit) []byte {
	if p.mode == cellMode && s.kind != textPart { // a pipe ends the cell even in code
		return escapePipes(dst, p.buf[s.start:s.end])
	}
	at := s.start
	for _, e := range edits {
		dst = append(dst, p.buf[at:e.pos]...)
		at = e.pos
		if e.with == "" {
			dst = append(dst, '\\')
			continue
		}
		dst = append(dst, e.with...)
		at++
	}
	return append(dst, p.buf[at:s.end]...)
}

// escapePipes appends text whose pipes would end a cell.
func escapePipes(dst, text []byte) []byte {
	if bytes.IndexByte(text, '|') < 0 {
		return append(dst, text...)
	}
	return append(dst, bytes.ReplaceAll(text, []byte("|"), []byte(`\|`))...)
}

func (p *paragraph) lineEnd(dst []byte) []byte {
	switch p.mode {
	case headingMode, cellMode:
		return append(dst, "<br>"...)
	}
	return append(dst, "  \n"...)
}
