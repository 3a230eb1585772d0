package main

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/semaphore"
)

// maxInHand bounds the bytes of posts in hand, since the tree of a post takes
// many times its size. A larger post is in hand alone.
const maxInHand = 8 << 20

// A pool works on jobs with several goroutines and hands on the results in
// the order of the jobs. At most three results per worker wait for their turn.
type pool[J, R any] struct {
	workers int
	size    func(J) int64 // bytes of a job
	work    func(context.Context, J) R
	emit    func(R) error // called by one goroutine; an error ends the run
}

// A place in the line: the job, and where its result will be.
type place[J, R any] struct {
	job    J
	size   int64
	result chan R
}

// run returns when all goroutines have ended.
// Jobs are taken from the sequence as there is room for them, by a goroutine of
// its own: it must end when its context does.
func (p *pool[J, R]) run(ctx context.Context, jobs func(context.Context) iter.Seq[J]) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	room := semaphore.NewWeighted(maxInHand)
	line := make(chan *place[J, R], 2*p.workers)
	queue := make(chan *place[J, R])
	wg.Go(func() {
		defer close(line)
		defer close(queue)
		for job := range jobs(ctx) {
			next := &place[J, R]{job, min(max(p.size(job), 1), maxInHand), make(chan R, 1)}
			if room.Acquire(ctx, next.size) != nil || !send(ctx, line, next) || !send(ctx, queue, next) {
				return
			}
		}
	})
	for range p.workers {
		wg.Go(func() {
			for next := range queue {
				next.result <- p.work(ctx, next.job)
			}
		})
	}
	for next := range line {
		select {
		case result := <-next.result:
			if err := p.emit(result); err != nil {
				return err
			}
			room.Release(next.size)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

func send[T any](ctx context.Context, to chan<- T, value T) bool {
	select {
	case to <- value:
		return true
	case <-ctx.Done():
		return false
	}
}

// known are jobs that are known from the start.
func known[J any](jobs iter.Seq[J]) func(context.Context) iter.Seq[J] {
	return func(context.Context) iter.Seq[J] { return jobs }
}
