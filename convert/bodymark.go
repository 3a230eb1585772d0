package convert

import (
	"strings"
	"sync"

	"golang.org/x/net/html/atom"
)

// hasMarkedLine tells whether a line of the source, outside of code, comments
// and scripts, carries a mark of Markdown. Blocks are looked for where they
// may begin: at the margin, at the start or behind a blank line. There a block
// of HTML has ended for a reader of Markdown (CommonMark 0.31.2, section 4.6).
// Marks that plain text has too count if lines have them more often than tags
// of their meaning, and so do all marks of emphasis where two <br> part the
// paragraphs: such text comes out of an editor. Two blanks at the end of each
// line before another one are breaks; at the end of some they are chance.
func hasMarkedLine(body string) bool {
	m := markSearch{fresh: true, parted: sync.OnceValue(func() bool { return partedByBreaks(body) })}
	m.links = strings.Contains(body, "](") || strings.Contains(body, "<http") || strings.Contains(body, "@")
	for line := range strings.Lines(body) {
		if m.sees(line) {
			return true
		}
	}
	return m.marked > m.tagged || m.hard > 0 && m.soft == 0
}

// A markSearch is what is known of a body from the lines that were read.
type markSearch struct {
	links  bool        // there may be some; most bodies have none
	parted func() bool // two <br> part the paragraphs

	before   string // the last line of text
	until    string // what ends the element in which nothing is Markdown; "" outside of one
	fresh    bool   // a block may begin
	inHTML   bool   // a block of it goes on
	numbered bool   // the last line was an item

	marked, tagged int // lines with weak marks, and with tags that stand for such
	hard, soft     int // lines of text that end with two blanks, and otherwise, before another line
}

// sees reads the next line, and tells whether its marks leave no doubt.
func (m *markSearch) sees(line string) bool {
	if m.until != "" {
		if end := indexFold(line, m.until); end >= 0 {
			m.until = opaque(line[end+len(m.until):])
		}
		m.fresh = false
		return false
	}
	text := strings.TrimRight(line, " \t\r\n")
	if text == "" {
		m.fresh, m.inHTML = true, false
		return false
	}
	m.inHTML = m.inHTML || m.fresh && opensBlock(text)
	if m.links && isLinked(text) || m.fresh && opensMarked(text) || isRuled(text) || isFormula(text, m.fresh) || !m.inHTML && m.emphasized(text) {
		return true
	}
	switch {
	case m.fresh || m.inHTML || strings.HasSuffix(strings.TrimRight(m.before, " \n"), ">"):
	case strings.HasSuffix(m.before, "  \n"):
		m.hard++
	default:
		m.soft++
	}
	m.fresh, m.before = false, line
	m.until = opaque(text)
	return false
}

// emphasized counts the marks in a line, and tells whether it has strong ones.
func (m *markSearch) emphasized(text string) bool {
	strong, weak := emphases(text)
	if strong > 0 && !m.parted() {
		return true
	}
	item := isNumbered(text)
	if strong+weak > 0 || item && m.numbered {
		m.marked++
	}
	if m.numbered = item; isInlineMarked(text) {
		m.tagged++
	}
	return false
}

// opaques are what opens an element in which nothing is Markdown, and what
// ends it.
var opaques = [...][2]string{
	{"<pre", "</pre>"}, {"<script", "</script>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"},
	{"<!--", "-->"}, {"<code", "</code>"}, {"{% highlight", "endhighlight"}, {"< highlight", "/highlight"}, // the last in {{ }}
}

// opaque returns what ends the element that a line opens and leaves open and
// in which nothing is Markdown; "" if it opens none.
func opaque(line string) string {
	liquid := strings.Index(line, "{%")
	for at := 0; ; at++ {
		if liquid >= 0 && liquid < at {
			if liquid = strings.Index(line[at:], "{%"); liquid >= 0 {
				liquid += at
			}
		}
		i := strings.IndexByte(line[at:], '<')
		switch {
		case liquid >= 0 && (i < 0 || liquid < at+i):
			at = liquid
		case i < 0:
			return ""
		default:
			at += i
		}
		until := opens(line[at:])
		if until == "" {
			continue
		}
		if until == "endhighlight" && at > 0 && line[at-1] == '{' {
			until = "/highlight" // Hugo's
		}
		end := indexFold(line[at:], until)
		if end < 0 {
			return until
		}
		at += end + len(until) - 1
	}
}

