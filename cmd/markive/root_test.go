package main

import (
	"bytes"
	"testing"

	"github.com/spf13/cobra"
)

// What a command is told does not depend on whether the others were made.
func TestRootFor(t *testing.T) {
	help := func(root *cobra.Command, args ...string) string {
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetErr(&out)
		root.SetArgs(args)
		if err := root.Execute(); err != nil {
			out.WriteString(err.Error())
		}
		return out.String()
	}
	for name := range commands {
		for _, rest := range [][]string{{"--help"}, {"--no-such-flag"}, {"--hlep"}} {
			args := append([]string{name}, rest...)
			few, all := help(newRootFor(&app{}, args), args...), help(newRoot(&app{}), args...)
			if few != all || few == "" {
				t.Errorf("%q: %s\nwith all commands: %s", args, few, all)
			}
		}
	}
}

func TestRootForHasFew(t *testing.T) {
	all := len(newRoot(&app{}).Commands())
	for _, tt := range []struct {
		args []string
		want int
	}{
		{nil, all},
		{[]string{"-v", "convert"}, all},
		{[]string{"help", "convert"}, all},
		{[]string{"convret"}, all},
		{[]string{"__complete", "convert", ""}, all},
		{[]string{"man", "man"}, all}, // has a page for each
		{[]string{"convert", "-", "--json"}, 1},
		{[]string{"version"}, 1},
	} {
		if got := newRootFor(&app{}, tt.args).Commands(); len(got) != tt.want {
			t.Errorf("%q: %d commands, not %d", tt.args, len(got), tt.want)
		}
	}
}
