package convert

import (
	"slices"
	"strings"
	"sync"
)

// A pseudo-tag looks like a tag and names no element: List<String>,
// <joe@example.org>, #include <stdio.h>, a <placeholder>. Browsers show nothing
// of it, so the document does not either; but since its author may have meant
// text, and the writer and the audit would both miss it, a pass over the body
// before it is parsed tells of it. Addresses are links in Markdown and never
// elements: they are made text.
//
// Names that are no element's are taken for markup without a word where they
// are a custom element's, have a prefix of those that programs write (o:p,
// fb:like), or carry an attribute with a value, as misspelt elements do.

// elements are the elements of HTML, also those that it has no more.
var elements = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for name := range strings.FieldsSeq(`a abbr acronym address applet area article aside audio b base basefont bdi bdo
		bgsound big blink blockquote body br button canvas caption center cite code col colgroup data datalist dd del
		details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4
		h5 h6 head header hgroup hr html i iframe ilayer image img input ins isindex kbd keygen label layer legend li link
		listing main map mark marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes nolayer
		noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp
		script search section select slot small source spacer span strike strong style sub summary sup svg table tbody td
		template textarea tfoot th thead time title tr track tt u ul var video wbr xmp`) {
		known[name] = true
	}
	return known
})

// isCommon tells of the elements that nine of ten tags are of, without looking
// them up.
func isCommon(name string) bool {
	switch name {
	case "a", "b", "br", "code", "div", "em", "font", "i", "img", "li", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "tr", "ul":
		return true
	}
	return false
}

// prefixes are those of the elements that word processors and the buttons of
// networks bring along.
var prefixes = []string{"o:", "v:", "w:", "m:", "x:", "st1:", "st2:", "fb:", "g:", "gcse:", "svg:", "mml:", "xml:", "asp:", "itunes:", "media:", "content:"}

// pseudoTags returns body with addresses between angle brackets as text, and
// what it found of other pseudo-tags.
func pseudoTags(body string) (text string, tags pseudo) {
	s := tagScan{body: body, gone: map[string]bool{}}
	for s.next() {
	}
	if s.done == 0 {
		return body, s.tags
	}
	s.out.WriteString(body[s.done:])
	return s.out.String(), s.tags
}

// A pseudo tells of the pseudo-tags of a body.
type pseudo struct {
	count int
	first string // as it is written
	line  int    // on which it stands, 0 for the first
}

// A tagScan walks from one tag to the next, past comments, scripts and
// attributes, where nothing is a tag.
type tagScan struct {
	body   string
	at     int // what is before it was read
	done   int // and before it was written
	out    strings.Builder
	tags   pseudo
	gone   map[string]bool // ends that do not come any more
	closed map[string]bool // names of all end tags, once they are asked for
}

// next reads one tag; false at the end. End tags tell nothing: that of an
// address was put there by an editor that took the address for an element.
func (s *tagScan) next() bool {
	i := strings.IndexByte(s.body[s.at:], '<')
	if i < 0 {
		return false
	}
	at := s.at + i
	rest := s.body[at+1:]
	s.at = at + 1
	switch {
	case strings.HasPrefix(rest, "/"):
	case strings.HasPrefix(rest, "!--"):
		s.skip("-->")
	case strings.HasPrefix(rest, "?") && len(rest) > 4 && strings.EqualFold(rest[:4], "?php"):
		s.tell(at)
	default:
		s.start(at, fullName(rest))
	}
	return true
}

// start reads a start tag.
func (s *tagScan) start(at int, name string) {
	if name == "" {
		return
	}
	end := at + 1 + len(name)
	if isCommon(name) {
		s.at = end + attrsEnd(s.body[end:])
		return
	}
	low := strings.ToLower(name)
	switch {
	case elements()[low]:
	case isPrefixed(low):
	case hasValue(s.body[end:]), s.isCustom(low):
	case isAddressed(low):
		s.text(at)
		return
	default:
		s.tell(at)
	}
	s.at = end + attrsEnd(s.body[end:])
	switch low {
	case "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "svg", "math":
		s.skip("</" + low)
	case "plaintext":
		s.at = len(s.body)
	}
}

// isAddressed tells whether the name of a tag begins an address.
func isAddressed(low string) bool {
	for _, scheme := range [...]string{"http:", "https:", "ftp:", "mailto:"} {
		if strings.HasPrefix(low, scheme) {
			return true
		}
	}
	return strings.IndexByte(low, '@') > 0
}

// tell notes a pseudo-tag that nobody will see.
func (s *tagScan) tell(at int) {
	if s.tags.count == 0 {
		s.tags.first = s.body[at : at+pseudoEnd(s.body[at:])]
		s.tags.line = strings.Count(s.body[:at], "\n")
	}
	s.tags.count++
}

// text makes text of the sign at which an address begins.
func (s *tagScan) text(at int) {
	s.out.WriteString(s.body[s.done:at])
	s.out.WriteString("&lt;")
	s.done = at + 1
}

// skip goes on behind the next end, if it comes.
func (s *tagScan) skip(end string) {
	if s.gone[end] {
		return
	}
	i := indexFold(s.body[s.at:], end)
	if i < 0 {
		s.gone[end] = true
		return
	}
	s.at += i + len(end)
}

// isCustom tells whether a name is that of a custom element: it has a hyphen,
// and what it opens is closed, which <your-name> is not.
func (s *tagScan) isCustom(low string) bool {
	if !strings.Contains(low, "-") || strings.ContainsAny(low, `@:/<"'`) {
		return false
	}
	if s.closed == nil {
		s.closed = map[string]bool{}
		for i := range tagStarts(s.body) {
			if name, ok := strings.CutPrefix(s.body[i:], "</"); ok {
				s.closed[strings.ToLower(fullName(name))] = true
			}
		}
	}
	return s.closed[low]
}

func isPrefixed(low string) bool {
	end := strings.IndexByte(low, ':') + 1
	return end < len(low) && slices.Contains(prefixes, low[:end])
}

// hasValue tells whether the attributes that s begins with hold one with a
// value. Editors give those that they make of text an empty one.
func hasValue(s string) bool {
	s = s[:min(len(s), 1<<10)]
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return false
	}
	for s = s[:end]; ; {
		i := strings.IndexByte(s, '=')
		if i < 0 {
			return false
		}
		name := s[:i]
		s = s[i+1:]
		if name != "" && isLetter(name[len(name)-1]) && len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[1] != s[0] {
			return true
		}
	}
}

// pseudoEnd is the length of the pseudo-tag that s begins with, for telling.
func pseudoEnd(s string) int {
	if i := 1 + strings.IndexAny(s[1:min(len(s), 60)], "<>\n"); i > 0 {
		if s[i] == '>' {
			return i + 1
		}
		return i
	}
	return len(strings.ToValidUTF8(s[:min(len(s), 60)], ""))
}
