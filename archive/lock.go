package archive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked is what a *LockedError is.
var ErrLocked = errors.New("archive: another run holds the archive")

// A LockedError says that another run holds the archive, or another export the
// folder that it writes to.
type LockedError struct {
	Dir    string // the archive or folder
	Holder string // who and since when, in words; "" if that is not known
	Export bool   // Dir is the folder of an export
}

func (e *LockedError) Error() string {
	said := e.Dir + ": another run holds the archive"
	if e.Export {
		said = e.Dir + ": another export is writing there"
	}
	if e.Holder != "" {
		said += ": " + e.Holder
	}
	return said
}

// Is makes errors.Is(err, ErrLocked) work.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// A lock keeps other runs out of an archive. It dies with its process; it
// must be referred to as long as it is held, since the garbage collector
// closes a file that nobody knows.
type lock struct {
	*workplace
	file *flock.Flock
}

// How a lock is held: by one run alone, or by all the shards of an archive,
// which keep out runs over the whole.
const (
	exclusive = false
	shared    = true
)

// takeLock takes the lock or returns a *LockedError.
func takeLock(w *workplace, dir string, share bool) (*lock, error) {
	file, err := tryLock(w.root, w.in(lockFile), share)
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, &LockedError{Dir: dir, Holder: readHolder(w)}
	}
	l := &lock{workplace: w, file: file}
	if share {
		return l, nil // each signs for its own shard
	}
	if err := l.sign(); err != nil {
		l.release()
		return nil, err
	}
	return l, nil
}

// tryLock locks a file below a folder, which is made if it is not there; nil if
// another run has locked it.
func tryLock(root *os.Root, name string, share bool) (*flock.Flock, error) {
	// The file is made through the root, since flock would follow a link.
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if info, err := root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, fmt.Errorf("%s: %w", name, errNotRegular))
	}
	file := flock.New(filepath.Join(root.Name(), filepath.FromSlash(name)), flock.SetFlag(os.O_RDWR))
	try := file.TryLock
	if share {
		try = file.TryRLock
	}
	ok, err := try()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking %s: %w", file.Path(), bare(err))
	case !ok:
		return nil, nil
	}
	return file, nil
}

// sign tells those who come later who holds the lock.
func (l *lock) sign() error {
	host, _ := os.Hostname()
	who := fmt.Sprintf("process %d on %s, since %s\n", os.Getpid(), host, time.Now().Format(time.RFC3339))
	if err := remove(l.root, l.in(holderFile)); err != nil {
		return err
	}
	return writeFile(l.root, l.in(holderFile), []byte(who), false)
}

// readHolder tells who holds the lock, or one of those who share it.
func readHolder(w *workplace) string {
	who, err := readRegular(w.root, w.in(holderFile), maxDetail)
	if err == nil {
		return strings.TrimSpace(oneLine(string(who)))
	}
	entries, _ := readDir(w.root, w.state)
	for _, e := range entries {
		if s, ok := shardOf(e.Name()); ok {
			if who := readHolder(&workplace{w.root, w.in(e.Name())}); who != "" {
				return fmt.Sprintf("shard %d/%d, %s", s.Index, s.Count, who)
			}
		}
	}
	return "" // it has the lock but has not signed yet, or is just leaving
}

// release lets the next run in. The lock's file stays: removing it would let
// two runs hold locks on two files of one name.
func (l *lock) release() error {
	if l.file.RLocked() {
		return l.file.Close()
	}
	return errors.Join(remove(l.root, l.in(holderFile)), l.file.Close())
}
