package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// dryRun tells what archive would do.
func (a *app) dryRun(ctx context.Context, opts *archiveOptions, args []string) error {
	place, err := openReport(opts.report)
	if err != nil {
		return err
	}
	report := newRunReport("archive")
	report.Archive = filepath.Clean(opts.dir)
	var found *archive.Listing
	i := &inspection{
		app:    a,
		conv:   opts.converter(),
		totals: newTotals(opts.place),
		own: func(all *archive.Listing) ([]archive.Source, []archive.Problem) {
			found = &archive.Listing{Posts: all.Posts, Refused: all.Refused, Aside: all.Aside}
			return opts.own(all)
		},
		check: func(posts []archive.Source) error { return sparePosts(opts.dir, posts) },
		line:  func(*survey) ([]byte, error) { return nil, nil },
	}
	if opts.json {
		i.line = (*survey).json
	}
	err = i.run(ctx, &opts.runFlags, &opts.selectFlags, args)
	future := &archive.Forecast{}
	if err == nil {
		future, err = opts.foresee(ctx, found)
	}
	report.foreseen(i, future)
	report.end(err)
	if werr := place.write(report); err != nil || werr != nil {
		return errors.Join(err, werr)
	}
	if !opts.json {
		text := fmt.Sprintf("would archive into %s; what is finished there stays as it is\n%s%s", printable(opts.dir), i.totals, opts.outlook(future))
		if err := a.print([]byte(text)); err != nil {
			return err
		}
	}
	return silent(i.code())
}

// A forecast is what a dry run would have done.
type forecast struct {
	Images int            `json:"images"`
	Places map[string]int `json:"places"` // hosts and folders, by the addresses that would be looked for there first
	*archive.Forecast
}

func (r *runReport) foreseen(i *inspection, future *archive.Forecast) {
	r.Posts, r.Failed, r.Problems = i.posts, len(i.problems), i.problems
	r.DryRun = &forecast{i.totals.images, i.totals.places, future}
}

// foresee compares the posts with what is in the archive.
func (o *archiveOptions) foresee(ctx context.Context, found *archive.Listing) (*archive.Forecast, error) {
	options := o.library(nil)
	_, options.Refused = o.own(found)
	options.Aside, options.Prune = found.Aside, options.Prune && isListed(found)
	dir := o.dir
	if dir == "-" {
		dir, options.Output = "", io.Discard
	}
	return archive.Foresee(ctx, dir, o.converter(), options, found.Posts)
}

// outlook tells what would become of the bundles.
func (o *archiveOptions) outlook(f *archive.Forecast) string {
	var b strings.Builder
	line := func(n int, what, more string) {
		if n > 0 {
			fmt.Fprintf(&b, "%s: %s%s\n", what, count(n, "post"), more)
		}
	}
	line(f.New, "new", "")
	line(f.Changed, "written anew, since they have changed", "")
	line(f.Reshaped, "written anew with other options", reshapingLines(f.Reshapings, f.Reshaped))
	line(f.Unreadable, "written anew, since their bundles are damaged", "")
	line(f.Open, "asked again for what is missing", "")
	line(f.Unchanged, "finished", "")
	if n := len(f.Pruned); n > 0 {
		fmt.Fprintf(&b, "pruned, since their posts are gone: %s\n", count(n, "bundle"))
		for _, name := range f.Pruned[:o.shown(n)] {
			fmt.Fprintf(&b, "  %s\n", printable(name))
		}
		if rest := n - o.shown(n); rest > 0 {
			fmt.Fprintf(&b, "  and %d more; -v tells all, --report FILE keeps them\n", rest)
		}
	}
	return b.String()
}

// shown is how many of so many names are told.
func (o *archiveOptions) shown(n int) int {
	if o.verbose {
		return n
	}
	return min(n, maxGroups)
}

// place tells where an image would be looked for first.
func (o *archiveOptions) place(asset convert.Asset) string {
	for _, m := range o.mirrors {
		for _, c := range asset.Candidates {
			if _, ok := m.Rest(c); ok {
				return "mirror " + printable(m.Dir)
			}
		}
	}
	return hostOf(asset.Candidates[0])
}
