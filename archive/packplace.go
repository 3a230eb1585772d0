package archive

import (
	"path"
	"slices"
)

// A placing decides under which names the bundles of a run stand in a pack,
// as moving does in a folder: a bundle whose name has changed keeps the old
// one if the new is taken, and no bundle lies in another.
type placing struct {
	former *pack
	taken  map[string]bool   // names of bundles
	below  map[string]int    // bundles below each folder
	order  []string          // of the former pack, without what is not taken over
	from   map[string]string // where a bundle stands that has moved, by post
}

// place names the tasks and returns the bundles of the former pack that stay
// beside them, why some tasks cannot have one, and where those stand that move.
func (p *packer) place(tasks []task) (stay []string, blocked map[string]error, from map[string]string) {
	pl := &placing{former: p.former, taken: map[string]bool{}, below: map[string]int{}, from: map[string]string{}}
	for _, name := range p.former.order {
		if !p.pruned[name] && p.former.isWorthKeeping(name) {
			pl.order = append(pl.order, name)
			pl.take(name)
		}
	}
	pl.move(tasks)
	blocked = map[string]error{}
	wanted := map[string]bool{}
	for i := range tasks {
		t := &tasks[i]
		if in := pl.nests(t.bundle); in != "" || wanted[t.bundle] {
			blocked[t.src.Path] = &foreignError{name: t.bundle, what: "taken by the bundle of a post that is gone, which stays; prune it to make room"}
			continue
		}
		wanted[t.bundle] = true
		pl.take(t.bundle)
	}
	for _, name := range pl.order {
		if pl.taken[name] && !wanted[name] {
			stay = append(stay, name)
		}
	}
	return stay, blocked, pl.from
}

func (pl *placing) take(name string) {
	if !pl.taken[name] {
		pl.taken[name] = true
		pl.count(name, 1)
	}
}

func (pl *placing) leave(name string) {
	delete(pl.taken, name)
	pl.count(name, -1)
}

func (pl *placing) count(name string, n int) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		pl.below[dir] += n
	}
}

// nests returns the bundle that a name would lie in, or the folder of bundles
// that it would be.
func (pl *placing) nests(name string) string {
	if pl.below[name] > 0 {
		return name
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if pl.taken[dir] {
			return dir
		}
	}
	return ""
}

// move lets bundles of the former pack go to the names that they should have.
func (pl *placing) move(tasks []task) {
	s := &seeker{held: pl.held, all: pl.bundles}
	for _, t := range tasks {
		s.paths = append(s.paths, t.src.Path)
	}
	moveAll(s.moves(tasks), func(m move) (bool, error) {
		pl.leave(m.from)
		if pl.taken[m.task.bundle] || pl.nests(m.task.bundle) != "" {
			pl.take(m.from)
			return false, nil
		}
		pl.take(m.task.bundle)
		pl.from[m.task.src.Path] = m.from
		return true, nil
	})
}

// held returns a bundle of the former pack that may be taken over.
func (pl *placing) held(name, src string) (*held, error) {
	if !pl.taken[name] {
		return nil, nil
	}
	h, err := pl.former.held(name, src)
	return heal(h, err, &suspect{files: packedBundle{pl.former, pl.former.bundles[name]}, name: name, src: src})
}

// bundles yields all bundles that may be taken over.
func (pl *placing) bundles(yield func(string, bundleFiles) bool) {
	for _, name := range pl.order {
		if !yield(name, packedBundle{pl.former, pl.former.bundles[name]}) {
			return
		}
	}
}

// isWorthKeeping tells whether a bundle may be copied to another pack. What a
// cut has left of the last one in a tar may not: it would look like a bundle.
func (p *pack) isWorthKeeping(name string) bool {
	if !p.isCut() || name != p.order[len(p.order)-1] {
		return true
	}
	h, err := p.held(name, anyPost)
	if err != nil {
		return false
	}
	gap, err := h.gap()
	return err == nil && gap == ""
}

// dropRemnant forgets what a cut has left of a bundle if its manifest is not
// among it. A nil pack has none.
func (p *pack) dropRemnant() {
	if p == nil || !p.isCut() || len(p.order) == 0 {
		return
	}
	last := len(p.order) - 1
	if _, err := p.held(p.order[last], anyPost); err != nil {
		delete(p.bundles, p.order[last])
		p.order = p.order[:last]
	}
}

// isCut tells whether the end of the pack is missing.
func (p *pack) isCut() bool {
	return slices.ContainsFunc(p.damage, func(d Damage) bool { return d.Class == ClassTruncated })
}

// isRemnant tells whether a file that is of no bundle is what a cut has left
// of one.
func (p *pack) isRemnant(e *packFile) bool {
	if !p.isCut() {
		return false
	}
	folder, file := path.Split(path.Clean(e.path))
	return file == indexFile || file == sourceFile || file == bagInfo || heldName().MatchString(path.Join(path.Base(folder), file))
}
