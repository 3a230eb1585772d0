package archive

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/markive/markive/convert"
	"pgregory.net/rapid"
)

func TestExportNames(t *testing.T) {
	for _, c := range []struct {
		target  convert.TargetName
		bundles map[string]string // with their dates
		want    []string
	}{
		{convert.TargetHugo, map[string]string{"a/b": "", "a/c": ""}, []string{"content/posts/a/b/index.md", "content/posts/a/c/index.md"}},
		{convert.TargetJekyll, map[string]string{"a/2011-03-12-ferry": "2011-03-13T10:00:00Z", "b/2011-03-12-slow": "", "c": ""},
			[]string{"_posts/2011-03-13-ferry.md", "_posts/2011-03-12-slow.md", "_posts/1970-01-01-c.md"}},
		{convert.TargetHugo, map[string]string{"(p)": "", "a b/x": "", "a-b/x": "", "p": "", "q/？": "", "r~": "", "s/~/t": "", "你好，世界": ""},
			[]string{"content/posts/(p)-" + shortHash("(p)") + "/index.md", "content/posts/a b/x-" + shortHash("a b/x") + "/index.md",
				"content/posts/a-b/x-" + shortHash("a-b/x") + "/index.md", "content/posts/p-" + shortHash("p") + "/index.md",
				"content/posts/q/？-" + shortHash("q/？") + "/index.md", "content/posts/r/index.md", "content/posts/s/_/t/index.md", "content/posts/你好，世界/index.md"}},
		{convert.TargetJekyll, map[string]string{"2020-12-31-review": "", "2021-12-31-review": "", "a": "2020-12-31", "b/a": "2020-12-31", "c": "", "d/1970-01-01-C": ""},
			[]string{"_posts/2020-12-31-review.md", "_posts/2021-12-31-review.md", "_posts/2020-12-31-a-" + shortHash("a") + ".md",
				"_posts/2020-12-31-a-" + shortHash("b/a") + ".md", "_posts/1970-01-01-c-" + shortHash("c") + ".md", "_posts/1970-01-01-C-" + shortHash("d/1970-01-01-C") + ".md"}},
		{convert.TargetObsidian, map[string]string{"a/new year": "", "b/New Year": "", "c": ""},
			[]string{"new year-" + shortHash("a/new year") + ".md", "New Year-" + shortHash("b/New Year") + ".md", "c.md"}},
		{convert.TargetHexo, map[string]string{"a/_index": "", "b": ""}, []string{"source/_posts/index.md", "source/_posts/b.md"}},
		{convert.TargetAstro, map[string]string{"a.b": "", "ab": ""},
			[]string{"src/content/posts/a.b-" + shortHash("a.b") + "/index.md", "src/content/posts/ab-" + shortHash("ab") + "/index.md"}},
	} {
		var posts []*exported
		for _, name := range sortedKeys(c.bundles) {
			posts = append(posts, &exported{bundle: name, date: c.bundles[name]})
		}
		layouts[c.target].name(posts)
		for i, p := range posts {
			if p.post != c.want[i] {
				t.Errorf("%s: %s is %s, want %s", c.target, p.bundle, p.post, c.want[i])
			}
		}
	}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// The name of a post stands in addresses, where some of its signs mean more.
func TestExportPlaces(t *testing.T) {
	file := &ManifestFile{Path: "images/01-cat-9f2c41d7.bmp"}
	for _, c := range []struct {
		target     convert.TargetName
		in         convert.LinkPlace
		want, file string
	}{
		{convert.TargetHugo, convert.InMarkdown, "images/01-cat-9f2c41d7.bmp", "content/posts/a(1&b/images/01-cat-9f2c41d7.bmp"},
		{convert.TargetJekyll, convert.InHTML, "/assets/1970-01-01-a%281%26b/01-cat-9f2c41d7.bmp", "assets/1970-01-01-a(1&b/01-cat-9f2c41d7.bmp"},
		{convert.TargetAstro, convert.InMarkdown, "/posts/a%281%26b/01-cat-9f2c41d7.bmp", "public/posts/a(1&b/01-cat-9f2c41d7.bmp"}, // which it cannot read
		{convert.TargetHexo, convert.InField, "/images/a%281%26b/01-cat-9f2c41d7.bmp", "source/images/a(1&b/01-cat-9f2c41d7.bmp"},
		{convert.TargetObsidian, convert.InMarkdown, "attachments/a%281%26b/01-cat-9f2c41d7.bmp", "attachments/a(1&b/01-cat-9f2c41d7.bmp"},
	} {
		p := &exported{bundle: "a(1&b"}
		layouts[c.target].name([]*exported{p})
		u := &uses{layouts[c.target], p, &held{file: map[string]*ManifestFile{file.Path: file}}, map[string]*ManifestFile{}}
		if got := u.place(convert.Link{Path: file.Path, In: c.in}); got != c.want || u.files[c.file] != file {
			t.Errorf("%s: %q, %v, want %q and %s", c.target, got, u.files, c.want, c.file)
		}
		if got := u.place(convert.Link{Path: "images/other.png"}); got != "" {
			t.Errorf("%s: a file that is not held is at %q", c.target, got)
		}
	}
}

// Whatever bundles there are, no two posts share a file, and none has to be
// read to know the name of another.
func TestExportNamesAreDistinct(t *testing.T) {
	part := rapid.StringOfN(rapid.RuneFrom([]rune("aAbß_.-1é ~(")), 1, 3, -1)
	rapid.Check(t, func(t *rapid.T) {
		bundles := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(part, 1, 2).Draw(t, "parts"), "/")
		}), 1, 8, rapid.ID).Draw(t, "bundles")
		for name, l := range layouts {
			var posts []*exported
			for _, b := range bundles {
				posts = append(posts, &exported{bundle: b})
			}
			l.name(posts)
			seen := map[string]string{}
			for _, p := range posts {
				key := p.post
				switch {
				case strings.Contains(l.post, "<slug>"):
					key = strings.ToLower(key)
				case name == convert.TargetHugo:
					key = convert.HugoPath(key)
				}
				if other, ok := seen[key]; ok {
					t.Fatalf("%s: %q and %q are both %s", name, p.bundle, other, p.post)
				}
				seen[key] = p.bundle
			}
		}
	})
}

