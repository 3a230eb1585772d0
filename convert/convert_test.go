package convert

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// toMarkdown converts an HTML body with default options.
func toMarkdown(t testing.TB, body string) string {
	t.Helper()
	return string(toDocument(t, "a.html", body).Markdown(nil))
}

func toDocument(t testing.TB, path, body string) *Document {
	t.Helper()
	doc, err := New(Options{}).Convert(&Post{Path: path, Body: body})
	if err != nil {
		t.Fatalf("Convert(%.200q): %v", body, err)
	}
	return doc
}

// checkMarkdown converts each body and compares the Markdown, without the
// newline at its end.
func checkMarkdown(t *testing.T, cases map[string]string) {
	t.Helper()
	for body, want := range cases {
		if got := strings.TrimSuffix(toMarkdown(t, body), "\n"); got != want {
			t.Errorf("Convert(%q)\n got %q\nwant %q", body, got, want)
		}
	}
}

// shapes are bodies that make converters slow, deep or large. Each grows with n.
var shapes = map[string]func(n int) string{
	"brackets":   func(n int) string { return "<p>" + strings.Repeat("![", n) + "</p>" },
	"backticks":  func(n int) string { return "<p>" + numbered(n, "` `` a%d ") + "</p>" },
	"stars":      func(n int) string { return "<p>" + strings.Repeat("*a ", n) + strings.Repeat("b*", n) + "</p>" },
	"bold pairs": func(n int) string { return "<p>" + strings.Repeat("가<b>(나)</b>다", n) + "</p>" },
	"boxes": func(n int) string {
		return "<ul><li><label>" + strings.Repeat("<input type=checkbox>", n) + "</label><p>x"
	},
	"icon names":  func(n int) string { return "<a href=/x>" + strings.Repeat("<span class=sr-only>a</span>", n) + "</a>b" },
	"item levels": func(n int) string { return "<ol>" + numbered(n, "<li class=ql-indent-%d data-list=bullet>a</li>b") },
	"fractions":   func(n int) string { return "<p>" + strings.Repeat("1<span class=sr-only>/</span>", n) + "2" },
	"powers":      func(n int) string { return "<math>" + strings.Repeat("<msup><mi>a", n) + "</math>" },
	"formulas":    func(n int) string { return "<p>" + strings.Repeat("<math><msub><mi>a<mn>1</msub></math>", n) },
	"drawn": func(n int) string {
		return "<mjx-container>" + strings.Repeat("<mjx-munderover><mjx-over><mjx-c class=mjx-c41>", n) + "</mjx-container><p>x"
	},
	"highlights": func(n int) string { return strings.Repeat("{{< highlight c >}}\n<b>\n", n) },
	"components": func(n int) string {
		return strings.Repeat(`<div data-attrs='{"full_text":"a&lt;br&gt;b","url":"https://e.org/"}'>`, n)
	},
	"held players": func(n int) string { return strings.Repeat(`<div data-a="/a.mp3" data-b="<iframe src=/x>">`, n) },
	"folded":       func(n int) string { return numbered(n, "<p id=a%d hidden>x<i onclick=\"f('a%[1]d')\">y</i>") + "<p>z" },
	"addresses":    func(n int) string { return "<p>" + strings.Repeat("http://e.org/a_b* ", n) + "</p>" },
	"one address":  func(n int) string { return "<p>http://e.org/" + strings.Repeat("a&amp;amp;", n) + "</p>" },
	"less than":    func(n int) string { return "<p>" + strings.Repeat("&lt;a ", n) + "</p>" },
	"divs":         func(n int) string { return strings.Repeat("<div>", n) + "deep" },
	"quotes":       func(n int) string { return strings.Repeat("<blockquote>", n) + "deep" },
	"lists":        func(n int) string { return strings.Repeat("<ul><li>a", n) },
	"bold":         func(n int) string { return strings.Repeat("<b>a<p>b", n) },
	"fonts":        func(n int) string { return strings.Repeat("<font>", n) + strings.Repeat("<p>x", n) },
	"bold divs":    func(n int) string { return strings.Repeat("<b><div>", n) + "a" + strings.Repeat("</div></b>", n) },
	"open links":   func(n int) string { return strings.Repeat("<a href=x>y", n) },
	"adjacent":     func(n int) string { return "<p>" + strings.Repeat("<b>a</b><i>b</i>", n) + "</p>" },
	"paragraphs":   func(n int) string { return strings.Repeat("<p>a <b>b</b></p>", n) },
	"codes": func(n int) string {
		return "<p>" + strings.Repeat("<code>"+strings.Repeat("a", 200)+"</code>", n) + "</p>"
	},
	"breaks": func(n int) string { return "<p>" + strings.Repeat("a<br>", n) + "</p>" },
	"rows":   func(n int) string { return "<table>" + strings.Repeat("<tr><td>a<td>b", n) + "</table>" },
	"columns": func(n int) string {
		return "<table>" + strings.Repeat("<tr>"+strings.Repeat("<td>a", 9), n/9) + "</table>"
	},
	"long row": func(n int) string { return "<table><tr>" + strings.Repeat("<td>a", n) + "<tr><td>b</table>" },
	"spans": func(n int) string {
		return "<table>" + strings.Repeat("<tr><td rowspan=9 colspan=9>a<td>b", n) + "</table>"
	},
	"images":       func(n int) string { return numbered(n, "<img src=/%d.png>") },
	"one image":    func(n int) string { return strings.Repeat("<img src=/a.png>", n) },
	"small copies": func(n int) string { return numbered(n, "<p><a href=/a.png><img src=/%d.png></a>") },
	"same icons":   func(n int) string { return numbered(n, "<p><a href=/%d.png><img src=/a.png></a>") },
	"late twins": func(n int) string {
		return numbered(n, "<noscript><img src=/%d.png></noscript><img src=/blank.gif>")
	},
	"long link of images": func(n int) string {
		return `<a href="http://e.org/?http://e.net/` + strings.Repeat("a", 9*n) + `.png">` + strings.Repeat("<p><img src=/a.png></p>", n) + "</a>"
	},
	"proxies": func(n int) string {
		return "<img src=\"http://e.org/" + strings.Repeat("/http/u=http://x/&", n) + "\">"
	},
	"sets":    func(n int) string { return "<img srcset=\"" + numbered(n, "/%d.png 1 w 2 h, ") + "\">" },
	"anchors": func(n int) string { return numbered(n, "<a href=#a%[1]d>x</a><p id=a%[1]d>y</p>") },
	"notes": func(n int) string {
		return numbered(n, "<sup><a href=#n%d>1</a></sup>") + numbered(n, "<p id=n%d>y</p>")
	},
	"attributes": func(n int) string { return "<p " + numbered(n, "a%d=b ") + ">x</p>" },
	"late attributes": func(n int) string {
		return "<img src=/a.png srcset=\"/b.png 2x\" " + numbered(6*n, "data-full-%[1]d=/%[1]d.png ") + ">"
	},
	"tags":         func(n int) string { return "<p>" + strings.Repeat("{{ a }}", n) + "</p>" },
	"open names":   func(n int) string { return strings.Repeat("{{<a {{<b>", n) },
	"open code":    func(n int) string { return strings.Repeat("{% highlight x %}\n<b>\n", n) },
	"tagged code":  func(n int) string { return strings.Repeat("{% highlight x %}\n<b>\n{% endhighlight %}\n\n", n) },
	"open tags":    func(n int) string { return "<p>" + strings.Repeat("{% raw %}endra ", n) + "endraw</p>" },
	"captions":     func(n int) string { return strings.Repeat("[caption]<img src=a.png>b", n) },
	"code":         func(n int) string { return "<pre>" + strings.Repeat("a\n```\n", n) + "</pre>" },
	"code lines":   func(n int) string { return "<pre>" + strings.Repeat("<div>a</div>", n) + "</pre>" },
	"loose":        func(n int) string { return strings.Repeat("a\n\n", n) },
	"comments":     func(n int) string { return strings.Repeat("<!-- a --><!--more-->", n) },
	"unclosed tag": func(n int) string { return "<p>a</p><" + strings.Repeat("a", n) },
	"marks of one": func(n int) string {
		return strings.Repeat(`<a href="#n">1</a>`, n) + `<p id="n">a` + strings.Repeat("<a></a>", 3*n)
	},
	"long link": func(n int) string {
		return `<a href="http://e.org/` + strings.Repeat("a", 9*n) + `">` + strings.Repeat("<p>a</p>", n) + "</a>"
	},
	"long link in cells": func(n int) string {
		return `<a href="http://e.org/` + strings.Repeat("a", 9*n) + `"><table>` + strings.Repeat("<tr><td>a<td>b", n) + "</table></a>"
	},
	"long title": func(n int) string {
		return `<abbr title="` + strings.Repeat("a", 9*n) + `">` + strings.Repeat("a<br><br>", n) + "</abbr>"
	},
	"side lists":   func(n int) string { return strings.Repeat("<ul><li>a</li></ul><ul><ul><li>b</li></ul></ul>", n) },
	"levels":       func(n int) string { return numbered(n, "<ul class=lst-kix_a-%d><li>a</li></ul>") },
	"wrapped tags": func(n int) string { return "<p>" + strings.Repeat(" ", 9*n) + strings.Repeat("{{\n}}", n) + "</p>" },
	"marks in HTML": func(n int) string {
		return "<table><tr><td><ul><li>a</ul><td>b" + numbered(n, "<tr><td>a<td><a href=#n%d>1</a>") + "</table>" + numbered(n, "<p id=n%d>y</p>")
	},
	"nested details": func(n int) string { return strings.Repeat("<details><summary>a</summary>", n) },
}

