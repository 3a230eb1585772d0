package convert

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// showCustom puts what an element that HTML does not know stands for into it: it
// holds what stands in for that, or, never closed, all that follows.
func showCustom(n *html.Node) {
	if n.Data == "mjx-container" {
		showDrawn(n)
	} else if n.Data == "embed-katex" || n.Data == "d-math" { // Zenn, Distill
		showTeX(n, textOf(n), hasAttr(n, "display-mode") || hasAttr(n, "block"))
	} else if shown := customElement(n); shown != nil {
		for _, c := range slices.Collect(n.ChildNodes()) { // what AMP shows before, or instead
			if hasAttr(c, "placeholder") || hasAttr(c, "fallback") {
				n.RemoveChild(c)
			}
		}
		n.InsertBefore(shown, n.FirstChild)
		n.Attr = nil
	} else if name := cmp.Or(attr(n, "user"), attr(n, "comm")); n.Data == "lj" && name != "" {
		n.InsertBefore(newText(name), n.FirstChild) // LiveJournal puts a link there
	}
}

// customElement is what a script makes of an element that HTML does not know:
// the pictures and players of AMP, and those that wait for a click to become a
// frame, as <lite-youtube>. Nil for all others.
func customElement(n *html.Node) *html.Node {
	switch n.Data {
	case "amp-img", "amp-anim":
		return newElement(atom.Img, n.Attr...)
	case "amp-iframe":
		return newElement(atom.Iframe, n.Attr...)
	case "amp-video":
		return newElement(atom.Video, n.Attr...)
	case "amp-audio":
		return newElement(atom.Audio, n.Attr...)
	}
	if src := pictureBehind(n); src != "" && strings.Contains(n.Data, "-") && find(n, atom.Img) == nil { // Wix
		return newImage(src, attr(n, "alt"))
	}
	if ref := customAddress(n); ref != "" {
		title := cmp.Or(attr(n, "title"), attr(n, "name"), attr(n, "music_name"), attr(n, "data-desc"))
		return newElement(playerFor(ref), html.Attribute{Key: "src", Val: ref}, html.Attribute{Key: "title", Val: title},
			html.Attribute{Key: "poster", Val: attr(n, "poster")})
	}
	id := cmp.Or(attr(n, "videoid"), attr(n, "data-videoid"))
	if !isPlayerID(id) || !strings.Contains(n.Data, "-") {
		return nil
	}
	title := html.Attribute{Key: "title", Val: cmp.Or(attr(n, "title"), attr(n, "videotitle"))}
	switch {
	case strings.Contains(n.Data, "youtube"):
		return newElement(atom.Iframe, html.Attribute{Key: "src", Val: "https://www.youtube.com/embed/" + id}, title)
	case strings.Contains(n.Data, "vimeo"):
		return newElement(atom.Iframe, html.Attribute{Key: "src", Val: "https://player.vimeo.com/video/" + id}, title)
	}
	return nil
}

// customs are elements that a script makes something of, by the attribute that
// names what, and the address in which that stands: those of AMP, CKEditor,
// WeChat, and players.
var customs = map[string]struct{ key, base string }{
	"oembed":                    {"url", ""},
	"asciinema-player":          {"src", ""},
	"model-viewer":              {"src", ""},
	"mux-player":                {"playback-id", "https://player.mux.com/"},
	"wistia-player":             {"media-id", "https://fast.wistia.net/embed/iframe/"},
	"mpvoice":                   {"voice_encode_fileid", weChatVoice},
	"mp-common-mpaudio":         {"voice_encode_fileid", weChatVoice},
	"qqmusic":                   {"audiourl", ""},
	"mpvideosnap":               {"data-url", ""},
	"amp-dailymotion":           {"data-videoid", "https://www.dailymotion.com/video/"},
	"amp-embedly-card":          {"data-url", ""},
	"amp-facebook":              {"data-href", ""},
	"amp-gist":                  {"data-gistid", "https://gist.github.com/"},
	"amp-google-document-embed": {"src", ""},
	"amp-imgur":                 {"data-imgur-id", "https://imgur.com/"},
	"amp-instagram":             {"data-shortcode", "https://www.instagram.com/p/"},
	"amp-pinterest":             {"data-url", ""},
	"amp-reddit":                {"data-src", ""},
	"amp-soundcloud":            {"data-trackid", "https://api.soundcloud.com/tracks/"},
	"amp-twitter":               {"data-tweetid", "https://twitter.com/i/status/"},
	"amp-wistia-player":         {"data-media-hashed-id", "https://fast.wistia.net/embed/iframe/"},
}

const weChatVoice = "https://res.wx.qq.com/voice/getvoice?mediaid="

// customAddress is the address of what an element shows that HTML does not know:
// one of those above, MetingJS, or any that plays a file or a film. "" for all
// others.
func customAddress(n *html.Node) string {
	if c, ok := customs[n.Data]; ok {
		if c.base == "" {
			return attr(n, c.key)
		}
		return playerAt(c.base, attr(n, c.key))
	}
	if n.Data == "meting-js" {
		return cmp.Or(attr(n, "auto"), song(attr(n, "server"), attr(n, "type"), attr(n, "id")))
	}
	if strings.Contains(n.Data, "-") { // <video-js>, <media-player>, <video-lite>
		if ref := embedAddress(n); playerFor(ref) != atom.Iframe || strings.Contains(ref, ".m3u8") || isFrameOfPlayer(ref) || strings.Contains(ref, "//youtu.be/") {
			return ref
		}
	}
	return ""
}

// showInner puts in the place of a frame the HTML that it holds, but for what
// frames in that hold.
func showInner(n *html.Node, inner string) {
	doc, _ := parseTree(inner)
	for c := range below(doc) {
		if c.DataAtom == atom.Iframe {
			c.Attr = slices.DeleteFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "srcdoc" })
		}
	}
	removeChildren(n)
	n.DataAtom, n.Data, n.Attr = atom.Div, "div", nil
	moveChildren(n, bodyOf(doc))
}
