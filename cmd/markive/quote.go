package main

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDetail bounds what a stranger can put into a line.
const maxDetail = 300

// oneLine makes text fit for a line on a terminal: nothing that moves the
// cursor or turns the writing around, and an end.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return cut(s, maxDetail)
}

// printable quotes a name that would not print as it is.
func printable(s string) string {
	if s != "" && strings.TrimSpace(s) == s && oneLine(s) == s {
		return s
	}
	return strconv.Quote(s)
}

// shellWord quotes an argument for a command line to paste.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:+@%") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(oneLine(s), "'", `'\''`) + "'"
}

// cut returns at most n bytes of s, whole characters, with … for the rest.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
