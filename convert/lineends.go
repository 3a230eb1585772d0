package convert

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// magic are the first bytes of files that turn up among posts and are none.
var magic = []string{
	"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "PK\x03\x04", "\x1f\x8b", "%PDF-",
}

// isContainer tells of files of sound, pictures and video that say what they are
// behind a length. Sound of 8 bits looks much like text otherwise.
func isContainer(src []byte) bool {
	if len(src) < 12 {
		return false
	}
	switch string(src[:4]) {
	case "RIFF", "RIFX", "FORM":
		switch string(src[8:12]) {
		case "WAVE", "AVI ", "WEBP", "AIFF", "AIFC", "8SVX":
			return true
		}
	}
	return false
}

// inspect tells whether the source is no text: it says so itself, or its bytes
// do. UTF-16 (wide) is left to its decoder. Clean is a source in which clean would
// find nothing, provided that it is UTF-8.
func inspect(src []byte, wide bool) (binary, clean bool) {
	for _, m := range magic {
		if bytes.HasPrefix(src, []byte(m)) {
			return true, false
		}
	}
	if isContainer(src) {
		return true, false
	}
	odd := oddBytes(src)
	return odd > len(src)/20 && !wide && mostlyControl(src), odd == 0
}

// oddBytes counts the bytes that clean would change.
func oddBytes(s []byte) (n int) {
	for i := 0; i < len(s); {
		if i+8 <= len(s) && !mayControl(binary.LittleEndian.Uint64(s[i:])) {
			i += 8
			continue
		}
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7F {
			n++
		}
		i++
	}
	return n
}

// mayControl tells whether one of eight bytes may be a control character: one
// less than a blank has its highest bit set when a blank is taken off it, and
// 0x7F when one is added. Carries from one byte to the next only err to the safe side.
func mayControl(eight uint64) bool {
	const each = 0x0101010101010101
	return ((eight-' '*each)|(eight+each))&^eight&(0x80*each) != 0
}

// mostlyControl tells whether more than one byte in twenty is a control
// character. In text there is none, in other files one in nine.
func mostlyControl(s []byte) bool {
	controls := 0
	for _, c := range s {
		if c < ' ' && c != '\n' && c != '\x1b' && isControl(c) {
			controls++
		}
	}
	return controls > len(s)/20
}

// isControl tells whether a byte of UTF-8 text has no business there. Form
// feed and vertical tab pass: they are blanks.
func isControl(c byte) bool {
	return c < ' ' && (c < '\t' || c > '\r') || c == 0x7F
}

// clean gives the text LF line ends and takes out what no text holds: control
// characters, which in terminals, browsers and YAML all do different things.
func (t *text) clean() {
	var b strings.Builder
	b.Grow(len(t.string))
	removed, line := 0, 0
	for i := 0; i < len(t.string); i++ {
		switch c := t.string[i]; {
		case c == '\r':
			if i+1 == len(t.string) || t.string[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case c == '\v' || c == '\f':
			b.WriteByte(' ')
		case isControl(c):
			if removed == 0 {
				line = lineAt(b.String(), b.Len())
			}
			removed++
		default:
			b.WriteByte(c)
		}
	}
	t.string = b.String()
	if removed > 0 {
		t.warn(line, fmt.Sprintf("%s removed", count(removed, "control character")))
	}
}

// count puts a number before a noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
