package convert

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// image writes an <img> with a hole for its address.
func (w *writer) image(n *html.Node) {
	src := w.sources(n)
	alt := oneLine(tidy(w.pre.restore(attr(n, "alt"))))
	if len(src.candidates) == 0 {
		if alt != "" {
			w.words(alt)
		}
		w.audit.drop("image without address")
		return
	}
	at := w.assets.add(src, Use{Alt: alt})
	end := holeEnd(at, tidy(w.pre.restore(attr(n, "title"))))
	w.show(part{kind: imagePart, text: alt, span: &span{close: end}})
}

// sources are the addresses of one picture.
type sources struct {
	kind       Kind     // "": an image
	noReferrer bool     // the post asks that nobody is told where it is shown
	address    string   // where the post shows it from
	candidates []string // best first
	unsure     []string // of these, what may be something else than the picture
}

// add puts an address behind the others, once, if it may be asked for.
func (s *sources) add(ref string) {
	if isEmptySource(ref) || isBlankDrawing(ref) {
		return
	}
	switch scheme, ok := schemeOf(ref); {
	case !ok, strings.EqualFold(scheme, "file"), inert(scheme):
	case !strings.EqualFold(scheme, "data") || !strings.HasPrefix(strings.ToLower(ref), "data:image/"):
		return
	}
	if !slices.Contains(s.candidates, ref) {
		s.candidates = append(s.candidates, ref)
	}
}

// addWhole adds an address behind that of the picture it was cut from.
func (s *sources) addWhole(ref string) {
	s.add(uncut(ref))
	s.add(ref)
}

// lazyAttrs are the attributes in which scripts that load images late keep
// the real address, most telling first.
var lazyAttrs = []string{
	"data-original", "data-src", "data-lazy-src", "data-lazy", "data-actualsrc", "data-original-src", "data-url",
	"data-orig-file", "data-large-file", "data-full-src", "data-hi-res-src", "data-echo", "data-image", "data-img",
	"data-actual", "data-orig-src", "data-backsrc", "data-lazyload", "data-cfsrc", "data-pagespeed-lazy-src",
	"zoomfile", "file", "ess-data", "original", "lazy-src",
}

// sources collects the addresses of an image, best first: that of the full
// size it links to, those for late loading, the best of a set, the address
// inside a proxy's, its own, that of the twin for readers without scripts, and
// that of the picture behind it. A twin with another address goes before its
// own, which is a preview then, as on Medium.
func (w *writer) sources(n *html.Node) sources {
	s := sources{noReferrer: strings.EqualFold(attr(n, "referrerpolicy"), "no-referrer")}
	if full := w.fullSize(n); full != "" {
		s.addInside(full)
		s.add(full)
	}
	late, set := w.late(n), w.widest(pictureSets(n))
	for _, v := range slices.Concat(late, set) {
		s.show(v)
	}
	src := w.imageAttr(n, "src")
	twin := w.twin(n)
	blank := isPlaceholder(src) || (len(late) > 0 || twin != "") && src != "" && w.facts.sources[attr(n, "src")] > 1
	s.show(twin)
	if !blank {
		s.addInside(src)
		s.add(uncut(src))
	}
	behind := w.pre.restore(background(n))
	if !blank || len(s.candidates) == 0 && behind == "" && !isEmptySource(src) {
		s.add(src)
	}
	s.add(behind)
	if !blank && behind != src {
		s.unsure = append(s.unsure, behind)
	}
	for _, v := range w.widest(sourceSets(n, true)) {
		s.add(v)
	}
	s.address = src
	if shown := slices.Concat(late, set, []string{twin, behind}); len(late) > 0 || blank || isSetLate(n) {
		for i := len(shown) - 1; i >= 0; i-- {
			if slices.Contains(s.candidates, shown[i]) {
				s.address = shown[i]
			}
		}
	} else if twin != "" {
		s.address = twin
	}
	if len(s.candidates) > 0 && !slices.Contains(s.candidates, s.address) {
		s.address = s.candidates[0]
	}
	return s
}

// imageAttr is an address in an attribute of an image.
func (w *writer) imageAttr(n *html.Node, key string) string {
	if v := attr(n, key); v != "" {
		return w.pre.restore(address(v))
	}
	return ""
}

