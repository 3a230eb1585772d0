package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// maxTold is how many problems are told without -v.
const maxTold = 50

// plainPace is how often a run tells how far it is where no bar is drawn.
const plainPace = 10 * time.Second

// A tally is how far a run is.
type tally struct {
	posts, total int
	images       int
	bytes        int64
}

func (t tally) String() string {
	s := fmt.Sprintf("%d of %d posts", t.posts, t.total)
	if t.total == 0 { // nobody knows yet
		s = count(t.posts, "post")
	}
	if t.images > 0 {
		s += ", " + t.held()
	}
	return s
}

// held tells what was fetched.
func (t tally) held() string {
	return count(t.images, "image") + ", " + size(t.bytes)
}

// A console is standard error during a run: lines, and how far the run is.
// It may be shared.
type console struct {
	w     io.Writer
	quiet bool
	limit int // problems that are told

	mu     sync.Mutex
	tally  tally
	told   int
	untold int
	bar    *bar   // nil unless somebody watches
	stop   func() // ends the plain lines
}

// console returns the console of a run, which close ends.
func (a *app) console(f *runFlags) *console {
	c := &console{w: a.stderr, quiet: f.quiet, limit: maxTold, stop: func() {}}
	if f.verbose {
		c.limit = 1 << 30
	}
	switch {
	case f.quiet || f.json && a.terminal(a.stdout):
	case a.terminal(a.stderr):
		c.bar = newBar(a.stderr)
	default:
		ticker := time.NewTicker(plainPace)
		wait := c.tellAt(ticker.C)
		c.stop = func() { ticker.Stop(); wait() }
	}
	return c
}

// tellAt writes a line with the tally at each tick; the function that it
// returns ends that.
func (c *console) tellAt(ticks <-chan time.Time) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-ticks:
				c.mu.Lock()
				fmt.Fprintf(c.w, "markive: %s\n", c.tally)
				c.mu.Unlock()
			case <-done:
				return
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

// plan tells how many posts the run has.
func (c *console) plan(posts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally.total = posts
	c.bar.plan(c.tally)
}

// advance adds what was done.
func (c *console) advance(by tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally.posts += by.posts
	c.tally.images += by.images
	c.tally.bytes += by.bytes
	c.bar.show(c.tally)
}

// problem tells one, unless too many were told already.
func (c *console) problem(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told == c.limit {
		c.untold++
		return
	}
	c.told++
	c.bar.clear()
	fmt.Fprintf(c.w, "markive: %s\n", err)
}

// say writes a line of the summary, which -q leaves out.
func (c *console) say(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.w, format+"\n", args...)
	}
}

// close ends bar and lines, and tells how many problems were not told. The
// console can still say things.
func (c *console) close() {
	c.stop()
	c.stop = func() {}
	c.bar.clear()
	c.bar = nil
	if c.untold > 0 {
		fmt.Fprintf(c.w, "markive: and %s more; -v tells all, --report FILE keeps them\n", count(c.untold, "problem"))
		c.untold = 0
	}
}

// count is a number and its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// size is a number of bytes for people.
func size(bytes int64) string {
	if bytes < 1000 {
		return fmt.Sprintf("%d B", bytes)
	}
	n, unit := float64(bytes)/1000, 0
	for n >= 999.5 && unit < len(units)-1 {
		n, unit = n/1000, unit+1
	}
	if n < 9.95 {
		return fmt.Sprintf("%.1f %s", n, units[unit])
	}
	return fmt.Sprintf("%.0f %s", n, units[unit])
}

var units = [...]string{"kB", "MB", "GB", "TB", "PB", "EB"}
