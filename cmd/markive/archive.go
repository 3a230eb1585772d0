package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

type archiveOptions struct {
	runFlags
	styleFlags
	fetchFlags
	identityFlags
	patienceFlags
	bundleFlags
	selectFlags
	shardFlags
	targetFlags
	dir         string
	connections int
	perHost     int
	rate        float64
	allowNet    networks
	mirrors     mirrors
	imageFields []string
	dryRun      bool
}

func newArchive(a *app) *cobra.Command {
	var opts archiveOptions
	cmd := &cobra.Command{
		Use:     "archive PATH... -o DIR",
		Short:   "Convert posts, fetch their images, write one folder per post",
		Long:    archiveHelp,
		Example: archiveExamples,
		Args:    opts.needsPosts,
		Annotations: codes(
			"0    all done",
			"1    cannot go on: no input, disk full, output not writable",
			"3    finished, but a post failed or an image is missing",
			"4    another run holds the archive",
			"5    --strict: conversion lost something",
			"64   the command line is wrong",
			"130  interrupted; run it again to go on"),
		ValidArgsFunction: postFiles,
	}
	opts.bind(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := opts.check(a, cmd, args); err != nil {
			return err
		}
		if opts.dryRun {
			return a.dryRun(a.context(cmd), &opts, args)
		}
		return a.archive(a.context(cmd), &opts, args)
	}
	return cmd
}

const archiveHelp = `archive converts posts, fetches the images that they show and writes one folder
per post: Markdown, images, the source as it was, and a manifest. Such a folder
needs nothing outside itself. Run it again to go on: what is finished stays, what
is missing is tried again.

A PATH is a file, a folder (its .md, .markdown, .html and .htm files and the like, at
any depth) or a glob. Folders of a site that hold no posts (_site, public, layouts,
themes, ...) are passed by, unless they are named. Bundles lie as the posts do below
the folder that all PATHs have in common. An image that cannot be had keeps its
address on the web; the reason is told in one line on standard error and in --report.
SOURCE_DATE_EPOCH stands for the time of every request in the manifests.

An archive has the options of its last run: without --pages, --format, --target and
the like, bundles are written anew without them. It tells which options are others.

With --target the text of a bundle is written for a program; markive export puts an
archive into the folders of one.

With --shard 3/8, or as a task of a Slurm, Kubernetes or AWS Batch array, a run
archives its share of the posts; the others may be at work beside it. {shard} in -o
and --report becomes 3-of-8. markive index joins what they have left.`

const archiveExamples = `markive archive _posts -o blog
markive archive _posts -o blog --report run.json -q
markive archive _posts -o blog --mirror https://img.example.org/=backup/img
markive archive _posts -o blog --wayback fallback
markive archive _posts -o blog --wayback only --wayback-url http://127.0.0.1:8080
markive archive _posts -o blog --retry-missing
markive archive _posts -o blog --refresh
markive archive _posts -o blog --placeholder 8e69cd8c --wayback fallback
markive archive _posts -o blog --assets audio,pdf --max-image 500MiB
markive archive _posts -o blog --cookies cookies.txt --headers headers.txt
markive archive _posts -o blog.tar
markive archive _posts -o - | ssh host 'cat > blog.tar'
markive archive _posts -o blog --durability full
markive archive _posts -o bags --format bag
markive archive _posts -o blog --pages
markive archive _posts -o blog --target obsidian --fields "title,date:created,*" --set kind=post
markive archive _posts -o blog --date-format "%Y-%m-%d %H:%M" --timezone Asia/Shanghai
markive archive _posts -o blog --verify
markive archive _posts -o blog --prune
markive archive _posts -o blog --include "2021/**" --exclude "**/draft-*"
git ls-files -z "_posts/*.md" "_posts/*.html" | markive archive --files-from - -0 -o blog
markive archive _posts -o blog --proxy socks5://127.0.0.1:1080 --user-agent "Mozilla/5.0"
markive archive _posts -o blog --timeout 2m --connect-timeout 20s --tls-timeout 20s --header-timeout 1m
markive archive _posts -o blog --attempts 5 --max-retry-after 5m --max-failures 10 --min-speed 100
markive archive _posts -o blog --max-redirects 3 --max-headers 16KiB --max-address 2KiB
markive archive _posts -o blog --connections 4 --per-host 1 --rate 0.5
markive archive _posts -o blog --max-image 50MiB --max-post-images 200 --max-post-bytes 1GiB
markive archive _posts -o blog --allow-net 192.168.0.0/16
markive archive _posts -o blog --image-fields cover,photos,header.image
markive archive _posts -o blog --body html --encoding gb18030 --select article --remove .share
markive archive _posts -o blog --bullet "*" --emphasis _ --links reference --wrap 80 --keep-html table
markive archive _posts -o blog --no-audit -j 8
markive archive _posts -o blog --strict -v
markive archive _posts -o blog --shard 3/8
markive archive _posts -o "blog-{shard}.tar" --report "run-{shard}.json" --shards 8
markive archive _posts -o blog --json | jq -r 'select(.state == "failed") | .path'
markive archive _posts -o blog --dry-run`

