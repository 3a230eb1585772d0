package convert

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

func TestIsNoteMark(t *testing.T) {
	for text, want := range map[string]bool{
		"1": true, "[1]": true, "(12)": true, "123": true, "*": true, "†": true, "a": true, " 1 ": true,
		"": false, "1234": false, "A": false, "ab": false, "1a": false, "[]": false, "note": false,
	} {
		a := find(tree(t, `<a href="#x">`+text+`</a>`), atom.A)
		if got := isNoteMark(a); got != want {
			t.Errorf("isNoteMark(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestNotes(t *testing.T) {
	checkMarkdown(t, map[string]string{
		// the mark sits at its word, the note goes to the end
		`<p>a <sup><a href="#n">1</a></sup> b</p><p id="n">note</p><p>c</p>`: "a[^1] b\n\nc\n\n[^1]: note",
		// a note that stands before its mark is a place, no note
		`<p id="n">x</p><p>a<a href="#n">1</a></p>`: "<a id=\"n\"></a>x\n\na[1](#n)",
		// a mark without a note is a link
		`<p>a<sup><a href="#n">1</a></sup></p>`: "a<sup>[1](#n)</sup>",
		// the link back goes, as a number or as an arrow
		`<p>a<a id="r" href="#n">1</a></p><p id="n"><a href="#r">1</a> note</p>`: "a[^1]\n\n[^1]: note",
		`<p>a<a id="r" href="#n">1</a></p><p id="n">note <a href="#r">↩</a></p>`: "a[^1]\n\n[^1]: note",
		// notes in order of their marks
		`<p>a<sup><a href="#m">1</a></sup> b<sup><a href="#n">2</a></sup></p><p id="n">n</p><p id="m">m</p>`: "a[^1] b[^2]\n\n[^1]: m\n\n[^2]: n",
	})
}

// What is too long to be a note is a section that a link leads to.
func TestLongNoteIsNone(t *testing.T) {
	md := toMarkdown(t, `<p>a<a href="#n">1</a></p><p id="n">`+strings.Repeat("word ", maxNote)+`</p>`)
	if strings.Contains(md, "[^1]") || !strings.Contains(md, "[1](#n)") {
		t.Errorf("Markdown = %.100q", md)
	}
}
