package archive

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// memoryFolder makes a folder in the memory of the system, if there is a GiB of
// room (a container often has 64 MiB) and nobody has said where else.
func memoryFolder() (string, error) {
	const memory = "/dev/shm"
	var s unix.Statfs_t
	if err := unix.Statfs(memory, &s); err != nil {
		return "", err
	}
	if os.Getenv("TMPDIR") != "" || int64(s.Bavail)*int64(s.Bsize) < 1<<30 {
		return "", errors.ErrUnsupported
	}
	left, _ := filepath.Glob(filepath.Join(memory, "markive-test-*"))
	for _, old := range left { // of runs that were stopped
		if info, err := os.Stat(old); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.RemoveAll(old)
		}
	}
	dir, err := os.MkdirTemp(memory, "markive-test-")
	return dir, errors.Join(err, os.Chmod(dir, 0o755)) // some tests run a child that is nobody
}
