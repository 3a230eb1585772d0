package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The configuration of the nearest site decides under which addresses a post
// was published; when it changes, the pages are made anew, and only these.
func TestSites(t *testing.T) {
	in := plant(t, map[string]string{
		"a/_config.yml":                     "url: https://a.example\nroot: /\nsource_dir: source\n",
		"a/source/_posts/x.md":              "---\ndate: 2021-11-20\n---\n[y](/2021/11/21/y/) [z](https://b.example/2020/01/02/z.html)\n",
		"a/source/_posts/y.md":              "---\ndate: 2021-11-21\n---\nback to {% post_link x %}\n",
		"b/_config.yml":                     "url: https://b.example\nmarkdown: kramdown\n",
		"b/_posts/2020-01-02-z":             "no post",
		"b/_posts/2020-01-02-z.md":          "---\ntitle: z\n---\n[gone](/2020/01/03/gone.html)\n",
		"c/config/_default/hugo.toml":       "baseURL = 'https://c.example/'\n",
		"c/config/_default/permalinks.toml": "post = '/:year/:slug/'\n",
		"c/content/post/w.md":               "---\ntitle: w\nslug: The W\ndate: 2021-11-20\n---\ntext\n",
	})
	out := filepath.Join(t.TempDir(), "blog")
	opts := testOptions()
	opts.Pages = true
	archiveOf(t, out, in, opts)
	page := func(bundle string) string {
		data := read(t, filepath.Join(out, bundle, pageFile))
		return string(data)
	}
	for bundle, want := range map[string]string{
		"a/source/_posts/x":     `index.html#to=%2F%2Fa.example%2F2021%2F11%2F21%2Fy&amp;web=https%3A%2F%2Fa.example%2F2021%2F11%2F21%2Fy%2F"`,
		"a/source/_posts/y":     `index.html#to=%3Dx"`,
		"b/_posts/2020-01-02-z": `index.html#to=%2F%2Fb.example%2F2020%2F01%2F03%2Fgone&amp;`,
	} {
		if got := page(bundle); !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%s", bundle, want, got)
		}
	}
	if got := page("a/source/_posts/x"); !strings.Contains(got, `href="https://b.example/2020/01/02/z.html"`) {
		t.Error("a link to another site does not stay")
	}
	for key, want := range map[string]string{
		"@//a.example/2021/11/21/y": "y", "@/2021/11/21/y": "y", "@=x": "x", "@:a/source/_posts/y": "y",
		"@//b.example/2020/01/02/z": "z", "@//b.example/2020/01/03/gone": "", "@//c.example/2021/the-w": "w",
	} {
		if got := searched(t, catalogOf(t, out), key); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s leads to %q, want %q", key, got, want)
		}
	}
	if r := archiveOf(t, out, in, opts); r.Written != 0 {
		t.Errorf("a second run writes %d", r.Written)
	}
	os.WriteFile(filepath.Join(in, "b/_config.yml"), []byte("url: https://b.example\nmarkdown: kramdown\npermalink: pretty\n"), 0o644)
	if r := archiveOf(t, out, in, opts); r.Written != 1 || r.Unchanged != 3 {
		t.Errorf("%d written, %d unchanged", r.Written, r.Unchanged)
	}
	opts.Pages = false // for an export, which comes when the site may be gone
	plain := filepath.Join(t.TempDir(), "plain")
	archiveOf(t, plain, in, opts)
	if data, _ := os.ReadFile(filepath.Join(plain, "a/source/_posts/x", manifestFile)); !strings.Contains(string(data), `"https://a.example/2021/11/20/x/"`) || !strings.Contains(string(data), `"site"`) {
		t.Errorf("without pages the manifest has no addresses: %s", data)
	}
}

