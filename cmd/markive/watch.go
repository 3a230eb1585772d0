package main

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"time"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// A watch is one run of archive, seen from outside: it tells what happens.
type watch struct {
	app     *app
	opts    *archiveOptions
	console *console
	report  *runReport
	kept    bool // the report was written where --report says

	lines   lineUp
	listing time.Duration // how long finding the posts took

	told   map[uint64]bool // problems, by the hash of what was said: there may be many
	seed   maphash.Seed
	output error // why nothing more goes to standard output
}

func newWatch(a *app, opts *archiveOptions) *watch {
	return &watch{
		app:     a,
		opts:    opts,
		console: a.console(&opts.runFlags),
		report:  newRunReport("archive"),
		told:    map[uint64]bool{},
		seed:    maphash.MakeSeed(),
	}
}

// run archives the posts that args name.
func (w *watch) run(ctx context.Context, args []string, epoch time.Time) (err error) {
	found, err := w.app.find(ctx, &w.opts.selectFlags, args)
	if err != nil {
		return err
	}
	if err := sparePosts(w.opts.dir, found.Posts); err != nil {
		return err
	}
	w.listing = time.Since(w.report.Started)
	posts, refused := w.opts.own(found)
	for _, p := range refused {
		w.problem(&p)
	}
	w.lines.plan(posts, refused)
	w.report.PassedOver, w.report.Aside = found.PassedOver, found.Aside
	options := w.opts.library(w.event)
	options.Refused, options.Aside = refused, found.Aside
	options.Epoch = epoch
	if options.Prune && !isListed(found) {
		options.Prune = false // what cannot be listed is not gone
		w.console.say("markive: --prune left out, since not every post could be listed")
	}
	dir := w.opts.dir
	if dir == "-" {
		dir, options.Output = "", w.app.results()
	}
	arc, err := archive.New(dir, w.opts.converter(), options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, arc.Close()) }()
	defer w.app.overlap()()
	report, err := arc.Run(ctx, found.Posts)
	if w.opts.json {
		w.lines.rest(w.print)
	}
	if report != nil {
		w.reported(report)
	}
	return cmp.Or(err, w.output)
}

// isListed tells whether all folders could be listed.
func isListed(found *archive.Listing) bool {
	return !slices.ContainsFunc(found.Refused, func(p archive.Problem) bool { return p.Class == archive.ClassUnreadable })
}

// reported takes over the report of the library, and tells what was not told as
// it happened.
func (w *watch) reported(r *archive.Report) {
	w.report.Report = *r
	told := r.Problems
	if w.opts.verbose {
		told = slices.Concat(told, r.Warnings)
	}
	for _, p := range slices.Concat(told, r.Healed) {
		w.problem(&p)
	}
}

// problem tells a problem once: as it happens, or at the end.
func (w *watch) problem(p *archive.Problem) {
	said := maphash.String(w.seed, p.Error())
	if !w.told[said] {
		w.told[said] = true
		w.console.problem(p)
	}
}

// event is told what happens by one goroutine at a time.
func (w *watch) event(e archive.Event) {
	switch e := e.(type) {
	case archive.RunPlanned:
		w.console.plan(e.Posts)
	case archive.AssetDone:
		w.asset(e)
	case archive.PostDone:
		w.post(e)
	}
}

func (w *watch) asset(e archive.AssetDone) {
	switch {
	case e.Problem != nil:
		w.problem(e.Problem)
	case e.Withdrawn:
		w.console.advance(tally{images: -1, bytes: -e.Bytes})
	default:
		w.console.advance(tally{images: 1, bytes: e.Bytes})
	}
}

func (w *watch) post(e archive.PostDone) {
	if e.Problem != nil {
		w.problem(e.Problem)
	}
	if e.Audit != nil && len(e.Audit.Lost) > 0 {
		w.losses(e.Path, e.Audit.Lost)
	}
	w.console.advance(tally{posts: 1})
	if w.opts.json {
		w.lines.done(newPostLine(e), w.print)
	}
}

func (w *watch) losses(path string, lost []convert.Loss) {
	w.report.Lost++
	if !w.opts.strict && !w.opts.verbose {
		return
	}
	for _, loss := range lost {
		w.console.problem(lossLine(path, loss))
	}
}

// print writes a line of --json. When nobody reads on, the run goes on: its
// result is the archive.
func (w *watch) print(line *postLine) {
	if w.output == nil {
		w.output = w.app.printJSON(line)
	}
}
