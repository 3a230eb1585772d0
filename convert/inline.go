package convert

import (
	"slices"
	"strings"
)

// A part is a piece of inline content on its way to Markdown.
type part struct {
	kind partKind
	text string // text: as a reader shall see it; code: its content; raw: as it stands in the file
	span *span  // of an opening or closing part
}

type partKind byte

const (
	textPart    partKind = iota
	codePart             // a code span
	rawPart              // Markdown or HTML that is finished
	imagePart            // raw too, but with its alternative text in text
	breakPart            // a hard line break
	openPart             // a span begins
	closePart            // a span ends
	addressPart          // text that readers of Markdown turn into a link
)

// A span is inline content that is set apart: emphasis, a link, an element
// that Markdown has no sign for.
type span struct {
	mark  string // **, * or ~~ for emphasis; "" otherwise
	open  string // what stands before the content if it is not emphasis, or if the mark would not be seen
	close string
	link  bool // open is "[" and close holds the destination

	joined *span // the span of the same kind that goes on in this one
}

// An inline collects the inline content of one paragraph, heading or table
// cell. White space is folded as it comes: a blank waits until something
// follows it, and then goes in front of the spans that opened meanwhile, since
// emphasis must not begin or end with one.
type inline struct {
	parts  []part
	blank  bool // a blank waits
	filled bool // something visible stands in parts
	start  bool // nothing visible since the start or the last break
}

func (in *inline) reset() {
	*in = inline{parts: in.parts[:0], start: true}
}

// endsLink tells whether a link has just ended.
func (in *inline) endsLink() bool {
	k := len(in.parts) - 1
	return k >= 0 && in.parts[k].kind == closePart && in.parts[k].span.link
}

// text adds text, folding its white space.
func (in *inline) text(s string) {
	for s != "" {
		i := 0
		for i < len(s) && isBlank(s[i]) {
			i++
		}
		if i > 0 {
			in.blank = true
			s = s[i:]
			continue
		}
		s = in.words(s)
	}
}

// words adds s up to a white space that is not a single blank between words,
// and returns the rest.
func (in *inline) words(s string) string {
	end := passWords(s)
	for end < len(s) {
		n, sep := blanks(s[end:])
		switch {
		case n == 0: // 0xC2 of another character
			end++
		case sep && end+n < len(s) && (end > 0 || !in.start && !in.opens()):
			end += n
		default:
			in.visible(part{kind: textPart, text: s[:end]})
			in.blank = true
			return s[end+n:]
		}
		end += passWords(s[end:])
	}
	in.visible(part{kind: textPart, text: s})
	return ""
}

// passWords returns how far s goes on without white space that has to be looked
// at: with words, and single blanks between them.
func passWords(s string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case !beginsBlank[s[i]]:
		case s[i] == ' ' && i > 0 && i+1 < len(s) && !beginsBlank[s[i+1]]:
			i++
		default:
			return i
		}
	}
	return len(s)
}

// beginsBlank are the bytes with which white space begins.
var beginsBlank = [256]bool{' ': true, '\n': true, '\t': true, '\r': true, '\f': true, 0xC2: true}

// opens tells whether a span has just opened. A no-break space there goes in
// front of it like any blank, since emphasis may not begin with one.
func (in *inline) opens() bool { return in.lastOpen() < len(in.parts) }

// blanks measures the white space at the start of s, no-break spaces
// included, and tells whether it may stay as it is: one blank or one no-break
// space. Longer runs are how old editors indented and show as one blank.
func blanks(s string) (n int, asIs bool) {
	count := 0
	for n < len(s) {
		switch {
		case isBlank(s[n]):
			asIs = s[n] == ' '
			n++
		case s[n] == 0xC2 && n+1 < len(s) && s[n+1] == 0xA0:
			asIs = true
			n += 2
		default:
			return n, asIs && count == 1
		}
		count++
	}
	return n, asIs && count == 1
}

// visible adds something that shows.
func (in *inline) visible(p part) {
	if p.kind == textPart && p.text == "" {
		return
	}
	in.shows()
	in.parts = append(in.parts, p)
}

// shows notes that something visible follows: the waiting blank goes before the
// spans that have just opened.
func (in *inline) shows() {
	if in.blank && !in.start {
		in.beforeOpen(part{kind: textPart, text: " "})
	}
	in.blank, in.start, in.filled = false, false, true
}

func (in *inline) beforeOpen(p part) { in.parts = slices.Insert(in.parts, in.lastOpen(), p) }

// lastOpen is where the spans begin that have just opened.
func (in *inline) lastOpen() int {
	i := len(in.parts)
	for i > 0 && in.parts[i-1].kind == openPart {
		i--
	}
	return i
}

// lineBreak adds a hard line break; false if one stands there already, with
// nothing between.
func (in *inline) lineBreak() bool {
	in.blank = false
	if in.start && in.filled {
		return false
	}
	if in.filled {
		in.beforeOpen(part{kind: breakPart})
	}
	in.start = true
	return true
}

func (in *inline) open(s *span) {
	in.parts = append(in.parts, part{kind: openPart, span: s})
}

// close ends a span; one without content leaves nothing behind. A break at
// its end goes behind it.
func (in *inline) close(s *span) {
	k := len(in.parts) - 1
	if k >= 0 && in.parts[k].kind == openPart && in.parts[k].span == s {
		in.parts = in.parts[:k]
		return
	}
	if k >= 0 && in.parts[k].kind == breakPart {
		in.parts[k] = part{kind: closePart, span: s}
		in.parts = append(in.parts, part{kind: breakPart})
		return
	}
	in.parts = append(in.parts, part{kind: closePart, span: s})
}

// htmlBreak is a line break in code that is written as HTML.
const htmlBreak = "<br>"

// trimBreaks takes the breaks off the end of such code, and returns how many.
func (in *inline) trimBreaks() int {
	k := len(in.parts)
	for k > 0 && in.parts[k-1].kind == rawPart && in.parts[k-1].text == htmlBreak {
		k--
	}
	n := len(in.parts) - k
	in.parts = in.parts[:k]
	return n
}

// anchor adds the target of a link, in front of the link or the emphasis that
// it stands in: one link in another would end it.
func (in *inline) anchor(text string) {
	in.shows()
	i := in.lastOpen()
	for k := i - 1; k >= 0 && !(in.parts[k].kind == closePart && in.parts[k].span.link); k-- {
		if in.parts[k].kind == openPart && in.parts[k].span.link {
			i = k
			break
		}
	}
	in.parts = slices.Insert(in.parts, i, part{kind: rawPart, text: text})
}

// trimmed returns the parts without breaks at the end.
func (in *inline) trimmed() []part {
	ps := in.parts
	for len(ps) > 0 && ps[len(ps)-1].kind == breakPart {
		ps = ps[:len(ps)-1]
	}
	return ps
}

// joinCode makes one code span of those that stand side by side, perhaps since
// the marks between them are gone: two would show their backticks.
func joinCode(parts []part) []part {
	kept := parts[:0]
	for i := 0; i < len(parts); {
		j := i + 1
		for parts[i].kind == codePart && j < len(parts) && parts[j].kind == codePart {
			j++
		}
		p := parts[i]
		if j > i+1 {
			var text strings.Builder
			for _, code := range parts[i:j] {
				text.WriteString(code.text)
			}
			p.text = text.String()
		}
		kept = append(kept, p)
		i = j
	}
	return kept
}
