package archive

import (
	"fmt"
	"image"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// With Refresh, what is held is asked for with what its server said of it: an
// answer that nothing is new costs no bytes, what has changed replaces it, and
// what is gone stays.
func TestRefresh(t *testing.T) {
	var mu sync.Mutex
	version, gone, asked, sent := "1", false, 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked++
		if gone || r.URL.Path != "/tag.png" && r.URL.Path != "/time.png" {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/tag") {
			w.Header().Set("ETag", `"`+version+`"`)
		}
		http.ServeContent(&countingWriter{w, &sent}, r, "a.png", time.Unix(1500000000, 0).AddDate(0, 0, len(version)), strings.NewReader(string(pngOf(100*len(version)))))
	}))
	defer server.Close()
	in := plant(t, map[string]string{"a.md": `<p><img src="` + server.URL + `/tag.png"><img src="` + server.URL + `/time.png"><img src="near.png"></p>`, "near.png": string(pngBytes())})
	age(t, in)
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	opts := testOptions()
	opts.Refresh = true
	for _, step := range []struct {
		name    string
		change  func()
		written int
		images  int
		asked   int
		kept    int
	}{
		{"the same", func() {}, 0, 0, 2, 0},
		{"changed", func() { version = "22" }, 1, 2, 3, 0}, // and whether it has that for any name
		{"the same again", func() {}, 0, 0, 2, 0},
		{"gone", func() { gone = true }, 0, 0, 2, 2},
	} {
		step.change()
		before := snapshot(t, out)
		asked, sent = 0, 0
		r := archiveOf(t, out, in, opts)
		if r.Written != step.written || sent != step.images || asked != step.asked || r.Images != 3 || len(r.Problems) > 0 {
			t.Errorf("%s: %d images sent in %d requests, %+v", step.name, sent, asked, r)
		}
		for _, w := range r.Warnings {
			if w.Class != ClassHTTPStatus || w.Outcome != "the file of an earlier run was kept" {
				t.Errorf("%s: a warning %+v", step.name, w)
			}
		}
		if len(r.Warnings) != step.kept {
			t.Errorf("%s: %d warnings, want %d", step.name, len(r.Warnings), step.kept)
		}
		if same := maps.Equal(snapshot(t, out), before); same != (step.written == 0) {
			t.Errorf("%s: bundle unchanged: %v", step.name, same)
		}
	}
	asked = 0
	if archiveOf(t, out, in, testOptions()); asked != 0 {
		t.Errorf("without Refresh: %d requests", asked)
	}
}

// A countingWriter counts the answers that have bytes.
type countingWriter struct {
	http.ResponseWriter
	sent *int
}

func (w *countingWriter) WriteHeader(code int) {
	if code == http.StatusOK {
		*w.sent++
	}
	w.ResponseWriter.WriteHeader(code)
}

// A post that asks not to tell a server where its images are shown is heeded,
// also where telling might help.
func TestReferrerPolicy(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path+" "+r.Header.Get("Referer"))
		if r.Header.Get("Referer") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	in := plant(t, map[string]string{"a.md": `<p><img src="` + server.URL + `/a.png" referrerpolicy="no-referrer"></p>`, "b.md": `<p><img src="` + server.URL + `/b.png"></p>`})
	opts := testOptions()
	opts.Jobs, opts.Connections = 1, 1
	r := archiveOf(t, t.TempDir(), in, opts)
	if r.Images != 1 || r.Missing != 1 || len(asked) != 3 {
		t.Errorf("asked %q: %+v", asked, r)
	}
	for _, a := range asked {
		if strings.HasPrefix(a, "/a.png h") {
			t.Errorf("asked %q", a)
		}
	}
}

