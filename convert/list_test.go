package convert

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestIsTight(t *testing.T) {
	for src, want := range map[string]bool{
		"<ul><li>a</li><li>b</li></ul>":                  true,
		"<ul><li><p>a</p></li></ul>":                     true,
		"<ul><li>a<ul><li>b</li></ul></li></ul>":         true,
		"<ul><li><p>a</p><ul><li>b</li></ul></li></ul>":  true,
		"<ul><li>a<ol start=3><li>b</li></ol></li></ul>": false,
		"<ul><li><p>a</p><p>b</p></li></ul>":             false,
		"<ul><li>a<p>b</p></li></ul>":                    false,
		"<ul><li>a<br><br>b</li></ul>":                   false,
		"<ul><li>a<br>b</li></ul>":                       true,
		"<ul><li>a<pre>b</pre></li></ul>":                false,
		"<ul><li>a<blockquote>b</blockquote></li></ul>":  false,
		"<ul><li>a<ul><li>b</li></ul>c</li></ul>":        false,
		"<ul><li>a</li>b</ul>":                           false,
		"<ul><li>a</li><ul><li>b</li></ul></ul>":         true,
		"<ul><li><div><div>a</div></div></li></ul>":      true,
		"<ul><li>a</li><script>x</script></ul>":          true,
		"<ul><li><img src=a><p>b</p></li></ul>":          false,
		"<ul><li></li></ul>":                             true,
	} {
		if got := isTight(find(tree(t, src), atom.Ul)); got != want {
			t.Errorf("isTight(%s) = %v, want %v", src, got, want)
		}
	}
}

func TestListNumbers(t *testing.T) {
	checkMarkdown(t, map[string]string{
		"<ol start=5><li>a</li></ol>":               "5. a",
		"<ol start=' 5 '><li>a</li></ol>":           "5. a",
		"<ol start=0><li>a</li></ol>":               "0. a",
		"<ol start=-1><li>a</li></ol>":              "1. a",
		"<ol start=x><li>a</li></ol>":               "1. a",
		"<ol start=999999998><li>a</li></ol>":       "999999998. a",
		"<ul start=5><li>a</li></ul>":               "- a",
		"<ol><li>a<ol start=3><li>b</li></ol></ol>": "1. a\n\n   3. b",
	})
}

func TestListSigns(t *testing.T) {
	checkMarkdown(t, map[string]string{
		"<ul><li>a</ul><ul><li>b</ul>":               "- a\n\n* b",
		"<ul><li>a</ul><p>x</p><ul><li>b</ul>":       "- a\n\nx\n\n- b",
		"<ul><li>a</ul><ol><li>b</ol><ul><li>c</ul>": "- a\n\n1. b\n\n- c",
		"<ol><li>a</ol><ol><li>b</ol>":               "1. a\n\n1) b",
		"<ul><li>a<ul><li>b</ul><ul><li>c</ul></ul>": "- a\n  - b\n  * c",
	})
}
