package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(*app) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages into a folder",
		Long:  "man writes a manual page of each command into DIR: markive.1, markive-archive.1 and so on.",
		Example: `markive man ~/.local/share/man/man1
man markive-archive`,
		Args:              needsOne("a folder"),
		Annotations:       codes("0   all done", "1   cannot write there", "64  the command line is wrong"),
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeMan(cmd.Root(), args[0])
		},
	}
}

func writeMan(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("manual: %w", err)
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("manual: %w", err)
	}
	defer folder.Close()
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if !cmd.IsAvailableCommand() && cmd != root || cmd.Name() == "help" {
			continue
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		if err := replace(folder, name+".1", []byte(manPage(cmd, name))); err != nil {
			return fmt.Errorf("manual %s: %w", name, bare(err))
		}
	}
	return nil
}

// manPage writes the help of a command in man(7).
func manPage(cmd *cobra.Command, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1\n.SH NAME\n%s \\- %s\n", strings.ToUpper(name), roff(name), roff(cmd.Short))
	manSection(&b, "SYNOPSIS", useLines(cmd))
	b.WriteString(".SH DESCRIPTION\n" + manText(about(cmd)))
	manSection(&b, "COMMANDS", commandLines(cmd))
	if cmd.HasAvailableFlags() {
		b.WriteString(".SH OPTIONS\n")
		cmd.Flags().VisitAll(func(f *pflag.Flag) { b.WriteString(manFlag(f)) })
	}
	if slices.Contains(settableNames, cmd.Name()) {
		b.WriteString(manElsewhere)
	}
	manSection(&b, "EXIT STATUS", cmd.Annotations[exitCodes])
	manSection(&b, "EXAMPLES", cmd.Example)
	return b.String()
}

// manText writes paragraphs, which are filled, and what is indented, which is
// not: a table or an example.
func manText(text string) string {
	var b strings.Builder
	fill := true
	for line := range strings.SplitSeq(text+"\n", "\n") {
		if table := strings.HasPrefix(line, "  "); table == fill {
			fill = !table
			b.WriteString(map[bool]string{true: ".fi\n", false: ".nf\n"}[fill])
		}
		if line == "" {
			line = ".PP"
		} else {
			line = roff(line)
		}
		b.WriteString(line + "\n")
	}
	return strings.TrimSuffix(b.String(), ".PP\n")
}

// manElsewhere tells where else flags may be given.
const manElsewhere = `.SH ENVIRONMENT
Every flag can be given by a variable: MARKIVE_PER_HOST=2 is \-\-per\-host 2. A
repeatable flag takes one value a line. Flags win over variables.
.SH FILES
.TP
.B markive.yaml
the nearest one beside or above the posts, with flags as keys (per\-host: 2), and
sections for single commands. Variables win over it.
`

// manSection writes lines that stay as they are.
func manSection(b *strings.Builder, title, text string) {
	if text = strings.TrimSpace(text); text != "" {
		fmt.Fprintf(b, ".SH %s\n.nf\n%s\n.fi\n", title, roff(text))
	}
}

func manFlag(f *pflag.Flag) string {
	if f.Hidden {
		return ""
	}
	value, use := pflag.UnquoteUsage(f)
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	return fmt.Sprintf(".TP\n.B %s\n%s\n", roff(strings.TrimSpace(name+" "+value)), roff(use+manDefault(f)))
}

// manDefault tells the default of a flag, as its help does; that of the machine
// on which the pages are made is not that of their reader's.
func manDefault(f *pflag.Flag) string {
	switch {
	case f.Name == "jobs":
		return " (default: the number of processors)"
	case slices.Contains([]string{"", "0", "[]", "false"}, f.DefValue):
		return ""
	}
	return " (default " + strings.Trim(f.DefValue, "[]") + ")"
}

// roff escapes what man(7) would take for its own.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
