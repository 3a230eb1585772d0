package archive

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestProblemError(t *testing.T) {
	for _, tt := range []struct {
		p    Problem
		want string
	}{
		{
			Problem{Path: "a.md", Object: "image", Address: "https://h/x.png", Class: ClassTooLarge, Detail: "body passed 20 MiB", Outcome: "remote link kept"},
			"a.md: image https://h/x.png: too_large: body passed 20 MiB; remote link kept",
		},
		{Problem{Path: "a.md", Object: "image", Address: "x", Class: ClassDNS, Detail: "d", Outcome: "o", Tried: make([]Tried, 2)}, "a.md: image x: dns: d; nor could it be had at another address; o"},
		{Problem{Path: "a.md", Object: "image", Address: "x", Class: ClassDNS, Tried: make([]Tried, 4)}, "a.md: image x: dns; nor could it be had at 3 other addresses"},
		{Problem{Path: "a.md", Line: 3, Class: "front_matter", Detail: "is not closed"}, "a.md:3: front_matter: is not closed"},
		{Problem{Path: "a\nb.md", Class: ClassExists, Detail: "x"}, `"a\nb.md": exists: x`},
		{Problem{Path: " a.md", Class: ClassIO}, `" a.md": io`},
		{Problem{Path: "\xff.md", Class: ClassIO}, `"\xff.md": io`},
	} {
		if got := tt.p.Error(); got != tt.want {
			t.Errorf("%+v says %s, want %s", tt.p, got, tt.want)
		}
	}
}

func TestErrorLine(t *testing.T) {
	full := errors.New("write x: no space")
	for _, c := range []struct {
		err  error
		want string
	}{
		{full, "write x: no space"},
		{errors.Join(full, errors.New("close x")), "write x: no space; close x"},
		{errors.Join(fmt.Errorf("exporting x: %w", full), errors.Join(full, nil), full), "exporting x: write x: no space"},
	} {
		if got := ErrorLine(c.err); got != c.want {
			t.Errorf("ErrorLine(%q) = %q, want %q", c.err, got, c.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for s, want := range map[string]string{
		"plain":                        "plain",
		"two\nlines\r\tand\x1b[31m":    "two lines  and [31m",
		"turned \u202eround":           "turned  round",
		"bad \xff byte":                "bad \uFFFD byte",
		strings.Repeat("é", 150):       strings.Repeat("é", 150),
		"x" + strings.Repeat("é", 150): "x" + strings.Repeat("é", 148) + "…",
	} {
		got := oneLine(s)
		if got != want {
			t.Errorf("oneLine(%q) = %q, want %q", s, got, want)
		}
		if len(got) > maxDetail || !utf8.ValidString(got) {
			t.Errorf("oneLine(%q) has %d bytes", s, len(got))
		}
	}
}
