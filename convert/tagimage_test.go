package convert

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPictureOf(t *testing.T) {
	for tag, want := range map[string]tagPicture{
		`{% asset_img pier.png %}`:                                                 {address: "pier.png"},
		`{% asset_img pier.png The old pier %}`:                                    {address: "pier.png", alt: "The old pier"},
		`{% asset_img a.png 30 20 '"a title" "alt text"' %}`:                       {address: "a.png", title: "a title", alt: "alt text"},
		`{% asset_img a.png "'a title' 'it is'" %}`:                                {address: "a.png", title: "a title", alt: "it is"},
		`{% asset_img a.png '"Old" pier' %}`:                                       {address: "a.png", alt: `"Old" pier`},
		`{% asset_img "my pier.png" "The pier" %}`:                                 {address: "my pier.png", alt: "The pier"},
		`{% asset_img left big pier.png 300 200 "title" 'alt text' %}`:             {address: "pier.png", title: "title", alt: "alt text"},
		`{%- img /images/pier.jpg 300 -%}`:                                         {address: "/images/pier.jpg"},
		`{% img class https://h.example/p.jpg %}`:                                  {address: "https://h.example/p.jpg"},
		`{{< figure src="pier.png" alt="a" caption="c" >}}`:                        {address: "pier.png", alt: "a", title: "c"},
		`{{< figure src=pier.png caption="c" />}}`:                                 {address: "pier.png", alt: "c"},
		`{{% figure src="/img/pier.webp" title="t" %}}`:                            {address: "/img/pier.webp", title: "t"},
		`{% include figure image_path="/assets/a.jpg" alt="a" %}`:                  {address: "/assets/a.jpg", alt: "a"},
		`{% include image.html file="a.gif" %}`:                                    {address: "a.gif"},
		`{{< img src=a.png >}}`:                                                    {address: "a.png"},
		`{{< image src=a.png >}}`:                                                  {address: "a.png"},
		`{% include figure src=a url=b.png file=c.png %}`:                          {address: "b.png"},
		`{{< figure src=a.png title="t" caption="c" >}}`:                           {address: "a.png", alt: "c", title: "t"},
		`{% asset_img a.png "it's" %}`:                                             {address: "a.png", alt: "it's"},
		`{{< asset_img a.png >}}`:                                                  {address: "a.png"},
		`{% figure src=a.png %}`:                                                   {address: "a.png"},
		`{{< include src=a.png >}}`:                                                {},
		`{{< figure src="a.png" link="https://h.example/" >}}`:                     {address: "a.png", link: "https://h.example/"},
		`{{< figure src="a.png" alt="a" title="t" caption="c" >}}`:                 {address: "a.png", alt: "a", title: "t", below: "c"},
		`{{< figure src="a.png" alt="a" attr="Ann" attrlink="/ann" >}}`:            {address: "a.png", alt: "a", source: "Ann", sourceLink: "/ann"},
		`{% image /img/c.png, width=300px, alt=cat %}`:                             {address: "/img/c.png", alt: "cat"},
		`{% responsive_image path: img/c.png alt: "A cat" %}`:                      {address: "img/c.png", alt: "A cat"},
		`{% picture gallery c.png %}`:                                              {address: "c.png"},
		`{{< image "c.png" "A cat" >}}`:                                            {address: "c.png", alt: "A cat"},
		`{{< responsive-figure src="c.png" alt="A cat" >}}`:                        {address: "c.png", alt: "A cat"},
		"{{< figure src=`a \"b\".png` alt=`it's` >}}":                              {address: `a "b".png`, alt: "it's"},
		`{{< figure src="c.png" >}} The pier {{< /figure >}}`:                      {address: "c.png", alt: "The pier"},
		"{{% figure src=\"c.png\" alt=\"a\" %}}\n> The\n> pier\n> {{% /figure %}}": {address: "c.png", alt: "a", title: "The pier"},
		`{{< figure src="c.png" >}}The *pier*{{< /figure >}}`:                      {address: "c.png", inner: "The *pier*"},
		`{{< figure src="c.png" />}}`:                                              {address: "c.png"},
		`{{< highlight go >}}c.png{{< /highlight >}}`:                              {},
		`{{< imgproc c.png Resize "300x" >}}`:                                      {address: "c.png"},
		`{% include toc.html %}`:                                                   {},
		`{% asset_link a.png %}`:                                                   {},
		`{% asset_img %}`:                                                          {},
		`{% asset_img pier %}`:                                                     {},
		`{{ site.url }}`:                                                           {},
		`{{< youtube abc >}}`:                                                      {},
		``:                                                                         {},
		`{%`:                                                                       {},
	} {
		got, ok := pictureOf(tag)
		if !ok {
			got = tagPicture{}
		}
		if got != want || ok != (want.address != "") {
			t.Errorf("pictureOf(%s) = %+v, %v; want %+v", tag, got, ok, want)
		}
	}
}

