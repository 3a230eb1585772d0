package convert

import (
	"strings"
	"testing"
)

func asIs(s string) string { return s }

func TestSeal(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"a <b>b</b> `<script>`":        "a <b>b</b> `<script>`",
		"```html\n<iframe src=x>\n```": "```html\n<iframe src=x>\n```",
		"a <script>x</script> b":       "a &lt;script>x</script> b",
		"<div>\n<form action=x>\n</div>\n\n**a**": "&lt;div>\n&lt;form action=x>\n&lt;/div>\n\n**a**",
		"<i onclick=x>a</i>":                      "&lt;i onclick=x>a</i>",
		"<i title=\"onclick=x\">a</i>":            "<i title=\"onclick=x\">a</i>",
		"a online=b":                              "a online=b",
		"[a](javascript:x)":                       `[a]\(javascript:x)`,
		"[a][b]\n\n[b]: java&#115;cript&#58;x":    "[a][b]\n\n[b]\\: java&#115;cript&#58;x",
		"[a](/b) <c:d> [e](javascript:x)":         `[a](/b) &lt;c:d> [e]\(javascript:x)`,
		"`[a](javascript:x)` [b](java\tscript:x)": "`[a](javascript:x)` [b](java\tscript:x)",
		"<i id=\"java\tscript:x\">a</i>":          "&lt;i id=\"java\tscript:x\">a&lt;/i>",
		"<javascript:x>":                          "&lt;javascript:x>",
		"data: a":                                 "data: a",
		"![a](data:image/png;base64,AAAA)":        "![a](data:image/png;base64,AAAA)",
	} {
		if got := seal(in, nil, asIs); got != want {
			t.Errorf("seal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMayName(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, ":": false, "/a:b": false, "a/b:c": false, "?q=a&b=c": false, "a&b:c": false, "1": false,
		"a:": true, "java\tscript:x": true, "a&colon;b": true, "&#106;": true, "x-y+z.1:": true,
	} {
		if got := mayName(s); got != want {
			t.Errorf("mayName(%q) = %v", s, got)
		}
	}
}

// Nobody waits for what takes minutes to read.
func TestSealDense(t *testing.T) {
	in := "[a](javascript:x) " + strings.Repeat("[", 1<<20)
	if got, want := seal(in, nil, asIs), strings.Replace(in, "](", `]\(`, 1); got != want {
		t.Errorf("got %.40q", got)
	}
}

// What is sealed is inert however the tags stand within one another.
func TestSealEndsInert(t *testing.T) {
	parts := []string{"<script>", "</script>", "<svg", ">", "\n\n", "<!--", "-->", "<b title=\"", "\"", " onclick=x", "[a](javascript:x)", "`", "    ", "> ", "- "}
	var b strings.Builder
	for i := range 4000 {
		b.Reset()
		for n := i*7919 + 1; n > 0; n /= len(parts) {
			b.WriteString(parts[n%len(parts)])
		}
		out := seal(b.String(), nil, asIs)
		inertWhenRendered(t, []byte(out))
		if t.Failed() {
			t.Fatalf("seal(%q) = %q", b.String(), out)
		}
	}
}
