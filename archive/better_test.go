package archive

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// What is held gives way to something better, and to nothing worse.
func TestBetterStays(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	shows := func(names ...string) string { // the best one last
		text := "<p><img"
		for i, name := range names {
			text += fmt.Sprintf(` %s="%s/%s"`, [...]string{"src", "data-src", "data-original"}[i], o.URL, name)
		}
		return text + "></p>"
	}
	for _, c := range []struct {
		name           string
		before, after  string
		lacked, lacks  []string
		changed        bool // the server has other bytes
		refresh        bool
		past           string // an address of which a web archive has a copy
		want           string // the path that the picture came from
		wantVia, asked bool
		wantChanged    bool
	}{
		{name: "the full size is gone", before: shows("s.png", "big.png"), after: shows("s.png", "big.png"),
			lacks: []string{"/big.png"}, refresh: true, want: "/big.png", asked: true},
		{name: "the full size is gone, and another never was", before: shows("s.png", "big.png"), after: shows("s.png", "big.png", "huge.png"),
			lacks: []string{"/big.png", "/huge.png"}, want: "/big.png", asked: true},
		{name: "other bytes, not asked for", before: shows("s.png", "big.png"), after: shows("s.png", "big.png", "huge.png"),
			lacks: []string{"/huge.png"}, changed: true, want: "/big.png", asked: true},
		{name: "other bytes, asked for", before: shows("s.png", "big.png"), after: shows("s.png", "big.png", "huge.png"),
			lacks: []string{"/huge.png"}, changed: true, refresh: true, want: "/big.png", asked: true, wantChanged: true},
		{name: "a fuller size is there now", before: shows("s.png", "big.png"), after: shows("s.png", "big.png", "huge.png"), want: "/huge.png", asked: true},
		{name: "the full size is back", before: shows("s.png", "big.png"), after: shows("s.png", "big.png"),
			lacked: []string{"/big.png"}, refresh: true, want: "/big.png", asked: true},
		{name: "another address, the same picture", before: shows("s.png"), after: shows("t.png", "s.png"), lacks: []string{"/s.png", "/t.png"}, want: "/s.png"},
		{name: "another picture", before: shows("s.png"), after: shows("t.png"), lacks: []string{"/s.png"}, want: "/t.png", asked: true},
		{name: "only a web archive has it now", before: shows("s.png"), after: shows("s.png"),
			lacks: []string{"/s.png"}, refresh: true, past: "/s.png", want: "/s.png", asked: true},
		{name: "its server has it again", before: shows("s.png"), after: shows("s.png"),
			lacked: []string{"/s.png"}, refresh: true, past: "/s.png", want: "/s.png", asked: true},
		{name: "not even a web archive had it", before: shows("s.png"), after: shows("s.png") + "<p>more</p>",
			lacked: []string{"/s.png"}, lacks: []string{"/s.png"}, past: "/s.png", want: "/s.png", wantVia: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			past := newPast(t, map[string][]string{o.URL + c.past: {"20100101000000"}})
			opts := testOptions()
			opts.Wayback, opts.WaybackURL, opts.RetryMissing = WaybackFallback, past.URL, true
			if c.past == "" {
				opts.Wayback = WaybackOff
			}
			out := t.TempDir()
			run := func(text string, lacks []string) *ManifestAsset {
				o.lack(func(p string) bool { return slices.Contains(lacks, p) })
				in := plant(t, map[string]string{"a.html": text})
				age(t, in)
				archiveOf(t, out, in, opts)
				data := read(t, filepath.Join(out, "a", manifestFile))
				m, err := decodeManifest(data)
				if err != nil || len(m.Assets) != 1 {
					t.Fatalf("%v: got %+v", err, m)
				}
				return &m.Assets[0]
			}
			o.change("")
			was := run(c.before, c.lacked)
			o.reset()
			opts.Refresh = c.refresh
			if c.changed {
				o.change("x")
			}
			a := run(c.after, c.lacks)
			hash := func(a *ManifestAsset) string { return a.File[len(a.File)-len("12345678.png"):] }
			if c.changed && (hash(a) != hash(was)) != c.wantChanged {
				t.Errorf("it is %s now, it was %s", a.File, was.File)
			}
			if a.From != o.URL+c.want || (a.Via != "") != c.wantVia {
				t.Errorf("it is from %s, %q, want %s", a.From, a.Via, c.want)
			}
			if asked := o.reset(); (len(asked) > 0) != c.asked {
				t.Errorf("asked for %v", asked)
			}
		})
	}
}

// Two pictures may stand behind one address: their sets tell them apart, also
// after the post was edited and the server has gone.
func TestPicturesOfOneAddress(t *testing.T) {
	o := newOrigin(t)
	body := func(sets ...string) string {
		var b strings.Builder
		for _, s := range sets {
			b.WriteString(`<p><img src="` + o.URL + `/w.png" srcset="` + o.URL + "/" + s + `.png 2x"></p>`)
		}
		return b.String()
	}
	in := plant(t, map[string]string{"a.html": body("p1", "p2")})
	out := filepath.Join(t.TempDir(), "blog")
	if r := archiveOf(t, out, in, testOptions()); r.Images != 2 {
		t.Fatalf("%d images: %v", r.Images, r.Problems)
	}
	o.lack(func(path string) bool { return path == "/p2.png" || path == "/p1.png" })
	plantIn(t, in, map[string]string{"a.html": "<p>edited</p>" + body("p2", "p1")})
	archiveOf(t, out, in, testOptions())
	for _, name := range []string{"p2", "p1"} {
		files, _ := filepath.Glob(filepath.Join(out, "a", imageFolder, "*-"+name+"-*"))
		if len(files) != 1 {
			t.Fatalf("%s: %q", name, files)
		}
		if data, err := os.ReadFile(files[0]); err != nil || string(data) != string(o.picture("/"+name+".png")) {
			t.Errorf("%s shows another picture", files[0])
		}
	}
}