// TestConvertIsLinear compares the time for a body with that for one eight
// times its size: eight times as much would be right, 64 times quadratic.
func TestConvertIsLinear(t *testing.T) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			if !isLinearConvert(t, shape) {
				t.Errorf("time grows faster than the body")
			}
		})
	}
}

// isLinearConvert tries a few times, because the machine may be busy with others.
func isLinearConvert(t *testing.T, shape func(n int) string) bool {
	for range 5 {
		small, large := min(convertTime(t, shape(500)), convertTime(t, shape(500))), convertTime(t, shape(4_000))
		if large < 24*small+20*time.Millisecond {
			return true
		}
	}
	return false
}

// convertTime returns the time that a body takes.
func convertTime(t *testing.T, body string) time.Duration {
	t.Helper()
	start := time.Now()
	doc, err := New(Options{}).Convert(&Post{Path: "a.html", Body: body})
	if err != nil || doc.body == "" {
		t.Fatalf("nothing came of it: %v", err)
	}
	return time.Since(start)
}

// What comes out must not be many times what went in: a few bytes may ask for
// a large table or for emphasis in each of a thousand paragraphs.
func TestConvertStaysSmall(t *testing.T) {
	for name, shape := range shapes {
		body := shape(2_000)
		if got := len(toDocument(t, "a.html", body).body); got > 60*len(body)+1000 {
			t.Errorf("%s: %d bytes become %d", name, len(body), got)
		}
	}
}

