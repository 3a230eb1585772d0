package archive

import (
	"context"
	"sync"
)

// A flight is one asset on its way to everybody who asked for it.
type flight struct {
	done    chan struct{}      // closed when got and fail are there
	cancel  context.CancelFunc // ends it early
	waiting int                // callers who still want it
	onto    string             // the key of the flight that it has become a part of
	got     *fetched
	fail    *failure
}

// flights remembers for the whole run what became of each address, so that
// none is asked for twice.
type flights struct {
	mu    sync.Mutex
	byKey map[string]*flight
	wg    sync.WaitGroup
}

// once returns what work returned for the key, now or earlier. Callers who
// come while it works wait for it. One who stops waiting disturbs nobody; when
// all have, the work is stopped and forgotten.
func (s *flights) once(ctx context.Context, key string, work func(context.Context) (*fetched, *failure)) (*fetched, *failure) {
	if ctx.Err() != nil {
		return nil, interrupted
	}
	f := s.join(ctx, key, work)
	select {
	case <-f.done:
		return f.got, f.fail
	case <-ctx.Done():
		s.leave(key, f)
		return nil, interrupted
	}
}

// onto is once for a flight that goes on as another, because a server sends it
// there; from "" it is just that. Flights that send one another in a circle would
// wait for ever.
func (s *flights) onto(ctx context.Context, from, key string, work func(context.Context) (*fetched, *failure)) (*fetched, *failure) {
	if s.isCircle(from, key) {
		return nil, circle()
	}
	return s.once(ctx, key, work)
}

func (s *flights) isCircle(from, key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for next := key; next != ""; {
		if next == from {
			return true
		}
		f := s.byKey[next]
		if f == nil {
			break
		}
		next = f.onto
	}
	if f := s.byKey[from]; f != nil {
		f.onto = key
	}
	return false
}

func (s *flights) join(ctx context.Context, key string, work func(context.Context) (*fetched, *failure)) *flight {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.byKey[key]; f != nil && !f.isOver() {
		f.waiting++
		return f
	}
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel, waiting: 1}
	if s.byKey == nil {
		s.byKey = map[string]*flight{}
	}
	s.byKey[key] = f
	s.wg.Go(func() {
		defer cancel()
		f.got, f.fail = work(own)
		s.mu.Lock()
		f.cancel = func() {} // the context of each would be kept for the whole run
		s.mu.Unlock()
		close(f.done)
	})
	return f
}

// isOver tells whether it failed because a port was given up that is asked again,
// or whether its outcome may be that of another one.
func (f *flight) isOver() bool {
	select {
	case <-f.done:
		return f.fail != nil && (f.fail.down.mayBegin() || inDoubt(f.fail.used)) || f.got != nil && inDoubt(f.got.used)
	default:
		return false
	}
}

func (s *flights) leave(key string, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting--; f.waiting > 0 {
		return
	}
	select {
	case <-f.done:
	default:
		f.cancel()
		if s.byKey[key] == f {
			delete(s.byKey, key)
		}
	}
}

// land stops what is under way and waits for its end.
func (s *flights) land() {
	s.mu.Lock()
	for _, f := range s.byKey {
		f.cancel()
	}
	s.mu.Unlock()
	s.wg.Wait()
}
