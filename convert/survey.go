package convert

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// facts are what has to be known of the whole tree before its first element
// is written.
type facts struct {
	targets map[string]bool    // ids and names that a link of the body leads to
	shared  map[string]*shared // images by their src
}

// shared is what images of one src have in common, or have not.
type shared struct {
	first *html.Node
	more  bool   // there are several
	late  bool   // attributes of theirs hold several pictures
	link  string // that one stands in; "" if none does
	links bool   // they stand in links to several places, of which each may be another picture
}

// survey walks the tree once. The notes are known by then: nothing leads to
// them or back to their marks but what Markdown makes by itself.
func (w *writer) survey(doc *html.Node) facts {
	f := facts{}
	for n := range below(doc) {
		w.disarm(n)
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.A:
			if ref := strings.TrimSpace(attr(n, "href")); len(ref) > 1 && ref[0] == '#' &&
				w.notes.marks[n] == 0 && isClickable(n) && !isBackReference(n, ref) && !isPermalink(n, ref) && !w.leadsBack(n) {
				f.target(ref[1:])
			}
		case atom.Img:
			if src := attr(n, "src"); src != "" {
				f.share(src, n)
			}
		}
	}
	return f
}

// share notes an image under its src.
func (f *facts) share(src string, n *html.Node) {
	if f.shared == nil {
		f.shared = map[string]*shared{}
	}
	link := linkAround(n)
	s := f.shared[src]
	if s == nil {
		f.shared[src] = &shared{first: n, link: link}
		return
	}
	s.more = true
	s.late = s.late || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return strings.HasPrefix(a.Key, "data-") && a.Val != attr(s.first, a.Key) && namesImage(a.Val) && !isOther(a.Key)
	})
	s.links = s.links || link != "" && s.link != "" && s.link != link
	s.link = cmp.Or(s.link, link)
}

// linkAround is the address of the link around an image, "" if there is none.
func linkAround(n *html.Node) string {
	for range maxAround {
		if n = n.Parent; n == nil || n.DataAtom == atom.A {
			break
		}
	}
	if n == nil {
		return ""
	}
	return attr(n, "href")
}

// disarm takes out of a node what looks like one of our marks and is none. The
// characters cannot stand in a body, but character references bring them back.
func (w *writer) disarm(n *html.Node) {
	n.Data = w.pre.genuine(n.Data)
	for i := range n.Attr {
		n.Attr[i].Val = w.pre.genuine(n.Attr[i].Val)
	}
}

func (f *facts) target(fragment string) {
	if f.targets == nil {
		f.targets = map[string]bool{}
	}
	f.targets[fragment] = true
	if plain, err := url.PathUnescape(fragment); err == nil {
		f.targets[plain] = true
	}
}

// anchor keeps an id or name that a link of the body leads to.
func (w *writer) anchor(n *html.Node) {
	if !w.holdsTargets() || w.notes.texts[n] != 0 || w.leadsBack(n) {
		return
	}
	id := attr(n, "id")
	if !w.isTarget(id) {
		if id = ""; n.DataAtom == atom.A {
			id = attr(n, "name")
		}
		if !w.isTarget(id) {
			return
		}
	}
	w.reached(id)
	w.pending = append(w.pending, id)
}

func (w *writer) holdsTargets() bool { return len(w.facts.targets)+len(w.outer.targets) > 0 }

// isTarget tells whether a link leads to an id that was not written yet.
func (w *writer) isTarget(id string) bool { return w.facts.targets[id] || w.outer.targets[id] }

// reached notes that an id is written, once.
func (w *writer) reached(id string) {
	delete(w.facts.targets, id)
	delete(w.outer.targets, id)
}

// slug is the id that GitHub, goldmark and others give a heading.
func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(text)) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// anchors writes the targets that wait for the content they stand before.
func (w *writer) anchors() {
	for _, id := range w.pending {
		if w.where == headingMode && id == w.slug {
			continue // renderers give the heading this id by themselves
		}
		w.in.anchor(`<a id="` + w.pre.inValue(id) + `"></a>`)
	}
	w.pending = w.pending[:0]
}
