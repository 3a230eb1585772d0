package archive

import (
	"cmp"
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/markive/markive/convert"
	"golang.org/x/sync/errgroup"
)

// A run is one call of Run.
type run struct {
	workplace
	work    *os.Root // of the state
	conv    *converters
	opts    *Options
	shape   ManifestOptions
	sites   *sites
	fetcher *fetcher
	rescue  *rescue
	shelf   shelf
	gates   *gates
	twins   *twins
	pruned  map[string]string // where bundles stand now that this run has pruned, by name

	refusals refusals

	watch   stopwatch
	stages  atomic.Int64
	telling sync.Mutex
}

// An outcome is what became of one post.
type outcome struct {
	record   *record  // what to remember; nil if it has no bundle
	failed   *Problem // why it has none
	written  bool
	reshaped []Reshaping // its post is what it was, the options are others
	images   int
	missing  int
	bytes    int64
	problems []Problem // its missing assets
	warnings []Problem
	healed   *Problem // what was wrong with the bundle that was there
	audit    *convert.Audit
}

// A fatalError ends the run whatever it is made of.
type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

// maxWaiting is how many posts that are out of hand may wait for a slow disk, or
// for whoever reads a stream: their bundles are staged.
const maxWaiting = 2 * maxBatch

// posts archives the posts of a plan, several at a time. What becomes of each
// goes into the ledger.
func (r *run) posts(ctx context.Context, tasks []task, l *ledger) error {
	if err := r.shelf.begin(tasks); err != nil {
		return err
	}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(r.gates.posts() + maxWaiting)
	for i := range tasks {
		t := &tasks[i]
		if t.unchanged {
			l.note(i, r.known(t))
			continue
		}
		hand, err := r.gates.enter(inner, t.src.Size)
		if err != nil {
			break
		}
		group.Go(func() error {
			defer hand.leave()
			o, err := r.post(inner, t, hand)
			l.note(i, o)
			return err
		})
	}
	err := group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	l.close()
	ended := r.shelf.end(err == nil)
	return cmp.Or(err, ended)
}

// known is the outcome of a post that was not looked at.
func (r *run) known(t *task) *outcome {
	r.tell(PostDone{Path: t.src.Path, Bundle: t.bundle, Images: t.record.images})
	return &outcome{record: t.record, images: t.record.images}
}

// post archives one post. What is wrong with the post alone is in its
// outcome; an error ends the run.
func (r *run) post(ctx context.Context, t *task, hand *pass) (*outcome, error) {
	o, err := r.archive(ctx, t, hand)
	if err != nil {
		if o = r.given(ctx, t, err); o == nil {
			return nil, err
		}
	}
	done := PostDone{Path: t.src.Path, Problem: o.failed, Written: o.written, Images: o.images, Missing: o.missing, Bytes: o.bytes}
	if o.failed == nil {
		done.Bundle = t.bundle
		if o.written {
			done.Audit = o.audit
		}
	}
	if !o.written {
		err = r.shelf.keep(t)
	}
	r.tell(done)
	o.audit = nil // of many posts it would be much
	return o, err
}

// given returns the outcome of a post that was given up because of err, nil
// if err is about more than the post.
func (r *run) given(ctx context.Context, t *task, err error) *outcome {
	var p *Problem
	var bad *convert.Error
	var foreign *foreignError
	var fatal *fatalError
	switch {
	case ctx.Err() != nil, errors.As(err, &fatal), isExhausted(err):
		return nil
	case errors.As(err, &p):
		return &outcome{failed: p}
	case errors.As(err, &bad):
		p := t.src.problem(bad.Class, bad.Err.Error())
		p.Line = bad.Line
		return &outcome{failed: p}
	case errors.As(err, &foreign):
		return &outcome{failed: t.src.problem(ClassExists, foreign.Error())}
	case errors.Is(err, errManifestTooLarge):
		return &outcome{failed: t.src.problem(ClassTooLarge, err.Error())}
	case concernsOnePost(err):
		return &outcome{failed: t.src.problem(ClassIO, ErrorLine(err))}
	}
	return nil
}

// archive does the work of post: it looks at the bundle that is there, reads the
// post, and makes the bundle anew if anything would be different.
func (r *run) archive(ctx context.Context, t *task, hand *pass) (*outcome, error) {
	old, err := r.shelf.held(t.bundle, t.src.Path)
	if err != nil {
		return nil, err
	}
	if t.damage, err = r.damage(ctx, old); err != nil {
		return nil, err
	}
	c, rec, err := r.content(t, old)
	if err != nil {
		return nil, err
	}
	before := r.former(t, old, c)
	if before.same && t.record.open == 0 && len(old.Missing) == 0 && !r.opts.Refresh && !r.retries(old) {
		return t.finished(*rec, old, 0), nil
	}
	if err := r.convert(ctx, c, hand); err != nil {
		return nil, err
	}
	if old != nil && old.salvaged {
		if err := r.reassign(ctx, old, c, hand); err != nil {
			return nil, err
		}
	}
	g, err := r.gather(ctx, t.src, c.doc, before)
	if err != nil {
		return nil, err
	}
	r.watch.gathered(c.source.Size, g)
	r.refusals.note(g.holdings)
	if before.same && g.fetched == 0 {
		o := t.finished(*rec, old, g.lesser)
		o.problems, o.warnings = g.problems, append(g.warnings, o.warnings...)
		return o, nil
	}
	if old != nil {
		if err := old.denied(); err != nil {
			return nil, err
		}
		if t.damage == "" && before.isDamaged.Load() {
			t.damage = "a file that is shown has other bytes"
		}
	}
	rec.images, rec.open = len(g.holdings), len(g.missing)+g.lesser
	c.holdings, c.missing, c.record = g.holdings, g.missing, rec
	o := made(t, c, g)
	if old != nil && t.damage == "" && old.Source.SHA256 == c.source.SHA256 {
		o.reshaped = old.Options.reshapings(c.shape)
	}
	return o, r.commit(ctx, t, c, hand)
}

