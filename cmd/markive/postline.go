package main

import (
	"slices"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// A postLine is what archive --json writes about a post.
type postLine struct {
	Path    string           `json:"path"`
	State   string           `json:"state"`            // written, unchanged or failed
	Bundle  string           `json:"bundle,omitempty"` // below the archive; "" if there is none
	Images  int              `json:"images"`           // that the bundle holds
	Missing int              `json:"missing"`
	Bytes   int64            `json:"bytes"`             // of the images that this run fetched
	Problem *archive.Problem `json:"problem,omitempty"` // why there is no bundle
	Audit   *convert.Audit   `json:"audit,omitempty"`   // only if this run wrote the bundle
}

func newPostLine(e archive.PostDone) *postLine {
	return &postLine{Path: e.Path, State: stateOf(e.Problem, e.Written), Bundle: e.Bundle, Images: e.Images, Missing: e.Missing, Bytes: e.Bytes, Problem: e.Problem, Audit: e.Audit}
}

// stateOf is the word for what became of a post.
func stateOf(problem *archive.Problem, written bool) string {
	switch {
	case problem != nil:
		return "failed"
	case written:
		return "written"
	}
	return "unchanged"
}

// A lineUp puts what is told of posts as they are done into the order of the
// input.
type lineUp struct {
	paths []string // still to be told
	ready map[string]*postLine
}

// plan takes the posts of a run, and what was refused before it.
func (l *lineUp) plan(posts []archive.Source, refused []archive.Problem) {
	l.ready = map[string]*postLine{}
	for _, p := range posts {
		l.paths = append(l.paths, p.Path)
	}
	for _, p := range refused {
		l.paths = append(l.paths, p.Path)
		l.ready[p.Path] = newPostLine(archive.PostDone{Path: p.Path, Problem: &p})
	}
	slices.Sort(l.paths)
}

// done takes a line and tells those whose turn it is.
func (l *lineUp) done(line *postLine, tell func(*postLine)) {
	l.ready[line.Path] = line
	for len(l.paths) > 0 && l.ready[l.paths[0]] != nil {
		tell(l.ready[l.paths[0]])
		delete(l.ready, l.paths[0])
		l.paths = l.paths[1:]
	}
}

// rest tells what still waits when the run is over: one that was interrupted
// has left out some of those that they wait for.
func (l *lineUp) rest(tell func(*postLine)) {
	for _, path := range l.paths {
		if line := l.ready[path]; line != nil {
			tell(line)
		}
	}
	l.paths = nil
}
