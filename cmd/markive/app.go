package main

import (
	"context"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/markive/markive/archive"
)

// An app is what a command meets of the world around it.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       func(stream any) bool // does somebody sit at the other end of stdin, stdout or stderr?
	getenv         func(string) string
	variables      func() []string                       // as os.Environ has them; nil: none
	heed           func(context.Context) context.Context // ends with a signal; nil: signals are left alone
	help           *resultWriter                         // standard output for cobra, which does not tell its errors
}

// run runs one command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := newRootFor(a, args)
	root.SetArgs(args)
	if err := unknownWord(root, args); err != nil { // before --help is given for it
		return a.exitCode(err)
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.help.err
	}
	return a.exitCode(err)
}

// context returns that of a command that has something to bring to its end when a
// signal comes. Others are ended by the system: to listen for signals is a tenth of
// what a filter takes.
func (a *app) context(cmd *cobra.Command) context.Context {
	if a.heed == nil {
		return cmd.Context()
	}
	return a.heed(cmd.Context())
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// columnsOf is how many columns a terminal has, 0 if nobody knows.
func columnsOf(stream any) int {
	if f, ok := stream.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return columns
		}
	}
	return 0
}

// What the heap may grow to before the collector works harder, and what more
// for each byte of the largest post and for each post: a tree is made of
// pointers, and a limit below what is live makes the collector run without end.
const (
	softMemory    = 208 << 20
	manyMemory    = 168 << 20 // of many posts, whose list comes to it
	memoryPerByte = 40
	memoryPerPost = 256     // of a list of posts
	liveMemory    = 4 << 20 // of what is live otherwise, about
)

// tuneGC lets the heap grow by somewhat more than twice what is live before it is
// collected, up to a soft limit: conversion makes many short-lived trees, and
// collecting them at the default pace costs half as much again. To touch fresh
// memory costs, too, on virtual machines the most: at four times it is a tenth of
// all. The list of posts, which stays, does not count for that. What the user says
// in the environment wins. largest is the size of the largest post.
func (a *app) tuneGC(largest int64, posts int) {
	if a.getenv("GOGC") == "" && a.getenv("GOMEMLIMIT") == "" {
		list := memoryPerPost * int64(posts)
		debug.SetGCPercent(max(int(225*liveMemory/(liveMemory+list)), 25))
		debug.SetMemoryLimit(max(softMemory, manyMemory+list) + memoryPerByte*largest)
	}
}

// overlap gives Go one processor more than the machine has, until the function
// that it returns is called. Go takes what the network brought when a processor has
// nothing to do, else every 10 ms (sysmon, in package runtime): while all of them
// convert, answers wait, and the requests after them. What the user says in the
// environment wins.
func (a *app) overlap() (end func()) {
	if a.getenv("GOMAXPROCS") != "" {
		return func() {}
	}
	n := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(n + 1)
	return func() { runtime.GOMAXPROCS(n) }
}

// largest returns the size of the largest post.
func largest(posts []archive.Source) int64 {
	var n int64
	for _, p := range posts {
		n = max(n, p.Size)
	}
	return n
}

// print writes results.
func (a *app) print(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if _, err := a.stdout.Write(data); err != nil {
		return &outputError{bare(err)}
	}
	return nil
}

// printJSON writes a result as a line of JSON.
func (a *app) printJSON(v any) error {
	data, err := marshal(v, "")
	if err != nil {
		return err
	}
	return a.print(data)
}

// results is standard output for whoever writes to it piece by piece.
func (a *app) results() io.Writer { return &resultWriter{w: a.stdout} }

// A resultWriter marks the errors of standard output, so that a reader who has
// seen enough is told from a full disk, and keeps the last.
type resultWriter struct {
	w   io.Writer
	err error
}

func (r *resultWriter) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	if err != nil {
		err = &outputError{bare(err)}
		r.err = err
	}
	return n, err
}

func (a *app) environ() []string {
	if a.variables == nil {
		return nil
	}
	return a.variables()
}
