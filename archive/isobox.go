package archive

import (
	"encoding/binary"
	"slices"
)

// maxMeta bounds the box that describes an image.
const maxMeta = 1 << 20

// measureBoxes walks ISO boxes to the end of the last whole one and reads the
// size of the image that they describe. Pixels stand in a box of their own, or,
// if they are few, in that of the description.
func measureBoxes(b *bytesReader) (width, height int, err error) {
	described, pixels := false, false
	err = eachTopBox(b, func(name string, at, n int64) error {
		switch name {
		case "moov":
			described = true
		case "mdat":
			pixels = true
		case "meta":
			meta, err := b.slice(at, int(min(n, maxMeta)))
			if err != nil {
				return err
			}
			described = true
			meta = meta[min(4, len(meta)):]
			width, height = sizeIn(meta)
			eachBox(meta, func(name string, _ []byte) { pixels = pixels || name == "idat" })
		}
		return nil
	})
	if err == nil && !(described && pixels) {
		err = errTruncated
	}
	return width, height, err
}

// topBoxes are those that files of images have at their top.
var topBoxes = []string{
	"ftyp", "meta", "mdat", "moov", "moof", "mfra", "free", "skip", "wide", "uuid", "styp", "sidx",
	"jxlc", "jxlp", "jxll", "jxli", "jbrd", "brob", "Exif", "xml ", "jumb",
}

// eachTopBox calls do with the place of what is in each box of a file. What
// servers add behind the last one, a line end or a comment, is no box.
func eachTopBox(b *bytesReader, do func(name string, at, n int64) error) error {
	for at := int64(0); at < b.size; {
		name, head, n, err := boxAt(b, at)
		if err != nil && !slices.Contains(topBoxes, name) {
			return nil
		}
		if err == nil {
			err = do(name, at+head, n-head)
		}
		if err != nil {
			return err
		}
		at += n
	}
	return nil
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
			return string(p[4:8]), 0, 0, err
		}
		head, n = 16, int64(binary.BigEndian.Uint64(q))
	}
	name = string(p[4:8])
	if n < head {
		return name, 0, 0, errMalformed
	}
	if n > b.size-at {
		return name, 0, 0, errTruncated
	}
	return name, head, n, nil
}

// eachBox calls do with the name and the content of each box in p.
func eachBox(p []byte, do func(name string, content []byte)) {
	for len(p) >= 8 {
		n := int64(be32(p))
		if n < 8 || n > int64(len(p)) {
			return
		}
		do(string(p[4:8]), p[8:n])
		p = p[n:]
	}
}
