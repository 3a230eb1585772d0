package convert

import (
	"strings"
	"testing"

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
	out, err := w.markdown(doc)
	if err != nil {
		t.Fatal(err)
	}
	got := string(fill(nil, out, nil, func(int, int) string { return "/i.png" }))
	if want := "one **b**\n\n<p>two <b>b</b> <img src=\"/i.png\" alt=\"i\"></p>\n\nthree"; got != want {
		t.Errorf("Markdown = %q, want %q", got, want)
	}
	w.check(doc, out)
	if len(w.audit.Lost) > 0 {
		t.Errorf("lost: %+v", w.audit.Lost)
	}
}
