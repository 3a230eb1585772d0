package archive

import (
	"bytes"
	"image/gif"
)

// A spinner is a small GIF that turns for ever and evenly in shades of grey:
// the makers of wheels and bars all draw them so. A smiley that moves has
// colours, few frames, or a rhythm.
const (
	minSpinnerFrames = 6
	maxSpinnerFrames = 64
	maxSpinnerDelay  = 20  // hundredths of a second
	maxSpinnerSide   = 128 // pixels of a wheel
	maxSpinnerBar    = 32  // pixels that a bar is high
)

func isSpinner(data []byte, m media) bool {
	wheel := m.width == m.height && m.width <= maxSpinnerSide
	bar := m.height <= maxSpinnerBar && m.width >= 3*m.height && m.width <= 2*maxSpinnerSide
	frames := countFrames(data)
	if !wheel && !bar || frames < minSpinnerFrames || frames > maxSpinnerFrames {
		return false
	}
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil || g.LoopCount != 0 {
		return false
	}
	for i, frame := range g.Image {
		if g.Delay[i] != g.Delay[0] || g.Delay[i] > maxSpinnerDelay {
			return false
		}
		for _, c := range frame.Pix {
			if int(c) >= len(frame.Palette) {
				return false
			}
			if r, g, b, a := frame.Palette[c].RGBA(); a > 0 && max(r, g, b)-min(r, g, b) > 0x0fff {
				return false
			}
		}
	}
	return true
}

// countFrames walks the blocks of a GIF without unpacking them.
func countFrames(data []byte) (n int) {
	b := newBytesReader(bytes.NewReader(data), int64(len(data)))
	head, err := b.next(13)
	if err != nil || b.skip(colourTable(head[10])) != nil {
		return 0
	}
	for {
		c, err := b.ReadByte()
		switch {
		case err != nil, c == 0x3b:
			return n
		case c == 0x21:
			err = b.skip(1)
		case c == 0x2c:
			n++
			err = skipImageHead(b)
		default:
			continue
		}
		if err != nil || skipSubBlocks(b) != nil {
			return n
		}
	}
}
