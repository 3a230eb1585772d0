package convert

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// unreadField holds a block of front matter that does not parse.
const unreadField = "unread_front_matter"

// A targetFront writes the front matter of one post for a target: the fields in
// their order, values as data. It is YAML for Hugo too, and where it was TOML: a
// site may mix both, and dates without a zone, a field without a value and what
// --set gives have one form in YAML and none, or several, in TOML.
type targetFront struct {
	target   *Target
	place    func(Link) string
	says     bool // a field tells whether the post is published
	post     *FrontMatter
	warnings []Warning
	again    map[string]int // as of Targeted
}

// write returns the front matter with its fences. The switches are fields that
// the body needs.
func (f *targetFront) write(fm *FrontMatter, switches []*value) string {
	if fm.Format == None && f.target.Name == TargetPlain && len(f.target.Set) == 0 {
		return ""
	}
	f.post = fm
	root := f.target.drafted(fm, f.root(fm))
	if fm.named && f.target.wantsDate() {
		root = f.dated(root, fm.Date)
	}
	f.target.Met.note(f.target, root)
	chosen := f.target.marked(fm, f.target.chosen(effective(root.list)))
	f.says = (&value{kind: mapValue, list: chosen}).get("published") != nil
	var members []*value
	for _, m := range effective(chosen) {
		if m = f.formed(m); m == nil {
			continue
		}
		if m = f.field(m); m != nil {
			members = f.target.withMember(members, m)
		}
	}
	for _, s := range switches {
		if (&value{kind: mapValue, list: members}).get(s.key) == nil {
			members = append(members, s)
		}
	}
	return "---\n" + yamlOf(&value{kind: mapValue, list: members}) + "---\n"
}

// dated returns the fields with the day that the name of the file tells, where
// none has a date that can be read.
func (f *targetFront) dated(root *value, day time.Time) *value {
	date := &value{kind: textValue, key: "date", text: day.Format(time.DateOnly)}
	bad := root.get("date")
	i := slices.Index(root.list, bad)
	if i < 0 {
		return &value{kind: mapValue, list: append(root.list[:len(root.list):len(root.list)], date)}
	}
	instead := []*value{date.named(bad.key)}
	if bad.kind != nullValue && (bad.kind != textValue || strings.TrimSpace(bad.text) != "") {
		f.warnDate(bad, "; that of the file's name takes its place, and it stays text: ")
		instead = append(instead, bad.unread())
	}
	return &value{kind: mapValue, list: slices.Concat(root.list[:i], instead, root.list[i+1:])}
}

// wantsDate tells whether a program reads the date of a post from a field alone,
// and not from the name of its file as Jekyll does.
func (t *Target) wantsDate() bool { return t.Name != TargetPlain && t.Name != TargetJekyll }

// withMember adds a field; a list of Obsidian's to the one that has its name
// already: tag beside tags.
func (t *Target) withMember(members []*value, m *value) []*value {
	isList := m.key == "tags" || vaultLists[m.key] == m.key
	for i := 0; i < len(members) && isList && t.Name == TargetObsidian; i++ {
		if known := members[i]; known.key == m.key && known.kind == listValue && m.kind == listValue {
			seen := map[string]bool{}
			for _, v := range known.list {
				seen[v.text] = true
			}
			both := known.named(known.key)
			both.list = slices.Concat(known.list, slices.DeleteFunc(slices.Clone(m.list), func(v *value) bool { return seen[v.text] }))
			members[i] = both
			return members
		}
	}
	return append(members, m)
}

// vaultLists are the fields that Obsidian wants as lists, under their names
// there.
var vaultLists = map[string]string{"alias": "aliases", "aliases": "aliases", "cssclass": "cssclasses", "cssclasses": "cssclasses"}

