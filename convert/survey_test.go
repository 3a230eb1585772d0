package convert

import "testing"

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"The Pier": "the-pier", " a  b ": "a--b", "C++ & Go!": "c--go", "snake_case-x": "snake_case-x", "海边 灯塔": "海边-灯塔",
		"é": "é", "१२": "१२", "": "", "!?": "", "1. First": "1-first",
	} {
		if got := slug(text); got != want {
			t.Errorf("slug(%q) = %q, want %q", text, got, want)
		}
	}
}

// Only ids that a link of the body leads to are kept, once, and none that a
// renderer gives the heading by itself.
func TestAnchors(t *testing.T) {
	checkMarkdown(t, map[string]string{
		`<p><a href="#a">up</a></p><p id="a">x</p>`:                        "[up](#a)\n\n<a id=\"a\"></a>x",
		`<p><a href="#%C3%A9">up</a></p><p id="é">x</p>`:                   "[up](#%C3%A9)\n\n<a id=\"é\"></a>x",
		`<p><a href="#">up</a></p><p id="">x</p>`:                          "[up](#)\n\nx",
		`<p><a href="/p#a">up</a></p><p id="a">x</p>`:                      "[up](/p#a)\n\nx",
		`<p><a href="#a">up</a></p><p id="a">x</p><p id="a">y</p>`:         "[up](#a)\n\n<a id=\"a\"></a>x\n\ny",
		`<p><a href="#a">up</a></p><div id="a"><div><p>x</p></div></div>`:  "[up](#a)\n\n<a id=\"a\"></a>x",
		`<p><a href="#a">up</a></p><ul><li id="a">x</li></ul>`:             "[up](#a)\n\n- <a id=\"a\"></a>x",
		`<p><a href="#x&quot;&gt;y">up</a></p><p id='x">y'>x</p>`:          "[up](<#x\"\\>y>)\n\n<a id=\"x&quot;&gt;y\"></a>x",
		`<p><a href="#the-pier">up</a></p><h2 id="the-pier">The pier</h2>`: "[up](#the-pier)\n\n## The pier",
	})
}
