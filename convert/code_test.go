package convert

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"
)

func TestFenceFor(t *testing.T) {
	for text, want := range map[string]int{
		"": 3, "a": 3, "`": 3, "``": 3, "```": 4, "a\n````\nb": 5, "a ```": 3, "  ```": 4, "> ```": 4, "\t```": 4, strings.Repeat("`", 300): 200,
	} {
		if got := fenceFor(text); got != strings.Repeat("`", want) {
			t.Errorf("fenceFor(%.20q) has %d backticks, want %d", text, len(got), want)
		}
	}
}

func TestCodeText(t *testing.T) {
	for src, want := range map[string]string{
		"<pre>a\nb</pre>":                                     "a\nb",
		"<pre>\n\na  \n\n\nb\t\n\n</pre>":                     "a\n\n\nb",
		"<pre>  a</pre>":                                      "  a",
		"<pre>a<br>b<br><br>c</pre>":                          "a\nb\n\nc",
		"<pre><div>a</div><div>b</div></pre>":                 "a\nb",
		"<pre>a<div>b</div>c</pre>":                           "a\nb\nc",
		"<pre><ol><li>a</li><li> </li><li>c</li></ol></pre>":  "a\n\nc",
		"<pre><span>a</span><span>b</span></pre>":             "ab",
		"<pre>a<script>x</script><button>Copy</button></pre>": "a",
		"<pre><span class=lineno>1</span>a</pre>":             "a",
		"<pre>a&nbsp;b&#8203;c&#13;</pre>":                    "a bc",
		"<pre>a&#7;b&#x202e;c</pre>":                          "abc",
		"<pre><span style='display:none'>x</span>a</pre>":     "a",
		"<pre></pre>":      "",
		"<pre> \n\t</pre>": "",
	} {
		if got := codeText(find(tree(t, src), atom.Pre)); got != want {
			t.Errorf("codeText(%s) = %q, want %q", src, got, want)
		}
	}
}

func TestHighlighted(t *testing.T) {
	for src, want := range map[string]bool{
		`<div class="highlight"><pre>a</pre></div>`:                      true,
		`<div class="language-go"><pre>a</pre></div>`:                    true,
		`<div class="highlight"><p>words</p><pre>a</pre></div>`:          false,
		`<div class="highlight"><pre>a</pre><img src=b></div>`:           false,
		`<div class="highlight">a</div>`:                                 false,
		`<div class="note"><pre>a</pre></div>`:                           false,
		`<div><pre>a</pre></div>`:                                        false,
		`<div class="highlight"><pre>a</pre><button>Copy</button></div>`: true,
	} {
		if got := highlighted(bodyOf(tree(t, src)).FirstChild) != nil; got != want {
			t.Errorf("highlighted(%s) = %v, want %v", src, got, want)
		}
	}
}

func TestAreNumbers(t *testing.T) {
	for s, want := range map[string]bool{"1\n2\n3": true, "1.": true, " 01: 02: ": true, "": false, " ": false, "1 a": false} {
		if got := areNumbers(s); got != want {
			t.Errorf("areNumbers(%q) = %v, want %v", s, got, want)
		}
	}
}

// Whatever stands in code, a reader finds it as it was, in a block and in a
// line.
func TestCodeReadsBack(t *testing.T) {
	pieces := []string{"a", "`", "``", "```", "~~~", " ", "\t", "\n", "\n\n", "    ", "<b>", "&amp;", "*", "\\", "- ", "> ", "# ", "|", "]", "中", "{{ x }}"}
	places := map[string][2]string{
		"block": {"<pre>\n", "</pre>"},
		"item":  {"<ul><li>x<pre>\n", "</pre></li></ul>"},
		"quote": {"<blockquote><pre>\n", "</pre></blockquote>"},
		"line":  {"<p>x <code>", "</code> y</p>"},
	}
	rapid.Check(t, func(t *rapid.T) {
		code := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "code"), "")
		name := rapid.SampledFrom([]string{"block", "item", "quote", "line"}).Draw(t, "place")
		doc, err := New(Options{NoAudit: true}).Convert(&Post{Path: "a.html", Body: places[name][0] + escapeHTML(code) + places[name][1]})
		if err != nil {
			t.Fatal(err)
		}
		md := doc.Markdown(nil)
		var want []string
		if name == "line" {
			if s := strings.Join(strings.Fields(code), " "); s != "" {
				want = []string{s}
			}
		} else if s := trimCode(code); s != "" {
			want = []string{s}
		}
		if got := codeOf(md); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("in a %s %q is written %q and reads %q", name, want, md, got)
		}
	})
}

// trimCode is code without the blanks at line ends and the empty lines around
// it, which mean nothing.
func trimCode(code string) string {
	var lines []string
	for line := range strings.SplitSeq(code, "\n") {
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// codeOf lists the code of a document.
func codeOf(md []byte) []string {
	var all []string
	_ = ast.Walk(markdownParser().Parser().Parse(gtext.NewReader(md)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.(type) {
		case *ast.CodeSpan:
			text := ""
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				text += string(c.(*ast.Text).Segment.Value(md))
			}
			all = append(all, text)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			all = append(all, strings.TrimSuffix(segments(n.Lines(), md), "\n"))
		}
		return ast.WalkContinue, nil
	})
	return all
}
