package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// A Durability says when the bytes of a bundle have to be on the disk. A run
// that is killed loses no bundle with any of them; they differ in what is left
// when the machine loses its power.
type Durability string

const (
	// DurabilityFull syncs every file and folder of a bundle, then its name,
	// before the next bundle is committed.
	DurabilityFull Durability = "full"

	// DurabilityBatch does the same for all bundles that are ready, ten times a
	// second at most, with one sync of the file system where there is one (Linux).
	// A bundle is whole or absent after a power cut, and what was told done is
	// there.
	DurabilityBatch Durability = "batch"

	// DurabilityNone leaves it to the system, which writes within a minute or
	// so. After a power cut bundles may be torn; Verify finds them.
	DurabilityNone Durability = "none"
)

// A committer puts staged bundles in their places. It is one goroutine, so
// that what waits while the disk syncs is synced together.
type committer struct {
	*workplace
	durability Durability
	heals      bool // no manifest is believed before its bytes were hashed
	exchange   func(root *os.Root, a, b string) error
	queue      chan *commit
	working    chan struct{}   // closed when the goroutine has ended
	folders    map[string]bool // known to be folders, and no bundles
	number     int
	coming     atomic.Int64 // posts whose bundles were neither put nor kept
	synced     time.Time    // when the last batch was begun to be; zero: none
	err        error        // the disk gave up; nothing is committed any more
}

// A commit is a bundle on its way from its stage to its name.
type commit struct {
	stage   *stage
	name    string
	src     string   // the path of the post
	made    []string // folders whose names changed
	damaged bool     // the bundle that stands there
	old     string   // where the bundle that was replaced stands now, if not in the stage
	swapped bool     // it stands in the stage
	err     error
	done    chan struct{}
}

// maxBatch bounds the bundles that share a sync.
const maxBatch = 64

// syncPause is the least time from one sync to the next: each costs the disk and
// the processor much the same, however few bundles share it.
const syncPause = 100 * time.Millisecond

// manyFiles is the number of files from which one sync of the whole file
// system is cheaper than one for each.
const manyFiles = 24

func newCommitter(w *workplace, d Durability) *committer {
	return &committer{workplace: w, durability: d, exchange: exchange, queue: make(chan *commit, maxBatch), folders: map[string]bool{}}
}

func (c *committer) held(name, src string) (*held, error) {
	h, err := loadHeld(c.root, name, src)
	return heal(h, err, &suspect{folder{c.root, name}, name, src, c.heals})
}

// begin starts the goroutine that commits.
func (c *committer) begin(tasks []task) error {
	c.coming.Store(int64(len(tasks) - countUnchanged(tasks)))
	c.queue, c.working = make(chan *commit, maxBatch), make(chan struct{})
	go func() {
		c.work()
		close(c.working)
	}()
	return nil
}

func (c *committer) end(bool) error {
	close(c.queue)
	<-c.working
	return nil
}

// keep does nothing but count: what stands in a folder stays there.
func (c *committer) keep(*task) error {
	c.coming.Add(-1)
	return nil
}

// put commits a staged bundle and returns when it is durable.
func (c *committer) put(ctx context.Context, t *task, s *stage) error {
	w := &commit{stage: s, name: t.bundle, src: t.src.Path, damaged: t.damage != "", done: make(chan struct{})}
	c.coming.Add(-1)
	select {
	case c.queue <- w:
	case <-ctx.Done():
		s.drop()
		return ctx.Err()
	}
	<-w.done
	if w.swapped == (w.err == nil) { // what was built could not be put, or the stage holds what it replaced
		s.drop()
	}
	if w.err != nil {
		c.coming.Add(1) // it is kept
	}
	return w.err
}

// work commits what is put until the queue is closed.
func (c *committer) work() {
	for w := range c.queue {
		batch := c.next(w)
		c.commit(batch)
		for _, w := range batch {
			close(w.done)
		}
	}
}

// next returns the batch that begins with w: what is ready when the disk may be
// asked to sync again.
func (c *committer) next(w *commit) []*commit {
	if c.durability == DurabilityFull {
		return []*commit{w}
	}
	batch := c.await([]*commit{w})
	for len(batch) < maxBatch && len(c.queue) > 0 {
		batch = append(batch, <-c.queue)
	}
	return batch
}

// await adds to a batch what gets ready before that time. There is nothing to wait
// for when no post is at work any more.
func (c *committer) await(batch []*commit) []*commit {
	due := time.NewTimer(time.Until(c.synced.Add(syncPause)))
	defer due.Stop()
	for len(batch) < maxBatch && c.coming.Load() > 0 {
		select {
		case w := <-c.queue:
			batch = append(batch, w)
		case <-due.C:
			return batch
		}
	}
	return batch
}

