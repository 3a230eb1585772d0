package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usage is a mistake in the command line of cmd.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...), "see " + cmd.CommandPath() + " --help"}
}

// unknownCommand tells what may have been meant by the first argument of a
// command that only holds others.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if _, err := os.Lstat(args[0]); !errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(args[0], "./\\") {
		return usage(cmd, "%q is no command: did you mean \"markive convert %s\"?", args[0], oneLine(args[0]))
	}
	if near := nearestCommand(cmd, args[0]); near != "" {
		return usage(cmd, "unknown command %q: did you mean %q?", args[0], near)
	}
	return usage(cmd, "unknown command %q", args[0])
}

// unknownWord is unknownCommand for what stands before a --help, which cobra
// answers without a look at it.
func unknownWord(root *cobra.Command, args []string) error {
	if len(args) < 2 || args[0] == "help" || strings.HasPrefix(args[0], "-") || strings.HasPrefix(args[0], "__") { // cobra's own
		return nil
	}
	if cmd, _, err := root.Find(args); err != nil || cmd != root {
		return nil
	}
	return unknownCommand(root, args)
}

// nearestCommand returns the command that differs least from name, as
// nearestFlag does for flags.
func nearestCommand(cmd *cobra.Command, name string) string {
	best, least := "", 3
	for _, sub := range cmd.Commands() {
		if d := apart(strings.ToLower(name), sub.Name()); d < least && sub.IsAvailableCommand() {
			best, least = sub.Name(), d
		}
	}
	return best
}

// flagError turns what pflag says into a line of ours.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return err
	case !cmd.HasParent() && cmd.Flags().NArg() > 0:
		// In "markive arhive -o blog", the flag is that of the command which was meant.
		return unknownCommand(cmd, cmd.Flags().Args())
	case errors.As(err, &unknown):
		return unknownFlag(cmd, unknown)
	case errors.As(err, &missing):
		return usage(cmd, "--%s needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		if near := cmd.Flags().Lookup(invalid.GetFlag().Shorthand + invalid.GetValue()); near != nil {
			// "-json" is read as -j with the value "son".
			return usage(cmd, "unknown flag -%s: did you mean --%s?", near.Name, near.Name)
		}
		return usage(cmd, "--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), valueFault(invalid.Unwrap()))
	}
	return usage(cmd, "%s", err)
}

func unknownFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	name := err.GetSpecifiedName()
	if shorts := err.GetSpecifiedShortnames(); shorts != "" {
		// "-report" is read as -r, -e and so on.
		if f := cmd.Flags().Lookup(shorts); f != nil {
			return usage(cmd, "unknown flag -%s: did you mean --%s?", shorts, f.Name)
		}
		return usage(cmd, "unknown flag -%s", name[:1])
	}
	if len(name) == 1 && cmd.Flags().ShorthandLookup(name) != nil {
		return usage(cmd, "unknown flag --%s: did you mean -%s?", name, name)
	}
	if near := nearestFlag(cmd.Flags(), name); near != "" {
		return usage(cmd, "unknown flag --%s: did you mean --%s?", name, near)
	}
	return usage(cmd, "unknown flag --%s", name)
}

func valueFault(err error) string {
	var num *strconv.NumError
	switch {
	case errors.As(err, &num) && num.Func == "ParseBool":
		return "neither true nor false"
	case num != nil:
		return "not a number that fits here"
	case strings.HasPrefix(err.Error(), "time: "): // time.ParseDuration has no type for it
		return "not a time such as 30s or 2m"
	}
	return err.Error()
}

// nearestFlag returns the flag that differs least from name: by two letters
// at most, or by what is left off its end; "" if there is none.
func nearestFlag(flags *pflag.FlagSet, name string) string {
	best, least := "", 3
	flags.VisitAll(func(f *pflag.Flag) {
		if d := apart(name, f.Name); d < least && !f.Hidden {
			best, least = f.Name, d
		}
	})
	return best
}

// apart is how far a word is from a name that may have been meant: a beginning
// is near, and a name of which little would be left is none.
func apart(word, name string) int {
	d := distance(word, name)
	if len(word) > 2 && strings.HasPrefix(name, word) {
		d = min(d, 1)
	}
	if d >= len(name)-1 {
		return 3 // too far
	}
	return d
}

// distance is the number of letters to add, drop, change or swap with their
// neighbour to make b of a.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+differ(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
