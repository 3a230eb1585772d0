package convert

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A class is what CommonMark takes a character beside a delimiter for.
type class byte

const (
	letter class = iota
	blank        // white space, or the edge of the paragraph
	punct
)

// classify sorts a character. Renderers disagree on symbols outside ASCII
// (CommonMark counts them as punctuation since 0.31, cmark-gfm does not), so
// the caller says what they are to be.
func classify(r rune, symbol class) class {
	switch {
	case r < utf8.RuneSelf:
		return asciiClass[r]
	case r == 0xA0 || unicode.Is(unicode.Zs, r):
		return blank
	case unicode.IsPunct(r):
		return punct
	case unicode.IsSymbol(r):
		return symbol
	}
	return letter
}

// flank sets whether the run may open and close, given what stands around it.
func (d *delimiter) flank(before, after class) {
	left := after != blank && (after != punct || before != letter)
	right := before != blank && (before != punct || after != letter)
	d.open, d.close = left, right
	if d.ch == '_' {
		d.open = left && (!right || before == punct)
		d.close = right && (!left || after == punct)
	}
}

// A reading is one reader's notion of what stands beside a delimiter.
type reading struct {
	symbol class // what symbols outside ASCII are taken for
	tildes bool  // tildes are looked through, as cmark-gfm does
}

// readings are those that a paragraph is tried with.
var readings = [...]reading{{symbol: punct}, {symbol: letter}, {symbol: letter, tildes: true}}

// differs tells whether r can find anything else in text than the first
// reading does.
func (r reading) differs(text []byte) bool {
	if r.tildes {
		return bytes.IndexByte(text, '~') >= 0
	}
	return r.symbol == punct || !isASCII(text)
}

// around classifies the characters before and after text[i:j].
func (r reading) around(text []byte, i, j int) (before, after class) {
	for r.tildes && i > 0 && text[i-1] == '~' {
		i--
	}
	for r.tildes && j < len(text) && text[j] == '~' {
		j++
	}
	before, after = blank, blank
	if i > 0 {
		c, _ := utf8.DecodeLastRune(text[:i])
		before = classify(c, r.symbol)
	}
	if j < len(text) {
		c, _ := utf8.DecodeRune(text[j:])
		after = classify(c, r.symbol)
	}
	return before, after
}
