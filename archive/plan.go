package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// A task is one post of a run.
type task struct {
	src       Source
	bundle    string // its name
	record    record // of an earlier run; zero if there is none
	damage    string // what is wrong with its bundle, "" if nothing is known
	unchanged bool   // nothing is left to do, as far as the record tells
}

// plan names the bundles of a run, moves those that stood under other names,
// and tells which posts need not be looked at.
func (a *Archiver) plan(posts []Source, known *state) ([]task, error) {
	paths := make([]string, len(posts))
	for i, p := range posts {
		paths[i] = p.Path
	}
	names := bundleNames(paths)
	tasks := make([]task, 0, len(posts))
	for _, p := range posts { // all have a say in the names
		if a.opts.Shard.Has(p.Path) {
			tasks = append(tasks, task{src: p, bundle: names[p.Path], record: known.records[p.Path]})
		}
	}
	if a.packs {
		return tasks, nil
	}
	if err := a.move(tasks, known); err != nil {
		return nil, err
	}
	return tasks, a.compare(tasks)
}

// compare finds the tasks of which nothing is left to do.
func (a *Archiver) compare(tasks []task) error {
	l, err := newLister(a.root)
	if err != nil {
		return err
	}
	options := a.shape().fingerprint()
	for i := range tasks {
		t := &tasks[i]
		t.unchanged = a.isUnchanged(t, options) && l.list(t.bundle).digest() == t.record.files
	}
	return l.close()
}

// isUnchanged tells that a post is the one that its bundle was made of, and that
// nothing was missing then.
func (a *Archiver) isUnchanged(t *task, options string) bool {
	r := &t.record
	return !a.opts.Verify && !a.opts.Refresh && r.bundle == t.bundle && r.size == t.src.Size && r.time == t.src.Time &&
		r.options == options && r.missing == 0
}

// move renames bundles whose posts have got another name because the set of
// posts has changed: a.md is a/ until there is an a.html. A move may have to
// wait until another has made room. Where there is none (the new name is taken
// by what a removed post has left) a bundle keeps the name that it has.
func (a *Archiver) move(tasks []task, known *state) error {
	waiting := map[*task]string{}
	var order []*task
	for i := range tasks {
		if from := a.former(&tasks[i], known); from != "" {
			waiting[&tasks[i]] = from
			order = append(order, &tasks[i])
		}
	}
	for progress := true; progress; {
		progress = false
		for _, t := range order {
			from, ok := waiting[t]
			if !ok {
				continue
			}
			switch err := a.moveBundle(from, t.bundle); {
			case err == nil:
				delete(waiting, t)
				progress = true
				known.moved(t)
			case !isLocal(err):
				return fmt.Errorf("moving %s to %s: %w", from, t.bundle, err)
			}
		}
	}
	for t, from := range waiting {
		t.bundle = from
	}
	if len(waiting) < len(order) {
		return a.learned(known) // a run that is killed must not forget where they are
	}
	return nil
}

// former returns the name under which the bundle of a post stands if that is
// not the name it should have.
func (a *Archiver) former(t *task, known *state) string {
	if t.record.bundle == t.bundle {
		return ""
	}
	if there, err := folderAt(a.root, t.bundle); there && err == nil {
		if old, err := a.shelf.held(t.bundle, t.src.Path); err == nil && old != nil {
			return ""
		}
	}
	for i, name := range append(formerNames(t.src.Path), t.record.bundle) {
		if name == "" || name == t.bundle {
			continue
		}
		// Without its manifest, a bundle with a plain name may be another's.
		if old, err := a.shelf.held(name, t.src.Path); err == nil && old != nil && (!old.salvaged || old.named || i > 0) {
			return name
		}
	}
	return a.search(t.src.Path, known)
}

// search looks through the manifests for the bundle of a post. That takes long,
// so it is done only if the memory of the archive is lost: a name may follow
// from how the folders of posts that are gone were spelled.
func (a *Archiver) search(src string, known *state) string {
	if !known.partial {
		return ""
	}
	if known.bundles == nil {
		known.bundles = map[string]string{}
		v := &verifier{root: a.root}
		v.find(context.Background(), ".") // what cannot be listed cannot be searched
		for _, name := range v.bundles {
			if h, err := heldIn(folder{a.root, name}, name, anyPost); err == nil {
				known.bundles[h.Source.path()] = name
			}
		}
	}
	return known.bundles[src]
}

// moveBundle renames a bundle to a name at which nothing stands.
func (a *Archiver) moveBundle(from, to string) error {
	there, err := folderAt(a.root, to)
	if err != nil {
		return err
	}
	if there {
		return &foreignError{name: to, what: "a folder"}
	}
	c := newCommitter(&a.workplace, a.opts.Durability)
	w := &commit{name: to}
	if err := c.parents(w, path.Dir(to)); err != nil {
		return err
	}
	if err := a.root.Rename(from, to); err != nil {
		return err
	}
	w.made = append(w.made, path.Dir(to), path.Dir(from))
	if err := c.syncPlaces([]*commit{w}); err != nil {
		return err
	}
	return a.clear(path.Dir(from))
}

// clear removes folders that a move has left empty.
func (a *Archiver) clear(name string) error {
	for ; name != "."; name = path.Dir(name) {
		entries, err := readDir(a.root, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if len(entries) > 0 {
			return nil
		}
		if err := a.root.Remove(name); err != nil && !isLocal(err) {
			return err
		}
	}
	return nil
}
