package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// A stage is the folder in which one bundle is built. Nothing in it is synced
// yet: that is done for several bundles at once when they are committed.
type stage struct {
	root    *os.Root
	dir     string // below the archive
	files   []ManifestFile
	folders []string // below dir
}

func newStage(w *workplace, number int64) (*stage, error) {
	s := &stage{root: w.root, dir: fmt.Sprintf("%s/%d", w.in(stagingFolder), number)}
	if err := w.root.Mkdir(s.dir, 0o755); err != nil {
		return nil, err
	}
	return s, nil
}

// write adds a file with the given bytes.
func (s *stage) write(file ManifestFile, data []byte) error {
	file.Size, file.SHA256 = int64(len(data)), sha256Hex(data)
	return s.copy(file, bytes.NewReader(data))
}

// copy adds a file whose size and hash are known.
func (s *stage) copy(file ManifestFile, r io.Reader) error {
	name := path.Join(s.dir, file.Path)
	if err := s.folder(path.Dir(file.Path)); err != nil {
		return err
	}
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(r, file.Size+1))
	if err == nil && n != file.Size {
		err = fmt.Errorf("%s: %d bytes came instead of %d", name, n, file.Size)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	s.files = append(s.files, file)
	return nil
}

func (s *stage) folder(name string) error {
	if name == "." || slices.Contains(s.folders, name) {
		return nil
	}
	s.folders = append(s.folders, name)
	return s.root.Mkdir(path.Join(s.dir, name), 0o755)
}

// seal adds the list of checksums in the form of sha256sum, which is also
// that of BagIt: every other file, by path.
func (s *stage) seal() error {
	files := slices.SortedFunc(slices.Values(s.files), byPath)
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Path)
	}
	return s.write(ManifestFile{Path: checksumFile}, []byte(b.String()))
}

// each calls do for every file, in the order in which they were added: the
// list of checksums last.
func (s *stage) each(do func(name string, size int64, r io.Reader) error) error {
	for _, f := range s.files {
		r, err := s.root.Open(path.Join(s.dir, f.Path))
		if err != nil {
			return err
		}
		if err := errors.Join(do(f.Path, f.Size, r), r.Close()); err != nil {
			return err
		}
	}
	return nil
}

func byPath(a, b ManifestFile) int { return strings.Compare(a.Path, b.Path) }

// sync brings the stage to the disk, file by file.
func (s *stage) sync() error {
	for _, f := range s.files {
		if err := syncAt(s.root, path.Join(s.dir, f.Path)); err != nil {
			return err
		}
	}
	for _, d := range s.folders {
		if err := syncFolder(s.root, path.Join(s.dir, d)); err != nil {
			return err
		}
	}
	return syncFolder(s.root, s.dir)
}

func syncAt(root *os.Root, name string) error {
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// drop removes a stage that will not be committed. Should that fail, the next
// run does it.
func (s *stage) drop() { s.root.RemoveAll(s.dir) }
