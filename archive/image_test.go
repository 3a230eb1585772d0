package archive

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"sync"
)

// The pictures of the tests, all of them 3 by 2 pixels where the format says.

func drawn() image.Image {
	m := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.Black, color.White, color.RGBA{200, 30, 30, 255}})
	m.Pix = []byte{0, 1, 2, 2, 1, 0}
	return m
}

func pngBytes() []byte { return asPNG(drawn()) }

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	encoder := png.Encoder{BufferPool: &pngBuffers}
	encoder.Encode(&b, m)
	return b.Bytes()
}

// A bufferPool spares an encoder its tables, which are 800 KiB.
type bufferPool struct{ sync.Pool }

func (p *bufferPool) Get() *png.EncoderBuffer {
	b, _ := p.Pool.Get().(*png.EncoderBuffer)
	return b
}

func (p *bufferPool) Put(b *png.EncoderBuffer) { p.Pool.Put(b) }

var pngBuffers bufferPool

// pngOf is a PNG of about n bytes.
func pngOf(n int) []byte {
	p := pngBytes()
	end := p[len(p)-12:]
	return append(append(bytes.Clone(p[:len(p)-12]), chunk("teSt", make([]byte, n))...), end...)
}

func chunk(name string, data []byte) []byte {
	p := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	return append(append(append(p, name...), data...), 0, 0, 0, 0) // nobody here looks at the sum
}

func jpegBytes() []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, drawn(), nil)
	return b.Bytes()
}

func gifBytes() []byte {
	var b bytes.Buffer
	gif.Encode(&b, drawn(), nil)
	return b.Bytes()
}

// webpBytes has one lossless chunk that nobody will decode.
func webpBytes() []byte {
	return riff("VP8L", []byte{0x2f, 2, 1 << 6, 0, 0, 0, 0, 0, 0, 0})
}

// riff is a WebP of one chunk, and of more chunks behind it.
func riff(name string, data []byte, more ...byte) []byte {
	p := append([]byte("WEBP"), name...)
	p = append(binary.LittleEndian.AppendUint32(p, uint32(len(data))), data...)
	p = append(p, more...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(p))), p...)
}

func box(name string, content ...[]byte) []byte {
	p := bytes.Join(content, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(p)+8)), name...), p...)
}

func ispe(w, h byte) []byte { return box("ispe", []byte{0, 0, 0, 0, 0, 0, 0, w, 0, 0, 0, h}) }

// isoBytes is an image of ISO boxes with a thumbnail before the image.
func isoBytes(brands string) []byte {
	meta := box("meta", make([]byte, 4), box("hdlr"), box("iprp", box("ipco", ispe(1, 1), ispe(3, 2))))
	return bytes.Join([][]byte{box("ftyp", []byte(brands[:4]), make([]byte, 4), []byte(brands[4:])), meta, box("mdat", []byte("pixels"))}, nil)
}

func bmpBytes() []byte {
	p := make([]byte, 54+24)
	copy(p, "BM")
	le := binary.LittleEndian
	le.PutUint32(p[10:], 54)
	le.PutUint32(p[14:], 40)
	le.PutUint32(p[18:], 3)
	le.PutUint32(p[22:], 2)
	le.PutUint16(p[26:], 1)
	le.PutUint16(p[28:], 24)
	return p
}

func tiffBytes(order binary.AppendByteOrder, magic string) []byte {
	p := order.AppendUint32([]byte(magic), 8)
	fields := []struct{ tag, kind, n, value int }{
		{256, 3, 1, 3}, {257, 3, 1, 2}, {273, 4, 2, 58}, {279, 3, 2, 3 | 3<<16}, // two strips, whose places are behind the fields
	}
	p = order.AppendUint16(p, uint16(len(fields)))
	for _, f := range fields {
		p = order.AppendUint16(order.AppendUint16(p, uint16(f.tag)), uint16(f.kind))
		p = order.AppendUint32(p, uint32(f.n))
		if f.kind == 3 {
			p = order.AppendUint16(order.AppendUint16(p, uint16(f.value)), uint16(f.value>>16))
		} else {
			p = order.AppendUint32(p, uint32(f.value))
		}
	}
	p = order.AppendUint32(order.AppendUint32(p, 66), 69)
	return append(p, "onetwo"...)
}

// jxlBytes is a codestream of 300 by 200 pixels as far as its size goes.
func jxlBytes() []byte { return []byte("\xff\x0a\x38\x06\x56\x02 and so on") }

// jxlBoxes has the codestream in two boxes.
func jxlBoxes() []byte {
	head, rest := jxlBytes()[:6], jxlBytes()[6:]
	return slices.Concat([]byte("\x00\x00\x00\x0cJXL \r\n\x87\n"), box("ftyp", []byte("jxl \x00\x00\x00\x00jxl ")),
		box("jxlp", []byte{0, 0, 0, 0}, head), box("jxlp", []byte{0x80, 0, 0, 1}, rest))
}

func icoBytes() []byte {
	p := []byte{0, 0, 1, 0, 1, 0, 3, 2, 0, 0, 1, 0, 32, 0}
	p = binary.LittleEndian.AppendUint32(p, 4)
	p = binary.LittleEndian.AppendUint32(p, 22)
	return append(p, "\x89PNG"...)
}

const svgText = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2"/></svg>`

const htmlText = "<!DOCTYPE html><html><head><title>gone</title></head><body><svg></svg>no image here</body></html>"

func dataURL(kind string, b []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)
}
