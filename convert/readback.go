package convert

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readBack tells the witness what a reader of the Markdown sees: goldmark
// reads it, as Hugo would, and its tree is walked.
func (w *writer) readBack(out string, s *witness) {
	filled := w.filled(out)
	s.templates(string(filled), w.pre)
	src := maskShortcodes(filled)
	r := reader{src: src, tags: w.pre, s: s}
	_ = ast.Walk(parseMarkdown(src), r.visit) // visit returns no error
}

// filled is Markdown in which each asset has the address that it has in the post.
func (w *writer) filled(out string) []byte { return fill(nil, out, nil, w.assets.address) }

// maskShortcodes puts an address of the same length for each Hugo shortcode
// that stands as a link's destination: Hugo resolves it before it reads the
// Markdown.
func maskShortcodes(src []byte) []byte {
	for _, open := range [...]string{"]({{<", "]({{%"} {
		for from := 0; ; {
			i := bytes.Index(src[from:], []byte(open))
			if i < 0 {
				break
			}
			start := from + i + 2
			n := bytes.Index(src[start:], []byte("}}"))
			if n < 0 {
				break
			}
			for k := start; k < start+n+2; k++ {
				if src[k] <= ' ' || src[k] == '<' || src[k] == '>' {
					src[k] = shortcodeMask
				}
			}
			from = start + n
		}
	}
	return src
}

// shortcodeKey is an address without what maskShortcodes and withoutDoubleQuotes
// change, for comparing.
func shortcodeKey(ref string) string {
	if !strings.Contains(ref, "{{") {
		return ref
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ', r == '<', r == '>', r == shortcodeMask:
			return -1
		case r == '\'', r == '`':
			return '"'
		}
		return r
	}, ref)
}

// shortcodeMask stands for blanks and angle brackets in a shortcode.
const shortcodeMask = 0x7F

type reader struct {
	src  []byte
	tags templates
	s    *witness

	lists []bool // open lists in HTML: whether they are ordered
}

func (r *reader) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if n.Type() == ast.TypeBlock || n.Kind() == east.KindTableCell {
		r.s.edge()
	}
	if !entering {
		r.s.leave(coverOfNode(n))
		return ast.WalkContinue, nil
	}
	r.s.enter(coverOfNode(n))
	r.parts(n)
	switch n := n.(type) {
	case *ast.Text:
		r.s.say(r.text(n))
		if n.HardLineBreak() {
			r.s.edge()
		}
	case *ast.String:
		r.s.say(r.tags.without(string(n.Value)))
	case *ast.CodeSpan:
		for t := range texts(n) {
			r.s.say(r.tags.without(string(t.Segment.Value(r.src))))
		}
		return ast.WalkSkipChildren, nil
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.code(n.Lines())
	case *ast.Link:
		r.link(string(n.Destination))
	case *ast.AutoLink:
		label := string(n.Label(r.src))
		r.s.say(label)
		if n.Pos() > 0 && r.src[n.Pos()-1] == '<' || n.Pos() >= 0 && n.Pos() < len(r.src) && r.src[n.Pos()] == '<' {
			r.s.auto = append(r.s.auto, r.address(string(n.URL(r.src))))
		}
	case *ast.Image:
		r.s.images = append(r.s.images, r.address(string(n.Destination)))
		r.s.picture(r.words(n), r.attribute(n.Title))
		return ast.WalkSkipChildren, nil
	case *ast.HTMLBlock:
		r.html(segments(n.Lines(), r.src))
	case *ast.RawHTML:
		r.html(segments(n.Segments, r.src))
		return ast.WalkSkipChildren, nil
	case *east.Table:
		r.s.tables++
	}
	return ast.WalkContinue, nil
}

// coverOfNode tells which cover a node is, -1 for none.
func coverOfNode(n ast.Node) cover {
	switch n := n.(type) {
	case *ast.Emphasis:
		if n.Level == 2 {
			return strongCover
		}
		return emphasisCover
	case *east.Strikethrough:
		return deletedCover
	case *ast.CodeSpan:
		return codeCover
	case *ast.Blockquote:
		return quoteCover
	case *ast.ListItem:
		return itemCover
	}
	return -1
}

// parts notes what a node is besides its text.
func (r *reader) parts(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.s.note("heading", "h"+string('0'+rune(n.Level)))
	case *ast.ListItem:
		list, ok := n.Parent().(*ast.List)
		r.s.note("item", itemOf(ok && list.IsOrdered()))
	case *east.TaskCheckBox:
		r.s.note("checkbox", strconv.FormatBool(n.IsChecked))
	case *ast.ThematicBreak:
		r.s.note("rule", "")
	case *ast.List:
		if n.IsOrdered() && n.Start > 1 {
			r.s.note("number", strconv.Itoa(n.Start))
		}
	case *ast.Blockquote:
		r.s.note("quote", "")
	case *east.Table:
		r.s.note("table", "")
	case *ast.FencedCodeBlock:
		if l := n.Language(r.src); len(l) > 0 {
			r.s.note("language", string(l))
		}
	case *ast.Link:
		r.s.words("title", r.attribute(n.Title))
	}
}

