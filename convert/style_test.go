package convert

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func convertStyled(t *testing.T, style Style, body string) string {
	t.Helper()
	doc, err := New(Options{Style: style}).Convert(&Post{Path: "a.html", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Audit.Lost) > 0 {
		t.Errorf("with %+v the audit finds %+v", style, doc.Audit.Lost)
	}
	return strings.TrimSuffix(string(doc.Markdown(nil)), "\n")
}

func TestStyle(t *testing.T) {
	const lists = "<ul><li>a<ul><li>b</li></ul></li></ul><ul><li>c</li></ul>"
	const links = `<p><a href="/a">a</a>, <a href="/b" title="B">b</a>, <a href="/a">again</a>, <img src="/i.png" alt="i"></p>`
	for _, c := range []struct {
		name  string
		style Style
		body  string
		want  string
	}{
		{"default bullet", Style{}, lists, "- a\n  - b\n\n* c"},
		{"star", Style{Bullet: '*'}, lists, "* a\n  * b\n\n- c"},
		{"plus", Style{Bullet: '+'}, lists, "+ a\n  + b\n\n* c"},
		{"underscore", Style{Emphasis: '_'}, "<p><i>a</i> and <b>b</b></p>", "_a_ and **b**"},
		{"underscore in a word", Style{Emphasis: '_'}, "<p>a<i>b</i>c</p>", "a*b*c"},
		{"inline links", Style{}, links, "[a](/a), [b](/b \"B\"), [again](/a), ![i](/i.png)"},
		{"references", Style{References: true}, links, "[a][1], [b][2], [again][1], ![i](/i.png)\n\n[1]: /a\n[2]: /b \"B\""},
		{"wrapped", Style{Wrap: 20}, "<p>one two three four five six seven</p>", "one two three four\nfive six seven"},
		{"not wrapped", Style{}, "<p>one two three four five six seven</p>", "one two three four five six seven"},
		{"wrapped before a number", Style{Wrap: 10}, "<p>in the year 1. and so on</p>", "in the\nyear 1.\nand so on"},
		{"code is not wrapped", Style{Wrap: 10}, "<pre>one two three four five</pre>", "```\none two three four five\n```"},
		{"kept", Style{KeepHTML: []string{"mark", "b"}}, "<p><b>a</b> <i>b</i></p>", "<b>a</b> *b*"},
		{"with rules of its own", Style{KeepHTML: []string{"a", "img"}}, `<p><a href="/a"><img src="/i.png" alt="i"></a></p>`, "[![i](/i.png)](/a)"},
	} {
		got := convertStyled(t, c.style, c.body)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A wrapped line must not start what a line can start.
func TestWrapStartsNothing(t *testing.T) {
	body := "<p>" + strings.Repeat("word 1. - + # > = a ", 20) + "</p>"
	for wrap := 5; wrap < 40; wrap++ {
		md := convertStyled(t, Style{Wrap: wrap}, body)
		if got, want := unspaced(textOf(render(t, []byte(md)))), unspaced(textOf(tree(t, body))); got != want {
			t.Errorf("wrapped at %d the text reads %q", wrap, got)
		}
	}
}

func TestSelectAndRemove(t *testing.T) {
	selector := func(css string) Selector {
		s, err := ParseSelector(css)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const body = `<nav>menu</nav><article class="post"><p>a <i>b</i></p><p class="share">share</p></article><article><p>c</p></article>`
	for _, c := range []struct {
		name string
		opts Options
		want string
	}{
		{"neither", Options{}, "menu\n\na *b*\n\nshare\n\nc"},
		{"select", Options{Select: selector(".post")}, "a *b*\n\nshare"},
		{"select two", Options{Select: selector("article")}, "a *b*\n\nshare\n\nc"},
		{"select nested", Options{Select: selector("article, p, i")}, "a *b*\n\nshare\n\nc"},
		{"select within", Options{Select: selector(".share, i")}, "*b*\n\nshare"},
		{"select nothing", Options{Select: selector("#none")}, ""},
		{"remove", Options{Remove: selector(".share, nav")}, "a *b*\n\nc"},
		{"both", Options{Select: selector(".post"), Remove: selector(".share")}, "a *b*"},
	} {
		doc, err := New(c.opts).Convert(&Post{Path: "a.html", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(string(doc.Markdown(nil)), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if nothing := len(doc.Warnings) == 1 && doc.Warnings[0].Class == ClassNotSelected; nothing != (c.want == "") {
			t.Errorf("%s: warnings %v", c.name, doc.Warnings)
		}
	}
	if _, err := ParseSelector("p["); err == nil || !strings.HasPrefix(err.Error(), `reading selector "p[": `) {
		t.Errorf("ParseSelector of nonsense: %v", err)
	}
}

// Of what holds nothing, nothing can be chosen; a Markdown body is no HTML.
func TestSelectOfNothing(t *testing.T) {
	s, _ := ParseSelector("article")
	for _, body := range []string{"", "<!-- -->", "# Title\n\n- *a*\n- *b*\n"} {
		doc, err := New(Options{Select: s}).Convert(&Post{Path: "a.md", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Warnings) > 0 || body != "" && body[0] == '#' && string(doc.Markdown(nil)) != body {
			t.Errorf("of %q: %q, warnings %v", body, doc.Markdown(nil), doc.Warnings)
		}
	}
}

func TestShape(t *testing.T) {
	if got := (Options{NoAudit: true, ImageFields: []string{"x"}}).Shape(); got != "" {
		t.Errorf("the shape of the defaults is %q", got)
	}
	s, _ := ParseSelector("p")
	o := Options{Body: BodyHTML, Encoding: "gbk", Style: Style{Bullet: '*', Emphasis: '_', References: true, Wrap: 80, KeepHTML: []string{"a", "b"}}, Select: s, Remove: s}
	if got, want := o.Shape(), "body=html encoding=gbk bullet=* emphasis=_ links=reference wrap=80 keep-html=a,b select=p remove=p"; got != want {
		t.Errorf("Shape() = %q, want %q", got, want)
	}
	if got := (Options{Assets: []Kind{KindAudio, KindFile}}).Shape(); got != "asset=audio asset=file" {
		t.Errorf("the shape of other assets is %q", got)
	}
	if got := (Options{Style: Style{Bullet: '-', Emphasis: '*'}}).Shape(); got != "" {
		t.Errorf("the shape of the usual signs is %q", got)
	}
}

// What style asks for costs no more than the text is long, whatever the text.
func TestStyleIsLinear(t *testing.T) {
	wrap := func(n int) time.Duration {
		return styledTime(Style{Wrap: 60}, "<p>a "+strings.Repeat("海", 50*n)+"</p>")
	}
	references := func(n int) time.Duration {
		var b strings.Builder
		for i := range 2 * n {
			fmt.Fprintf(&b, "<a href=/%d>a</a> ", i)
		}
		return styledTime(Style{References: true}, "<p>"+b.String()+"</p>")
	}
	for name, took := range map[string]func(n int) time.Duration{"wrap": wrap, "references": references} {
		ok := false
		for range 5 {
			small, large := took(500), took(4_000)
			if ok = large < 24*small+20*time.Millisecond; ok {
				break
			}
		}
		if !ok {
			t.Errorf("%s: time grows faster than the text", name)
		}
	}
}

func styledTime(s Style, body string) time.Duration {
	start := time.Now()
	if _, err := New(Options{Style: s, NoAudit: true}).Convert(&Post{Path: "a.html", Body: body}); err != nil {
		return time.Hour
	}
	return time.Since(start)
}

func TestParseShape(t *testing.T) {
	for _, shape := range []string{"", "asset=audio asset=file", "body=html encoding=gbk bullet=* emphasis=_ links=reference wrap=80 keep-html=a,b",
		"select=p", "wrap=80 remove=.a p", "remove=.a", "bullet=* select=article > p, main remove=.ad, p[title=\"a b\"]"} {
		if o, ok := ParseShape(shape); !ok || o.Shape() != shape {
			t.Errorf("ParseShape(%q) = %q, %v", shape, o.Shape(), ok)
		}
	}
	for _, shape := range []string{"select=", "remove=p[", "select=p remove=", "select=p[a=\"x remove=y\"]", "remove=p select=p", "body=", "bullet=**", "wrap=x", "new=1"} {
		if o, ok := ParseShape(shape); ok {
			t.Errorf("ParseShape(%q) is %q", shape, o.Shape())
		}
	}
}
