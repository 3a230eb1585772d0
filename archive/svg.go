package archive

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"
)

const (
	maxSVG      = 5 << 20 // bytes; more would take too much memory
	largeSVG    = 1 << 20 // of more, one is read at a time
	maxSVGDepth = 200     // elements within each other
	maxInnerSVG = 2       // drawings within each other
	svgSpace    = "http://www.w3.org/2000/svg"
)

// measureSVG lets an SVG pass only if each of its elements and attributes is
// known to show something and to do nothing: a file that is opened in a
// browser runs what it holds and fetches what it names.
func measureSVG(b *bytesReader) (width, height int, err error) {
	if b.size > maxSVG {
		return 0, 0, tooLarge(maxSVG)
	}
	if b.size > largeSVG {
		oneLargeSVG.Lock()
		defer oneLargeSVG.Unlock()
	}
	c := &svgCheck{}
	if err := c.read(b); err != nil {
		return 0, 0, err
	}
	return c.width, c.height, nil
}

// read checks one file.
func (c *svgCheck) read(r io.Reader) error {
	d := xml.NewDecoder(r)
	d.CharsetReader = svgCharset
	d.Entity = map[string]string{}
	c.entities = d.Entity
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = c.token(t)
		}
		if err != nil {
			return svgError(err)
		}
	}
	if len(c.open) > 0 || !c.begun {
		return errTruncated
	}
	return nil
}

// oneLargeSVG bounds the memory: to read a drawing takes several times its size.
var oneLargeSVG sync.Mutex

// svgError tells a file that was cut from one that is none.
func svgError(err error) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok && strings.Contains(syntax.Msg, "unexpected EOF") {
		return errTruncated
	}
	return err
}

// svgCharset knows the encodings in which every ASCII byte is itself, so that
// no reader sees another file than the one that was checked.
func svgCharset(label string, r io.Reader) (io.Reader, error) {
	if !isASCIIBased(label) {
		return nil, fmt.Errorf("encoding %q", label)
	}
	return charmap.Windows1252.NewDecoder().Reader(r), nil
}

func isASCIIBased(label string) bool {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252":
		return true
	}
	return false
}

// declaration is what may stand between <?xml and ?> (XML 1.0, section 2.8).
// encoding/xml sees no encoding where blanks stand beside the = sign, and reads
// UTF-8 then, which browsers do not.
var declaration = lazily(`^\s*version\s*=\s*["']1\.[01]["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*$`)

func plainDeclaration(s string) bool {
	m := declaration().FindStringSubmatch(s)
	return m != nil && (m[1] == "" || strings.EqualFold(m[1], "utf-8") || isASCIIBased(m[1]))
}

// An svgCheck walks the tokens of one file. The names are resolved here and
// not by encoding/xml, which accepts prefixes that nobody declared.
type svgCheck struct {
	entities      map[string]string // that the doctype declares
	open          []svgElement
	begun         bool            // the root was seen
	style         strings.Builder // the text of the style element that is open
	width, height int
	within        int // how many drawings this one is in
}

type svgElement struct {
	raw    xml.Name
	spaces map[string]string // prefixes declared here
	style  bool
}

func active(format string, args ...any) *failure {
	return fail(ClassActiveContent, "the SVG has "+fmt.Sprintf(format, args...))
}

func (c *svgCheck) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return c.start(t)
	case xml.EndElement:
		return c.end(t.Name)
	case xml.CharData:
		return c.text(t)
	case xml.ProcInst:
		switch {
		case isNote(t.Target):
		case t.Target != "xml" || c.begun:
			return active("a processing instruction %q", t.Target)
		case !plainDeclaration(string(t.Inst)):
			return active("a declaration of its own kind")
		}
	case xml.Directive:
		if c.begun || !c.doctype(string(t)) {
			return active("a doctype that declares something")
		}
	}
	return nil
}

// isNote knows the instructions that programs leave for themselves.
func isNote(target string) bool {
	switch target {
	case "xpacket", "plantuml", "plantuml-src":
		return true
	}
	return false
}

