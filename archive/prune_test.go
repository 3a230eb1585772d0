package archive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bundles of posts that are gone stay, unless they are to be pruned; then they
// are in the state, whole.
func TestPrune(t *testing.T) {
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
