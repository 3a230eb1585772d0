package main

import (
	"strings"
	"testing"

	"github.com/markive/markive/archive"
)

// Lines come in the order of the input, however the posts are done.
func TestLineUp(t *testing.T) {
	var l lineUp
	l.plan([]archive.Source{{Path: "a"}, {Path: "b"}, {Path: "d"}, {Path: "e"}}, []archive.Problem{{Path: "c"}})
	var told []string
	tell := func(p *postLine) { told = append(told, p.Path+" "+p.State) }
	for _, step := range []struct {
		done archive.PostDone
		want string
	}{
		{archive.PostDone{Path: "b", Written: true}, ""},
		{archive.PostDone{Path: "a"}, "a unchanged, b written, c failed"},
		{archive.PostDone{Path: "e", Problem: &archive.Problem{}}, "a unchanged, b written, c failed"},
	} {
		l.done(newPostLine(step.done), tell)
		if got := strings.Join(told, ", "); got != step.want {
			t.Errorf("after %s: %s, want %s", step.done.Path, got, step.want)
		}
	}
	l.rest(tell)
	if got, want := strings.Join(told[3:], ", "), "e failed"; got != want {
		t.Errorf("at the end: %s, want %s", got, want)
	}
}
