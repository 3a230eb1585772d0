package archive

import (
	"errors"
	"os"

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
	dir, err := os.MkdirTemp(memory, "markive-test-")
	return dir, errors.Join(err, os.Chmod(dir, 0o755)) // some tests run a child that is nobody
}
