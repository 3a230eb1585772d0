package convert

import (
	"bytes"
	"slices"
)

// spaced escapes the * and _ of text that stand beside blanks where a linter
// would take two of them for emphasis with blanks in it (markdownlint's MD037,
// which "mends" it into emphasis). By CommonMark they are nothing but text.
func (p *paragraph) spaced() {
	for _, mark := range [...]string{"*", "**", "***", "_", "__", "___"} {
		var runs []int
		for i := range p.runs {
			if r := &p.runs[i]; r.barrier == 0 && !r.own && r.ch == mark[0] && r.n == len(mark) {
				runs = append(runs, r.pos)
			}
		}
		for opened := false; len(runs) > 0 && (opened || len(runs) > 1); {
			n, _ := slices.BinarySearch(runs, p.lineEndBehind(runs[0]))
			opened = p.spacedLine(runs[:n], len(mark), opened)
			runs = runs[n:]
		}
	}
}

// spacedLine does it for the runs of one line: if one is escaped all beside
// blanks are, 2 \* 3 \* 4. It tells whether a run is open behind the line.
func (p *paragraph) spacedLine(runs []int, n int, opened bool) bool {
	after, bad := p.pairs(runs, n, opened)
	if !bad {
		return after
	}
	kept := runs[:0:0]
	for _, pos := range runs {
		if before, behind := p.blanksBeside(pos, n); before || behind {
			p.edit(pos, n)
		} else {
			kept = append(kept, pos)
		}
	}
	after, _ = p.pairs(kept, n, opened)
	return after
}

// pairs pairs off the runs of a line and tells whether one is left open, and
// whether one that opens has a blank behind it or one that closes before it.
func (p *paragraph) pairs(runs []int, n int, opened bool) (left, bad bool) {
	for _, pos := range runs {
		before, behind := p.blanksBeside(pos, n)
		bad = bad || opened && before || !opened && behind
		opened = !opened
	}
	return opened, bad
}

// lineEndBehind is where the line ends that pos stands in.
func (p *paragraph) lineEndBehind(pos int) int {
	if i := bytes.IndexByte(p.buf[pos:], '\n'); i >= 0 {
		return pos + i
	}
	return len(p.buf)
}

// blanksBeside tells whether blanks stand before and behind n bytes at pos, on
// the same line.
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
	return slices.Contains(p.buf[i:min(end, i+lookBack)], ']') && slices.Contains(p.buf[max(0, i-lookBack):i], '(')
}
