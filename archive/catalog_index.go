package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// index writes the inverted index: it goes over the cards once more, since
// only now is it known which number each post has. What is known of the cards
// that are as they were is taken over.
func (c *catalog) index(ctx context.Context) error {
	s := newTermSorter(c.workplace, maxSorting)
	defer s.close()
	base := c.openBase()
	defer base.close()
	r := c.openCards()
	defer r.close()
	for place, n := range c.numbers {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := r.card()
		if d == nil {
			return fmt.Errorf("%s: %w", cardsFile, cmp.Or(r.err, errBadState))
		}
		if base.has(c.before[place]) {
			continue
		}
		text, err := c.packer.unpack(d)
		if err != nil {
			return err
		}
		if err := d.terms(text, func(term string, mark uint32) error { return s.add(term, n*2+mark) }); err != nil {
			return err
		}
	}
	return c.writeTerms(s, base)
}

// writeTerms writes the terms, for readers and for the next time.
func (c *catalog) writeTerms(s *termSorter, base *termBase) error {
	next, err := c.newBase()
	if err != nil {
		return err
	}
	t := &termFiles{catalog: c, file: map[string]string{}}
	defer next.file.Close()
	err = s.each(base, func(term string, posts []uint32) error {
		return cmp.Or(next.add(term, posts), t.add(term, posts))
	})
	if err != nil {
		return err
	}
	if err := cmp.Or(t.flush(), next.end()); err != nil {
		return err
	}
	c.parts.Terms, err = c.data("directory", t.directory)
	c.parts.Facets = t.facets.sorted()
	return err
}

// terms calls add for every term of a post, once, with 1 if the term stands in
// its title, else 0.
func (d *card) terms(text string, add func(string, uint32) error) error {
	seen := map[string]uint32{}
	collect := func(t string) { seen[t] = 0 }
	terms(text, collect)
	for _, s := range slices.Concat(d.Authors, d.Categories, d.Tags) {
		terms(s, collect)
	}
	terms(d.Name, func(t string) { seen[t] = 1 })
	for _, f := range d.facets() {
		seen["#"+f[0]+":"+f[1]] = 0
	}
	for _, key := range d.Keys {
		seen["@"+key] = 0
	}
	for t, v := range seen {
		if err := add(t, v); err != nil {
			return err
		}
	}
	return nil
}

// facets returns what a post is filed under: kinds, one letter each, and
// values, "" where it has none of a kind.
func (d *card) facets() [][2]string {
	var all [][2]string
	var years []string
	if len(d.Date) >= 4 {
		years = []string{d.Date[:4]}
	}
	for kind, values := range map[string][]string{"y": years, "c": d.Categories, "t": d.Tags, "a": d.Authors} {
		if len(values) == 0 {
			values = []string{""}
		}
		for _, v := range values {
			all = append(all, [2]string{kind, v})
		}
	}
	if dir := path.Dir(d.Bundle); dir != "." {
		all = append(all, [2]string{"f", dir})
	}
	if d.Missing > 0 {
		all = append(all, [2]string{"m", "pictures"})
	}
	return all
}

// termFiles cuts the terms, in order, into files of about the same size, with
// a directory of what each begins with.
type termFiles struct {
	*catalog
	directory [][2]string // first term and name of each file
	file      map[string]string
	first     string
	size      int
	facets    facets
}

func (t *termFiles) add(term string, posts []uint32) error {
	t.facets.count(term, len(posts))
	packed := packPosts(posts)
	if t.size == 0 {
		t.first = term
	}
	t.file[term] = packed
	t.size += len(term) + len(packed) + 6
	if t.size >= mostTerms || t.size >= leastTerms && cutsAfter(term, 64) {
		return t.flush()
	}
	return nil
}

func (t *termFiles) flush() error {
	if t.size == 0 {
		return nil
	}
	name, err := t.data("terms", t.file)
	t.directory = append(t.directory, [2]string{t.first, strings.TrimPrefix(name, "terms-")})
	t.file, t.size = map[string]string{}, 0
	return err
}

const packDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

// packPosts writes growing numbers as their differences, five bits a
// character, the lowest first, with a sixth bit where more follow.
func packPosts(posts []uint32) string {
	b := make([]byte, 0, len(posts)+8)
	last := uint32(0)
	for _, p := range posts {
		d := p - last
		last = p
		for d >= 32 {
			b = append(b, packDigits[d&31|32])
			d >>= 5
		}
		b = append(b, packDigits[d])
	}
	return string(b)
}

// maxFacets bounds the values of one kind that the catalogue offers; those of
// most posts are. Search finds the others.
const maxFacets = 200

// A facet is a value and the number of posts that have it.
type facet struct {
	value string
	posts int
}

func (f facet) MarshalJSON() ([]byte, error) { return json.Marshal([]any{f.value, f.posts}) }

// facets are the values of each kind that are offered.
type facets map[string][]facet

// count notes a term that is a facet. It holds no more than it needs to.
func (f *facets) count(term string, posts int) {
	rest, ok := strings.CutPrefix(term, "#")
	kind, value, found := strings.Cut(rest, ":")
	if !ok || !found {
		return
	}
	if *f == nil {
		*f = facets{}
	}
	all := append((*f)[kind], facet{value, posts})
	if len(all) >= 2*maxFacets {
		all = mostUsed(kind, all)
	}
	(*f)[kind] = all
}

func mostUsed(kind string, all []facet) []facet {
	slices.SortFunc(all, func(a, b facet) int {
		switch {
		case a.value == "" || b.value == "": // what has none stands first
			return len(a.value) - len(b.value)
		case kind == "y":
			return strings.Compare(b.value, a.value)
		}
		return cmp.Or(b.posts-a.posts, strings.Compare(a.value, b.value))
	})
	return all[:min(len(all), maxFacets)]
}

// sorted returns them as they are offered. A kind of which no post has a value
// is no choice.
func (f facets) sorted() map[string][]facet {
	for kind, all := range f {
		if f[kind] = mostUsed(kind, all); len(all) == 1 && all[0].value == "" {
			delete(f, kind)
		}
	}
	return f
}
