package convert

import "strings"

// plainYAML reads a block of the form that most posts have: on each line a field
// with text, a number or nothing, and lists of such one level below. The library
// takes longer for a dozen such lines than a short body takes to become Markdown.
// What could mean anything else to it is left to it: nil.
func plainYAML(raw string) *value {
	p := plainReader{raw: raw, root: &value{kind: mapValue}}
	for at := 0; at < len(raw); {
		line, next := lineFrom(raw, at)
		if !p.line(line, at) {
			return nil
		}
		at = next
	}
	return p.root
}

type plainReader struct {
	raw    string
	root   *value
	open   bool // the last field has no value yet, or a list that goes on
	indent int  // of the items of that list
}

// line reads the line that begins at the offset at.
func (p *plainReader) line(line string, at int) bool {
	if line == "" {
		p.open = false
		return true
	}
	trimmed := strings.TrimLeft(line, " ")
	indent := len(line) - len(trimmed)
	if item, ok := strings.CutPrefix(trimmed, "- "); ok {
		return p.item(item, indent, at+indent+len("- "))
	}
	key, rest, ok := strings.Cut(line, ":")
	if !ok || !isPlainKey(key) || rest != "" && rest[0] != ' ' {
		return false
	}
	v := p.scalar(rest, at+len(key)+len(":"))
	if v == nil {
		return false
	}
	p.open = v.kind == nullValue && strings.TrimLeft(rest, " ") == ""
	v.key = key
	p.root.list = append(p.root.list, v)
	return true
}

// item adds to the list of the last field.
func (p *plainReader) item(text string, indent, at int) bool {
	if !p.open {
		return false
	}
	field := p.root.list[len(p.root.list)-1]
	if field.kind == nullValue {
		*field = value{kind: listValue, key: field.key}
		p.indent = indent
	}
	v := p.scalar(text, at)
	if v == nil || v.text == "" || indent != p.indent {
		return false
	}
	v.key = ""
	field.list = append(field.list, v)
	return true
}

// scalar reads text that begins at the offset at, blanks around it allowed.
func (p *plainReader) scalar(text string, at int) *value {
	s := strings.TrimLeft(text, " ")
	if s == "" {
		return &value{start: at}
	}
	at += len(text) - len(s)
	s = strings.TrimRight(s, " ")
	v := &value{start: at}
	switch {
	case s[0] == '\'' || s[0] == '"':
		inner := s[1:max(len(s)-1, 1)]
		if len(s) < 2 || s[len(s)-1] != s[0] || strings.IndexByte(inner, s[0]) >= 0 || strings.IndexByte(inner, '\\') >= 0 || !isPlainText(inner) {
			return nil
		}
		v.kind, v.text, v.quote = textValue, inner, s[0]
	case (isLetter(s[0]) || isDigit(s[0]) || s[0] >= 0x80) && isPlainText(s) && !strings.Contains(s, ": ") && !strings.Contains(s, " #") && s[len(s)-1] != ':':
		kind, ok := plainKind(s)
		if !ok {
			return nil
		}
		v.kind, v.text = kind, s
	default:
		return nil
	}
	if v.kind == textValue {
		v.end = at + len(s)
	}
	return v
}

// plainKind tells what text without quotes is; false if that takes more thought.
func plainKind(s string) (kind valueKind, ok bool) {
	if len(s) <= len("false") { // most text is longer, and need not be folded
		switch strings.ToLower(s) {
		case "true", "false":
			return boolValue, s == strings.ToLower(s)
		case "null", "y", "n", "yes", "no", "on", "off", "nan", "inf":
			return nullValue, false
		}
	}
	switch digits := strings.TrimLeft(s, decimals); {
	case len(digits) == len(s), strings.ContainsAny(s, " /:"):
		return textValue, true
	case digits == "":
		return numberValue, len(s) < 18 && (s[0] != '0' || len(s) == 1)
	}
	year, day, isDate := strings.Cut(s, "-")
	month, day, _ := strings.Cut(day, "-")
	isDate = isDate && len(year) == 4 && len(month) == 2 && len(day) == 2
	return textValue, isDate && strings.TrimLeft(year+month+day, decimals) == ""
}

const decimals = "0123456789"

// isPlainKey tells whether a key needs no thought: ASCII letters, digits, _ and -.
func isPlainKey(s string) bool {
	if s == "" || len(s) > 100 || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && !isDigit(s[i]) && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return true
}

// isPlainText tells whether nothing in s is a line end to YAML, or not to be
// printed.
func isPlainText(s string) bool {
	for _, c := range s {
		if c < ' ' || 0x7F <= c && c < 0xA0 || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= 0xFFFD && c < 0x10000 {
			return false
		}
	}
	return true
}
