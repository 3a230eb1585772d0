package convert

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What names no element is text; what only looks odd stays markup.
func TestPseudoTags(t *testing.T) {
	for body, want := range map[string]string{
		"a <b>c</b>":                         "",
		"List<String>":                       "List&lt;String>",
		"<a@e.org>":                          "&lt;a@e.org>",
		"<a@e.org>x</a@e.org>":               "&lt;a@e.org>x</a@e.org>",
		"<https://e.org/x>":                  "&lt;https://e.org/x>",
		"<o:p></o:p>":                        "",
		"<fb:like x>":                        "",
		"<o:>":                               "&lt;o:>",
		"<your-name>":                        "&lt;your-name>",
		"<x-y>z</x-y>":                       "",
		"<x-y class='a'>":                    "",
		`<stron class="a">b</stron>`:         "",
		`<stron class="">b`:                  `&lt;stron class="">b`,
		"<EOF<br />":                         "&lt;EOF<br />",
		"<?php echo 1 ?>":                    "&lt;?php echo 1 ?>",
		"<?xml version='1.0'?>":              "",
		"<script>a <c</script><d>":           "<script>a <c</script>&lt;d>",
		"<SCRIPT>a <c</Script>":              "",
		"<!-- <x> --><y>":                    "<!-- <x> -->&lt;y>",
		"<svg><path><g></g></path></svg><z>": "<svg><path><g></g></path></svg>&lt;z>",
		`<p title="<x>">`:                    "",
		`<p title=a"<x>`:                     "",
		"<p title = '>' ><x>":                "<p title = '>' >&lt;x>",
		"a < b <3 <海>":                       "",
		"<name> <type> <command>":            "&lt;name> &lt;type> &lt;command>",
		"<":                                  "",
		"</":                                 "",
		"</x>":                               "&lt;/x>",
		"<plaintext><x>":                     "",
		"<script><x>":                        "<script>&lt;x>", // never closed
	} {
		if want == "" {
			want = body
		}
		if got, _ := pseudoTags(body); got != want {
			t.Errorf("pseudoTags(%q) = %q, want %q", body, got, want)
		}
	}
}

// Made text, no pseudo-tag is left, and nothing that HTML knows is touched.
func TestPseudoTagsOnce(t *testing.T) {
	pieces := []string{"<b>", "</b>", "<x>", "</x>", "<a@b>", "<", ">", "\"", "'", "=", "<p title=\"", "<!--", "-->", "<script>", "</script>", "<x-y>a</x-y>", " ", "a", "<?php", "<svg>", "</svg>"}
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "body"), "")
		once, _ := pseudoTags(body)
		if twice, tags := pseudoTags(once); twice != once || tags.count != 0 {
			t.Fatalf("%q becomes %q, and then %q", body, once, twice)
		}
		if got := strings.ReplaceAll(once, "&lt;", "<"); got != body {
			t.Fatalf("%q becomes %q", body, once)
		}
	})
}

func TestPseudoTagsAreTold(t *testing.T) {
	post, err := Parse("a.html", []byte("<p>a</p>\n<p>List<String> and <String></p>"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := New(Options{}).Convert(post)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0] != (Warning{2, ClassPseudoTag, "<String> is no element and was kept as text, and so were 1 more"}) {
		t.Errorf("warnings = %+v", doc.Warnings)
	}
}
