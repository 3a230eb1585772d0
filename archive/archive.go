package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/markive/markive/convert"
)

// An Archiver writes posts into one archive. It holds the archive's lock
// until it is closed. Only one run uses it at a time.
type Archiver struct {
	workplace
	intent
	dir   string // as messages call it
	locks []*lock
	work  *os.Root // of the state
	spool *os.Root // of the part of it where assets wait
	packs bool     // the archive is one file
	name  string   // of that file, below the root; "" if it goes to Options.Output
	shelf shelf

	healed []Problem // what was damaged beside the bundles, for the report of the next run
}

// New opens the archive at dir, which it makes if it is not there, and keeps
// other runs out of it: if one is at work already, the error is a
// *LockedError. What a killed run has left behind is put in order. The caller
// closes the Archiver.
//
// The archive is a folder. A dir that ends in .tar or .zip and is no folder
// names an archive that is one file, and with Options.Output there is none at
// all: dir is then "".
func New(dir string, conv *convert.Converter, opts Options) (*Archiver, error) {
	a := &Archiver{intent: intent{conv: conv, opts: opts.filled()}}
	var err error
	if opts.Output != nil {
		err = a.findStream()
	} else {
		err = a.find(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("making the archive: %w", err)
	}
	if err := a.enter(); err != nil {
		a.Close()
		if errors.Is(err, ErrLocked) {
			return nil, err
		}
		return nil, fmt.Errorf("opening the archive %s: %w", printable(a.dir), err)
	}
	return a, nil
}

// Run archives posts: it plans, then converts, fetches, stages and commits
// them, several at a time. Posts whose bundles are finished are passed by;
// missing assets are asked for again, but for those of which a server has said
// that they are not there. Another call does the same again, unless the archive is
// one file, which is written once: then it is an error.
//
// What goes wrong with one post or one asset is a Problem in the report. An
// error means that the run could not go on, because the disk is full, or the
// context is done; the report then tells what was done until then, and
// another run goes on from there.
func (a *Archiver) Run(ctx context.Context, posts []Source) (*Report, error) {
	report, err := a.run(ctx, posts)
	if err != nil && ctx.Err() == nil && a.opts.Output == nil {
		err = fmt.Errorf("archiving into %s: %w", printable(a.dir), err) // the paths in it are below that
	}
	return report, err
}

func (a *Archiver) run(ctx context.Context, posts []Source) (*Report, error) {
	begun := time.Now()
	if a.opts.Shard.Count > 0 {
		if err := a.dropReport(a.opts.Shard); err != nil {
			return &Report{}, err
		}
	}
	known := a.remember()
	tasks, err := a.plan(posts, known)
	if err != nil {
		return &Report{}, err
	}
	r := &run{workplace: a.workplace, work: a.work, conv: &converters{Converter: a.conv}, opts: &a.opts, shape: a.shape(), sites: &a.sites, shelf: a.shelf, gates: newGates(&a.opts), pruned: map[string]string{}}
	r.tell(RunPlanned{Posts: len(tasks), Unchanged: countUnchanged(tasks)})
	if r.rescue, err = openRescue(&a.workplace); err != nil {
		return &Report{}, err
	}
	if r.fetcher, err = newFetcher(&a.opts, a.spool); err != nil {
		return &Report{}, errors.Join(err, r.rescue.close(true))
	}
	r.fetcher.web.hosts.over = ctx.Err // what an interrupt sets free is nobody's turn
	r.fetcher.gone = loadGone(&a.workplace, a.opts.RetryMissing)
	r.twins = findTwins(tasks, known)
	pruned, err := a.prune(ctx, tasks, known, r.pruned)
	if err != nil {
		return &Report{Pruned: pruned}, errors.Join(err, r.rescue.close(true))
	}
	started := time.Now()
	report := &Report{Healed: a.healed}
	a.healed = nil
	report.refuse(a.opts.Refused)
	err = r.posts(ctx, tasks, newLedger(report, known, tasks, started))
	report.Spent = r.watch.spent(begun, started)
	report.Pruned, report.Requests, report.Refusals = pruned, r.fetcher.requests(), r.refusals.all()
	if err == nil {
		err = a.leaveReport(report)
	}
	if err == nil && report.Failed == 0 && known.surveyed {
		known.complete()
	}
	err = cmp.Or(err, r.rescue.close(err != nil), r.fetcher.close(), r.fetcher.gone.save(&a.workplace), a.learned(known))
	if err == nil {
		err = a.catalog(ctx, known, report)
	}
	return report, err
}

func countUnchanged(tasks []task) int {
	n := 0
	for i := range tasks {
		if tasks[i].unchanged {
			n++
		}
	}
	return n
}

// An intent is what an archive shall be: how its posts are converted, the options
// of its bundles, and what is known of the sites that the posts come from.
type intent struct {
	conv  *convert.Converter
	sites sites
	opts  Options
}

// shape returns the options that shape a bundle.
func (in *intent) shape() ManifestOptions {
	o := in.conv.Options()
	if slices.Equal(o.ImageFields, convert.DefaultImageFields) {
		o.ImageFields = nil
	}
	return ManifestOptions{ImageFields: o.ImageFields, Audit: !o.NoAudit, Conversion: o.Shape(), Format: in.opts.Format, Pages: in.opts.Pages, Target: in.opts.Target.Shape()}
}
