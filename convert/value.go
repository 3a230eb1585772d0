package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// A value is a node of front matter, whatever its format.
type value struct {
	kind  valueKind
	key   string   // in the map that holds it
	text  string   // of a scalar
	list  []*value // of a list or a map, in order
	start int      // byte of the block where a scalar begins
	end   int      // byte behind a string that can be replaced; 0 for all else
	quote byte     // ' or " around such a string; 0: plain
}

type valueKind byte

const (
	nullValue valueKind = iota
	textValue           // and times
	numberValue
	boolValue
	listValue
	mapValue
)

// Bounds of a block. No front matter comes near them, and what passes them is
// kept as it is without being understood.
const (
	maxBlock = 1 << 20 // bytes
	maxMarks = 30_000  // signs that may begin a value
	maxDepth = 100     // lists and maps within each other
)

var (
	errTooLarge = errors.New("too large to be read")
	errTooDeep  = errors.New("nested too deep to be read")
	errNoMap    = errors.New("not a list of fields")
)

// bounded tells whether a block is small enough to be handed to a parser,
// some of which are slower than linear or build large trees.
func bounded(raw string) error {
	if len(raw) > maxBlock || strings.Count(raw, ": ")+strings.Count(raw, ":\n")+
		strings.Count(raw, ",")+strings.Count(raw, "- ")+strings.Count(raw, " = ") > maxMarks {
		return errTooLarge
	}
	return nil
}

// get returns a member of a map: the last of that name, else the last whose
// name differs in case alone, as in Hugo. It returns nil if there is none.
func (v *value) get(key string) *value {
	var found *value
	for _, m := range v.members() {
		if len(m.key) == len(key) && (m.key == key || strings.EqualFold(m.key, key) && (found == nil || found.key != key)) {
			found = m
		}
	}
	return found
}

// members returns what is in a map, items what is in a list; nil of all else.
func (v *value) members() []*value { return v.listOf(mapValue) }
func (v *value) items() []*value   { return v.listOf(listValue) }

func (v *value) listOf(kind valueKind) []*value {
	if v == nil || v.kind != kind {
		return nil
	}
	return v.list
}

// named returns the value under another key.
func (v *value) named(key string) *value {
	c := *v
	c.key = key
	return &c
}

// textOf returns the text of the first of these members that is a scalar.
func (v *value) textOf(keys ...string) string {
	for _, key := range keys {
		if m := v.get(key); m != nil && m.text != "" {
			return m.text
		}
	}
	return ""
}

// json writes the value.
func (v *value) json() []byte {
	w := &valueWriter{}
	w.enc = json.NewEncoder(&w.Buffer)
	w.enc.SetEscapeHTML(false)
	w.value(v)
	return w.Bytes()
}

type valueWriter struct {
	bytes.Buffer
	enc *json.Encoder
}

func (w *valueWriter) value(v *value) {
	switch v.kind {
	case nullValue:
		w.WriteString("null")
	case textValue:
		w.string(v.text)
	case numberValue:
		w.number(v.text)
	case boolValue:
		w.WriteString(strconv.FormatBool(isYes(v.text)))
	case listValue:
		for i, item := range v.list {
			w.WriteByte("[,"[min(i, 1)])
			w.value(item)
		}
		w.end(len(v.list), "[", "]")
	case mapValue:
		members := effective(v.list)
		for i, m := range members {
			w.WriteByte("{,"[min(i, 1)])
			w.string(m.key)
			w.WriteByte(':')
			w.value(m)
		}
		w.end(len(members), "{", "}")
	}
}

func (w *valueWriter) end(n int, open, close string) {
	if n == 0 {
		w.WriteString(open)
	}
	w.WriteString(close)
}

func (w *valueWriter) string(s string) {
	w.enc.Encode(s) // into memory, and of a string: it cannot fail
	w.Truncate(w.Len() - 1)
}

// number writes a number of YAML or TOML: as it is if JSON reads it, in
// decimal if it can be, else as text.
func (w *valueWriter) number(s string) {
	digits := strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	if json.Valid([]byte(digits)) {
		w.WriteString(digits)
		return
	}
	if len(digits) < 100 {
		if n, ok := new(big.Int).SetString(digits, 0); ok {
			w.WriteString(n.String())
			return
		}
		if f, err := strconv.ParseFloat(digits, 64); err == nil && f-f == 0 { // neither NaN nor infinite
			w.WriteString(strconv.FormatFloat(f, 'g', -1, 64))
			return
		}
	}
	w.string(s)
}

// effective leaves out members that a later one of the same name overrides.
func effective(members []*value) []*value {
	last := make(map[string]*value, len(members))
	for _, m := range members {
		last[m.key] = m
	}
	if len(last) == len(members) {
		return members
	}
	var out []*value
	for _, m := range members {
		if last[m.key] == m {
			out = append(out, m)
		}
	}
	return out
}
