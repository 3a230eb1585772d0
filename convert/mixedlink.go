package convert

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// image makes a hole of an image's address.
func (m *mixed) image(n *ast.Image) {
	if n.Reference != nil {
		key := label(n.Reference.Value)
		m.images[key] = append(m.images[key], n)
		return
	}
	start, stop, ok := linkText(m.src).destination(n)
	if !ok {
		return
	}
	m.holdImage(start, stop, n)
}

// fullSize is the address of the large picture that a small one links to, as
// in [![](small.jpg)](big.jpg), and that link; "" if it links to none.
func (m *mixed) fullSize(n *ast.Image) (string, *ast.Link) {
	a, ok := n.Parent().(*ast.Link)
	if !ok || a.ChildCount() > 1 {
		return "", nil
	}
	ref := string(unescape(a.Destination))
	if strings.ContainsRune(ref, templateMark) || !leadsToImage(ref, func() []string { return []string{string(unescape(n.Destination))} }) {
		return "", nil
	}
	return withoutViewer(ref), a
}

// holdImage makes a hole of the destination of images at src[start:stop], and
// of those of the links around them if all lead to the same picture.
func (m *mixed) holdImage(start, stop int, images ...*ast.Image) {
	angle := 0
	if m.body[start] == '<' {
		angle = 1
	}
	s := sources{address: m.body[start+angle : stop-angle]}
	full, _ := m.fullSize(images[0])
	for _, n := range images[1:] {
		if other, _ := m.fullSize(n); other != full {
			full = ""
		}
	}
	s.showFull(full)
	s.rank = rankShown
	s.show(string(unescape([]byte(s.address))))
	defined := images[0].Reference != nil
	switch {
	case s.address == "":
		return
	case len(s.candidates) == 0:
		if !isEmptySource(s.address) {
			m.w.audit.drop("image without address")
		}
		m.change(start, stop, noAddress(defined))
		return
	}
	m.hold(start+angle, stop-angle, s, Use{Alt: m.altOf(images[0])})
	if c := &m.changes[len(m.changes)-1]; defined && angle == 0 && shownAddress(s.address) == "" {
		c.with = "<" + c.with + ">" // else nothing would be defined where it is not held
	}
	for _, n := range images {
		m.name(n, s.address)
		_, link := m.fullSize(n)
		switch {
		case full == "":
		case link.Reference == nil:
			m.holdLink(link, s)
		default:
			name := label(link.Reference.Value)
			m.larger[name] = append(m.larger[name], s)
		}
	}
}

// name calls an image without words after its file if its address is not written.
func (m *mixed) name(n *ast.Image, shown string) {
	if at := n.Pos(); shownAddress(shown) == "" && strings.HasPrefix(m.src[at:], "![]") {
		m.change(at+len("!["), at+len("!["), escapeWords(nameOfFile(shown)))
	}
}

// noAddress is the destination of what leads nowhere, in its place or in a
// definition, which must have one.
func noAddress(defined bool) string {
	if defined {
		return "<>"
	}
	return ""
}

// holdLink makes a hole of the destination of a link to a picture, if that is
// found for sure: titles may hold what looks like one.
func (m *mixed) holdLink(n *ast.Link, s sources) {
	start, stop, ok := linkText(m.src).destination(n)
	if ok && m.body[start] == '<' {
		start, stop = start+1, stop-1
	}
	if !ok || m.src[start:stop] != string(n.Destination) {
		return
	}
	s.address = m.body[start:stop]
	m.hold(start, stop, s, Use{})
}

// hold makes a hole of the address of an asset at src[start:stop].
func (m *mixed) hold(start, stop int, s sources, use Use) {
	m.change(start, stop, string(hole(holeAsIs, m.w.assets.add(s, use))))
}

func (m *mixed) altOf(n ast.Node) string {
	var b strings.Builder
	for t := range texts(n) {
		b.WriteString(m.body[t.Segment.Start:t.Segment.Stop])
	}
	return b.String()
}

// link takes the address of a link that would run something.
func (m *mixed) link(n *ast.Link) {
	if n.Reference != nil {
		m.used[label(n.Reference.Value)]++
	}
	if ref := address(string(unescape(n.Destination))); isInert(ref) {
		m.holdLinked(n, ref)
		return
	}
	m.w.audit.drop("active link")
	if n.Reference != nil {
		return // its definition loses it
	}
	if start, stop, ok := linkText(m.src).destination(n); ok {
		m.change(start, stop, "<>") // what is not found is sealed
	}
}

// autoLink takes the angle brackets from an address that would run something:
// without them it is text.
func (m *mixed) autoLink(n *ast.AutoLink) {
	start := n.Pos()
	ref, _, _ := strings.Cut(m.src[start+1:], ">")
	if m.src[start] == '<' && n.AutoLinkType == ast.AutoLinkURL && !isInert(ref) {
		m.w.audit.drop("active link")
		end := start + 1 + len(ref)
		m.change(start, start+1, "")
		m.change(end, end+1, "")
	}
}

// holdLinked makes a hole of the address of a link to a file that is looked for.
func (m *mixed) holdLinked(n *ast.Link, ref string) {
	kind := kindOfAddress(ref)
	if n.Reference != nil || !m.w.finds(kind) {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindImage {
			return // its destination comes first
		}
	}
	if start, stop, ok := linkText(m.src).destination(n); ok {
		m.holdFile(start, stop, kind)
	}
}

// holdFile makes a hole of the destination of links to a file at src[start:stop].
func (m *mixed) holdFile(start, stop int, kind Kind) {
	if m.body[start] == '<' {
		return
	}
	s := sources{kind: kind, address: m.body[start:stop]}
	s.add(s.address)
	if len(s.candidates) > 0 {
		m.hold(start, stop, s, Use{})
	}
}

// references makes holes in the definitions that only images use, or only
// links to files that are looked for, and takes the address of those that would
// run something.
func (m *mixed) references() {
	for n := m.doc.FirstChild(); n != nil; n = n.NextSibling() {
		def, ok := n.(*ast.LinkReferenceDefinition)
		if !ok {
			continue
		}
		start, stop, ok := linkText(m.src).definition(def)
		if !ok {
			continue
		}
		images, used, larger := m.images[label(def.Label)], m.used[label(def.Label)], m.larger[label(def.Label)]
		ref := address(string(unescape([]byte(m.src[start:stop]))))
		switch kind := kindOfAddress(ref); {
		case len(images) > 0 && used == 0:
			m.holdImage(start, stop, images...)
		case !isInert(ref):
			m.change(start, stop, noAddress(true))
		case len(images) == 0 && len(larger) > 0 && (used == len(larger) || !isWeb(ref)): // a local file is held under another name alone
			m.hold(start, stop, larger[0], Use{Address: ref})
		case len(images) == 0 && used > 0 && m.w.finds(kind):
			m.holdFile(start, stop, kind)
		}
	}
}

// label is the name of a definition as references are compared with it
// (CommonMark 0.31.2, section 4.7).
func label(s []byte) string { return util.ToLinkReference(s) }

// footnote makes code of an address that runs where it begins a footnote: those
// who read none take [^1]: javascript:x for what a link leads to.
func (m *mixed) footnote(n *east.Footnote) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return
	}
	start := p.Lines().At(0).Start
	word, _, _ := strings.Cut(m.src[start:p.Lines().At(0).Stop], " ")
	word = strings.TrimRight(word, "\n\t")
	if isScript(address(string(unescape([]byte(word))))) {
		m.change(start, start+len(word), "`"+strings.ReplaceAll(m.body[start:start+len(word)], "`", "")+"`")
	}
}
