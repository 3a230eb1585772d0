//go:build !linux

package archive

import (
	"errors"
	"os"
	"runtime"
)

// syncFolder brings the names in a folder to the disk. Windows and Plan 9
// know no such thing: there names are as durable as the system makes them.
func syncFolder(root *os.Root, name string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func syncAll(*os.Root) error { return errors.ErrUnsupported }

func exchange(*os.Root, string, string) error { return errors.ErrUnsupported }

func spread(*os.Root, string) {} // only ext4 asks
