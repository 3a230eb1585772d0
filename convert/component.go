package convert

import (
	"cmp"
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// component is what Substack keeps in an attribute of an empty element, in JSON,
// for a script to show: a gallery, somebody's name, a post, film or words.
type component struct {
	Name, Title, Username string
	URL                   string
	CanonicalURL          string `json:"canonical_url"`
	BaseURL               string `json:"base_url"`
	VideoID               string
	MediaUploadID         string
	InstagramID           string `json:"instagram_id"`
	FullText              string `json:"full_text"`
	Comment               struct{ Body, Name string }
	CommunityPost         struct{ Body string }
	Photos                []struct {
		Src string `json:"img_url"`
	}
	Gallery struct {
		Images       []struct{ Src string }
		Caption, Alt string
	}
}

// showComponent puts into an element what a script of Substack shows there; false
// if that is nothing, or no more than what asks to subscribe.
func showComponent(n *html.Node) bool {
	said, class := attr(n, "data-attrs"), attr(n, "class")
	if said == "" || showsSomething(n) || find(n, atom.A) != nil || holdsAny(class, "subscri", "button") {
		return false
	}
	var c component
	_ = json.Unmarshal([]byte(said), &c) // what is of another kind than it should be is left out
	if strings.Contains(class, "mention") {
		n.AppendChild(newText(c.Name))
		return c.Name != ""
	}
	for _, img := range c.Gallery.Images {
		n.AppendChild(newImage(img.Src, c.Gallery.Alt))
	}
	if c.Gallery.Caption != "" {
		n.AppendChild(newElement(atom.Figcaption))
		n.LastChild.AppendChild(newText(c.Gallery.Caption))
	}
	box := n
	if words := cmp.Or(c.FullText, c.Comment.Body, c.CommunityPost.Body); words != "" {
		box = c.quote(n, words)
	}
	if player := c.player(class); player != nil {
		box.AppendChild(player)
	}
	return n.FirstChild != nil
}

// quote puts into an element a quote of somebody's words, with their links, and
// pictures.
func (c *component) quote(n *html.Node, words string) *html.Node {
	quote := newElement(atom.Blockquote)
	n.AppendChild(quote)
	p := newElement(atom.P)
	doc, _ := parseTree(strings.ReplaceAll(words, "\n", "<br>"))
	for c := range below(doc) {
		switch a := closest(c, atom.A); {
		case c.DataAtom == atom.Br:
			p.AppendChild(newElement(atom.Br))
		case c.Type == html.TextNode && a == nil:
			p.AppendChild(newText(c.Data))
		case c == a:
			p.AppendChild(newElement(atom.A, html.Attribute{Key: "href", Val: attr(a, "href")}))
			p.LastChild.AppendChild(newText(textOf(a)))
		}
	}
	quote.AppendChild(p)
	for _, photo := range c.Photos {
		quote.AppendChild(newImage(photo.Src, ""))
	}
	if name := cmp.Or(c.Name, c.Comment.Name); name != "" {
		if c.Username != "" {
			name += " (@" + c.Username + ")"
		}
		quote.AppendChild(newElement(atom.P))
		quote.LastChild.AppendChild(newText("— " + name))
	}
	return quote
}

// player is what plays or leads to what a component names, nil if there is none.
func (c *component) player(class string) *html.Node {
	kind, ref := atom.Iframe, cmp.Or(c.CanonicalURL, c.BaseURL, c.URL)
	switch {
	case c.MediaUploadID != "":
		kind = atom.Video
		if strings.Contains(class, "audio") {
			kind = atom.Audio
		}
		ref = playerAt("https://api.substack.com/api/v1/video/upload/", c.MediaUploadID)
		if ref != "" {
			ref += "/src"
		}
	case strings.Contains(class, "youtube"):
		ref = playerAt(youTube, c.VideoID)
	case strings.Contains(class, "vimeo"):
		ref = playerAt("https://player.vimeo.com/video/", c.VideoID)
	case c.InstagramID != "":
		ref = playerAt("https://www.instagram.com/p/", c.InstagramID)
	}
	if ref == "" {
		return nil
	}
	title := cmp.Or(c.Title, c.Name)
	if c.FullText != "" {
		title = ""
	}
	return newElement(kind, html.Attribute{Key: "src", Val: ref}, html.Attribute{Key: "title", Val: title})
}

// showCount puts into an element the number that a script counts up to there, as
// Elementor's and Divi's counters do; false if it counts nothing.
func showCount(n *html.Node) bool {
	if !strings.Contains(attr(n, "class"), "count") {
		return false
	}
	number := cmp.Or(attr(n, "data-to-value"), attr(n, "data-count"), attr(n, "data-number-value"))
	if number == "" || strings.Trim(number, "0123456789.,") != "" {
		return false
	}
	if box := classed(n, "percent-value"); box != nil { // Divi
		n = box
	}
	if text := strings.TrimSpace(textOf(n)); text != "" && text != "0" || holdsElements(n) {
		return false
	}
	removeChildren(n)
	n.AppendChild(newText(number))
	return true
}

// classed is the first element below n with a class, nil if there is none.
func classed(n *html.Node, class string) *html.Node {
	for c := range below(n) {
		if c.Type == html.ElementNode && hasClass(c, class) {
			return c
		}
	}
	return nil
}
