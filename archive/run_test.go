package archive

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

// An origin serves every path that ends in .png as a picture of its own, and
// counts.
type origin struct {
	*httptest.Server
	mu    sync.Mutex
	asked map[string]int
	lacks func(path string) bool // nil: nothing
	hangs string                 // a path that is never answered
	other string                 // other than "": every picture is another one
}

func newOrigin(t *testing.T) *origin {
	o := &origin{asked: map[string]int{}}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.asked[r.URL.Path]++
	gone, hangs := o.lacks != nil && o.lacks(r.URL.Path), o.hangs == r.URL.Path
	o.mu.Unlock()
	if hangs {
		<-r.Context().Done()
		return
	}
	if gone || !strings.HasSuffix(r.URL.Path, ".png") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", `"1"`)
	w.Write(o.picture(r.URL.Path))
}

func (o *origin) picture(path string) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return pngOf(int(crc32.ChecksumIEEE([]byte(o.other+path)) & 0xffff))
}

// reset forgets what was asked and returns it.
func (o *origin) reset() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	was := o.asked
	o.asked = map[string]int{}
	return was
}

func (o *origin) lack(f func(string) bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lacks = f
}

// hang leaves requests for a path without an answer; "" for none.
func (o *origin) hang(path string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hangs = path
}

// change makes all pictures others.
func (o *origin) change(other string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.other = other
}

func everything(string) bool { return true }

// post is a small post that shows pictures.
func post(o *origin, text string, pictures ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\n---\n\n<p>%s</p>\n", text, text)
	for _, p := range pictures {
		if !strings.Contains(p, ":") && o != nil {
			p = o.URL + "/" + p
		}
		fmt.Fprintf(&b, "<p><img src=%q alt=\"alt\"></p>\n", p)
	}
	return b.String()
}

func testOptions() Options {
	return Options{
		Rate: -1, AllowNet: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Version: "test", Epoch: time.Unix(1700000000, 0), Pages: true,
	}
}

// archiveOf runs over all posts in dir.
func archiveOf(t *testing.T, out, in string, opts Options) *Report {
	t.Helper()
	r, err := tryArchive(t, context.Background(), out, in, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// archived plants posts, and archives them into what is called name in a folder
// of its own.
func archived(t *testing.T, name string, posts map[string]string) (in, out string) {
	t.Helper()
	in, out = plant(t, posts), filepath.Join(t.TempDir(), name)
	archiveOf(t, out, in, testOptions())
	return in, out
}

func tryArchive(t *testing.T, ctx context.Context, out, in string, opts Options) (*Report, error) {
	t.Helper()
	sources, _, err := findAll([]string{in})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, out, opts)
	defer a.Close()
	return a.Run(ctx, sources)
}

// snapshot returns all files of an archive but for its state.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, p)
		switch {
		case err != nil:
			return err
		case e.Name() == stateFolder, rel == catalogFolder:
			return fs.SkipDir
		case rel == catalogFile && fileHas(p, catalogMark): // has tests of its own
			return nil
		case rel == ".":
			return nil
		case e.IsDir():
			files[filepath.ToSlash(rel)+"/"] = ""
			return nil
		case !e.Type().IsRegular():
			files[filepath.ToSlash(rel)] = "odd"
			return nil
		}
		b, err := os.ReadFile(p)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameFiles(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("%s: names (-want +got):\n%s", what, diff)
	}
	for name, content := range want {
		if g, ok := got[name]; ok && g != content {
			t.Errorf("%s: %s (-want +got):\n%s", what, name, cmp.Diff(content, g))
		}
	}
}

// sound fails if verify finds anything in an archive, a folder or a pack.
func sound(t *testing.T, name string, bundles int) {
	t.Helper()
	r, err := Verify(context.Background(), name, VerifyOptions{})
	if err != nil || len(r.Damage) > 0 || r.Bundles != bundles {
		t.Errorf("verifying %s: %+v, %v, want %d bundles", filepath.Base(name), r, err, bundles)
	}
}

