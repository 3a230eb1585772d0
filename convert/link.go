package convert

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// link writes an <a>. What leads nowhere, or would run something, is text.
func (w *writer) link(n *html.Node) {
	ref := address(attr(n, "href"))
	if isPermalink(n, ref) || w.mark(n) {
		return
	}
	if isBackReference(n, ref) || w.leadsBack(n) {
		w.audit.drop("back reference")
		return
	}
	if !leadsOn(n, ref) {
		if ref != "" {
			w.audit.drop("active link")
		}
		w.children(n)
		return
	}
	if w.inLink() {
		w.outsideLink(func() { w.link(n) })
		return
	}
	ref = w.pre.restore(ref)
	if text := onlyText(n); strings.TrimSpace(text) == ref && isAutolink(ref) && attr(n, "title") == "" {
		w.in.blank = w.in.blank || !strings.HasPrefix(text, ref)
		w.show(part{kind: rawPart, text: "<" + ref + ">"})
		w.in.blank = !strings.HasSuffix(text, ref)
		return
	}
	end := ""
	if s, held := w.leadsTo(n, ref); held {
		end = holeEnd(w.assets.add(s, Use{Address: ref}), attr(n, "title"))
	} else {
		end = w.linkEnd(ref, attr(n, "title"))
	}
	w.spanned(&span{link: true, open: "[", close: end}, func() { w.children(n) })
}

// leadsOn tells whether a link leads somewhere, and does not stand for a script
// alone: Naver has one around each picture, href="#" with an onclick.
func leadsOn(n *html.Node, ref string) bool {
	return ref != "" && isInert(ref) && (ref != "#" || attr(n, "onclick") == "")
}

// leadsTo returns the file that a link leads to, if it may be held: the picture in
// it, or one of its kind.
func (w *writer) leadsTo(n *html.Node, ref string) (sources, bool) {
	if img := linkedImage(n, ref); img != nil && furniture(img) == "" {
		return w.sources(img), true
	}
	return w.linked(ref)
}

// linkedImage is the image that a link shows a larger copy of, nil if it leads
// elsewhere.
func linkedImage(n *html.Node, ref string) *html.Node {
	if img := mainImage(n); img != nil && leadsToImage(ref, func() []string { return shownBy(img) }) { // most links hold text
		return img
	}
	return nil
}

// linkEnd is what stands behind the text of a link.
func (w *writer) linkEnd(ref, titleText string) string {
	if !w.opts.Style.References || w.piece {
		return destinationEnd(ref, titleText)
	}
	def := string(title(destination(nil, ref), titleText))
	number := w.numbers[def]
	if number == 0 {
		w.refs = append(w.refs, def)
		number = len(w.refs)
		w.numbers[def] = number
	}
	return "][" + strconv.Itoa(number) + "]"
}

// references writes the addresses of the links, behind everything else.
func (w *writer) references() {
	for i, def := range w.refs {
		if i == 0 {
			w.begin()
		} else {
			w.newline()
		}
		w.string("[" + strconv.Itoa(i+1) + "]: " + def)
	}
}

func (w *writer) inLink() bool {
	return slices.ContainsFunc(w.stack, func(s *span) bool { return s.link })
}

// outsideLink writes what body writes apart from the link that is open, which
// goes on behind it. A link stands in a link where one that was left open
// reaches into a table; a click there follows the inner one.
func (w *writer) outsideLink(body func()) {
	k := slices.IndexFunc(w.stack, func(s *span) bool { return s.link })
	open := slices.Clone(w.stack[k:])
	for _, s := range slices.Backward(open) {
		w.in.close(s)
	}
	w.stack = w.stack[:k]
	body()
	for _, s := range open {
		again := *s
		again.joined = nil
		w.stack = append(w.stack, &again)
		w.in.open(&again)
	}
}

// onlyText returns the text of an element that holds nothing else, else "".
func onlyText(n *html.Node) string {
	c := n.FirstChild
	if c == nil || c.NextSibling != nil || c.Type != html.TextNode {
		return ""
	}
	return c.Data
}

// isAutolink tells whether an address can stand between angle brackets
// (CommonMark 0.31.2, section 6.5).
func isAutolink(ref string) bool {
	if !strings.HasPrefix(ref, "http://") && !strings.HasPrefix(ref, "https://") {
		return false
	}
	return !strings.ContainsAny(ref, "<> \\\x01\x02|") && !holdsEntity(ref)
}

