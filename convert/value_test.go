package convert

import (
	"errors"
	"strings"
	"testing"
)

// TestBounds: what passes a bound is refused, what keeps it is read.
func TestBounds(t *testing.T) {
	deep := func(open, close string, n int) string { return strings.Repeat(open, n) + strings.Repeat(close, n) }
	for name, c := range map[string]struct {
		parse func(string) (*value, error)
		raw   string
		want  error
	}{
		"yaml":               {parseYAML, "a: " + deep("[", "]", 99), nil},
		"yaml, deep":         {parseYAML, "a: " + deep("[", "]", 100), errTooDeep},
		"yaml, large":        {parseYAML, "a: " + strings.Repeat("b", maxBlock), errTooLarge},
		"yaml, many":         {parseYAML, strings.Repeat("a: b\n", maxMarks+1), errTooLarge},
		"toml":               {parseTOML, "a = " + deep("[", "]", 99), nil},
		"toml, deep":         {parseTOML, "a = " + deep("[", "]", 100), errTooDeep},
		"toml, deep tables":  {parseTOML, "a = " + strings.Repeat("{b = ", 100) + "1" + strings.Repeat("}", 100), errTooDeep},
		"toml, deep keys":    {parseTOML, strings.Repeat("a.", 200) + "b = 1", errTooDeep},
		"toml, deep headers": {parseTOML, "[" + strings.Repeat("a.", 200) + "b]", errTooDeep},
		"toml, deep in both": {parseTOML, "a = [{" + strings.Repeat("a.", 200) + "b = 1}]", errTooDeep},
		"toml, large":        {parseTOML, "a = '" + strings.Repeat("b", maxBlock) + "'", errTooLarge},
		"json":               {parseJSON, `{"a": ` + deep("[", "]", 99) + "}", nil},
		"json, deep":         {parseJSON, `{"a": ` + deep("[", "]", 100) + "}", errTooDeep},
		"members, deep":      {parseMembers, `"a": ` + deep("[", "]", 100), errTooDeep},
	} {
		v, err := c.parse(c.raw)
		if c.want == nil && (err != nil || v.get("a") == nil) || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		parse func(string) (*value, error)
		raw   string
		want  string
		line  int
	}{
		{parseYAML, "a: 1\nb: c: d\n", "mapping values are not allowed in this context", 2},
		{parseYAML, "a: 1\nb: *c\n", "unknown anchor 'c' referenced", 2},
		{parseYAML, "a: 1\n--- \nb: 2\n", "not a list of fields", 0},
		{parseYAML, "just text", "not a list of fields", 0},
		{parseTOML, "a = 1\n\nb c", "expected '=' after key", 3},
		{parseTOML, "a = 1\n[a]\n", "not a list of fields", 0},
		{parseTOML, "a = 1\n[[a]]\n", "not a list of fields", 0},
		{parseTOML, "a = 1\na.b = 1", "not a list of fields", 0},
		{parseTOML, "a = 1\n[a.b]\n", "not a list of fields", 0},
		{parseTOML, "a = {b = 1, b.c = 2}", "not a list of fields", 0},
		{parseTOML, "a = [{b = 1, b.c = 2}]", "not a list of fields", 0},
		{parseJSON, "{\"a\": 1\n,}", "invalid character '}' looking for beginning of object key string", 2},
		{parseJSON, "{\"a\": 1}\n{}", "more than one object", 0},
		{parseJSON, "[1]", "not a list of fields", 0},
		{parseJSON, "{\"a\": [1", "not closed", 1},
		{parseMembers, "\"a\": 1}, {", "more than one object", 0},
	} {
		_, err := c.parse(c.raw)
		var at *lineError
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: error %v, want %s", c.raw, err, c.want)
		} else if errors.As(err, &at) && at.line != c.line {
			t.Errorf("%q: error at line %d, want %d", c.raw, at.line, c.line)
		}
	}
}

func TestNumber(t *testing.T) {
	for s, want := range map[string]string{
		"1": "1", "-1.50e3": "-1.50e3", "+7": "7", "1_000": "1000", "0x1f": "31", "0o17": "15", "017": "15",
		".5": "0.5", "1.": "1", "nan": `"nan"`, "-.inf": `"-.inf"`, "1e999": "1e999", "+1e999x": `"+1e999x"`,
		strings.Repeat("9", 40):        strings.Repeat("9", 40),
		"0x" + strings.Repeat("f", 99): `"0x` + strings.Repeat("f", 99) + `"`,
	} {
		v := &value{kind: numberValue, text: s}
		if got := string(v.json()); got != want {
			t.Errorf("number %s is written as %s, want %s", s, got, want)
		}
	}
}

func TestQuotedLen(t *testing.T) {
	for _, c := range []struct {
		s             string
		quote, escape byte
		want          int
	}{
		{`"a" b`, '"', '\\', 3}, {`"a\"b" c`, '"', '\\', 6}, {`"a\\" b`, '"', '\\', 5}, {`"a"\`, '"', '\\', 3},
		{`'a' b`, '\'', '\'', 3}, {`'a''b' c`, '\'', '\'', 6}, {`'' b`, '\'', '\'', 2}, {`''''`, '\'', '\'', 4},
		{`'a''`, '\'', '\'', 0}, {`"a\"`, '"', '\\', 0}, {`a"`, '"', '\\', 0}, {"", '"', '\\', 0},
	} {
		if got := quotedLen(c.s, c.quote, c.escape); got != c.want {
			t.Errorf("quotedLen(%s) = %d, want %d", c.s, got, c.want)
		}
	}
}
