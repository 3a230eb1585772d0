package archive

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"strings"
)

// A termBase is the inverted index of the catalogue before this one, as the
// state has it, so that of bundles that have not changed no term is looked at
// again. It is a line that tells the cards that it belongs to and their number,
// the numbers of these posts in the order of the list, a run of terms as a
// spill has it, and a checksum. nil is one without any.
type termBase struct {
	file    *os.File
	r       *bufio.Reader
	numbers []uint32 // of the posts then, by their places among the cards
	now     []uint32 // their numbers now and one; 0 of those that are not taken over
}

const baseHeader = "markive terms 3 "

// openBase opens the base that belongs to the cards before these, and finds
// out what has become of its posts; nil if there is none, or nothing is
// believed.
func (c *catalog) openBase() *termBase {
	if c.deep || c.former == "" {
		return nil
	}
	f, info, err := openRegular(c.root, c.in(termsFile))
	if err != nil {
		return nil
	}
	b := &termBase{file: f}
	if err := b.read(info.Size(), c.former); err != nil {
		b.close()
		return nil
	}
	b.now = make([]uint32, len(b.numbers))
	for place, before := range c.before {
		if b.has(before) {
			b.now[b.numbers[before]] = c.numbers[place] + 1
		}
	}
	return b
}

// read checks the file and reads it up to its terms.
func (b *termBase) read(size int64, made string) error {
	if size < crc32.Size {
		return errBadState
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.NewSectionReader(b.file, 0, size-crc32.Size)); err != nil {
		return err
	}
	var end [crc32.Size]byte
	if _, err := b.file.ReadAt(end[:], size-crc32.Size); err != nil || binary.BigEndian.Uint32(end[:]) != sum.Sum32() {
		return errBadState
	}
	b.r = bufio.NewReaderSize(io.NewSectionReader(b.file, 0, size-crc32.Size), 1<<18)
	line, _ := b.r.ReadString('\n')
	count := 0
	if rest, ok := strings.CutPrefix(line, baseHeader+made+" "); !ok {
		return errBadState
	} else if _, err := fmt.Sscanf(rest, "%d\n", &count); err != nil || count < 0 || int64(count) > size/4 {
		return errBadState
	}
	b.numbers = make([]uint32, count)
	if err := binary.Read(b.r, binary.BigEndian, b.numbers); err != nil {
		return err
	}
	for _, n := range b.numbers {
		if int(n) >= count {
			return errBadState
		}
	}
	return nil
}

// has tells whether the base knows the card that had a place.
func (b *termBase) has(place int32) bool {
	return b != nil && place >= 0 && int(place) < len(b.numbers)
}

func (b *termBase) close() {
	if b != nil {
		b.file.Close()
	}
}

// runs are what the base adds to a merge.
func (b *termBase) runs() runHeads {
	if b == nil {
		return nil
	}
	return runHeads{{number: -1, r: b.r}}
}

// renumber appends the posts of a term that are taken over, by their numbers
// now.
func (b *termBase) renumber(posts []uint32, value []byte) []uint32 {
	start := len(posts)
	posts = readPosts(posts, value)
	kept := posts[:start]
	for _, p := range posts[start:] {
		if n := p >> 1; int(n) < len(b.now) && b.now[n] > 0 {
			kept = append(kept, (b.now[n]-1)<<1|p&1)
		}
	}
	return kept
}

// A baseWriter writes the base for the next time.
type baseWriter struct {
	*catalog
	file *os.File
	sum  hash.Hash32
	w    *bufio.Writer
	b    []byte
}

func (c *catalog) newBase() (*baseWriter, error) {
	f, err := renew(c.root, c.in(termsFile+asideSuffix))
	if err != nil {
		return nil, err
	}
	b := &baseWriter{catalog: c, file: f, sum: crc32.NewIEEE()}
	b.w = bufio.NewWriterSize(io.MultiWriter(f, b.sum), 1<<18)
	fmt.Fprintf(b.w, "%s%s %d\n", baseHeader, c.made, len(c.numbers))
	return b, binary.Write(b.w, binary.BigEndian, c.numbers)
}

func (b *baseWriter) add(term string, posts []uint32) error {
	b.b = appendPosts(b.b[:0], posts)
	return writeRecord(b.w, term, b.b)
}

// end puts the base into its place.
func (b *baseWriter) end() error {
	err := b.w.Flush()
	_, last := b.file.Write(binary.BigEndian.AppendUint32(nil, b.sum.Sum32()))
	if err := cmp.Or(err, last, b.file.Close()); err != nil {
		return err
	}
	return b.root.Rename(b.in(termsFile+asideSuffix), b.in(termsFile))
}
