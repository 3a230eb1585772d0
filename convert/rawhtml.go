package convert

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineHTML writes an element that Markdown has no sign for and that no
// reader should miss: sub, sup, kbd, mark, ins, u, ruby, abbr.
func (w *writer) inlineHTML(n *html.Node) {
	name := n.Data
	if n.DataAtom == atom.Sup && w.holdsMark(n) {
		w.children(n)
		return
	}
	if name == "u" && (w.inLink() || onlyChildIsLink(n)) || hasBlock(n) || !hasText(n) && find(n, atom.Img) == nil {
		w.children(n) // links are underlined already
		return
	}
	open := "<" + name + ">"
	if t := attr(n, "title"); name == "abbr" && t != "" {
		open = `<abbr title="` + w.pre.inValue(oneLine(tidy(t))) + `">`
	} else if name == "abbr" {
		w.children(n)
		return
	}
	w.spanned(&span{open: open, close: "</" + name + ">"}, func() { w.children(n) })
}

func onlyChildIsLink(n *html.Node) bool {
	c := onlyChild(n)
	return c != nil && c.DataAtom == atom.A
}

// kept writes an element as HTML that the caller or the audit wants so; false
// if neither does.
func (w *writer) kept(n *html.Node) bool {
	if !w.raw[n] && (!w.opts.Style.keeps(n.Data) || boxedCode(n) != nil) || isBlock(n) && w.inLine() {
		return false
	}
	if isBlock(n) {
		w.flush()
		w.begin()
		w.htmlBlock(n)
		return true
	}
	if hasOwnRules(n) {
		return false
	}
	var open bytes.Buffer
	open.WriteString("<" + n.Data)
	w.htmlAttrs(&open, n)
	w.spanned(&span{open: open.String() + ">", close: "</" + n.Data + ">"}, func() { w.children(n) })
	return true
}

// hasOwnRules tells whether an element has rules of its own that no wish changes.
func hasOwnRules(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Img, atom.Br, atom.A, atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed, atom.Math, atom.Input, atom.Script:
		return true
	}
	return false
}

// htmlBlock writes a subtree as HTML that runs nothing: elements and
// attributes from a list, the addresses of images as holes. No blank line may
// stand in it, since that would end the block (CommonMark 0.31.2, section 4.6).
func (w *writer) htmlBlock(n *html.Node) {
	var b bytes.Buffer
	w.appendHTML(&b, n)
	first := true
	for line := range bytes.Lines(b.Bytes()) {
		line = bytes.TrimRight(line, " \n")
		if len(line) == 0 {
			continue
		}
		if !first {
			w.newline()
		}
		first = false
		w.out = append(w.out, line...)
	}
}

func (w *writer) appendHTML(b *bytes.Buffer, n *html.Node) {
	switch {
	case isBlankText(n) && holdsOnlyElements(n.Parent): // nothing
	case n.Type == html.TextNode:
		text := escapeHTML(foldBlanks(stripControls(n.Data)))
		if strings.IndexByte(text, templateMark) >= 0 && isInCode(n) {
			w.pre.escape(text)
		}
		b.WriteString(text)
	case n.Type != html.ElementNode || w.dropped(n): // nothing
	case n.DataAtom == atom.Img:
		w.htmlImage(b, n)
	case n.DataAtom == atom.Iframe, n.DataAtom == atom.Embed, n.DataAtom == atom.Video, n.DataAtom == atom.Audio, n.DataAtom == atom.Object:
		w.htmlEmbed(b, n)
	case n.DataAtom == atom.Math || n.DataAtom == atom.Script:
		w.htmlFormula(b, n)
	case n.DataAtom == atom.Br || n.DataAtom == atom.Hr:
		b.WriteString("<" + n.Data + ">")
	case n.DataAtom == atom.Pre, n.DataAtom == atom.Listing, n.DataAtom == atom.Xmp, n.DataAtom == atom.Plaintext:
		w.htmlCode(b, n)
	default:
		w.htmlElement(b, n)
	}
}

func (w *writer) htmlCode(b *bytes.Buffer, n *html.Node) {
	b.WriteString("<pre><code")
	if l := codeLanguage(n); l != "" {
		b.WriteString(` class="language-` + l + `"`)
	}
	text := codeText(n)
	w.pre.escape(text)
	b.WriteString(">" + strings.ReplaceAll(escapeHTML(text), "\n", "&#10;") + "</code></pre>")
}

