package convert

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// An Audit tells what the conversion of one post kept, what it dropped on
// purpose, and what it lost. It is found by reading the Markdown again and
// comparing that with the body.
type Audit struct {
	Kept    Counts         `json:"kept"`
	Dropped map[string]int `json:"dropped,omitempty"` // on purpose, by kind: script, style, tracker, ...
	Lost    []Loss         `json:"lost,omitempty"`    // empty if nothing was lost

	// Unchecked says why the Markdown was not read back, so that Kept and
	// Lost say nothing; "" for nearly every post.
	Unchecked string `json:"unchecked,omitempty"`
}

// Counts are the parts of a body that have a meaning of their own.
type Counts struct {
	Characters int `json:"characters"` // of visible text, blanks left out
	Links      int `json:"links,omitempty"`
	Images     int `json:"images,omitempty"`
	Embeds     int `json:"embeds,omitempty"` // players and frames, kept as links
	Code       int `json:"code,omitempty"`   // code blocks
	Tables     int `json:"tables,omitempty"`
}

// A Loss is one difference between a body and its Markdown.
type Loss struct {
	Kind string `json:"kind"`           // text, line, link, image, code, alt, title, language, heading, item, number, quote, table or element
	Want string `json:"want,omitempty"` // what the body has, cut to 200 bytes; "" if the Markdown has too much
	Got  string `json:"got,omitempty"`  // what the Markdown has there; "" if it has nothing
}

// drop counts something that was left out on purpose. The methods of a nil
// Audit do nothing.
func (a *Audit) drop(kind string) {
	if a == nil {
		return
	}
	if a.Dropped == nil {
		a.Dropped = map[string]int{}
	}
	a.Dropped[kind]++
}

func (a *Audit) embed() {
	if a != nil {
		a.Kept.Embeds++
	}
}

// A witness is what one reading of a post saw, in order.
type witness struct {
	text   strings.Builder // visible characters, blanks left out
	links  []string        // addresses
	auto   []string        // addresses that are links and their own text, where text may become one
	images []string        // addresses
	code   []string        // text of code blocks
	spans  []string        // text of code blocks that may become spans
	tables int
	parts  []seen
	edges  []int // where lines begin, in bytes of text, in order

	depth   [covers]int // covers that text stands in
	covered int         // all of depth
	letters [covers]int // in each cover
	inLine  int         // elements around, in which Markdown has no blocks
}

// say adds visible text.
func (s *witness) say(text string) {
	if s.covered > 0 {
		s.tally(text)
	}
	start := 0
	for i := 0; i < len(text); i++ {
		if !mayBlank[text[i]] {
			continue
		}
		if n := blankLen(text[i:]); n > 0 {
			s.text.WriteString(text[start:i])
			start = i + n
			i = start - 1
		}
	}
	s.text.WriteString(text[start:])
}

// mayBlank are the bytes with which a character begins that a witness leaves out.
var mayBlank = func() [256]bool {
	table := mayHide
	for c := range byte(' ' + 1) {
		table[c] = true
	}
	return table
}()

