package convert

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A mixed is a body that is Markdown already, perhaps with HTML in it. It
// passes byte for byte, but for its images, which become holes, and its
// blocks of HTML, which are converted where they are whole.
type mixed struct {
	w    *writer
	src  string // template tags masked, of the same length
	body string // as it is
	changes
	used    map[string]int       // references that links use, and how many; they stay addresses
	larger  map[string][]sources // of these, what leads to the full size of the picture in the link
	images  map[string][]*ast.Image
	doc     ast.Node        // of src
	inline  map[int]bool    // where tags begin that stand in a paragraph
	picture *html.Node      // that is open between tags, with the sources seen in it
	shown   int             // the end of an image of several tags
	kept    []gtext.Segment // blocks of HTML that stay, and may have Markdown in them

	keepBlocks bool // blocks of HTML stay HTML
}

func (w *writer) newMixed(body string) *mixed {
	body = mapHidden(body, markdownRune)
	m := &mixed{w: w, src: mask(body), body: body, used: map[string]int{}, larger: map[string][]sources{}, inline: map[int]bool{}, images: map[string][]*ast.Image{}}
	m.doc = parseMarkdown([]byte(m.src))
	return m
}

// convert returns the body with everything changed that must not stay.
func (m *mixed) convert() string {
	m.targets()
	walk(m.doc, m.visit)
	m.marked()
	m.references()
	m.w.outer = facts{}
	return m.apply()
}

// targets notes what the links of the whole body lead to, so that a piece of
// HTML keeps what is led to from elsewhere.
func (m *mixed) targets() {
	walk(m.doc, func(n ast.Node) bool {
		if a, ok := n.(*ast.Link); ok && len(a.Destination) > 1 && a.Destination[0] == '#' {
			m.w.outer.target(string(a.Destination[1:]))
		}
		return true
	})
	for rest := m.body; ; {
		i := strings.Index(rest, "href=")
		if i < 0 {
			return
		}
		rest = rest[i+len("href="):]
		if len(rest) > 2 && (rest[0] == '"' || rest[0] == '\'') && rest[1] == '#' {
			if ref, _, ok := strings.Cut(rest[2:min(len(rest), linkLimit)], rest[:1]); ok && ref != "" {
				m.w.outer.target(html.UnescapeString(ref))
			}
		}
	}
}

// markdownRune takes control and direction characters out of Markdown; what
// else shows nothing stays, since these are the author's own characters.
func markdownRune(r rune) rune {
	if r == 0x200B || r == 0xAD || r == 0x2060 || r == 0xFEFF {
		return r
	}
	return visibleRune(r)
}

// mask returns body with a letter for every byte of a template tag on one line,
// so that one in an address does not end it. Lengths stay.
func mask(body string) string {
	return replaceTemplates(body, func(tag string) string {
		if strings.Contains(tag, "\n") {
			return tag
		}
		return strings.Repeat("x", len(tag))
	})
}

func (m *mixed) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Paragraph:
		return !m.tagged(n)
	case *ast.Image:
		m.image(n)
	case *ast.Link:
		m.link(n)
	case *ast.AutoLink:
		m.autoLink(n)
	case *ast.HTMLBlock:
		m.block(n)
	case *ast.RawHTML:
		m.rawTag(n)
	case *east.Footnote:
		m.footnote(n)
	}
	return true
}

// block converts a block of HTML if it is whole; else its tags stay, made
// harmless, around the Markdown that stands between them.
func (m *mixed) block(n *ast.HTMLBlock) {
	if n.Lines().Len() == 0 {
		return
	}
	start, stop := htmlExtent(n)
	raw := m.body[start:stop]
	if n.HTMLBlockType == ast.HTMLBlockType2 && isComment(raw) {
		return // perhaps the end of the excerpt, or what parts two lists
	}
	if n.Parent().Kind() == ast.KindDocument {
		if out, ok := m.converted(raw); ok {
			if len(out) == 0 {
				stop = m.blankEnd(stop)
			} else {
				out = m.apart(start, stop, out+"\n")
			}
			m.change(start, stop, out)
			return
		}
	}
	m.tags(start, stop, stop)
	if strings.Contains(raw, "](") || strings.Contains(raw, "][") {
		m.kept = append(m.kept, gtext.NewSegment(start, stop))
	}
}