// What a picture has no words for stands around it and below.
func TestTagMarkdown(t *testing.T) {
	for tag, want := range map[string]string{
		`{{< figure src="a.png" alt="a" link="https://h.example/" >}}`:                            "[![a](held)](https://h.example/)",
		`{{< figure src="a.png" link="b.png" >}}`:                                                 "[![](held)](held)",
		`{{< figure src="a.png" link="javascript:go()" attr="Ann" attrlink="javascript:go()" >}}`: "![](held)<br>Ann",
		`{{< figure src="a.png" alt="a" title="t" caption="the *c*" >}}`:                          `![a](held "t")<br>the \*c\*`,
		`{{< figure src="a.png" alt="a" title="t" caption="c" attr="Ann" attrlink="/ann" >}}`:     `![a](held "t")<br>c [Ann](/ann)`,
		`{{< figure src="a.png" caption="c" attr="Ann" >}}`:                                       `![c](held)<br>Ann`,
	} {
		doc := toDocument(t, "a.md", "# a\n\n"+tag+"\n")
		got := string(doc.Markdown(func(Asset) string { return "held" }))
		if plain := string(doc.Markdown(nil)); got != "# a\n\n"+want+"\n" || plain != "# a\n\n"+tag+"\n" {
			t.Errorf("%s becomes %q or %q, want %q", tag, got, plain, want)
		}
	}
	p, _ := pictureOf(`{{< figure src="a.png" link="b.png" >}}`)
	if s := p.sources(); !slices.Equal(s.candidates, []string{"b.png", "a.png"}) {
		t.Errorf("candidates %q", s.candidates)
	}
}

// A tag is a picture once that is held; else, and in code, it stays.
func TestShowTags(t *testing.T) {
	for _, c := range []struct{ path, body, held, plain string }{
		{"a.html", `<p>{% asset_img pier.png "The [pier]" %}</p><p>text</p>`, "![The \\[pier\\]](held)\n\ntext\n", "{% asset_img pier.png \"The [pier]\" %}\n\ntext\n"},
		{"a.html", `<p>in {% asset_img pier.png %} line</p>`, "in ![](held) line\n", "in {% asset_img pier.png %} line\n"},
		{"a.html", "<pre>\n\n{% asset_img pier.png %}\n\n</pre>", "", ""},
		{"a.md", "One\n\n{{< figure src=\"a.png\" caption=\"c\" >}}\n\nTwo {{ x }}", "One\n\n![c](held)\n\nTwo {{ x }}\n", "One\n\n{{< figure src=\"a.png\" caption=\"c\" >}}\n\nTwo {{ x }}\n"},
		{"a.md", "Text\n{% img /a.png %}\n{% img /b.png %}\nmore", "Text\n![](held)\n![](held)\nmore\n", "Text\n{% img /a.png %}\n{% img /b.png %}\nmore\n"},
		{"a.md", "如图：{% img /a.png %} 和 {% asset_img b.png %}", "如图：![](held) 和 ![](held)\n", "如图：{% img /a.png %} 和 {% asset_img b.png %}\n"},
		{"a.md", "- {% img /a.png %}\n- {{ x }} {% img /b.png %}", "- ![](held)\n- {{ x }} ![](held)\n", "- {% img /a.png %}\n- {{ x }} {% img /b.png %}\n"},
		{"a.md", "Write `{% img /a.png %}` so\n\n| {% img /b.png %} |", "", ""},
		{"a.md", "# T\n\n<!-- a\n{% img /a.png %}\n-->\n\n    {% img /a.png %}\n\n{% img /b.png %}", "# T\n\n<!-- a\n{% img /a.png %}\n-->\n\n    {% img /a.png %}\n\n![](held)\n", "# T\n\n<!-- a\n{% img /a.png %}\n-->\n\n    {% img /a.png %}\n\n{% img /b.png %}\n"},
		{"a.md", "# T\n\n\t{% img /a.png %}\n\n{% img /b.png %} x\n\n{% img %}", "# T\n\n\t{% img /a.png %}\n\n![](held) x\n\n{% img %}\n", "# T\n\n\t{% img /a.png %}\n\n{% img /b.png %} x\n\n{% img %}\n"},
		{"a.html", "<p>{% img /b.png %} x</p><p>{{ site.title }}</p>", "![](held) x\n\n{{ site.title }}\n", "{% img /b.png %} x\n\n{{ site.title }}\n"},
		{"a.md", "```\n\n{% img /a.png %}\n\n```\n\n{% img /b.png %}", "```\n\n{% img /a.png %}\n\n```\n\n![](held)\n", "```\n\n{% img /a.png %}\n\n```\n\n{% img /b.png %}\n"},
		{"a.md", "Text\n{{< figure\n  src=\"a.png\"\n  alt=\"x\" >}} more\n\n{% asset_img\n b.png %}", "Text\n![x](held) more\n\n![](held)\n", "Text\n{{< figure\n  src=\"a.png\"\n  alt=\"x\" >}} more\n\n{% asset_img\n b.png %}\n"},
		{"a.md", "One\n\n{{< figure\n  src=`a.png`\n>}}\n\nTwo", "One\n\n![](held)\n\nTwo\n", "One\n\n{{< figure\n  src=`a.png`\n>}}\n\nTwo\n"},
		{"a.md", "Write `{{< figure`\n\n  src=\"a.png\" >}}", "", ""},
		{"a.md", "Write `{{< figure`\n  src=\"a.png\" >}}", "", ""},
	} {
		doc, err := New(Options{}).Convert(&Post{Path: c.path, Body: c.body})
		if err != nil {
			t.Fatal(err)
		}
		held := string(doc.Markdown(func(Asset) string { return "held" }))
		plain := string(doc.Markdown(nil))
		if c.held == "" { // nothing is found in code
			if len(doc.Assets) > 0 || held != plain {
				t.Errorf("%s: %+v", c.body, doc.Assets)
			}
			continue
		}
		if diff := cmp.Diff([]string{c.held, c.plain}, []string{held, plain}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.body, diff)
		}
		if strings.ContainsAny(held+plain, "\x01\x02\x03") {
			t.Errorf("%s: marks are left", c.body)
		}
	}
}

