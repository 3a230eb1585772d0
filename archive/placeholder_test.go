package archive

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
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

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
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
		}
	})
}

// What turns or moves while a page waits is no picture where a script was to put
// another in its place. Where it is all that a post shows it is what was meant.
func TestWaitingGivesWay(t *testing.T) {
	wheel := moving(32, 32, 12, color.Palette{color.White, color.NRGBA{50, 90, 250, 255}, color.Black}, evenly)
	files := map[string][]byte{
		"/wheel.gif": wheel, "/photo.gif": wheel, "/still.png": pngBytes(), "/plain.svg": []byte(svgText),
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
