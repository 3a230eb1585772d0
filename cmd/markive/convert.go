package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

type convertOptions struct {
	runFlags
	styleFlags
	selectFlags
	targetFlags
	dir string
}

func newConvert(a *app) *cobra.Command {
	var opts convertOptions
	cmd := &cobra.Command{
		Use:     "convert [PATH...|-] [-o DIR]",
		Short:   "Turn posts into Markdown",
		Long:    convertHelp,
		Example: convertExamples,
		Annotations: codes(
			"0    all done",
			"1    cannot go on: no input, disk full, output not writable",
			"3    finished, but some posts could not be converted",
			"5    --strict: conversion lost something",
			"64   the command line is wrong",
			"130  interrupted"),
		ValidArgsFunction: postFiles,
	}
	opts.bind(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := opts.check(a, cmd, args); err != nil {
			return err
		}
		if opts.isFilter(args) {
			return a.convert(cmd.Context(), &opts, args)
		}
		return a.convert(a.context(cmd), &opts, args)
	}
	return cmd
}

const convertHelp = `convert turns posts with HTML bodies into Markdown. The front matter stays as it
is, byte for byte but for line ends, which become LF, unless --target, --fields, --set,
--date-format or --timezone ask for another. It uses no network: images stay where they
are.

A PATH is a file, a folder (its .md, .markdown, .html and .htm files and the like, at
any depth) or a glob ("posts/**/*.html"). Folders of a site that hold no posts (_site,
public, layouts, themes, ...) are passed by, unless they are named. Without a PATH, or
with -, the post comes from standard input. One post goes to standard output. Several
posts, or a folder, go to a folder (-o) that mirrors the input, a/b.html becoming
a/b.md, or with --json to standard output, one JSON object per line, in the order of
their paths. With --json and --files-from, posts are read as the list names them, and
are called as it calls them: so convert is a stage in a pipe.

Where two posts would become one file (a.html and a.md, or A.html on some disks),
all of them keep their extension: a.html.md, a.md.md. Files in DIR are replaced if
their contents change; a post is never replaced by its own conversion.

What is wrong with a post is told in one line on standard error and in --report, and
the others go on.`

const convertExamples = `markive convert post.html > post.md
curl -s https://example.org/ | markive convert
markive convert _posts -o markdown
markive convert _posts --json | jq -r .path
curl -s https://example.org/ | markive convert --select article --remove .share
markive convert old.html --encoding gbk --bullet '*' --links reference --wrap 80
markive convert post.txt --body html --emphasis _ --keep-html table,figure
markive convert _posts -o site/content/posts --target hugo
markive convert _posts -o vault --target obsidian --fields "title,date:created,tags,*" --set kind=post
markive convert _posts -o markdown --date-format "%Y-%m-%d %H:%M" --timezone Asia/Shanghai
markive convert _posts -o markdown -j 8 --no-audit -q
markive convert _posts -o markdown --include "2021/**" --exclude "**/draft-*"
find _posts -name "*.html" -print0 | markive convert --json --files-from - -0
find _posts -name "*.html" | parallel --pipe markive convert --json --files-from -
markive convert _posts -o markdown --strict -v --report run.json`

func (o *convertOptions) bind(cmd *cobra.Command) {
	o.bindRun(cmd)
	o.bindStyle(cmd)
	o.bindSelect(cmd)
	o.bindTarget(cmd)
	cmd.Flags().StringVarP(&o.dir, "output", "o", "", "write the Markdown files below `DIR`")
	complete(cmd, "output", folders)
}

func (o *convertOptions) check(a *app, cmd *cobra.Command, args []string) error {
	filter := o.isFilter(args)
	switch {
	case filter && len(args) == 0 && a.terminal(a.stdin):
		help(a.stderr, cmd)
		return usage(cmd, "convert waits for a post on standard input, and nothing is piped in; name a file, or - to type one")
	case o.json && o.dir != "":
		return usage(cmd, "--json writes to standard output, -o to a folder: choose one")
	case filter && o.selects():
		return usage(cmd, "--include and --exclude choose among files, and the post comes from standard input")
	case filter && o.dir != "":
		return usage(cmd, "standard input has no name below -o %s; use > FILE", o.dir)
	case !filter && slices.Contains(args, "-"):
		return usage(cmd, "- stands alone, not beside other paths")
	case strings.HasSuffix(o.dir, ".md") && !isFolder(o.dir):
		return usage(cmd, "-o names a folder; for one file use > %s", o.dir)
	}
	return cmp.Or(o.runFlags.check(cmd), o.checkStyle(cmd), o.checkSelect(cmd, args), o.checkTarget(cmd))
}