// Of two posts with one address, the second gets another.
func TestExportAddresses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, front string) {
		file := filepath.Join(dir, "posts", name)
		must(t, os.MkdirAll(filepath.Dir(file), 0o777))
		put(t, file, []byte("---\n"+front+"\n---\n<p>Text.</p>\n"))
	}
	write("a/one.html", "slug: same\npermalink: /p/")
	write("a/two.html", "slug: same\npermalink: /p")
	write("b/three.html", "slug: same\npermalink: /p.html")
	write("c/_first.html", "slug: la st")
	write("c/la-st.html", "title: x")
	write("d/u1.html", "url: /u/") // an address to Hugo alone
	write("d/u2.html", "url: u")
	write("d/u3.html", "url: /U/index.html")
	write("d/u4.html", "url: /u.html")
	write("d/u5.html", "url: /posts/d/u7\nslug: 'U 8!'")
	write("d/u6.html", "url: /:year/u/\npermalink: /:year/u/")
	write("d/u7.html", "slug: '？'\nurl: ''")
	write("d/u8.html", "url: /:year/u/\npermalink: /:year/u/")
	blog := filepath.Join(dir, "blog")
	archivePosts(t, filepath.Join(dir, "posts"), blog)
	for name, want := range map[convert.TargetName]map[string]string{
		convert.TargetHugo: {"content/posts/a/two/index.md": "slug: two\n", "content/posts/b/three/index.md": "slug: same\n", "content/posts/c/_first/index.md": "slug: la st\n",
			"content/posts/c/la-st/index.md": "slug: la-st-" + shortHash("c/la-st") + "\n", "content/posts/d/u1/index.md": "url: \"/u/\"\n",
			"content/posts/d/u2/index.md": "url: u-" + shortHash("d/u2") + "\n", "content/posts/d/u3/index.md": "url: \"/U/index-" + shortHash("d/u3") + ".html\"\n",
			"content/posts/d/u4/index.md": "url: \"/u.html\"\n", "content/posts/d/u5/index.md": "url: \"/posts/d/u7\"\nslug: \"U 8!\"\n",
			"content/posts/d/u6/index.md": "url: \"/:year/u/\"\n", "content/posts/d/u7/index.md": "slug: u7-" + shortHash("d/u7") + "\n",
			"content/posts/d/u8/index.md": "url: \"/:year/u/\"\n"},
		convert.TargetAstro: {"src/content/posts/two/index.md": "slug: two\n", "src/content/posts/three/index.md": "slug: three\n"},
		convert.TargetHexo: {"source/_posts/two.md": "permalink: \"/p-" + shortHash("a/two") + "\"\n", "source/_posts/three.md": "permalink: \"/p.html\"\n",
			"source/_posts/u2.md": "---\nurl: u\n---\n", "source/_posts/u8.md": "permalink: \"/:year/u-" + shortHash("d/u8") + "/\"\n"},
		convert.TargetJekyll: {"_posts/1970-01-01-one.md": "permalink: \"/p/\"\n", "_posts/1970-01-01-two.md": "permalink: \"/p\"\n",
			"_posts/1970-01-01-three.md": "permalink: \"/p-" + shortHash("b/three") + ".html\"\n", "_posts/1970-01-01-u8.md": "permalink: \"/:year/u/\"\n", "_posts/1970-01-01-first.md": "slug: la st\n",
			"_posts/1970-01-01-la-st.md": "slug: la-st-" + shortHash("c/la-st") + "\n"},
	} {
		out := filepath.Join(dir, string(name))
		r, err := Export(context.Background(), blog, out, ExportOptions{Target: convert.Target{Name: name}})
		if err != nil || r.Written != 13 || len(r.Warnings) == 0 {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		for file, line := range want {
			if data, err := os.ReadFile(filepath.Join(out, file)); err != nil || !strings.Contains(string(data), line) {
				t.Errorf("%s: %s does not hold %q: %v\n%s", name, file, line, err, data)
			}
		}
	}
}

