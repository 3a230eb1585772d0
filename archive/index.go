package archive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// An IndexReport tells what Index has found.
type IndexReport struct {
	Report           // the sum of those of the shards; zero if there are none
	Shards   int     `json:"shards"`             // of which the archive consists; 0: it was written by one run
	Absent   []Shard `json:"absent,omitempty"`   // those that have not come to their end
	Shared   int     `json:"shared,omitempty"`   // of the shards, how many have
	Archived int     `json:"archived,omitempty"` // posts that the archive remembers, or lists
}

// ErrNoArchive tells that a folder holds neither a bundle nor the state of an
// archive.
var ErrNoArchive = errors.New("archive: no bundle is there")

// Index joins what the shards of an archive have left: their reports, and what
// they remember of their posts, so that a run over all of them finds its work
// done. It makes the catalogue of the archive from its bundles, unless it is as
// new as they are. It must not run beside them; if it does, the error is a
// *LockedError. In a folder that is no archive it writes nothing. When ctx ends,
// the catalogue stays as it was.
func Index(ctx context.Context, dir string) (*IndexReport, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("indexing: %w", err)
	}
	defer root.Close()
	w := &workplace{root, stateFolder}
	if abs, err := filepath.Abs(dir); err == nil {
		if err := refuseBundle(abs); err != nil {
			return nil, fmt.Errorf("indexing: %w", err)
		}
	}
	if err := w.checkArchive(ctx); err != nil {
		return nil, fmt.Errorf("indexing: %w", err)
	}
	l, err := w.lockAlone(dir)
	if err != nil {
		return nil, err
	}
	r, err := w.join()
	if err == nil {
		err = w.recatalog(ctx, r)
	}
	return r, errors.Join(err, l.release())
}

// lockAlone takes the lock of an archive that shards have left.
func (w *workplace) lockAlone(dir string) (*lock, error) {
	err := ensureFolder(w.root, stateFolder)
	var l *lock
	if err == nil {
		l, err = takeLock(w, dir, exclusive)
	}
	var locked *LockedError
	if err != nil && !errors.As(err, &locked) {
		err = fmt.Errorf("indexing %s: %w", printable(dir), err)
	}
	return l, err
}

// checkArchive returns ErrNoArchive if a folder has neither the lock of an archive
// nor a bundle: the state may have been deleted.
func (w *workplace) checkArchive(ctx context.Context) error {
	if holdsArchive(w.root, ".") {
		return nil
	}
	found := errors.New("found")
	err := (&verifier{root: w.root, own: true}).each(ctx, ".", func(string) error { return found })
	switch err {
	case found:
		return nil
	case nil:
		return ErrNoArchive
	}
	return err
}

// recatalog makes the catalogue, and looks at every byte of it.
func (w *workplace) recatalog(ctx context.Context, r *IndexReport) error {
	var why reasons
	if last, err := w.loadReport(); err == nil {
		why = newReasons(last)
	}
	c := newCatalog(w, why, true)
	err := c.update(ctx, loadState(w).digest(), &r.Report)
	r.Archived = max(r.Archived, c.sums.posts)
	return err
}

// join joins the shards of an archive.
func (w *workplace) join() (*IndexReport, error) {
	sizes := map[int]bool{} // of the divisions of which any shard is there
	err := w.eachShard(func(s Shard, folder string) error {
		if _, err := w.root.Lstat(path.Join(folder, lockFile)); err == nil { // else a run over all posts has come later
			sizes[s.Count] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := loadState(w)
	r := &IndexReport{}
	for _, n := range slices.Sorted(maps.Keys(sizes)) {
		r.Shards, r.Absent, r.Report = n, nil, Report{}
		if w.joinSet(n, r, all) {
			break
		}
	}
	r.Shared, r.Archived = r.Shards-len(r.Absent), len(all.records)
	if r.Shards > 0 {
		slices.SortStableFunc(r.Problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
		err = errors.Join(all.save(w), w.saveReport(&r.Report))
	}
	return r, err
}

// joinSet joins the n shards of one division of the posts; false if any has
// not come to its end.
func (w *workplace) joinSet(n int, r *IndexReport, all *state) bool {
	for i := range n {
		s := Shard{i + 1, n}
		shard := &workplace{w.root, w.in(shardFolder + s.String())}
		report, err := shard.loadReport()
		if err != nil {
			r.Absent = append(r.Absent, s)
			continue
		}
		r.join(report)
		for _, rec := range loadState(shard).records {
			if holdsManifest(w.root, rec.bundle) { // else a later run has moved or pruned it
				all.records[rec.path], all.changed = rec, true
			}
		}
	}
	if len(r.Absent) > 0 {
		return false
	}
	all.complete()
	return true
}

// join adds the report of another run.
func (r *Report) join(o *Report) {
	r.Posts += o.Posts
	r.Written += o.Written
	r.Reshaped += o.Reshaped
	r.Reshapings = addReshapings(r.Reshapings, o.Reshapings)
	r.Unchanged += o.Unchanged
	r.Failed += o.Failed
	r.Images += o.Images
	r.Missing += o.Missing
	r.Bytes += o.Bytes
	r.Requests += o.Requests
	r.Pruned = append(r.Pruned, o.Pruned...)
	r.Healed = append(r.Healed, o.Healed...)
	r.Problems = append(r.Problems, o.Problems...)
	r.Warnings = append(r.Warnings, o.Warnings...)
}