// A Converter may be shared, and what it has converted before does not show.
func TestConverterIsShared(t *testing.T) {
	conv := New(Options{})
	bodies := []string{
		"<p>plain</p>", "<p>{{ a }} <b>b</b></p>", `<p>x<sup><a href="#n">1</a></sup></p><p id="n">y</p>`, `<img src="/a.png" alt="a">`,
		"one\n\ntwo", "<ul><li>a<ul><li>b</li></ul></li></ul>", "<table><tr><td>a<td>b<tr><td>c<td>d</table>", "<p>open <b>bold",
		"<h2>a<pre>b</pre></h2>", "<blockquote><pre>a\n\nb</pre></blockquote>", "<details><p>a</details>", "<script>x</script>", `<a href="#end">down</a><a name="end"></a>`,
	}
	want := make([]string, len(bodies))
	for i, b := range bodies {
		want[i] = toMarkdown(t, b)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for round := range 40 {
				i := round * 7 % len(bodies)
				doc, err := conv.Convert(&Post{Path: "a.html", Body: bodies[i]})
				if err != nil {
					t.Error(err)
					return
				}
				if got := string(doc.Markdown(nil)); got != want[i] {
					t.Errorf("Convert(%q) = %q, want %q", bodies[i], got, want[i])
				}
			}
		})
	}
	group.Wait()
}

func TestNoAudit(t *testing.T) {
	doc, err := New(Options{NoAudit: true}).Convert(&Post{Path: "a.html", Body: `<p>a</p><script>x</script><iframe src="/f"></iframe>`})
	if err != nil || doc.Audit != nil {
		t.Errorf("Audit = %+v, %v, want none", doc.Audit, err)
	}
	if got := string(doc.Markdown(nil)); got != "a\n\n[Embedded: f](/f)\n" && got != "a\n\n[Embedded: /f](/f)\n" {
		t.Errorf("Markdown = %q", got)
	}
}

func TestImageFieldsOption(t *testing.T) {
	p := mustParse(t, "---\ncover: /c.jpg\nmine: /h.jpg\n---\n<p>a</p>")
	for _, c := range []struct {
		fields []string
		want   int
	}{{nil, 1}, {[]string{}, 0}, {[]string{"mine"}, 1}, {[]string{"mine", "cover"}, 2}, {[]string{"none"}, 0}} {
		doc, err := New(Options{ImageFields: c.fields}).Convert(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Assets) != c.want {
			t.Errorf("fields %q make %d assets, want %d", c.fields, len(doc.Assets), c.want)
		}
	}
	if got := New(Options{}).Options().ImageFields; len(got) != len(DefaultImageFields) {
		t.Errorf("Options() = %q, want the defaults", got)
	}
}

func TestDeepMarkupIsTold(t *testing.T) {
	doc := toDocument(t, "a.html", strings.Repeat("<div>", 600)+"deep"+strings.Repeat("</div>", 600)+"<p>after</p>")
	if len(doc.Warnings) != 1 || doc.Warnings[0].Class != ClassTooDeep {
		t.Errorf("warnings = %+v, want one too_deep", doc.Warnings)
	}
	if got := string(doc.Markdown(nil)); got != "deep\n\nafter\n" {
		t.Errorf("Markdown = %q", got)
	}
}
