package main

import (
	"cmp"
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

type exportOptions struct {
	targetFlags
	dir     string
	json    bool
	quiet   bool
	verbose bool
	report  string
}

func newExport(a *app) *cobra.Command {
	var opts exportOptions
	cmd := &cobra.Command{
		Use:     "export ARCHIVE --target PROGRAM -o DIR",
		Short:   "Put the posts of an archive where a site generator has them",
		Long:    exportHelp,
		Example: exportExamples,
		Args:    cobra.MatchAll(needsOne("an archive"), needsArchives),
		Annotations: codes(
			"0    all done",
			"1    cannot go on: no archive there, disk full, output not writable",
			"3    finished, but a post could not be exported, or the archive is damaged",
			"4    another export is writing to DIR",
			"64   the command line is wrong",
			"130  interrupted; run it again to go on"),
		ValidArgsFunction: archives,
	}
	opts.bind(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := opts.check(cmd); err != nil {
			return err
		}
		return a.export(a.context(cmd), &opts, args[0])
	}
	return cmd
}

const exportHelp = `export writes the posts of an archive, a folder or a .tar or .zip, into DIR as the
PROGRAM has them: Markdown in its dialect, front matter and dates in its form, and
the images that the posts show. It uses no network and leaves the archive as it is.

  hugo      content/posts/PATH/index.md, images beside it, and a shortcode in layouts/
  hexo      source/_posts/SLUG.md, images in source/_posts/SLUG/ and source/images/SLUG/
  jekyll    _posts/DATE-SLUG.md, images in assets/DATE-SLUG/; drafts that have no date
            in _drafts/SLUG.md and assets/SLUG/
  astro     src/content/posts/SLUG/index.md, images beside it and in public/posts/SLUG/
  obsidian  SLUG.md, images in attachments/SLUG/
  mkdocs    docs/PATH/index.md, images beside it
  plain     PATH/index.md, images beside it

Hexo's configuration needs post_asset_folder: true and marked: {prependRoot: true,
postAsset: true}, that of MkDocs markdown_extensions: [footnotes, md_in_html], and
Astro a collection named posts.

PATH is that of the bundle, SLUG its last part; posts that share one get a hash
behind it. Links between posts, and tags that name one (post_link, post_url, ref),
lead to where PROGRAM will have it. Run it again and only what has changed is
written. A file in DIR that no export has written, or that of another archive which is
still there, or that somebody has changed since, is not replaced: its post fails. What
an earlier export of ARCHIVE for PROGRAM has written and this one has not, since a post
has another name or was pruned, is removed, if nobody has changed it and no post has
failed.`

const exportExamples = `markive export blog --target hugo -o site
markive export blog.tar --target obsidian -o vault --fields "title,date:created,tags,*" --set kind=post
markive export blog --target jekyll -o site --timezone Asia/Shanghai --set layout=post
markive export blog --target astro -o site --date-format "%Y-%m-%d" --report export.json -q
markive export blog --target mkdocs -o site -v
markive export blog --target hexo -o site --json | jq -r .file`

func (o *exportOptions) bind(cmd *cobra.Command) {
	o.bindTarget(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&o.dir, "output", "o", "", "write below the folder `DIR`, the site or vault")
	flags.BoolVar(&o.json, "json", false, "write JSON lines to standard output, one a post")
	flags.StringVar(&o.report, "report", "", "write the run as JSON to `FILE`")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "tell problems only")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "tell who set which flag, and every problem")
	complete(cmd, "output", folders)
}

func (o *exportOptions) check(cmd *cobra.Command) error {
	if o.quiet && o.verbose {
		return usage(cmd, "-q and -v contradict each other")
	}
	if o.dir == "" {
		return usage(cmd, "-o DIR is missing: where is the site?")
	}
	if f := cmd.Flags().Lookup("target"); f.Value.String() == f.DefValue && !f.Changed {
		return usage(cmd, "--target is missing: hugo, hexo, jekyll, astro, obsidian, mkdocs or plain")
	}
	return o.checkTarget(cmd)
}

// An exportReport is what export writes with --report.
type exportReport struct {
	Tool    string             `json:"tool"`
	Command string             `json:"command"`
	Archive string             `json:"archive"`
	Target  convert.TargetName `json:"target,omitempty"`
	Started time.Time          `json:"started"`
	Ended   time.Time          `json:"ended"`
	State   string             `json:"state"`
	Error   string             `json:"error,omitempty"`
	archive.ExportReport
}

// An exportLine is what export --json writes about a post.
type exportLine struct {
	Path    string           `json:"path"`
	Bundle  string           `json:"bundle"`
	State   string           `json:"state"`          // written, unchanged or failed
	File    string           `json:"file,omitempty"` // its Markdown, below DIR
	Problem *archive.Problem `json:"problem,omitempty"`
}

func newExportLine(e archive.ExportEvent) *exportLine {
	return &exportLine{Path: e.Path, Bundle: e.Bundle, State: stateOf(e.Problem, e.Written), File: e.File, Problem: e.Problem}
}

// export runs the command.
func (a *app) export(ctx context.Context, opts *exportOptions, dir string) error {
	place, err := openReport(opts.report)
	if err != nil {
		return err
	}
	run, planned := newRunReport("export"), false
	c := a.console(&runFlags{quiet: opts.quiet, verbose: opts.verbose, json: opts.json})
	defer c.close()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	report, err := archive.Export(ctx, dir, opts.dir, archive.ExportOptions{
		Target: opts.written,
		Event: func(e archive.ExportEvent) {
			if !planned {
				c.plan(e.Posts)
				planned = true
			}
			c.advance(tally{posts: 1})
			if e.Problem != nil {
				c.problem(e.Problem)
			}
			if opts.json {
				if err := a.printJSON(newExportLine(e)); err != nil {
					stop(err) // nobody reads on
				}
			}
		},
	})
	c.close()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	if err := cmp.Or(err, place.write(opts.exported(run, dir, report, err))); err != nil {
		return err
	}
	return a.tellExport(c, opts, dir, report)
}

// exported is the report of a run.
func (o *exportOptions) exported(run *runReport, dir string, r *archive.ExportReport, err error) *exportReport {
	run.end(err)
	full := &exportReport{
		Tool: run.Tool, Command: run.Command, Archive: filepath.Clean(dir), Target: o.written.Name,
		Started: run.Started, Ended: run.Ended, State: run.State, Error: run.Error,
	}
	if r != nil {
		full.ExportReport = *r
	}
	return full
}

// tellExport says what was done, for people.
func (a *app) tellExport(c *console, opts *exportOptions, dir string, r *archive.ExportReport) error {
	for _, d := range r.Damage {
		c.problem(named(dir, d))
	}
	if r.Posts == 0 && len(r.Damage) > 0 {
		return silent(exitFailed)
	}
	if r.Posts == 0 {
		return noBundle(dir)
	}
	for _, w := range r.Warnings {
		if !opts.quiet {
			c.problem(&w)
		}
	}
	c.close()
	c.say("%s: %s%s, %s", printable(filepath.Clean(opts.dir)), count(r.Posts, "post"), shareOut(r.Written, r.Unchanged, r.Failed), count(r.Files, "file"))
	if n := len(r.Removed); n > 0 {
		c.say("removed, since no post is there any more: %s", count(n, "file"))
	}
	opts.tellUnmet(c)
	opts.tellUnread(c)
	if len(r.Damage) > 0 {
		c.say("damaged: posts of %s may be missing; markive verify tells all", printable(filepath.Clean(dir)))
	}
	if r.Failed > 0 || len(r.Damage) > 0 {
		return silent(exitFailed)
	}
	return nil
}
