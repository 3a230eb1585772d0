package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A selectFlags holds the flags that say which posts are meant.
type selectFlags struct {
	filesFrom        string
	nul              bool
	include, exclude []string
}

func (f *selectFlags) bindSelect(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.filesFrom, "files-from", "", "take the paths of files, whatever they are called, and folders from `FILE`, one a line; - is standard input")
	flags.BoolVarP(&f.nul, "null", "0", false, "in the list of --files-from, paths end in a NUL byte instead of a line end")
	flags.StringArrayVar(&f.include, "include", nil, "only posts whose path, as inspect prints it, matches `GLOB`; ** is any folders (repeatable)")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "no posts whose path matches `GLOB`, included or not (repeatable)")
	completeNothing(cmd, "include", "exclude")
}

// checkSelect looks at the flags and at the arguments, which a list replaces.
func (f *selectFlags) checkSelect(cmd *cobra.Command, args []string) error {
	switch {
	case f.filesFrom != "" && len(args) > 0:
		return usage(cmd, "--files-from and %s: give paths or a list of them", shellWord(args[0]))
	case f.nul && f.filesFrom == "":
		return usage(cmd, "-0 tells how --files-from is to be read, which is missing")
	}
	if err := (&archive.Selection{Include: f.include}).Check(); err != nil {
		return usage(cmd, "--include %v", err)
	}
	if err := (&archive.Selection{Exclude: f.exclude}).Check(); err != nil {
		return usage(cmd, "--exclude %v", err)
	}
	return nil
}

// selects tells whether some posts may be left out.
func (f *selectFlags) selects() bool { return len(f.include)+len(f.exclude) > 0 }

func (f *selectFlags) selection(args []string) *archive.Selection {
	return &archive.Selection{Paths: args, Include: f.include, Exclude: f.exclude}
}

// needsPosts is the check of commands that take paths or a list of them.
func (f *selectFlags) needsPosts(cmd *cobra.Command, args []string) error {
	if f.filesFrom != "" && len(args) == 0 {
		return nil
	}
	if len(args) == 0 {
		return usage(cmd, "a path to posts is missing")
	}
	if slices.Contains(args, "-") {
		return usage(cmd, "-: %s takes files and folders; --files-from - reads their names from standard input", cmd.Name())
	}
	return nil
}

func isAddress(arg string) bool {
	return strings.HasPrefix(arg, "https://") || strings.HasPrefix(arg, "http://")
}

// find lists the posts that args or a list name; none at all is an error.
func (a *app) find(ctx context.Context, f *selectFlags, args []string) (*archive.Listing, error) {
	selection := f.selection(args)
	if f.filesFrom != "" {
		args = []string{"the list " + f.filesFrom}
		list, err := a.openList(f)
		if err != nil {
			return nil, err
		}
		defer list.close()
		for name := range list.paths(ctx) {
			selection.Listed = append(selection.Listed, name)
		}
		if err := cmp.Or(ctx.Err(), list.err); err != nil {
			return nil, err
		}
		if len(selection.Listed) == 0 {
			return nil, errNoPosts(args, &archive.Listing{})
		}
	}
	found, err := selection.Find()
	if err != nil && slices.ContainsFunc(selection.Paths, isAddress) {
		return nil, &exitError{exitStopped, err, "posts are files; of a page on the web: curl -s ADDRESS | markive convert"}
	}
	if err != nil {
		return nil, err
	}
	if len(found.Posts)+len(found.Refused) == 0 {
		return nil, errNoPosts(args, found)
	}
	a.tuneGC(largest(found.Posts), len(found.Posts))
	return found, nil
}