func archivePosts(t *testing.T, posts, blog string) {
	t.Helper()
	if r := archiveOf(t, blog, posts, Options{}); r.Failed > 0 {
		t.Fatalf("%+v", r)
	}
}

// The same archive gives the same bytes, and a second export writes none.
func TestExportAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	blog := filepath.Join(dir, "blog")
	archivePosts(t, "../testdata/posts/hugo", blog)
	for _, name := range append(convert.TargetNames, convert.TargetPlain) {
		opts := ExportOptions{Target: convert.Target{Name: name}}
		one, two := filepath.Join(dir, string(name)+"1"), filepath.Join(dir, string(name)+"2")
		for i, out := range []string{one, two, two} {
			r, err := Export(context.Background(), blog, out, opts)
			if err != nil || r.Failed > 0 || (i == 2) != (r.Written == 0) {
				t.Fatalf("%s: %+v, %v", name, r, err)
			}
		}
		if first, second := hashesBelow(t, one), hashesBelow(t, two); first != second {
			t.Errorf("%s: two exports differ:\n%s\n%s", name, first, second)
		}
	}
}

// An export that was killed knows its own files: when their posts have changed
// since, they are written anew, and what somebody has changed stays.
func TestExportAfterKill(t *testing.T) {
	dir := t.TempDir()
	posts, blog, out := filepath.Join(dir, "posts"), filepath.Join(dir, "blog"), filepath.Join(dir, "site")
	opts := ExportOptions{Target: convert.Target{Name: convert.TargetObsidian}}
	write := func(text string) {
		plantIn(t, posts, map[string]string{"a.html": "<p>a " + text + "</p>", "b.html": "<p>b " + text + "</p>"})
		archivePosts(t, posts, blog)
	}
	kill := func() {
		v := &verifier{}
		defer v.close()
		must(t, v.open(context.Background(), blog))
		x, err := openExport(blog, out, &opts)
		if err != nil {
			t.Fatal(err)
		}
		all, err := x.survey(context.Background(), v)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.posts(context.Background(), all); err != nil || x.report.Written != 2 {
			t.Fatalf("%+v, %v", x.report, err)
		}
		must(t, x.known.intend(x.root, "a.md", sha256Hex([]byte("never written"))))
		x.known.log.WriteString(strings.Repeat("0", 64) + "  torn") // which has no end
		x.known.log.Close()
		x.lock.Close()
		x.root.Close()
	}
	for _, text := range []string{"one", "two"} {
		write(text)
		kill()
	}
	write("three")
	put(t, filepath.Join(out, "b.md"), []byte("mine"))
	r, err := Export(context.Background(), blog, out, opts)
	if err != nil || r.Written != 1 || r.Failed != 1 || !strings.Contains(r.Problems[0].Detail, "changed since it was exported") {
		t.Errorf("%+v, %v", r, err)
	}
	list, err := os.ReadFile(filepath.Join(out, exportFile))
	if err != nil || strings.Count(string(list), "  a.md\n") != 1 || strings.Contains(string(list), "torn") {
		t.Errorf("%s, %v", list, err)
	}
}

