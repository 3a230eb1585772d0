package convert

import (
	"slices"
	"testing"
)

func TestFill(t *testing.T) {
	tags := templates{"{{ a }}", "{% b %}"}
	at := func(manner byte) string { return string(hole(manner, place{0, 0})) }
	for _, c := range []struct{ text, address, want string }{
		{"![a](" + at('m') + ")", "images/a.png", "![a](images/a.png)"},
		{"![a](" + at('m') + ")", "a b.png", "![a](<a b.png>)"},
		{"![a](" + at('m') + ")", "", "![a](<>)"},
		{"![a](" + at('m') + ")", "a(b.png", "![a](<a(b.png>)"},
		{"![a](" + at('c') + ")", "a|b.png", `![a](a\|b.png)`},
		{`<img src="` + at('h') + `">`, `a"><script>`, `<img src="a&#34;&gt;&lt;script&gt;">`},
		{at('m') + at('m'), "x", "xx"},
		{"\x020\x03 and \x021\x03", "", "{{ a }} and {% b %}"},
		{"\x027\x03", "", ""},
		{"no holes", "x", "no holes"},
		{"", "x", ""},
	} {
		got := fill([]byte("> "), []byte(c.text), tags, func(place) string { return c.address })
		if string(got) != "> "+c.want {
			t.Errorf("fill(%q) with %q = %q, want %q", c.text, c.address, got, c.want)
		}
	}
}

func TestFillAsksForTheRightUse(t *testing.T) {
	text := append(hole(holeMarkdown, place{3, 14}), hole(holeHTML, place{15, 9})...)
	var asked []place
	fill(nil, text, nil, func(at place) string {
		asked = append(asked, at)
		return ""
	})
	if want := []place{{3, 14}, {15, 9}}; !slices.Equal(asked, want) {
		t.Errorf("fill asks for %v, want %v", asked, want)
	}
}

func TestFillKeepsMarksWithoutTags(t *testing.T) {
	if got := fill(nil, []byte("a\x020\x03b"), nil, nil); string(got) != "a\x020\x03b" {
		t.Errorf("fill = %q, want the mark", got)
	}
}

func TestMerge(t *testing.T) {
	type l = []string
	for _, c := range []struct{ have, more, want l }{
		{l{"a"}, l{"a"}, l{"a"}},
		{l{"a"}, l{"b"}, l{"a", "b"}},
		{l{"a"}, l{"b", "a"}, l{"b", "a"}},
		{l{"a", "c"}, l{"b", "c", "d"}, l{"a", "b", "c", "d"}},
		{nil, l{"a"}, l{"a"}},
	} {
		if got := merge(slices.Clone(c.have), c.more); !slices.Equal(got, c.want) {
			t.Errorf("merge(%q, %q) = %q, want %q", c.have, c.more, got, c.want)
		}
	}
}

// One picture is one asset, under however many addresses it is shown, and
// each use keeps the address that stood there.
func TestAssetListJoins(t *testing.T) {
	var l assetList
	first := l.add(sources{address: "/small", candidates: []string{"/big", "/small"}}, Use{Alt: "a"})
	second := l.add(sources{address: "/other", candidates: []string{"/other"}}, Use{})
	again := l.add(sources{address: "/small", candidates: []string{"/small"}}, Use{Alt: "b"})
	if first != (place{0, 0}) || second != (place{1, 0}) || again != (place{0, 1}) {
		t.Errorf("places %v %v %v", first, second, again)
	}
	a := l.list[0]
	if !slices.Equal(a.Candidates, []string{"/big", "/small"}) || len(a.Uses) != 2 || a.Uses[1].Address != "/small" || a.Kind != KindImage {
		t.Errorf("asset %+v", a)
	}
	c := l.clone()
	c.add(sources{address: "/new", candidates: []string{"/new", "/big"}}, Use{})
	if len(l.list) != 2 || len(l.list[0].Uses) != 2 || l.byID["/new"] != 0 {
		t.Errorf("a clone changes the list it came from: %+v", l)
	}
}
