package archive

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// A stage takes a file only as it was told: of that size, under a new name. What
// it has not taken is in no list, and nothing is left open.
func TestStage(t *testing.T) {
	dir := t.TempDir()
	state := rootOf(t, dir)
	must(t, state.Mkdir(stagingFolder, 0o755))
	full := errors.New("no space left on device")
	for _, f := range []Format{FormatPlain, FormatBag} {
		s, err := newStage(state, f, 3)
		if err != nil {
			t.Fatal(err)
		}
		must(t, s.write(ManifestFile{Path: indexFile}, []byte("text")))
		file := ManifestFile{Path: "images/01-a.png", Size: 4, SHA256: sha256Hex([]byte("four"))}
		for why, err := range map[string]error{
			"cut":     s.copy(ManifestFile{Path: "images/cut", Size: 4}, strings.NewReader("fou")),
			"grown":   s.copy(ManifestFile{Path: "images/grown", Size: 4}, strings.NewReader("four and more")),
			"torn":    s.copy(ManifestFile{Path: "images/torn", Size: 4}, iotest.ErrReader(full)),
			"twice":   s.copy(ManifestFile{Path: indexFile, Size: 4}, strings.NewReader("text")),
			"no link": s.link(ManifestFile{Path: "images/link"}, "nowhere"),
		} {
			if err == nil {
				t.Errorf("%s: taken", why)
			}
			if name := "images/" + why; (why == "cut" || why == "grown") && !strings.Contains(err.Error(), name) || why == "torn" && !errors.Is(err, full) {
				t.Errorf("%s: %v", why, err)
			}
		}
		if err := s.copy(file, strings.NewReader("four")); err != nil {
			t.Errorf("a file after others were refused: %v", err)
		}
		must(t, s.seal("test"))
		if s.open != nil {
			t.Error("a sealed stage has folders open")
		}
		var names []string
		for _, f := range s.all() {
			names = append(names, f.Path)
		}
		want := []string{"index.md", "images/01-a.png", "manifest-sha256.txt"}
		if f == FormatBag {
			want = []string{"data/index.md", "data/images/01-a.png", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%q: files %q, want %q", f, names, want)
		}
		if err := s.sync(); err != nil {
			t.Error(err)
		}
		state.RemoveAll(s.dir + "/" + f.payload() + imageFolder)
		if err := s.sync(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("synced without a folder: %v", err)
		}
		s.drop()
		if left := ls(t, dir); len(left) != 0 {
			t.Errorf("left by a stage that was dropped: %v", left)
		}
	}
}
