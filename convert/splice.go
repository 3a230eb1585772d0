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
			s.add(prefix+name, root.find(name), 2)
		}
	}
}

// add adds the images of a field; cover: {image: {src: ...}} is asked for as
// cover.
func (s *fieldSet) add(name string, v *value, depth int) {
	for _, v := range images(v) {
		if s.seen[v] {
			continue
		}
		s.seen[v] = true
		for _, f := range s.parts(v) {
			f.Name, f.at = name, v
			s.list = append(s.list, f)
		}
	}
	if v == nil || v.kind != mapValue || depth == 0 {
		return
	}
	for _, key := range imageKeys {
		s.add(name+"."+key, v.get(key), depth-1)
	}
	s.add(name+".images", v.get("images"), 0)
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

// imageKeys are the keys that hold the address in an image with caption and
// size, alone or in a list.
var imageKeys = []string{"url", "src", "image", "path", "file", "href", "image_path"}

// images returns the values of a field that look like images: itself, or
// elements of its list.
func images(v *value) []*value {
	switch {
	case v == nil:
		return nil
	case v.kind != listValue:
		return addresses(v)
	}
	var found []*value
	for _, item := range v.list {
		found = append(found, addresses(item)...)
		for _, key := range imageKeys {
			if m := item.get(key); m != nil {
				found = append(found, addresses(m)...)
			}
		}
	}
	return found
}

func addresses(v *value) []*value {
	if v.kind == textValue && isImageAddress(strings.TrimSpace(v.text)) {
		return []*value{v}
	}
	return nil
}

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
		return false
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "data:image/"):
		return true
	}
	lower, _, _ = strings.Cut(lower, "#")
	lower, _, _ = strings.Cut(lower, "?")
	switch {
	case strings.Contains(lower, "*"): // a pattern for files, in Hugo's resources
		return false
	case slices.Contains(imageExtensions, path.Ext(lower)):
		return true
	case strings.ContainsAny(lower, " ("):
		return false
	case strings.HasPrefix(lower, "/"):
		return lower != "/"
	}
	inner := strings.Trim(lower, "/")
	return strings.Contains(inner, "/") && inner != "n/a" && !strings.Contains(inner, ":")
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
