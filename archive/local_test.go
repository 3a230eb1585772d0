package archive

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

// all is what an address means from the top of a site whose root is the root.
func all(p string) []string {
	return []string{p, "source/" + p, "static/" + p, "assets/" + p, "public/" + p, "content/" + p}
}

func TestLocalPaths(t *testing.T) {
	join := slices.Concat[[]string]
	tests := []struct {
		post, address string
		want          []string
	}{
		{"a.md", "/x.png", all("x.png")},
		{"a.md", "/x.png?v=1#f", all("x.png")},
		{"a.md", "//x.png", all("x.png")},
		{"a.md", "x.png", join([]string{"x.png", "a/x.png"}, all("x.png")[1:])},
		{"a.md", "./x.png", join([]string{"x.png", "a/x.png"}, all("x.png")[1:])},
		{"a.md", `img\x.png`, join([]string{"img/x.png", "a/img/x.png"}, all("img/x.png")[1:])},
		{"_posts/a.md", "/x.png", join(all("x.png"), prefixed("_posts/", all("x.png")))},
		{"p/a.md", "../x.png", join([]string{"x.png", "p/x.png"}, all("x.png")[1:], prefixed("p/", all("x.png")[1:]))},
		{"a.md", "../x.png", all("x.png")},
		{"a.md", "../../x.png", all("x.png")},
		{"a.md", "../../../../etc/x.png", all("etc/x.png")},
		{"a.md", "/../x.png", all("x.png")},
		{"a.md", "/y%20z.png", join(all("y%20z.png"), all("y z.png"))},
		{"a.md", "/%2e%2e/%2e%2e/x.png", join(all("%2e%2e/%2e%2e/x.png"), all("x.png"))},
		{"a.md", "/..%5c..%5cx.png", join(all("..%5c..%5cx.png"), all("x.png"))},
		{"a.md", "/\u30ac.png", join(all("\u30ac.png"), all("\u30ab\u3099.png"))},
		{"a.md", "/e\u0301.png", join(all("e\u0301.png"), all("\u00e9.png"))},
		{"a.md", "/%C3%A9.png", join(all("%C3%A9.png"), all("\u00e9.png"), all("e\u0301.png"))},
		{"a.md", "/\u6d77.png", all("\u6d77.png")},
		{"a.md", "{{ site.baseurl }}/x.png", all("x.png")},
		{"a.md", "{{site.url}}{{ site.baseurl }}/x.png", all("x.png")},
		{"a.md", "{{ site.baseurl | append: '' }}/x.png", all("x.png")},
		{"a.md", "{{- site.baseurl -}}x.png", all("x.png")},
		{"a.md", `{{ site.baseurl | append: "/img" | append: '/x.png' }}`, all("img/x.png")},
		{"a.md", `{{ "x.png" | prepend: "/img/" | prepend: site.baseurl | append: "?v=1" }}`, all("img/x.png")},
		{"a.md", "{{ BASE_PATH }}/x.png", all("x.png")},
		{"a.md", "{{ASSET_PATH}}/x.png", all("x.png")},
		{"a.md", "%7B%7B%20site.baseurl%20%7D%7D/x.png", all("x.png")},
		{"a.md", "%7b%25%20asset_path%20x.png%20%25%7d", join([]string{"x.png", "a/x.png"}, all("x.png")[1:])},
		{"a.md", `{{ "/img/x.png" | relative_url }}`, all("img/x.png")},
		{"a.md", `{{ '/img' | prepend: site.baseurl }}/x.png`, all("img/x.png")},
		{"a.md", `{% asset_path x.png %}`, join([]string{"x.png", "a/x.png"}, all("x.png")[1:])},
		{"a.md", `{% asset_img "x.png" 300 %}`, join([]string{"x.png", "a/x.png"}, all("x.png")[1:])},
		{"a.md", "{{ site.baseurl }}/../../x.png", all("x.png")},
		{"a.md", "{{ .Site.BaseURL }}x.png", all("x.png")},
		{"a.md", "{{ .Site.Params.cdnURL }}/x.png", all("x.png")},
		{"a.md", "{{< baseurl >}}/x.png", all("x.png")},
		{"a.md", "{{ site.cdn }}x.png", all("x.png")},
		{"a.md", "{{ site.title }}x.png", join([]string{"{{ site.title }}x.png", "a/{{ site.title }}x.png"}, all("{{ site.title }}x.png")[1:])},
		{"a.md", `{{ "/img/x.png" | absURL }}`, all("img/x.png")},
		{"a.md", `{{ relURL "/img/x.png" }}`, all("img/x.png")},
		{"a.md", `<%- url_for("/img/x.png") %>`, all("img/x.png")},
		{"a.md", `{% link /assets/x.png %}`, all("assets/x.png")},
		{"a.md", `{{ site.baseurl }}{% link assets/x.png %}`, all("assets/x.png")},
		{"a.md", "/", []string{}},
		{"a.md", "?x", []string{}},
	}
	themes := func(p string) []string { return []string{"themes/b/source/" + p, "themes/c/source/" + p} }
	for _, tt := range []struct {
		post, address string
		want          []string
	}{
		{"a.md", "/x.png", join(all("x.png"), themes("x.png"))},
		{"_posts/a.md", "/x.png?v=1", join(all("x.png"), prefixed("_posts/", all("x.png")), themes("x.png"))},
		{"a.md", "x.png", join([]string{"x.png", "a/x.png"}, all("x.png")[1:], themes("x.png"))},
		{"a.md", "/../../x.png", join(all("x.png"), themes("x.png"))},
	} {
		got := localPaths(tt.post, tt.address, "themes/b/source", "themes/c/source", "../outside", "../../outside")
		if diff := gocmp.Diff(tt.want, got); diff != "" {
			t.Errorf("localPaths(%q, %q) with themes: %s", tt.post, tt.address, diff)
		}
	}
	for _, tt := range tests {
		got := localPaths(tt.post, tt.address)
		if diff := gocmp.Diff(tt.want, got); diff != "" {
			t.Errorf("localPaths(%q, %q): %s", tt.post, tt.address, diff)
		}
	}
}

