package convert

import (
	"strings"
	"testing"
)

// Paragraphs that nobody marked are parted as WordPress's wpautop parts them,
// wherever text may stand.
func TestOpenParagraphs(t *testing.T) {
	for _, c := range []struct{ path, body, want string }{
		{"a.html", "one\n\ntwo", "one\n\ntwo"},
		{"a.html", "one\n \t\r\ntwo", "one\n\ntwo"},
		{"a.html", "one\n&nbsp;\ntwo", "one\n\ntwo"},
		{"a.html", "one <b>x</b>\n\ntwo", "one **x**\n\ntwo"},
		{"a.md", "one <b>x</b>\n\ntwo", "one **x**\n\ntwo"},
		{"a.html", "one <b>two\n\nthree</b> four", "one **two**\n\n**three** four"},
		{"a.html", "one\n\n<a href=\"/x\">two</a>\n\n<img src=\"/y.png\">", "one\n\n[two](/x)\n\n![](/y.png)"},
		{"a.html", "<p>one</p>\ntwo\n\nthree", "one\n\ntwo\n\nthree"},
		{"a.html", "<div>one\n\ntwo</div>", "one\n\ntwo"},
		{"a.html", "<blockquote>one\n\ntwo</blockquote>", "> one\n>\n> two"},
		{"a.html", "<ul><li>one\n\ntwo</li><li>three</li></ul>", "- one\n\n  two\n\n- three"},
		{"a.html", "one\n\n<h2>two</h2>\n\nthree\n\nfour", "one\n\n## two\n\nthree\n\nfour"},
		{"a.html", "<code>one\n\ntwo</code>", "`one`\n\n`two`"},
		{"a.html", "<p>one\n\ntwo</p>", "one two"},
		{"a.html", "<h2>one\n\ntwo</h2>", "## one two"},
		{"a.html", strings.Repeat("<p>x</p>", 3) + "one\n\ntwo", strings.Repeat("x\n\n", 3) + "one two"},
		{"a.md", strings.Repeat("<p>x</p>", 3) + "one\n\ntwo", strings.Repeat("x\n\n", 3) + "one\n\ntwo"},
		{"a.md", strings.Repeat("<p>x</p>", 11) + "one\n\ntwo", strings.Repeat("x\n\n", 11) + "one two"},
		{"a.html", "one\ntwo\n\nthree", "one  \ntwo\n\nthree"},
		{"a.html", "one\n<b>two</b>\n\nthree", "one  \n**two**\n\nthree"},
		{"a.html", "one<br>\ntwo\n\nthree", "one  \ntwo\n\nthree"},
		{"a.html", "one\ntwo", "one two"},
		{"a.html", "<p>one</p>two\nthree\n\nfour", "one\n\ntwo three\n\nfour"},
		{"a.md", "one\n<b>two</b>\n\nthree", "one **two**\n\nthree"},
	} {
		doc, err := New(Options{}).Convert(&Post{Path: c.path, Body: c.body})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(string(doc.Markdown(nil)), "\n"); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.path, c.body, got, c.want)
		}
		if len(doc.Audit.Lost) > 0 {
			t.Errorf("%s: %q: lost %+v", c.path, c.body, doc.Audit.Lost)
		}
	}
}
