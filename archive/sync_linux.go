package archive

import (
	"errors"
	"os"
	"path"

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

// spread tells the file system that what stands in one folder below this one has
// nothing to do with what stands in another, so that they need not be close to
// each other: the flag that chattr calls T. Where it means nothing, nothing is
// lost.
func spread(root *os.Root, name string) {
	d, err := root.Open(name)
	if err != nil {
		return
	}
	defer d.Close()
	const topOfHierarchy = 0x20000 // FS_TOPDIR_FL of linux/fs.h
	if flags, err := unix.IoctlGetInt(int(d.Fd()), unix.FS_IOC_GETFLAGS); err == nil {
		unix.IoctlSetPointerInt(int(d.Fd()), unix.FS_IOC_SETFLAGS, flags|topOfHierarchy)
	}
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

// exchange swaps two folders in one step, so that at every moment each name has
// one of them (RENAME_EXCHANGE of renameat2). It reports errors.ErrUnsupported
// where the system, the file system or who confines the process does not know it.
func exchange(root *os.Root, a, b string) error {
	above, err := root.Open(path.Dir(a))
	if err != nil {
		return err
	}
	defer above.Close()
	beside, err := root.Open(path.Dir(b))
	if err != nil {
		return err
	}
	defer beside.Close()
	err = unix.Renameat2(int(above.Fd()), path.Base(a), int(beside.Fd()), path.Base(b), unix.RENAME_EXCHANGE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EINVAL), errors.Is(err, unix.EOPNOTSUPP), errors.Is(err, unix.EPERM):
		return errors.ErrUnsupported
	}
	return &os.LinkError{Op: "renameat2", Old: a, New: b, Err: err}
}
