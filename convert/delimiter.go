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

// A matching is the algorithm at work on the runs of one paragraph.
type matching struct {
	runs  []delimiter
	found []match
	stack []int // openers, by index
	floor int   // of the stack: what is below stands outside of the present link
}

// matches plays the algorithm and adds to found what it finds.
func matches(runs []delimiter, found []match) []match {
	m := matching{runs: runs, found: found}
	var outer []int // floors of the links around
	for i := range runs {
		r := &runs[i]
		r.first, r.last = 0, r.n
		switch k := len(outer) - 1; {
		case r.barrier > 0:
			outer = append(outer, m.floor)
			m.floor = len(m.stack)
		case r.barrier < 0 && k >= 0:
			m.stack = m.stack[:m.floor]
			outer, m.floor = outer[:k], outer[k]
		}
		if r.close {
			m.close(i)
		}
		if r.open && r.last > r.first {
			m.stack = append(m.stack, i)
		}
	}
	return m.found
}

// lookBack bounds the openers that one closer is tried with, so that hostile
// text costs linear time. Real paragraphs never come near it.
const lookBack = 256

// close pairs closer i with the nearest openers that fit.
func (m *matching) close(i int) {
	c := &m.runs[i]
	for c.last > c.first {
		k := len(m.stack) - 1
		for k >= m.floor && len(m.stack)-k < lookBack && !fits(&m.runs[m.stack[k]], c) {
			k--
		}
		if k < m.floor || len(m.stack)-k >= lookBack {
			return
		}
		a := m.stack[k]
		o := &m.runs[a]
		n := 1
		if o.last-o.first >= 2 && c.last-c.first >= 2 {
			n = 2
		}
		m.found = append(m.found, match{open: o.pos + o.last - n, close: c.pos + c.first, n: n, a: a, b: i})
		o.last -= n
		c.first += n
		m.stack = m.stack[:k+1]
		if o.last == o.first {
			m.stack = m.stack[:k]
		}
	}
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
