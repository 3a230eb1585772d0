package convert

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	xhtml "golang.org/x/net/html"
	"pgregory.net/rapid"
)

// render is what goldmark makes of Markdown, as text without white space.
func render(t interface{ Fatal(...any) }, md []byte) *xhtml.Node {
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(ghtml.WithUnsafe())).Convert(md, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := xhtml.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// markup draws strings in which much could be taken for markup.
func markup() *rapid.Generator[string] {
	pieces := []string{"a", "b", " ", "中", "，", "“", "*", "**", "_", "__", "~", "~~", "`", "``", "[", "]", "(", ")", "!", "<", ">", "&", "&amp;", "#", "-", "+", "1.", "|", "\\", "=", " http://e.org/a_b ", ":", "---", "x@e.org", "{", "}"}
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 14), func(p []string) string { return strings.Join(p, "") })
}

// Text stays text, wherever it stands: nothing of it becomes markup.
func TestTextStaysText(t *testing.T) {
	conv := New(Options{NoAudit: true})
	for _, place := range []struct{ name, before, after string }{
		{"paragraph", "<p>", "</p>"},
		{"after a break", "<p>x<br>", "</p>"},
		{"item", "<ul><li>", "</li></ul>"},
		{"quote", "<blockquote><p>", "</p></blockquote>"},
		{"heading", "<h2>", "</h2>"},
		{"cell", "<table><tr><th>a</th><th>b</th></tr><tr><td>", "</td><td>x</td></tr></table>"},
		{"link", `<p><a href="u">`, "</a></p>"},
	} {
		t.Run(place.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				src := place.before + html.EscapeString(markup().Draw(t, "text")) + place.after
				if _, tags := protect(src); tags != nil {
					t.Skip("a template tag is written as it is, whatever stands in it")
				}
				doc, err := conv.Convert(&Post{Path: "a.html", Body: src})
				if err != nil {
					t.Fatal(err)
				}
				body, err := xhtml.Parse(strings.NewReader(src))
				if err != nil {
					t.Fatal(err)
				}
				want := strings.ReplaceAll(squeeze(textOf(body)), " ", "")
				got := strings.ReplaceAll(squeeze(textOf(render(t, doc.Markdown(nil)))), " ", "")
				if got != want {
					t.Fatalf("%s\nMarkdown %q\nreads %q\nwant  %q", src, doc.body, got, want)
				}
			})
		})
	}
}

// Emphasis is seen as emphasis, whatever stands in and around it.
func TestEmphasisIsSeen(t *testing.T) {
	conv := New(Options{NoAudit: true})
	rapid.Check(t, func(t *rapid.T) {
		var src strings.Builder
		src.WriteString("<p>")
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			tag := rapid.SampledFrom([]string{"", "strong", "em", "del"}).Draw(t, "tag")
			word := rapid.SampledFrom([]string{"a", "中", "，", "“x”", "x.", " a ", "(b)", "a b", "*", "_"}).Draw(t, "word")
			if tag == "" {
				src.WriteString(word)
			} else {
				src.WriteString("<" + tag + ">" + word + "</" + tag + ">")
			}
		}
		src.WriteString("</p>")
		doc, err := conv.Convert(&Post{Path: "a.html", Body: src.String()})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := xhtml.Parse(strings.NewReader(src.String()))
		want := strings.ReplaceAll(squeeze(textOf(body)), " ", "")
		got := strings.ReplaceAll(squeeze(textOf(render(t, doc.Markdown(nil)))), " ", "")
		if got != want {
			t.Fatalf("%s\nMarkdown %q\nreads %q\nwant  %q", src.String(), doc.body, got, want)
		}
	})
}
