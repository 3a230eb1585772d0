package convert

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// playerOf is the address of what a script puts into an element that shows
// nothing without it, but for a picture perhaps. "" for all other elements.
func playerOf(n *html.Node) string {
	ref := ""
	switch {
	case hasClass(n, "wistia_embed"):
		ref = playerAt("https://fast.wistia.net/embed/iframe/", prefixedWord(attr(n, "class"), "wistia_async_"))
	case !hasData(n), n.DataAtom == atom.A && attr(n, "data-pin-do") != "embedPin": // another link leads where it says
		return ""
	case attr(n, "embedded-service") != "":
		ref = attr(n, "data-src")
	case attr(n, "data-plyr-embed-id") != "":
		ref = plyr(attr(n, "data-plyr-provider"), attr(n, "data-plyr-embed-id"))
	case hasClass(n, "aplayer"):
		ref = song(attr(n, "data-server"), attr(n, "data-type"), attr(n, "data-id"))
	case attr(n, "data-pin-do") == "embedPin":
		ref = attr(n, "href")
	case hasClass(n, "elementor-widget-video"):
		ref = elementorVideo(attr(n, "data-settings"))
		return ref // behind what is to be clicked
	default:
		ref = cmp.Or(filledBox(n), heldPlayer(n))
	}
	if twin := next(n); twin != nil && twin.DataAtom == atom.Noscript && find(twin, atom.Iframe) != nil {
		return "" // for readers without scripts
	}
	if ref == "" || hasText(n) || find(n, atom.A, atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed) != nil {
		return ""
	}
	return ref
}

// hasData tells whether an element has an attribute that only scripts read.
func hasData(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Key, "data-") })
}

// boxes are what scripts fill, by their class or by an attribute alone, which
// names what is to be shown.
var boxes = []struct{ class, key, base string }{
	{"youtube-player", "data-id", youTube},
	{"fb-post", "data-href", ""},
	{"fb-video", "data-href", ""},
	{"typeform-widget", "data-url", ""},
	{"flourish-embed", "data-src", "https://public.flourish.studio/"},
	{"infogram-embed", "data-id", "https://infogram.com/"},
	{"strava-embed-placeholder", "data-embed-id", "https://www.strava.com/activities/"},
	{"", "data-tf-widget", "https://form.typeform.com/to/"},
	{"", "data-vimeo-id", "https://player.vimeo.com/video/"},
	{"", "data-youtube-id", youTube},
	{"", "data-yt-id", youTube},
}

const youTube = "https://www.youtube.com/embed/"

func filledBox(n *html.Node) string {
	for _, b := range boxes {
		switch v := attr(n, b.key); {
		case v == "" || b.class != "" && !hasClass(n, b.class):
		case b.base == "":
			return v
		default:
			kind, id, ok := strings.Cut(v, "/")
			if ok {
				return playerAt(b.base+kind+"/", id)
			}
			return playerAt(b.base, v)
		}
	}
	if strings.Contains(attr(n, "class"), "youtube") {
		for _, key := range [...]string{"data-id", "data-embed", "data-video-id", "data-videoid"} {
			if id := attr(n, key); len(id) == len("dQw4w9WgXcQ") {
				return playerAt(youTube, id)
			}
		}
	}
	return ""
}

// heldPlayer is the address of a player, a recording or a film that any other
// attribute holds, as it is or within the markup that a script would put there.
func heldPlayer(n *html.Node) string {
	for _, a := range n.Attr {
		if !strings.HasPrefix(a.Key, "data-") {
			continue
		}
		v := a.Val
		if strings.HasPrefix(v, "%3C") {
			v, _ = url.QueryUnescape(v)
		}
		switch {
		case strings.Contains(v, "<iframe"):
			if ref := frameIn(strings.ReplaceAll(v, `\"`, `"`)); ref != "" { // in JSON, perhaps
				return ref
			}
		case slices.Contains(frameKeys, a.Key) && isWeb(v), isFrameOfPlayer(v):
			return v
		case !strings.ContainsAny(v, " \n{") && (kindOfAddress(v) == KindAudio || kindOfAddress(v) == KindVideo):
			return v
		}
	}
	return ""
}

