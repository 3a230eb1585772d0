package convert

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parseYAML reads a block of YAML. The library makes nodes of it and nothing
// else: aliases are not expanded and keys not compared, so that it takes
// linear time.
func parseYAML(raw string) (*value, error) {
	if err := bounded(raw); err != nil {
		return nil, err
	}
	if v := plainYAML(raw); v != nil {
		return v, nil
	}
	return parseAnyYAML(raw)
}

func parseAnyYAML(raw string) (*value, error) {
	loader, err := yaml.NewLoader(strings.NewReader(raw))
	if err != nil {
		return nil, err
	}
	var doc, more yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return &value{kind: mapValue}, nil
	case err != nil:
		return nil, yamlError(err)
	}
	if err := loader.Load(&more); !errors.Is(err, io.EOF) {
		return nil, errNoMap
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errNoMap
	}
	r := &yamlReader{raw: raw, line: 1, column: 1}
	return r.container(doc.Content[0], maxDepth)
}

// A lineError is an error of a parser at a line of the block.
type lineError struct {
	line int // 1 for the first
	msg  string
}

func (e *lineError) Error() string { return e.msg }

func yamlError(err error) error {
	var load *yaml.LoadError
	if errors.As(err, &load) {
		return &lineError{load.Mark.Line, load.Message}
	}
	return err
}

// A yamlReader turns nodes into values. It follows their places through the
// block, so that finding all of them is linear too.
type yamlReader struct {
	raw          string
	offset       int
	line, column int // of raw[offset:], in runes, 1 for the first
}

func (r *yamlReader) read(n *yaml.Node, depth int) (*value, error) {
	switch n.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		if v := r.template(n); v != nil {
			return v, nil
		}
		return r.container(n, depth)
	case yaml.AliasNode:
		v := &value{start: r.seek(n)}
		if n.Alias != nil && n.Alias.Kind == yaml.ScalarNode {
			v.kind, v.text = yamlScalar(n.Alias)
			v.end = v.start + len("*") + len(n.Value)
		}
		return v, nil
	}
	v := &value{start: r.seek(n)}
	v.kind, v.text = yamlScalar(n)
	if v.kind == textValue && !isBinaryTag(n) {
		v.start += skipProperties(r.raw[v.start:])
		v.end, v.quote = yamlExtent(r.raw, v.start, n)
	}
	return v, nil
}

var templateTag = lazily(`^\{\{[^{}\n]+\}\}`)

// template returns a tag such as {{ page.title }} as text, which it was meant to
// be: to YAML it is a map of which a map is the only key. nil if n is none.
func (r *yamlReader) template(n *yaml.Node) *value {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Kind != yaml.MappingNode || n.Content[1].ShortTag() != "!!null" {
		return nil
	}
	start := r.seek(n)
	if m := templateTag().FindString(r.raw[start:min(start+200, len(r.raw))]); m != "" {
		return &value{kind: textValue, text: m, start: start}
	}
	return nil
}

func (r *yamlReader) container(n *yaml.Node, depth int) (*value, error) {
	if depth == 0 {
		return nil, errTooDeep
	}
	v := &value{kind: listValue, list: make([]*value, 0, len(n.Content))}
	nodes := n.Content
	key := ""
	for i, c := range nodes {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			key = c.Value
			continue
		}
		m, err := r.read(c, depth-1)
		if err != nil {
			return nil, err
		}
		m.key = key
		v.list = append(v.list, m)
	}
	if n.Kind == yaml.MappingNode {
		v.kind = mapValue
	}
	return v, nil
}

// seek returns the offset of a node. Nodes come in the order of their places.
func (r *yamlReader) seek(n *yaml.Node) int {
	for r.offset < len(r.raw) && (r.line < n.Line || r.line == n.Line && r.column < n.Column) {
		c, size := utf8.DecodeRuneInString(r.raw[r.offset:])
		r.column++
		if c == '\n' || c == '\u0085' || c == '\u2028' || c == '\u2029' { // line ends of YAML 1.1
			r.line++
			r.column = 1
		}
		r.offset += size
	}
	return r.offset
}

// yamlScalar returns what a scalar is. What !binary encodes is text to Ruby,
// which writes titles and dates that way.
func yamlScalar(n *yaml.Node) (valueKind, string) {
	switch n.ShortTag() {
	case "!!null":
		return nullValue, ""
	case "!!bool":
		return boolValue, n.Value
	case "!!int", "!!float":
		return numberValue, n.Value
	}
	if isBinaryTag(n) {
		s, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.Value), ""))
		if err == nil && utf8.Valid(s) {
			return textValue, string(s)
		}
	}
	return textValue, n.Value
}

// isBinaryTag knows Ruby's tag beside that of YAML.
func isBinaryTag(n *yaml.Node) bool {
	return n.Tag == "!binary" || n.ShortTag() == "!!binary"
}

// skipProperties returns the length of the anchor and the tag before a scalar.
func skipProperties(s string) int {
	n := 0
	for n < len(s) && (s[n] == '&' || s[n] == '!') {
		i := strings.IndexAny(s[n:], " \t\n")
		if i < 0 {
			return n
		}
		n += i
		for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
			n++
		}
	}
	return n
}

// yamlExtent returns where the scalar at start ends, or 0 if it is in a form
// that is not replaced: one over several lines.
func yamlExtent(raw string, start int, n *yaml.Node) (end int, quote byte) {
	s := raw[start:]
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		if i := quotedLen(s, '"', '\\'); i > 0 {
			return start + i, '"'
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		if i := quotedLen(s, '\'', '\''); i > 0 {
			return start + i, '\''
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return blockExtent(raw, start, strings.TrimSpace(n.Value)), 0
	default:
		if n.Value != "" && strings.HasPrefix(s, n.Value) {
			return start + len(n.Value), 0
		}
	}
	return 0, 0
}

// blockExtent returns where the only line of a block scalar ends, the form that
// js-yaml gives an address of more than 80 characters; 0 if it has others, or a
// comment.
func blockExtent(raw string, start int, text string) int {
	header, rest, _ := strings.Cut(raw[start:], "\n")
	line, _, _ := strings.Cut(rest, "\n")
	if text == "" || strings.TrimSpace(line) != text || strings.Contains(header, "#") {
		return 0
	}
	return start + len(header) + len("\n") + len(strings.TrimRight(line, " \t\r"))
}

// quotedLen returns the length of the quoted scalar that s begins with; 0 if
// it begins with none. An escape takes the character behind it along; within
// single quotes it is the quote itself, doubled.
func quotedLen(s string, quote, escape byte) int {
	if s == "" || s[0] != quote {
		return 0
	}
	for i := 1; i < len(s); i++ {
		doubled := i+1 < len(s) && s[i+1] == quote
		switch {
		case s[i] == escape && (escape != quote || doubled):
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return 0
}
