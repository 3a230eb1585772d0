package convert

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// showStyles puts into the tree what elements say that mean something else by
// themselves: the picture of an <amp-img>, the player of a <lite-youtube>, the
// picture that is a background or in a frame, the box of a task as Notion draws it, the jump
// break of Blogger, and emphasis, for which the editors of Blogger, TinyMCE and
// Google Docs write a style and no element.
func showStyles(doc *html.Node) {
	var boxes []*html.Node // which move when the walk is over
	for n := range below(doc) {
		switch n.DataAtom {
		case atom.Div, atom.Span, atom.A, atom.Figure, atom.Font, atom.Section:
			if len(n.Attr) > 0 {
				showStyled(n)
			}
		case atom.Li:
			showTask(n)
			showBehind(n)
		case atom.Mark:
			if isColoured(n) {
				n.DataAtom, n.Data, n.Attr = atom.Span, "span", nil
			}
		case atom.Code:
			if hasClass(n, "math-inline", "js-render-math") && n.Parent.DataAtom != atom.Pre { // remark, GitLab
				showTeX(n, textOf(n), false)
			}
		case atom.Blockquote:
			if isQuotedEmbed(n) {
				putFrame(n, attr(n, "cite"))
			}
		case atom.P, atom.Td, atom.Article, atom.Header:
			showBehind(n)
		case atom.Svg:
			showBehindDrawing(n)
		case atom.Noscript:
			showEscaped(n)
		case atom.Object, atom.Embed, atom.Iframe:
			if inner := attr(n, "srcdoc"); inner != "" && embedAddress(n) == "" && furniture(n) == "" {
				showInner(n, inner)
			} else {
				showFramed(n)
			}
		case atom.Area:
			if attr(n, "href") != "" {
				showArea(n)
			}
		case atom.Input:
			if blockOfBox(n) != nil {
				boxes = append(boxes, n)
			}
		case 0:
			switch n.Type {
			case html.ElementNode:
				showCustom(n)
			case html.TextNode:
				n.Data = unjoined(n.Data)
			}
		}
	}
	for _, n := range boxes {
		moveBox(n)
	}
}

// showBehind shows the picture behind an element that has nothing else.
func showBehind(n *html.Node) {
	if len(n.Attr) > 0 && isPicture(n) {
		showBackground(n)
	}
}

// showBehindDrawing makes an image of a drawing without lines that has a picture
// behind it: editors for WeChat keep the proportions of a picture so.
func showBehindDrawing(n *html.Node) {
	ref := background(n)
	if ref == "" || n.FirstChild != nil && (n.FirstChild.NextSibling != nil || n.FirstChild.Type != html.TextNode || !isAllBlank(n.FirstChild.Data)) {
		return
	}
	n.Type, n.DataAtom, n.Data, n.Namespace = html.ElementNode, atom.Img, "img", ""
	n.Attr = []html.Attribute{{Key: "src", Val: ref}, {Key: "alt", Val: attr(n, "aria-label")}}
}

// maxEscaped bounds what is for readers without scripts and was escaped.
const maxEscaped = 4 << 10

