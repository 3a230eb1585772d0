package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropBibliographies takes out of the notes what is a list of sources: a post
// cites them in any order, not all of them, and as often as it likes. Notes
// would tear such a list apart and number it anew. What leads back to its mark
// is a note all the same.
func (f *notes) dropBibliographies() {
	groups := map[*html.Node][]int{} // numbers of notes by what they stand in
	for i, note := range f.list {
		box := groupOf(note)
		groups[box] = append(groups[box], i+1)
	}
	if len(groups) == 0 {
		return
	}
	back, raised := f.marked()
	gone := map[int]bool{}
	for box, numbers := range groups {
		if f.isBibliography(box, numbers, back, raised) {
			for _, n := range numbers {
				gone[n] = true
			}
		}
	}
	if len(gone) > 0 {
		f.renumber(gone)
	}
}

// groupOf is the list that a note is an item of, or what it stands in.
func groupOf(note *html.Node) *html.Node {
	if p := note.Parent; p.DataAtom == atom.Li {
		return p.Parent
	}
	return note.Parent
}

// marked tells of which notes one leads back to a mark, and of which a mark is
// raised as those of notes are.
func (f *notes) marked() (back, raised map[int]bool) {
	back, raised = map[int]bool{}, map[int]bool{}
	for a, n := range f.marks {
		back[n] = back[n] || f.boxes[f.list[n-1]].linksTo(a)
		raised[n] = raised[n] || isSuper(a.Parent) || find(a, atom.Sup) != nil
	}
	return back, raised
}

// isBibliography tells whether the notes with these numbers, all that are
// marked of those in box, are sources.
func (f *notes) isBibliography(box *html.Node, numbers []int, back, raised map[int]bool) bool {
	anyRaised := false
	for _, n := range numbers {
		if back[n] {
			return false
		}
		anyRaised = anyRaised || raised[n]
	}
	said := strings.ToLower(attr(box, "class"))
	if holdsAny(said, "bibl", "citation") {
		return true
	}
	last := 0
	for c := box.FirstChild; c != nil; c = c.NextSibling {
		n := f.numberOf(c)
		switch {
		case n == 0:
			if c.Type == html.ElementNode && isUncited(c, f.list[numbers[0]-1]) {
				return true
			}
		case n < last && !anyRaised:
			return true
		default:
			last = n
		}
	}
	return false
}

// numberOf is the number of the note that c is, or that is all of c.
func (f *notes) numberOf(c *html.Node) int {
	if n := f.texts[c]; n != 0 {
		return n
	}
	if c.DataAtom == atom.Li {
		for d := c.FirstChild; d != nil; d = d.NextSibling {
			if n := f.texts[d]; n != 0 {
				return n
			}
		}
	}
	return 0
}

// isUncited tells whether c is of the same kind as a note: an item of the same
// list, or an element of the same name and class.
func isUncited(c, note *html.Node) bool {
	if c.DataAtom == atom.Li {
		return (note.DataAtom == atom.Li || note.Parent.DataAtom == atom.Li) && showsSomething(c)
	}
	class := attr(note, "class")
	return class != "" && c.DataAtom == note.DataAtom && attr(c, "class") == class && showsSomething(c)
}

// renumber takes the notes out that are gone.
func (f *notes) renumber(gone map[int]bool) {
	number := make([]int, len(f.list)+1) // the new one by the old
	kept := f.list[:0]
	for i, note := range f.list {
		if gone[i+1] {
			delete(f.texts, note)
			continue
		}
		kept = append(kept, note)
		number[i+1] = len(kept)
		f.texts[note] = len(kept)
	}
	f.list = kept
	for a, n := range f.marks {
		if number[n] == 0 {
			delete(f.marks, a)
		} else {
			f.marks[a] = number[n]
		}
	}
}
