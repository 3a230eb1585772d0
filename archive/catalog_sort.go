package archive

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// A termSorter collects which posts have which terms, in bounded memory: what
// passes that goes, sorted, to a file of the state, and is merged at the end.
type termSorter struct {
	*workplace
	posts map[string][]uint32
	count int
	limit int     // of count
	runs  []int64 // where each sorted run ends
	out   *os.File
}

// maxSorting bounds the terms of posts in memory.
const maxSorting = 3 << 20

func (s *termSorter) add(term string, post uint32) error {
	s.posts[term] = append(s.posts[term], post)
	if s.count++; s.count < s.limit {
		return nil
	}
	return s.spill()
}

// spill writes what is in memory as one more run.
func (s *termSorter) spill() error {
	if s.out == nil {
		name := s.in(sortFile)
		if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		s.out = f
	}
	w := bufio.NewWriterSize(s.out, 1<<20)
	var b []byte
	for _, t := range slices.Sorted(maps.Keys(s.posts)) {
		b = binary.AppendUvarint(b[:0], uint64(len(t)))
		b = append(b, t...)
		b = binary.AppendUvarint(b, uint64(len(s.posts[t])))
		for _, p := range s.posts[t] {
			b = binary.LittleEndian.AppendUint32(b, p)
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	end, err := s.out.Seek(0, io.SeekCurrent)
	s.runs = append(s.runs, end)
	s.posts, s.count = map[string][]uint32{}, 0
	return err
}

// each calls do for every term in order, with its posts in order.
func (s *termSorter) each(do func(term string, posts []uint32) error) error {
	if len(s.runs) == 0 {
		for _, t := range slices.Sorted(maps.Keys(s.posts)) {
			slices.Sort(s.posts[t])
			if err := do(t, s.posts[t]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	runs := make([]*sortedRun, 0, len(s.runs))
	from := int64(0)
	for _, end := range s.runs {
		r := &sortedRun{r: bufio.NewReaderSize(io.NewSectionReader(s.out, from, end-from), 1<<18)}
		if err := r.advance(); err != nil {
			return err
		}
		runs, from = append(runs, r), end
	}
	return mergeRuns(runs, do)
}

// mergeRuns reads sorted runs side by side.
func mergeRuns(runs []*sortedRun, do func(string, []uint32) error) error {
	for {
		first, any := "", false
		for _, r := range runs {
			if !r.ended && (!any || r.term < first) {
				first, any = r.term, true
			}
		}
		if !any {
			return nil
		}
		var posts []uint32
		for _, r := range runs {
			if !r.ended && r.term == first {
				posts = append(posts, r.posts...)
				if err := r.advance(); err != nil {
					return err
				}
			}
		}
		slices.Sort(posts)
		if err := do(first, posts); err != nil {
			return err
		}
	}
}

// close removes the file.
func (s *termSorter) close() {
	if s.out != nil {
		s.out.Close()
		s.root.Remove(s.in(sortFile))
	}
}

// A sortedRun is one run of a sorter, being read.
type sortedRun struct {
	r     *bufio.Reader
	term  string
	posts []uint32
	ended bool
}

func (r *sortedRun) advance() error {
	n, err := binary.ReadUvarint(r.r)
	if err == io.EOF {
		r.ended = true
		return nil
	}
	if err != nil {
		return err
	}
	term := make([]byte, n)
	if _, err := io.ReadFull(r.r, term); err != nil {
		return err
	}
	count, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	data := make([]byte, 4*count)
	if _, err := io.ReadFull(r.r, data); err != nil {
		return err
	}
	r.term, r.posts = string(term), make([]uint32, count)
	for i := range r.posts {
		r.posts[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	return nil
}
