package archive

// measureJXL reads the size at the start of a JPEG XL codestream (ISO/IEC
// 18181-1). Where that ends is not told without unpacking it.
func measureJXL(b *bytesReader) (width, height int, err error) {
	p, err := b.slice(0, maxJXLHead)
	if err != nil {
		return 0, 0, err
	}
	width, height = jxlSize(p)
	return width, height, positive(width, height)
}

// measureJXLBoxes does the same for one in ISO boxes (18181-2): in a single
// box, or in several, of which the last one says so.
func measureJXLBoxes(b *bytesReader) (width, height int, err error) {
	ended := false
	err = eachTopBox(b, func(name string, at, n int64) error {
		skip := int64(0)
		switch name {
		case "jxlc":
			ended = true
		case "jxlp":
			p, err := b.slice(at, 4)
			if err != nil || n < 4 {
				return errTruncated
			}
			ended, skip = be32(p)>>31 == 1, 4
		default:
			return nil
		}
		p, err := b.slice(at+skip, int(min(n-skip, maxJXLHead)))
		if width == 0 {
			width, height = jxlSize(p)
		}
		return err
	})
	switch {
	case err != nil:
	case !ended:
		err = errTruncated
	default:
		err = positive(width, height)
	}
	return width, height, err
}

// maxJXLHead is the most that signature and size take; no image has less.
const maxJXLHead = 12

// jxlSize reads signature and size; 0 if the former is not there.
func jxlSize(p []byte) (width, height int) {
	if len(p) < 3 || p[0] != 0xff || p[1] != 0x0a {
		return 0, 0
	}
	r := bitReader{p: p[2:]}
	small := r.bits(1) == 1
	side := func() int {
		if small {
			return 8 * (r.bits(5) + 1)
		}
		return r.bits([...]int{9, 13, 18, 30}[r.bits(2)]) + 1
	}
	height = side()
	if ratio := r.bits(3); ratio > 0 {
		of := [...][2]int{1: {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}[ratio]
		return height * of[0] / of[1], height
	}
	return side(), height
}

// A bitReader reads bits, the lowest of each byte first; behind its end are
// zeros.
type bitReader struct {
	p  []byte
	at int
}

func (r *bitReader) bits(n int) (v int) {
	for i := range n {
		if at := r.at + i; at/8 < len(r.p) {
			v |= int(r.p[at/8]>>(at%8)&1) << i
		}
	}
	r.at += n
	return v
}