// htmlElement appends an element with what stands in it; of one that htmlName
// leaves out, the anchor that it is.
func (w *writer) htmlElement(b *bytes.Buffer, n *html.Node) {
	if code := boxedCode(n); code != nil {
		if title := codeTitle(n); title != nil {
			w.htmlElement(b, title)
		}
		w.htmlCode(b, code)
		return
	}
	name, waiting := w.htmlName(n), len(w.pending)
	if name != "" {
		b.WriteString("<" + name)
		w.htmlAttrs(b, n)
		b.WriteByte('>')
		if n.DataAtom == atom.Table || n.DataAtom == atom.Thead || n.DataAtom == atom.Tfoot {
			b.WriteByte('\n')
		}
	} else if w.anchor(n); len(w.pending) > waiting {
		b.WriteString(`<a id="` + w.pre.inValue(w.pending[waiting]) + `"></a>`)
		w.pending = w.pending[:waiting]
	}
	w.htmlChildren(b, n)
	if name != "" {
		b.WriteString("</" + name + ">")
	}
	switch n.DataAtom {
	case atom.Tr, atom.Thead, atom.Tfoot, atom.Caption, atom.Table:
		b.WriteByte('\n')
	}
}

// boxedCode is the code that a highlighter has put a box around; nil if n is none.
func boxedCode(n *html.Node) *html.Node {
	switch n.DataAtom {
	case atom.Div, atom.Figure, atom.Table:
		return highlighted(n)
	}
	return nil
}

// holdsOnlyElements tells whether the white space in an element is but the
// layout of its source.
func holdsOnlyElements(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Ul, atom.Ol, atom.Dl:
		return true
	}
	return false
}

// htmlName is the element that one is in an HTML block; "" if only what it
// holds is written, as of <tbody>, which readers put there by themselves.
func (w *writer) htmlName(n *html.Node) string {
	switch {
	case n.DataAtom == atom.Tbody && !w.isTarget(attr(n, "id")):
		return ""
	case isHTMLKept(n), w.opts.Style.keeps(n.Data) && !hasOwnRules(n), w.isPartOfKept(n):
		return n.Data
	case n.DataAtom == atom.Menu || n.DataAtom == atom.Dir:
		return "ul"
	case isBlock(n):
		return "div"
	}
	return ""
}

// isPartOfKept tells whether an element means something only in the one around it,
// which the caller keeps. The parts of lists, tables and <details> stay in any block
// of HTML.
func (w *writer) isPartOfKept(n *html.Node) bool {
	var of string
	switch n.DataAtom {
	case atom.Figcaption:
		of = "figure"
	case atom.Legend:
		of = "fieldset"
	}
	return n.Parent != nil && n.Parent.Data == of && w.opts.Style.keeps(of)
}

var htmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// isInCode tells whether text in a cell is code.
func isInCode(text *html.Node) bool {
	n := closest(text, atom.Code, atom.Tt, atom.Samp, atom.Td, atom.Th, atom.Table)
	return n != nil && isCode(n)
}

func escapeHTML(s string) string { return htmlText.Replace(s) }

// htmlValue is for values between double quotes; the other quotes are read more
// easily as they are, also by the programs of template tags.
var htmlValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escapeAttr(s string) string { return htmlValue.Replace(s) }

func foldBlanks(s string) string {
	if strings.Trim(s, " \n\t\r\f") == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	head, tail := "", ""
	if isBlank(s[0]) {
		head = " "
	}
	if isBlank(s[len(s)-1]) {
		tail = " "
	}
	return head + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && isBlank(byte(r)) }), " ") + tail
}

// isHTMLKept tells whether an element is written in an HTML block.
func isHTMLKept(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.P, atom.Ul, atom.Ol, atom.Li,
		atom.Blockquote, atom.Strong, atom.B, atom.Em, atom.I, atom.Code, atom.Del, atom.S, atom.Sub, atom.Sup, atom.Kbd,
		atom.Dl, atom.Dt, atom.Dd, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Mark, atom.Ins, atom.U, atom.Div,
		atom.Details, atom.Summary, atom.Ruby, atom.Rt, atom.Rp, atom.Abbr, atom.Q:
		return true
	case atom.A:
		return attr(n, "href") != "" && isInert(address(attr(n, "href")))
	}
	return false
}

func (w *writer) htmlAttrs(b *bytes.Buffer, n *html.Node) {
	for _, a := range n.Attr {
		val := a.Val
		switch a.Key {
		case "href":
			if n.DataAtom != atom.A {
				continue
			}
			val = w.pre.restore(address(val))
			b.WriteString(` href="`)
			if s, held := w.leadsTo(n, val); held {
				b.Write(hole(holeHTML, w.assets.add(s, Use{Address: val})))
			} else {
				b.WriteString(attrValue(val))
			}
			b.WriteByte('"')
			continue
		case "colspan", "rowspan", "start", "value":
			if span1(val) == 1 {
				continue
			}
		case "title":
			val = oneLine(stripControls(val))
		case "id":
			if !w.isTarget(val) {
				continue
			}
			w.reached(val)
		default:
			continue
		}
		b.WriteString(" " + a.Key + `="` + w.pre.inValue(val) + `"`)
	}
}

