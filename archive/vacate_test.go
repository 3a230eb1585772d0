package archive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A run that was killed after a bundle had gone and before its folder was
// cleared left that for good.
func TestVacatedFolders(t *testing.T) {
	t.Parallel()
	in := plant(t, map[string]string{"a/one.md": "one\n"})
	for _, tt := range []struct {
		why, note string
		there     string // a file or folder beside the bundle
		stays     bool
	}{
		{"an empty folder that was noted", `["b/c/two"]`, "b/c/", false},
		{"one in which something lies", `["b/c/two"]`, "b/c/notes.txt", true},
		{"one that nobody noted", ``, "b/c/", true},
		{"a note that was cut", `["b/c/tw`, "b/c/", true},
		{"a note that leads out", `["../b/c/two", "/b/c/two"]`, "b/c/", true},
		{"a folder that is a file by now", `["b/c/two"]`, "b/c", true},
	} {
		out := plant(t, map[string]string{tt.there: "mine\n"})
		archiveOf(t, out, in, testOptions())
		if tt.note != "" {
			plantIn(t, filepath.Join(out, stateFolder), map[string]string{vacatedFile: tt.note})
		}
		outside := filepath.Join(filepath.Dir(out), "b/c")
		os.MkdirAll(outside, 0o755)
		archiveOf(t, out, in, testOptions())
		if _, err := os.Lstat(filepath.Join(out, tt.there)); (err == nil) != tt.stays {
			t.Errorf("%s: %s stays: %v, want %v", tt.why, tt.there, err == nil, tt.stays)
		}
		if _, err := os.Lstat(outside); err != nil {
			t.Errorf("%s: a folder outside of the archive is gone", tt.why)
		}
		sound(t, out, 1)
	}
}

// What goes is noted before it goes, and the note does not stay; where nothing
// can go nothing is written.
func TestVacatingIsNoted(t *testing.T) {
	out := t.TempDir()
	archiveOf(t, out, plant(t, map[string]string{"a/one.md": "one\n", "a/two.md": "two\n"}), testOptions())
	a := open(t, out, testOptions())
	defer a.Close()
	v := &vacating{workplace: &a.workplace, names: []string{"a/one", "a/two"}}
	note := onDisk(out, vacatedFile)
	for _, name := range v.names {
		err := v.leave(name, func() error {
			if data, _ := os.ReadFile(note); !strings.Contains(string(data), `"a/two"`) {
				t.Errorf("when %s goes the note says %q", name, data)
			}
			_, err := a.retire(name, prunedFolder, name)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	must(t, v.end())
	for _, name := range []string{note, filepath.Join(out, "a")} {
		if _, err := os.Lstat(name); err == nil {
			t.Errorf("%s is left", name)
		}
	}
	if err := (&vacating{workplace: &a.workplace, names: []string{"b"}}).end(); err != nil {
		t.Errorf("where nothing went: %v", err)
	}
}
