package convert

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// A body of Markdown keeps what its author wrote, so a tag that is taken out of
// it may bring another to life: one that a comment hid, that stood within a tag,
// or that begins a block where none began. mixed knows the ways that were found.
// seal vouches for the others: it reads the result as a reader does that shows
// raw HTML, and makes text of what would run.

// sealRounds is how often the result is read again; text that was a tag may
// have kept another one from being read.
const sealRounds = 4

// sealed converts the body and seals what came of it. Where no tag was changed,
// all were read as they stand now.
func (m *mixed) sealed() []byte {
	out := m.convert()
	if !slices.ContainsFunc(m.changes, func(c change) bool { return strings.Contains(m.body[c.start:c.stop], "<") }) {
		return out
	}
	return seal(out, func(out []byte) []byte { return fill(nil, out, nil, m.w.assets.address) })
}

// seal returns Markdown in which nothing runs once it is filled: an address may
// hold what is markup where it becomes text.
func seal(out []byte, filled func([]byte) []byte) []byte {
	for range sealRounds {
		if !runsFilled(filled(out)) {
			return out
		}
		next := disarmed(out)
		if len(next) == len(out) {
			break
		}
		out = next
	}
	if runsFilled(filled(out)) {
		out = []byte(marks.Replace(string(out)))
	}
	return out
}

func runsFilled(text []byte) bool { return mayRun(text) && runsRendered(text) }

// marks makes text of all that may be a tag or lead somewhere.
var marks = strings.NewReplacer("<", "&lt;", "](", `]\(`, "]:", `]\:`)

// mayRun looks for what no Markdown that runs can do without. Most bodies have
// none of it, and need not be read again.
func mayRun(out []byte) bool {
	for rest := out; ; {
		i := bytes.IndexByte(rest, '<')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
		if name := tagName(string(rest[:min(len(rest), longestLive)])); isLive(strings.ToLower(name)) {
			return true
		}
	}
	for rest := out; ; {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			break
		}
		if isHandler(rest[:i]) {
			return true
		}
		rest = rest[i+1:]
	}
	if bytes.Contains(out, []byte("&#")) {
		return true // an address may be written in it
	}
	text := string(out)
	return indexFold(text, "script:") >= 0 || indexFold(text, "script%") >= 0 || indexFold(text, "data:") >= 0
}

// isHandler tells whether s ends with the name of an attribute that runs.
func isHandler(s []byte) bool {
	s = bytes.TrimRight(s, " \t\n")
	i := len(s)
	for i > 0 && isLetter(s[i-1]) {
		i--
	}
	return len(s)-i > len("on") && bytes.EqualFold(s[i:i+2], []byte("on")) && i > 0 && strings.IndexByte(" \t\n\"'/`", s[i-1]) >= 0
}

// longestLive is the length of the longest name that isLive knows, and one byte
// to see its end.
const longestLive = len("frameset") + 1

// isLive tells of elements that run, load or send something wherever they stand.
func isLive(name string) bool {
	switch name {
	case "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "svg", "math", "base", "link", "meta":
		return true
	}
	return false
}

// runsRendered tells whether something runs in what goldmark makes of the
// Markdown with raw HTML on.
func runsRendered(out []byte) bool {
	var b bytes.Buffer
	if err := markdownParser().Convert(out, &b); err != nil {
		return true // a buffer: it cannot fail
	}
	z := html.NewTokenizer(&b)
	for kind := nextToken(z); kind != html.ErrorToken; kind = nextToken(z) {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		z.NextIsNotRawText() // a browser may read it otherwise
		if tok := z.Token(); isLiveTag(&tok) {
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
		switch {
		case strings.HasPrefix(a.Key, "on"):
			return true
		case tok.Data == "img" && a.Key == "src": // shown, never opened
		case isScript(address(a.Val)):
			return true
		}
	}
	return false
}

// disarmed makes text of the tags in those pieces of raw HTML that run.
func disarmed(out []byte) []byte {
	doc := markdownParser().Parser().Parse(gtext.NewReader(out))
	var cs changes
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // returns no error
		start, stop := 0, 0
		switch n := n.(type) {
		case *ast.HTMLBlock:
			if n.Lines().Len() > 0 {
				start, stop = htmlExtent(n)
			}
		case *ast.RawHTML:
			if n.Segments.Len() > 0 {
				start, stop = extent(n.Segments)
			}
		}
		if raw := string(out[start:stop]); entering && runs(raw) {
			for i := range tagStarts(raw) {
				cs = append(cs, change{start: start + i, stop: start + i + 1, with: []byte("&lt;")})
			}
		}
		return ast.WalkContinue, nil
	})
	var b []byte
	at := 0
	for _, c := range cs.inOrder() {
		b = append(append(b, out[at:c.start]...), c.with...)
		at = c.stop
	}
	return append(b, out[at:]...)
}
