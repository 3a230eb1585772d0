package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A stage is the folder in which one bundle is built. Nothing in it is synced
// yet: that is done for several bundles at once when they are committed.
type stage struct {
	root    *os.Root // of the state
	dir     string   // below it
	format  Format
	files   []ManifestFile // of the bundle, in the order in which they were added
	tags    []ManifestFile // of a bag, beside its payload, in the same order
	folders []string       // below dir

	// Folders that are open, since a root opens every part of a path anew;
	// sealing the stage closes them.
	open map[string]*os.Root
}

func newStage(state *os.Root, f Format, number int64) (*stage, error) {
	dir, err := district(state, stagingFolder, number, strconv.FormatInt(number, 10), func(dir string) error { return state.Mkdir(dir, 0o755) })
	if err != nil {
		return nil, err
	}
	s := &stage{root: state, format: f, dir: dir}
	own, err := state.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s.open = map[string]*os.Root{".": own}
	return s, nil
}

// write adds a file with the given bytes.
func (s *stage) write(file ManifestFile, data []byte) error {
	file.Size, file.SHA256 = int64(len(data)), sha256Hex(data)
	if err := s.make(s.format.payload()+file.Path, func(f *os.File) error { _, err := f.Write(data); return err }); err != nil {
		return err
	}
	s.files = append(s.files, file)
	return nil
}

// copy adds a file whose size and hash are known.
func (s *stage) copy(file ManifestFile, r io.Reader) error {
	err := s.make(s.format.payload()+file.Path, func(f *os.File) error {
		n, err := io.Copy(f, io.LimitReader(r, file.Size+1))
		if err == nil && n != file.Size {
			err = fmt.Errorf("%s: %d bytes came instead of %d", file.Path, n, file.Size)
		}
		return err
	})
	if err != nil {
		return err
	}
	s.files = append(s.files, file)
	return nil
}

// link adds a file that stands elsewhere in the state by a second name. Not
// every file system can; the caller copies it then.
func (s *stage) link(file ManifestFile, from string) error {
	name := s.format.payload() + file.Path
	if _, err := s.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := s.root.Link(from, path.Join(s.dir, name)); err != nil {
		return err
	}
	s.files = append(s.files, file)
	return nil
}

// tag adds a file beside the payload of a bag.
func (s *stage) tag(name, data string) error {
	file := ManifestFile{Path: name, Size: int64(len(data)), SHA256: sha256Hex([]byte(data))}
	if err := s.make(name, func(f *os.File) error { _, err := f.WriteString(data); return err }); err != nil {
		return err
	}
	s.tags = append(s.tags, file)
	return nil
}

// make makes a file that fill writes.
func (s *stage) make(name string, fill func(*os.File) error) error {
	dir, err := s.folder(path.Dir(name))
	if err != nil {
		return err
	}
	f, err := dir.OpenFile(path.Base(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|openFlags, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// folder returns a folder of the stage, made if it is not there yet.
func (s *stage) folder(name string) (*os.Root, error) {
	if dir := s.open[name]; dir != nil {
		return dir, nil
	}
	above, err := s.folder(path.Dir(name))
	if err != nil {
		return nil, err
	}
	if err := above.Mkdir(path.Base(name), 0o755); err != nil {
		return nil, err
	}
	dir, err := above.OpenRoot(path.Base(name))
	if err != nil {
		above.Remove(path.Base(name)) // else a second attempt would call it a stranger's
		return nil, err
	}
	s.folders, s.open[name] = append(s.folders, name), dir
	return dir, nil
}

// close closes the folders. Nothing can be added any more.
func (s *stage) close() {
	for _, dir := range s.open {
		dir.Close()
	}
	s.open = nil
}

// seal adds the list of checksums: every other file, by path. In a bag, whose
// list is of the payload alone, what stands beside that has a list of its own.
func (s *stage) seal(version string) error {
	defer s.close()
	files := s.sorted()
	list := checksums(files, s.format.payload())
	if s.format != FormatBag {
		return s.write(ManifestFile{Path: checksumFile}, list)
	}
	err := errors.Join(
		s.tag(bagInfo, bagInfoOf(files, version)),
		s.tag(bagFile, bagDeclaration),
		s.tag(checksumFile, string(list)))
	if err != nil {
		return err
	}
	return s.tag(tagFile, string(checksums(s.tags, "")))
}

// each calls do for every file, in the order in which they were added: the
// last list of checksums last.
func (s *stage) each(do func(name string, size int64, r io.Reader) error) error {
	for _, f := range s.all() {
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

// all returns the files with their paths below the stage.
func (s *stage) all() []ManifestFile {
	files := slices.Concat(s.files, s.tags)
	for i := range s.files {
		files[i].Path = s.format.payload() + files[i].Path
	}
	return files
}

// sorted returns the files, in a bag those of its payload, by path.
func (s *stage) sorted() []ManifestFile { return slices.SortedFunc(slices.Values(s.files), byPath) }

func byPath(a, b ManifestFile) int { return strings.Compare(a.Path, b.Path) }

// sync brings the stage to the disk, file by file.
func (s *stage) sync() error {
	for _, f := range s.all() {
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
func (s *stage) drop() {
	s.close()
	removeTree(s.root, s.dir)
}
