package convert

import (
	"slices"
	"strconv"
	"strings"
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
		{`<img src="` + at('h') + `">`, `a"><script>`, `<img src="a&quot;&gt;&lt;script&gt;">`},
		{at('m') + at('m'), "x", "xx"},
		{"\x020\x03 and \x021\x03", "", "{{ a }} and {% b %}"},
		{"\x027\x03", "", ""},
		{"no holes", "x", "no holes"},
		{"", "x", ""},
	} {
		got := fill([]byte("> "), c.text, tags, func(place) string { return c.address })
		if string(got) != "> "+c.want {
			t.Errorf("fill(%q) with %q = %q, want %q", c.text, c.address, got, c.want)
		}
	}
}

func TestFillAsksForTheRightUse(t *testing.T) {
	text := append(hole(holeMarkdown, place{3, 14}), hole(holeHTML, place{15, 9})...)
	var asked []place
	fill(nil, string(text), nil, func(at place) string {
		asked = append(asked, at)
		return ""
	})
	if want := []place{{3, 14}, {15, 9}}; !slices.Equal(asked, want) {
		t.Errorf("fill asks for %v, want %v", asked, want)
	}
}

func TestFillKeepsMarksWithoutTags(t *testing.T) {
	if got := fill(nil, "a\x020\x03b", nil, nil); string(got) != "a\x020\x03b" {
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
	if len(l.list) != 2 || len(l.list[0].Uses) != 2 || l.best["/new"].asset != 0 {
		t.Errorf("a clone changes the list it came from: %+v", l)
	}
}

// What is one picture, by what each asset of a body shows: its uses and the
// address that is asked first.
func TestSamePicture(t *testing.T) {
	for body, want := range map[string]string{
		// One icon for many photographs, also where it stands alone.
		`<a href="/one.png"><img src="/zoom.png"></a> <a href="/two.png"><img src="/zoom.png"></a>`:                                "2 /one.png, 2 /two.png",
		`<a href="/one.png"><img src="/zoom.png"></a> <img src="/zoom.png"> <a href="/two.png"><img src="/zoom.png"></a>`:          "2 /one.png, 1 /zoom.png, 2 /two.png",
		`<img src="/zoom.png"> <a href="/one.png"><img src="/zoom.png"></a> <a href="/two.png"><img src="/zoom.png"></a>`:          "1 /zoom.png, 2 /one.png, 2 /two.png",
		`<a href="/one.png"><img data-src="/zoom.png"></a> <a href="/two.png"><img data-src="/zoom.png"></a>`:                      "2 /one.png, 2 /two.png",
		`<img src="/a.png" srcset="/one.png 2x"> <img src="/a.png" srcset="/two.png 2x">`:                                          "1 /one.png, 1 /two.png",
		`<img src="/a.png" srcset="/one.png 3x, /b.png 2x"> <img src="/c.png" srcset="/two.png 3x, /b.png 2x"> <img src="/b.png">`: "1 /one.png, 1 /two.png, 1 /b.png",
		`<img data-src="/one.png" data-brand="/b/x.png"> <img data-src="/two.png" data-brand="/b/x.png"> <img src="/b/x.png">`:     "1 /one.png, 1 /two.png, 1 /b/x.png",
		`<img data-src="/one.png" data-x="/y/x.png"> <img data-src="/two.png" data-x="/y/x.png"> <img src="/y/x.png">`:             "1 /one.png, 1 /two.png, 1 /y/x.png",
		`<img src="/one.png" data-thumb="/t/a.png"> <img src="/two.png" data-thumb="/t/a.png">`:                                    "1 /one.png, 1 /two.png",

		// A chain of links is of as many pictures, a circle too.
		`<a href="/2.png"><img src="/1.png"></a> <a href="/3.png"><img src="/2.png"></a>`:                    "2 /2.png, 2 /3.png",
		`<a href="/3.png"><img src="/2.png"></a> <a href="/2.png"><img src="/1.png"></a>`:                    "2 /3.png, 2 /2.png",
		`<a href="/2.png"><img src="/1.png"></a> <a href="/3.png"><img src="/2.png"></a> <img src="/3.png">`: "2 /2.png, 3 /3.png",
		`<img src="/3.png"> <a href="/3.png"><img src="/2.png"></a> <a href="/2.png"><img src="/1.png"></a>`: "3 /3.png, 2 /2.png",
		`<img src="/2.png"> <a href="/2.png"><img src="/1.png"></a> <a href="/3.png"><img src="/2.png"></a>`: "3 /2.png, 2 /3.png",
		`<a href="/b.png"><img src="/a.png"></a> <a href="/a.png"><img src="/b.png"></a>`:                    "2 /b.png, 2 /a.png",
		`<img src="/a.png" data-src="/b.png"> <img src="/b.png" data-src="/a.png">`:                          "1 /b.png, 1 /a.png",
		`<img src="/1.png" srcset="/2.png 2x"> <a href="/3.png"><img src="/2.png"></a>`:                      "1 /2.png, 2 /3.png",

		// One picture, large and small.
		`<img src="/p.png" data-src="/2.png"> <a href="/3.png"><img src="/p.png" data-src="/2.png"></a>`:         "3 /3.png",
		`<a href="/3.png"><img src="/p.png" data-src="/2.png"></a> <img src="/p.png" data-src="/2.png">`:         "3 /3.png",
		`<a href="/one.png"><img src="/small.png"></a> <img src="/small.png"> <img src="/one.png">`:              "4 /one.png",
		`<img src="/small.png"> <a href="/one.png"><img src="/small.png"></a> <img src="/small.png">`:            "4 /one.png",
		`<a href="/one.png"><img src="/s.png"></a> <a href="/one.png"><img src="/m.png"></a> <img src="/m.png">`: "5 /one.png",
		`<img src="/a.png" srcset="/one.png 2x"> <img src="/a.png"> <img src="/one.png">`:                        "3 /one.png",

		// One file under several addresses.
		`<img src="//h.example/a.png"> <img src="https://h.example/a.png"> <img src="http://H.example/a.png"> <img src="http://h.example/a.png#x">`: "4 //h.example/a.png",
		`<img src="https://h.example/a.png"> <img src="https://i0.wp.com/h.example/a.png?w=300">`:                                                   "2 https://h.example/a.png",
		`<img src="HTTP://h.example/a.png"> <img src="https://h.example/A.png"> <img src="/a.png"> <img src="a.png">`:                               "1 HTTP://h.example/a.png, 1 https://h.example/A.png, 1 /a.png, 1 a.png",
	} {
		var got []string
		for _, a := range toDocument(t, "a.html", "<p>"+body+"</p>").Assets {
			got = append(got, strconv.Itoa(len(a.Uses))+" "+a.Candidates[0])
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s shows %s, want %s", body, s, want)
		}
	}
}

// A picture with very many small copies gathers some of their addresses.
func TestManySmallCopies(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		b.WriteString(`<p><a href="/big.png"><img src="/small-` + strconv.Itoa(i) + `.png"></a></p>`)
	}
	doc := toDocument(t, "a.html", b.String())
	if len(doc.Assets) != 1 || len(doc.Assets[0].Uses) != 6000 || len(doc.Assets[0].Candidates) > maxCandidates {
		t.Errorf("%d assets, %d uses, %d candidates", len(doc.Assets), len(doc.Assets[0].Uses), len(doc.Assets[0].Candidates))
	}
}

