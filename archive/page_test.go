package archive

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markive/markive/convert"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// pageOf renders a Markdown file as a bundle's page that holds images/a.png.
func pageOf(markdown string) string {
	m := &Manifest{
		Source: ManifestSource{Path: "a/post.md", Size: 3},
		Files:  []ManifestFile{{Path: "images/a.png", MediaType: "image/png", Width: 4, Height: 3}},
	}
	return string(newPage([]byte(markdown), m, "a/post").render())
}

// sanitized returns what the sanitizer leaves of HTML.
func sanitized(src string) string {
	s := &sanitizer{held: map[string]ManifestFile{"images/a.png": {Path: "images/a.png"}}}
	s.sanitize([]byte(src))
	return string(s.directed())
}

// What posts may hold that would run or load something. The second of each
// pair is what is left, to the byte.
func TestSanitizer(t *testing.T) {
	const rel = ` rel="noreferrer noopener"`
	because := func(why, inner string) string {
		return `<span class="absent" dir="ltr"><span lang="en">Picture not in the archive: ` + why + `</span>` + inner + `</span>`
	}
	absent := func(inner string) string { return because("could not be taken from the web", inner) }
	named := func(alt, mark string) string {
		return strings.Replace(mark, `"ltr">`, `"ltr"><bdi>`+alt+`</bdi> `, 1)
	}
	linked := func(address string) string { return ` <a href="` + address + `"` + rel + `>` + address + `</a>` }
	gone := func(address string) string { return absent(linked(address)) }
	beside := func(address string) string {
		return because("could not be taken from beside the posts", linked(address))
	}
	const unasked = "no address that could be asked"
	for _, tt := range [][2]string{
		// Text and structure stay.
		{`<p>a &lt;b&gt; &amp;amp;</p>`, `<p>a &lt;b&gt; &amp;amp;</p>`},
		{`{% raw %}{{ x }}{{< y >}}`, `{% raw %}{{ x }}{{&lt; y &gt;}}`},
		{`<b>x`, `<b>x</b>`},
		{`x</p></div></article></main></body></html>y`, `xy`},
		{`<p><b>x</p>y`, `<p><b>x</b></p>y`},
		{`<details open onfocus=x><summary>s</summary>t</details>`, `<details open=""><summary>s</summary>t</details>`},
		{`<ruby>字<rt>zi</rt></ruby>`, `<ruby>字<rt>zi</rt></ruby>`},
		{`<td colspan="2" rowspan=9999 width=3>x</td>`, `<td colspan="2">x</td>`},
		{`<code class="language-go evil">x</code>`, `<code class="language-go">x</code>`},
		{`<x-custom onclick=1>t</x-custom>`, `t`},
		{`<li>a<li>b`, `<div>a<div>b</div></div>`},
		{`<ul><li>a<li>b</ul>`, `<ul><li>a</li><li>b</li></ul>`},
		{`<ul><li>a<ol><li>b</ol>c</ul>`, `<ul><li>a<ol><li>b</li></ol>c</li></ul>`},
		{`<dd>a</dd>`, `<div>a</div>`},
		{`<a href=x><img src="images/a.png"></a>`, `<a href="x"` + rel + `><img src="images/a.png" alt="picture"></a>`},
		{`<font color=red>t</font>`, `t`},
		{`<center>t</center>`, `t`},
		{`<!-- <script> -->t`, `t`},
		{`<![CDATA[<script>alert(1)</script>]]>`, `alert(1)]]&gt;`},
		{`<?php <script>x</script> ?>`, `x ?&gt;`},
		{`<!DOCTYPE html><html><head></head><body onload=x>t</body>`, `t`},
		// What runs.
		{`a<script>alert(1)</script>b`, `ab`},
		{`a<SCRIPT SRC=//e.example/x.js></SCRIPT>b`, `ab`},
		{`<script>x`, ``},
		{`<scr<script>ipt>x</script>`, `ipt&gt;x`},
		{`<script/x>1</script>t`, `t`},
		{`<script><!--<script></script>--></script>t`, `t`},
		{`<p onclick="x()">t</p>`, `<p>t</p>`},
		{`<p ONMOUSEOVER=x()>t</p>`, `<p>t</p>`},
		{`<p/onclick=x>t</p>`, `<p>t</p>`},
		{"<p\nonclick\n=\nx>t</p>", `<p>t</p>`},
		{`<p title="a&quot; onclick=&quot;x">t</p>`, `<p title="a&#34; onclick=&#34;x">t</p>`},
		{`<p id="a b">t</p>`, `<p>t</p>`},
		{`<p style="background:url(http://e.example/)">t</p>`, `<p>t</p>`},
		{`<style>@import "http://e.example/"</style>t`, `t`},
		{`<style><!--</style><p>t</p>`, `<p>t</p>`},
		{`<link rel=stylesheet href=http://e.example/>t`, `t`},
		{`<meta http-equiv=refresh content="0;url=http://e.example/">t`, `t`},
		{`<base href="http://e.example/">t`, `t`},
		{`<iframe src="javascript:x"></iframe>t`, `t`},
		{`<iframe srcdoc="<script>x</script>"></iframe>t`, `t`},
		{`<frameset><frame src=x></frameset>t`, `t`},
		{`<object data="x.swf"><embed src=y></object>t`, `t`},
		{`<embed src=x>t`, `t`},
		{`<applet code=x>t</applet>u`, `u`},
		{`<form action="http://e.example/"><input name=q><button>go</button></form>t`, `t`},
		{`<button formaction="javascript:x">b</button>t`, `t`},
		{`<textarea><p onclick=x></textarea>t`, `t`},
		{`<input type=image src=http://e.example/a.png onerror=x>t`, `t`},
		{`<input type=checkbox checked autofocus onfocus=x>`, `<input checked="" type="checkbox" disabled="" aria-label="done">`},
		{`<svg onload=x><script>y</script><a xlink:href="javascript:z">w</a></svg>t`, `t`},
		{`<svg><svg></svg><p>in</p></svg>t`, `t`},
		{`<svg><style><img src=x onerror=y></style></svg>t`, `t`},
		{`<math><mtext><img src=x onerror=y></mtext></math>t`, `t`},
		{`<template><img src=x onerror=y></template>t`, `t`},
		{`<noscript><p title="</noscript><img src=x onerror=y>">`, beside("x") + `&#34;&gt;`},
		{`<xmp><p onclick=x></xmp>t`, `t`},
		{`<title><img src=x></title>t`, `t`},
		{`<plaintext>t`, ``},
		{`<video src=http://e.example/v.mp4 poster=http://e.example/p.png autoplay>v</video>t`, `t`},
		{`<audio src=x onerror=y></audio>t`, `t`},
		{`<map name=m><area href="javascript:x"></map>t`, `t`},
		{`<marquee onstart=x>t</marquee>`, `t`},
		{`<bdo dir=rtl>t</bdo>`, `<bdo dir="rtl">t</bdo>`},
		{`<dialog open>t</dialog>`, `t`},
		{`<slot name=x>t</slot>`, `t`},
		// Links.
		{`<a href="https://e.example/?a=1&b=2">t</a>`, `<a href="https://e.example/?a=1&amp;b=2"` + rel + `>t</a>`},
		{`<a href="b/c.html#x">t</a>`, `<a href="b/c.html#x"` + rel + `>t</a>`},
		{`<a href="mailto:x@e.example">t</a>`, `<a href="mailto:x@e.example"` + rel + `>t</a>`},
		{`<a href="javascript:x">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href=" JaVaScRiPt:x">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{"<a href=\"java\nscript:x\">t</a>", `<a rel="noreferrer noopener">t</a>`},
		{"<a href=\"\x01javascript:x\">t</a>", `<a rel="noreferrer noopener">t</a>`},
		{`<a href="&#106;avascript&colon;x">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href="data:text/html,<script>x</script>">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href="vbscript:x">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href="file:///etc/passwd">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href="blob:x">t</a>`, `<a rel="noreferrer noopener">t</a>`},
		{`<a href="//e.example/x" target=_top ping=http://e.example/>t</a>`, `<a href="https://e.example/x"` + rel + `>t</a>`},
		{`<a href="\\e.example\x">t</a>`, `<a href="https://e.example\x"` + rel + `>t</a>`},
		{`<a href="/\e.example">t</a>`, `<a href="https://e.example"` + rel + `>t</a>`},
		{`<a href=x href="javascript:y">t</a>`, `<a href="x"` + rel + `>t</a>`},
		{`<a href=x><a href=y>t</a></a>`, `<a href="x"` + rel + ` aria-label="x"></a><a href="y"` + rel + `>t</a>`},
		// Pictures.
		{`<img src="images/a.png" alt="A" onerror=x srcset="http://e.example/a.png 2x">`, `<img src="images/a.png" alt="A">`},
		{`<img src="images%2Fa.png">`, `<img src="images/a.png" alt="">`},
		{`<img src="http://e.example/a.png">`, gone("http://e.example/a.png")},
		{`<img src="HTTP://e.example/a.png">`, gone("HTTP://e.example/a.png")},
		{`<img src="data:image/png;base64,AAAA">`, because("what its address holds could not be taken", ` <span>data:image/png;base64,AAAA</span>`)},
		{`<img src="//e.example/a.png">`, absent(` <a href="https://e.example/a.png"` + rel + `>//e.example/a.png</a>`)},
		{`<img src="../other/images/a.png">`, beside("../other/images/a.png")},
		{`<img src="images/../images/a.png">`, beside("images/../images/a.png")},
		{`<img src="javascript:x">`, because(unasked, ` <span>javascript:x</span>`)},
		{`<img src="file:///etc/a.png">`, because(unasked, ` <span>file:///etc/a.png</span>`)},
		{`<img alt="&lt;script&gt;">`, named("&lt;script&gt;", because(unasked, ""))},
		{`<a href=x><img src="http://e.example/a.png"></a>`, `<a href="x"` + rel + `>` + named("picture", absent(` <span>http://e.example/a.png</span>`)) + `</a>`},
		{`<image src="http://e.example/a.png">t`, `t`},
		{`<picture><source srcset=http://e.example/a.png><img src="images/a.png"></picture>`, `<img src="images/a.png" alt="">`},
		{`<table background=http://e.example/a.png><td background=x>t</td></table>`, `<table tabindex="0"><td>t</td></table>`},
		// Directions.
		{`<p>abc</p><p>مرحبا</p>`, `<p dir="ltr">abc</p><p dir="rtl">مرحبا</p>`},
		{`<p>CSS مرحبا بكم</p>`, `<p dir="rtl">CSS مرحبا بكم</p>`},
	} {
		if got := sanitized(tt[0]); got != tt[1] {
			t.Errorf("%s\n got %s\nwant %s", tt[0], got, tt[1])
		}
	}
}

// activeIn tells what a browser would run or load of a page, as its parser
// sees it; "" if nothing.
func activeIn(src string) string {
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return err.Error()
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Namespace != "" || !shownElements[n.Data] && !words("html head meta title style body header footer")[n.Data] {
			return "element " + n.Data
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcset", a.Key == "action", a.Key == "http-equiv" && v != "content-security-policy":
				return "attribute " + a.Key
			case a.Key == "src" && v != "images/a.png":
				return "loads " + v
			case a.Key == "href" && n.Data != "a":
				return "link of " + n.Data
			case a.Key == "href":
				if got, ok := safeLink(a.Val); !ok || got != a.Val {
					return "leads to " + v
				}
			}
		}
	}
	return ""
}