// Without a configuration nobody knows where the site begins: not above the
// folder that was named, unless that is _posts, and perhaps below it.
func TestAddressesWithoutSite(t *testing.T) {
	for _, c := range []struct {
		file, named, bundle string
		want                []string
	}{
		{"_posts/2021-12-31-z.md", ".", "_posts/2021-12-31-z", []string{"/2021/12/31/z.html"}},
		{"_posts/2021-12-31-z.md", "_posts", "2021-12-31-z", []string{"/2021/12/31/z.html"}},
		{"_posts/2021-12-31-z.md", "_posts/2021-12-31-z.md", "2021-12-31-z", []string{"/2021/12/31/z.html"}},
		{"blog/_posts/2021-12-31-z.md", ".", "blog/_posts/2021-12-31-z", []string{"/blog/2021/12/31/z.html", "/2021/12/31/z.html"}},
		{"content/post/z.md", ".", "content/post/z", []string{"/post/z/"}},
		{"content/post/z.md", "content", "post/z", []string{"/post/z/"}},
	} {
		in := plant(t, map[string]string{c.file: "---\ntitle: z\n---\ntext\n"})
		out := filepath.Join(t.TempDir(), "blog")
		archivePosts(t, filepath.Join(in, c.named), out)
		data := read(t, filepath.Join(out, c.bundle, manifestFile))
		if m, err := decodeManifest(data); err != nil || !slices.Equal(m.Addresses, c.want) {
			t.Errorf("%s of %s is at %q, %v, want %q", c.file, c.named, m.Addresses, err, c.want)
		}
	}
}

// An image of Hexo's asset folder may be named by the address at which it is
// published, below the root of the site or not.
func TestPublishedImages(t *testing.T) {
	t.Parallel()
	for why, tt := range map[string]struct {
		config, address string
		want            int
	}{
		"from the top":       {"url: https://a.example\nroot: /\nsource_dir: source\n", "/2021/11/20/x/a.png", 1},
		"below the root":     {"url: https://a.example\nroot: /blog/\nsource_dir: source\n", "/blog/2021/11/20/x/a.png", 1},
		"from the host":      {"url: https://a.example\nroot: /blog/\nsource_dir: source\n", "https://A.example:443/blog/2021/11/20/x/a.png", 1},
		"by another pattern": {"url: https://a.example\nsource_dir: source\npermalink: p/:title.html\n", "/p/a.png", 1},
		"without a site":     {"", "/2021/11/20/x/a.png", 1},
		"of another post":    {"url: http://127.0.0.1:9\nsource_dir: source\n", "/2021/11/21/y/a.png", 0},
		"no file":            {"url: http://127.0.0.1:9\nsource_dir: source\npermalink: :title.html\n", "/b.png", 0},
	} {
		in := plant(t, map[string]string{
			"source/_posts/x.md":      "---\ndate: 2021-11-20\n---\n![a](" + tt.address + ")\n",
			"source/_posts/x/a.png":   string(pngBytes()),
			"source/2021/11/20/y.png": "no picture of this post",
		})
		if tt.config != "" {
			os.WriteFile(filepath.Join(in, "_config.yml"), []byte(tt.config), 0o644)
		}
		if r := archiveOf(t, filepath.Join(t.TempDir(), "blog"), in, testOptions()); r.Images != tt.want {
			t.Errorf("%s: %d images, want %d: %v", why, r.Images, tt.want, r.Problems)
		}
	}
}

// What a post names by the whole address of its own site is on the disk.
func TestOwnAddress(t *testing.T) {
	in := plant(t, map[string]string{
		"_config.yml":  "url: https://127.0.0.1:9\nbaseurl: /blog\nmarkdown: kramdown\n",
		"assets/a.png": string(pngBytes()),
		"_posts/2020-01-02-z.md": "---\ntitle: z\n---\n![](https://127.0.0.1:9/blog/assets/a.png?v=2) ![](http://127.0.0.1:9/blog/assets/a.png) " +
			"![](//127.0.0.1:9/blog/assets/a.png) ![](https://127.0.0.1:9/blog/none.png) ![](https://127.0.0.1:8/blog/assets/a.png)\n",
	})
	opts := testOptions()
	opts.AllowNet = nil
	r := archiveOf(t, filepath.Join(t.TempDir(), "blog"), in, opts)
	if r.Images != 2 || r.Missing != 2 || r.Requests != 0 { // with and without a query
		t.Errorf("%d images, %d missing, %d requests: %v", r.Images, r.Missing, r.Requests, r.Problems)
	}
}