// converted returns what HTML becomes that is whole; false if its tags stay.
func (m *mixed) converted(raw string) (string, bool) {
	if m.keepBlocks || holdsMarkdown(raw) || holdsExpression(raw) || !isWhole(raw) && !isUnseen(raw) {
		return "", false
	}
	out, ok := m.w.fragment(raw)
	return out, ok && (len(out) > 0 || !isComponents(raw))
}

// blankEnd is where the blank lines behind a place end: they go with what
// stood there.
func (m *mixed) blankEnd(at int) int {
	for at < len(m.body) && m.body[at] == '\n' {
		at++
	}
	return at
}

// isUnseen tells of a block that begins with what nobody sees. Without that, what
// stands behind it would be Markdown.
func isUnseen(raw string) bool {
	return hasPrefixFold(strings.TrimLeft(raw, " "), "<script") || hasPrefixFold(strings.TrimLeft(raw, " "), "<style")
}

// isComponents tells whether HTML has no elements but those that HTML does not
// know: components, which VuePress, Docusaurus or Astro show something for.
func isComponents(raw string) bool {
	any := false
	for i := range tagStarts(raw) {
		name := tagName(strings.TrimPrefix(raw[i+1:], "/"))
		if name == "" || atom.Lookup([]byte(strings.ToLower(name))) != 0 {
			return false
		}
		any = true
	}
	return any
}

// apart puts blank lines around what comes in the place of a block of HTML:
// the block needed none, but Markdown would go on in the paragraph.
func (m *mixed) apart(start, stop int, out string) string {
	if start > 1 && m.body[start-1] == '\n' && m.body[start-2] != '\n' {
		out = "\n" + out
	}
	if stop < len(m.body) && m.body[stop] != '\n' {
		out += "\n"
	}
	return out
}

// isComment tells whether a block is one comment and nothing else.
func isComment(raw string) bool {
	raw = strings.TrimSpace(raw)
	return strings.HasPrefix(raw, "<!--") && strings.Index(raw, "-->") == len(raw)-len("-->")
}

// holdsExpression tells of the image of MDX whose address a program will tell:
// <img src={photo} />.
func holdsExpression(raw string) bool {
	return strings.Contains(raw, " src={") && !strings.Contains(raw, " src={{")
}

// isWhole tells whether every element that the HTML opens is closed in it, and
// rows and cells stand in a table. A blank line ends a block of HTML for a
// reader of Markdown, so that many are but a piece of a table.
func isWhole(raw string) bool {
	z := html.NewTokenizer(strings.NewReader(raw))
	var open []string
	for {
		kind := nextToken(z)
		if kind == html.ErrorToken {
			return len(open) == 0
		}
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		s := string(name)
		switch {
		case isVoid(s): // </embed>, as many copied it, ends nothing
		case (s == "tr" || s == "td" || s == "th") && !slices.Contains(open, "table"):
			return false
		case kind == html.StartTagToken && !isImplied(s):
			if len(open) == treeDepth { // no tree of it would be taken
				return false
			}
			open = append(open, s)
		case kind == html.EndTagToken && !isImplied(s):
			i := len(open) - 1
			for i >= 0 && open[i] != s {
				i--
			}
			if i < 0 {
				return false
			}
			open = slices.Delete(open, i, i+1)
		}
	}
}

// rawTag treats one tag in a paragraph. An image says in Markdown all that is
// kept of it.
func (m *mixed) rawTag(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	start, stop := extent(n.Segments)
	if start < m.shown {
		return
	}
	m.inline[start] = true
	if end := m.imageEnd(n, stop); !m.keepBlocks && end > 0 && !holdsExpression(m.body[start:end]) {
		if out, ok := m.w.fragment(m.body[start:end]); ok && len(out) > 0 {
			m.change(start, end, out)
			m.shown = end
			return
		}
	}
	before := len(m.changes)
	m.tags(start, stop, 0)
	for i := range m.changes[before:] {
		m.changes[before+i].inText = true
	}
}

