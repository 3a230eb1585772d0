package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

// A packer is the shelf of an archive that is one file. Its bundles stand in
// the order of their names, so they are written in this order, however they
// come. The file is written aside and renamed when it is whole; if nothing has
// changed it is not written at all. What a killed run has left of it gives the
// next one the bundles that are whole.
type packer struct {
	*workplace
	target  string    // the file below root; "" if the pack goes to out
	out     io.Writer // nil unless target is ""
	options *Options

	text   []byte // of README.txt
	former *pack  // the finished file, nil if there is none
	broken *pack  // what a killed run has left, nil if there is nothing

	mu      sync.Mutex
	slots   []slot
	at      map[string]int    // of a bundle's name among the slots
	next    int               // the first slot that is not written yet
	blocked map[string]error  // posts that cannot have a bundle, and why
	from    map[string]string // where the bundles of posts stand in the former pack if not at their names
	heals   bool              // a bundle is written anew since it was damaged
	pruned  map[string]bool   // bundles of the former pack that the new one does not have
	same    int               // bundles of the former pack that stand where they stood
	part    *os.File          // the file in the making, nil until something differs from the former one
	w       packWriter
	err     error
}

// A slot is the place of one bundle in the pack.
type slot struct {
	name  string
	ready bool
	stage *stage       // what it is written from; nil: from the old bundle
	old   packedBundle // the bundle as it stood, without files if there is none
	ours  bool         // the old bundle stands in the former pack
}

const (
	partFile   = "part"   // the pack in the making
	brokenFile = "broken" // the part of a run that was killed
	healsFile  = "heals"  // tells that in the part a damaged bundle is written anew
)

