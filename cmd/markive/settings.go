package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// settingsPrefix begins the names of variables that stand for flags.
const settingsPrefix = "MARKIVE_"

// A settings finds out what flags hold that the command line does not give:
// what a variable says, else what markive.yaml says.
type settings struct {
	app  *app
	cmd  *cobra.Command
	args []string
	from map[string]string // of flags: who gave it
	all  func() []*cobra.Command
}

// withSettings lets a command take its flags from elsewhere, too. It is done
// before the arguments are checked: a list of paths may come from there.
func (a *app) withSettings(cmd *cobra.Command) {
	check, run := cmd.Args, cmd.RunE
	var s *settings
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return s.blame(run(cmd, args)) }
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		s = &settings{a, cmd, args, map[string]string{}, sync.OnceValue(allSettable)}
		if err := s.settle(); err != nil {
			return err
		}
		if check == nil {
			return nil
		}
		return check(cmd, args)
	}
}

// byHand is who gave a flag that the command line has.
const byHand = "the command line"

// blame adds to a complaint about a flag who gave it, unless the reader did.
func (s *settings) blame(err error) error {
	bad, ok := err.(*exitError)
	if !ok || bad.code != exitUsage {
		return err
	}
	flags := regexp.MustCompile(`--([a-z][a-z-]*)`) // here, since few runs come to it
	for _, flag := range flags.FindAllStringSubmatch(bad.Error(), -1) {
		if from := s.from[flag[1]]; from != "" && from != byHand {
			return &exitError{bad.code, fmt.Errorf("%w (%s)", bad.err, from), bad.advice}
		}
	}
	return err
}

func (s *settings) settle() error {
	s.cmd.Flags().Visit(func(f *pflag.Flag) { s.from[f.Name] = byHand })
	if err := s.variables(); err != nil {
		return err
	}
	if err := s.file(); err != nil {
		return err
	}
	if verbose := s.cmd.Flags().Lookup("verbose"); verbose != nil && verbose.Value.String() == "true" {
		s.tell()
	}
	return nil
}

// variables sets flags from MARKIVE_PER_HOST and the like. An empty one is
// none. Of flags that are repeatable, each line is a value.
func (s *settings) variables() error {
	all := slices.Sorted(slices.Values(s.app.environ()))
	for _, setting := range all {
		variable, value, _ := strings.Cut(setting, "=")
		word, ours := strings.CutPrefix(variable, settingsPrefix)
		if !ours || value == "" || isCobras(word) {
			continue
		}
		name := strings.ReplaceAll(strings.ToLower(word), "_", "-")
		if !s.isKnown(name) || strings.ToUpper(word) != word {
			return s.unknown(variable, name, variableOf)
		}
		if err := s.set(name, variable, strings.Split(strings.TrimRight(value, "\n"), "\n")); err != nil {
			return err
		}
	}
	return nil
}

// isCobras tells of variables that cobra's completion scripts take.
func isCobras(word string) bool {
	return word == "ACTIVE_HELP" || word == "COMPLETION_DESCRIPTIONS"
}

func variableOf(flag string) string {
	return settingsPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// set gives a flag its values, unless somebody with more say has done so or
// this command has no such flag.
func (s *settings) set(name, from string, values []string) error {
	f := s.cmd.Flags().Lookup(name)
	if f == nil || s.from[name] != "" || s.from[opposites[name]] != "" || name == "files-from" && len(s.args) > 0 {
		return nil
	}
	if len(values) != 1 && !takesMany(f.Value) {
		return s.fault("%s: --%s takes one value", from, name)
	}
	for _, value := range values {
		if err := s.cmd.Flags().Set(name, value); err != nil {
			return s.fault("%s: --%s %q: %s", from, name, value, valueFault(innermost(err)))
		}
	}
	s.from[name] = from
	return nil
}

// takesMany tells whether a flag may be given more than once.
func takesMany(v pflag.Value) bool {
	switch v.(type) {
	case pflag.SliceValue, *mirrors, *networks:
		return true
	}
	return false
}

// opposites are flags of which one given by somebody with more say takes the
// other's place.
var opposites = map[string]string{"quiet": "verbose", "verbose": "quiet", "strict": "no-audit", "no-audit": "strict"}

// innermost is what the value of a flag says of a text.
func innermost(err error) error {
	if invalid, ok := err.(*pflag.InvalidValueError); ok {
		return invalid.Unwrap()
	}
	return err
}

func (s *settings) fault(format string, args ...any) error {
	return usage(s.cmd, format, args...)
}

// unknown tells what may have been meant: a flag, whose name spell writes as it
// stands there, or a section.
func (s *settings) unknown(what, name string, spell func(string) string, sections ...string) error {
	for _, cmd := range append([]*cobra.Command{s.cmd}, s.all()...) {
		near := nearestFlag(cmd.Flags(), name)
		if len(name) == 1 {
			if f := cmd.Flags().ShorthandLookup(name); f != nil { // o: is meant as -o
				near = f.Name
			}
		}
		if near != "" && near != "help" {
			return s.fault("%s: no flag is called so: did you mean %s?", what, spell(near))
		}
	}
	for _, command := range sections {
		if distance(name, command) < 3 {
			return s.fault("%s: no flag and no command is called so: did you mean %s?", what, command)
		}
	}
	return s.fault("%s: no flag is called so", what)
}

// settable are the commands whose flags can be given elsewhere.
func settable(root *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(root.Commands()), func(cmd *cobra.Command) bool {
		return !slices.Contains(settableNames, cmd.Name())
	})
}

var settableNames = []string{"archive", "convert", "export", "index", "inspect", "verify"}

// allSettable makes them, since a command line has only what it needs.
func allSettable() []*cobra.Command { return settable(newRoot(&app{})) }

// isKnown tells whether any command has a flag.
func (s *settings) isKnown(name string) bool {
	has := func(cmd *cobra.Command) bool { return cmd.Flags().Lookup(name) != nil }
	return name != "help" && (has(s.cmd) || slices.ContainsFunc(s.all(), has))
}

// tell tells which flags hold something, and who said so.
func (s *settings) tell() {
	s.cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if from := s.from[f.Name]; from != "" {
			value := f.Value.String()
			if value == "" {
				value = "set" // to what would be long, or is a secret
			}
			fmt.Fprintf(s.app.stderr, "markive: --%s %s (%s)\n", f.Name, printable(oneLine(value)), from)
		}
	})
}
