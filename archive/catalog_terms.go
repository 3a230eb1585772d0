package archive

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What is searched is folded: case, accents, width and the marks of Arabic and
// Hebrew vowels do not count. catalog.js folds what is looked for in the same way.
//
// A word of a script that parts words is a term; of others (Chinese, Japanese,
// Korean, Thai and its neighbours) each two characters that stand together
// are, and the last one alone, so that every single character begins a term.
//
// Words with one sign between them (don't, e-mail, snake_case, node.js, U.S.A.)
// are terms each, and all as one, as many write and look for them. So are C++,
// C# and .NET with their signs.
//
// Two words that follow each other (of scripts that do not part words, the
// characters at the ends of what stands together) are a term as well, of a
// number that many pairs share, since whoever looks for a phrase of common words
// would else have to read most texts; and so is the beginning of a word, up to
// three characters with a star, since very many words begin with these.

// maxTerm bounds the characters of a term.
const maxTerm = 32

// plainRunes are what characters are compared by that nothing else leads to.
var plainRunes = map[rune]string{
	'ς': "σ", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ـ': "",
	'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h", 'þ': "th",
	'`': "'", '´': "'", '‘': "'", '’': "'", '′': "'", 'ʼ': "'", 'ʻ': "'", '׳': "'", '״': "'", '‐': "-", '‑': "-", '−': "-",
}

// foldRune returns what a character is compared by, "" if it does not count.
func foldRune(r rune) string {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return foldRune(r - 0xFEE0)
	case r >= 0x660 && r <= 0x669, r >= 0x6F0 && r <= 0x6F9: // digits of Arabic and Persian
		return string('0' + r&0xF)
	case isDense(r):
		return string(r)
	case unicode.Is(unicode.Cf, r):
		return ""
	}
	if p, ok := plainRunes[r]; ok {
		return p
	}
	if r < 0x80 {
		return string(unicode.ToLower(r))
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		d = unicode.ToLower(d)
		if p, ok := plainRunes[d]; ok {
			b.WriteString(p)
		} else {
			b.WriteRune(d)
		}
	}
	return b.String()
}

// composed returns text in which what is written as one character is one: of
// kana their marks, of Hangul its letters.
func composed(text string) string {
	if strings.ContainsAny(text, "ﾞﾟ") {
		return norm.NFKC.String(text)
	}
	return norm.NFC.String(text)
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
	last        string // the word before, "" if something else is
	signs       []rune // what stands behind it, the first and the last of it
	dotted      bool   // the word has a dot of its own before it
	chain       chain
}

// terms calls add for every term of a text.
func terms(text string, add func(string)) { (&termReader{add: add}).read(composed(text)) }

func (t *termReader) read(text string) {
	for _, r := range text {
		for _, f := range foldRune(r) {
			switch {
			case !isTermRune(f):
				t.flush()
				t.sign(f)
			case isDense(f):
				if len(t.word) > 0 {
					t.flush()
				}
				if len(t.dense) == 0 {
					t.begin(f)
					t.chain.end(t.addWord)
				}
				t.dense = append(t.dense, f)
			default:
				if len(t.dense) > 0 {
					t.flush()
				}
				if len(t.word) == 0 {
					t.begin(f)
				}
				t.word = append(t.word, f)
			}
		}
	}
	t.flush()
	t.signed(false)
	t.chain.end(t.addWord)
}

// sign notes a sign between words.
func (t *termReader) sign(r rune) {
	if len(t.signs) < 4 {
		t.signs = append(t.signs, r)
		return
	}
	t.signs[2], t.signs[3] = t.signs[3], r
}

// begin begins a word, or what is none, behind the signs that have been read.
func (t *termReader) begin(r rune) {
	t.signed(true)
	n := len(t.signs)
	t.dotted = n > 0 && t.signs[n-1] == '.' && (n == 1 || t.signs[n-2] != '.') && unicode.IsLetter(r)
	if n != 1 || !t.chain.goesOn(t.signs[0]) {
		t.chain.end(t.addWord)
	}
	t.last, t.signs = "", t.signs[:0]
}

// signed adds the word before with the signs that belong to it, as in C++ and
// C#; more tells whether something stands directly behind the signs.
func (t *termReader) signed(more bool) {
	switch n := len(t.signs); {
	case t.last == "" || n == 0:
	case n > 1 && t.signs[0] == '+' && t.signs[1] == '+':
		t.add(t.last + "++")
	case t.signs[0] == '#' && (n > 1 || !more) && len(t.last) <= maxSharp:
		t.add(t.last + "#")
	}
}

// maxSharp bounds the bytes of a name with a sharp: what is longer is none.
const maxSharp = 2

// flush ends a word, or a run of characters that are no words.
func (t *termReader) flush() {
	if len(t.word) > 0 {
		t.word = t.word[:min(len(t.word), maxTerm)]
		word := string(t.word)
		t.addWord(word)
		if t.dotted {
			t.add("." + word)
		}
		t.follows(word, word)
		t.chain.words = append(t.chain.words, word)
		t.last = word
	}
	for i := range t.dense {
		t.add(string(t.dense[i:min(i+2, len(t.dense))]))
	}
	if n := len(t.dense); n > 0 {
		t.follows(string(t.dense[:1]), string(t.dense[n-1:]))
	}
	t.word, t.dense = t.word[:0], t.dense[:0]
}

// addWord adds a word and its beginnings.
func (t *termReader) addWord(word string) {
	t.add(word)
	n := 0
	for i, r := range word {
		if n++; n > maxBeginning {
			break
		}
		t.add(word[:i+utf8.RuneLen(r)] + "*")
	}
}

// A chain is words with one sign between each two.
type chain struct {
	words []string
	signs []rune
}

// goesOn tells whether a sign behind the last word may join another to it.
func (c *chain) goesOn(sign rune) bool {
	if len(c.words) != len(c.signs)+1 || !strings.ContainsRune("'-_.", sign) {
		return false
	}
	c.signs = append(c.signs, sign)
	return true
}

// end calls add for what the words are together, also without the article that
// an apostrophe ends.
func (c *chain) end(add func(string)) {
	if len(c.words) <= maxJoined {
		for i := range c.words {
			if word := joined(c.words[i:], c.signs[min(i, len(c.signs)):]); word != "" && (i == 0 || c.signs[i-1] == '\'') {
				add(word)
			}
		}
	}
	c.words, c.signs = c.words[:0], c.signs[:0]
}

// maxJoined bounds the words that are one.
const maxJoined = 4

// joined returns what words are together that stand with one sign between each
// two, "" if nobody would write them so: numbers, long chains, and what is
// parted by dots and neither two words nor an abbreviation.
func joined(words []string, signs []rune) string {
	length, letters, single := 0, 0, 0
	for _, w := range words {
		n := utf8.RuneCountInString(w)
		length += n
		if n == 1 {
			single++
		}
		if !strings.ContainsFunc(w, unicode.IsNumber) {
			letters++
		}
	}
	n, dots, quotes := len(words), 0, 0
	for _, s := range signs {
		switch s {
		case '.':
			dots++
		case '\'':
			quotes++
		}
	}
	switch {
	case n < 2 || n > maxJoined || length > maxTerm || letters == 0,
		dots > 0 && (letters < n || n > 2 && single < n),
		dots == 0 && quotes < n-1 && n > 3:
		return ""
	}
	return strings.Join(words, "")
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