// Posts that forbid it and posts that do not share the request that tells
// nobody; only where that is refused is another one made, for the latter.
func TestReferrerPoliciesShare(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, strings.TrimSpace(r.URL.Path+" "+r.Header.Get("Referer")))
		mu.Unlock()
		if r.URL.Path == "/shy.png" && r.Header.Get("Referer") == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Write(pngOf(len(r.URL.Path)))
	}))
	defer server.Close()
	show := func(policy string) string {
		return fmt.Sprintf(`<p><img src="%[1]s/a.png"%[2]s> <img src="%[1]s/shy.png"%[2]s></p>`, server.URL, policy)
	}
	in := plant(t, map[string]string{"a.md": show(` referrerpolicy="no-referrer"`), "b.md": show(""), "c.md": show("")})
	r := archiveOf(t, t.TempDir(), in, testOptions())
	slices.Sort(asked)
	want := []string{"/a.png", "/shy.png", "/shy.png " + server.URL + "/"}
	if !slices.Equal(asked, want) || r.Images != 5 || r.Missing != 1 {
		t.Errorf("asked %q, want %q; %d images, %d missing", asked, want, r.Images, r.Missing)
	}
}

// A server that has become worse takes nothing away: neither one that has smaller
// pictures now nor one that has the same for each, of which a post shows but one.
func TestRefreshKeepsBetter(t *testing.T) {
	t.Parallel()
	var answer atomic.Value // of func(name byte, known bool) []byte
	answer.Store(func(name byte, known bool) []byte { return map[bool][]byte{true: pngOf(int(name))}[known] })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := answer.Load().(func(byte, bool) []byte)(r.URL.Path[1], len(r.URL.Path) == len("/a.png"))
		if b == nil {
			http.NotFound(w, r)
			return
		}
		w.Write(b)
	}))
	defer server.Close()
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("%c.md", 'a'+i)] = fmt.Sprintf(`<p><img src="%s/%c.png"></p>`, server.URL, 'a'+i)
	}
	in, out := plant(t, files), t.TempDir()
	age(t, in)
	archiveOf(t, out, in, testOptions())
	before := snapshot(t, out)
	opts := testOptions()
	opts.Refresh = true
	for _, step := range []struct {
		name    string
		answer  func(name byte, known bool) []byte
		written int
		says    string
	}{
		{"one for all", func(byte, bool) []byte { return pngOf(5000) }, 0, "a placeholder: the host has the same file for any name"},
		{"smaller", func(name byte, known bool) []byte { return map[bool][]byte{true: drawnIn(2, 2, name)}[known] }, 0, "smaller than the one that is held: 2 by 2 pixels, not 3 by 2"},
		{"larger", func(name byte, known bool) []byte { return map[bool][]byte{true: drawnIn(4, 2, name)}[known] }, 20, ""},
	} {
		answer.Store(step.answer)
		r := archiveOf(t, out, in, opts)
		for _, p := range r.Warnings {
			if !strings.Contains(p.Detail, step.says) || step.says == "" || p.Outcome != "the file of an earlier run was kept" {
				t.Errorf("%s: %v", step.name, &p)
			}
		}
		if r.Written != step.written || r.Images != 20 || len(r.Warnings)+r.Written != 20 || maps.Equal(snapshot(t, out), before) != (step.written == 0) {
			t.Errorf("%s: %d written, %d images", step.name, r.Written, r.Images)
		}
	}
}

// drawnIn is a picture of that size that is unlike others.
func drawnIn(w, h int, seed byte) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(i+1)*37 ^ seed
	}
	return asPNG(m)
}

// The name that is none is asked for beside the picture, whatever its folder is called.
func TestAnswersAnything(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.RequestURI, "/a%20b/%E7%8C%AB/") {
			http.NotFound(w, r)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f, sum := testFetcher(t, onLoopback()), sha256Hex(pngBytes())
	for address, want := range map[string]bool{"/a%20b/%E7%8C%AB/c.png": true, "/a b/猫/c.png?x=1": true, "/a/c.png": false, "": false} {
		if got := f.answersAnything(t.Context(), server.URL+address, sum); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	if f.answersAnything(t.Context(), server.URL+"/a%20b/%E7%8C%AB/c.png", sha256Hex([]byte("another"))) {
		t.Error("another file is taken for the same")
	}
}
