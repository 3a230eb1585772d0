package convert

import (
	"bytes"
	"cmp"
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
func placeOf(s string) place {
	asset, use, _ := strings.Cut(s, ".")
	var p place
	p.asset, _ = strconv.Atoi(asset) // our own marks hold nothing but digits
	p.use, _ = strconv.Atoi(use)
	return p
}

// fill appends text to dst with every hole filled with what link returns for
// its place, and with the template tags in place of their marks.
func fill(dst []byte, text string, tags templates, link func(place) string) []byte {
	for {
		i := nextMark(text, tags != nil)
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		if text[i] == templateMark {
			tag, rest := tags.cut(text[i:min(len(text), i+24)])
			dst = append(dst, tag...)
			text = text[min(len(text), i+24)-len(rest):]
			continue
		}
		n := strings.IndexByte(text[i+1:], holeMark)
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
func nextMark(text string, tags bool) int {
	if !tags {
		return strings.IndexByte(text, holeMark)
	}
	return strings.IndexAny(text, string(rune(holeMark))+string(rune(templateMark)))
}

// attrValue is an address for an attribute between double quotes.
func attrValue(address string) string {
	text, tags := protect(address)
	return tags.inValue(text)
}

// fillTag shows the picture of the tag at the start of text from a path, and
// leaves the tag alone if there is none: what else link may return is the
// address that the tag itself has.
func fillTag(dst []byte, text string, tags templates, path string) ([]byte, string) {
	end := strings.IndexByte(text, templateEnd)
	if end < 0 {
		return dst, text
	}
	tag, _ := tags.cut(text[:end+1])
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

	// The assets by the identities of their addresses: of the best that is known
	// of a picture, of those that stand for it beside that, and of what may be
	// something else than the picture.
	best, lesser, vague map[string]known
}

// known is the asset that an address is known of, and what it is to it.
type known struct {
	asset int
	rank  rank
	tops  bool // it stands for the asset before lesser ones
}

// many marks a lesser address of several pictures: the icon that each of a
// list of links to photographs shows. It tells none of them.
const many = -1

// maxCandidates bounds how many addresses one picture gathers: a thousand small
// copies that link to one large picture add nothing to it, nor do a thousand
// attributes. Some of them are left to what is shown.
const (
	maxCandidates = 32
	keptForShown  = 8
)

// add returns the place of a new use of the asset that is to be had from src.
func (l *assetList) add(src sources, use Use) place {
	if use.Address == "" {
		use.Address = src.address
	}
	if l.best == nil {
		l.best, l.lesser, l.vague = map[string]known{}, map[string]known{}, map[string]known{}
	}
	ids := identities(src.candidates)
	id := l.find(&src, ids)
	if id < 0 {
		id = len(l.list)
		l.list = append(l.list, Asset{ID: id, Kind: cmp.Or(src.kind, KindImage), Address: use.Address})
	}
	a := &l.list[id]
	free := a.Candidates // shown where nothing is asked for
	if len(a.Candidates) < maxCandidates {
		a.Candidates = merge(a.Candidates, src.candidates)
		a.Candidates = a.Candidates[:min(len(a.Candidates), maxCandidates)]
		shownFirst(a.Candidates)
	}
	switch {
	case len(a.Uses) == 0:
		a.NoReferrer = src.noReferrer
	case a.NoReferrer != src.noReferrer:
		if !src.noReferrer {
			free = src.candidates
		}
		a.NoReferrer = slices.ContainsFunc(a.Candidates, func(ref string) bool { return !slices.Contains(free, ref) })
	}
	a.Uses = append(a.Uses, use)
	l.know(&src, ids, id)
	return place{id, len(a.Uses) - 1}
}

// know notes under which addresses an asset is known.
func (l *assetList) know(src *sources, ids []string, id int) {
	top, tops := src.top(), src.hasLesser()
	for i, key := range ids {
		in, as := l.lesser, known{id, src.rankOf(i), false}
		switch {
		case as.rank == top:
			in, as.tops = l.best, tops
			if other, ok := l.lesser[key]; ok && other.asset == id {
				continue // a better one is known
			}
			if other, ok := in[key]; ok && other.asset == id && tops && !other.tops {
				in[key] = as
			}
		case as.rank == rankAside:
			continue
		case as.rank == rankWithin:
			in = l.vague
		default:
			if other, ok := l.best[key]; ok && other.asset == id {
				delete(l.best, key)
			}
			if other, ok := l.lesser[key]; ok && other.asset != id {
				l.lesser[key] = known{asset: many}
			}
		}
		if _, ok := in[key]; !ok {
			in[key] = as
		}
	}
}

// address is what stands at a place as long as the asset is not held.
func (l *assetList) address(at place) string { return l.list[at.asset].Uses[at.use].Address }

// find returns the asset of the same picture, -1 if there is none. What is best
// of two pictures tells them apart, whatever else they share: what is the best
// of one and lesser in the other joins them if the one has nothing else, or if it
// is the same to both.
func (l *assetList) find(src *sources, ids []string) int {
	top, tops := src.top(), src.hasLesser()
	for i, key := range ids {
		if r := src.rankOf(i); r != top && r != rankWithin {
			continue
		}
		if as, ok := l.best[key]; ok {
			return as.asset
		}
	}
	for i, key := range ids {
		in, r := l.lesser, src.rankOf(i)
		if r > top && r < rankWithin {
			in = l.best
		} else if r != top {
			continue
		}
		as, ok := in[key]
		if ok && as.asset != many && l.lesser[key].asset != many && (as.rank == r || !tops && r == top || !as.tops && r > top) {
			return as.asset
		}
		if as, ok := l.vague[key]; ok {
			return as.asset
		}
	}
	return -1
}

// A rank tells what an address is to a picture.
type rank uint8

const (
	rankFull   rank = iota // the full size that a thumbnail links to
	rankLate               // what a script or a set puts into the place of what is shown
	rankShown              // what is shown
	rankWithin             // found within an address: perhaps a page, such as the one that CSDN writes on all pictures of a blog
	rankAside              // perhaps something else, that pictures may share: a wheel, a logo
)

// rankOf is the rank of a candidate.
func (s *sources) rankOf(i int) rank {
	if i < len(s.ranks) {
		return s.ranks[i]
	}
	return rankFull
}

// top is the rank of the best address that tells which picture it is. If none
// does, the first one has to.
func (s *sources) top() rank {
	if len(s.ranks) == 0 {
		return rankFull
	}
	top := slices.Min(s.ranks)
	if top >= rankWithin {
		s.ranks[0], top = rankShown, rankShown
	}
	return top
}

// hasLesser tells whether the picture has addresses that stand for it beside the
// best.
func (s *sources) hasLesser() bool {
	top := s.top()
	return slices.ContainsFunc(s.ranks, func(r rank) bool { return r > top && r < rankWithin })
}

// identity is the same for addresses of one and the same file: whether by http
// or https, and however the host is spelled.
func identity(ref string) string {
	if i := strings.IndexByte(ref, '#'); i >= 0 && !strings.HasPrefix(ref, "data:") {
		ref = ref[:i]
	}
	switch {
	case strings.HasPrefix(ref, "http://"):
		ref = ref[len("http:"):]
	case strings.HasPrefix(ref, "https://"):
		ref = ref[len("https:"):]
	case strings.HasPrefix(ref, "//"):
	case hasPrefixFold(ref, "http://"), hasPrefixFold(ref, "https://"):
		ref = ref[strings.IndexByte(ref, ':')+1:]
	default:
		return ref
	}
	for i := len("//"); i < len(ref) && ref[i] != '/'; i++ {
		if c := ref[i]; 'A' <= c && c <= 'Z' {
			host, path, _ := strings.Cut(ref[len("//"):], "/")
			return "//" + asciiLower(host) + "/" + path
		}
	}
	return ref
}

func identities(refs []string) []string {
	ids := make([]string, len(refs))
	for i, ref := range refs {
		ids[i] = identity(ref)
	}
	return ids
}

// merge joins two lists of candidates, both best first: what the second has
// before the first picture that both have goes before that.
func merge(have, more []string) []string {
	if len(have) == 0 {
		return append(have, more...)
	}
	ids := identities(have)
	for i, c := range more {
		k := slices.Index(ids, identity(c))
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
	c := assetList{list: slices.Clone(l.list), best: maps.Clone(l.best), lesser: maps.Clone(l.lesser), vague: maps.Clone(l.vague)}
	for i := range c.list {
		c.list[i].Uses = slices.Clone(c.list[i].Uses)
	}
	return c
}
