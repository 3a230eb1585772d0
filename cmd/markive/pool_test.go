package main

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

// Results come in the order of the jobs, although the first ones take longest.
func TestPoolOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jobs := []int{9, 1, 5, 3, 8, 2, 7, 4, 6, 0}
		var got []int
		p := pool[int, int]{
			workers: 4,
			size:    func(int) int64 { return 1 },
			work:    func(_ context.Context, n int) int { time.Sleep(time.Duration(n) * time.Second); return n },
			emit:    func(n int) error { got = append(got, n); return nil },
		}
		must(t, p.run(t.Context(), known(slices.Values(jobs))))
		if !slices.Equal(got, jobs) {
			t.Errorf("emitted %v, want %v", got, jobs)
		}
	})
}

// A large job that takes long does not let results pile up behind it.
func TestPoolBounds(t *testing.T) {
	for _, c := range []struct {
		name string
		size int64
		most int64 // jobs in hand: in work, or done and waiting
	}{
		{"small", 1, 2*3 + 1 + 3},
		{"large", maxInHand / 2, 2},
		{"huge", 100 * maxInHand, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			var hand, most atomic.Int64
			p := pool[int, int]{
				workers: 3,
				size:    func(int) int64 { return c.size },
				work: func(_ context.Context, n int) int {
					most.Store(max(most.Load(), hand.Add(1)))
					if n == 0 {
						time.Sleep(time.Hour)
					}
					return n
				},
				emit: func(int) error { hand.Add(-1); return nil },
			}
			must(t, p.run(t.Context(), known(slices.Values(make([]int, 100)))))
			if most.Load() > c.most {
				t.Errorf("%s: %d jobs in hand, want at most %d", c.name, most.Load(), c.most)
			}
		})
	}
}

func TestPoolStops(t *testing.T) {
	defer goleak.VerifyNone(t)
	full := errors.New("disk full")
	var emitted int
	p := pool[int, int]{
		workers: 2,
		size:    func(int) int64 { return 1 },
		work:    func(_ context.Context, n int) int { return n },
		emit: func(n int) error {
			emitted++
			if n == 3 {
				return full
			}
			return nil
		},
	}
	if err := p.run(t.Context(), known(slices.Values([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))); !errors.Is(err, full) || emitted != 4 {
		t.Errorf("run = %v after %d results, want %v after 4", err, emitted, full)
	}
	ctx, cancel := context.WithCancel(t.Context())
	p.emit = func(n int) error { cancel(); return nil }
	if err := p.run(ctx, known(slices.Values(make([]int, 1000)))); !errors.Is(err, context.Canceled) {
		t.Errorf("run = %v, want %v", err, context.Canceled)
	}
	if err := p.run(t.Context(), known(slices.Values([]int(nil)))); err != nil {
		t.Errorf("run of nothing = %v, want nil", err)
	}
}
