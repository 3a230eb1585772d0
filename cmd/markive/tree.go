package main

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/markive/markive/archive"
)

// A tree is a folder of converted posts that mirrors the input.
type tree struct {
	branches branches
	names    []string // of the outputs, in the order of the posts
}

// openTree makes the folder and names the outputs. It refuses to make
// anything if an output would replace one of the posts.
func openTree(dir string, posts []archive.Source) (*tree, error) {
	paths := make([]string, len(posts))
	for i, p := range posts {
		paths[i] = p.Path
	}
	names := outputNames(paths)
	if err := spareInputs(dir, names, posts); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output %s: %w", dir, bare(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("output %s: %w", dir, bare(err))
	}
	return &tree{branches{root: root}, names}, nil
}

// spareInputs is an error if an output is one of the posts.
func spareInputs(dir string, names []string, posts []archive.Source) error {
	dir, err := resolve(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // what is not there holds no posts
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", dir, bare(err))
	}
	inside := map[string]string{} // the posts that are in danger, which are none as a rule
	for p, real := range realFiles(posts) {
		if isBelow(real, dir) {
			inside[real] = p.File
		}
	}
	if len(inside) == 0 {
		return nil
	}
	for _, name := range names {
		if file := inside[filepath.Join(dir, filepath.FromSlash(name))]; file != "" {
			return &exitError{exitStopped, fmt.Errorf("%s would be replaced by its own conversion", file), "choose another folder with -o"}
		}
	}
	return nil
}

// sparePosts is an error if a post lies in the archive. Bundles would stand
// among the posts, and the next run over a folder above take all for archived.
func sparePosts(dir string, posts []archive.Source) error {
	if dir == "-" || isPack(dir) {
		return nil
	}
	dir, err := resolve(dir)
	if err != nil {
		return nil // what is not there holds no posts
	}
	last := ""
	for _, p := range posts {
		folder := filepath.Dir(p.File)
		if folder == last {
			continue
		}
		last = folder
		if real, err := resolve(folder); err == nil && isBelow(real, dir) {
			return &exitError{exitStopped, fmt.Errorf("%s lies in the archive itself", printable(p.File)), "choose another folder with -o"}
		}
	}
	return nil
}

// realFiles tells where the files of posts are when links to folders are
// followed.
func realFiles(posts []archive.Source) iter.Seq2[*archive.Source, string] {
	return func(yield func(*archive.Source, string) bool) {
		folders := map[string]string{}
		for i := range posts {
			dir, base := filepath.Split(posts[i].File)
			if _, ok := folders[dir]; !ok {
				folders[dir], _ = resolve(dir)
			}
			if !yield(&posts[i], filepath.Join(folders[dir], base)) {
				return
			}
		}
	}
}

func resolve(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return abs, err
	}
	return real, nil
}

// write writes the output of the post with index i. A file that holds the
// same bytes keeps its time, so that make and rsync see no change.
func (t *tree) write(i int, data []byte) error {
	dir, base := path.Split(t.names[i])
	in, err := t.branches.open(path.Clean(dir))
	if err != nil {
		return err
	}
	defer t.branches.release(in)
	if holds(in.root, base, data) {
		return nil
	}
	return replace(in.root, base, data)
}

func (t *tree) close() { t.branches.close() }

func holds(root *os.Root, name string, data []byte) bool {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(data)) {
		return false
	}
	f, err := root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	piece := pieces.Get().(*[pieceSize]byte)
	defer pieces.Put(piece)
	for len(data) > 0 {
		n, err := f.Read(piece[:])
		if err != nil || !bytes.HasPrefix(data, piece[:n]) {
			return false
		}
		data = data[n:]
	}
	return true
}

// pieces of files are what holds compares with: a file that is as it was costs no
// memory.
var pieces = sync.Pool{New: func() any { return new([pieceSize]byte) }}

const pieceSize = 32 << 10

// replace writes a file beside its place and moves it there, so that nobody
// ever reads half of it.
func replace(root *os.Root, name string, data []byte) error {
	temp := tempName(name)
	err := writeNew(root, temp, data)
	if errors.Is(err, fs.ErrExist) { // of an earlier run that was killed
		if err = root.Remove(temp); err == nil {
			err = writeNew(root, temp, data)
		}
	}
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		_ = root.Remove(temp)
	}
	return err
}

// tempName is short, since name may be as long as a name can be.
func tempName(name string) string {
	return path.Join(path.Dir(name), fmt.Sprintf(".markive-%08x.tmp", hash(name)))
}

func writeNew(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// outside takes from posts those below dir, which an earlier run has written,
// unless one of the arguments leads there on purpose.
func outside(dir string, args []string, posts []archive.Source) []archive.Source {
	dir, err := resolve(dir)
	if err != nil {
		return posts
	}
	for _, arg := range args {
		if real, _ := resolve(arg); isBelow(real, dir) {
			return posts
		}
	}
	kept := posts[:0]
	for p, real := range realFiles(posts) {
		if !isBelow(real, dir) {
			kept = append(kept, *p)
		}
	}
	return kept
}

// isBelow tells whether path is dir or below it.
func isBelow(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}
