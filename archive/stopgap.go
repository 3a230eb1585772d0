package archive

import (
	"bufio"
	"bytes"
	"io"
	"slices"
)

// A stopgap stands where a script is to put a picture: what moves meanwhile, or
// an area of one colour, however large. An author may show such a thing, too;
// where the picture that a page has for its place is another one, it is none. A
// WebP or AVIF is believed: in its bytes a flag is no more than an empty area.

// stopgapOf tells what kind of stopgap size bytes are, "" if they are none. Of what
// the post shows itself, in a link to something better, only an area as white as
// paper is one.
func stopgapOf(r io.ReaderAt, size int64, m media, shown bool) string {
	switch {
	case m.ext != ".svg" && int64(m.width)*int64(m.height) > maxBlank:
		return ""
	case m.ext == ".bmp" && isPlainBMP(r, size, m, shown):
		return "blank"
	case size > maxPlaceholder:
		return ""
	}
	data := make([]byte, size)
	if n, _ := r.ReadAt(data, 0); n < len(data) {
		return ""
	}
	if isWaiting(data, m) {
		return waiting
	}
	if img := decodeSmall(data, m.ext); img != nil && (!shown || isPaper(img)) && isPlain(img) {
		return "blank"
	}
	return ""
}

// isPlainBMP tells whether all pixels of a BMP that is not compressed are the same,
// and, if they must be that, white.
func isPlainBMP(r io.ReaderAt, size int64, m media, white bool) bool {
	head := make([]byte, 54)
	if n, _ := r.ReadAt(head, 0); n < len(head) || le32(head[14:]) < 40 {
		return false
	}
	at, depth := int64(le32(head[10:])), le16(head[28:])
	pixel := depth / 8
	if packed := le32(head[30:]); pixel == 0 || depth%8 != 0 || depth > 32 || packed != 0 && packed != 3 {
		return false
	}
	rows := bufio.NewReader(io.NewSectionReader(r, at, size-at))
	row := make([]byte, (m.width*pixel+3)/4*4)
	var first []byte
	for range m.height {
		if _, err := io.ReadFull(rows, row); err != nil {
			return false
		}
		if first == nil {
			first = bytes.Clone(row[:pixel])
			if white && slices.Min(first[:min(pixel, 3)]) < paper>>8 {
				return false
			}
		}
		if used := row[:m.width*pixel]; !bytes.Equal(used[:pixel], first) || !bytes.Equal(used[pixel:], used[:len(used)-pixel]) {
			return false
		}
	}
	return true
}
