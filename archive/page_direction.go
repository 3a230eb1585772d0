package archive

import (
	"bytes"
	"slices"
	"unicode"
)

// A direction counts the letters of scripts that are written from left to
// right and from right to left.
type direction struct{ ltr, rtl int }

func (d *direction) add(o direction) { d.ltr, d.rtl = d.ltr+o.ltr, d.rtl+o.rtl }

// isRTL tells which there are more of. A paragraph in Arabic that begins with
// a Latin name is still one in Arabic, which the first letter does not tell.
func (d direction) isRTL() bool { return d.rtl > d.ltr }

func (d direction) String() string {
	if d.isRTL() {
		return "rtl"
	}
	return "ltr"
}

func directionOf(text string) direction {
	var d direction
	for _, r := range text {
		switch {
		case r < 0x590:
			if unicode.IsLetter(r) {
				d.ltr++
			}
		case isRightToLeft(r):
			d.rtl++
		case unicode.IsLetter(r):
			d.ltr++
		}
	}
	return d
}

// isRightToLeft tells of the letters of Hebrew, Arabic, Syriac, Thaana, NKo
// and the scripts beside them, with their presentation forms.
func isRightToLeft(r rune) bool {
	return unicode.IsLetter(r) && (r >= 0x590 && r <= 0x8FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC ||
		r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF)
}

// A directionMark is a place in a start tag at which a block may tell its
// direction.
type directionMark struct {
	at  int
	dir direction
}

// directed returns the HTML with the direction of every block told, if the
// text has letters of both directions; else that of the whole says it all.
func (s *sanitizer) directed() []byte {
	if s.all.ltr == 0 || s.all.rtl == 0 {
		return s.out.Bytes()
	}
	marks := slices.SortedFunc(slices.Values(s.marks), func(a, b directionMark) int { return a.at - b.at })
	var b bytes.Buffer
	at, src := 0, s.out.Bytes()
	for _, m := range marks {
		tag := src[at:m.at]
		b.Write(tag)
		open := tag[bytes.LastIndexByte(tag, '<')+1:]
		if m.dir != (direction{}) && !bytes.Contains(open, []byte(` dir="`)) {
			b.WriteString(` dir="` + m.dir.String() + `"`)
		}
		at = m.at
	}
	b.Write(src[at:])
	return b.Bytes()
}

// languageOf guesses the language of a text from its script, so that fonts and
// voices are chosen well. "" if the script is that of many languages.
func languageOf(text string) string {
	var kana, han, hangul, arabic, persian, hebrew, thai, all int
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		switch {
		case r < 0x590:
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case r == 'پ' || r == 'چ' || r == 'ژ' || r == 'گ' || r == 'ی' || r == 'ک':
			persian++
			arabic++
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case unicode.Is(unicode.Hebrew, r):
			hebrew++
		case unicode.Is(unicode.Thai, r):
			thai++
		}
	}
	switch {
	case kana*10 > all:
		return "ja"
	case hangul*3 > all:
		return "ko"
	case han*3 > all:
		return "zh"
	case arabic*3 > all && persian*20 > arabic:
		return "fa"
	case arabic*3 > all:
		return "ar"
	case hebrew*3 > all:
		return "he"
	case thai*3 > all:
		return "th"
	}
	return ""
}
