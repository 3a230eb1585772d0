package archive

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Authors on Windows and macOS see no difference between Pic.PNG and pic.png, in
// folders neither; the disk that a post lies on now may. folders finds what they
// meant. The zero value is ready for use, by several goroutines.
type folders struct {
	mu    sync.Mutex
	known map[string][]entry // what is in each, sorted by folded name
	names int                // in all of them
	most  int                // names of one that is searched; 0 is maxFolderNames
}

// An entry is a file or folder, no link.
type entry struct {
	folded, name string
	isFolder     bool
}

// A folder is read once for all posts that miss something there. One with more than
// maxFolderNames is not searched: which it is depends on no other folder. Once
// maxKnownNames are kept no further folder is, so that memory does not grow with a
// tree that was made for it.
const (
	maxFolderNames = 100_000
	maxKnownNames  = 1_000_000
)

// alike returns the regular files below a folder that are called like the parts of
// a path but for their case; two are enough to say that nobody knows which. Links
// are neither followed nor found.
func (f *folders) alike(root *os.Root, folder string, parts []string) (all []string) {
	entries, folded := f.in(root, folder), strings.ToLower(parts[0])
	at, _ := slices.BinarySearchFunc(entries, folded, func(e entry, s string) int { return cmp.Compare(e.folded, s) })
	for ; at < len(entries) && entries[at].folded == folded && len(all) < 2; at++ {
		p := path.Join(folder, entries[at].name)
		switch isFolder := entries[at].isFolder; {
		case len(parts) > 1 && isFolder:
			all = append(all, f.alike(root, p, parts[1:])...)
		case len(parts) == 1 && !isFolder:
			all = append(all, p)
		}
	}
	return all
}

// in lists a folder, nil for one that is not searched.
func (f *folders) in(root *os.Root, folder string) []entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := filepath.Join(root.Name(), filepath.FromSlash(folder))
	entries, ok := f.known[key]
	if ok || f.names >= maxKnownNames {
		return entries
	}
	if f.known == nil {
		f.known = map[string][]entry{}
	}
	entries = entriesOf(root, folder, cmp.Or(f.most, maxFolderNames))
	f.known[key] = entries
	f.names += len(entries) + 1
	return entries
}

// entriesOf reads a folder, nil if more than most names are in it.
func entriesOf(root *os.Root, folder string, most int) []entry {
	d, err := root.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	all, _ := d.ReadDir(most + 1)
	if len(all) > most {
		return nil
	}
	entries := make([]entry, 0, len(all))
	for _, e := range all {
		if e.IsDir() || e.Type().IsRegular() {
			entries = append(entries, entry{strings.ToLower(e.Name()), e.Name(), e.IsDir()})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.folded, b.folded), cmp.Compare(a.name, b.name))
	})
	return entries
}
