package archive

import (
	"iter"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/markive/markive/convert"
	"golang.org/x/text/cases"
)

// leftovers removes what exports of this archive for this program have written and
// this one has not: a post has another name now, or is gone. What somebody has
// changed since stays, and is told.
func (x *export) leftovers() {
	for name, used := range x.unused(x.known.origin) {
		removed, err := x.leave(name, used)
		switch {
		case err != nil:
			x.report.Warnings = append(x.report.Warnings, Problem{Path: name, Class: ClassExists, Detail: "left by an earlier export, and not removed: " + ErrorLine(err)})
			continue
		case removed:
			x.report.Removed = append(x.report.Removed, name)
		}
		x.known.forget(name)
	}
}

// unclaimed tells of files that exports wrote before they noted for which archive,
// or met: nobody knows whose they are, so they stay.
func (x *export) unclaimed() {
	var names []string
	for name, used := range x.unused("") {
		if left, err := x.isLeft(name, used); err == nil && left {
			names = append(names, printable(name))
		}
	}
	if len(names) == 0 {
		return
	}
	detail := count(len(names), "file") + " that earlier exports wrote or met, of no post of this export, and not removed: " + strings.Join(names[:min(len(names), 3)], ", ")
	if len(names) > 3 {
		detail += ", ..."
	}
	x.report.Warnings = append(x.report.Warnings, Problem{Path: exportFile, Class: ClassExists, Detail: oneLine(detail)})
}

// unused has the files of an origin that this export has not, in order, each with
// the one it has by a name that some file systems take for the same, or "".
func (x *export) unused(origin string) iter.Seq2[string, string] {
	var names []string
	for name, of := range x.known.origins {
		// The shortcode may be of use to posts of the site's own.
		if of == origin && !x.known.used[name] && name != convert.RawShortcode {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	fold, used := cases.Fold(), map[string]string{}
	if len(names) > 0 {
		for name := range x.known.used {
			used[foldName(name, fold)] = name
		}
	}
	return func(yield func(string, string) bool) {
		for _, name := range names {
			if !yield(name, used[foldName(name, fold)]) {
				return
			}
		}
	}
}

// leave removes a file, if it is left, and the folders that are empty then.
func (x *export) leave(name, used string) (removed bool, err error) {
	if left, err := x.isLeft(name, used); err != nil || !left {
		return false, err
	}
	if err := x.root.Remove(name); err != nil {
		return false, bare(err)
	}
	for dir := path.Dir(name); dir != "." && x.root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
	return true, nil
}

// isLeft tells whether a file is there, as it was written, and is not the one that
// is used under another spelling.
func (x *export) isLeft(name, used string) (bool, error) {
	info, err := x.fileAt(name)
	if err != nil {
		return false, bare(err)
	}
	if info == nil {
		return false, nil
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
	return true, nil
}
