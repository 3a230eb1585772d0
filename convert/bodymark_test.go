package convert

import "testing"

func TestEmphases(t *testing.T) {
	for line, want := range map[string][2]int{
		"": {}, "plain": {}, "**a** b": {1, 0}, "a **b c** d **e**": {2, 0}, "中**文**字": {1, 0}, "__a__ b": {0, 1},
		"_a_ b": {0, 1}, "*a*, b": {0, 1}, "(_a b_)": {0, 1}, "snake_case_name": {}, "a_b _c": {}, "__init__.py": {0, 1},
		"2 * 3 * 4": {}, "a * b ** c": {}, "** a **": {}, "***a***": {}, "`**a**`": {}, "\\*a*": {}, "a\\_b": {1, 0}, "a\\ _b": {}, "C:\\_x": {}, "a\\": {}, "<b c=\"**d**\">": {},
		"<code>**a**</code>": {}, "$600* and 3* more": {}, "~~a~~ b": {0, 1}, "~a~": {}, "中~~文~~": {}, "*": {}, "**": {}, "<": {},
	} {
		strong, weak := emphases(line)
		if strong != want[0] || weak != want[1] {
			t.Errorf("emphases(%q) = %d, %d, want %v", line, strong, weak, want)
		}
	}
}

func TestIsNumbered(t *testing.T) {
	for line, want := range map[string]bool{
		"1. a": true, "1. a<BR>": false, "  12) a": true, "    1. a": false, "1999. A": false, "1.5 m": false, "1.": false, "1. ": true, "": false, "a": false, "1": false,
	} {
		if got := isNumbered(line); got != want {
			t.Errorf("isNumbered(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestIsRuled(t *testing.T) {
	for line, want := range map[string]bool{
		"| --- | :-: |": true, "|---|": true, "| -- |": false, "--- | ---": false, "+---+": false, "| --- a |": false, "": false,
	} {
		if got := isRuled(line); got != want {
			t.Errorf("isRuled(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestOpensBlock(t *testing.T) {
	for line, want := range map[string]bool{
		"<div>": true, "  <P class=x>": true, "</table>": true, "<h1>a</h1>": true, "<b>a</b>": false, "<span>": false,
		"<": false, "": false, "a <p>": false, "<x-y>": false, "<3": false,
	} {
		if got := opensBlock(line); got != want {
			t.Errorf("opensBlock(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestIsInlineMarked(t *testing.T) {
	for line, want := range map[string]bool{
		"a <b>b</b>": true, "<EM>x": true, "x<br> <a href=y>z</a>": false, "<span>a</span>": false, "</b>": false, "a < b": false, "<": false, "": false,
	} {
		if got := isInlineMarked(line); got != want {
			t.Errorf("isInlineMarked(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestPartedByBreaks(t *testing.T) {
	for body, want := range map[string]bool{
		"a<br /><br />b<BR>\n <br/>c":     true,
		"a<br><br><br>b":                  true,
		"a<br /><br />b":                  false, // one gap may be anything
		"a<br>b<br>c<br>d":                false,
		"a<br>b<p><br>c":                  false,
		"<bracket><bracket><broken><bro>": false,
		"a<br":                            false,
		"":                                false,
	} {
		if got := partedByBreaks(body); got != want {
			t.Errorf("partedByBreaks(%q) = %v, want %v", body, got, want)
		}
	}
}

func TestOpaque(t *testing.T) {
	for line, want := range map[string]string{
		"": "", "a < b { c": "", "<PRE>a": "</pre>", "<pre>a</PRE>": "", "<pre>a</pre><code>b": "</code>",
		"<code>a</code> <code>b</code>": "", "<!-- a --> <!-- b": "-->", "<pre><code>a</code>": "</pre>",
		"{% highlight go %}": "endhighlight", "{% highlight go %}{% endhighlight %}": "", "{{ a }}<p>": "",
		"{% highlight c %}": "endhighlight", "{{% highlight c %}}": "/highlight", "{{< highlight c >}}": "/highlight", "{{< highlight c >}}x{{< /highlight >}}": "",
	} {
		if got := opaque(line); got != want {
			t.Errorf("opaque(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestIsLinked(t *testing.T) {
	for s, want := range map[string]bool{
		"[a](/b)": true, "a](b) and [c](d)": true, "see <http://example.org>": true, "<joe@example.org>": true,
		"a](b)": false, "[a]()": false, "[a](b": false, "<pre>[a](/b)": false, "<code>[a](/b)</code>": false, "joe@example.org": false, "": false,
	} {
		if got := isLinked(s); got != want {
			t.Errorf("isLinked(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestOpensMarked(t *testing.T) {
	for s, want := range map[string]bool{
		"```go": true, "~~~": true, "> a": true, "# a": true, "###### a": true, "[a]: /b": true, "[^1]: b": true, "- a": true, "* a": true, "+ a": true,
		"#a": false, "####### a": false, "###": false, "[]: /b": false, "- a<br>": false, "-a": false, " - a": false, "<p>": false,
	} {
		if got := opensMarked(s); got != want {
			t.Errorf("opensMarked(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestIsFormula(t *testing.T) {
	for line, want := range map[string]bool{
		"$$": true, "$$ a": false, `\\[ a`: true, `so \\(a\\)`: true, `\\(a`: false, `\(a\)`: false, `<code>\\(a\\)</code>`: false, "": false,
	} {
		if got := isFormula(line, true); got != want {
			t.Errorf("isFormula(%q) = %v, want %v", line, got, want)
		}
	}
}
