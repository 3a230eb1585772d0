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
	byPost map[string]string // names in the former pack; nil until one is not found otherwise
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

// move lets bundles of the former pack go to the names that they should have,
// one after another as they make room. Those that cannot keep theirs.
func (pl *placing) move(tasks []task) {
	waiting := map[*task]string{}
	var order []*task
	for i := range tasks {
		if from := pl.stands(&tasks[i]); from != "" && from != tasks[i].bundle {
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
			pl.leave(from)
			if pl.taken[t.bundle] || pl.nests(t.bundle) != "" {
				pl.take(from)
				continue
			}
			pl.take(t.bundle)
			pl.from[t.src.Path] = from
			delete(waiting, t)
			progress = true
		}
	}
	for t, from := range waiting {
		t.bundle = from
	}
}

// stands returns the name under which the former pack holds the bundle of a
// post, "" if it holds none.
func (pl *placing) stands(t *task) string {
	for _, name := range append([]string{t.bundle}, formerNames(t.src.Path)...) {
		if pl.taken[name] && pl.holds(name, t.src.Path) {
			return name
		}
	}
	if pl.byPost == nil { // a name may also follow from the spelling of other folders
		pl.byPost = map[string]string{}
		for _, name := range pl.order {
			if h, err := pl.former.held(name, anyPost); err == nil {
				pl.byPost[h.Source.path()] = name
			}
		}
	}
	return pl.byPost[t.src.Path]
}

func (pl *placing) holds(name, src string) bool {
	h, err := pl.former.held(name, src)
	return err == nil && h != nil
}

// isWorthKeeping tells whether a bundle may be copied to another pack. What a
// cut has left of the last one in a tar may not: it would look like a bundle.
func (p *pack) isWorthKeeping(name string) bool {
	if !p.isCut() || name != p.order[len(p.order)-1] {
		return true
	}
	h, err := p.held(name, anyPost)
	return err == nil && h.isWhole()
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
	return file == indexFile || file == sourceFile || heldName().MatchString(path.Join(path.Base(folder), file))
}
