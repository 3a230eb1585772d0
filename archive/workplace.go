package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// stateFolder is the name of the folder in which the tool keeps its state. It
// is a cache: it may be deleted when no run is at work.
const stateFolder = ".markive"

// A workplace is where a run works: the folder that it writes to, and below
// that the folder of its own state. Runs that share an archive have a state
// each.
type workplace struct {
	root  *os.Root
	state string // slash path below root
}

// Parts of the state.
const (
	lockFile       = "lock"
	holderFile     = "holder" // beside the lock: Windows lets nobody read a locked file
	memoryFile     = "state"
	goneFile       = "gone"
	stagingFolder  = "staging"
	spoolFolder    = "spool"
	rescueFolder   = "rescued"
	journalFile    = rescueFolder + "/journal"
	replacedFolder = "replaced"
	vacatedFile    = "vacated"
)

// Folders of the state to which bundles go that have no place in the archive
// any more. Nothing is ever removed from them.
const (
	damagedFolder = "damaged"
	prunedFolder  = "pruned"
)

// in returns the path of a part of the state below the root.
func (w *workplace) in(part string) string { return w.state + "/" + part }

// ensure makes a folder of the state.
func (w *workplace) ensure(part string) error { return ensureFolder(w.root, w.in(part)) }

// retire moves a bundle out of the archive, to a folder of the state.
func (w *workplace) retire(from, kind, name string) (string, error) {
	to, err := w.room(kind, name)
	if err != nil {
		return "", err
	}
	return to, w.root.Rename(from, to)
}

// room makes room for a name in a folder of the state. If it is taken there, or
// would lie in a bundle, its first part gets a number.
func (w *workplace) room(kind, name string) (string, error) {
	top, rest, _ := strings.Cut(name, "/")
	to := path.Join(w.in(kind), top, rest)
	for n := 2; ; n++ {
		free, err := w.isFree(to, w.in(kind))
		if err != nil {
			return "", err
		}
		if free {
			return to, w.root.MkdirAll(path.Dir(to), 0o755)
		}
		to = path.Join(w.in(kind), fmt.Sprintf("%s-%d", top, n), rest)
	}
}

// isFree tells whether nothing stands at a name below a folder, and no bundle
// above it.
func (w *workplace) isFree(name, below string) (bool, error) {
	if _, err := w.root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	for name = path.Dir(name); name != below; name = path.Dir(name) {
		if w.isBundle(name) {
			return false, nil
		}
	}
	return true, nil
}

// isBundle tells whether a bundle, or what is left of one, stands at a name.
func (w *workplace) isBundle(name string) bool {
	return isBundle(func(file string) bool { _, err := w.root.Lstat(path.Join(name, file)); return err == nil })
}
