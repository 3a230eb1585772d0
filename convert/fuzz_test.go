package convert

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// Whatever the bytes, conversion ends without a panic and in good time, and
// what it writes is inert text without control characters in which no hole or
// mark is left.
func FuzzConvert(f *testing.F) {
	for _, file := range goldenFiles(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		post := txtar.Parse(data).Files[0]
		f.Add(post.Name == "post.md", post.Data)
	}
	for _, shape := range shapes {
		f.Add(false, []byte(shape(3)))
	}
	f.Add(true, []byte("# 0\n><ifrAme")) // a tag that the quote does not finish
	f.Add(true, []byte("<A0:@>"))
	f.Add(false, []byte("0{%<sCript>%%}"))                             // a tag within a template's
	f.Add(false, []byte("<img src=dAtA:imAge/gif;0>"))                 // schemes have no case (RFC 3986, section 3.1)
	f.Add(false, []byte("<table><tr><td href=\"javascript:x\"><ul><")) // no link, but who knows who follows it
	f.Add(false, []byte("{% highlight html %}\n<script src=\">a.js\"\n{% endhighlight %}"))
	f.Add(false, []byte("{% highlight html %}\n<a %}\n<go:on()/>\n{% endhighlight %}"))
	f.Add(false, []byte("<ul><li>{% highlight xml %}\n<a href=\"javascript:go()\"/>\n{% x %}\n{% highlight html %}\n<script src=\"n.js\"\n{% endhighlight %}\n{% highlight html %}\n<p>a</p>\n{% endhighlight %}"))
	f.Add(true, []byte("{{<highlight html>}}\n<di\n  <script src=\"n.js\">\n{{< /highlight >}}"))
	f.Add(false, []byte("<pre>0&#12;0")) // a page break in code
	f.Add(true, []byte("<th>a<iframe src=/v></iframw><iframe src=/w></iframe>"))
	f.Add(true, []byte("a\n\n"+strings.Repeat("<div>", 520)+"<b>a</b>")) // deeper than trees are built
	f.Add(true, []byte("# a\n\nx[^1]\n\n[^1]: javascript:go()"))
	f.Add(true, []byte("# a\n\nx[^1]\n\n[^1]: The:"))
	f.Add(true, []byte("# d\n<script src=h></script\f>\n\ntext <ifram4:e\">"))
	f.Add(true, []byte("<img src=\"httpstp%3A%://p.example/?x\">"))
	f.Add(true, []byte("# e\n<div><title>x</titxle>\n\ny <svg é>"))
	f.Add(true, []byte("# e\n<v><title>x</title>\ny <svg a\n=b\"c>"))
	f.Add(true, []byte("<style>}</stylecr <p>a</p><script>"))
	f.Add(true, []byte("{% highlight html %}\n<aavascript:go()/>\n{% endhighlight %}"))
	f.Add(true, []byte("b</b>](javascript:tag)\n![address <hipt:cttps://e.org/](x>](/a.pngi[)[!\nmage][i] and text](javascript:imDge)"))
	f.Add(true, []byte("cript:tZg)\n![address <hipt:cttps://e.org/](x>](\x16/a.pngi[)[!\nmage][i] and text](javascrrpt:imDge)"))
	f.Add(true, []byte("<a href=\"/a&#1;b&#8238;c\" title=\"t&#2;0&#31\">x"))
	f.Add(true, []byte(")[hipt:ctt/b>](jaV\x01\\.vascript:tag)"))
	f.Add(true, []byte("# a\n\n[x](javascript\\:go())"))
	f.Add(false, []byte("<table><tr><td>a<ul><li>x</ul><td><img src='{{ \" onerror=\"go()\" }}'><tr><td>1<td>2")) // a value that a tag ends
	f.Add(true, []byte("# a\n\n{{ [y](javascript:go()) }}"))
	f.Add(true, []byte("# a\n\nx {% raw %}[y](javascript:go())<img src=x onerror=go()>{% endraw %}"))
	f.Add(false, []byte("<p>{{ [y](javascript:go()) }} <a href='{{ >)[y](javascript:go()) }}' title='{{ \")[y](javascript:go()) }}'>x</a>"))
	f.Add(false, []byte("<script src=\"https://emgithub.com/embed.js?target=https%3A%2F%0Fg.example%2Fa.go\"></script>"))
	f.Add(true, []byte("# a\n\n{{< figure\n src=`c.png`\n alt=\"x\" >}}[b](c) *d*{{< /figure >}} e"))
	f.Add(true, []byte("# a\n\n{{% img a.png %}}\n\n    <script>x</script>\n\n{{% /img %}} ![x](C:\\a.png) ![y][i]\n\n[i]: data:text/html,x"))
	f.Add(true, []byte("[![]()](A0:0)0"))
	f.Add(true, []byte("0![][e]\n\n[0]:0\n[0]:<A0:0>0\n[e]:A:0")) // a line that a round of seal makes a definition
	conv := New(Options{})
	f.Fuzz(func(t *testing.T, markdown bool, src []byte) {
		name := "fuzz.html"
		if markdown {
			name = "fuzz.md"
		}
		start := time.Now()
		p, err := Parse(name, src)
		if err != nil {
			return
		}
		doc, err := conv.Convert(p)
		if err != nil {
			return
		}
		if took := time.Since(start); took > 2*time.Second+time.Duration(len(src))*20*time.Microsecond {
			t.Errorf("%d bytes take %v", len(src), took)
		}
		const path = "images/01-x-00000000.png"
		held := doc.Markdown(func(Asset) string { return path })
		checkText(t, held)
		inertWhenRendered(t, held[len(doc.head(func(place) string { return path })):])
		checkText(t, doc.Markdown(nil))
		inertWhenRendered(t, doc.Markdown(nil)[len(doc.head(func(place) string { return "" })):])
	})
}

// checkText checks what holds for every finished file.
func checkText(t *testing.T, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("not UTF-8: %q", out)
	}
	if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }); i >= 0 {
		t.Errorf("control character %#x at %d of %q", out[i], i, out)
	}
	if len(out) > 0 && out[len(out)-1] != '\n' {
		t.Errorf("no newline at the end: %q", out)
	}
}
