package convert

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// A text is a source on its way to UTF-8.
type text struct {
	string
	encoding string // WHATWG name
	warnings []Warning
}

func (t *text) warn(line int, detail string) {
	t.warnings = append(t.warnings, Warning{Line: line, Class: ClassEncoding, Detail: detail})
}

// decode reads a source as UTF-8, as what its byte order mark says, as what it
// declares to be, or as what it most probably is, in this order. A label
// decides; the only error is a label that nobody knows.
func decode(src []byte, label string) (*text, error) {
	if label != "" {
		return decodeAs(src, label)
	}
	if name := utf16BOM(src); name != "" {
		return decodeAs(src[2:], name)
	}
	valid, declared := utf8.Valid(src), ""
	if !valid || bytes.Contains(src, []byte("\x1b$")) { // by which ISO-2022-JP, all ASCII, begins its characters
		declared = declaredCharset(src)
	}
	if valid && declared != "iso-2022-jp" {
		return &text{string: string(src), encoding: "utf-8"}, nil
	}
	if declared != "" {
		if t, err := decodeAs(src, declared); err == nil && len(t.warnings) == 0 {
			return t, nil
		}
	}
	if mostlyUTF8(src) {
		return decodeAs(src, "utf-8")
	}
	return guess(src), nil
}

// utf16BOM returns the encoding that a two-byte byte order mark stands for.
func utf16BOM(src []byte) string {
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")):
		return "utf-16le"
	case bytes.HasPrefix(src, []byte("\xfe\xff")):
		return "utf-16be"
	}
	return ""
}

// isUTF16 tells whether a source is to be read so: by its label, else by its mark.
func isUTF16(src []byte, label string) bool {
	if label == "" {
		return utf16BOM(src) != ""
	}
	_, name := lookup(label)
	return strings.HasPrefix(name, "utf-16")
}

// decodeAs reads a source in a known encoding and tells what that does not
// explain.
func decodeAs(src []byte, label string) (*text, error) {
	enc, name := lookup(label)
	if enc == nil {
		return nil, fmt.Errorf("unknown encoding %q", label)
	}
	t := &text{encoding: name}
	if name == "utf-8" {
		if _, _, broken := utf8Share(src); broken > 0 {
			t.warn(firstBroken(src), fmt.Sprintf("%s not utf-8, replaced", count(broken, "byte")))
		}
	}
	out, err := enc.NewDecoder().Bytes(src)
	if err != nil { // of text encodings none fails, they replace
		return nil, fmt.Errorf("reading as %s: %w", name, err)
	}
	t.string = string(out)
	if bad := strings.Count(t.string, "\uFFFD"); bad > 0 && name != "utf-8" {
		t.warn(0, fmt.Sprintf("%s not %s, replaced", count(bad, "character"), name))
	}
	return t, nil
}

// lookup finds an encoding by its label. Of the Chinese family gb18030 holds
// the others, and files declare the others and then use more.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	if strings.HasPrefix(label, "gb") {
		label = "gb18030"
	}
	enc, name := charset.Lookup(label)
	switch name {
	case "gbk":
		return charset.Lookup("gb18030")
	case "replacement", "x-user-defined":
		return nil, ""
	}
	return enc, name
}

var metaCharset = lazily(`(?i)<meta\s[^>]*?charset\s*=\s*["']?\s*([a-z0-9_:.-]+)`)

// declaredCharset returns what a meta element in the first 1024 bytes says,
// where browsers look for it. A declared UTF-16 cannot be, or it would not
// have been found.
func declaredCharset(src []byte) string {
	m := metaCharset().FindSubmatch(src[:min(len(src), 1024)])
	if m == nil {
		return ""
	}
	_, name := lookup(string(m[1]))
	if strings.HasPrefix(name, "utf-") {
		return ""
	}
	return name
}

// mostlyUTF8 tells whether a source is UTF-8 in which something broke. What
// looks like a character of two bytes also comes about by chance, in Japanese
// at every turn; one of three bytes hardly does.
func mostlyUTF8(src []byte) bool {
	long, short, broken := utf8Share(src)
	return long > broken || long+short > 4*broken
}

