package convert

import (
	"strings"
	"testing"
	"time"
)

// Links lead elsewhere wherever they stand, and nothing else does.
func TestWriteLinked(t *testing.T) {
	lead := func(l Link) Lead {
		switch {
		case l.In == InText && l.Path == "{% post_link b %}":
			return Lead{To: "{% b %}", Words: "The *B*"}
		case l.In == InHTML && strings.HasPrefix(l.Path, "/b"):
			return Lead{To: "html/b"}
		case l.In == InLink && (strings.HasPrefix(l.Path, "/b") || l.Path == "{{ x }}{% post_url b %}"):
			return Lead{To: "{% b %}"}
		}
		return Lead{}
	}
	element := func(l Link) Lead {
		to := lead(l)
		to.AsElement = true
		return to
	}
	for _, c := range []struct {
		name      TargetName
		lead      func(Link) Lead
		src, want string
	}{
		{TargetPlain, lead, `[a](/b "t") [c](/c) ![a](/b)`, `[a]({% b %} "t") [c](/c) ![a](/b)`},
		{TargetPlain, lead, "[*a* `](/b)` d](</b> 't')", "[*a* `](/b)` d]({% b %} 't')"},
		{TargetPlain, lead, "[![a](/b)](/b)", "[![a](/b)]({% b %})"},
		{TargetPlain, lead, "[a](/b?x=1&amp;y) `[a](/b)` \\[a](/b)", "[a]({% b %}) `[a](/b)` \\[a](/b)"},
		{TargetPlain, lead, "[a][r] [r]\n\n[r]: /b 't'", "[a][r] [r]\n\n[r]: {% b %} 't'"},
		{TargetPlain, lead, `x <a class="c" href="/b">y</a> <b data-href="/b">`, `x <a class="c" href="html/b">y</a> <b data-href="/b">`},
		{TargetPlain, lead, "<table><tr><td><a href='/b'>y</a></td></tr></table>", "<table><tr><td><a href='html/b'>y</a></td></tr></table>"},
		{TargetPlain, lead, "[a]({{ x }}{% post_url b %}) [a](</b>)", "[a]({% b %}) [a]({% b %})"},
		{TargetPlain, lead, "[a\nb]({{ x }}{% post_url b %}) [a[b]]({% post_link b %})", "[a\nb]({% b %}) [a[b]]({% post_link b %})"},
		{TargetPlain, lead, "See {% post_link b %}, {% post_link c %}, `{% post_link b %}`", "See [The \\*B\\*]({% b %}), {% post_link c %}, `{% post_link b %}`"},
		{TargetPlain, lead, "[a](/b) markive-lead-0- [c](/c)", "[a]({% b %}) markive-lead-0- [c](/c)"},

		{TargetHexo, element, `[*a* b](/b "t") c`, `<a href="{% b %}" title="t">*a* b</a> c`},
		{TargetHexo, element, "[![a](c.png 't')](/b) [d][r] [r][]\n\n[r]: /b", "<a href=\"{% b %}\">![a](c.png 't')</a> <a href=\"{% b %}\">d</a> <a href=\"{% b %}\">r</a>\n\n[r]: /b"},
		{TargetHexo, element, "[a]({{ x }}{% post_url b %}) {% post_link b %}", `<a href="{% b %}">a</a> <a href="{% b %}">The \*B\*</a>`},
		{TargetHexo, element, "[\na](/b)", "[\na](/b)"},
		{TargetHexo, element, "[a](/b) {{ x }}", "[a](/b) {{ x }}"}, // tags do not run there

		{TargetJekyll, lead, "[a](/b) {{ x }}", "[a]({% b %}) {{ '{{' }} x }}"},
		{TargetHugo, lead, "<p><a href=\"/b\">y</a> {{< x >}}</p>", "{{< rawhtml >}}\n<p><a href=\"html/b\">y</a> &#123;{< x >}}</p>\n{{< /rawhtml >}}"},
		{TargetHugo, lead, "[a](/b) {{< x >}}", "[a]({% b %}) {{</* x */>}}"},
	} {
		out, err := (&Target{Name: c.name}).WriteLinked("a.md", []byte(c.src+"\n"), nil, c.lead)
		if err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(string(out.Markdown), "---\n\n")
		if c.name == TargetPlain {
			got = string(out.Markdown)
		}
		if got != c.want+"\n" {
			t.Errorf("for %q: %q is %q, want %q", c.name, c.src, got, c.want)
		}
	}
}

// A program may leave out a draft, and what is not published yet, or no more.
func TestMayHide(t *testing.T) {
	now := time.Date(2021, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  TargetName
		field string
		want  bool
	}{
		{TargetHugo, "date: 2021-11-18", false},
		{TargetHugo, "date: 2021-11-20", true},
		{TargetHugo, "draft: true", true},
		{TargetHugo, "publishDate: 2022-01-01\ndate: 2020-01-01", true},
		{TargetHugo, "publishDate: 2020-01-01", false},
		{TargetHugo, "expiryDate: 2022-01-01", true},
		{TargetHugo, "build: {render: never}", true},
		{TargetJekyll, "published: false", true},
		{TargetJekyll, "expiryDate: 2022-01-01", false},
		{TargetJekyll, "date: 2031-01-01", true},
		{TargetObsidian, "draft: true\ndate: 2031-01-01", false},
	} {
		p, err := Parse("a.md", []byte("---\n"+c.field+"\n---\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := (&Target{Name: c.name}).MayHide(&p.FrontMatter, now); got != c.want {
			t.Errorf("%s: %q is hidden: %v, want %v", c.name, c.field, got, c.want)
		}
	}
}
