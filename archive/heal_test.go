package archive

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/markive/markive/convert"
)

// A bundle that is not as it was written is written anew. Names and sizes are
// looked at by every run, bytes if it was asked to. What stood there goes to
// the state, and nothing that is whole is asked for again.
func TestRunHeals(t *testing.T) {
	t.Parallel()
	const one = "a/one/"
	for _, tt := range []struct {
		what   string
		damage func(file func(string) string)
		verify bool
		asked  int // pictures that have to come from the server again
	}{
		{"a picture is gone", func(f func(string) string) { os.Remove(f("images/*1-*")) }, false, 1},
		{"a picture is cut", func(f func(string) string) { os.Truncate(f("images/*1-*"), 20) }, false, 1},
		{"the text is gone", func(f func(string) string) { os.Remove(f("index.md")) }, false, 0},
		{"the source is gone", func(f func(string) string) { os.Remove(f("source.txt")) }, false, 0},
		{"the list is gone", func(f func(string) string) { os.Remove(f("manifest-sha256.txt")) }, false, 0},
		{"the manifest is gone", func(f func(string) string) { os.Remove(f("markive.json")) }, true, 2},
		{"the manifest is torn", func(f func(string) string) { os.Truncate(f("markive.json"), 50) }, true, 2},
		{"a bit of a picture", func(f func(string) string) { flip(f("images/*1-*")) }, true, 1},
		{"a bit of the text", func(f func(string) string) { flip(f("index.md")) }, true, 0},
		{"a bit of the list", func(f func(string) string) { flip(f("manifest-sha256.txt")) }, true, 0},
	} {
		for _, format := range []Format{FormatPlain, FormatBag} {
			t.Run(tt.what+string(format), func(t *testing.T) {
				o := newOrigin(t)
				in := plant(t, threePosts(o))
				out := filepath.Join(t.TempDir(), "blog")
				opts := testOptions()
				opts.Format = format
				archiveOf(t, out, in, opts)
				age(t, in)
				archiveOf(t, out, in, opts) // so that the state would let it pass
				want := snapshot(t, out)
				o.reset()
				tt.damage(func(pattern string) string {
					if format == FormatBag && !strings.HasPrefix(pattern, "manifest") {
						pattern = "data/" + pattern
					}
					found, _ := filepath.Glob(filepath.Join(out, one, pattern))
					if len(found) != 1 {
						t.Fatalf("%s: %v", pattern, found)
					}
					return found[0]
				})
				opts.Verify = tt.verify
				r := archiveOf(t, out, in, opts)
				if len(r.Healed) != 1 || r.Healed[0].Path != "a/one.html" || r.Written != 1 || len(r.Problems) > 0 {
					t.Errorf("%+v", r)
				}
				sameFiles(t, "healed", want, snapshot(t, out))
				if asked := o.reset(); len(asked) != tt.asked {
					t.Errorf("asked for %v, want %d", asked, tt.asked)
				}
				if _, err := os.Stat(onDisk(out, damagedFolder+"/"+one)); err != nil {
					t.Errorf("the damaged bundle is gone: %v", err)
				}
			})
		}
	}
}

func flip(name string) {
	data, _ := os.ReadFile(name)
	os.WriteFile(name, flipped(data, len(data)/2), 0o644)
}

// Whole pictures outlive the loss of the manifest and of their server, also if
// the post shows them in another order by then: source.txt tells which was which.
func TestRunHealsWithoutServer(t *testing.T) {
	t.Parallel()
	for _, edited := range []bool{false, true} {
		o := newOrigin(t)
		in, out := archived(t, "blog", threePosts(o))
		images := filepath.Join(out, "a/one/images")
		want := slices.Sorted(maps.Values(snapshot(t, images)))
		o.lack(everything)
		os.Truncate(filepath.Join(out, "a/one/markive.json"), 50)
		if edited {
			plantIn(t, in, map[string]string{"a/one.html": post(o, "other words", "2.png", "1.png")})
		}
		opts := testOptions()
		opts.Verify = true
		if r := archiveOf(t, out, in, opts); r.Missing > 0 || len(r.Healed) != 1 {
			t.Errorf("edited %t: %+v", edited, r)
		}
		if got := slices.Sorted(maps.Values(snapshot(t, images))); !slices.Equal(got, want) {
			t.Errorf("edited %t: other pictures", edited)
		}
		first, _ := filepath.Glob(filepath.Join(images, "01-*"))
		if len(first) != 1 || strings.HasPrefix(filepath.Base(first[0]), "01-2-") != edited {
			t.Errorf("edited %t: the first picture is %q", edited, first)
		}
		sound(t, out, 3)
	}
}

