package archive

import (
	"os"
	"path/filepath"
	"testing"
)

// A post that was renamed has the pictures of the bundle that it had, pruned or
// not, and nobody is asked for them. Another post of the same size has not.
func TestRenamedPostKeepsPictures(t *testing.T) {
	for _, prune := range []bool{false, true} {
		o := newOrigin(t)
		in := plant(t, threePosts(o))
		out := t.TempDir()
		archiveOf(t, out, in, testOptions())
		o.reset()
		o.lack(everything)
		os.Rename(filepath.Join(in, "a/one.html"), filepath.Join(in, "new.html"))
		os.Remove(filepath.Join(in, "b.html"))
		plantIn(t, in, map[string]string{"c.html": post(o, "three", "4.png")})
		opts := testOptions()
		opts.Prune = prune
		r := archiveOf(t, out, in, opts)
		if r.Written != 2 || r.Missing != 1 || r.Images != 3 {
			t.Errorf("prune %t: %+v", prune, r)
		}
		if asked := o.reset(); len(asked) != 1 || asked["/4.png"] == 0 {
			t.Errorf("prune %t: asked for %v", prune, asked)
		}
		if found, _ := filepath.Glob(filepath.Join(out, "new/images/*")); len(found) != 2 {
			t.Errorf("prune %t: the renamed post holds %q", prune, found)
		}
		sound(t, out, map[bool]int{false: 5, true: 3}[prune])
	}
}