// Whatever Markdown goes in, the page holds nothing that runs and no address
// that would be loaded from elsewhere.
func TestPageIsInert(t *testing.T) {
	pieces := rapid.SampledFrom(strings.Split("<script>|</script>|<img src=|<a href=|javascript:x|\"|'|>|<|/|\n|\n\n|![a](http://e.example/a.png)|![a](images/a.png)|"+
		"[x](javascript:y)|<svg>|</svg>|<style>|</style>|<math>|<table>|<td>|</td>|</table>| onerror=x|`|```\n|<!--|-->|<![CDATA[|]]>|<p>|</p>|- |1. |> |# |[^1]|\n[^1]: n\n|"+
		"<div\n|<iframe src=//e.example>|<noscript>|</noscript>|<title>|<textarea>|&#106;|&lt;|\x00|\u2028|مرحبا|猫|<xmp>|<plaintext>|<base href=//e.example>|---\ntitle: <script>\n---\n|<select>|<template>|</template>|//e.example/|| a | b |\n|-|-|\n", "|"))
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(pieces, 0, 25).Draw(t, "pieces"), "")
		if why := activeIn(pageOf(src)); why != "" {
			t.Fatalf("%q: %s\n%s", src, why, pageOf(src))
		}
	})
}

// The page of a whole post: its facts, and what was not to be had.
func TestPage(t *testing.T) {
	m := &Manifest{
		Source: ManifestSource{Path: "b/<x>.md", Size: 3},
		Files: []ManifestFile{
			{Path: "images/a.png", MediaType: "image/png", Width: 4, Height: 3},
			{Path: "images/c.png", MediaType: "image/png"}},
		Assets: []ManifestAsset{
			{File: "images/a.png", Time: "2023-11-14T22:13:20Z"},
			{File: "images/c.png", Uses: nil}},
		Missing: []ManifestAsset{{Address: "http://e.example/gone.png"}},
	}
	src := "---\ntitle: \"One <b>\"\ndate: 2020-02-03\nauthor: {name: Ada}\ntags: [\"#x\", \"<i>\"]\ncategories: [[p, q]]\nlang: de_AT\n---\n" +
		"Text {{ x }} {% y %} ![](http://e.example/gone.png) ![A](images/a.png)[^1]\n\n[^1]: Note\n\n| a |\n|--:|\n| b |\n"
	got := string(newPage([]byte(src), m, "b/x").render())
	for _, want := range []string{
		`<html lang="de-AT" dir="ltr">`, `<title>One &lt;b&gt;</title>`, `<h1 dir="auto">One &lt;b&gt;</h1>`,
		`<meta name="referrer" content="no-referrer">`, `content="default-src 'none'; img-src 'self' file:;`,
		`<time datetime="2020-02-03">2020-02-03</time> <bdi class="author">Ada</bdi> <bdi class="category">p</bdi> <bdi class="category">q</bdi> <bdi class="tag">&lt;i&gt;</bdi> <bdi class="tag">x</bdi>`,
		`{{ x }} {% y %}`, `<img src="images/a.png" alt="A" width="4" height="3">`, `role="doc-noteref"`, `<td align="right">b</td>`,
		`href="../../index.html"`, `Archived from <bdi>b/&lt;x&gt;.md</bdi>`, `pictures of <time datetime="2023-11-14T22:13:20Z">2023-11-14</time>`,
		`Not in the archive: 1`, `http://e.example/gone.png</a>, could not be taken from the web</li>`, `<a href="../../index.html#why=%3Ab%2F%3Cx%3E">Why each is missing</a>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
	if again := newPage([]byte(src), m, "b/x").render(); !bytes.Equal(again, []byte(got)) {
		t.Error("made again it is another one")
	}
	m.Options.Format = FormatBag
	if got := string(newPage([]byte(src), m, "b/x").render()); !strings.Contains(got, `href="../../../index.html"`) {
		t.Error("in a bag it does not lead back to the archive")
	}
}

// A date that only the name of the post has is in the manifest alone; what
// somebody has written there in its place is none.
func TestPageDate(t *testing.T) {
	for _, c := range [][3]string{
		{"Text", "2015-01-02T00:00:00Z", "2015-01-02"},
		{"---\ntitle: x\n---\nText", "2015-01-02T23:00:00-05:00", "2015-01-02"},
		{"---\ndate: 2016-03-04\n---\nText", "2015-01-02T00:00:00Z", "2016-03-04"},
		{"Text", "", ""},
		{"Text", "2015-01-02", ""},
		{"Text", "<b>2015-01-02T00:00:00Z", ""},
	} {
		got := string(newPage([]byte(c[0]), &Manifest{Date: c[1]}, "a").render())
		if want := "<time datetime=\"" + c[2] + "\">" + c[2] + "</time>"; strings.Contains(got, want) != (c[2] != "") || c[2] == "" && strings.Contains(got, "2015") {
			t.Errorf("%q with the date %q in its manifest, want %q:\n%s", c[0], c[1], c[2], got)
		}
	}
}

// The picture of the front matter stands above the text, unless that has it too.
func TestPageCover(t *testing.T) {
	front, body := convert.Use{Field: "cover", Address: "/c.png"}, convert.Use{Address: "/c.png"}
	const cover = `<figure class="cover"><img src="images/c.png" alt="" width="4" height="3"></figure>`
	for _, c := range []struct {
		uses []convert.Use
		text string
		want bool
	}{
		{[]convert.Use{front}, "Text", true},
		{[]convert.Use{front, body}, "Text", false},
		{[]convert.Use{front}, "![](images/c.png)", false},
		{nil, "Text", false},
	} {
		m := &Manifest{
			Files:  []ManifestFile{{Path: "images/c.png", MediaType: "image/png", Width: 4, Height: 3}},
			Assets: []ManifestAsset{{File: "images/gone.png", Uses: c.uses}, {File: "images/c.png", Uses: c.uses}},
		}
		if got := string(newPage([]byte(c.text), m, "a").render()); strings.Contains(got, cover) != c.want {
			t.Errorf("with uses %v above %q, a cover: %v, want %v", c.uses, c.text, !c.want, c.want)
		}
	}
}

// The style is small, and hashed: nothing else may style a page.
func TestPageStyle(t *testing.T) {
	if len(pageStyle) > 8<<10 || strings.Contains(pageStyle, "</") || strings.Contains(pageStyle, "url(") {
		t.Errorf("%d bytes", len(pageStyle))
	}
}

func TestLanguageOf(t *testing.T) {
	for text, want := range map[string]string{
		"Hello there":                      "",
		"今天天气很好":                           "zh",
		"今日はいい天気です":                        "ja",
		"오늘은 날씨가 좋다":                       "ko",
		"مرحبا بكم في المدونة":             "ar",
		"این یک گزارش است که می\u200cگوید": "fa",
		"שלום": "he",
		"":     "",
	} {
		if got := languageOf(text); got != want {
			t.Errorf("languageOf(%q) = %q, want %q", text, got, want)
		}
	}
}

// A page of much nesting is not longer than its text is, and takes no longer.
func TestPageIsLinear(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"<b>", "<div>\n\n", "> ", "<svg>", "<td>", "</p>", "<a href=x>"} {
		if got := pageOf(strings.Repeat(unit, 20000)); len(got) > 60*20000+1<<16 {
			t.Errorf("%q repeated: %d bytes", unit, len(got))
		}
	}
}

// Links to other posts of the site lead by way of the catalogue, which knows
// what is there; the foot tells where on the web they are. Others stay.
func TestPageLinks(t *testing.T) {
	site := &convert.Site{Generator: "hexo", URL: "https://h.example/blog/", Root: "/blog/"}
	m := &Manifest{
		Source:    ManifestSource{Path: "k/Post.md"},
		Options:   ManifestOptions{Pages: true, Site: site},
		Addresses: []string{"https://h.example/blog/2021/11/20/post/"},
	}
	asked := &Manifest{Source: ManifestSource{Path: "post.md"}, Addresses: []string{"https://q.example/view.html?id=3"}}
	bare := &Manifest{Source: ManifestSource{Path: "post.md"}}
	for _, tt := range []struct {
		m                    *Manifest
		markdown, keys, more string
	}{
		{m, "[x](https://www.H.example/blog/2020/Other/index.html?#part)", "//h.example/blog/2020/other", "at=part&to=%2F%2Fh.example%2Fblog%2F2020%2Fother&web=https%3A%2F%2Fwww.H.example%2Fblog%2F2020%2FOther%2Findex.html"},
		{m, "[x](/blog/2020/other.html)", "//h.example/blog/2020/other", "web=https%3A%2F%2Fh.example%2Fblog%2F2020%2Fother.html"},
		{m, "[x](//h.example/blog/a)", "//h.example/blog/a", ""},
		{m, "[x](other.md#s)", ":k/other //h.example/blog/2021/11/20/post/other.md", "at=s"},
		{m, "[x](../other/)", ":other //h.example/blog/2021/11/20/other", ""},
		{m, "[x](/blog/?p=3)", "//h.example/blog?p=3 //h.example/blog", ""},
		{m, "[x](/blog/%E4%BD%A0%E5%A5%BD/)", "//h.example/blog/你好", ""},
		{m, "{% post_link sub/other 'Its title' %}", "=other", ">Its title</a>"},
		{m, "{% post_link other %}", "=other", ">other</a>"},
		{m, "[x](<{% post_url 2020-01-01-Name %}>)", "=2020-01-01-name", ""},
		{m, "[x]({{ site.baseurl }}{% link _posts/2020-01-01-name.md %}#y)", "=2020-01-01-name", "at=y"},
		{m, "[x *y*]({{< ref \"/post/a b.md#z\" >}})", "=a b", "at=z"},
		{m, "in {{% relref \"night/index.md\" %}}.", "=night", ">night/index.md</a>"},
		{m, "[x *y* `z` <b> &amp;]({% post_url other %})", "=other", ">x <em>y</em> <code>z</code> <b> &amp;</b></a>"},
		{m, "[![cat](images/a.png) x]({{ site.url }}/other/) y", "//h.example/blog/other", "a.png</span></span> x</a> y"},
		{m, "[- x]({% post_url other %})", "=other", ">- x</a>"},
		{m, "[x]({% post_path other %}) y", "=other", "</a> y"},
		{m, "<a href=\"{{ site.baseurl }}{% post_url 2020-01-01-name %}\">x</a>", "=2020-01-01-name", ""},
		{m, "[x]({{ site.url }}{{ site.baseurl }}/2020/other/#z \"t\") y", "//h.example/blog/2020/other", "at=z"},
		{m, "[x]({{ \"/2020/other\" | relative_url }}) y", "//h.example/blog/2020/other", "</a> y"},
		{m, "<a href='{{ \"2020/other\" | prepend: site.baseurl }}'>x</a>", "//h.example/blog/2020/other", ""},
		{m, "[x](/blog/a/?utm_source=b&from=c)", "//h.example/blog/a?utm_source=b&from=c //h.example/blog/a", ""},
		{m, "[x](/blog/two/index.html?x=1#c)", "//h.example/blog/two?x=1 //h.example/blog/two", "at=c"},
		{m, "[x](two/?x=1)", ":k/two //h.example/blog/2021/11/20/post/two?x=1 //h.example/blog/2021/11/20/post/two", ""},
		{m, "[x](/?p=3)", "//h.example/?p=3", ""},
		{m, "[x](?replytocom=5#respond)", "//h.example/blog/2021/11/20/post?replytocom=5", ""}, // no reader comes to where he is
		{asked, "[x](/view.html?id=4)", "//q.example/view?id=4", ""},
		{bare, "[x](/two/?x=1)", "/two?x=1 /two", ""},
		{bare, "[x]({{ site.baseurl }}/2020/other/)", "/2020/other", ""},
		{bare, "[x](/2020/other/)", "/2020/other", ""},
		{bare, "[x](other.html)", ":other", ""},
		// What stays.
		{m, "[x](https://e.example/blog/a/)", "", `href="https://e.example/blog/a/"`},
		{m, "[x](https://h.example/)", "", `href="https://h.example/"`},
		{m, "[x](#part)", "", `href="#part"`},
		{m, "[x](files/talk.mp3)", "", `href="files/talk.mp3"`},
		{m, "[x](/blog/talk.mp3)", "", `href="https://h.example/blog/talk.mp3"`},
		{m, "[x]({{ site.url }}/talk.mp3)", "", `href="https://h.example/blog/talk.mp3"`},
		{bare, "[x](/talk.mp3)", "", `href="/talk.mp3"`},
		{m, "[x]({{ page.next.url }}/a)", "", "[x]({{ page.next.url }}/a)"},
		{m, "[x](mailto:a@h.example)", "", `href="mailto:a@h.example"`},
		{m, "[x](javascript:y)", "", `<a rel="noreferrer noopener">`},
		{m, "`{% post_link other %}` and `[x]({{< ref \"a\" >}})`", "", "<code>{% post_link other %}</code>"},
		{bare, "[x](https://h.example/a/)", "", `href="https://h.example/a/"`},
	} {
		got := string(newPage([]byte(tt.markdown), tt.m, "k/post").render())
		_, rest, _ := strings.Cut(got, `href="../../index.html#`)
		query, _, _ := strings.Cut(rest, `"`)
		q, err := url.ParseQuery(html.UnescapeString(query))
		if keys := strings.Join(q["to"], " "); err != nil || keys != tt.keys || !strings.Contains(html.UnescapeString(got), html.UnescapeString(tt.more)) {
			t.Errorf("%s: %q, want %q and %s in\n%s", tt.markdown, keys, tt.keys, tt.more, got[strings.Index(got, "<main>"):])
		}
	}
	keys := postKeys(m)
	for _, want := range []string{":k/post", "=post", "/blog/2021/11/20/post", "//h.example/blog/2021/11/20/post"} {
		if !slices.Contains(keys, want) {
			t.Errorf("found by %q, not by %s", keys, want)
		}
	}
	if got := string(newPage([]byte("[x](/blog/a)"), m, "k/post").render()); !strings.Contains(got, `on the web: 1</summary>`) || !strings.Contains(got, `<a href="https://h.example/blog/a"`) {
		t.Errorf("the foot does not tell where: %s", got)
	}
}

// Code between the tags of generators is code.
func TestPageCode(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"{% highlight ruby linenos %}\na\n\n  *b*\n{% endhighlight %}\nc": "<pre tabindex=\"0\"><code class=\"language-ruby\">a\n\n  *b*\n</code></pre>\n<p>c</p>",
		"x\n{% codeblock a title lang:go %}\nb\n{% endcodeblock %}":       "<p>x</p>\n<p>a title</p>\n<pre tabindex=\"0\"><code class=\"language-go\">b\n</code></pre>",
		"{{< highlight go \"linenos=table\" >}}\n<b>\n{{< /highlight >}}": "<pre tabindex=\"0\"><code class=\"language-go\">&lt;b&gt;\n</code></pre>",
		"> {% highlight c %}\n> a\n> {% endhighlight %}":                  "<blockquote>\n<pre tabindex=\"0\"><code class=\"language-c\">a\n</code></pre>\n</blockquote>",
		"{% highlight ruby %}\nnever *closed*":                            "<p>{% highlight ruby %}\nnever <em>closed</em></p>",
		"{% highlights %}\na\n{% endhighlight %}":                         "<p>{% highlights %}\na\n{% endhighlight %}</p>",
		"- {% highlight c %}\n  a\n\nb\n{% endhighlight %}":               "<pre tabindex=\"0\"><code class=\"language-c\">a\n\nb\n</code></pre>\n</li>",
	} {
		if got := pageOf(src); !strings.Contains(got, want) {
			t.Errorf("%q lacks %s:\n%s", src, want, got[strings.Index(got, "</header>"):])
		}
	}
	for _, unit := range []string{"{% highlight a %}\n", "{% highlight a %}\n{% endhighlight %}\n", "[a]({% post_url a %}", "{% post_link "} {
		began := time.Now()
		pageOf(strings.Repeat(unit, 20000))
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("%q repeated takes %v", unit, d)
		}
	}
}

