package archive

import (
	"slices"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// Tags, categories and authors in the forms that front matters have.
func TestLabels(t *testing.T) {
	for _, c := range []struct {
		front string
		want  []string
	}{
		{"tags: one", []string{"one"}},
		{"tags: one, two  words ,, three", []string{"one", "three", "two words"}},
		{"tags: [a, 1, true, 2.5, ~, '']", []string{"1", "2.5", "a", "true"}},
		{"tags: [a, a, [b, [c, [d, [e]]]]]", []string{"a", "b", "c"}}, // how deep nobody means
		{"tags: {name: x, slug: y}", []string{"x"}},
		{"tags: [{name: x}, {slug: y}]", []string{"x"}},
		{"Tag: '#a'\nTAGS: ['##b', '#']", []string{"#", "a", "b"}},
		{"tags: 2021-11-20", []string{"2021-11-20"}},
		{"tags: ~", nil},
		{"tags: [\"" + strings.Repeat("é", 80) + "\"]", []string{strings.Repeat("é", maxLabel/2)}},
		{"tags: [" + strings.Repeat("x, ", 200) + "x]", []string{"x"}},
		{"tags: [unclosed", nil},
	} {
		post, err := convert.Parse("a.md", []byte("---\n"+c.front+"\n---\nText"))
		if err != nil {
			t.Fatal(err)
		}
		if got := factsOf(&post.FrontMatter).Tags; !slices.Equal(got, c.want) {
			t.Errorf("%.60s: %q, want %q", c.front, got, c.want)
		}
	}
	post, err := convert.Parse("a.md", []byte("---\nauthor: {name: Ada}\nauthors: [Bob, {name: Cleo, email: x}]\ncategory: k\ncategories: [[l, m], [l, n]]\nlocale: zh_CN\n---\nText"))
	if err != nil {
		t.Fatal(err)
	}
	f := factsOf(&post.FrontMatter)
	if want := []string{"Ada", "Bob", "Cleo"}; !slices.Equal(f.Authors, want) {
		t.Errorf("authors %q, want %q", f.Authors, want)
	}
	if want := []string{"k", "l", "m", "n"}; !slices.Equal(f.Categories, want) {
		t.Errorf("categories %q, want %q", f.Categories, want)
	}
	if f.Language != "zh-CN" {
		t.Errorf("language %q", f.Language)
	}
}
