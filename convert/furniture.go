package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furniture names what an element is if it is no part of the post: things
// that run, style, track or hide. "" for everything else.
func furniture(n *html.Node) string {
	switch n.DataAtom {
	case atom.Style, atom.Template, atom.Link, atom.Meta, atom.Title, atom.Base, atom.Frame, atom.Frameset, atom.Noframes:
		return n.Data
	case atom.Script:
		if !isTeX(n) && scriptEmbed(n) == "" {
			return "script"
		}
	case atom.Button, atom.Select, atom.Textarea, atom.Datalist:
		if !isWording(n) {
			return "form"
		}
	case atom.Svg, atom.Canvas:
		return "drawing"
	case atom.Noscript:
		return noscript(n)
	case atom.Img:
		if isPixel(n) {
			return "tracker"
		}
		if isPreview(n) {
			return "preview"
		}
	case atom.Iframe:
		if isPixel(n) || strings.Contains(attr(n, "src"), "googletagmanager.com") {
			return "tracker"
		}
	}
	switch {
	case isHidden(n) && !namesLink(n):
		return "hidden"
	case isTool(n):
		return "button"
	case attr(n, "aria-hidden") == "true" && isGutter(n) && isBesideCode(n):
		return "line numbers"
	}
	return ""
}

// isBesideCode tells whether a code block stands right before or behind n.
func isBesideCode(n *html.Node) bool {
	for _, c := range [...]*html.Node{before(n), next(n)} {
		if c != nil && c.DataAtom == atom.Pre {
			return true
		}
	}
	return false
}

// isWording tells whether a button is part of what is read: all of an item, as
// Butterfly and Bootstrap name tabs; all of a heading or summary, as accordions
// have it; or a word within a sentence.
func isWording(n *html.Node) bool {
	if n.DataAtom != atom.Button || n.Parent == nil {
		return false
	}
	if n.Parent.DataAtom == atom.Li || n.Parent.DataAtom == atom.Summary || isHeading(n.Parent) {
		return onlyChild(n.Parent) == n
	}
	return saysWord(n.PrevSibling) && saysWord(n.NextSibling)
}

func saysWord(n *html.Node) bool {
	return n != nil && n.Type == html.TextNode && !isAllBlank(n.Data)
}

// isTool tells whether an element is one of the tools around code. Hands that
// have edited posts left code in their place.
func isTool(n *html.Node) bool {
	return len(n.Attr) > 0 && hasToolClass(n) && find(n, atom.Pre, atom.Code) == nil
}

// hasToolClass tells of the classes of what sites put around code and headings
// for those who use them there: buttons that copy, fold or edit.
func hasToolClass(n *html.Node) bool {
	for c := range classes(n) {
		switch c {
		case "copy-code-btn", "hljs-button", "code-block-extension-header", // Juejin, CSDN
			"cnblogs_code_toolbar", "cnblogs_code_collapse", "code_img_closed", "code_img_opened",
			"highlight-tools", "highlight__panel", "zeroclipboard-container", // Hexo, Dev, GitHub
			"code-snippet__line-index",                                                    // WeChat
			"shcb-language",                                                               // Syntax-highlighting Code Block, for screen readers
			"mw-editsection",                                                              // MediaWiki
			"fusion-privacy-placeholder", "cookieconsent-optout-marketing", "pec-overlay", // before a player
			"kg-audio-player", "kg-audio-hide", "kg-video-player-container", // Ghost: buttons, times, a picture that there is not
			"tmblr-alt-text-helper", // Tumblr
			"carousel-indicators",   // Bootstrap
			"hide-text":             // Substack's editor
			return true
		}
	}
	return false
}

// isPixel tells whether an image or frame has a size of 0 or 1 pixels.
func isPixel(n *html.Node) bool {
	w, h, style := attr(n, "width"), attr(n, "height"), attr(n, "style")
	return isDot(w) && isDot(h) || style != "" && styleSays(style, "width", dots...) && styleSays(style, "height", dots...)
}

var dots = []string{"0", "1", "0px", "1px"}

func isDot(size string) bool { return slices.Contains(dots, size) }

// isPreview tells whether an image stands for the one behind it until that has
// come: Medium draws it blurred on a canvas, Gatsby hides its few bytes from
// those who listen.
func isPreview(n *html.Node) bool {
	behind := next(n)
	if behind != nil && behind.DataAtom == atom.Canvas {
		return showsPicture(next(behind))
	}
	return attr(n, "aria-hidden") == "true" && attr(n, "alt") == "" && strings.HasPrefix(attr(n, "src"), "data:") &&
		(showsPicture(behind) || imageWithout(behind) != nil)
}

