package archive

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncFolder brings the names in a folder to the disk.
func syncFolder(root *os.Root, name string) error {
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// syncAll brings all that was written to the archive's file system to the
// disk, which for many files is far cheaper than one by one. It reports
// errors.ErrUnsupported where the system cannot.
func syncAll(root *os.Root) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	err = unix.Syncfs(int(d.Fd()))
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EPERM) {
		err = errors.ErrUnsupported
	}
	return errors.Join(os.NewSyscallError("syncfs", err), d.Close())
}
