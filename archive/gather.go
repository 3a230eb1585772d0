package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"slices"

	"github.com/markive/markive/convert"
	"golang.org/x/sync/errgroup"
)

// assetsInHand bounds the assets of one post that are waited for at a time.
const assetsInHand = 128

// A former is what a post's bundle held before this run.
type former struct {
	*held      // nil if there is none
	same  bool // it was made from the same bytes with the same options
}

// A gathering is what became of the assets of a post.
type gathering struct {
	holdings []*holding
	missing  []convert.Asset
	fetched  int   // of the holdings, those that the former bundle did not hold
	bytes    int64 // that came over the net or from the disk
	problems []Problem
	warnings []Problem
}

// gather fetches the assets of a post, as far as the former bundle does not
// hold them.
func (r *run) gather(ctx context.Context, src Source, assets []convert.Asset, old *former) (*gathering, error) {
	holdings := make([]*holding, len(assets))
	problems := make([]*Problem, len(assets))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(assetsInHand)
	for i, a := range assets {
		group.Go(func() error {
			h, p := r.asset(inner, src, a, old)
			if err := inner.Err(); err != nil {
				return err // what p says is that the wait was given up
			}
			if p != nil && p.Class == ClassIO {
				return &fatalError{p}
			}
			holdings[i], problems[i] = h, p
			r.tellAsset(src, a, h, p)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return sum(assets, holdings, problems), nil
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

// asset gets one asset. Both results are set if it could not be fetched but
// was held before: a better bundle is never replaced by a worse one.
func (r *run) asset(ctx context.Context, src Source, a convert.Asset, old *former) (*holding, *Problem) {
	kept := r.kept(old, a)
	if kept != nil && (old.same || isBest(kept)) {
		return kept, nil
	}
	if h := r.rescue.find(a); h != nil && r.isSound(h) {
		return h, nil
	}
	got, p := r.fetcher.fetch(ctx, src, a)
	if p == nil {
		h := fetchedHolding(a, got)
		if !got.Local {
			r.rescue.note(h, r.opts)
		}
		return h, nil
	}
	if kept != nil {
		p.Outcome = "the file of an earlier run was kept"
	}
	return kept, p
}

func fetchedHolding(a convert.Asset, got *fetched) *holding {
	return &holding{asset: a, got: got, file: ManifestFile{
		Size: got.Size, SHA256: got.SHA256, MediaType: got.MediaType, Width: got.Width, Height: got.Height,
	}}
}

// kept returns what the former bundle holds of an asset, if its bytes are
// still what they were.
func (r *run) kept(old *former, a convert.Asset) *holding {
	if old.held == nil {
		return nil
	}
	m := old.asset[recordAddress(a.Address)]
	if m == nil {
		return nil
	}
	h := &holding{asset: a, kept: m, file: *old.file[m.File], old: path.Join(old.name, m.File)}
	if !path.IsAbs(m.File) && r.isSound(h) {
		return h
	}
	return nil
}

// isBest tells whether fetching the asset could give nothing better. What
// came from the disk is looked at again, since that costs no request.
func isBest(h *holding) bool {
	candidates := recordAddresses(h.asset.Candidates)
	return !h.kept.Local && (h.kept.From == candidates[0] || slices.Equal(h.kept.Candidates, candidates))
}

// isSound tells whether a kept file has the bytes that its manifest says.
func (r *run) isSound(h *holding) bool {
	f, info, err := openRegular(r.root, h.old)
	if err != nil {
		return false
	}
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, io.LimitReader(f, h.file.Size))
	return err == nil && info.Size() == h.file.Size && hex.EncodeToString(hash.Sum(nil)) == h.file.SHA256
}