// late returns the addresses that a script would put into src, best first:
// those of known attributes, then of unknown ones that can be nothing else.
func (w *writer) late(n *html.Node) []string {
	var late []string
	for _, key := range lazyAttrs {
		if v := w.imageAttr(n, key); v != "" && isAddress(v) && !isPlaceholder(v) && !isPattern(v) {
			late = append(late, v)
		}
	}
	for _, a := range n.Attr {
		data := strings.HasPrefix(a.Key, "data-")
		if !data && !isSource(a.Key) || data && isLesser(a.Key) {
			continue
		}
		v := address(a.Val)
		if !data {
			v = w.pre.restore(v) // a template there is a script's own
		}
		if (namesImage(v) || !data && isWeb(v)) && !isPlaceholder(v) && !isPattern(v) {
			late = append(late, w.pre.restore(v))
		}
	}
	return late
}

// isSource tells whether the name of an attribute that is not among the known
// ones is that of an address for later. Sina's blogs have real_src, others names
// of the same kind; lowsrc is a preview, and a standard once.
func isSource(key string) bool {
	return strings.HasSuffix(key, "src") && key != "src" && key != "lowsrc" && key != "dynsrc"
}

func isWeb(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "//")
}

// isLesser tells whether the name of an attribute says that it holds something
// else than the picture: what stands there until it has come, or if it does not
// come, and copies that are smaller.
func isLesser(key string) bool {
	if !strings.HasPrefix(key, "data-") || slices.Contains(lazyAttrs, key) {
		return false
	}
	for _, word := range [...]string{"placeholder", "loading", "loader", "error", "fallback", "preview", "thumb", "small", "tiny", "low", "lqip", "blur", "avatar", "icon", "logo"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// isPattern tells of an address in which a script puts a number, the width that
// it needs: a_{width}x.jpg.
func isPattern(s string) bool {
	_, inner, ok := strings.Cut(s, "{")
	return ok && inner != "" && inner[0] != '{' && inner[0] != '%' && strings.Contains(inner, "}")
}

// widest returns the best address of each set.
func (w *writer) widest(sets []string) []string {
	var best []string
	for _, set := range sets {
		if v := bestOf(set); v != "" {
			best = append(best, w.pre.restore(v))
		}
	}
	return best
}

// twin is the address of the image in the <noscript> beside a lazy one: the one
// before it, if that is not of the image before, or else the one behind it.
func (w *writer) twin(n *html.Node) string {
	if n.Parent != nil && n.Parent.DataAtom == atom.Picture {
		n = n.Parent
	}
	if img := imageWithout(before(n)); img != nil && isLate(n) && !showsPicture(before(before(n))) {
		return w.imageAttr(img, "src")
	}
	if img := imageWithout(next(n)); img != nil {
		return w.imageAttr(img, "src")
	}
	return ""
}

// imageWithout is the image that a <noscript> has for readers without scripts,
// nil if it is none, or counts them.
func imageWithout(n *html.Node) *html.Node {
	if n == nil || n.DataAtom != atom.Noscript {
		return nil
	}
	if img := find(n, atom.Img); img != nil && !isPixel(img) {
		return img
	}
	return nil
}

// fullSize is the address of the large picture that a small one links to, ""
// if it links to none: <a href="big.jpg"><img src="small.jpg"></a>.
func (w *writer) fullSize(n *html.Node) string {
	a := n.Parent
	for a != nil && a.DataAtom != atom.A && !isBlock(a) {
		a = a.Parent
	}
	if a == nil || a.DataAtom != atom.A {
		return ""
	}
	ref := address(attr(a, "href"))
	if !namesImage(ref) || !isInert(ref) || soleImage(a) != n {
		return ""
	}
	return w.pre.restore(withoutViewer(ref))
}

// viewer is what Blogger's addresses have where a page shows the picture:
// /s1600-h/a.jpg is the page, /s1600/a.jpg the picture.
var viewer = lazily(`^(https?://[\w.-]+\.(?:blogspot|ggpht|googleusercontent)\.com/\S*/s\d+)-h/`)

func withoutViewer(ref string) string {
	if !strings.Contains(ref, "-h/") {
		return ref
	}
	return viewer().ReplaceAllString(ref, "$1/")
}

// maxOverlay bounds the nodes of a link that shows nothing but a picture.
const maxOverlay = 24

// soleImage returns the image that is all that a link shows, nil if there is
// more. Galleries put an empty element on it, sources and a twin for readers
// without scripts stand beside it.
func soleImage(a *html.Node) *html.Node {
	var only *html.Node
	n := 0
	for c := range below(a) {
		switch n++; {
		case n > maxOverlay, c.Type == html.TextNode && !isAllBlank(c.Data), c.DataAtom == atom.Img && only != nil && !isTwin(c):
			return nil
		case c.DataAtom == atom.Img && only == nil:
			only = c
		case c.DataAtom == atom.Iframe, c.DataAtom == atom.Video, c.DataAtom == atom.Audio, c.DataAtom == atom.Object:
			return nil
		}
	}
	return only
}

func isTwin(img *html.Node) bool { return img.Parent.DataAtom == atom.Noscript }

// uncut is the address of the picture that a service made a smaller one from;
// "" for other addresses. WordPress: cat-300x225.jpg is a copy of cat.jpg. Wix
// has what to do behind the address, Blogger the size within it.
func uncut(src string) string {
	path, _, _ := strings.Cut(src, "?")
	switch {
	case strings.Contains(src, "//static.wixstatic.com/media/"):
		whole, _, ok := strings.Cut(src, "/v1/")
		if !ok {
			return ""
		}
		return whole
	case strings.Contains(src, ".bp.blogspot.com/"), strings.Contains(src, ".ggpht.com/"), strings.Contains(src, ".googleusercontent.com/"):
		return unsized(src)
	case !isUpload(path):
		return ""
	}
	dot := strings.LastIndexByte(path, '.')
	dash := strings.LastIndexByte(path, '-')
	if dash < 0 || dot < dash || !hasImageExt(path) {
		return ""
	}
	width, height, ok := strings.Cut(path[dash+1:dot], "x")
	if !ok || !isNumber(width) || !isNumber(height) {
		return ""
	}
	return path[:dash] + path[dot:]
}

// isUpload tells whether a path is where WordPress keeps pictures: in uploads,
// or, where several blogs share it, in files and the month.
func isUpload(path string) bool {
	if strings.Contains(path, "/uploads/") {
		return true
	}
	_, month, ok := strings.Cut(path, "/files/")
	return ok && len(month) > 8 && isNumber(month[:4]) && month[4] == '/' && isNumber(month[5:7]) && month[7] == '/'
}

// unsized asks Google's hosts for the size that was stored, where an address
// names another one: /s320/cat.jpg, /s1600-h/cat.jpg (a page), =w400-h300.
func unsized(src string) string {
	file := strings.LastIndexByte(src, '/')
	if i := strings.LastIndexByte(src, '='); i > file && isSize(src[i+1:]) {
		return src[:i] + "=s0"
	}
	if i := strings.LastIndexByte(src[:file], '/'); isSize(src[i+1 : file]) {
		return src[:i] + "/s0" + src[file:]
	}
	return ""
}

// isSize tells whether s is a size as Google writes it, with how to fit it.
func isSize(s string) bool {
	size, _, _ := strings.Cut(s, "-")
	return size != "" && size != "s0" && strings.ContainsAny(size[:1], "swh") && isNumber(size[1:])
}

func isNumber(s string) bool {
	return s != "" && len(s) < 6 && strings.Trim(s, "0123456789") == ""
}

// isSetLate tells whether a script puts a set of addresses in the place of the
// src of an image, which is a blurred preview then.
func isSetLate(n *html.Node) bool { return hasAttr(n, "data-srcset") || hasAttr(n, "data-lazy-srcset") }

// pictureSets are the srcset attributes that belong to an image, the widest
// choice first: its own, then those of the <picture> around it.
func pictureSets(n *html.Node) []string {
	var sets []string
	for _, key := range [...]string{"data-srcset", "data-lazy-srcset", "srcset"} {
		if v := attr(n, key); v != "" {
			sets = append(sets, v)
		}
	}
	return append(sets, sourceSets(n, false)...)
}

// sourceSets are those of the sources of the <picture> around an image: for
// everybody, or for readers who have asked for another one.
func sourceSets(n *html.Node, wished bool) []string {
	var sets []string
	if n.Parent == nil || n.Parent.DataAtom != atom.Picture {
		return nil
	}
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Source || isWished(c) != wished {
			continue
		}
		for _, key := range [...]string{"data-srcset", "srcset"} {
			if v := attr(c, key); v != "" {
				sets = append(sets, v)
			}
		}
	}
	return sets
}

// isWished tells of a source for readers who want another picture: a dark one,
// one that stands still, one for paper. The picture is that of the image then.
func isWished(source *html.Node) bool {
	media := strings.ToLower(attr(source, "media"))
	return strings.Contains(media, "prefers-") || strings.Contains(media, "print")
}

// bestOf returns the address with the largest width or density of a srcset
// (WHATWG HTML, section 4.8.4.2.1). Addresses may hold commas, descriptors
// may follow them without a blank.
func bestOf(set string) string {
	best, most := "", -1.0
	for s := strings.TrimLeft(set, " \t\n\r\f,"); s != ""; s = strings.TrimLeft(s, " \t\n\r\f,") {
		end := strings.IndexAny(s, " \t\n\r\f")
		if end < 0 {
			end = len(s)
		}
		ref := s[:end]
		s = s[end:]
		size := 1.0
		if trimmed := strings.TrimRight(ref, ","); trimmed != ref {
			ref = trimmed
		} else {
			desc, rest, _ := strings.Cut(s, ",")
			if v, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(desc), "wxh"), 64); err == nil {
				size = v
			}
			s = rest
		}
		if size > most {
			best, most = address(ref), size
		}
	}
	return best
}

