package archive

import "bytes"

// measurePNG walks the chunks to IEND; what comes after it does not count.
func measurePNG(b *bytesReader) (width, height int, err error) {
	if err := b.skip(8); err != nil {
		return 0, 0, err
	}
	pixels := false
	for first := true; ; first = false {
		p, err := b.next(8)
		if err != nil {
			return 0, 0, err
		}
		n, name := int64(be32(p)), string(p[4:8])
		if first != (name == "IHDR") || n > 1<<31-1 {
			return 0, 0, errMalformed
		}
		if first {
			if p, err = b.Peek(8); err != nil {
				return 0, 0, errTruncated
			}
			width, height = int(int32(be32(p))), int(int32(be32(p[4:]))) // more are not allowed
		}
		pixels = pixels || name == "IDAT"
		if err := b.skip(n + 4); err != nil {
			return 0, 0, err
		}
		if name == "IEND" && !pixels {
			return 0, 0, errMalformed
		}
		if name == "IEND" {
			return width, height, positive(width, height)
		}
	}
}

func positive(width, height int) error {
	if width <= 0 || height <= 0 {
		return errMalformed
	}
	return nil
}

// measureJPEG walks the segments to the first scan, and from there looks for
// the end marker, which entropy-coded data cannot hold by chance. Cameras and
// phones put more behind it.
func measureJPEG(b *bytesReader) (width, height int, err error) {
	if err := b.skip(2); err != nil {
		return 0, 0, err
	}
	for {
		marker, err := nextMarker(b)
		if err != nil {
			return 0, 0, err
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 {
			continue // these have no length
		}
		p, err := b.Peek(2)
		if err != nil {
			return 0, 0, errTruncated
		}
		n := be16(p)
		if n < 2 || marker == 0xd9 || marker == 0xda && width == 0 {
			return 0, 0, errMalformed
		}
		if isFrame(marker) {
			if p, err = b.Peek(7); err != nil {
				return 0, 0, errTruncated
			}
			height, width = be16(p[3:]), be16(p[5:])
		}
		if err := b.skip(int64(n)); err != nil {
			return 0, 0, err
		}
		if marker == 0xda {
			return width, height, findEnd(b)
		}
	}
}

// nextMarker reads a marker; any number of fill bytes may stand before it.
func nextMarker(b *bytesReader) (byte, error) {
	c, err := b.ReadByte()
	if err == nil && c != 0xff {
		return 0, errMalformed
	}
	for err == nil && c == 0xff {
		c, err = b.ReadByte()
	}
	if err != nil {
		return 0, errTruncated
	}
	return c, nil
}

// isFrame tells of the markers whose segment holds the size of the image.
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// findEnd goes from one 0xff to the next: there are few of them, and only the
// end marker is 0xff 0xd9.
func findEnd(b *bytesReader) error {
	for {
		p, err := b.window()
		if err != nil {
			return errTruncated
		}
		at := bytes.Index(p, []byte{0xff, 0xd9})
		switch {
		case at >= 0:
			b.Discard(at + 2)
			return nil
		case p[len(p)-1] == 0xff:
			b.Discard(len(p) - 1) // perhaps half of it
		default:
			b.Discard(len(p))
		}
	}
}

// measureGIF walks the blocks to the trailer. A file that only ends in the
// trailer's byte may be anything.
func measureGIF(b *bytesReader) (width, height int, err error) {
	p, err := b.next(13)
	if err != nil {
		return 0, 0, err
	}
	width, height = le16(p[6:]), le16(p[8:])
	if err := b.skip(colourTable(p[10])); err != nil {
		return 0, 0, err
	}
	for images := 0; ; {
		c, err := b.ReadByte()
		switch {
		case err != nil:
			return 0, 0, errTruncated
		case c == 0x3b && images > 0:
			return width, height, nil
		case c == 0x21:
			err = b.skip(1)
		case c == 0x2c:
			images++
			err = skipImageHead(b)
		case c == 0:
			continue // some old encoders pad
		default:
			return 0, 0, errMalformed
		}
		if err == nil {
			err = skipSubBlocks(b)
		}
		if err != nil {
			return 0, 0, err
		}
	}
}

func colourTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func skipImageHead(b *bytesReader) error {
	p, err := b.next(9)
	if err != nil {
		return err
	}
	return b.skip(colourTable(p[8]) + 1)
}

func skipSubBlocks(b *bytesReader) error {
	for {
		n, err := b.ReadByte()
		if err != nil {
			return errTruncated
		}
		if n == 0 {
			return nil
		}
		if err := b.skip(int64(n)); err != nil {
			return err
		}
	}
}

// measureWebP checks that all of the RIFF chunk is there, and walks the chunks
// in it (RFC 9649, section 2) to one that has pixels.
func measureWebP(b *bytesReader) (width, height int, err error) {
	p, err := b.slice(0, 12)
	if err != nil {
		return 0, 0, err
	}
	end := int64(le32(p[4:])) + 8
	if end > b.size {
		return 0, 0, errTruncated
	}
	for at := int64(12); at+8 <= end; {
		head, err := b.slice(at, 8)
		if err != nil {
			return 0, 0, err
		}
		name, n := string(head[:4]), int64(le32(head[4:]))
		if at+8+n > end {
			return 0, 0, errTruncated
		}
		body, _ := b.slice(at+8, int(min(n, 10)))
		switch {
		case name == "VP8X" && len(body) == 10:
			width, height = int(le24(body[4:]))+1, int(le24(body[7:]))+1
		case name == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
			bits := le32(body[1:])
			return larger(width, height, int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1)
		case name == "VP8 " && len(body) == 10 && string(body[3:6]) == "\x9d\x01\x2a":
			return larger(width, height, le16(body[6:])&0x3fff, le16(body[8:])&0x3fff)
		case name == "ANMF" && width > 0:
			return width, height, nil
		}
		at += 8 + n + n&1
	}
	return 0, 0, errMalformed
}

// larger is the size of the canvas, if there is one, else that of its image.
func larger(width, height, w, h int) (int, int, error) {
	if width > 0 {
		return width, height, positive(w, h)
	}
	return w, h, positive(w, h)
}

func le24(p []byte) uint32 { return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 }