func TestLeavesRoot(t *testing.T) {
	for _, tt := range []struct {
		post, address string
		want          bool
	}{
		{"a.md", "x.png", false},
		{"a.md", "/x/../y.png", false},
		{"a.md", "../x.png", true},
		{"p/a.md", "../x.png", false},
		{"a.md", "../../x.png", true},
		{"p/a.md", "../../x.png", true}, // though /p/a/, where it is published, would not
		{"p/a.md", "../../../x.png", true},
		{"p/a.md", "%2e%2e/%2e%2e/%2e%2e/x.png", true},
		{"a.md", `..%5c..%5cx.png`, true},
		{"p/a.md", "/../x.png", true},
		{"p/a.md", "{{ site.baseurl }}/../x.png", true},
		{"p/a.md", "?../../../x", false},
	} {
		if got := leavesRoot(tt.post, tt.address); got != tt.want {
			t.Errorf("leavesRoot(%q, %q) = %v, want %v", tt.post, tt.address, got, tt.want)
		}
	}
}

func prefixed(prefix string, paths []string) (out []string) {
	for _, p := range paths {
		out = append(out, prefix+p)
	}
	return out
}

// A site that is published below a path says so in its configuration.
func TestLocalBelowRoot(t *testing.T) {
	for _, tt := range []struct{ config, text, post, address, file string }{
		{"_config.yml", "title: x\nbaseurl: /blog\n", "_posts/2020-01-01-a.md", "/blog/assets/x.png", "assets/x.png"},
		{"_config.yml", "title: x\nurl: https://h.example\nroot: /b/log/\n", "source/_posts/a.md", "/b/log/images/x.png?v=1", "source/images/x.png"},
		{"hugo.toml", "baseURL = 'https://h.example/blog/'\n", "content/a.md", "/blog/img/x.png", "static/img/x.png"},
		{"_config.yml", "title: x\nbaseurl: /blog\n", "_posts/a.md", "{{ site.url }}/blog/assets/x.png", "assets/x.png"},
		{"_config.yml", "title: x\nbaseurl: /blog\n", "_posts/a.md", "/blogger/assets/x.png", ""},
		{"_config.yml", "title: x\n", "_posts/a.md", "/blog/assets/x.png", ""},
		{"other.yml", "", "_posts/a.md", "/blog/assets/x.png", ""},
	} {
		root := t.TempDir()
		put(t, filepath.Join(root, tt.config), []byte(tt.text))
		put(t, filepath.Join(root, tt.post), []byte("<p>text</p>"))
		put(t, filepath.Join(root, cmp.Or(tt.file, "assets/x.png")), pngBytes())
		src := Source{Path: tt.post, File: filepath.Join(root, tt.post), Root: root}
		_, p := testFetcher(t, &Options{}).fetch(t.Context(), src, convert.Asset{Address: tt.address, Candidates: []string{tt.address}})
		if had := p == nil; had != (tt.file != "") {
			t.Errorf("%s with %q: %v", tt.address, tt.text, p)
		}
	}
}

