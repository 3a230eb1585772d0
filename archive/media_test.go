package archive

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func judge(b []byte) (media, *failure) { return mediaOf(bytes.NewReader(b), int64(len(b))) }

func TestMediaOf(t *testing.T) {
	tests := []struct {
		name  string
		bytes []byte
		kind  string
		ext   string
		size  [2]int
	}{
		{"png", pngBytes(), "image/png", ".png", [2]int{3, 2}},
		{"png and more", append(pngBytes(), "surplus"...), "image/png", ".png", [2]int{3, 2}},
		{"jpeg", jpegBytes(), "image/jpeg", ".jpg", [2]int{3, 2}},
		{"jpeg and more", append(jpegBytes(), bytes.Repeat([]byte{0}, 9000)...), "image/jpeg", ".jpg", [2]int{3, 2}},
		{"jpeg with fill bytes", bytes.Replace(jpegBytes(), []byte{0xff, 0xdb}, []byte{0xff, 0xff, 0xff, 0xdb}, 1), "image/jpeg", ".jpg", [2]int{3, 2}},
		{"jpeg with a marker of no length", slices.Concat(jpegBytes()[:2], []byte{0xff, 0xd0}, jpegBytes()[2:]), "image/jpeg", ".jpg", [2]int{3, 2}},
		{"gif", gifBytes(), "image/gif", ".gif", [2]int{3, 2}},
		{"webp lossless", webpBytes(), "image/webp", ".webp", [2]int{3, 2}},
		{"webp lossy", riff("VP8 ", []byte{0, 0, 0, 0x9d, 1, 0x2a, 3, 0, 2, 0}), "image/webp", ".webp", [2]int{3, 2}},
		{"webp extended", riff("VP8X", []byte{0, 0, 0, 0, 2, 0, 0, 1, 0, 0}, webpBytes()[12:]...), "image/webp", ".webp", [2]int{3, 2}},
		{"avif", isoBytes("avifmif1miaf"), "image/avif", ".avif", [2]int{3, 2}},
		{"avif that calls itself mif1", isoBytes("mif1miafavif"), "image/avif", ".avif", [2]int{3, 2}},
		{"heic", isoBytes("heicmif1"), "image/heic", ".heic", [2]int{3, 2}},
		{"heif", isoBytes("mif1miaf"), "image/heif", ".heif", [2]int{3, 2}},
		{"avif, boxes of other sizes", oddBoxes(), "image/avif", ".avif", [2]int{3, 2}},
		{"bmp of OS/2", os2BMP(), "image/bmp", ".bmp", [2]int{3, 2}},
		{"bmp, top row first", withBytes(bmpBytes(), 22, 0xfe, 0xff, 0xff, 0xff), "image/bmp", ".bmp", [2]int{3, 2}},
		{"avif and a line end", append(isoBytes("avifmif1"), "\r\n"...), "image/avif", ".avif", [2]int{3, 2}},
		{"heic and a comment", append(isoBytes("heicmif1"), "<!-- cached -->"...), "image/heic", ".heic", [2]int{3, 2}},
		{"jxl and text", append(jxlBoxes(), "\n0.01 seconds"...), "image/jxl", ".jxl", [2]int{300, 200}},
		{"webp animated", riff("VP8X", []byte{2, 0, 0, 0, 2, 0, 0, 1, 0, 0}, []byte("ANMF\x02\x00\x00\x00xx")...), "image/webp", ".webp", [2]int{3, 2}},
		{"ico of 256 pixels", withBytes(icoBytes(), 6, 0, 0), "image/x-icon", ".ico", [2]int{256, 256}},
		{"gif, padded", append(gifBytes()[:len(gifBytes())-1], 0, 0, 0x3b), "image/gif", ".gif", [2]int{3, 2}},
		{"avif, pixels in its description", slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00mif1")), box("meta", make([]byte, 4), box("iprp", box("ipco", ispe(3, 2))), box("idat", []byte("pixels")))), "image/avif", ".avif", [2]int{3, 2}},
		{"jxl box", slices.Concat(jxlBoxes()[:12], box("jxlc", jxlBytes())), "image/jxl", ".jxl", [2]int{300, 200}},
		{"jxl boxes", jxlBoxes(), "image/jxl", ".jxl", [2]int{300, 200}},
		{"jxl stream", jxlBytes(), "image/jxl", ".jxl", [2]int{300, 200}},
		{"bmp", bmpBytes(), "image/bmp", ".bmp", [2]int{3, 2}},
		{"tiff, little endian", tiffBytes(binary.LittleEndian, "II*\x00"), "image/tiff", ".tif", [2]int{3, 2}},
		{"tiff, big endian", tiffBytes(binary.BigEndian, "MM\x00*"), "image/tiff", ".tif", [2]int{3, 2}},
		{"ico", icoBytes(), "image/x-icon", ".ico", [2]int{3, 2}},
		{"svg", []byte(svgText), "image/svg+xml", ".svg", [2]int{3, 2}},
		{"svg after everything", []byte("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a <b> -->\n<!DOCTYPE svg>\n<!-- c -->" + svgText), "image/svg+xml", ".svg", [2]int{3, 2}},
		{"svg with a prefix", []byte(`<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>`), "image/svg+xml", ".svg", [2]int{3, 2}},
		{"png that claims to be huge", hugePNG(), "image/png", ".png", [2]int{60000, 60000}},
	}
	for _, tt := range tests {
		got, bad := judge(tt.bytes)
		if bad != nil {
			t.Errorf("%s: %v", tt.name, bad)
			continue
		}
		want := media{tt.kind, tt.ext, tt.size[0], tt.size[1]}
		if got != want {
			t.Errorf("%s: got %v, want %v", tt.name, got, want)
		}
	}
}

// A JPEG XL tells its size in few bits.
func TestJXLSize(t *testing.T) {
	for stream, want := range map[string][2]int{
		"\x38\x06\x56\x02":             {300, 200},
		"\x38\x46":                     {300, 200}, // as a ratio of 3 to 2
		"\xf1\x01":                     {400, 200}, // the height in eights, 2 to 1
		"\x31\x3c":                     {248, 200}, // both in eights
		"\xfc\x34\x0c\xff\xff\xff\xff": {1 << 30, 100000},
	} {
		if w, h := jxlSize([]byte("\xff\x0a" + stream)); w != want[0] || h != want[1] {
			t.Errorf("%x: %d by %d, want %v", stream, w, h, want)
		}
	}
}

// Of a file that is cut nothing is kept, wherever the cut is. A codestream of
// JPEG XL alone does not tell its end.
func TestMediaOfCut(t *testing.T) {
	files := map[string][]byte{
		"png": pngBytes(), "jpeg": jpegBytes(), "gif": gifBytes(), "webp": webpBytes(), "avif": isoBytes("avifmif1"),
		"heic": isoBytes("heicmif1"), "jxl": jxlBoxes(), "bmp": bmpBytes(), "bmp of OS/2": os2BMP(),
		"tiff": tiffBytes(binary.LittleEndian, "II*\x00"), "ico": icoBytes(), "svg": []byte(svgText),
	}
	for _, p := range []string{"../testdata/web/img.example.net/planet/anchor.avif", "../testdata/posts/hugo/static/img/boats.avif"} {
		b := read(t, p)
		files[p] = b
	}
	for name, b := range files {
		if _, bad := judge(b); bad != nil {
			t.Errorf("%s: %v", name, bad)
		}
		for n := range len(b) {
			if m, bad := judge(b[:n]); bad == nil {
				t.Errorf("%s: %d of %d bytes are an image: %v", name, n, len(b), m)
				break
			}
		}
	}
}

func os2BMP() []byte {
	head := []byte{'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 3, 0, 2, 0, 1, 0, 24, 0}
	return append(head, make([]byte, 2*12)...)
}

// The primary item of an image of several counts: the tiles that it is made of,
// of which it has less, and a thumbnail, have sizes too.
func TestPrimaryItem(t *testing.T) {
	type b = []byte
	props := box("ipco", box("hvcC"), ispe(64, 64), ispe(40, 30), box("irot", b{1}), box("irot", b{2}))
	for _, c := range []struct {
		name       string
		pitm, ipma b
		want       [2]int
	}{
		{"a grid", box("pitm", b{0, 0, 0, 0, 0, 2}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 2, 0x81, 2, 0, 2, 1, 3}), [2]int{40, 30}},
		{"a tile", box("pitm", b{0, 0, 0, 0, 0, 1}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 2, 0x81, 2, 0, 2, 1, 3}), [2]int{64, 64}},
		{"long numbers", box("pitm", b{1, 0, 0, 0, 0, 1, 0, 2}), box("ipma", b{1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 1, 0x80, 2, 0, 1, 0, 2, 1, 0, 3}), [2]int{40, 30}},
		{"in two maps", box("pitm", b{0, 0, 0, 0, 0, 2}), append(box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2}), box("ipma", b{0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 1, 0, 3})...), [2]int{40, 30}},
		{"turned", box("pitm", b{0, 0, 0, 0, 0, 2}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 3, 4}), [2]int{30, 40}},
		{"turned over", box("pitm", b{0, 0, 0, 0, 0, 2}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 3, 5}), [2]int{40, 30}},
		{"no primary item", nil, box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1, 3}), [2]int{64, 64}},
		{"no map", box("pitm", b{0, 0, 0, 0, 0, 2}), nil, [2]int{64, 64}},
		{"a map that ends early", box("pitm", b{0, 0, 0, 0, 0, 2}), box("ipma", b{0, 0, 0, 0, 255, 255, 255, 255, 0, 1, 200, 3}), [2]int{64, 64}},
		{"a property that is not there", box("pitm", b{0, 0, 0, 0, 0, 2}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 0, 99}), [2]int{64, 64}},
		{"half a number", box("pitm", b{0, 0, 0, 0, 0}), box("ipma", b{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 3}), [2]int{64, 64}},
	} {
		file := slices.Concat(box("ftyp", b("heic\x00\x00\x00\x00mif1")), box("meta", b{0, 0, 0, 0}, c.pitm, box("iprp", props, c.ipma)), box("mdat", b("pixels")))
		if m, bad := judge(file); bad != nil || m.width != c.want[0] || m.height != c.want[1] {
			t.Errorf("%s: %d by %d, %v, want %d by %d", c.name, m.width, m.height, bad, c.want[0], c.want[1])
		}
	}
}

