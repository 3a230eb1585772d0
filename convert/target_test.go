package convert

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Without a target a post is handed on as it is, not even parsed.
func TestTargetPlainIsTheSame(t *testing.T) {
	src := []byte("---\ntitle: [a\n\xff {{ x }}\n")
	out, err := (&Target{}).Write("a.md", src, nil)
	if err != nil || &out.Markdown[0] != &src[0] {
		t.Errorf("Write = %q, %v, want the same bytes", out.Markdown, err)
	}
}

func TestTargetFields(t *testing.T) {
	const post = "---\ntitle: T\ndate: 2021-11-20 18:30\nTags: [a]\nx: 1\n---\n\nText.\n"
	for _, c := range []struct {
		fields string
		set    []string
		want   string
	}{
		{"title,date:created", nil, "title: T\ncreated: 2021-11-20 18:30\n"},
		{"date:created,*", nil, "created: 2021-11-20 18:30\ntitle: T\nTags:\n  - a\nx: 1\n"},
		{"*", []string{"x=[1, b]", "new=a: b", "s=#c", "m=", "d=true"}, "title: T\ndate: 2021-11-20 18:30\nTags:\n  - a\nx:\n  - 1\n  - b\nnew: \"a: b\"\ns: \"#c\"\nm:\nd: true\n"},
		{"", nil, ""},
		{"none,tags", nil, "tags:\n  - a\n"},
		{"*", []string{"title=U", "m=null", "e=~", "f=*x"}, "title: U\ndate: 2021-11-20 18:30\nTags:\n  - a\nx: 1\nm:\ne:\nf: \"*x\"\n"},
	} {
		var target Target
		var err error
		if target.Fields, err = ParseFieldChoices(c.fields); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.set {
			v, err := ParseFieldValue(s)
			if err != nil {
				t.Fatal(err)
			}
			target.Set = append(target.Set, v)
		}
		out, err := target.Write("a.md", []byte(post), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll("---\n"+c.want+"---\n\nText.\n", "2021-11-20 18:30", `"2021-11-20 18:30"`)
		if string(out.Markdown) != want {
			t.Errorf("fields %q, set %q:\n%s\nwant\n%s", c.fields, c.set, out.Markdown, want)
		}
	}
	for _, bad := range []string{"a,,b", "a,a", "a:b,a:c", "a:b,c:b", "*:x", ":x", "a:", "a,"} {
		if got, err := ParseFieldChoices(bad); err == nil {
			t.Errorf("ParseFieldChoices(%q) = %v, want an error", bad, got)
		}
	}
	for _, bad := range []string{"", "a", "=b", "a\nb=c"} {
		if got, err := ParseFieldValue(bad); err == nil {
			t.Errorf("ParseFieldValue(%q) = %v, want an error", bad, got)
		}
	}
}

// What no post has of the fields that are chosen is known when all are written.
func TestTargetUnmet(t *testing.T) {
	set, err := ParseFieldValue("layout=post")
	if err != nil {
		t.Fatal(err)
	}
	target := Target{Name: TargetHugo, Met: &FieldsMet{}, Set: []FieldValue{set}}
	if target.Fields, err = ParseFieldChoices("title,date:created,nosuch,type:layout,none,*"); err != nil {
		t.Fatal(err)
	}
	if got := target.Unmet(); got != nil {
		t.Errorf("of no posts unmet are %q", got)
	}
	for name, front := range map[string]string{"a.md": "Title: a", "2021-03-03-b.md": "tags: [b]"} {
		if _, err := target.Write(name, []byte("---\n"+front+"\n---\n"), nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := target.Unmet(); !slices.Equal(got, []string{"nosuch", "none"}) {
		t.Errorf("unmet are %q", got)
	}
}

// Programs want fields of certain kinds. What has another is made one, or has a
// name under which nobody reads it.
func TestTargetFieldKinds(t *testing.T) {
	for _, c := range []struct {
		name        TargetName
		field, want string
	}{
		{TargetHugo, "published: false", "draft: true"},
		{TargetObsidian, "tag: one\ntags: [two, one]", "tags:\n  - one\n  - two"},
		{TargetObsidian, "alias: a\naliases:\n  - b", "aliases:\n  - a\n  - b"},
		{TargetObsidian, "cssclass: wide", "cssclasses:\n  - wide"},
		{TargetHugo, "published: yes", "draft: false"},
		{TargetHugo, "published: 2021-11-20", "published: 2021-11-20T00:00:00Z"},
		{TargetJekyll, "published: false", "published: false"}, // else it would be seen
		{TargetJekyll, "published: no", "published: false"},
		{TargetAstro, "published: on", "draft: false"},
		{TargetMkDocs, "published: false", "draft: true"},
		{TargetObsidian, "published: no", "published: false"},
		{TargetHugo, "draft: yes", "draft: true"}, // of text it would know true alone
		{TargetHugo, "draft: maybe", "draft: maybe"},
		{TargetHugo, "draft: true\npublished: true", "draft: true"},
		{TargetJekyll, "draft: true\npublished: true", "published: false"},
		{TargetHexo, "draft: true\npublished: 2021-11-20", "published: false\npublished_at: 2021-11-20 00:00:00"},
		{TargetAstro, "draft: true\npublished: 2021-11-20", "draft: true\npublished: 2021-11-20T00:00:00Z"},
		{TargetJekyll, "draft: true", "published: false"},
		{TargetHexo, "draft: yes", "published: false"},
		{TargetJekyll, "draft: false", "draft: false"},
		{TargetJekyll, "published: false\ndraft: true", "published: false\ndraft: true"},
		{TargetAstro, "draft: true", "draft: true"},
		{TargetPlain, "draft: true", "draft: true"},
		{TargetHugo, "permalink: https://blog.example/a", `source_url: "https://blog.example/a"`},
		{TargetHugo, "permalink: /a/", `permalink: "/a/"`},
		{TargetHugo, "date: ''", "date:"},
		{TargetHugo, "date:", "date:"},
		{TargetHugo, "date: [2021-11-20]", "unread_date:\n  - \"2021-11-20\""},
		{TargetObsidian, "date: [2021-11-20]", "date:\n  - \"2021-11-20\""},
		{TargetAstro, "date:", ""},
		{TargetJekyll, "date:", ""}, // at which it would stop
		{TargetJekyll, "date: ''", ""},
		{TargetJekyll, "permalink: /:year/:abbrlink/", `unread_permalink: "/:year/:abbrlink/"`},
		{TargetJekyll, "permalink: 5", `permalink: "5"`},
		{TargetJekyll, "permalink: ''", ""},
		{TargetHexo, "permalink: ../up", `unread_permalink: "../up"`},
		{TargetHugo, "title: 1984", `title: "1984"`},
		{TargetHugo, "title: [a, 1]", `title: "[a, 1]"`},
		{TargetHugo, "title: {a: 1}", `title: "{\"a\":1}"`},
		{TargetHugo, "title:", "title:"},
		{TargetHugo, "summary: [a]", "summary:\n  - a"},
		{TargetHugo, "tags: {a: 1}", "tags:\n  a: 1"},
		{TargetHugo, "tags:", "tags:"},
		{TargetHugo, "tags: [a, ~, [b]]", "tags:\n  - a\n  - b"},
		{TargetJekyll, "categories: {a: 1}", "unread_categories:\n  a: 1"}, // it would be an address
		{TargetJekyll, "categories:", "categories:"},
		{TargetHexo, "categories: [[a, b], c]", "categories:\n  - [a, b]\n  - c"},
		{TargetHexo, "categories: [{a: 1}, ~]", "categories:\n  - a: 1"},
		{TargetHugo, "category: [x, [z]]", "category:\n  - x\n  - z"},
		{TargetHugo, "tag: a, , b", "tag:\n  - a\n  - b"},
		{TargetJekyll, "tags: a b", "tags: a b"}, // it parts them itself
		{TargetObsidian, "tag: a", "tags:\n  - a"},
		{TargetObsidian, "tags: [a b, 12, c_d/e, A B, '#x', '!', हि]", "tags:\n  - a-b\n  - _12\n  - c_d/e\n  - x\n  - हि"},
		{TargetHugo, "image: https://x.example/a", `image: "https://x.example/a"`},
		{TargetHugo, "url: https://x.example/a", `source_url: "https://x.example/a"`},
		{TargetHugo, "summary: 1984", `summary: "1984"`},
		{TargetHugo, "date: 20211120", "date: 2021-11-20T00:00:00Z"},
		{TargetJekyll, "date: soon", "unread_date: soon"}, // it would not build the site
		{TargetAstro, "date: soon", "unread_date: soon"},
		{TargetMkDocs, "date: soon", "date: soon"},
		{TargetJekyll, "permalink: /:year/:title_/", `permalink: "/:year/:title_/"`},
		{TargetJekyll, "permalink: /:y_day/:path", `permalink: "/:y_day/:path"`},
		{TargetHugo, "cascade: {a: 1}", "cascade:\n  a: 1"},
		{TargetHugo, "cascade: [1]", "cascade:\n  - 1"},
		{TargetHugo, "cascade: x", "unread_cascade: x"},
		{TargetHugo, "_build: {a: b}", "build:\n  a: b"},
		{TargetAstro, "slug: ../x", `unread_slug: "../x"`},
		{TargetAstro, "slug:", ""},
		{TargetHugo, "weight: 1e3", `weight: "1e3"`}, // a number to some readers
		{TargetHugo, "weight: 1.5", "weight: 1.5"},
		{TargetHugo, "title: 你好，世界", "title: 你好，世界"},
		{TargetHugo, "title: 「你好」", `title: "「你好」"`},
		{TargetHugo, "title: हिन्दी", "title: हिन्दी"},
		{TargetHugo, `subject: "a\tb\e\ufeff"`, `subject: "a\tb\u001B\uFEFF"`},
		{TargetHugo, "x: [{a: [1, {b: c}], d: }, 2]", "x:\n  - a:\n      - 1\n      - b: c\n    d:\n  - 2"},
		{TargetHugo, "a: &x [1]\nb: *x", "a:\n  - 1\nb:"},
	} {
		out, err := (&Target{Name: c.name}).Write("a.md", []byte("---\n"+c.field+"\n---\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(string(out.Markdown), "-\n"); got != c.want {
			t.Errorf("for %s %q is %q, want %q", c.name, c.field, got, c.want)
		}
	}
}

// A date is one under a new name, too; what is no date, or an alias for more than
// a scalar, is told.
func TestTargetFrontMatter(t *testing.T) {
	for _, c := range []struct {
		target    Target
		src, want string
		warnedOf  string
	}{
		{Target{Name: TargetObsidian, Fields: []FieldChoice{{"date", "created"}}}, "date: 2021-11-20 18:30", "created: 2021-11-20T18:30:00", ""},
		{Target{Fields: []FieldChoice{{"*", "*"}}}, "date: soon", "date: soon", ""},
		{Target{Fields: []FieldChoice{{"*", "*"}}}, "title: 1984", "title: 1984", ""},
		{Target{Name: TargetMkDocs}, "date: soon", "date: soon", "field date holds no date"},
		{Target{Name: TargetHugo}, "a: &x [1]\nb: *x", "a:\n  - 1\nb:", "field b refers to another one"},
		{Target{Name: TargetHugo}, "a: &x 1\nb: *x\nc:", "a: 1\nb: 1\nc:", ""},
	} {
		out, err := c.target.Write("a.md", []byte("---\n"+c.src+"\n---\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(string(out.Markdown), "-\n"); got != c.want {
			t.Errorf("for %s %q is %q, want %q", c.target.Shape(), c.src, got, c.want)
		}
		if warned := len(out.Warnings) > 0; warned != (c.warnedOf != "") || warned && !strings.HasPrefix(out.Warnings[0].Detail, c.warnedOf) {
			t.Errorf("for %s %q: %v, want %q", c.target.Shape(), c.src, out.Warnings, c.warnedOf)
		}
	}
	if out, err := (&Target{Fields: []FieldChoice{{"*", "*"}}}).Write("a.md", []byte("text\n"), nil); err != nil || string(out.Markdown) != "text\n" {
		t.Errorf("without front matter %q, %v", out.Markdown, err)
	}
}

// What kramdown reads as no Markdown is written as HTML, but where other rules
// change what stands in it.
func TestTargetInnerMarkdown(t *testing.T) {
	target := &Target{Name: TargetJekyll}
	for src, want := range map[string]string{
		"<u>*a* [b](/c)</u>":           `<u><em>a</em> <a href="/c">b</a></u>`,
		"<u>[a](files/01-b.mp3)</u>":   "<u>[a](/x/files/01-b.mp3)</u>",
		"<u>![a](images/01-b.png)</u>": "<u>![a](/x/images/01-b.png)</u>",
		"<b>*a*</b>":                   "<b>*a*</b>",
	} {
		out, err := target.Write("a.md", []byte(src+"\n"), func(l Link) string { return "/x/" + l.Path })
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimPrefix(string(out.Markdown), "---\n---\n\n"); got != want+"\n" {
			t.Errorf("for Jekyll %s is %q, want %q", src, got, want)
		}
	}
}

func TestTargetDates(t *testing.T) {
	shanghai := time.FixedZone("+08:00", 8*3600)
	format, err := ParseDateFormat("%d/%m/%y at %H.%M %% %:z")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		target Target
		text   string
		want   string
	}{
		{Target{Name: TargetHugo}, "2021-11-20 18:30", "2021-11-20T18:30:00Z"},
		{Target{Name: TargetHugo}, "Sat, 20 Nov 2021 18:30:00 GMT", "2021-11-20T18:30:00Z"},
		{Target{Name: TargetHugo, Zone: shanghai}, "2021-11-20 18:30", "2021-11-20T18:30:00+08:00"},
		{Target{Name: TargetHugo, Zone: shanghai}, "2021-11-20 18:30 UTC", "2021-11-21T02:30:00+08:00"},
		{Target{Name: TargetHexo, Zone: shanghai}, "2021-11-20T18:30:00Z", "2021-11-21 02:30:00"},
		{Target{Name: TargetHexo}, "2021-11-20T18:30:00+09:00", "2021-11-20 18:30:00"},
		{Target{Name: TargetJekyll}, "2021-11-20T18:30:00+09:00", "2021-11-20 18:30:00 +0900"},
		{Target{Name: TargetObsidian}, "2021年11月20日", "2021-11-20"},
		{Target{Name: TargetObsidian}, "2021-11-20 16:00", "2021-11-20T16:00:00"},
		{Target{Name: TargetObsidian}, "2021-11-20 00:00:00 +0800", "2021-11-20"},
		{Target{Name: TargetMkDocs}, "Sat, 20 Nov 2021 18:30:05 +0800", "2021-11-20T18:30:05"},
		{Target{Name: TargetMkDocs, Zone: shanghai}, "2021-11-20", "2021-11-20"},
		{Target{Name: TargetMkDocs, Zone: shanghai}, "2021-11-20 18:30 UTC", "2021-11-21T02:30:00"},
		{Target{Name: TargetMkDocs, DateFormat: format}, "2021-11-20 18:30", "20/11/21 at 18.30 % +00:00"},
		{Target{Zone: shanghai}, "2021-11-20", "2021-11-20T00:00:00+08:00"},
		{Target{Name: TargetHugo}, "01/02/2003", ""},
		{Target{Name: TargetHugo}, "2021-02-30", ""},
		{Target{Name: TargetHugo}, "soon", ""},
	} {
		got, ok := c.target.date(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: date(%q) = %q, %v, want %q", c.target.Shape(), c.text, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", "2006", "%Q", "%", "%Y%:", "%Y\n", "%Y\x7f", strings.Repeat("%Y", 60)} {
		if _, err := ParseDateFormat(bad); err == nil {
			t.Errorf("ParseDateFormat(%q): no error", bad)
		}
	}
}

// The YAML that is written says what was read, whatever the text is.
func TestTargetYAMLReadsTheSame(t *testing.T) {
	text := rapid.OneOf(rapid.StringOf(rapid.RuneFrom([]rune("a1 :-#'\"[]{},|>&*!%@`\\?~\n\t.潮，\u0085\u2028\ufeff=<"))), rapid.String(),
		rapid.SampledFrom([]string{"yes", "NO", "null", "~", "0x1F", "1_000", "1e3", "12:30", "2021-11-20", ".inf", "-", "---", "a: b", "=", "<<"}))
	scalar := rapid.Custom(func(t *rapid.T) *value {
		return &value{kind: textValue, text: text.Draw(t, "text")}
	})
	var node func(depth int) *rapid.Generator[*value]
	node = func(depth int) *rapid.Generator[*value] {
		return rapid.Custom(func(t *rapid.T) *value {
			kind := rapid.IntRange(0, 3).Draw(t, "kind")
			if depth == 0 || kind < 2 {
				return scalar.Draw(t, "scalar")
			}
			v := &value{kind: listValue, list: rapid.SliceOfN(node(depth-1), 0, 3).Draw(t, "items")}
			if kind == 3 {
				v.kind = mapValue
				for i, m := range v.list {
					m.key = text.Draw(t, "key") + string(rune('a'+i))
				}
			}
			return v
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		root := &value{kind: mapValue, list: rapid.SliceOfN(node(3), 1, 4).Draw(t, "fields")}
		for i, m := range root.list {
			m.key = text.Draw(t, "key") + string(rune('a'+i))
		}
		got, err := parseYAML(yamlOf(root))
		if err != nil {
			t.Fatalf("%v in\n%s", err, yamlOf(root))
		}
		if !bytes.Equal(got.json(), root.json()) {
			t.Fatalf("%s\nread as %s\nwas     %s", yamlOf(root), got.json(), root.json())
		}
	})
}

// However long a post is, it is written in one pass.
func TestTargetIsLinear(t *testing.T) {
	for _, unit := range []string{"{{< a ", "{{", "{% raw %}", "<b>", "`{{<` ", "images/ ", "(images/", "\\<", "a | {: ", "<!--more-->", "{{< a >}}", "- {\n",
		"<u>", "<u>*b*</u>", "- ", "![a](b) ", "[^1]", "~a~ ", "</div>", "**a.**<br>", "- ```\n", "#\n", "<div>\n\n"} {
		small, large := writeTime(t, unit, 1<<9), writeTime(t, unit, 8<<10)
		if large > 100*small+time.Second {
			t.Errorf("%q: 8 Ki of it take %v, 512 %v", unit, large, small)
		}
	}
}

func writeTime(t *testing.T, unit string, n int) time.Duration {
	t.Helper()
	src := []byte(strings.Repeat(unit, n))
	began := time.Now()
	for _, name := range TargetNames {
		if _, err := (&Target{Name: name}).Write("a.md", src, func(Link) string { return "" }); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}

// Whatever a post holds, its front matter parses and nothing in it is a
// shortcode of Hugo's or a tag of Liquid's but what was put there.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: x\n---\n\n{{< a >}} `{{% b %}}` {{<\n\n<b>{{< c</b>\n", "{{{<{{%{%{{", "- ```\n  {{< x\n  ```\n> <div>\n{{</*",
		"[^1]\n\n[^1]: {{ x }}\n", "<!--more-->\n\n    <!--more-->", "~~a~~ _b_<i>**c.**</i>", "![a](b(c) \"d\")", "1. a\n   - b\n\n     ```\n",
		"- {% highlight a %}\nb\n{% endhighlight %}\n> {% codeblock t lang:x %}\n> c\n{% endcodeblock %}", "{{< youtube a >}} {% gist b c %}",
	} {
		f.Add(seed)
	}
	ours := strings.NewReplacer(rawOpen, "", rawClose, "", "{{</*", "", "{{%/*", "")
	liquid := strings.NewReplacer("{{ '{{' }}", "", "{{ '{%' }}", "", `{{ '\{\{' }}`, "")
	f.Fuzz(func(t *testing.T, src string) {
		if strings.Contains(src, "rawhtml") || strings.Contains(src, "/*") {
			t.Skip()
		}
		for _, name := range append(TargetNames, TargetPlain) {
			target := &Target{Name: name, Fields: []FieldChoice{{"*", "*"}}}
			out, err := target.Write("a.md", []byte(src), func(l Link) string { return "x/" + l.Path })
			if err != nil {
				return
			}
			p, err := ParseAs("a.md", "utf-8", out.Markdown)
			if err != nil || p.FrontMatter.Err != nil {
				t.Fatalf("%s: %v, %v:\n%s", name, err, p.FrontMatter.Err, out.Markdown)
			}
			left := ours.Replace(p.Body)
			if name == TargetHugo && (strings.Contains(left, "{{<") || strings.Contains(left, "{{%")) {
				t.Fatalf("a shortcode is left:\n%s", p.Body)
			}
			left = liquid.Replace(p.Body)
			if name == TargetJekyll && (strings.Contains(left, "{{") || strings.Contains(left, "{%")) {
				t.Fatalf("a tag is left:\n%s", p.Body)
			}
		}
	})
}

// What is taken away again is what was put there, and nothing else.
func TestUnmark(t *testing.T) {
	for _, body := range []string{
		"a {{ b }} {% c %} {{< d >}} {{% e",
		"`{{< d` and <u>e</u>",
		"<details> *f* </details>",
		"~~~\n{{< g >}}\n~~~",
	} {
		for _, name := range []TargetName{TargetHugo, TargetJekyll, TargetHexo} {
			marked := newTargetBody(&Target{Name: name}, body, nil).write()
			got := strings.ReplaceAll(string(name.Unmark([]byte(marked))), "{&#123;", "{{")
			if strings.TrimSpace(got) != body {
				t.Errorf("%s: %q becomes %q and %q again", name, body, marked, got)
			}
		}
	}
}

// A date that only the name of a post has is a field for all who read it there.
func TestTargetDateByName(t *testing.T) {
	for name, want := range map[TargetName]string{
		TargetPlain: "", TargetJekyll: "", TargetHugo: "2012-03-04T00:00:00Z", TargetHexo: "2012-03-04 00:00:00", TargetObsidian: "2012-03-04",
	} {
		out, err := (&Target{Name: name}).Write("_posts/2012-03-04-hello.md", []byte("---\ntitle: a\n---\ntext\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, date, _ := strings.Cut(string(out.Markdown), "\ndate: ")
		if date, _, _ = strings.Cut(date, "\n"); date != want {
			t.Errorf("%s: date %q, want %q", name, date, want)
		}
	}
}

// So it is where the field holds nothing that can be read, which stays as text.
func TestTargetDateByNameForBadOne(t *testing.T) {
	for _, c := range []struct {
		name         TargetName
		field, want  string
		list, notice string
	}{
		{TargetHugo, `date: 2021-03-03 25:00`, "date: 2021-03-03T00:00:00Z\nunread_date: \"2021-03-03 25:00\"", "*", "2021-03-03 25:00"},
		{TargetHexo, `date: soon`, "date: 2021-03-03 00:00:00\nunread_date: soon", "*", "soon"},
		{TargetHexo, `date: [a]`, "date: 2021-03-03 00:00:00\nunread_date:\n  - a", "*", "date"},
		{TargetObsidian, `Date: soon`, "Date: 2021-03-03\nunread_Date: soon", "*", "soon"},
		{TargetMkDocs, `date:`, "date: 2021-03-03", "*", ""},
		{TargetAstro, `date: " "`, "date: 2021-03-03T00:00:00Z", "*", ""},
		{TargetHugo, `date: soon`, "created: 2021-03-03T00:00:00Z", "date:created", "soon"},
		{TargetJekyll, `date: soon`, "unread_date: soon", "*", "soon"},
		{TargetPlain, `date: soon`, "date: soon", "*", ""},
	} {
		fields, err := ParseFieldChoices(c.list)
		if err != nil {
			t.Fatal(err)
		}
		out, err := (&Target{Name: c.name, Fields: fields}).Write("_posts/2021-03-03-hello.md", []byte("---\n"+c.field+"\n---\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(string(out.Markdown), "-\n"); got != c.want {
			t.Errorf("for %s, of %q: %q, want %q", c.name, c.field, got, c.want)
		}
		if told := len(out.Warnings) == 1 && strings.Contains(out.Warnings[0].Detail, c.notice); told != (c.notice != "") || len(out.Warnings) > 1 {
			t.Errorf("for %s, of %q: told %v, want %q", c.name, c.field, out.Warnings, c.notice)
		}
	}
}

// A draft is one whichever fields are chosen, unless a field that is set says
// something else.
func TestTargetFieldsKeepDrafts(t *testing.T) {
	for _, c := range []struct {
		name              TargetName
		field, list, want string
		set               string
	}{
		{name: TargetHugo, field: "draft: true", list: "x", want: "draft: true"},
		{name: TargetHugo, field: "published: false", list: "x", want: "draft: true"},
		{name: TargetAstro, field: "draft: true", want: "draft: true"},
		{name: TargetObsidian, field: "published: no", list: "x", want: "draft: true"},
		{name: TargetHexo, field: "draft: true", list: "x", want: "published: false"},
		{name: TargetJekyll, field: "published: false", list: "x", want: "published: false"},
		{name: TargetJekyll, field: "published: false", list: "*", want: "published: false"},
		{name: TargetJekyll, field: "draft: true\npublished: false", list: "draft", want: "published: false"}, // in its own form, once the other is gone
		{name: TargetJekyll, field: "draft: true", list: "draft:hidden", want: "hidden: true\npublished: false"},
		{name: TargetHugo, field: "draft: false", list: "x"},
		{name: TargetPlain, field: "draft: true", list: "x"},
		{name: TargetHugo, field: "draft: true", list: "x", set: "draft=false", want: "draft: false"},
		{name: TargetHugo, field: "draft: true", list: "x", set: "published=true", want: "draft: false"},
		{name: TargetJekyll, field: "published: false", list: "x", set: "published=true", want: "published: true"},
	} {
		target := Target{Name: c.name}
		var err error
		if target.Fields, err = ParseFieldChoices(c.list); err != nil {
			t.Fatal(err)
		}
		if c.set != "" {
			v, err := ParseFieldValue(c.set)
			if err != nil {
				t.Fatal(err)
			}
			target.Set = []FieldValue{v}
		}
		out, err := target.Write("a.md", []byte("---\n"+c.field+"\n---\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(string(out.Markdown), "-\n"); got != c.want {
			t.Errorf("for %s, of %q with %q and %q: %q, want %q", c.name, c.field, c.list, c.set, got, c.want)
		}
	}
}

// What lies among the drafts of Jekyll or Hexo says so in a field, which programs
// that know no such folder read.
func TestTargetDraftByFolder(t *testing.T) {
	for _, c := range []struct {
		name        TargetName
		field, want string
	}{
		{TargetHugo, "", "draft: true"},
		{TargetAstro, "", "draft: true"},
		{TargetMkDocs, "", "draft: true"},
		{TargetObsidian, "", "draft: true"},
		{TargetHexo, "", "published: false"},
		{TargetJekyll, "", "published: false"},
		{TargetPlain, "", ""},
		{TargetHugo, "draft: true", "draft: true"},
		{TargetJekyll, "published: false", "published: false"},
		{TargetHugo, "draft: false", "draft: true"}, // its folder hides it all the same
		{TargetJekyll, "published: true", "published: false"},
	} {
		out, err := (&Target{Name: c.name, Fields: []FieldChoice{{"*", "*"}}}).Write("a/_drafts/b.md", []byte("---\n"+c.field+"\n---\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(string(out.Markdown), "-\n"); got != c.want {
			t.Errorf("for %s %q is %q, want %q", c.name, c.field, got, c.want)
		}
	}
	for name, fields := range map[TargetName][2]string{ // what stays among drafts needs no field
		TargetJekyll: {"", ""},
		TargetHexo:   {"title: x", "title: x"},
		TargetHugo:   {"", "draft: true"},
	} {
		for _, choice := range [][]FieldChoice{nil, {{"*", "*"}}} {
			out, err := (&Target{Name: name, Fields: choice, InDrafts: true}).Write("a/_drafts/b.md", []byte("---\n"+fields[0]+"\n---\n"), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Trim(string(out.Markdown), "-\n"); got != fields[1] {
				t.Errorf("among the drafts of %s %q is %q, want %q", name, fields[0], got, fields[1])
			}
		}
	}
	shown, _ := ParseFieldValue("draft=false") // who sets a field decides
	out, err := (&Target{Name: TargetHugo, Set: []FieldValue{shown}}).Write("_drafts/b.md", []byte("text\n"), nil)
	if err != nil || string(out.Markdown) != "---\ndraft: false\n---\n\ntext\n" {
		t.Errorf("with draft=false: %q, %v", out.Markdown, err)
	}
}

// What both reading and writing a post tell is told once, with the line that the
// one knows and what became of it, as the other says.
func TestWarningsWith(t *testing.T) {
	for _, c := range []struct {
		path, src string
		want      []Warning
	}{
		{"a.html", "---\ntitle: x\nupdated: soon\ndate: late\n---\n", []Warning{
			{0, ClassFrontMatter, "field updated holds no date that can be read for sure, and stays text: soon"},
			{4, ClassFrontMatter, "field date holds no date that can be read for sure, and stays text: late"}}},
		{"2020-02-03-a.html", "---\ndate: 2020-02-30\n---\n", []Warning{
			{2, ClassFrontMatter, "field date holds no date that can be read for sure; that of the file's name takes its place, and it stays text: 2020-02-30"}}},
		{"a.html", "---\ntitle: x\nb: [\n---\n", []Warning{
			{3, ClassFrontMatter, "it does not parse and is kept as text in the field unread_front_matter: did not find expected node content"}}},
		{"a.html", "---\ntitle: x\n", []Warning{{1, ClassFrontMatter, "front matter is not closed"}}},
	} {
		p, err := Parse(c.path, []byte(c.src))
		if err != nil {
			t.Fatal(err)
		}
		out, err := (&Target{Name: TargetHugo}).Write(c.path, []byte(c.src), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := out.WarningsWith(p.Warnings); !slices.Equal(got, c.want) {
			t.Errorf("%q: %+v, want %+v", c.src, got, c.want)
		}
	}
	unchanged, err := (&Target{}).Write("a.html", []byte("---\ndate: late\n---\n"), nil)
	if told := []Warning{{2, ClassFrontMatter, "late"}}; err != nil || !slices.Equal(unchanged.WarningsWith(told), told) {
		t.Errorf("where nothing is rewritten: %+v, %v", unchanged.WarningsWith(told), err)
	}
}

// A form of dates that a program does not read, or reads as another day, is known.
func TestReadsDates(t *testing.T) {
	for _, c := range []struct {
		form, by string // those who read it
		fields   []FieldChoice
	}{
		{"%Y-%m-%d", "hugo hexo jekyll astro obsidian mkdocs", nil},
		{"%F %T %:z", "hugo hexo jekyll astro obsidian mkdocs", nil},
		{"%Y-%m-%dT%H:%M:%S%:z", "hugo hexo jekyll astro obsidian mkdocs", nil},
		{"%d %b %Y", "hugo hexo jekyll astro obsidian mkdocs", nil},
		{"%Y-%m-%d %H:%M", "hexo jekyll astro obsidian mkdocs", nil},
		{"%B %e, %Y", "hexo jekyll astro obsidian mkdocs", nil},
		{"%d.%m.%Y", "jekyll obsidian mkdocs", nil},
		{"%m/%d/%Y", "obsidian mkdocs", nil},
		{"%Y-%j", "obsidian mkdocs", nil},
		{"%m/%d/%Y", "hugo hexo jekyll astro obsidian mkdocs", []FieldChoice{{"date", "created"}, {"title", "title"}}},
		{"%m/%d/%Y", "obsidian mkdocs", []FieldChoice{{"*", "*"}}},
	} {
		form, err := ParseDateFormat(c.form)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range TargetNames {
			target := Target{Name: name, DateFormat: form, Fields: c.fields}
			if got, want := target.ReadsDates(), slices.Contains(strings.Fields(c.by), string(name)); got != want {
				t.Errorf("that %s reads %q with %v is %v, want %v", name, c.form, c.fields, got, want)
			}
		}
	}
	if !(&Target{Name: TargetHugo}).ReadsDates() {
		t.Error("Hugo does not read its own form")
	}
}
