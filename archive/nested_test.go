package archive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An archive that lies in another one belongs to its own runs: its bundles are
// not moved, pruned, listed or added to by those of the outer one. Verify looks at
// both.
func TestArchiveInArchive(t *testing.T) {
	o := newOrigin(t)
	in := plant(t, threePosts(o))
	out := t.TempDir()
	inner := filepath.Join(out, "older")
	archiveOf(t, inner, in, testOptions())
	want := snapshot(t, inner)
	for _, prune := range []bool{false, true} {
		opts := testOptions()
		opts.Prune, opts.Pages = prune, true
		r := archiveOf(t, out, in, opts)
		if len(r.Pruned) > 0 || !prune && r.Written != 3 {
			t.Errorf("prune %t: %+v", prune, r)
		}
		sameFiles(t, "the inner archive", want, snapshot(t, inner))
		if page, _ := os.ReadFile(filepath.Join(out, catalogFile)); !strings.Contains(string(page), `data-total="3"`) {
			t.Errorf("prune %t: the catalogue lists\n%s", prune, page)
		}
	}
	sound(t, out, 6)

	plantIn(t, in, map[string]string{"older/x.md": "text\n"})
	r := archiveOf(t, out, in, testOptions())
	if r.Failed != 1 || r.Problems[0].Class != ClassExists || !strings.Contains(r.Problems[0].Detail, "older is another archive") {
		t.Errorf("a post whose bundle would be in it: %+v", r.Problems)
	}
	sameFiles(t, "the inner archive", want, snapshot(t, inner))
}

// A bundle holds no archive: its files would be strays of it.
func TestNoArchiveInBundle(t *testing.T) {
	in := plant(t, map[string]string{"a.md": "text\n"})
	for _, format := range []Format{FormatPlain, FormatBag} {
		out := t.TempDir()
		opts := testOptions()
		opts.Format = format
		archiveOf(t, out, in, opts)
		want := snapshot(t, out)
		for _, dir := range []string{"a", "a/images/x", "a/blog.tar"} {
			if _, err := tryOpenAndRun(t, filepath.Join(out, dir), in); err == nil || !strings.Contains(err.Error(), filepath.Join(out, "a")+" is a bundle") {
				t.Errorf("%s: %v", dir, err)
			}
		}
		if _, err := Index(t.Context(), filepath.Join(out, "a")); err == nil {
			t.Error("a bundle was indexed")
		}
		sameFiles(t, "after all", want, snapshot(t, out))
	}
}
