package convert

import (
	"iter"
	"strings"
)

// tagStarts visits the places in s at which a tag may begin.
func tagStarts(s string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := strings.IndexByte(s, '<'); i >= 0 && yield(i); {
			k := strings.IndexByte(s[i+1:], '<')
			if k < 0 {
				return
			}
			i += 1 + k
		}
	}
}

// tagEnd is the length of a tag, searched no further than 64 KiB.
func tagEnd(s string) int {
	s = s[:min(len(s), 1<<16)]
	if i := strings.IndexByte(s, '>'); i >= 0 {
		return i
	}
	return len(s)
}

// tagName returns the name that s starts with; "" if it starts with none.
func tagName(s string) string {
	n := 0
	for n < len(s) && n < 20 && (isLetter(s[n]) || n > 0 && isDigit(s[n])) {
		n++
	}
	return s[:n]
}

// tagOf returns the name of the tag that s begins with, in lower case, and
// whether it closes its element.
func tagOf(s string) (name string, closes bool) {
	s, closes = strings.CutPrefix(strings.TrimPrefix(s, "<"), "/")
	return strings.ToLower(tagName(s)), closes
}

// fullName returns the name of a tag as the tokenizer of HTML reads it, cut to
// 64 bytes; "" if s does not begin with one.
func fullName(s string) string {
	if s == "" || !isLetter(s[0]) {
		return ""
	}
	n := 1
	for n < len(s) && n < 64 && !isBlank(s[n]) && s[n] != '>' && s[n] != '/' {
		n++
	}
	return s[:n]
}

// attrsEnd is how far the attributes reach that s begins with, the sign that
// ends the tag included.
func attrsEnd(s string) int {
	if end := strings.IndexByte(s, '>'); end >= 0 && strings.IndexByte(s[:end], '=') < 0 {
		return end + 1
	}
	value := false // an attribute's value may begin
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '>':
			return i + 1
		case value && (c == '"' || c == '\''):
			k := strings.IndexByte(s[i+1:], c)
			if k < 0 {
				return len(s)
			}
			i += 1 + k
			value = false
		case !isBlank(c):
			value = c == '='
		}
	}
	return len(s)
}

// hasTags tells whether HTML tags stand in the text.
func hasTags(s string) bool {
	for i := range tagStarts(s) {
		name := s[i+1:]
		if name != "" && (name[0] == '/' || name[0] == '!') {
			name = name[1:]
		}
		if tagName(name) != "" {
			return true
		}
	}
	return false
}

// isImplied tells whether an element is closed by the next of its kind, so that
// posts leave it open by the hundred without nesting it. It takes the name in
// lower case, as those below do.
func isImplied(name string) bool {
	switch name {
	case "p", "li", "td", "tr", "th", "dd", "dt", "option":
		return true
	}
	return false
}

// isVoid tells whether an element has no end tag.
func isVoid(name string) bool {
	switch name {
	case "br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// isFormatting tells whether a parser opens an element again that was not closed.
func isFormatting(name string) bool {
	switch name {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// isRawText tells whether nothing between the tags of an element is markup, so
// that its tags must stay together: without them what is in it would be some.
func isRawText(name string) bool {
	switch name {
	case "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext":
		return true
	}
	return false
}