// Definitions as Hugo and Jekyll read them are a list. What was HTML never
// stands so.
func TestPageDefinitions(t *testing.T) {
	for markdown, want := range map[string]string{
		"Apple\n: A *fruit*\n\nafter":                   "<dl>\n<dt>Apple</dt>\n<dd>A <em>fruit</em></dd>\n</dl>\n<p>after</p>",
		"a\nb\n: one\n: two\n\nc\n:   three\n\n    - x": "<dl>\n<dt>a</dt>\n<dt>b</dt>\n<dd>one</dd>\n<dd>two</dd>\n<dt>c</dt>\n<dd>three\n<ul>\n<li>x</li>\n</ul>\n</dd>\n</dl>",
		"a\n\n:   loose":                                "<dl>\n<dt>a</dt>\n<dd>\n<p>loose</p>\n</dd>\n</dl>",
		"> a\n> : b":                                    "<blockquote>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n</blockquote>",
		"a\n\n: b":                                      "<p>a</p>\n<p>: b</p>",
		"> a\n>\n> : b":                                 "<blockquote>\n<p>a</p>\n<p>: b</p>\n</blockquote>",
		"a  \n: b":                                      "<p>a<br>\n: b</p>",
		"a\\\n: b":                                      "<p>a<br>\n: b</p>",
		": b":                                           "<p>: b</p>",
		"a\n:b":                                         "<p>a\n:b</p>",
	} {
		if page := pageOf(markdown); !strings.Contains(page, want+"\n") {
			_, page, _ = strings.Cut(page, "</header>")
			t.Errorf("%q: %s, want %s", markdown, page, want)
		}
	}
}

