package convert

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// Whatever the bytes, conversion ends without a panic, and what it writes is
// text without control characters in which no hole or mark is left.
func FuzzConvert(f *testing.F) {
	files, _ := filepath.Glob("../testdata/convert/*.txtar")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		post := txtar.Parse(data).Files[0]
		f.Add(post.Name, post.Data)
	}
	conv := New(Options{})
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		p, err := Parse(name, src)
		if err != nil {
			return
		}
		doc, err := conv.Convert(p)
		if err != nil {
			return
		}
		out := doc.Markdown(func(Asset) string { return "images/01-x-00000000.png" })
		if !utf8.Valid(out) {
			t.Errorf("not UTF-8: %q", out)
		}
		if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }); i >= 0 {
			t.Errorf("control character %#x at %d", out[i], i)
		}
		if len(doc.body) > 0 && (out[len(out)-1] != '\n') {
			t.Errorf("no newline at the end: %q", out)
		}
	})
}
