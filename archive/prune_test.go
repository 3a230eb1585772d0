package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Bundles of posts that are gone stay, unless they are to be pruned; then they
// are in the state, whole.
func TestPrune(t *testing.T) {
	t.Parallel()
	for _, kind := range append(packKinds, "blog") {
		o := newOrigin(t)
		in := plant(t, threePosts(o))
		out := filepath.Join(t.TempDir(), kind)
		read, state := snapshot, onDisk(out, prunedFolder)
		if kind != "blog" {
			read, state = unpacked, filepath.Join(filepath.Dir(out), stateFolder, kind, prunedFolder)
		}
		archiveOf(t, out, in, testOptions())
		was := read(t, out)
		os.Remove(filepath.Join(in, "b.html"))
		if r := archiveOf(t, out, in, testOptions()); len(r.Pruned) > 0 || read(t, out)["b/index.md"] == "" {
			t.Errorf("%s: pruned %v without being told to", kind, r.Pruned)
		}
		opts := testOptions()
		opts.Prune = true
		o.reset()
		if r := archiveOf(t, out, in, opts); len(r.Pruned) != 1 || r.Pruned[0] != "b" || r.Written > 0 {
			t.Errorf("%s: %+v", kind, r)
		}
		now := read(t, out)
		for p, data := range was {
			switch gone := strings.HasPrefix(p, "b/"); {
			case !gone && now[p] != data:
				t.Errorf("%s: %s has changed", kind, p)
			case gone && now[p] != "":
				t.Errorf("%s: %s is still there", kind, p)
			case gone && !strings.HasSuffix(p, "/"):
				if kept, _ := os.ReadFile(filepath.Join(state, p)); string(kept) != data {
					t.Errorf("%s: %s was not kept", kind, p)
				}
			}
		}
		if r := archiveOf(t, out, in, opts); len(r.Pruned) > 0 || len(o.reset()) > 0 {
			t.Errorf("%s: again: %+v", kind, r)
		}
		if kind == "blog" {
			sound(t, out, 2)
		}
	}
}

// What could not be looked at is not gone: the bundles of a post that is a link
// now, and of those below a folder that is one, stay.
func TestPruneSparesRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range append(packKinds, "blog") {
		files := map[string]string{"a.md": "a\n", "b.md": "b\n", "b/c/d.md": "d\n", "bc.md": "e\n"}
		in, out := archived(t, kind, files)
		os.RemoveAll(in)
		plantIn(t, in, map[string]string{"a.md": "a\n"})
		opts := testOptions()
		opts.Prune = true
		opts.Refused = []Problem{{Path: "b", Class: ClassNotRegular}}
		if kind == "blog" {
			opts.Refused, opts.Aside = nil, []string{"b"} // as if Find had passed it by
		}
		if r := archiveOf(t, out, in, opts); !slices.Equal(r.Pruned, []string{"b-" + shortHash("b.md"), "bc"}) {
			t.Errorf("%s: pruned %q", kind, r.Pruned)
		}
	}
}

// Bundles that are pruned one after the other do not come to lie in each other.
func TestPrunedTwice(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	opts := testOptions()
	opts.Prune = true
	for _, files := range []map[string]string{{"a.md": "1\n"}, {"a/b.md": "2\n"}, {"a/b/c.md": "3\n"}, {"a.md": "4\n"}, {"z.md": "5\n"}} {
		archiveOf(t, out, plant(t, files), opts)
	}
	for _, name := range []string{"a", "a-2/b", "a-3/b/c", "a-4"} {
		if _, err := os.Stat(onDisk(out, prunedFolder+"/"+name+"/"+sourceFile)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	sound(t, onDisk(out, prunedFolder), 4)
}