// attribute is what the title of a link or image says.
func (r *reader) attribute(raw []byte) string { return r.tags.without(string(unescape(raw))) }

// words are the alternative text of an image.
func (r *reader) words(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(r.text(c))
		case *ast.AutoLink:
			b.Write(c.Label(r.src))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(r.words(c))
		}
	}
	return b.String()
}

// text is what a text node shows: escapes and character references resolved.
func (r *reader) text(n *ast.Text) string {
	raw := n.Segment.Value(r.src)
	if !n.IsRaw() {
		raw = unescape(raw)
	}
	return r.tags.without(string(raw))
}

// unescape resolves backslash escapes and character references from left to
// right, since one may hide the other.
func unescape(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == '\\' && i+1 < len(raw) && isPunct(raw[i+1]):
			i++
			out = append(out, raw[i])
		case raw[i] == '&' && isEntity(raw[i:]):
			end := i + bytes.IndexByte(raw[i:], ';') + 1
			out = append(out, html.UnescapeString(string(raw[i:end]))...)
			i = end - 1
		default:
			out = append(out, raw[i])
		}
	}
	return out
}

func (r *reader) link(ref string) { r.s.links = append(r.s.links, r.address(ref)) }

// address is a destination as it is meant, with template tags.
func (r *reader) address(ref string) string {
	return shortcodeKey(r.tags.restore(string(unescape([]byte(ref)))))
}

func (r *reader) code(lines *gtext.Segments) {
	text := strings.TrimSuffix(segments(lines, r.src), "\n")
	r.s.say(r.tags.without(text))
	r.s.code = append(r.s.code, r.tags.without(text))
}

// html reads a block of HTML.
func (r *reader) html(raw string) {
	z := html.NewTokenizer(strings.NewReader(raw))
	var pre *strings.Builder // the code of the <pre> that is open
	for {
		switch nextToken(z) {
		case html.ErrorToken:
			return
		case html.TextToken:
			text := r.tags.without(string(z.Text()))
			r.s.say(text)
			if pre != nil {
				pre.WriteString(text)
			}
		case html.EndTagToken:
			tok := z.Token()
			if tok.DataAtom == atom.Pre && pre != nil {
				r.s.code = append(r.s.code, pre.String())
				pre = nil
			}
			r.endTag(&tok)
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			if tok.DataAtom == atom.Pre && pre == nil {
				pre = &strings.Builder{}
			}
			r.tag(&tok)
			for _, a := range tok.Attr {
				switch {
				case tok.Data == "a" && a.Key == "href":
					r.link(a.Val)
				case tok.Data == "img" && a.Key == "src":
					r.s.images = append(r.s.images, shortcodeKey(r.tags.restore(a.Val)))
				}
			}
		}
	}
}

func (r *reader) endTag(tok *html.Token) {
	n := elementOf(tok)
	if isBlock(n) {
		r.s.edge()
	}
	r.s.leave(coverOf(n))
	if isList(n) && len(r.lists) > 0 {
		r.lists = r.lists[:len(r.lists)-1]
	}
}

// tag notes what an element that stays HTML is besides its text.
func (r *reader) tag(tok *html.Token) {
	n := elementOf(tok)
	if n.DataAtom == atom.Br || isBlock(n) {
		r.s.edge()
	}
	r.s.enter(coverOf(n))
	for _, key := range [...]string{"alt", "title"} {
		r.s.words(key, r.tags.without(attr(n, key)))
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		r.s.note("heading", n.Data)
	case atom.Li:
		r.s.note("item", itemOf(len(r.lists) > 0 && r.lists[len(r.lists)-1]))
	case atom.Hr:
		r.s.note("rule", "")
	case atom.Ul:
		r.lists = append(r.lists, false)
	case atom.Ol:
		r.lists = append(r.lists, true)
		if start := startOf(n); start > 1 {
			r.s.note("number", strconv.Itoa(start))
		}
	case atom.Blockquote:
		r.s.note("quote", "")
	case atom.Table:
		r.s.tables++
		r.s.note("table", "")
	case atom.Code:
		if l := prefixedLanguage(attr(n, "class")); l != "" {
			r.s.note("language", l)
		}
	case atom.Sub, atom.Sup, atom.Kbd, atom.Mark, atom.Ins:
		r.s.note("element", n.Data)
	}
}
