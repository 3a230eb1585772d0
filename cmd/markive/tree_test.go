package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/markive/markive/archive"
)

func TestTreeWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	tree, err := openTree(dir, []archive.Source{{Path: "a.html", File: "/posts/a.html"}, {Path: "b/c.html", File: "/posts/b/c.html"}})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.close()
	for i, text := range []string{"one\n", "two\n"} {
		must(t, tree.write(i, []byte(text)))
	}
	want := map[string]string{"a.md": "one\n", "b/c.md": "two\n"}
	if diff := cmp.Diff(want, readTree(t, dir)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}

	// What is the same is not written; what differs is.
	old := time.Unix(1_000_000_000, 0)
	for name := range want {
		must(t, os.Chtimes(filepath.Join(dir, name), old, old))
	}
	for i, text := range []string{"one\n", "2wo\n"} {
		must(t, tree.write(i, []byte(text)))
	}
	for name, kept := range map[string]bool{"a.md": true, "b/c.md": false} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.ModTime().Equal(old); got != kept {
			t.Errorf("%s kept its time: %v, want %v", name, got, kept)
		}
	}
}

// What a killed run has left in the way of a file is replaced, and nothing is
// left behind by a write that goes wrong.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for range 2 {
		must(t, replace(root, "a.md", []byte("text")))
		names, _ := filepath.Glob(filepath.Join(dir, "*"))
		hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
		if len(names) != 1 || len(hidden) != 0 {
			t.Errorf("the folder holds %q and %q, want a.md alone", names, hidden)
		}
		// A write that was killed leaves its temporary file; plant it.
		temp := tempName("a.md")
		must(t, os.WriteFile(filepath.Join(dir, temp), []byte("half"), 0o666))
	}
	must(t, os.MkdirAll(filepath.Join(dir, "b.md", "c"), 0o777))
	if err := replace(root, "b.md", []byte("text")); err == nil {
		t.Error("a file took the place of a folder")
	}
	if _, err := root.Lstat(tempName("b.md")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a temporary file is left: %v", err)
	}
}

func TestIsBelow(t *testing.T) {
	for _, c := range []struct {
		path, dir string
		want      bool
	}{
		{"/a/b", "/a", true},
		{"/a", "/a", true},
		{"/ab", "/a", false},
		{"/a", "/a/b", false},
		{"/a", "/", true},
	} {
		if got := isBelow(filepath.FromSlash(c.path), filepath.FromSlash(c.dir)); got != c.want {
			t.Errorf("isBelow(%q, %q) = %v, want %v", c.path, c.dir, got, c.want)
		}
	}
}
