package archive

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
)

// prune takes the bundles whose posts are not among the tasks out of the
// archive and returns their names. Of a folder it notes in moved where they are.
func (a *Archiver) prune(ctx context.Context, tasks []task, known *state, moved map[string]string) ([]string, error) {
	if !a.opts.Prune {
		return nil, nil
	}
	wanted := a.wanted(tasks)
	if p, ok := a.shelf.(*packer); ok {
		return p.prune(wanted)
	}
	for p := range known.records {
		if !wanted(p) {
			known.forget(p)
		}
	}
	return a.pruneFolder(ctx, wanted, moved)
}

// wanted tells of paths whose bundles stay: those of the tasks, and those that
// were refused or passed by. What cannot be read is not gone, nor what lies below
// a folder that is a link now.
func (in *intent) wanted(tasks []task) func(p string) bool {
	there := make(map[string]bool, len(tasks)+len(in.opts.Refused))
	for i := range tasks {
		there[tasks[i].src.Path] = true
	}
	for i := range in.opts.Refused {
		there[in.opts.Refused[i].Path] = true
	}
	for _, p := range in.opts.Aside {
		there[p] = true
	}
	return func(p string) bool {
		for ; !there[p]; p = path.Dir(p) {
			if p == path.Dir(p) {
				return false
			}
		}
		return true
	}
}

func (a *Archiver) pruneFolder(ctx context.Context, wanted func(string) bool, moved map[string]string) ([]string, error) {
	v := &verifier{root: a.root, own: true}
	if err := v.find(ctx, "."); err != nil {
		return nil, err
	}
	var gone, pruned []string
	for _, name := range v.bundles {
		h, err := heldIn(folder{a.root, name}, name, anyPost)
		if err != nil || wanted(h.Source.path()) || !a.opts.Shard.Has(h.Source.path()) {
			continue // damaged, or wanted, or another shard's
		}
		gone = append(gone, name)
	}
	leaving := &vacating{workplace: &a.workplace, names: gone}
	for _, name := range gone {
		err := leaving.leave(name, func() (err error) {
			moved[name], err = a.retire(name, prunedFolder, name)
			return err
		})
		if err != nil {
			return pruned, err
		}
		pruned = append(pruned, name)
	}
	return pruned, leaving.end()
}

// anyPost stands for the path of a post that is not known.
const anyPost = "\x00"

// prune unpacks the bundles that the new pack will not have to where those of
// a folder are moved.
func (p *packer) prune(wanted func(string) bool) ([]string, error) {
	if p.former == nil {
		return nil, nil
	}
	p.pruned = map[string]bool{}
	var pruned []string
	for _, name := range p.former.order {
		h, err := p.former.held(name, anyPost)
		if err != nil || wanted(h.Source.path()) {
			continue
		}
		if err := p.unpack(name); err != nil {
			return pruned, err
		}
		pruned = append(pruned, name)
		p.pruned[name] = true
	}
	return pruned, nil
}

// unpack writes a bundle of the former pack aside, then moves it to the pruned
// ones: there is none in part.
func (p *packer) unpack(name string) error {
	aside := p.in(stagingFolder) + "/pruned"
	if err := p.root.RemoveAll(aside); err != nil {
		return err
	}
	for i := range p.former.bundles[name] {
		e := &p.former.bundles[name][i]
		r, err := p.former.open(e)
		if err != nil {
			return err
		}
		if err := writeTo(p.root, path.Join(aside, e.path), r); err != nil {
			return err
		}
	}
	_, err := p.retire(aside, prunedFolder, name)
	return err
}

// writeTo makes a file, and the folders above it, of what r brings.
func writeTo(root *os.Root, name string, r io.ReadCloser) error {
	defer r.Close()
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
