package archive

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
)

// A placeholder stands where a picture should be: a dot or a blank that a
// script would have replaced, a wheel that turns until it has.

const waiting = "a picture of waiting"

const (
	maxPlaceholder = 32 << 10 // bytes of what may be one
	maxBlank       = 1 << 20  // pixels that are looked at
)

// maxPixel is how many bytes one dot has. A file with more has them for a
// purpose, and one of a format that is not listed is not looked into.
var maxPixel = map[string]int64{".gif": 200, ".png": 300, ".jpg": 1 << 10, ".webp": 80, ".bmp": 160, ".avif": 512}

// placeholderOf tells what kind of placeholder size bytes are, "" if they are
// none. It is careful: what shows anything at all is a picture, also if it is
// small or moves.
func placeholderOf(r io.ReaderAt, size int64, m media) string {
	switch {
	case size > maxPlaceholder:
		return ""
	case m.width == 1 && m.height == 1 && size <= maxPixel[m.ext]:
		return "1 by 1 pixels"
	}
	data := make([]byte, size)
	if n, _ := r.ReadAt(data, 0); n < len(data) {
		return ""
	}
	switch {
	case m.ext == ".svg" && !drawsSomething(data):
		return "a drawing of nothing"
	case m.ext == ".svg" || int64(m.width)*int64(m.height) > maxBlank:
		return ""
	case m.ext == ".gif" && isSpinner(data, m):
		return waiting
	}
	if img := decodeSmall(data, m.ext); img != nil && isBlank(img) {
		return "blank"
	}
	return ""
}

// decodeSmall decodes a picture; nil if it cannot, or if the picture moves: what
// its first frame hides a later one may show.
func decodeSmall(data []byte, ext string) image.Image {
	var img image.Image
	var err error
	switch {
	case ext == ".png" && !bytes.Contains(data, []byte("acTL")):
		img, err = png.Decode(bytes.NewReader(data))
	case ext == ".jpg":
		img, err = jpeg.Decode(bytes.NewReader(data))
	case ext == ".gif" && countFrames(data) <= 1:
		img, err = gif.Decode(bytes.NewReader(data))
	}
	if err != nil {
		return nil
	}
	return img
}

// A small picture of one colour is blank if the colour is that of paper: a
// swatch of red in a post about colours is a picture.
const (
	maxPaper = 64 * 64 // pixels of a picture that is blank because it is white
	maxDot   = 4       // pixels of one that is blank whatever its colour
	paper    = 0xeeee
)

// isBlank tells whether all pixels are the same and show nothing, wherever they
// stand.
func isBlank(img image.Image) bool {
	pixels := img.Bounds().Dx() * img.Bounds().Dy()
	_, _, _, alpha := corner(img).RGBA()
	return (alpha == 0 || pixels <= maxDot || pixels <= maxPaper && isPaper(img)) && isPlain(img)
}

// isPaper tells whether the first pixel is as white as paper, or shows nothing.
func isPaper(img image.Image) bool {
	r, g, b, a := corner(img).RGBA()
	return a == 0 || min(r, g, b) >= paper
}

func corner(img image.Image) color.Color { return img.At(img.Bounds().Min.X, img.Bounds().Min.Y) }

// isPlain tells whether all pixels are the same.
func isPlain(img image.Image) bool {
	b, first := img.Bounds(), corner(img)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if !sameColour(img.At(x, y), first) {
				return false
			}
		}
	}
	return true
}

func sameColour(a, b color.Color) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	return ar == br && ag == bg && ab == bb && aa == ba
}

var drawing = lazily(`<(?:\w+:)?(?:path|rect|circle|ellipse|line|polyline|polygon|text|image|use|foreignObject)[\s/>]`)

// drawsSomething tells whether an SVG has an element that leaves a mark.
func drawsSomething(svg []byte) bool { return drawing().Match(svg) }
