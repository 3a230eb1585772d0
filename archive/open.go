package archive

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// find decides where the archive called dir is, and opens its root.
func (a *Archiver) find(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	a.dir, a.state = dir, stateFolder
	if a.opts.Shard.Count > 0 {
		a.state += "/" + shardFolder + a.opts.Shard.String()
	}
	if isPackName(dir) {
		a.packs, a.name = true, filepath.Base(dir)
		a.state = stateFolder + "/" + a.name
		dir = filepath.Dir(dir)
	}
	if err := refuseBundle(dir); err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is %s; choose another folder with -o", printable(dir), kindOf(info.Mode()))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	a.root, err = os.OpenRoot(dir)
	return err
}

// refuseBundle returns an error if a folder is, or would be, in a bundle.
func refuseBundle(dir string) error {
	for ; ; dir = filepath.Dir(dir) {
		if root, err := os.OpenRoot(dir); err == nil {
			_, err = heldIn(folder{root, "."}, dir, anyPost)
			root.Close()
			if err == nil {
				return fmt.Errorf("%s is a bundle, which holds no archive", printable(dir))
			}
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// isPackName tells whether a path names an archive that is one file.
func isPackName(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tar", ".zip":
		info, err := os.Stat(name)
		return err != nil || !info.IsDir()
	}
	return false
}

// findStream makes a place for the work of an archive that goes elsewhere.
func (a *Archiver) findStream() error {
	dir, err := os.MkdirTemp("", "markive-")
	if err != nil {
		return err
	}
	a.dir, a.state, a.packs = "standard output", stateFolder, true
	a.root, err = os.OpenRoot(dir)
	return err
}

// enter takes the lock and clears up after a run that was killed.
func (a *Archiver) enter() error {
	err := ensureFolder(a.root, stateFolder)
	if err == nil && a.state != stateFolder {
		err = ensureFolder(a.root, a.state)
	}
	if err != nil {
		return err
	}
	if err := a.takeLocks(); err != nil {
		return err
	}
	if err := a.ensure(replacedFolder); err != nil {
		return err
	}
	if err := recoverReplaced(&a.workplace); err != nil {
		return err
	}
	if err := a.clearVacated(); err != nil {
		return err
	}
	if err := a.clearAsides(); err != nil {
		return err
	}
	if err := removeTree(a.root, a.in(stagingFolder)); err != nil {
		return err
	}
	for _, name := range []string{stagingFolder, spoolFolder} { // the spool may hold what can be rescued
		if err := a.ensure(name); err != nil {
			return err
		}
		spread(a.root, a.in(name))
	}
	if a.work, err = a.root.OpenRoot(a.state); err != nil {
		return err
	}
	if a.spool, err = a.work.OpenRoot(spoolFolder); err != nil {
		return err
	}
	return a.furnish()
}

// clearAsides removes the files of the state that a killed run was writing.
func (a *Archiver) clearAsides() error {
	entries, err := readDir(a.root, a.state)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), asideSuffix) {
			if err := a.root.Remove(a.in(e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeLocks takes the lock of the archive; a shard shares that and has another
// of its own.
func (a *Archiver) takeLocks() error {
	share := !a.packs && a.opts.Shard.Count > 0
	if share {
		l, err := takeLock(&workplace{a.root, stateFolder}, a.dir, shared)
		if err != nil {
			return err
		}
		a.locks = append(a.locks, l)
	}
	l, err := takeLock(&a.workplace, a.dir, exclusive)
	if err != nil {
		return err
	}
	a.locks = append(a.locks, l)
	return nil
}

// furnish makes the shelf, and what stands at the archive's root beside the
// bundles.
func (a *Archiver) furnish() error {
	if a.packs {
		p, err := openPacker(&a.workplace, a.name, &a.opts)
		if err != nil {
			return err
		}
		a.shelf = p
		a.heals(p.former.damages())
		return nil
	}
	c := newCommitter(&a.workplace, a.opts.Durability)
	c.heals = a.opts.Verify
	a.shelf = c
	if a.opts.Verify && hasDamagedReadme(a.root) {
		if _, err := a.retire(readmeFile, damagedFolder, readmeFile); err != nil && !errors.Is(err, fs.ErrNotExist) { // another shard has
			return err
		}
		a.heals([]Damage{damagedReadme})
	}
	if _, err := a.root.Lstat(readmeFile); !errors.Is(err, fs.ErrNotExist) {
		return err // one of somebody else's stays
	}
	aside := a.in(stagingFolder) + "/" + readmeFile // a kill must not leave half of it
	if err := writeFile(a.root, aside, []byte(readme), true); err != nil {
		return err
	}
	return a.root.Rename(aside, readmeFile)
}

// heals notes what was damaged beside the bundles and is written anew.
func (a *Archiver) heals(damage []Damage) {
	for _, d := range damage {
		a.healed = append(a.healed, Problem{Path: cmp.Or(d.Path, a.name), Class: d.Class, Detail: d.Detail, Outcome: "written anew"})
	}
}

// Close lets other runs in. It must be called once, when no Run is under way.
func (a *Archiver) Close() error {
	var err error
	if p, ok := a.shelf.(*packer); ok {
		err = p.close()
	}
	if a.spool != nil {
		err = errors.Join(err, a.spool.Close(), a.root.RemoveAll(a.in(spoolFolder)), removeTree(a.root, a.in(stagingFolder)))
		a.root.Remove(a.in(replacedFolder)) // unless a bundle is kept there
	}
	if a.work != nil {
		err = errors.Join(err, a.work.Close())
	}
	for _, l := range a.locks {
		err = errors.Join(err, l.release())
	}
	err = errors.Join(err, a.root.Close())
	if a.packs && a.name == "" {
		err = errors.Join(err, os.RemoveAll(a.root.Name()))
	}
	return err
}

// remember loads what is known of earlier runs. A pack has no memory beside
// its manifests: it is read through in any case.
func (a *Archiver) remember() *state {
	if a.packs {
		return &state{records: map[string]*record{}}
	}
	return loadState(&a.workplace)
}

// learned saves what remember loaded.
func (a *Archiver) learned(known *state) error {
	if a.packs {
		return nil
	}
	return known.save(&a.workplace)
}
