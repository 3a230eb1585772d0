package archive

import (
	"sync/atomic"
	"time"
)

// Spent tells where the time of a run went. It is no part of what a report is
// on the disk, which is the same for the same work.
type Spent struct {
	Plan  time.Duration // until the first post was begun
	Posts time.Duration // from there on

	// What the stages of the posts took together. Several posts are in hand at
	// a time, so that the sum may be more than Posts.
	Convert, Gather, Commit time.Duration

	Converted int   // posts that were converted
	Source    int64 // bytes of these
	Held      int   // of their assets, those that were held before
	Had       int   // and those that were fetched, or read from the disk
}

// A stopwatch counts what goroutines spend.
type stopwatch struct {
	convert, gather, commit      atomic.Int64
	converted, source, held, had atomic.Int64
}

// stop adds the time since a stage began: defer stop(&s.convert, time.Now()).
func (s *stopwatch) stop(stage *atomic.Int64, began time.Time) { stage.Add(int64(time.Since(began))) }

// gathered counts the assets of a post.
func (s *stopwatch) gathered(src int64, g *gathering) {
	s.converted.Add(1)
	s.source.Add(src)
	s.had.Add(int64(g.fetched))
	s.held.Add(int64(len(g.holdings) - g.fetched))
}

// spent reads the watch of a run that began at begun and came to its posts at
// planned.
func (s *stopwatch) spent(begun, planned time.Time) Spent {
	return Spent{
		Plan:      planned.Sub(begun),
		Posts:     time.Since(planned),
		Convert:   time.Duration(s.convert.Load()),
		Gather:    time.Duration(s.gather.Load()),
		Commit:    time.Duration(s.commit.Load()),
		Converted: int(s.converted.Load()),
		Source:    s.source.Load(),
		Held:      int(s.held.Load()),
		Had:       int(s.had.Load()),
	}
}
