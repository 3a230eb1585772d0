package convert

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFindTemplate(t *testing.T) {
	for s, want := range map[string]string{
		"a {{ b }} c":                           "{{ b }}",
		"{% post_url a %}":                      "{% post_url a %}",
		"{{< ref \"a.md\" >}}":                  "{{< ref \"a.md\" >}}",
		"{{% note %}}x{{% /note %}}":            "{{% note %}}",
		"{{ a }}{{ b }}":                        "{{ a }}",
		"{ {{ a }}":                             "{{ a }}",
		"{{ a":                                  "",
		"{% a }}":                               "",
		"{ a }":                                 "",
		"{":                                     "",
		"":                                      "",
		"{{ a\n\nb }}":                          "",
		"{{ a\nb }}":                            "{{ a\nb }}",
		"{{ <b>a</b> }} {{ c }}":                "{{ c }}",
		"{%<script>%} {% c %}":                  "{% c %}",
		"{{<script>}} {{ c }}":                  "{{<script>}}",
		"{{<<b>}} {{ c }}":                      "{{ c }}",
		"{{" + strings.Repeat("a", 2000) + "}}": "",
		"{% highlight go %}\nx <- c\n{% endhighlight %} y":          "{% highlight go %}\nx <- c\n{% endhighlight %}",
		"{% raw %}{{ a }}{% endraw %}":                              "{% raw %}{{ a }}{% endraw %}",
		"{%- raw -%}a{%- endraw -%}":                                "{%- raw -%}a{%- endraw -%}",
		"{% raw %} a":                                               "{% raw %}",
		"{% rawhtml %}a{% endraw %}":                                "{% rawhtml %}",
		"{% highlight %} endhighlight and much more text before %}": "{% highlight %}",
	} {
		at, n := findTemplate(s, blockEnds{})
		if got := s[at : at+n]; got != want {
			t.Errorf("findTemplate(%.60q) = %q, want %q", s, got, want)
		}
	}
}

// Tags that were protected come back byte for byte, and none of their bytes
// is left in what is parsed.
func TestProtectRestores(t *testing.T) {
	pieces := []string{"a", "<b>", "{{", "}}", "{%", "%}", "{{ x }}", "{% raw %}", "{% endraw %}", "{", "}", "\n", "\n\n", " ", "{{< f >}}", "&amp;"}
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "body"), "")
		text, tags := protect(body)
		if got := tags.restore(text); got != body {
			t.Fatalf("%q is protected to %q and restored to %q", body, text, got)
		}
		if n := strings.Count(text, string(rune(templateMark))); n != len(tags) {
			t.Fatalf("%q has %d tags and %d marks", body, len(tags), n)
		}
		if strings.ContainsAny(tags.without(text), "\x02\x03") {
			t.Fatalf("without leaves marks in %q", text)
		}
	})
}

func TestProtectLeavesOthersAlone(t *testing.T) {
	for _, body := range []string{"", "<p>a</p>", "{ a } { {", "{% a", "{{ a"} {
		if text, tags := protect(body); text != body || len(tags) != 0 {
			t.Errorf("protect(%q) = %q, %q", body, text, tags)
		}
	}
}

// A mark that no tag stands for is left out; it cannot be made to show one.
func TestCutForgedMark(t *testing.T) {
	tags := templates{"{{ a }}"}
	for s, want := range map[string][2]string{
		"\x020\x03b":                    {"{{ a }}", "b"},
		"\x021\x03b":                    {"", "b"},
		"\x02-1\x03b":                   {"", "b"},
		"\x02x\x03b":                    {"", "b"},
		"\x020":                         {"", "0"},
		"\x02":                          {"", ""},
		"\x0299999999999999999999\x03b": {"", "b"},
	} {
		if tag, rest := tags.cut(s); tag != want[0] || rest != want[1] {
			t.Errorf("cut(%q) = %q, %q, want %q", s, tag, rest, want)
		}
	}
}

// References may spell the characters that marks are made of.
func TestResolveForgedMarks(t *testing.T) {
	doc := tree(t, "<pre>&#2;0&#3; &#2; &#2;9&#3; &#2;x</pre>")
	tags := templates{"{{ &lt; }}"}
	tags.inCode(doc)
	if tags[0] != "{{ < }}" {
		t.Errorf("the tag is %q", tags[0])
	}
}
