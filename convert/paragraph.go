package convert

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// A paragraph is inline content laid out as one run of bytes, with what has to
// be known to escape it: which bytes are text, and where delimiters stand.
type paragraph struct {
	mode     mode
	margin   bool        // its lines begin at the margin, not below a sign of a list or quote
	buf      []byte      // content; a hard break is a line end
	segs     []segment   // in order, covering buf
	runs     []delimiter // in order
	spans    []placed    // our own emphasis
	edits    []edit      // what escaping changes, in order of position
	found    []match
	unlinked int   // unlink has looked at what stands before
	depth    int   // links and images that are open while parts are laid
	labels   bool  // the document has footnotes or references, so [^1] or [1] may be one
	numbered bool  // links are written by their number, so [1] may be one
	spoiled  []int // positions of our own marks that no reader sees, since text of their kind stands beside them
}

// A mode says where a paragraph stands, since that decides what is special.
type mode byte

const (
	blockMode   mode = iota // a paragraph: lines may start blocks
	itemMode                // the first paragraph of a list item: "[ ]" would be a task
	headingMode             // one line behind #
	cellMode                // one line between |
)

// A segment is a stretch of a paragraph of one kind.
type segment struct {
	start, end int
	kind       partKind
	link       int8 // +1: opens a link or image text, -1: closes one
}

// placed is one of our own emphasis spans, laid out.
type placed struct {
	span        *span
	open, close int // position of the marks; close is -1 until it is known
}

func (p *paragraph) reset(m mode) {
	*p = paragraph{mode: m, buf: p.buf[:0], segs: p.segs[:0], runs: p.runs[:0],
		spans: p.spans[:0], edits: p.edits[:0], found: p.found[:0], spoiled: p.spoiled[:0]}
}

// lay puts the parts into the paragraph.
func (p *paragraph) lay(parts []part) {
	for i := range parts {
		switch t := &parts[i]; t.kind {
		case textPart:
			p.words(t.text, goesOnInWord(parts[i+1:]))
		case rawPart:
			p.add(t.text, rawPart, 0)
		case codePart:
			p.code(t.text)
		case imagePart:
			p.add("![", rawPart, 1)
			p.add(t.text, textPart, 0)
			p.add(t.span.close, rawPart, -1)
		case breakPart:
			p.add("\n", breakPart, 0)
		case openPart:
			p.open(t.span)
		case closePart:
			if p.depth == 0 && p.endsAddress() && swallowsMark(parts[i:]) {
				p.spoiled = append(p.spoiled, len(p.buf))
			}
			p.close(t.span)
		}
	}
}

// goesOnInWord tells whether parts begin with what readers of GFM would take into
// an address right before it.
func goesOnInWord(parts []part) bool {
	if len(parts) == 0 {
		return false
	}
	switch t := &parts[0]; t.kind {
	case codePart, imagePart:
		return true
	case rawPart:
		return !strings.HasPrefix(t.text, "<")
	case openPart:
		return t.span.mark != "" || t.span.link
	}
	return false
}

// endsAddress tells whether the paragraph ends, so far, with what readers of GFM
// take for an address.
func (p *paragraph) endsAddress() bool {
	k := len(p.segs) - 1
	if k < 0 || p.segs[k].kind != textPart && p.segs[k].kind != addressPart {
		return false
	}
	text := p.buf[p.segs[k].start:]
	word := text[bytes.LastIndexByte(text, ' ')+1:]
	return bytes.Contains(word, []byte("://")) || bytes.Contains(word, []byte("www."))
}

// swallowsMark tells whether readers of GFM would take the marks that parts begin
// with into an address before them: cmark-gfm ends one at a blank or <, and
// leaves to the text but the signs at its end.
func swallowsMark(parts []part) bool {
	for i := range parts {
		switch t := &parts[i]; t.kind {
		case closePart:
			if t.span.mark == "" {
				return false
			}
		case textPart:
			if rest := strings.TrimLeft(t.text, "?!.,:*_~'\""); rest != "" {
				return !isBlank(rest[0])
			}
		default:
			return goesOnInWord(parts[i:])
		}
	}
	return false
}

// words adds text, with the addresses in it as segments of their own; inWord
// tells that what follows it stands right beside it.
func (p *paragraph) words(s string, inWord bool) {
	for p.depth == 0 {
		i, n := findAddress(s, inWord)
		if n == 0 {
			break
		}
		p.add(s[:i], textPart, 0)
		p.add(s[i:i+n], addressPart, 0)
		s = s[i+n:]
		if inWord && isAddressEnd(s) || s != "" && (s[0] >= utf8.RuneSelf || s[0] == '[' || s[0] == ']') {
			p.edit(len(p.buf)-n, 1) // readers of GFM would take the character into the address
		}
	}
	p.add(s, textPart, 0)
}

