package convert

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// showMarked makes pictures of the images of Markdown that stand in the text of
// HTML, ![words](address) between <center> and </center>: CommonMark reads none
// there, but the engine that the body was written for did.
func showMarked(doc *html.Node) {
	var texts []*html.Node
	for c := range below(doc) {
		if c.Type == html.TextNode && strings.Contains(c.Data, "![") && !isVerbatim(c.Parent) {
			texts = append(texts, c)
		}
	}
	for _, text := range texts {
		rest := text.Data
		for {
			at, n, img := markedImage(rest)
			if img == nil {
				break
			}
			text.Parent.InsertBefore(newText(rest[:at]), text)
			text.Parent.InsertBefore(img, text)
			rest = rest[at+n:]
		}
		text.Data = rest
	}
}

// isVerbatim tells whether text in n, or in what n stands in, is no Markdown.
func isVerbatim(n *html.Node) bool {
	return closest(n, atom.Code, atom.Tt, atom.Samp, atom.Pre, atom.Script, atom.Style, atom.Textarea) != nil
}

// maxMarked bounds an image in Markdown, so that an open bracket is not looked
// for an end to in all that follows.
const maxMarked = 1 << 10

// markedImage returns the place and length of the first image in s, perhaps in
// a link, and what it shows; nil if there is none.
func markedImage(s string) (at, n int, shown *html.Node) {
	for ; ; at += 2 {
		i := strings.Index(s[at:], "![")
		if i < 0 {
			return 0, 0, nil
		}
		at += i
		rest := s[at+2 : min(len(s), at+maxMarked)]
		words, tail, ok := strings.Cut(rest, "](")
		src, title, size := markedAddress(tail)
		if !ok || size == 0 || strings.ContainsAny(words, "[]\n") {
			continue
		}
		n = len("![") + len(words) + len("](") + size
		shown = newElement(atom.Img, html.Attribute{Key: "src", Val: src}, html.Attribute{Key: "alt", Val: words}, html.Attribute{Key: "title", Val: title})
		if at == 0 || s[at-1] != '[' || !strings.HasPrefix(tail[size:], "](") {
			return at, n, shown
		}
		if href, title, size := markedAddress(tail[size+2:]); size > 0 {
			a := newElement(atom.A, html.Attribute{Key: "href", Val: href}, html.Attribute{Key: "title", Val: title})
			a.AppendChild(shown)
			return at - 1, 1 + n + 2 + size, a
		}
		return at, n, shown
	}
}

// markedAddress reads an address, a title perhaps, and the bracket that closes
// them; size 0 if s begins with none.
func markedAddress(s string) (ref, title string, size int) {
	end := strings.IndexByte(s, ')')
	if end < 0 {
		return "", "", 0
	}
	ref, title, _ = strings.Cut(strings.TrimSpace(s[:end]), " ")
	if title = cutSize(strings.TrimSpace(title)); title != "" {
		if len(title) < 2 || title[0] != '"' || title[len(title)-1] != '"' {
			return "", "", 0
		}
		title = title[1 : len(title)-1]
	}
	if ref == "" || strings.ContainsAny(ref, "<>\n(") {
		return "", "", 0
	}
	return ref, title, end + 1
}
