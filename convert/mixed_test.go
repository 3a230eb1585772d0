package convert

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIsWhole(t *testing.T) {
	for raw, want := range map[string]bool{
		"<div>a</div>": true, "<div>": false, "</div>": false, "<p>a": true, "<ul><li>a<li>b</ul>": true, "<img src=a>": true, "<br>": true,
		"<tr></tr>": false, "<td>a": false, "<th>a": false, "<table><tr><th>a<td>b</table>": true, "</embed>": true, "<b><i>a</b></i>": true, "": true, "text": true, "<div><div></div>": false, "<!-- a -->": true,
	} {
		if got := isWhole(raw); got != want {
			t.Errorf("isWhole(%q) = %v, want %v", raw, got, want)
		}
	}
}

func TestHoldsMarkdown(t *testing.T) {
	for raw, want := range map[string]bool{
		`<div markdown="1">`: true, `<div markdown=1>`: true, `<div markdown='block'>`: true, `<p markdown=span>`: true,
		`<div markdown="0">`: false, `<div>`: false, `<div markdown=0><p markdown=1>`: true,
	} {
		if got := holdsMarkdown(raw); got != want {
			t.Errorf("holdsMarkdown(%q) = %v, want %v", raw, got, want)
		}
	}
}

func TestIsComment(t *testing.T) {
	for raw, want := range map[string]bool{
		" <!-- a -->\n": true, "<!-- a -->b": false, "<!-- a --><!-- b -->": false, "a -->": false, "<!-- a": false,
	} {
		if got := isComment(raw); got != want {
			t.Errorf("isComment(%q) = %v, want %v", raw, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	for body, want := range map[string]string{
		"a": "a", "a {{ b }} c": "a xxxxxxx c", "{% x %}{{ y }}": "xxxxxxxxxxxxxx", "{{ a\nb }} {{ c }}": "{{ a\nb }} xxxxxxx", "{{ a": "{{ a",
	} {
		if got := mask(body); got != want || len(got) != len(body) {
			t.Errorf("mask(%q) = %q, want %q", body, got, want)
		}
	}
}

// A Markdown body without HTML comes out as it went in, but for what stands
// at its end.
func TestMarkdownPasses(t *testing.T) {
	pieces := []string{"a", " ", "\n", "\n\n", "# ", "- ", "1. ", "> ", "    ", "`", "```\n", "*", "**", "_", "[a](b)", "![a](/b.png)", "[c]: /d \"e\"\n", "![x][c]", "\\", "|", "&amp;", "{{ t }}", "  \n", "---\n", "海"}
	rapid.Check(t, func(t *rapid.T) {
		body := "a" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "body"), "")
		doc, err := New(Options{}).Convert(&Post{Path: "a.md", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimRight(body, " \t\n") + "\n"
		if got := string(doc.Markdown(nil)); got != want {
			t.Fatalf("%q becomes %q", want, got)
		}
	})
}

// A tag that its block of HTML does not finish would take what follows for its
// attributes, and run; it becomes text.
func TestUnfinishedTags(t *testing.T) {
	for body, want := range map[string]string{
		"# a\n\n> <iframe":                     "# a\n\n> &lt;iframe",
		"# a\n\n<div>\n<script src=\"x\"\n\nb": "# a\n\n<div>\n&lt;script src=\"x\"\n\nb",
		"# a\n\n<div>\nb < c\n\nd":             "# a\n\n<div>\nb < c\n\nd",
	} {
		doc, err := New(Options{}).Convert(&Post{Path: "a.md", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(string(doc.Markdown(nil)), "\n"); got != want {
			t.Errorf("%q becomes %q, want %q", body, got, want)
		}
		inertWhenRendered(t, doc.Markdown(nil))
	}
}

func TestMixedTags(t *testing.T) {
	for body, want := range map[string]string{
		"# a\n\n[x](javascript\\:y) [z](java&#115;cript:y) [v](mailto\\:y)":                 "# a\n\n[x](<>) [z](<>) [v](mailto\\:y)",
		"# a\n\n[x][r]\n\n[r]: javascript\\:y":                                              "# a\n\n[x][r]\n\n[r]: <>",
		"# a\n\nx[^1]\n\n[^1]: java&#115;cript:y":                                           "# a\n\nx[^1]\n\n[^1]: `java&#115;cript:y`",
		"# a\n\n<img src={X} alt=\"x\" />\n\nb <img src={X.y} onclick={z}> <img src={{a}}>": "# a\n\n<img src={X} alt=\"x\" />\n\nb <img src=\"{X.y}\"> ![]({{a}})",
		"a <select><option>x</option></select> b\n\n# c":                                    "a  b\n\n# c",
		"# a\n\n<b onclick=x>b</b>":                                                         "# a\n\n<b>b</b>",
		"# a\n\nx <a href=\"javascript:y\">b</a>":                                           "# a\n\nx <a>b</a>",
		"# a\n\nx <a href=\"/y\" onclick=\"z\">b</a>":                                       "# a\n\nx <a href=\"/y\">b</a>",
		"# a\n\nx <img src=\"/i.png\" onerror=y>":                                           "# a\n\nx ![](/i.png)",
		"# a\n\nx <a href=b><a href=c><img src=d></a>":                                      "# a\n\nx <a href=b>[![](d)](c)",
		"# a\n\nx <a href=b> <img src=c> y</a>":                                             "# a\n\nx <a href=b> ![](c) y</a>",
		"# a\n\n[x <a href=b><img src=c></a>](d)":                                           "# a\n\n[x <a href=b>![](c)</a>](d)",
		"# a\n\nx <a href=b><img src=c><br></a>":                                            "# a\n\nx <a href=b>![](c)<br></a>",
		"# a\n\nx <kbd>y</kbd>":                                                             "# a\n\nx <kbd>y</kbd>",
		"# a\n\nx <span class=\"y\">z</span>":                                               "# a\n\nx <span class=\"y\">z</span>",
		"# a\n\n<span>*b*</span>":                                                           "# a\n\n<span>*b*</span>",
		"# a\n\n<a name=\"b\"></a><a id=c></a>":                                             "# a\n\n<a name=\"b\"></a><a id=c></a>",
		"# a\n\n[![](/b.jpg)](javascript:x/c.jpg)":                                          "# a\n\n[![](/b.jpg)](<>)",
		"# a\n\n\u00a0\n\n\n\nb":                                                            "# a\n\n\u00a0\n\n\n\nb",
		"# a\n\n![b](javascript:c)":                                                         "# a\n\n![b]()",
		"# a\n\n<object></object> <javascript:b>":                                           "# a\n\n javascript:b",
		"# a\n\n<object></object> # b":                                                      "# a\n\n\\# b",
		"# a\n\n`<script>`":                                                                 "# a\n\n`<script>`",
		"# a\n\nx <!-- y --> z":                                                             "# a\n\nx <!-- y --> z",
		"# a\n\nx <script>y</script> z":                                                     "# a\n\nx  z",
		"# a\n\nx <style>y</style> <b>z</b>":                                                "# a\n\nx  <b>z</b>",
		"# a\n\nx <script src=y> z":                                                         "# a\n\nx  z",
		"- a\n\n<!-- -->\n\n- b":                                                            "- a\n\n<!-- -->\n\n- b",
		"# a\n\n<!-- y\n\nz -->\nb":                                                         "# a\n\n<!-- y\n\nz -->\nb",
		"# a\n\n<div markdown=\"1\">\n*b*\n</div>":                                          "# a\n\n<div markdown=\"1\">\n*b*\n</div>",
		"# a\n\nb\n<div>c</div>\n":                                                          "# a\n\nb\n\nc",
		"# a\n\nb\n<pre>c</pre>\nd":                                                         "# a\n\nb\n\n```\nc\n```\n\nd",
		"# a\n\nx <img src=/i.png title=\"t\">":                                             "# a\n\nx ![](/i.png \"t\")",
		"# a\n\n<div>\n<iframe src=/v></iframw><iframe src=/w></iframe>":                    "# a\n\n<div>\n<a href=\"/v\">Embedded: /v</a></iframw><a href=\"/w\">Embedded: /w</a>",
		"# a\n\nx <picture>y <picture><img src=/i.png>":                                     "# a\n\nx <picture>y <picture>![](/i.png)",
		"# a\n\n<div>\n<picture><source srcset=/i.webp><img src=/i.png></picture>":          "# a\n\n<div>\n<picture><img src=\"/i.png\" alt=\"\"></picture>",
		"# a\n\n<tr><td>b</td></tr>":                                                        "# a\n\n<tr><td>b</td></tr>",
		"# a\n\n<script>x</script >\n\n<b>b</b> *c* <y:z>":                                  "# a\n\n**b** \\*c*",
		"# a\n\n<object><div>*b*</div> <param name=c></object>":                             "# a\n\n<span></span><div>*b*</div>",
		"# a\n\n<div>\n<object b='c\"><embed src=/d>":                                       "# a\n\n<div>\n&lt;object b='c\">&lt;embed src=/d>",
		"# a\n\n<div><title>b\n\nc *d* <svg é>":                                             "# a\n\n<div>\n\nc *d* <svg é>",
		"# a\n\n<v><title>b</title>\nc <svg é>":                                             "# a\n\n<v><span></span>\nc <svg é>",
		"# a\n\nx[^1] y[^2]\n\n[^1]: javascript:go()\n[^2]: doi:10.1/2":                     "# a\n\nx[^1] y[^2]\n\n[^1]: `javascript:go()`\n[^2]: doi:10.1/2",
		"# a\n\n<div>\n<style>x</styles><script>y</script></style>b":                        "# a\n\n<div>\nb",
		"# a\n\n<div>\n<iframe src=/v></iframe>":                                            "# a\n\n<div>\n<a href=\"/v\">Embedded: /v</a>",
		"# a\n\nx <img src='{{ \"/i.png\" | u }}'>":                                         "# a\n\nx ![](<{{ \"/i.png\" | u }}>)",
	} {
		if got := strings.TrimSuffix(string(toDocument(t, "a.md", body).Markdown(nil)), "\n"); got != want {
			t.Errorf("%q becomes %q, want %q", body, got, want)
		}
	}
}

// An escape in an address is no part of it, and stays where it was written.
func TestMixedEscapes(t *testing.T) {
	for _, body := range []string{"# a\n![x](/i\\(1\\).png)", "# a\n![x]\n\n[x]: /i\\(1&#41;.png"} {
		doc := toDocument(t, "a.md", body)
		if len(doc.Assets) != 1 || doc.Assets[0].Candidates[0] != "/i(1).png" {
			t.Errorf("%q has the assets %+v, want /i(1).png", body, doc.Assets)
		}
		if got := strings.TrimSuffix(string(doc.Markdown(nil)), "\n"); got != body {
			t.Errorf("%q becomes %q", body, got)
		}
	}
}

// Images in Markdown are assets, in whatever way they are written.
func TestMixedImages(t *testing.T) {
	for body, want := range map[string]string{
		"# a\n![x](/i.png)":                  "/i.png",
		"# a\n![x](</i j.png>)":              "/i j.png",
		"# a\n![x](/i.png 'title')":          "/i.png",
		"# a\n![x](\n/i.png)":                "/i.png",
		"# a\n![x][r]\n\n[r]: /i.png":        "/i.png",
		"# a\n![r][]\n\n[r]: </i j.png>":     "/i j.png",
		"# a\n![r]\n\n[r]: /i.png 'title'":   "/i.png",
		"# a\n[![x](/i.png)](/page)":         "/i.png",
		"# a\n![`]()`](/i.png)":              "/i.png",
		"# a\n<img src=\"/i.png\">":          "/i.png",
		"# a\n\n<p><img src=\"/i.png\"></p>": "/i.png",
		"# a\n![x](//e.org/i.png)":           "//e.org/i.png",
		"# a\n![r]\n\n[R]: /i.png":           "/i.png",
		"# a\n![L][a  B]\n\n[A b]: /i.png":   "/i.png",
		"# a\n![x [y](z)](/i.png)":           "/i.png",
	} {
		doc := toDocument(t, "a.md", body)
		if len(doc.Assets) != 1 || doc.Assets[0].Address != want {
			t.Errorf("%q has the assets %+v, want %q", body, doc.Assets, want)
			continue
		}
		if md := string(doc.Markdown(func(Asset) string { return "held.png" })); !strings.Contains(md, "held.png") || strings.Contains(md, want) {
			t.Errorf("%q becomes %q, want held.png in place of %s", body, md, want)
		}
	}
}

// The definition of a reference by which a preview leads to its full size names
// the file that is held; one that text leads by to another site does not.
func TestMixedFullSizeByReference(t *testing.T) {
	for body, want := range map[string]string{
		"# a\n[![x](s.png)][b]\n\n[b]: b.png 'T'":                  "[b]: held.png 'T'",
		"# a\n[![x](s.png)][b] [y][b]\n\n[b]: b.png":               "[b]: held.png",
		"# a\n[![x][s]][b]\n\n[s]: s.png\n[b]: <b.png>":            "[b]: held.png",
		"# a\n[![x](s.png)][b]\n\n[b]: https://e.org/b.png":        "[b]: held.png",
		"# a\n[![x](s.png)][b] [y][b]\n\n[b]: https://e.org/b.png": "[b]: https://e.org/b.png",
		"# a\n[![x](s.png)][b]\n\n[b]: https://e.org/page":         "[b]: https://e.org/page",
	} {
		doc := toDocument(t, "a.md", body)
		md := strings.TrimSpace(string(doc.Markdown(func(Asset) string { return "held.png" })))
		if !strings.HasSuffix(md, want) || strings.Contains(md, "s.png") {
			t.Errorf("%q becomes %q, want %s", body, md, want)
		}
	}
}

// Tags that stay as they are have holes for what they play, and for what a
// video shows until it plays.
func TestMixedFiles(t *testing.T) {
	conv := New(Options{Assets: []Kind{KindAudio, KindVideo, KindFile}})
	for tag, want := range map[string]string{
		`<video src="/v.mp4" controls></video>`:                      "video /v.mp4",
		`<video src='/v.mp4' POSTER = /p.jpg></video>`:               "video /v.mp4, image /p.jpg",
		`<video src=/stream></video>`:                                "video /stream",
		`<audio controls><source src="/a.mp3"></audio>`:              "audio /a.mp3",
		`<a href="/x.pdf?a=1&amp;b=2">x</a>`:                         "file /x.pdf?a=1&amp;b=2",
		`<a href="/x.html">x</a> <b title="a src=/v.mp4">y</b>`:      "",
		`<video data-src="/v.mp4"></video> <source srcset="/v.mp4">`: "",
		`<video poster="{{ site.url }}/p.jpg"></video>`:              "image {{ site.url }}/p.jpg",
	} {
		body := "# a\n\nb " + tag + " c\n"
		p := mustParse(t, body)
		doc, err := conv.Convert(p)
		if err != nil || len(doc.Audit.Lost) > 0 {
			t.Fatalf("%s: %v, %+v", tag, err, doc.Audit)
		}
		var got []string
		for _, a := range doc.Assets {
			got = append(got, string(a.Kind)+" "+a.Address)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
		if md := string(doc.Markdown(nil)); md != body {
			t.Errorf("%s becomes %s", tag, md)
		}
		held := string(doc.Markdown(func(Asset) string { return "files/1" }))
		if strings.Count(held, "files/1") != len(got) {
			t.Errorf("%s, held: %s", tag, held)
		}
	}
}
