package convert

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A FieldChoice keeps a field of the front matter, under the same or another
// name.
type FieldChoice struct {
	From string // "*": all that no other choice names, in their order
	To   string // the name that it gets; that of From for "*"
}

// ParseFieldChoices reads a list such as "title,date:created,*".
func ParseFieldChoices(list string) ([]FieldChoice, error) {
	choices := []FieldChoice{}
	for word := range strings.SplitSeq(list, ",") {
		from, to, renamed := strings.Cut(strings.TrimSpace(word), ":")
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		if !renamed {
			to = from
		}
		switch {
		case list == "":
			return choices, nil
		case from == "" || to == "" || from == "*" && to != "*":
			return nil, fmt.Errorf("%q is no field; write name, name:newname or *", word)
		case slices.ContainsFunc(choices, func(c FieldChoice) bool { return c.From == from || c.To == to }):
			return nil, fmt.Errorf("%q is chosen twice", word)
		}
		choices = append(choices, FieldChoice{from, to})
	}
	return choices, nil
}

// A FieldValue is a field that is set to a value.
type FieldValue struct {
	text  string
	value *value
}

// ParseFieldValue reads a setting such as "draft=true" or "tags=[a, b]". The
// value is read as YAML if it is a line of that, else it is text.
func ParseFieldValue(s string) (FieldValue, error) {
	key, text, found := strings.Cut(s, "=")
	key = strings.TrimSpace(key)
	if !found || key == "" || strings.ContainsAny(key, "\n\r") {
		return FieldValue{}, fmt.Errorf("%q is not of the form key=value", s)
	}
	v := &value{kind: textValue, text: text}
	if root, err := parseYAML("v: " + text + "\n"); err == nil && len(root.list) == 1 && !strings.Contains(text, "\n") {
		v = root.list[0]
	}
	if v.kind == nullValue && text != "" && text != "null" && text != "~" { // a comment, an alias
		v = &value{kind: textValue, text: text}
	}
	v.key = key
	return FieldValue{s, v}, nil
}

// String returns the setting as it was read.
func (f FieldValue) String() string { return f.text }

// chosen returns the fields that the target wants, in its order.
func (t *Target) chosen(all []*value) []*value {
	kept := all
	if t.Fields != nil {
		kept = nil
		for _, c := range t.Fields {
			if c.From == "*" {
				kept = append(kept, t.others(all)...)
				continue
			}
			if m := (&value{kind: mapValue, list: all}).get(c.From); m != nil {
				kept = append(kept, m.named(c.To))
			}
		}
	}
	for _, s := range t.Set {
		if i := slices.IndexFunc(kept, func(m *value) bool { return m.key == s.value.key }); i >= 0 {
			kept = slices.Concat(kept[:i], []*value{s.value}, kept[i+1:])
		} else {
			kept = append(kept[:len(kept):len(kept)], s.value)
		}
	}
	return kept
}

// others returns the fields that no choice names.
func (t *Target) others(all []*value) []*value {
	named := map[string]bool{}
	for _, c := range t.Fields {
		named[strings.ToLower(c.From)], named[strings.ToLower(c.To)] = true, true
	}
	var rest []*value
	for _, m := range all {
		if !named[strings.ToLower(m.key)] {
			rest = append(rest, m)
		}
	}
	return rest
}

// FieldsMet are the fields that the posts of a run have, of those that a Target
// chooses. Goroutines may share it; the zero value has met none.
type FieldsMet struct {
	mu    sync.Mutex
	posts bool
	names map[string]bool
}

// note notes the fields of a post.
func (f *FieldsMet) note(t *Target, root *value) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names == nil {
		f.names = map[string]bool{}
	}
	f.posts = true
	for _, c := range t.Fields {
		if root.get(c.From) != nil {
			f.names[c.From] = true
		}
	}
}

// Unmet returns the fields that the target chooses and that no post has had since
// t.Met was made, in their order; of no posts it returns none.
func (t *Target) Unmet() []string {
	if t.Met == nil {
		return nil
	}
	t.Met.mu.Lock()
	defer t.Met.mu.Unlock()
	var unmet []string
	for _, c := range t.Fields {
		isSet := slices.ContainsFunc(t.Set, func(s FieldValue) bool { return s.value.key == c.To })
		if t.Met.posts && c.From != "*" && !isSet && !t.Met.names[c.From] {
			unmet = append(unmet, c.From)
		}
	}
	return unmet
}
