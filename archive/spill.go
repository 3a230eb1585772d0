package archive

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"io"
	"os"
	"slices"
	"strings"
)

// A spill is a file of the state that holds sorted runs of records, for what
// is sorted and does not fit into memory. A record is a key and a value; their
// order is that of the keys' bytes.
type spill struct {
	*workplace
	name string
	file *os.File // nil before the first run
	ends []int64  // where each run ends
}

// run writes one more sorted run: fill calls put for its records in order.
func (s *spill) run(fill func(put func(key string, value []byte) error) error) error {
	if s.file == nil {
		var err error
		if s.file, err = renew(s.root, s.in(s.name)); err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(s.file, 1<<18)
	put := func(key string, value []byte) error { return writeRecord(w, key, value) }
	if err := cmp.Or(fill(put), w.Flush()); err != nil {
		return err
	}
	end, err := s.file.Seek(0, io.SeekCurrent)
	s.ends = append(s.ends, end)
	return err
}

// writeRecord writes a record: the lengths of its parts, then these.
func writeRecord(w *bufio.Writer, key string, value []byte) error {
	lengths := binary.AppendUvarint(w.AvailableBuffer(), uint64(len(key)))
	w.Write(binary.AppendUvarint(lengths, uint64(len(value))))
	w.WriteString(key)
	_, err := w.Write(value)
	return err
}

// close removes the file.
func (s *spill) close() {
	if s.file != nil {
		s.file.Close()
		s.root.Remove(s.in(s.name))
		s.file, s.ends = nil, nil
	}
}

// mergeMemory bounds the buffers of all runs that are read side by side; none is
// larger than its run.
const mergeMemory = 8 << 20

// runs opens all runs side by side.
func (s *spill) runs() runHeads {
	share := int64(mergeMemory / max(1, len(s.ends)))
	var runs runHeads
	from := int64(0)
	for i, end := range s.ends {
		size := max(4<<10, min(share, end-from))
		runs = append(runs, &runHead{number: i, r: bufio.NewReaderSize(io.NewSectionReader(s.file, from, end-from), int(size))})
		from = end
	}
	return runs
}

// merge calls do for all records of all runs and of some more in order, those
// with the same key in the order of their runs. The value is only lent.
func (s *spill) merge(more runHeads, do func(r *runHead) error) error {
	var heads runHeads
	for _, r := range append(more, s.runs()...) {
		if err := r.advance(); err == nil {
			heads = append(heads, r)
		} else if err != io.EOF {
			return err
		}
	}
	heap.Init(&heads)
	for len(heads) > 0 {
		r := heads[0]
		if err := do(r); err != nil {
			return err
		}
		switch err := r.advance(); err {
		case nil:
			heap.Fix(&heads, 0)
		case io.EOF:
			heap.Pop(&heads)
		default:
			return err
		}
	}
	return nil
}

// A runHead is the next record of a run that is being read.
type runHead struct {
	number int
	r      *bufio.Reader
	key    string
	value  []byte
}

// advance reads the next record; at the end of the run the error is io.EOF.
func (r *runHead) advance() error {
	k, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	v, err := binary.ReadUvarint(r.r)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	data := make([]byte, k)
	r.value = slices.Grow(r.value[:0], int(v))[:v]
	for _, part := range [][]byte{data, r.value} {
		if _, err := io.ReadFull(r.r, part); err != nil {
			return io.ErrUnexpectedEOF
		}
	}
	r.key = string(data)
	return nil
}

// runHeads is a heap: the least key first, of equal ones the oldest run.
type runHeads []*runHead

func (h runHeads) Len() int      { return len(h) }
func (h runHeads) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h runHeads) Less(i, j int) bool {
	return cmp.Or(strings.Compare(h[i].key, h[j].key), h[i].number-h[j].number) < 0
}
func (h *runHeads) Push(x any) { *h = append(*h, x.(*runHead)) }
func (h *runHeads) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// A sorter sorts records in bounded memory: what passes that goes to a spill.
type sorter struct {
	spill
	limit   int // bytes of records in memory
	size    int
	records []sortRecord
}

type sortRecord struct {
	key   string
	value []byte
}

func (s *sorter) add(key string, value []byte) error {
	s.records = append(s.records, sortRecord{key, value})
	if s.size += len(key) + len(value) + 64; s.size < s.limit {
		return nil
	}
	return s.flush()
}

func (s *sorter) flush() error {
	s.sort()
	err := s.run(func(put func(string, []byte) error) error { return s.inMemory(put) })
	s.records, s.size = nil, 0
	return err
}

func (s *sorter) sort() {
	slices.SortStableFunc(s.records, func(a, b sortRecord) int { return strings.Compare(a.key, b.key) })
}

func (s *sorter) inMemory(do func(string, []byte) error) error {
	for _, r := range s.records {
		if err := do(r.key, r.value); err != nil {
			return err
		}
	}
	return nil
}

// each calls do for every record in order.
func (s *sorter) each(do func(key string, value []byte) error) error {
	if s.file == nil {
		s.sort()
		return s.inMemory(do)
	}
	if err := s.flush(); err != nil {
		return err
	}
	return s.merge(nil, func(r *runHead) error { return do(r.key, r.value) })
}