// A picture with very many attributes, sets or neighbours has some of their
// addresses, and the one that is shown.
func TestManyAddresses(t *testing.T) {
	many := func(before, behind string) string {
		var b strings.Builder
		for i := range 2000 {
			b.WriteString(before + strconv.Itoa(i) + behind + strconv.Itoa(i) + `.png"`)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ body, shown string }{
		"attributes":              {`<p><img src="/blank.gif"` + many(" data-x", `="/x-`) + `></p>`, "/x-0.png"},
		"late ones":               {`<p><img src="/a.png"` + many(" data-src-", `="/x-`) + `></p>`, "/a.png"},
		"sets":                    {`<p><img src="/a.png"` + many(" data-n", `-srcset="/x-`) + `></p>`, "/a.png"},
		"one set":                 {`<p><img src="/a.png" srcset="` + strings.ReplaceAll(many("/x-", "-"), `"`, ` 2x, `) + `"></p>`, "/a.png"},
		"images of one <picture>": {`<picture>` + strings.ReplaceAll(many(`<source data-n="`, `" srcset="/y.png 2x, /x-`), `.png"`, `.png">`) + strings.Repeat(`<img src="/a.png">`, 2000) + `</picture>`, "/a.png"},
		"twins":                   {`<p><img src="/a.png"` + many(" data-n", `-srcset="/x-`) + `><noscript><img src="/c.png"` + many(" data-n", `-srcset="/y-`) + `></noscript></p>`, "/a.png"},
		"smaller ones":            {`<p><img src="/a.png"` + many(" data-thumb-", `="/x-`) + `></p>`, "/a.png"},
		"<source>s":               {`<picture>` + strings.ReplaceAll(many(`<source data-n="`, `" srcset="/x-`), `.png"`, `.png">`) + `<img src="/a.png"></picture>`, "/a.png"},
		"large and all":           {`<p><a href="/big.png"><img src="/a.png"` + many(" data-src-", `="/x-`) + `></a> <img src="/c.png"` + many(" data-src-", `="/x-`) + `></p>`, "/a.png"},
	} {
		a := toDocument(t, "a.html", c.body).Assets[0]
		if n := len(a.Candidates); n < 2 || n > maxCandidates || !slices.Contains(a.Candidates, c.shown) {
			t.Errorf("%s: %d candidates, want at most %d with %s: %q", name, n, maxCandidates, c.shown, a.Candidates)
		}
	}
}

// The same in Markdown.
func TestSamePictureInMarkdown(t *testing.T) {
	doc := toDocument(t, "a.md", "# a\n\n[![z](/z.png)](/one.png) [![z](/z.png)](/two.png) ![z](/z.png)\n")
	if len(doc.Assets) != 3 {
		t.Errorf("%d assets, want 3: %+v", len(doc.Assets), doc.Assets)
	}
}

// A definition is one address for all images that name it: that of a larger copy
// only where all link to it.
func TestFullSizeOfDefinition(t *testing.T) {
	for body, want := range map[string]string{
		"[![a][p]](/one.png) [![b][p]](/two.png)\n\n[p]: /p.png\n": "/p.png: /p.png",
		"[![a][p]](/one.png) ![b][p]\n\n[p]: /p.png\n":             "/p.png: /p.png",
		"[![a][p]](/one.png) [![b][p]](/one.png)\n\n[p]: /p.png\n": "/one.png: /p.png /one.png /one.png",
	} {
		doc := toDocument(t, "a.md", "# a\n\n"+body)
		if len(doc.Assets) != 1 {
			t.Errorf("%q has %d assets, want 1", body, len(doc.Assets))
			continue
		}
		got := doc.Assets[0].Candidates[0] + ":"
		for _, u := range doc.Assets[0].Uses {
			got += " " + u.Address
		}
		if got != want {
			t.Errorf("%q holds %s, want %s", body, got, want)
		}
	}
}

// The addresses of one picture stay, whatever they have in common.
func TestSamePictureKeepsAddresses(t *testing.T) {
	doc := toDocument(t, "a.html", `<p><img src="http://h.example/s.png"> <a href="http://h.example/b.png"><img src="https://h.example/s.png"></a></p>`)
	want := []string{"http://h.example/b.png", "http://h.example/s.png", "https://h.example/s.png"}
	if len(doc.Assets) != 1 || !slices.Equal(doc.Assets[0].Candidates, want) {
		t.Errorf("assets %+v, want the candidates %q", doc.Assets, want)
	}
}