// What an attribute may say is known for each element; all else is left out.
func TestAttributes(t *testing.T) {
	long := strings.Repeat("x", 300)
	for src, want := range map[string]string{
		`<ol start="-3" reversed type="i"><li value="7">a`: `<ol start="-3" reversed="" type="i"><li value="7">a</li></ol>`,
		`<ol start="3e" type="ii"><li value="x">a`:         `<ol><li>a</li></ol>`,
		`<ol start="99999999999999999999"><li>a`:           `<ol><li>a</li></ol>`,
		`<ul type="A" start="1"><li>a`:                     `<ul type="A"><li>a</li></ul>`,
		`<time datetime=" 2021-11-20 ">a`:                  `<time datetime="2021-11-20">a</time>`,
		`<time datetime="` + long + `">a`:                  `<time>a</time>`,
		`<p lang="zh-Hant-TW">a`:                           `<p lang="zh-Hant-TW">a</p>`,
		`<p lang="z">a`:                                    `<p>a</p>`,
		`<pre lang="php">a`:                                `<pre tabindex="0">a</pre>`,
		`<a href="https://x.example/&quot;"> &nbsp;</a>b`:  `<a href="https://x.example/&#34;" rel="noreferrer noopener" aria-label="https://x.example/&#34;"></a>b`,
		`<a href="https://x.example/"><b>a</b></a>`:        `<a href="https://x.example/" rel="noreferrer noopener"><b>a</b></a>`,
		`<p lang="engl">a`:                                 `<p>a</p>`,
		`<p lang="en-">a`:                                  `<p>a</p>`,
		`<p lang="en-123456789">a`:                         `<p>a</p>`,
		`<p lang="en-US[x]">a`:                             `<p>a</p>`,
		`<p lang="en_US">a`:                                `<p>a</p>`,
		`<p lang="é-US">a`:                                 `<p>a</p>`,
		`<p lang="en-1999">a`:                              `<p lang="en-1999">a</p>`,
		`<p dir="RTL">a`:                                   `<p dir="rtl">a</p>`,
		`<p dir="up">a`:                                    `<p>a</p>`,
		`<p id="a b">a`:                                    `<p>a</p>`,
		`<p id="` + long + `">a`:                           `<p>a</p>`,
		`<p id="">a`:                                       `<p>a</p>`,
		`<p title=" a &lt;b&gt; ">a`:                       `<p title=" a &lt;b&gt; ">a</p>`,
		`<p title=a title=b onclick=x style=y>a`:           `<p title="a">a</p>`,
		`<td colspan=2 rowspan=0 align=CENTER>a`:           `<td colspan="2" align="center">a</td>`,
		`<td colspan=1001 rowspan=1000 align=char>a`:       `<td rowspan="1000">a</td>`,
		`<td colspan=-1>a`:                                 `<td>a</td>`,
		`<code class="x language-go y">a`:                  `<code class="language-go">a</code>`,
		`<code class="language-">a`:                        `<code>a</code>`,
		`<code class="language-` + long + `">a`:            `<code>a</code>`,
		`<div class="footnotes" role="doc-endnotes">a`:     `<div class="footnotes" role="doc-endnotes">a</div>`,
		`<div class="footnotes x" role="button">a`:         `<div>a</div>`,
		`<a href="c:\x">a</a>`:                             `<a rel="noreferrer noopener">a</a>`,
		"<a href=\"java\nscript:x\">a</a>":                 `<a rel="noreferrer noopener">a</a>`,
		`<a href="//h.example/x">a</a>`:                    `<a href="https://h.example/x" rel="noreferrer noopener">a</a>`,
		`<a href="\\h.example\x">a</a>`:                    `<a href="https://h.example\x" rel="noreferrer noopener">a</a>`,
		`<a href="TEL:1">a</a>`:                            `<a href="TEL:1" rel="noreferrer noopener">a</a>`,
		`<a href="?a:b">a</a>`:                             `<a href="?a:b" rel="noreferrer noopener">a</a>`,
		`<a href=" ">a</a>`:                                `<a rel="noreferrer noopener">a</a>`,
		`<details open=x>a`:                                `<details open="">a</details>`,
		`<table><tr><td><li>a`:                             `<table tabindex="0"><tr><td><div>a</div></td></tr></table>`,
		`<ul><dt>a`:                                        `<ul><div>a</div></ul>`,
		`<ul><li>a<li>b`:                                   `<ul><li>a</li><li>b</li></ul>`,
		`<dl><dt>a<dd>b`:                                   `<dl><dt>a</dt><dd>b</dd></dl>`,
	} {
		if got := sanitized(src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}
