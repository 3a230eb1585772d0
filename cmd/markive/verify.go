package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

type verifyOptions struct {
	runFlags
	fast bool
}

func newVerify(a *app) *cobra.Command {
	var opts verifyOptions
	cmd := &cobra.Command{
		Use:   "verify DIR...",
		Short: "Check that every bundle is still whole",
		Long: `verify checks every bundle in DIR: are the files there that its lists name, with
the bytes that they had, and do its links lead somewhere? DIR is an archive (a folder,
a .tar or a .zip), a part of one, or a single bundle. Every damage is one line on
standard output that names the file (with --json one object). Nothing is changed.
Beside the bundles README.txt is looked at, unless somebody has written another one or
more into it, and of the catalogue, which markive index makes anew, names and sizes.
Without markive, in a bundle: sha256sum -c manifest-sha256.txt`,
		Example: `markive verify blog
markive verify --fast blog
markive verify --json blog | jq -r .path
markive verify -j 2 -q blog
markive verify -v shard-*.tar`,
		Args: needsArchives,
		Annotations: codes(
			"0    everything is as it was written",
			"1    cannot go on: no archive there, or it cannot be read",
			"5    damage was found",
			"64   the command line is wrong",
			"130  interrupted"),
		ValidArgsFunction: archives,
	}
	opts.bind(cmd, "bundles")
	opts.bindVerbose(cmd, "what each DIR holds, and how long it took")
	cmd.Flags().BoolVar(&opts.fast, "fast", false, "compare names and sizes only")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := opts.runFlags.check(cmd); err != nil {
			return err
		}
		return a.verify(a.context(cmd), &opts, args)
	}
	return cmd
}

// A damageLine is what verify --json writes.
type damageLine struct {
	Archive string `json:"archive"`
	archive.Damage
}

// verify runs the command.
func (a *app) verify(ctx context.Context, opts *verifyOptions, dirs []string) error {
	var total archive.VerifyReport
	started := time.Now()
	c := a.console(&opts.runFlags)
	defer c.close()
	for _, dir := range dirs {
		report, err := archive.Verify(ctx, dir, opts.library(a, c))
		if report != nil {
			if perr := a.tellDamage(opts, dir, report.Damage); perr != nil {
				return perr
			}
		}
		if err != nil {
			return err
		}
		if report.Bundles == 0 && len(report.Damage) == 0 {
			return noBundle(dir)
		}
		if opts.verbose && len(dirs) > 1 {
			c.say("%s: %s", printable(filepath.Clean(dir)), opts.checked(report))
		}
		total.Bundles += report.Bundles
		total.Files += report.Files
		total.Bytes += report.Bytes
		total.Damage = append(total.Damage, report.Damage...)
	}
	c.close()
	c.say("markive: %s", opts.checked(&total))
	if took := time.Since(started); opts.verbose {
		c.say("time: %s, %s, %s", short(took), perSecond(float64(total.Bundles), took, "bundles"), perSecond(float64(total.Bytes)/1e6, took, "MB"))
	}
	if len(total.Damage) > 0 {
		return silent(exitDamage)
	}
	return nil
}

// checked says what was looked at, and how it is.
func (o *verifyOptions) checked(r *archive.VerifyReport) string {
	how, is := "checked", "all whole"
	if o.fast {
		how, is = "compared by names and sizes", "all there"
	}
	if n := len(r.Damage); n > 0 {
		is = count(n, "place") + " damaged"
	}
	return fmt.Sprintf("%s, %s, %s %s: %s", count(r.Bundles, "bundle"), count(r.Files, "file"), size(r.Bytes), how, is)
}

func noBundle(dir string) error {
	return &exitError{exitStopped, fmt.Errorf("%s: no bundle is there", printable(dir)), whereArchive}
}

func (o *verifyOptions) library(a *app, c *console) archive.VerifyOptions {
	planned := false
	return archive.VerifyOptions{
		Fast: o.fast,
		Jobs: o.jobs,
		Event: func(e archive.VerifyEvent) {
			if !planned {
				a.tuneGC(convert.MaxPost, e.Bundles) // of a bundle's text nobody knows the size before
				c.plan(e.Bundles)
				planned = true
			}
			c.advance(tally{posts: 1, bytes: e.Bytes})
		},
	}
}

// tellDamage writes the damage of one archive as results.
func (a *app) tellDamage(opts *verifyOptions, dir string, damage []archive.Damage) error {
	form := damageText
	if opts.json {
		form = damageJSON
	}
	for _, d := range damage {
		line, err := form(dir, d)
		if err == nil {
			err = a.print(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func damageJSON(dir string, d archive.Damage) ([]byte, error) {
	return marshal(damageLine{dir, d}, "")
}

func damageText(dir string, d archive.Damage) ([]byte, error) {
	return []byte(named(dir, d).Error() + "\n"), nil
}

// named names the file as it is found from here.
func named(dir string, d archive.Damage) error {
	if dir = filepath.ToSlash(dir); fs.ValidPath(d.Path) || d.Path == "" {
		d.Path = path.Join(dir, d.Path)
	} else { // a name in a tar that leads out of it
		d.Path = dir + ": " + d.Path
	}
	return errors.New(d.String())
}