// oddBoxes has a box that says its length in 64 bits and one that has none.
func oddBoxes() []byte {
	p := isoBytes("avifmif1")
	p = p[:len(p)-14]
	p = append(p, 0, 0, 0, 1, 'f', 'r', 'e', 'e', 0, 0, 0, 0, 0, 0, 0, 17, 'x')
	return append(p, "\x00\x00\x00\x00mdatto the end"...)
}

func withBytes(p []byte, at int, b ...byte) []byte {
	copy(p[at:], b)
	return p
}

func hugePNG() []byte {
	p := pngBytes()
	binary.BigEndian.PutUint32(p[16:], 60000)
	binary.BigEndian.PutUint32(p[20:], 60000)
	return p
}

func TestMediaOfRefuses(t *testing.T) {
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	flat := bytes.Replace(pngBytes(), pngBytes()[16:20], []byte{0, 0, 0, 0}, 1)
	tests := []struct {
		name  string
		bytes []byte
		want  Class
	}{
		{"nothing", nil, ClassNotImage},
		{"html", []byte(htmlText), ClassNotImage},
		{"json", []byte(`{"error":"gone"}`), ClassNotImage},
		{"text", []byte("BM is how this text begins, and it goes on"), ClassNotImage},
		{"zeros", make([]byte, 5000), ClassNotImage},
		{"svg in utf-16", []byte("\xff\xfe<\x00s\x00v\x00g\x00/\x00>\x00"), ClassNotImage},
		{"mp4", box("ftyp", []byte("isom\x00\x00\x00\x00isommp42")), ClassNotImage},
		{"png, signature alone", []byte("\x89PNG\r\n\x1a\n"), ClassTruncated},
		{"png, other first chunk", append([]byte("\x89PNG\r\n\x1a\n"), chunk("tEXt", []byte("x"))...), ClassNotImage},
		{"png, no width", flat, ClassNotImage},
		{"png, no pixels", slices.Concat(pngBytes()[:33], chunk("IEND", nil)), ClassNotImage},
		{"png, wider than may be", withBytes(pngBytes(), 16, 0xff), ClassNotImage},
		{"png, no IEND", cut(pngBytes(), 12), ClassTruncated},
		{"png, half of IEND", cut(pngBytes(), 1), ClassTruncated},
		{"png, half", pngOf(1000)[:500], ClassTruncated},
		{"jpeg, no end", cut(jpegBytes(), 2), ClassTruncated},
		{"jpeg, half", jpegBytes()[:200], ClassTruncated},
		{"jpeg, then text", []byte("\xff\xd8\xff\xe0\x00\x04xxtext"), ClassNotImage},
		{"jpeg, pixels of no size", []byte("\xff\xd8\xff\xda\x00\x02pixels\xff\xd9"), ClassNotImage},
		{"jpeg, cut in its frame", jpegBytes()[:bytes.Index(jpegBytes(), []byte{0xff, 0xc0})+6], ClassTruncated},
		{"jpeg, cut in a length", []byte("\xff\xd8\xff\xe0\x00"), ClassTruncated},
		{"jpeg, cut in a marker", []byte("\xff\xd8\xff\xff"), ClassTruncated},
		{"png, cut in its size", pngBytes()[:20], ClassTruncated},
		{"gif, cut in a block", gifBytes()[:len(gifBytes())-4], ClassTruncated},
		{"webp, cut in its head", webpBytes()[:20], ClassTruncated},
		{"webp, no key frame", riff("VP8 ", make([]byte, 10)), ClassNotImage},
		{"svg, no element", []byte("<?xml version=\"1.0\"?><!-- <svg> -->"), ClassNotImage},
		{"svg, text before", []byte("<!-- -->x" + svgText), ClassNotImage},
		{"svg, text behind", []byte(svgText + "x"), ClassNotImage},
		{"jpeg, end at once", []byte("\xff\xd8\xff\xd9\x00\x00"), ClassNotImage},
		{"gif, no trailer", cut(gifBytes(), 1), ClassTruncated},
		{"gif, half", gifBytes()[:20], ClassTruncated},
		{"gif that is a script", []byte("GIF89a/*\x01\x00\x80\x00\x00*/=0;alert(1)//<html>;"), ClassNotImage},
		{"webp, cut", cut(webpBytes(), 1), ClassTruncated},
		{"webp, other chunk", riff("ABCD", make([]byte, 10)), ClassNotImage},
		{"avif, cut", cut(isoBytes("avifmif1"), 3), ClassTruncated},
		{"avif, brands alone", box("ftyp", []byte("avif\x00\x00\x00\x00mif1")), ClassTruncated},
		{"avif, box of no length", withBytes(isoBytes("avifmif1"), 20, 0, 0, 0, 3), ClassNotImage},
		{"avif, cut in a long length", oddBoxes()[:len(oddBoxes())-30], ClassTruncated},
		{"bmp, no height", withBytes(bmpBytes(), 22, 0), ClassNotImage},
		{"bmp, short", append([]byte("BM"), 12), ClassNotImage},
		{"webp, no picture in it", riff("VP8X", []byte{0, 0, 0, 0, 2, 0, 0, 1, 0, 0}), ClassNotImage},
		{"webp, a chunk of a false beginning", withBytes(webpBytes(), 20, 0), ClassNotImage},
		{"webp, no size", riff("VP8 ", []byte{0, 0, 0, 0x9d, 1, 0x2a, 0, 0, 0, 0}), ClassNotImage},
		{"webp, a chunk longer than all", withBytes(webpBytes(), 16, 0xff), ClassTruncated},
		{"ico of a script", withBytes(icoBytes(), 22, []byte("<scr")...), ClassNotImage},
		{"bmp, masks and no rows", cut(withBytes(bmpBytes(), 30, 3), 9), ClassTruncated},
		{"bmp, no depth", withBytes(bmpBytes(), 28, 0), ClassNotImage},
		{"tiff of no strips", withBytes(tiffBytes(binary.LittleEndian, "II*\x00"), 38, 0), ClassNotImage},
		{"avif, a box of pixels behind it that is cut", append(isoBytes("avifmif1"), "\x00\x00\x01\x00mdat"...), ClassTruncated},
		{"ico, image in its own head", withBytes(icoBytes(), 18, 4), ClassNotImage},
		{"ico of nothing", withBytes(icoBytes(), 4, 0), ClassNotImage},
		{"tiff, no size", withBytes(tiffBytes(binary.LittleEndian, "II*\x00"), 18, 0), ClassNotImage},
		{"bmp, cut", cut(bmpBytes(), 1), ClassTruncated},
		{"bmp, more rows than can be counted", slices.Concat(bmpBytes()[:18], []byte("\xff\xff\xff\x7f\xff\xff\xff\x7f\x01\x00\xff\xff"), bmpBytes()[30:]), ClassTruncated},
		{"jxl, one byte", []byte("\xff\x0a\x38"), ClassTruncated},
		{"jxl, a box of something else", slices.Concat(jxlBoxes()[:12], box("jxlc", []byte("not JPEG XL at all"))), ClassNotImage},
		{"tiff, no pixels", withBytes(tiffBytes(binary.LittleEndian, "II*\x00"), 34, 0, 0), ClassNotImage},
		{"tiff, more strips than can be", withBytes(tiffBytes(binary.LittleEndian, "II*\x00"), 38, 0xff, 0xff, 0xff, 0xff), ClassTruncated},
		{"tiff, directory elsewhere", []byte("II*\x00\xff\xff\x00\x00"), ClassTruncated},
		{"ico, cut", cut(icoBytes(), 1), ClassTruncated},
		{"svg, cut", []byte(svgText[:60]), ClassTruncated},
		{"svg, broken", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><g></svg>`), ClassNotImage},
		{"svg, one after another", []byte(svgText + svgText), ClassNotImage},
		{"svg and more", []byte(svgText + "<script>"), ClassNotImage},
	}
	for _, tt := range tests {
		_, bad := judge(tt.bytes)
		var got Class
		if bad != nil {
			got = bad.class
		}
		if got != tt.want {
			t.Errorf("%s: got %q (%v), want %q", tt.name, got, bad, tt.want)
		}
	}
}

// Real files, made by real programs, must pass.
func TestMediaOfSamples(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../testdata", func(p string, d os.DirEntry, err error) error {
		switch strings.ToLower(filepath.Ext(p)) {
		case ".png", ".jpg", ".gif", ".webp", ".avif", ".svg":
		default:
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		seen++
		if m, bad := judge(b); bad != nil || m.width == 0 || m.height == 0 {
			t.Errorf("%s: %v, %v", p, m, bad)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Errorf("%d samples, %v", seen, err)
	}
}

func FuzzMediaOf(f *testing.F) {
	for _, b := range [][]byte{
		pngBytes(), jpegBytes(), gifBytes(), webpBytes(), isoBytes("avifmif1"), bmpBytes(), icoBytes(),
		tiffBytes(binary.BigEndian, "MM\x00*"), []byte("\x00\x00\x00\x0cJXL \r\n\x87\n"), []byte(svgText), []byte(htmlText),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, bad := judge(b)
		if (bad == nil) == (m == media{}) {
			t.Errorf("both or neither: %v, %v", m, bad)
		}
		if m.width < 0 || m.height < 0 {
			t.Errorf("negative size: %v", m)
		}
	})
}
