package convert

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON reads a block of JSON.
func parseJSON(raw string) (*value, error) {
	v, n, err := readObject(raw)
	if err == nil && strings.TrimSpace(raw[n:]) != "" {
		err = errors.New("more than one object")
	}
	return v, err
}

// parseMembers reads the members of a JSON object that stand without braces,
// as Hexo writes them.
func parseMembers(raw string) (*value, error) {
	v, err := parseJSON("{" + raw + "}")
	if err != nil {
		return nil, err
	}
	v.shift(-1)
	return v, nil
}

// shift moves all places, for text that was parsed within other text.
func (v *value) shift(by int) {
	if v.end > 0 {
		v.start, v.end = v.start+by, v.end+by
	}
	for _, m := range v.list {
		m.shift(by)
	}
}

// readObject reads the object that s begins with and returns its length.
func readObject(s string) (*value, int, error) {
	s = s[:min(len(s), maxBlock+2)]
	r := &jsonReader{raw: s, dec: json.NewDecoder(strings.NewReader(s))}
	r.dec.UseNumber()
	v, err := r.read(maxDepth)
	if err != nil {
		return nil, 0, r.lineError(err)
	}
	if v.kind != mapValue {
		return nil, 0, errNoMap
	}
	return v, int(r.dec.InputOffset()), nil
}

type jsonReader struct {
	raw string
	dec *json.Decoder
}

func (r *jsonReader) lineError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at := min(int(syntax.Offset), len(r.raw))
		return &lineError{lineAt(r.raw, at), err.Error()}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &lineError{lineAt(r.raw, int(r.dec.InputOffset())), "not closed"}
	}
	return err
}

// read reads one value, token by token, because tokens know their places.
func (r *jsonReader) read(depth int) (*value, error) {
	before := int(r.dec.InputOffset())
	token, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		return r.container(t, depth)
	case string:
		v := &value{kind: textValue, text: t, quote: '"', end: int(r.dec.InputOffset())}
		v.start = before + strings.IndexByte(r.raw[before:], '"')
		return v, nil
	case json.Number:
		return &value{kind: numberValue, text: t.String()}, nil
	case bool:
		return &value{kind: boolValue, text: strconv.FormatBool(t)}, nil
	}
	return &value{}, nil
}

func (r *jsonReader) container(open json.Delim, depth int) (*value, error) {
	if depth == 0 {
		return nil, errTooDeep
	}
	v := &value{kind: listValue}
	if open == '{' {
		v.kind = mapValue
	}
	for r.dec.More() {
		key := ""
		if v.kind == mapValue {
			token, err := r.dec.Token()
			if err != nil {
				return nil, err
			}
			key, _ = token.(string) // the decoder takes nothing else here
		}
		m, err := r.read(depth - 1)
		if err != nil {
			return nil, err
		}
		m.key = key
		v.list = append(v.list, m)
	}
	_, err := r.dec.Token() // what closes it
	return v, err
}
