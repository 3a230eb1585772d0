package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestRoff(t *testing.T) {
	for s, want := range map[string]string{
		"plain":     "plain",
		"a-b":       `a\-b`,
		`a\b`:       `a\eb`,
		".TH x\n'b": "\\&.TH x\n\\&'b",
	} {
		if got := roff(s); got != want {
			t.Errorf("roff(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestManText(t *testing.T) {
	for s, want := range map[string]string{
		"a\nb":               "a\nb\n",
		"a\n\nb":             "a\n.PP\nb\n",
		"a\n\n  b\n  c\n\nd": "a\n.PP\n.nf\n  b\n  c\n.fi\n.PP\nd\n",
		"a\n  -b":            "a\n.nf\n  \\-b\n.fi\n",
	} {
		if got := manText(s); got != want {
			t.Errorf("manText(%q) = %q, want %q", s, got, want)
		}
	}
}

// Every command tells what a stranger wants to know.
func TestHelpIsComplete(t *testing.T) {
	root := newRoot(&app{})
	for _, cmd := range root.Commands() {
		if cmd.Short == "" || cmd.Example == "" || cmd.Annotations[exitCodes] == "" {
			t.Errorf("%s lacks a sentence, an example or its exit codes", cmd.Name())
		}
		for _, code := range []string{"0", "64"} { // what every command line may come to
			if !regexp.MustCompile(`(?m)^` + code + ` `).MatchString(cmd.Annotations[exitCodes]) {
				t.Errorf("%s does not tell of exit code %s", cmd.Name(), code)
			}
		}
		for line := range strings.Lines(about(cmd)) {
			if len(line) > 90 && cmd.Name() != "completion" {
				t.Errorf("%s: a line of its help has %d columns: %s", cmd.Name(), len(line), line)
			}
		}
		page := manPage(cmd, "markive-"+cmd.Name())
		for _, want := range []string{".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n", ".SH EXAMPLES\n", ".SH EXIT STATUS\n"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page of %s lacks %q", cmd.Name(), want)
			}
		}
	}
}

// The page tells the default of every flag of which the help tells it.
func TestManDefaults(t *testing.T) {
	told := 0
	for _, cmd := range settable(newRoot(&app{})) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			one := pflag.NewFlagSet("", pflag.ContinueOnError)
			one.AddFlag(f)
			inHelp := regexp.MustCompile(`\(default "?\[?([^")\]]+)\]?"?\)`).FindStringSubmatch(one.FlagUsages())
			page := manFlag(f)
			switch {
			case f.Name == "jobs":
				if !strings.HasSuffix(page, " (default: the number of processors)\n") {
					t.Errorf("--jobs of %s: %q", cmd.Name(), page)
				}
			case inHelp == nil:
				if strings.Contains(page, "(default ") && !strings.Contains(page, "(default: ") {
					t.Errorf("--%s of %s has no default: %q", f.Name, cmd.Name(), page)
				}
			default:
				told++
				if !strings.HasSuffix(page, " (default "+roff(inHelp[1])+")\n") {
					t.Errorf("--%s of %s: %q, want the default %s", f.Name, cmd.Name(), page, inHelp[1])
				}
			}
		})
	}
	if told < 20 {
		t.Errorf("%d defaults are told", told)
	}
}

// Every flag is shown at work in an example, and stands in the README's table.
func TestFlagsAreShown(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shows := func(text string, f *pflag.Flag) bool {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n`,=", r) }) {
			if word == "--"+f.Name || f.Shorthand != "" && word == "-"+f.Shorthand {
				return true
			}
		}
		return false
	}
	for _, cmd := range newRoot(&app{}).Commands() {
		if cmd.Name() == "completion" || cmd.Name() == "help" {
			continue // cobra's own
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !shows(cmd.Example, f) {
				t.Errorf("no example of %s shows --%s", cmd.Name(), f.Name)
			}
			if f.Name != "help" && !shows(string(readme), f) {
				t.Errorf("README.md does not have --%s of %s", f.Name, cmd.Name())
			}
			if value, usage := pflag.UnquoteUsage(f); strings.Contains(usage, "\n") || strings.Contains(" string duration int float ", " "+value+" ") {
				t.Errorf("--%s of %s: %s: %q is not for people", f.Name, cmd.Name(), value, usage)
			}
		})
	}
}

// A file of a list is a post whatever it is called, so the lists that examples pipe
// into a command name none but posts.
func TestShownListsNamePosts(t *testing.T) {
	shown := readmeText(t)
	for _, cmd := range newRoot(&app{}).Commands() {
		shown += "\n" + cmd.Example
	}
	pipes := 0
	for line := range strings.Lines(shown) {
		if list, _, ok := strings.Cut(line, "|"); ok && strings.Contains(line, "--files-from -") && strings.Contains(list, "_posts") {
			pipes++
			if !regexp.MustCompile(`["'](_posts/)?\*\.(md|html)["']`).MatchString(list) {
				t.Errorf("takes all files for posts: %s", line)
			}
		}
	}
	if pipes < 5 {
		t.Errorf("%d lists were found", pipes)
	}
}

// The README's table of flags says which commands have which.
func TestFlagTable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| flag | of | what |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := 0
	for _, row := range strings.Split(table, "\n")[1:] {
		cells := strings.SplitN(strings.ReplaceAll(row, `\|`, "/"), "|", 4)
		for _, flag := range regexp.MustCompile("`--?([a-z0-9-]+)").FindAllStringSubmatch(cells[1], -1) {
			rows++
			for _, cmd := range settable(newRoot(&app{})) {
				f := cmd.Flags().Lookup(flag[1])
				if len(flag[1]) == 1 {
					f = cmd.Flags().ShorthandLookup(flag[1])
				}
				told := strings.Contains(cells[2], cmd.Name()) || strings.TrimSpace(cells[2]) == "all"
				if told != (f != nil) {
					t.Errorf("%s: that %s has it is %v, the table says %v", flag[0], cmd.Name(), f != nil, told)
				}
			}
		}
	}
	if rows < 40 {
		t.Errorf("%d flags are in the table", rows)
	}
}
