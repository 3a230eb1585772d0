package archive

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/markive/markive/convert"
	"golang.org/x/sync/errgroup"
)

// assetsInHand bounds the assets of one post that are waited for at a time.
const assetsInHand = 128

// A former is what a post's bundle held before this run.
type former struct {
	*held                 // nil if there is none
	same      bool        // it was made from the same bytes with the same options
	lesser    bool        // of some assets better ones may be had now
	isDamaged atomic.Bool // a file that was looked for is not as it was written
}

// A gathering is what became of the assets of a post.
type gathering struct {
	holdings []*holding
	missing  []convert.Asset
	fetched  int   // of the holdings, those that the former bundle did not hold
	lesser   int   // of the holdings, those of which a better one may be had another time
	bytes    int64 // that came over the net or from the disk
	problems []Problem
	warnings []Problem
}

// A gatherer gathers the assets of one post.
type gatherer struct {
	*run
	src    Source
	doc    *convert.Document
	assets []convert.Asset   // of the document, with where they may be on the web
	whole  map[string]string // which relative candidate an address on the web stands for
	former *former
	share  *share

	kept     []*holding // of each asset what the former bundle holds, or nil
	holdings []*holding
	problems []*Problem
	lesser   []bool                    // whether a better one may be had another time
	used     [][]*port                 // on whose used connections all that was heard of it came
	heard    atomic.Pointer[time.Time] // when the last of that came
	notes    sync.WaitGroup            // of what came, for the next run
}

// gather fetches the assets of a post, as far as the former bundle does not
// hold them.
func (r *run) gather(ctx context.Context, src Source, doc *convert.Document, old *former) (*gathering, error) {
	defer r.watch.stop(&r.watch.gather, time.Now())
	n := len(doc.Assets)
	assets, whole := r.sites.completed(src, doc, r.fetcher.opts.Patience.AddressSize)
	g := &gatherer{
		run: r, src: src, doc: doc, assets: assets, whole: whole, former: old, share: newShare(r.opts, n),
		kept: make([]*holding, n), holdings: make([]*holding, n), problems: make([]*Problem, n), lesser: make([]bool, n),
		used: make([][]*port, n),
	}
	defer g.notes.Wait()
	if err := g.all(ctx); err != nil {
		return nil, err
	}
	if err := g.doubt(ctx); err != nil {
		return nil, err
	}
	g.bound()
	if err := g.unmask(ctx); err != nil {
		return nil, err
	}
	g.bound()
	all := sum(assets, g.holdings, g.problems)
	for i, h := range g.holdings {
		if h != nil && g.lesser[i] {
			all.lesser++
		}
	}
	return all, nil
}

// doubt asks again for what may have been another's answer.
func (g *gatherer) doubt(ctx context.Context) error {
	if last := g.heard.Load(); last != nil {
		if err := sleep(ctx, g.settled()-time.Since(*last)); err != nil {
			return err
		}
	}
	return g.again(ctx, func(i int) bool { return inDoubt(g.used[i]) }, g.wanted)
}

// all gets all assets, many at a time: first those that are held, whose size
// says what is left for the others.
func (g *gatherer) all(ctx context.Context) error {
	if g.former.held != nil {
		if err := g.each(ctx, assetsInHand, g.heldAsset); err != nil {
			return err
		}
	}
	return g.each(ctx, g.share.inHand(g.opts), g.asset)
}

// each has those assets by get that are not there yet; get may leave them so.
func (g *gatherer) each(ctx context.Context, inHand int, get func(context.Context, int) (*holding, *Problem)) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(inHand)
	for i := range g.assets {
		if g.holdings[i] != nil || g.problems[i] != nil {
			continue
		}
		group.Go(func() error {
			h, p := get(inner, i)
			if h == nil && p == nil {
				return inner.Err()
			}
			g.share.took(i, h)
			return g.put(inner, i, h, p)
		})
	}
	return group.Wait()
}

