package convert

import (
	"strings"
	"testing"
	"time"
)

func TestFenceTags(t *testing.T) {
	for src, want := range map[string]string{
		"{% highlight ruby linenos %}\na\n\n  *b*\n{% endhighlight %}\nc":                    "```ruby\na\n\n  *b*\n```\nc",
		"{%- highlight java -%}\na\n{%- endhighlight -%}\n":                                  "```java\na\n```\n",
		"{{< highlight go \"linenos=table\" >}}\n<b>\n{{< /highlight >}}":                    "```go\n<b>\n```",
		"{{% highlight \"go\" %}}\na\n{{% / highlight %}}":                                   "```go\na\n```",
		"{% highlight %}\t\n```\n{% endhighlight %}  \nx":                                    "````\n```\n````\nx",
		"x\n{% highlight c %}\n{% endhighlight %}\ny":                                        "x\n```c\n```\ny",
		"> {% highlight c %}\n> a\n> {% endhighlight %}":                                     "> ```c\n> a\n> ```",
		"1. x\n\n   {% highlight c %}\n   a\n   {% endhighlight %}\n2. y":                    "1. x\n\n   ```c\n   a\n   ```\n2. y",
		"- {% highlight c %}\n  a\n\nb\n{% endhighlight %}":                                  "- ```c\n  a\n\n  b\n  ```", // the item ends, the code does not
		"- {% highlight c %}\n  a\n\n{% highlight d %}\nb\n{% endhighlight %}":               "- {% highlight c %}\n  a\n\n```d\nb\n```",
		"- {% highlight c %}\n{% codeblock %}\nx\n{% endcodeblock %}\n{% endhighlight %}\ny": "- ```c\n  {% codeblock %}\n  x\n  {% endcodeblock %}\n  ```\ny",
		"> {% codeblock T %}\na\n b\n{% endcodeblock %}\ny":                                  "> T\n>\n> ```\n> a\n> b\n> ```\ny",
		"{% codeblock lang:go %}\na\n{% endcodeblock %}":                                     "```go\na\n```",
		"x\n{% codeblock a_b.go lang:go mark:1 %}\na\n{% endcodeblock %}":                    "x\n\na\\_b.go\n\n```go\na\n```",
		"x\n\n{% codeblock T /a.go %}\na\n{% endcodeblock %}":                                "x\n\nT /a.go\n\n```\na\n```",
		"> - {% codeblock T %}\n>   a\n>   {% endcodeblock %}":                               "> - T\n>\n>   ```\n>   a\n>   ```",
		"{% highlight ruby %}\nnever *closed*":                                               "{% highlight ruby %}\nnever *closed*",
		"{% highlights %}\na\n{% endhighlight %}":                                            "{% highlights %}\na\n{% endhighlight %}",
		"```\n{% highlight c %}\na\n{% endhighlight %}\n```":                                 "```\n{% highlight c %}\na\n{% endhighlight %}\n```",
		"    {% highlight c %}\n    a\n    {% endhighlight %}":                               "    {% highlight c %}\n    a\n    {% endhighlight %}",
		"in a line {% highlight c %}a{% endhighlight %}":                                     "in a line {% highlight c %}a{% endhighlight %}",
		"{% highlight c %}\n{% codeblock %}\n{% endhighlight %}\nthe end":                    "```c\n{% codeblock %}\n```\nthe end",
		"{% highlight \"<b>\" %}\na\n{% endhighlight %}":                                     "```\na\n```",
		"{% highlight c %}\na\n{% endhighlight %} more\n{% endhighlight %}\n":                "```c\na\n{% endhighlight %} more\n```\n",
	} {
		if got := fenceTags(src, false); got != want {
			t.Errorf("fenceTags(%q)\n = %q\nwant %q", src, got, want)
		}
	}
	for _, unit := range []string{"{% highlight a %}\n", "{% highlight a %}\n{% endhighlight %}\n", "- {% highlight a %}\n", "- {% codeblock a %}\n", "> {% codeblock a %}\n\n"} {
		began := time.Now()
		fenceTags(strings.Repeat(unit, 20000)+"{% endhighlight %}\n{% endcodeblock %}\n", false)
		if d := time.Since(began); d > 10*time.Second {
			t.Errorf("%q repeated takes %v", unit, d)
		}
	}
}
