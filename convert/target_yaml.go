package convert

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// stampValue is a date that is written without quotes.
const stampValue valueKind = 1 + mapValue

// yamlOf writes the members of a map as a block of YAML that reads the same
// in every program: go-yaml in Hugo, js-yaml in Hexo and Astro, Psych in
// Jekyll, PyYAML in MkDocs. What one of them could take for something else is
// quoted; of a key that comes twice the last one is written, since some refuse
// the block otherwise.
func yamlOf(root *value) string {
	w := &yamlWriter{}
	w.members(effective(root.list), 0)
	return w.String()
}

type yamlWriter struct{ strings.Builder }

func (w *yamlWriter) indent(depth int) { w.WriteString(strings.Repeat("  ", depth)) }

func (w *yamlWriter) members(list []*value, depth int) {
	for i, m := range list {
		if i > 0 || depth == 0 || w.atLineStart() {
			w.indent(depth)
		}
		w.WriteString(yamlText(m.key) + ":")
		w.nested(m, depth)
	}
}

// atLineStart tells whether the next byte begins a line.
func (w *yamlWriter) atLineStart() bool { return strings.HasSuffix(w.String(), "\n") }

// nested writes the value of a key.
func (w *yamlWriter) nested(v *value, depth int) {
	switch {
	case v.kind == nullValue:
		w.WriteByte('\n')
	case v.kind == mapValue && len(v.list) > 0:
		w.WriteByte('\n')
		w.members(effective(v.list), depth+1)
	case v.kind == listValue && len(v.list) > 0:
		w.WriteByte('\n')
		for _, item := range v.list {
			w.indent(depth + 1)
			w.WriteString("- ")
			w.item(item, depth+2)
		}
	default:
		w.WriteString(" " + flowYAML(v) + "\n")
	}
}

// item writes an item of a list. Lists in lists are written in one line.
func (w *yamlWriter) item(v *value, depth int) {
	if v.kind != mapValue || len(v.list) == 0 {
		w.WriteString(flowYAML(v) + "\n")
		return
	}
	w.members(effective(v.list), depth)
}

// flowYAML writes a value in one line.
func flowYAML(v *value) string {
	var parts []string
	switch v.kind {
	case nullValue:
		return "null"
	case boolValue:
		return strconv.FormatBool(isYes(v.text))
	case numberValue:
		return yamlNumber(v.text)
	case stampValue:
		return v.text
	case listValue:
		for _, item := range v.list {
			parts = append(parts, flowYAML(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapValue:
		for _, m := range effective(v.list) {
			parts = append(parts, yamlText(m.key)+": "+flowYAML(m))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return yamlText(v.text)
}

// yamlNumber writes a number: as it is if it is one in JSON, and so everywhere,
// else in quotes. 010 is eight to some readers and ten to others.
func yamlNumber(s string) string {
	if json.Valid([]byte(s)) && !strings.ContainsAny(s, "eE") {
		return s
	}
	return quotedYAML(s)
}

// yamlWords are what some version of YAML takes for something other than text.
var yamlWords = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"}

// yamlText writes text, in quotes unless nobody could take it for anything else.
func yamlText(s string) string {
	if s == "" || len(s) > 200 || slices.Contains(yamlWords, strings.ToLower(s)) || strings.HasSuffix(s, " ") {
		return quotedYAML(s)
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), r == '_':
		case i > 0 && (unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" -./+()", r)):
		case i > 0 && r > 0xFF && unicode.IsPunct(r): // of Chinese and Japanese
		default:
			return quotedYAML(s)
		}
	}
	return s
}

func quotedYAML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
