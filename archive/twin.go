package archive

import (
	"slices"
	"sync"
)

// twins are the bundles of posts that are not among those of a run: who renames a
// post wants to keep its images, whose servers may be gone. nil: there are none.
type twins struct {
	bySize map[int64][]string // names, by the size of the source

	mu    sync.Mutex
	bySum map[string]string // names, by the SHA-256 of the source; of those sizes that were asked for
}

// findTwins finds them, if there is a post that has no bundle yet.
func findTwins(tasks []task, known *state) *twins {
	if len(known.records) == 0 || !slices.ContainsFunc(tasks, func(t task) bool { return t.record.path == "" }) {
		return nil
	}
	there := make(map[string]bool, len(tasks))
	for i := range tasks {
		there[tasks[i].src.Path] = true
	}
	t := &twins{bySize: map[int64][]string{}, bySum: map[string]string{}}
	for p, rec := range known.records {
		if !there[p] && rec.images > 0 {
			t.bySize[rec.size] = append(t.bySize[rec.size], rec.bundle)
		}
	}
	return t
}

// twin returns the bundle of another post that was made of the same bytes, nil
// if there is none.
func (r *run) twin(source ManifestSource) *held {
	if r.twins == nil {
		return nil
	}
	name := r.twins.find(source, r.gone)
	if name == "" {
		return nil
	}
	h, _ := r.gone(name)
	return h
}

// gone returns a bundle of a post that is not among those of the run, also if
// this has pruned it.
func (r *run) gone(name string) (*held, error) {
	if to := r.pruned[name]; to != "" {
		name = to
	}
	return heldIn(folder{r.root, name}, name, anyPost)
}

// find returns the name of a bundle that was made of a source. Each manifest is
// read once; of several the first by name counts.
func (t *twins) find(source ManifestSource, held func(string) (*held, error)) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	names := t.bySize[source.Size]
	delete(t.bySize, source.Size)
	slices.Sort(names)
	for _, name := range names {
		if h, err := held(name); err == nil && t.bySum[h.Source.SHA256] == "" {
			t.bySum[h.Source.SHA256] = name
		}
	}
	return t.bySum[source.SHA256]
}
