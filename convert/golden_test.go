package convert

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "rewrite what the golden cases want")

// fewestGoldens keeps a wrong path from passing as no cases at all.
const fewestGoldens = 160

// Each golden case is a txtar file: a sentence on why it exists, the post, and
// the Markdown, audit and assets that it must become.
func TestGolden(t *testing.T) {
	files := goldenFiles(t)
	conv := New(Options{})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			golden(t, conv, file)
		})
	}
}

func goldenFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/convert/*.txtar")
	if err != nil || len(files) < fewestGoldens {
		t.Fatalf("%d golden cases, want %d: %v", len(files), fewestGoldens, err)
	}
	return files
}

func golden(t *testing.T, conv *Converter, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(data)
	if len(bytes.TrimSpace(a.Comment)) == 0 {
		t.Error("no sentence says why this case exists")
	}
	if len(a.Files) < 2 {
		t.Error("nothing is wanted of the post")
	}
	p, doc := convertGolden(t, conv, a.Files[0])
	wellFormed(t, doc)
	if !isMarkdown(p) {
		tidyLayout(t, doc.body)
	}
	inertWhenRendered(t, []byte(doc.body))
	if _, again := convertGolden(t, conv, a.Files[0]); !bytes.Equal(doc.Markdown(nil), again.Markdown(nil)) {
		t.Error("the second conversion differs from the first")
	}
	lossless := true
	for i := 1; i < len(a.Files); i++ {
		f := &a.Files[i]
		lossless = lossless && f.Name != "lost.json"
		out := goldenPart(t, doc, f.Name)
		if *update {
			f.Data = out
		} else if diff := cmp.Diff(string(f.Data), string(out)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
	if lossless && len(doc.Audit.Lost) > 0 {
		t.Errorf("the audit finds a loss: %+v", doc.Audit.Lost)
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// goldenPart is what a document has for a part of a case.
func goldenPart(t *testing.T, doc *Document, name string) []byte {
	t.Helper()
	switch name {
	case "want.md":
		return doc.Markdown(nil)
	case "audit.json":
		return marshalGolden(t, doc.Audit)
	case "lost.json":
		return marshalGolden(t, doc.Audit.Lost)
	case "dropped.json":
		return marshalGolden(t, doc.Audit.Dropped)
	case "assets.json":
		return marshalGolden(t, doc.Assets)
	case "warnings":
		return warningsOf(doc)
	}
	if target, err := ParseTargetName(strings.TrimSuffix(name, ".md")); err == nil {
		return targetedGolden(t, doc, target)
	}
	t.Fatalf("no part of a case is named %s", name)
	return nil
}

// targetedGolden is a document as a program reads it; its pictures lie where
// they do in an archive.
func targetedGolden(t *testing.T, doc *Document, name TargetName) []byte {
	t.Helper()
	held := func(a Asset) string {
		if !strings.HasPrefix(a.Address, "https://") {
			return ""
		}
		return fmt.Sprintf("images/%02d-cat-9f2c41d7.png", a.ID+1)
	}
	place := func(l Link) string {
		if !strings.HasPrefix(l.Path, "images/") {
			return ""
		}
		return map[LinkPlace]string{InMarkdown: "./md/", InLink: "./link/", InHTML: "/html/", InField: "/field/"}[l.In] + strings.TrimPrefix(l.Path, "images/")
	}
	out, err := (&Target{Name: name}).Write("post.md", doc.Markdown(held), place)
	if err != nil {
		t.Fatal(err)
	}
	return out.Markdown
}

func convertGolden(t *testing.T, conv *Converter, f txtar.File) (*Post, *Document) {
	t.Helper()
	p, err := Parse(f.Name, f.Data)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := conv.Convert(p)
	if err != nil {
		t.Fatal(err)
	}
	return p, doc
}

func isMarkdown(p *Post) bool {
	text, _ := protect(p.Body)
	tree, _ := parseTree(text)
	return kindOf(p, tree) == BodyMarkdown
}

// warningsOf lists what a document warns of, line and class.
func warningsOf(doc *Document) []byte {
	var b []byte
	for _, w := range doc.Warnings {
		b = fmt.Appendf(b, "%d: %s\n", w.Line, w.Class)
	}
	return b
}

func marshalGolden(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wellFormed checks what holds for every document.
func wellFormed(t *testing.T, doc *Document) {
	t.Helper()
	out := doc.Markdown(nil)
	if !utf8.Valid(out) {
		t.Error("not UTF-8")
	}
	if len(out) > 0 && (!bytes.HasSuffix(out, []byte("\n")) || bytes.HasSuffix(out, []byte("\n\n")) && len(doc.body) > 0) {
		t.Error("does not end in one newline")
	}
	for _, r := range string(out) {
		if r != '\n' && r != '\t' && (r < ' ' || r >= 0x7F && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069) {
			t.Errorf("holds the character %U", r)
		}
	}
}

// tidyLayout checks the layout of Markdown that we wrote: no blanks at line
// ends but the two of a hard break, no empty lines in a row. Code may hold
// what it likes.
func tidyLayout(t *testing.T, body string) {
	t.Helper()
	fence, empty := "", true
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		text := strings.TrimLeft(line, " >-*.)0123456789")
		switch {
		case fence != "":
			if text == fence {
				fence = ""
			}
			continue
		case strings.HasPrefix(text, "```"):
			fence = text[:len(text)-len(strings.TrimLeft(text, "`"))]
		}
		if trimmed := strings.TrimRight(line, " \t"); trimmed != line && (trimmed == "" || line != trimmed+"  ") {
			t.Errorf("blanks at the end of %q", line)
		}
		now := strings.Trim(line, " >") == ""
		if now && empty {
			t.Errorf("empty lines in a row, or at the start:\n%s", body)
		}
		empty = now
	}
	if fence != "" {
		t.Errorf("the fence %s is not closed:\n%s", fence, body)
	}
}

// inertWhenRendered renders the Markdown with raw HTML on and looks for what
// would run.
func inertWhenRendered(t testing.TB, body []byte) {
	t.Helper()
	var b bytes.Buffer
	gm := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
	if err := gm.Convert(body, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err == nil {
		for n := range below(doc) {
			checkInert(t, n)
		}
		return
	}
	z := html.NewTokenizer(&b) // deeper than trees are built: the tags tell as much
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type == html.StartTagToken || tok.Type == html.SelfClosingTagToken {
			checkInert(t, elementOf(&tok))
		}
	}
}

// checkInert looks for what would run in one element.
func checkInert(t testing.TB, n *html.Node) {
	t.Helper()
	switch n.Data {
	case "script", "style", "iframe", "object", "embed", "form", "svg", "math":
		if n.Type == html.ElementNode {
			t.Errorf("renders to <%s>", n.Data)
		}
	}
	for _, a := range n.Attr {
		isNote := n.FirstChild != nil && strings.HasPrefix(n.FirstChild.Data, "^") // here a footnote of one word is an address
		live := !isInert(a.Val) && (!isNote || isScript(a.Val))
		if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src") && live && !strings.HasPrefix(strings.ToLower(a.Val), "data:image/") {
			t.Errorf("renders to <%s %s=%q>", n.Data, a.Key, a.Val)
		}
	}
}
