package archive

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// ext4 is told that what lies below the staging area need not be close together.
func TestSpread(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	defer a.Close()
	for _, name := range []string{stagingFolder, spoolFolder} {
		d, err := a.work.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		flags, err := unix.IoctlGetInt(int(d.Fd()), unix.FS_IOC_GETFLAGS)
		var system unix.Statfs_t
		if errors.Join(err, unix.Fstatfs(int(d.Fd()), &system)) != nil || system.Type != unix.EXT4_SUPER_MAGIC {
			t.Skip("no ext4 here: what it is told goes untested")
		}
		if flags&0x20000 == 0 {
			t.Errorf("%s has the flags %x, want that of a top folder", name, flags)
		}
	}
	root := rootOf(t, t.TempDir())
	spread(root, "gone") // no harm where there is nothing
}