// put notes what became of an asset. An error means that the run cannot go on.
func (g *gatherer) put(ctx context.Context, i int, h *holding, p *Problem) error {
	if err := ctx.Err(); err != nil {
		return err // what p says is that the wait was given up
	}
	if p != nil && p.Class == ClassIO {
		p.Outcome = "" // there will be no bundle with any link
		return &fatalError{p}
	}
	g.withdraw(i)
	g.holdings[i], g.problems[i] = h, p
	g.tellAsset(g.src, g.assets[i], h, p)
	return nil
}

// withdraw takes back what was told of an asset.
func (g *gatherer) withdraw(i int) {
	if h := g.holdings[i]; h != nil {
		g.tell(AssetDone{Path: g.src.Path, Address: h.asset.Address, Bytes: h.file.Size, Withdrawn: true})
	}
}

func (r *run) tellAsset(src Source, a convert.Asset, h *holding, p *Problem) {
	done := AssetDone{Path: src.Path, Address: a.Address, Problem: p}
	if h != nil {
		done.Bytes, done.Problem = h.file.Size, nil
	}
	r.tell(done)
}

func sum(assets []convert.Asset, holdings []*holding, problems []*Problem) *gathering {
	g := &gathering{}
	for i, a := range assets {
		h, p := holdings[i], problems[i]
		switch {
		case h != nil:
			g.holdings = append(g.holdings, h)
		default:
			g.missing = append(g.missing, a)
		}
		if h != nil && (h.got != nil || h.rescued) {
			g.fetched++
		}
		if h != nil && h.got != nil {
			g.bytes += h.file.Size
		}
		if p != nil && h != nil {
			g.warnings = append(g.warnings, *p)
		} else if p != nil {
			g.problems = append(g.problems, *p)
		}
	}
	return g
}

// heldAsset is an asset that need not be fetched because the former bundle
// holds it.
func (g *gatherer) heldAsset(_ context.Context, i int) (*holding, *Problem) {
	a := g.assets[i]
	kept, bad := g.former.kept(a)
	if bad != nil {
		return nil, assetProblem(g.src, a, bad)
	}
	if kept == nil || g.opts.isPlaceholder(kept.file.SHA256) {
		return nil, nil
	}
	g.kept[i] = kept
	if g.isSettled(i) {
		return kept, nil
	}
	return nil, nil
}

// isSettled tells whether nothing better need be looked for.
func (g *gatherer) isSettled(i int) bool {
	kept := g.kept[i]
	switch {
	case g.opts.Refresh, g.fetcher.gone.retries(kept.kept), g.isBeside(i):
		return false
	case g.former.lesser && !kept.kept.Local:
		return kept.isFirst() || g.opts.Wayback == WaybackOnly && kept.kept.Via != ""
	}
	return g.former.same || isBest(kept)
}

// isBeside tells whether the disk has by now what was had from where the post was
// published. To look costs no request.
func (g *gatherer) isBeside(i int) bool {
	for _, address := range g.assets[i].Candidates {
		if recordAddress(address) != g.kept[i].kept.From || g.whole[address] == "" {
			continue
		}
		_, bad := g.fetcher.sites.find(g.anew(i), tidyAddress(g.whole[address]))
		return bad == nil
	}
	return false
}

// asset gets one asset. Both results are set if it could not be fetched but
// was held before, or if a lesser one was had.
func (g *gatherer) asset(ctx context.Context, i int) (*holding, *Problem) {
	if f := g.share.refuse(i); f != nil {
		return g.orKept(i, assetProblem(g.src, g.assets[i], f))
	}
	w := g.wanted(i)
	if h := g.rescue.find(w); h != nil && h.file.Size <= g.opts.MaxImage && !g.opts.isPlaceholder(h.file.SHA256) && h.check() == nil {
		g.lesser[i] = !h.isFirst() // why is not known any more
		return h, nil
	}
	return g.ask(ctx, i, w)
}

// wanted is an asset as it is wanted if what is held of it is not.
func (g *gatherer) wanted(i int) *wanted {
	w := g.anew(i)
	if kept := g.kept[i]; kept != nil {
		w.held = kept.kept
		if !g.opts.Refresh && !kept.kept.Local {
			w.better = slices.Index(recordAddresses(w.candidates()), kept.kept.From)
			if w.hasCopy = kept.kept.Via != ""; w.hasCopy {
				w.better++ // its server may have the picture again
			}
		}
	}
	return w
}

