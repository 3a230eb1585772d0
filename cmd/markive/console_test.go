package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"
)

func TestConsoleLimit(t *testing.T) {
	for _, c := range []struct {
		flags runFlags
		lines int
		last  string
	}{
		{runFlags{}, maxTold + 1, "markive: and 10 problems more; -v tells all, --report FILE keeps them"},
		{runFlags{quiet: true}, maxTold + 1, "markive: and 10 problems more; -v tells all, --report FILE keeps them"},
		{runFlags{verbose: true}, maxTold + 10, "markive: problem 59"},
	} {
		a, _, stderr := testApp("")
		con := a.console(&c.flags)
		for i := range maxTold + 10 {
			con.problem(fmt.Errorf("problem %d", i))
		}
		con.close()
		con.close() // says nothing twice
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		if len(lines) != c.lines || lines[len(lines)-1] != c.last {
			t.Errorf("%+v: %d lines, the last %q; want %d and %q", c.flags, len(lines), lines[len(lines)-1], c.lines, c.last)
		}
	}
}

// Where nobody watches, a line comes now and then; the ticks stand for time.
func TestPlainLines(t *testing.T) {
	defer goleak.VerifyNone(t)
	var b bytes.Buffer
	con := &console{w: &b, stop: func() {}}
	ticks := make(chan time.Time)
	stop := con.tellAt(ticks)
	con.plan(40)
	con.advance(tally{posts: 3})
	ticks <- time.Time{}
	con.advance(tally{posts: 1})
	con.advance(tally{images: 2, bytes: 3_200_000})
	ticks <- time.Time{}
	stop()
	want := "markive: 3 of 40 posts\nmarkive: 4 of 40 posts, 2 images, 3.2 MB\n"
	// A tick that was taken may be told after what came next, but is told.
	if got := b.String(); strings.Count(got, "\n") != 2 || !strings.HasSuffix(got, "2 images, 3.2 MB\n") {
		t.Errorf("told %q, want about %q", got, want)
	}
}

func TestConsoleQuiet(t *testing.T) {
	a, _, stderr := testApp("")
	con := a.console(&runFlags{quiet: true})
	con.plan(3)
	con.advance(tally{posts: 1})
	con.say("summary")
	con.close()
	if stderr.Len() > 0 {
		t.Errorf("with -q it says %q, want nothing", stderr)
	}
}

// The bar makes room for a line, and does not mind a run without posts.
func TestBar(t *testing.T) {
	a, _, stderr := testApp("")
	a.terminal = func(any) bool { return true }
	con := a.console(&runFlags{})
	con.bar.pace = 0
	con.plan(2)
	con.advance(tally{posts: 1, images: 1, bytes: 10})
	con.problem(errors.New("a.html: binary: not a text file"))
	con.advance(tally{posts: 1})
	con.close()
	out := stderr.String()
	for _, want := range []string{"1/2", "1 image, 10 B", "\rmarkive: a.html: binary: not a text file\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("the terminal shows %q, want %q in it", out, want)
		}
	}
	if last := out[strings.LastIndexByte(out, '\r')+1:]; strings.TrimSpace(last) != "" {
		t.Errorf("the bar leaves %q behind", last)
	}

	stderr.Reset()
	con = a.console(&runFlags{})
	con.plan(0)
	con.advance(tally{})
	con.close()
	if strings.TrimSpace(stderr.String()) != "" {
		t.Errorf("a run without posts shows %q, want nothing", stderr)
	}
	if con := a.console(&runFlags{json: true}); con.bar != nil {
		t.Error("a bar is drawn among the lines of --json on one terminal")
	}
}

// On a narrow terminal no drawing is longer than a line of it: the rest would stay
// when the next one is drawn.
func TestNarrowBar(t *testing.T) {
	for _, columns := range []int{1, 20, 40, 80, 200} {
		a, _, stderr := testApp("")
		a.terminal = func(any) bool { return true }
		con := a.console(&runFlags{})
		con.bar.pace, con.bar.columns = 0, func() int { return columns }
		con.plan(10_472)
		con.advance(tally{posts: 4_712, images: 812, bytes: 22_000_000})
		con.close()
		longest := 0
		for line := range strings.SplitSeq(stderr.String(), "\r") {
			longest = max(longest, utf8.RuneCountInString(line))
		}
		if longest >= columns || longest < min(columns-1, 60) {
			t.Errorf("on %d columns the longest drawing has %d", columns, longest)
		}
		if shown := strings.Contains(stderr.String(), "812 images, 22 MB"); shown != (columns >= 80) {
			t.Errorf("on %d columns the terminal shows %q", columns, stderr)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 9_949: "9.9 kB", 9_950: "10 kB", 999_499: "999 kB",
		999_500: "1.0 MB", 3_200_000: "3.2 MB", 1 << 40: "1.1 TB", 1<<63 - 1: "9.2 EB",
	} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 posts", 1: "1 post", 2: "2 posts"} {
		if got := count(n, "post"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}