// doctype is the one line that drawing programs of the 2000s write. No browser
// reads what it names. Illustrator declares entities in it: names of spaces,
// which are text and no more.
var (
	doctype = lazily(`^DOCTYPE\s+svg(?:\s+PUBLIC\s+["']-//W3C//DTD SVG [^"'\[\]<>]*["']\s*["']https?://www\.w3\.org/[\w./-]*["'])?\s*(?:\[((?:\s*<!ENTITY\s+\w+\s+"[^"<>&%]*"\s*>)*)\s*\]\s*)?$`)
	entity  = lazily(`<!ENTITY\s+(\w+)\s+"([^"]*)"`)
)

// doctype reads a doctype; false if it declares more than such text.
func (c *svgCheck) doctype(s string) bool {
	m := doctype().FindStringSubmatch(s)
	if m == nil {
		return false
	}
	for _, e := range entity().FindAllStringSubmatch(m[1], -1) {
		if _, twice := c.entities[e[1]]; !twice { // the first one counts
			c.entities[e[1]] = e[2]
		}
	}
	return true
}

func (c *svgCheck) start(t xml.StartElement) error {
	switch {
	case c.begun && len(c.open) == 0, len(c.open) >= maxSVGDepth:
		return errMalformed
	case len(c.open) > 0 && c.open[len(c.open)-1].style: // browsers do not agree on whether its text is part of the style
		return active("an element in a style")
	}
	e := svgElement{raw: t.Name}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns":
			e.declare(a.Name.Local, a.Value)
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			e.declare("", a.Value)
		}
	}
	c.open = append(c.open, e)
	space, known := c.space(t.Name.Space)
	root := !c.begun
	c.begun = true
	if !known {
		return active("an undeclared prefix %q", t.Name.Space)
	}
	if err := c.element(space, t.Name.Local); err != nil {
		return err
	}
	if root {
		c.width, c.height = svgSize(t.Attr)
	}
	return c.attributes(t.Name.Local, t.Attr)
}

func (e *svgElement) declare(prefix, space string) {
	if e.spaces == nil {
		e.spaces = map[string]string{}
	}
	e.spaces[prefix] = space
}

// space resolves a prefix.
func (c *svgCheck) space(prefix string) (string, bool) {
	for i := len(c.open) - 1; i >= 0; i-- {
		if s, ok := c.open[i].spaces[prefix]; ok {
			return s, true
		}
	}
	return "", prefix == ""
}

func (c *svgCheck) element(space, local string) error {
	switch {
	case space == svgSpace || space == "":
		if !isDrawing(local) {
			return active("the element %q", local)
		}
		if local == "style" {
			c.open[len(c.open)-1].style = true
			c.style.Reset()
		}
	case !isInert(space) || len(c.open) == 1:
		return active("an element of %q", space)
	}
	return nil
}

func (c *svgCheck) end(name xml.Name) error {
	if len(c.open) == 0 || c.open[len(c.open)-1].raw != name {
		return errMalformed
	}
	e := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	if e.style {
		return checkStyle(c.style.String())
	}
	return nil
}

func (c *svgCheck) text(s xml.CharData) error {
	if len(c.open) == 0 {
		if strings.TrimSpace(strings.TrimPrefix(string(s), "\uFEFF")) != "" {
			return errMalformed
		}
		return nil
	}
	if c.open[len(c.open)-1].style { // comments do not part its text
		c.style.Write(s)
	}
	return nil
}

