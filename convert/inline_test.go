package convert

import (
	"strings"
	"testing"
)

// shown writes parts in a short form: [ and ] for spans, / for a break.
func shownParts(ps []part) string {
	var b strings.Builder
	for _, p := range ps {
		switch p.kind {
		case openPart:
			b.WriteByte('[')
		case closePart:
			b.WriteByte(']')
		case breakPart:
			b.WriteByte('/')
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// White space is folded as it comes, and a blank goes before the spans that
// it stands in. The input is written as shownParts writes parts.
func TestInlineFolds(t *testing.T) {
	for src, want := range map[string]string{
		"a  b\n\tc":      "a b c",
		"  a  ":          "a",
		"a[ b ]c":        "a [b] c",
		"a [ b ] c":      "a [b] c",
		"[[ a]] b":       "[[a]] b",
		"[a ][ b]":       "[a] [b]",
		"a[]b":           "ab",
		"a[ ]b":          "a b",
		"a/b":            "a/b",
		"a / b":          "a/b",
		"/a":             "a",
		"a[/b]":          "a/[b]",
		"[a/]b":          "[a]/b",
		"a\u00a0b":       "a\u00a0b",
		"a\u00a0\u00a0b": "a b",
		"a \u00a0 b":     "a b",
		"10\u00a0km ©":   "10\u00a0km ©",
		"a\u3000b":       "a\u3000b",
		"":               "",
		" ":              "",
		"[ ]":            "",
	} {
		var in inline
		in.reset()
		var open []*span
		for _, piece := range strings.SplitAfter(strings.NewReplacer("[", "\x00[\x00", "]", "\x00]\x00", "/", "\x00/\x00").Replace(src), "\x00") {
			switch piece = strings.TrimSuffix(piece, "\x00"); piece {
			case "[":
				open = append(open, &span{mark: "*"})
				in.open(open[len(open)-1])
			case "]":
				in.close(open[len(open)-1])
				open = open[:len(open)-1]
			case "/":
				in.lineBreak()
			default:
				in.text(piece)
			}
		}
		if got := shownParts(in.trimmed()); got != want {
			t.Errorf("%q is folded to %q, want %q", src, got, want)
		}
	}
}

func TestLineBreakTwice(t *testing.T) {
	var in inline
	in.reset()
	if !in.lineBreak() {
		t.Error("a break before everything ends a paragraph")
	}
	in.text("a")
	if !in.lineBreak() {
		t.Error("the first break ends a paragraph")
	}
	in.text(" ")
	if in.lineBreak() {
		t.Error("the second break does not end the paragraph")
	}
}

func TestTidy(t *testing.T) {
	for s, want := range map[string]string{
		"plain": "plain", "a\tb\n": "a\tb\n", "a\x01\x02\x03b": "ab", "a\u200bb": "ab", "a\u00adb": "ab", "a\ufeffb": "ab", "a\u2060b": "ab",
		"a\u202eb\u202c": "ab", "a\u2066b\u2069": "ab", "a\u0085b": "ab", "a\x7fb": "ab",
		"a\u200db": "a\u200db", "a\u200cb": "a\u200cb", "a\ue001b": "a\ue001b", "é中😀": "é中😀", "a\u00a0b": "a\u00a0b", "": "",
	} {
		if got := tidy(s); got != want {
			t.Errorf("tidy(%q) = %q, want %q", s, got, want)
		}
	}
}
