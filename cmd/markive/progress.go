package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A bar shows the tally on a terminal. A nil bar shows nothing.
type bar struct {
	w    io.Writer
	pace time.Duration            // the least between two drawings
	line *progressbar.ProgressBar // nil before it is known how long it will be
}

func newBar(w io.Writer) *bar { return &bar{w: w, pace: 100 * time.Millisecond} }

// plan draws the empty bar. It leaves it out if nothing is to be done, since
// progressbar fails for a bar without length.
func (b *bar) plan(t tally) {
	if b == nil || t.total == 0 {
		return
	}
	b.line = progressbar.NewOptions(t.total,
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetWidth(24),
		progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("posts"),
		progressbar.OptionThrottle(b.pace),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionClearOnFinish(),
	)
	b.show(t)
}

// show draws the bar anew. Trouble with a bar is no trouble.
func (b *bar) show(t tally) {
	if b == nil || b.line == nil {
		return
	}
	if t.images > 0 {
		b.line.Describe(t.held())
	}
	_ = b.line.Set(min(t.posts, t.total))
}

// clear takes the bar away to make room for a line; show brings it back.
func (b *bar) clear() {
	if b != nil && b.line != nil {
		_ = b.line.Clear()
	}
}
