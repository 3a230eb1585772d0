package convert

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for src, want := range map[string]string{
		"a\nb":              "a\nb",
		"a\r\nb\r\n":        "a\nb\n",
		"a\rb\r":            "a\nb\n",
		"a\r\r\nb":          "a\n\nb",
		"a\uFEFFb":          "a\uFEFFb",
		"a\tb":              "a\tb",
		"a\fb\vc":           "a b c",
		"a\x00b\x1b[0m\x7f": "ab[0m",
		"猫\r\n":             "猫\n",
	} {
		text := &text{string: src}
		text.clean()
		if text.string != want {
			t.Errorf("clean(%q) = %q, want %q", src, text.string, want)
		}
		if _, clean := inspect([]byte(src), utf16BOM([]byte(src)) != ""); clean != (src == want) {
			t.Errorf("inspect(%q) says clean: %v", src, clean)
		}
	}
}

func TestOddBytes(t *testing.T) {
	for _, around := range []string{"a", " ", "~", "\n", "\x80", "\xff"} {
		for c := range 256 {
			for at := range 20 {
				text := []byte(strings.Repeat(around, 20))
				text[at] = byte(c)
				want := 0
				if c < ' ' && c != '\n' && c != '\t' || c == 0x7F {
					want = 1
				}
				if got := oddBytes(text); got != want {
					t.Fatalf("oddBytes(%q) = %d, want %d", text, got, want)
				}
			}
		}
	}
}

func TestControlsAreTold(t *testing.T) {
	text := &text{string: "a\r\n\x07b\x00\x7f\r\f"}
	text.clean()
	if len(text.warnings) != 1 || text.warnings[0] != (Warning{2, ClassEncoding, "3 control characters removed"}) {
		t.Errorf("warnings = %+v", text.warnings)
	}
}

func TestIsBinary(t *testing.T) {
	for src, want := range map[string]bool{
		"":                                     false,
		"GIF87a is an image":                   true,
		"\xff\xd8\xff\xe0":                     true,
		"\x1f\x8b\x08":                         true,
		"RIFF and WAVE are words":              false,
		"%PDF-1.7":                             true,
		"<p>" + strings.Repeat("a", 60):        false,
		strings.Repeat("a", 60) + "\x00b\x00c": false,
		strings.Repeat("\x1b[1mred ", 9):       false,
		strings.Repeat("abcdefgh\x01", 9):      true,
		"\xff\xfea\x00b\x00":                   false,
		"\t\r\n\r\n\f":                         false,
	} {
		if got, _ := inspect([]byte(src), utf16BOM([]byte(src)) != ""); got != want {
			t.Errorf("inspect(%q) = %v, want %v", src, got, want)
		}
	}
}
