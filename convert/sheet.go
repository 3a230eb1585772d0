package convert

import "bytes"

// A sheet is Markdown being written block by block. Containers (quotes, list
// items) add to the prefix that every line below them starts with, so nothing
// is ever indented after it was written.
type sheet struct {
	out    []byte
	prefix []byte // of each line of the present container
	fresh  bool   // nothing stands in the present container yet
	tight  bool   // no blank lines between the blocks of the present container
	after  string // the sign of the list that has just ended, "" if something else stands there
}

func (s *sheet) reset() {
	*s = sheet{out: s.out[:0], prefix: s.prefix[:0], fresh: true}
}

// begin starts a block: behind the marker of a fresh container, else on a
// line of its own, apart from what stands above.
func (s *sheet) begin() {
	s.after = ""
	if s.fresh {
		s.fresh = false
		return
	}
	if !s.tight {
		s.blank()
	}
	s.newline()
}

func (s *sheet) newline() {
	s.out = append(s.out, '\n')
	s.out = append(s.out, s.prefix...)
}

// blank ends the line and leaves one empty, without trailing blanks.
func (s *sheet) blank() {
	s.out = append(s.out, '\n')
	s.out = append(s.out, bytes.TrimRight(s.prefix, " ")...)
}

func (s *sheet) string(text string) { s.out = append(s.out, text...) }

// lines writes text that may hold line ends, each line below the prefix.
func (s *sheet) lines(text []byte) {
	for {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			s.out = append(s.out, text...)
			return
		}
		s.out = append(s.out, text[:i]...)
		text = text[i+1:]
		if len(text) == 0 || text[0] == '\n' {
			s.blank()
		} else {
			s.newline()
		}
	}
}

// within writes a container: its marker once, then what body writes, with
// indent before every further line.
func (s *sheet) within(marker, indent string, body func()) {
	s.begin()
	s.string(marker)
	depth, tight := len(s.prefix), s.tight
	s.prefix = append(s.prefix, indent...)
	s.fresh = true
	body()
	if s.fresh { // an empty container keeps its marker without the blank
		s.out = bytes.TrimRight(s.out, " ")
	}
	s.prefix = s.prefix[:depth]
	s.fresh, s.tight, s.after = false, tight, ""
}
