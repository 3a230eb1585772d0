package main

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// A branches opens the folders of a tree and makes those that are missing. It
// keeps the last one open, since posts come folder by folder and a root walks
// to each file from its top.
type branches struct {
	root *os.Root

	mu   sync.Mutex
	last *branch
}

// A branch is open as long as somebody uses it.
type branch struct {
	dir  string
	root *os.Root
	uses int // also by branches, while it is the last
}

// open returns the folder with a slash path below the root. The caller
// releases it.
func (f *branches) open(dir string) (*branch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == nil || f.last.dir != dir {
		root, err := f.make(dir)
		if err != nil {
			return nil, err
		}
		f.drop(f.last)
		f.last = &branch{dir: dir, root: root, uses: 1}
	}
	f.last.uses++
	return f.last, nil
}

func (f *branches) make(dir string) (*os.Root, error) {
	root, err := f.root.OpenRoot(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return root, err
	}
	if err := f.root.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return f.root.OpenRoot(dir)
}

func (f *branches) release(in *branch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(in)
}

// drop ends one use.
func (f *branches) drop(in *branch) {
	if in == nil {
		return
	}
	if in.uses--; in.uses == 0 {
		in.root.Close()
	}
}

// close closes the root and the last folder; nobody uses one any more.
func (f *branches) close() {
	f.drop(f.last)
	f.root.Close()
}
