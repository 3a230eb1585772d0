package convert

import (
	"bytes"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A writer turns the tree of one body into Markdown. It is a plugin of
// html-to-markdown: the library asks it to render the document node, and it
// walks down from there by itself, since blocks, lists and emphasis can only
// be written right by somebody who knows what stands around them. One writer
// serves one goroutine and is used again for the next body.
type writer struct {
	sheet
	engine  *converter.Converter
	in      inline
	para    paragraph
	hoisted []part  // of a paragraph, half way
	line    []byte  // a paragraph, finished, before it goes to the sheet
	stack   []*span // spans that are open
	where   mode
	marker  string  // of the heading that is being written
	slug    string  // of its text, if links lead to places in the body
	cell    *[]byte // of the table cell that is being written
	facts   facts
	outer   facts    // of the Markdown body that the piece stands in
	pending []string // ids that wait for the content they name
	pre     templates
	assets  assetList
	audit   *Audit
	size    int // of the body, in bytes
	again   int // bytes of spans that were written again
	opts    *Options
	refs    []string            // destinations, for links by reference
	numbers map[string]int      // of the destinations in refs
	piece   bool                // what is written is a piece of a Markdown body
	raw     map[*html.Node]bool // blocks that are written as HTML, since Markdown lost something of them
	inCode  bool                // inside a code element that is written as HTML
	notes   notes
	atEnd   bool // the notes themselves are being written
}

func newWriter() *writer {
	w := &writer{}
	w.engine = converter.NewConverter(converter.WithPlugins(w))
	return w
}

// Name is the name of the plugin. It is "base", because html-to-markdown
// wants a plugin of this name, and ours takes the place of its own.
func (w *writer) Name() string { return "base" }

// Init registers the writer for the document node.
func (w *writer) Init(c *converter.Converter) error {
	c.Register.Renderer(w.render, converter.PriorityEarly)
	return nil
}

// What it writes stays in the sheet, of which markdown makes the result: the
// library would copy it once more.
func (w *writer) render(_ converter.Context, _ converter.Writer, n *html.Node) converter.RenderStatus {
	w.node(n)
	w.flush()
	w.anchors() // of what stands behind the last word
	w.flush()
	w.definitions()
	w.references()
	return converter.RenderSuccess
}

// markdown converts the tree.
func (w *writer) markdown(doc *html.Node) string {
	w.sheet.reset()
	w.in.reset()
	w.stack, w.where, w.cell, w.again = w.stack[:0], blockMode, nil, 0
	w.refs, w.numbers = w.refs[:0], map[string]int{}
	w.notes = w.findNotes(doc)
	showStyles(doc)
	w.facts = w.survey(doc)
	if _, err := w.engine.ConvertNode(doc); err != nil {
		panic(err) // it says that our plugin is not there
	}
	return string(w.out)
}

// fragment converts a piece of HTML in a Markdown body; false if it is beyond
// the bounds of a tree.
func (w *writer) fragment(raw string) (string, bool) {
	text, tags := protect(raw)
	text, _ = pseudoTags(text)
	doc, deep := parseTree(text)
	if deep {
		return "", false
	}
	tags.inCode(doc)
	showFolded(doc)
	showMarked(doc)
	w.pre, w.piece = tags, true
	out := w.markdown(doc)
	w.piece = false
	return tags.restore(out), true
}

// node writes n and what is below it.
func (w *writer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.ElementNode:
		if !w.dropped(n) && !w.isNote(n) {
			w.anchor(n)
			switch {
			case w.kept(n):
			case w.where == headingMode && w.cell == nil && isNoHeading(n):
				w.flush()
				w.where = blockMode
				w.element(n)
				w.flush()
				w.where = headingMode
			default:
				w.element(n)
			}
		}
	case html.CommentNode:
		w.comment(n)
	case html.DocumentNode:
		w.children(n)
	}
}

func (w *writer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

// element knows what each element means in Markdown.
func (w *writer) element(n *html.Node) {
	switch n.DataAtom {
	case atom.B, atom.Strong:
		w.emphasis(n, "**")
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var:
		w.emphasis(n, w.opts.Style.emphasis())
	case atom.Del, atom.S, atom.Strike:
		w.emphasis(n, "~~")
	case atom.Sub, atom.Sup, atom.Kbd, atom.Mark, atom.Ins, atom.U, atom.Q, atom.Ruby, atom.Rt, atom.Rp, atom.Abbr:
		w.inlineHTML(n)
	case atom.Code, atom.Tt, atom.Samp:
		w.code(n)
	case atom.A:
		w.link(n)
	case atom.Br:
		w.lineBreak()
	case atom.Img:
		w.image(n)
	case atom.Iframe, atom.Embed, atom.Video, atom.Audio, atom.Object:
		w.embed(n)
	case atom.Math:
		w.math(n)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		w.codeBlock(n)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n)
	case atom.Blockquote:
		w.quote(n)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		w.list(n)
	case atom.Li:
		w.looseItem(n)
	case atom.Dt:
		w.term(n)
	case atom.Table:
		w.table(n)
	case atom.Details:
		w.details(n)
	case atom.Hr:
		w.rule()
	case atom.Input:
		w.input(n)
	case atom.Script:
		w.script(n)
	case atom.Figure, atom.Div:
		w.box(n)
	default:
		w.other(n)
	}
}

