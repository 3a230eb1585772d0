package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// replace swaps the bundle that is to be replaced with its stage, or moves it
// out of the way where that cannot be done in one step; done says that the new
// one stands. One that was damaged is moved, since it is kept. Whether its owner
// has touched it is looked at before and after: while it has its name he may.
func (c *committer) replace(w *commit, old *held, staged string) (done bool, err error) {
	if err := old.untouched(w.damaged); err != nil {
		return false, err
	}
	err = errors.ErrUnsupported
	if !w.damaged {
		err = c.exchange(c.root, staged, w.name)
	}
	switch {
	case err == nil:
		if err = old.in(folder{c.root, staged}).untouched(false); err != nil {
			err = errors.Join(err, c.swapBack(w))
		}
		return err == nil, err
	case !errors.Is(err, errors.ErrUnsupported):
		return false, err
	}
	if err := c.setAside(w); err != nil {
		return false, err
	}
	if err := old.in(folder{c.root, w.old + "/bundle"}).untouched(w.damaged); err != nil {
		return false, errors.Join(err, c.bringBack(w))
	}
	return false, nil
}

// swapBack undoes the swap of a bundle and its stage. Should that fail, the bundle is
// kept where damaged ones are: the stage goes.
func (c *committer) swapBack(w *commit) error {
	staged := c.in(w.stage.dir)
	err := c.exchange(c.root, staged, w.name)
	w.swapped = err != nil
	if err == nil {
		return nil
	}
	_, rerr := c.retire(staged, damagedFolder, w.name)
	w.swapped = rerr != nil
	return errors.Join(err, rerr)
}

// setAside moves the bundle that is to be replaced out of the way, leaving a
// note of its name, so that a run that is killed before the new one stands is
// mended by the next.
func (c *committer) setAside(w *commit) error {
	aside, err := c.asideFolder()
	if err != nil {
		return err
	}
	sync := c.durability != DurabilityNone
	if err := writeFile(c.root, aside+"/name", []byte(w.name), sync); err != nil {
		return err
	}
	if w.damaged {
		if err := writeFile(c.root, aside+"/damaged", nil, sync); err != nil {
			return err
		}
	}
	if sync {
		if err := errors.Join(syncFolder(c.root, aside), syncFolder(c.root, c.in(replacedFolder))); err != nil {
			return err
		}
	}
	if err := c.root.Rename(w.name, aside+"/bundle"); err != nil {
		return err
	}
	w.old = aside
	return nil
}

// bringBack undoes setAside. What is left of it goes with the next run.
func (c *committer) bringBack(w *commit) error { return c.root.Rename(w.old+"/bundle", w.name) }

// asideFolder makes a folder that no killed run has left.
func (c *committer) asideFolder() (string, error) {
	for {
		c.number++
		aside := fmt.Sprintf("%s/%d", c.in(replacedFolder), c.number)
		if err := c.root.Mkdir(aside, 0o755); !errors.Is(err, fs.ErrExist) {
			return aside, err
		}
	}
}

// recoverReplaced ends what a killed run began: a bundle that was set aside
// goes back unless the new one stands. One whose place is taken by something
// else stays aside: it may hold images that nobody serves any more.
func recoverReplaced(w *workplace) error {
	entries, err := readDir(w.root, w.in(replacedFolder))
	if err != nil {
		return err
	}
	for _, e := range entries {
		aside := path.Join(w.in(replacedFolder), e.Name())
		done, err := putBack(w.root, aside)
		if err == nil && done {
			err = w.drop(aside)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop removes what is left of a bundle that was set aside, its note last: what
// is interrupted in between is ended by the next run. One that was damaged goes
// where somebody may still look at it.
func (w *workplace) drop(aside string) error {
	_, err := w.root.Lstat(aside + "/damaged")
	_, there := w.root.Lstat(aside + "/bundle")
	if err == nil && there == nil {
		name, err := readRegular(w.root, aside+"/name", 1<<16)
		if err == nil && filepath.IsLocal(string(name)) {
			_, err = w.retire(aside+"/bundle", damagedFolder, string(name))
		}
		if err != nil {
			return err
		}
	}
	if err := removeTree(w.root, aside+"/bundle"); err != nil {
		return err
	}
	return w.root.RemoveAll(aside)
}

// putBack reports whether what is left of a bundle set aside may go.
func putBack(root *os.Root, aside string) (bool, error) {
	if _, err := root.Lstat(aside + "/bundle"); err != nil {
		return errors.Is(err, fs.ErrNotExist), nil // it was not moved yet
	}
	raw, err := readRegular(root, aside+"/name", 1<<16)
	name := string(raw)
	if err != nil || !filepath.IsLocal(name) {
		return false, nil
	}
	switch there, err := folderAt(root, name); {
	case err != nil:
		return false, nil
	case there:
		return holdsManifest(root, name), nil
	}
	if err := root.Rename(aside+"/bundle", name); err != nil {
		return false, err
	}
	return true, syncFolder(root, path.Dir(name))
}