func (p *paragraph) add(s string, kind partKind, link int8) {
	if s == "" {
		return
	}
	start := len(p.buf)
	p.buf = append(p.buf, s...)
	p.segs = append(p.segs, segment{start, len(p.buf), kind, link})
	p.depth += int(link)
}

func (p *paragraph) open(s *span) {
	switch {
	case s.link:
		p.add(s.open, rawPart, 1)
	case s.open != "":
		p.add(s.open, rawPart, 0)
	case s.mark != "":
		p.spans = append(p.spans, placed{s, len(p.buf), -1})
		p.add(s.mark, openPart, 0)
	}
}

func (p *paragraph) close(s *span) {
	switch {
	case s.link:
		p.add(s.close, rawPart, -1)
	case s.open != "":
		p.add(s.close, rawPart, 0)
	case s.mark != "":
		for i := len(p.spans) - 1; i >= 0; i-- {
			if p.spans[i].span == s && p.spans[i].close < 0 {
				p.spans[i].close = len(p.buf)
				break
			}
		}
		p.add(s.mark, closePart, 0)
	}
}

// code adds a code span with a fence longer than any run of backticks in it.
func (p *paragraph) code(s string) {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	start, fence := len(p.buf), strings.Repeat("`", longest+1)
	p.buf = append(p.buf, fence...)
	pad := s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' && len(s) > 1
	if pad {
		p.buf = append(p.buf, ' ')
	}
	p.buf = append(p.buf, s...)
	if pad {
		p.buf = append(p.buf, ' ')
	}
	p.buf = append(p.buf, fence...)
	p.segs = append(p.segs, segment{start, len(p.buf), codePart, 0})
}

// delimit finds the runs of delimiters, ours and those in text.
func (p *paragraph) delimit() {
	if !holdsDelimiter(p.buf) {
		return // barriers alone keep nothing apart
	}
	for _, s := range p.segs {
		if s.link != 0 {
			p.runs = append(p.runs, delimiter{barrier: s.link, pos: s.start})
			continue
		}
		if s.kind == rawPart || s.kind == codePart || s.kind == breakPart {
			continue
		}
		for i := s.start; i < s.end; {
			c := p.buf[i]
			if !isDelimiter(c) {
				i++
				continue
			}
			j := i + 1
			for j < s.end && p.buf[j] == c {
				j++
			}
			p.run(delimiter{ch: c, own: s.kind == openPart || s.kind == closePart, pos: i, n: j - i})
			i = j
		}
	}
}

func isDelimiter(c byte) bool { return c == '*' || c == '_' || c == '~' }

func holdsDelimiter(b []byte) bool {
	return bytes.IndexByte(b, '*') >= 0 || bytes.IndexByte(b, '_') >= 0 || bytes.IndexByte(b, '~') >= 0
}

// run adds a run, or lengthens the one that ends where it starts.
func (p *paragraph) run(d delimiter) {
	if k := len(p.runs) - 1; k >= 0 {
		last := &p.runs[k]
		if last.barrier == 0 && last.ch == d.ch && last.pos+last.n == d.pos {
			if last.own == d.own {
				last.n += d.n
				return
			}
			// Text beside our own mark would lengthen it: escaped in any case.
			own := d
			if last.own {
				own = *last
			}
			if d.ch == '~' { // goldmark takes no ~~ beside a ~, be it escaped or not
				p.spoiled = append(p.spoiled, own.pos)
			}
			if last.own {
				p.edit(d.pos, d.n)
				return
			}
			p.edit(last.pos, last.n)
			p.runs = p.runs[:k]
		}
	}
	p.runs = append(p.runs, d)
}

// edit notes that n bytes at pos are to be escaped.
func (p *paragraph) edit(pos, n int) {
	for i := range n {
		p.edits = append(p.edits, edit{pos: pos + i})
	}
}

// play runs the delimiter algorithm under one reading.
func (p *paragraph) play(as reading) []match {
	for i := range p.runs {
		r := &p.runs[i]
		if r.barrier != 0 {
			continue
		}
		here := as
		here.tildes = as.tildes && r.ch != '~' && !r.guarded
		r.flank(here.around(p.buf, r.pos, r.pos+r.n))
	}
	p.found = matches(p.runs, p.found[:0])
	return p.found
}

