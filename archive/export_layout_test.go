package archive

import (
	"testing"

	"github.com/markive/markive/convert"
)

// Names that a program would pass by lose what makes it do so, and what is left
// of a name in an address tells posts apart.
func TestProgramNames(t *testing.T) {
	for _, c := range [][3]string{
		{"hexo", "_draft", "draft"}, {"hexo", "..a_", "a_"}, {"hexo", "___", ""}, {"hexo", "a", "a"},
		{"jekyll", "#note~", "note"}, {"jekyll", "~a~b~~", "a~b"}, {"jekyll", "_.#~", ""},
		{"jekyll title", "A b", "A-b"}, {"jekyll title", "  é#中 ", "é-中"}, {"jekyll title", "#", ""},
		{"hugo", ".#a~", "a"}, {"hugo", "~", "_"}, {"hugo", "~a.b", "~a.b"},
		{"hugo path", "A b/(c)", "a-b/c"}, {"hugo path", "a - b", "a---b"}, {"hugo path", "100%", "100"}, {"hugo path", "%E4%BD", "%e4%bd"},
		{"hugo slug", "-A  B!", "a-b"}, {"hugo slug", "a - b", "a-b"}, {"hugo slug", "？", ""}, {"hugo slug", "a+b", "a+b"},
		{"astro", "a.b c_D-1", "abc_D-1"}, {"astro", "中文 é!", "中文é"}, {"astro", "…", ""},
	} {
		f := map[string]func(string) string{"hugo": hugoName, "hugo path": convert.HugoPath, "hugo slug": convert.HugoSlug, "hexo": hexoName, "jekyll": jekyllName, "jekyll title": convert.JekyllTitle, "astro": astroSlug}[c[0]]
		if got := f(c[1]); got != c[2] {
			t.Errorf("%s: of %q is left %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