// attributes refuses what runs and what leads out of the file.
func (c *svgCheck) attributes(element string, attrs []xml.Attr) error {
	for _, a := range attrs {
		name, value := strings.ToLower(a.Name.Local), a.Value
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && name == "xmlns":
			continue // a name, not an address that anybody reads
		case strings.HasPrefix(name, "on"), strings.HasPrefix(strings.ToLower(a.Name.Space), "on"): // on:x is one name to HTML
			return active("the attribute %q", a.Name.Local)
		case name == "href" || name == "src":
			if !staysInside(element, value) && !c.holdsDrawing(element, value) {
				return active("a reference to %q", cutRunes(value, 60))
			}
		case isSource(element, a) && !hasScript(value):
			continue
		case leadsOut(name) && a.Name.Space == "":
			return active("the attribute %q", a.Name.Local)
		case name == "base" && a.Name.Space == "xml":
			return active("an xml:base")
		case name == "attributename" && animatesReference(value):
			return active("an animated %q", value)
		case hasScript(value):
			return active("a script in %q", a.Name.Local)
		case a.Name.Space == "" && (name == "style" || strings.Contains(value, "(")):
			if err := checkStyle(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// isSource tells of the attribute in which diagrams.net keeps what a drawing was
// made from: no browser reads it.
func isSource(element string, a xml.Attr) bool {
	return element == "svg" && a.Name.Space == "" && a.Name.Local == "content"
}

// leadsOut tells of attributes with addresses that no drawing needs: they are
// HTML's, or those of a link.
func leadsOut(name string) bool {
	switch name {
	case "ping", "srcset", "imagesrcset", "data", "action", "formaction", "poster", "background", "manifest",
		"codebase", "classid", "archive", "cite", "longdesc", "icon", "profile", "usemap", "content":
		return true
	}
	return false
}

// staysInside accepts references to the file itself, and pictures inside it.
func staysInside(element, value string) bool {
	value = strings.TrimSpace(value)
	if value == "" || value[0] == '#' {
		return true
	}
	return (element == "image" || element == "feImage") && holdsType(value, rasterTypes)
}

// holdsDrawing accepts a drawing inside the file that would pass alone, such as the
// logo on a badge.
func (c *svgCheck) holdsDrawing(element, value string) bool {
	value = strings.TrimSpace(value)
	if element != "image" && element != "feImage" || c.within >= maxInnerSVG || !holdsType(value, svgTypes) {
		return false
	}
	b, bad := dataBytes(value, largeSVG)
	return bad == nil && (&svgCheck{within: c.within + 1}).read(bytes.NewReader(b)) == nil
}

// What may stand inside an SVG as a data: address, because nothing in it runs.
var (
	rasterTypes = []string{"image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"}
	svgTypes    = []string{"image/svg+xml"}
	fontTypes   = []string{
		"font/woff2", "font/woff", "font/ttf", "font/otf", "font/opentype", "font/truetype", "font/sfnt",
		"application/font-woff2", "application/font-woff", "application/font-sfnt", "application/x-font-woff2",
		"application/x-font-woff", "application/x-font-ttf", "application/x-font-opentype", "application/vnd.ms-fontobject",
	}
)

// holdsType tells whether an address holds data of one of the types.
func holdsType(address string, types []string) bool {
	return slices.ContainsFunc(types, func(kind string) bool {
		prefix := "data:" + kind
		return hasFoldPrefix([]byte(address), prefix) && strings.IndexAny(address[len(prefix):], ";,") == 0
	})
}

func animatesReference(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	name = name[strings.LastIndexByte(name, ':')+1:]
	return name == "href" || name == "src" || name == "base" || strings.HasPrefix(name, "on")
}

// hasScript looks for the scheme as browsers do, who overlook blanks and
// control characters within it.
func hasScript(value string) bool {
	plain := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(value))
	return strings.Contains(plain, "javascript:") || strings.Contains(plain, "vbscript:")
}

// checkStyle refuses styles that can fetch something; attributes such as fill
// and mask are read like style sheets. An escape may spell any word; no drawing
// needs one.
func checkStyle(css string) error {
	low := strings.ToLower(css)
	for _, word := range []string{`\`, "@import", "image-set(", "cross-fade(", "image(", "src(", "expression(", "behavior:", "-moz-binding"} {
		if strings.Contains(low, word) {
			return active("%q in a style", word)
		}
	}
	for rest := low; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return nil
		}
		rest = strings.TrimLeft(after, " \t\r\n\f\"'")
		if !strings.HasPrefix(rest, "#") && !holdsType(rest, fontTypes) && !holdsType(rest, rasterTypes) {
			return active("an address outside the file in a style")
		}
	}
}

// svgSize is the size in pixels that the root declares, or that of its view.
func svgSize(attrs []xml.Attr) (width, height int) {
	var view []string
	for _, a := range attrs {
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "width":
			width = pixels(a.Value)
		case a.Name.Local == "height":
			height = pixels(a.Value)
		case a.Name.Local == "viewBox":
			view = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r <= ' ' })
		}
	}
	if (width == 0 || height == 0) && len(view) == 4 {
		return pixels(view[2]), pixels(view[3])
	}
	return width, height
}

// units are the lengths of CSS, in pixels.
var units = map[string]float64{"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}

// pixels reads a length; 0 where it depends on something else.
func pixels(s string) int {
	s = strings.TrimSpace(s)
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%")
	n, err := strconv.ParseFloat(number, 64)
	n *= units[strings.ToLower(s[len(number):])]
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return int(math.Ceil(n))
}