// A picture whose full size could not be had because its server was busy is asked
// for again in the next run; one whose full size is gone is left alone.
func TestLesserIsOpen(t *testing.T) {
	var status atomic.Int64
	var asked sync.Map
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore(r.URL.Path, new(atomic.Int64))
		n.(*atomic.Int64).Add(1)
		if code := int(status.Load()); r.URL.Path == "/big.png" && code != 200 {
			w.WriteHeader(code)
			return
		}
		w.Write(pngOf(len(r.URL.Path) * 100))
	}))
	defer server.Close()
	count := func(path string) int64 {
		n, ok := asked.LoadAndDelete(path)
		if !ok {
			return 0
		}
		return n.(*atomic.Int64).Load()
	}
	in, out := plant(t, map[string]string{"a.md": `<p><a href="` + server.URL + `/big.png"><img src="` + server.URL + `/small.png"></a><img src="` + server.URL + `/other.png"></p>`}), t.TempDir()
	age(t, in)
	opts := testOptions()
	opts.Patience.Attempts = 1
	for i, step := range []struct {
		status     int
		big, small int64
		written    int
	}{
		{503, 1, 1, 1},
		{503, 1, 0, 0}, // what is held is not asked for
		{200, 1, 0, 1},
		{200, 0, 0, 0},
	} {
		status.Store(int64(step.status))
		r := archiveOf(t, out, in, opts)
		if big, small := count("/big.png"), count("/small.png"); big != step.big || small != step.small || r.Written != step.written || r.Images != 2 || r.Missing != 0 {
			t.Errorf("run %d: %d and %d requests, %+v", i, big, small, r)
		}
	}
	status.Store(404)
	out = t.TempDir()
	for i, want := range []int64{1, 0, 0} {
		archiveOf(t, out, in, testOptions())
		if n := count("/big.png"); n != want {
			t.Errorf("gone, run %d: %d requests", i, n)
		}
	}
	if n := count("/other.png"); n != 2 {
		t.Errorf("%d requests for another picture in two archives", n)
	}
}

// Of a server that was so busy that it was given up, all are open.
func TestLesserOfGivenUpIsOpen(t *testing.T) {
	t.Parallel()
	var busy atomic.Bool
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if busy.Load() {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.Write(pngOf(len(r.URL.Path) * 100))
	}))
	defer server.Close()
	small := newOrigin(t)
	body := ""
	for i := range deafAfter + 5 {
		body += fmt.Sprintf(`<a href="%s/%d/big.png"><img src="%s/%d.png"></a>`, server.URL, i, small.URL, i)
	}
	in, out := plant(t, map[string]string{"a.html": body}), t.TempDir()
	age(t, in)
	opts := testOptions()
	opts.Patience.Attempts = 1
	for _, step := range []struct {
		busy bool
		want int64
	}{{true, deafAfter}, {false, deafAfter + 5}, {false, 0}} {
		busy.Store(step.busy)
		asked.Store(0)
		archiveOf(t, out, in, opts)
		if n := asked.Load(); n < step.want || n > step.want && !step.busy || n > step.want+4 {
			t.Errorf("busy %v: %d requests, want %d", step.busy, n, step.want)
		}
	}
}

// So is a picture that a web archive had while its server was busy; its copies
// are not asked for again.
func TestCopyIsOpen(t *testing.T) {
	var busy atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if busy.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Write(pngOf(700))
	}))
	defer server.Close()
	past := newPast(t, map[string][]string{server.URL + "/a.png": {"20100101000000"}})
	opts := testOptions()
	opts.Wayback, opts.WaybackURL, opts.Patience.Attempts = WaybackFallback, past.URL, 1
	in, out := plant(t, map[string]string{"a.md": `<p><img src="` + server.URL + `/a.png"></p>`}), t.TempDir()
	age(t, in)
	for i, step := range []struct{ busy, past, asks bool }{{true, true, true}, {true, true, false}, {false, false, false}, {true, false, false}} {
		busy.Store(step.busy)
		past.reset()
		r := archiveOf(t, out, in, opts)
		if got := viaOf(t, out)[0] != ""; got != step.past || r.Missing > 0 {
			t.Errorf("run %d: the copy of a web archive: %v, %d missing", i, got, r.Missing)
		}
		if asked := len(past.reset()) > 0; asked != step.asks {
			t.Errorf("run %d: the web archive was asked: %v", i, asked)
		}
	}
}

// A web archive is not asked for the full size of what is held: no first run would.
func TestNoCopyOfWhatIsBetter(t *testing.T) {
	o := newOrigin(t)
	o.lack(func(p string) bool { return p == "/big.png" })
	past := newPast(t, map[string][]string{o.URL + "/big.png": {"20100101000000"}})
	opts := testOptions()
	opts.Wayback, opts.WaybackURL = WaybackFallback, past.URL
	in, out := plant(t, map[string]string{"a.html": `<p><a href="` + o.URL + `/big.png"><img src="` + o.URL + `/s.png"></a></p>`}), t.TempDir()
	archiveOf(t, out, in, opts)
	before := snapshot(t, out)
	o.reset()
	opts.RetryMissing = true
	archiveOf(t, out, in, opts)
	if asked, again := past.reset(), o.reset(); len(asked) > 0 || again["/big.png"] != 1 {
		t.Errorf("the web archive was asked for %q, the server for %v", asked, again)
	}
	sameFiles(t, "retried", before, snapshot(t, out))
	if via := viaOf(t, out); len(via) != 1 || via[0] != "" {
		t.Errorf("it is from %q", via)
	}
}