// imageEnd returns where an image ends whose first tag ends at stop: behind its
// only tag, or that of the <picture> or the link around it; 0 if it is none.
func (m *mixed) imageEnd(n *ast.RawHTML, stop int) int {
	name, _ := tagOf(m.body[n.Segments.At(0).Start:stop])
	switch {
	case name == "img":
		return stop
	case name != "picture" && (name != "a" || isInLink(n)):
		return 0
	}
	shows := name == "picture"
	for c := n.NextSibling(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.RawHTML:
			start, end := extent(c.Segments)
			inner, ends := tagOf(m.body[start:end])
			shows = shows || inner == "img"
			switch {
			case ends && inner == name && shows:
				return end
			case inner == name: // whoever opens many must not be looked for to the end
				return 0
			case name == "a" && inner != "img" && inner != "picture" && inner != "source":
				return 0
			}
		case *ast.Text:
			if name == "a" && !isAllBlank(m.src[c.Segment.Start:c.Segment.Stop]) {
				return 0
			}
		default:
			return 0
		}
	}
	return 0
}

func isInLink(n ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

// tagged converts a paragraph of nothing but tags, false if it is none: an
// image over several lines, a linked one, a player are HTML that is no block
// of it to CommonMark, since more stands on their first line than one tag.
func (m *mixed) tagged(p *ast.Paragraph) bool {
	if p.Parent().Kind() != ast.KindDocument || !m.isTags(p) {
		return false
	}
	start, stop := extent(p.Lines())
	raw := strings.TrimRight(m.body[start:stop], "\n")
	out, ok := m.converted(raw)
	if !ok || len(out) == 0 && (strings.Contains(raw, "id=") || strings.Contains(raw, "name=")) { // perhaps other posts lead there
		return false
	}
	stop = start + len(raw)
	if len(out) == 0 {
		stop = m.blankEnd(stop)
		for start > 0 && m.body[start-1] == ' ' {
			start-- // what indents it goes, too
		}
	}
	m.change(start, stop, out)
	return true
}

// isTags tells whether a paragraph begins with a tag and holds nothing else.
func (m *mixed) isTags(p *ast.Paragraph) bool {
	if p.FirstChild() == nil || p.FirstChild().Kind() != ast.KindRawHTML {
		return false
	}
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if ok && !isAllBlank(m.src[t.Segment.Start:t.Segment.Stop]) || !ok && c.Kind() != ast.KindRawHTML {
			return false
		}
	}
	return true
}

// tags treats the tags in body[start:stop] one by one: images become Markdown
// images or keep their place with a hole, what runs is taken out. end is that of
// the block of HTML, in which nothing is Markdown, that they stand in; 0 if they
// stand in none.
func (m *mixed) tags(start, stop, end int) {
	z := html.NewTokenizer(strings.NewReader(m.src[start:stop]))
	at := start
	for {
		kind := nextToken(z)
		if kind == html.StartTagToken && hasPrefixFold(string(z.Raw()), "<iframe") {
			z.NextIsNotRawText() // what stands in it is markup once a link has its place
		}
		if kind == html.ErrorToken {
			m.unfinished(at, stop)
			return
		}
		raw := len(z.Raw())
		if kind == html.EndTagToken {
			name, _ := z.TagName()
			if isReplaced(string(name)) {
				m.change(at, at+raw, "")
			}
			if string(name) == "picture" {
				m.picture = nil
			}
		}
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			tok := z.Token()
			m.tag(&tok, at, raw, end)
		}
		at += raw
	}
}

// unfinished makes text of a tag that begins in body[at:stop] and does not end
// there: what follows the block would become its attributes. What it has
// swallowed must not come to life by that.
func (m *mixed) unfinished(at, stop int) {
	if stop-at < 2 || m.src[at] != '<' {
		return
	}
	for ; at < stop; at++ {
		if m.src[at] == '<' {
			m.change(at, at+1, "&lt;")
		}
	}
}

