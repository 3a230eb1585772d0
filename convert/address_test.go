package convert

import (
	"testing"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

func TestFindAddressInWord(t *testing.T) {
	for s, want := range map[string]string{
		"see http://e.org/a": "http://e.org/a", "http://e.org/a,": "http://e.org/a", "http://e.org/a ": "", "http://e.org/a b": "", "http://": "",
	} {
		at, n := findAddress(s, true)
		if got := s[at : at+n]; got != want {
			t.Errorf("findAddress(%q, true) = %q, want %q", s, got, want)
		}
	}
}

func TestFindAddress(t *testing.T) {
	for s, want := range map[string]string{
		"see http://e.org/a*b here":    "http://e.org/a*b",
		"see http://e.org/ab here":     "",
		"https://e.org/~jo.":           "https://e.org/~jo",
		"(http://e.org/*a*)":           "http://e.org/*a",
		"http://e.org/*a_(b)*":         "http://e.org/*a_(b",
		"ftp://e.org/a*b":              "ftp://e.org/a*b",
		"://a*b":                       "",
		"http://e.org http://e.org/*x": "http://e.org/*x",
		"http://e.org/a*，b":            "http://e.org/a",
		"http://e.org/a，b":             "http://e.org/a",
		"http://e.org/a\\*b":           "http://e.org/a",
		"http://e.org/a[b]\\*c":        "http://e.org/a",
		"[http://e.org/a] b":           "http://e.org/a",
		"http://e.org/a.[b] c":         "http://e.org/a",
		"http://e.org/?a[]=b":          "",
		"[http://e.org/?a=b] c":        "http://e.org/?a=b",
		"http://e.org/?a[]=*b[c海":      "http://e.org/?a[]=*b",
		"http://e.org/?a=b[c海]":        "http://e.org/?a=b",
		"http://[::1]/a":               "",
		"http://host/[id]":             "",
		"[img]http://e.org/a[/img]":    "",
		"http://e.org/a*b，c":           "http://e.org/a*b",
		"":                             "",
	} {
		at, n := findAddress(s, false)
		if got := s[at : at+n]; got != want {
			t.Errorf("findAddress(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestDestination(t *testing.T) {
	for address, want := range map[string]string{
		"":                     "<>",
		"/a":                   "/a",
		"/a?b=c&d=e":           "/a?b=c&d=e",
		"/a&copy;b":            "/a&amp;copy;b",
		"/a&copy=b":            "/a&copy=b",
		"/a&#1;":               "/a&amp;#1;",
		"/a b":                 "</a b>",
		"/a(b)":                "/a(b)",
		"/a(b":                 "</a(b>",
		"/a)b(":                "</a)b(>",
		"/<a>":                 `</\<a\>>`,
		`/a\b`:                 `/a\b`,
		`/a\_b\`:               `/a\\_b\`,
		`{{< ref "a b.md" >}}`: `{{< ref "a b.md" >}}`,
		"/海":                   "/海",
	} {
		if got := string(destination(nil, address)); got != want {
			t.Errorf("destination(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	for text, want := range map[string]string{
		"":               "",
		" \n ":           "",
		"a":              ` "a"`,
		"a\n  b":         ` "a b"`,
		"a\x07b\u202ec":  ` "abc"`,
		`say "hi"`:       ` "say \"hi\""`,
		`a\b \" \`:       ` "a\b \\\" \"`,
		"&lt; & &bogus;": ` "&amp;lt; & &bogus;"`,
		"[a](b) <c> *d*": ` "[a](b) <c> *d*"`,
	} {
		if got := string(title(nil, text)); got != want {
			t.Errorf("title(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestBalanced(t *testing.T) {
	for s, want := range map[string]bool{"": true, "()": true, "(()())": true, "(": false, ")": false, ")(": false} {
		if got := balanced(s); got != want {
			t.Errorf("balanced(%q) = %v, want %v", s, got, want)
		}
	}
}

// Whatever the address and the title, a reader of the link finds both as they
// were.
func TestLinkReadsBack(t *testing.T) {
	pieces := []string{"a", "/", "?", "&", "&amp;", "=", "%20", " ", "(", ")", "<", ">", "\\", "*", "_", "[", "]", `"`, "'", "海", "#", "|", "!", "`", "{{<", "{{%"}
	draw := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 10), func(p []string) string {
		s := "x"
		for _, piece := range p {
			s += piece
		}
		return s + "y"
	})
	rapid.Check(t, func(t *rapid.T) {
		ref, words := draw.Draw(t, "address"), squeeze(draw.Draw(t, "title"))
		md := append(destination([]byte("[text]("), ref), title(nil, words)...)
		md = append(md, ')')
		link, ok := firstLink(md)
		if !ok {
			t.Fatalf("%q is no link", md)
		}
		if got := string(unescape(link.Destination)); got != ref {
			t.Fatalf("%q leads to %q, want %q", md, got, ref)
		}
		if got := string(unescape(link.Title)); got != words {
			t.Fatalf("%q is titled %q, want %q", md, got, words)
		}
	})
}

func firstLink(md []byte) (link *ast.Link, ok bool) {
	doc := markdownParser().Parser().Parse(gtext.NewReader(md))
	_ = ast.Walk(doc, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if l, is := n.(*ast.Link); is {
			link, ok = l, true
		}
		return ast.WalkContinue, nil
	})
	return link, ok
}