// A site on disk, with the picture of each test in one place only.
func TestLocal(t *testing.T) {
	tests := []struct {
		name, post, address, file string
		want                      Class // "" if it is had
	}{
		{"beside", "_posts/a.md", "x.png", "_posts/x.png", ""},
		{"above", "_posts/a.md", "../img/x.png", "img/x.png", ""},
		{"hexo, asset folder", "source/_posts/hello.md", "x.png", "source/_posts/hello/x.png", ""},
		{"hexo, asset folder named", "source/_posts/hello.md", "hello/x.png", "source/_posts/hello/x.png", ""},
		{"hexo, images", "source/_posts/hello.md", "/images/x.png", "source/images/x.png", ""},
		{"hexo, the site lower down", "blog/source/_posts/hello.md", "/images/x.png", "blog/source/images/x.png", ""},
		{"jekyll, assets", "_posts/2020-01-01-a.html", "/assets/x.png", "assets/x.png", ""},
		{"jekyll, base", "_posts/a.html", "{{ site.baseurl }}/assets/x.png", "assets/x.png", ""},
		{"jekyll, filter", "_posts/a.html", `{{ "assets/x.png" | absolute_url }}`, "assets/x.png", ""},
		{"hugo, bundle", "content/post/a/index.md", "x.png", "content/post/a/x.png", ""},
		{"hugo, bundle by path", "content/post/b.md", "/post/a/x.png", "content/post/a/x.png", ""},
		{"hugo, static", "content/post/a.md", "/img/x.png", "static/img/x.png", ""},
		{"hugo, assets", "content/post/a.md", "img/x.png", "assets/img/x.png", ""},
		{"hugo, published above", "content/post/a.md", "../x.png", "content/post/x.png", ""},
		{"query", "a.md", "x.png?v=2", "x.png", ""},
		{"percent", "a.md", "%E5%9B%BE%20x.png", "图 x.png", ""},
		{"percent in the name", "a.md", "a%20x.png", "a%20x.png", ""},
		{"blanks", "a.md", " my x.png\n", "my x.png", ""},
		{"missing", "a.md", "y.png", "x.png", ClassLocalMissing},
		{"missing below a file", "a.md", "x.png/y.png", "x.png", ClassLocalMissing},
		{"folder", "a.md", "/images", "images/x.png", ClassLocalMissing},
		{"outside", "a.md", "../../y.png", "x.png", ClassLocalOutside},
		{"outside, as browsers clamp it", "_posts/a.md", "../../../img/x.png", "img/x.png", ""},
		{"outside, absolute", "a.md", "/etc/passwd", "x.png", ClassLocalMissing},
		{"link", "a.md", "link.png", "x.png", ClassLocalOutside},
		{"link to a folder", "a.md", "linked/x.png", "img/x.png", ClassLocalOutside},
		{"no image", "a.md", "a.md", "x.png", ClassNotImage},
		{"script", "a.md", "javascript:alert(1)", "x.png", ClassBlockedScheme},
		{"file", "a.md", "file:///etc/passwd", "x.png", ClassBlockedScheme},
		{"of a program", "a.md", "attachment:x.png", "x.png", ClassBlockedScheme},
		{"drive", "a.md", `C:\x.png`, "x.png", ClassBlockedScheme},
		{"nothing", "a.md", "", "x.png", ClassBadURL},
		{"fragment", "a.md", "#x.png", "x.png", ClassBadURL},
		{"long", "a.md", strings.Repeat("x", 9000), "x.png", ClassBadURL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			put(t, filepath.Join(root, tt.post), []byte("<p>text</p>"))
			put(t, filepath.Join(root, tt.file), pngBytes())
			os.Symlink(filepath.Join(root, tt.file), filepath.Join(root, "link.png"))
			os.Symlink("img", filepath.Join(root, "linked"))
			f := testFetcher(t, &Options{})
			src := Source{Path: tt.post, File: filepath.Join(root, tt.post), Root: root}
			got, p := f.fetch(t.Context(), src, convert.Asset{Address: tt.address, Candidates: []string{tt.address}})
			wantOutcome(t, got, p, tt.want)
			if got != nil && (!got.Local || got.Address != tt.address || got.Final != "" || got.MediaType != "image/png") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Themes have folders that the address of a picture does not tell.
func TestLocalInFolders(t *testing.T) {
	const feature = "image.feature"
	for _, tt := range []struct {
		front, field, address, file string
		had                         bool
	}{
		{"media_subpath: /media/2020/", "", "x.png", "media/2020/x.png", true},
		{"media_subpath: media", feature, "sub/x.png", "assets/media/sub/x.png", true},
		{"img_path: /img/", "", "./x.png", "img/x.png", true},
		{"img_path: https://h.example/img/", "", "x.png", "img/x.png", false},
		{"title: x", feature, "x.png", "images/x.png", true},
		{"title: x", "", "x.png", "images/x.png", false},
		{"title: x", feature, "a/x.png", "images/a/x.png", false},
	} {
		root := t.TempDir()
		put(t, filepath.Join(root, "_posts/a.md"), []byte("text"))
		put(t, filepath.Join(root, tt.file), pngBytes())
		post, err := convert.Parse("_posts/a.md", []byte("---\n"+tt.front+"\n---\ntext\n"))
		if err != nil {
			t.Fatal(err)
		}
		src := Source{Path: "_posts/a.md", File: filepath.Join(root, "_posts/a.md"), Root: root}
		asset := convert.Asset{Address: tt.address, Candidates: []string{tt.address}, Uses: []convert.Use{{Field: tt.field, Address: tt.address}}}
		got, bad := testFetcher(t, &Options{}).have(t.Context(), &wanted{src: src, asset: asset, front: &post.FrontMatter})
		if had := got != nil; had != tt.had {
			t.Errorf("%s in %q of %q: %v", tt.address, tt.field, tt.front, bad)
		}
	}
}

func TestLocalWithoutRoot(t *testing.T) {
	f := testFetcher(t, &Options{})
	for _, src := range []Source{{}, {File: "/a/b.md", Root: "/a/c"}} {
		got, p := f.fetch(t.Context(), src, convert.Asset{Address: "passwd"})
		wantOutcome(t, got, p, ClassLocalOutside)
	}
}

func TestMirror(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.png", "b c.png", "d%20e.png", "sub/f.png", "g.png?w=1", "图.png"} {
		put(t, filepath.Join(dir, name), pngBytes())
	}
	put(t, filepath.Join(dir, "page.png"), []byte(htmlText))
	os.Symlink("a.png", filepath.Join(dir, "link.png"))
	f := testFetcher(t, &Options{Mirrors: []Mirror{
		{"https://h.example/", dir},
		{"http://h.example/deep/", filepath.Join(dir, "sub")},
		{"https://", filepath.Join(dir, "none")},
	}})
	for address, want := range map[string]Class{
		"https://h.example/a.png":             "",
		"https://h.example/a.png?w=3#x":       "",
		"//h.example/a.png":                   "",
		" https://h.example/a.png ":           "",
		"https://h.example/b%20c.png":         "",
		"https://h.example/b c.png":           "",
		"https://h.example/d%20e.png":         "",
		"https://h.example/g.png?w=1":         "",
		"https://h.example/%E5%9B%BE.png":     "",
		"https://h.example//sub//f.png":       "",
		"http://h.example/deep/f.png":         "",
		"https://h.example/x.png":             ClassLocalMissing,
		"https://h.example/g.png?w=2":         ClassLocalMissing,
		"https://h.example/":                  ClassLocalMissing,
		"https://h.example/sub":               ClassLocalMissing,
		"https://other.example/a.png":         ClassLocalMissing,
		"https://h.example/../a.png":          ClassLocalOutside,
		"https://h.example/sub/%2e%2e/../../": ClassLocalOutside,
		"https://h.example/link.png":          ClassLocalOutside,
		"https://h.example/page.png":          ClassNotImage,
		"https://h.example/a%00.png":          ClassLocalMissing,
	} {
		got, p := f.fetch(t.Context(), Source{Path: "a.md"}, convert.Asset{Address: address})
		if (p == nil) != (want == "") || p != nil && p.Class != want {
			t.Errorf("%q: got %+v, %v; want %q", address, got, p, want)
		}
	}
	if n := f.requests(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// read returns what a file holds.
func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, name string, b []byte) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, b, 0o644))
}