// retries tells whether better assets than those of a bundle, which were gone, are
// asked for again.
func (r *run) retries(old *held) bool {
	return slices.ContainsFunc(old.Assets, func(m ManifestAsset) bool { return r.fetcher.gone.retries(&m) })
}

// content reads a post, and says what will be remembered of it.
func (r *run) content(t *task, old *held) (*content, *record, error) {
	in, err := t.src.read(nil)
	if err != nil {
		return nil, nil, err
	}
	c := &content{src: in.data, source: newSource(t.src.Path, in.data), post: t.src, conv: r.conv.keeping(old), shape: r.sites.shapeOf(r.shape, t.src)}
	c.shape.Conversion = c.conv.Options().Shape()
	return c, &record{path: t.src.Path, bundle: t.bundle, size: c.source.Size, time: in.time, options: c.shape.fingerprint()}, nil
}

// former is what there was before: the post's own bundle, or that of a post with
// the same bytes.
func (r *run) former(t *task, old *held, c *content) *former {
	if old == nil {
		return &former{held: r.twin(c.source)}
	}
	same := t.damage == "" && old.Source.SHA256 == c.source.SHA256 && old.Source.Size == c.source.Size && old.Options.equal(c.shape)
	return &former{
		held:   old,
		same:   same && !old.holdsAny(r.opts.isPlaceholder),
		lesser: t.record.open > len(old.Missing),
	}
}

// made is the outcome of a post whose bundle is written.
func made(t *task, c *content, g *gathering) *outcome {
	o := &outcome{record: c.record, written: true, images: c.record.images, missing: len(c.missing), bytes: g.bytes, problems: g.problems, audit: c.doc.Audit}
	c.warn = func(all []convert.Warning) { o.warnings = append(t.src.warnings(all), g.warnings...) }
	c.warn(c.doc.Warnings)
	if t.damage != "" {
		o.healed = t.src.problem(ClassDamaged, t.damage)
		o.healed.Object, o.healed.Outcome = "bundle", "written anew"
	}
	return o
}

// finished is the outcome of a post whose bundle stays as it is, with so many
// lesser images, and with what somebody has added to it.
func (t *task) finished(rec record, old *held, lesser int) *outcome {
	files, _ := listingOf(old.bundleFiles) // half of one is another: the bundle is looked at
	rec.images, rec.open, rec.files = len(old.Assets), len(old.Missing)+lesser, files.digest()
	o := &outcome{record: &rec, images: rec.images, missing: len(old.Missing)}
	for _, name := range old.added {
		p := t.src.problem(ClassStray, name+" is in no list of the bundle")
		p.Object, p.Outcome = "bundle", "left as it is"
		o.warnings = append(o.warnings, *p)
	}
	return o
}

func (s Source) warnings(all []convert.Warning) []Problem {
	var ps []Problem
	for _, w := range all {
		p := s.problem(w.Class, w.Detail)
		p.Line = w.Line
		ps = append(ps, *p)
	}
	return ps
}

// convert parses and converts the post, as one of the few that may.
func (r *run) convert(ctx context.Context, c *content, hand *pass) error {
	leave, err := hand.convert(ctx)
	if err != nil {
		return err
	}
	defer leave()
	defer r.watch.stop(&r.watch.convert, time.Now())
	post, err := c.conv.Parse(c.source.path(), c.src)
	if err != nil {
		return err
	}
	c.doc, err = c.conv.Convert(post)
	if err != nil {
		return err
	}
	c.source.Encoding, c.source.FrontMatter = c.doc.Encoding, c.doc.FrontMatter.Format
	return nil
}

// commit builds the bundle and puts it into its place.
func (r *run) commit(ctx context.Context, t *task, c *content, hand *pass) error {
	defer r.watch.stop(&r.watch.commit, time.Now())
	s, err := newStage(r.work, r.shape.Format, r.stages.Add(1))
	if err != nil {
		return &fatalError{err}
	}
	if err := r.build(s, c); err != nil {
		s.drop()
		var bad *convert.Error
		if errors.Is(err, errManifestTooLarge) || errors.As(err, &bad) {
			return err
		}
		return &fatalError{err}
	}
	c.record.files = s.listing().digest()
	*c = content{} // what waits for the disk holds no memory
	hand.leave()
	return r.shelf.put(ctx, t, s)
}

// tell reports an event.
func (r *run) tell(e Event) {
	if r.opts.Event == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.opts.Event(e)
}
