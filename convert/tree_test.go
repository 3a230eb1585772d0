package convert

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tree parses a body as conversion does.
func tree(t testing.TB, body string) *html.Node {
	t.Helper()
	doc, _ := parseTree(body)
	return doc
}

func TestIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"nothing":        {"", true},
		"text":           {"a < b and c > d <", true},
		"nested":         {strings.Repeat("<div>", treeDepth), true},
		"too deep":       {strings.Repeat("<div>", treeDepth+1), false},
		"closed":         {strings.Repeat("<div></div>", 5_000), true},
		"paragraphs":     {strings.Repeat("<p>a", 5_000), true},
		"items":          {strings.Repeat("<li>a", 5_000), true},
		"images":         {strings.Repeat("<img src=a>", 5_000), true},
		"breaks":         {strings.Repeat("<BR>", 5_000), true},
		"open bold":      {strings.Repeat("<b>a</p>", treeFormatting+1), false},
		"bold":           {strings.Repeat("<b>a</b>", 5_000), true},
		"attributes":     {"<div " + strings.Repeat("a=b ", treeAttrs+1) + ">", false},
		"closed no more": {strings.Repeat("</div>", 5_000), true},
	} {
		if got := isBounded(c.body); got != c.want {
			t.Errorf("%s: isBounded = %v, want %v", name, got, c.want)
		}
	}
}

// Whatever the markup, the text of a body survives flattening, in order.
func TestFlattenKeepsText(t *testing.T) {
	for name, body := range map[string]string{
		"divs":       strings.Repeat("<div>a ", 2_000) + strings.Repeat("</div>", 2_000) + "end",
		"bold":       strings.Repeat("<p><b>a ", 2_000) + "end",
		"fonts":      strings.Repeat("<font color=red>a ", 2_000) + "end",
		"links":      strings.Repeat("<a href=x>a ", 2_000) + "end",
		"tables":     strings.Repeat("<table><tr><td>a ", 300) + "end",
		"lists":      strings.Repeat("<ul><li>a ", 600) + "end",
		"quotes":     strings.Repeat("<blockquote>a ", 600) + "end",
		"attributes": "<div " + strings.Repeat("a=b ", 2_000) + ">a end",
		"stray ends": strings.Repeat("<div>", 600) + "a " + strings.Repeat("</b></div>", 600) + "end",
	} {
		doc, deep := parseTree(body)
		if !deep {
			t.Errorf("%s: not deep", name)
			continue
		}
		words := strings.Fields(textOf(doc))
		if want := strings.Count(body, ">a ") + 1; len(words) != want || words[len(words)-1] != "end" {
			t.Errorf("%s: %d words are left, want %d", name, len(words), want)
		}
	}
}

// Elements that nest deeper than their tags, since some close others or fail
// to, must not cost the post: its text is worth more than its markup.
func TestFlattenAlwaysParses(t *testing.T) {
	for name, unit := range map[string]string{
		"bold over divs": strings.Repeat("<b><div>", 120) + "a " + strings.Repeat("</div></b>", 120),
		"misnested":      strings.Repeat("<b><div>", 120) + "a " + strings.Repeat("</b></div>", 120),
		"items in terms": strings.Repeat("<li>a <dd>", 700),
		"tables":         strings.Repeat("<table><tr><td>a ", 300),
		"a raw text":     strings.Repeat("<div>", 300) + "<script>'<b>'</script>a ",
		"no scripts":     "<noscript>" + strings.Repeat("<div>", 600) + "a ",
		"with a slash":   strings.Repeat("<div/>", 600) + "a ",
		"two drawings":   "<svg>" + strings.Repeat("<g/>", 600) + "</svg>" + strings.Repeat("<svg><g>", 300) + "a ",
	} {
		doc, deep := parseTree(strings.Repeat(unit, 20) + "end")
		if !deep {
			t.Errorf("%s: not deep", name)
			continue
		}
		words := strings.Fields(textOf(doc))
		if want := 20*strings.Count(unit, "a ") + 1; len(words) != want || words[len(words)-1] != "end" {
			t.Errorf("%s: %d words are left, want %d", name, len(words), want)
		}
	}
}

// Beyond the bounds paragraphs stay paragraphs.
func TestFlattenKeepsParagraphs(t *testing.T) {
	doc, deep := parseTree(strings.Repeat("<div>", 300) + strings.Repeat("</div>", 300) + strings.Repeat("<p>a", 500))
	if !deep {
		t.Fatal("not deep")
	}
	count := 0
	for c := range below(doc) {
		if c.DataAtom == atom.P {
			count++
		}
	}
	if count != 500 {
		t.Errorf("%d paragraphs are left, want 500", count)
	}
}

// The tree builder opens formatting elements again in every paragraph; what a
// tree may grow to is bounded by what the body holds.
func TestTreeStaysSmall(t *testing.T) {
	body := strings.Repeat("<b>", 500) + strings.Repeat("<p>a", 500)
	count := 0
	for range tree(t, body).Descendants() {
		count++
	}
	if count > 60*500 {
		t.Errorf("%d bytes become %d nodes", len(body), count)
	}
}
