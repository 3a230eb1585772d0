package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// A Selection says which posts are meant. The zero value means none.
type Selection struct {
	Paths []string // files, folders and globs; one that matches nothing is an error

	// Listed are files and folders as well, named as they are by a program: a
	// star is a star. One that cannot be had is a problem in the listing.
	Listed []string

	// Include and Exclude are globs that are matched against the path of a
	// post; ** stands for any number of folders. Without Include all are meant,
	// and Exclude wins.
	Include, Exclude []string
}

// Check tells what is wrong with the globs.
func (s *Selection) Check() error {
	for _, pattern := range slices.Concat(s.Include, s.Exclude) {
		if pattern == "" || !doublestar.ValidatePattern(pattern) {
			return fmt.Errorf("%q is not a glob", pattern)
		}
	}
	return nil
}

// Find lists the posts, as the function Find does. Listed paths name posts as
// if they were among Paths.
func (s *Selection) Find() (*Listing, error) {
	f := newFinder(s)
	var searches []*search
	for _, arg := range s.Paths {
		next, err := f.newSearch(arg)
		if err != nil {
			return nil, err
		}
		searches = append(searches, next)
	}
	for _, name := range s.Listed {
		searches = append(searches, f.listed(name))
	}
	if err := f.all(slices.DeleteFunc(searches, func(s *search) bool { return s == nil })); err != nil {
		return nil, err
	}
	return f.sorted(), nil
}

// Expand lists what one listed path names, when the others are not known yet:
// the paths of its posts begin with what stands in the list.
func (s *Selection) Expand(name string) *Listing {
	f := newFinder(s)
	if next := f.listed(name); next != nil {
		next.prefix = filepath.ToSlash(filepath.Clean(name))
		if !next.whole {
			next.prefix = filepath.ToSlash(filepath.Dir(name))
		}
		if err := next.look(f, next); err != nil {
			f.problem(name, ClassUnreadable, err.Error())
		}
	}
	return f.sorted()
}

// has tells whether a path is meant.
func (s *Selection) has(path string) bool {
	matches := func(pattern string) bool { return doublestar.MatchUnvalidated(pattern, path) }
	return (len(s.Include) == 0 || slices.ContainsFunc(s.Include, matches)) && !slices.ContainsFunc(s.Exclude, matches)
}

// listed prepares to look for a path of a list; nil if it cannot be one. One
// that is not there takes part in finding the common folder, so that the names
// of the others do not change when it is back.
func (f *finder) listed(name string) *search {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.searchIn(filepath.Dir(name), func(f *finder, s *search) error {
			f.problem(s.path(filepath.Base(name)), ClassUnreadable, bare(err).Error())
			return nil
		})
	case strings.ContainsRune(name, 0):
		f.refuse(name, ClassUnreadable, "has a NUL byte in it: no path")
		return nil
	case err != nil:
		f.refuse(name, ClassUnreadable, bare(err).Error())
		return nil
	}
	return f.named(name, info)
}