// other writes an element that has no meaning of its own. One that HTML does
// not know was perhaps no tag at all, like the name of a place to fill in: the
// audit counts it, since browsers show nothing of it.
func (w *writer) other(n *html.Node) {
	if n.DataAtom == 0 && n.Namespace == "" && !strings.ContainsAny(n.Data, "-:") && n.Data != "search" {
		w.audit.drop("unknown tag")
	}
	if isBlock(n) {
		w.block(n)
		return
	}
	w.children(n)
}

// box writes what a highlighter may have put around code.
func (w *writer) box(n *html.Node) {
	code := highlighted(n)
	if code == nil {
		w.block(n)
		return
	}
	if title := codeTitle(n); title != nil {
		w.block(title)
	}
	w.codeBlock(code)
}

func (w *writer) block(n *html.Node) {
	w.flush()
	w.children(n)
	w.flush()
}

// inLine tells whether no block can stand here: in a heading or a cell.
func (w *writer) inLine() bool { return w.cell != nil || w.where == headingMode }

// dropped tells whether n is left out, and counts it if so.
func (w *writer) dropped(n *html.Node) bool {
	kind := furniture(n)
	if kind == "" {
		return false
	}
	w.audit.drop(kind)
	return true
}

// text adds text of the tree: what template tags stand for as it is, the rest
// without characters that show nothing.
func (w *writer) text(s string) {
	for s != "" {
		i := strings.IndexByte(s, templateMark)
		if i < 0 {
			w.words(s)
			return
		}
		w.words(s[:i])
		tag, rest := w.pre.cut(s[i:])
		w.template(s[i:len(s)-len(rest)], tag)
		s = rest
	}
}

// words adds text that holds no template tag.
func (w *writer) words(s string) {
	if s = tidy(s); !isAllBlank(s) {
		w.anchors()
	}
	w.in.text(s)
}

// show adds something visible that is not text.
func (w *writer) show(p part) {
	w.anchors()
	w.in.visible(p)
}

// comment keeps the one comment that blogs give a meaning: the end of the
// excerpt (WordPress, Hexo, Hugo, Jekyll).
func (w *writer) comment(n *html.Node) {
	text := strings.TrimSpace(n.Data)
	if !isExcerptEnd(text) || w.inLine() {
		return
	}
	w.flush()
	w.begin()
	w.string("<!--" + n.Data + "-->")
}

func isExcerptEnd(comment string) bool {
	switch word, _, _ := strings.Cut(comment, " "); strings.ToLower(word) {
	case "more", "readmore", "nextpage", "excerpt":
		return true
	}
	return false
}

// lineBreak writes a <br>; two in a row end the paragraph.
func (w *writer) lineBreak() {
	if w.inCode && !w.in.opens() { // at the start it goes before the code
		w.show(part{kind: rawPart, text: htmlBreak})
		return
	}
	if w.in.lineBreak() {
		return
	}
	if w.where == headingMode {
		return
	}
	w.flush()
}

func (w *writer) rule() {
	w.flush()
	if w.inLine() {
		return
	}
	line := "---"
	if w.fresh && bytes.HasSuffix(w.out, []byte("- ")) {
		line = "***" // "- ---" would be a rule without an item
	}
	w.begin()
	w.string(line)
}

func (w *writer) quote(n *html.Node) {
	if w.cell != nil || !showsSomething(n) {
		w.block(n)
		return
	}
	w.flush()
	where := w.where
	if where != headingMode { // <h1><blockquote> stays a heading, in a quote
		w.where = blockMode
	}
	w.within("> ", "> ", func() { w.children(n); w.flush() })
	w.where = where
}

