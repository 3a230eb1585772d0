package archive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Names depend on the set of posts, so a new post may rename the bundle of an
// old one. It is moved, not made again.
func TestMoves(t *testing.T) {
	for _, tt := range []struct {
		why          string
		first, later []string
		keepState    bool
	}{
		{"another extension", []string{"a.md"}, []string{"a.md", "a.html"}, true},
		{"another extension, without a state", []string{"a.md"}, []string{"a.md", "a.html"}, false},
		{"the clash is over", []string{"a.md", "a.html"}, []string{"a.md"}, true},
		{"the clash is over, without a state", []string{"a.md", "a.html"}, []string{"a.md"}, false},
		{"a folder of its name", []string{"a.md"}, []string{"a.md", "a/b.md", "a/c.md"}, true},
		{"a folder of its name, without a state", []string{"a.md"}, []string{"a.md", "a/b.md"}, false},
		{"another spelling of the folder", []string{"a/x.md"}, []string{"A/y.md", "a/x.md"}, true},
		{"and back", []string{"A/y.md", "a/x.md"}, []string{"a/x.md"}, true},
		{"into deeper folders", []string{"x/y/z/index.md"}, []string{"x/y/z/index.md", "x/y/z/q.md"}, true},
	} {
		t.Run(tt.why, func(t *testing.T) {
			o := newOrigin(t)
			out := t.TempDir()
			archiveOf(t, out, plantPosts(t, o, tt.first), testOptions())
			if !tt.keepState {
				os.RemoveAll(filepath.Join(out, stateFolder))
			}
			o.reset()
			archiveOf(t, out, plantPosts(t, o, tt.later), testOptions())
			asked := o.reset()
			for _, p := range tt.first {
				if asked["/"+p+".png"] > 0 {
					t.Errorf("the image of %s was asked for again", p)
				}
			}
			fresh := t.TempDir()
			archiveOf(t, fresh, plantPosts(t, o, tt.later), testOptions())
			want, got := snapshot(t, fresh), snapshot(t, out)
			for name, content := range want {
				if got[name] != content {
					t.Errorf("%s is not what a fresh run makes", name)
				}
			}
			if len(tt.later) > len(tt.first) && len(got) != len(want) {
				sameFiles(t, tt.why, want, got)
			}
		})
	}
}

// plantPosts writes a post with a picture of its own for each path. On a
// file system that does not tell case apart some of them are one.
func plantPosts(t *testing.T, o *origin, paths []string) string {
	files := map[string]string{}
	for _, p := range paths {
		files[p] = post(o, p, p+".png")
	}
	in := plant(t, files)
	age(t, in)
	return in
}

// A move makes room for one that waits for it; what cannot be moved stays.
func TestMoveWaits(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md", "b.md"}), testOptions())
	a := open(t, out, testOptions())
	defer a.Close()
	known := loadState(&a.workplace)
	wanting := func(p, bundle string) task {
		return task{src: Source{Path: p}, bundle: bundle, record: known.records[p]}
	}
	if err := a.move([]task{wanting("a.md", "b"), wanting("b.md", "c/d")}, known); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"b": "a.md", "c/d": "b.md"} {
		if h, err := loadHeld(a.root, name, want); h == nil || err != nil {
			t.Errorf("%s does not hold %s: %v", name, want, err)
		}
	}
	known.records["a.md"] = record{path: "a.md", bundle: "b"}
	for _, taken := range []string{"c/d", "c/d/e", "c"} {
		tasks := []task{wanting("a.md", taken)}
		if err := a.move(tasks, known); err != nil {
			t.Fatal(err)
		}
		if h, _ := loadHeld(a.root, "b", "a.md"); h == nil || tasks[0].bundle != "b" {
			t.Errorf("a bundle was moved to %s, where others are", taken)
		}
	}
}

// Where a removed post has left its bundle in the way of a plain name, the
// other one keeps the name that it has.
func TestMoveWithoutRoom(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md", "a/b.md"}), testOptions())
	first := snapshot(t, out)
	for range 2 {
		r := archiveOf(t, out, plantPosts(t, o, []string{"a.md"}), testOptions())
		if r.Unchanged != 1 || len(r.Problems) != 0 {
			t.Errorf("report: %+v", r)
		}
		sameFiles(t, "a post was removed", first, snapshot(t, out))
	}
}

// The bundle of another post is as foreign as anything else.
func TestRenamedPost(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md"}), testOptions())
	first := snapshot(t, out)
	r := archiveOf(t, out, plantPosts(t, o, []string{"a.html"}), testOptions())
	if r.Failed != 1 || r.Problems[0].Class != ClassExists || !strings.Contains(r.Problems[0].Detail, "the bundle of another post, a.md") {
		t.Errorf("report: %+v", r)
	}
	sameFiles(t, "the older bundle", first, snapshot(t, out))
}