// isEmptySource tells whether a src names no picture at all.
func isEmptySource(src string) bool {
	return src == "" || src[0] == '#' || src == "about:blank"
}

// isBlankDrawing tells whether an address holds an SVG without any element: it
// keeps the room of a picture that comes late.
func isBlankDrawing(src string) bool {
	head, drawing, ok := strings.Cut(src, ",")
	if !ok || !strings.HasPrefix(head, "data:image/svg+xml") || len(src) > 1200 {
		return false
	}
	if strings.HasSuffix(head, ";base64") {
		raw, err := base64.StdEncoding.DecodeString(drawing)
		if err != nil {
			return false
		}
		drawing = string(raw)
	} else if plain, err := url.PathUnescape(drawing); err == nil {
		drawing = plain
	}
	return strings.Count(drawing, "<")-strings.Count(drawing, "</") == 1
}

// isPlaceholder tells whether an address is one that stands in a src until a
// script puts the real one there.
func isPlaceholder(src string) bool {
	if isEmptySource(src) {
		return true
	}
	if strings.HasPrefix(src, "data:") {
		return len(src) < 1200
	}
	path, _, _ := strings.Cut(src, "?")
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	if !hasImageExt(name) {
		return false
	}
	for _, word := range [...]string{"placeholder", "spacer", "lazyload", "lazy-load", "lazy_load", "1x1"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	if strings.Contains(name, "loading") && (strings.HasSuffix(name, ".gif") || strings.HasSuffix(name, ".svg")) {
		return true
	}
	for _, word := range [...]string{"blank", "transparent", "loading", "pixel", "grey", "gray", "clear.", "empty"} {
		if strings.Contains(name, word) {
			return !strings.ContainsFunc(emptyWords.Replace(name[:strings.LastIndexByte(name, '.')]), unicode.IsLetter)
		}
	}
	return name == "s.gif" || name == "b.gif" || name == "dot.gif"
}

// emptyWords takes away what names of placeholders are made of: gray-wolf.jpg
// and pixel-6.jpg are pictures.
var emptyWords = strings.NewReplacer("blank", "", "transparent", "", "loading", "", "pixel", "", "grey", "", "gray", "", "clear", "", "empty", "",
	"background", "", "default", "", "white", "", "black", "", "light", "", "small", "", "large", "", "image", "", "thumb", "", "lazy", "", "icon", "",
	"load", "", "img", "", "pic", "", "dot", "", "gif", "", "bg", "", "px", "", "x", "")

// isAddress tells whether an attribute's value looks like an address at all.
func isAddress(s string) bool {
	if isWeb(s) || strings.HasPrefix(s, "data:image") {
		return true
	}
	return s != "" && len(s) < 4096 && strings.ContainsAny(s, "/.") && !strings.ContainsAny(s, " {}<>")
}

// namesImage tells whether a value can be nothing but an image's address.
func namesImage(s string) bool {
	path, _, _ := strings.Cut(s, "?")
	return isAddress(s) && strings.Contains(path, "/") && hasImageExt(path)
}

func hasImageExt(path string) bool {
	switch strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]) {
	case "jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "bmp":
		return true
	}
	return false
}
