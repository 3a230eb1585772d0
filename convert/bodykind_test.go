package convert

import "testing"

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		path, body string
		want       bodyKind
	}{
		{"a.html", "<p>a</p>", htmlBody},
		{"a.md", "<p>a</p>", htmlBody},
		{"a.md", "text", markdownBody},
		{"a.md", "# Head\n\n<p>a</p>", markdownBody},
		{"a.md", "[a](b) and <b>c</b>", markdownBody},
		{"a.md", "- a <br>\n- b <br>", htmlBody},
		{"a.md", "- a\n- b <br>", markdownBody},
		{"a.md", "# A\n\n<div id=\"x\">\n\n**b**\n\n- li\n\n</div>", markdownBody},
		{"a.md", "<div>never closed\n\n## Head\n\nmuch more text", markdownBody},
		{"a.md", "<p>much text</p>\n<li>open [![a](b.png)](c)", markdownBody},
		{"a.md", "Mail <joe@x.example> or see <https://x.example/>.\n\nnext <b>x</b>", markdownBody},
		{"a.md", "<pre>\n\n# no head\n\n- no item\n</pre>\n<p>x</p>", htmlBody},
		{"a.md", "<!--\n\n# no head\n-->\n<p>x</p>", htmlBody},
		{"a.md", "<p>say <code>[a](b)</code></p>", htmlBody},
		{"a.html", "<div># x</div>\n\n# y", htmlBody},
		{"a.md", "```\n<p>\n```\n", markdownBody},
		{"a.markdown", "text", markdownBody},
		{"a.html", "# Head", htmlBody},
		{"a.html", "[a](b)", htmlBody},
		{"a.md", "one\n\n**Update**: <a href=\"b\">two</a>, <i>three</i>", markdownBody},
		{"a.md", "<em>**one**</em>", markdownBody},
		{"a.md", "<p>one</p>\n\nand _so_ on, <i>three</i>", htmlBody},
		{"a.md", "<p>one</p>\n\nand _so_ on\n\nand <i>three</i>", htmlBody},
		{"a.md", "<p>one</p>\n\nand _so_ on\n\nand *four*\n\n<i>three</i>", markdownBody},
		{"a.md", "<div>one</div>\n\n  1. two\n  2. three", markdownBody},
		{"a.md", "<div>one</div>\n\n1. two<br>\n2. three<br>", htmlBody},
		{"a.md", "<div>**one**\n**two**</div>\n\nthree", htmlBody},
		{"a.md", "A [talk].\n\n[talk]: </t.mp3>", markdownBody},
		{"a.md", "<html>\n<p>a</p>\n\n**b**\n</html>", htmlBody},
		{"a.md", "<!DOCTYPE html><title>a</title>\n\n# b", htmlBody},
		{"a.md", "<htmlx>\n\n**b**", markdownBody},
		{"a.md", "<p>a</p>\n\n$b_{c} d_{e}$ **f** $g$", htmlBody},
		{"a.md", "<code>a**b**c</code> <b>x</b>", htmlBody},
		{"a.md", "a*b <a title=\"**c**\" href=\"d\">e</a>", htmlBody},
		{"a.html", "one\n\n**two**", htmlBody},
		{"a.md", "one\n\ntwo <b>x</b>\n\nthree", htmlBody},
		{"a.md", "<p>one</p>\n\n<p>two</p>", htmlBody},
		{"a.md", "<div># a long enough text inside of a block</div>\n# x", htmlBody},
		{"a.txt", "one\n\ntwo", htmlBody},
		{"-", "<b>one</b>", htmlBody},
		{"a.html", "", htmlBody},
	} {
		if got := kindOf(&Post{Path: c.path, Body: c.body}, tree(t, c.body)); got != c.want {
			t.Errorf("kindOf(%s, %q) = %d, want %d", c.path, c.body, got, c.want)
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
