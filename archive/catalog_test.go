package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

// catalogOf returns the files of the catalogue of an archive.
func catalogOf(t *testing.T, out string) map[string]string {
	t.Helper()
	files := map[string]string{}
	names, _ := filepath.Glob(filepath.Join(out, catalogFolder, "*"))
	for _, name := range append(names, filepath.Join(out, catalogFile)) {
		b := read(t, name)
		files[filepath.Base(name)] = string(b)
	}
	return files
}

// value returns what a data file hands over.
func value[T any](t *testing.T, files map[string]string, name string) (v T) {
	t.Helper()
	data, ok := strings.CutPrefix(files[name+".js"], fmt.Sprintf("markive.put(%q,", name))
	if err := json.Unmarshal([]byte(strings.TrimSuffix(data, ")\n")), &v); !ok || err != nil {
		t.Fatalf("%s: %v: %.100s", name, err, data)
	}
	return v
}

// catalogNames are the names of the data files, as catalog.js reads them.
type catalogNames struct {
	Posts, Missing []string
	Terms          string
}

// loadedFirst returns the name of the file that index.html loads first.
func loadedFirst(files map[string]string) string {
	_, rest, _ := strings.Cut(files[catalogFile], `data-root="`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}

// onlyFile returns the name of the data file of a kind of which there is one.
func onlyFile(t *testing.T, files map[string]string, kind string) string {
	t.Helper()
	found := ""
	for name := range files {
		if strings.HasPrefix(name, kind+"-") {
			if found != "" {
				t.Fatalf("%s and %s", found, name)
			}
			found = name
		}
	}
	return strings.TrimSuffix(found, ".js")
}

// searched returns the names of the posts that have a term, as catalog.js does.
func searched(t *testing.T, files map[string]string, term string) []string {
	t.Helper()
	root := value[catalogNames](t, files, loadedFirst(files))
	directory := value[[][2]string](t, files, root.Terms)
	i := sort.Search(len(directory), func(i int) bool { return directory[i][0] > term })
	names := []string{}
	for _, n := range unpackPosts(value[map[string]string](t, files, "terms-"+directory[max(i-1, 0)][1])[term]) {
		rows := value[[][]any](t, files, "posts-"+root.Posts[n/2/postsInFile])
		names = append(names, rows[n/2%postsInFile][0].(string))
	}
	return names
}

func catalogPosts() map[string]string {
	return map[string]string{
		"a/one.html":  "---\ntitle: One & <b>\ndate: 2020-01-02\ntags: [x, y]\nauthor: Ada\n---\n<p>The lighthouse of Skårv</p><p><img src=\"gone.png\"></p>",
		"b/two.html":  "---\ntitle: 潮汐\ndate: 2021-01-02\ncategories: [[k, l]]\n---\n<p>码头尽头新装的钟</p>",
		"three.html":  "<p>كتاب الأرض <script>alert(1)</script></p>",
		"x'\"&<.html": "<p>odd name</p>",
	}
}

// indexed runs over all posts in dir and makes the catalogue.
func indexed(t *testing.T, out, in string, opts Options) *IndexReport {
	t.Helper()
	archiveOf(t, out, in, opts)
	r, err := Index(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCatalog(t *testing.T) {
	in, out := plant(t, catalogPosts()), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	files := catalogOf(t, out)
	for term, want := range map[string][]string{
		"lighthouse": {"One & <b>"}, "skarv": {"One & <b>"}, "ada": {"One & <b>"},
		"潮汐": {"潮汐"}, "码头": {"潮汐"}, "钟": {"潮汐"},
		"كتاب": {"three"}, "الارض": {"three"}, "alert": {}, "nothing": {},
		"#y:": {"x'\"&<", "three"}, "#t:": {"x'\"&<", "three", "潮汐"}, // undated, and without a tag
		"#y:2021": {"潮汐"}, "#t:x": {"One & <b>"}, "#a:Ada": {"One & <b>"}, "#c:k": {"潮汐"}, "#f:b": {"潮汐"}, "#m:pictures": {"One & <b>"},
	} {
		if got := searched(t, files, term); !slices.Equal(got, want) {
			t.Errorf("search %s: %q, want %q", term, got, want)
		}
	}
	offered := value[struct{ Facets map[string]json.RawMessage }](t, files, loadedFirst(files)).Facets
	for kind, want := range map[string]string{
		"y": `[["",2],["2021",1],["2020",1]]`, "c": `[["",3],["k",1],["l",1]]`, "t": `[["",3],["x",1],["y",1]]`, "a": `[["",3],["Ada",1]]`, "f": `[["a",1],["b",1]]`,
	} {
		if got := string(offered[kind]); got != want {
			t.Errorf("facets %s: %s, want %s", kind, got, want)
		}
	}
	for name, content := range files {
		if strings.Contains(content, "<b>") && !strings.HasPrefix(name, "search-") {
			t.Errorf("%s has the markup of a title", name)
		}
	}
	front := files[catalogFile]
	for _, want := range []string{"One &amp; &lt;b&gt;", "4 posts, 0 pictures, 1 not to be had", "b/two/index.html", catalogMark, "index.files/list-0.html"} {
		if !strings.Contains(front, want) {
			t.Errorf("index.html lacks %s:\n%s", want, front)
		}
	}
	if strings.Index(front, "潮汐") > strings.Index(front, "One &amp;") {
		t.Error("older posts come first")
	}
	if text := value[[]string](t, files, onlyFile(t, files, "text")); !slices.Contains(text, "码头尽头新装的钟") {
		t.Errorf("texts: %q", text)
	}
}

// What no post has is no choice.
func TestCatalogWithoutFacets(t *testing.T) {
	in, out := plant(t, map[string]string{"a.html": "<p>a</p>", "b.html": "---\ntags: [t]\n---\n<p>b</p>"}), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	files := catalogOf(t, out)
	got := value[struct{ Facets map[string]json.RawMessage }](t, files, loadedFirst(files)).Facets
	if string(got["t"]) != `[["",1],["t",1]]` || len(got) != 1 {
		t.Errorf("%s", got)
	}
}

// Of many labels the list shows a few; the search knows the others, too.
func TestCatalogLabels(t *testing.T) {
	in, out := plant(t, map[string]string{"a.html": "---\ntags: [a1, a2, a3, a4, a5, a6, a7]\n---\n<p>a</p>"}), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	files := catalogOf(t, out)
	if front := files[catalogFile]; !strings.Contains(front, "<bdi>a6</bdi>") || strings.Contains(front, "a7") {
		t.Errorf("the list shows others than six labels:\n%s", front)
	}
	rows := value[[][]any](t, files, onlyFile(t, files, "posts"))
	if got := fmt.Sprint(rows[0][8]); got != "[a1 a2 a3 a4 a5 a6 a7]" {
		t.Errorf("the search knows %s", got)
	}
}

// Posts of Jekyll, whose names alone tell the date, are of their year and in
// their place of the list.
func TestCatalogOfDatedNames(t *testing.T) {
	in, out := plant(t, map[string]string{
		"_posts/2015-01-02-old.html": "---\ntitle: Old\n---\n<p>a</p>",
		"_posts/2016-01-02-new.html": "---\ntitle: New\n---\n<p>b</p>",
		"about.html":                 "<p>c</p>",
	}), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	files := catalogOf(t, out)
	for year, want := range map[string]string{"2015": "Old", "2016": "New"} {
		if got := searched(t, files, "#y:"+year); !slices.Equal(got, []string{want}) {
			t.Errorf("posts of %s: %q, want %s", year, got, want)
		}
	}
	front := files[catalogFile]
	if !strings.Contains(front, `<time datetime="2016-01-02">`) || strings.Index(front, ">New<") > strings.Index(front, ">Old<") {
		t.Errorf("the list has not the dates of names:\n%s", front)
	}
}

// An index that is interrupted leaves the catalogue that there was.
func TestIndexInterrupted(t *testing.T) {
	in, out := plant(t, catalogPosts()), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	before := catalogOf(t, out)
	plantIn(t, in, map[string]string{"four.html": "<p>A fourth one</p>"})
	archiveOf(t, out, in, testOptions())
	must(t, os.RemoveAll(filepath.Join(out, stateFolder, cardsFile)))
	wanted := catalogOf(t, out)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Index(ctx, out); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted index: %v", err)
	}
	if got := catalogOf(t, out); !maps.Equal(got, wanted) || maps.Equal(got, before) {
		t.Error("an interrupted index leaves another catalogue")
	}
	if r, err := Index(t.Context(), out); err != nil || r.Archived != 5 {
		t.Errorf("the next one: %+v, %v", r, err)
	}
	if got := catalogOf(t, out); !maps.Equal(got, wanted) {
		t.Error("the next one makes another catalogue")
	}
}

// What is searched is the text of the posts, for whatever program it is written.
// Beside a title stands the first picture that is not tiny.
func TestCatalogThumbs(t *testing.T) {
	drawn := func(side int) string { return string(asPNG(image.NewGray(image.Rect(0, 0, side, side)))) }
	in := plant(t, map[string]string{
		"a/one.html": "<p><img src=dot.png><img src=cat.png><img src=sea.png></p>",
		"a/two.html": "<p><img src=dot.png></p>", "a/dot.png": drawn(39), "a/cat.png": drawn(40), "a/sea.png": drawn(41),
	})
	out := filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	front := catalogOf(t, out)[catalogFile]
	if n := strings.Count(front, "<img "); n != 1 || !strings.Contains(front, `<img src="a/one/images/02-cat-`) {
		t.Errorf("%d thumbnails, want that of cat.png alone:\n%s", n, front)
	}
}

func TestCatalogOfTargets(t *testing.T) {
	in := plant(t, map[string]string{"a.html": "---\ntitle: Tags\n---\n" +
		"<p>Press <kbd>q</kbd>, then {{ page.title }} or {% raw %} and {{< audio x >}} as {{% notice %}}.</p>\n" +
		"<details><summary>More</summary><p>Hidden {{% open</p></details>\n<pre><code>{{< audio y >}} {{ z }} {{< 1</code></pre>\n"})
	texts := func(name convert.TargetName) []string {
		opts, out := testOptions(), t.TempDir()
		opts.Target = convert.Target{Name: name}
		indexed(t, out, in, opts)
		files := catalogOf(t, out)
		return value[[]string](t, files, onlyFile(t, files, "text"))
	}
	want := texts(convert.TargetPlain)
	if !strings.Contains(want[0], "Press q, then {{ page.title }}") {
		t.Errorf("%q", want)
	}
	for _, name := range convert.TargetNames {
		if got := texts(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// However the archive came to be what it is, its catalogue is the same: at
// once, bit by bit, without its memory, from the bundles. And what has not
// changed is not written.
func TestCatalogIsAFunctionOfTheBundles(t *testing.T) {
	posts := catalogPosts()
	in, out := plant(t, posts), filepath.Join(t.TempDir(), "blog")
	indexed(t, out, in, testOptions())
	want := catalogOf(t, out)
	age(t, out)
	times := func() map[string]time.Time {
		all := map[string]time.Time{}
		filepath.Walk(out, func(p string, info os.FileInfo, err error) error {
			if err == nil && info.Mode().IsRegular() && !strings.Contains(p, stateFolder) {
				all[p] = info.ModTime()
			}
			return nil
		})
		return all
	}
	before := times()
	same := func(what string) {
		t.Helper()
		if diff := gocmp.Diff(want, catalogOf(t, out)); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
		if diff := gocmp.Diff(before, times()); diff != "" {
			t.Errorf("%s: files were written: %s", what, diff)
		}
	}
	indexed(t, out, in, testOptions())
	same("run again")
	for _, name := range []string{cardsFile, stampFile, memoryFile} {
		os.Remove(filepath.Join(out, stateFolder, name))
		indexed(t, out, in, testOptions())
		same("without " + name)
	}
	os.WriteFile(filepath.Join(out, stateFolder, cardsFile), []byte(cardsHeader+"1\n\x00\x00\x00\x05\x00\x00\x00\x05{}{}{}"), 0o644)
	if _, err := Index(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	same("Index, with damaged cards")

	os.Remove(filepath.Join(out, catalogFolder, onlyFile(t, want, "terms")+".js"))
	os.Remove(filepath.Join(out, catalogFile)) // what the catalogue tells readers to do when data is lost
	indexed(t, out, in, testOptions())
	if diff := gocmp.Diff(want, catalogOf(t, out)); diff != "" {
		t.Errorf("made anew: %s", diff)
	}

	bit := filepath.Join(t.TempDir(), "bit")
	few := maps.Clone(posts)
	delete(few, "b/two.html")
	indexed(t, bit, plant(t, few), testOptions())
	indexed(t, bit, in, testOptions())
	if diff := gocmp.Diff(want, catalogOf(t, bit)); diff != "" {
		t.Errorf("bit by bit: %s", diff)
	}
	opts := testOptions()
	opts.Prune = true
	os.Remove(filepath.Join(in, "b/two.html"))
	indexed(t, bit, in, opts)
	if strings.Contains(catalogOf(t, bit)[catalogFile], "潮汐") {
		t.Error("a bundle that is gone is listed")
	}
}

// With pages a run makes it: the one that Index makes, also bit by bit, where
// the terms of bundles that have not changed are taken over from the state. A
// run that has nothing to do writes nothing, and without pages there is none.
func TestCatalogOfRuns(t *testing.T) {
	t.Parallel()
	posts := catalogPosts()
	in, out := plant(t, posts), filepath.Join(t.TempDir(), "blog")
	age(t, in)
	opts := testOptions()
	opts.Pages = true
	archiveOf(t, out, in, opts)
	want := catalogOf(t, out)
	if _, err := Index(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, catalogOf(t, out)); diff != "" {
		t.Errorf("made by Index: %s", diff)
	}

	bit := filepath.Join(t.TempDir(), "bit")
	few := maps.Clone(posts)
	delete(few, "b/two.html")
	few["c/late.html"] = "---\ndate: 2030-01-01\n---\n<p>lighthouse lamp</p>"
	archiveOf(t, bit, plant(t, few), opts)
	if got := searched(t, catalogOf(t, bit), "lighthouse"); !slices.Equal(got, []string{"One & <b>", "late"}) {
		t.Errorf("at first: %q", got)
	}
	opts.Prune = true
	archiveOf(t, bit, in, opts)
	if diff := gocmp.Diff(want, catalogOf(t, bit)); diff != "" {
		t.Errorf("bit by bit: %s", diff)
	}
	age(t, bit)
	archiveOf(t, bit, in, opts)
	before := modified(t, bit)
	archiveOf(t, bit, in, opts)
	if diff := gocmp.Diff(before, modified(t, bit)); diff != "" {
		t.Errorf("a run with nothing to do writes: %s", diff)
	}

	for _, name := range []string{catalogFile, termsFile, cardsFile} { // what was damaged is made again
		for _, p := range []string{filepath.Join(bit, name), filepath.Join(bit, stateFolder, name)} {
			if _, err := os.Stat(p); err == nil {
				os.WriteFile(p, []byte(catalogMark+"x"), 0o644)
			}
		}
		os.Remove(filepath.Join(bit, stateFolder, stampFile))
		archiveOf(t, bit, in, opts)
		if diff := gocmp.Diff(want, catalogOf(t, bit)); diff != "" {
			t.Errorf("after damage to %s: %s", name, diff)
		}
	}

	spoiled, err := filepath.Glob(filepath.Join(bit, catalogFolder, "*"))
	if err != nil || len(spoiled) < 5 {
		t.Fatal(spoiled, err)
	}
	for i, p := range append(spoiled, filepath.Join(bit, catalogFile)) { // noticed without that, too
		if os.Remove(p); i%2 == 0 {
			os.WriteFile(p, []byte(catalogMark), 0o644)
		}
		if r, err := Verify(t.Context(), bit, VerifyOptions{}); err != nil || p != filepath.Join(bit, catalogFile) && (len(r.Damage) != 1 || r.Damage[0].Path != catalogFile) {
			t.Errorf("verify without a whole %s: %+v, %v", filepath.Base(p), r, err)
		}
		archiveOf(t, bit, in, opts)
		if diff := gocmp.Diff(want, catalogOf(t, bit)); diff != "" {
			t.Errorf("after damage to %s: %s", filepath.Base(p), diff)
		}
		if r, err := Verify(t.Context(), bit, VerifyOptions{}); err != nil || len(r.Damage) > 0 {
			t.Errorf("verify after that: %+v, %v", r, err)
		}
	}

	for what, want := range map[string]Class{"front": ClassMissing, "all": ""} { // who has deleted all of it wants none
		whole := copyTree(t, bit)
		os.Remove(filepath.Join(whole, catalogFile))
		if what == "all" {
			os.RemoveAll(filepath.Join(whole, catalogFolder))
		}
		r, err := Verify(t.Context(), whole, VerifyOptions{})
		if err != nil || (want == "") != (len(r.Damage) == 0) || want != "" && (r.Damage[0].Path != catalogFile || r.Damage[0].Class != want) {
			t.Errorf("verify without the %s of the catalogue: %+v, %v", what, r, err)
		}
	}

	plantIn(t, bit, map[string]string{catalogFolder + "/.DS_Store": "how it was shown"}) // what others put there is no damage
	if r, err := Verify(t.Context(), bit, VerifyOptions{}); err != nil || len(r.Damage) > 0 {
		t.Errorf("verify with a file of others: %+v, %v", r, err)
	}

	opts.Pages, opts.Prune = false, false
	plain := filepath.Join(t.TempDir(), "plain")
	archiveOf(t, plain, in, opts)
	if _, err := os.Stat(filepath.Join(plain, catalogFile)); err == nil {
		t.Error("without pages there is a catalogue")
	}
}

// modified returns when each file of an archive was written.
func modified(t *testing.T, out string) map[string]string {
	t.Helper()
	all := map[string]string{}
	filepath.Walk(out, func(p string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() && info.Name() != "lock" && info.Name() != "holder" {
			all[p] = info.ModTime().String()
		}
		return nil
	})
	return all
}

// An index.html that somebody has put there stays, and a warning tells.
func TestCatalogForeign(t *testing.T) {
	in, out := plant(t, catalogPosts()), filepath.Join(t.TempDir(), "blog")
	os.MkdirAll(out, 0o755)
	os.WriteFile(filepath.Join(out, catalogFile), []byte("mine"), 0o644)
	r := indexed(t, out, in, testOptions())
	if b, _ := os.ReadFile(filepath.Join(out, catalogFile)); string(b) != "mine" || len(r.Warnings) != 1 || r.Warnings[0].Class != ClassExists || r.Archived != 4 {
		t.Errorf("%q, %+v", b, r)
	}
}

// No post takes the place of the catalogue.
func TestCatalogNames(t *testing.T) {
	in := plant(t, map[string]string{"index.html.html": "<p>a</p>", "Index.Files.html": "<p>b</p>", "index.files/x.html": "<p>c</p>"})
	out := filepath.Join(t.TempDir(), "blog")
	if r := archiveOf(t, out, in, testOptions()); r.Written != 3 || len(r.Warnings) > 0 {
		t.Errorf("%+v", r)
	}
	for p := range snapshot(t, out) {
		if low := strings.ToLower(p); strings.HasPrefix(low, "index.files/") || strings.HasPrefix(low, "index.html/") {
			t.Errorf("%s is in the catalogue's place", p)
		}
	}
	indexed(t, out, in, testOptions())
	catalogOf(t, out)
}

// Cards are looked for in the order in which a walk meets their bundles.
func TestCompareBundles(t *testing.T) {
	w := emptyWorkplace(t)
	names := []string{"a-b/x", "a.b", "a/x-y", "a/x/z", "ab/c/d", "b", "潮/a"}
	for _, name := range names {
		must(t, w.root.MkdirAll(name, 0o777))
		must(t, w.root.WriteFile(name+"/"+manifestFile, nil, 0o666))
	}
	var met []string
	err := (&verifier{root: w.root}).each(t.Context(), ".", func(bundle string) error {
		met = append(met, bundle)
		return nil
	})
	slices.SortFunc(names, compareBundles)
	if err != nil || !slices.Equal(met, names) {
		t.Errorf("met %q, %v, sorted %q", met, err, names)
	}
}

// Cards that cannot be opened or read are none, and it is known why.
func TestCardReader(t *testing.T) {
	dir := t.TempDir()
	place := &workplace{rootOf(t, dir), "."}
	for why, tt := range map[string]struct {
		files map[string]string
		want  error
	}{
		"nothing there":       {nil, fs.ErrNotExist},
		"of another version":  {map[string]string{cardsFile: "cards 0\nx"}, nil},
		"at their end":        {map[string]string{cardsFile: cardsHeader + "1\n"}, nil},
		"cut":                 {map[string]string{cardsFile: cardsHeader + "1\n\x00\x00\x00\x01\x00"}, nil},
		"of endless length":   {map[string]string{cardsFile: cardsHeader + "1\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}, errBadState},
		"of another sum":      {map[string]string{cardsFile: cardsHeader + "1\n\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00{}"}, errBadState},
		"a folder in a place": {map[string]string{cardsFile + "/": ""}, errNotRegular},
	} {
		os.RemoveAll(filepath.Join(dir, cardsFile))
		plantIn(t, dir, tt.files)
		r := place.openCards()
		if c := r.card(); c != nil || r.seek("a") != nil || !errors.Is(r.err, tt.want) {
			t.Errorf("%s: %v, %v, want %v", why, c, r.err, tt.want)
		}
		r.close()
	}
}
