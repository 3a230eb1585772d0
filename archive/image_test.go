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
)

// The pictures of the tests, all of them 3 by 2 pixels where the format says.

func drawn() image.Image {
	m := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.Black, color.White, color.RGBA{200, 30, 30, 255}})
	m.Pix = []byte{0, 1, 2, 2, 1, 0}
	return m
}

func pngBytes() []byte {
	var b bytes.Buffer
	png.Encode(&b, drawn())
	return b.Bytes()
}

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

func riff(name string, data []byte) []byte {
	p := append([]byte("WEBP"), name...)
	p = append(binary.LittleEndian.AppendUint32(p, uint32(len(data))), data...)
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
	p = order.AppendUint16(p, 2)
	for _, e := range [][2]uint16{{256, 3}, {257, 2}} {
		p = order.AppendUint16(p, e[0])
		p = order.AppendUint16(p, 3)
		p = order.AppendUint32(p, 1)
		p = order.AppendUint16(order.AppendUint16(p, e[1]), 0)
	}
	return p
}

func icoBytes() []byte {
	p := []byte{0, 0, 1, 0, 1, 0, 3, 2, 0, 0, 1, 0, 32, 0}
	p = binary.LittleEndian.AppendUint32(p, 4)
	p = binary.LittleEndian.AppendUint32(p, 22)
	return append(p, "bits"...)
}

const svgText = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2"/></svg>`

const htmlText = "<!DOCTYPE html><html><head><title>gone</title></head><body><svg></svg>no image here</body></html>"

func dataURL(kind string, b []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)
}
