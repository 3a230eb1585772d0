package archive

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// Authors on Windows and macOS see no difference between Pic.PNG and pic.png, in
// folders neither; the disk that a post lies on now may. folders finds what they
// meant. The zero value is ready for use, by several goroutines.
type folders struct {
	mu    sync.Mutex
	known map[string]map[string][]fs.DirEntry // what is in each, by lower-case name
	names int                                 // in all of them
}

// maxFolderNames bounds the names that are kept: a folder is read once for all posts
// that miss something there, and memory does not grow with the site.
const maxFolderNames = 100_000

// alike returns the regular files below a folder that are called like the parts of
// a path but for their case; two are enough to say that nobody knows which. Links
// are neither followed nor found.
func (f *folders) alike(root *os.Root, folder string, parts []string) (all []string) {
	for _, e := range f.in(root, folder)[strings.ToLower(parts[0])] {
		p := path.Join(folder, e.Name())
		switch {
		case len(parts) > 1 && e.IsDir():
			all = append(all, f.alike(root, p, parts[1:])...)
		case len(parts) == 1 && e.Type().IsRegular():
			all = append(all, p)
		}
		if len(all) > 1 {
			break
		}
	}
	return all
}

// in lists a folder.
func (f *folders) in(root *os.Root, folder string) map[string][]fs.DirEntry {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := filepath.Join(root.Name(), filepath.FromSlash(folder))
	if entries := f.known[key]; entries != nil {
		return entries
	}
	all, _ := readDir(root, folder)
	if f.names += len(all) + 1; f.known == nil || f.names > maxFolderNames {
		f.known, f.names = map[string]map[string][]fs.DirEntry{}, len(all)+1
	}
	entries := make(map[string][]fs.DirEntry, len(all))
	for _, e := range all {
		name := strings.ToLower(e.Name())
		entries[name] = append(entries[name], e)
	}
	f.known[key] = entries
	return entries
}