func TestRun(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, map[string]string{
		"a/one.html": post(o, "one", "cat.png", "sub/dog.png", "cat.png", "gone.gif"),
		"two.md":     post(o, "two"),
		"binary.md":  "\x00\x01\x02\x00",
	})
	out := filepath.Join(t.TempDir(), "new", "archive")
	var events []Event
	opts := testOptions()
	opts.Event = func(e Event) { events = append(events, e) }
	r := archiveOf(t, out, in, opts)

	want := Report{Posts: 3, Written: 2, Failed: 1, Images: 2, Missing: 1, Bytes: int64(len(o.picture("/cat.png")) + len(o.picture("/sub/dog.png"))), Requests: 3}
	got := *r
	got.Problems, got.Warnings = nil, nil
	if s := got.Spent; s.Converted != 2 || s.Had != 2 || s.Held != 0 || s.Source == 0 || s.Convert <= 0 || s.Gather <= 0 || s.Commit <= 0 {
		t.Errorf("spent %+v on 2 posts with 2 images that nobody held", s)
	}
	got.Spent = Spent{} // which no two runs share
	if diff := cmp.Diff(want, got, cmp.AllowUnexported()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if len(r.Problems) != 2 || r.Problems[0].Address != o.URL+"/gone.gif" || r.Problems[0].Class != ClassHTTPStatus || r.Problems[1].Path != "binary.md" || r.Problems[1].Class != convert.ClassBinary {
		t.Errorf("problems: %v", r.Problems)
	}
	files := snapshot(t, out)
	cat := "images/01-cat-" + sha256Hex(o.picture("/cat.png"))[:8] + ".png"
	index := files["a/one/index.md"]
	for _, s := range []string{"title: one", "![alt](" + cat + ")", "![alt](" + o.URL + "/gone.gif)"} {
		if !strings.Contains(index, s) {
			t.Errorf("index.md lacks %s:\n%s", s, index)
		}
	}
	if files["a/one/"+cat] != string(o.picture("/cat.png")) {
		t.Errorf("%s has other bytes than were served", cat)
	}
	if files["a/one/source.txt"] != post(o, "one", "cat.png", "sub/dog.png", "cat.png", "gone.gif") {
		t.Error("source.txt is not the input")
	}
	if _, ok := files["binary/"]; ok {
		t.Error("a post that failed has a bundle")
	}
	sound(t, out, 2)
	checkEvents(t, events)
}

func checkEvents(t *testing.T, events []Event) {
	t.Helper()
	n := map[string]int{}
	for _, e := range events {
		n[fmt.Sprintf("%T", e)]++
	}
	want := map[string]int{"archive.RunPlanned": 1, "archive.AssetDone": 3, "archive.PostDone": 3}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if _, ok := events[0].(RunPlanned); !ok {
		t.Errorf("the first event is a %T", events[0])
	}
}

// The bytes of an archive depend on the input and the answers alone.
func TestRunIsReproducible(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	files := map[string]string{}
	for i := range 30 {
		files[fmt.Sprintf("d%d/p%d.md", i%3, i)] = post(o, fmt.Sprint("post ", i), fmt.Sprintf("%d.png", i%7), "shared.png", "gone.gif")
	}
	in := plant(t, files)
	var want map[string]string
	for _, jobs := range []int{1, 2, 16} {
		opts := testOptions()
		opts.Jobs = jobs
		out := t.TempDir()
		r := archiveOf(t, out, in, opts)
		got := snapshot(t, out)
		if want == nil {
			want = got
		}
		sameFiles(t, fmt.Sprintf("%d jobs", jobs), want, got)
		if !slices.IsSortedFunc(r.Problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) }) {
			t.Errorf("%d jobs: problems are not in the order of the posts", jobs)
		}
	}
}

