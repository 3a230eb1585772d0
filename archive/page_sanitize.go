package archive

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A sanitizer writes HTML anew, token by token: only elements and attributes
// that it knows, every text escaped, every element closed. What it lets
// through runs nothing and loads nothing but pictures of the bundle, however
// a browser reads it, since none of what browsers disagree about is written.
type sanitizer struct {
	held  map[string]ManifestFile             // pictures of the bundle, by path
	inner func(address string) (string, bool) // the link to another post; nil: there are none
	out   bytes.Buffer
	plain strings.Builder // the text alone, a line for each block
	open  []openElement
	marks []directionMark
	all   direction // of everything
}

// An openElement is one that was written and not closed yet.
type openElement struct {
	name    string
	written string    // the name that stands in out
	tag     int       // where its start tag ends in out, before the >
	dir     direction // of the text inside; for blocks
}

// maxOpen bounds open elements: browsers flatten beyond 512.
const maxOpen = 200

// shownElements are written. What is not among them goes, its text stays.
var shownElements = words(`a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details
	dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li main mark nav ol p pre q rp rt ruby s samp
	section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr`)

// hiddenElements go with all that is in them.
var hiddenElements = words(`script style iframe object embed applet svg math template noscript noembed noframes frameset frame
	xmp plaintext textarea title select option datalist button head audio video canvas map portal listing`)

var (
	voidElements  = words(`br col hr img input wbr`)
	blockElements = words(`p h1 h2 h3 h4 h5 h6 li dt dd blockquote td th caption figcaption summary ul ol table div details`)
	scopeElements = words(`td th table caption`) // an end tag inside does not reach what is outside
)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		set[w] = true
	}
	return set
}

// sanitize writes what is harmless of the source.
func (s *sanitizer) sanitize(src []byte) {
	z := html.NewTokenizer(bytes.NewReader(src))
	hidden, depth := "", 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		t := z.Token()
		switch {
		case hidden != "":
			depth += nesting(t, hidden)
			if depth == 0 {
				hidden = ""
			}
		case kind == html.StartTagToken && hiddenElements[t.Data]:
			if !voidInDisguise(t.DataAtom) {
				hidden, depth = t.Data, 1
			}
		case kind == html.StartTagToken, kind == html.SelfClosingTagToken:
			s.start(t)
		case kind == html.EndTagToken:
			s.end(t.Data)
		case kind == html.TextToken:
			s.write(t.Data)
		}
	}
	s.closeTo(0)
}

// nesting tells by how much a token nests deeper into a hidden element.
func nesting(t html.Token, name string) int {
	switch {
	case t.Data != name:
	case t.Type == html.StartTagToken:
		return 1
	case t.Type == html.EndTagToken:
		return -1
	}
	return 0
}

// voidInDisguise tells of hidden elements that have no end tag.
func voidInDisguise(a atom.Atom) bool { return a == atom.Embed || a == atom.Frame }

// write writes text.
func (s *sanitizer) write(text string) {
	s.out.WriteString(html.EscapeString(text))
	if !s.isOpen("rt") && !s.isOpen("rp") { // a reading between the characters of a word would part it
		s.plain.WriteString(text)
	}
	d := directionOf(text)
	s.all.add(d)
	for i := range s.open {
		s.open[i].dir.add(d)
	}
}

func (s *sanitizer) start(t html.Token) {
	switch {
	case !shownElements[t.Data] || len(s.open) >= maxOpen:
		return
	case t.Data == "img":
		s.picture(t)
		return
	case t.Data == "a" && s.isOpen("a"):
		s.end("a") // as browsers do
	case t.Data == "input" && !isCheckbox(t):
		return
	}
	written := s.fitting(t.Data)
	s.out.WriteString("<" + written)
	s.attributes(t)
	if blockElements[t.Data] || t.Data == "br" || t.Data == "pre" || t.Data == "tr" {
		s.plain.WriteByte('\n')
	}
	if !voidElements[t.Data] {
		s.open = append(s.open, openElement{name: t.Data, written: written, tag: s.out.Len()})
	}
	s.out.WriteByte('>')
}

// listsOf are the elements in which the parts of a list stand.
var listsOf = map[string][2]string{"li": {"ul", "ol"}, "dt": {"dl", "dl"}, "dd": {"dl", "dl"}}

// fitting returns what an element is written as: what belongs to a list and
// stands in none is a plain block, as it looks. An li or dt ends the one
// before it, as browsers see it.
func (s *sanitizer) fitting(name string) string {
	list, ok := listsOf[name]
	if !ok {
		return name
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		e := s.open[i]
		switch {
		case e.name == list[0] || e.name == list[1]:
			s.closeTo(i + 1)
			return name
		case scopeElements[e.name] || e.name == "ul" || e.name == "ol" || e.name == "dl":
			return "div"
		}
	}
	return "div"
}

