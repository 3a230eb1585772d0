package convert

import "strings"

// A fieldForm tells whether a program understands a field in the form that it
// has.
type fieldForm func(*value) bool

// fieldForms are fields in which a program takes orders. In a form that it does
// not understand it would not build the site, or put something else in the
// place of the post: then they get a name that it does not know, and without a
// value they are left out.
var fieldForms = map[TargetName]map[string]fieldForm{
	TargetHugo: {
		"build": hasFields, "params": hasFields, "sites": hasFields, "cascade": hasParts, "outputs": hasItems,
		"markup": isNoField, // the body is Markdown now
		"url":    isInside, "slug": isInside,
	},
	TargetHexo: {
		"content": isNoField, "_content": isNoField, "__permalink": isNoField, // the text of the post, and its address
		"permalink": isInside,
		"id":        isSet, "more": isSet, "excerpt": isSet,
	},
	TargetJekyll: {"permalink": isJekyllPattern, "slug": isInside, "categories": isWords},
	TargetMkDocs: {"template": isNoField},
	TargetAstro:  {"slug": isInside, "tags": isWords, "categories": isWords},
}

// formed returns a field under a name by which its target will not stumble.
func (f *targetFront) formed(m *value) *value {
	name := strings.ToLower(m.key)
	switch {
	case m.kind == nullValue && f.target.Name == TargetAstro:
		return nil // an optional field is one that is not there
	case f.target.Name == TargetHugo && name == "_build":
		m = m.named("build") // as Hugo calls it now
		name = m.key
	case name == "permalink" && f.target.Name != TargetPlain && strings.TrimSpace(m.text) == "" && m.kind < listValue:
		return nil
	}
	if understands := fieldForms[f.target.Name][name]; understands != nil && !understands(m) {
		if m.kind == nullValue {
			return nil
		}
		return m.unread()
	}
	return m
}

// unread returns a field under a name that nobody reads.
func (v *value) unread() *value { return v.named("unread_" + v.key) }

func isNoField(*value) bool { return false }

func hasFields(v *value) bool { return v.kind == mapValue }

func hasItems(v *value) bool { return v.kind == listValue }

func hasParts(v *value) bool { return hasFields(v) || hasItems(v) }

func isSet(v *value) bool { return v.kind != nullValue }

// isWords tells of words and lists of them.
func isWords(v *value) bool { return v.kind != mapValue }

// isInside tells of a path that leads nowhere above the site.
func isInside(v *value) bool {
	return isSet(v) && v.kind < listValue && !strings.Contains("/"+v.text+"/", "/../")
}

// isJekyllPattern tells whether Jekyll knows every part of a pattern.
func isJekyllPattern(v *value) bool {
	for _, s := range blogPlaceholder().FindAllString(v.text, -1) {
		s = strings.TrimSuffix(s[1:], "_")
		if _, known := jekyllParts[s]; !known && dateParts[s] == "" {
			return false
		}
	}
	return isInside(v)
}
