package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A settings file is a mapping, small, and may be empty.
func TestReadSettings(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, text string
		keys       int    // of the mapping
		want       string // the error
	}{
		{"a mapping", "a: 1\nb: [2]\n", 2, ""},
		{"nothing", "", 0, ""},
		{"a comment", "# none yet\n", 0, ""},
		{"null", "null\n", 0, ""},
		{"a null", "--- ~\n", 0, ""},
		{"a list", "- a\n", 0, "not of the form key: value"},
		{"a word", "word\n", 0, "not of the form key: value"},
		{"two documents", "a: 1\n---\nb: 2\n", 0, "more than one document"},
		{"as much as is read", "a: " + strings.Repeat("x", maxSettings-3), 1, ""},
		{"more than is read", "a: " + strings.Repeat("x", maxSettings-2), 0, "more than 66 kB"},
	} {
		name := filepath.Join(dir, settingsName)
		must(t, os.WriteFile(name, []byte(c.text), 0o666))
		doc, err := readSettings(name)
		said := ""
		if err != nil {
			said = err.Error()
		}
		keys := 0
		if doc != nil {
			keys = len(doc.Content) / 2
		}
		if said != c.want || keys != c.keys {
			t.Errorf("%s: %d keys and %q, want %d and %q", c.name, keys, said, c.keys, c.want)
		}
	}
	if _, err := readSettings(filepath.Join(dir, "nowhere")); err == nil || err.Error() != "no such file or directory" {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := readSettings(dir); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("a folder: %v", err)
	}
}

func TestScalars(t *testing.T) {
	for text, want := range map[string]string{
		"a":            "a",
		"12":           "12",
		"yes":          "yes",
		"''":           "",
		"[a, 2, true]": "a|2|true",
		"[]":           "",
		"{a: b}":       "error",
		"[[a]]":        "error",
		"[a, ~]":       "error",
		"~":            "error",
	} {
		var doc yaml.Node
		must(t, yaml.Unmarshal([]byte(text), &doc))
		values, err := scalars(doc.Content[0])
		got := strings.Join(values, "|")
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("scalars(%s) = %q, %v, want %q", text, got, err, want)
		}
	}
}

// Paths in a file start at its folder, but for standard input and output.
func TestSettingsFrom(t *testing.T) {
	abs, err := filepath.Abs("x")
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{
		{"cookies", "~/cookies.txt", filepath.Join(home, "cookies.txt")},
		{"mirror", "https://h.example/=~/web", "https://h.example/=" + filepath.Join(home, "web")},
		{"output", "a/~/b", filepath.Join("site", "a", "~", "b")},
		{"output", "blog", filepath.Join("site", "blog")},
		{"output", "../blog", "blog"},
		{"output", "-", "-"},
		{"output", "", ""},
		{"cookies", abs, abs},
		{"mirror", "https://h.example/a=b/=web", "https://h.example/a=b/=" + filepath.Join("site", "web")},
		{"mirror", "https://h.example/=" + abs, "https://h.example/=" + abs},
		{"mirror", "https://h.example/=", "https://h.example/="},
	} {
		if got := from("site", c[0], c[1]); got != c[2] {
			t.Errorf("from(site, %s, %s) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
