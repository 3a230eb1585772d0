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
	sizes []int64 // of the assets, -1 while unknown
	known int     // assets from the first on of which the size is known
	sum   int64   // of theirs
}

func newShare(o *Options, n int) *share {
	s := &share{images: o.MaxPostImages, bytes: o.MaxPostBytes, sizes: make([]int64, n)}
	for i := range s.sizes {
		s.sizes[i] = -1
	}
	return s
}

// took notes what an asset has taken; nil is nothing.
func (s *share) took(i int, h *holding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sizes[i] = 0
	if h != nil {
		s.sizes[i] = h.file.Size
	}
	for s.known < len(s.sizes) && s.sizes[s.known] >= 0 {
		s.sum += s.sizes[s.known]
		s.known++
	}
}

// refuse says why an asset is not fetched, nil if it may be.
func (s *share) refuse(i int) *failure {
	if i >= s.images {
		return fail(ClassTooLarge, fmt.Sprintf("the post has more than %d images", s.images))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sum > s.bytes {
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
			g.tellAsset(g.src, g.doc.Assets[i], h, p)
		}
	}
}
