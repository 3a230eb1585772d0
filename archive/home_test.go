package archive

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// manifestIn reads the manifest of a bundle.
func manifestIn(t *testing.T, out, bundle string) *Manifest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, bundle, manifestFile))
	if err != nil {
		t.Fatal(err)
	}
	m, err := decodeManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What a post names by a relative address, and the disk has not, is where the
// post was published.
func TestHomes(t *testing.T) {
	t.Parallel()
	for why, tt := range map[string]struct {
		config, name, head, address string
		from                        string // path, "" if nobody is asked
	}{
		"a permalink":           {"", "p.html", "permalink: $/2015/01/x/", "/images/a.png", "/images/a.png"},
		"beside the permalink":  {"", "p.html", "permalink: $/2015/01/x/", "a.png?v=1", "/2015/01/x/a.png"},
		"a page, not a folder":  {"", "p.html", "url: $/2015/x.html", "./b/../a.png", "/2015/a.png"},
		"above it":              {"", "p.html", "url: $/2015/01/x/", "../../../../a.png", "/a.png"},
		"a link":                {"", "p.html", "link: $/2017/02/01/x/", "/wp-content/a.png", "/wp-content/a.png"},
		"a guid":                {"", "p.html", "guid: $/?p=7", "a.png", "/a.png"},
		"where it was before":   {"", "p.html", "original_url: $", "a.png", "/a.png"},
		"a canonical address":   {"", "p.html", "permalink: /x/\ncanonical_url: $/c/x/", "a.png", "/c/x/a.png"},
		"Jekyll's settings":     {"url: $\nmarkdown: kramdown\n", "_posts/2015-01-02-x.html", "title: x", "/images/a.png", "/images/a.png"},
		"below a base":          {"url: $\nbaseurl: /blog\nmarkdown: kramdown\n", "_posts/2015-01-02-x.html", "title: x", "/blog/images/a.png", "/blog/images/a.png"},
		"without the base":      {"url: $\nbaseurl: /blog\nmarkdown: kramdown\n", "_posts/2015-01-02-x.html", "title: x", "/images/a.png", "/blog/images/a.png"},
		"a tag for the base":    {"url: $\nbaseurl: /blog\nmarkdown: kramdown\n", "_posts/2015-01-02-x.html", "title: x", "{{ site.baseurl }}/images/a.png", "/blog/images/a.png"},
		"Hexo's asset folder":   {"url: $\nroot: /\nsource_dir: source\n", "source/_posts/x.html", "date: 2015-01-02", "a.png", "/2015/01/02/x/a.png"},
		"Hexo's settings alone": {"url: $\nroot: /\nsource_dir: source\n", "source/_posts/x.html", "title: x", "a.png", "/a.png"},
		"a field":               {"", "p.html", "permalink: $/x/\ncover: /images/a.png", "", "/images/a.png"},
		"the address of a host": {"", "p.html", "permalink: $/x/", "//127.0.0.1:9/a.png", ""},
		"a relative permalink":  {"", "p.html", "permalink: /2015/01/x/", "/images/a.png", ""},
		"a pattern":             {"", "p.html", "permalink: $/:year/:title/", "a.png", ""},
		"an unknown tag":        {"", "p.html", "permalink: $/x/", "/{{ page.folder }}/a.png", ""},
		"a template in it":      {"", "p.html", "permalink: $/{{ slug }}/", "/a.png", ""},
		"a variable in it":      {"", "p.html", "permalink: $/{slug}/", "/a.png", ""},
		"a placeholder in it":   {"", "p.html", "permalink: $/<slug>/", "/a.png", ""},
		"a variable":            {"", "p.html", "permalink: $/x/", "${x}", ""},
		"a script's variable":   {"", "p.html", "permalink: $/x/", "/i/`x`.png", ""},
		"a wiki's name":         {"", "p.html", "permalink: $/x/", "[[pic]]", ""},
		"a folder":              {"", "p.html", "permalink: $/x/", "/images/", ""},
		"a folder, asked":       {"", "p.html", "permalink: $/x/", "images/?a.png", ""},
		"this folder":           {"", "p.html", "permalink: $/x/", "a/.", ""},
		"the one above":         {"", "p.html", "permalink: $/x/", "a/%2e%2e#b", ""},
		"no home":               {"", "p.html", "title: x", "a.png", ""},
	} {
		o := newOrigin(t)
		o.lack(func(path string) bool { return path != tt.from })
		files := map[string]string{tt.name: "---\n" + strings.ReplaceAll(tt.head, "$", o.URL) + "\n---\n<p>text"}
		if tt.address != "" {
			files[tt.name] += `<img src="` + tt.address + `">`
		}
		if tt.config != "" {
			files["_config.yml"] = strings.ReplaceAll(tt.config, "$", o.URL)
		}
		out := filepath.Join(t.TempDir(), "blog")
		r := archiveOf(t, out, plant(t, files), testOptions())
		if tt.from == "" {
			if asked := o.reset(); len(asked) > 0 || r.Missing != 1 {
				t.Errorf("%s: asked for %v, %v", why, asked, r.Problems)
			}
			continue
		}
		if r.Images != 1 || r.Missing != 0 {
			t.Errorf("%s: %d images; asked for %v, %v", why, r.Images, o.reset(), r.Problems)
			continue
		}
		a := manifestIn(t, out, strings.TrimSuffix(tt.name, ".html")).Assets[0]
		from, _, _ := strings.Cut(a.From, "?")
		if from != o.URL+tt.from || a.Local || !slices.Contains(a.Candidates, a.From) {
			t.Errorf("%s: from %q of %q", why, a.From, a.Candidates)
		}
		if len(r.Warnings) > 0 {
			t.Errorf("%s: it counts as a lesser one: %v", why, r.Warnings)
		}
	}
}

