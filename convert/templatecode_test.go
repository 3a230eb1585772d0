package convert

import "testing"

func TestTemplateCode(t *testing.T) {
	for block, want := range map[string][2]string{
		"{% highlight go %}\nx <b>y</b>\n{% endhighlight %}":     {"go", "x <b>y</b>"},
		"{%- highlight -%}\n<!-- a -->\n  {%- endhighlight -%}":  {"", "<!-- a -->"},
		"{% codeblock lang:js %}\n<b>\n{% endcodeblock %}":       {"js", "<b>"},
		"{% codeblock %}\n<?php\n{% endcodeblock %}":             {"", "<?php"},
		"{% codeblock Title %}\n<b>\n{% endcodeblock %}":         {},
		"{% codeblock lang:js Title %}\n<b>\n{% endcodeblock %}": {},
		"{% highlight go linenos %}\n<b>\n{% endhighlight %}":    {"go", "<b>"},
		"{% highlight go %} x\n<b>\n{% endhighlight %}":          {}, // it begins beside the tag
		"{% highlight go %}\n<b>\nx {% endhighlight %}":          {},
		"{% highlight go %}\na < b\n{% endhighlight %}":          {}, // nothing in it is taken for HTML
		"{% raw %}\n<b>\n{% endraw %}":                           {},
		"{% highlight go %}<b>{% endhighlight %}":                {},
	} {
		lang, code, ok := templateCode(block)
		if !ok {
			lang, code = "", ""
		}
		if lang != want[0] || code != want[1] || ok != (want[1] != "") {
			t.Errorf("templateCode(%q) = %q, %q, %v, want %q", block, lang, code, ok, want)
		}
	}
}

// Only tags on lines of their own, in no fence, become one.
func TestFenceTagsAroundHTML(t *testing.T) {
	const block = "{% codeblock lang:js %}\n<b>\n{% endcodeblock %}"
	for body, want := range map[string]string{
		block:                            "```js\n<b>\n```",
		"a\n  " + block + "\nb":          "a\n  ```js\n<b>\n```\nb",
		block + " \n" + block:            "```js\n<b>\n```\n```js\n<b>\n```",
		block + " b":                     block + " b",
		"a " + block:                     "a " + block,
		"```\n" + block + "\n```":        "```\n" + block + "\n```",
		"{% codeblock %}\n```\n<b>\n```": "{% codeblock %}\n```\n<b>\n```",
	} {
		if got := fenceTags(body, true); got != want {
			t.Errorf("fenceTags(%q) = %q, want %q", body, got, want)
		}
	}
}

func TestSpaceShortcodes(t *testing.T) {
	for body, want := range map[string]string{
		`{{<video onload="x">}}`:         `{{< video onload="x">}}`,
		`a {{<b>}} {{<video onload=x>}}`: `a {{<b>}} {{< video onload=x>}}`,
		`{{<figure src="a.png">}}`:       `{{<figure src="a.png">}}`,
		`{{< video onload=x >}}`:         `{{< video onload=x >}}`,
		`{{<1 onload=x>}}`:               `{{<1 onload=x>}}`,
		`{{<`:                            `{{<`,
	} {
		if got := spaceShortcodes(body); got != want {
			t.Errorf("spaceShortcodes(%q) = %q, want %q", body, got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "a < b": false, "<b>a</b>": false, "<b onclick=x>": true, "<br onclick=x />": true, "</b onclick=x>": false,
		`<a href="/x">`: false, `<a href="javascript:x">`: true, "<javascript:x>": true, "<x:y>": true, "<script>": true, "<video>": true,
		"<base href=x>": true, "<b": true, "a <!-- b": true, "<?b": true, "a <": false, "<b>a < b": false,
		"<a, List<b>": false, "<a <script>": true, "<a <b <c onclick=x>": true, "<a <script": true,
	} {
		if got := runs(s); got != want {
			t.Errorf("runs(%q) = %v, want %v", s, got, want)
		}
	}
}