func TestRunAgain(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, map[string]string{
		"whole.md": post(o, "whole", "a.png"),
		"lacks.md": post(o, "lacks", "b.png", "later.png"),
	})
	age(t, in)
	out := t.TempDir()
	later := func(p string) bool { return p == "/later.png" }
	o.lack(later)
	again := testOptions()
	again.RetryMissing = true
	archiveOf(t, out, in, testOptions())
	first := snapshot(t, out)
	o.reset()

	r := archiveOf(t, out, in, again)
	sameFiles(t, "nothing has changed", first, snapshot(t, out))
	if asked := o.reset(); len(asked) != 1 || asked["/later.png"] == 0 {
		t.Errorf("the second run asked for %v, want later.png only", asked)
	}
	if r.Unchanged != 2 || r.Written != 0 || r.Missing != 1 || r.Images != 2 || len(r.Problems) != 1 {
		t.Errorf("the second run: %+v", r)
	}

	o.lack(nil)
	r = archiveOf(t, out, in, again)
	if asked := o.reset(); len(asked) != 1 || r.Written != 1 || r.Missing != 0 {
		t.Errorf("the third run asked for %v: %+v", asked, r)
	}
	fresh := t.TempDir()
	archiveOf(t, fresh, in, testOptions())
	sameFiles(t, "healed", snapshot(t, fresh), snapshot(t, out))
	sound(t, out, 2)
}

// age makes files old enough for their time to be trusted.
func age(t *testing.T, dir string) {
	t.Helper()
	old := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(p, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What has not changed is not even opened, and nothing is written.
func TestRunUnchangedReadsNothing(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, map[string]string{"a.md": post(o, "a", "a.png"), "b.md": post(o, "b")})
	age(t, in)
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	state, err := os.Stat(onDisk(out, memoryFile))
	if err != nil {
		t.Fatal(err)
	}
	sources, _, err := findAll([]string{in})
	if err != nil {
		t.Fatal(err)
	}
	for i := range sources {
		sources[i].File += ".gone" // reading one would fail
	}
	a := open(t, out, testOptions())
	defer a.Close()
	r, err := a.Run(context.Background(), sources)
	if err != nil || r.Unchanged != 2 || r.Images != 1 || len(r.Problems) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if again, _ := os.Stat(onDisk(out, memoryFile)); !os.SameFile(state, again) {
		t.Error("the state was written again")
	}
}

// The state is a cache: without it the bundles tell what is finished.
func TestRunWithoutState(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "", map[string]string{"a.md": post(o, "a", "a.png"), "bad\xff.md": post(o, "b", "b.png")})
	first := snapshot(t, out)
	o.reset()
	must(t, os.RemoveAll(filepath.Join(out, stateFolder)))
	r := archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) > 0 || r.Unchanged != 2 {
		t.Errorf("asked for %v: %+v", asked, r)
	}
	sameFiles(t, "without state", first, snapshot(t, out))
}

func TestRunAfterEdit(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, map[string]string{
		"edited.md": post(o, "before", "a.png", "b.png"),
		"other.md":  post(o, "other", "c.png"),
	})
	age(t, in)
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	first := snapshot(t, out)
	o.reset()
	o.lack(everything) // all servers are gone by now
	plantIn(t, in, map[string]string{"edited.md": post(o, "after", "b.png", "a.png", "new.png")})
	r := archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) != 1 || asked["/new.png"] == 0 {
		t.Errorf("asked for %v, want new.png only", asked)
	}
	if r.Written != 1 || r.Reshaped != 0 || r.Unchanged != 1 || r.Images != 3 || r.Missing != 1 {
		t.Errorf("report: %+v", r)
	}
	got := snapshot(t, out)
	b := "images/01-b-" + sha256Hex(o.picture("/b.png"))[:8] + ".png"
	if !strings.Contains(got["edited/index.md"], "after") || !strings.Contains(got["edited/index.md"], b) {
		t.Errorf("index.md:\n%s", got["edited/index.md"])
	}
	for name, content := range first {
		if strings.HasPrefix(name, "other/") && got[name] != content {
			t.Errorf("%s has changed", name)
		}
	}
	sound(t, out, 2)
}

// A kept file that is damaged is asked for again.
func TestRunMendsKeptFiles(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "", map[string]string{"a.md": post(o, "before", "a.png", "b.png")})
	o.reset()
	name := "a/images/01-a-" + sha256Hex(o.picture("/a.png"))[:8] + ".png"
	plantIn(t, out, map[string]string{name: "damaged"})
	plantIn(t, in, map[string]string{"a.md": post(o, "after", "a.png", "b.png")})
	archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) != 1 || asked["/a.png"] != 1 {
		t.Errorf("asked for %v, want a.png only", asked)
	}
	sound(t, out, 1)
}

