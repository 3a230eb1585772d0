package convert

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pictureSets are the srcset attributes that belong to an image, the widest
// choice first: its own, then those of the <picture> around it.
func pictureSets(n *html.Node) []string {
	var sets []string
	for _, key := range [...]string{"data-srcset", "data-lazy-srcset", "srcset"} {
		if v := attr(n, key); v != "" {
			sets = append(sets, v)
		}
	}
	return append(sets, sourceSets(n, false)...)
}

// sourceSets are those of the sources of the <picture> around an image: for
// everybody, or for readers who have asked for another one.
func sourceSets(n *html.Node, wished bool) []string {
	var sets []string
	if n.Parent == nil || n.Parent.DataAtom != atom.Picture {
		return nil
	}
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Source || isWished(c) != wished {
			continue
		}
		for _, key := range [...]string{"data-srcset", "srcset"} {
			if v := attr(c, key); v != "" {
				sets = append(sets, v)
			}
		}
	}
	return sets
}

// isWished tells of a source for readers who want another picture: a dark one,
// one that stands still, one for paper. The picture is that of the image then.
func isWished(source *html.Node) bool {
	media := strings.ToLower(attr(source, "media"))
	return strings.Contains(media, "prefers-") || strings.Contains(media, "print")
}

// bestOf returns the address with the largest width or density of a srcset
// (WHATWG HTML, section 4.8.4.2.1). Addresses may hold commas, descriptors
// may follow them without a blank.
func bestOf(set string) string {
	best, most := "", -1.0
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
			if v, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(desc), "wxh"), 64); err == nil {
				size = v
			}
			s = rest
		}
		if size > most {
			best, most = address(ref), size
		}
	}
	return best
}

// isSetLate tells whether a script puts a set of addresses in the place of the
// src of an image, which is a blurred preview then.
func isSetLate(n *html.Node) bool { return hasAttr(n, "data-srcset") || hasAttr(n, "data-lazy-srcset") }

// widest returns the best address of each set.
func (w *writer) widest(sets []string) []string {
	var best []string
	for _, set := range sets {
		if v := bestOf(set); v != "" {
			best = append(best, w.pre.restore(v))
		}
	}
	return best
}
