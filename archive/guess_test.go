package archive

import (
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A server that has one picture for every full size has none of them; one that
// has the same picture twice has it.
func TestGuesses(t *testing.T) {
	t.Parallel()
	picture := func(n int) []byte { return asPNG(sketch(20, 10+n)) }
	note := pngOf(777)
	const cat, dog, big = "/uploads/2019/01/cat-300x200.png", "/uploads/2019/01/dog-300x200.png", "/uploads/2019/01/dog-600x400.png"
	for why, tt := range map[string]struct {
		posts  []string
		serves map[string][]byte
		other  []byte // for any other name; nil: nothing
		want   []string
	}{
		"one for both":       {[]string{cat, dog}, map[string][]byte{cat: pngOf(1), dog: pngOf(2), "/uploads/2019/01/cat.png": note, "/uploads/2019/01/dog.png": note}, nil, []string{cat, dog}},
		"one for any":        {[]string{cat, dog}, map[string][]byte{cat: pngOf(1), dog: pngOf(2)}, note, []string{cat, dog}},
		"in other sizes":     {[]string{cat, big}, map[string][]byte{cat: pngOf(1), big: picture(300)}, note, []string{cat, big}},
		"twice the same":     {[]string{cat, dog}, map[string][]byte{cat: pngOf(1), dog: pngOf(1), "/uploads/2019/01/cat.png": note, "/uploads/2019/01/dog.png": note}, nil, []string{"/uploads/2019/01/cat.png", "/uploads/2019/01/dog.png"}},
		"the same for any":   {[]string{cat, dog}, map[string][]byte{cat: pngOf(1), dog: pngOf(1)}, note, []string{cat, dog}},
		"twice in two sizes": {[]string{cat, big}, map[string][]byte{cat: pngOf(1), big: picture(300), "/uploads/2019/01/cat.png": note, "/uploads/2019/01/dog.png": note}, nil, []string{"/uploads/2019/01/cat.png", "/uploads/2019/01/dog.png"}},
		"nothing else":       {[]string{cat, dog}, nil, note, nil},
		"two full sizes":     {[]string{cat, dog}, map[string][]byte{cat: pngOf(1), dog: pngOf(2), "/uploads/2019/01/cat.png": pngOf(3), "/uploads/2019/01/dog.png": pngOf(4)}, nil, []string{"/uploads/2019/01/cat.png", "/uploads/2019/01/dog.png"}},
		"one picture":        {[]string{cat, cat}, map[string][]byte{cat: pngOf(1)}, note, []string{"/uploads/2019/01/cat.png"}},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, ok := tt.serves[r.URL.Path]
			if !ok {
				body = tt.other
			}
			if body == nil || tt.serves == nil && strings.Contains(path.Base(r.URL.Path), "x") { // the thumbnails are gone
				http.NotFound(w, r)
				return
			}
			w.Write(body)
		}))
		in := plant(t, map[string]string{"p.html": `<img src="` + server.URL + strings.Join(tt.posts, `"><img src="`+server.URL) + `">`})
		out := filepath.Join(t.TempDir(), "blog")
		r := archiveOf(t, out, in, testOptions())
		server.Close()
		var got []string
		for _, a := range manifestIn(t, out, "p").Assets {
			got = append(got, strings.TrimPrefix(a.From, server.URL))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: had %q, want %q; %v", why, got, tt.want, r.Problems)
		}
	}
}
