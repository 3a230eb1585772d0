package main

import (
	"bytes"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// testApp returns an app that reads stdin and sees no terminal.
func testApp(stdin string) (a *app, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return &app{
		stdin:    strings.NewReader(stdin),
		stdout:   stdout,
		stderr:   stderr,
		terminal: func(any) bool { return false },
		getenv:   func(string) string { return "" },
	}, stdout, stderr
}

// On a terminal with nothing piped in, convert helps instead of waiting.
func TestConvertOnTerminal(t *testing.T) {
	a, stdout, stderr := testApp("")
	a.terminal = func(stream any) bool { return stream == a.stdin }
	a.stdin = failingReader{t}
	if code := a.run(t.Context(), []string{"convert"}); code != exitUsage {
		t.Errorf("exit code %d, want %d", code, exitUsage)
	}
	for _, want := range []string{"Examples:\n", "markive: convert waits for a post on standard input"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("standard error is %q, want %q in it", stderr, want)
		}
	}
	if stdout.Len() > 0 {
		t.Errorf("standard output is %q, want nothing", stdout)
	}
}

type failingReader struct{ t *testing.T }

func (r failingReader) Read([]byte) (int, error) {
	r.t.Error("the terminal is read")
	return 0, io.EOF
}

// With - it was asked for, and says what it waits for.
func TestConvertTyped(t *testing.T) {
	a, stdout, stderr := testApp("<p>typed</p>")
	a.terminal = func(stream any) bool { return stream == a.stdin }
	if code := a.run(t.Context(), []string{"convert", "-"}); code != exitDone {
		t.Errorf("exit code %d, want %d", code, exitDone)
	}
	if got, want := stdout.String(), "typed\n"; got != want {
		t.Errorf("standard output is %q, want %q", got, want)
	}
	if !strings.Contains(stderr.String(), "Ctrl-D ends it") {
		t.Errorf("standard error is %q, want it to tell how to end", stderr)
	}
}

// A terminal watches a conversion of several posts through a bar.
func TestConvertBar(t *testing.T) {
	a, _, stderr := testApp("")
	a.terminal = func(any) bool { return true }
	if code := a.run(t.Context(), []string{"convert", "../../testdata/posts", "-o", t.TempDir()}); code != exitDone {
		t.Errorf("exit code %d, want %d; %s", code, exitDone, stderr)
	}
	if !strings.Contains(stderr.String(), "/27") || !strings.Contains(stderr.String(), "27 posts converted into ") {
		t.Errorf("standard error is %q, want a bar and a summary", stderr)
	}
}

// The list of many posts stays in memory, and is no reason to let it grow.
func TestTuneGC(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(limit)
	defer debug.SetGCPercent(percent)
	for _, tt := range []struct {
		posts           int
		env             string
		atLeast, atMost int
		limitMoves      bool
	}{
		{posts: 1, atLeast: 220, atMost: 225, limitMoves: true},
		{posts: 40_000, atLeast: 60, atMost: 125, limitMoves: true},
		{posts: 10_000_000, atLeast: 25, atMost: 25, limitMoves: true},
		{posts: 1, env: "GOGC", atLeast: 100, atMost: 100},
		{posts: 1, env: "GOMEMLIMIT", atLeast: 100, atMost: 100},
	} {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
		a, _, _ := testApp("")
		a.getenv = func(name string) string {
			if name == tt.env {
				return "off"
			}
			return ""
		}
		a.tuneGC(1<<20, tt.posts)
		if got := debug.SetGCPercent(100); got < tt.atLeast || got > tt.atMost {
			t.Errorf("%d posts, %s: %d %%, want %d to %d", tt.posts, tt.env, got, tt.atLeast, tt.atMost)
		}
		if moved := debug.SetMemoryLimit(-1) != math.MaxInt64; moved != tt.limitMoves {
			t.Errorf("%d posts, %s: the limit moved: %v", tt.posts, tt.env, moved)
		}
	}
}

// While it archives, Go has a processor more than the machine, which hears the
// network; not if the user has said how many, and not afterwards.
func TestOverlap(t *testing.T) {
	n := runtime.GOMAXPROCS(0)
	for env, want := range map[string]int{"": n + 1, "1": n} {
		a, _, _ := testApp("")
		a.getenv = func(name string) string {
			if name == "GOMAXPROCS" {
				return env
			}
			return ""
		}
		end := a.overlap()
		if got := runtime.GOMAXPROCS(0); got != want {
			t.Errorf("GOMAXPROCS=%s: %d processors, want %d", env, got, want)
		}
		end()
		if got := runtime.GOMAXPROCS(0); got != n {
			t.Errorf("GOMAXPROCS=%s: %d processors afterwards, want %d", env, got, n)
		}
	}
}