// opens returns what ends the element in which nothing is Markdown that s
// begins with; "" if it begins with none.
func opens(s string) string {
	if len(s) < 4 || strings.IndexByte("pPsStTcC!% ", s[1]) < 0 || strings.IndexByte("rRcCtTeEoO- h", s[2]) < 0 {
		return "" // most tags
	}
	for _, o := range opaques {
		if hasPrefixFold(s, o[0]) {
			return o[1]
		}
	}
	return ""
}

// opensMarked tells whether a line is marked as the beginning of a block.
func opensMarked(s string) bool {
	switch {
	case strings.HasPrefix(s, "```"), strings.HasPrefix(s, "~~~"), strings.HasPrefix(s, "> "):
		return true
	case s[0] == '#':
		rest := strings.TrimLeft(s, "#")
		return len(s)-len(rest) <= 6 && rest != "" && rest[0] == ' '
	case s[0] == '[':
		return strings.Index(s, "]: ") > 1 // a definition, of a link or of a footnote
	case strings.HasPrefix(s, "- "), strings.HasPrefix(s, "* "), strings.HasPrefix(s, "+ "):
		return !strings.Contains(strings.ToLower(s), "<br") // an editor's lines have breaks
	}
	return false
}

// linkLimit is how far a destination is looked at: lines may have megabytes.
const linkLimit = 4 << 10

// isLinked tells whether a line holds a link of Markdown, or an address
// between angle brackets, which HTML would take for an element.
func isLinked(s string) bool {
	if strings.Contains(s, "<code") || strings.Contains(s, "<pre") {
		return false
	}
	for rest := s; ; {
		i := strings.Index(rest, "](")
		if i < 0 {
			break
		}
		if open := strings.LastIndexByte(rest[:i], '['); open >= 0 && strings.IndexByte(rest[i:min(len(rest), i+linkLimit)], ')') > 2 {
			return true
		}
		rest = rest[i+2:]
	}
	for i := range tagStarts(s) {
		if strings.HasPrefix(s[i:], "<http://") || strings.HasPrefix(s[i:], "<https://") || isMail(s[i:]) {
			return true
		}
	}
	return false
}

// opensBlock tells whether a line begins a block of HTML, in which nothing is
// Markdown up to the next blank line (CommonMark 0.31.2, section 4.6).
func opensBlock(line string) bool {
	s := strings.TrimLeft(line, " ")
	if s == "" || s[0] != '<' {
		return false
	}
	name, _ := tagOf(s)
	kind := atom.Lookup([]byte(name))
	return kind != 0 && isBlock(newElement(kind))
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

// isRuled tells whether a line is the one below the head of a table.
func isRuled(line string) bool {
	return strings.HasPrefix(line, "|") && strings.Contains(line, "---") && strings.Trim(line, "|-: ") == ""
}

// isFormula tells whether a line begins a formula as MathJax finds it in
// Markdown alone, which halves the backslashes, or a block of one.
func isFormula(line string, fresh bool) bool {
	return fresh && line == "$$" || strings.HasPrefix(line, `\\[`) ||
		strings.Contains(line, `\\(`) && strings.Contains(line, `\\)`) && !strings.Contains(line, "<code")
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
// _ or two ~ on either side of words that stand alone, which plain text has too.
func emphases(line string) (strong, weak int) {
	if strings.IndexByte(line, '*') < 0 && strings.IndexByte(line, '_') < 0 && !strings.Contains(line, "~~") || strings.IndexByte(line, '$') >= 0 || strings.Contains(line, "<code") {
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
		case '*', '_', '~':
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
			case (n == 2 || n == 1 && c != '~') && after != blank && (before != letter || anywhere):
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
