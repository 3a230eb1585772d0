package archive

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/markive/markive/convert"
)

// What is foreseen is what a run then does, and foreseeing changes nothing.
func TestForesee(t *testing.T) {
	for _, name := range []string{"blog", "blog.tar", "blog.zip"} {
		in := plant(t, map[string]string{"a.md": "a", "b.md": "b", "c.md": "c", "d.md": "d", "e.md": "![x](x.png)"})
		above := t.TempDir()
		out, opts := filepath.Join(above, name), testOptions()
		foresee := func(want Forecast) {
			t.Helper()
			sources, _, _ := findAll([]string{in})
			was := snapshot(t, above)
			f, err := Foresee(context.Background(), out, convert.New(convert.Options{}), opts, sources)
			if err != nil {
				t.Fatal(err)
			}
			sameFiles(t, name, was, snapshot(t, above))
			if f.New != want.New || f.Changed != want.Changed || f.Reshaped != want.Reshaped || f.Open != want.Open || f.Unchanged != want.Unchanged || !slices.Equal(f.Pruned, want.Pruned) {
				t.Errorf("%s: %+v, want %+v", name, *f, want)
			}
			r := archiveOf(t, out, in, opts)
			if r.Written != f.New+f.Changed+f.Reshaped || r.Reshaped != f.Reshaped || !slices.Equal(r.Reshapings, f.Reshapings) || r.Unchanged != f.Open+f.Unchanged || !slices.Equal(r.Pruned, f.Pruned) {
				t.Errorf("%s: foreseen was %+v, and done %+v", name, *f, *r)
			}
		}
		foresee(Forecast{New: 5})
		plantIn(t, in, map[string]string{"a.md": "a changed", "f.md": "f"})
		if err := os.Remove(filepath.Join(in, "c.md")); err != nil {
			t.Fatal(err)
		}
		foresee(Forecast{New: 1, Changed: 1, Open: 1, Unchanged: 2})
		opts.Prune = true
		foresee(Forecast{Open: 1, Unchanged: 4, Pruned: []string{"c"}})
		opts.Pages = false
		foresee(Forecast{Reshaped: 5})
	}
}

// A bundle without its manifest is that of the post which would have its name.
func TestForeseeOfDamage(t *testing.T) {
	in, out := plant(t, map[string]string{"a.md": "a", "b.md": "b"}), t.TempDir()
	archiveOf(t, out, in, testOptions())
	if err := os.Remove(filepath.Join(out, "a", manifestFile)); err != nil {
		t.Fatal(err)
	}
	sources, _, _ := findAll([]string{in})
	f, err := Foresee(context.Background(), out, convert.New(convert.Options{}), testOptions(), sources)
	if err != nil || f.Unreadable != 1 || f.New != 0 || f.Unchanged != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}
