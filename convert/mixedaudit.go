package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// auditedMarkdown converts a body that is Markdown and audits the result. If
// something was lost, its blocks of HTML stay HTML, and the better of the two
// is kept.
func (w *writer) auditedMarkdown(body string) string {
	body = fenceTags(spaceShortcodes(body), true)
	assets := w.assets.clone()
	m := w.newMixed(body)
	out := m.convert()
	if w.audit == nil {
		return out
	}
	m.check(out)
	if len(w.audit.Lost) == 0 {
		return out
	}
	return w.retry(assets, out, func() string {
		again := w.newMixed(body)
		again.keepBlocks = true
		better := again.convert()
		again.check(better)
		return better
	})
}

// check compares what a reader of the body sees with what one of the result
// does. Where nothing but addresses became holes the two are the same text,
// and what was parsed already need only be counted.
func (m *mixed) check(out string) {
	filled := string(m.w.filled(out))
	want, got := &witness{}, &witness{}
	if filled == strings.TrimRight(m.body, "\n \t") {
		r := reader{src: []byte(m.src), s: got}
		_ = ast.Walk(m.doc, r.visit) // visit returns no error
		m.w.audit.count(got)
		return
	}
	if isDense(m.src) || isDense(filled) {
		m.w.audit.Unchecked = uncheckedDense
		return
	}
	m.w.testifyMarkdown(m.src, want)
	m.w.testifyMarkdown(mask(filled), got)
	m.w.audit.judge(want, got)
}

// testifyMarkdown tells the witness what a reader of Markdown sees where its
// HTML is read as HTML.
func (w *writer) testifyMarkdown(src string, s *witness) {
	var b bytes.Buffer
	if err := markdownParser().Convert([]byte(src), &b); err != nil {
		return // a buffer: it cannot fail
	}
	text, _ := pseudoTags(b.String())
	doc, _ := parseTree(text)
	showFolded(doc)
	showMarked(doc)
	showStyles(doc)
	w.pre, w.notes = nil, notes{}
	w.testify(doc, s)
	for _, list := range [...][]string{s.links, s.images} {
		for i, ref := range list {
			list[i] = string(util.URLEscape([]byte(ref), false)) // as the renderer does with those of Markdown
		}
	}
}
