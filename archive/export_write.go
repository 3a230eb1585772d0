package archive

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/markive/markive/convert"
)

// Files of an export that are no posts. Their names begin with a dot, so that
// no program takes them for its own.
const (
	exportFile  = ".markive-export"     // the checksums of what was written
	exportAside = ".markive-export.new" // what is being written
)

var errNotAsWritten = errors.New("a file of the bundle is not as it was written")

// An exportMemory knows the files that exports have written, by path, with
// their checksums: what is not as it says belongs to somebody. A file that is
// about to be written is added at the end first, so that an export that is
// killed knows its own: then a file may have several checksums.
type exportMemory struct {
	sums    map[string][]string
	log     *os.File // to add to; nil until something is written
	changed bool
}

func loadExportMemory(root *os.Root) (*exportMemory, error) {
	m := &exportMemory{sums: map[string][]string{}}
	data, err := readRegular(root, exportFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		line, ended := strings.CutSuffix(line, "\n")
		if !ended { // the disk was full; what is added must not go on there
			m.changed = true
			return m, m.save(root)
		}
		if f := checksumLine().FindStringSubmatch(line); f != nil {
			m.sums[f[2]] = append(m.sums[f[2]], f[1])
		}
	}
	return m, nil
}

// intend notes on the disk that a file is about to get other bytes.
func (m *exportMemory) intend(root *os.Root, name, sum string) error {
	if m.log == nil {
		var err error
		if m.log, err = root.OpenFile(exportFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
			return err
		}
	}
	m.sums[name] = append(m.sums[name], sum)
	_, err := m.log.Write(checksums([]ManifestFile{{Path: name, SHA256: sum}}, ""))
	return err
}

// note notes what a file holds.
func (m *exportMemory) note(name, sum string) {
	m.changed = m.changed || !slices.Equal(m.sums[name], []string{sum})
	m.sums[name] = []string{sum}
}

// save writes the memory in the form of sha256sum, unless nothing has changed.
func (m *exportMemory) save(root *os.Root) error {
	if m.log != nil {
		if err := m.log.Close(); err != nil {
			return err
		}
	} else if !m.changed {
		return nil
	}
	var files []ManifestFile
	for name, sums := range m.sums {
		for _, sum := range sums {
			files = append(files, ManifestFile{Path: name, SHA256: sum})
		}
	}
	slices.SortFunc(files, byPath)
	return replaceFile(root, exportFile, checksums(files, ""))
}

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
			return nil, errors.Join(errNotAsWritten, bare(err))
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
		x.known.note(name, file.SHA256)
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
	x.known.note(name, file.SHA256)
	return true, nil
}

// isThere tells whether a file is as it should be. A *foreignError says that
// what has its name is not ours.
func (x *export) isThere(name string, file *ManifestFile) (bool, error) {
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
		return false, err
	case !info.Mode().IsRegular():
		return false, &foreignError{name: name, what: kindOf(info.Mode())}
	}
	sum, err := sumOf(x.root, name)
	switch {
	case err != nil:
		return false, err
	case sum == file.SHA256:
		return true, nil
	case slices.Contains(x.known.sums[name], sum):
		return false, nil
	case len(x.known.sums[name]) > 0:
		return false, &foreignError{name: name, what: "changed since it was exported; move it away to have it exported again"}
	}
	return false, &foreignError{name: name, what: "not a file that an export has written"}
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
		err = errNotAsWritten
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
