package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/markive/markive/convert"
	"golang.org/x/text/cases"
)

// leftovers removes what exports of this archive for this program have written and
// this one has not: a post has another name now, or is gone. What somebody has
// changed since stays, and is told.
func (x *export) leftovers() {
	var names []string
	for name, origin := range x.known.origins {
		// The shortcode may be of use to posts of the site's own.
		if origin == x.known.origin && !x.known.used[name] && name != convert.RawShortcode {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return
	}
	used := map[string]string{} // by what some file systems take names for
	fold := cases.Fold()
	for name := range x.known.used {
		used[foldName(name, fold)] = name
	}
	for _, name := range names {
		removed, err := x.leave(name, used[foldName(name, fold)])
		switch {
		case err != nil:
			x.report.Warnings = append(x.report.Warnings, Problem{Path: name, Class: ClassExists, Detail: oneLine("left by an earlier export, and not removed: " + err.Error())})
			continue
		case removed:
			x.report.Removed = append(x.report.Removed, name)
		}
		x.known.forget(name)
	}
}

// leave removes a file, unless it is gone or is the one that is used under another
// spelling, and the folders that are empty then.
func (x *export) leave(name, used string) (removed bool, err error) {
	if dir := path.Dir(name); dir != "." {
		if there, err := folderAt(x.root, dir); err != nil || !there {
			return false, err
		}
	}
	info, err := x.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, bare(err)
	case !info.Mode().IsRegular():
		return false, &foreignError{name: name, what: kindOf(info.Mode())}
	}
	if other, err := x.root.Lstat(used); used != "" && err == nil && os.SameFile(info, other) {
		return false, nil
	}
	switch sum, err := sumOf(x.root, name); {
	case err != nil:
		return false, bare(err)
	case !slices.Contains(x.known.sums[name], sum):
		return false, &foreignError{name: name, what: "changed since it was exported"}
	}
	if err := x.root.Remove(name); err != nil {
		return false, bare(err)
	}
	for dir := path.Dir(name); dir != "." && x.root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
	return true, nil
}
