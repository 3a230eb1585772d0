package archive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// However posts end, the report is in their order, and the memory has all that
// have ended; what waits is what ended before an earlier one.
func TestLedger(t *testing.T) {
	const posts = 50
	for _, lost := range []int{-1, 0, 20, posts - 1} { // a post that the end of the run has cut short
		tasks := make([]task, posts)
		var want []string
		for i := range tasks {
			tasks[i].src.Path = fmt.Sprintf("p%02d.md", i)
			if i != lost {
				want = append(want, tasks[i].src.Path)
			}
		}
		r, known := &Report{}, &state{records: map[string]*record{}}
		l := newLedger(r, known, tasks, time.Now())
		for _, i := range rand.Perm(posts) {
			if i == lost {
				l.note(i, nil)
				continue
			}
			path := tasks[i].src.Path
			l.note(i, &outcome{record: &record{path: path}, missing: 1, problems: []Problem{{Path: path}}})
			if l.early[l.next] != nil {
				t.Fatalf("post %d has ended and waits", l.next)
			}
		}
		l.close()
		var got []string
		for _, p := range r.Problems {
			got = append(got, p.Path)
		}
		if !slices.Equal(got, want) || r.Posts != posts || r.Missing != len(want) || r.Unchanged != len(want) {
			t.Errorf("without post %d: %+v", lost, r)
		}
		if len(known.records) != len(want) || len(l.early) > 0 {
			t.Errorf("without post %d: %d records, %d wait", lost, len(known.records), len(l.early))
		}
	}
}

// A post that has failed is looked at again; where its bundle stands is known.
func TestLedgerDoubts(t *testing.T) {
	known := &state{records: map[string]*record{"a.md": {path: "a.md", bundle: "a", options: "x", size: 7}}}
	tasks := []task{{src: Source{Path: "a.md"}, record: known.of("a.md")}}
	l := newLedger(&Report{}, known, tasks, time.Now())
	l.note(0, &outcome{failed: &Problem{Path: "a.md"}})
	if rec := known.of("a.md"); rec.options != noOptions || rec.bundle != "a" || !known.changed {
		t.Errorf("%+v", rec)
	}
	if tasks[0].record.options != "x" {
		t.Error("the record of the task has changed with it")
	}
}
