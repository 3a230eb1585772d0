package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/markive/markive/convert"
)

// Files of an export that are no posts. Their names begin with a dot, so that
// no program takes them for its own.
const (
	exportFile  = ".markive-export"     // the checksums of what was written
	exportAside = ".markive-export.new" // what is being written
	exportLock  = ".markive-export.lock"
)

var errNotAsWritten = errors.New("a file of the bundle is not as it was written")

// write writes a file of a post, unless it is there already.
func (x *export) write(name string, data []byte) (written bool, err error) {
	file := &ManifestFile{Path: name, Size: int64(len(data)), SHA256: sha256Hex(data)}
	return x.putFile(name, file, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
}

// copy copies a file of a bundle, unless it is there already.
func (x *export) copy(name string, h *held, file *ManifestFile) (written bool, err error) {
	return x.putFile(name, file, func() (io.ReadCloser, error) {
		f, _, err := h.open(h.payload + file.Path)
		if isExhausted(err) {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errNotAsWritten, printable(file.Path), bare(err))
		}
		return f, nil
	})
}

// putFile brings a file to its place, if it may be there.
func (x *export) putFile(name string, file *ManifestFile, open func() (io.ReadCloser, error)) (written bool, err error) {
	switch same, err := x.isThere(name, file); {
	case err != nil:
		return false, err
	case same:
		x.known.there(name, file.SHA256)
		return false, nil
	}
	r, err := open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	if err := x.aside(file, r); err != nil {
		return false, err
	}
	if err := x.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return false, err
	}
	if err := x.known.intend(x.root, name, file.SHA256); err != nil {
		return false, err
	}
	if err := x.root.Rename(exportAside, name); err != nil {
		return false, err
	}
	x.known.written(name, file.SHA256)
	return true, nil
}

// isThere tells whether a file is as it should be. A *foreignError says that
// what has its name is not ours.
func (x *export) isThere(name string, file *ManifestFile) (bool, error) {
	info, err := x.fileAt(name)
	if info == nil {
		return false, err
	}
	sum, err := sumOf(x.root, name)
	switch {
	case err != nil:
		return false, err
	case sum == file.SHA256:
		return true, nil
	case x.known.other(name) != "":
		return false, &foreignError{name: name, what: "of another archive, " + x.known.other(name) + " by " + exportFile}
	case slices.Contains(x.known.sums[name], sum):
		return false, nil
	case len(x.known.sums[name]) > 0:
		return false, &foreignError{name: name, what: "changed since it was exported; move it away to have it exported again"}
	}
	return false, &foreignError{name: name, what: "not a file that an export has written"}
}

// fileAt looks at a file, through folders and not through links; nil if there is
// none. A *foreignError says that it is something else.
func (x *export) fileAt(name string) (fs.FileInfo, error) {
	if dir := path.Dir(name); dir != "." {
		if there, err := folderAt(x.root, dir); err != nil || !there {
			return nil, err
		}
	}
	info, err := x.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &foreignError{name: name, what: kindOf(info.Mode())}
	}
	return info, nil
}

func sumOf(root *os.Root, name string) (string, error) {
	f, _, err := openRegular(root, name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return sha256Of(f)
}

// aside writes a file aside and compares it with its checksum.
func (x *export) aside(file *ManifestFile, r io.Reader) error {
	f, err := renew(x.root, exportAside)
	if err != nil {
		return err
	}
	sum, err := sha256Of(io.TeeReader(io.LimitReader(r, file.Size+1), f))
	if err = errors.Join(err, f.Close()); err == nil && sum != file.SHA256 {
		err = fmt.Errorf("%w: %s", errNotAsWritten, printable(file.Path))
	}
	if err != nil {
		x.root.Remove(exportAside)
	}
	return err
}

// shortcode writes the shortcode that HTML stands in for Hugo. One of the site's
// own stays: its name is common, and so is what it does.
func (x *export) shortcode() error {
	if _, err := x.root.Lstat(convert.RawShortcode); err == nil {
		return nil
	}
	_, err := x.write(convert.RawShortcode, []byte(convert.RawShortcodeText))
	return err
}
