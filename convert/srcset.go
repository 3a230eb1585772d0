package convert

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pictureSets are the sets of addresses that belong to an image, the widest
// choice first: its own, then those of the <picture> around it.
func pictureSets(n *html.Node) []string { return append(setsOf(n), sourceSets(n, false)...) }

// setsOf are the sets that an element has: those that a script puts in the
// place of its srcset, then that.
func setsOf(n *html.Node) (sets []string) {
	for _, a := range n.Attr {
		if isLateSet(a) {
			sets = append(sets, a.Val)
		}
	}
	if v := attr(n, "srcset"); v != "" {
		sets = append(sets, v)
	}
	return sets
}

// isLateSet tells of an attribute that holds a srcset for later: data-srcset,
// data-lazy-srcset, nitro-lazy-srcset and whatever else plugins call it.
func isLateSet(a html.Attribute) bool {
	named := strings.HasSuffix(a.Key, "srcset") && a.Key != "srcset" || strings.HasPrefix(a.Key, "data-") && strings.HasSuffix(a.Key, "-set")
	return named && !isLesser(a.Key) && !isSmaller(a.Key) && !isOther(a.Key) && isPlaced(bestOf(a.Val))
}

// sourceSets are those of the sources of the <picture> around an image: for
// everybody, or for readers who have another screen or another browser, or have
// asked for another picture. Scripts that know no sets keep one address there.
func sourceSets(n *html.Node, wished bool) (sets []string) {
	for _, c := range sourcesAround(n) {
		if (isWished(c) || isUnshownSource(c)) != wished {
			continue
		}
		own := setsOf(c)
		if ref := address(cmp.Or(attr(c, "data-src"), attr(c, "src"))); len(own) == 0 && isPlaced(ref) {
			own = append(own, strings.ReplaceAll(ref, " ", "%20")) // in a set it would end there
		}
		sets = append(sets, own...)
	}
	return sets
}

// maxSources bounds the nodes of a <picture> that are looked at: it has one image,
// but may be made to have many.
const maxSources = 128

// sourcesAround are the sources of the <picture> around an image, without films.
func sourcesAround(n *html.Node) (all []*html.Node) {
	if n.Parent == nil || n.Parent.DataAtom != atom.Picture {
		return nil
	}
	c := n.Parent.FirstChild
	for i := 0; c != nil && i < maxSources; i++ {
		if c.DataAtom == atom.Source && !isFilm(c) {
			all = append(all, c)
		}
		c = c.NextSibling
	}
	return all
}

// isWished tells of a source for readers who want another picture, a dark one,
// one that stands still, one for paper or for an upright screen, and of one for
// small screens. The picture is that of the image then, or of a source for large
// ones.
func isWished(source *html.Node) bool {
	media := strings.ToLower(attr(source, "media"))
	plain := strings.ReplaceAll(media, " ", "")
	small := holdsAny(plain, "max-width", "max-device-width", "(width<") && !strings.Contains(plain, "min-")
	return small || !asksSize().MatchString(media)
}

// asksSize knows the media queries that ask for nothing but width and density: what
// they choose is cut like the others.
var asksSize = lazily(`^(?:[\s,]|\b(?:all|screen|only|and|or)\b|\([^()]*(?:width|resolution|device-pixel-ratio)[^()]*\))*$`)

// bestOf returns the address with the largest width or density of a srcset.
func bestOf(set string) string {
	best, _ := largestOf(set)
	return best
}

// largestOf returns that address and its width or density.
func largestOf(set string) (best string, most float64) {
	most = -1
	for ref, size := range eachSource(set) {
		if size > most {
			best, most = ref, size
		}
	}
	return address(best), most
}

// exchanged is the address for the largest screen in a set of Foundation's, which
// goes from small to large: [s.jpg, (default)], [l.jpg, (large)].
func exchanged(set string) string {
	ref, _, _ := strings.Cut(set[strings.LastIndexByte(set, '[')+1:], ",")
	return strings.TrimSpace(ref)
}

// largestMember is the address for the largest size in a set that is an object of
// JSON: {"small": "s.jpg", "large": "l.jpg"}, {"480": "s.jpg", "960": "l.jpg"}.
func largestMember(set string) (best string) {
	v, err := parseJSON(set)
	if err != nil {
		return ""
	}
	most := -1.0
	for _, m := range v.members() {
		if ref := address(m.text); isPlaced(ref) && sizeNamed(m.key) > most {
			best, most = ref, sizeNamed(m.key)
		}
	}
	return best
}

// sizeNamed is the size that a name says, in pixels if it says some.
func sizeNamed(name string) float64 {
	name = asciiLower(name)
	if px, err := strconv.Atoi(strings.TrimRight(name, "wpx")); err == nil {
		return float64(px)
	}
	switch {
	case holdsAny(name, "orig", "full", "large", "big"):
		return 1 << 20
	case holdsAny(name, "small", "medium", "thumb", "tiny", "preview", "placeholder"):
		return 0
	}
	return 1
}

// eachSource yields the addresses of a srcset and their widths or densities
// (WHATWG HTML, section 4.8.4.2.1). Addresses may hold commas, descriptors may
// follow them without a blank.
func eachSource(set string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for s := strings.TrimLeft(set, " \t\n\r\f,"); s != ""; s = strings.TrimLeft(s, " \t\n\r\f,") {
			end := strings.IndexAny(s, " \t\n\r\f")
			if end < 0 {
				end = len(s)
			}
			ref := s[:end]
			s = s[end:]
			size := 1.0
			if trimmed := strings.TrimRight(ref, ","); trimmed != ref {
				ref = trimmed
			} else {
				desc, rest, _ := strings.Cut(s, ",")
				size = sizeOf(desc)
				s = rest
			}
			if !yield(ref, size) {
				return
			}
		}
	}
}

// sizeOf reads descriptors: the width or density is the first number that is no
// height, also where a blank stands before its letter.
func sizeOf(desc string) float64 {
	size := 1.0
	words := strings.Fields(desc)
	for i, word := range words {
		v, err := strconv.ParseFloat(strings.TrimRight(word, "wxh"), 64)
		if err != nil {
			continue
		}
		height := strings.HasSuffix(word, "h") || i+1 < len(words) && words[i+1] == "h"
		if size = v; !height {
			break
		}
	}
	return size
}

// isSetLate tells whether a script puts a set of addresses in the place of the
// src of an image, which is a blurred preview then.
func isSetLate(n *html.Node) bool { return slices.ContainsFunc(n.Attr, isLateSet) }

// widest returns the best address of each set, and whether one of them is said
// to be larger than what one address for all would be.
func (w *writer) widest(sets []string) (best []string, wide bool) {
	for _, set := range sets {
		if v, size := largestOf(set); v != "" {
			best = append(best, w.pre.restore(v))
			wide = wide || size > 1
		}
	}
	return best, wide
}