// root returns the fields of a block. Of one that does not parse, what can be
// read by its lines, and the whole as text: a program that does not parse it
// either would not build the site.
func (f *targetFront) root(fm *FrontMatter) *value {
	switch {
	case fm.Err == nil && fm.root != nil:
		f.warnAliases(fm, fm.root)
		return fm.root
	case fm.Err == nil:
		return &value{kind: mapValue}
	}
	f.warnAgain(fm.errDetail(), "it does not parse and is kept as text in the field "+unreadField+": "+fm.Err.Error())
	root := lenient(fm.Raw)
	root.list = append(root.list, &value{kind: textValue, key: unreadField, text: fm.Raw})
	return root
}

func (f *targetFront) warn(detail string) {
	f.warnings = append(f.warnings, Warning{Class: ClassFrontMatter, Detail: oneLine(detail)})
}

// warnDate tells what becomes of a date that cannot be read.
func (f *targetFront) warnDate(m *value, becomes string) {
	detail := "field " + m.key + " holds no date that can be read for sure" + becomes + m.text
	if vague := f.post.vague; vague != nil && vague.text == m.text {
		f.warnAgain(f.post.vagueDetail(), detail)
		return
	}
	f.warn(detail)
}

// warnAgain is warn, for what a warning of the post tells too.
func (f *targetFront) warnAgain(told, detail string) {
	if _, is := f.again[told]; !is {
		f.again[told] = len(f.warnings)
	}
	f.warn(detail)
}

// warnAliases tells of aliases that stand for more than a scalar, which are
// not expanded.
func (f *targetFront) warnAliases(fm *FrontMatter, v *value) {
	if fm.Format != YAML {
		return
	}
	if v.kind == nullValue && v.start > 0 && v.start < len(fm.Raw) && fm.Raw[v.start] == '*' {
		f.warn("field " + v.key + " refers to another one with an alias, and is left empty")
	}
	for _, m := range v.list {
		f.warnAliases(fm, m)
	}
}

// textFields are the fields that programs want as text, also where they look
// like something else: title: 1984.
var textFields = map[string]bool{"subtitle": true, "description": true, "excerpt": true, "summary": true, "slug": true, "author": true}

// field returns a field as the target wants it; nil if it is left out.
func (f *targetFront) field(m *value) *value {
	name := strings.ToLower(m.key)
	switch {
	case (name == "draft" || name == "published") && (isYes(m.text) || isNo(m.text)):
		return f.draft(name, m)
	case (name == "url" || name == "permalink") && f.target.Name != TargetPlain && strings.Contains(m.text, "://"):
		return m.named("source_url") // where the post was; a path is what programs want here
	case dateFields[name] || f.isRenamedDate(m.key):
		return f.date(m)
	case f.target.Name == TargetPlain:
		return f.relocated(m)
	case name == "permalink" && m.kind < listValue:
		return m.asText()
	case name == "title", textFields[name] && m.kind != listValue && m.kind != mapValue:
		return m.asText()
	case name == "tags" || name == "tag":
		return f.target.tags(m)
	case f.target.Name == TargetObsidian && vaultLists[name] != "" && m.kind != mapValue:
		return words(m, true).named(vaultLists[name])
	case name == "categories" || name == "category":
		return f.target.categories(m)
	}
	return f.relocated(m)
}

// isRenamedDate tells whether a field has been a date under its former name.
func (f *targetFront) isRenamedDate(key string) bool {
	for _, c := range f.target.Fields {
		if c.To == key && dateFields[strings.ToLower(c.From)] {
			return true
		}
	}
	return false
}

// date writes a date. One that nobody can be sure of stays what it is; where a
// site would not build with it, under a name that says so.
func (f *targetFront) date(m *value) *value {
	if m.kind == textValue && strings.TrimSpace(m.text) == "" {
		m = &value{key: m.key}
	}
	refused := f.target.Name.refusesDates()
	switch {
	case m.kind == nullValue && f.target.Name == TargetJekyll:
		return nil
	case m.kind == nullValue:
		return m
	case m.kind != textValue && m.kind != numberValue && refused:
		return m.unread()
	case m.kind != textValue && m.kind != numberValue:
		return m
	}
	if s, ok := f.target.date(m.text); ok {
		kind := textValue
		if timestamp().MatchString(s) {
			kind = stampValue
		}
		return &value{kind: kind, key: m.key, text: s}
	}
	if f.target.Name == TargetPlain && f.target.DateFormat.isZero() && f.target.Zone == nil {
		return m // nobody has asked for another form
	}
	f.warnDate(m, ", and stays text: ")
	text := &value{kind: textValue, key: m.key, text: m.text}
	if refused {
		return text.unread()
	}
	return text
}

