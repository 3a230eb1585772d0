package convert

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// What runs is left out where it is met. But a tag that is left out may bring
// another to life, one that a comment hid, that stood within a tag, or that begins
// a block where none began; and what a template's tag or an address holds is
// markup to who reads it without the template. The converter knows the ways that
// were found. seal vouches for the others: it reads the result as a reader does
// that shows raw HTML, and makes text of what would run.

// sealRounds is how often the result is read again; text that was a tag may
// have kept another one from being read.
const sealRounds = 4

// inert seals the finished body.
func (w *writer) inert(out string) string {
	if !mayRun(out) && !slices.ContainsFunc(w.pre, mayRun) && !slices.ContainsFunc(w.assets.list, Asset.mayBeMarkup) {
		return out
	}
	return seal(out, w.pre, func(out string) string {
		return string(fill(nil, out, w.pre, func(at place) string { return shownAddress(w.assets.address(at)) }))
	})
}

// mayBeMarkup tells whether an address of the asset is markup where it becomes text.
func (a Asset) mayBeMarkup() bool {
	return slices.ContainsFunc(a.Uses, func(u Use) bool { return strings.ContainsAny(u.Address, "<]") })
}

// seal returns Markdown in which nothing runs once it is filled: an address may
// hold what is markup where it becomes text. Tags that it has marks for are
// changed in place. What may run in text that takes minutes to read does.
func seal(out string, tags templates, filled func(string) string) string {
	text := filled(out)
	if !mayRun(text) {
		return out
	}
	dense := isDense(text)
	isInert := func() bool { return !dense && !runsFilled(filled(out)) }
	for range sealRounds {
		if isInert() {
			return out
		}
		next := out
		if !dense {
			next = disarmed(out)
		}
		if len(next) == len(out) {
			break
		}
		out = next
	}
	for i, tag := range tags {
		tags[i] = textOfTemplate(tag)
	}
	if out = replaceTemplates(out, textOfTemplate); isInert() {
		return out
	}
	if out = marks.Replace(out); dense || isInert() {
		return out
	}
	fence := fenceFor(filled(out))
	return fence + "\n" + out + "\n" + fence
}

func textOfTemplate(tag string) string {
	if mayRun(tag) {
		return marks.Replace(tag)
	}
	return tag
}

func runsFilled(text string) bool { return mayRun(text) && runsRendered(text) }

// marks makes text of all that may be a tag or lead somewhere.
var marks = strings.NewReplacer("<", "&lt;", "](", `]\(`, "]:", `]\:`)

// mayRun looks for what no Markdown that runs can do without. Most bodies have
// none of it, and need not be read again.
func mayRun(text string) bool {
	for i := range tagStarts(text) {
		rest := text[i+1 : min(len(text), i+1+linkLimit)]
		if isLive(strings.ToLower(tagName(rest))) || leads(rest) {
			return true
		}
	}
	if holdsLiveLink(text) {
		return true
	}
	_, rest, _ := strings.Cut(text, "<") // no value without a tag
	for {
		i := strings.IndexByte(rest, '=')
		if i < 0 {
			return false
		}
		if isHandler(rest[:i]) || leads(rest[i+1:]) {
			return true
		}
		rest = rest[i+1:]
	}
}

// holdsLiveLink tells whether s may hold a link of Markdown that no link may be.
func holdsLiveLink(s string) bool {
	for {
		i := strings.IndexByte(s, ']')
		if i < 0 || i+1 >= len(s) {
			return false
		}
		if (s[i+1] == '(' || s[i+1] == ':') && leads(s[i+2:]) {
			return true
		}
		s = s[i+1:]
	}
}

// leads tells whether s begins with an address that no link may have.
func leads(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), linkLimit)], " \t\n<\"'")
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || !mayName(s) {
		return false
	}
	end := strings.IndexAny(s, " <>\"')")
	if end < 0 {
		end = len(s)
	}
	return !isInert(address(html.UnescapeString(breaks.Replace(s[:end]))))
}

// breaks are what browsers pass by in an address.
var breaks = strings.NewReplacer("\t", "", "\n", "")

// mayName tells whether s may begin with the name of a scheme (RFC 3986, section
// 3.1), in which browsers pass by line ends and tabs and read references.
func mayName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':':
			return i > 0
		case c == '&':
			return strings.HasPrefix(s[i:], "&#") || isEntity([]byte(s[i:min(len(s), i+40)]))
		case c > ' ' && !isLetter(c) && !isDigit(c) && strings.IndexByte("+-.\\", c) < 0:
			return false
		}
	}
	return false
}

