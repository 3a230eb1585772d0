package convert

import (
	"slices"
	"strconv"
	"strings"
)

// marks tells whether a post needs a field that says it is a draft. In the folder
// of drafts it would hide the post from those who ask for drafts, and still when it
// has been moved to the posts.
func (t *Target) marks(fm *FrontMatter) bool {
	return fm.Draft && t.Name != TargetPlain && !t.hidesByFolder()
}

// hidesByFolder tells whether the place of a post alone makes it a draft.
func (t *Target) hidesByFolder() bool { return t.InDrafts && t.asksPublished() }

// drafted returns the fields of a post so that one says of a draft that it is
// one, where its folder alone does, and none says something else: a draft by one
// of its fields or by its folder is a draft.
func (t *Target) drafted(fm *FrontMatter, root *value) *value {
	if !t.marks(fm) {
		return root
	}
	isSaid := false
	var list []*value
	for _, m := range root.list {
		isDraft, isPublished := strings.EqualFold(m.key, "draft"), strings.EqualFold(m.key, "published")
		switch {
		case isDraft && isNo(m.text), isPublished && isYes(m.text):
			continue
		case isDraft && isYes(m.text), isPublished && isNo(m.text):
			isSaid = true
		case isPublished && t.asksPublished():
			m = m.named("published_at") // a date, which is no no
		}
		list = append(list, m)
	}
	if !isSaid {
		list = append(list, &value{kind: boolValue, key: "draft", text: "true"})
	}
	return &value{kind: mapValue, list: list}
}

// marked returns the chosen fields of a post, with the mark of a draft: to leave
// it out would publish one. A field that is set decides otherwise.
func (t *Target) marked(fm *FrontMatter, chosen []*value) []*value {
	if !t.marks(fm) || t.Fields == nil {
		return chosen
	}
	for _, m := range chosen {
		isSet := slices.ContainsFunc(t.Set, func(s FieldValue) bool { return s.value == m })
		isDraft, isPublished := strings.EqualFold(m.key, "draft"), strings.EqualFold(m.key, "published")
		if isDraft && (isSet || isYes(m.text)) || isPublished && (isSet || isNo(m.text)) {
			return chosen
		}
	}
	return append(chosen[:len(chosen):len(chosen)], &value{kind: boolValue, key: "draft", text: "true"})
}

// asksPublished tells of programs that ask whether a post is published, and
// publish drafts that stand among posts.
func (t *Target) asksPublished() bool { return t.Name == TargetJekyll || t.Name == TargetHexo }

// asksDraft tells of programs, and of what is usual with them, that ask whether
// a post is a draft; to Hugo published is a date.
func (t *Target) asksDraft() bool {
	return slices.Contains([]TargetName{TargetHugo, TargetAstro, TargetMkDocs}, t.Name)
}

// draft returns a field that says yes or no to whether a post is a draft, as its
// target asks.
func (f *targetFront) draft(name string, m *value) *value {
	key, is := m.key, isYes(m.text)
	switch {
	case name == "published" && f.target.asksDraft():
		key, is = "draft", !is
	case name == "draft" && is && f.target.asksPublished() && !f.says && !f.target.hidesByFolder():
		key, is = "published", false
	}
	return &value{kind: boolValue, key: key, text: strconv.FormatBool(is)}
}
