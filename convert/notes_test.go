package convert

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

func TestIsNoteMark(t *testing.T) {
	for text, want := range map[string]bool{
		"1": true, "[1]": true, "(12)": true, "123": true, "*": true, "*1": true, "†": true, "a": true, " 1 ": true,
		"": false, "1234": false, "A": false, "ab": false, "1a": false, "1*": false, "**": false, "[]": false, "note": false,
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
		// the number before a note goes with the signs around it
		`<p>a<a id="r" href="#n">1</a></p><div id="n"><a href="#r">1</a>. note</div>`:                        "a[^1]\n\n[^1]: note",
		`<p>a<a id="r" href="#n">1</a></p><p id="n"><span>[</span><a href="#r">1</a><span>]</span> note</p>`: "a[^1]\n\n[^1]: note",
		`<p>a<a id="r" href="#n">1</a></p><p id="n">Note [<a href="#r">1</a>] is.</p>`:                       "a[^1]\n\n[^1]: Note [] is.",
		// Sphinx, as definitions, as tables and as it writes them now
		`<p>a<a class="footnote-reference" href="#n" id="r">1</a></p><dl class="footnote"><dt id="n"><a href="#r">1</a></dt><dd><p>note</p></dd></dl>`:                        "a[^1]\n\n[^1]: note",
		`<p>a<a class="footnote-reference" href="#n" id="r">[1]</a></p><table class="footnote" id="n"><tr><td><a href="#r">[1]</a></td><td>note</td></tr></table>`:            "a[^1]\n\n[^1]: note",
		`<p>a<a class="footnote-reference" href="#n" id="r">1</a></p><aside class="footnote-list"><aside id="n"><span>[<a href="#r">1</a>]</span><p>note</p></aside></aside>`: "a[^1]\n\n[^1]: note",
		// a note in a list with items that are none stays no item
		`<p>a<a id="r" href="#n">1</a></p><ol><li id="n">note <a href="#r">^</a></li><li>item</li></ol>`: "a[^1]\n\n2. item\n\n[^1]: note",
		// what else leads to a note, from another one or from behind it, is a mark too
		`<p>a<sup><a href="#n">1</a></sup><sup><a href="#m">2</a></sup></p><p id="n">n</p><p id="m">as in <a href="#n">1</a></p><p>z <a href="#n">1</a></p>`: "a[^1][^2]\n\nz [^1]\n\n[^1]: n\n\n[^2]: as in [^1]",
		// an arrow within a sentence is a word of it
		`<p>keys <a href="#k">^</a> and <a href="#l">↵</a>.</p>`: "keys [^](#k) and [↵](#l).",
		// what has a heading is a section, however the link to it is named
		`<p>a <a href="#note-1">1</a></p><div><h2 id="note-1">n</h2><p>m</p></div>`: "a [1](#note-1)\n\n## <a id=\"note-1\"></a>n\n\nm",
		// brackets alone lead to an item or to what begins with the number; an equation ends with it
		`<p>a <a href="#n">(1)</a></p><p id="n">n (1)</p><p>m</p>`:  "a [(1)](#n)\n\n<a id=\"n\"></a>n (1)\n\nm",
		`<p>a <a href="#n">[1]</a></p><p id="n">[1] n</p><p>m</p>`:  "a [^1]\n\nm\n\n[^1]: [1] n",
		`<p>a [<a href="#n">1</a>]</p><ul><li id="n">n</li></ul>`:   "a [^1]\n\n[^1]: n",
		`<p>a [<a href="#n">1</a>]</p><p id="n">second</p><p>m</p>`: "a [[1](#n)]\n\n<a id=\"n\"></a>second\n\nm",
		// notes in order of their marks
		`<p>a<sup><a href="#m">1</a></sup> b<sup><a href="#n">2</a></sup></p><p id="n">n</p><p id="m">m</p>`: "a[^1] b[^2]\n\n[^1]: m\n\n[^2]: n",
	})
}

// A list of sources stays a list: where some of it is not cited, where it is
// cited in another order, and where it says so.
func TestBibliographies(t *testing.T) {
	checkMarkdown(t, map[string]string{
		`<p>a <a href="#n">[1]</a></p><ol><li id="n">n</li><li>m</li></ol>`:                                             "a [[1]](#n)\n\n1. <a id=\"n\"></a>n\n2. m",
		`<p>a <a href="#m">[2]</a> <a href="#n">[1]</a></p><ol><li id="n">n</li><li id="m">m</li></ol>`:                 "a [[2]](#m) [[1]](#n)\n\n1. <a id=\"n\"></a>n\n2. <a id=\"m\"></a>m",
		`<p>a <a href="#n">[1]</a></p><ul class="bibliography"><li id="n">n</li></ul>`:                                  "a [[1]](#n)\n\n- <a id=\"n\"></a>n",
		`<p>a [<a href="#n">1</a>]</p><div><p class="bibitem"><a id="n"></a>n</p><p class="bibitem">m</p></div>`:        "a [[1](#n)]\n\n<a id=\"n\"></a>n\n\nm",
		`<p>a <a href="#n">[1]</a> <a href="#m">[2]</a></p><ol><li id="n">n</li><li id="m">m</li></ol>`:                 "a [^1] [^2]\n\n[^1]: n\n\n[^2]: m",
		`<p>a <a href="#n">[1]</a><sup><a href="#x">2</a></sup></p><ol><li id="n">n</li><li>m</li></ol><p id="x">x</p>`: "a [[1]](#n)[^1]\n\n1. <a id=\"n\"></a>n\n2. m\n\n[^1]: x",
	})
}

// What is too long to be a note is a section that a link leads to.
func TestLongNoteIsNone(t *testing.T) {
	md := toMarkdown(t, `<p>a<a href="#n">1</a></p><p id="n">`+strings.Repeat("word ", maxNote)+`</p>`)
	if strings.Contains(md, "[^1]") || !strings.Contains(md, "[1](#n)") {
		t.Errorf("Markdown = %.100q", md)
	}
}
