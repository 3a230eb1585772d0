package convert

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// embed writes a player or frame as a link to what it plays; Markdown has no
// form for it, and a frame would fetch from elsewhere for ever.
func (w *writer) embed(n *html.Node) {
	ref := w.pre.restore(embedAddress(n))
	if ref == "" || !isInert(ref) {
		w.fallback(n)
		return
	}
	if w.inLink() { // a click on a player plays
		w.outsideLink(func() { w.embed(n) })
		return
	}
	if poster := posterOf(n); poster != "" {
		w.image(newImage(poster, ""))
		w.in.text(" ")
	}
	block := n.DataAtom != atom.Audio && !w.in.filled && w.cell == nil && w.where == blockMode
	switch {
	case block:
		w.flush()
	case w.in.endsLink():
		w.in.blank = true // two players in a line are two boxes
	}
	end := destinationEnd(ref, "")
	if s, ok := w.player(n, ref); ok {
		end = holeEnd(w.assets.add(s, Use{}), "")
	}
	w.spanned(&span{link: true, open: "[", close: end}, func() { w.words(embedName(n, ref)) })
	w.audit.embed()
	if block {
		w.flush()
	}
}

// posterOf is the address of the picture that a video shows until it plays, ""
// if it has none; Ghost's is a spacer.
func posterOf(n *html.Node) string {
	if n.DataAtom != atom.Video {
		return ""
	}
	for _, key := range [...]string{"poster", "data-poster"} {
		if poster := address(attr(n, key)); !isPlaceholder(poster) {
			return poster
		}
	}
	return ""
}

// fallback writes what a player shows where it cannot play.
func (w *writer) fallback(n *html.Node) {
	if n.DataAtom == atom.Object || n.DataAtom == atom.Video || n.DataAtom == atom.Audio {
		w.children(n)
	}
}

// scriptEmbed is the address of what a script puts in its place: code that is
// kept elsewhere, a recording of a terminal, slides. "" for all other scripts.
func scriptEmbed(n *html.Node) string {
	src := address(attr(n, "src"))
	for _, host := range [...]string{"//gist.github.com/", "//asciinema.org/a/", "//gitlab.com/-/snippets/", "//gitlab.com/snippets/"} {
		if strings.Contains(src, host) {
			return strings.TrimSuffix(src, ".js")
		}
	}
	switch {
	case strings.Contains(src, "//speakerdeck.com/") && attr(n, "data-id") != "":
		return "https://speakerdeck.com/player/" + attr(n, "data-id")
	case strings.Contains(src, "//jsfiddle.net/"):
		fiddle, _, _ := strings.Cut(src, "embed/")
		return fiddle
	case strings.Contains(src, "//pastebin.com/embed_js"):
		return strings.NewReplacer("embed_js/", "", "embed_js.php?i=", "").Replace(src)
	case strings.Contains(src, "//emgithub.com/embed"):
		_, query, _ := strings.Cut(src, "?")
		if values, err := url.ParseQuery(query); err == nil {
			return values.Get("target")
		}
	}
	return ""
}

// embedAddress is the address that an element plays, "" if there is none.
func embedAddress(n *html.Node) string {
	if n.DataAtom == atom.Script {
		return address(scriptEmbed(n))
	}
	if v := heldAddress(n); v != "" {
		return v
	}
	for _, key := range [...]string{"src", "data", "data-src", "data-lazy-src", "data-original"} {
		if key == "data" && n.DataAtom != atom.Object {
			continue
		}
		if v := address(attr(n, key)); v != "" && v != "about:blank" {
			return v
		}
	}
	if v := address(setUp(attr(n, "data-setup"))); v != "" {
		return v
	}
	if n.DataAtom == atom.Iframe {
		for _, a := range n.Attr { // of some other script
			if v := address(a.Val); isWeb(v) && !namesImage(v) {
				return v
			}
		}
	}
	return innerAddress(n)
}

// heldBack are attributes of a frame that waits for consent, or for its turn,
// while src leads to something that stands in.
var heldBack = []string{
	"data-src-cmplz", "data-cookieblock-src", "data-privacy-src", "data-consent-src", "consent-original-src-_", "src-consent",
	"data-uc-src", "data-suppressedsrc", "data-gdpr-iframesrc", "data-litespeed-src", "data-ep-src", "data-embed-src",
}

// heldAddress is the address that one holds, "" if it holds none or is no frame.
func heldAddress(n *html.Node) string {
	if n.DataAtom != atom.Iframe {
		return ""
	}
	if v, err := url.QueryUnescape(attr(n, "data-content")); err == nil && isWeb(v) { // what a card of Qiita and Zenn is of
		return address(v)
	}
	for _, key := range heldBack {
		if v := address(attr(n, key)); isWeb(v) {
			return v
		}
	}
	return ""
}