// relocated returns a value in which the paths of files are those that the
// target has.
func (f *targetFront) relocated(v *value) *value {
	switch v.kind {
	case textValue:
		if f.place == nil || !namesFile(strings.TrimPrefix(v.text, "./")) {
			return v
		}
		if to := f.place(Link{Path: v.text, In: InField}); to != "" {
			c := v.named(v.key)
			c.text = to
			return c
		}
	case listValue, mapValue:
		c := v.named(v.key)
		c.list = make([]*value, len(v.list))
		for i, m := range v.list {
			c.list[i] = f.relocated(m)
		}
		return c
	}
	return v
}

// asText returns the value as text. A list was brackets around words that
// nobody meant for one: title: [Reposted].
func (v *value) asText() *value {
	c := &value{kind: textValue, key: v.key, text: v.text}
	switch v.kind {
	case nullValue:
		return v
	case mapValue:
		c.text = string(v.json())
	case listValue:
		var parts []string
		for _, item := range v.list {
			parts = append(parts, item.asText().text)
		}
		c.text = "[" + strings.Join(parts, ", ") + "]"
	}
	return c
}

// tags returns tags as the target wants them.
func (t *Target) tags(m *value) *value {
	switch t.Name {
	case TargetJekyll: // which parts one text at its blanks
		return words(m, false)
	case TargetObsidian:
		m = words(m, true)
		m.list = vaultTags(m.list)
		m.key = "tags" // tag is what it calls them no longer
		return m
	}
	return words(m, true)
}

// categories returns categories as the target wants them. Hexo's may be lists
// in a list, of which Hugo and others know nothing.
func (t *Target) categories(m *value) *value {
	switch t.Name {
	case TargetHugo, TargetAstro:
		return words(m, true)
	}
	return words(m, false)
}

// words returns a value in which every scalar is text; as a flat list, if flat
// is set.
func words(m *value, flat bool) *value {
	switch {
	case m.kind == nullValue, m.kind == mapValue:
		return m.named(m.key)
	case m.kind != listValue && !flat:
		return m.asText()
	case m.kind != listValue:
		out := &value{kind: listValue, key: m.key}
		for word := range strings.SplitSeq(m.text, ",") {
			if word = strings.TrimSpace(word); word != "" {
				out.list = append(out.list, &value{kind: textValue, text: word})
			}
		}
		return out
	}
	out := &value{kind: listValue, key: m.key}
	for _, item := range m.list {
		switch {
		case item.kind == nullValue:
		case item.kind == listValue && flat:
			out.list = append(out.list, words(item, true).list...)
		case item.kind == listValue || item.kind == mapValue:
			out.list = append(out.list, words(item, flat))
		default:
			out.list = append(out.list, item.asText())
		}
	}
	return out
}

// vaultTags returns names that Obsidian takes for tags: letters, digits, _, -
// and /, not digits alone, each once.
func vaultTags(list []*value) []*value {
	var out []*value
	seen := map[string]bool{}
	for _, v := range list {
		name := strings.Join(strings.FieldsFunc(v.text, notInTag), "-")
		if name != "" && strings.Trim(name, "0123456789") == "" {
			name = "_" + name
		}
		if key := strings.ToLower(name); name != "" && !seen[key] {
			seen[key] = true
			out = append(out, &value{kind: textValue, text: name})
		}
	}
	return out
}

func notInTag(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != '/'
}

// namesFile tells whether text may be the path of a file that lies beside a post.
func namesFile(s string) bool {
	return strings.HasPrefix(s, "images/") || strings.HasPrefix(s, "files/")
}