// heading writes a heading on one line. Paragraphs in it are parted by line
// breaks; what cannot stand in a heading (lists, tables, code) is set apart.
func (w *writer) heading(n *html.Node) {
	if w.inLine() {
		w.block(n)
		return
	}
	w.flush()
	inner := n
	if b := onlyChild(n); b != nil && (b.DataAtom == atom.B || b.DataAtom == atom.Strong) {
		inner = b // a heading is bold already
	}
	where := w.where
	w.where, w.marker = headingMode, "######"[:n.Data[1]-'0']+" "
	if w.holdsTargets() || len(w.pending) > 0 {
		w.slug = slug(textOf(n))
	}
	if find(n, noHeading...) != nil || find(n, atom.Blockquote) != nil {
		w.children(inner)
		w.flush()
		w.where = where
		return
	}
	var text []byte
	w.cell = &text
	w.children(inner)
	w.flush()
	w.cell = nil
	if len(text) > 0 {
		w.begin()
		w.string(w.marker)
		w.string(string(text))
	}
	w.where = where
}

// noHeading are the elements that cannot stand in a heading.
var noHeading = []atom.Atom{atom.Ul, atom.Ol, atom.Table, atom.Pre, atom.Dl, atom.Hr, atom.Details}

func isNoHeading(n *html.Node) bool { return slices.Contains(noHeading, n.DataAtom) }

// term writes the name of a definition; Markdown has no list for it.
func (w *writer) term(n *html.Node) {
	if !hasText(n) { // a picture, in galleries of WordPress
		w.block(n)
		return
	}
	w.flush()
	w.emphasis(n, "**")
	w.flush()
}

func (w *writer) details(n *html.Node) {
	if w.inLine() {
		w.block(n)
		return
	}
	w.flush()
	w.begin()
	w.string("<details>")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Summary {
			w.newline()
			w.string("<summary>" + w.summary(c) + "</summary>")
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Summary {
			w.node(c)
		}
	}
	w.flush()
	w.begin()
	w.string("</details>")
}

// summary is what a <summary> says, on one line: its words, and the elements
// among them as HTML, since no Markdown is read there.
func (w *writer) summary(n *html.Node) string {
	if hasBlock(n) || !holdsElements(n) {
		return html.EscapeString(oneLine(textOf(n)))
	}
	var b bytes.Buffer
	for c := range n.ChildNodes() {
		w.appendHTML(&b, c)
	}
	return oneLine(b.String())
}

// flush ends the paragraph: what has been collected is written, and the spans
// that are still open go on in the next one.
func (w *writer) flush() {
	if !w.in.filled {
		w.in.reset()
		w.reopen()
		return
	}
	for i := len(w.stack) - 1; i >= 0; i-- {
		w.in.close(w.stack[i])
	}
	for i, s := range w.stack {
		if !w.affords(s) {
			w.stack[i] = &span{}
		}
	}
	w.line = w.compose(w.line[:0], w.in.trimmed(), w.where)
	w.in.reset()
	w.reopen()
	if len(w.line) > 0 {
		w.paragraph()
	}
}

// reopen starts the open spans anew. They are copies: what had to be written
// as HTML in one paragraph may do with a mark in the next.
func (w *writer) reopen() {
	for i, s := range w.stack {
		if s.mark != "" {
			w.stack[i] = &span{mark: s.mark}
		}
		w.in.open(w.stack[i])
	}
}

// affords tells whether a span may be written once more: one that goes on from
// paragraph to paragraph is written in each, and an address may be long.
func (w *writer) affords(s *span) bool {
	w.again += len(s.open) + len(s.close)
	return w.again <= w.size+maxAgain
}

// maxAgain bounds the bytes of spans that are written again, beside the size of
// the body.
const maxAgain = 1 << 16

// paragraph writes the finished line where it belongs.
func (w *writer) paragraph() {
	if w.cell != nil {
		if len(*w.cell) > 0 {
			*w.cell = append(*w.cell, "<br><br>"...)
		}
		*w.cell = append(*w.cell, w.line...)
		return
	}
	w.begin()
	if w.where == headingMode {
		w.string(w.marker)
	}
	w.lines(w.line)
	if w.where == itemMode {
		w.where = blockMode
	}
}

// compose turns inline parts into Markdown. Emphasis whose marks a reader
// would not take for emphasis is written as HTML, which changes what stands
// around the others, so they are looked at again.
func (w *writer) compose(dst []byte, parts []part, m mode) []byte {
	parts = joinCode(w.hoist(parts))
	for round := range 3 {
		w.para.reset(m)
		w.para.lay(parts)
		w.para.delimit()
		unseen := w.para.settle()
		if len(unseen) == 0 {
			break
		}
		for _, s := range unseen {
			s.asHTML()
		}
		if round == 1 { // no more experiments
			for i := range parts {
				if parts[i].kind == openPart {
					parts[i].span.asHTML()
				}
			}
		}
	}
	w.para.margin = m == blockMode && len(w.prefix) == 0
	w.para.labels, w.para.numbered = len(w.notes.list) > 0 || w.opts.Style.References, w.opts.Style.References
	w.para.wrap(w.opts.Style.Wrap)
	w.para.escape()
	return w.para.finish(dst)
}
