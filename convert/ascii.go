package convert

import (
	"strings"
	"unicode/utf8"
)

func isBlank(c byte) bool { return c <= ' ' && blanksMask>>c&1 != 0 }

// blanksMask has a bit for each blank. Most bytes that are asked about are none,
// and one comparison tells.
const blanksMask uint64 = 1<<' ' | 1<<'\n' | 1<<'\t' | 1<<'\r' | 1<<'\f'

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isPunct(c byte) bool { return c < 0x80 && asciiClass[c] == punct }

// asciiClass sorts ASCII as classify does.
var asciiClass = func() (t [utf8.RuneSelf]class) {
	for c := range t {
		switch {
		case c == templateMark || c == templateEnd: // braces will stand there
			t[c] = punct
		case c <= ' ':
			t[c] = blank
		case c < '0', c > '9' && c < 'A', c > 'Z' && c < 'a', c > 'z' && c < 0x7F:
			t[c] = punct
		}
	}
	return t
}()

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// asciiLower lowers letters and leaves every byte in its place.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// hasPrefixFold is strings.HasPrefix without regard to case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// endTag returns where an element ends whose text is no markup: at its name, and
// not at a longer one (HTML, section 13.2.5, "appropriate end tag token"); -1 if
// nowhere.
func endTag(s, name string) int {
	for from := 0; ; {
		i := indexFold(s[from:], "</"+name)
		if i < 0 {
			return -1
		}
		from += i
		if behind := from + len("</"+name); behind == len(s) || strings.IndexByte(" \t\n\f\r/>", s[behind]) >= 0 {
			return from
		}
		from++
	}
}

// indexFold is strings.Index for an ASCII needle, without regard to the case of
// any but its first letter.
func indexFold(s, needle string) int {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], needle[0])
		if i < 0 || from+i+len(needle) > len(s) {
			return -1
		}
		from += i
		if strings.EqualFold(s[from:from+len(needle)], needle) {
			return from
		}
		from++
	}
}

// holdsAny tells whether one of the words stands in s.
func holdsAny(s string, words ...string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// visibleBytes counts the bytes that are no blanks.
func visibleBytes(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) {
			n++
		}
	}
	return n
}
