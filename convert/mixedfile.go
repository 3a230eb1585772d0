package convert

import (
	"html"
	"strings"

	"golang.org/x/net/html/atom"
)

// addressAttr finds the attributes of a tag that hold the addresses of files,
// and their values, in quotes or without.
var addressAttr = lazily(`(?i)[\s"'](src|poster|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>` + "`" + `]+))`)

// files makes holes of the addresses of files in a tag of n bytes at body[at]
// that stays as it is: what a player plays or a link leads to, if that is looked
// for, and the picture that a video shows until it plays.
func (m *mixed) files(name atom.Atom, at, n int) {
	for _, found := range addressAttr().FindAllStringSubmatchIndex(m.src[at:at+n], -1) {
		start, stop := -1, -1
		for i := 4; i < len(found) && start < 0; i += 2 {
			start, stop = found[i], found[i+1]
		}
		key := strings.ToLower(m.src[at+found[2] : at+found[3]])
		ref := m.body[at+start : at+stop]
		if strings.ContainsRune(ref, templateMark) {
			continue
		}
		s := m.played(name, key, address(html.UnescapeString(ref)))
		if len(s.candidates) == 0 {
			continue
		}
		s.address = ref
		m.hold(at+start, at+stop, s, Use{})
	}
}

// played returns the file whose address an attribute holds; one without
// candidates is not looked for.
func (m *mixed) played(name atom.Atom, key, ref string) sources {
	kind := kindOfAddress(ref)
	switch {
	case name == atom.Video && key == "poster" && !isPlaceholder(ref):
		return sourcesOf(ref)
	case name == atom.Video && key == "src" && kind == "":
		kind = KindVideo
	case name == atom.Audio && key == "src":
		kind = KindAudio
	case name == atom.Source && key == "src", name == atom.A && key == "href", name == atom.Video && key == "src":
	default:
		return sources{}
	}
	s := sources{kind: kind}
	if m.w.finds(kind) {
		s.add(ref)
	}
	return s
}
