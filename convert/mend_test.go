package convert

import (
	"runtime"
	"strings"
	"testing"
	"weak"

	"golang.org/x/net/html"
)

func TestBlocksOf(t *testing.T) {
	for src, want := range map[string]string{
		"<p>a</p><ul></ul>": "p ul",
		"<div><section><p>a</p><p>b</p></section></div>": "p p",
		"<div><p>a</p></div><p>b</p>":                    "div p",
		"text <b>a</b><p>b</p>":                          "p",
		"<div>text</div>":                                "",
		"":                                               "",
	} {
		var names []string
		for _, b := range blocksOf(bodyOf(tree(t, src))) {
			names = append(names, b.Data)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("blocksOf(%s) = %q, want %q", src, got, want)
		}
	}
}

// A block that Markdown would lose something of is written as HTML; the
// blocks around it stay Markdown, and nothing is lost any more.
func TestRawBlocks(t *testing.T) {
	w := newWriter()
	w.opts, w.audit = &Options{}, &Audit{}
	doc := tree(t, `<p>one <b>b</b></p><p>two <b>b</b> <img src="/i.png" alt="i"></p><p>three</p>`)
	second := bodyOf(doc).FirstChild.NextSibling
	w.raw = map[*html.Node]bool{second: true}
	out := w.markdown(doc)
	got := string(fill(nil, out, nil, func(place) string { return "/i.png" }))
	if want := "one **b**\n\n<p>two <b>b</b> <img src=\"/i.png\" alt=\"i\"></p>\n\nthree"; got != want {
		t.Errorf("Markdown = %q, want %q", got, want)
	}
	w.check(doc, out)
	if len(w.audit.Lost) > 0 {
		t.Errorf("lost: %+v", w.audit.Lost)
	}
}

// The trees of a long post are most of what it needs, so the first one is
// gone when the Markdown is read back, and the notes and links that lead into
// it are too.
func TestCheckLetsTheTreeGo(t *testing.T) {
	w := newWriter()
	w.opts, w.audit = &Options{}, &Audit{}
	body := `<p id="a">Sea<sup><a href="#n1">1</a></sup>, <a href="#a">up</a></p><img src="/i.png"><ol><li id="n1">Calm.</li></ol>`
	doc := tree(t, body)
	held := weak.Make(doc)
	out := w.markdown(doc)
	if len(w.notes.list) != 1 {
		t.Fatal("the body has no note")
	}
	w.check(doc, out)
	doc = nil
	runtime.GC()
	if held.Value() != nil {
		t.Error("something still holds the tree")
	}
	runtime.KeepAlive(w)
}

// A second tree is made where something was lost, and only there; looking for
// the blocks that lose it leaves the assets of the post alone.
func TestAuditedAgain(t *testing.T) {
	for _, c := range []struct {
		lost  []Loss
		trees int
	}{{nil, 1}, {[]Loss{{Kind: "text", Want: "gull"}}, 2}} {
		w := newWriter()
		w.opts, w.audit = &Options{}, &Audit{Lost: c.lost}
		trees := 0
		read := func() *html.Node {
			trees++
			return tree(t, `<p>Sea [<a href="#fn1">1</a>].</p><p><img src="/i.png"></p><p id="fn1">Calm.</p>`)
		}
		out := w.audited(read(), read)
		if trees != c.trees || len(w.audit.Lost) != len(c.lost) {
			t.Errorf("%d trees with %d losses before, %d after", trees, len(c.lost), len(w.audit.Lost))
		}
		if n := len(w.assets.list); n != 1 || len(w.assets.list[0].Uses) != 1 {
			t.Errorf("assets = %+v, want one with one use", w.assets.list)
		}
		if want := "Sea [^1].\n\n![](/i.png)\n\n[^1]: Calm."; string(fill(nil, out, nil, func(place) string { return "/i.png" })) != want {
			t.Errorf("Markdown = %q, want %q", out, want)
		}
	}
}