// Where both lists are lost the names of the files tell what they were: a picture
// with other bytes is none. Only a run that is to verify believes that, since a
// folder of the user's may look like it.
func TestRunHealsWithoutLists(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{FormatPlain, FormatBag} {
		o := newOrigin(t)
		in := plant(t, threePosts(o))
		out := filepath.Join(t.TempDir(), "blog")
		opts := testOptions()
		opts.Format = format
		archiveOf(t, out, in, opts)
		one := filepath.Join(out, "a/one")
		data := filepath.Join(one, format.payload())
		os.Remove(filepath.Join(one, checksumFile))
		os.Remove(filepath.Join(data, manifestFile))
		pictures, _ := filepath.Glob(filepath.Join(data, "images/*"))
		flip(pictures[1])
		o.lack(everything)
		if r := archiveOf(t, out, in, opts); r.Failed != 1 || r.Problems[0].Class != ClassExists {
			t.Errorf("%s, not to verify: %+v", format, r)
		}
		opts.Verify = true
		if r := archiveOf(t, out, in, opts); r.Failed > 0 || r.Missing != 1 || len(r.Healed) != 1 {
			t.Errorf("%s: %+v", format, r)
		}
		if left, _ := filepath.Glob(filepath.Join(data, "images/*")); len(left) != 1 || left[0] != pictures[0] {
			t.Errorf("%s: held %q, want %q", format, left, pictures[:1])
		}
		sound(t, out, 3)
	}
}

// Pictures with the same bytes are one file, which is called by the first of them.
// The text tells that others lead there, too.
func TestRunHealsSharedFiles(t *testing.T) {
	t.Parallel()
	same := pngBytes()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(path.Base(r.URL.Path)) > len("cat.png") { // any name would be too much
			http.NotFound(w, r)
			return
		}
		w.Write(same)
	}))
	in, out := archived(t, "", map[string]string{"a.md": post(nil, "a", server.URL+"/cat.png", server.URL+"/other/dog.png", server.URL+"/cat.png?again")})
	want, _ := os.ReadFile(filepath.Join(out, "a/index.md"))
	server.Close()
	os.Remove(filepath.Join(out, "a/markive.json"))
	if r := archiveOf(t, out, in, testOptions()); r.Missing > 0 || len(r.Healed) != 1 {
		t.Errorf("%+v", r)
	}
	if got, _ := os.ReadFile(filepath.Join(out, "a/index.md")); string(got) != string(want) {
		t.Errorf("the text is\n%s, was\n%s", got, want)
	}
	sound(t, out, 1)
}

// Without the source nobody knows which picture of another text was which, and
// a source that does not say what it said is not asked.
func TestRunHealsWithoutSource(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "blog", threePosts(o))
	os.Remove(filepath.Join(out, "b/markive.json"))
	plantIn(t, out, map[string]string{"b/source.txt": post(o, "three", "new/3.png")})
	plantIn(t, in, map[string]string{"b.html": post(o, "other words", "new/3.png")})
	o.lack(everything)
	r := archiveOf(t, out, in, testOptions())
	if found, _ := filepath.Glob(filepath.Join(out, "b/images/*")); r.Missing != 1 || len(found) > 0 {
		t.Errorf("%d missing; taken for the new picture: %q", r.Missing, found)
	}
}

// A text that its owner has edited is no damage.
func TestRunLeavesEditedText(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "blog", threePosts(o))
	text := filepath.Join(out, "b/index.md")
	os.WriteFile(text, []byte("my own words\n"), 0o644)
	if r := archiveOf(t, out, in, testOptions()); len(r.Healed) > 0 || r.Written > 0 {
		t.Errorf("%+v", r)
	}
	if data, _ := os.ReadFile(text); string(data) != "my own words\n" {
		t.Errorf("now it says %q", data)
	}
}

