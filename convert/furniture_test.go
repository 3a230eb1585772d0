package convert

import (
	"testing"

	"golang.org/x/net/html"
)

func TestStyleSays(t *testing.T) {
	for _, c := range []struct {
		style string
		want  bool
	}{
		{"display:none", true}, {"DISPLAY : None ;", true}, {"color:red;display:none !important", true}, {"display:none!important", true},
		{"display:block", false}, {"", false}, {"x-display:none", false}, {"display", false}, {"none:display", false}, {"display:nonesuch", false},
	} {
		if got := styleSays(c.style, "display", "none"); got != c.want {
			t.Errorf("styleSays(%q) = %v, want %v", c.style, got, c.want)
		}
	}
	if !styleSays("font-weight:400", "font-weight", "normal", "400") {
		t.Error("the second value is not looked at")
	}
}

func TestFurniture(t *testing.T) {
	for src, want := range map[string]string{
		`<script>x</script>`:                                                              "script",
		`<script type="math/tex">x</script>`:                                              "",
		`<script type="math/tex; mode=display">x</script>`:                                "",
		`<style>x</style>`:                                                                "style",
		`<button>x</button>`:                                                              "form",
		`<select><option>x</select>`:                                                      "form",
		`<svg></svg>`:                                                                     "drawing",
		`<canvas>x</canvas>`:                                                              "drawing",
		`<template>x</template>`:                                                          "template",
		`<noscript>x</noscript>`:                                                          "noscript",
		`<noscript><img src=a></noscript>`:                                                "",
		`<noscript><img src=a width=1 height=1></noscript>`:                               "tracker",
		`<img src=a width=1 height=1>`:                                                    "tracker",
		`<img src=a width=0px height=1px>`:                                                "tracker",
		`<img src=a width=1 height=20>`:                                                   "",
		`<img src=a width=1>`:                                                             "",
		`<iframe src=a width=0 height=0></iframe>`:                                        "tracker",
		`<iframe src="//www.googletagmanager.com/x"></iframe>`:                            "tracker",
		`<iframe src=a></iframe>`:                                                         "",
		`<p hidden>x</p>`:                                                                 "hidden",
		`<p style="display: none">x</p>`:                                                  "hidden",
		`<p style="visibility:hidden">x</p>`:                                              "hidden",
		`<p class="a sr-only">x</p>`:                                                      "hidden",
		`<span class="katex-html">x</span>`:                                               "",
		`<p class="hidden-gems">x</p>`:                                                    "",
		`<div id="js_content" style="visibility: hidden">x</div>`:                         "",
		`<noscript><img src=a></noscript><img data-src=a>`:                                "noscript",
		`<noscript><img src=a></noscript><img src="data:image/gif;base64,R0">`:            "noscript",
		`<noscript><img src=a></noscript><img src=b>`:                                     "",
		`<span class="copy-code-btn">x</span>`:                                            "button",
		`<span class="mw-editsection">x</span>`:                                           "button",
		`<div class="cnblogs_code_toolbar"><pre>x</pre></div>`:                            "",
		`<noscript><iframe src=a></iframe></noscript>`:                                    "",
		`<div></div><noscript><iframe src=a></iframe></noscript>`:                         "",
		`<noscript><iframe src=a height=0 width=0></iframe></noscript>`:                   "noscript",
		`<noscript><iframe src="//www.googletagmanager.com/ns.html"></iframe></noscript>`: "noscript",
		`<p>x</p>`: "",
	} {
		body := bodyOf(tree(t, "<i></i>"+src))
		if got := furniture(body.FirstChild.NextSibling); got != want {
			t.Errorf("furniture(%s) = %q, want %q", src, got, want)
		}
	}
}

// The twin of a lazy image is the same picture a second time.
func TestFurnitureTwin(t *testing.T) {
	twin := next(bodyOf(tree(t, `<img src=blank.gif> <noscript><img src=a></noscript>`)).FirstChild)
	if got := furniture(twin); got != "noscript" {
		t.Errorf("furniture of the twin = %q, want noscript", got)
	}
}

func TestBeforeAndNext(t *testing.T) {
	var list []*html.Node
	for c := range bodyOf(tree(t, "<i></i> &nbsp; <b></b>text<u></u><!-- x --><s></s>")).ChildNodes() {
		if c.Type == html.ElementNode {
			list = append(list, c)
		}
	}
	i, b, u := list[0], list[1], list[2]
	if next(i) != b || before(b) != i {
		t.Error("white space parts two elements")
	}
	if next(b) != nil || before(u) != nil || next(u) != nil || before(i) != nil {
		t.Error("text, a comment or nothing is taken for an element")
	}
}
