package archive

import (
	"encoding/binary"
	"maps"
	"slices"
)

// A termSorter collects which posts have which terms, in bounded memory.
type termSorter struct {
	spill
	posts map[string]*termPosts
	size  int
	limit int // of size
}

// termPosts are the posts that have a term; behind a pointer, since a term that
// is known is looked up once.
type termPosts struct{ posts []uint32 }

// maxSorting bounds what a sorter keeps in memory, as far as it can be told.
const maxSorting = 20 << 20

// What a term in memory takes, and a post of it: a slice that grows is half
// empty at worst.
const (
	termSize = 128
	postSize = 8
)

func newTermSorter(w *workplace, limit int) *termSorter {
	return &termSorter{spill: spill{workplace: w, name: sortFile}, posts: map[string]*termPosts{}, limit: limit}
}

func (s *termSorter) add(term string, post uint32) error {
	t := s.posts[term]
	if t == nil {
		t = &termPosts{}
		s.posts[term] = t
		s.size += termSize + len(term)
	}
	t.posts = append(t.posts, post)
	if s.size += postSize; s.size < s.limit {
		return nil
	}
	return s.flush()
}

// flush writes what is in memory as one more run.
func (s *termSorter) flush() error {
	var b []byte
	err := s.run(func(put func(string, []byte) error) error {
		return s.inMemory(func(term string, posts []uint32) error {
			b = appendPosts(b[:0], posts)
			return put(term, b)
		})
	})
	s.posts, s.size = map[string]*termPosts{}, 0
	return err
}

func (s *termSorter) inMemory(do func(term string, posts []uint32) error) error {
	for _, t := range slices.Sorted(maps.Keys(s.posts)) {
		posts := s.posts[t].posts
		slices.Sort(posts)
		if err := do(t, posts); err != nil {
			return err
		}
	}
	return nil
}

// each calls do for every term in order, with its posts in order, those of the
// base among them. The posts are only lent.
func (s *termSorter) each(base *termBase, do func(term string, posts []uint32) error) error {
	if s.file == nil && base == nil {
		return s.inMemory(do)
	}
	if err := s.flush(); err != nil {
		return err
	}
	term, posts := "", []uint32{}
	end := func() error {
		if len(posts) == 0 {
			return nil
		}
		slices.Sort(posts)
		return do(term, posts)
	}
	err := s.merge(base.runs(), func(r *runHead) error {
		if r.key != term {
			if err := end(); err != nil {
				return err
			}
			term, posts = r.key, posts[:0]
		}
		if r.number < 0 {
			posts = base.renumber(posts, r.value)
		} else {
			posts = readPosts(posts, r.value)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return end()
}

// appendPosts writes growing numbers as their differences.
func appendPosts(b []byte, posts []uint32) []byte {
	last := uint32(0)
	for _, p := range posts {
		b = binary.AppendUvarint(b, uint64(p-last))
		last = p
	}
	return b
}

// readPosts reads what appendPosts has written.
func readPosts(posts []uint32, value []byte) []uint32 {
	last := uint32(0)
	for len(value) > 0 {
		d, n := binary.Uvarint(value)
		if n <= 0 {
			break
		}
		last += uint32(d)
		posts, value = append(posts, last), value[n:]
	}
	return posts
}
