package main

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/markive/markive/convert"
)

type inspectOptions struct {
	runFlags
	selectFlags
}

func newInspect(a *app) *cobra.Command {
	var opts inspectOptions
	cmd := &cobra.Command{
		Use:   "inspect PATH...",
		Short: "Tell what is in posts, and which hosts have their images",
		Long: `inspect tells what is in posts: kind of front matter, title, date, whether it is a
draft, encoding, size, images and their hosts, links, code blocks, tables, and what
was guessed or mended. At the end it sums up which hosts a run of archive would ask.
It uses no network.`,
		Example: `markive inspect post.html
markive inspect _posts | less
markive inspect _posts --json | jq -r 'select(.date == null) | .path'
markive inspect _posts --include "2021/**" --exclude "**/draft-*"
find _posts -name "*.html" -print0 | markive inspect --files-from - -0
markive inspect _posts -j 2 -q
markive inspect _posts -v > posts.txt`,
		Args: opts.needsPosts,
		Annotations: codes(
			"0    all done",
			"1    cannot go on: no input",
			"3    finished, but some posts could not be read",
			"64   the command line is wrong",
			"130  interrupted"),
		ValidArgsFunction: postFiles,
	}
	opts.bind(cmd, "posts")
	opts.bindVerbose(cmd, "and what was passed over")
	opts.bindSelect(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(opts.check(cmd), opts.checkSelect(cmd, args)); err != nil {
			return err
		}
		return a.inspect(a.context(cmd), &opts, args)
	}
	return cmd
}

// inspect runs the command.
func (a *app) inspect(ctx context.Context, opts *inspectOptions, args []string) error {
	i := &inspection{
		app:  a,
		conv: convert.New(convert.Options{}),
		totals: newTotals(func(asset convert.Asset) string {
			return hostOf(asset.Candidates[0])
		}),
		line: (*survey).text,
		all:  true, // a post that cannot be read is a result
	}
	if opts.json {
		i.line = (*survey).json
	}
	if err := i.run(ctx, &opts.runFlags, &opts.selectFlags, args); err != nil {
		return err
	}
	if !opts.json {
		if err := a.print([]byte(i.totals.String())); err != nil {
			return err
		}
	}
	return silent(i.code())
}
