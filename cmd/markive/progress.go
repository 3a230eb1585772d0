package main

import (
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A bar shows the tally on a terminal. A nil bar shows nothing.
type bar struct {
	w       io.Writer
	columns func() int               // of the terminal; 0: nobody knows
	pace    time.Duration            // the least between two drawings
	line    *progressbar.ProgressBar // nil before it is known how long it will be
}

func newBar(w io.Writer) *bar {
	return &bar{w: w, columns: func() int { return columnsOf(w) }, pace: 100 * time.Millisecond}
}

// A bar has barWidth columns, or fewer where the words beside it want the room.
const (
	barWidth  = 24
	wordWidth = 62 // such as " 45% ", "(4712/10472, 350 posts/s) [12s:15s]", "812 images, 22 MB"
)

// plan draws the empty bar. It leaves it out if nothing is to be done, since
// progressbar fails for a bar without length.
func (b *bar) plan(t tally) {
	if b == nil || t.total == 0 {
		return
	}
	width := barWidth
	if columns := b.columns(); columns > 0 {
		width = min(max(columns-wordWidth, 1), barWidth)
	}
	b.line = progressbar.NewOptions(t.total,
		progressbar.OptionSetWriter(fitted{b.w, b.columns}),
		progressbar.OptionSetWidth(width),
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

// A fitted writer cuts lines before the last column of a terminal: one that goes on
// in the next line is not overwritten when it is drawn anew, but left behind.
type fitted struct {
	w       io.Writer
	columns func() int
}

func (f fitted) Write(p []byte) (int, error) {
	columns := f.columns()
	if columns <= 0 {
		return f.w.Write(p)
	}
	lines := strings.Split(string(p), "\r")
	for i, line := range lines {
		if signs := []rune(line); len(signs) >= columns { // a column each: digits, English, the bar
			lines[i] = string(signs[:columns-1])
		}
	}
	if _, err := io.WriteString(f.w, strings.Join(lines, "\r")); err != nil {
		return 0, err
	}
	return len(p), nil
}
