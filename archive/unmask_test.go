package archive

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestPictureName(t *testing.T) {
	for _, same := range [][]string{
		{"http://h/a/cat.jpg", "http://h/b/CAT.jpg?w=3", "http://h/cat-300x200.jpg", "http://h/cat_thumb.png", "http://h/cat-scaled.webp", "http://h/cat@2x.png"},
		{"http://h/show?id=1", "http://h/show?id=1#x"},
	} {
		for _, s := range same {
			if got, want := nameOf(t, s), nameOf(t, same[0]); got != want {
				t.Errorf("%s is %q, want %q", s, got, want)
			}
		}
	}
	if nameOf(t, "http://h/show?id=1") == nameOf(t, "http://h/show?id=2") {
		t.Error("two pictures have one name")
	}
}

func nameOf(t *testing.T, s string) string {
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return pictureName(u)
}

// hotlinked serves every picture below /barred/ as the same file, below /line/
// those whose names are a letter, and others as themselves.
func hotlinked(t *testing.T) *origin {
	o := &origin{asked: map[string]int{}}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/barred/") || strings.HasPrefix(r.URL.Path, "/line/") && len(r.URL.Path) == len("/line/a.png") {
			o.mu.Lock()
			o.asked[r.URL.Path]++
			o.mu.Unlock()
			w.Write(pngOf(777))
			return
		}
		o.ServeHTTP(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func missingOf(r *Report) (addresses []string) {
	for _, p := range r.Problems {
		addresses = append(addresses, p.Address[strings.LastIndexByte(p.Address, '/')+1:])
		if p.Class != ClassNotImage || !strings.HasPrefix(p.Detail, "a placeholder: ") {
			addresses = append(addresses, p.Error())
		}
	}
	slices.Sort(addresses)
	return addresses
}

func TestOneFileForManyPictures(t *testing.T) {
	t.Parallel()
	const others = `<img src="$/d.png"><img src="$/e.png"><img src="$/f.png"><img src="$/g.png"><img src="$/h.png">`
	o := hotlinked(t)
	for why, tt := range map[string]struct {
		body string
		want []string // missing
	}{
		"three pictures": {`<img src="$/barred/a.png"><img src="$/barred/b.png"><img src="$/barred/c.png"><img src="$/d.png">`, []string{"a.png", "b.png", "c.png"}},
		"two pictures":   {`<img src="$/barred/a.png"><img src="$/barred/b.png">`, []string{"a.png", "b.png"}},
		"two lines":      {`<img src="$/line/a.png"><img src="$/line/b.png">`, nil},
		"a logo":         {strings.Repeat(`<p><img src="$/barred/logo.png"></p>`, 9), nil},
		"sizes of one":   {`<img src="$/barred/x-100x80.png"><img src="$/barred/x-200x160.png"><img src="$/barred/x.png"><img src="$/barred/big/x.png">`, nil},
		"other candidates": {`<img data-src="$/barred/a.png" src="$/a.png"><img data-src="$/barred/b.png" src="$/b.png"><img data-src="$/barred/c.png" src="$/barred/c.png">`,
			[]string{"c.png"}},
		"three of eight": {`<img src="$/barred/a.png"><img src="$/barred/b.png"><img src="$/barred/c.png">` + others, []string{"a.png", "b.png", "c.png"}},
		"an ornament":    {`<img src="$/line/a.png"><img src="$/line/b.png"><img src="$/line/c.png">` + others, nil},
	} {
		in := plant(t, map[string]string{"p.html": strings.ReplaceAll(tt.body, "$", o.URL)})
		var tally int
		opts := testOptions()
		opts.Event = func(e Event) {
			if done, ok := e.(AssetDone); ok && done.Withdrawn {
				tally--
			} else if ok && done.Problem == nil {
				tally++
			}
		}
		out := t.TempDir()
		report := archiveOf(t, out, in, opts)
		if got := missingOf(report); !slices.Equal(got, tt.want) {
			t.Errorf("%s: missing %v, want %v", why, got, tt.want)
		}
		if tally != report.Images {
			t.Errorf("%s: events tell of %d images, the report of %d", why, tally, report.Images)
		}
		for path, n := range o.reset() {
			if n > 1 {
				t.Errorf("%s: %s was asked for %d times", why, path, n)
			}
		}
		again := t.TempDir()
		opts = testOptions()
		opts.Connections, opts.Jobs = 1, 1
		archiveOf(t, again, in, opts)
		sameFiles(t, why, snapshot(t, out), snapshot(t, again))
		o.reset()
	}
}

// A placeholder of a server gives way to the next candidate; one that was
// given with the post is better than nothing.
func TestPlaceholderGivesWay(t *testing.T) {
	dot := asGIF(plain(1, 1, grey[0]))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/dot.gif" {
			w.Write(dot)
			return
		}
		if r.URL.Path == "/busy.png" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	got, p := ask(t, f, server.URL+"/dot.gif")
	wantOutcome(t, got, p, ClassNotImage)
	if p != nil && p.Detail != "a placeholder: 1 by 1 pixels" {
		t.Errorf("detail %q", p.Detail)
	}
	for _, first := range []string{server.URL + "/dot.gif", dataURL("image/gif", dot)} {
		got, p = ask(t, f, first, server.URL+"/real.png")
		if wantOutcome(t, got, p, ""); got != nil && got.MediaType != "image/png" {
			t.Errorf("%.40s: got %+v", first, got)
		}
	}
	got, p = ask(t, f, dataURL("image/gif", dot))
	if wantOutcome(t, got, p, ""); got != nil && !bytes.Equal(dot, spooled(t, f, got)) {
		t.Error("other bytes")
	}
	if got, p = ask(t, f, dataURL("image/gif", dot), dataURL("image/GIF", dot)); got == nil {
		t.Errorf("a post that shows nothing else: %v", p)
	}
	got, p = ask(t, f, dataURL("image/gif", dot), server.URL+"/busy.png") // another time it may be had
	wantOutcome(t, got, p, ClassHTTPStatus)
}

