package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

type indexOptions struct {
	runFlags // without jobs and those of conversion
}

func newIndex(a *app) *cobra.Command {
	var opts indexOptions
	cmd := &cobra.Command{
		Use:   "index DIR",
		Short: "Make the list of posts, and join what shards have left",
		Long: `index makes index.html in DIR: a list of all posts, with search, that a browser opens
from the disk. It makes it anew from the bundles; archive --pages brings it up to date
at the end of each run.

It joins the reports of the shards that archive --shard has written into DIR, and
what they remember, so that a run over all posts finds its work done. It tells what
they have come to together, and which of them have not come to their end. It does no
harm to run it again, but must not run beside them.`,
		Example: `markive index blog
markive index blog --report run.json -q
markive index blog -v
markive index blog --json | jq -r '.absent[]?'`,
		Args: cobra.MatchAll(needsOne("an archive"), needsArchives),
		Annotations: codes(
			"0    all shards are there, and nothing went wrong in any",
			"1    cannot go on: no archive there, or it cannot be written",
			"3    a shard is missing, a post failed or an image is missing",
			"4    a run is at work in the archive",
			"64   the command line is wrong",
			"130  interrupted; run it again to go on"),
		ValidArgsFunction: folders,
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.json, "json", false, "write what is known as JSON to standard output")
	flags.StringVar(&opts.report, "report", "", "write it as JSON to `FILE`")
	flags.BoolVarP(&opts.quiet, "quiet", "q", false, "tell problems only")
	opts.bindVerbose(cmd, "every problem and warning of the shards, and how long it took")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := opts.checkTold(cmd); err != nil {
			return err
		}
		return a.index(a.context(cmd), &opts, args[0])
	}
	return cmd
}

// catalogFile is the list of posts, at the root of an archive.
const catalogFile = "index.html"

// An indexReport is what index writes as JSON.
type indexReport struct {
	runReport
	Archived int      `json:"archived"` // posts that the archive has, whichever runs have written them
	Shards   int      `json:"shards"`
	Absent   []string `json:"absent"` // shards that have not come to their end
}

// index runs the command.
func (a *app) index(ctx context.Context, opts *indexOptions, dir string) error {
	place, err := openReport(opts.report)
	if err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return &exitError{exitStopped, fmt.Errorf("%s is no folder", printable(dir)), "an archive in one file has no list of posts: archive into a folder for one"}
	}
	r := &indexReport{runReport: *newRunReport("index"), Absent: []string{}}
	found, err := archive.Index(ctx, dir)
	if errors.Is(err, archive.ErrNoArchive) {
		return noBundle(dir)
	}
	if err != nil {
		return err
	}
	r.Archive, r.Report = filepath.Clean(dir), found.Report
	r.Archived, r.Shards = found.Archived, found.Shards
	r.end(nil)
	for _, s := range found.Absent {
		r.Absent = append(r.Absent, s.String())
	}
	if err := place.write(r); err != nil {
		return err
	}
	if opts.json {
		if err := a.printJSON(r); err != nil {
			return err
		}
	}
	a.tellIndex(opts, r, found)
	if len(found.Absent) > 0 || len(r.Problems) > 0 || r.Failed > 0 {
		return silent(exitFailed)
	}
	return nil
}

// tellIndex says it for people, in the words of archive's own summary.
func (a *app) tellIndex(opts *indexOptions, r *indexReport, found *archive.IndexReport) {
	w := &watch{app: a, opts: &archiveOptions{dir: r.Archive, runFlags: opts.runFlags}, console: a.console(&opts.runFlags), report: &r.runReport}
	defer w.console.close()
	for _, p := range r.Warnings {
		if opts.verbose || p.Path == catalogFile { // without which the command was for nothing
			w.console.problem(&p)
		}
	}
	if opts.verbose {
		defer w.console.say("time: %s", short(r.Ended.Sub(r.Started)))
	}
	if found.Shards == 0 {
		w.console.say("%s: %s, written by one run", printable(r.Archive), count(found.Archived, "post"))
		w.sayCatalog()
		return
	}
	for _, p := range r.Problems {
		if opts.verbose || p.Address == "" {
			w.console.problem(&p)
		}
	}
	w.console.close()
	w.console.say("%s: %d of %s joined", printable(r.Archive), found.Shared, count(found.Shards, "shard"))
	w.summary()
	if len(r.Absent) > 0 {
		first := found.Absent[0]
		w.console.say("missing: %s: %s", count(len(r.Absent), "shard"), strings.Join(shorten(r.Absent), ", "))
		w.console.say("run each again: markive archive PATH... -o %s --shard %d/%d", shellWord(r.Archive), first.Index, first.Count)
	}
}

// shorten leaves of a long list its start.
func shorten(names []string) []string {
	if len(names) > 2*maxGroups {
		return append(names[:2*maxGroups:2*maxGroups], "and more")
	}
	return names
}
