package convert

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A field is an image in the front matter.
type field struct {
	Name  string // dotted, of the field that holds it
	Value string // its address or path, as the block means it

	// spliceable says that the value can be replaced without touching
	// anything else: that was tried, see prove.
	spliceable bool

	at         *value
	start, end int // of its bytes in the block: all of at, or one of several in it
}

// isPart tells whether a field is one of several images in one text.
func (f *field) isPart() bool { return f.start != f.at.start || f.end != f.at.end }

// replaced notes what the text of a field's value will be.
func (f *field) replaced(want map[*value]string, text string) {
	if !f.isPart() && want[f.at] == "" {
		want[f.at] = text
		return
	}
	want[f.at] = strings.Replace(cmp.Or(want[f.at], f.at.text), f.Value, text, 1)
}

// imageFields returns the images that fields of these names hold, in the
// order of their places. What is the theme's own stands in params for Hugo, in
// extra for Zola.
func (fm *FrontMatter) imageFields(names []string) []field {
	found := fieldSet{raw: fm.Raw, seen: map[*value]bool{}}
	found.look("", fm.root, names)
	for _, inner := range [...]string{"params", "extra"} {
		if m := fm.root.get(inner); len(names) > 0 && len(m.members()) > 0 {
			found.look(inner+".", m, names)
		}
	}
	fields := found.list
	slices.SortStableFunc(fields, func(a, b field) int { return cmp.Compare(a.start, b.start) })
	fm.prove(fields)
	return fields
}

// A fieldSet collects the images of front matter, each once.
type fieldSet struct {
	list []field
	raw  string
	seen map[*value]bool
}

// look looks for fields of these names in a map.
func (s *fieldSet) look(prefix string, root *value, names []string) {
	var met [256]bool // looks of the keys: most names can be passed by
	for _, m := range root.members() {
		met[lookOf(m.key)] = true
	}
	for _, name := range names {
		if key, _, _ := strings.Cut(name, "."); met[lookOf(key)] {
			s.add(prefix+name, root.find(name), true)
		}
	}
}

// add adds the images of a field, which may hold lists and maps; what its own
// text or that of one of the imageKeys says need not be called like an image.
// cover: {image: {src: ...}} is asked for as cover.
func (s *fieldSet) add(name string, v *value, sure bool) {
	switch {
	case v == nil || s.seen[v]:
	case v.kind == listValue:
		for _, item := range v.list {
			if s.addMembers(name, "", item.members()); item.kind != mapValue {
				s.add(name, item, sure)
			}
		}
	case v.kind == mapValue:
		s.addMembers(name, ".", v.members())
	case v.kind == textValue && isImageAddress(strings.TrimSpace(v.text)) && (sure || endsAsImage(v.text)):
		s.seen[v] = true
		for _, f := range s.parts(v) {
			f.Name, f.at = name, v
			s.list = append(s.list, f)
		}
	}
}

// addMembers adds the images of a map. One in a list has no name of its own.
func (s *fieldSet) addMembers(name, dot string, members []*value) {
	for _, m := range effective(members) {
		key := asciiLower(m.key)
		if slices.Contains(wordKeys, key) {
			continue
		}
		in := name
		if dot != "" {
			in += dot + m.key
		}
		s.add(in, m, slices.Contains(imageKeys, key))
	}
}

// parts returns the images in a text: one, or several with the same sign between
// them.
func (s *fieldSet) parts(v *value) []field {
	at := v.start
	if v.quote != 0 {
		at++
	}
	if v.end > 0 && strings.HasPrefix(s.raw[at:v.end], v.text) {
		for _, sign := range [...]string{",", ";", "|", " "} {
			if !strings.Contains(v.text, sign) {
				continue
			}
			if parts := partsBetween(v.text, sign, at); len(parts) > 1 {
				return parts
			}
		}
	}
	return []field{{Value: strings.TrimSpace(v.text), start: v.start, end: v.end}}
}

