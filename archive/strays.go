package archive

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// untouched returns nil if a bundle holds nothing but what markive wrote there,
// and its index.md as it was written. What a user has put into a bundle, or
// changed in its text, must not go when the bundle is replaced: a *foreignError
// names it. The text of one that is damaged may, since that is kept.
func (h *held) untouched(isDamaged bool) error {
	if err := h.unmixed(); err != nil || isDamaged {
		return err
	}
	index := h.payload + indexFile
	data, err := readOpened(h.bundleFiles, index, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // lost, not changed
	}
	if f := h.file[indexFile]; err == nil && (f == nil || sha256Hex(data) != f.SHA256) {
		return &foreignError{name: path.Join(h.name, index), what: "changed since it was written; move it away to have it written anew"}
	}
	return err
}

// unmixed returns nil if there is no file in the bundle that is somebody's. Both
// lists tell what is ours: either may be damaged.
func (h *held) unmixed() error {
	lists := newCheck(h.bundleFiles, h.name)
	lists.readLists()
	var strays []string
	look := func(p string) {
		if lists.sums[p] == "" && h.file[strings.TrimPrefix(p, h.payload)] == nil && !h.isList(p) && !isBrowsers(h, p) {
			strays = append(strays, p)
		}
	}
	err := h.list(func(p string, _ int64) { look(p) }, func(p string, _ Class, _ string) { look(p) })
	if err = cmp.Or(err, lists.err); err != nil {
		return err
	}
	if len(strays) == 0 {
		return nil
	}
	return &foreignError{name: path.Join(h.name, slices.Min(strays)), what: "not markive's; move it out of the bundle, which is to be replaced"}
}

// isList tells of the files of a bundle that are in none of its lists.
func (h *held) isList(p string) bool {
	switch p {
	case h.payload + manifestFile, checksumFile:
		return true
	case bagFile, bagInfo, tagFile:
		return h.payload != ""
	}
	return false
}

// vacant lists a folder, and tells whether nothing is there but what file
// browsers leave.
func vacant(root *os.Root, name string) ([]fs.DirEntry, bool) {
	entries, err := readDir(root, name)
	return entries, err == nil && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return !e.Type().IsRegular() || !isBrowsers(folder{root, name}, e.Name())
	})
}

// clearVacant removes a folder in which nothing else is, and tells whether it is
// gone.
func clearVacant(root *os.Root, name string) bool {
	entries, is := vacant(root, name)
	if !is {
		return false
	}
	for _, e := range entries {
		root.Remove(path.Join(name, e.Name()))
	}
	return root.Remove(name) == nil
}

// isBrowsers tells whether a file is what a file browser writes into each
// folder that it shows: how it was shown, or small pictures of what is in it.
// Nobody misses it, but Verify names it, since a list of a bundle does not.
func isBrowsers(o opener, p string) bool {
	switch name := strings.ToLower(path.Base(p)); {
	case name == ".ds_store", name == "thumbs.db", name == "desktop.ini", name == ".directory":
		return true
	case !strings.HasPrefix(name, "._"):
		return false
	}
	f, _, err := o.open(p)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(appleDouble))
	_, err = f.ReadAt(head, 0)
	return err == nil && string(head) == appleDouble
}

// appleDouble begins what macOS writes beside files on disks of others
// (RFC 1740, appendix B).
const appleDouble = "\x00\x05\x16\x07"
