package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// opensBlock tells whether a line begins a block of HTML, in which nothing is
// Markdown up to the next blank line (CommonMark 0.31.2, section 4.6).
func opensBlock(line string) bool {
	s := strings.TrimLeft(line, " ")
	if s == "" || s[0] != '<' {
		return false
	}
	kind := atom.Lookup([]byte(strings.ToLower(tagName(strings.TrimPrefix(s[1:], "/")))))
	return kind != 0 && isBlock(&html.Node{Type: html.ElementNode, DataAtom: kind, Data: kind.String()})
}

// isInlineMarked tells whether a line carries emphasis as HTML marks it: who
// writes that writes HTML, and his asterisks are asterisks.
func isInlineMarked(line string) bool {
	for i := range tagStarts(line) {
		switch strings.ToLower(tagName(line[i+1:])) {
		case "b", "i", "em", "strong":
			return true
		}
	}
	return false
}

// partedByBreaks tells whether paragraphs of a body are parted by two <br> in a
// row, as the editors of Blogger and of old forums do it.
func partedByBreaks(body string) bool {
	pairs, end := 0, -1 // end: of the last <br>, and the blanks behind it
	for i := range tagStarts(body) {
		if hasPrefixFold(body[i:], "<br") && tagName(body[i+1:]) == body[i+1:i+3] {
			if i == end {
				pairs++
			}
			end = i + tagEnd(body[i:]) + 1
			for end < len(body) && isBlank(body[end]) {
				end++
			}
		}
	}
	return pairs > 1
}

// isDocument tells whether a body is a whole document of HTML.
func isDocument(body string) bool {
	s := strings.TrimLeft(body, " \t\n")
	return hasPrefixFold(s, "<!doctype html") || hasPrefixFold(s, "<html") && tagName(s[1:]) == s[1:5]
}

// isNumbered tells whether a line is an item of an ordered list of a few digits,
// since years end sentences, and is ended by nothing but the line.
func isNumbered(line string) bool {
	s := strings.TrimLeft(line, " ")
	n := 0
	for n < len(s) && n < 3 && isDigit(s[n]) {
		n++
	}
	return len(line)-len(s) <= 3 && n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' ' && indexFold(s, "<br") < 0
}

// emphases counts what a line has of emphasis as Markdown marks it: strong,
// **words** and a\_b, which nobody writes for anything else, and weak, one * or
// _ on either side of words that stand alone, which plain text has too.
func emphases(line string) (strong, weak int) {
	if strings.IndexByte(line, '*') < 0 && strings.IndexByte(line, '_') < 0 || strings.IndexByte(line, '$') >= 0 || strings.Contains(line, "<code") {
		return 0, 0 // nothing, or formulas and code
	}
	opened, size := byte(0), 0 // the mark that was opened last
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '<':
			i += tagEnd(line[i:]) // attributes are no text
		case '`':
			return strong, weak // of code
		case '\\':
			if i++; i < len(line) && (line[i] == '_' || line[i] == '*') && beside(line, i-2) == letter && beside(line, i+1) == letter {
				strong++ // an escape, as exporters write it
			}
		case '*', '_':
			n := 1
			for i+n < len(line) && line[i+n] == c {
				n++
			}
			before, after := beside(line, i-1), beside(line, i+n)
			i += n - 1
			anywhere := n == 2 && c == '*'
			switch {
			case opened == c && size == n && before != blank && (after != letter || anywhere):
				opened = 0
				if anywhere {
					strong++
				} else {
					weak++
				}
			case n <= 2 && after != blank && (before != letter || anywhere):
				opened, size = c, n
			default:
				opened = 0
			}
		}
	}
	return strong, weak
}

// beside classifies the byte of a line at i; its edges are blanks.
func beside(line string, i int) class {
	switch {
	case i < 0 || i >= len(line):
		return blank
	case line[i] >= 0x80:
		return letter
	}
	return asciiClass[line[i]]
}
