package archive

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Memory that posts in hand may need together, and what a byte of a post is
// reckoned to need while it is converted (a tree is made of pointers) and
// while it waits for its images. A post that would need more than there is
// has all of it to itself.
const (
	convertBudget  = 256 << 20
	convertPerByte = 40
	handBudget     = 192 << 20
	handPerByte    = 4
)

// gates bound what a run does at a time. Few posts are converted, more of
// them wait for the network, so that the processor need not.
type gates struct {
	hand  *semaphore.Weighted // bytes of posts in hand
	least int64               // of these for a post of no size, which bounds their number
	cpu   *semaphore.Weighted // posts being converted
	trees *semaphore.Weighted // bytes of those
}

func newGates(o *Options) *gates {
	return &gates{
		hand:  semaphore.NewWeighted(handBudget),
		least: handBudget / int64(4*o.Jobs+o.Connections),
		cpu:   semaphore.NewWeighted(int64(o.Jobs)),
		trees: semaphore.NewWeighted(convertBudget),
	}
}

// posts is how many posts may be in hand.
func (g *gates) posts() int { return int(handBudget / g.least) }

// A pass lets one post be in hand.
type pass struct {
	gates *gates
	size  int64
	leave func() // may be called more than once
}

// enter waits until there is room for a post of the given size.
func (g *gates) enter(ctx context.Context, size int64) (*pass, error) {
	weight := min(handBudget, max(g.least, size*handPerByte))
	if err := g.hand.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	return &pass{g, size, sync.OnceFunc(func() { g.hand.Release(weight) })}, nil
}

// convert waits until the post may be converted.
func (p *pass) convert(ctx context.Context) (leave func(), err error) {
	weight := min(convertBudget, p.size*convertPerByte)
	if err := p.gates.trees.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	if err := p.gates.cpu.Acquire(ctx, 1); err != nil {
		p.gates.trees.Release(weight)
		return nil, err
	}
	return func() {
		p.gates.cpu.Release(1)
		p.gates.trees.Release(weight)
	}, nil
}