// tag treats the tag of n bytes at body[at]. end is that of the block of HTML
// that it stands in, 0 if it stands in none.
func (m *mixed) tag(tok *html.Token, at, n, end int) {
	var tags templates
	if text := m.body[at : at+n]; text != m.src[at:at+n] { // a template stands in it
		text, tags = protect(text)
		z := html.NewTokenizer(strings.NewReader(text))
		z.Next()
		*tok = z.Token()
	}
	m.w.pre = tags
	with, ok := m.w.tag(m.element(tok))
	if !ok {
		m.files(tok.DataAtom, at, n)
		return
	}
	stop := at + n
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Textarea, atom.Select, atom.Svg:
		if i := endTag(m.body[stop:], tok.Data); i >= 0 { // what stands in it is no text
			stop += i + len("</"+tok.Data)
			stop += tagEnd(m.body[stop:]) + 1
		} else {
			stop = max(stop, len(strings.TrimRight(m.body[:end], "\n"))) // never closed: all of the block stands in it
		}
	case atom.Iframe, atom.Embed, atom.Object:
		if el := elementOf(tok); end > 0 && len(with) > 0 {
			ref := embedAddress(el)
			with = []byte(`<a href="` + escapeAttr(ref) + `">` + html.EscapeString(embedName(el, ref)) + "</a>")
		}
	}
	m.change(at, min(stop, len(m.body)), tags.restore(string(with)))
}

// element returns the element that a tag opens. Where it stands in a <picture>
// its image finds the sources before it.
func (m *mixed) element(tok *html.Token) *html.Node {
	el := elementOf(tok)
	switch {
	case tok.DataAtom == atom.Picture:
		m.picture = el
	case m.picture != nil && (tok.DataAtom == atom.Source || tok.DataAtom == atom.Img):
		m.picture.AppendChild(el)
	}
	return el
}

// isReplaced tells whether the opening tag of an element becomes something
// else, so that its closing one must not stay.
func isReplaced(name string) bool {
	switch name {
	case "iframe", "object", "param", "embed", "script", "style", "form", "svg", "math", "button", "select", "textarea":
		return true
	}
	return false
}

// opensAngle tells whether an angle bracket is open behind s; was says whether
// one is before it.
func opensAngle(was bool, s string) bool {
	if i := strings.LastIndexAny(s, "<>"); i >= 0 {
		return s[i] == '<'
	}
	return was
}

// apply returns the body with all changes made.
func (m *mixed) apply() string {
	out := make([]byte, 0, len(m.body)+64)
	at, open := 0, false
	changes := m.changes.inOrder()
	for i, c := range changes {
		out = append(append(out, m.body[at:c.start]...), c.with...)
		if open = opensAngle(open, m.body[at:c.start]); open && c.with == "" {
			// <scr</script>ipt> must not become a tag by what is taken out.
			out, open = append(out, "<!-- -->"...), false
		}
		at = c.stop
		next := len(m.body) + 1
		if i+1 < len(changes) {
			next = changes[i+1].start
		}
		text := at + len(m.body[at:]) - len(strings.TrimLeft(m.body[at:], " \t"))
		if c.inText && c.with == "" && next > at && (next != text || m.inline[text]) {
			out, at = m.begin(out, at)
		}
	}
	out = append(out, m.body[at:]...)
	return string(bytes.TrimRight(out, "\n \t"))
}

// begin goes on with the text at body[at], behind a tag that was taken out. Where
// the tag was the first of its line, the text must not begin a block in its stead.
func (m *mixed) begin(out []byte, at int) ([]byte, int) {
	above := out[:bytes.LastIndexByte(out, '\n')+1]
	before := bytes.TrimLeft(out[len(above):], " >-+*.)0123456789") // without signs of what the paragraph stands in
	line, _, _ := strings.Cut(m.body[at:], "\n")
	text := strings.TrimLeft(line, " \t")
	if len(before) > 0 {
		if text == "" && before[0] == '<' && bytes.Count(before, []byte("<")) == 1 && bytes.HasSuffix(bytes.TrimRight(before, " \t"), []byte(">")) {
			out = append(out, "<span></span>"...) // a tag alone on its line opens a block, too
		}
		return out, at
	}
	at += len(line) - len(text)
	switch {
	case text == "":
		return out, at
	case m.inline[at]: // a tag that stays opens a block of HTML at the start of a line, but not behind another one
		return append(out, "<span></span>"...), at
	}
	first := len(above) == 0 || bytes.HasSuffix(above, []byte("\n\n"))
	e, ok := (&paragraph{}).blockStart([]byte(text), first, len(text))
	switch {
	case !ok:
		return out, at
	case e.with == "":
		return append(append(out, text[:e.pos]...), '\\'), at + e.pos
	}
	return append(append(out, text[:e.pos]...), e.with...), at + e.pos + 1
}
