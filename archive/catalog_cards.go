package archive

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"time"
)

// gather goes over the bundles: it brings the cards up to date, writes the
// texts, and hands what is listed of each post to the order. Cards of bundles
// that are as they were are taken over from the state, the others made.
func (c *catalog) gather(ctx context.Context) error {
	old := c.openCards()
	defer old.close()
	aside := c.in(cardsFile + asideSuffix)
	f, err := renew(c.root, aside)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<18)
	c.made = fmt.Sprint(time.Now().UnixNano())
	fmt.Fprintf(out, "%s%s\n", cardsHeader, c.made)
	t := &texts{catalog: c}
	v := &verifier{root: c.root, own: true}
	err = v.each(ctx, ".", func(bundle string) error {
		d, err := c.card(old, bundle)
		if err != nil {
			return err
		}
		if d == nil {
			c.unlisted = append(c.unlisted, bundle)
			return nil
		}
		if _, err := out.Write(d.record); err != nil {
			return err
		}
		c.before = append(c.before, int32(d.before))
		return t.add(d)
	})
	for _, d := range v.damage {
		c.unlisted = append(c.unlisted, d.Path)
	}
	err = cmp.Or(err, t.flush(), out.Flush())
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	c.former = old.made
	old.close()
	return c.root.Rename(aside, c.in(cardsFile))
}

// card returns the card of a bundle, nil if it has none: that of the state if
// it still holds, else a new one.
func (c *catalog) card(old *cardReader, bundle string) (*card, error) {
	stamp := bundleStamp(c.root, bundle)
	if d := old.seek(bundle); d != nil && d.Stamp == stamp {
		return d, nil
	}
	d, text := newCard(c.root, bundle)
	if d == nil {
		return nil, nil
	}
	d.Stamp, d.before = stamp, -1
	return d, c.packer.pack(d, text)
}

// A cardReader reads the cards of the state in the order of their bundles.
type cardReader struct {
	made string   // tells these cards from others
	file *os.File // nil at the end, and where nothing can be read
	err  error    // why the file cannot be read
	r    *bufio.Reader
	next *card
	read int
}

func (w *workplace) openCards() *cardReader {
	f, _, err := openRegular(w.root, w.in(cardsFile))
	if err != nil {
		return &cardReader{err: err}
	}
	c := &cardReader{file: f, r: bufio.NewReaderSize(f, 1<<18)}
	head, err := c.r.ReadSlice('\n')
	rest, ok := strings.CutPrefix(string(head), cardsHeader)
	if !ok {
		c.fail(err)
	}
	c.made = strings.TrimSuffix(rest, "\n")
	return c
}

func (r *cardReader) close() {
	if r.file != nil {
		r.file.Close()
		r.file, r.next = nil, nil
	}
}

// fail closes the reader for good; that the file ends is no reason to tell.
func (r *cardReader) fail(err error) {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.err = err
	}
	r.close()
}

// seek returns the card of a bundle, nil if there is none. Bundles must be
// asked for in their order.
func (r *cardReader) seek(bundle string) *card {
	for r.file != nil {
		if r.next == nil {
			r.next = r.card()
		}
		if r.next == nil || compareBundles(r.next.Bundle, bundle) > 0 {
			return nil
		}
		c := r.next
		r.next = nil
		if c.Bundle == bundle {
			return c
		}
	}
	return nil
}

// compareBundles orders bundles as a walk meets them, which enters a folder
// before it goes on beside it.
func compareBundles(a, b string) int {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
		case a[i] == '/':
			return -1
		case b[i] == '/':
			return 1
		default:
			return int(a[i]) - int(b[i])
		}
	}
	return len(a) - len(b)
}

// card returns the next card; nil at the end, or where the file is damaged.
func (r *cardReader) card() *card {
	if r.file == nil {
		return nil
	}
	c, err := readCard(r.r)
	if err != nil {
		r.fail(err)
		return nil
	}
	c.before = r.read
	r.read++
	return c
}

// Sizes of the data files: a search loads few, and none is large. A file ends
// where a hash of what is in it says so, once it has the least size: then a
// post more or less changes the files that have it, not all that come after.
const (
	postsInFile = 200
	leastText   = 8 << 10 // compressed
	mostText    = 48 << 10
	leastTerms  = 32 << 10
	mostTerms   = 96 << 10
)

// cutsAfter tells of one in n words that a file may end behind it.
func cutsAfter(word string, n uint32) bool { return crc32.ChecksumIEEE([]byte(word))%n == 0 }

// texts writes the texts of posts in the order of their bundles.
type texts struct {
	*catalog
	cards []*card // those of one file
	rows  []*row
	size  int // of their texts as the state has them
	posts int
}

func (t *texts) add(d *card) error {
	l := d.row(t.reasons)
	l.Place, l.Line = t.posts, len(t.rows)
	t.posts++
	t.cards, t.rows, t.size = append(t.cards, d), append(t.rows, l), t.size+len(d.packed)
	if t.size >= mostText || len(t.rows) >= postsInFile || t.size >= leastText && cutsAfter(d.Bundle, 2) {
		return t.flush()
	}
	return nil
}

// flush writes a file, whose name the posts in it must know. It is called by
// the sums of the texts, so that one that is there need not be made.
func (t *texts) flush() error {
	if len(t.rows) == 0 {
		return nil
	}
	var sums []byte
	for _, d := range t.cards {
		sums = append(sums, d.Sum...)
	}
	name := contentName(sums)
	err := t.write("text-" + name)
	for _, l := range t.rows {
		l.Text = name
		err = cmp.Or(err, t.order.add(l.key(), l.encode()))
	}
	t.cards, t.rows, t.size = nil, nil, 0
	return err
}

func (t *texts) write(name string) error {
	if t.has(name + ".js") {
		return nil
	}
	texts := make([]string, len(t.cards))
	for i, d := range t.cards {
		var err error
		if texts[i], err = t.packer.unpack(d); err != nil {
			return err
		}
	}
	return t.handOver(name, texts)
}

// key puts old posts first and those without a date before them, since posts
// are numbered from the oldest on: a new one then changes no other's number.
// Of one day, what is listed last comes first.
func (l *row) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\x00", l.Date)
	for i := range len(l.Bundle) {
		b.WriteByte(^l.Bundle[i])
	}
	b.WriteByte(0xFF)
	return b.String()
}
