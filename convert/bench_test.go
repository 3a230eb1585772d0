package convert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The stages of a conversion, over the sample posts: MB/s are those of the
// sources. Compare runs with benchstat, never single ones.
//
//	go test -run xxx -bench . -benchmem -count 10 ./convert

// samples are the posts of testdata.
func samples(b *testing.B) map[string][]byte {
	b.Helper()
	posts, size := map[string][]byte{}, int64(0)
	err := filepath.WalkDir(filepath.Join("..", "testdata", "posts"), func(file string, d os.DirEntry, err error) error {
		switch filepath.Ext(file) {
		case ".md", ".html", ".markdown":
		default:
			return err
		}
		src, err := os.ReadFile(file)
		posts[file] = src
		size += int64(len(src))
		return err
	})
	if err != nil || len(posts) < 15 {
		b.Fatalf("%d samples, %v", len(posts), err)
	}
	b.SetBytes(size)
	b.ReportAllocs()
	return posts
}

func parsed(b *testing.B) []*Post {
	var all []*Post
	for name, src := range samples(b) {
		p, err := Parse(name, src)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// Parse: encoding, line ends, front matter.
func BenchmarkParse(b *testing.B) {
	posts := samples(b)
	for b.Loop() {
		for name, src := range posts {
			if _, err := Parse(name, src); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// The tree alone, as x/net/html makes it: the floor of all that follows.
func BenchmarkHTMLParse(b *testing.B) {
	posts := parsed(b)
	for b.Loop() {
		for _, p := range posts {
			if _, err := html.Parse(strings.NewReader(p.Body)); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// The passes over text and tokens before the tree.
func BenchmarkBeforeTree(b *testing.B) {
	posts := parsed(b)
	for b.Loop() {
		for _, p := range posts {
			text, _ := protect(captions(p.Body))
			text, _ = pseudoTags(text)
			isBounded(text)
		}
	}
}

func benchmarkConvert(b *testing.B, opts Options) {
	posts, c := parsed(b), New(opts)
	for b.Loop() {
		for _, p := range posts {
			if _, err := c.Convert(p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// Tree, passes and Markdown.
func BenchmarkConvert(b *testing.B) { benchmarkConvert(b, Options{NoAudit: true}) }

// The same with the audit; the difference is what that costs.
func BenchmarkConvertAudited(b *testing.B) { benchmarkConvert(b, Options{}) }

// Filling the holes of finished documents.
func BenchmarkMarkdown(b *testing.B) {
	var docs []*Document
	c := New(Options{NoAudit: true})
	for _, p := range parsed(b) {
		d, err := c.Convert(p)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, d)
	}
	for b.Loop() {
		for _, d := range docs {
			d.Markdown(func(Asset) string { return "images/01-cat-9f2c41d7.jpg" })
		}
	}
}