// partsBetween returns the images between the signs of a text that begins at a
// byte of the block; nil if there is something else between them.
func partsBetween(text, sign string, at int) (parts []field) {
	for part := range strings.SplitSeq(text, sign) {
		if ref := strings.TrimSpace(part); ref != "" {
			if path, _, _ := strings.Cut(ref, "?"); !isImageAddress(ref) || !hasImageExt(path) || strings.Contains(ref, " ") && sign != "," {
				return nil
			}
			start := at + strings.Index(part, ref)
			parts = append(parts, field{Value: ref, start: start, end: start + len(ref)})
		}
		at += len(part) + len(sign)
	}
	return parts
}

// lookOf is the same for keys that differ in case alone, and mostly another one
// for others.
func lookOf(key string) uint8 {
	if key == "" {
		return 0
	}
	return uint8(len(key))<<5 ^ key[0]&0x1f ^ key[len(key)-1]<<3&0xf8
}

// find returns the value of a dotted name, nil if there is none.
func (v *value) find(name string) *value {
	for key := ""; name != "" && v != nil; {
		key, name, _ = strings.Cut(name, ".")
		v = v.get(key)
	}
	return v
}

// imageKeys are the keys that hold the address, or several, in an image with
// caption and size; wordKeys are those of words about it.
var (
	imageKeys = []string{"url", "src", "image", "images", "path", "file", "href", "image_path"}
	wordKeys  = []string{"alt", "caption", "title", "name", "description", "credit", "text", "label", "slug", "id", "class", "author", "license", "position", "color"}
)

var imageExtensions = []string{
	".jpg", ".jpeg", ".jfif", ".png", ".apng", ".gif", ".webp", ".avif", ".heic",
	".svg", ".bmp", ".ico", ".tif", ".tiff",
}

// isImageAddress tells whether the text of an image field is where an image
// is. Themes also put words, colours, icons and template tags there.
func isImageAddress(s string) bool {
	lower := strings.ToLower(s)
	switch {
	case s == "" || len(s) > 4096 && !strings.HasPrefix(lower, "data:") || strings.ContainsAny(s, "\n\t<>"):
		return false
	case strings.Contains(s, "{{") || strings.Contains(s, "{%"):
		return isTaggedAddress(s)
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "data:image/"):
		return true
	}
	lower, _, _ = strings.Cut(lower, "#")
	lower, _, _ = strings.Cut(lower, "?")
	switch {
	case strings.Contains(lower, "*"): // a pattern for files, in Hugo's resources
		return false
	case endsAsImage(lower):
		return true
	case strings.ContainsAny(lower, " ("):
		return false
	case strings.HasPrefix(lower, "/"):
		return lower != "/"
	}
	inner := strings.Trim(lower, "/")
	return strings.Contains(inner, "/") && inner != "n/a" && !strings.Contains(inner, ":")
}

// endsAsImage tells whether an address ends in an extension of images.
func endsAsImage(s string) bool {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "#")
	s, _, _ = strings.Cut(s, "?")
	return slices.Contains(imageExtensions, strings.ToLower(path.Ext(s)))
}

// isTaggedAddress tells whether template tags stand for a part of an address of
// an image, as {{ site.baseurl }}/a.png, or are one: {{ '/a.png' | relative_url }}.
func isTaggedAddress(s string) bool {
	text, tags := protect(s)
	plain := strings.TrimSpace(tags.without(text))
	if plain != "" || len(tags) != 1 {
		return !strings.Contains(plain, "{") && isImageAddress(plain) && endsAsImage(plain)
	}
	inner, _, _ := strings.Cut(strings.Trim(tags[0], "{%-} "), "|")
	return slices.ContainsFunc(tagWords(inner), func(word string) bool { return isImageAddress(word) && endsAsImage(word) })
}

// spliced returns the block in which fields have new values, one for each
// field; "" leaves a field as it is. Everything else stays byte for byte.
func (fm *FrontMatter) spliced(fields []field, values []string) string {
	var b strings.Builder
	done := 0
	for i, f := range fields {
		if values[i] == "" || !f.spliceable || f.isPart() && !isPlain(values[i]) {
			continue
		}
		b.WriteString(fm.Raw[done:f.start])
		if f.isPart() {
			b.WriteString(values[i])
		} else {
			b.WriteString(fm.quoted(values[i], f.at.quote))
		}
		done = f.end
	}
	return b.String() + fm.Raw[done:]
}