// isFilter tells whether the post comes from standard input.
func (o *convertOptions) isFilter(args []string) bool {
	return o.filesFrom == "" && (len(args) == 0 || len(args) == 1 && args[0] == "-")
}

// convert runs the command.
func (a *app) convert(ctx context.Context, opts *convertOptions, args []string) error {
	report := newRunReport("convert")
	place, err := openReport(opts.report)
	if err != nil {
		return err
	}
	c, err := a.prepare(ctx, opts, args)
	if err != nil {
		return err
	}
	defer c.close()
	c.report, c.console = report, a.console(&opts.runFlags)
	report.refused(c.refused)
	report.PassedOver, report.Aside = c.passedOver, c.aside
	err = c.run(ctx, opts.jobs)
	c.console.close()
	report.end(err)
	if err := cmp.Or(err, place.write(report)); err != nil {
		return err
	}
	if !c.single {
		c.summary(opts)
	}
	opts.tellUnread(c.console)
	if !c.single || len(opts.written.Unmet()) == len(opts.written.Fields) { // of one post, some may be absent
		opts.tellUnmet(c.console)
	}
	return silent(report.code(opts.strict))
}

// prepare finds the posts and where they go.
func (a *app) prepare(ctx context.Context, opts *convertOptions, args []string) (*conversion, error) {
	c := &conversion{
		app:    a,
		conv:   convert.New(opts.conversion(opts.noAudit)),
		target: &opts.written,
		form:   plainForm,
		losses: opts.strict || opts.verbose,
		guess:  opts.verbose,
		keeps:  opts.report != "",
		close:  func() {},
	}
	if opts.json {
		c.form = jsonForm
	}
	if opts.isFilter(args) {
		c.single, c.losses, c.guess = true, !opts.quiet, !opts.quiet
		c.posts, c.jobs = 1, known(slices.Values([]input{a.standardInput()}))
		return c, nil
	}
	if opts.json && opts.filesFrom != "" {
		return c, c.stream(&opts.selectFlags)
	}
	found, err := a.find(ctx, &opts.selectFlags, args)
	if err != nil {
		return nil, err
	}
	posts := found.Posts
	if opts.dir != "" {
		posts = outside(opts.dir, args, posts)
	}
	if len(posts)+len(found.Refused) == 0 { // else find would have told
		return nil, &exitError{exitStopped, fmt.Errorf("all posts in %s lie below -o %s, where their Markdown goes", strings.Join(args, ", "), opts.dir), "choose another folder with -o"}
	}
	c.posts, c.jobs = len(posts), known(inputs(posts))
	c.refused, c.passedOver, c.aside = found.Refused, found.PassedOver, found.Aside
	switch {
	case opts.dir != "":
		return c, c.into(opts.dir, posts)
	case opts.filesFrom == "" && isOnePost(args, posts):
		c.single, c.losses, c.guess = true, !opts.quiet, !opts.quiet
	case !opts.json:
		return nil, &exitError{exitUsage, fmt.Errorf("%s need a folder to go to", count(len(posts), "post")), "add -o DIR, or --json for standard output"}
	}
	return c, nil
}

// isOnePost tells whether args named no more than one post, and no folder,
// where there may be more tomorrow.
func isOnePost(args []string, posts []archive.Source) bool {
	return len(args) == 1 && len(posts) <= 1 && !isFolder(args[0])
}

// into lets the Markdown go to a folder.
func (c *conversion) into(dir string, posts []archive.Source) error {
	t, err := openTree(dir, posts)
	if err != nil {
		return err
	}
	c.close, c.mirrors = t.close, true
	c.form = func(i int, doc *convert.Document, markdown []byte) ([]byte, error) {
		return nil, t.write(i, markdown)
	}
	return nil
}

func (c *conversion) summary(opts *convertOptions) {
	r := c.report
	text := fmt.Sprintf("%s converted", count(r.Written, "post"))
	if opts.dir != "" {
		text += " into " + filepath.Clean(opts.dir)
	}
	if r.Failed > 0 {
		text += fmt.Sprintf(", %d failed", r.Failed)
	}
	if n := c.warned; n > 0 {
		text += ", " + count(n, "warning")
		if !c.guess {
			text += " (-v tells what)"
		}
	}
	if r.Lost > 0 {
		text += fmt.Sprintf(", %d with loss", r.Lost)
		if !c.losses {
			text += " (-v tells what)"
		}
	}
	if folders := setAside(r.Aside); folders != "" {
		c.console.say("%s", folders)
	}
	c.console.say("markive: %s", text)
	if took := time.Since(r.Started); opts.verbose {
		c.console.say("time: %s, %s", short(took), perSecond(float64(r.Written), took, "posts"))
	}
}
