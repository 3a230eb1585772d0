package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"github.com/markive/markive/archive"
)

// Exit codes. 2 is left to the Go runtime, which ends a panic with it.
const (
	exitDone        = 0
	exitStopped     = 1
	exitFailed      = 3
	exitLocked      = 4
	exitDamage      = 5
	exitUsage       = 64
	exitInterrupted = 130
)

// An exitError ends the program with a code of its own.
type exitError struct {
	code   int
	err    error  // what to say; nil if all is said
	advice string // the remedy, "" if none is known
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// silent ends with a code after everything was said.
func silent(code int) error {
	if code == exitDone {
		return nil
	}
	return &exitError{code: code}
}

// exitCode says why a command ended, in one line and one of advice, and
// returns the code for it.
func (a *app) exitCode(err error) int {
	if err == nil || isClosedPipe(err) {
		return exitDone
	}
	exit := explain(err)
	if exit.err != nil {
		fmt.Fprintf(a.stderr, "markive: %s\n", archive.ErrorLine(exit.err))
	}
	if exit.advice != "" {
		fmt.Fprintf(a.stderr, "%s\n", exit.advice)
	}
	return exit.code
}

// explain finds code and advice for an error.
func explain(err error) *exitError {
	var exit *exitError
	var locked *archive.LockedError
	switch {
	case errors.As(err, &exit):
		return exit
	case errors.As(err, &locked) && locked.Export:
		return &exitError{exitLocked, err, "wait until it has ended, or choose another folder with -o"}
	case errors.As(err, &locked):
		return &exitError{exitLocked, err, "wait until it has ended, or choose another archive with -o"}
	case errors.Is(err, context.Canceled):
		return &exitError{exitInterrupted, errors.New("interrupted"), "run the same command again to go on"}
	}
	return &exitError{exitStopped, err, remedy(err)}
}

func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "make room on the disk, then run the same command again to go on"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "choose a place that you may write to, or change its permissions"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "allow more open files (ulimit -n), or ask for fewer at once (-j, --connections)"
	}
	return ""
}

// isClosedPipe tells that the reader of standard output has seen enough.
func isClosedPipe(err error) bool {
	out, ok := errors.AsType[*outputError](err)
	return ok && errors.Is(out.err, syscall.EPIPE)
}

// An outputError is trouble with standard output.
type outputError struct{ err error }

func (e *outputError) Error() string { return "writing to standard output: " + e.err.Error() }

func (e *outputError) Unwrap() error { return e.err }

// isFatal tells of errors in writing that every other file would meet as well.
func isFatal(err error) bool {
	fatal := []error{fs.ErrPermission, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO, syscall.EMFILE, syscall.ENFILE}
	return slices.ContainsFunc(fatal, func(e error) bool { return errors.Is(err, e) })
}