func FuzzLocalPaths(f *testing.F) {
	f.Add("a/b.md", "../../c.png")
	f.Add("a.md", "{{ site.url }}/%2e%2e/c")
	f.Fuzz(func(t *testing.T, post, address string) {
		for _, p := range localPaths(post, address) {
			if !filepath.IsLocal(p) {
				t.Errorf("localPaths(%q, %q) has %q", post, address, p)
			}
		}
	})
}

// What only the theme of a site has is published too; of what both have the
// site's own.
func TestThemes(t *testing.T) {
	body := "![a](/img/own.png)\n\n![b](/img/theme.png)\n\n![c](/img/other.png)\n"
	picture := func(n int) string { return string(pngOf(n)) }
	in := plant(t, map[string]string{
		"hexo/_config.yml":                    "post_asset_folder: true\ntheme: b\n",
		"hexo/source/_posts/x.md":             body,
		"hexo/source/img/own.png":             picture(10),
		"hexo/themes/b/source/img/own.png":    picture(20),
		"hexo/themes/b/source/img/theme.png":  picture(30),
		"hexo/themes/no/source/img/other.png": picture(40),
		"hugo/hugo.toml":                      "theme = ['t', 'u']\n",
		"hugo/content/y.md":                   body,
		"hugo/static/img/own.png":             picture(10),
		"hugo/themes/t/static/img/theme.png":  picture(30),
		"hugo/themes/u/static/img/theme.png":  picture(50),
		"hugo/themes/u/static/img/own.png":    picture(20),
	})
	out := filepath.Join(t.TempDir(), "blog")
	r := archiveOf(t, out, in, testOptions())
	if r.Images != 4 || r.Missing != 2 {
		t.Fatalf("%d images, %d missing: %v", r.Images, r.Missing, r.Problems)
	}
	for _, bundle := range []string{"hexo/source/_posts/x", "hugo/content/y"} {
		for name, n := range map[string]int{"01-own": 10, "02-theme": 30} {
			file := filepath.Join(out, bundle, "images", name+"-"+sha256Hex(pngOf(n))[:8]+".png")
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
		}
	}
}