// isPermalink tells whether an anchor is the sign beside a heading that links
// to the heading itself, which themes add and readers do not miss.
func isPermalink(n *html.Node, ref string) bool {
	if !strings.HasPrefix(ref, "#") {
		return false
	}
	if n.Parent != nil && isHeading(n.Parent) && attr(n, "aria-hidden") == "true" {
		return true // the words of an icon, perhaps
	}
	sign := strings.Trim(textOf(n), "#¶§🔗⚓ \n\t\u00a0") == "" && find(n, 0) == nil
	if !sign {
		return false
	}
	return hasClass(n, "headerlink", "header-anchor", "anchor", "permalink", "heading-anchor", "anchorjs-link", "header-link") ||
		n.Parent != nil && isHeading(n.Parent)
}

// isBackReference tells whether a link is the arrow that leads from a note
// back to its mark. Within a sentence it is a word of it.
func isBackReference(n *html.Node, ref string) bool {
	if hasClass(n, "footnote-backref", "reversefootnote", "footnote-back", "footnote-return") || attr(n, "role") == "doc-backlink" || attr(n, "rev") == "footnote" {
		return true
	}
	if !strings.HasPrefix(ref, "#") || saysWord(n.PrevSibling) && saysWord(n.NextSibling) {
		return false
	}
	switch strings.TrimSpace(tidy(textOf(n))) {
	case "↩", "↩\ufe0e", "⏎", "↵", "↑", "^":
		return true
	}
	return false
}

// address takes from an attribute what a browser would ask for: without the
// blanks around it and the line ends in it (WHATWG URL, section 4.4).
func address(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F { // in most there is none
			s = strings.Trim(s, "\t\n\f\r ")
			return strings.Map(addressRune, joinLines.Replace(s))
		}
	}
	return s
}

var joinLines = strings.NewReplacer("\n", "", "\r", "", "\t", "")

// inertSchemes are those of links that open something and run nothing.
var inertSchemes = []string{"http", "https", "mailto", "tel", "ftp", "sms", "xmpp", "irc", "magnet", "ed2k", "thunder", "gopher"}

// isInert tells whether a link may be kept: it is relative, or of a scheme
// that runs nothing. What percent signs hide counts, since readers differ in
// how often they decode.
func isInert(ref string) bool {
	return !hasScheme(ref, func(scheme string) bool { return !inert(scheme) })
}

// isScript tells of an address that runs what stands in it.
func isScript(ref string) bool {
	return hasScheme(ref, func(scheme string) bool {
		switch strings.ToLower(scheme) {
		case "javascript", "vbscript", "data":
			return true
		}
		return false
	})
}

// hasScheme tells whether the scheme of an address is one of these, however
// often it is percent-encoded.
func hasScheme(ref string, is func(scheme string) bool) bool {
	for range 4 {
		if scheme, ok := schemeOf(ref); ok && is(scheme) {
			return true
		}
		plain := percentDecode(ref)
		if plain == ref {
			return false
		}
		ref = plain
	}
	return false
}

// percentDecode undoes one layer of percent signs, and leaves every other % as it
// is: renderers encode that.
func percentDecode(ref string) string {
	if strings.IndexByte(ref, '%') < 0 {
		return ref
	}
	var b strings.Builder
	for i := 0; i < len(ref); i++ {
		if ref[i] == '%' && i+2 < len(ref) {
			if c, err := strconv.ParseUint(ref[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(ref[i])
	}
	return b.String()
}

func inert(scheme string) bool {
	return slices.ContainsFunc(inertSchemes, func(s string) bool { return strings.EqualFold(scheme, s) })
}

// schemeOf returns what stands before the colon if that is a scheme (RFC
// 3986, section 3.1). Like browsers it looks through blanks in front, and
// through tabs, line ends and other controls everywhere.
func schemeOf(ref string) (string, bool) {
	i := strings.IndexAny(ref, ":/?#")
	if i <= 0 || ref[i] != ':' {
		return "", false
	}
	scheme := strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, strings.TrimLeft(ref[:i], " "))
	for j := 0; j < len(scheme); j++ {
		if c := scheme[j]; !isLetter(c) && (j == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.') {
			return "", false
		}
	}
	return scheme, scheme != ""
}
