package convert

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"golang.org/x/net/html"
)

// whole is a body with one of everything that an audit looks at.
const whole = `<h2>The pier</h2>
<p>First paragraph with a <a href="/tide.html">link</a>, <b>bold</b> text and <code>make all</code>.</p>
<p>Second: 2 * 3 * 4 is &lt;b&gt; and &amp;copy; and http://example.org/a_b here.</p>
<p><img src="/pier.png" alt="pier"> and <img src="/boat.png" alt="boat"></p>
<pre><code class="language-go">one := 1
two := 2
three := 3</code></pre>
<ul><li>rope</li><li>tar</li></ul>
<table><tr><th>boat</th><th>mast</th></tr><tr><td>ketch</td><td>2</td></tr><tr><td>sloop</td><td>1</td></tr></table>
<blockquote><p>Mind the rope.</p></blockquote>
<iframe src="https://www.youtube.com/embed/abc"></iframe>
<p>Calm<sup><a href="#n1">1</a></sup> sea, {{ site.title }} says.</p>
<ol><li id="n1">For once.</li></ol>`

// auditedBody converts a body and returns what is needed to audit it again.
func auditedBody(t *testing.T, body string) (again func(md string) *Audit, md string) {
	t.Helper()
	w := newWriter()
	w.opts, w.audit = &Options{}, &Audit{}
	text, tags := protect(body)
	w.pre = tags
	md = w.audited(tree(t, text), func() *html.Node { return tree(t, text) })
	if len(w.audit.Lost) > 0 {
		t.Fatalf("undamaged, and yet lost: %+v", w.audit.Lost)
	}
	return func(md string) *Audit {
		w.audit = nil
		doc := tree(t, text)
		w.markdown(doc)
		w.audit = &Audit{}
		w.check(doc, md)
		return w.audit
	}, md
}

// A damage is what a converter with one rule less, or a hand, does to the
// Markdown.
type damage struct {
	name     string
	old, new string // the first old becomes new
	kind     string // of the loss that must be told, "" for any
}

var damages = []damage{
	{"a paragraph is dropped", "Second:", "\x00", "text"},
	{"a word is dropped", " text and", " and", "text"},
	{"two words are swapped", "First paragraph", "paragraph First", "text"},
	{"a word is invented", "First", "First first", "text"},
	{"a heading is dropped", "## The pier\n", "\n", "text"},
	{"a link loses its address", "[link](/tide.html)", "link", "link"},
	{"a link leads elsewhere", "/tide.html", "/ebb.html", "link"},
	{"an address is encoded again", "/tide.html", "/tide%2Ehtml", "link"},
	{"a link loses its text", "[link](/tide.html)", "[](/tide.html)", "text"},
	{"a link is invented", "bold", "[bold](/b)", "link"},
	{"an image is dropped", "![pier](\x01m0.0\x01)", "", "image"},
	{"an image is another", "\x01m0.0\x01", "\x01m1.0\x01", "image"},
	{"an image becomes text", "![pier]", "[pier]", ""},
	{"an image is invented", "First", "![x](/x.png) First", "image"},
	{"a line of code is dropped", "two := 2\n", "", "code"},
	{"two lines of code are joined", "one := 1\n", "one := 1 ", "code"},
	{"code loses its indentation", "one := 1", " one := 1", "code"},
	{"code loses its fence", "```go", "", ""},
	{"a fence is never closed", "three := 3\n```", "three := 3", ""},
	{"inline code is dropped", "`make all`", "", "text"},
	{"an item is dropped", "- rope\n", "", "text"},
	{"a row of the table is dropped", "| ketch | 2 |\n", "", "text"},
	{"a cell of the table is dropped", "| ketch | 2 |", "| ketch |", "text"},
	{"the line below a table's head is dropped", "| --- | --- |\n", "", "text"},
	{"the quote is dropped", "> Mind the rope.\n", "\n", "text"},
	{"a quote's sign is escaped", "> Mind", "\\> Mind", "text"},
	{"an embed is dropped", "[YouTube video](https://www.youtube.com/embed/abc)", "", ""},
	{"a footnote is dropped", "[^1]: For once.", "", "text"},
	{"emphasis prints its marks", "**bold**", "\\*\\*bold**", "text"},
	{"emphasis prints half of its marks", "**bold**", "** bold**", "text"},
	{"a character is escaped twice", "&lt;b>", "&amp;lt;b>", "text"},
	{"a tag is not escaped", "&lt;b>", "<b>", "text"},
	{"a reference is not escaped", "&amp;copy;", "&copy;", "text"},
	{"asterisks are not escaped", "2 \\* 3 * 4", "2 *3* 4", "text"},
	{"text becomes a comment", "First", "<!-- First", "text"},
	{"text becomes the definition of a link", "First paragraph", "[First]: paragraph", "text"},
	{"the end is cut off", "Calm", "\x00", "text"},
}

// TestAuditNotices: whatever is damaged, the audit tells.
func TestAuditNotices(t *testing.T) {
	again, md := auditedBody(t, whole)
	if lost := again(md).Lost; len(lost) > 0 {
		t.Fatalf("the audit of the undamaged Markdown finds %+v", lost)
	}
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			i := strings.Index(md, d.old)
			if i < 0 {
				t.Fatalf("%q does not stand in\n%s", d.old, md)
			}
			damaged := md[:i] + d.new + md[i+len(d.old):]
			if d.new == "\x00" { // to the end of the paragraph
				_, rest, _ := strings.Cut(md[i:], "\n\n")
				damaged = md[:i] + rest
			}
			lost := again(damaged).Lost
			for _, l := range lost {
				if d.kind == "" || l.Kind == d.kind {
					return
				}
			}
			t.Errorf("the audit finds %+v, want a loss of %q in\n%s", lost, d.kind, damaged)
		})
	}
}

