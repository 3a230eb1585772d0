package archive

import "encoding/binary"

// A tiff is the first directory of a TIFF (6.0, section 2): its fields, by tag.
type tiff struct {
	*bytesReader
	order  binary.ByteOrder
	fields map[uint16][]byte // twelve bytes each
}

// Tags of a directory.
const (
	tiffWidth, tiffHeight      = 256, 257
	tiffStrips, tiffStripSizes = 273, 279
	tiffTiles, tiffTileSizes   = 324, 325
	tiffJPEG, tiffJPEGSize     = 513, 514
)

// maxStrips bounds the pieces of an image that are looked for.
const maxStrips = 1 << 20

// measureTIFF reads the first directory, and sees to it that all pieces of the
// image that it names are there: many programs write the directory first.
func measureTIFF(b *bytesReader) (width, height int, err error) {
	t, err := openTIFF(b)
	if err != nil {
		return 0, 0, err
	}
	width, height = t.first(tiffWidth), t.first(tiffHeight)
	if err := positive(width, height); err != nil {
		return 0, 0, err
	}
	there := false
	for _, tags := range [...][2]uint16{{tiffStrips, tiffStripSizes}, {tiffTiles, tiffTileSizes}, {tiffJPEG, tiffJPEGSize}} {
		if t.fields[tags[0]] == nil {
			continue
		}
		there = true
		if err := t.pieces(tags[0], tags[1]); err != nil {
			return 0, 0, err
		}
	}
	if !there {
		return 0, 0, errMalformed
	}
	return width, height, nil
}

func openTIFF(b *bytesReader) (*tiff, error) {
	p, err := b.slice(0, 8)
	if err != nil {
		return nil, err
	}
	t := &tiff{bytesReader: b, order: binary.LittleEndian, fields: map[uint16][]byte{}}
	if p[0] == 'M' {
		t.order = binary.BigEndian
	}
	at := int64(t.order.Uint32(p[4:]))
	if p, err = b.slice(at, 2); err != nil {
		return nil, err
	}
	if p, err = b.slice(at+2, 12*int(t.order.Uint16(p))); err != nil {
		return nil, err
	}
	for ; len(p) >= 12; p = p[12:] {
		t.fields[t.order.Uint16(p)] = p[:12]
	}
	return t, nil
}

// pieces looks for the pieces that two fields tell of: where they are, and how
// long. A field without the other tells only where.
func (t *tiff) pieces(where, sizes uint16) error {
	starts, err := t.values(where)
	if err != nil {
		return err
	}
	if len(starts) == 0 {
		return errMalformed
	}
	lengths, err := t.values(sizes)
	if err != nil {
		return err
	}
	for i, at := range starts {
		n := int64(1)
		if i < len(lengths) {
			n = lengths[i]
		}
		if at+n > t.size {
			return errTruncated
		}
	}
	return nil
}

// first is the first value of a field, 0 if there is none.
func (t *tiff) first(tag uint16) int {
	v, err := t.values(tag)
	if err != nil || len(v) == 0 {
		return 0
	}
	return int(v[0])
}

// values are those of a field of numbers.
func (t *tiff) values(tag uint16) ([]int64, error) {
	f := t.fields[tag]
	if f == nil {
		return nil, nil
	}
	long := 4
	if t.order.Uint16(f[2:]) == 3 { // a short
		long = 2
	}
	n := min(int(t.order.Uint32(f[4:])), maxStrips)
	p := f[8:]
	if n*long > 4 { // they are elsewhere
		var err error
		if p, err = t.slice(int64(t.order.Uint32(p)), n*long); err != nil {
			return nil, err
		}
	}
	all := make([]int64, 0, n)
	for ; len(all) < n; p = p[long:] {
		if long == 2 {
			all = append(all, int64(t.order.Uint16(p)))
		} else {
			all = append(all, int64(t.order.Uint32(p)))
		}
	}
	return all, nil
}