// isHidden tells whether browsers show nothing of the element.
func isHidden(n *html.Node) bool {
	if len(n.Attr) == 0 {
		return false
	}
	if attr(n, "id") == "js_content" {
		return false // all of a WeChat post, which a script shows when it is loaded
	}
	if hasAttr(n, "data-cfsrc") {
		return false // an image that Cloudflare's script shows
	}
	if isPanel(n) {
		return false
	}
	if attr(n, "aria-hidden") == "true" && n.Parent != nil && n.Parent.DataAtom == atom.Button {
		return true // the sign that an accordion is open or closed
	}
	if hasAttr(n, "hidden") || isHiddenClass(n) {
		return true
	}
	style := attr(n, "style")
	return style != "" && (styleSays(style, "display", "none") || styleSays(style, "visibility", "hidden") && !keepsAddress(n)) && !isSlide(n)
}

// keepsAddress tells whether an image has its address in an attribute for later:
// WeChat's are not visible until they have come.
func keepsAddress(n *html.Node) bool {
	return n.DataAtom == atom.Img && slices.ContainsFunc(lazyAttrs, func(key string) bool { return isPlaced(attr(n, key)) })
}

// namesLink tells whether n is read aloud for a link to another page that shows
// an icon at most: its only name.
func namesLink(n *html.Node) bool {
	if !hasClass(n, "screen-reader-text", "sr-only", "visually-hidden") || !hasText(n) {
		return false
	}
	a := n.Parent
	for a != nil && a.DataAtom == atom.Span {
		a = a.Parent
	}
	if a == nil || a.DataAtom != atom.A || strings.HasPrefix(attr(a, "href"), "#") {
		return false
	}
	nodes := 0
	for c := range below(a) {
		if nodes++; nodes > maxIcon || c.DataAtom == atom.Img || c.Type == html.TextNode && !isAllBlank(c.Data) && !isWithin(c, n) && closest(c, atom.Svg) == nil {
			return false
		}
	}
	return true
}

// maxIcon bounds the nodes of a link that shows an icon, so that a link of a
// thousand names is not walked through for each of them.
const maxIcon = 200

// isHiddenClass tells whether a class says that n is not shown, or that it is
// what MathJax has made of the formula in the script behind it, or shows until
// then, or KaTeX of the one before it.
func isHiddenClass(n *html.Node) bool {
	for c := range classes(n) {
		switch c {
		case "screen-reader-text", "sr-only", "visually-hidden", "elementor-screen-only":
			return !isFractionSign(n)
		case "MathJax_Preview":
			behind := next(n)
			return isTeX(behind) || behind != nil && hasClass(behind, mathDrawn...)
		case "katex-html":
			twin := before(n)
			return twin != nil && (hasClass(twin, "katex-mathml") || isTeX(twin))
		default:
			if slices.Contains(mathDrawn, c) {
				return isTeX(next(n))
			}
		}
	}
	return false
}

// mathDrawn are the classes of what MathJax 2 draws.
var mathDrawn = []string{"MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_SVG_Display", "MathJax_CHTML", "mjx-chtml", "MJXc-display"}

// isTeX tells of the script in which MathJax finds a formula.
func isTeX(n *html.Node) bool {
	return n != nil && n.DataAtom == atom.Script && strings.HasPrefix(attr(n, "type"), "math/tex")
}

// isFractionSign tells whether an element is the sign between two numbers, which
// one that is drawn as a line or a gap needs in text: 4+1/2.
func isFractionSign(n *html.Node) bool {
	sign := onlyText(n)
	if sign != "/" && sign != "+" || n.PrevSibling == nil || n.NextSibling == nil {
		return false
	}
	left, right := n.PrevSibling.Data, textOf(n.NextSibling)
	if n.PrevSibling.Type == html.ElementNode {
		left = textOf(n.PrevSibling)
	}
	return left != "" && right != "" && isDigit(left[len(left)-1]) && isDigit(right[0])
}

// isPanel tells whether an element is text that a click on a tab or heading
// shows (ARIA Authoring Practices), or a search in the browser.
func isPanel(n *html.Node) bool {
	switch attr(n, "role") {
	case "tabpanel":
		return true
	case "region":
		return hasAttr(n, "aria-labelledby")
	}
	return strings.EqualFold(attr(n, "hidden"), "until-found")
}

// isSlide tells whether an element is one of the pictures that a gallery shows
// one after another; it hides the others meanwhile.
func isSlide(n *html.Node) bool {
	if n.Parent == nil {
		return false
	}
	class := strings.ToLower(attr(n.Parent, "class"))
	return holdsAny(class, "carousel", "slide", "swiper", "slick") && find(n, atom.Img) != nil
}

