package convert

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Addresses become text, other pseudo-tags are told, what HTML knows is
// neither.
func TestPseudoTags(t *testing.T) {
	for _, tt := range []struct {
		body, want string // "": as it is
		told       int
	}{
		{"a <b>c</b>", "", 0},
		{"List<String>", "", 1},
		{"<a@e.org>", "&lt;a@e.org>", 0},
		{"<a@e.org>x</a@e.org>", "&lt;a@e.org>x</a@e.org>", 0},
		{"<https://e.org/x>", "&lt;https://e.org/x>", 0},
		{"<o:p></o:p>", "", 0},
		{"<fb:like x>", "", 0},
		{"<o:>", "", 1},
		{"<your-name>", "", 1},
		{"<x-y>z</x-y>", "", 0},
		{"<x-y class='a'>", "", 0},
		{`<stron class="a">b</stron>`, "", 0},
		{`<stron class="">b`, "", 1},
		{"<EOF<br />", "", 1},
		{"<?php echo 1 ?>", "", 1},
		{"<?xml version='1.0'?>", "", 0},
		{"<script>a <c</script><d>", "", 1},
		{"<SCRIPT>a <c</Script>", "", 0},
		{"<!-- <x> --><y>", "", 1},
		{"<svg><path><g></g></path></svg><z>", "", 1},
		{`<p title="<x>">`, "", 0},
		{`<p title=a"<x>`, "", 0},
		{"<p title = '>' ><x>", "", 1},
		{"a < b <3 <海>", "", 0},
		{"<name> <type> <command>", "", 3},
		{"<", "", 0},
		{"</", "", 0},
		{"</x>", "", 0},
		{"<plaintext><x>", "", 0},
		{"<script><x>", "", 1}, // never closed
	} {
		if tt.want == "" {
			tt.want = tt.body
		}
		if got, tags := pseudoTags(tt.body); got != tt.want || tags.count != tt.told {
			t.Errorf("pseudoTags(%q) = %q and %d, want %q and %d", tt.body, got, tags.count, tt.want, tt.told)
		}
	}
}

// Once made text an address is none any more, and nothing else is touched.
func TestPseudoTagsOnce(t *testing.T) {
	pieces := []string{"<b>", "</b>", "<x>", "</x>", "<a@b>", "<", ">", "\"", "'", "=", "<p title=\"", "<!--", "-->", "<script>", "</script>", "<x-y>a</x-y>", " ", "a", "<?php", "<svg>", "</svg>"}
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "body"), "")
		once, _ := pseudoTags(body)
		if twice, _ := pseudoTags(once); twice != once {
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
	if len(doc.Warnings) != 1 || doc.Warnings[0] != (Warning{2, ClassPseudoTag, "<String> is no element; browsers show nothing of it, and it was left out, and so were 1 more"}) {
		t.Errorf("warnings = %+v", doc.Warnings)
	}
}
