package convert

import (
	"bytes"
	"slices"
)

// spaced escapes the * and _ of text that stand beside blanks where a linter
// would take two of them for emphasis with blanks in it (markdownlint's MD037,
// which "mends" it into emphasis). By CommonMark they are nothing but text, so
// no more of them are escaped than the linter asks for. A reference (&#42;)
// would say the same and is harder to read.
//
// It pairs off the runs of one kind and length that lie in the same element,
// the first with the second, the third with the fourth, over all lines of the
// paragraph.
func (p *paragraph) spaced() {
	if !p.holdsBare() {
		return
	}
	open := []bares{{}} // one for each element that is open
	formulas := p.dollars()
	k := 0
	for _, s := range p.segs {
		top := &open[len(open)-1]
		switch {
		case s.link > 0 || s.kind == openPart:
			open = append(open, bares{})
		case (s.link < 0 || s.kind == closePart) && len(open) > 1:
			top.escape(p)
			open = open[:len(open)-1]
		}
		for ; k < len(p.runs) && p.runs[k].pos < s.end; k++ {
			r := &p.runs[k]
			for len(formulas) > 0 && formulas[0].stop <= r.pos {
				formulas = formulas[1:]
			}
			inFormula := len(formulas) > 0 && formulas[0].start < r.pos
			if s.kind == textPart && isBare(r) && !inFormula {
				open[len(open)-1].add(p, r)
			}
		}
	}
	for i := range open {
		open[i].escape(p)
	}
}

// holdsBare tells whether there are two runs that a linter might pair.
func (p *paragraph) holdsBare() bool {
	n := 0
	for i := range p.runs {
		if isBare(&p.runs[i]) {
			n++
		}
	}
	return n > 1
}

// dollars finds the formulas between dollar signs, as many in front as behind.
// Linters look for no emphasis there, and a reader that knows formulas takes a
// backslash in one for TeX.
func (p *paragraph) dollars() []region {
	if bytes.IndexByte(p.buf, '$') < 0 {
		return nil
	}
	var found []region
	next := map[int]int{} // where the next run of a length ends, by the length
	for k := len(p.segs) - 1; k >= 0; k-- {
		s := p.segs[k]
		for i := s.end; i > s.start; i-- {
			if p.buf[i-1] != '$' {
				continue
			}
			stop := i
			for i-1 > s.start && p.buf[i-2] == '$' {
				i--
			}
			if end := next[stop-i+1]; s.kind == textPart && end > 0 {
				found = append(found, region{start: i - 1, stop: end})
			}
			next[stop-i+1] = stop
		}
	}
	slices.Reverse(found)
	return outermost(found)
}

// outermost leaves out, of regions in order, those that begin within one before.
func outermost(regions []region) []region {
	end := 0
	return slices.DeleteFunc(regions, func(r region) bool {
		if r.start < end {
			return true
		}
		end = r.stop
		return false
	})
}

// isBare tells whether a run is text that a linter takes for a mark.
func isBare(r *delimiter) bool { return r.barrier == 0 && !r.own && r.n <= 3 && r.ch != '~' }

// bares are the bare runs of one element by their kind: * ** *** _ __ ___.
type bares [6][]bare

// A bare is a run of text, and whether a blank before or behind it keeps it
// from closing or opening emphasis.
type bare struct {
	pos            int
	before, behind bool
}

func (b *bares) add(p *paragraph, r *delimiter) {
	kind := r.n - 1
	if r.ch == '_' {
		kind += 3
	}
	before, behind := p.blanksBeside(r.pos, r.n)
	b[kind] = append(b[kind], bare{r.pos, before, behind})
}

// escape escapes the fewest runs that leave no pair with a blank in it. The
// last one may always stay, if it is left without a partner.
func (b *bares) escape(p *paragraph) {
	for kind, runs := range b {
		var bad []bare
		opened, kept := false, -1
		for _, r := range runs {
			if opened && r.before || !opened && r.behind {
				bad = append(bad, r)
				continue
			}
			opened, kept = !opened, r.pos
		}
		if n := len(bad) - 1; n >= 0 && !opened && bad[n].pos > kept {
			bad = bad[:n]
		}
		for _, r := range bad {
			p.edit(r.pos, kind%3+1)
		}
	}
}

// blanksBeside tells whether blanks stand before and behind n bytes at pos,
// with something else beyond them on the same line.
func (p *paragraph) blanksBeside(pos, n int) (before, behind bool) {
	b, a := reading{}.around(p.buf, pos, pos+n)
	end := pos + n
	return b == blank && pos > 0 && p.buf[pos-1] != '\n', a == blank && end < len(p.buf) && p.buf[end] != '\n'
}

// isReversed tells whether the bracket at i, in text up to end, is that of
// (text)[more], which linters take for a link with its brackets exchanged.
func (p *paragraph) isReversed(i, end int) bool {
	if i == 0 || p.buf[i-1] != ')' || i+1 == end || p.buf[i+1] == '^' || p.buf[i+1] == ']' {
		return false
	}
	if k := bytes.IndexAny(p.buf[i:min(end, i+lookBack)], "]\n"); k < 0 || p.buf[i+k] != ']' || i+k+1 < len(p.buf) && p.buf[i+k+1] == '(' {
		return false
	}
	before := p.buf[max(0, i-1-lookBack) : i-1]
	k := bytes.LastIndexAny(before, "()\n")
	return k >= 0 && before[k] == '(' && k+1 < len(before) && !slices.Contains(p.buf[i-1-len(before)+k:i], '\\')
}
