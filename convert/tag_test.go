package convert

import (
	"slices"
	"testing"
)

func TestTagName(t *testing.T) {
	for s, want := range map[string]string{"div>": "div", "H1 id=x": "H1", "br/>": "br", "": "", "1a": "", "/p": "", "!--": "", "o:p>": "o"} {
		if got := tagName(s); got != want {
			t.Errorf("tagName(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestHasTags(t *testing.T) {
	for s, want := range map[string]bool{
		"<p>": true, "a </b>": true, "<!doctype>": true, "a <b": true, "a < b": false, "a <3": false, "<": false, "</": false, "": false, "<>": false, "a <- b": false,
	} {
		if got := hasTags(s); got != want {
			t.Errorf("hasTags(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestTagStarts(t *testing.T) {
	for s, want := range map[string][]int{"": nil, "a": nil, "<": {0}, "<a><<b": {0, 3, 4}, "a <b> c <": {2, 8}} {
		if got := slices.Collect(tagStarts(s)); !slices.Equal(got, want) {
			t.Errorf("tagStarts(%q) visits %v, want %v", s, got, want)
		}
	}
}
