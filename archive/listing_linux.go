package archive

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// A lister lists many bundles of one archive. It asks the system for no more
// than it must: one call opens a folder through folders only, however deep it
// is, where os.Root takes three for each part of the path.
type lister struct {
	root *os.Root
	dir  *os.File
	buf  []byte
	slow bool // the system has no openat2 (Linux before 5.6, or a sandbox)
}

func newLister(root *os.Root) (*lister, error) {
	dir, err := root.Open(".")
	return &lister{root: root, dir: dir, buf: make([]byte, 32<<10)}, err
}

func (l *lister) close() error { return l.dir.Close() }

// list returns the listing of the bundle at name.
func (l *lister) list(name string) listing {
	if !l.slow {
		files, err := l.below(int(l.dir.Fd()), name, "", nil)
		if err == nil {
			slices.SortFunc(files, byName)
			return files
		}
		if l.slow = err == unix.ENOSYS || err == unix.EPERM; !l.slow {
			return files // half of one is another: the bundle is looked at
		}
	}
	return listingAt(l.root, name)
}

// below appends what is in the folder called name, as seen from dir.
func (l *lister) below(dir int, name, prefix string, files listing) (listing, error) {
	fd, err := unix.Openat2(dir, name, &unix.OpenHow{
		Flags:   unix.O_RDONLY | unix.O_DIRECTORY | unix.O_CLOEXEC | unix.O_NOFOLLOW,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS,
	})
	if err != nil {
		return files, err
	}
	defer unix.Close(fd)
	names, err := l.names(fd)
	if err != nil {
		return files, err
	}
	for _, n := range names {
		var st unix.Stat_t
		if err := unix.Fstatat(fd, n, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
			return files, err
		}
		switch st.Mode & unix.S_IFMT {
		case unix.S_IFDIR:
			if files, err = l.below(fd, n, prefix+n+"/", files); err != nil {
				return files, err
			}
		case unix.S_IFREG:
			files = append(files, listed{prefix + n, st.Size})
		default:
			files = append(files, listed{prefix + n + " " + string(ClassNotRegular), -1})
		}
	}
	return files, nil
}

// names reads the names in a folder.
func (l *lister) names(fd int) ([]string, error) {
	var names []string
	for {
		n, err := unix.ReadDirent(fd, l.buf)
		if err != nil || n <= 0 {
			return names, err
		}
		_, _, names = unix.ParseDirent(l.buf[:n], -1, names)
	}
}
