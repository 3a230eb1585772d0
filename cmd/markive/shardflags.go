package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A shardFlags holds the flags that part the posts among several runs.
type shardFlags struct {
	share  string
	shards int

	shard archive.Shard // of the flags or the batch system; zero: all posts
	from  string        // who said so
}

// shardHole stands for the name of the shard in paths.
const shardHole = "{shard}"

func (f *shardFlags) bindShard(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.share, "shard", "", "archive only part `I/N` of the posts, such as 3/8 (default: that of the Slurm, Kubernetes or AWS Batch array that runs this; 1/1: all)")
	flags.IntVar(&f.shards, "shards", 0, "`N` parts in all, where the batch system does not tell (JOB_COMPLETION_INDEX)")
	completeNothing(cmd, "shard", "shards")
}

// An array is how a batch system tells a task its number.
type array struct {
	index, count, first, step string // variables; "" for none
}

var arrays = []array{
	{"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"},
	{"AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", "", ""},
	{"JOB_COMPLETION_INDEX", "", "", ""},
}

// findShard finds out which shard this run is.
func (f *shardFlags) findShard(getenv func(string) string) error {
	if f.share != "" {
		var err error
		if f.shard, err = archive.ParseShard(f.share); err != nil {
			return fmt.Errorf("--shard %w", err)
		}
		f.from = "--shard"
		if f.shards != 0 && f.shards != f.shard.Count {
			return fmt.Errorf("--shard %s and --shards %d contradict each other", f.share, f.shards)
		}
		return nil
	}
	if f.shards > 1<<20 {
		return fmt.Errorf("--shards %d: from 1 to %d", f.shards, 1<<20)
	}
	for _, a := range arrays {
		if getenv(a.index) != "" {
			return f.read(a, getenv)
		}
	}
	if f.shards > 1 {
		return fmt.Errorf("--shards %d: which of them? No batch system says so; give --shard I/%d", f.shards, f.shards)
	}
	return nil
}

// read reads what the batch system says. A number that does not fit is an
// error: to guess would archive some posts twice and others never.
func (f *shardFlags) read(a array, getenv func(string) string) error {
	number := func(name string, otherwise int) (int, error) {
		if name == "" || getenv(name) == "" {
			return otherwise, nil
		}
		n, err := strconv.Atoi(getenv(name))
		if err != nil || n < 0 {
			return 0, fmt.Errorf("%s is %q: not a number", name, oneLine(getenv(name)))
		}
		return n, nil
	}
	index, err := number(a.index, 0)
	count, cerr := number(a.count, f.shards)
	first, ferr := number(a.first, 0)
	step, serr := number(a.step, 1)
	if err := errors.Join(err, cerr, ferr, serr); err != nil {
		return err
	}
	at := (index - first) / max(step, 1)
	switch {
	case count == 0:
		return fmt.Errorf("%s is set: say with --shards N of how many, or --shard 1/1 for all posts", a.index)
	case f.shards != 0 && count != f.shards:
		return fmt.Errorf("--shards %d, but %s is %d: give --shard I/%d", f.shards, a.count, count, f.shards)
	case index < first || at >= count || (index-first)%max(step, 1) != 0:
		return fmt.Errorf("%s is %d, which is none of %d numbers in a row from %d on; give --shard I/N", a.index, index, count, first)
	}
	f.shard, f.from = archive.Shard{Index: at + 1, Count: count}, a.index
	return nil
}

// checkShard finds the shard and fills its name into paths.
func (f *shardFlags) checkShard(a *app, cmd *cobra.Command, paths ...*string) error {
	flags := cmd.Flags()
	switch { // a script whose variable is empty would archive all posts many times
	case flags.Changed("shard") && f.share == "":
		return usage(cmd, "--shard \"\": such as 3/8")
	case flags.Changed("shards") && f.shards < 1:
		return usage(cmd, "--shards %d: from 1 to %d", f.shards, 1<<20)
	}
	if err := f.findShard(a.getenv); err != nil {
		return usage(cmd, "%v", err)
	}
	for _, p := range paths {
		if f.shard.Count == 0 && strings.Contains(*p, shardHole) {
			return usage(cmd, "%s in %s: this run is no shard; give --shard I/N", shardHole, shellWord(*p))
		}
	}
	if out := *paths[0]; f.isShared() && isPack(out) && !strings.Contains(out, shardHole) {
		return usage(cmd, "-o %s: each shard writes a file of its own; put %s into its name", shellWord(out), shardHole)
	}
	for _, p := range paths {
		*p = strings.ReplaceAll(*p, shardHole, f.shard.String())
	}
	return nil
}

// isShared tells whether there are other shards.
func (f *shardFlags) isShared() bool { return f.shard.Count > 1 }

// isPack tells whether -o names one file.
func isPack(out string) bool {
	ext := strings.ToLower(filepath.Ext(out))
	return (ext == ".tar" || ext == ".zip") && !isFolder(out)
}

// isForeignPack tells whether -o names a file of a form that no archive has;
// it would become a folder of that name.
func isForeignPack(out string) bool {
	switch strings.ToLower(filepath.Ext(out)) {
	case ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".zst", ".7z", ".rar":
		return !isFolder(out)
	}
	return false
}

// own leaves to this shard what is refused before the library parts the posts:
// else every shard would tell it.
func (f *shardFlags) own(found *archive.Listing) (posts []archive.Source, refused []archive.Problem) {
	for _, p := range found.Posts {
		if f.shard.Has(p.Path) {
			posts = append(posts, p)
		}
	}
	for _, p := range found.Refused {
		if f.shard.Has(p.Path) {
			refused = append(refused, p)
		}
	}
	return posts, refused
}

// libraryShard is the shard as the library has it, where one of one is all.
func (f *shardFlags) libraryShard() archive.Shard {
	if f.isShared() {
		return f.shard
	}
	return archive.Shard{}
}