// What is right in another way is no loss.
func TestAuditAllows(t *testing.T) {
	again, md := auditedBody(t, whole)
	for name, c := range map[string][2]string{
		"another bullet":        {"- rope\n- tar", "* rope\n* tar"},
		"other marks":           {"**bold**", "__bold__"},
		"an element":            {"**bold**", "<strong>bold</strong>"},
		"a needless escape":     {"all`.", "all`\\."},
		"a reference":           {"First", "&#70;irst"},
		"a wrapped line":        {"First paragraph", "First\nparagraph"},
		"a hard break":          {"First paragraph", "First  \nparagraph"},
		"a link by reference":   {"[link](/tide.html)", "[link][1]\n\n[1]: /tide.html\n\n"},
		"a longer fence":        {"```go\none := 1\ntwo := 2\nthree := 3\n```", "~~~~ go\none := 1\ntwo := 2\nthree := 3\n~~~~"},
		"an address in angles":  {"http://example.org/a_b", "<http://example.org/a_b>"},
		"a setext heading":      {"## The pier", "The pier\n--------"},
		"a quote over one line": {"> Mind the rope.", "> Mind\nthe rope."},
	} {
		i := strings.Index(md, c[0])
		if i < 0 {
			t.Errorf("%s: %q does not stand in\n%s", name, c[0], md)
			continue
		}
		changed := md[:i] + c[1] + md[i+len(c[0]):]
		if lost := again(changed).Lost; len(lost) > 0 {
			t.Errorf("%s: the audit finds %+v", name, lost)
		}
	}
}

func TestAuditTexts(t *testing.T) {
	for _, c := range []struct {
		want, got string
		loss      *Loss
	}{
		{"abc", "abc", nil},
		{"abc", "ac", &Loss{"text", "b", ""}},
		{"ac", "abc", &Loss{"text", "", "b"}},
		{"abcd", "aXYd", &Loss{"text", "bc", "XY"}},
		{"", "a", &Loss{"text", "", "a"}},
		{"a", "", &Loss{"text", "a", ""}},
		{"灯塔", "灯台", &Loss{"text", "塔", "台"}},
		{strings.Repeat("长", 100), "", &Loss{"text", strings.Repeat("长", 66), ""}},
	} {
		a := &Audit{}
		a.texts(c.want, c.got)
		switch {
		case c.loss == nil && len(a.Lost) > 0:
			t.Errorf("texts(%q, %q) = %+v, want none", c.want, c.got, a.Lost)
		case c.loss != nil && (len(a.Lost) != 1 || a.Lost[0] != *c.loss):
			t.Errorf("texts(%.20q, %q) = %+v, want %+v", c.want, c.got, a.Lost, *c.loss)
		}
	}
}

func TestAuditSets(t *testing.T) {
	a := &Audit{}
	have, got := []string{"/a", "/b", "/b"}, []string{"/b", "/c", "/c"}
	a.only("link", have, got)
	a.surplus("link", got, have)
	want := []Loss{{Kind: "link", Want: "/a"}, {Kind: "link", Want: "/b"}, {Kind: "link", Got: "/c"}}
	if diff := cmp.Diff(want, a.Lost); diff != "" {
		t.Errorf("sets (-want +got):\n%s", diff)
	}
}

func TestClip(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, strings.Repeat("a", 300): 200, strings.Repeat("长", 99): 198} {
		if got := clip(s); len(got) != want || !strings.HasPrefix(s, got) {
			t.Errorf("clip of %d bytes has %d, want %d", len(s), len(got), want)
		}
	}
}

// The methods of no audit do nothing.
func TestNilAudit(t *testing.T) {
	var a *Audit
	a.drop("script")
	a.embed()
}

func TestAuditJSON(t *testing.T) {
	got, err := json.Marshal(Audit{Kept: Counts{Characters: 3}, Dropped: map[string]int{"script": 1}, Lost: []Loss{{Kind: "text", Want: "a"}}})
	if want := `{"kept":{"characters":3},"dropped":{"script":1},"lost":[{"kind":"text","want":"a"}]}`; string(got) != want || err != nil {
		t.Errorf("Audit as JSON is %s, %v, want %s", got, err, want)
	}
}

func TestUnescape(t *testing.T) {
	for raw, want := range map[string]string{
		`a\*b`: "a*b", `a\b`: `a\b`, `\\`: `\`, `\\*`: `\*`, "&lt;": "<", "&amp;lt;": "&lt;", `\&lt;`: "&lt;", "&bogus;": "&bogus;", "&#x41;&#66;": "AB", `\`: `\`, "": "",
	} {
		if got := string(unescape([]byte(raw))); got != want {
			t.Errorf("unescape(%q) = %q, want %q", raw, got, want)
		}
	}
}

// What is nested so deep that it grows beyond all measure is not read back: it
// would take minutes and gigabytes. Its text is there all the same.
func TestGrownIsUnchecked(t *testing.T) {
	lines := strings.Repeat("x<br>", 20_000)
	body := strings.Repeat("<blockquote>", 150) + lines
	doc, err := New(Options{}).Convert(&Post{Path: "a.html", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if doc.Audit.Unchecked != uncheckedGrown {
		t.Errorf("Unchecked = %q for %d bytes of %d", doc.Audit.Unchecked, len(doc.body), len(body))
	}
	doc, err = New(Options{}).Convert(&Post{Path: "a.html", Body: "<blockquote>" + lines + "</blockquote>"})
	if err != nil || doc.Audit.Unchecked == uncheckedGrown {
		t.Errorf("one quote: Unchecked = %q, %v", doc.Audit.Unchecked, err)
	}
}
