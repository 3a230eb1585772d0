package convert

import (
	"strings"
	"testing"
)

// A mutation is the converter with one rule less. Two kinds need no switch in
// the code. What a rule does with elements is missing if the writer is given
// another body than the audit (seen): the one in which the elements are what
// the writer would take them for. What a rule does with text is missing if it
// is taken out of the Markdown (old, new).
type mutation struct {
	rule     string
	body     string
	seen     string // what the writer sees; "" for body
	old, new string // in the Markdown
}

var mutations = []mutation{
	// Elements.
	{rule: "lazy images", body: `<p><img data-src="/a.png" src="/blank.gif" alt="a"></p>`, seen: `<p><img src="/blank.gif" alt="a"></p>`},
	{rule: "lazy images without src", body: `<p>x <img data-original="/a.png"></p>`, seen: `<p>x <img></p>`},
	{rule: "noscript images", body: `<p>x <noscript><img src="/a.png"></noscript></p>`, seen: `<p>x </p>`},
	{rule: "picture", body: `<p>x <picture><source srcset="/a.png 2x"><img></picture></p>`, seen: `<p>x <picture><img></picture></p>`},
	{rule: "alternative text", body: `<p><img src="/a.png" alt="a boat"></p>`, seen: `<p><img src="/a.png"></p>`},
	{rule: "titles of images", body: `<p><img src="/a.png" title="a boat"></p>`, seen: `<p><img src="/a.png"></p>`},
	{rule: "titles of links", body: `<p><a href="/a" title="a boat">b</a></p>`, seen: `<p><a href="/a">b</a></p>`},
	{rule: "one of two equal images", body: `<p><img src="/a.png"> x <img src="/a.png"></p>`, seen: `<p><img src="/a.png"> x</p>`},
	{rule: "one of two equal links", body: `<p><a href="/a">b</a> c <a href="/a">d</a></p>`, seen: `<p><a href="/a">b</a> c d</p>`},
	{rule: "players", body: `<p>x</p><iframe src="https://www.youtube.com/embed/abc"></iframe>`, seen: `<p>x</p>`},
	{rule: "video", body: `<p>x</p><video src="/v.mp4" poster="/p.png"></video>`, seen: `<p>x</p>`},
	{rule: "posters", body: `<p>x</p><video src="/v.mp4" poster="/p.png"></video>`, seen: `<p>x</p><video src="/v.mp4"></video>`},
	{rule: "objects", body: `<p>x</p><object data="/v.swf"></object>`, seen: `<p>x</p>`},
	{rule: "gists", body: `<p>x</p><script src="https://gist.github.com/a/1.js"></script>`, seen: `<p>x</p>`},
	{rule: "gutters of code", body: `<figure class="highlight go"><table><tr><td class="gutter"><pre>1</pre></td><td class="code"><pre>x := 1</pre></td></tr></table></figure>`,
		seen: `<table><tr><td><pre>1</pre></td><td><pre>x := 1</pre></td></tr></table>`},
	{rule: "languages of code", body: `<pre><code class="language-go">x</code></pre>`, seen: `<pre><code>x</code></pre>`},
	{rule: "breaks in code", body: `<pre>a<br>b</pre>`, seen: `<pre>ab</pre>`},
	{rule: "blanks in code", body: "<pre>a\n  b</pre>", seen: "<pre>a\nb</pre>"},
	{rule: "code blocks", body: "<pre>a b</pre>", seen: "<p>a b</p>"},
	{rule: "tables", body: `<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>`, seen: `<p>a</p><p>b</p><p>c</p><p>d</p>`},
	{rule: "tables as HTML", body: `<table><tr><th>a</th><th>b</th></tr><tr><td><ul><li>c</li></ul></td><td>d</td></tr></table>`, seen: `<p>a</p><p>b</p><ul><li>c</li></ul><p>d</p>`},
	{rule: "rows of tables", body: `<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>`, seen: `<table><tr><th>a</th><th>b</th><td>c</td><td>d</td></tr><tr><td></td></tr></table>`},
	{rule: "footnotes", body: `<p>x<sup><a href="#fn1" id="r1">1</a></sup></p><div class="footnotes"><ol><li id="fn1"><p>note <a href="#r1">↩</a></p></li></ol></div>`, seen: `<p>x</p>`},
	{rule: "sub", body: `<p>H<sub>2</sub>O</p>`, seen: `<p>H2O</p>`},
	{rule: "sup", body: `<p>x<sup>2</sup></p>`, seen: `<p>x2</p>`},
	{rule: "kbd", body: `<p><kbd>x</kbd></p>`, seen: `<p>x</p>`},
	{rule: "mark", body: `<p><mark>x</mark></p>`, seen: `<p>x</p>`},
	{rule: "strong", body: `<p>a <strong>x</strong></p>`, seen: `<p>a x</p>`},
	{rule: "emphasis", body: `<p>a <em>x</em></p>`, seen: `<p>a x</p>`},
	{rule: "strikethrough", body: `<p>a <del>x</del></p>`, seen: `<p>a x</p>`},
	{rule: "code in lines", body: `<p>a <code>x</code></p>`, seen: `<p>a x</p>`},
	{rule: "headings", body: `<h2>x</h2><p>y</p>`, seen: `<p>x</p><p>y</p>`},
	{rule: "levels of headings", body: `<h2>x</h2><p>y</p>`, seen: `<h3>x</h3><p>y</p>`},
	{rule: "items", body: `<ul><li>x</li><li>y</li></ul>`, seen: `<p>x</p><p>y</p>`},
	{rule: "nested items", body: `<ul><li>x<ul><li>y</li></ul></li></ul>`, seen: `<ul><li>x<p>y</p></li></ul>`},
	{rule: "numbers of lists", body: `<ol start="5"><li>x</li></ol>`, seen: `<ol><li>x</li></ol>`},
	{rule: "ordered lists", body: `<ol><li>x</li></ol>`, seen: `<ul><li>x</li></ul>`},
	{rule: "quotes", body: `<blockquote><p>x</p></blockquote>`, seen: `<p>x</p>`},
	{rule: "line breaks", body: `<p>x<br>y</p>`, seen: `<p>x y</p>`},
	{rule: "paragraphs", body: `<p>x</p><p>y</p>`, seen: `<p>x y</p>`},
	{rule: "rules", body: `<p>x</p><hr><p>y</p>`, seen: `<p>x</p><p>y</p>`},
	{rule: "captions", body: `<figure><img src="/a.png"><figcaption>x</figcaption></figure>`, seen: `<figure><img src="/a.png"></figure>`},
	{rule: "captions on a line of their own", body: `<figure><img src="/a.png"><figcaption>x</figcaption></figure>`, seen: `<p><img src="/a.png"> x</p>`},
	{rule: "formulas in scripts", body: `<p>a <script type="math/tex">x^2</script></p>`, seen: `<p>a </p>`},
	{rule: "MathML", body: `<p>a <math alttext="x^2"><mi>y</mi></math></p>`, seen: `<p>a y</p>`},
	{rule: "summaries", body: `<details><summary>x</summary><p>y</p></details>`, seen: `<details><p>y</p></details>`},
	{rule: "terms", body: `<dl><dt>x</dt><dd>y</dd></dl>`, seen: `<dl><dd>y</dd></dl>`},
	{rule: "template tags", body: `<p>a {{ x }} b</p>`, seen: `<p>a b</p>`},
	{rule: "template tags in addresses", body: `<p><a href="{{ x }}/y">b</a></p>`, seen: `<p><a href="/y">b</a></p>`},
	{rule: "checkboxes", body: `<ul><li><input type="checkbox" checked> x</li></ul>`, seen: `<ul><li>x</li></ul>`},

	// Text.
	{rule: "escape of asterisks", body: `<p>a *b* c</p>`, old: `\*`, new: `*`},
	{rule: "escape of underscores", body: `<p>a _b_ c</p>`, old: `\_`, new: `_`},
	{rule: "escape of backticks", body: "<p>a `b` c</p>", old: "\\`", new: "`"},
	{rule: "escape of tildes", body: `<p>a ~~b~~ c</p>`, old: `\~`, new: `~`},
	{rule: "escape of brackets", body: `<p>a [b](/c) d</p>`, old: `\`, new: ``},
	{rule: "escape of images", body: `<p>a ![b](/c) d</p>`, old: `\`, new: ``},
	{rule: "escape of backslashes", body: `<p>a \* b</p>`, old: `\\`, new: `\`},
	{rule: "escape of tags", body: `<p>a &lt;b> c</p>`, old: `&lt;`, new: `<`},
	{rule: "escape of autolinks", body: `<p>a &lt;http://e.org> c</p>`, old: `&lt;`, new: `<`},
	{rule: "escape of references", body: `<p>a &amp;copy; c</p>`, old: `&amp;`, new: `&`},
	{rule: "escape of headings", body: `<p># a</p>`, old: `\#`, new: `#`},
	{rule: "escape of items", body: `<p>- a</p>`, old: `\-`, new: `-`},
	{rule: "escape of plus items", body: `<p>+ a</p>`, old: `\+`, new: `+`},
	{rule: "escape of numbers", body: `<p>1. a</p>`, old: `1\.`, new: `1.`},
	{rule: "escape of quotes", body: `<p>&gt; a</p>`, old: `\>`, new: `>`},
	{rule: "escape of rules", body: `<p>a<br>---</p>`, old: `\-`, new: `-`},
	{rule: "escape of underlines", body: `<p>a<br>===</p>`, old: `\=`, new: `=`},
	{rule: "escape of fences", body: "<p>~~~<br>a</p>", old: `\~`, new: `~`},
	{rule: "escape of bars in tables", body: `<table><tr><th>a</th><th>b</th></tr><tr><td>c|d</td><td>e</td></tr></table>`, old: `\|`, new: `|`},
	{rule: "hoisting beside Chinese", body: `<p>灯塔<strong>“海边”</strong>灯塔</p>`, old: `“**海边**”`, new: `**“海边”**`},
	{rule: "fences longer than those in code", body: "<pre>a\n```\nb</pre>", old: "````", new: "```"},
	{rule: "longer code spans", body: "<p><code>a`b</code></p>", old: "``", new: "`"},
	{rule: "quote signs in code", body: "<blockquote><pre>a\nb</pre></blockquote>", old: "> b", new: "b"},
	{rule: "quote signs behind code", body: "<blockquote><pre>a</pre><p>b</p></blockquote>", old: "> b", new: "b"},
	{rule: "indentation of items", body: "<ul><li><p>a</p><p>b</p></li></ul>", old: "  b", new: "b"},
	{rule: "indentation of code in items", body: "<ul><li><pre>a\nb</pre></li></ul>", old: "  b", new: "b"},
	{rule: "angle brackets of addresses", body: `<p><a href="/a b">c</a></p>`, old: "</a b>", new: "/a b"},
	{rule: "blank lines between blocks", body: "<p>a</p><p>b</p>", old: "\n\n", new: "\n"},
	{rule: "blank line before a table", body: `<p>a</p><table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>`, old: "a\n\n|", new: "a |"},
}

// unseen are the rules whose loss the audit does not notice, with the reason.
var unseen = map[string]string{
	"captions on a line of their own": "a picture has no text, so no line is seen to begin behind it",
}

// TestMutations: whatever rule is switched off, the audit notices.
func TestMutations(t *testing.T) {
	for _, m := range mutations {
		t.Run(m.rule, func(t *testing.T) {
			lost, md := mutated(t, m)
			switch why := unseen[m.rule]; {
			case len(lost) == 0 && why == "":
				t.Errorf("the audit does not notice that %q stands for %s", md, m.body)
			case len(lost) > 0 && why != "":
				t.Errorf("the audit does notice it; take %q from the exceptions", m.rule)
			}
		})
	}
}

// mutated converts the body with the rule off and audits that.
func mutated(t *testing.T, m mutation) ([]Loss, string) {
	t.Helper()
	w := newWriter()
	w.opts, w.audit = &Options{}, &Audit{}
	text, tags := protect(m.body)
	doc := tree(t, text)
	w.pre = tags
	md := w.markdown(doc)
	w.check(doc, md)
	if len(w.audit.Lost) > 0 {
		t.Fatalf("with the rule on, %q loses %+v", md, w.audit.Lost)
	}
	if m.seen != "" {
		w.assets = assetList{}
		text, _ := protect(m.seen)
		md = w.markdown(tree(t, text))
		w.notes = w.findNotes(doc)
		w.facts = w.survey(doc)
	}
	if m.old != "" {
		if !strings.Contains(md, m.old) {
			t.Fatalf("%q does not stand in %q", m.old, md)
		}
		md = strings.ReplaceAll(md, m.old, m.new)
	}
	w.audit = &Audit{}
	w.check(doc, md)
	return w.audit.Lost, md
}