// openPacker opens what there is of the pack.
func openPacker(w *workplace, target string, o *Options) (*packer, error) {
	p := &packer{workplace: w, target: target, options: o, out: o.Output, text: []byte(readme)}
	if target == "" {
		return p, nil
	}
	var err error
	if p.former, err = openPackAt(w.root, target); err != nil {
		if !isSystems(err) {
			err = fmt.Errorf("%w; choose another file with -o", err)
		}
		return nil, err
	}
	p.former.dropRemnant()
	if p.former != nil && o.Verify {
		p.former.checkLoose()
	}
	err = p.checkFormer()
	if err == nil {
		p.text, err = p.former.readme()
	}
	if err == nil {
		err = p.takeBroken()
	}
	if err == nil {
		err = p.finish()
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// finish gives a pack its name if a killed run has left it whole and there is
// no other: a damaged one goes first where a file cannot have two names.
func (p *packer) finish() error {
	if p.former != nil || !p.broken.isSound() {
		return nil
	}
	if err := p.root.Rename(p.in(brokenFile), p.target); err != nil {
		return err
	}
	p.former, p.broken, p.heals = p.broken, nil, false
	return syncFolder(p.root, path.Dir(p.target))
}

// isSound tells whether all of a pack is as it was written. No pack is not.
func (p *pack) isSound() bool {
	if p == nil || len(p.damage) > 0 || len(p.order) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.order, func(name string) bool {
		h, err := p.held(name, anyPost)
		return err != nil || !h.isSound(context.Background())
	})
}

// openPackAt opens a pack; nil if nothing is there.
func openPackAt(root *os.Root, name string) (*pack, error) {
	f, _, err := openRegular(root, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := openPack(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// checkFormer refuses a file that is not ours, or holds what is not ours: it
// is to be replaced as a whole.
func (p *packer) checkFormer() error {
	if p.former == nil {
		return nil
	}
	for _, e := range p.former.loose {
		if e.path != readmeFile && !p.former.isRemnant(&e) {
			return p.refused("holds " + printable(e.path) + ", which is not of an archive in one file")
		}
	}
	switch {
	case len(p.former.others) > 0:
		return p.refused("holds " + printable(p.former.others[0]) + ", which is not markive's")
	case len(p.former.order)+len(p.former.loose) == 0 && p.former.isCut():
		return fmt.Errorf("%s: %s; move it away to have it written anew", p.target, p.former.damage[0].Detail)
	case len(p.former.order)+len(p.former.loose) == 0:
		return p.refused("holds no bundle of markive")
	}
	return nil
}

func (p *packer) refused(why string) error {
	return fmt.Errorf("%s %s; choose another file with -o", p.target, why)
}

// takeBroken keeps the longest part that killed runs have left: each begins
// like the others, so no other one has more.
func (p *packer) takeBroken() error {
	part, err := p.root.Lstat(p.in(partFile))
	if err == nil {
		broken, berr := p.root.Lstat(p.in(brokenFile))
		if berr == nil && broken.Size() > part.Size() {
			err = p.root.Remove(p.in(partFile))
		} else {
			err = p.root.Rename(p.in(partFile), p.in(brokenFile))
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if p.broken, err = openPackAt(p.root, p.in(brokenFile)); err != nil {
		if isSystems(err) || p.root.Remove(p.in(brokenFile)) != nil {
			return err
		}
		return nil // it was cut before its first file
	}
	_, err = p.root.Lstat(p.in(healsFile))
	p.heals = err == nil && p.broken != nil
	return nil
}

// close closes what was opened for reading.
func (p *packer) close() error {
	return errors.Join(p.former.close(), p.broken.close())
}

// held looks into what a killed run has left first: it is newer. Nothing of it
// is believed before its bytes were hashed.
func (p *packer) held(name, src string) (*held, error) {
	if err := p.blocked[src]; err != nil {
		return nil, err
	}
	if p.broken != nil {
		if h, err := p.broken.held(name, src); err == nil && h != nil && h.isSound(context.Background()) {
			return h, nil
		}
	}
	if p.former == nil || p.pruned[name] {
		return nil, nil
	}
	name = cmp.Or(p.from[src], name)
	h, err := p.former.held(name, src)
	return heal(h, err, &suspect{packedBundle{p.former, p.former.bundles[name]}, name, src, p.options.Verify})
}

// begin makes a slot for every task and for every bundle that the former pack
// holds beside them: what was archived stays.
func (p *packer) begin(tasks []task) error {
	if p.at != nil {
		return errors.New("an archive that is one file is written by one run; it has to be opened again")
	}
	var stay []string
	if p.former != nil {
		stay, p.blocked, p.from = p.place(tasks)
	}
	p.slots, p.at, p.next = make([]slot, 0, len(tasks)+len(stay)), make(map[string]int, len(tasks)+len(stay)), 0
	for _, name := range stay {
		p.slots = append(p.slots, slot{name: name, ready: true, ours: true, old: packedBundle{p.former, p.former.bundles[name]}})
	}
	for i := range tasks {
		if p.blocked[tasks[i].src.Path] == nil {
			p.slots = append(p.slots, slot{name: tasks[i].bundle})
		}
	}
	slices.SortFunc(p.slots, func(a, b slot) int { return strings.Compare(a.name, b.name) })
	for i := range p.slots {
		p.at[p.slots[i].name] = i
	}
	return nil
}

// put takes a bundle, unless the one that it replaces holds what is not ours.
func (p *packer) put(_ context.Context, t *task, s *stage) error {
	old, err := p.held(t.bundle, t.src.Path)
	if err == nil && old != nil && old.bundleFiles.(packedBundle).pack == p.former {
		err = old.untouched(t.damage != "")
	}
	if err != nil {
		s.drop()
		return err
	}
	return p.settle(t.bundle, func(at *slot) {
		at.stage = s
		if t.damage != "" {
			p.err = cmp.Or(p.err, p.noteDamage())
		}
	})
}

// noteDamage sees to it that the former pack is kept, also if this run is
// killed and the next finds the bundle whole in what is left of it.
func (p *packer) noteDamage() error {
	if p.heals {
		return nil
	}
	p.heals = true
	return replaceFile(p.root, p.in(healsFile), nil)
}

// keep takes the old bundle of a task over, if there is one.
func (p *packer) keep(t *task) error {
	if p.blocked[t.src.Path] != nil {
		return nil
	}
	var b packedBundle
	if old, err := p.held(t.bundle, t.src.Path); err == nil && old != nil {
		b = old.bundleFiles.(packedBundle)
	} else if name := cmp.Or(p.from[t.src.Path], t.bundle); err != nil && p.former != nil && p.former.bundles[name] != nil {
		b = packedBundle{p.former, p.former.bundles[name]} // it cannot be read now, or is that of another post: the task has failed
	} else {
		return p.settle(t.bundle, func(*slot) {})
	}
	return p.settle(t.bundle, func(at *slot) { at.old, at.ours = b, b.pack == p.former && p.from[t.src.Path] == "" })
}

// settle fills a slot and writes those whose turn has come.
func (p *packer) settle(name string, fill func(*slot)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &p.slots[p.at[name]]
	fill(s)
	s.ready = true
	p.proceed()
	if p.err != nil && s.stage != nil {
		s.stage.drop()
	}
	return p.err
}

// proceed writes the slots whose turn has come.
func (p *packer) proceed() {
	for p.err == nil && p.next < len(p.slots) && p.slots[p.next].ready {
		p.err = p.advance()
	}
}

// advance writes the next slot, unless all is as it was so far.
func (p *packer) advance() error {
	s := &p.slots[p.next]
	if p.w == nil && !p.asBefore(s) {
		if err := p.open(); err != nil {
			return err
		}
	}
	if p.w != nil {
		if err := p.write(s); err != nil {
			return err
		}
	}
	p.next++
	return nil
}

// asBefore tells whether a slot has what stands in its place in the former
// pack.
func (p *packer) asBefore(s *slot) bool {
	if s.stage == nil && s.old.pack == nil {
		return true // nothing, as nothing was there
	}
	if !s.ours || s.stage != nil || len(p.former.damage) > 0 || p.same == len(p.former.order) || p.former.order[p.same] != s.name {
		return false
	}
	p.same++
	return true
}

// open begins the new pack with all that is as it was.
func (p *packer) open() error {
	out := p.out
	if p.target != "" {
		var err error
		if p.part, err = p.root.OpenFile(p.in(partFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644); err != nil {
			return err
		}
		out = p.part
	}
	p.w = newTarWriter(out)
	if path.Ext(p.target) == ".zip" {
		p.w = newZipWriter(out)
	}
	if err := p.w.write(readmeFile, int64(len(p.text)), bytes.NewReader(p.text)); err != nil {
		return err
	}
	for i := range p.next {
		if err := p.write(&p.slots[i]); err != nil {
			return err
		}
	}
	return nil
}

// write writes the bundle of a slot, its files sorted but for the list of
// checksums, which comes last and so tells that the others are there.
func (p *packer) write(s *slot) error {
	if s.stage == nil {
		for i := range s.old.files {
			e := &s.old.files[i]
			if err := p.w.copy(path.Join(s.name, e.path), s.old.pack, e); err != nil {
				return err
			}
		}
		return nil
	}
	defer s.stage.drop()
	defer func() { s.stage = nil }()
	return s.stage.each(func(name string, size int64, r io.Reader) error {
		return p.w.write(path.Join(s.name, name), size, r)
	})
}

// end finishes the pack if all slots are written and anything has changed.
func (p *packer) end(whole bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if whole {
		p.proceed() // there may have been no task, and so nobody who did
	}
	for i := range p.slots {
		if s := p.slots[i].stage; s != nil {
			s.drop()
		}
	}
	if !whole || p.err != nil {
		if p.part != nil {
			return errors.Join(p.err, p.part.Close()) // for the next run
		}
		return p.err
	}
	if p.w == nil && p.former != nil && p.same == len(p.former.order) && len(p.former.damage) == 0 {
		return nil
	}
	if p.w == nil {
		if err := p.open(); err != nil {
			return err
		}
	}
	if err := p.w.close(); err != nil || p.target == "" {
		return err
	}
	return p.replace()
}

// replace puts the new pack into the place of the former one.
func (p *packer) replace() error {
	var err error
	if p.options.Durability != DurabilityNone {
		err = p.part.Sync()
	}
	damaged := p.former != nil && (p.heals || len(p.former.damage) > 0)
	if err := errors.Join(err, p.part.Close(), p.close()); err != nil {
		return err
	}
	p.former, p.broken = nil, nil
	if damaged {
		if err := p.setAside(); err != nil {
			return err
		}
	}
	if err := p.root.Rename(p.in(partFile), p.target); err != nil {
		return err
	}
	for _, name := range []string{brokenFile, healsFile} {
		if err := remove(p.root, p.in(name)); err != nil {
			return err
		}
	}
	if p.options.Durability == DurabilityNone {
		return nil
	}
	return syncFolder(p.root, path.Dir(p.target))
}

// setAside keeps a pack that was damaged, for whoever wants to look at it: it
// may hold what nobody serves any more.
func (p *packer) setAside() error {
	to, err := p.room(damagedFolder, path.Base(p.target))
	if err != nil {
		return err
	}
	if p.root.Link(p.target, to) == nil {
		return nil // its name is never without a file
	}
	return p.root.Rename(p.target, to)
}