// A file that differs from what a post says in capital letters alone is meant, if
// it is the only one.
func TestOtherCase(t *testing.T) {
	in := plant(t, map[string]string{
		"blog/p.md": "", "blog/pic.PNG": "", "blog/Bilder/Über.JPG": "", "static/Img/case.png": "", "twice/A.png": "", "twice/a.PNG": "", "static/twice/A.png": "",
		"IMG/x.png": "", "img/y.png": "", "here/b.png": "", "here/B.png": "", "folder.PNG/x": "",
	})
	if err := os.Symlink(filepath.Join(in, "blog"), filepath.Join(in, "Link")); err == nil {
		os.Symlink(filepath.Join(in, "blog", "pic.PNG"), filepath.Join(in, "planted.PNG"))
	}
	src := Source{Path: "blog/p.md", File: filepath.Join(in, "blog", "p.md"), Root: in}
	var s sites
	for address, want := range map[string]string{
		"pic.png":                "blog/pic.PNG",
		"PIC.PNG?v=1":            "blog/pic.PNG",
		"bilder/%C3%9CBER.jpg":   "blog/Bilder/Über.JPG",
		"/img/Case.PNG":          "static/Img/case.png",
		"/img/X.png":             "IMG/x.png",
		"/img/y.png":             "img/y.png",
		"/here/b.png":            "here/b.png", // itself
		"/twice/a.png":           "",           // who knows
		"/link/pic.png":          "",
		"/planted.png":           "",
		"/folder.png":            "",
		"../../BLOG/../../x.png": "",
	} {
		file, bad := s.find(&wanted{src: src}, address)
		if file.path != want || (bad == nil) != (want != "") {
			t.Errorf("%s is %q, %v, want %q", address, file.path, bad, want)
		}
	}
	if _, ok := s.inOtherCase(Source{Path: "p.md"}, []string{"a.png"}); ok {
		t.Error("a post without a folder has files")
	}
}

