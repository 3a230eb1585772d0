package convert

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"
)

// runsOf takes a paragraph of text apart into its delimiters, as the writer
// does it for text that is none of its own.
func runsOf(text string) *paragraph {
	p := &paragraph{}
	p.reset(blockMode)
	p.lay([]part{{kind: textPart, text: text}})
	p.delimit()
	return p
}

// The pairs are those of the examples of CommonMark 0.31.2, section 6.2, whose
// numbers are given, and of GFM, section 6.5.
func TestMatches(t *testing.T) {
	for text, want := range map[string]string{
		"*foo bar*":            "0-8",            // 350
		"a * foo bar*":         "",               // 351
		"a*\"foo\"*":           "",               // 352
		"foo*bar*":             "3-7",            // 355
		"_foo bar_":            "0-8",            // 357
		"foo_bar_":             "",               // 360
		"foo-_(bar)_":          "4-10",           // 365
		"*foo bar *":           "",               // 368
		"*(*foo*)*":            "2-6 0-8",        // 370
		"__foo bar__":          "0-9x2",          // 382
		"**foo*":               "1-5",            // 444
		"*foo**":               "0-4",            // 445
		"***foo** bar*":        "1-6x2 0-12",     // 418
		"*foo**bar**baz*":      "4-9x2 0-14",     // 413
		"*foo**bar*":           "0-9",            // 414
		"foo***bar***baz":      "4-9x2 3-11",     // 417
		"**foo**bar**":         "0-5x2",          // rule of three, both sides
		"*_foo_*":              "1-5 0-6",        //
		"~~Hi~~ there":         "0-4x2",          // GFM 491
		"~a~ b":                "0-2",            //
		"a ~ b ~ c":            "",               //
		"中*文*字":                "3-7",            //
		"中*“文”*字":              "",               //
		"":                     "",               //
		"no delimiters at all": "",               //
		"* * * * *":            "",               //
		"*a *b *c c* b* a*":    "6-10 3-13 0-16", //
	} {
		var got []string
		for _, m := range runsOf(text).play(readings[0]) {
			s := fmt.Sprintf("%d-%d", m.open, m.close)
			if m.n == 2 {
				s += "x2"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("matches of %q = %v, want %s", text, got, want)
		}
	}
}

// A barrier is the edge of a link text: emphasis does not cross it.
func TestMatchesStopAtBarriers(t *testing.T) {
	star := func(pos int) delimiter { return delimiter{ch: '*', pos: pos, n: 1, open: true, close: true} }
	runs := []delimiter{star(0), {barrier: 1, pos: 1}, star(2), {barrier: -1, pos: 3}, star(4)}
	found := matches(runs, nil)
	if len(found) != 1 || found[0].open != 0 || found[0].close != 4 {
		t.Errorf("matches = %+v, want 0-4 alone", found)
	}
}

// Text that might be emphasis a hundred thousand times must not be tried with
// every opener before it.
func TestMatchesIsLinear(t *testing.T) {
	shape := func(n int) string {
		return "<p>" + strings.Repeat("*a _b ~c ", n) + strings.Repeat("a* b_ c~", n) + "</p>"
	}
	if !isLinearConvert(t, shape) {
		t.Error("time grows faster than the text")
	}
}

// The program's reading of delimiters is goldmark's own: what has been settled
// and escaped reads as the very text, wherever letters of two scripts,
// punctuation and delimiters meet.
func TestSettledTextIsLiteral(t *testing.T) {
	pieces := []string{"a", "a ", " ", "*", "**", "***", "_", "__", "~", "~~", "中", "，", "“", "€", "."}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 16).Draw(t, "text"), ""))
		md := compose(part{kind: textPart, text: text})
		body := find(render(t, md), atom.Body)
		if got, want := squeeze(textOf(body)), squeeze(text); got != want {
			t.Fatalf("%q is written %q and reads %q", want, md, got)
		}
		if e := find(body, atom.Em, atom.Strong, atom.Del); e != nil {
			t.Fatalf("%q is written %q and has <%s>", text, md, e.Data)
		}
	})
}

// compose writes the parts of one paragraph.
func compose(parts ...part) []byte {
	w := newWriter()
	w.opts = &Options{}
	return w.compose(nil, parts, blockMode)
}

// A styled is a visible character and the emphasis it carries.
type styled struct {
	r               rune
	strong, em, del bool
}

func (s styled) String() string {
	mark := ""
	for _, on := range []struct {
		is   bool
		name string
	}{{s.strong, "B"}, {s.em, "I"}, {s.del, "S"}} {
		if on.is {
			mark += on.name
		}
	}
	return string(s.r) + mark
}

// styles lists the visible characters of a tree.
func styles(n *xhtml.Node) []styled {
	var all []styled
	var walk func(n *xhtml.Node, now styled)
	walk = func(n *xhtml.Node, now styled) {
		switch n.DataAtom {
		case atom.Strong, atom.B:
			now.strong = true
		case atom.Em, atom.I:
			now.em = true
		case atom.Del, atom.S:
			now.del = true
		}
		if n.Type == xhtml.TextNode {
			for _, r := range n.Data {
				if now.r = r; !unicode.IsSpace(r) {
					all = append(all, now)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, now)
		}
	}
	walk(n, styled{})
	return all
}

// sameStyles compares what two trees show. Punctuation may have left its
// emphasis, since it moves out where a mark would not be seen; it never enters
// one.
func sameStyles(want, got []styled) bool {
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		g := got[i]
		if unicode.IsPunct(w.r) || unicode.IsSymbol(w.r) {
			g = styled{w.r, g.strong || w.strong, g.em || w.em, g.del || w.del}
			if g.r != got[i].r {
				return false
			}
		}
		if g != w {
			return false
		}
	}
	return true
}

// spans draws inline HTML in which emphasis is nested, adjacent and empty.
func spans(t *rapid.T, depth int) string {
	words := []string{"a", "b ", " c", "中", "，", "“", "”", "：", "*", "_", "~", ".", "(", ")", "€", " ",
		"<code>c</code>", `<a href="u">l</a>`, "<br>", "<sub>s</sub>", "!", "[", "]"}
	var b strings.Builder
	for range rapid.IntRange(1, 4).Draw(t, "pieces") {
		tag := ""
		if depth > 0 {
			tag = rapid.SampledFrom([]string{"", "", "strong", "em", "del"}).Draw(t, "tag")
		}
		if tag == "" {
			b.WriteString(rapid.SampledFrom(words).Draw(t, "word"))
			continue
		}
		b.WriteString("<" + tag + ">" + spans(t, depth-1) + "</" + tag + ">")
	}
	return b.String()
}

// Emphasis comes out on exactly the characters that carried it, as marks or
// as elements, however it is nested and whatever stands beside it.
func TestSpansRenderAsTheyWere(t *testing.T) {
	conv := New(Options{NoAudit: true})
	rapid.Check(t, func(t *rapid.T) {
		src := "<p>" + spans(t, 3) + "</p>"
		doc, err := conv.Convert(&Post{Path: "a.html", Body: src})
		if err != nil {
			t.Fatal(err)
		}
		tree, err := xhtml.Parse(strings.NewReader(src))
		if err != nil {
			t.Fatal(err)
		}
		want, got := styles(tree), styles(render(t, []byte(doc.body)))
		if !sameStyles(want, got) {
			t.Fatalf("%s\nMarkdown %q\nreads %v\nwant  %v", src, doc.body, got, want)
		}
	})
}
