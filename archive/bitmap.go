package archive

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
	if le32(p[14:]) == 12 { // of OS/2
		width, height = le16(p[18:]), le16(p[20:])
		return width, height, rows(b, p, width, height, le16(p[24:]))
	}
	if p, err = b.slice(0, 54); err != nil {
		return 0, 0, err
	}
	width, height = int(int32(le32(p[18:]))), int(int32(le32(p[22:])))
	height = max(height, -height) // negative: rows from top to bottom
	switch le32(p[30:]) {
	case 0, 3, 6: // rows as they are, perhaps with masks before them
	default: // compressed
		return width, height, positive(width, height)
	}
	return width, height, rows(b, p, width, height, le16(p[28:]))
}

// rows sees to it that all rows of a BMP are there.
func rows(b *bytesReader, head []byte, width, height, depth int) error {
	if depth == 0 { // a JPEG or PNG in its clothes, which no browser shows
		return errMalformed
	}
	if err := positive(width, height); err != nil {
		return err
	}
	row := (int64(width)*int64(depth) + 31) / 32 * 4
	if row > (b.size-int64(le32(head[10:])))/int64(height) {
		return errTruncated
	}
	return nil
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
		if err := checkIcon(b, at); err != nil {
			return 0, 0, err
		}
		if w := side(p[0]); w > width {
			width, height = w, side(p[1])
		}
	}
	return width, height, nil
}

// checkIcon sees to it that an image of an icon is one: a PNG, or a BMP without
// the head of its file.
func checkIcon(b *bytesReader, at int64) error {
	p, err := b.slice(at, 4)
	if err != nil {
		return err
	}
	switch head := le32(p); {
	case string(p) == "\x89PNG", head == 12, head >= 40 && head <= 124:
		return nil
	}
	return errMalformed
}

// side is the side of an icon; 256 does not fit in its byte.
func side(c byte) int {
	if c == 0 {
		return 256
	}
	return int(c)
}
