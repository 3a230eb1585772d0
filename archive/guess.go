package archive

import (
	"context"
	"slices"
)

// A guess is a file that came for pictures which no reader of the post sees at that
// address: the full size, where the post shows a thumbnail. The name may be one
// that we made up, so it need not be there, and a server may have a picture for
// that.
type guess struct {
	sum string
	two [2]*holding // of different names
}

// guesses returns the files that came for two names of a host at least.
func (g *gatherer) guesses() (all []guess) {
	type from struct{ host, sum string }
	first := map[from]*holding{}
	for _, h := range g.holdings {
		if h == nil || h.isLocal() || h.got == nil || h.got.Via != "" || g.wants(h).shows(h.got.Address) {
			continue
		}
		host, name, ok := sentFor(h)
		if !ok {
			continue
		}
		key := from{host, h.file.SHA256}
		if first[key] == nil {
			first[key] = h
			continue
		}
		_, other, _ := sentFor(first[key])
		known := slices.ContainsFunc(all, func(g guess) bool { return g.sum == h.file.SHA256 })
		if name != other && !known {
			all = append(all, guess{h.file.SHA256, [2]*holding{first[key], h}})
		}
	}
	return all
}

// isWrong tells whether a guess stands for two pictures: what a reader sees in its
// place are two, of one size, or, of several sizes, the host has the same file for
// any name.
func (g *gatherer) isWrong(ctx context.Context, of guess) bool {
	var shown [2]*fetched
	for i, h := range of.two {
		w := g.wants(h)
		got, bad := g.fetcher.candidate(ctx, w, h.asset.Address)
		if bad != nil || g.fetcher.refuse(w, got) != nil {
			return false // there is nothing to have instead
		}
		shown[i] = got
	}
	a, b := shown[0], shown[1]
	switch {
	case a.SHA256 == b.SHA256:
		return false
	case a.Width > 0 && a.Width == b.Width && a.Height == b.Height:
		return true
	}
	return g.fetcher.answersAnything(ctx, of.two[0].got.Address, of.sum)
}

// wants is a holding as what is wanted.
func (g *gatherer) wants(h *holding) *wanted {
	return &wanted{src: g.src, asset: h.asset, front: &g.doc.FrontMatter, whole: g.whole}
}
