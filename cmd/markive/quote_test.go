package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for s, want := range map[string]string{
		"a/b c.html":        "a/b c.html",
		"阅读标点.md":           "阅读标点.md",
		"":                  `""`,
		" a":                `" a"`,
		"a\nb":              `"a\nb"`,
		"\x1b[2Ja":          `"\x1b[2Ja"`,
		"a\u202egpj.md":     `"a\u202egpj.md"`,
		"\xff.md":           `"\xff.md"`,
		"a\u2028markive: b": `"a\u2028markive: b"`,
	} {
		if got := printable(s); got != want {
			t.Errorf("printable(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for s, want := range map[string]string{
		"plain":             "plain",
		"two\nlines\tand\r": "two lines and ",
		"\x1b[31mred":       " [31mred",
		"\u202eturned":      " turned",
		"\xff":              "\uFFFD",
	} {
		if got := oneLine(s); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", s, got, want)
		}
	}
	for _, s := range []string{strings.Repeat("a", 1000), strings.Repeat("標", 1000)} {
		if got := oneLine(s); len(got) > maxDetail || !utf8.ValidString(got) || !strings.HasSuffix(got, "…") {
			t.Errorf("oneLine of %d bytes has %d: %q", len(s), len(got), got)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcdef", 5, "ab…"},
		{"標點", 6, "標點"},
		{"標點點", 7, "標…"},
	} {
		if got := cut(c.s, c.n); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for s, want := range map[string]string{
		"blog":        "blog",
		"/tmp/a_b.c":  "/tmp/a_b.c",
		"my blog":     "'my blog'",
		"it's":        `'it'\''s'`,
		"$HOME":       "'$HOME'",
		"":            "''",
		"博客":          "'博客'",
		"a;rm -rf /x": "'a;rm -rf /x'",
	} {
		if got := shellWord(s); got != want {
			t.Errorf("shellWord(%q) = %s, want %s", s, got, want)
		}
	}
}
