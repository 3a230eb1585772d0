package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/markive/markive/convert"
)

// A Forecast tells what a run would do, as far as the bundles that are there tell
// without being verified, and no server is asked.
type Forecast struct {
	New        int         `json:"new"`                  // posts without a bundle
	Changed    int         `json:"changed"`              // of which bundles would be written anew, since the posts are others
	Reshaped   int         `json:"reshaped"`             // the same, since the options are
	Reshapings []Reshaping `json:"reshapings,omitempty"` // which options
	Unreadable int         `json:"unreadable"`           // whose bundles have lost their manifests
	Open       int         `json:"open"`                 // finished but for assets, which would be asked for again
	Unchanged  int         `json:"unchanged"`            // finished
	Pruned     []string    `json:"pruned,omitempty"`     // bundles that would be taken out, with Options.Prune
}

// Foresee tells what New and Run would do with an archive, which need not be there.
// It takes no lock and writes nothing. An error is about dir, or that of ctx; of
// posts that cannot be read it tells nothing.
func Foresee(ctx context.Context, dir string, conv *convert.Converter, opts Options, posts []Source) (*Forecast, error) {
	f := &foresight{intent: intent{conv: conv, opts: opts.filled()}, standing: map[string]*standing{}, lost: map[string]bool{}}
	f.kinds.Converter = conv
	v := &verifier{own: true}
	defer v.close()
	if opts.Output == nil {
		if err := v.open(ctx, dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("looking into the archive: %w", err)
		}
	}
	for _, name := range v.bundles {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.look(v.files(name), name)
	}
	paths := make([]string, len(posts))
	for i, p := range posts {
		paths[i] = p.Path
	}
	names := bundleNames(paths)
	for _, p := range posts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.post(p, names[p.Path])
	}
	f.prune(posts)
	return &f.Forecast, nil
}

// A foresight is one call of Foresee.
type foresight struct {
	intent
	Forecast
	kinds    converters
	standing map[string]*standing // by post
	lost     map[string]bool      // names of bundles without a manifest
}

// A standing is what a bundle was made of.
type standing struct {
	name   string
	sum    string // of the source
	shape  ManifestOptions
	wanted ManifestOptions // but for the site
	open   bool
}

func (f *foresight) look(files bundleFiles, name string) {
	h, err := heldIn(files, name, anyPost)
	if err != nil {
		f.lost[name] = true
		return
	}
	wanted := f.shape()
	wanted.Conversion = f.kinds.keeping(h).Options().Shape()
	f.standing[h.Source.path()] = &standing{name, h.Source.SHA256, h.Options, wanted, len(h.Missing) > 0}
}

// post counts one post.
func (f *foresight) post(src Source, name string) {
	if !f.opts.Shard.Has(src.Path) {
		return
	}
	in, err := src.read(nil)
	if err != nil {
		return
	}
	b := f.standing[src.Path]
	switch {
	case b == nil && f.lost[name]:
		f.Unreadable++
	case b == nil:
		f.New++
	case b.sum != sha256Hex(in.data):
		f.Changed++
	case !b.shape.equal(f.sites.shapeOf(b.wanted, src)):
		f.Reshaped++
		f.Reshapings = addReshapings(f.Reshapings, b.shape.reshapings(f.sites.shapeOf(b.wanted, src)))
	case b.open:
		f.Open++
	default:
		f.Unchanged++
	}
}

// prune names the bundles that prune would take out.
func (f *foresight) prune(posts []Source) {
	if !f.opts.Prune {
		return
	}
	tasks := make([]task, len(posts))
	for i, p := range posts {
		tasks[i].src = p
	}
	wanted := f.wanted(tasks)
	for p, b := range f.standing {
		if !wanted(p) && f.opts.Shard.Has(p) {
			f.Pruned = append(f.Pruned, b.name)
		}
	}
	slices.Sort(f.Pruned)
}