func isCheckbox(t html.Token) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "type" && strings.EqualFold(a.Val, "checkbox") })
}

func (s *sanitizer) isOpen(name string) bool {
	return slices.ContainsFunc(s.open, func(e openElement) bool { return e.name == name })
}

// end closes an element and what was left open in it.
func (s *sanitizer) end(name string) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == name {
			s.closeTo(i)
			return
		}
		if scopeElements[s.open[i].name] && name != "table" && name != "tr" && name != "tbody" && name != "thead" {
			return
		}
	}
}

func (s *sanitizer) closeTo(n int) {
	for i := len(s.open) - 1; i >= n; i-- {
		e := s.open[i]
		if e.name == "a" {
			s.name(e)
		}
		if blockElements[e.name] {
			s.marks = append(s.marks, directionMark{e.tag, e.dir})
			s.plain.WriteByte('\n')
		}
		s.out.WriteString("</" + e.written + ">")
	}
	s.open = s.open[:n]
}

// name gives a link that shows nothing its address as a name for those who
// come upon it with the keyboard.
func (s *sanitizer) name(e openElement) {
	shown := bytes.TrimSpace(bytes.ReplaceAll(s.out.Bytes()[e.tag+1:], []byte("\u00A0"), nil))
	_, href, ok := bytes.Cut(s.out.Bytes()[bytes.LastIndexByte(s.out.Bytes()[:e.tag], '<'):e.tag], []byte(` href="`))
	if len(shown) > 0 || !ok {
		return
	}
	label := slices.Clone(href[:bytes.IndexByte(href, '"')])
	s.out.Truncate(e.tag)
	s.out.WriteString(` aria-label="` + string(label) + `">`)
}

// attributes writes the attributes that an element may have.
func (s *sanitizer) attributes(t html.Token) {
	seen := map[string]bool{}
	for _, a := range t.Attr {
		if seen[a.Key] || a.Namespace != "" {
			continue
		}
		seen[a.Key] = true
		if t.Data == "a" && a.Key == "href" && s.inner != nil {
			if link, ok := s.inner(a.Val); ok {
				a.Val = link
			}
		}
		if v, ok := attribute(t.Data, a); ok {
			s.attribute(a.Key, v)
		}
	}
	switch {
	case t.Data == "a" && seen["href"]:
		s.attribute("rel", "noreferrer noopener")
	case t.Data == "input":
		s.attribute("type", "checkbox")
		s.attribute("disabled", "")
		s.attribute("aria-label", "done")
	case t.Data == "pre" || t.Data == "table":
		if !seen["tabindex"] { // what scrolls must be reached with the keyboard
			s.attribute("tabindex", "0")
		}
	}
}

func (s *sanitizer) attribute(key, value string) {
	s.out.WriteString(" " + key + `="` + html.EscapeString(value) + `"`)
}

// attribute returns the value that an attribute may have.
func attribute(element string, a html.Attribute) (string, bool) {
	v := strings.TrimSpace(a.Val)
	switch element + " " + a.Key {
	case "a href":
		return safeLink(a.Val)
	case "td colspan", "th colspan", "td rowspan", "th rowspan", "col span", "colgroup span":
		n, err := strconv.Atoi(v)
		return v, err == nil && n > 0 && n <= 1000
	case "ol start", "li value":
		_, err := strconv.Atoi(v)
		return v, err == nil
	case "ol type", "ul type":
		return v, len(v) == 1 && strings.Contains("1aAiI", v)
	case "td align", "th align":
		v = strings.ToLower(v)
		return v, v == "left" || v == "right" || v == "center"
	case "ol reversed", "details open", "input checked":
		return "", true
	case "time datetime":
		return v, len(v) < 64
	case "code class":
		return languageClass(v)
	case "div role", "a role":
		return v, v == "doc-endnotes" || v == "doc-noteref" || v == "doc-backlink"
	case "div class", "a class":
		return v, v == "footnotes" || v == "footnote-ref" || v == "footnote-backref"
	}
	switch a.Key {
	case "id":
		return v, v != "" && len(v) < 256 && !strings.ContainsAny(v, " \t\n\r\f")
	case "title":
		return a.Val, element != "bdo"
	case "lang": // of code it is no language of people
		return v, isLanguage(v) && element != "pre" && element != "code"
	case "dir":
		v = strings.ToLower(v)
		return v, v == "ltr" || v == "rtl" || v == "auto"
	}
	return "", false
}