// innerAddress is the address in what an element holds for its player.
func innerAddress(n *html.Node) string {
	for c := range below(n) {
		ref := ""
		switch c.DataAtom {
		case atom.Source, atom.Embed:
			ref = attr(c, "src")
		case atom.Param:
			if name := strings.ToLower(attr(c, "name")); name == "movie" || name == "src" {
				ref = attr(c, "value")
			}
		}
		if v := address(ref); v != "" {
			return v
		}
	}
	return ""
}

// players are the hosts whose players have a name that readers know.
var players = []struct{ host, name string }{
	{"youtube.com/", "YouTube video"}, {"youtube-nocookie.com/", "YouTube video"}, {"youtu.be/", "YouTube video"},
	{"vimeo.com/", "Vimeo video"}, {"bilibili.com/", "Bilibili video"}, {"soundcloud.com/", "SoundCloud audio"},
	{"dailymotion.com/", "Dailymotion video"}, {"youku.com/", "Youku video"}, {"v.qq.com/", "Tencent video"},
	{"google.com/maps", "Google map"}, {"maps.google.", "Google map"}, {"openstreetmap.org/", "OpenStreetMap map"},
	{"gist.github.com/", "GitHub gist"}, {"asciinema.org/", "asciinema recording"}, {"slideshare.net/", "SlideShare slides"}, {"speakerdeck.com/", "Speaker Deck slides"},
	{"spotify.com/", "Spotify audio"}, {"music.163.com/", "NetEase music"}, {"ted.com/", "TED talk"}, {"codepen.io/", "CodePen"},
}

// embedName is the text of the link.
func embedName(n *html.Node, ref string) string {
	if t := oneLine(attr(n, "title")); t != "" {
		return t
	}
	plain := ref
	if inner, err := url.QueryUnescape(ref); err == nil {
		plain = inner // that of a player within a player's
	}
	for _, p := range players {
		if strings.Contains(plain, p.host) {
			return p.name
		}
	}
	switch n.DataAtom {
	case atom.Video:
		return "Video"
	case atom.Audio:
		return "Audio"
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(ref, "https:"), "http:"), "//")
	if i := strings.IndexAny(host, "/?#"); i > 0 {
		return "Embedded: " + host[:i]
	}
	return "Embedded: " + host
}

// script writes formulas and what scripts embed; furniture has taken out all other scripts.
func (w *writer) script(n *html.Node) {
	if scriptEmbed(n) != "" {
		w.embed(n)
		return
	}
	tex, display := texOf(n)
	w.formula(w.pre.restore(tex), display)
}

// math writes MathML as TeX, or by its text where that says the same.
func (w *writer) math(n *html.Node) {
	tex, display := texOf(n)
	if tex == "" {
		w.children(n)
		return
	}
	w.formula(w.pre.restore(tex), display)
}

// texOf returns the TeX of a formula: MathJax keeps it in a script, MathML in
// an annotation or attribute, or it is made of the MathML. "" if its text says
// the same.
func texOf(n *html.Node) (tex string, display bool) {
	if n.DataAtom == atom.Script {
		return texLine(textOf(n)), strings.Contains(attr(n, "type"), "mode=display")
	}
	tex = attr(n, "alttext")
	for c := range below(n) {
		if c.Type == html.ElementNode && c.Data == "annotation" && strings.HasSuffix(strings.ToLower(attr(c, "encoding")), "tex") {
			tex = textOf(c)
		}
	}
	if tex == "" && hasMathLayout(n) {
		tex = mathTeX(n)
	}
	return texLine(tex), attr(n, "display") == "block" || isDisplayed(n)
}

// texLine is TeX on one line: without its comments, which would take in all
// that follows there, and the one that kramdown puts around it.
func texLine(tex string) string {
	if !strings.Contains(tex, "%") {
		return oneLine(tidy(tex))
	}
	var b strings.Builder
	for line := range strings.Lines(tex) {
		b.WriteString(line[:commentStart(line)])
		b.WriteByte(' ')
	}
	return oneLine(tidy(b.String()))
}

// commentStart returns where the comment of a line of TeX begins, its length
// if it has none.
func commentStart(line string) int {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '%':
			return i
		}
	}
	return len(line)
}

// isDisplayed tells whether KaTeX, which did not always say so in its MathML,
// sets a formula apart.
func isDisplayed(n *html.Node) bool {
	for p, depth := n.Parent, 0; p != nil && depth < 3; p, depth = p.Parent, depth+1 {
		if hasClass(p, "katex-display") {
			return true
		}
	}
	return false
}

// formula writes TeX between dollar signs, as MathJax, KaTeX and GitHub read it.
func (w *writer) formula(tex string, display bool) {
	if tex != "" {
		w.show(part{kind: textPart, text: dollars(tex, display)})
	}
}

func dollars(tex string, display bool) string {
	if display {
		return "$$" + tex + "$$"
	}
	return "$" + tex + "$"
}
