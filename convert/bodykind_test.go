package convert

import "testing"

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		path, body string
		want       BodyKind
	}{
		{"a.html", "<p>a</p>", BodyHTML},
		{"a.md", "<p>a</p>", BodyHTML},
		{"a.md", "text", BodyMarkdown},
		{"a.md", "# Head\n\n<p>a</p>", BodyMarkdown},
		{"a.md", "[a](b) and <b>c</b>", BodyMarkdown},
		{"a.md", "- a <br>\n- b <br>", BodyHTML},
		{"a.md", "- a\n- b <br>", BodyMarkdown},
		{"a.md", "# A\n\n<div id=\"x\">\n\n**b**\n\n- li\n\n</div>", BodyMarkdown},
		{"a.md", "<div>never closed\n\n## Head\n\nmuch more text", BodyMarkdown},
		{"a.md", "<p>much text</p>\n<li>open [![a](b.png)](c)", BodyMarkdown},
		{"a.md", "Mail <joe@x.example> or see <https://x.example/>.\n\nnext <b>x</b>", BodyMarkdown},
		{"a.md", "<pre>\n\n# no head\n\n- no item\n</pre>\n<p>x</p>", BodyHTML},
		{"a.md", "<!--\n\n# no head\n-->\n<p>x</p>", BodyHTML},
		{"a.md", "<p>say <code>[a](b)</code></p>", BodyHTML},
		{"a.html", "<div># x</div>\n\n# y", BodyHTML},
		{"a.md", "```\n<p>\n```\n", BodyMarkdown},
		{"a.markdown", "text", BodyMarkdown},
		{"a.html", "# Head", BodyHTML},
		{"a.html", "[a](b)", BodyHTML},
		{"a.md", "one\n\n**Update**: <a href=\"b\">two</a>, <i>three</i>", BodyMarkdown},
		{"a.md", "<em>**one**</em>", BodyMarkdown},
		{"a.md", "<p>one</p>\n\nand _so_ on, <i>three</i>", BodyHTML},
		{"a.md", "<p>one</p>\n\nand _so_ on\n\nand <i>three</i>", BodyHTML},
		{"a.md", "<p>one</p>\n\nand _so_ on\n\nand *four*\n\n<i>three</i>", BodyMarkdown},
		{"a.md", "<div>one</div>\n\n  1. two\n  2. three", BodyMarkdown},
		{"a.md", "<div>one</div>\n\n1. two<br>\n2. three<br>", BodyHTML},
		{"a.md", "<div>**one**\n**two**</div>\n\nthree", BodyHTML},
		{"a.md", "A [talk].\n\n[talk]: </t.mp3>", BodyMarkdown},
		{"a.md", "<html>\n<p>a</p>\n\n**b**\n</html>", BodyHTML},
		{"a.md", "<!DOCTYPE html><title>a</title>\n\n# b", BodyHTML},
		{"a.md", "<htmlx>\n\n**b**", BodyMarkdown},
		{"a.md", "<p>a</p>\n\n$b_{c} d_{e}$ **f** $g$", BodyHTML},
		{"a.md", "<code>a**b**c</code> <b>x</b>", BodyHTML},
		{"a.md", "a*b <a title=\"**c**\" href=\"d\">e</a>", BodyHTML},
		{"a.html", "one\n\n**two**", BodyHTML},
		{"a.md", "one\n\ntwo <b>x</b>\n\nthree", BodyHTML},
		{"a.md", "<p>one</p>\n\n<p>two</p>", BodyHTML},
		{"a.md", "<div># a long enough text inside of a block</div>\n# x", BodyHTML},
		{"a.md", "run  \nthem: <code>one<br> two</code>  \nthree\n\nfour", BodyMarkdown},
		{"a.md", "one  \ntwo\nthree <b>x</b>", BodyHTML},
		{"a.md", "<span>one</span>  \n<span>two</span>  \nthree", BodyHTML},
		{"a.md", "<p>one  \ntwo</p>", BodyHTML},
		{"a.md", "so ~~long~~ <mark>x</mark>", BodyMarkdown},
		{"a.md", "if a<b", BodyMarkdown},
		{"a.txt", "one\n\ntwo", BodyHTML},
		{"-", "<b>one</b>", BodyHTML},
		{"a.html", "", BodyHTML},
	} {
		if got := kindOf(&Post{Path: c.path, Body: c.body}, tree(t, c.body)); got != c.want {
			t.Errorf("kindOf(%s, %q) = %q, want %q", c.path, c.body, got, c.want)
		}
	}
}

func TestMarkdownMarks(t *testing.T) {
	for s, want := range map[string][2]int{
		"plain text": {0, 0}, "# Head": {1, 0}, "## Head": {1, 0}, "#hash": {0, 0}, "##hash": {1, 0}, "```go": {1, 0}, "> quote": {1, 0},
		"[a]: /b": {1, 0}, "- item": {0, 1}, "1. item": {0, 1}, "===": {1, 0}, "[a](b)": {1, 0}, "[a][b]": {1, 0}, "a](b)": {0, 0}, "a](": {1, 0},
		"**a** and": {0, 1}, "`a`": {0, 1}, "2 ** 3": {0, 0}, "a ` b": {0, 0}, "####### seven": {0, 0},
	} {
		if strong, weak := markdownMarks(s, true); strong != want[0] || weak != want[1] {
			t.Errorf("markdownMarks(%q) = %d, %d, want %v", s, strong, weak, want)
		}
	}
	if strong, weak := markdownMarks("# Head", false); strong+weak != 0 {
		t.Error("a heading in the middle of a line counts")
	}
}

func TestBodyOption(t *testing.T) {
	for _, c := range []struct {
		body BodyKind
		want string
	}{{BodyAuto, "\\# a *b*\n"}, {BodyHTML, "\\# a *b*\n"}, {BodyMarkdown, "# a <i>b</i>\n"}} {
		doc, err := New(Options{Body: c.body}).Convert(&Post{Path: "a.html", Body: "# a <i>b</i>"})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(doc.Markdown(nil)); got != c.want {
			t.Errorf("with %q the body becomes %q, want %q", c.body, got, c.want)
		}
	}
}
