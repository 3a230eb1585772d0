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
	two [2]int // assets of different names
}

// guesses returns the files that came for two names of a host at least.
func (g *gatherer) guesses() (all []guess) {
	type from struct{ host, sum string }
	first := map[from]int{}
	for i, h := range g.holdings {
		if h == nil || h.isLocal() || h.got == nil || h.got.Via != "" || g.anew(i).shows(h.got.Address) {
			continue
		}
		host, name, ok := sentFor(h)
		if !ok {
			continue
		}
		key := from{host, h.file.SHA256}
		before, ok := first[key]
		if !ok {
			first[key] = i
			continue
		}
		_, other, _ := sentFor(g.holdings[before])
		known := slices.ContainsFunc(all, func(g guess) bool { return g.sum == h.file.SHA256 })
		if name != other && !known {
			all = append(all, guess{h.file.SHA256, [2]int{before, i}})
		}
	}
	return all
}

// isWrong tells whether a guess stands for two pictures: what a reader sees in its
// place are two, of one size, or, of several sizes, the host has the same file for
// any name.
func (g *gatherer) isWrong(ctx context.Context, of guess) bool {
	var shown [2]*fetched
	for n, i := range of.two {
		w := g.anew(i)
		got, bad := g.fetcher.candidate(ctx, w, w.asset.Address)
		if bad != nil || g.fetcher.refuse(w, got) != nil {
			return false // there is nothing to have instead
		}
		shown[n] = got
	}
	a, b := shown[0], shown[1]
	switch {
	case a.SHA256 == b.SHA256:
		return false
	case a.Width > 0 && a.Width == b.Width && a.Height == b.Height:
		return true
	}
	return g.fetcher.answersAnything(ctx, g.holdings[of.two[0]].got.Address, of.sum)
}