func (o *archiveOptions) bind(cmd *cobra.Command) {
	o.runFlags.bindRun(cmd)
	o.bindStyle(cmd)
	o.bindFetch(cmd)
	o.bindIdentity(cmd)
	o.bindPatience(cmd)
	o.bindBundle(cmd)
	o.bindSelect(cmd)
	o.bindShard(cmd)
	o.bindTarget(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&o.dir, "output", "o", "", "the archive is the folder `DIR`, or one file: DIR.tar, DIR.zip, - (a tar to standard output)")
	flags.IntVar(&o.connections, "connections", 16, "`N` requests in flight in all")
	flags.IntVar(&o.perHost, "per-host", 4, "`N` requests in flight to one host")
	flags.Float64Var(&o.rate, "rate", 20, "`N` requests a second to one host, 0 for no limit")
	flags.Var(&o.allowNet, "allow-net", "private or special network that may be asked, such as 192.168.0.0/16 (repeatable)")
	flags.Var(&o.mirrors, "mirror", "serve addresses that start with PREFIX from the folder DIR (repeatable)")
	flags.StringSliceVar(&o.imageFields, "image-fields", nil, "a `LIST` of front matter fields that hold images, with commas (default: those of common themes; \"\" for none)")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "tell what would be done, and use no network and write nothing")
	complete(cmd, "output", archives)
	completeNothing(cmd, "connections", "per-host", "rate", "allow-net", "image-fields")
}

// isSome tells whether a path names some posts of a folder and not all: a file
// or a glob. One that is not there is told of later.
func isSome(name string) bool {
	info, err := os.Stat(name)
	return err != nil && strings.ContainsAny(name, "*?[{") || err == nil && !info.IsDir()
}

func (o *archiveOptions) check(a *app, cmd *cobra.Command, args []string) error {
	switch {
	case o.dir == "":
		return usage(cmd, "-o DIR is missing: where shall the archive be?")
	case o.prune && o.selects():
		return usage(cmd, "--prune takes for gone what --include and --exclude leave out: choose one")
	case o.prune && slices.ContainsFunc(args, isSome):
		return usage(cmd, "--prune takes for gone all posts but those that are named: name folders that hold all")
	case isForeignPack(o.dir):
		return usage(cmd, "-o %s: an archive is a folder, a .tar or a .zip; for another form use -o - | COMMAND > %[1]s", shellWord(o.dir))
	case o.dir == "-" && o.json:
		return usage(cmd, "-o - and --json both write to standard output: choose one")
	case o.dir == "-" && a.terminal(a.stdout):
		return usage(cmd, "-o - writes a tar, and standard output is a terminal; use -o - | COMMAND, or > FILE.tar")
	case o.connections < 1 || o.connections > 1024:
		return usage(cmd, "--connections %d: from 1 to 1024", o.connections)
	case o.perHost < 1 || o.perHost > 1024:
		return usage(cmd, "--per-host %d: from 1 to 1024", o.perHost)
	case !(o.rate >= 0 && o.rate <= 1e6):
		return usage(cmd, "--rate %v: from 0 to 1000000", o.rate)
	}
	if !cmd.Flags().Changed("image-fields") {
		o.imageFields = nil
	}
	return cmp.Or(o.runFlags.check(cmd), o.checkStyle(cmd), o.checkFetch(cmd), o.checkIdentity(cmd), o.checkPatience(cmd),
		o.checkBundle(cmd), o.checkTarget(cmd), o.checkSelect(cmd, args), o.checkShard(a, cmd, &o.dir, &o.report))
}

func (o *archiveOptions) converter() *convert.Converter {
	opts := o.conversion(o.noAudit)
	opts.ImageFields, opts.Assets = o.imageFields, o.kinds
	return convert.New(opts)
}

func (o *archiveOptions) library(event func(archive.Event)) archive.Options {
	info, _ := debug.ReadBuildInfo()
	rate := o.rate
	if rate == 0 {
		rate = -1 // no limit, where 0 is the default
	}
	opts := archive.Options{
		Jobs:        o.jobs,
		Connections: o.connections,
		PerHost:     o.perHost,
		Rate:        rate,
		Mirrors:     o.mirrors,
		AllowNet:    o.allowNet,
		Version:     toolVersion(info),
		Shard:       o.libraryShard(),
		Event:       event,
	}
	o.setFetch(&opts)
	o.setIdentity(&opts)
	o.setPatience(&opts)
	o.setBundle(&opts)
	opts.Target = o.written
	return opts
}

// archive runs the command.
func (a *app) archive(ctx context.Context, opts *archiveOptions, args []string) error {
	epoch, err := a.epoch()
	if err != nil {
		return &exitError{exitUsage, err, "unset it, or set it to a whole number"}
	}
	place, err := openReport(opts.report)
	if err != nil {
		return err
	}
	watch := newWatch(a, opts)
	watch.report.Archive = filepath.Clean(opts.dir)
	if opts.isShared() {
		watch.report.Shard = fmt.Sprintf("%d/%d", opts.shard.Index, opts.shard.Count)
	}
	err = watch.run(ctx, args, epoch)
	watch.console.close()
	watch.report.end(err)
	werr := place.write(watch.report)
	if err != nil {
		return errors.Join(err, werr)
	}
	watch.kept = werr == nil && opts.report != ""
	watch.summary()
	if werr != nil {
		return werr
	}
	return silent(watch.report.code(opts.strict))
}
