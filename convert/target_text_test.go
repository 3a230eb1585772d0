package convert

import (
	"fmt"
	"testing"
)

// What each program would read in another way than CommonMark is written so
// that it shows the same, and what it would not stays as it is.
func TestTargetText(t *testing.T) {
	for _, c := range []struct {
		name      TargetName
		src, want string
	}{
		{TargetHugo, "a\n: b", "a\n: b"},
		{TargetHugo, "a\n: b\n: c", "a\n: b\n: c"},
		{TargetHugo, "a\n\n:   b", "a\n\n:   b"},
		{TargetHugo, "> a\n>\n> :   b", "> a\n>\n> :   b"},
		{TargetHugo, "a\n\n: b", "a\n\n\\: b"},
		{TargetHugo, "a  \n: b", "a  \n\\: b"},
		{TargetHugo, ": b", "\\: b"},
		{TargetHugo, `a : b`, `a : b`},
		{TargetHugo, `*a*: b`, `*a*: b`},
		{TargetHugo, `{{< x >}}`, `{{</* x */>}}`},
		{TargetHugo, "`{{% x %}}`", "`{{%/* x */%}}`"},
		{TargetHugo, `{{< x`, `{&#123;< x`},
		{TargetHugo, "`{{< x`", "`{{< rawhtml >}}&#123;{{< /rawhtml >}}{< x`"},
		{TargetHugo, `{{< *a* >}}`, `{&#123;< *a* >}}`},
		{TargetHugo, `{{< a {{< b >}}`, `{&#123;< a {{</* b */>}}`},
		{TargetHugo, `{{<>}}`, `{&#123;<>}}`},
		{TargetHugo, `<u title="{{< x">a</u>`, `{{< rawhtml >}}<u title="&#123;{< x">a</u>{{< /rawhtml >}}`},
		{TargetHugo, "`<!--more-->`", "`{{< rawhtml >}}&lt;!--more--&gt;{{< /rawhtml >}}`"},
		{TargetHugo, `<!-- more -->`, `<!--more-->`},
		{TargetHugo, "<!--more-->\n\n<!--more-->", "<!--more-->\n\n{{< rawhtml >}}\n<!-- more -->\n{{< /rawhtml >}}"},
		{TargetHugo, `> <!--more-->`, `> <!--more-->`},
		{TargetHugo, `> a <!-- more -->`, `> a <!--more-->`},
		{TargetHugo, `# A {#b}`, `# A \{#b}`},
		{TargetHugo, `# A \{b}`, `# A \{b}`},
		{TargetHugo, `# A {{b}`, `# A {{b}`},
		{TargetHugo, `# {{< a >}}`, `# {{</* a */>}}`},
		{TargetHugo, `# A *b* {c}`, `# A *b* \{c}`},
		{TargetHugo, `# A {b} c`, `# A {b} c`},
		{TargetHugo, `# A*{b}*`, `# A*{b}*`},
		{TargetHugo, "```go {hl=1}\nx\n```", "```go\nx\n```"},
		{TargetHugo, "```{x}\ny\n```", "```\ny\n```"},
		{TargetHugo, `<div>a</div>`, "{{< rawhtml >}}\n<div>a</div>\n{{< /rawhtml >}}"},
		{TargetHugo, `> <div>a</div>`, `> {{< rawhtml >}}<div>a</div>{{< /rawhtml >}}`},
		{TargetHugo, "text\n<div>x</div>", "text\n\n{{< rawhtml >}}\n<div>x</div>\n{{< /rawhtml >}}"},
		{TargetHugo, "- <pre>\n  a\n   b</pre>", `- {{< rawhtml >}}<pre>&#10;a&#10; b</pre>{{< /rawhtml >}}`},
		{TargetHugo, "<!-- a\n\nb -->\nc", "{{< rawhtml >}}\n<!-- a\n\nb -->\n{{< /rawhtml >}}\n\nc"},
		{TargetHugo, `a <u>b</u> c`, `a {{< rawhtml >}}<u>b</u>{{< /rawhtml >}} c`},
		{TargetHugo, `a <u>b *c*</u>`, `a {{< rawhtml >}}<u>{{< /rawhtml >}}b *c*{{< rawhtml >}}</u>{{< /rawhtml >}}`},
		{TargetHugo, `a <u>b\*</u>`, `a {{< rawhtml >}}<u>{{< /rawhtml >}}b\*{{< rawhtml >}}</u>{{< /rawhtml >}}`},
		{TargetHugo, "a <u>b\nc</u>", "a {{< rawhtml >}}<u>{{< /rawhtml >}}b\nc{{< rawhtml >}}</u>{{< /rawhtml >}}"},
		{TargetHugo, "a <i\nclass=x>b</i>", `a {{< rawhtml >}}<i class=x>{{< /rawhtml >}}b{{< rawhtml >}}</i>{{< /rawhtml >}}`},
		{TargetHugo, `a </u>b<u>`, `a {{< rawhtml >}}</u>{{< /rawhtml >}}b{{< rawhtml >}}<u>{{< /rawhtml >}}`},
		{TargetHugo, `a <u>b<br>`, `a {{< rawhtml >}}<u>{{< /rawhtml >}}b{{< rawhtml >}}<br>{{< /rawhtml >}}`},
		{TargetHugo, `**a.**<br>`, `{{< rawhtml >}}<strong>{{< /rawhtml >}}a.{{< rawhtml >}}</strong><br>{{< /rawhtml >}}`},
		{TargetHugo, `<br>_a_`, `{{< rawhtml >}}<br><em>{{< /rawhtml >}}a{{< rawhtml >}}</em>{{< /rawhtml >}}`},
		{TargetHugo, `**a**<br>`, `**a**{{< rawhtml >}}<br>{{< /rawhtml >}}`},
		{TargetHugo, `**1**<br>`, `**1**{{< rawhtml >}}<br>{{< /rawhtml >}}`},
		{TargetHugo, "**`a`**<br>", "{{< rawhtml >}}<strong>{{< /rawhtml >}}`a`{{< rawhtml >}}</strong><br>{{< /rawhtml >}}"},
		{TargetHugo, `***a.***<br>`, `***a.***{{< rawhtml >}}<br>{{< /rawhtml >}}`},
		{TargetHexo, "a[^1]\n\n[^1]: b", "a<sup><a href=\"#fn-1\">1</a></sup>\n\n1. <a id=\"fn-1\"></a>b"},
		{TargetHexo, "a\n: b", "a\n&#58; b"},
		{TargetHexo, `a * b_ ~ [c]`, `a \* b\_ \~ \[c\]`},
		{TargetHexo, "```go {a}\nx\n```", "```go\nx\n```"},
		{TargetHexo, `{{ x }}`, `{{ x }}`},
		{TargetHexo, "```go\nx\n```  \ny", "```go\nx\n```\ny"},
		{TargetHexo, "```\nx\n````", "```\nx\n```"},
		{TargetHexo, "- ~~~\n  x\n  ~~~~\n- y", "- ~~~\n  x\n  ~~~\n- y"},
		{TargetHexo, "```\n``` \ny", "```\n```\ny"},
		{TargetHexo, "```\nx\n  ```\n", "```\nx\n  ```\n"},
		{TargetHexo, "> ```\n> x\n\ny", "> ```\n> x\n\ny"},
		{TargetHexo, "a `` ` `` *b*, `` `c``", "a <code>&#96;</code> *b*, <code> &#96;c</code>"},
		{TargetHexo, "`a` ``b``", "`a` ``b``"},
		{TargetHexo, "``a`\nb``", "<code>a&#96; b</code>"},
		{TargetHexo, "a\n1)  \nb\n+  \nc", "a\n1\\)  \nb\n\\+  \nc"},
		{TargetHexo, "a\n1)\nb 1)  \nc", "a\n1)\nb 1)  \nc"},
		{TargetHexo, `("http://x.example/a_b\~c)`, `("http&#58;//x.example/a_b\~c)`},
		{TargetHexo, `("http://x.example/a) http://x.example/a_b`, `("http://x.example/a) http://x.example/a_b`},
		{TargetHexo, `"http://www.x.example/\~c "www.x.example"`, `"http&#58;//www&#46;x.example/\~c "www.x.example"`},
		{TargetHugo, `"HTTPS://x.example/?a=&lt;b`, `"HTTPS&#58;//x.example/?a=&lt;b`},
		{TargetAstro, `"http://x.example/?a=&lt;b`, `"http&#58;//x.example/?a=&lt;b`},
		{TargetObsidian, `"http://x.example/?a=&lt;b`, `"http://x.example/?a=&lt;b`},
		{TargetJekyll, "a\n: b", "a\n: b"},
		{TargetJekyll, "a\\\n: b", "a  \n\\: b"},
		{TargetJekyll, `a | b`, `a \| b`},
		{TargetJekyll, `{: x`, `\{: x`},
		{TargetJekyll, `a $$ b`, `a \$\$ b`},
		{TargetJekyll, `a_b c_ 1_2 _d`, `a_b c\_ 1_2 \_d`},
		{TargetJekyll, "a\\\\\nb", "a&#92;\nb"},
		{TargetJekyll, `a\\b`, `a\\b`},
		{TargetJekyll, `\| \~ \@`, `\| \~ &#64;`},
		{TargetJekyll, `[^x]`, `\[&#94;x\]`},
		{TargetJekyll, `a ^x`, `a ^x`},
		{TargetJekyll, "text\n# h", "text\n\n# h"},
		{TargetJekyll, "text\n\n# h", "text\n\n# h"},
		{TargetJekyll, "> a\n> # b", "> a\n> # b"},
		{TargetJekyll, `#`, ``},
		{TargetJekyll, `# A {#b}`, `# A \{#b}`},
		{TargetJekyll, "```go {x}\ny\n```", "```go\ny\n```"},
		{TargetJekyll, "```go a=b\ny\n```", "```go\ny\n```"},
		{TargetJekyll, "```go\ny\n```", "```go\ny\n```"},
		{TargetJekyll, `~a~ ~~b~~`, `<del>a</del> ~~b~~`},
		{TargetJekyll, `_a_ __b__`, `*a* **b**`},
		{TargetJekyll, `__*a*__`, `__*a*__`},
		{TargetJekyll, `a</u> b`, `a b`},
		{TargetJekyll, `<u>a</u>`, `<u>a</u>`},
		{TargetJekyll, `<b>a<i>c</b>`, `<b>a<i>c</b>`},
		{TargetJekyll, `a <p>b</p>`, `a b`},
		{TargetJekyll, "<div>\n\n*a*\n\n</div>", "<div markdown=\"1\">\n\n*a*\n\n</div>"},
		{TargetJekyll, "<div markdown=1>\n\n*a*", "<div markdown=1>\n\n*a*"},
		{TargetJekyll, "<div>\n\n</div>\n\n*a*", "<div>\n\n</div>\n\n*a*"},
		{TargetJekyll, "<span>\n\n*a*", "<span>\n\n*a*"},
		{TargetJekyll, "> <div>\n>\n> *a*", "> <div>\n>\n> *a*"},
		{TargetJekyll, "a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: b"},
		{TargetJekyll, "a[^一]\n\n[^一]: b", "a[^note-1]\n\n[^note-1]: b"},
		{TargetJekyll, "1) a\n2) b", "1. a\n2. b"},
		{TargetJekyll, `[a](<b\>c>) [d](<\<e>)`, `[a](<b%3Ec>) [d](<%3Ce>)`},
		{TargetJekyll, "`](<\\>`", "`](<\\>`"},
		{TargetJekyll, `{% x %} {{ y }}`, `{{ '{%' }} x %} {{ '{{' }} y }}`},
		{TargetJekyll, `{{:`, `{{ '\{\{' }}:`},
		{TargetJekyll, "`{{:`", "`{{ '{{' }}:`"},
		{TargetJekyll, "| a |\n|---|\n| `b\\|c` |", "| a |\n|---|\n| <code>b&#124;c</code> |"},
		{TargetJekyll, "| a |\n|---|\n| `` b\\|` `` |", "| a |\n|---|\n| <code>b&#124;&#96;</code> |"},
		{TargetJekyll, "`b|c`", "`b|c`"},
		{TargetJekyll, `<u>{{ x }}</u>`, `<u>&#123;&#123; x }}</u>`},
		{TargetObsidian, "<div>\n\n_a_\n\n</div>", "<div>\n\n_a_\n\n</div>"},
		{TargetObsidian, `a %% b == c`, `a \%\% b \=\= c`},
		{TargetObsidian, `a #tag #1 x#y`, `a \#tag #1 x#y`},
		{TargetObsidian, `[a] [[b]]`, `[a] \[[b]]`},
		{TargetMkDocs, "- a\n  b\n- c", "-   a\n    b\n-   c"},
		{TargetMkDocs, "1. a\n   - b", "1.  a\n    -   b"},
		{TargetMkDocs, "10. a\n\n    b", "10. a\n\n    b"},
		{TargetMkDocs, "a\n- b", "a\n\n-   b"},
		{TargetMkDocs, "- a\n\n  ```go\n  x\n  ```", "-   a\n\n    \n        x\n    "},
		{TargetMkDocs, "> ```\n> x\n> ```", "> \n>     x\n> "},
		{TargetMkDocs, "```go {a}\nx\n```", "```go\nx\n```"},
		{TargetMkDocs, "```c++\nx\n```", "```c++\nx\n```"},
		{TargetMkDocs, "```é\nx\n```", "```\nx\n```"},
		{TargetMkDocs, `~~a~~`, `<del>a</del>`},
		{TargetMkDocs, "- [ ] a\n- [x] b", "-   <input type=\"checkbox\" disabled> a\n-   <input type=\"checkbox\" disabled checked> b"},
		{TargetMkDocs, "a\\\nb", "a  \nb"},
		{TargetMkDocs, `\| \~ \*`, `&#124; &#126; \*`},
		{TargetMkDocs, "| a |\n|---|\n| b\\|c |", "| a |\n|---|\n| b\\|c |"},
		{TargetMkDocs, `a < b <c <`, `a < b &lt;c <`},
		{TargetMkDocs, `#x`, `\#x`},
		{TargetMkDocs, `- <div>a_b*c*</div>`, `-   <div>a&#95;b&#42;c&#42;</div>`},
		{TargetMkDocs, `<div>a_b</div>`, `<div>a_b</div>`},
		{TargetMkDocs, `_a_`, `*a*`},
		{TargetMkDocs, `1) a`, `1.  a`},
		{TargetMkDocs, `1. a`, `1.  a`},
		{TargetMkDocs, "a_b [c] `d", "a_b \\[c\\] \\`d"},
	} {
		if got := string(newTargetBody(&Target{Name: c.name}, c.src, nil).write()); got != c.want {
			t.Errorf("for %s %q is %q, want %q", c.name, c.src, got, c.want)
		}
	}
}