// showEscaped reads the image in a <noscript> that some program has taken for
// text and escaped.
func showEscaped(n *html.Node) {
	text := n.FirstChild
	if text == nil || text.NextSibling != nil || text.Type != html.TextNode || len(text.Data) > maxEscaped || !strings.Contains(text.Data, "<img") {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(text.Data), &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"})
	if err != nil {
		return
	}
	n.RemoveChild(text)
	for _, c := range nodes {
		n.AppendChild(c)
	}
}

// showFramed makes an image of a frame that holds nothing but one: <object
// data="a.svg"> with, perhaps, another image for those who do not see it.
func showFramed(n *html.Node) {
	ref := address(cmp.Or(attr(n, "data"), attr(n, "src")))
	if !namesImage(ref) || find(n, atom.Object, atom.Embed) != nil {
		return
	}
	shown := []html.Attribute{{Key: "data-src", Val: ref}, {Key: "alt", Val: cmp.Or(attr(n, "title"), attr(n, "aria-label"))}}
	if img := find(n, atom.Img); img != nil {
		shown = append([]html.Attribute{shown[0]}, img.Attr...)
	}
	n.DataAtom, n.Data, n.Attr = atom.Img, "img", shown
	removeChildren(n)
}

// showStyled puts into the tree what the attributes of an element say.
func showStyled(n *html.Node) {
	switch {
	case isPicture(n):
		showBackground(n)
	case isBox(n):
		showBox(n)
	case isJump(n):
		n.Type, n.DataAtom, n.Data, n.Attr = html.CommentNode, 0, "more", nil
	case showComponent(n), showCount(n):
	default:
		if ref := playerOf(n); ref != "" {
			if n.DataAtom == atom.A {
				n.Attr = nil // a link without text
			}
			putFrame(n, ref)
		} else if isEmphasized(n) {
			showEmphasis(n)
		} else if tex, display := scriptedTeX(n); tex != "" {
			showTeX(n, tex, display)
		}
	}
}

// moveBox moves the box of a task into the block that it belongs to.
func moveBox(n *html.Node) {
	block := blockOfBox(n)
	n.Parent.RemoveChild(n)
	block.InsertBefore(n, block.FirstChild)
}

// blockOfBox is the block right behind the box of a task, alone or in a label,
// whose text the box belongs to: editors made with ProseMirror part the two.
// Nil for all other boxes.
func blockOfBox(n *html.Node) *html.Node {
	if !strings.EqualFold(attr(n, "type"), "checkbox") || n.Parent == nil || before(n) != nil {
		return nil
	}
	if n.Parent.DataAtom == atom.Label && !hasText(n.Parent) {
		n = n.Parent
	}
	behind := next(n)
	if n.Parent == nil || n.Parent.DataAtom != atom.Li || before(n) != nil || behind == nil {
		return nil
	}
	if p := find(behind, atom.P); behind.DataAtom == atom.Div && p != nil && before(p) == nil && p.Parent == behind {
		behind = p
	}
	if behind.DataAtom != atom.P && behind.DataAtom != atom.Div {
		return nil
	}
	return behind
}

// showArea makes a link of a part of a picture, by the words that stand for it.
func showArea(n *html.Node) {
	words := cmp.Or(attr(n, "alt"), attr(n, "title"), attr(n, "href"))
	n.DataAtom, n.Data, n.Attr = atom.A, "a", []html.Attribute{{Key: "href", Val: attr(n, "href")}}
	n.AppendChild(newText(words))
	n.Parent.InsertBefore(newText(" "), n)
}

// isColoured tells whether a <mark> gives but the colour of its letters, for
// which the editors of WordPress, Notion and CKEditor write no other element.
func isColoured(n *html.Node) bool {
	if styleSays(attr(n, "style"), "background-color", "transparent", "rgba(0, 0, 0, 0)", "rgba(0,0,0,0)") {
		return true
	}
	for c := range classes(n) {
		if strings.HasPrefix(c, "highlight-") && !strings.HasSuffix(c, "_background") || strings.HasPrefix(c, "pen-") {
			return true
		}
	}
	return false
}

// isBox tells whether n is a box of Notion's or Discourse's, which a class ticks.
func isBox(n *html.Node) bool {
	return n.FirstChild == nil && hasClass(n, "checkbox-on", "checkbox-off", "chcklst-box")
}

func showBox(n *html.Node) {
	attrs := []html.Attribute{{Key: "type", Val: "checkbox"}}
	if hasClass(n, "checkbox-on", "checked") {
		attrs = append(attrs, html.Attribute{Key: "checked"})
	}
	n.DataAtom, n.Data, n.Attr = atom.Input, "input", attrs
}

// isJump tells whether n ends the excerpt of a post in Blogger.
func isJump(n *html.Node) bool {
	return n.DataAtom == atom.A && n.FirstChild == nil && attr(n, "name") == "more" && !hasAttr(n, "href")
}

// styledElements are what the style of a span can say that an element of its own
// would, and the mark of that.
var styledElements = [...]struct {
	kind     atom.Atom
	mark     string
	property string
	values   []string
}{
	{atom.B, "**", "font-weight", []string{"bold", "bolder", "600", "700", "800", "900"}},
	{atom.I, "*", "font-style", []string{"italic", "oblique"}},
	{atom.Del, "~~", "text-decoration", []string{"line-through"}},
	{atom.Sup, "", "vertical-align", []string{"super"}},
	{atom.Sub, "", "vertical-align", []string{"sub"}},
}

// isEmphasized tells whether a span of text is bold, italic or struck out by
// its style.
func isEmphasized(n *html.Node) bool {
	return (n.DataAtom == atom.Span || n.DataAtom == atom.Font) && len(styledAs(n)) > 0 && isProse(n)
}

// styledAs returns the elements that say what the style of n does. One whose
// style is taken back for all that n holds is none.
func styledAs(n *html.Node) (kinds []atom.Atom) {
	style := attr(n, "style")
	if style == "" {
		return nil
	}
	for _, e := range styledElements {
		if styleSays(style, e.property, e.values...) && !isUndone(n, e.mark) && (e.property != "vertical-align" || isLevel(n)) {
			kinds = append(kinds, e.kind)
		}
	}
	return kinds
}

// isLevel tells whether n is text on the line, neither raised nor lowered by an
// element around or in it. What moves a picture sets it beside the line.
func isLevel(n *html.Node) bool {
	return hasText(n) && closest(n, atom.Sup, atom.Sub) == nil && find(n, atom.Sup, atom.Sub, atom.Img) == nil
}

func isUndone(n *html.Node, mark string) bool {
	for c := onlyChild(n); c != nil; c = onlyChild(c) {
		if unstyled(c, mark) {
			return true
		}
	}
	return false
}

// isProse tells that n does not stand in code, whose colours are styles, nor
// in a heading, which is bold already.
func isProse(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if isCode(p) || p.DataAtom == atom.Pre || p.DataAtom == atom.Th || isHeading(p) || isHighlighter(p) {
			return false
		}
	}
	return true
}

// showEmphasis makes of a span the elements that say what its style does.
func showEmphasis(n *html.Node) {
	kinds := styledAs(n)
	n.DataAtom, n.Data = kinds[0], kinds[0].String()
	for _, kind := range kinds[1:] {
		inner := newElement(kind)
		moveChildren(inner, n)
		n.AppendChild(inner)
		n = inner
	}
}
