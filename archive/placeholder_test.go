package archive

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// A labelled picture of the set on which placeholders are told apart.
type labelled struct {
	name        string
	data        []byte
	placeholder bool
}

var grey = color.Palette{color.White, color.Gray{0x40}, color.Gray{0x80}, color.Gray{0xc0}, color.Transparent}

func plain(w, h int, c color.Color) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, c)
	}
	return m
}

// sketch has two colours.
func sketch(w, h int) image.Image {
	m := plain(w, h, color.White).(*image.NRGBA)
	m.Set(w/2, h/2, color.NRGBA{200, 30, 30, 255})
	return m
}

func asJPEG(m image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

// asGIF keeps the colours, of which there must be few.
func asGIF(m image.Image) []byte {
	var b bytes.Buffer
	p := image.NewPaletted(m.Bounds(), nil)
	for i := range p.Pix {
		c := m.At(i%p.Stride, i/p.Stride)
		if len(p.Palette) == 0 || !slices.Contains(p.Palette, c) {
			p.Palette = append(p.Palette, c)
		}
		p.Pix[i] = uint8(slices.Index(p.Palette, c))
	}
	gif.Encode(&b, p, nil)
	return b.Bytes()
}

// moving is a GIF of n frames in which a dot goes round.
func moving(w, h, n int, p color.Palette, delay func(i int) int) []byte {
	g := &gif.GIF{}
	for i := range n {
		m := image.NewPaletted(image.Rect(0, 0, w, h), p)
		m.Pix[i%(w*h)] = 1
		m.Pix[(i*w+i)%(w*h)] = 2
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, delay(i))
	}
	var b bytes.Buffer
	gif.EncodeAll(&b, g)
	return b.Bytes()
}

func evenly(int) int { return 10 }

func labelledSet() (set []labelled) {
	add := func(placeholder bool, name string, data []byte) {
		set = append(set, labelled{name, data, placeholder})
	}
	colours := map[string]color.Color{"white": color.White, "black": color.Black, "red": color.NRGBA{200, 30, 30, 255}, "clear": color.NRGBA{}}
	for name, c := range colours {
		add(true, "a dot, "+name, asPNG(plain(1, 1, c)))
		add(true, "a dot of gif, "+name, asGIF(plain(1, 1, c)))
		add(true, "two by two, "+name, asPNG(plain(2, 2, c)))
	}
	for _, n := range []int{3, 16, 64} {
		add(true, fmt.Sprint("clear, ", n), asPNG(plain(n, n, color.NRGBA{})))
		add(true, fmt.Sprint("white, ", n), asPNG(plain(n, n, color.White)))
		add(true, fmt.Sprint("white jpeg, ", n), asJPEG(plain(n, n, color.White)))
		add(true, fmt.Sprint("nearly white gif, ", n), asGIF(plain(n, n, color.Gray{0xf2})))
		add(false, fmt.Sprint("a swatch of red, ", n), asPNG(plain(n, n, color.NRGBA{200, 30, 30, 255})))
		add(false, fmt.Sprint("a swatch of black, ", n), asPNG(plain(n, n, color.Black)))
		add(false, fmt.Sprint("a sketch, ", n), asPNG(sketch(n, n)))
		add(false, fmt.Sprint("a sketch of gif, ", n), asGIF(sketch(n, n)))
		add(false, fmt.Sprint("half clear, ", n), asPNG(plain(n, n, color.NRGBA{30, 30, 200, 90})))
	}
	add(true, "clear and wide", asPNG(plain(640, 480, color.NRGBA{})))
	add(true, "a wide line of nothing", asGIF(plain(1, 20, color.NRGBA{})))
	add(false, "a white page", asPNG(plain(800, 600, color.White)))
	add(false, "a large sketch", asPNG(sketch(800, 600)))
	for _, n := range []int{8, 12, 30} {
		add(true, fmt.Sprint("a wheel, ", n), moving(32, 32, n, grey, evenly))
		add(true, fmt.Sprint("a small wheel, ", n), moving(16, 16, n, grey, evenly))
		add(true, fmt.Sprint("a bar, ", n), moving(220, 19, n, grey, evenly))
		add(false, fmt.Sprint("a film, ", n), moving(200, 150, n, grey, evenly))
		add(false, fmt.Sprint("a wheel of colours, ", n), moving(32, 32, n, color.Palette{color.White, color.NRGBA{250, 200, 0, 255}, color.Black}, evenly))
		add(false, fmt.Sprint("a blinking face, ", n), moving(20, 20, n, grey, func(i int) int { return 10 + 90*(i%2) }))
		add(false, fmt.Sprint("slow slides, ", n), moving(64, 64, n, grey, func(int) int { return 100 }))
	}
	add(false, "two frames", moving(20, 20, 2, grey, evenly))
	add(true, "an empty drawing", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"></svg>`))
	add(true, "an empty group", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><g><title>wait</title></g></svg>`))
	add(false, "a drawing", []byte(svgText))
	add(false, "a path", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>`))
	still := asPNG(plain(9, 9, color.NRGBA{}))
	add(false, "a moving png whose first frame is clear", slices.Concat(still[:33], []byte("\x00\x00\x00\x08acTL\x00\x00\x00\x02\x00\x00\x00\x00\xf3\x8d\x93\x70"), still[33:]))
	add(false, "png", pngBytes())
	add(false, "jpeg", jpegBytes())
	add(false, "gif", gifBytes())
	add(false, "webp", webpBytes())
	add(true, "a dot of bmp with a long head", bmp(1, 1, 24, 108, 0xff))
	add(true, "a dot of avif", avif(1, 1, 24))
	dot := []byte{0x2f, 0, 0, 0, 0, 0, 0, 0}
	add(true, "a dot of webp", riff("VP8L", append(dot, 0, 0)))
	add(false, "a dot of webp that carries something", riff("VP8L", append(dot, make([]byte, 64)...)))
	add(false, "large", pngOf(1<<20))
	return set
}

