package convert

import (
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for r, want := range map[rune]class{
		'a': letter, '1': letter, '中': letter, 'é': letter, 'و': letter, 0xE001: letter,
		' ': blank, '\n': blank, '\t': blank, 0xA0: blank, 0x3000: blank, 0x2003: blank,
		'.': punct, '*': punct, '_': punct, '$': punct, '+': punct, '，': punct, '“': punct, '（': punct, '—': punct,
		templateMark: punct, templateEnd: punct,
		'€': punct, '→': punct, '😀': punct,
	} {
		if got := classify(r, punct); got != want {
			t.Errorf("classify(%q) = %v, want %v", r, got, want)
		}
	}
	if classify('€', letter) != letter || classify('，', letter) != punct || classify('+', letter) != punct {
		t.Error("only symbols outside ASCII are what the caller says")
	}
}

// The delimiter runs of CommonMark 0.31.2, section 6.2: the examples of the
// definition.
func TestFlank(t *testing.T) {
	type run struct {
		text       string
		pos, n     int
		open, shut bool
	}
	for _, c := range []run{
		{"***abc", 0, 3, true, false},
		{"  _abc", 2, 1, true, false},
		{`**"abc"`, 0, 2, true, false},
		{` _"abc"`, 1, 1, true, false},
		{" abc***", 4, 3, false, true},
		{" abc_", 4, 1, false, true},
		{`"abc"**`, 5, 2, false, true},
		{`"abc"_`, 5, 1, false, true},
		{" abc***def", 4, 3, true, true},
		{`"abc"_"def"`, 5, 1, true, true},
		{"abc *** def", 4, 3, false, false},
		{"a _ b", 2, 1, false, false},
		{"abc_def", 3, 1, false, false},
		{"中**，", 3, 2, false, true},
		{"，**中", 3, 2, true, false},
	} {
		d := delimiter{ch: c.text[c.pos], pos: c.pos, n: c.n}
		d.flank(reading{symbol: punct}.around([]byte(c.text), c.pos, c.pos+c.n))
		if d.open != c.open || d.close != c.shut {
			t.Errorf("the run in %q opens %v and closes %v, want %v and %v", c.text, d.open, d.close, c.open, c.shut)
		}
	}
}

func TestAroundLooksThroughTildes(t *testing.T) {
	for text, want := range map[string][2]class{ // beside the only star
		"a~*b": {letter, letter}, "~~*~": {blank, blank}, "a*~~.": {letter, punct}, "a *b": {blank, letter},
	} {
		i := strings.IndexByte(text, '*')
		before, after := reading{letter, true}.around([]byte(text), i, i+1)
		if got := [2]class{before, after}; got != want {
			t.Errorf("around the star in %q: %v, want %v", text, got, want)
		}
	}
}