// What stands between two tags goes with them.
func TestTagPairs(t *testing.T) {
	for _, c := range []struct{ body, held string }{
		{`{{< figure src="c.png" >}}The pier{{< /figure >}}`, `![The pier](held)`},
		{`a {{< figure src="c.png" alt="a" >}}The pier{{</figure>}} b`, `a ![a](held "The pier") b`},
		{"{{< figure src=\"c.png\" >}}\n\nThe _pier_ [here](/p)\n\n{{< /figure >}}\n\nMore", "![](held)<br>The _pier_ [here](/p)\n\nMore"},
		{`{{< figure src="c.png" >}}{{ .x }} {{< b >}}{{< /figure >}} {{< figure src="d.png" >}} c`, `![](held)<br>{{ .x }} {{< b >}} ![](held) c`},
		{`{{< figure src="c.png" />}} {{< figure src="d.png" >}}e{{< /figure >}}`, `![](held) ![e](held)`},
		{"{{< figure src=\"c.png\" >}}One\n\n- two\n{{< /figure >}}", ""},
		{"{{< figure src=\"c.png\" >}}\n    <b>\n{{< /figure >}}", ""},
		{`{{< figure src="c.png" >}}` + strings.Repeat("long ", 1000) + `{{< /figure >}}`, ""},
	} {
		doc := toDocument(t, "a.md", "# a\n\n"+c.body+"\n")
		got := strings.TrimSpace(strings.TrimPrefix(string(doc.Markdown(func(Asset) string { return "held" })), "# a\n\n"))
		want := c.held
		if want == "" { // no line of Markdown
			want = c.body
		}
		if plain := string(doc.Markdown(nil)); got != want || plain != "# a\n\n"+c.body+"\n" {
			t.Errorf("%s becomes %q or %q, want %q", c.body, got, plain, want)
		}
	}
	doc := toDocument(t, "a.html", "<p>{{< figure src=\"c.png\" >}}</p>\n<p>The pier</p>\n<p>{{< /figure >}}</p><p>{{< figure src=\"d.png\" >}}<img src=\"e.png\">{{< /figure >}}</p>")
	if got, want := string(doc.Markdown(func(Asset) string { return "held" })), "![The pier](held)\n\n{{< figure src=\"d.png\" >}}![](held){{< /figure >}}\n"; got != want {
		t.Errorf("in HTML: %q, want %q", got, want)
	}
}