// Files of posts that have another name, or are gone, are removed, but only those
// that an export of the same archive for the same program has written and nobody
// has changed, and none when a post fails or a bundle is lost.
func TestExportLeftovers(t *testing.T) {
	dir := t.TempDir()
	blog, second, out := filepath.Join(dir, "blog"), filepath.Join(dir, "second"), filepath.Join(dir, "site")
	image := string(pngBytes())
	posts := func(files map[string]string) string {
		in := t.TempDir()
		plantIn(t, in, files)
		return in
	}
	prune := func(in string) {
		opts := testOptions()
		opts.Prune = true
		archiveOf(t, blog, in, opts)
	}
	export := func(from string, name convert.TargetName, failed int) *ExportReport {
		t.Helper()
		r, err := Export(t.Context(), from, out, ExportOptions{Target: convert.Target{Name: name}})
		if err != nil || r.Failed != failed {
			t.Fatalf("%+v, %v", r, err)
		}
		return r
	}
	write := func(name, text string) {
		plantIn(t, out, map[string]string{name: text})
	}
	is := func(what string, r *ExportReport, removed, warned []string) {
		t.Helper()
		var told []string
		for _, w := range r.Warnings {
			if w.Class == ClassExists {
				told = append(told, w.Path)
			}
		}
		if !slices.Equal(r.Removed, removed) || !slices.Equal(told, warned) {
			t.Errorf("%s: removed %q, told %q, want %q and %q", what, r.Removed, told, removed, warned)
		}
		for _, name := range removed {
			if _, err := os.Lstat(filepath.Join(out, name)); err == nil {
				t.Errorf("%s: %s is there", what, name)
			}
		}
	}
	const note, gone, edited, late = "<p>a</p>", "<p><img src=i.png></p>", "<p>e</p>", "<p>l</p>"
	prune(posts(map[string]string{"a/note.html": note, "x/gone.html": gone, "x/i.png": image, "edited.html": edited}))
	archivePosts(t, posts(map[string]string{"other.html": "<p>o</p>"}), second)
	is("first", export(blog, convert.TargetObsidian, 0), nil, nil)
	is("other archive", export(second, convert.TargetObsidian, 0), nil, nil)
	is("other program", export(blog, convert.TargetMkDocs, 0), nil, nil)
	write("mine.md", "mine")

	// A second note gives the first another name; two posts are pruned, of one
	// somebody has changed the text.
	prune(posts(map[string]string{"a/note.html": note, "b/note.html": note, "late.html": late}))
	write("edited.md", "mine")
	write("late.md", "mine")
	is("failed", export(blog, convert.TargetObsidian, 1), nil, nil)
	must(t, os.Remove(filepath.Join(out, "late.md")))
	must(t, os.Rename(filepath.Join(blog, "late"), filepath.Join(dir, "late")))
	is("lost", export(blog, convert.TargetObsidian, 0), nil, nil)
	must(t, os.Rename(filepath.Join(dir, "late"), filepath.Join(blog, "late")))
	is("renamed and gone", export(blog, convert.TargetObsidian, 0),
		[]string{"attachments/gone/01-i-" + sha256Hex([]byte(image))[:8] + ".png", "gone.md", "note.md"}, []string{"edited.md"})
	if _, err := os.Lstat(filepath.Join(out, "attachments")); err == nil {
		t.Error("an empty folder is left")
	}
	for _, name := range []string{"mine.md", "other.md", "edited.md", "docs/a/note/index.md", "docs/x/gone/index.md", "late.md"} {
		if _, err := os.Lstat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	is("again", export(blog, convert.TargetObsidian, 0), nil, []string{"edited.md"})

	// What is no longer there is forgotten; a folder that is a link now is not
	// looked into.
	for _, name := range []string{"edited.md", "docs/edited/index.md"} {
		must(t, os.Remove(filepath.Join(out, name)))
	}
	is("forgotten", export(blog, convert.TargetObsidian, 0), nil, nil)
	must(t, os.Rename(filepath.Join(out, "docs/x"), filepath.Join(out, "y")))
	if err := os.Symlink("../y", filepath.Join(out, "docs/x")); err != nil {
		t.Skip(err)
	}
	r := export(blog, convert.TargetMkDocs, 0)
	is("linked", r, nil, []string{"docs/x/gone/images/01-i-" + sha256Hex([]byte(image))[:8] + ".png", "docs/x/gone/index.md"})
	if _, err := os.Lstat(filepath.Join(out, "y/gone/index.md")); err != nil {
		t.Error(err)
	}
}

// A file that was there before the first export, with the same bytes, is not the
// export's to remove.
func TestExportLeavesWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	blog, first, out := filepath.Join(dir, "blog"), filepath.Join(dir, "first"), filepath.Join(dir, "site")
	in := t.TempDir()
	plantIn(t, in, map[string]string{"a.html": "<p>a</p>", "b.html": "<p>b</p>"})
	archiveOf(t, blog, in, testOptions())
	opts := ExportOptions{Target: convert.Target{Name: convert.TargetObsidian}}
	for _, to := range []string{first, out} {
		if _, err := Export(t.Context(), blog, to, opts); err != nil {
			t.Fatal(err)
		}
		if to == first { // the same, without a memory
			must(t, os.MkdirAll(out, 0o777))
			must(t, os.Link(filepath.Join(first, "a.md"), filepath.Join(out, "a.md")))
		}
	}
	must(t, os.Remove(filepath.Join(in, "a.html")))
	pruning := testOptions()
	pruning.Prune = true
	archiveOf(t, blog, in, pruning)
	r, err := Export(t.Context(), blog, out, opts)
	if err != nil || len(r.Removed) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := os.Lstat(filepath.Join(out, "a.md")); err != nil {
		t.Error(err)
	}
}

