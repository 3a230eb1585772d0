package archive

import (
	"slices"

	"github.com/markive/markive/convert"
)

// A task is one post of a run.
type task struct {
	src       Source
	bundle    string  // its name
	record    *record // of an earlier run; never nil, without a path if there is none
	damage    string  // what is wrong with its bundle, "" if nothing is known
	unchanged bool    // nothing is left to do, as far as the record tells
	touched   bool    // its bundle is not as a run left it
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
			tasks = append(tasks, task{src: p, bundle: names[p.Path], record: known.of(p.Path)})
		}
	}
	if a.packs {
		return tasks, nil
	}
	if err := a.move(tasks, paths, known); err != nil {
		return nil, err
	}
	if err := a.compare(tasks); err != nil || !a.forgetLost(tasks) {
		return tasks, err
	}
	known.partial = true // the bundles of some may stand anywhere
	return tasks, a.move(tasks, paths, known)
}

// forgetLost forgets what was known of tasks whose bundles are not where they
// were, and tells whether there are any: somebody has moved or deleted them.
func (a *Archiver) forgetLost(tasks []task) (lost bool) {
	for i := range tasks {
		t := &tasks[i]
		if t.unchanged || t.record.bundle != t.bundle {
			continue
		}
		there, err := folderAt(a.root, t.bundle)
		if err == nil && (!there || t.touched && a.isOfAnother(t)) {
			t.record, lost = &nothing, true
		}
	}
	return lost
}

// isOfAnother tells whether the bundle of another post stands where that of a
// task did.
func (a *Archiver) isOfAnother(t *task) bool {
	h, err := heldIn(folder{a.root, t.bundle}, t.bundle, anyPost)
	return err == nil && h.Source.path() != t.src.Path
}

// compare finds the tasks of which nothing is left to do.
func (a *Archiver) compare(tasks []task) error {
	l, err := newLister(a.root)
	if err != nil {
		return err
	}
	shapes := a.shapes()
	options := map[*convert.Site][]string{} // few sites have many posts
	for i := range tasks {
		t := &tasks[i]
		site := a.sites.shapeOf(shapes[0], t.src).Site
		if options[site] == nil {
			for _, shape := range shapes {
				shape.Site = site
				options[site] = append(options[site], shape.fingerprint())
			}
		}
		if a.isKnown(t, options[site]) {
			t.touched = l.list(t.bundle).digest() != t.record.files
			t.unchanged = !t.touched && !a.opts.Verify && !a.opts.Refresh && !a.opts.RetryMissing && len(a.opts.Placeholders) == 0 && t.record.open == 0
		}
	}
	return l.close()
}

// isKnown tells that a post is the one that its bundle was made of.
func (a *Archiver) isKnown(t *task, options []string) bool {
	r := t.record
	return r.bundle == t.bundle && r.size == t.src.Size && r.time == t.src.Time && slices.Contains(options, r.options)
}
