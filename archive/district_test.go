package archive

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
)

// A district is made with its first thing and takes no more than its share.
func TestDistrict(t *testing.T) {
	dir := t.TempDir()
	root := rootOf(t, dir)
	create := func(n int64, name string) (string, error) {
		return district(root, ".", n, name, func(place string) error { return root.WriteFile(place, nil, 0o644) })
	}
	for n, want := range map[int64]string{0: "d0/a", districtSize - 1: "d0/b", districtSize: "d1/a", 5*districtSize + 3: "d5/a"} {
		if place, err := create(n, want[3:]); err != nil || place != want {
			t.Errorf("the place of %d is %s, %v; want %s", n, place, err, want)
		}
	}
	if got, want := ls(t, dir), []string{"d0/a", "d0/b", "d1/a", "d5/a"}; !slices.Equal(got, want) {
		t.Errorf("made %q, want %q", got, want)
	}

	if _, err := district(root, "gone", 0, "a", func(place string) error { return root.Mkdir(place, 0o755) }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("below a folder that is not there: %v", err)
	}
	put(t, dir+"/d9", nil)
	if _, err := create(9*districtSize, "a"); err == nil {
		t.Error("a file was taken for a district")
	}
	full := errors.New("no space left on device")
	if _, err := district(root, ".", 0, "c", func(string) error { return full }); err != full {
		t.Errorf("err = %v, want %v", err, full)
	}
}