// blankLen is the length of the character that s begins with if a witness leaves
// it out: blanks, and what shows nothing.
func blankLen(s string) int {
	if isBlank(s[0]) {
		return 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == 0xA0 || r == utf8.RuneError || visibleRune(r) < 0 {
		return n
	}
	return 0
}

// judge compares what stands in the body with what a reader of the Markdown
// sees, and counts the latter.
func (a *Audit) judge(want, got *witness) {
	a.count(got)
	a.texts(want.text.String(), got.text.String())
	a.only("link", want.links, slices.Concat(got.links, got.auto))
	a.surplus("link", got.links, want.links)
	a.only("image", want.images, got.images)
	a.surplus("image", got.images, want.images)
	a.only("code", want.code, got.code)
	a.surplus("code", got.code, append(want.code, want.spans...))
	a.parts(want, got)
}

// count fills in what was kept.
func (a *Audit) count(got *witness) {
	a.Kept.Characters = utf8.RuneCountInString(got.text.String())
	a.Kept.Links = max(len(got.links)+len(got.auto)-a.Kept.Embeds, 0)
	a.Kept.Images = len(got.images)
	a.Kept.Code = len(got.code)
	a.Kept.Tables = got.tables
}

// texts notes the stretch in which two texts differ.
func (a *Audit) texts(want, got string) {
	if want == got {
		return
	}
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	for i > 0 && i < len(want) && !utf8.RuneStart(want[i]) {
		i--
	}
	want, got = want[i:], got[min(i, len(got)):]
	for len(want) > 0 && len(got) > 0 && want[len(want)-1] == got[len(got)-1] {
		want, got = want[:len(want)-1], got[:len(got)-1]
	}
	a.Lost = append(a.Lost, Loss{Kind: "text", Want: clip(want), Got: clip(got)})
}

// only notes what the Markdown has less often than the body, surplus what it has
// and the body has not at all: a link over several blocks is there once for
// each.
func (a *Audit) only(kind string, want, got []string) {
	for _, s := range fewer(want, got) {
		a.Lost = append(a.Lost, Loss{Kind: kind, Want: clip(s)})
	}
}

func (a *Audit) surplus(kind string, got, want []string) {
	for _, s := range missing(got, want) {
		a.Lost = append(a.Lost, Loss{Kind: kind, Got: clip(s)})
	}
}

// missing returns the elements of list that others lack altogether.
func missing(list, others []string) []string {
	have := make(map[string]bool, len(others))
	for _, s := range others {
		have[s] = true
	}
	var lack []string
	for _, s := range list {
		if !have[s] {
			have[s] = true
			lack = append(lack, s)
		}
	}
	return lack
}

// fewer returns the elements of list that others have less often, once each.
func fewer(list, others []string) []string {
	have := make(map[string]int, len(others))
	for _, s := range others {
		have[s]++
	}
	var lack []string
	for _, s := range list {
		if have[s]--; have[s] == -1 {
			lack = append(lack, s)
		}
	}
	return lack
}

// clip cuts s to 200 bytes of valid UTF-8.
func clip(s string) string {
	if len(s) > 200 {
		s = s[:200]
	}
	return strings.ToValidUTF8(s, "")
}

// check audits the conversion of an HTML body: it looks at the tree again, and
// at what the Markdown says.
func (w *writer) check(doc *html.Node, out string) {
	switch {
	case isDense(out):
		w.audit.Unchecked = uncheckedDense
		return
	case len(out) > maxGrown && len(out)/maxGrowth > w.size:
		w.audit.Unchecked = uncheckedGrown
		return
	}
	want, got := &witness{}, &witness{}
	w.testify(doc, want)
	w.atEnd = true
	for _, note := range w.notes.list {
		want.edge()
		for c := note.FirstChild; c != nil; c = c.NextSibling {
			w.testify(c, want)
		}
	}
	w.atEnd = false
	w.notes, w.facts = notes{}, facts{} // and so nothing holds the tree any more
	w.readBack(out, got)
	w.audit.judge(want, got)
}

const uncheckedGrown = "nested so deep that the Markdown is many times as long as the body"

// Bounds on Markdown that grew by its nesting: each line of a quote in a
// hundred quotes begins with a hundred signs.
const (
	maxGrown  = 4 << 20 // bytes
	maxGrowth = 8       // times the body
)

const uncheckedDense = "too many brackets in one line, lines in one paragraph, or footnotes"

// Bounds on what is read back: goldmark's time grows with the square of the
// brackets in a line, and of the lines of a paragraph that brackets span.
const (
	maxBracketCost    = 1 << 27 // brackets of a line, times its bytes
	maxParagraphLines = 5000
	maxNotes          = 300 // footnotes, each of which goldmark looks for among all
)

// isDense tells whether reading the Markdown back could take minutes.
func isDense(out string) bool {
	lines, brackets, notes := 0, false, 0
	for line := range strings.Lines(out) {
		if len(line) == 1 {
			lines, brackets = 0, false
			continue
		}
		lines++
		if strings.HasPrefix(line, "- ") {
			lines = 0
		}
		if strings.HasPrefix(line, "[^") {
			notes++
		}
		n := strings.Count(line, "[")
		brackets = brackets || n > 0
		if n*len(line) > maxBracketCost || brackets && lines > maxParagraphLines || notes > maxNotes {
			return true
		}
	}
	return false
}