// Paths of files are those of the target where they are followed, and stay where
// they are shown. For Astro no Markdown names a picture that is not held.
func TestTargetLinks(t *testing.T) {
	place := func(l Link) string {
		if !namesFile(l.Path) && l.Path != "./files/b.mp3" {
			return ""
		}
		return fmt.Sprintf("/%d/%s", l.In, l.Path)
	}
	for _, c := range []struct {
		name      TargetName
		src, want string
	}{
		{TargetPlain, "![a](images/01.png)", "![a](/0/images/01.png)"},
		{TargetPlain, "[a](./files/b.mp3)", "[a](/0/./files/b.mp3)"},
		{TargetPlain, `[a](images/b "t")`, `[a](/0/images/b "t")`},
		{TargetPlain, "[a]: images/b\n\n[a]", "[a]: /0/images/b\n\n[a]"},
		{TargetPlain, `<img src="images/a.png">`, `<img src="/1/images/a.png">`},
		{TargetPlain, "a <img src=images/a.png> b", "a <img src=/1/images/a.png> b"},
		{TargetPlain, "`(images/a.png)` (images/a.png)", "`(images/a.png)` (images/a.png)"},
		{TargetPlain, "[a](ximages/b) [a](/images/b)", "[a](ximages/b) [a](/images/b)"},
		{TargetPlain, "images/a", "images/a"},
		{TargetPlain, "![a](c.png)", "![a](c.png)"},
		{TargetAstro, "![a](images/01.png)", "![a](/0/images/01.png)"},
		{TargetAstro, "![a](c.png)", `<img src="c.png" alt="a">`},
		{TargetAstro, `![a *b*](<c )d.png> "t)")`, `<img src="c )d.png" alt="a b">`},
		{TargetAstro, "![a](c(d).png 't') e", `<img src="c(d).png" alt="a"> e`},
		{TargetAstro, `![a](c\).png)`, `<img src="c).png" alt="a">`},
		{TargetAstro, "![a](c&amp;d.png)", `<img src="c&amp;d.png" alt="a">`},
		{TargetAstro, "![a][b]\n\n[b]: c.png", "<img src=\"c.png\" alt=\"a\">\n\n[b]: c.png"},
		{TargetAstro, "![b]\n\n[b]: c.png", "<img src=\"c.png\" alt=\"b\">\n\n[b]: c.png"},
		{TargetAstro, "![a](https://x.example/c.png)", "![a](https://x.example/c.png)"},
		{TargetAstro, "![a](/c.png)", "![a](/c.png)"},
	} {
		if got := string(newTargetBody(&Target{Name: c.name}, c.src, place).write()); got != c.want {
			t.Errorf("for %s %q is %q, want %q", c.name, c.src, got, c.want)
		}
	}
}
