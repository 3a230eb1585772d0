package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

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
	i := &inspection{
		app:    a,
		conv:   opts.converter(),
		totals: newTotals(opts.place),
		own:    opts.own,
		check:  func(posts []archive.Source) error { return sparePosts(opts.dir, posts) },
		line:   func(*survey) ([]byte, error) { return nil, nil },
	}
	if opts.json {
		i.line = (*survey).json
	}
	err = i.run(ctx, &opts.runFlags, &opts.selectFlags, args)
	report.foreseen(i)
	report.end(err)
	if werr := place.write(report); err != nil || werr != nil {
		return errors.Join(err, werr)
	}
	if !opts.json {
		text := fmt.Sprintf("would archive into %s; what is finished there stays as it is\n%s", printable(opts.dir), i.totals)
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
}

func (r *runReport) foreseen(i *inspection) {
	r.Posts, r.Failed, r.Problems = i.posts, len(i.problems), i.problems
	r.DryRun = &forecast{i.totals.images, i.totals.places}
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