func TestPlaceholderOf(t *testing.T) {
	var hit, miss, alarm, right int
	for _, l := range labelledSet() {
		m, bad := judge(l.data)
		if bad != nil {
			t.Fatalf("%s: %v", l.name, bad)
		}
		got := placeholderOf(bytes.NewReader(l.data), int64(len(l.data)), m)
		switch {
		case l.placeholder && got != "":
			hit++
		case l.placeholder:
			miss++
			t.Errorf("%s is not known for what it is", l.name)
		case got != "":
			alarm++
			t.Errorf("%s is taken for %s", l.name, got)
		default:
			right++
		}
	}
	t.Logf("%d placeholders and %d pictures: precision %.3f, recall %.3f",
		hit+miss, right+alarm, float64(hit)/float64(hit+alarm), float64(hit)/float64(hit+miss))
}

func FuzzPlaceholderOf(f *testing.F) {
	for _, l := range labelledSet() {
		if len(l.data) < 1<<15 {
			f.Add(l.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, bad := judge(data); bad == nil {
			placeholderOf(bytes.NewReader(data), int64(len(data)), m)
			stopgapOf(bytes.NewReader(data), int64(len(data)), m, len(data)%2 == 0)
		}
	})
}

// vp8 and vp8l are pictures of WebP with n bytes behind their size, avif has n
// bytes of pixels.
func vp8(w, h, n int, more ...byte) []byte {
	head := []byte{0x30, 1, 0, 0x9d, 1, 0x2a, byte(w), byte(w >> 8), byte(h), byte(h >> 8)}
	return riff("VP8 ", append(head, make([]byte, n)...), more...)
}

func avif(w, h uint16, n int, more ...[]byte) []byte {
	size := box("ispe", []byte{0, 0, 0, 0, 0, 0, byte(w >> 8), byte(w), 0, 0, byte(h >> 8), byte(h)})
	meta := box("meta", make([]byte, 4), box("iprp", box("ipco", size)))
	return slices.Concat(append(more, box("ftyp", []byte("avif\x00\x00\x00\x00avif")), meta, box("mdat", make([]byte, n)))...)
}

// bmp is a picture of one colour but for one pixel.
func bmp(w, h, depth, header int, odd byte) []byte {
	row := (w*depth/8 + 3) / 4 * 4
	p := make([]byte, 14+header+row*h)
	copy(p, "BM")
	le := binary.LittleEndian
	le.PutUint32(p[10:], uint32(14+header))
	le.PutUint32(p[14:], uint32(header))
	le.PutUint32(p[18:], uint32(w))
	le.PutUint32(p[22:], uint32(h))
	le.PutUint16(p[28:], uint16(depth))
	for i := 14 + header; i < len(p); i++ {
		p[i] = 0xff
	}
	p[14+header+row*(h/2)+w/2*depth/8] = odd
	return p
}

func TestStopgapOf(t *testing.T) {
	coded := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	red := color.NRGBA{200, 30, 30, 255}
	redBMP := bmp(8, 8, 32, 40, 0xff)
	for i := 54; i < len(redBMP); i++ {
		redBMP[i] = []byte{30, 30, 200, 0}[(i-54)%4]
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"white webp", coded("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoQABAAAgA0JaQAA3AA/vuUAAA="), ""},
		{"large white webp", coded("UklGRqYAAABXRUJQVlA4IJoAAABwEACdASosAcgAPpFIoU0lpCMiICgAsBIJaW7hdrEbQAnsA99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJwoAD+/7dMAAAAAAAAAAAA"), ""},
		{"large white avif", coded("AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAANAAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAAEsAAAAyAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAADxtZGF0EgAKBxgh5XjsCEAyJxIAAooooQC022lpGm07psEFNrOAl6LzLsS+Vgnx30GkZQeRq5gJgA=="), ""},
		{"white bmp", bmp(16, 16, 24, 40, 0xff), "blank"},
		{"large white bmp", bmp(300, 200, 24, 108, 0xff), "blank"},
		{"white bmp of 32 bits", bmp(9, 9, 32, 124, 0xff), "blank"},
		{"white bmp of 8 bits", bmp(9, 9, 8, 40, 0xff), "blank"},
		{"a large bmp with a dot", bmp(300, 200, 24, 40, 0xf0), ""},
		{"a bmp of few bits", bmp(64, 9, 1, 40, 0xff), ""},
		{"large white png", asPNG(plain(300, 200, color.White)), "blank"},
		{"large white gif", asGIF(plain(300, 200, color.White)), "blank"},
		{"large white jpeg", asJPEG(plain(300, 200, color.White)), "blank"},
		{"a red area", asPNG(plain(300, 200, red)), "blank"},
		{"a red bmp", redBMP, "blank"},
		{"a large sketch", asPNG(sketch(300, 200)), ""},
		{"a wheel of colours", moving(32, 32, 12, color.Palette{color.White, red, color.Black}, evenly), "a picture of waiting"},
		{"a film", moving(200, 150, 12, grey, evenly), ""},
		{"png", pngBytes(), ""},
		{"jxl", jxlBytes(), ""},
		{"a drawing", []byte(svgText), ""},
	} {
		m, bad := judge(c.data)
		if bad != nil {
			t.Errorf("%s: %v", c.name, bad)
			continue
		}
		if got := stopgapOf(bytes.NewReader(c.data), int64(len(c.data)), m, false); got != c.want {
			t.Errorf("%s, %d bytes: stopgapOf is %q, want %q", c.name, len(c.data), got, c.want)
		}
		want := c.want
		if strings.Contains(c.name, "red") {
			want = ""
		}
		if got := stopgapOf(bytes.NewReader(c.data), int64(len(c.data)), m, true); got != want {
			t.Errorf("%s, shown: stopgapOf is %q, want %q", c.name, got, want)
		}
	}
}

