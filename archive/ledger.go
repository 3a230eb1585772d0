package archive

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// A ledger notes what becomes of the posts of a run: in the report and in the
// memory of the archive, in the order of the posts however they end. So only
// those that ended before an earlier one are kept in between.
type ledger struct {
	report *Report
	known  *state
	tasks  []task
	begun  time.Time

	mu    sync.Mutex
	next  int              // the first task that has not ended
	early map[int]*outcome // of later ones that have
}

func newLedger(r *Report, known *state, tasks []task, begun time.Time) *ledger {
	r.Posts += len(tasks)
	return &ledger{report: r, known: known, tasks: tasks, begun: begun, early: map[int]*outcome{}}
}

// note notes the outcome of a task. That of one which the end of the run has
// cut short is nil.
func (l *ledger) note(i int, o *outcome) {
	if o == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.early[i] = o
	for o := l.early[l.next]; o != nil; o = l.early[l.next] {
		l.enter(l.next)
		l.next++
	}
}

// close notes what came after a task that has no outcome.
func (l *ledger) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range slices.Sorted(maps.Keys(l.early)) {
		l.enter(i)
	}
}

func (l *ledger) enter(i int) {
	o := l.early[i]
	delete(l.early, i)
	l.report.add(o)
	l.known.learn(&l.tasks[i], o, l.begun)
}