// frameKeys are attributes that hold the address of a frame: of Pym.js, News
// Frames, and Drupal's and CKEditor's media.
var frameKeys = []string{"data-pym-src", "data-frame-src", "data-oembed-url"}

// isFrameOfPlayer tells whether s is the address of a frame that plays a film.
func isFrameOfPlayer(s string) bool {
	return isWeb(s) && holdsAny(s, "youtube.com/embed/", "youtube-nocookie.com/embed/", "player.vimeo.com/video/", "player.bilibili.com/")
}

// elementorVideo is the address of the film that the settings of a widget of
// Elementor name.
func elementorVideo(settings string) string {
	var said struct {
		YouTube     string `json:"youtube_url"`
		Vimeo       string `json:"vimeo_url"`
		Dailymotion string `json:"dailymotion_url"`
		VideoPress  string `json:"videopress_url"`
		Kind        string `json:"video_type"`
	}
	_ = json.Unmarshal([]byte(settings), &said) // what is of another kind is left out
	switch said.Kind {
	case "vimeo":
		return said.Vimeo
	case "dailymotion":
		return said.Dailymotion
	case "videopress":
		return said.VideoPress
	}
	return said.YouTube
}

// plyr is the address of a video as Plyr names it.
func plyr(provider, id string) string {
	switch {
	case strings.Contains(id, "//"):
		return id
	case provider == "youtube":
		return playerAt(youTube, id)
	case provider == "vimeo":
		return playerAt("https://player.vimeo.com/video/", id)
	}
	return ""
}

// song is the address of what APlayer and MetingJS play.
func song(server, kind, id string) string {
	switch server {
	case "netease":
		return playerAt("https://music.163.com/#/"+kind+"?id=", id)
	case "tencent":
		if kind == "song" {
			kind = "songDetail"
		}
		return playerAt("https://y.qq.com/n/ryqq/"+kind+"/", id)
	}
	return ""
}

func playerAt(base, id string) string {
	if !isPlayerID(id) {
		return ""
	}
	return base + id
}

// isPlayerID tells whether s names a recording, and can be part of an address.
func isPlayerID(s string) bool { return s != "" && !strings.ContainsAny(s, "/?#\"' \n") }

// prefixedWord is what stands behind a prefix of one of the words in s.
func prefixedWord(s, prefix string) string {
	for word := range strings.FieldsSeq(s) {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			return rest
		}
	}
	return ""
}

// frameIn is the address of the first frame in a piece of HTML.
func frameIn(text string) string {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if tok := z.Token(); tok.DataAtom == atom.Iframe {
				return embedAddress(elementOf(&tok))
			}
		}
	}
}

// scriptedTeX is the formula that a script shows in an element: Zhihu keeps it
// in an attribute, Substack in JSON in one; mdnice and Tiptap leave the element
// empty but for a drawing; Pandoc and remark leave it to KaTeX; MathJax 2 draws it
// from a script, which is gone in copies of a page. "" if there is none.
func scriptedTeX(n *html.Node) (tex string, display bool) {
	switch {
	case hasClass(n, "ztext-math"):
		return attr(n, "data-tex"), false
	case hasClass(n, "latex-rendered"):
		var said struct{ PersistentExpression string }
		if json.Unmarshal([]byte(attr(n, "data-attrs")), &said) == nil {
			return said.PersistentExpression, true
		}
	case hasAttr(n, "data-formula") || hasAttr(n, "data-latex") || hasAttr(n, "data-equation"):
		if !hasText(n) && find(n, atom.Img, atom.Math) == nil {
			kind := attr(n, "class") + attr(n, "data-type") + attr(n, "data-formula-type")
			return cmp.Or(attr(n, "data-formula"), attr(n, "data-latex"), attr(n, "data-equation")), n.DataAtom != atom.Span || strings.Contains(kind, "block")
		}
	case hasClass(n, "MathJax", "MathJax_SVG", "MathJax_CHTML", "mjx-chtml") && !isHiddenClass(n):
		if math := mathOf(n); math != nil {
			tex, display := texOf(math)
			return cmp.Or(tex, mathTeX(math)), display
		}
	case hasClass(n, "ql-formula") && !hasText(n): // Quill
		return attr(n, "data-value"), false
	case hasClass(n, "katex-mathml"):
		return lastChunk(onlyText(n)), isDisplayed(n)
	case hasClass(n, "math", "math-inline", "math-display"):
		if tex := n.FirstChild; tex != nil && tex == n.LastChild && tex.Type == html.TextNode && isBareTeX(n, tex.Data) {
			return tex.Data, hasClass(n, "math-display", "display")
		}
	}
	return "", false
}

