package archive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// Names of our own files.
const (
	indexFile    = "index.md"
	sourceFile   = "source.txt"
	manifestFile = "markive.json"
	checksumFile = "manifest-sha256.txt"
	imageFolder  = "images"
	playedFolder = "files" // of sound, videos and documents
)

// errNotRegular says that something else stands where a file should.
var errNotRegular = errors.New("not a regular file")

// openRegular opens a file for reading if it is one: a link is not followed,
// a pipe is not waited for.
func openRegular(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	listed, err := root.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !listed.Mode().IsRegular() {
		return nil, nil, errNotRegular
	}
	f, err := root.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, nil, err
	}
	opened, err := f.Stat()
	if err == nil && !os.SameFile(listed, opened) {
		err = errNotRegular // exchanged in between
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, opened, nil
}

// readRegular reads a file of at most max bytes.
func readRegular(root *os.Root, name string, max int64) ([]byte, error) {
	return readOpened(folder{root, "."}, name, max)
}

// writeFile makes a new file; whatever has its name is an error. What it
// makes is synced only if sync is set.
func writeFile(root *os.Root, name string, data []byte, sync bool) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && sync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// asideSuffix is what the name of a file of the state has while it is written.
const asideSuffix = ".new"

// replaceFile writes a file aside and renames it over name.
func replaceFile(root *os.Root, name string, data []byte) error {
	return replaceBy(root, name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// replaceBy does the same for what write writes. The writer is buffered and
// remembers its first error.
func replaceBy(root *os.Root, name string, write func(io.Writer) error) error {
	aside := name + asideSuffix
	f, err := renew(root, aside)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(aside, name)
	}
	if err != nil {
		root.Remove(aside)
	}
	return err
}

// renew makes a file of the tool's own, to write and to read, in the place of
// what a run that was killed has left there.
func renew(root *os.Root, name string) (*os.File, error) {
	if err := remove(root, name); err != nil {
		return nil, err
	}
	return root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
}

// remove removes a file of the tool's own, if it is there.
func remove(root *os.Root, name string) error {
	if err := root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// removeTree removes a folder of the tool's own and all that is in it. What was
// a bundle may have folders that its owner has made read-only.
func removeTree(root *os.Root, name string) error {
	err := root.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	fs.WalkDir(root.FS(), name, func(p string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			root.Chmod(p, 0o755)
		}
		return nil
	})
	return root.RemoveAll(name)
}

// ensureFolder makes a folder of the tool's own if it is not there. Anything
// else under its name, also a link to a folder, is an error.
func ensureFolder(root *os.Root, name string) error {
	err := root.Mkdir(name, 0o755)
	if err == nil || !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := root.Lstat(name)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is %s, not a folder; remove it to go on", name, kindOf(info.Mode()))
	}
	return err
}

// readNames returns the names in a folder, in no order, without asking what stands
// under each, which os.File.ReadDir does below an os.Root.
func readNames(root *os.Root, name string) ([]string, error) {
	d, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Readdirnames(-1)
}

// readDir lists a folder in byte order.
func readDir(root *os.Root, name string) ([]fs.DirEntry, error) {
	d, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// standsAt tells whether a folder stands at name for certain, as folderAt does.
func standsAt(root *os.Root, name string) bool {
	there, err := folderAt(root, name)
	return there && err == nil
}

// folderAt tells whether a folder stands at name, reached through folders
// only. Without an error, false means that nothing is there.
func folderAt(root *os.Root, name string) (bool, error) {
	above := root
	defer func() {
		if above != root {
			above.Close()
		}
	}()
	parts := strings.Split(name, "/")
	for i, part := range parts {
		info, err := above.Lstat(part)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false, nil
		case err != nil:
			return false, err
		case !info.IsDir():
			return false, &foreignError{name: path.Join(parts[:i+1]...), what: kindOf(info.Mode())}
		case i == len(parts)-1:
			return true, nil
		}
		below, err := above.OpenRoot(part) // a root walks to every name from its top
		if err != nil {
			return false, err
		}
		if above != root {
			above.Close()
		}
		above = below
	}
	return true, nil
}

// A foreignError says that something that is not ours stands in the way.
type foreignError struct {
	name  string
	what  string
	lost  bool // it may be a bundle whose manifest is lost
	other bool // it is the bundle of another post, if its manifest is whole
}

func (e *foreignError) Error() string {
	return fmt.Sprintf("%s is %s", printable(e.name), e.what)
}

// isExhausted tells of an error that says nothing about the file: no more could
// be opened.
func isExhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// isSystems tells of an error that comes from the system, not from what was
// read.
func isSystems(err error) bool {
	_, ok := errors.AsType[syscall.Errno](err)
	return ok
}

// concernsOnePost tells of errors of the disk that the next post need not
// meet; after any other one (full, read-only, failing) going on is no use.
func concernsOnePost(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENAMETOOLONG)
}
