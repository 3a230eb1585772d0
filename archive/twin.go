package archive

import "slices"

// twins are the bundles of posts that are not among those of a run, by the sizes
// of their sources: who renames a post wants to keep its images, whose servers
// may be gone. nil: there are none.
type twins map[int64][]string

// twins finds them, if there is a post that has no bundle yet.
func (a *Archiver) twins(tasks []task, known *state) twins {
	if len(known.records) == 0 || !slices.ContainsFunc(tasks, func(t task) bool { return t.record.path == "" }) {
		return nil
	}
	there := make(map[string]bool, len(tasks))
	for i := range tasks {
		there[tasks[i].src.Path] = true
	}
	found := twins{}
	for p, rec := range known.records {
		if !there[p] && rec.images > 0 {
			found[rec.size] = append(found[rec.size], rec.bundle)
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// twin returns the bundle of another post that was made of the same bytes, nil
// if there is none.
func (r *run) twin(source ManifestSource) *held {
	for _, name := range r.twins[source.Size] {
		if to := r.pruned[name]; to != "" {
			name = to
		}
		h, err := heldIn(folder{r.root, name}, name, anyPost)
		if err == nil && h.Source.SHA256 == source.SHA256 {
			return h
		}
	}
	return nil
}
