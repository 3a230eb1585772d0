package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// A sized is a source of a set with its width or density.
type sized struct {
	ref  string
	size float64
}

// maxDensity is what no density is more than, and no width less.
const maxDensity = 16

// previewSize is that of what a script replaces.
const previewSize = 0

// isBelow tells whether a picture is known to be smaller than another one.
func isBelow(size, other float64) bool {
	return size == previewSize || size < other && (size <= maxDensity) == (other <= maxDensity)
}

// addSets adds what the sets hold beside their best sources that are candidates
// already: the next largest behind it, and so on, each before what is known to
// be smaller, and before what may be another picture. How large src is tells a
// set that has it too, else what stands beside it.
func (w *writer) addSets(s *sources, src string, elements ...*html.Node) {
	var sets [][]sized
	sizes := map[string]float64{} // of candidates
	for _, n := range elements {
		for _, holder := range holdersOf(n) {
			for _, a := range holder.Attr {
				if set := w.setIn(a, s.candidates, sizes); set != nil {
					sets = append(sets, set)
				}
			}
		}
	}
	if len(sets) == 0 {
		return
	}
	if at := slices.Index(s.candidates, src); at >= 0 && sizes[identity(src)] == 0 {
		px, err := strconv.Atoi(attr(elements[0], "width"))
		switch id := identity(src); {
		case s.ranks[at] >= rankShown && (isLate(elements[0]) || isSetLate(elements[0])):
			sizes[id] = previewSize
		case sets[0][0].size <= maxDensity:
			sizes[id] = 1
		case err == nil:
			sizes[id] = float64(px)
		}
	}
	for _, set := range sets {
		at := slices.Index(s.candidates, set[0].ref)
		for _, source := range set[1:] {
			if len(s.candidates) >= maxCandidates-keptForShown {
				return
			}
			s.insertLesser(at+1, source, sizes)
		}
	}
}

// holdersOf are the elements whose attributes may hold sets of a picture.
func holdersOf(n *html.Node) []*html.Node {
	if n == nil {
		return nil
	}
	return append([]*html.Node{n}, sourcesAround(n)...)
}

// setIn is the set that an attribute holds, the largest first; nil if it holds
// none of several, or one whose best is no candidate. It notes the sizes of those
// that are candidates.
func (w *writer) setIn(a html.Attribute, candidates []string, sizes map[string]float64) (set []sized) {
	if a.Key != "srcset" && !mayBeLate(a) || !strings.Contains(a.Val, ",") || !slices.Contains(candidates, w.pre.restore(bestOf(a.Val))) {
		return nil
	}
	for ref, size := range eachSource(a.Val) {
		if ref = address(ref); size < 0 || isPlaceholder(ref) {
			continue
		}
		if ref = w.pre.restore(ref); slices.Contains(candidates, ref) {
			sizes[identity(ref)] = size
		}
		set = append(set, sized{ref, size})
	}
	slices.SortStableFunc(set, func(a, b sized) int { return cmp.Compare(b.size, a.size) })
	if len(set) < 2 {
		return nil
	}
	return set[:min(len(set), maxCandidates)]
}

// insertLesser puts a source where it belongs, at a place or behind it. What
// pictures share so may be anything.
func (s *sources) insertLesser(at int, source sized, sizes map[string]float64) {
	for ; at < len(s.candidates); at++ {
		size, known := sizes[identity(s.candidates[at])]
		if known && isBelow(size, source.size) || !known && s.ranks[at] == rankAside {
			break
		}
	}
	more := sources{rank: rankAside}
	more.show(source.ref)
	for _, ref := range more.candidates {
		if slices.Contains(s.candidates, ref) || len(s.candidates) >= maxCandidates {
			continue
		}
		sizes[identity(ref)] = source.size
		s.candidates, s.ranks = slices.Insert(s.candidates, at, ref), slices.Insert(s.ranks, at, rankAside)
		at++
	}
}
