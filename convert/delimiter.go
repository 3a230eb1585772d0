package convert

// A delimiter is a run of *, _ or ~ in a paragraph: either part of our own
// emphasis or text that happens to hold such characters. Both take part in
// the delimiter algorithm of CommonMark 0.31.2, section 6.2, which is played
// here before anything is written: text that would become emphasis is
// escaped, and emphasis that would stay text is written as HTML.
type delimiter struct {
	ch          byte
	own         bool // part of our own emphasis
	open, close bool // may open or close emphasis
	guarded     bool // the tilde beside it is escaped
	barrier     int8 // +1 opens, -1 closes a link or image text: emphasis does not cross it
	pos, n      int  // in the paragraph
	first, last int  // chars not used yet, as offsets into the run
}

// A match is a pair of delimiters that a reader of Markdown takes as emphasis.
type match struct {
	open, close int // positions of the delimiters' first characters
	n           int // characters of each
	a, b        int // indices of the runs
}

// matches plays the algorithm over the runs of one paragraph.
func matches(runs []delimiter, found []match) []match {
	var starts []int // runs that open a barrier
	var stack []int  // openers, by index
	for i := range runs {
		r := &runs[i]
		r.first, r.last = 0, r.n
		switch r.barrier {
		case 1:
			starts = append(starts, len(stack))
			continue
		case -1:
			if len(starts) > 0 {
				stack = stack[:starts[len(starts)-1]]
				starts = starts[:len(starts)-1]
			}
			continue
		}
		floor := 0
		if len(starts) > 0 {
			floor = starts[len(starts)-1]
		}
		if r.close {
			found, stack = closeRun(runs, i, stack, floor, found)
		}
		if r.open && r.last > r.first {
			stack = append(stack, i)
		}
	}
	return found
}

// lookBack bounds the openers that one closer is tried with, so that hostile
// text costs linear time. Real paragraphs never come near it.
const lookBack = 256

// closeRun pairs closer i with the nearest openers that fit.
func closeRun(runs []delimiter, i int, stack []int, floor int, found []match) ([]match, []int) {
	c := &runs[i]
	for c.last > c.first {
		k := len(stack) - 1
		for ; k >= floor && len(stack)-k < lookBack; k-- {
			if fits(&runs[stack[k]], c) {
				break
			}
		}
		if k < floor || len(stack)-k >= lookBack {
			return found, stack
		}
		o := &runs[stack[k]]
		n := 1
		if o.last-o.first >= 2 && c.last-c.first >= 2 {
			n = 2
		}
		found = append(found, match{open: o.pos + o.last - n, close: c.pos + c.first, n: n, a: stack[k], b: i})
		o.last -= n
		c.first += n
		stack = stack[:k+1]
		if o.last == o.first {
			stack = stack[:k]
		}
	}
	return found, stack
}

// fits tells whether o may open what c closes. Tildes are taken as goldmark
// takes them, which pairs all that cmark-gfm pairs, and unequal runs besides.
func fits(o, c *delimiter) bool {
	if o.ch != c.ch {
		return false
	}
	if o.close || c.open { // the rule of three
		return (o.n+c.n)%3 != 0 || o.n%3 == 0 && c.n%3 == 0
	}
	return true
}
