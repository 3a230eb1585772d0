package archive

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path"
	"strings"

	"github.com/markive/markive/convert"
)

// A card is what the catalogue knows of one bundle. It is made from the bundle
// alone, and kept in the state so that an unchanged bundle is not read again.
type card struct {
	Bundle string `json:"bundle"`
	Stamp  string `json:"stamp"` // of the files it was made from
	Sum    string `json:"sum"`   // of its text
	facts
	Source  string   `json:"source"`          // path of the post
	Name    string   `json:"name"`            // what to call the post
	Page    string   `json:"page"`            // slash path of what to open
	Thumb   string   `json:"thumb,omitempty"` // slash path of a picture
	Images  int      `json:"images,omitempty"`
	Missing int      `json:"missing,omitempty"`
	Gone    []string `json:"gone,omitempty"` // addresses of what is missing, the first few
	Keys    []string `json:"keys"`           // what links to it are found by

	record []byte // the card as the state has it
	packed []byte // the text in it, compressed
	before int    // its place in the cards before these, -1 if it is new
}

const (
	maxCardText  = 256 << 10 // bytes of a post that are searched
	maxThumb     = 256 << 10 // bytes of a picture that stands beside a title
	maxNamed     = 20        // missing pictures of a post that are named
	cardsHeader  = "markive cards 7 "
	cardHead     = 12 // bytes before the parts of a record
	maxCardsLine = 1 << 20
)

// bundleStamp tells a bundle from what it was, without reading it.
func bundleStamp(root *os.Root, bundle string) string {
	dir, err := root.OpenRoot(bundle)
	if err != nil {
		return ""
	}
	defer dir.Close()
	var b strings.Builder
	for _, name := range []string{checksumFile, indexFile, FormatBag.payload() + indexFile} {
		if info, err := dir.Lstat(name); err == nil {
			fmt.Fprintf(&b, "%d.%d ", info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// newCard reads a bundle and returns its card and its text; nil if it is none
// that can be read.
func newCard(root *os.Root, bundle string) (*card, string) {
	files := folder{root, bundle}
	h, err := heldIn(files, bundle, anyPost)
	if err != nil {
		return nil, ""
	}
	text, err := readOpened(files, h.payload+indexFile, maxManifest)
	if err != nil {
		return nil, ""
	}
	target, _, _ := strings.Cut(h.Options.Target, " ")
	b := newPage(convert.TargetName(target).Unmark(text), h.Manifest, bundle).body()
	c := &card{Bundle: bundle, facts: b.facts, Source: h.Source.Path, Name: cutRunes(b.facts.title(h.Manifest), 300), Images: len(h.Assets), Missing: len(h.Missing)}
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
	c.Keys = postKeys(h.Manifest)
	for _, a := range h.Missing[:min(len(h.Missing), maxNamed)] {
		c.Gone = append(c.Gone, a.Address)
	}
	return c, cutRunes(strings.ToValidUTF8(strings.Join(strings.Fields(b.plain), " "), "\uFFFD"), maxCardText)
}

// A cardPacker makes records of cards: the lengths of two parts, a checksum of
// both, the facts, the text compressed.
type cardPacker struct {
	deflate *flate.Writer
	inflate io.ReadCloser
	text    bytes.Buffer
}

func (p *cardPacker) pack(c *card, text string) error {
	c.Sum = contentName([]byte(text))
	head, err := json.Marshal(c)
	if err != nil {
		return err
	}
	p.text.Reset()
	if p.deflate == nil {
		if p.deflate, err = flate.NewWriter(&p.text, flate.BestSpeed); err != nil {
			return err
		}
	}
	p.deflate.Reset(&p.text)
	io.WriteString(p.deflate, text)
	if err := p.deflate.Close(); err != nil {
		return err
	}
	c.record = binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	c.record = binary.BigEndian.AppendUint32(c.record, uint32(p.text.Len()))
	c.record = binary.BigEndian.AppendUint32(c.record, 0)
	c.record = append(append(c.record, head...), p.text.Bytes()...)
	binary.BigEndian.PutUint32(c.record[8:], crc32.ChecksumIEEE(c.record[cardHead:]))
	c.packed = c.record[cardHead+len(head):]
	return nil
}

// unpack returns the text of a card.
func (p *cardPacker) unpack(c *card) (string, error) {
	from := bytes.NewReader(c.packed)
	if p.inflate == nil {
		p.inflate = flate.NewReader(from)
	} else if err := p.inflate.(flate.Resetter).Reset(from, nil); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(p.inflate, maxCardText+1))
	return string(text), err
}

// readCard reads a record.
func readCard(r io.Reader) (*card, error) {
	var start [cardHead]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return nil, err
	}
	head, text, sum := binary.BigEndian.Uint32(start[:]), binary.BigEndian.Uint32(start[4:]), binary.BigEndian.Uint32(start[8:])
	if head > maxCardsLine || text > 2*maxCardText {
		return nil, errBadState
	}
	c := &card{record: make([]byte, cardHead+head+text)}
	copy(c.record, start[:])
	if _, err := io.ReadFull(r, c.record[cardHead:]); err != nil {
		return nil, errors.Join(errBadState, err)
	}
	if crc32.ChecksumIEEE(c.record[cardHead:]) != sum {
		return nil, errBadState
	}
	c.packed = c.record[cardHead+head:]
	return c, json.Unmarshal(c.record[cardHead:cardHead+head], c)
}
