package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// A form makes of a document and its finished Markdown what goes to standard
// output, or puts it elsewhere; i is the index of the post. Several goroutines
// call it.
type form func(i int, doc *convert.Document, markdown []byte) ([]byte, error)

func plainForm(_ int, _ *convert.Document, markdown []byte) ([]byte, error) { return markdown, nil }

func jsonForm(_ int, doc *convert.Document, markdown []byte) ([]byte, error) {
	return marshal(newDocumentLine(doc, markdown), "")
}

// An input is a post that is still to be read.
type input struct {
	index int
	path  string
	size  int64
	read  func(room []byte) ([]byte, error) // as archive.Source.Read
}

// inputs makes an input of each post when its turn comes: there may be
// millions.
func inputs(posts []archive.Source) iter.Seq[input] {
	return func(yield func(input) bool) {
		for i, p := range posts {
			if !yield(input{i, p.Path, p.Size, p.Read}) {
				return
			}
		}
	}
}

// standardInput is the post that comes through a pipe.
func (a *app) standardInput() input {
	return input{path: "-", read: func([]byte) ([]byte, error) {
		if a.terminal(a.stdin) {
			fmt.Fprintln(a.stderr, "markive: reading a post from the terminal; Ctrl-D ends it")
		}
		data, err := io.ReadAll(io.LimitReader(a.stdin, convert.MaxPost+1)) // a byte more tells that there is more
		a.tuneGC(int64(len(data)), 1)
		return data, err
	}}
}

// A conversion is one run of convert.
type conversion struct {
	app        *app
	conv       *convert.Converter
	target     *convert.Target
	posts      int // as far as they are known from the start
	jobs       func(context.Context) iter.Seq[input]
	streams    bool // posts come as they are named: nothing is kept that grows with them
	refused    []archive.Problem
	passedOver map[string]int
	aside      []string
	form       form
	mirrors    bool   // what is written lies in folders called as those of its post
	close      func() // what form needs
	single     bool   // one post, as a filter
	losses     bool   // tell what was lost
	guess      bool   // tell what was guessed
	keeps      bool   // somebody wants a report
	warned     int    // what was guessed, so far

	console *console
	report  *runReport
}

// A converted is what became of one post.
type converted struct {
	path     string
	out      []byte // for standard output
	failed   *archive.Problem
	fatal    error
	lost     []convert.Loss
	warnings []archive.Problem
}

// run converts all posts; see the exit code in the report for what failed.
func (c *conversion) run(ctx context.Context, jobs int) error {
	for _, p := range c.refused {
		c.console.problem(&p)
	}
	if !c.streams {
		jobs = min(jobs, max(c.posts, 1))
	}
	c.report.Posts += c.posts
	if !c.single && !c.streams {
		c.console.plan(c.posts)
	}
	p := pool[input, *converted]{
		workers: jobs,
		size:    func(in input) int64 { return in.size },
		work:    c.post,
		emit:    c.emit,
	}
	return p.run(ctx, c.jobs)
}

// post converts one post.
func (c *conversion) post(ctx context.Context, in input) *converted {
	doc, _, err := in.document(c.conv)
	if ctx.Err() != nil {
		return &converted{fatal: ctx.Err()}
	}
	if _, isCut := errors.AsType[*listError](err); isCut {
		return &converted{fatal: err}
	}
	if err != nil {
		return &converted{failed: problemOf(in.path, err)}
	}
	target := *c.target
	target.InDrafts = c.mirrors && strings.Contains("/"+in.path, "/_drafts/")
	written, err := target.Write(in.path, doc.Markdown(nil), nil)
	if err != nil {
		return &converted{failed: problemOf(in.path, err)}
	}
	doc.Warnings = written.WarningsWith(doc.Warnings)
	done := &converted{path: in.path, warnings: problems(in.path, doc.Warnings)}
	if doc.Audit != nil {
		done.lost = doc.Audit.Lost
	}
	done.out, err = c.form(in.index, doc, written.Markdown)
	if isFatal(err) {
		return &converted{fatal: fmt.Errorf("%s: writing: %w", in.path, bare(err))}
	}
	if err != nil {
		return &converted{failed: problemOf(in.path, err)}
	}
	return done
}

// document reads and converts the post; size is that of what was read.
func (in input) document(conv *convert.Converter) (doc *convert.Document, size int, err error) {
	room := rooms.Get().(*[]byte)
	defer rooms.Put(room)
	src, err := in.read(*room)
	if err != nil {
		return nil, 0, err
	}
	if cap(src) <= maxRoom {
		*room = src
	}
	post, err := conv.Parse(in.path, src)
	if err != nil {
		return nil, 0, err
	}
	doc, err = conv.Convert(post)
	return doc, len(src), err
}

// rooms are where posts are read into: nothing of a document lies in there, so
// that the next post takes the place of the last.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

const maxRoom = 1 << 20 // bytes that are kept for the next post

// problemOf makes a problem of what reading, converting or writing a post
// came to.
func problemOf(path string, err error) *archive.Problem {
	var p *archive.Problem
	var bad *convert.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &bad):
		return &archive.Problem{Path: path, Line: bad.Line, Class: bad.Class, Detail: oneLine(bad.Err.Error())}
	}
	return &archive.Problem{Path: path, Class: archive.ClassIO, Detail: oneLine(bare(err).Error())}
}

func problems(path string, warnings []convert.Warning) []archive.Problem {
	var all []archive.Problem
	for _, w := range warnings {
		all = append(all, archive.Problem{Path: path, Line: w.Line, Class: w.Class, Detail: oneLine(w.Detail)})
	}
	return all
}

// emit tells and counts what became of a post; posts come in their order.
func (c *conversion) emit(done *converted) error {
	if done.fatal != nil {
		return done.fatal
	}
	r := c.report
	if c.streams {
		r.Posts++
	}
	keeps := !c.streams || c.keeps
	if done.failed != nil {
		r.Failed++
		if keeps {
			r.Problems = append(r.Problems, *done.failed)
		}
		c.console.problem(done.failed)
	} else {
		r.Written++
		c.warned += len(done.warnings)
		if keeps {
			r.Warnings = append(r.Warnings, done.warnings...)
		}
		if err := c.app.print(done.out); err != nil {
			return err
		}
		c.remarks(done)
	}
	c.console.advance(tally{posts: 1})
	return nil
}

// remarks tells what was guessed and lost, to those who want to know.
func (c *conversion) remarks(done *converted) {
	if c.guess {
		for _, w := range done.warnings {
			c.console.problem(&w)
		}
	}
	if len(done.lost) == 0 {
		return
	}
	c.report.Lost++
	if c.losses {
		for _, loss := range done.lost {
			c.console.problem(lossLine(done.path, loss))
		}
	}
}

// lossLine says in one line what a conversion lost.
func lossLine(path string, loss convert.Loss) error {
	switch {
	case loss.Want == "":
		return fmt.Errorf("%s: lost: %s: there is %q too much", printable(path), loss.Kind, cut(oneLine(loss.Got), 100))
	case loss.Got == "":
		return fmt.Errorf("%s: lost: %s: %q is missing", printable(path), loss.Kind, cut(oneLine(loss.Want), 100))
	}
	return fmt.Errorf("%s: lost: %s: %q became %q", printable(path), loss.Kind, cut(oneLine(loss.Want), 100), cut(oneLine(loss.Got), 100))
}
