package main

import (
	"errors"
	"testing"

	"github.com/spf13/pflag"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"jobs", "jobs", 0},
		{"job", "jobs", 1},
		{"jbos", "jobs", 1},
		{"conections", "connections", 1},
		{"", "rate", 4},
		{"rate", "mirror", 5},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestNearestFlag(t *testing.T) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	for _, name := range []string{"connections", "per-host", "rate", "allow-net", "report", "image-fields", "no-audit"} {
		flags.Bool(name, false, "")
	}
	flags.Bool("secret", false, "")
	must(t, flags.MarkHidden("secret"))
	for name, want := range map[string]string{
		"conections":   "connections",
		"perhost":      "per-host",
		"allow_net":    "allow-net",
		"rat":          "rate",
		"image-feilds": "image-fields",
		"noaudit":      "no-audit",
		"image":        "image-fields", // what is left off the end is guessed, too
		"repot":        "report",
		"secrets":      "", // a hidden flag is not proposed
		"x":            "",
		"frobnicate":   "",
	} {
		if got := nearestFlag(flags, name); got != want {
			t.Errorf("nearestFlag(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNearestCommand(t *testing.T) {
	root := newRoot(&app{})
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"arhive": "archive", "ARCHIVE": "archive", "convret": "convert", "verfy": "verify", "idnex": "index",
		"insp": "inspect", "exports": "export", "mann": "man",
		"ma": "man", "x": "", "": "", "restore": "",
	} {
		if got := nearestCommand(root, name); got != want {
			t.Errorf("nearestCommand(%q) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"ksh": "zsh", "bsh": "bash", "dash": "bash", "power": "powershell"} {
		if got := nearestCommand(completion, name); got != want {
			t.Errorf("nearestCommand(%q) of completion = %q, want %q", name, got, want)
		}
	}
}

func TestUsageExits(t *testing.T) {
	root := newRoot(&app{})
	for _, args := range [][]string{{"arhive"}, {"x.html"}} {
		var exit *exitError
		if err := unknownCommand(root, args); !errors.As(err, &exit) || exit.code != exitUsage || exit.advice == "" {
			t.Errorf("unknownCommand(%q) = %v, want an exit code of %d and advice", args, err, exitUsage)
		}
	}
	if err := unknownCommand(root, nil); err != nil {
		t.Errorf("unknownCommand(nil) = %v, want nil", err)
	}
}
