package archive

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Damage of the README.txt is told and mended, in a folder as in one file.
func TestReadmeDamage(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	for kind, at := range map[string]int{"blog": 300, "blog.tar": 900, "blog.zip": 300} {
		name := filepath.Join(t.TempDir(), kind)
		archiveOf(t, name, in, testOptions())
		file := name
		if kind == "blog" {
			file = filepath.Join(name, readmeFile)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(file, flipped(whole, at), 0o644)
		r, err := Verify(context.Background(), name, VerifyOptions{})
		if err != nil || len(r.Damage) != 1 || r.Damage[0].Path != readmeFile || r.Damage[0].Class != ClassChanged {
			t.Errorf("%s: %+v, %v", kind, r, err)
		}
		opts := testOptions()
		opts.Verify = true
		archiveOf(t, name, in, opts)
		if got, _ := os.ReadFile(file); !bytes.Equal(got, whole) {
			t.Errorf("%s was not mended", kind)
		}
	}
}

// What is no README.txt of ours with some bytes changed or cut off is
// somebody's, and stays.
func TestReadmeOfOthers(t *testing.T) {
	for text, want := range map[string]bool{
		readme: false, readme[:500]: true, "": false, strings.Repeat("My own note\n", len(readme))[:len(readme)]: false, readme + "Ours since 1999.\n": false,
		"Notes of mine.\n": false, readme[1:]: false, string(flipped([]byte(readme), 900)): true,
	} {
		if got := isReadmeDamaged([]byte(text)); got != want {
			t.Errorf("%.20q (%d bytes): %v", text, len(text), got)
		}
	}
}
