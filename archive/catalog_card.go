package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// A card is what the catalogue knows of one bundle. It is made from the bundle
// alone, and kept in the state so that an unchanged bundle is not read again.
type card struct {
	Bundle string `json:"bundle"`
	Stamp  string `json:"stamp"` // of the files it was made from
	facts
	Name    string `json:"name"`            // what to call the post
	Page    string `json:"page"`            // slash path of what to open
	Thumb   string `json:"thumb,omitempty"` // slash path of a picture
	Images  int    `json:"images,omitempty"`
	Missing int    `json:"missing,omitempty"`

	number int    // in the order of the list
	block  int    // the data file that has its text
	place  int    // of its text in that file
	text   string // only while it is in hand
}

const (
	maxCardText  = 256 << 10 // bytes of a post that are searched
	maxThumb     = 256 << 10 // bytes of a picture that stands beside a title
	cardsHeader  = "markive cards 1\n"
	maxCardsLine = 1 << 20
)

// bundleStamp tells a bundle from what it was, without reading it.
func bundleStamp(root *os.Root, bundle string) string {
	var b strings.Builder
	for _, p := range []string{checksumFile, indexFile, FormatBag.payload() + indexFile} {
		if info, err := root.Lstat(path.Join(bundle, p)); err == nil {
			fmt.Fprintf(&b, "%d.%d ", info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// newCard reads a bundle; nil if it is none that can be read.
func newCard(root *os.Root, bundle string) *card {
	files := folder{root, bundle}
	h, err := heldIn(files, bundle, anyPost)
	if err != nil {
		return nil
	}
	text, err := readOpened(files, h.payload+indexFile, maxManifest)
	if err != nil {
		return nil
	}
	b := newPage(text, h.Manifest, bundle).body()
	c := &card{Bundle: bundle, facts: b.facts, Name: cutRunes(b.facts.title(h.Manifest), 300), Images: len(h.Assets), Missing: len(h.Missing)}
	c.Title, c.Language = "", b.lang
	c.Page = path.Join(bundle, h.payload, indexFile)
	if _, ok := h.file[pageFile]; ok {
		c.Page = path.Join(bundle, h.payload, pageFile)
	}
	for _, f := range h.Files {
		if strings.HasPrefix(f.MediaType, "image/") && f.Size <= maxThumb && (f.Width == 0 || f.Width >= 40 && f.Height >= 40) {
			c.Thumb = path.Join(bundle, h.payload, f.Path)
			break
		}
	}
	c.text = cutRunes(strings.ToValidUTF8(strings.Join(strings.Fields(b.plain), " "), "\uFFFD"), maxCardText)
	return c
}

// refreshCards returns the cards of the bundles, which are sorted, without
// their texts. Cards of bundles that are as they were are taken over from the
// state, the others made; the state then has them all. One text at a time is
// in memory.
func (w *workplace) refreshCards(ctx context.Context, bundles []string) ([]*card, error) {
	old := w.openCards()
	defer old.close()
	aside := w.in(cardsFile + ".new")
	if err := w.root.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := w.root.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	out.WriteString(cardsHeader)
	cards := make([]*card, 0, len(bundles))
	for _, name := range bundles {
		if err = ctx.Err(); err != nil {
			break
		}
		stamp := bundleStamp(w.root, name)
		c := old.seek(name)
		if c == nil || c.Stamp != stamp {
			if c = newCard(w.root, name); c == nil {
				continue
			}
			c.Stamp = stamp
		}
		if err = c.encode(out); err != nil {
			break
		}
		c.text = ""
		cards = append(cards, c)
	}
	if err = cmp.Or(err, out.Flush()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	old.close()
	return cards, w.root.Rename(aside, w.in(cardsFile))
}

// encode writes a card: the lengths of its two parts, its facts, its text.
func (c *card) encode(w io.Writer) error {
	head, err := json.Marshal(c)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	z, err := flate.NewWriter(&text, flate.BestSpeed)
	if err != nil {
		return err
	}
	io.WriteString(z, c.text)
	if err := z.Close(); err != nil {
		return err
	}
	var lengths [8]byte
	binary.BigEndian.PutUint32(lengths[:4], uint32(len(head)))
	binary.BigEndian.PutUint32(lengths[4:], uint32(text.Len()))
	for _, part := range [][]byte{lengths[:], head, text.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// A cardReader reads the cards of the state in the order of their bundles.
type cardReader struct {
	file *os.File // nil at the end, and where nothing can be read
	r    *bufio.Reader
	next *card
}

func (w *workplace) openCards() *cardReader {
	f, _, err := openRegular(w.root, w.in(cardsFile))
	if err != nil {
		return &cardReader{}
	}
	c := &cardReader{file: f, r: bufio.NewReaderSize(f, 1<<20)}
	head := make([]byte, len(cardsHeader))
	if _, err := io.ReadFull(c.r, head); err != nil || string(head) != cardsHeader {
		c.close()
	}
	return c
}

func (r *cardReader) close() {
	if r.file != nil {
		r.file.Close()
		r.file, r.next = nil, nil
	}
}

// seek returns the card of a bundle, nil if there is none. Bundles must be
// asked for in their order.
func (r *cardReader) seek(bundle string) *card {
	for r.file != nil {
		if r.next == nil {
			r.next = r.read()
		}
		if r.next == nil || r.next.Bundle > bundle {
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

// read returns the next card; nil at the end, or where the file is damaged.
func (r *cardReader) read() *card {
	c, err := decodeCard(r.r)
	if err != nil {
		r.close()
		return nil
	}
	return c
}

func decodeCard(r io.Reader) (*card, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	head, text := binary.BigEndian.Uint32(lengths[:4]), binary.BigEndian.Uint32(lengths[4:])
	if head > maxCardsLine || text > 2*maxCardText {
		return nil, errBadState
	}
	data := make([]byte, head+text)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	c := &card{}
	if err := json.Unmarshal(data[:head], c); err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data[head:])), maxCardText+1))
	c.text = string(plain)
	return c, err
}
