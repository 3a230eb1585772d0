package archive

import "encoding/binary"

// measureNothing is for formats that tell neither their size nor their end
// without being decoded.
func measureNothing(*bytesReader) (width, height int, err error) { return 0, 0, nil }

// maxMeta bounds the box that describes an image.
const maxMeta = 1 << 20

// measureBoxes walks ISO boxes, which have to cover the file, and reads the
// size of the largest image that they describe: next to it there may be a
// thumbnail and the tiles of which it is made.
func measureBoxes(b *bytesReader) (width, height int, err error) {
	content := false
	for at := int64(0); at < b.size; {
		name, head, n, err := boxAt(b, at)
		if err != nil {
			return 0, 0, err
		}
		switch name {
		case "moov", "jxlc", "jxlp":
			content = true
		case "meta":
			content = true
			meta, err := b.slice(at+head, int(min(n-head, maxMeta)))
			if err != nil {
				return 0, 0, err
			}
			width, height = largest(meta)
		}
		at += n
	}
	if !content {
		return 0, 0, errTruncated
	}
	return width, height, nil
}

// boxAt reads the head of a box: its name, and the length of head and all.
func boxAt(b *bytesReader, at int64) (name string, head, n int64, err error) {
	p, err := b.slice(at, 8)
	if err != nil {
		return "", 0, 0, err
	}
	head, n = 8, int64(be32(p))
	switch n {
	case 0: // to the end
		n = b.size - at
	case 1:
		q, err := b.slice(at+8, 8)
		if err != nil {
			return "", 0, 0, err
		}
		head, n = 16, int64(binary.BigEndian.Uint64(q))
	}
	if n < head {
		return "", 0, 0, errMalformed
	}
	if n > b.size-at {
		return "", 0, 0, errTruncated
	}
	return string(p[4:8]), head, n, nil
}

// largest finds the largest ispe property: meta/iprp/ipco/ispe.
func largest(meta []byte) (width, height int) {
	if len(meta) < 4 {
		return 0, 0
	}
	eachBox(meta[4:], "iprp", func(iprp []byte) {
		eachBox(iprp, "ipco", func(ipco []byte) {
			eachBox(ipco, "ispe", func(p []byte) {
				if len(p) < 12 {
					return
				}
				if w, h := int(be32(p[4:])), int(be32(p[8:])); w*h > width*height {
					width, height = w, h
				}
			})
		})
	})
	return width, height
}

// eachBox calls do with the content of each box of that name.
func eachBox(p []byte, name string, do func([]byte)) {
	for len(p) >= 8 {
		n := int64(be32(p))
		if n < 8 || n > int64(len(p)) {
			return
		}
		if string(p[4:8]) == name {
			do(p[8:n])
		}
		p = p[n:]
	}
}

// isBMP looks at the second header too: many a text begins with BM.
func isBMP(head []byte) bool {
	if len(head) < 26 {
		return false
	}
	switch le32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// measureBMP checks that the rows of an uncompressed image are all there.
func measureBMP(b *bytesReader) (width, height int, err error) {
	p, err := b.slice(0, 26)
	if err != nil {
		return 0, 0, err
	}
	if le32(p[14:]) == 12 {
		width, height = le16(p[18:]), le16(p[20:])
		return width, height, positive(width, height)
	}
	if p, err = b.slice(0, 54); err != nil {
		return 0, 0, err
	}
	width, height = int(int32(le32(p[18:]))), int(int32(le32(p[22:])))
	height = max(height, -height) // negative: rows from top to bottom
	if err := positive(width, height); err != nil {
		return 0, 0, err
	}
	row := (int64(width)*int64(le16(p[28:])) + 31) / 32 * 4
	if le32(p[30:]) == 0 && row > (b.size-int64(le32(p[10:])))/int64(height) {
		return 0, 0, errTruncated
	}
	return width, height, nil
}

// measureTIFF reads the first directory.
func measureTIFF(b *bytesReader) (width, height int, err error) {
	p, err := b.slice(0, 8)
	if err != nil {
		return 0, 0, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if p[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(p[4:]))
	if p, err = b.slice(at, 2); err != nil {
		return 0, 0, err
	}
	if p, err = b.slice(at+2, 12*int(order.Uint16(p))); err != nil {
		return 0, 0, err
	}
	for ; len(p) >= 12; p = p[12:] {
		v := int(order.Uint32(p[8:]))
		if order.Uint16(p[2:]) == 3 { // a short
			v = int(order.Uint16(p[8:]))
		}
		switch order.Uint16(p) {
		case 256:
			width = v
		case 257:
			height = v
		}
	}
	return width, height, positive(width, height)
}

// measureICO checks that all images of an icon are there; its size is that of
// the widest.
func measureICO(b *bytesReader) (width, height int, err error) {
	p, err := b.slice(0, 6)
	if err != nil {
		return 0, 0, err
	}
	n := le16(p[4:])
	if n == 0 || n > 256 {
		return 0, 0, errMalformed
	}
	if p, err = b.slice(6, 16*n); err != nil {
		return 0, 0, err
	}
	for ; len(p) >= 16; p = p[16:] {
		size, at := int64(le32(p[8:])), int64(le32(p[12:]))
		if at < 22 || size == 0 {
			return 0, 0, errMalformed
		}
		if at+size > b.size {
			return 0, 0, errTruncated
		}
		if w := side(p[0]); w > width {
			width, height = w, side(p[1])
		}
	}
	return width, height, nil
}

// side is the side of an icon; 256 does not fit in its byte.
func side(c byte) int {
	if c == 0 {
		return 256
	}
	return int(c)
}