// Files of no post that exports have written before they noted for whom are told
// in one line, if they are there and as they were.
func TestExportTellsUnclaimed(t *testing.T) {
	blog, out, in := t.TempDir(), t.TempDir(), t.TempDir()
	plantIn(t, in, map[string]string{"a.html": "<p>a</p>"})
	archiveOf(t, blog, in, testOptions())
	sum := sha256Hex([]byte("old"))
	list := ""
	for _, name := range []string{"a.md", "changed.md", "d/1.md", "d/2.md", "d/3.md", "d/4.md", "gone.md", convert.RawShortcode} {
		list += sum + "  " + name + "\n"
		plantIn(t, out, map[string]string{name: "old"})
	}
	plantIn(t, out, map[string]string{exportFile: list, "changed.md": "mine"})
	for _, c := range []struct{ gone, want string }{
		{"gone.md", "4 files that earlier exports wrote or met, of no post of this export, and not removed: d/1.md, d/2.md, d/3.md, ..."},
		{"d/2.md", "3 files that earlier exports wrote or met, of no post of this export, and not removed: d/1.md, d/3.md, d/4.md"},
		{"d", ""},
	} {
		must(t, os.RemoveAll(filepath.Join(out, c.gone)))
		r, err := Export(t.Context(), blog, out, ExportOptions{Target: convert.Target{Name: convert.TargetObsidian}})
		if err != nil || r.Failed > 0 || len(r.Removed) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		var told []string
		for _, w := range r.Warnings {
			told = append(told, w.Detail)
		}
		if strings.Join(told, "\n") != c.want {
			t.Errorf("without %s: told %q, want %q", c.gone, told, c.want)
		}
	}
}

