package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/markive/markive/archive"
)

func TestSpentLines(t *testing.T) {
	r := &archive.Report{Posts: 300, Requests: 1, Spent: archive.Spent{
		Plan: time.Second, Posts: 8 * time.Second, Convert: 2 * time.Second, Gather: 65 * time.Second, Commit: 12 * time.Millisecond,
		Converted: 200, Source: 5e6, Held: 3, Had: 4,
	}}
	want := []string{
		"time: 10s (listing 1s, planning 1s, posts 8s), 30 posts/s, 0.5 MB/s",
		"stages, of all workers: convert 2s (2.5 MB/s), gather 1m5s, commit 12ms",
		"assets: 3 held before, 4 had now, in 1 request",
	}
	if diff := cmp.Diff(want, spentLines(r, time.Second)); diff != "" {
		t.Error(diff)
	}
	idle := spentLines(&archive.Report{}, 0)
	if len(idle) != 1 || !strings.Contains(idle[0], "0 posts/s") {
		t.Errorf("a run that did nothing: %q", idle)
	}
}