func spooled(t *testing.T, f *fetcher, got *fetched) []byte {
	t.Helper()
	b, err := f.spool.root.ReadFile(got.file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The labelled set on which files that stand for other pictures are told from
// pictures that are shown often. A word is host/name=bytes.
var maskSet = []struct{ name, post, want string }{
	{"do not link to us", "h/a.jpg=no h/b.jpg=no h/c.jpg=no", "no"},
	{"of a host of several", "h/a.jpg=no h/b.jpg=no h/c.jpg=no i/d.jpg=4 i/e.jpg=5 i/f.jpg=6", "no"},
	{"all but one that was public", "h/a.jpg=no h/b.jpg=no h/c.jpg=no h/d.jpg=4", "no"},
	{"by a number in the query", "h/show?id=1=no h/show?id=2=no h/show?id=3=no", "no"},
	{"two sorts of refusal, of two hosts", "h/a.jpg=no h/b.jpg=no h/c.jpg=no i/a.png=gone i/b.png=gone i/c.png=gone", "gone no"},
	{"names that all have", "h/1/image.png=no h/2/image.png=no h/3/image.png=no", "no"},
	{"numbers by month", "h/01/1.jpg=no h/02/1.jpg=no h/03/1-300x200.jpg=no", "no"},
	{"a whole gallery", "h/1.jpg=no h/2.jpg=no h/3.jpg=no h/4.jpg=no h/5.jpg=no h/6.jpg=no h/7.jpg=no", "no"},
	{"a logo, many times", "h/logo.png=logo h/logo.png=logo h/logo.png=logo h/logo.png=logo h/a.jpg=1", ""},
	{"a logo with versions", "h/logo.png?v=1=logo h/logo.png?v=2=logo h/logo.png?v=3=logo", ""},
	{"a logo in several folders", "h/a/logo.png=logo h/b/logo.png=logo h/c/logo.png=logo", ""},
	{"sizes of one picture", "h/cat-100x80.jpg=cat h/cat-200x160.jpg=cat h/cat.jpg=cat h/cat_large.jpg=cat", ""},
	{"one picture at three hosts", "h/a.jpg=cat i/b.jpg=cat j/c.jpg=cat", ""},
	{"an ornament under other names", "h/1.gif=line h/2.jpg=2 h/3.gif=line h/4.jpg=4 h/5.gif=line h/6.jpg=6 h/7.gif=line", ""},
	{"an ornament, and few pictures", "h/1.gif=line h/2.jpg=2 h/3.gif=line h/4.jpg=4 h/5.gif=line", ""},
	{"two of a kind", "h/a.jpg=cat h/b.jpg=cat", ""},
	{"all different", "h/a.jpg=1 h/b.jpg=2 h/c.jpg=3", ""},
	{"nothing", "", ""},
}

func TestMasks(t *testing.T) {
	for _, tt := range maskSet {
		var holdings []*holding
		for _, word := range strings.Fields(tt.post) {
			at := strings.LastIndexByte(word, '=')
			holdings = append(holdings, &holding{got: &fetched{Address: "https://" + word[:at]}, file: ManifestFile{SHA256: word[at+1:]}})
		}
		var got []string
		for _, m := range masks(append(holdings, nil)) {
			if m.isSure {
				got = append(got, m.sum)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q stand for other pictures, want %q", tt.name, got, tt.want)
		}
	}
}
