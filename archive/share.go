package archive

import (
	"fmt"
	"sync"
)

// A share bounds what one post may have of the disk and of the servers. What
// is refused depends on the order of the assets alone: an asset is refused if
// those before it and itself are too many, or too many bytes, and so are all
// after it. That much of it is known before all are there only saves requests.
type share struct {
	images int
	bytes  int64

	mu    sync.Mutex
	sizes []int64 // of the assets, 0 while unknown
}

func newShare(o *Options, n int) *share {
	return &share{images: o.MaxPostImages, bytes: o.MaxPostBytes, sizes: make([]int64, n)}
}

// inHand is how many assets may be waited for at a time, so that what comes in
// vain is not more than what the post may have.
func (s *share) inHand(o *Options) int {
	return int(min(max(s.bytes/o.MaxImage, 1), assetsInHand))
}

// took notes what an asset has taken; nil is nothing.
func (s *share) took(i int, h *holding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sizes[i] = 0
	if h != nil {
		s.sizes[i] = h.file.Size
	}
}

// refuse says why an asset is not fetched, nil if it may be.
func (s *share) refuse(i int) *failure {
	if i >= s.images {
		return fail(ClassTooLarge, fmt.Sprintf("the post has more images than %d", s.images))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var sum int64
	for _, size := range s.sizes[:i] {
		sum += size
	}
	if sum > s.bytes {
		return s.full()
	}
	return nil
}

func (s *share) full() *failure {
	f := tooLarge(s.bytes)
	f.detail = "the images of the post have " + f.detail
	return f
}

// bound gives up what is beyond the share of the post. What an earlier run
// held counts and stays.
func (g *gatherer) bound() {
	var sum int64
	for i, h := range g.holdings {
		if h == nil {
			continue
		}
		if sum += h.file.Size; sum > g.share.bytes && (h.got != nil || h.rescued) {
			g.withdraw(i)
			h, p := g.orKept(i, assetProblem(g.src, h.asset, g.share.full()))
			g.holdings[i], g.problems[i] = h, p
			g.tellAsset(g.src, g.assets[i], h, p)
		}
	}
}
