package convert

import (
	"strconv"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A cover is something that text stands in. What is compared is the number of
// letters and digits in it: marks move away from punctuation, and what is
// joined or parted on the way has the same letters in it.
type cover int

const (
	strongCover cover = iota
	emphasisCover
	deletedCover
	codeCover
	quoteCover
	itemCover
	covers
)

var coverNames = [covers]string{"strong", "emphasis", "deletion", "inline code", "quote", "item"}

// coverOf tells which cover an element is, -1 for none.
func coverOf(n *html.Node) cover {
	switch n.DataAtom {
	case atom.B, atom.Strong:
		if !unstyled(n, "**") {
			return strongCover
		}
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var:
		if !unstyled(n, "*") {
			return emphasisCover
		}
	case atom.Del, atom.S, atom.Strike:
		return deletedCover
	case atom.Code, atom.Tt, atom.Samp:
		if !hasBlock(n) {
			return codeCover
		}
	case atom.Blockquote:
		return quoteCover
	case atom.Li:
		return itemCover
	}
	return -1
}

// enter and leave say that text stands in a cover from here on, and that it
// does no more.
func (s *witness) enter(c cover) {
	if c >= 0 {
		s.depth[c]++
		s.covered++
	}
}

func (s *witness) leave(c cover) {
	if c >= 0 && s.depth[c] > 0 {
		s.depth[c]--
		s.covered--
	}
}

// tally counts the letters of text for what they stand in.
func (s *witness) tally(text string) {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	for c := range s.depth {
		if s.depth[c] > 0 {
			s.letters[c] += n
		}
	}
}

// covers notes in which covers fewer letters stand than did.
func (a *Audit) covers(want, got *witness) {
	for c, n := range want.letters {
		if got.letters[c] < n {
			a.Lost = append(a.Lost, Loss{Kind: coverNames[c], Want: strconv.Itoa(n) + " letters", Got: strconv.Itoa(got.letters[c]) + " letters"})
		}
	}
}
