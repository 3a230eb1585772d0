package convert

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestFoldBlanks(t *testing.T) {
	for s, want := range map[string]string{"": "", " ": " ", "\n\t ": " ", "a": "a", " a\n b ": " a b ", "a\u00a0b": "a\u00a0b", "a  b": "a b"} {
		if got := foldBlanks(s); got != want {
			t.Errorf("foldBlanks(%q) = %q, want %q", s, got, want)
		}
	}
}

// A block of HTML holds no blank line, which would end it, and nothing that
// runs; its text, links and images are those of the tree.
func TestHTMLBlock(t *testing.T) {
	src := `<table onclick="x()" style="y"><tr><th>a</th><th title="t
 u">b</th></tr><tr><td colspan="2" rowspan="x"><ul><li>one

two</li></ul><script>z()</script><a href="javascript:x()">l</a> <a href="/m?a=1&amp;b" onclick="y()">n</a>
<pre>c

d</pre><img src="/i.png" onerror="z()"></td></tr></table>`
	doc := toDocument(t, "a.html", src)
	md := string(doc.Markdown(nil))
	if strings.Contains(md, "\n\n") {
		t.Errorf("an empty line stands in\n%s", md)
	}
	for _, not := range []string{"onclick", "onerror", "style", "script", "z()"} {
		if strings.Contains(md, not) {
			t.Errorf("%s stands in\n%s", not, md)
		}
	}
	tree := tree(t, md)
	if got := squeeze(textOf(tree)); got != "ab one twol n c d" {
		t.Errorf("text %q", got)
	}
	if a := find(tree, atom.A); a == nil || attr(a, "href") != "/m?a=1&b" {
		t.Errorf("the link is not kept in\n%s", md)
	}
	if got := codeText(find(tree, atom.Pre)); got != "c\n\nd" {
		t.Errorf("code %q", got)
	}
	if len(doc.Assets) != 1 || attr(find(tree, atom.Img), "src") != "/i.png" {
		t.Errorf("assets %+v", doc.Assets)
	}
	if td := find(tree, atom.Td); attr(td, "colspan") != "2" || hasAttr(td, "rowspan") {
		t.Errorf("spans of %+v", td.Attr)
	}
}

// What is kept as HTML is whole, and the audit knows it when it reads it again:
// code in it above all, and the parts that mean nothing without their element.
func TestKeepHTML(t *testing.T) {
	const gutter = `<figure class="highlight go"><table><tr><td class="gutter"><pre><span class="line">1</span></pre></td><td class="code"><pre><span class="line">x</span></pre></td></tr></table></figure>`
	for _, c := range []struct{ keep, body, want string }{
		{"ul", "<ul><li>b<pre>x\n y</pre></li></ul>", "<ul><li>b<pre><code>x&#10; y</code></pre></li></ul>"},
		{"ul", "<ul><li>b<listing>x\n y</listing></li></ul>", "<ul><li>b<pre><code>x&#10; y</code></pre></li></ul>"},
		{"ul", "<ul><li>b" + gutter + "</li></ul>", `<ul><li>b<pre><code class="language-go">x</code></pre></li></ul>`},
		{"pre", `<pre class="language-go">x</pre>`, `<pre><code class="language-go">x</code></pre>`},
		{"div", "<div>a<pre>x</pre></div>", "<div>a<pre><code>x</code></pre></div>"},
		{"blockquote", "<blockquote>a<pre>x</pre></blockquote>", "<blockquote>a<pre><code>x</code></pre></blockquote>"},
		{"details", "<details><summary>s</summary>a<pre>x</pre></details>", "<details><summary>s</summary>a<pre><code>x</code></pre></details>"},
		{"figure", "<figure><p>a<figcaption>b</figcaption></figure>", "<figure><p>a</p><figcaption>b</figcaption></figure>"},
		{"fieldset", "<fieldset><legend>a</legend>b</fieldset>", "<fieldset><legend>a</legend>b</fieldset>"},
		{"figure", gutter, "```go\nx\n```"}, // a highlighter's box is none
		{"div", "<div>a<figure><p>b<figcaption>c</figcaption></figure></div>", "<div>a<div><p>b</p><div>c</div></div></div>"},
	} {
		if got := convertStyled(t, Style{KeepHTML: []string{c.keep}}, c.body); got != c.want {
			t.Errorf("--keep-html %s: %q, want %q", c.keep, got, c.want)
		}
	}
}

// Code that is lost from what stays HTML is missing.
func TestAuditNoticesCodeInHTML(t *testing.T) {
	w := newWriter()
	w.opts, w.audit = &Options{Style: Style{KeepHTML: []string{"ul"}}}, &Audit{}
	doc := tree(t, `<ul><li>a<pre class="language-go">x := 1</pre></li></ul>`)
	md := string(w.markdown(doc))
	for _, c := range [][3]string{{"<pre>", "<p>", "code"}, {"language-go", "", "language"}} {
		w.audit = &Audit{}
		w.check(doc, strings.ReplaceAll(md, c[0], c[1]))
		if len(w.audit.Lost) != 1 || w.audit.Lost[0].Kind != c[2] {
			t.Errorf("without %s: %+v", c[0], w.audit.Lost)
		}
	}
}

func TestTag(t *testing.T) {
	for raw, want := range map[string]string{
		`<b>`: "=", `<a href="/x">`: "=", `<b onclick="x">`: "<b>", `<a href="javascript:x" title="y">`: `<a title="y">`,
		`<script>`: "", `<style>`: "", `<form action="/x">`: "", `<input>`: "", `<base href="/x">`: "", `<svg>`: "",
		`<iframe src="https://e.org/x">`: "[Embedded: e.org](https://e.org/x)", `<iframe src="javascript:x">`: "", `<iframe>`: "",
		`<img src="/a.png">`: "<img src=\"\x01h0.0\x01\" alt=\"\">", `<img>`: "",
		`<video poster="javascript:x" src="/v">`: `<video src="/v">`, `<b formaction="javascript:x">`: "<b>", `<b xlink:href="data:x">`: "<b>",
		`<b data-href="x:y">`: "=",
	} {
		z := html.NewTokenizer(strings.NewReader(raw))
		z.Next()
		tok := z.Token()
		w := newWriter()
		w.opts = &Options{}
		got, changed := w.tag(elementOf(&tok))
		if want == "=" && changed || want != "=" && (!changed || string(got) != want) {
			t.Errorf("tag(%s) = %q, %v, want %q", raw, got, changed, want)
		}
	}
}