// How many addresses are tried is bounded, however many a post has.
func TestHomesAreFew(t *testing.T) {
	post, err := convert.Parse("a.md", []byte("---\npermalink: http://a.example/x/\nlink: http://b.example/\nguid: http://c.example\nredirect_from: [http://d.example/, http://e.example/]\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	var s sites
	src := Source{Path: "a.md", File: "/nowhere/a.md", Root: "/nowhere"}
	want := []string{"http://a.example/i.png", "http://d.example/i.png"}
	if got := s.completions(src, "/i.png", s.homes(src, &post.FrontMatter)); !slices.Equal(got, want) {
		t.Errorf("completed to %q, want %q", got, want)
	}
}

// An address that is too long is refused before anybody reads the template in it.
func TestHomeOfLongAddress(t *testing.T) {
	t.Parallel()
	long := "{{ 'a.png' " + strings.Repeat("| append: '' ", 1000) + "}}"
	doc := &convert.Document{Assets: []convert.Asset{{Address: long, Candidates: []string{long}}}}
	doc.FrontMatter.Permalink = "http://a.example/x/"
	for limit, want := range map[int]int{len(long): 2, len(long) - 1: 1} {
		assets, _ := new(sites).completed(Source{Path: "a.md", File: "/nowhere/a.md", Root: "/nowhere"}, doc, limit)
		if got := assets[0].Candidates; len(got) != want {
			t.Errorf("up to %d bytes: %d candidates, want %d", limit, len(got), want)
		}
	}
	w := &wanted{asset: doc.Assets[0]}
	if _, p := testFetcher(t, onLoopback()).have(t.Context(), w); p == nil || p.Class != ClassBadURL || len(w.there) > 0 {
		t.Errorf("it was looked into: %v", p)
	}
}

// The post's own site comes first, whatever else front matter names.
func TestHomesOwnFirst(t *testing.T) {
	t.Parallel()
	const fields = "url: http://a.example/x/\noriginal_url: http://b.example/\ncanonical_url: http://c.example/\ncanonical: http://d.example/\n"
	for why, tt := range map[string]struct {
		config, name, head, address string
		want                        []string
	}{
		"beside strangers": {"url: http://own.example\nmarkdown: kramdown\n", "_posts/2015-01-02-x.md", fields, "/i.png",
			[]string{"http://own.example/i.png", "http://a.example/i.png"}},
		"below a base": {"url: http://own.example\nbaseurl: /blog\nmarkdown: kramdown\n", "_posts/2015-01-02-x.md", fields, "/i.png",
			[]string{"http://own.example/i.png", "http://own.example/blog/i.png"}},
		"a name alone": {"url: http://own.example\nroot: /\nsource_dir: source\n", "source/_posts/x.md", "date: 2015-01-02\ncanonical_url: http://c.example/\nalias: [/y/]\n", "i.png",
			[]string{"http://own.example/2015/01/02/x/i.png", "http://own.example/i.png"}},
	} {
		in := plant(t, map[string]string{"_config.yml": tt.config, tt.name: ""})
		post, err := convert.Parse(tt.name, []byte("---\n"+tt.head+"---\n"))
		if err != nil {
			t.Fatal(err)
		}
		var s sites
		src := Source{Path: tt.name, File: filepath.Join(in, filepath.FromSlash(tt.name)), Root: in}
		if got := s.completions(src, tt.address, s.homes(src, &post.FrontMatter)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: completed to %q, want %q", why, got, tt.want)
		}
	}
}

// The disk comes first, and who has something there asks nobody.
func TestHomeAfterDisk(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	in := plant(t, map[string]string{
		"p.html":   "---\npermalink: " + o.URL + "/x/\n---\n" + `<img src="a.png"><img src="page.png"><img src="dot.gif"><a href="big.png"><img src="c.png"></a>`,
		"a.png":    string(pngBytes()),
		"c.png":    string(pngOf(9)),
		"page.png": htmlText,
		"dot.gif":  string(asGIF(plain(1, 1, grey[0]))),
	})
	out := t.TempDir()
	r := archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) != 1 || asked["/x/big.png"] != 1 {
		t.Errorf("asked for %v", asked)
	}
	if r.Images != 3 || len(r.Problems) != 1 || r.Problems[0].Class != ClassNotImage {
		t.Errorf("%d images, %v", r.Images, r.Problems)
	}
}

// A problem says what the disk said, and where else was asked; what is not there
// is not asked for again, unless that is wished.
func TestHomeLacks(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	in := plant(t, map[string]string{"p.html": "---\nlink: " + o.URL + "/x/\n---\n" + `<img src="a.png">`})
	out := t.TempDir()
	opts := testOptions()
	opts.AllowNet = nil // as if nobody had been asked
	archiveOf(t, out, in, opts)
	opts = testOptions()
	o.lack(everything)
	again := opts
	again.RetryMissing = true
	for i, step := range []struct {
		opts  Options
		asked int
	}{{opts, 1}, {opts, 0}, {again, 1}} {
		r := archiveOf(t, out, in, step.opts)
		if asked := o.reset(); asked["/x/a.png"] != step.asked || len(asked) > 1 {
			t.Errorf("run %d: asked for %v", i, asked)
		}
		if len(r.Problems) != 1 || r.Problems[0].Class != ClassLocalMissing || r.Problems[0].Address != "a.png" || r.Problems[0].Outcome != "its address kept" {
			t.Fatalf("run %d: %v", i, r.Problems)
		}
		if tried := r.Problems[0].Tried; len(tried) != 2 || tried[0].Address != "a.png" || tried[1].Address != o.URL+"/x/a.png" {
			t.Errorf("run %d: tried %v", i, tried)
		}
	}
	o.lack(nil)
	if r := archiveOf(t, out, in, again); r.Images != 1 || r.Written != 1 {
		t.Errorf("it is back: %d images, %v", r.Images, r.Problems)
	}
	fresh := t.TempDir()
	archiveOf(t, fresh, in, testOptions())
	sameFiles(t, "late", snapshot(t, fresh), snapshot(t, out))
}

// What came from there is held like any other picture.
func TestHomeIsHeld(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	body := `<img src="a.png"><img src="/b.png">`
	in := plant(t, map[string]string{
		"p.html": "---\npermalink: " + o.URL + "/x/\n---\n" + body,
		"q.html": "---\npermalink: " + o.URL + "/y/\n---\n" + body,
	})
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	if asked := o.reset(); !maps.Equal(asked, map[string]int{"/x/a.png": 1, "/y/a.png": 1, "/b.png": 1}) {
		t.Errorf("asked for %v", asked)
	}
	first := snapshot(t, out)
	opts := testOptions()
	if r := archiveOf(t, out, in, opts); r.Written != 0 || len(o.reset()) > 0 {
		t.Errorf("a second run wrote %d", r.Written)
	}
	opts.Refresh = true
	if r := archiveOf(t, out, in, opts); r.Written != 0 || len(o.reset()) != 3 {
		t.Errorf("a refresh wrote %d", r.Written)
	}
	o.lack(everything)
	plantIn(t, in, map[string]string{"p.html": "---\npermalink: " + o.URL + "/x/\n---\n<p>edited" + body})
	if r := archiveOf(t, out, in, testOptions()); r.Written != 1 || r.Images != 4 {
		t.Errorf("after an edit: %d images, %v", r.Images, r.Problems)
	}
	if asked := o.reset(); len(asked) > 0 {
		t.Errorf("an edit asks for %v", asked)
	}
	o.lack(nil)
	plantIn(t, in, map[string]string{"p.html": "---\npermalink: " + o.URL + "/x/\n---\n" + body})
	shards := t.TempDir()
	for i := 1; i <= 2; i++ {
		opts := testOptions()
		opts.Shard, opts.Connections = Shard{Index: i, Count: 2}, 1
		archiveOf(t, shards, in, opts)
	}
	for _, name := range []string{"p/" + manifestFile, "q/" + manifestFile, "p/" + checksumFile} {
		if got := snapshot(t, shards)[name]; got != first[name] {
			t.Errorf("in shards %s is %s, was %s", name, got, first[name])
		}
	}
	sound(t, out, 2)
}

// A file that appears beside the post takes the place of what a home had, when the
// post is looked at again; nobody is asked for that.
func TestHomeGivesWay(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	o.lack(func(path string) bool { return path == "/x/none.png" })
	in := plant(t, map[string]string{"p.html": "---\npermalink: " + o.URL + "/x/\n---\n" + `<img src="a.png"><img src="b.png"><img src="none.png">`})
	out := t.TempDir()
	again := testOptions()
	again.RetryMissing = true // which has the post looked at
	archiveOf(t, out, in, again)
	o.reset()
	local := func() (names []string) {
		for _, a := range manifestIn(t, out, "p").Assets {
			if a.Local {
				names = append(names, a.From)
			}
		}
		return names
	}
	plantIn(t, in, map[string]string{"b.png": string(pngOf(9))})
	for i, written := range []int{1, 0} {
		r := archiveOf(t, out, in, again)
		if asked := o.reset(); !maps.Equal(asked, map[string]int{"/x/none.png": 1}) {
			t.Errorf("run %d: asked for %v", i, asked)
		}
		if got := local(); r.Written != written || r.Images != 2 || !slices.Equal(got, []string{"b.png"}) {
			t.Errorf("run %d: %d written, from the disk %q, %v", i, r.Written, got, r.Problems)
		}
	}
	sound(t, out, 1)
}

// A home that has one file for every name has none of its pictures.
func TestHomeOfMasks(t *testing.T) {
	t.Parallel()
	o := hotlinked(t)
	in := plant(t, map[string]string{"p.html": "---\npermalink: " + o.URL + "/x/\n---\n" + `<img src="/barred/a.png"><img src="/barred/b.png"><img src="/barred/c.png"><img src="/d.png">`})
	r := archiveOf(t, t.TempDir(), in, testOptions())
	if r.Images != 1 || r.Missing != 3 {
		t.Errorf("%d images, %v", r.Images, r.Problems)
	}
}

// A home is asked like any other host: not at an address that is forbidden, once
// more with its own origin after a refusal, and in the end by a web archive.
func TestHomeByTheChain(t *testing.T) {
	t.Parallel()
	referred := newOrigin(t)
	referred.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Referer() == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		referred.ServeHTTP(w, r)
	})
	in := plant(t, map[string]string{"p.html": "---\ndate: 2015-01-01\npermalink: " + referred.URL + "/x/\n---\n" + `<img src="a.png">`})
	if r := archiveOf(t, t.TempDir(), in, testOptions()); r.Images != 1 {
		t.Errorf("with its origin: %v", r.Problems)
	}
	opts := testOptions()
	opts.AllowNet = nil
	if r := archiveOf(t, t.TempDir(), in, opts); r.Images != 0 || r.Problems[0].Tried[1].Class != ClassBlockedAddress {
		t.Errorf("at a special address: %v", r.Problems)
	}
	past := newPast(t, map[string][]string{referred.URL + "/x/a.png": {"20150101000000"}})
	opts = testOptions()
	opts.Wayback, opts.WaybackURL = WaybackOnly, past.URL
	out := t.TempDir()
	r := archiveOf(t, out, in, opts)
	if via := viaOf(t, out); r.Images != 1 || via[0] != past.URL+"/web/20150101000000id_/"+referred.URL+"/x/a.png" {
		t.Errorf("from a web archive: via %q, %v", via, r.Problems)
	}
}