// Of two archives in one folder neither replaces nor removes what the other has
// written, also where that is the same.
func TestExportOfTwoArchives(t *testing.T) {
	dir := t.TempDir()
	one, two, out := filepath.Join(dir, "one"), filepath.Join(dir, "two"), filepath.Join(dir, "site")
	opts := testOptions()
	opts.Prune = true
	post := func(blog string, files map[string]string) {
		in := t.TempDir()
		plantIn(t, in, files)
		archiveOf(t, blog, in, opts)
	}
	export := func(blog string, name convert.TargetName, failed int) *ExportReport {
		t.Helper()
		r, err := Export(t.Context(), blog, out, ExportOptions{Target: convert.Target{Name: name}})
		if err != nil || r.Failed != failed || len(r.Removed) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r
	}
	text := func(s string) string { return "---\n---\n\n" + s + "\n" }
	holds := func(name, s string) {
		t.Helper()
		if data, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(data) != text(s) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	post(one, map[string]string{"hello.html": "<p>one</p>", "same.html": "<p>same</p>"})
	post(two, map[string]string{"hello.html": "<p>two</p>", "same.html": "<p>same</p>", "two.html": "<p>two</p>"})
	export(one, convert.TargetObsidian, 0)
	r := export(two, convert.TargetObsidian, 1)
	if p := r.Problems[0]; r.Written != 1 || p.Class != ClassExists || p.Detail != `hello.md is of another archive, "../one" by .markive-export` {
		t.Errorf("%+v", r)
	}
	export(two, convert.TargetMkDocs, 0)
	holds("hello.md", "one")

	// Its own posts may change, and what was the same is still the first one's.
	post(two, map[string]string{"two.html": "<p>anew</p>"})
	if r := export(two, convert.TargetObsidian, 0); r.Written != 1 {
		t.Errorf("%+v", r)
	}
	holds("two.md", "anew")
	holds("same.md", "same")
	post(one, map[string]string{"hello.html": "<p>one</p>", "same.html": "<p>other</p>"})
	export(one, convert.TargetObsidian, 0)
	holds("same.md", "other")

	// What somebody has put in the place of the first one's is not taken for that.
	post(two, map[string]string{"same.html": "<p>ours</p>"})
	plantIn(t, out, map[string]string{"same.md": text("ours")})
	if _, err := Export(t.Context(), two, out, ExportOptions{Target: convert.Target{Name: convert.TargetObsidian}}); err != nil {
		t.Fatal(err)
	}
	export(one, convert.TargetObsidian, 1)
	holds("same.md", "ours")

	// What is of an archive that was moved is its own again.
	must(t, os.Rename(one, one+"-moved"))
	post(one+"-moved", map[string]string{"hello.html": "<p>moved</p>"})
	export(one+"-moved", convert.TargetObsidian, 0)
	holds("hello.md", "moved")

	// Nobody knows whose the lines of the old form are.
	plantIn(t, out, map[string]string{exportFile: sha256Hex([]byte(text("moved"))) + "  hello.md\n"})
	post(two, map[string]string{"hello.html": "<p>two</p>"})
	export(two, convert.TargetObsidian, 0)
	holds("hello.md", "two")
}

// A bundle that cannot be read and a place that is taken cost their post, and
// the others are exported.
func TestExportOfDamage(t *testing.T) {
	dir := t.TempDir()
	posts, blog := filepath.Join(dir, "posts"), filepath.Join(dir, "blog")
	plantIn(t, posts, map[string]string{"a.html": "<p>a</p>", "b.html": "<p><img src=x.png></p>", "x.png": string(pngBytes())})
	archivePosts(t, posts, blog)
	for _, c := range []struct {
		what   string
		hurt   func(blog, out string) error
		class  Class
		detail string
	}{
		{"manifest", func(blog, _ string) error {
			return os.WriteFile(filepath.Join(blog, "b", manifestFile), []byte("{"), 0o666)
		}, ClassDamaged, manifestFile},
		{"text", func(blog, _ string) error { return os.Remove(filepath.Join(blog, "b", indexFile)) }, ClassDamaged, indexFile},
		{"picture", func(blog, _ string) error { return os.RemoveAll(filepath.Join(blog, "b", "images")) }, ClassDamaged, "not as it was written: images/01-x-"},
		{"bytes", func(blog, _ string) error {
			return os.WriteFile(filepath.Join(blog, "b", "images", "01-x-"+sha256Hex(pngBytes())[:8]+".png"), []byte("x"), 0o666)
		}, ClassDamaged, "not as it was written: images/01-x-"},
		{"folder", func(_, out string) error { return os.MkdirAll(filepath.Join(out, "b.md"), 0o777) }, ClassExists, "b.md is a folder"},
		{"file", func(_, out string) error { return os.WriteFile(filepath.Join(out, "attachments"), nil, 0o666) }, ClassExists, "attachments is a file"},
	} {
		blog, out := copyTree(t, blog), filepath.Join(dir, c.what)
		must(t, os.MkdirAll(out, 0o777))
		must(t, c.hurt(blog, out))
		r, err := Export(t.Context(), blog, out, ExportOptions{Target: convert.Target{Name: convert.TargetObsidian}})
		if err != nil || r.Written != 1 || r.Failed != 1 || r.Problems[0].Class != c.class || !strings.Contains(r.Problems[0].Detail, c.detail) {
			t.Errorf("%s: %+v, %v", c.what, r, err)
		}
	}
}

func copyTree(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

func hashesBelow(t *testing.T, dir string) string {
	t.Helper()
	root := rootOf(t, dir)
	var b strings.Builder
	folder{root, "."}.list(func(p string, _ int64) {
		sum, err := sumOf(root, p)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(sum + "  " + p + "\n")
	}, func(p string, _ Class, detail string) { t.Fatal(p, detail) })
	return b.String()
}

// A second export into a folder would write aside what the first one renames, and
// lose what that notes.
func TestExportsAreKeptApart(t *testing.T) {
	dir := t.TempDir()
	blog, out := filepath.Join(dir, "blog"), filepath.Join(dir, "site")
	in := plant(t, map[string]string{"a.html": "<p>a</p>", "b.html": "<p>b</p>"})
	archivePosts(t, in, blog)
	opts := ExportOptions{Event: func(e ExportEvent) {
		before := onlyFiles(t, out)
		r, err := Export(t.Context(), blog, out, ExportOptions{})
		if locked, ok := errors.AsType[*LockedError](err); !ok || !errors.Is(err, ErrLocked) || r != nil || err.Error() != locked.Dir+": another export is writing there" {
			t.Errorf("an export while another one writes %s: %+v, %v", e.File, r, err)
		}
		if after := onlyFiles(t, out); !maps.Equal(after, before) {
			t.Errorf("it has changed %v to %v", before, after)
		}
	}}
	for range 2 { // the first has let go of the folder
		if r, err := Export(t.Context(), blog, out, opts); err != nil || r.Posts != 2 || r.Failed != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// What stands where the lock should be is told, and stays.
func TestExportLockInTheWay(t *testing.T) {
	dir, outside := t.TempDir(), plant(t, map[string]string{"mine": "mine"})
	blog := filepath.Join(dir, "blog")
	archivePosts(t, plant(t, map[string]string{"a.html": "<p>a</p>"}), blog)
	for i, to := range []string{"-> other", "-> " + outside + "/mine"} {
		out := filepath.Join(dir, strconv.Itoa(i))
		plantIn(t, out, map[string]string{exportLock: to, "other": "mine"})
		if r, err := Export(t.Context(), blog, out, ExportOptions{}); r != nil || err == nil || errors.Is(err, ErrLocked) {
			t.Errorf("a link %s: %+v, %v", to, r, err)
		}
		if _, err := os.Lstat(filepath.Join(out, "a")); err == nil {
			t.Errorf("a link %s: a post was written", to)
		}
	}
}

// The day in the name of a file is that of the date in it, in its own zone or in
// the one that was asked for.
func TestExportDays(t *testing.T) {
	dir := t.TempDir()
	blog := filepath.Join(dir, "blog")
	archivePosts(t, plant(t, map[string]string{
		"late.html":  "---\ndate: 2021-11-20T23:30:00Z\n---\n<p>x</p>",
		"early.html": "---\ndate: 2021-11-21 00:30:00 +0800\n---\n<p>x</p>",
		"day.html":   "---\ndate: 2021-11-20\n---\n<p>x</p>",
	}), blog)
	shanghai := time.FixedZone("", 8*3600)
	for i, c := range []struct {
		target convert.Target
		want   map[string]string
	}{
		{convert.Target{}, map[string]string{"2021-11-20-late": "2021-11-20 23:30:00 +0000", "2021-11-21-early": "2021-11-21 00:30:00 +0800", "2021-11-20-day": "2021-11-20 00:00:00 +0000"}},
		{convert.Target{Zone: shanghai}, map[string]string{"2021-11-21-late": "2021-11-21 07:30:00 +0800", "2021-11-21-early": "2021-11-21 00:30:00 +0800", "2021-11-20-day": "2021-11-20 00:00:00 +0800"}},
		{convert.Target{Zone: time.UTC}, map[string]string{"2021-11-20-late": "2021-11-20 23:30:00 +0000", "2021-11-20-early": "2021-11-20 16:30:00 +0000", "2021-11-20-day": "2021-11-20 00:00:00 +0000"}},
	} {
		c.target.Name = convert.TargetJekyll
		out := filepath.Join(dir, strconv.Itoa(i))
		if r, err := Export(t.Context(), blog, out, ExportOptions{Target: c.target}); err != nil || r.Written != 3 {
			t.Fatalf("%+v, %v", r, err)
		}
		for name, date := range c.want {
			if data, err := os.ReadFile(filepath.Join(out, "_posts", name+".md")); err != nil || string(data) != "---\ndate: "+date+"\n---\n\nx\n" {
				t.Errorf("in %v: %s is %q, %v", c.target.Zone, name, data, err)
			}
		}
	}
}

// A draft without a date is one of Jekyll's drafts, and not of the year 1970.
func TestExportIdeas(t *testing.T) {
	dir := t.TempDir()
	blog, out := filepath.Join(dir, "blog"), filepath.Join(dir, "site")
	picture := "<p><img src=\"x.png\"></p>"
	archivePosts(t, plant(t, map[string]string{
		"_drafts/idea.html":             picture,
		"one.html":                      "---\ndraft: true\n---\n" + picture,
		"a/one.html":                    picture,
		"b/two.html":                    "---\ndraft: true\n---\n<p>x</p>",
		"c/two.html":                    "---\npublished: no\n---\n<p>x</p>",
		"_drafts/2020-02-03-dated.html": "<p>x</p>",
		"x.png":                         string(pngBytes()), "a/x.png": string(pngBytes()), "_drafts/x.png": string(pngBytes()),
	}), blog)
	r, err := Export(t.Context(), blog, out, ExportOptions{Target: convert.Target{Name: convert.TargetJekyll}})
	if err != nil || r.Written != 6 || len(r.Warnings) != 1 || r.Warnings[0].Path != "a/one.html" || r.Warnings[0].Class != ClassNoDate {
		t.Fatalf("%+v, %v", r, err)
	}
	for name, holds := range map[string]string{
		"_drafts/idea.md":                           "---\n---\n\n![](/assets/idea/01-x-", // its folder says it
		"_drafts/one.md":                            "---\ndraft: true\n---\n\n![](/assets/one/01-x-",
		"_posts/1970-01-01-one.md":                  "![](/assets/1970-01-01-one/01-x-",
		"_drafts/two-" + shortHash("b/two") + ".md": "---\ndraft: true\n---\n",
		"_drafts/two-" + shortHash("c/two") + ".md": "---\npublished: false\n---\n", // as its owner says
		"_posts/2020-02-03-dated.md":                "published: false\n",
	} {
		if data, err := os.ReadFile(filepath.Join(out, name)); err != nil || !strings.Contains(string(data), holds) {
			t.Errorf("%s is %q, %v, does not hold %q", name, data, err, holds)
		}
	}
	for _, name := range []string{"idea", "one", "1970-01-01-one"} {
		if files, err := os.ReadDir(filepath.Join(out, "assets", name)); err != nil || len(files) != 1 {
			t.Errorf("of %s there are %v, %v", name, files, err)
		}
	}
}

// What an archive was written for changes nothing of what is exported: its links,
// the paths in its fields, its drafts.
func TestExportOfWritten(t *testing.T) {
	dir := t.TempDir()
	posts := plant(t, map[string]string{
		"_posts/2020-01-02-a.html": "---\ntitle: A\ncover: x.png\n---\n<p>{{ x }} <a href=\"{% post_url 2020-01-03-b %}\">b</a> <b>c</b> <sub>d</sub></p>",
		"_posts/2020-01-03-b.html": "---\ntitle: B\ntags: one two\n---\n<p><img src=\"x.png\"></p>",
		"_drafts/idea.html":        "<p>x</p>",
		"_posts/x.png":             string(pngBytes()),
	})
	plain := filepath.Join(dir, "plain")
	archivePosts(t, posts, plain)
	for _, name := range convert.TargetNames {
		written := filepath.Join(dir, "for-"+string(name))
		opts := testOptions()
		opts.Target = convert.Target{Name: name}
		archiveOf(t, written, posts, opts)
		want, got := filepath.Join(dir, "a", string(name)), filepath.Join(dir, "b", string(name))
		for blog, out := range map[string]string{plain: want, written: got} {
			if r, err := Export(t.Context(), blog, out, ExportOptions{Target: convert.Target{Name: name}}); err != nil || r.Written != 3 {
				t.Fatalf("%+v, %v", r, err)
			}
		}
		files := filesAt(t, got)
		for file, text := range filesAt(t, want) {
			if file != exportFile && files[file] != text {
				t.Errorf("for %s %s is\n%s\nand of what was written for it\n%s", name, file, text, files[file])
			}
		}
	}
}