// utf8Share counts the bytes of UTF-8 characters of three bytes and more, of
// those of two, and the bytes that are neither UTF-8 nor ASCII.
func utf8Share(src []byte) (long, short, broken int) {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n == 2:
			short += n
		case n > 2:
			long += n
		}
		i += n
	}
	return long, short, broken
}

// firstBroken returns the line of the first byte that is not UTF-8.
func firstBroken(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			head := src[:i]
			return 1 + bytes.Count(head, []byte("\n")) + bytes.Count(head, []byte("\r")) - bytes.Count(head, []byte("\r\n"))
		}
		i += n
	}
	return 0
}

// guess reads a source as what its bytes resemble most. Every guess is told.
func guess(src []byte) *text {
	var best *text
	fewest := 0
	for _, name := range candidates(src) {
		t, err := decodeAs(src, name)
		if err != nil {
			continue
		}
		bad := strings.Count(t.string, "\uFFFD")
		if best == nil || bad < fewest {
			best, fewest = t, bad
		}
		if bad == 0 {
			break
		}
	}
	best.warnings = append([]Warning{{
		Class:  ClassEncoding,
		Detail: "the encoding is not declared, read as " + best.encoding,
	}}, best.warnings...)
	return best
}

// eastAsian are the encodings of two bytes a character, in the order in which
// they are tried where the detector finds them equally likely, which it does
// for a handful of characters.
var eastAsian = []string{"gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"}

// candidates returns encodings, the most probable first, at most six. The
// last one explains every byte.
func candidates(src []byte) []string {
	words, dense := sample(src)
	found, _ := chardet.NewHtmlDetector().DetectAll(words) // fails where it finds none
	for i := range found {
		_, found[i].Charset = lookup(found[i].Charset)
		found[i].Confidence = weigh(found[i], dense)
	}
	rank := func(r chardet.Result) int { // those that are not in the list come last
		return (slices.Index(eastAsian, r.Charset) + len(eastAsian) + 1) % (len(eastAsian) + 1)
	}
	slices.SortFunc(found, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, rank(a)-rank(b), strings.Compare(a.Charset, b.Charset))
	})
	var names []string
	for _, r := range found {
		if r.Charset != "" && !strings.HasPrefix(r.Charset, "utf-") && !slices.Contains(names, r.Charset) && len(names) < 5 {
			names = append(names, r.Charset)
		}
	}
	return append(names, "windows-1252")
}

// weigh corrects the detector's confidence: words all beyond ASCII are not of
// western Europe, and of a few Chinese characters it believes they might be
// some Russian or Greek.
func weigh(r chardet.Result, dense bool) int {
	switch {
	case !dense || slices.Contains(eastAsian, r.Charset):
		return r.Confidence
	case r.Charset == "windows-1252" || r.Charset == "windows-1254" || r.Confidence < 27:
		return min(r.Confidence, 5)
	}
	return r.Confidence
}

// sampleSize is as much text as the detector looks at, markup left out.
const sampleSize = 8192

// sample picks the part of a source that tells its encoding. Where words are
// dense with bytes beyond ASCII it is only those words, because all the markup
// would look like English to the detector.
func sample(src []byte) (part []byte, dense bool) {
	var words []byte
	longest := 0
	for rest := src; len(rest) > 0 && len(words) < sampleSize; {
		n := 1 + bytes.IndexAny(rest, " \t\r\n<>")
		if n == 0 {
			n = len(rest)
		}
		w := rest[:n]
		rest = rest[n:]
		if high := highRun(w); high > 0 {
			longest = max(longest, high)
			words = append(append(words, w...), ' ')
		}
	}
	if longest < 4 {
		return src[:min(len(src), 8*sampleSize)], false
	}
	return words, true
}

// highRun returns the length of the longest run of bytes outside ASCII.
func highRun(w []byte) int {
	longest, n := 0, 0
	for _, c := range w {
		if c < utf8.RuneSelf {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}