// languageClass returns the class that tells the language of code.
func languageClass(v string) (string, bool) {
	for c := range strings.FieldsSeq(v) {
		if rest, ok := strings.CutPrefix(c, "language-"); ok && rest != "" && len(rest) <= 32 {
			return c, true
		}
	}
	return "", false
}

// isLanguage tells whether s has the form of a language tag (BCP 47).
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, r := range part {
			if r > 'z' || (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') {
				return false
			}
		}
	}
	return s != ""
}

// safeLink returns the address that a link may lead to: one of the web, of
// mail or of a telephone, or a relative one. What begins with two slashes would
// be a network share when the page is opened from the disk.
func safeLink(address string) (string, bool) {
	address = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F {
			return -1 // browsers take line ends and tabs out of addresses before they look for a scheme
		}
		return r
	}, address)
	address = strings.TrimSpace(address)
	if len(address) > 1 && strings.ContainsRune(`/\`, rune(address[0])) && strings.ContainsRune(`/\`, rune(address[1])) {
		return "https://" + strings.TrimLeft(address, `/\`), true
	}
	if i := strings.IndexAny(address, ":/?#\\"); i >= 0 && address[i] == ':' {
		switch strings.ToLower(address[:i]) {
		case "http", "https", "mailto", "tel":
			return address, true
		}
		return "", false
	}
	return address, address != ""
}

// heldPath returns the picture of the bundle that an address names.
func (s *sanitizer) heldPath(address string) (ManifestFile, bool) {
	plain, err := url.PathUnescape(address)
	if err != nil {
		plain = address
	}
	for _, p := range []string{address, plain} {
		if f, ok := s.held[p]; ok && path.Clean(p) == p {
			return f, true
		}
	}
	return ManifestFile{}, false
}

// picture shows a picture of the bundle; in the place of one that is not held
// a quiet mark tells what it would be and where it was.
func (s *sanitizer) picture(t html.Token) {
	var src, alt, title string
	for _, a := range t.Attr {
		switch a.Key {
		case "src":
			src = a.Val
		case "alt":
			alt = a.Val
		case "title":
			title = a.Val
		}
	}
	s.plain.WriteString(" " + alt + " ")
	if alt == "" && s.isOpen("a") {
		alt = "picture" // else the link has no name for those who do not see it
	}
	f, ok := s.heldPath(src)
	if !ok {
		s.absent(src, alt)
		return
	}
	s.out.WriteString("<img")
	s.attribute("src", relativeAddress(f.Path))
	s.attribute("alt", alt)
	if title != "" {
		s.attribute("title", title)
	}
	s.out.WriteString(sizeAttributes(f) + ">")
}

// maxShownAddress bounds an address that is shown as text.
const maxShownAddress = 200

func (s *sanitizer) absent(src, alt string) {
	s.out.WriteString(`<span class="absent" dir="ltr">`)
	if alt = strings.TrimSpace(alt); alt != "" {
		s.out.WriteString(`<bdi>` + html.EscapeString(alt) + `</bdi> `)
	}
	s.out.WriteString(`<span lang="en">Picture not in the archive: ` + absence(src) + `</span>`)
	link, ok := safeLink(src)
	shown := html.EscapeString(shorten(src))
	switch {
	case src == "":
	case ok && !s.isOpen("a"):
		s.out.WriteString(` <a href="` + html.EscapeString(link) + `" rel="noreferrer noopener">` + shown + `</a>`)
	default:
		s.out.WriteString(` <span>` + shown + `</span>`)
	}
	s.out.WriteString(`</span>`)
}

// absence returns why what stood at an address is not held, as far as the
// address tells: what a server said or did not say may differ from run to run,
// which the bytes of a bundle do not. The catalogue knows that.
func absence(address string) string {
	link, ok := safeLink(address)
	switch {
	case isData(address):
		return "what its address holds could not be taken"
	case !ok:
		return "no address that could be asked"
	case isRemote(link):
		return "could not be taken from the web"
	}
	return "could not be taken from beside the posts"
}

func shorten(s string) string {
	if len(s) <= maxShownAddress {
		return s
	}
	return cutRunes(s, maxShownAddress) + "…"
}

// relativeAddress returns the address of a path below the page that asks.
func relativeAddress(p string) string {
	a := eachPart(p, url.PathEscape)
	if first, _, _ := strings.Cut(a, "/"); strings.Contains(first, ":") {
		return "./" + a // else it would be a scheme
	}
	return a
}
