package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A post that was renamed has the pictures of the bundle that it had, pruned or
// not, and nobody is asked for them. Another post of the same size has not.
func TestRenamedPostKeepsPictures(t *testing.T) {
	t.Parallel()
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

// A folder of posts of one size is renamed at the cost of reading each manifest
// once.
func TestTwinsAreReadOnce(t *testing.T) {
	tw := &twins{bySize: map[int64][]string{7: nil}, bySum: map[string]string{}}
	for i := range 50 {
		tw.bySize[7] = append(tw.bySize[7], fmt.Sprintf("p%02d", i))
	}
	read := map[string]int{}
	held := func(name string) (*held, error) {
		read[name]++
		return newHeld(name, nil, &Manifest{Source: ManifestSource{SHA256: "sum of " + name}}), nil
	}
	for _, name := range []string{"p40", "p03", "p40", "none"} {
		want := name
		if name == "none" {
			want = ""
		}
		if got := tw.find(ManifestSource{Size: 7, SHA256: "sum of " + name}, held); got != want {
			t.Errorf("the twin of %s is %q", name, got)
		}
	}
	for name, n := range read {
		if n > 1 {
			t.Errorf("%s was read %d times", name, n)
		}
	}
}
