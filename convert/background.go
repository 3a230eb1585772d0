package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// backgroundAttrs are those in which scripts keep a background for later, and
// nothing else.
var backgroundAttrs = []string{"data-bg", "data-background", "data-background-image", "data-bg-image", "data-bgimage", "data-lazy-bgimg"}

// background is the address of the picture behind an element, "" if there is
// none: url("x.jpg") in an attribute for late loading or in its style, and only
// if there is nothing else one for small screens or a pointer.
func background(n *html.Node) string {
	other := ""
	for _, a := range n.Attr {
		switch v, ok := lateBackground(a); {
		case !ok:
		case isOther(a.Key):
			other = cmp.Or(other, v)
		default:
			return v
		}
	}
	for _, rule := range cssRules(attr(n, "style")) {
		name, value, _ := strings.Cut(rule, ":")
		if name = strings.ToLower(strings.TrimSpace(name)); name != "background-image" && (name != "background" || !fillsBox(n, value)) {
			continue
		}
		if v := address(cssAddress(value)); isPlaced(v) && !isPlaceholder(v) {
			return v
		}
	}
	return other
}

// lateBackground is the address of a background that an attribute keeps for
// later: data-bg, data-background-image and what else scripts call it.
func lateBackground(a html.Attribute) (string, bool) {
	if !strings.HasPrefix(a.Key, "data-") || isLesser(a.Key) || isSmaller(a.Key) || !strings.Contains(a.Key, "bg") && !strings.Contains(a.Key, "background") {
		return "", false
	}
	v := strings.TrimSpace(a.Val)
	inner := cssAddress(v)
	switch {
	case inner != "":
		v = inner
	case strings.HasSuffix(a.Key, "set"):
		v = bestOf(v)
	}
	v = address(v)
	known := inner != "" || slices.Contains(backgroundAttrs, a.Key)
	return v, (known && isPlaced(v) || namesImage(v)) && !isPlaceholder(v)
}

// fillsBox tells whether the background of a style is the picture of its
// element: a piece of a larger one, as of an icon, is shifted by pixels, and what
// is repeated is a pattern.
func fillsBox(n *html.Node, value string) bool {
	before, behind, _ := strings.Cut(strings.ToLower(value), "url(")
	_, behind, _ = strings.Cut(behind, ")") // what stands between is an address
	value = before + behind
	once := n.DataAtom == atom.Div && strings.Contains(value, "no-repeat")
	return (once || holdsAny(value, "center", "cover", "contain")) && !strings.Contains(value, "px")
}

// cssRules parts a style at the semicolons that end its rules; those of an
// address of the scheme data stand between parentheses. Nil if it has no
// address at all.
func cssRules(style string) (rules []string) {
	if !strings.Contains(strings.ToLower(style), "url(") {
		return nil
	}
	from, depth := 0, 0
	for i := range len(style) {
		switch c := style[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case c == ';' && depth == 0:
			rules = append(rules, style[from:i])
			from = i + 1
		}
	}
	return append(rules, style[from:])
}

// cssAddress returns what stands in the first url() of a value, "" if there is
// none (CSS Values, section 4.5).
func cssAddress(value string) string {
	i := strings.Index(strings.ToLower(value), "url(")
	if i < 0 {
		return ""
	}
	value = strings.TrimLeft(value[i+len("url("):], " \t\n\r\f")
	end := ")"
	if value != "" && (value[0] == '"' || value[0] == '\'') {
		end, value = value[:1], value[1:]
	}
	inner, _, ok := strings.Cut(value, end)
	if !ok {
		return ""
	}
	return strings.ReplaceAll(strings.TrimSpace(inner), `\`, "")
}

// isPicture tells whether an element shows a picture and nothing else by its
// background, as galleries and lazy themes have them, or will when a script has
// run; a figure has words on it besides. A picture behind text is decoration,
// but for the covers of WordPress.
func isPicture(n *html.Node) bool {
	switch {
	case n.DataAtom == atom.Figure && onlyCaption(n), hasClass(n, "wp-block-cover", "wp-block-cover-image"):
		return background(n) != ""
	}
	return holdsBoxes(n) && !hasText(n) && !isTiny(n) && pictureBehind(n) != ""
}

// holdsBoxes tells whether an element holds nothing but boxes, such as the wheel that
// turns until the picture has come.
func holdsBoxes(n *html.Node) bool {
	nodes := 0
	for c := range below(n) {
		nodes++
		box := c.DataAtom == atom.Div || c.DataAtom == atom.Span || c.DataAtom == atom.I
		if nodes > maxOverlay || c.Type == html.ElementNode && (!box || background(c) != "") {
			return false
		}
	}
	return true
}

// isTiny tells whether the style of an element makes it so small that what is
// behind it is an ornament.
func isTiny(n *html.Node) bool {
	style := attr(n, "style")
	for rule := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(rule, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		size, isPixels := strings.CutSuffix(strings.TrimSpace(value), "px")
		if px, err := strconv.ParseFloat(size, 64); (name == "width" || name == "height") && isPixels && err == nil && px < minPicture {
			return true
		}
	}
	return false
}

// minPicture is how many pixels wide and high the box of a picture is at least.
const minPicture = 32

// onlyCaption tells whether a figure has a caption and nothing else.
func onlyCaption(n *html.Node) bool {
	c := n.FirstChild
	if isBlankText(c) {
		c = c.NextSibling
	}
	return c != nil && c.DataAtom == atom.Figcaption && next(c) == nil && (c.NextSibling == nil || !hasText(c.NextSibling))
}

// pictureBehind is the address of the picture that an empty element shows.
func pictureBehind(n *html.Node) string {
	if v := background(n); v != "" {
		return v
	}
	for _, key := range [...]string{"data-src", "data-original", "data-lazy-src", "data-lazy", "data-lazyload", "data-echo"} {
		if v := address(attr(n, key)); (namesImage(v) || namesSpaced(key, v)) && !isPlaceholder(v) && !isPattern(v) {
			return v
		}
	}
	if attr(n, "role") != "img" {
		return ""
	}
	for _, a := range n.Attr { // Elementor has data-thumbnail
		if v := address(a.Val); strings.HasPrefix(a.Key, "data-") && namesImage(v) && !isPlaceholder(v) {
			return v
		}
	}
	return ""
}

// showBackground puts the picture behind an element into it.
func showBackground(n *html.Node) {
	alt := cmp.Or(attr(n, "aria-label"), attr(n, "title"))
	n.InsertBefore(newImage(pictureBehind(n), alt), n.FirstChild)
}

func holdsElements(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			return true
		}
	}
	return false
}
