package convert

import (
	"strings"
	"testing"
)

func TestShownAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"/a.png": true, "a b.png": true, "//e.org/a.png": true, "http://e.org/a": true, "HTTPS://e.org/a": true, "ftp://e.org/a": true, "": true,
		"data:image/png;base64,AA": true, "DATA:image/JPEG;base64,AA": true,
		"data:image/svg+xml;base64,AA": false, "data:text/html,x": false, "javascript:x": false, "file:///a.png": false, "mailto:jo@e.org": false,
		"%6Aavascript:x": false,
	} {
		got := shownAddress(address)
		if want && got != address || !want && got != "" {
			t.Errorf("shownAddress(%q) = %q", address, got)
		}
	}
}

// Where an image was held its hole takes the path, elsewhere the address
// stays; a field of the front matter likewise.
func TestMarkdownFillsHoles(t *testing.T) {
	p := mustParse(t, "---\ncover: /c.jpg\n---\n<p><img src=\"/a.png\" alt=\"a\"> <img src=\"/b.png\"></p>")
	doc, err := New(Options{}).Convert(p)
	if err != nil {
		t.Fatal(err)
	}
	held := func(a Asset) string {
		if a.Candidates[0] == "/b.png" {
			return ""
		}
		return "images" + a.Candidates[0]
	}
	if got, want := string(doc.Markdown(held)), "---\ncover: images/c.jpg\n---\n\n![a](images/a.png) ![](/b.png)\n"; got != want {
		t.Errorf("Markdown = %q, want %q", got, want)
	}
	if got, want := string(doc.Markdown(nil)), "---\ncover: /c.jpg\n---\n\n![a](/a.png) ![](/b.png)\n"; got != want {
		t.Errorf("Markdown(nil) = %q, want %q", got, want)
	}
}

// An odd path of the caller stays inside its link.
func TestMarkdownEscapesPaths(t *testing.T) {
	doc := toDocument(t, "a.html", `<p><img src="/a.png"></p>`)
	if got := string(doc.Markdown(func(Asset) string { return "a) b](c" })); got != "![](<a) b](c>)\n" {
		t.Errorf("Markdown = %q", got)
	}
}

func TestMarkdownOfEmptyBodies(t *testing.T) {
	for src, want := range map[string]string{
		"":                         "",
		"<p>&nbsp;</p>":            "",
		"<script>x</script>":       "",
		"---\ntitle: a\n---\n":     "---\ntitle: a\n---\n",
		"---\ntitle: a\n---\n<p>b": "---\ntitle: a\n---\n\nb\n",
	} {
		doc, err := New(Options{}).Convert(mustParse(t, src))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(doc.Markdown(nil)); got != want {
			t.Errorf("Markdown of %q = %q, want %q", src, got, want)
		}
	}
}

// A document that only names an image keeps no bytes of it: memory is the
// text, not what a data address holds twice over.
func TestDataAddressIsOneAsset(t *testing.T) {
	src := "data:image/png;base64," + strings.Repeat("A", 5_000)
	doc := toDocument(t, "a.html", `<img src="`+src+`"><img src="`+src+`">`)
	if len(doc.Assets) != 1 || len(doc.Assets[0].Uses) != 2 || len(doc.body) > 100 {
		t.Errorf("%d assets, %d bytes of body, want one asset and its holes", len(doc.Assets), len(doc.body))
	}
}
