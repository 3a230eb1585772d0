package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// testify tells the witness what the tree of a body shows. It shares with the
// writer the notion of what is no part of a post, and nothing else: it knows
// no Markdown.
func (w *writer) testify(n *html.Node, s *witness) {
	switch n.Type {
	case html.TextNode:
		s.templates(n.Data, w.pre)
		s.say(w.pre.without(n.Data))
		return
	case html.CommentNode, html.DoctypeNode:
		return
	case html.ElementNode:
		if furniture(n) != "" || w.isNote(n) {
			return
		}
		if isBlock(n) {
			s.edge()
			defer s.edge()
		}
		w.testifyParts(n, s)
		if c := coverOf(n); c >= 0 && s.inLine == 0 && s.depth[codeCover] == 0 { // Markdown has no emphasis in code
			s.enter(c)
			defer s.leave(c)
		}
		if w.testifyElement(n, s) {
			return
		}
		if isLine(n) {
			s.inLine++
			defer func() { s.inLine-- }()
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.testify(c, s)
	}
}

// testifyElement deals with elements that show more or less than their text;
// true if nothing of n is left to look at.
func (w *writer) testifyElement(n *html.Node, s *witness) bool {
	switch n.DataAtom {
	case atom.A:
		ref := address(attr(n, "href"))
		if isPermalink(n, ref) || isBackReference(n, ref) || w.notes.marks[n] != 0 || w.leadsBack(n) {
			return true
		}
		if leadsOn(n, ref) && isClickable(n) {
			s.links = append(s.links, shortcodeKey(w.pre.restore(ref)))
			s.words("title", w.pre.without(attr(n, "title")))
		}
	case atom.Img:
		if src := w.sources(n); len(src.candidates) > 0 {
			s.images = append(s.images, shortcodeKey(src.address))
			s.picture(w.pre.without(attr(n, "alt")), w.pre.without(attr(n, "title")))
		} else {
			s.say(w.pre.without(attr(n, "alt")))
		}
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		w.testifyCode(n, s)
		return true
	case atom.Div, atom.Figure, atom.Table:
		if code := highlighted(n); code != nil {
			if title := codeTitle(n); title != nil {
				w.testify(title, s)
			}
			w.testifyCode(code, s)
			return true
		}
	case atom.Script:
		if scriptEmbed(n) == "" {
			s.say(dollars(texOf(n)))
			return true
		}
		return w.testifyEmbed(n, s)
	case atom.Iframe, atom.Embed, atom.Video, atom.Audio, atom.Object:
		return w.testifyEmbed(n, s)
	case atom.Math:
		if tex, display := texOf(n); tex != "" {
			s.say(dollars(tex, display))
			return true
		}
	}
	return false
}

// testifyEmbed deals with what a page shows of others; true if nothing of it is
// left to look at.
func (w *writer) testifyEmbed(n *html.Node, s *witness) bool {
	ref := w.pre.restore(embedAddress(n))
	if ref == "" || !isInert(ref) {
		return n.DataAtom == atom.Iframe || n.DataAtom == atom.Embed
	}
	if poster := posterOf(n); poster != "" {
		s.images = append(s.images, poster)
	}
	s.links = append(s.links, shortcodeKey(ref))
	s.say(embedName(n, ref))
	return true
}

func (w *writer) testifyCode(n *html.Node, s *witness) {
	w.testifyImages(n, s)
	text := codeText(n)
	if strings.TrimSpace(text) == "" {
		return
	}
	s.templates(text, w.pre)
	s.say(w.pre.without(text))
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th || isHeading(p) {
			s.spans = append(s.spans, w.pre.without(text)) // perhaps a code span there
			return
		}
	}
	s.code = append(s.code, w.pre.without(text))
	if l := codeLanguage(n); l != "" && s.inLine == 0 {
		s.note("language", l)
	}
}

// picture notes the words of a picture.
func (s *witness) picture(alt, title string) {
	s.words("alt", alt)
	s.words("title", title)
}

// testifyImages deals with the pictures in code.
func (w *writer) testifyImages(n *html.Node, s *witness) {
	for c := range below(n) {
		if c.DataAtom != atom.Img || furniture(c) != "" {
			continue
		}
		if src := w.sources(c); len(src.candidates) > 0 {
			s.images = append(s.images, shortcodeKey(src.address))
		}
	}
}

// isClickable tells whether a link shows something to click on.
func isClickable(n *html.Node) bool {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode && !isAllBlank(c.Data), c.DataAtom == atom.Img, c.DataAtom == atom.Iframe:
			return true
		case c.Type == html.ElementNode && furniture(c) == "" && isClickable(c):
			return true
		}
	}
	return false
}
