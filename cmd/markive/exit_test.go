package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/markive/markive/archive"
)

func TestExitCode(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "out/a.md", Err: syscall.ENOSPC}
	for _, c := range []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"nothing", nil, 0, ""},
		{"closed pipe", fmt.Errorf("telling: %w", &outputError{syscall.EPIPE}), 0, ""},
		{"closed pipe elsewhere", syscall.EPIPE, 1, "markive: broken pipe\n"},
		{"full output", &outputError{syscall.ENOSPC}, 1, "markive: writing to standard output: no space left on device\nmake room on the disk, then run the same command again to go on\n"},
		{"full disk", full, 1, "markive: write out/a.md: no space left on device\nmake room on the disk, then run the same command again to go on\n"},
		{"not allowed", fs.ErrPermission, 1, "markive: permission denied\nchoose a place that you may write to, or change its permissions\n"},
		{"few files", syscall.EMFILE, 1, "markive: too many open files\nallow more open files (ulimit -n), or ask for fewer at once (-j, --connections)\n"},
		{"plain", errors.New("two\nlines \x1b[2J"), 1, "markive: two; lines  [2J\n"},
		{"joined", errors.Join(fmt.Errorf("exporting a: %w", full), full, nil, errors.New("closed")), 1,
			"markive: exporting a: write out/a.md: no space left on device; closed\nmake room on the disk, then run the same command again to go on\n"},
		{"silent", silent(exitFailed), 3, ""},
		{"locked", &archive.LockedError{Dir: "blog", Holder: "process 7"}, 4, "markive: blog: another run holds the archive: process 7\nwait until it has ended, or choose another archive with -o\n"},
		{"export", &archive.LockedError{Dir: "site", Export: true}, 4, "markive: site: another export is writing there\nwait until it has ended, or choose another folder with -o\n"},
		{"interrupted", fmt.Errorf("a.html: %w", context.Canceled), 130, "markive: interrupted\nrun the same command again to go on\n"},
		{"usage", &exitError{exitUsage, errors.New("no"), "yes"}, 64, "markive: no\nyes\n"},
	} {
		a, _, stderr := testApp("")
		if got := a.exitCode(c.err); got != c.code || stderr.String() != c.stderr {
			t.Errorf("%s: exit code %d with %q, want %d with %q", c.name, got, stderr, c.code, c.stderr)
		}
	}
	if silent(exitDone) != nil {
		t.Error("silent(0) is an error")
	}
}

func TestIsFatal(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{&fs.PathError{Err: syscall.ENOSPC}, true},
		{&os.LinkError{Err: syscall.EROFS}, true},
		{&fs.PathError{Err: syscall.EACCES}, true},
		{&fs.PathError{Err: syscall.EISDIR}, false},
		{&fs.PathError{Err: syscall.ENAMETOOLONG}, false},
	} {
		if got := isFatal(c.err); got != c.want {
			t.Errorf("isFatal(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}

func TestReportCode(t *testing.T) {
	problem := []archive.Problem{{Path: "a.html"}}
	for _, c := range []struct {
		problems []archive.Problem
		lost     int
		strict   bool
		want     int
	}{
		{nil, 0, false, exitDone},
		{nil, 3, false, exitDone},
		{nil, 0, true, exitDone},
		{nil, 3, true, exitDamage},
		{problem, 0, false, exitFailed},
		{problem, 0, true, exitFailed},
		{problem, 3, true, exitDamage}, // asked for by name
	} {
		r := &runReport{Lost: c.lost, Report: archive.Report{Problems: c.problems}}
		if got := r.code(c.strict); got != c.want {
			t.Errorf("%d problems, %d lost, strict %v: exit code %d, want %d", len(c.problems), c.lost, c.strict, got, c.want)
		}
	}
}

func TestReportEnd(t *testing.T) {
	for _, c := range []struct {
		err          error
		state, error string
	}{
		{nil, "done", ""},
		{fmt.Errorf("run: %w", context.Canceled), "interrupted", ""},
		{errors.New("disk\nfull"), "stopped", "disk; full"},
	} {
		r := newRunReport("archive")
		r.refused([]archive.Problem{{Path: "link.html"}})
		r.end(c.err)
		if r.State != c.state || r.Error != c.error || r.Failed != 1 || r.Posts != 1 || len(r.Problems) != 1 {
			t.Errorf("end(%v): %+v, want state %q and error %q", c.err, r, c.state, c.error)
		}
	}
}
