package convert

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

func TestSpan(t *testing.T) {
	for s, want := range map[string]int{"": 1, "2": 2, " 3 ": 3, "0": 1, "-1": 1, "x": 1, "2.5": 1, "99999": maxSpan, "99999999999999999999": 1} {
		if got := span1(s); got != want {
			t.Errorf("span1(%q) = %d, want %d", s, got, want)
		}
	}
}

// The grid of a table, written with _ where a cell reaches from elsewhere.
func TestReadGrid(t *testing.T) {
	for src, want := range map[string]string{
		"<tr><td>a<td>b<tr><td>c<td>d":                       "ab cd",
		"<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e":        "a_b cde",
		"<tr><td rowspan=2>a<td>b<tr><td>c":                  "ab _c",
		"<tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e":        "abc d_e",
		"<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c":        "a_b __c",
		"<tr><td>a<td>b<tr><td><td><tr><td>c<td>d":           "ab cd",
		"<tr><td>a<tr><td>b<td>c":                            "a bc",
		"<tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>a<td>b": "fg ab",
		"<tr><td rowspan=9>a<td>b<tr><td>c":                  "ab _c",
	} {
		g := readGrid(find(tree(t, "<table>"+src+"</table>"), atom.Table))
		var rows []string
		for _, row := range g.rows {
			var b strings.Builder
			for _, c := range row {
				if c == nil {
					b.WriteByte('_')
				} else {
					b.WriteString(strings.TrimSpace(textOf(c)))
				}
			}
			rows = append(rows, b.String())
		}
		if got := strings.Join(rows, " "); got != want {
			t.Errorf("readGrid(%s) = %q, want %q", src, got, want)
		}
	}
}

func TestTableHeader(t *testing.T) {
	for src, want := range map[string]bool{
		"<tr><th>a<th>b<tr><td>c<td>d":                true,
		"<thead><tr><td>a<td>b</thead><tr><td>c<td>d": true,
		"<tr><td>a<td>b<tr><td>c<td>d":                false,
		"<tr><th>a<td>b<tr><th>c<td>d":                false,
		"<tr><td><th>b<tr><th>c<td>d":                 true,
	} {
		if g := readGrid(find(tree(t, "<table>"+src+"</table>"), atom.Table)); g.header != want {
			t.Errorf("header of %s = %v, want %v", src, g.header, want)
		}
	}
}

func TestIsLayout(t *testing.T) {
	for src, want := range map[string]bool{
		"<table><tr><td>a<td>b</table>":                     false,
		`<table role="presentation"><tr><td>a</table>`:      true,
		"<table><tr><td><h2>a</h2></table>":                 true,
		"<table><tr><td><table><tr><td>a</table></table>":   true,
		"<table><tr><td><img src=a><td><img src=b></table>": true,
		"<table><tr><td><img src=a><td>b</table>":           false,
		"<table><tr><td><ul><li>a</ul></table>":             false,
	} {
		if got := isLayout(find(tree(t, src), atom.Table)); got != want {
			t.Errorf("isLayout(%s) = %v, want %v", src, got, want)
		}
	}
}

// A few bytes cannot ask for a large table.
func TestHugeSpansStayCheap(t *testing.T) {
	body := "<table>" + strings.Repeat(`<tr><td colspan="65534" rowspan="65534">a</td><td>b</td></tr>`, 200) + "</table>"
	if got := len(toDocument(t, "a.html", body).body); got > 40*len(body) {
		t.Errorf("%d bytes become %d", len(body), got)
	}
}

// Every cell's text stands in the Markdown, whatever the spans.
func TestSpannedCellsAreKept(t *testing.T) {
	for rows := 1; rows <= 3; rows++ {
		for cols := 1; cols <= 3; cols++ {
			src := fmt.Sprintf(`<table><tr><td rowspan="%d" colspan="%d">c1</td><td>c2</td></tr><tr><td>c3</td><td>c4</td></tr><tr><td>c5</td><td>c6</td></tr></table>`, rows, cols)
			md := toMarkdown(t, src)
			for i := 1; i <= 6; i++ {
				if !strings.Contains(md, fmt.Sprintf("c%d", i)) {
					t.Errorf("c%d is lost from %s:\n%s", i, src, md)
				}
			}
		}
	}
}