// settle escapes the text that would become emphasis and returns the spans
// whose own marks would not be seen.
func (p *paragraph) settle() (unseen []*span) {
	if len(p.runs) == 0 {
		return nil
	}
	slices.Sort(p.spoiled)
	for _, s := range p.spans {
		if p.isSpoiled(s.open) || p.isSpoiled(s.close) {
			unseen = append(unseen, s.span)
		}
	}
	for range 8 { // escaping one pair may free another
		again := false
		for _, as := range readings {
			if !as.differs(p.buf) {
				continue
			}
			found := p.play(as)
			seen := len(unseen) == 0
			unseen = p.check(found, unseen)
			if as.tildes && seen && len(unseen) > 0 && p.guard() {
				return p.settle()
			}
			for _, m := range found {
				again = p.defuse(m) || again
			}
		}
		if !again || len(unseen) > 0 {
			return unseen
		}
		p.runs = dropSpent(p.runs)
	}
	for i := range p.runs { // hostile text: escape whatever is left
		if r := &p.runs[i]; r.barrier == 0 && !r.own && (r.open || r.close) {
			p.edit(r.pos, r.n)
			r.n = 0
		}
	}
	p.runs = dropSpent(p.runs)
	return p.check(p.play(readings[0]), unseen)
}

// guard escapes the single tildes of text that stand right beside our own
// marks, **~ a**, since a reader that looks through them takes the marks for
// text; false if there are none.
func (p *paragraph) guard() (done bool) {
	for i := range p.runs {
		r := &p.runs[i]
		if !r.own || r.ch == '~' {
			continue
		}
		for _, k := range [2]int{i - 1, i + 1} {
			if k < 0 || k == len(p.runs) {
				continue
			}
			t := &p.runs[k]
			if t.ch == '~' && !t.own && t.n == 1 && (t.pos+1 == r.pos || r.pos+r.n == t.pos) {
				p.edit(t.pos, 1)
				t.n, r.guarded, done = 0, true, true
			}
		}
	}
	if done { // else the matches that are at hand still name runs by their index
		p.runs = dropSpent(p.runs)
	}
	return done
}

// isSpoiled tells whether our own mark at pos was found to be spoiled.
func (p *paragraph) isSpoiled(pos int) bool {
	_, found := slices.BinarySearch(p.spoiled, pos)
	return found
}

// check adds the spans that found does not hold to unseen.
func (p *paragraph) check(found []match, unseen []*span) []*span {
	if len(p.spans) == 0 {
		return unseen
	}
	slices.SortFunc(found, func(a, b match) int { return a.open - b.open })
	k := 0
	for _, s := range p.spans { // in order of their openings too
		for k < len(found) && found[k].open < s.open {
			k++
		}
		if k == len(found) || found[k].open != s.open || found[k].close != s.close || found[k].n != len(s.span.mark) {
			unseen = append(unseen, s.span)
		}
	}
	return unseen
}

// defuse escapes one text run of a match, which leaves the other without its
// partner; false if both are our own.
func (p *paragraph) defuse(m match) bool {
	for _, i := range [2]int{m.a, m.b} {
		r := &p.runs[i]
		if r.n == 0 {
			return true // it went with another match
		}
		if !r.own {
			p.edit(r.pos, r.n)
			r.n = 0
			return true
		}
	}
	return false
}

func dropSpent(runs []delimiter) []delimiter {
	kept := runs[:0]
	for _, r := range runs {
		if r.n > 0 || r.barrier != 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// wrap puts line ends for blanks of the text, so that lines stay below width
// columns where they can. No line begins with what could start a block.
func (p *paragraph) wrap(width int) {
	if width <= 0 || p.mode == headingMode || p.mode == cellMode {
		return
	}
	start, last := 0, -1 // of the line, and the blank it may end at
	columns := 0
	for _, s := range p.segs {
		if s.kind == breakPart {
			start, last, columns = s.end, -1, 0
			continue
		}
		for i := s.start; i < s.end; i++ {
			if columns > width && last > start {
				p.buf[last] = '\n'
				start, last = last+1, -1
				columns = utf8.RuneCount(p.buf[start:i])
			}
			if utf8.RuneStart(p.buf[i]) {
				columns++
			}
			if s.kind == textPart && p.buf[i] == ' ' && i+1 < len(p.buf) && startsWord(p.buf[i+1:]) {
				last = i
			}
		}
	}
}

// startsWord tells whether a line may begin with b and be nothing but text.
func startsWord(b []byte) bool {
	return isLetter(b[0]) || b[0] >= utf8.RuneSelf || b[0] == '(' || b[0] == '"'
}