// doubleQuoted escapes what stands between double quotes.
var doubleQuoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quoted writes a string as the one was quoted that it replaces, if it can
// be written so.
func (fm *FrontMatter) quoted(s string, quote byte) string {
	escaped := `"` + doubleQuoted.Replace(s) + `"`
	switch {
	case quote == '"', fm.Format == JSON:
		return escaped
	case fm.Format == TOML && strings.Contains(s, "'"):
		return escaped
	case quote == 0 && isPlain(s):
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// isPlain tells whether YAML reads a path as that path without quotes, and
// whether nobody has to think about it.
func isPlain(s string) bool {
	return strings.Contains(s, "/") && !strings.HasPrefix(s, "-") && !strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x80 && !strings.ContainsRune("-_./", r) && (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9')
	})
}

// maxTries bounds how many fields are tried one by one.
const maxTries = 16

// prove finds out which fields can be replaced. Most have a line of their own,
// and there nothing can go wrong. With the others prove replaces them and reads
// the block again, which must then hold the new values and not differ in
// anything else. All at once is the rule; only where that goes wrong are they
// tried one by one, and then together again.
func (fm *FrontMatter) prove(fields []field) {
	var all []*field
	for i := range fields {
		switch at := fields[i].at; {
		case at.end == 0:
		case fm.hasOwnLine(at):
			fields[i].spliceable = true
		default:
			all = append(all, &fields[i])
		}
	}
	if len(all) == 0 || fm.survives(all) {
		return
	}
	var good []*field
	for _, f := range all[:min(len(all), maxTries)] {
		if fm.survives([]*field{f}) {
			good = append(good, f)
			f.spliceable = false
		}
	}
	if len(good) > 0 {
		fm.survives(good)
	}
}

// hasOwnLine tells whether a string of YAML is all that stands behind a plain
// key that begins its line, up to the end of the line. One flow scalar in place
// of another cannot change how the lines around it are read: had what follows
// been a part of a plain one, that one would not end here.
func (fm *FrontMatter) hasOwnLine(v *value) bool {
	if fm.Format != YAML || v.end < len(fm.Raw) && fm.Raw[v.end] != '\n' || fm.Raw[v.start] == '*' {
		return false // an alias goes with its anchor
	}
	head := fm.Raw[strings.LastIndexByte(fm.Raw[:v.start], '\n')+1 : v.start]
	key, ok := strings.CutSuffix(strings.TrimRight(head, " "), ":")
	return ok && head[len(head)-1] == ' ' && key != "" && isLetter(key[0]) && !strings.ContainsFunc(key, func(r rune) bool {
		return r >= 0x80 || r != '_' && r != '-' && !isLetter(byte(r)) && !isDigit(byte(r))
	})
}

// survives tries some fields together, and marks them if that went well.
func (fm *FrontMatter) survives(fields []*field) bool {
	trial := make([]field, len(fields))
	values := make([]string, len(fields))
	want := make(map[*value]string, len(fields))
	for i, f := range fields {
		trial[i] = *f
		trial[i].spliceable = true
		values[i] = fmt.Sprintf("images/%02d-bücher-猫-9f2c41d7.jpg", i)
		f.replaced(want, values[i])
	}
	got, err := parseFields(fm.Format, fm.Fence, fm.spliced(trial, values))
	if err != nil || !same(fm.root, got, want) {
		return false
	}
	for _, f := range fields {
		f.spliceable = true
	}
	return true
}

// same tells whether two blocks hold the same but for the values of want.
func same(a, b *value, want map[*value]string) bool {
	text, changed := want[a]
	if !changed {
		text = a.text
	}
	if a.kind != b.kind || a.key != b.key || text != b.text || len(a.list) != len(b.list) {
		return false
	}
	for i := range a.list {
		if !same(a.list[i], b.list[i], want) {
			return false
		}
	}
	return true
}
