package main

import (
	"strings"
	"testing"
)

func TestRoff(t *testing.T) {
	for s, want := range map[string]string{
		"plain":          "plain",
		"a-b":            `a\-b`,
		`a\b`:            `a\eb`,
		".TH x\n.PP\n'b": "\\&.TH x\n.PP\n\\&'b",
	} {
		if got := roff(s); got != want {
			t.Errorf("roff(%q) = %q, want %q", s, got, want)
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
