package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"

	"golang.org/x/text/cases"
)

// A move is the way of a bundle from the name under which it stands to that of
// its task: names follow from the set of posts, which changes.
type move struct {
	task *task
	from string
}

// moveAll tries moves, one after another, until no more of them succeed: one
// may have to wait until another has made room. Where there is none (the new
// name is taken by what a removed post has left) a bundle keeps the name that
// it has.
func moveAll(moves []move, try func(move) (bool, error)) error {
	for tried := len(moves) + 1; len(moves) < tried; {
		tried = len(moves)
		var waiting []move
		for _, m := range moves {
			moved, err := try(m)
			if err != nil {
				return err
			}
			if !moved {
				waiting = append(waiting, m)
			}
		}
		moves = waiting
	}
	for _, m := range moves {
		m.task.bundle = m.from
	}
	return nil
}

// A seeker finds the bundles of posts, also under names that they should not
// have any more.
type seeker struct {
	held  func(name, src string) (*held, error)
	paths []string                       // of all posts of the run
	all   iter.Seq2[string, bundleFiles] // every bundle that there is, by name; nil: they are not looked through

	found func(post, name string) // is told where the bundle of a task stands; nil: nobody is

	byPost   map[string]string // names by post, of all bundles; nil until one is not found otherwise
	nameless map[string]string // names of bundles without a manifest, by what they are compared by
	sharers  map[string]int    // how many posts have a plain name, by what it is compared by; nil until it is asked
}

// moves returns the tasks whose bundles stand under other names.
func (s *seeker) moves(tasks []task) []move {
	var moves []move
	claimed := map[string]bool{}
	for i := range tasks {
		t := &tasks[i]
		if t.record.bundle == t.bundle {
			continue
		}
		from := s.seek(t)
		if from == "" || claimed[from] {
			continue
		}
		claimed[from] = true
		if s.found != nil {
			s.found(t.src.Path, from)
		}
		if from != t.bundle {
			moves = append(moves, move{t, from})
		}
	}
	return moves
}

// seek returns the name under which the bundle of a task stands, "" if it is
// not found. One whose manifest says so goes before one that has lost its own.
func (s *seeker) seek(t *task) string {
	guess := ""
	for _, name := range append([]string{t.bundle, t.record.bundle}, formerNames(t.src.Path)...) {
		if name == "" {
			continue
		}
		switch is, certain := s.isAt(name, t); {
		case certain:
			return name
		case is && guess == "":
			guess = name
		}
	}
	if s.all == nil {
		return guess
	}
	return s.search(t, guess)
}

// isAt tells whether the bundle at name is that of the task, and whether that
// is certain.
func (s *seeker) isAt(name string, t *task) (is, certain bool) {
	h, err := s.held(name, t.src.Path)
	if err != nil || h == nil {
		return false, false
	}
	if !h.salvaged || h.named {
		return true, true
	}
	return !s.isAnothers(name, t) || h.isOf(t), false
}

// isAnothers tells of a name that another post of the run may have had: a plain
// one, unless it is what the task is to have, in whatever spelling, or is known to
// have had.
func (s *seeker) isAnothers(name string, t *task) bool {
	fold := cases.Fold()
	key := foldName(name, fold)
	if key != foldName(formerNames(t.src.Path)[0], fold) || key == foldName(t.bundle, fold) || name == t.record.bundle {
		return false
	}
	if s.sharers == nil {
		s.sharers = map[string]int{}
		for _, p := range s.paths {
			s.sharers[foldName(formerNames(p)[0], fold)]++
		}
	}
	return s.sharers[key] > 1
}

// isOf tells whether the source in a bundle is the post of a task.
func (h *held) isOf(t *task) bool {
	in, err := t.src.read(nil)
	return err == nil && sha256Hex(in.data) == h.Source.SHA256
}

// search looks through all bundles. That takes long, but a name may follow
// from how the folders of posts that are gone were spelled.
func (s *seeker) search(t *task, guess string) string {
	if s.byPost == nil {
		s.survey()
	}
	if name := cmp.Or(s.byPost[t.src.Path], guess); name != "" {
		return name
	}
	fold := cases.Fold()
	for _, name := range append([]string{t.bundle}, formerNames(t.src.Path)...) {
		if name = s.nameless[foldName(name, fold)]; name != "" {
			if is, _ := s.isAt(name, t); is {
				return name
			}
		}
	}
	return ""
}

// survey asks every bundle whose it is.
func (s *seeker) survey() {
	s.byPost, s.nameless = map[string]string{}, map[string]string{}
	fold := cases.Fold()
	for name, files := range s.all {
		h, err := heldIn(files, name, anyPost)
		if err != nil {
			s.nameless[foldName(name, fold)] = name
		} else if p := h.Source.path(); s.byPost[p] == "" {
			s.byPost[p] = name
		}
	}
}

// move renames the bundles of a folder whose posts have got other names: a.md
// is a/ until there is an a.html.
func (a *Archiver) move(tasks []task, paths []string, known *state) error {
	if len(known.records) == 0 && a.isBlank() {
		known.surveyed = true
		return nil
	}
	s := &seeker{held: a.shelf.held, paths: paths, found: known.stands}
	if known.partial { // else every bundle is where it is remembered
		s.all = a.bundles
	}
	moves := s.moves(tasks)
	if s.byPost != nil {
		a.rememberAll(s.byPost, known)
	}
	v := &vacating{workplace: &a.workplace}
	for _, m := range moves {
		v.names = append(v.names, m.from)
	}
	err := moveAll(moves, func(m move) (bool, error) {
		err := a.moveBundle(v, m)
		if err != nil && isLocal(err) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("moving %s to %s: %w", m.from, m.task.bundle, err)
		}
		known.moved(m.task)
		return true, nil
	})
	if err != nil || !v.noted {
		return err
	}
	return errors.Join(v.end(), a.learned(known)) // a run that is killed must not forget where they are
}

// isBlank tells of an archive in which no bundle can stand, since it holds no folder
// but that of the state: a new one is not searched for each post.
func (a *Archiver) isBlank() bool {
	entries, err := readDir(a.root, ".")
	return err == nil && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != stateFolder && !e.Type().IsRegular() })
}

// rememberAll notes where bundles stand of which nothing is known, also those of
// posts that are gone: such a post may come back when the folders of others
// have got another spelling.
func (a *Archiver) rememberAll(byPost map[string]string, known *state) {
	for p, name := range byPost {
		if a.opts.Shard.Has(p) {
			known.stands(p, name)
		}
	}
	known.surveyed = true
}

// bundles yields all bundles of a folder.
func (a *Archiver) bundles(yield func(string, bundleFiles) bool) {
	v := &verifier{root: a.root, own: true}
	v.find(context.Background(), ".") // what cannot be listed cannot be searched
	for _, name := range v.bundles {
		if !yield(name, folder{a.root, name}) {
			return
		}
	}
}

// moveBundle renames a bundle to a name at which nothing stands.
func (a *Archiver) moveBundle(v *vacating, m move) error {
	to := m.task.bundle
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
	return v.leave(m.from, func() error {
		if err := a.root.Rename(m.from, to); err != nil {
			return err
		}
		w.made = append(w.made, path.Dir(to), path.Dir(m.from))
		return c.syncPlaces([]*commit{w})
	})
}