func (w *writer) htmlImage(b *bytes.Buffer, n *html.Node) {
	src := w.sources(n)
	if len(src.candidates) == 0 {
		return
	}
	alt := altOf(n, src.address)
	at := w.assets.add(src, Use{Alt: w.pre.restore(alt)})
	b.WriteString(`<img src="`)
	b.Write(hole(holeHTML, at))
	b.WriteString(`" alt="` + w.pre.inValue(alt))
	if t := oneLine(stripControls(attr(n, "title"))); t != "" {
		b.WriteString(`" title="` + w.pre.inValue(t))
	}
	b.WriteString(`">`)
}

// htmlEmbed writes a player or frame as a link to what it plays.
func (w *writer) htmlEmbed(b *bytes.Buffer, n *html.Node) {
	ref := w.pre.restore(embedAddress(n))
	if ref == "" || !isInert(ref) {
		if n.DataAtom != atom.Iframe && n.DataAtom != atom.Embed {
			w.htmlChildren(b, n)
		}
		return
	}
	if poster := posterOf(n); poster != "" {
		w.htmlImage(b, newImage(poster, ""))
		b.WriteByte(' ')
	}
	b.WriteString(`<a href="`)
	if s, ok := w.player(n, ref); ok {
		b.Write(hole(holeHTML, w.assets.add(s, Use{})))
	} else {
		b.WriteString(attrValue(ref))
	}
	b.WriteString(`">` + escapeHTML(embedName(n, ref)) + "</a>")
	w.audit.embed()
}

// htmlFormula writes a formula as TeX, and what a script embeds as a link.
func (w *writer) htmlFormula(b *bytes.Buffer, n *html.Node) {
	if n.DataAtom == atom.Script && scriptEmbed(n) != "" {
		w.htmlEmbed(b, n)
		return
	}
	tex, display := texOf(n)
	if tex == "" {
		w.htmlChildren(b, n)
		return
	}
	b.WriteString(escapeHTML(w.pre.restore(dollars(tex, display))))
}

func (w *writer) htmlChildren(b *bytes.Buffer, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.appendHTML(b, c)
	}
}

// tag returns what is to stand for the opening tag of an element in Markdown;
// false if it may stay as it is.
func (w *writer) tag(n *html.Node) ([]byte, bool) {
	w.disarm(n)
	if kind := furniture(n); kind != "" && kind != "hidden" && kind != "noscript" && kind != "button" {
		w.audit.drop(kind)
		return nil, true
	}
	switch n.DataAtom {
	case atom.Img:
		if strings.HasPrefix(attr(n, "src"), "{") && !strings.HasPrefix(attr(n, "src"), "{{") {
			break // of MDX
		}
		var b bytes.Buffer
		w.htmlImage(&b, n)
		return b.Bytes(), true
	case atom.Source:
		if n.Parent != nil { // the image of the <picture> has its addresses
			return nil, true
		}
	case atom.Iframe, atom.Embed, atom.Object, atom.Script:
		ref := embedAddress(n)
		if ref == "" || !isInert(ref) {
			return nil, true
		}
		w.audit.embed()
		return []byte("[" + embedName(n, ref) + destinationEnd(ref, "")), true
	case atom.Param:
		return nil, true
	case atom.Form, atom.Input, atom.Base, atom.Svg, atom.Math:
		w.audit.drop("form")
		return nil, true
	}
	if !slices.ContainsFunc(n.Attr, isActive) {
		return nil, false
	}
	return w.withoutActive(n), true
}

// withoutActive is the opening tag of an element without what runs.
func (w *writer) withoutActive(n *html.Node) []byte {
	tok := html.Token{Type: html.StartTagToken, DataAtom: n.DataAtom, Data: n.Data}
	for _, a := range n.Attr {
		if isActive(a) {
			w.audit.drop("active attribute")
			continue
		}
		tok.Attr = append(tok.Attr, a)
	}
	return []byte(tok.String())
}

// isActive tells whether an attribute runs something, or leads to what does.
func isActive(a html.Attribute) bool {
	switch a.Key {
	case "href", "src", "action", "formaction", "poster", "xlink:href":
		return !isInert(address(a.Val))
	}
	return strings.HasPrefix(a.Key, "on")
}