// isHandler tells whether s ends with the name of an attribute that runs.
func isHandler(s string) bool {
	s = strings.TrimRight(s, " \t\n")
	i := len(s)
	for i > 0 && isLetter(s[i-1]) {
		i--
	}
	return len(s)-i > len("on") && strings.EqualFold(s[i:i+2], "on") && i > 0 && strings.IndexByte(" \t\n\"'/`", s[i-1]) >= 0
}

// isLive tells of elements that run, load or send something wherever they stand.
func isLive(name string) bool {
	switch name {
	case "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "svg", "math", "base", "link", "meta":
		return true
	}
	return false
}

// sealReader reads Markdown as those do who know no footnotes: to them a note is
// an address. Made on first use.
var sealReader = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
})

// runsRendered tells whether something runs in what goldmark makes of the
// Markdown with raw HTML on.
func runsRendered(out string) bool {
	var b bytes.Buffer
	if err := sealReader().Convert([]byte(out), &b); err != nil {
		return true // a buffer: it cannot fail
	}
	z := html.NewTokenizer(&b)
	for kind := nextToken(z); kind != html.ErrorToken; kind = nextToken(z) {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		z.NextIsNotRawText() // a browser may read it otherwise
		if tok := z.Token(); isLiveTag(&tok) && !leadsToNote(&tok, z.Buffered()) {
			return true
		}
	}
	return false
}

func isLiveTag(tok *html.Token) bool {
	if isLive(tok.Data) {
		return true
	}
	for _, a := range tok.Attr {
		ref := address(a.Val)
		switch {
		case strings.HasPrefix(a.Key, "on"), isScript(ref) && !hasPrefixFold(ref, "data:image/"):
			return true
		case (a.Key == "href" || a.Key == "src" && !hasPrefixFold(ref, "data:image/")) && !isInert(ref) && !isBareScheme(ref):
			return true
		}
	}
	return false
}

// leadsToNote tells whether a link is a mark of a footnote for readers who know
// none: its note is one word, and that is their address.
func leadsToNote(tok *html.Token, behind []byte) bool {
	return len(tok.Attr) == 1 && tok.Attr[0].Key == "href" && !isScript(address(tok.Attr[0].Val)) && bytes.HasPrefix(behind, []byte("^"))
}

// isBareScheme tells of an address that is a word with a colon behind it, as the only
// one of a footnote may be.
func isBareScheme(ref string) bool { return strings.HasSuffix(ref, ":") }

// disarmed makes text of the tags in those pieces of raw HTML that run, and of the
// links that lead where no link may.
func disarmed(out string) string {
	var cs changes
	text := 0 // where it begins behind code
	pass := func(start, stop int) {
		cs.cutLinks(out, text, start)
		text = max(text, stop)
	}
	walk(sealReader().Parser().Parse(gtext.NewReader([]byte(out))), func(n ast.Node) bool {
		start, stop := 0, 0
		switch n := n.(type) {
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if n.Lines().Len() > 0 {
				pass(n.Lines().At(0).Start, n.Lines().At(n.Lines().Len()-1).Stop)
			}
		case *ast.CodeSpan:
			if text, ok := n.FirstChild().(*ast.Text); ok {
				pass(text.Segment.Start, n.LastChild().(*ast.Text).Segment.Stop)
			}
		case *ast.HTMLBlock:
			if n.Lines().Len() > 0 {
				start, stop = htmlExtent(n)
			}
		case *ast.RawHTML:
			if n.Segments.Len() > 0 {
				start, stop = extent(n.Segments)
			}
		}
		if raw := out[start:stop]; runs(raw) {
			for i := range tagStarts(raw) {
				cs.change(start+i, start+i+1, "&lt;")
			}
		}
		return true
	})
	pass(len(out), len(out))
	return cs.changed(out)
}

// cutLinks makes text of what lies between two places of src and leads where no
// link may.
func (c *changes) cutLinks(src string, from, to int) {
	for i := from; i < to; i++ {
		switch rest := src[i+1:]; {
		case src[i] == '<' && leads(rest):
			c.change(i, i+1, "&lt;")
		case src[i] == ']' && rest != "" && (rest[0] == '(' || rest[0] == ':') && leads(rest[1:]):
			c.change(i+1, i+1, `\`)
		}
	}
}
