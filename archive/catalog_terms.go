package archive

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What is searched is folded: case, accents and the marks of Arabic and Hebrew
// vowels do not count. catalog.js folds what is looked for in the same way.
//
// A word of a script that parts words is a term; of others (Chinese, Japanese,
// Korean, Thai and its neighbours) each two characters that stand together
// are, and the last one alone, so that every single character begins a term.

// Two words that follow each other (of scripts that do not part words, the
// characters at the ends of what stands together) are a term as well, of a
// number that many pairs share, since whoever looks for a phrase of common words
// would else have to read most texts; and so is the beginning of a word, up to
// three characters with a star, since very many words begin with these.

// maxTerm bounds the characters of a term.
const maxTerm = 32

// foldRune returns what a character is compared by, "" if it does not count.
func foldRune(r rune) string {
	switch {
	case r < 0x80:
		return string(unicode.ToLower(r))
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return string(unicode.ToLower(r - 0xFEE0))
	case r == 'ς':
		return "σ"
	case r == 'ى' || r == 'ی':
		return "ي"
	case r == 'ک':
		return "ك"
	case r == 'ـ' || unicode.Is(unicode.Cf, r):
		return ""
	case isDense(r):
		return string(r)
	}
	var b strings.Builder
	for _, d := range norm.NFD.String(string(r)) {
		if !unicode.Is(unicode.Mn, d) {
			b.WriteRune(unicode.ToLower(d))
		}
	}
	return b.String()
}

// isDense tells of scripts whose words are not parted by blanks, or of which
// they are not the words that one looks for.
func isDense(r rune) bool {
	return r >= 0xE00 && r <= 0xEFF || r >= 0x1000 && r <= 0x109F || r >= 0x1780 && r <= 0x17FF || // Thai, Lao, Myanmar, Khmer
		r >= 0x3005 && r <= 0x3007 || r >= 0x3041 && r <= 0x30FF || r >= 0x3400 && r <= 0x9FFF || // kana, Han
		r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF // Hangul, more Han
}

func isTermRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// A termReader finds the terms of texts.
type termReader struct {
	add         func(term string)
	word, dense []rune
	before      string // what stood before: a word, or the last character of a script without any
}

// terms calls add for every term of a text.
func terms(text string, add func(string)) { (&termReader{add: add}).read(text) }

func (t *termReader) read(text string) {
	for _, r := range text {
		folded := foldRune(r)
		for _, f := range folded {
			switch {
			case !isTermRune(f):
				t.flush()
			case isDense(f):
				if len(t.word) > 0 {
					t.flush()
				}
				t.dense = append(t.dense, f)
			default:
				if len(t.dense) > 0 {
					t.flush()
				}
				t.word = append(t.word, f)
			}
		}
	}
	t.flush()
}

// flush ends a word, or a run of characters that are no words.
func (t *termReader) flush() {
	if len(t.word) > 0 {
		t.word = t.word[:min(len(t.word), maxTerm)]
		word := string(t.word)
		t.add(word)
		for i := range t.word[:min(len(t.word), maxBeginning)] {
			t.add(string(t.word[:i+1]) + "*")
		}
		t.follows(word, word)
	}
	for i := range t.dense {
		t.add(string(t.dense[i:min(i+2, len(t.dense))]))
	}
	if n := len(t.dense); n > 0 {
		t.follows(string(t.dense[:1]), string(t.dense[n-1:]))
	}
	t.word, t.dense = t.word[:0], t.dense[:0]
}

// maxBeginning is the number of characters up to which a beginning is a term.
const maxBeginning = 3

// follows makes a pair of what stood before and what begins here.
func (t *termReader) follows(begin, end string) {
	if t.before != "" {
		t.add(pairTerm(t.before, begin))
	}
	t.before = end
}

// pairTerm returns the term of two words that follow each other.
func pairTerm(a, b string) string {
	h := uint32(0)
	for _, r := range a + " " + b {
		h = h*31 + uint32(r)
	}
	h = (h ^ h>>15) * 0x2c1b3c6d
	return fmt.Sprintf("~%04x", (h^h>>12)&0xFFFF)
}