// What turns, moves or shows nothing while a page waits is no picture where a script was to put
// another in its place. Where it is all that a post shows it is what was meant.
func TestWaitingGivesWay(t *testing.T) {
	wheel := moving(32, 32, 12, color.Palette{color.White, color.NRGBA{50, 90, 250, 255}, color.Black}, evenly)
	files := map[string][]byte{
		"/wheel.gif": wheel, "/photo.gif": wheel, "/still.png": pngBytes(), "/plain.svg": []byte(svgText),
		"/white.webp": vp8(300, 200, 150), "/white.png": asPNG(plain(300, 200, color.White)), "/photo.png": asPNG(plain(300, 200, color.White)),
		"/puff.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"><animate attributeName="r" values="1;9" dur="1s"/></circle></svg>`),
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if files[r.URL.Path] == nil {
			http.NotFound(w, r)
			return
		}
		w.Write(files[r.URL.Path])
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	for candidates, want := range map[string]string{
		"/gone.jpg /wheel.gif":            "",
		"/gone.jpg /puff.svg":             "",
		"/gone.jpg /wheel.gif /still.png": "/still.png",
		"/gone.jpg /plain.svg":            "/plain.svg",
		"/wheel.gif":                      "/wheel.gif",
		"/gone.jpg /white.webp":           "/white.webp", // which may be a flag, for all that its bytes tell
		"/gone.jpg /white.png /still.png": "/still.png",
		"/white.png":                      "/white.png",
		"/white.webp /gone.jpg":           "/white.webp",
		"/photo.jpg /photo.png":           "/photo.png",
		"/puff.svg /gone.jpg":             "/puff.svg",
		"/photo.jpg /photo.gif":           "/photo.gif",
	} {
		var addresses []string
		for _, p := range strings.Fields(candidates) {
			addresses = append(addresses, server.URL+p)
		}
		got, p := ask(t, f, addresses...)
		switch {
		case want == "":
			wantOutcome(t, got, p, ClassHTTPStatus)
		case got == nil || got.Address != server.URL+want:
			t.Errorf("%s: got %v, %v, want %s", candidates, got, p, want)
		}
	}
}

// What a post shows in a link to something better waits for nothing.
func TestLinkedMayMove(t *testing.T) {
	wheel := moving(32, 32, 12, color.Palette{color.White, color.NRGBA{50, 90, 250, 255}, color.Black}, evenly)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/smile.gif" {
			http.NotFound(w, r)
			return
		}
		w.Write(wheel)
	}))
	defer server.Close()
	for body, images := range map[string]int{
		`<a href="$/portrait.jpg"><img src="$/smile.gif"></a>`: 1,
		`<img src="$/smile.gif" data-src="$/portrait.jpg">`:    0,
	} {
		in := plant(t, map[string]string{"a.html": strings.ReplaceAll(body, "$", server.URL)})
		if r := archiveOf(t, t.TempDir(), in, testOptions()); r.Images != images {
			t.Errorf("%s: %d images, want %d", body, r.Images, images)
		}
	}
}