// lastChunk returns the lines of a text behind its last blank one, "" if there
// is none. CSDN's pages have lost the tags of KaTeX's MathML, not the blanks
// between them: what was its annotation, the TeX, stands last.
func lastChunk(text string) string {
	lines := strings.Split(strings.TrimRight(text, " \t\n"), "\n")
	for i, line := range slices.Backward(lines) {
		if isAllBlank(line) {
			return strings.TrimSpace(strings.Join(lines[i+1:], "\n"))
		}
	}
	return ""
}

// mathOf is the MathML beside what MathJax 2 has drawn, in an element or in an
// attribute. Nil if there is none.
func mathOf(n *html.Node) *html.Node {
	if math := find(n, atom.Math); math != nil {
		return math
	}
	doc, deep := parseTree(attr(n, "data-mathml"))
	if deep {
		return nil
	}
	return find(doc, atom.Math)
}

// isBareTeX tells whether the text of an element of the class math is TeX without
// the marks that MathJax looks for.
func isBareTeX(n *html.Node, text string) bool {
	return hasClass(n, "inline", "display", "math-inline", "math-display") && !isAllBlank(text) &&
		!strings.Contains(text, "$") && !strings.Contains(text, `\(`) && !strings.Contains(text, `\[`)
}

// showDrawn makes TeX of a formula that MathJax 3 has drawn, unless its MathML
// stands beside that.
func showDrawn(n *html.Node) {
	if find(n, atom.Math) == nil {
		if tex := mathTeX(n); tex != "" {
			showTeX(n, tex, attr(n, "display") == "true")
		}
	}
}

// showTeX makes of an element, or of what a block holds, the script in which
// MathJax keeps a formula.
func showTeX(n *html.Node, tex string, display bool) {
	removeChildren(n)
	if isBlock(n) {
		n.Attr = nil
		n.AppendChild(newElement(atom.Script))
		n = n.FirstChild
	}
	kind := "math/tex"
	if display {
		kind += "; mode=display"
	}
	n.DataAtom, n.Data, n.Attr = atom.Script, "script", []html.Attribute{{Key: "type", Val: kind}}
	n.AppendChild(newText(tex))
}

// isQuotedEmbed tells whether a quote stands in for what a script of TikTok
// shows, and names it in no link.
func isQuotedEmbed(n *html.Node) bool {
	return n.DataAtom == atom.Blockquote && hasClass(n, "tiktok-embed") && attr(n, "cite") != ""
}

// putFrame puts a frame, or what plays a file, at the end of an element.
func putFrame(n *html.Node, ref string) {
	n.AppendChild(newElement(playerFor(ref), html.Attribute{Key: "src", Val: ref}))
}

// playerFor is the element that plays what an address leads to.
func playerFor(ref string) atom.Atom {
	switch kindOfAddress(ref) {
	case KindAudio:
		return atom.Audio
	case KindVideo:
		return atom.Video
	}
	return atom.Iframe
}

// setUp is the address that the settings of a <video> of Video.js name.
func setUp(settings string) string {
	var said struct{ Sources []struct{ Src string } }
	_ = json.Unmarshal([]byte(settings), &said) // what is of another kind is left out
	if len(said.Sources) == 0 {
		return ""
	}
	return said.Sources[0].Src
}
