package convert

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestIsInert(t *testing.T) {
	for ref, want := range map[string]bool{
		"/a": true, "a.html": true, "#top": true, "?q": true, "//e.org": true, "": true,
		"http://e.org": true, "HTTPS://e.org": true, "mailto:jo@e.org": true, "tel:+1": true, "ftp://e.org": true,
		"/a:b": true, "1a:b": true, "/javascript:x": true, "?javascript:x": true,
		"javascript:x": false, "JavaScript:x": false, "java\tscript:x": false, " javascript:x": false, "\x01javascript:x": false,
		"vbscript:x": false, "data:text/html,x": false, "file:///etc/passwd": false, "blob:x": false, "about:blank": false,
		"javascript%3Ax": false, "%256Aavascript:x": false, "%6Aavascript:x": false, "view-source:x": false, "ms-msdt:x": false,
		"javascript%3A%:x": false, "100%": true, "%zz/javascript:x": true, "a%252525252541": true, // no reader decodes so often
	} {
		if got := isInert(ref); got != want {
			t.Errorf("isInert(%q) = %v, want %v", ref, got, want)
		}
	}
}

func TestSchemeOf(t *testing.T) {
	for ref, want := range map[string]string{
		"http://e.org": "http", "a+b.c-d:x": "a+b.c-d", "java\tscript:x": "javascript", "ja va:x": "", "a b:c": "", "/a:b": "", "a/b:c": "", "#a:b": "", ":x": "", "9:x": "", "": "", "a": "",
	} {
		got, ok := schemeOf(ref)
		if got != want || ok != (want != "") {
			t.Errorf("schemeOf(%q) = %q, %v, want %q", ref, got, ok, want)
		}
	}
}

func TestAddress(t *testing.T) {
	for s, want := range map[string]string{
		" /a \n": "/a", "/a\n\tb": "/ab", "/a b": "/a b", "/\u202Ea": "/a", "\x01/a": "/a", "": "",
	} {
		if got := address(s); got != want {
			t.Errorf("address(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestIsPermalink(t *testing.T) {
	for src, want := range map[string]bool{
		`<h2>a <a href="#a">#</a></h2>`:                                                     true,
		`<h2>a <a class="headerlink" href="#a">¶</a></h2>`:                                  true,
		`<p>a <a class="anchor" href="#a"></a></p>`:                                         true,
		`<p>a <a href="#a">#</a></p>`:                                                       false,
		`<h2><a href="/a">#</a></h2>`:                                                       false,
		`<h2><a href="#a">Tides</a></h2>`:                                                   false,
		`<h2><a class="anchor" href="#a">see</a></h2>`:                                      false,
		`<h2>a <a aria-hidden="true" href="#a"><i class="material-icons">link</i></a></h2>`: true,
		`<p>a <a aria-hidden="true" href="#a">link</a></p>`:                                 false,
	} {
		a := find(tree(t, src), atom.A)
		if got := isPermalink(a, attr(a, "href")); got != want {
			t.Errorf("isPermalink(%s) = %v, want %v", src, got, want)
		}
	}
}

func TestIsBackReference(t *testing.T) {
	for src, want := range map[string]bool{
		`<a href="#r1">↩</a>`: true, "<a href=\"#r1\">↩\ufe0e</a>": true, `<a href="#r1" class="reversefootnote">back</a>`: true,
		`<a href="#r1" role="doc-backlink">x</a>`: true, `<a href="#top">↑</a>`: true,
		`<a href="/r1">↩</a>`: false, `<a href="#r1">back</a>`: false, `<a href="#r1">1</a>`: false,
	} {
		a := find(tree(t, src), atom.A)
		if got := isBackReference(a, attr(a, "href")); got != want {
			t.Errorf("isBackReference(%s) = %v, want %v", src, got, want)
		}
	}
}
