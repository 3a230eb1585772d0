package convert

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// hostilePieces are what posts that want to run something are made of, and what
// hides one thing from who reads the other.
var hostilePieces = []string{
	"{{ ", " }}", "{% raw %}", "{% endraw %}", "{% x ", " %}", "{{< f ", " >}}", "{{< highlight html >}}", "{{< /highlight >}}", "{% highlight html %}", "{% endhighlight %}",
	"<img src='", "<img src=\"", "<img src=x onerror=go()>", "<a href='", "<a href=\"/a\" title=\"", "<a onclick=go() href=", "</a>", "<script>go()</script>", "<script>", "</script>", "<b onclick=go()>", "<svg onload=go()>", "<iframe src=x>", "<table><tr><td>", "<ul><li>", "</li></ul>", "</td><td>", "</td></tr></table>", "<pre><code>", "</code></pre>", "<code>", "</code>", "<!--", "-->", "<details><summary>", "</summary>", "</details>", "<p>", "</p>", "<div>", "</div>", "<h2>", "</h2>", "<blockquote>", "</blockquote>",
	"javascript:go()", "[y](javascript:go())", "](javascript:go())", "[r]", "[r]: javascript:go()", "[r][]", "![", "](", ")", "<javascript:go()>", "<x:y>",
	"\"", "'", "`", "```", "```html", "~~~", ">", "<", "/>", "=", "\\", "&lt;", "&quot;", "&#39;", "&#58;", "&", ";", "|", "-", "* ", "> ", "1. ", "    ", "\n", "\n\n", " ", "a", "b c", "# ",
	"[caption]", "[/caption]", "$$", "<x onclick=go()>", "onload=go() ", "style=x ", "/a.png", "https://e.org/", "data:text/html,x", "<a name=", "id=", "<abbr title='",
}

// TestHostilePieces puts them together at random, in bodies of either kind, in
// several styles and for every target. MARKIVE_TEST_PIECES is how many bodies, MARKIVE_TEST_SEED
// where to begin.
func TestHostilePieces(t *testing.T) {
	number := func(name string, usual int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return usual
	}
	random := rand.New(rand.NewPCG(uint64(number("MARKIVE_TEST_SEED", 1)), 0))
	convs := []*Converter{
		New(Options{}),
		New(Options{NoAudit: true, Assets: []Kind{KindVideo, KindFile}}),
		New(Options{Style: Style{References: true, Wrap: 12, Bullet: '*', Emphasis: '_', KeepHTML: []string{"b", "div", "table", "details"}}}),
		New(Options{Body: BodyHTML}),
	}
	for range number("MARKIVE_TEST_PIECES", 2000) {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			b.WriteString(hostilePieces[random.IntN(len(hostilePieces))])
		}
		name := [...]string{"post.html", "post.md"}[random.IntN(2)]
		p, err := Parse(name, []byte(b.String()))
		if err != nil {
			continue
		}
		doc, err := convs[random.IntN(len(convs))].Convert(p)
		if err != nil {
			continue
		}
		out := doc.Markdown(nil)
		t.Run(fmt.Sprintf("%s %q", name, b.String()), func(t *testing.T) { bodyIsInert(t, out) })
		target := Target{Name: TargetNames[random.IntN(len(TargetNames))]}
		t.Run(fmt.Sprintf("%s %s %q", target.Name, name, b.String()), func(t *testing.T) {
			written, err := target.Write("post.md", out, nil)
			if err != nil {
				t.Fatal(err)
			}
			bodyIsInert(t, written.Markdown)
		})
	}
}

func bodyIsInert(t *testing.T, post []byte) {
	t.Helper()
	p, err := Parse("post.md", post)
	if err != nil {
		t.Fatal(err)
	}
	inertWhenRendered(t, []byte(p.Body))
}
