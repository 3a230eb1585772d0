package archive

import (
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

// terms calls add for every term of a text.
func terms(text string, add func(string)) {
	var word, dense []rune
	flush := func() {
		if len(word) > 0 {
			add(string(word[:min(len(word), maxTerm)]))
		}
		for i := range dense {
			add(string(dense[i:min(i+2, len(dense))]))
		}
		word, dense = word[:0], dense[:0]
	}
	for _, r := range text {
		folded := foldRune(r)
		for _, f := range folded {
			switch {
			case !isTermRune(f):
				flush()
			case isDense(f):
				if len(word) > 0 {
					flush()
				}
				dense = append(dense, f)
			default:
				if len(dense) > 0 {
					flush()
				}
				word = append(word, f)
			}
		}
	}
	flush()
}