// noscript tells what a <noscript> is good for: the image or player in it is
// that of the lazy one before it; without such a one it is what is shown itself.
func noscript(n *html.Node) string {
	img := find(n, atom.Img)
	if img == nil {
		if isPlayer(find(n, atom.Iframe)) && !isPlayer(before(n)) {
			return "" // WP Rocket puts a box with a picture before it
		}
		if script := before(n); script != nil && scriptEmbed(script) != "" && find(n, atom.Pre) != nil {
			return "" // Octopress has the code of a gist at hand
		}
		return "noscript"
	}
	if isPixel(img) {
		return "tracker"
	}
	if late := before(n); showsPicture(late) && !isHidden(late) && !isPreview(late) || isLateLink(late) {
		return "noscript"
	}
	if behind := next(n); behind != nil && behind.DataAtom == atom.Img && isLate(behind) {
		return "noscript" // Zhihu and Squarespace put it first
	}
	if shows(boxed(next(n)), img) || shows(boxed(before(n)), img) {
		return "noscript"
	}
	return ""
}

// boxed returns the image that an element is, or that it holds and nothing else;
// nil if it is something else.
func boxed(n *html.Node) *html.Node {
	for range maxAround {
		if n == nil || n.DataAtom == atom.Img {
			return n
		}
		n = onlyChild(n)
	}
	return nil
}

// shows tells whether an image shows what its copy for readers without scripts
// does, perhaps late.
func shows(late, twin *html.Node) bool {
	if late == nil || isHidden(late) {
		return false
	}
	src := address(attr(twin, "src"))
	if !isLate(late) {
		return src != "" && src == address(attr(late, "src"))
	}
	whole := uncut(src)
	return slices.ContainsFunc(late.Attr, func(a html.Attribute) bool {
		v := address(a.Val)
		return v == src || whole != "" && (v == whole || uncut(v) == whole)
	})
}

// isLateLink tells whether an element is a link around a late image: its twin
// has the link in it as well.
func isLateLink(n *html.Node) bool {
	if n == nil || n.DataAtom != atom.A {
		return false
	}
	img := onlyChild(n)
	return img != nil && img.DataAtom == atom.Img && isLate(img)
}

func showsPicture(n *html.Node) bool {
	return n != nil && (n.DataAtom == atom.Img || n.DataAtom == atom.Picture && find(n, atom.Img) != nil)
}

// isPlayer tells whether an element is a frame that shows something.
func isPlayer(n *html.Node) bool {
	return n != nil && n.DataAtom == atom.Iframe && furniture(n) == ""
}

// isLate tells whether a script gives an image its address.
func isLate(n *html.Node) bool {
	return isPlaceholder(address(attr(n, "src"))) || keepsAddress(n)
}

// saysLate tells whether the class of an image, or the name of an attribute, says
// that a script replaces what it shows.
func saysLate(n *html.Node) bool {
	class := asciiLower(attr(n, "class"))
	return holdsAny(class, "lazy", "blur", "preload", "preview", "placeholder", "progressive") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.Contains(a.Key, "lazy") })
}

// before returns the element before n, next the one behind it, white space
// left out; nil if something else stands there.
func before(n *html.Node) *html.Node {
	if n == nil {
		return nil
	}
	for n = n.PrevSibling; isBlankText(n); {
		n = n.PrevSibling
	}
	return elementOrNil(n)
}

func next(n *html.Node) *html.Node {
	for n = n.NextSibling; isBlankText(n); {
		n = n.NextSibling
	}
	return elementOrNil(n)
}

// lastElement returns the element that ends n, white space left out; nil if
// something else does.
func lastElement(n *html.Node) *html.Node {
	if n == nil {
		return nil
	}
	if isBlankText(n.LastChild) {
		return before(n.LastChild)
	}
	return elementOrNil(n.LastChild)
}

// isBlankText tells whether n is white space.
func isBlankText(n *html.Node) bool {
	return n != nil && n.Type == html.TextNode && isAllBlank(n.Data)
}

func elementOrNil(n *html.Node) *html.Node {
	if n == nil || n.Type != html.ElementNode {
		return nil
	}
	return n
}

// styleSays tells whether an inline style sets a property to one of the values.
func styleSays(style, property string, values ...string) bool {
	for rule := ""; style != ""; {
		rule, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(rule, ":")
		if name = strings.TrimSpace(name); len(name) != len(property) || !strings.EqualFold(name, property) {
			continue
		}
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		if slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(value, v) }) {
			return true
		}
	}
	return false
}
