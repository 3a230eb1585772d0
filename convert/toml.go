package convert

import (
	"bytes"
	"errors"

	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads a block of TOML expression by expression. Tables that are
// opened twice are joined: what a stricter reader refuses is still a post.
func parseTOML(raw string) (*value, error) {
	if err := bounded(raw); err != nil {
		return nil, err
	}
	r := &tomlReader{
		root:    &value{kind: mapValue},
		members: map[*value]map[string]*value{},
	}
	r.parser.Reset([]byte(raw))
	table := r.root
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		var err error
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, err = r.open(e)
		case unstable.KeyValue:
			err = r.set(table, e, maxDepth)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := r.parser.Error(); err != nil {
		return nil, r.lineError(err)
	}
	return r.root, nil
}

type tomlReader struct {
	parser  unstable.Parser
	root    *value
	members map[*value]map[string]*value // of tables, by key: so that no search is quadratic
}

func (r *tomlReader) lineError(err error) error {
	var e *unstable.ParserError
	if !errors.As(err, &e) {
		return err
	}
	line := 1
	if len(e.Highlight) > 0 {
		line += bytes.Count(r.parser.Data()[:r.parser.Range(e.Highlight).Offset], []byte("\n"))
	}
	return &lineError{line, e.Message}
}

// open returns the table that a header names.
func (r *tomlReader) open(e *unstable.Node) (*value, error) {
	at, keys, err := r.descend(r.root, e.Key())
	if err != nil {
		return nil, err
	}
	if e.Kind == unstable.Table {
		return r.table(at, keys)
	}
	list := r.member(at, keys)
	if list == nil {
		list = r.add(at, &value{kind: listValue, key: keys})
	}
	if list.kind != listValue {
		return nil, errNoMap
	}
	t := &value{kind: mapValue}
	list.list = append(list.list, t)
	return t, nil
}

// descend walks a dotted key but for its last part, which it returns.
func (r *tomlReader) descend(at *value, key unstable.Iterator) (*value, string, error) {
	last := ""
	for depth := 0; key.Next(); depth++ {
		if depth > maxDepth {
			return nil, "", errTooDeep
		}
		if depth > 0 {
			var err error
			if at, err = r.table(at, last); err != nil {
				return nil, "", err
			}
		}
		last = string(key.Node().Data)
	}
	return at, last, nil
}

// table returns a table within a table; of a list of tables, the last one.
func (r *tomlReader) table(in *value, key string) (*value, error) {
	t := r.member(in, key)
	if t == nil {
		t = r.add(in, &value{kind: mapValue, key: key})
	}
	if t.kind == listValue && len(t.list) > 0 {
		t = t.list[len(t.list)-1]
	}
	if t.kind != mapValue {
		return nil, errNoMap
	}
	return t, nil
}

func (r *tomlReader) member(in *value, key string) *value { return r.members[in][key] }

func (r *tomlReader) add(in, v *value) *value {
	if r.members[in] == nil {
		r.members[in] = map[string]*value{}
	}
	r.members[in][v.key] = v
	in.list = append(in.list, v)
	return v
}

// set reads a key and its value into a table.
func (r *tomlReader) set(table *value, e *unstable.Node, depth int) error {
	at, key, err := r.descend(table, e.Key())
	if err != nil {
		return err
	}
	v, err := r.value(e.Value(), depth-1)
	if err != nil {
		return err
	}
	v.key = key
	r.add(at, v)
	return nil
}

func (r *tomlReader) value(n *unstable.Node, depth int) (*value, error) {
	v := &value{text: string(n.Data)}
	switch n.Kind {
	case unstable.Array, unstable.InlineTable:
		return r.container(n, depth)
	case unstable.Bool:
		v.kind = boolValue
	case unstable.Integer, unstable.Float:
		v.kind = numberValue
	case unstable.String:
		v.kind = textValue
		r.locate(v, n)
	default: // dates and times
		v.kind = textValue
	}
	return v, nil
}

// locate notes where a string stands. One in three quotes may go over several
// lines, and is replaced by one in one.
func (r *tomlReader) locate(v *value, n *unstable.Node) {
	raw := string(r.parser.Raw(n.Raw))
	v.start = int(n.Raw.Offset)
	if len(raw) >= 2 {
		v.end, v.quote = v.start+len(raw), raw[0]
	}
}

func (r *tomlReader) container(n *unstable.Node, depth int) (*value, error) {
	if depth <= 0 {
		return nil, errTooDeep
	}
	v := &value{kind: listValue}
	if n.Kind == unstable.InlineTable {
		v.kind = mapValue
	}
	for it := n.Children(); it.Next(); {
		if n.Kind == unstable.InlineTable {
			if err := r.set(v, it.Node(), depth); err != nil {
				return nil, err
			}
			continue
		}
		item, err := r.value(it.Node(), depth-1)
		if err != nil {
			return nil, err
		}
		v.list = append(v.list, item)
	}
	return v, nil
}
