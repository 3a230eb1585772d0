package main

import (
	"fmt"
	"os"
	"path"
	"sync"
	"testing"
)

// Several posts are written at once, each into a folder of its own: a folder
// stays open as long as somebody writes into it, and is made only once.
func TestBranches(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := &branches{root: root}
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			in, err := b.open(fmt.Sprintf("a/%d", i%7))
			if err != nil {
				t.Error(err)
				return
			}
			defer b.release(in)
			if err := in.root.WriteFile(fmt.Sprint(i), []byte("x"), 0o666); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.close()
	files, err := os.ReadDir(path.Join(dir, "a", "3"))
	if err != nil || len(files) != 29 {
		t.Errorf("%d files, %v; want 29", len(files), err)
	}
	if _, err := b.last.root.Stat("."); err == nil {
		t.Error("the last folder is still open")
	}
}

// A link in the output that leads out of it is not followed.
func TestBranchOutside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, path.Join(dir, "a")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := &branches{root: root}
	defer b.close()
	if _, err := b.open("a"); err == nil {
		t.Error("a folder outside of the output was opened")
	}
	if _, err := b.open("a/b"); err == nil {
		t.Error("a folder outside of the output was made")
	}
}