func TestRunAfterOtherOptions(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, map[string]string{"a.md": post(o, "a", "a.png")})
	age(t, in)
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	o.reset()
	sources, _, _ := findAll([]string{in})
	a, err := New(out, convert.New(convert.Options{NoAudit: true}), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Run(context.Background(), sources)
	if err != nil || r.Written != 1 || r.Reshaped != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if asked := o.reset(); len(asked) > 0 {
		t.Errorf("asked for %v again", asked)
	}
	if m := snapshot(t, out)["a/markive.json"]; strings.Contains(m, `"kept"`) {
		t.Errorf("the manifest has an audit still:\n%s", m)
	}
}

// Whoever is told to stop stops, and leaves nothing half.
func TestRunCancelled(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("p%02d.md", i)] = post(o, fmt.Sprint("post ", i), fmt.Sprintf("%d.png", i))
	}
	in, fresh := archived(t, "", files)
	want := snapshot(t, fresh)

	o.hang("/39.png") // so that the run cannot end before it is stopped
	out := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	opts := testOptions()
	done := 0
	opts.Event = func(e Event) {
		if _, ok := e.(PostDone); ok {
			if done++; done == 5 {
				cancel()
			}
		}
	}
	if _, err := tryArchive(t, ctx, out, in, opts); !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v, want that of the context", err)
	}
	got := snapshot(t, out)
	for name, content := range got {
		if want[name] != content {
			t.Errorf("%s is not what an undisturbed run has", name)
		}
	}
	if len(got) == len(want) {
		t.Error("the run was not stopped")
	}
	o.hang("")
	o.reset()
	archiveOf(t, out, in, testOptions())
	sameFiles(t, "resumed", want, snapshot(t, out))
	for name := range got {
		p := strings.TrimPrefix(name, "p0")
		if n, ok := strings.CutSuffix(p, "/index.md"); ok && o.asked["/"+n+".png"] > 0 {
			t.Errorf("the image of the finished %s was asked for again", name)
		}
	}
}

// Two bundles never share a file, though the first has that of the spool: what
// its owner does to one must not happen to the other.
func TestRunSharesNoFile(t *testing.T) {
	o := newOrigin(t)
	_, out := archived(t, "blog", map[string]string{"a.html": post(o, "a", "1.png"), "b.html": post(o, "b", "1.png"), "c.html": post(o, "c", "1.png")})
	var infos []fs.FileInfo
	for _, name := range []string{"a", "b", "c"} {
		found, _ := filepath.Glob(filepath.Join(out, name, "images/*"))
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o444 != 0o444 {
			t.Errorf("%s has mode %v", found[0], info.Mode())
		}
		infos = append(infos, info)
	}
	if os.SameFile(infos[0], infos[1]) || os.SameFile(infos[1], infos[2]) || os.SameFile(infos[0], infos[2]) {
		t.Error("two bundles share the file of one picture")
	}
}

func fileHas(name, text string) bool {
	b, err := os.ReadFile(name)
	return err == nil && strings.Contains(string(b), text)
}

// must ends a test, also one of rapid's, that cannot go on.
func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An Archiver runs more than once; one of a pack says that it does not.
func TestRunAgainWithoutClosing(t *testing.T) {
	for name, packs := range map[string]bool{"blog": false, "blog.tar": true, "blog.zip": true} {
		in := plant(t, map[string]string{"a.html": "<p>one</p>", "b.html": "<p>two</p>"})
		out := filepath.Join(t.TempDir(), name)
		a := open(t, out, testOptions())
		posts, _, err := findAll([]string{in})
		must(t, err)
		if r, err := a.Run(t.Context(), posts); err != nil || r.Written != 2 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		plantIn(t, in, map[string]string{"a.html": "<p>another</p>"})
		switch r, err := a.Run(t.Context(), posts); {
		case packs && (err == nil || !strings.Contains(err.Error(), "written by one run")):
			t.Errorf("%s: the second run ends with %v", name, err)
		case !packs && (err != nil || r.Written != 1 || r.Unchanged != 1):
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		must(t, a.Close())
		sound(t, out, 2)
	}
}
