package convert

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// holdsMarkdown tells whether HTML says that there is Markdown in it, as
// kramdown, Python's Markdown and MkDocs read it: markdown="1", "block" or
// "span", or the name alone.
func holdsMarkdown(raw string) bool {
	if !strings.Contains(raw, "markdown") {
		return false
	}
	z := html.NewTokenizer(strings.NewReader(raw))
	for kind := nextToken(z); kind != html.ErrorToken; kind = nextToken(z) {
		if kind != html.StartTagToken {
			continue
		}
		for _, more := z.TagName(); more; {
			var key, v []byte
			key, v, more = z.TagAttr()
			if string(key) != "markdown" {
				continue
			}
			switch string(v) {
			case "", "1", "block", "span":
				return true
			}
		}
	}
	return false
}

// marked treats the images and links of Markdown in blocks of HTML that stay as
// they are: CommonMark reads none there, but the engine does that the body was
// written for.
func (m *mixed) marked() {
	if len(m.kept) == 0 {
		return
	}
	whole := m.src
	defer func() { m.src = whole }()
	text := []byte(strings.Repeat("\n", len(whole)))
	for n := m.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if def, ok := n.(*ast.LinkReferenceDefinition); ok {
			if start, stop, ok := linkText(whole).definition(def); ok {
				copy(text[def.Pos():stop], whole[min(def.Pos(), start):stop])
			}
		}
	}
	for _, block := range m.kept {
		copy(text[block.Start:], betweenTags(whole[block.Start:block.Stop]))
	}
	m.src = string(text)
	walk(parseMarkdown(text), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Image:
			m.image(n)
		case *ast.Link:
			m.markedLink(n)
		}
		return true
	})
}

// markedLink treats a link. One that would run something is parted from its
// address: to those who read no Markdown there it is text, and stays that.
func (m *mixed) markedLink(n *ast.Link) {
	if n.Reference != nil || isInert(address(string(unescape(n.Destination)))) {
		m.link(n)
		return
	}
	m.w.audit.drop("active link")
	if start, _, ok := linkText(m.src).destination(n); ok {
		at := strings.LastIndexByte(m.src[:start], '(')
		m.change(at, at, "<!-- -->")
	}
}

// betweenTags returns HTML with a letter for every byte of its tags, and of what
// stands in code, a script or a style. Its lines stay, none of them indented code.
func betweenTags(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	verbatim := ""
	for {
		kind := nextToken(z)
		raw := string(z.Raw())
		if kind == html.ErrorToken {
			return b.String() + letters(src[b.Len():])
		}
		name, closes := tagOf(raw)
		switch {
		case kind == html.TextToken && verbatim == "":
			b.WriteString(raw)
			continue
		case kind == html.StartTagToken && verbatim == "" && isVerbatimTag(name):
			verbatim = name
		case kind == html.EndTagToken && closes && name == verbatim:
			verbatim = ""
		}
		b.WriteString(letters(raw))
	}
}

func isVerbatimTag(name string) bool {
	switch name {
	case "code", "pre", "tt", "samp", "kbd", "svg", "math", "template", "noscript":
		return true
	}
	return isRawText(name)
}

// letters returns as many letters as s has bytes, with its line ends.
func letters(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c != '\n' {
			b[i] = 'x'
		}
	}
	return string(b)
}