// commit brings a batch to the disk, into place, and the places to the disk.
func (c *committer) commit(batch []*commit) {
	if c.err == nil {
		c.err = c.settle(batch)
	}
	for _, w := range batch {
		if c.err != nil {
			w.err = c.err
			continue
		}
		if w.err = c.place(w); w.err != nil && !isLocal(w.err) {
			c.err = w.err
		}
	}
	if err := c.syncPlaces(batch); err != nil {
		for _, w := range batch {
			w.err = errors.Join(w.err, err)
			if w.swapped {
				w.err = errors.Join(w.err, c.swapBack(w)) // the old one stays
			}
		}
		c.err = err
		return
	}
	for _, w := range batch {
		if w.old != "" && w.err == nil {
			c.drop(w.old) // should this fail, the next run does it
		}
	}
}

// isLocal tells of errors that stop one bundle and not the run.
func isLocal(err error) bool {
	_, isForeign := errors.AsType[*foreignError](err)
	return isForeign || concernsOnePost(err)
}

// settle makes the bytes of a batch durable.
func (c *committer) settle(batch []*commit) error {
	if c.durability == DurabilityNone {
		return nil
	}
	c.synced = time.Now()
	n := 0
	for _, w := range batch {
		n += len(w.stage.files)
	}
	if n >= manyFiles && c.durability != DurabilityFull {
		if err := syncAll(c.root); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	for _, w := range batch {
		if err := w.stage.sync(); err != nil {
			return err
		}
	}
	return nil
}

// renameKeeps tells whether os.Root.Rename never puts a folder in the place of what
// is there. On Windows it may replace a file.
const renameKeeps = runtime.GOOS != "windows"

// place renames one bundle to its name, which must be free or hold an older
// bundle of the same post.
func (c *committer) place(w *commit) error {
	parent := path.Dir(w.name)
	if err := c.parents(w, parent); err != nil {
		return err
	}
	staged := c.in(w.stage.dir)
	// A rename follows a link that stands in place of a folder since that was made.
	if !w.damaged && renameKeeps && standsAt(c.root, parent) && c.root.Rename(staged, w.name) == nil { // nothing stood there, as in a first run
		w.made = append(w.made, parent)
		return nil
	}
	old, err := c.held(w.name, w.src)
	if err != nil {
		return err
	}
	if old != nil {
		var done bool
		if done, err = c.replace(w, old, staged); done {
			w.swapped, w.made = true, append(w.made, parent)
			return nil
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = c.root.Rename(staged, w.name)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another shard has cleared away a folder that was empty
		clear(c.folders)
		if err = c.parents(w, parent); err == nil {
			err = c.root.Rename(staged, w.name)
		}
	case err != nil && old == nil && clearVacant(c.root, w.name):
		err = c.root.Rename(staged, w.name)
	}
	if err != nil {
		if w.old != "" {
			err = errors.Join(err, c.bringBack(w))
		}
		return err
	}
	w.made = append(w.made, parent)
	return nil
}

// parents makes the folders above a bundle.
func (c *committer) parents(w *commit, name string) error {
	at := ""
	for part := range strings.SplitSeq(name, "/") {
		above := path.Join(".", at)
		at = path.Join(at, part)
		if at == "." || c.folders[at] {
			continue
		}
		err := c.root.Mkdir(at, 0o755)
		if err == nil {
			w.made = append(w.made, above)
		} else if err = c.usable(at, err); err != nil {
			return err
		}
		c.folders[at] = true
	}
	return nil
}

// usable returns nil if what stood in the way of making a folder is a folder
// in which bundles may be.
func (c *committer) usable(name string, err error) error {
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := c.root.Lstat(name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &foreignError{name: name, what: kindOf(info.Mode())}
	}
	switch {
	case c.isBundle(name):
		return &foreignError{name: name, what: "a bundle, which cannot hold another"}
	case holdsArchive(c.root, name):
		return &foreignError{name: name, what: "another archive"}
	}
	return nil
}

// syncPlaces makes the new names durable.
func (c *committer) syncPlaces(batch []*commit) error {
	if c.durability == DurabilityNone {
		return nil
	}
	var made []string
	for _, w := range batch {
		made = append(made, w.made...)
	}
	slices.Sort(made)
	for _, name := range slices.Compact(made) {
		if err := syncFolder(c.root, name); err != nil {
			return err
		}
	}
	return nil
}
