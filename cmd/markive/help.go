package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// exitCodes is the annotation in which a command tells its exit codes.
const exitCodes = "exit codes"

// codes makes the annotation from lines such as "0  all done".
func codes(lines ...string) map[string]string {
	return map[string]string{exitCodes: strings.Join(lines, "\n")}
}

// help writes the help of a command.
func help(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintf(w, "%s\n", about(cmd))
	section(w, "Usage", useLines(cmd))
	section(w, "Examples", cmd.Example)
	section(w, "Commands", commandLines(cmd))
	if cmd.HasAvailableFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s\n", strings.TrimRight(cmd.Flags().FlagUsagesWrapped(96), "\n"))
	}
	section(w, "Exit codes", cmd.Annotations[exitCodes])
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s COMMAND --help tells more about a command.\n", cmd.CommandPath())
	}
}

// newHelp returns help as a command, which knows what an unknown name may mean.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:               "help [COMMAND]",
		Short:             "Tell about a command",
		ValidArgsFunction: commandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest)
			}
			return about.Help()
		},
	}
}

// commandNames completes the name of a command.
func commandNames(cmd *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		for _, sub := range cmd.Root().Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func about(cmd *cobra.Command) string {
	if cmd.Long == "" {
		return cmd.Short
	}
	return cmd.Long
}

func section(w io.Writer, title, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		fmt.Fprintf(w, "  %s", line)
	}
	fmt.Fprintln(w)
}

func useLines(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() {
		return cmd.CommandPath() + " COMMAND"
	}
	return cmd.UseLine()
}

func commandLines(cmd *cobra.Command) string {
	var b strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			fmt.Fprintf(&b, "%-11s %s\n", sub.Name(), sub.Short)
		}
	}
	return b.String()
}
