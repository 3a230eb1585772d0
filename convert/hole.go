package convert

import (
	"bytes"
	"cmp"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A hole is where the address of an asset will stand. In the Markdown of a
// document it is a mark: the byte holeMark, a letter for the manner of
// writing, the numbers of the asset and of its use, and holeMark again. Control
// characters are taken out of all text, so a mark cannot come from a post.
const (
	holeMark     = 0x01
	holeMarkdown = 'm' // a link destination
	holeHTML     = 'h' // an attribute in double quotes
	holeCell     = 'c' // a link destination in a table
	holeAsIs     = 'o' // a destination of the author's, which stays as it was written
	holeTag      = 't' // the template tag behind it, which is a picture once that is held
)

// A place is one use of one asset, by their numbers.
type place struct{ asset, use int }

func hole(manner byte, p place) []byte {
	b := append(make([]byte, 0, 12), holeMark, manner)
	b = strconv.AppendInt(b, int64(p.asset), 10)
	b = append(b, '.')
	b = strconv.AppendInt(b, int64(p.use), 10)
	return append(b, holeMark)
}

// holeEnd is what stands behind the text of a link or image whose address is a
// hole.
func holeEnd(p place, titleText string) string {
	return string(append(title(append([]byte("]("), hole(holeMarkdown, p)...), titleText), ')'))
}

// placeOf reads the numbers of a hole.
func placeOf(s []byte) place {
	asset, use, _ := strings.Cut(string(s), ".")
	var p place
	p.asset, _ = strconv.Atoi(asset) // our own marks hold nothing but digits
	p.use, _ = strconv.Atoi(use)
	return p
}

// fill appends text to dst with every hole filled with what link returns for
// its place, and with the template tags in place of their marks.
func fill(dst, text []byte, tags templates, link func(place) string) []byte {
	for {
		i := nextMark(text, tags != nil)
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		if text[i] == templateMark {
			tag, rest := tags.cut(string(text[i:min(len(text), i+24)]))
			dst = append(dst, tag...)
			text = text[min(len(text), i+24)-len(rest):]
			continue
		}
		n := bytes.IndexByte(text[i+1:], holeMark)
		manner := text[i+1]
		at := placeOf(text[i+2 : i+1+n])
		text = text[i+n+2:]
		switch manner {
		case holeAsIs: // our own paths hold nothing that a destination minds
			dst = append(dst, link(at)...)
		case holeTag:
			dst, text = fillTag(dst, text, tags, link(at))
		case holeHTML:
			dst = append(dst, attrValue(link(at))...)
		case holeCell:
			dst = escapePipes(dst, destination(nil, link(at)))
		default:
			dst = destination(dst, link(at))
		}
	}
}

// nextMark returns where the next hole stands, or template tag if they are asked
// for; -1 without any.
func nextMark(text []byte, tags bool) int {
	if !tags {
		return bytes.IndexByte(text, holeMark)
	}
	return bytes.IndexAny(text, string(rune(holeMark))+string(rune(templateMark)))
}

// attrValue is an address for an attribute between double quotes. Template tags
// in it stay as they are: their program reads them before any browser does.
func attrValue(address string) string {
	text, tags := protect(address)
	return tags.restore(html.EscapeString(text))
}

// fillTag shows the picture of the tag at the start of text from a path, and
// leaves the tag alone if there is none: what else link may return is the
// address that the tag itself has.
func fillTag(dst, text []byte, tags templates, path string) ([]byte, []byte) {
	end := bytes.IndexByte(text, templateEnd)
	if end < 0 {
		return dst, text
	}
	tag, _ := tags.cut(string(text[:end+1]))
	p, ok := pictureOf(tag)
	if !ok || path == "" || path == shownAddress(p.address) {
		return dst, text
	}
	return p.markdown(dst, path), text[end+1:]
}

// asCell turns the holes of a paragraph into those of a table cell.
func asCell(text []byte) []byte {
	if bytes.IndexByte(text, holeMark) < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte{holeMark, holeMarkdown}, []byte{holeMark, holeCell})
}

// An assetList collects the assets of a document, each picture once, under
// however many addresses the post shows it.
type assetList struct {
	list []Asset
	byID map[string]int // candidate to index

	// The same for candidates that may be something else than the picture.
	vague map[string]int
}

// add returns the place of a new use of the asset that is to be had from src.
func (l *assetList) add(src sources, use Use) place {
	if use.Address == "" {
		use.Address = src.address
	}
	id := l.find(&src)
	if id < 0 {
		id = len(l.list)
		l.list = append(l.list, Asset{ID: id, Kind: cmp.Or(src.kind, KindImage), Address: use.Address})
	}
	a := &l.list[id]
	a.Candidates = merge(a.Candidates, src.candidates)
	a.Uses = append(a.Uses, use)
	a.NoReferrer = a.NoReferrer || src.noReferrer
	if l.byID == nil {
		l.byID, l.vague = map[string]int{}, map[string]int{}
	}
	for _, c := range src.candidates {
		known := l.vague
		if src.tells(c) {
			known = l.byID
		}
		if _, ok := known[c]; !ok {
			known[c] = id
		}
	}
	return place{id, len(a.Uses) - 1}
}

// address is what stands at a place as long as the asset is not held.
func (l *assetList) address(at place) string { return l.list[at.asset].Uses[at.use].Address }

// find returns the asset of the same picture, -1 if there is none.
func (l *assetList) find(src *sources) int {
	for _, c := range src.candidates {
		if id, ok := l.byID[c]; ok {
			return id
		}
		if id, ok := l.vague[c]; ok && src.tells(c) {
			return id
		}
	}
	return -1
}

// tells tells whether a candidate is certain to be the picture: one that was
// found within an address may be a page, such as the one that CSDN writes on
// all pictures of a blog, and one behind an image is its preview or a wheel.
// Those who share nothing else are not the same picture.
func (s *sources) tells(c string) bool { return !slices.Contains(s.unsure, c) }

// merge joins two lists of candidates, both best first: what the second has
// before their first common address goes before that address.
func merge(have, more []string) []string {
	for i, c := range more {
		k := slices.Index(have, c)
		if k < 0 {
			continue
		}
		out := slices.Concat(have[:k], more[:i], have[k:])
		for _, rest := range more[i:] {
			if !slices.Contains(out, rest) {
				out = append(out, rest)
			}
		}
		return out
	}
	return append(have, more...)
}

// clone returns a copy that grows on its own.
func (l *assetList) clone() assetList {
	c := assetList{list: slices.Clone(l.list), byID: maps.Clone(l.byID), vague: maps.Clone(l.vague)}
	for i := range c.list {
		c.list[i].Uses = slices.Clone(c.list[i].Uses)
	}
	return c
}
