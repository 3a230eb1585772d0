package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/markive/markive/archive"
)

// stream lets the conversion take its posts from a list as they are named: the
// first is done while the last is not known yet, and nothing is kept of them
// but counts. So it works as a stage in a pipe.
func (c *conversion) stream(f *selectFlags) error {
	list, err := c.app.openList(f)
	if err != nil {
		return err
	}
	c.app.tuneGC(maxInHand, 0)
	selection := f.selection(nil)
	c.streams, c.close = true, list.close
	c.jobs = func(ctx context.Context) iter.Seq[input] {
		return func(yield func(input) bool) {
			for name := range list.paths(ctx) {
				for in := range expanded(selection.Expand(name)) {
					if !yield(in) {
						return
					}
				}
			}
			if list.err != nil {
				yield(input{read: func([]byte) ([]byte, error) { return nil, &listError{list.err} }})
			}
		}
	}
	return nil
}

// expanded are the posts that a line of the list names, and what is wrong with
// them, which is told in its turn.
func expanded(l *archive.Listing) iter.Seq[input] {
	return func(yield func(input) bool) {
		for _, p := range l.Refused {
			if !yield(input{path: p.Path, read: func([]byte) ([]byte, error) { return nil, &p }}) {
				return
			}
		}
		for in := range inputs(l.Posts) {
			if !yield(in) {
				return
			}
		}
	}
}

// A listError ends a run: what the list would have named is not known.
type listError struct{ err error }

func (e *listError) Error() string { return fmt.Sprint(e.err) }

func (e *listError) Unwrap() error { return e.err }
