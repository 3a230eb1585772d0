package archive

import (
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A listing is the names and sizes of the files of a bundle, by path. It tells
// without reading a byte whether anything is missing or cut.
type listing []listed

type listed struct {
	path string
	size int64
}

func byName(a, b listed) int { return strings.Compare(a.path, b.path) }

// listingOf lists a bundle as it stands, what is before an error for one that
// has it.
func listingOf(files bundleFiles) (listing, error) {
	var l listing
	err := files.list(func(p string, size int64) { l = append(l, listed{p, size}) }, func(p string, class Class, _ string) {
		l = append(l, listed{p + " " + string(class), -1})
	})
	slices.SortFunc(l, byName)
	return l, err
}

// listingAt lists the bundle at name. What is reached through a link is not there.
func listingAt(root *os.Root, name string) listing {
	if !standsAt(root, name) {
		return nil
	}
	files, _ := listingOf(folder{root, name}) // half of one is another: the bundle is looked at
	return files
}

// listing is what listingOf will find when the stage is committed.
func (s *stage) listing() listing {
	var l listing
	for _, f := range s.all() {
		l = append(l, listed{f.Path, f.Size})
	}
	slices.SortFunc(l, byName)
	return l
}

// digest returns the listing as one word. The size of the text is left out:
// its owner may edit it.
func (l listing) digest() string {
	var line []byte
	h := fnv.New64a()
	for _, f := range l {
		size := f.size
		if f.path == indexFile || f.path == FormatBag.payload()+indexFile {
			size = 0
		}
		line = append(strconv.AppendInt(append(append(line[:0], f.path...), ' '), size, 10), '\n')
		h.Write(line)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// size returns the size of a file; false if it is not there.
func (l listing) size(p string) (int64, bool) {
	i, ok := slices.BinarySearchFunc(l, p, func(f listed, p string) int { return strings.Compare(f.path, p) })
	if !ok {
		return 0, false
	}
	return l[i].size, true
}
