package archive

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// A host that sends strangers one and the same picture is told of, also where
// each post shows only one or two of its pictures, or where it has others; a logo
// is not.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct{ posts, want string }{
		"do not link to us":      {"h/a=no|h/b=no|h/c=no h/d=no", "h no 4 of 4 in 3"},
		"all but one":            {"h/a=no|h/b=no|h/c=no|h/d=4", "h no 3 of 4 in 3"},
		"a logo":                 {"h/logo=l|h/logo=l|h/logo=l h/logo=l", ""},
		"a logo under two names": {"h/a=l|h/b=l|h/a=l", ""},
		"more than half":         {"h/a=no h/b=no h/c=no h/x=1 h/y=2", "h no 3 of 5 in 1"},
		"two of many":            {"h/a=l h/x=1|h/b=l h/y=2|h/z=3", ""},
		"pictures beside it":     {"h/a=l h/x=1|h/b=l h/y=2|h/c=l h/z=3", "h l 3 of 6 in 3"},
		"few of one post":        {"h/a=l h/b=l h/c=l h/u=1 h/v=2 h/w=3 h/x=4 h/y=5 h/z=6", "h l 3 of 9 in 1"},
		"at several hosts":       {"h/a=no|i/b=no|j/c=no", ""},
		"two hosts":              {"h/a=no i/a=gone|h/b=no i/b=gone|h/c=no i/c=gone|h/d=no", "h no 4 of 4 in 4, i gone 3 of 3 in 3"},
		"shown again":            {"h/a=no|h/a=no|h/b=no|h/b=no|h/c=no", "h no 3 of 3 in 5"},
		"local files":            {"/a=no|/b=no|/c=no", ""},
	} {
		r := &refusals{}
		for post := range strings.SplitSeq(tt.posts, "|") {
			var holdings []*holding
			for _, word := range strings.Fields(post) {
				address, sum, _ := strings.Cut(word, "=")
				holdings = append(holdings, &holding{got: &fetched{Address: "https://" + address + ".jpg", Local: address[0] == '/'}, file: ManifestFile{SHA256: sum}})
			}
			r.note(append(holdings, &holding{kept: &ManifestAsset{}}))
		}
		var got []string
		for _, f := range r.all() {
			got = append(got, fmt.Sprintf("%s %s %d of %d in %d", f.Host, f.SHA256, f.Pictures, f.Of, f.Posts))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// The run reports it, however many workers it has.
func TestRunTellsRefusals(t *testing.T) {
	t.Parallel()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(pngOf(7)) }))
	defer host.Close()
	posts := map[string]string{}
	for i := range 20 {
		posts[fmt.Sprintf("%02d.html", i)] = post(nil, "x", fmt.Sprintf("%s/%d.png", host.URL, i))
	}
	in := plant(t, posts)
	for _, jobs := range []int{1, 8} {
		opts := testOptions()
		opts.Jobs = jobs
		r := archiveOf(t, filepath.Join(t.TempDir(), "blog"), in, opts)
		want := Refusal{Host: strings.TrimPrefix(host.URL, "http://"), SHA256: sha256Hex(pngOf(7)), Pictures: 20, Of: 20, Posts: 20}
		if len(r.Refusals) != 1 || r.Refusals[0] != want || r.Images != 20 {
			t.Errorf("%d workers: %+v, %d images", jobs, r.Refusals, r.Images)
		}
	}
}
