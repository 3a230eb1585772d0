package convert

import (
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cmark renders Markdown with cmark-gfm, the reader that GitHub, Jekyll and
// many others descend from. Tests that need it are skipped where it is not
// installed.
func cmark(t *testing.T, md []byte) *xhtml.Node {
	t.Helper()
	bin, err := exec.LookPath("cmark-gfm")
	if err != nil {
		t.Skip("SKIPPED, nothing was checked: cmark-gfm is not installed (Debian: apt install cmark-gfm)")
	}
	cmd := exec.Command(bin, "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist")
	cmd.Stdin = strings.NewReader(string(md))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("cmark-gfm: %v", err)
	}
	doc, err := xhtml.Parse(strings.NewReader(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// unspaced is text without white space.
func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }

// What one reader of Markdown sees another sees too: the documents that we
// write do not hang on one of them.
func TestCmarkAgrees(t *testing.T) {
	conv := New(Options{})
	for _, file := range goldenFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		post, doc := convertGolden(t, conv, txtar.Parse(data).Files[0])
		if isMarkdown(post) {
			continue // the author's own
		}
		want, got := render(t, []byte(doc.body)), cmark(t, []byte(doc.body))
		if w, g := unspaced(textOf(want)), unspaced(textOf(got)); w != g {
			t.Errorf("%s: cmark-gfm reads %q, goldmark %q", filepath.Base(file), g, w)
		}
		if w, g := outline(want), outline(got); w != g {
			t.Errorf("%s: cmark-gfm sees %s, goldmark %s", filepath.Base(file), g, w)
		}
	}
}

// outline names the elements of a tree whose meaning a reader would miss.
func outline(n *xhtml.Node) string {
	var b strings.Builder
	for c := range below(n) {
		switch c.DataAtom {
		case atom.Strong, atom.Em, atom.Del, atom.Code, atom.Pre, atom.Img, atom.Br, atom.Hr, atom.Li, atom.Ul, atom.Ol,
			atom.Blockquote, atom.Table, atom.Tr, atom.Td, atom.Th, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			b.WriteString(c.Data + " ")
		}
	}
	return b.String()
}

// Text stays text in cmark-gfm too. One document holds many samples, since a
// process for each would take minutes.
func TestTextStaysTextInCmark(t *testing.T) {
	pieces := []string{"a", "b", " ", "中", "，", "“", "€", "*", "**", "_", "__", "~", "~~", "`", "``", "[", "]", "(", ")", "!", "<", ">", "&",
		"&amp;", "#", "-", "+", "1.", "\\", "=", ":", "---", "x@e.org", "{", "}", "http://e.org/a_b", "www.e.org"}
	for _, place := range []struct{ name, open, before, after, shut string }{
		{"paragraph", "", "<p>q", "q</p>", ""},
		{"start", "", "<p>", "q</p>", ""},
		{"break", "", "<p>q<br>", "q</p>", ""},
		{"heading", "", "<h2>", "q</h2>", ""},
		{"item", "<ul>", "<li>", "q</li>", "</ul>"},
		{"quote", "", "<blockquote><p>", "q</p></blockquote>", ""},
		{"cell", "<table><tr><th>x</th><th>y</th></tr>", "<tr><td>", "</td><td>q</td></tr>", "</table>"},
		{"bold", "", "<p>a <b>", "q</b></p>", ""},
	} {
		t.Run(place.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(2021, 11))
			var src strings.Builder
			var want []string
			src.WriteString(place.open)
			for i := range 300 {
				text := fmt.Sprintf("%d: ", i)
				for range 1 + random.IntN(10) {
					text += pieces[random.IntN(len(pieces))]
				}
				if place.name != "paragraph" { // markup at the very start counts there
					_, text, _ = strings.Cut(text, ": ")
				}
				sample := place.before + html.EscapeString(text) + place.after
				want = append(want, unspaced(textOf(tree(t, sample))))
				src.WriteString(sample)
			}
			src.WriteString(place.shut)
			md := toMarkdown(t, src.String())
			got := unspaced(textOf(cmark(t, []byte(md))))
			for i, w := range want {
				k := strings.Index(got, w)
				if k < 0 || k > 40 {
					t.Fatalf("sample %d: %q is not read; cmark-gfm goes on with %.200q", i, w, got)
				}
				got = got[k+len(w):]
			}
		})
	}
}