// A bundle that was looked at in a file browser can be replaced: what that has
// left there is nobody's work, as a note is.
func TestRunReplacesWhatWasLookedAt(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	for file, want := range map[string]int{".DS_Store": 1, "images/Thumbs.db": 1, "._index.md": 1, "desktop.ini": 1, "note.txt": 0, "images/.DS_Store.txt": 0} {
		in, out := archived(t, "blog", threePosts(o))
		plantIn(t, out, map[string]string{"b/" + file: "\x00\x05\x16\x07x"})
		plantIn(t, in, map[string]string{"b.html": post(o, "other words", "3.png")})
		if r := archiveOf(t, out, in, testOptions()); r.Written != want || r.Failed != 1-want {
			t.Errorf("%s: %d written, %d failed: %v", file, r.Written, r.Failed, r.Problems)
		}
		if _, err := os.Lstat(filepath.Join(out, "b", file)); (err == nil) != (want == 0) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A bundle of which somebody has deleted all that he saw comes back.
func TestRunFillsVacantFolder(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "blog", threePosts(o))
	want := snapshot(t, out)
	os.RemoveAll(filepath.Join(out, "b"))
	plantIn(t, out, map[string]string{"b/.DS_Store": "shown as icons", "b/Thumbs.db": "small pictures"})
	if r := archiveOf(t, out, in, testOptions()); r.Written != 1 || r.Failed > 0 {
		t.Errorf("%+v", r)
	}
	sameFiles(t, "filled", want, snapshot(t, out))
}

// What somebody has added to a bundle is no damage of it, be it a link.
func TestRunHealsNothingAdded(t *testing.T) {
	o := newOrigin(t)
	in, out := archived(t, "blog", threePosts(o))
	plantIn(t, out, map[string]string{"b/note.txt": "mine", "b/link": "-> index.md"})
	opts := testOptions()
	opts.Verify = true
	before := snapshot(t, out)
	r := archiveOf(t, out, in, opts)
	if r.Written > 0 || r.Failed > 0 || len(r.Healed) > 0 {
		t.Errorf("%+v", r)
	}
	var told []string
	for _, w := range r.Warnings {
		told = append(told, w.Error())
	}
	if want := []string{"b.html: bundle: stray: link is in no list of the bundle; left as it is", "b.html: bundle: stray: note.txt is in no list of the bundle; left as it is"}; !slices.Equal(told, want) {
		t.Errorf("warnings %q, want %q", told, want)
	}
	sameFiles(t, "verified", before, snapshot(t, out))
	if r := archiveOf(t, out, in, testOptions()); len(r.Warnings) > 0 {
		t.Errorf("without Verify: %+v", r.Warnings)
	}
}

// A folder that is not ours is not healed into a bundle.
func TestRunHealsNothingForeign(t *testing.T) {
	in := plant(t, map[string]string{"a.html": "<p>a</p>"})
	mine := map[string]string{"a/index.md": "mine", "a/manifest-sha256.txt": strings.Repeat("0", 64) + "  index.md\n"}
	out := plant(t, mine)
	opts := testOptions()
	opts.Verify = true
	if r := archiveOf(t, out, in, opts); r.Failed != 1 {
		t.Errorf("%+v", r)
	}
	for p, data := range mine {
		if now, _ := os.ReadFile(filepath.Join(out, p)); string(now) != data {
			t.Errorf("%s was touched", p)
		}
	}
}

// A picture that has lost a bit, and that nobody serves any more, may still be
// the best that there is: the bundle that holds it is kept, whatever made the
// run look at it.
func TestDamagedPictureIsKept(t *testing.T) {
	for _, kind := range append(packKinds, "blog") {
		o := newOrigin(t)
		in, out := archived(t, kind, map[string]string{"a.md": post(o, "a", "1.png")})
		data, _ := os.ReadFile(out)
		picture := o.picture("/1.png")
		if kind == "blog" {
			found, _ := filepath.Glob(filepath.Join(out, "a/images/*"))
			flip(found[0])
		} else {
			at := bytes.Index(data, picture)
			os.WriteFile(out, flipped(data, at+len(picture)/2), 0o644)
		}
		o.lack(everything)
		plantIn(t, in, map[string]string{"a.md": post(o, "another", "1.png")})
		r := archiveOf(t, out, in, testOptions())
		if r.Written != 1 || len(r.Healed) != 1 || r.Missing != 1 {
			t.Errorf("%s: %+v", kind, r)
		}
		found, _ := filepath.Glob(filepath.Join(filepath.Dir(out), kind, stateFolder, damagedFolder, "a/images/*"))
		if kind != "blog" {
			found, _ = filepath.Glob(filepath.Join(filepath.Dir(out), stateFolder, kind, damagedFolder, "*"))
		}
		if len(found) != 1 {
			t.Fatalf("%s: the damaged picture is gone: %v", kind, found)
		}
		if kept, _ := os.ReadFile(found[0]); !bytes.Contains(kept, flipped(picture, len(picture)/2)) {
			t.Errorf("%s: %s is not the damaged picture", kind, found[0])
		}
	}
}

// full is a bundle of which nothing can be opened: too many files are.
type full struct{ bundleFiles }

func (full) open(string) (shelved, int64, error) {
	return nil, 0, &fs.PathError{Op: "open", Path: "x", Err: syscall.EMFILE}
}

// That no more files can be opened says nothing about those of a bundle.
func TestTooManyFilesIsNoDamage(t *testing.T) {
	o := newOrigin(t)
	_, out := archived(t, "", map[string]string{"a.md": post(o, "a", "1.png")})
	a := open(t, out, testOptions())
	defer a.Close()
	h, err := loadHeld(a.root, "a", "a.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := heldIn(full{h.bundleFiles}, "a", "a.md"); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("the manifest: %v", err)
	}
	h.bundleFiles = full{h.bundleFiles}
	address := h.Assets[0].Address
	old := &former{held: h}
	kept, bad := old.kept(convert.Asset{Address: address})
	if kept != nil || bad == nil || bad.class != ClassIO || old.isDamaged.Load() {
		t.Errorf("a picture: %v, %v", kept, bad)
	}
}