// anew is an asset as it is wanted if nothing is held of it.
func (g *gatherer) anew(i int) *wanted {
	return &wanted{src: g.src, asset: g.assets[i], front: &g.doc.FrontMatter, whole: g.whole}
}

// ask fetches an asset.
func (g *gatherer) ask(ctx context.Context, i int, w *wanted) (*holding, *Problem) {
	got, p := g.fetcher.have(ctx, w)
	g.lesser[i], g.used[i] = w.passing, w.used
	if len(w.used) > 0 {
		now := time.Now()
		g.heard.Store(&now)
	}
	if got == nil {
		if w.better > 0 && !w.hasCopy { // else what is held was not asked for
			p = w.lesser(&fetched{Address: g.kept[i].kept.From})
		}
		return g.orKept(i, p)
	}
	if kept := g.kept[i]; kept != nil {
		if got.unmodified || g.opts.Refresh && got.SHA256 == kept.file.SHA256 || g.isWorse(w, got, kept) {
			return kept, nil
		}
		if f := g.hasLess(ctx, got, kept); f != nil {
			return g.orKept(i, assetProblem(g.src, w.asset, f))
		}
	}
	h := fetchedHolding(w.asset, got)
	switch {
	case got.Local:
	case len(w.used) == 0:
		g.rescue.note(w, h, g.opts)
	default:
		g.notes.Go(func() { g.noteSettled(w, h) })
	}
	return h, p
}

func (g *gatherer) settled() time.Duration { return g.fetcher.web.tune.settled }

// noteSettled keeps an asset for the next run, should this one be killed, unless it
// may be that of another answer.
func (g *gatherer) noteSettled(w *wanted, h *holding) {
	time.Sleep(g.settled())
	if !inDoubt(w.used) {
		g.rescue.note(w, h, g.opts)
	}
}

func (g *gatherer) orKept(i int, p *Problem) (*holding, *Problem) {
	if g.kept[i] != nil && p != nil {
		p.Outcome = "the file of an earlier run was kept"
	}
	return g.kept[i], p
}

func fetchedHolding(a convert.Asset, got *fetched) *holding {
	return &holding{asset: a, got: got, file: ManifestFile{
		Size: got.Size, SHA256: got.SHA256, MediaType: got.MediaType, Width: got.Width, Height: got.Height,
	}}
}

// kept returns what the former bundle holds of an asset, if its bytes are
// still what they were. A failure says that this cannot be told now.
func (old *former) kept(a convert.Asset) (*holding, *failure) {
	if old.held == nil {
		return nil, nil
	}
	m := old.ofAsset(a)
	if m == nil {
		return nil, nil
	}
	h := &holding{asset: a, kept: m, file: *old.file[m.File], old: old.payload + m.File, files: old}
	switch err := h.check(); {
	case isExhausted(err):
		return nil, &failure{class: ClassIO, detail: "reading what is held: " + bare(err).Error(), err: err}
	case err != nil:
		old.isDamaged.Store(true)
		return nil, nil
	}
	if old.salvaged {
		h.lookAgain()
	}
	return h, nil
}

// isBest tells whether fetching the asset could give nothing better. What
// came from the disk is looked at again, since that costs no request.
func isBest(h *holding) bool {
	return !h.kept.Local && (h.isFirst() || slices.Equal(h.kept.Candidates, recordAddresses(h.asset.Candidates)))
}

// isFirst tells whether an asset came from its best candidate, and not from a web
// archive's copy of that.
func (h *holding) isFirst() bool {
	return h.kept.Via == "" && h.kept.From == recordAddress(h.asset.Candidates[0])
}

var errChanged = errors.New("not the bytes that were written")

// check returns nil if a kept file has the bytes that its manifest says.
func (h *holding) check() error {
	f, size, err := h.files.open(h.old)
	if err != nil {
		return err
	}
	defer f.Close()
	sum, err := sha256Of(io.LimitReader(f, h.file.Size))
	if err == nil && (size != h.file.Size || sum != h.file.SHA256) {
		err = errChanged
	}
	return err
}
