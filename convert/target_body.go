package convert

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
)

// A targetBody rewrites the Markdown of one post for a target. It is read once,
// by goldmark, which says where its text, its code and its HTML stand; all
// else passes byte for byte.
type targetBody struct {
	target *Target
	src    []byte
	place  func(Link) string
	changes
	regions []region       // of text, code and HTML, in order
	links   linkText       // the same as src
	linked  map[int]bool   // where the destinations of links begin
	defined map[string]int // by label, where the destinations of definitions begin
	byLabel []string       // labels that links have
	opened  map[string]int // elements that HTML has opened and not closed
	tags    map[*ast.HTMLBlock][]token

	more      bool // the mark that ends an excerpt was seen
	shortcode bool
}

// A region is a stretch of one kind.
type region struct {
	start, stop int
	kind        regionKind
}

type regionKind byte

const (
	structure  regionKind = iota // marks, destinations, titles
	textRegion                   // text in a line
	codeRegion                   // code, inline or in a block
	htmlRegion
)

func newTargetBody(t *Target, body string, place func(Link) string) *targetBody {
	return newParsedBody(t, body, parseMarkdown([]byte(body)), place)
}

// newParsedBody is newTargetBody of what was parsed already.
func newParsedBody(t *Target, body string, doc ast.Node, place func(Link) string) *targetBody {
	b := &targetBody{target: t, src: []byte(body), links: linkText(body), place: place, linked: map[int]bool{}, defined: map[string]int{}, opened: map[string]int{}, tags: map[*ast.HTMLBlock][]token{}}
	walk(doc, b.visit)
	for _, name := range b.byLabel {
		if start, ok := b.defined[name]; ok {
			b.linked[start] = true // also where a picture has it too, which every program shows by that
		}
	}
	slices.SortStableFunc(b.regions, func(a, b region) int { return a.start - b.start })
	return b
}

// visit notes what is where.
func (b *targetBody) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Text:
		b.note(n.Segment, textRegion)
		b.text(n)
	case *ast.CodeSpan:
		for t := range texts(n) {
			b.note(t.Segment, codeRegion)
		}
		b.codeAsHTML(n)
		return false
	case *ast.FencedCodeBlock:
		b.noteLines(n.Lines(), codeRegion)
		b.fence(n)
		b.fenceEnd(n)
		b.innerFence(n)
		b.margin(n)
	case *ast.CodeBlock:
		b.noteLines(n.Lines(), codeRegion)
	case *ast.HTMLBlock:
		b.htmlBlock(n)
	case *ast.RawHTML:
		b.noteLines(n.Segments, htmlRegion)
		for i := range n.Segments.Len() {
			b.rawTags(n.Segments.At(i).Start, n.Segments.At(i).Stop, true)
		}
		b.rawHTML(n)
		b.innerMarkdown(n)
		b.strayTag(n)
	case *ast.Heading:
		b.heading(n)
	case *ast.Image:
		b.lostImage(n)
	case *ast.Link:
		if n.Reference != nil {
			b.byLabel = append(b.byLabel, label(n.Reference.Value))
		} else if start, _, ok := b.links.destination(n); ok {
			b.linked[start] = true
		}
	case *ast.LinkReferenceDefinition:
		name := label(n.Label)
		if start, _, ok := b.links.definition(n); ok {
			if _, known := b.defined[name]; !known {
				b.defined[name] = start
			}
		}
	case *ast.List:
		b.list(n)
	case *ast.ListItem:
		b.listItem(n)
	case *east.FootnoteLink:
		b.noteMark(n)
	case *east.Footnote:
		b.footnote(n)
	case *ast.Emphasis:
		b.emphasis(n)
	case *east.Strikethrough:
		b.struck(n)
	case *east.TaskCheckBox:
		b.box(n)
	}
	return true
}

func (b *targetBody) note(s gtext.Segment, kind regionKind) {
	if s.Start < s.Stop {
		b.regions = append(b.regions, region{s.Start, s.Stop, kind})
	}
}

func (b *targetBody) noteLines(lines *gtext.Segments, kind regionKind) {
	for i := range lines.Len() {
		b.note(lines.At(i), kind)
	}
}

// write returns the rewritten body.
func (b *targetBody) write() string {
	b.templates()
	b.formulas()
	b.files()
	b.brackets()
	out := b.changed(string(b.src))
	if b.shortcode { // several in a row are one
		return strings.ReplaceAll(out, rawClose+rawOpen, "")
	}
	return out
}

// at tells what kind of region a place is in.
func (b *targetBody) at(i int) regionKind {
	n, found := slices.BinarySearchFunc(b.regions, i, func(r region, i int) int { return r.start - i })
	if !found {
		n--
	}
	if n >= 0 && i < b.regions[n].stop {
		return b.regions[n].kind
	}
	return structure
}

// inTable tells whether a node stands in a table.
func inTable(n ast.Node) bool {
	for depth := 0; n != nil && depth < maxDepth; n, depth = n.Parent(), depth+1 {
		if n.Kind() == east.KindTable {
			return true
		}
	}
	return false
}
