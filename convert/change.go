package convert

import (
	"slices"
	"strings"
)

// A change replaces bytes of a Markdown body.
type change struct {
	start, stop int
	with        string
	inText      bool // what follows on the line is text, and must not become a block
}

// changes are those of one body.
type changes []change

// change replaces the bytes from start to stop.
func (c *changes) change(start, stop int, with string) {
	*c = append(*c, change{start: start, stop: stop, with: with})
}

// changed returns src with all changes made.
func (c changes) changed(src string) string {
	if len(c) == 0 {
		return src
	}
	var b strings.Builder
	done := 0
	for _, one := range c.inOrder() {
		b.WriteString(src[done:one.start])
		b.WriteString(one.with)
		done = one.stop
	}
	b.WriteString(src[done:])
	return b.String()
}

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
