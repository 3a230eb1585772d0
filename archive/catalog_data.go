package archive

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Sizes of the data files: a search loads few, and none is large.
const (
	postsInFile = 200
	textInFile  = 64 << 10
	termsInFile = 48 << 10
)

// handOver returns a script that hands a value over to catalog.js.
func handOver(name string, value any) ([]byte, error) {
	data, err := json.Marshal(value) // escapes < and > and the line ends that scripts know
	return fmt.Appendf(nil, "markive.put(%q,%s)\n", name, data), err
}

func (c *catalog) data(name string, value any) error {
	b, err := handOver(name, value)
	if err != nil {
		return err
	}
	return c.file(name+".js", b)
}

// texts writes the texts of all posts in the order of their bundles, and the
// terms in them.
func (c *catalog) texts(ctx context.Context) error {
	s := &termSorter{workplace: c.workplace, posts: map[string][]uint32{}, limit: maxSorting}
	defer s.close()
	inOrder := slices.SortedFunc(slices.Values(c.cards), func(a, b *card) int { return strings.Compare(a.Bundle, b.Bundle) })
	r := c.openCards()
	defer r.close()
	var block []string
	size, number := 0, 0
	flush := func() error {
		err := c.data(fmt.Sprint("text-", number), block)
		block, size, number = nil, 0, number+1
		return err
	}
	for _, d := range inOrder {
		if err := ctx.Err(); err != nil {
			return err
		}
		from := r.seek(d.Bundle)
		if from == nil {
			return fmt.Errorf("%s: %w", cardsFile, errBadState)
		}
		d.block, d.place = number, len(block)
		if err := d.terms(from.text, s.add); err != nil {
			return err
		}
		block, size = append(block, from.text), size+len(from.text)
		if size >= textInFile {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return c.terms(s)
}

// terms calls add for every term of a post, once: the number of the post
// twice, and one more if the term stands in its title.
func (d *card) terms(text string, add func(string, uint32) error) error {
	n := uint32(d.number) * 2
	seen := map[string]uint32{}
	collect := func(t string) { seen[t] = n }
	terms(text, collect)
	for _, s := range slices.Concat(d.Authors, d.Categories, d.Tags) {
		terms(s, collect)
	}
	terms(d.Name, func(t string) { seen[t] = n + 1 })
	for _, f := range d.facets() {
		seen["#"+f[0]+":"+f[1]] = n
	}
	for t, v := range seen {
		if err := add(t, v); err != nil {
			return err
		}
	}
	return nil
}

// facets returns what a post is filed under: kinds, one letter each, and
// values.
func (d *card) facets() [][2]string {
	var all [][2]string
	if len(d.Date) >= 4 {
		all = append(all, [2]string{"y", d.Date[:4]})
	}
	for kind, values := range map[string][]string{"c": d.Categories, "t": d.Tags, "a": d.Authors} {
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

// terms writes the inverted index: terms in order, cut into files of about the
// same size, and a directory of what each begins with.
func (c *catalog) terms(s *termSorter) error {
	var directory []string
	file := map[string]string{}
	size := 0
	flush := func() error {
		err := c.data(fmt.Sprint("terms-", len(directory)-1), file)
		file, size = map[string]string{}, 0
		return err
	}
	err := s.each(func(term string, posts []uint32) error {
		if size == 0 {
			directory = append(directory, term)
		}
		packed := packPosts(posts)
		file[term] = packed
		if size += len(term) + len(packed) + 6; size >= termsInFile {
			return flush()
		}
		return nil
	})
	if err == nil && size > 0 {
		err = flush()
	}
	return cmp.Or(err, c.data("directory", directory))
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

// posts writes what the list shows of every post.
func (c *catalog) posts() error {
	for i := 0; i*postsInFile < len(c.cards); i++ {
		var rows [][]any
		for _, d := range c.cards[i*postsInFile : min((i+1)*postsInFile, len(c.cards))] {
			thumb := ""
			if d.Thumb != "" {
				thumb = relativeAddress(d.Thumb)
			}
			rows = append(rows, []any{d.Name, relativeAddress(d.Page), d.Date, thumb, d.Images, d.Missing, d.block, d.place,
				d.labels(), cmp.Or(d.Language, "")})
		}
		if err := c.data(fmt.Sprint("posts-", i), rows); err != nil {
			return err
		}
	}
	return nil
}

// labels are the few words that stand below a title.
func (d *card) labels() []string {
	all := slices.Concat(d.Authors, d.Categories, d.Tags)
	return all[:min(len(all), 6)]
}

// maxFacets bounds the values of one kind that the catalogue offers; those of
// most posts come first. Search finds the others.
const maxFacets = 200

// A facet is a value and the number of posts that have it.
type facet struct {
	value string
	posts int
}

func (f facet) MarshalJSON() ([]byte, error) { return json.Marshal([]any{f.value, f.posts}) }

// facets writes what posts are filed under.
func (c *catalog) facets() error {
	counts := map[string]map[string]int{}
	for _, d := range c.cards {
		for _, f := range d.facets() {
			if counts[f[0]] == nil {
				counts[f[0]] = map[string]int{}
			}
			counts[f[0]][f[1]]++
		}
	}
	all := map[string][]facet{}
	for kind, values := range counts {
		for v, n := range values {
			all[kind] = append(all[kind], facet{v, n})
		}
		slices.SortFunc(all[kind], func(a, b facet) int {
			if kind == "y" {
				return strings.Compare(b.value, a.value)
			}
			return cmp.Or(b.posts-a.posts, strings.Compare(a.value, b.value))
		})
		all[kind] = all[kind][:min(len(all[kind]), maxFacets)]
	}
	return c.data("facets", all)
}

// postsInList is the number of posts in a list for browsers without scripts.
const postsInList = 1000

// lists writes the plain lists.
func (c *catalog) lists() error {
	for i := 0; i == 0 || i*postsInList < len(c.cards); i++ {
		var w bytes.Buffer
		catalogHead(&w, "All posts, part "+fmt.Sprint(i+1), "", "")
		w.WriteString("<main>\n<h1>All posts</h1>\n<nav aria-label=\"Parts\"><a href=\"../index.html\">Search</a>")
		if i > 0 {
			fmt.Fprintf(&w, " <a href=\"list-%d.html\">Newer</a>", i-1)
		}
		if (i+1)*postsInList < len(c.cards) {
			fmt.Fprintf(&w, " <a href=\"list-%d.html\">Older</a>", i+1)
		}
		w.WriteString("</nav>\n<ol class=\"plain\">\n")
		for _, d := range c.cards[i*postsInList : min((i+1)*postsInList, len(c.cards))] {
			d.line(&w, "../")
		}
		w.WriteString("</ol>\n</main>\n</body>\n</html>\n")
		if err := c.file(fmt.Sprintf("list-%d.html", i), w.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
