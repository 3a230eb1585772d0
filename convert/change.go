package convert

import "slices"

// A change replaces bytes of a Markdown body.
type change struct {
	start, stop int
	with        []byte
	inText      bool // what follows on the line is text, and must not become a block
}

// changes are those of one body.
type changes []change

// inOrder returns the changes by their places, without those that begin within
// what is replaced already, as an image in a link text that was changed.
func (c changes) inOrder() changes {
	slices.SortStableFunc(c, func(a, b change) int { return a.start - b.start })
	done := 0
	return slices.DeleteFunc(c, func(one change) bool {
		if one.start < done {
			return true
		}
		done = one.stop
		return false
	})
}
