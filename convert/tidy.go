package convert

import (
	"strings"
	"unicode/utf8"
)

// tidy takes out of text what shows nothing and does harm: control
// characters, direction overrides, byte order marks, zero-width blanks and
// soft hyphens. The joiners stay; scripts and emoji need them. Characters of
// private use stay too: icon fonts use them.
func tidy(s string) string { return mapHidden(s, visibleRune) }

// mapHidden is strings.Map for a mapping that changes none but the characters
// that tidy leaves out, of which nearly all text has none.
func mapHidden(s string, mapping func(rune) rune) string {
	for i := 0; i < len(s); i++ {
		if mayHide[s[i]] && hidesRune(s[i:]) {
			return strings.Map(mapping, s)
		}
	}
	return s
}

// mayHide are the bytes with which a character begins that tidy leaves out.
var mayHide = func() (table [256]bool) {
	for c := range byte(' ') {
		table[c] = !isBlank(c)
	}
	for _, c := range [...]byte{0x7F, 0xC2, 0xE2, 0xEF} {
		table[c] = true
	}
	return table
}()

// hidesRune tells whether the first character of s is one that is left out.
func hidesRune(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return visibleRune(r) < 0
}

// visibleRune maps a character that is to be left out to -1.
func visibleRune(r rune) rune {
	switch {
	case r < ' ' && (r > utf8.RuneSelf || !isBlank(byte(r))), r >= 0x7F && r < 0xA0,
		r == 0xAD, r == 0x200B, r == 0x2060, r == 0xFEFF,
		r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// joiners join letters of some scripts, and emoji.
const joiners = "\u200c\u200d"

// unjoined takes out of a text joiners that join nothing: Webflow's editor leaves
// one in each empty paragraph and at the edges of others.
func unjoined(s string) string {
	if !strings.Contains(s, "\u200d") {
		return s
	}
	if strings.Trim(s, joiners+" \t\n\u00a0") == "" {
		return strings.Trim(s, joiners)
	}
	if rest := strings.TrimLeft(s, joiners); rest[0] < utf8.RuneSelf {
		s = rest
	}
	if rest := strings.TrimRight(s, joiners); rest[len(rest)-1] < utf8.RuneSelf {
		s = rest
	}
	return s
}

// stripControls takes control and direction characters out of code, but for
// the marks of template tags.
func stripControls(s string) string {
	return mapHidden(s, func(r rune) rune {
		if r == templateMark || r == templateEnd {
			return r
		}
		return visibleRune(r)
	})
}

// addressRune maps what may not stand in an address of a file to -1. Anything
// else belongs to it, byte for byte, be it visible or not.
func addressRune(r rune) rune {
	switch {
	case r == templateMark || r == templateEnd:
		return r
	case r < ' ', r >= 0x7F && r < 0xA0, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// oneLine returns the words of s with one blank between them, as attributes and
// the details of warnings have them.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
