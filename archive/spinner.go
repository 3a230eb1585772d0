package archive

import (
	"bytes"
	"image/color"
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

func isSpinner(data []byte, m media) bool { return turns(data, m, isGrey) }

// isWaiting tells of a picture that may be one of waiting: it turns, in whatever
// colours, or as a drawing. An author may show such a thing, too; where a page
// has it for a script to replace, it is no picture.
func isWaiting(data []byte, m media) bool {
	switch m.ext {
	case ".gif":
		return turns(data, m, func(color.Color) bool { return true })
	case ".svg":
		return movingSVG().Match(data)
	}
	return false
}

var movingSVG = lazily(`<(?:\w+:)?animate|@keyframes`)

// isGrey tells of a colour without colour, or of none.
func isGrey(c color.Color) bool {
	r, g, b, a := c.RGBA()
	return a == 0 || max(r, g, b)-min(r, g, b) <= 0x0fff
}

// turns tells of a small GIF that turns for ever and evenly, in such colours.
func turns(data []byte, m media, suits func(color.Color) bool) bool {
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
			if int(c) >= len(frame.Palette) || !suits(frame.Palette[c]) {
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