// So is one below the path at which the site is published, or in the folder that the
// front matter names.
func TestOtherCaseOfSites(t *testing.T) {
	in := plant(t, map[string]string{
		"_config.yml": "baseurl: /blog\n", "img/Pic.PNG": string(pngOf(10)), "Media/Y.png": string(pngOf(20)),
		"_posts/2020-01-02-a.md": "---\nmedia_subpath: /media\n---\n![a](/blog/img/pic.png)\n\n![b](y.png)\n",
	})
	r := archiveOf(t, filepath.Join(t.TempDir(), "out"), in, testOptions())
	if r.Images != 2 || r.Missing != 0 {
		t.Errorf("%d images, %d missing: %v", r.Images, r.Missing, r.Problems)
	}
}

// However many posts miss something in a folder, it is read once, be it too large to
// be searched or not, and what is kept of folders is bounded.
func TestOtherCaseReadsOnce(t *testing.T) {
	in := plant(t, map[string]string{"a/x.png": "", "b/y.png": "", "large/x.png": "", "large/y.png": "", "large/z.png": ""})
	root, err := os.OpenRoot(in)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := folders{most: 2}
	has := func(folder, name string) bool { return len(f.alike(root, folder, []string{name})) == 1 }
	if !has("a", "X.png") || has("large", "X.png") {
		t.Error("not the folders of at most two names are searched")
	}
	os.Remove(filepath.Join(in, "a", "x.png"))
	os.Remove(filepath.Join(in, "large", "z.png"))
	if !has("a", "X.png") || has("large", "X.png") {
		t.Error("a folder was read again")
	}
	f.names = maxKnownNames
	if !has("a", "X.png") || has("b", "Y.png") || len(f.known) != 2 {
		t.Errorf("%d folders are kept, want the two that were", len(f.known))
	}
}
