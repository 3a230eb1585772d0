package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// commands make ours, cobra's own aside.
var commands = map[string]func(*app) *cobra.Command{
	"archive": newArchive,
	"convert": newConvert,
	"export":  newExport,
	"index":   newIndex,
	"inspect": newInspect,
	"man":     newMan,
	"verify":  newVerify,
	"version": newVersion,
}

// newRoot returns the command line with all commands.
func newRoot(a *app) *cobra.Command {
	root := newBareRoot(a)
	root.SetHelpCommand(newHelp())
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		a.add(root, name)
	}
	adoptCompletion(root)
	return root
}

// newRootFor returns the command line with what these arguments need of it. A
// command in a pipe is started for every post, and to make the flags of all
// others takes nearly as long as to convert a short one.
func newRootFor(a *app, args []string) *cobra.Command {
	if len(args) == 0 || commands[args[0]] == nil || args[0] == "man" {
		return newRoot(a)
	}
	root := newBareRoot(a)
	root.CompletionOptions.DisableDefaultCmd = true
	a.add(root, args[0])
	return root
}

// add adds one of our commands.
func (a *app) add(root *cobra.Command, name string) {
	cmd := commands[name](a)
	if slices.Contains(settableNames, name) {
		a.withSettings(cmd)
	}
	root.AddCommand(cmd)
}

// newBareRoot returns the command line without a command.
func newBareRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "markive",
		Short: "Turn blog posts into Markdown, and archive them with their images",
		Long:  rootHelp,
		Example: `markive convert post.html > post.md
markive archive _posts -o blog
markive verify blog`,
		Args:          unknownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		Annotations: codes(
			"0    all done",
			"1    cannot go on: no input, disk full, output not writable",
			"3    finished, but something failed or was refused",
			"4    another run holds the archive",
			"5    verify found damage, or --strict found loss",
			"64   the command line is wrong",
			"130  interrupted; run it again to go on"),
	}
	version := root.Flags().Bool("version", false, "tell the version")
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if *version {
			return a.printVersion()
		}
		return cmd.Help()
	}
	a.help = &resultWriter{w: a.stdout}
	root.SetOut(a.help) // before cobra's completion, which takes what is there
	root.SetIn(a.stdin)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { help(cmd.OutOrStdout(), cmd) })
	return root
}

const rootHelp = `markive turns posts (front matter and HTML) into Markdown, and archives them
with their images: one folder per post that needs nothing outside itself.

Every flag of convert, archive, index, export, inspect and verify can also be given by
a variable (MARKIVE_PER_HOST=2; a repeatable flag takes one value a line) or by the
nearest markive.yaml beside or above the posts:

  per-host: 2
  allow-net: [192.168.0.0/16]
  archive:                # for this command alone
    output: ../blog       # a path starts at the folder of the file

Flags win over variables, variables over the file; -v tells what holds and why.`

const completionHelp = `completion writes a script for a shell, which then completes commands, flags, values
and paths. A new shell has it, if it is where the shell looks. bash needs the package
bash-completion.`

const completionExamples = `source <(markive completion bash)
mkdir -p ~/.local/share/bash-completion/completions
markive completion bash > ~/.local/share/bash-completion/completions/markive
markive completion zsh > "${fpath[1]}/_markive"
mkdir -p ~/.config/fish/completions
markive completion fish > ~/.config/fish/completions/markive.fish
markive completion powershell >> $PROFILE`

// adoptCompletion makes cobra's own command one of ours.
func adoptCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	cmd.Short = "Write completion for bash, zsh, fish or powershell"
	cmd.Long, cmd.Example = completionHelp, completionExamples
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	for _, c := range append(cmd.Commands(), cmd) {
		c.Args = noArguments
		c.Annotations = codes("0   all done", "64  the command line is wrong")
	}
	cmd.Args = unknownCommand
}

// needs is the check for commands that cannot do without an argument.
func needs(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage(cmd, "%s is missing", what)
		}
		if slices.Contains(args, "-") {
			return usage(cmd, "-: %s takes files and folders; only convert reads standard input", cmd.Name())
		}
		return nil
	}
}

// needsOne is the check for commands that take one argument and no other.
func needsOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := needs(what)(cmd, args); err != nil {
			return err
		}
		return noArguments(cmd, args[1:])
	}
}

// needsArchives is the check for commands that take archives: what is not there
// at all is told before anything is done.
func needsArchives(cmd *cobra.Command, args []string) error {
	if err := needs("an archive")(cmd, args); err != nil {
		return err
	}
	for _, name := range args {
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return &exitError{exitStopped, fmt.Errorf("%s: no such file or directory", printable(name)), whereArchive}
		}
	}
	return nil
}

// whereArchive is the remedy for commands that find none.
const whereArchive = "name what markive archive was given with -o"

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd, "%q is one argument too many", args[0])
	}
	return nil
}

// postFiles completes a path to a post or a folder.
func postFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"md", "markdown", "mdown", "mkd", "mkdn", "mkdown", "mdwn", "mdtxt", "mdtext", "html", "htm"}, cobra.ShellCompDirectiveFilterFileExt
}

// oneOf completes one of a few values.
func oneOf(values ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// someOf completes the last of several values between commas.
func someOf(values ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) (lists []string, _ cobra.ShellCompDirective) {
		given := typed[:strings.LastIndexByte(typed, ',')+1]
		for _, v := range values {
			if !slices.Contains(strings.Split(given, ","), v) {
				lists = append(lists, given+v)
			}
		}
		return lists, cobra.ShellCompDirectiveNoFileComp
	}
}

// archives completes a path to an archive, a folder or a file.
func archives(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"tar", "zip"}, cobra.ShellCompDirectiveFilterFileExt
}

// folders completes a path to a folder.
func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// nothing completes a value that only its user knows.
func nothing(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}
