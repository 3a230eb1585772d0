package convert

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// image writes an <img> with a hole for its address.
func (w *writer) image(n *html.Node) {
	src := w.sources(n)
	alt := altOf(n, src.address)
	if len(src.candidates) == 0 {
		if alt != "" {
			w.words(w.pre.restore(alt))
		}
		w.audit.drop("image without address")
		return
	}
	at := w.assets.add(src, Use{Alt: w.pre.restore(alt)})
	end := holeEnd(at, attr(n, "title"))
	w.show(part{kind: imagePart, text: alt, span: &span{close: end}})
}

// altOf is the alternative text of an image. One whose address is not written is
// called after its file, so that the text shows what is missing in it.
func altOf(n *html.Node, shown string) string {
	if alt := oneLine(stripControls(attr(n, "alt"))); alt != "" || shownAddress(shown) != "" {
		return alt
	}
	return nameOfFile(shown)
}

// nameOfFile is the name of the image that an address of a machine or a program
// means (C:\a\b.png, attachment:b.png, cid:b.png@01D0); "" for others.
func nameOfFile(ref string) string {
	if scheme, ok := schemeOf(ref); !ok || isScript(ref) || strings.EqualFold(scheme, "blob") {
		return ""
	}
	name := percentDecode(ref[strings.LastIndexAny(ref, `/\:`)+1:])
	if end := strings.IndexAny(name, "@?#"); end >= 0 {
		name = name[:end]
	}
	if !utf8.ValidString(name) || strings.IndexByte(name, '.') < 1 || !hasImageExt(name) {
		return ""
	}
	return oneLine(stripControls(name))
}

// sources are the addresses of one picture.
type sources struct {
	kind       Kind     // "": an image
	noReferrer bool     // the post asks that nobody is told where it is shown
	address    string   // where the post shows it from
	candidates []string // best first
	ranks      []rank   // of the candidates; nil: all are the picture
	rank       rank     // of what is added
}

// add puts an address behind the others, once, if it may be asked for, and
// behind it what was meant if it cannot be that.
func (s *sources) add(ref string) {
	if isEmptySource(ref) || isBlankDrawing(ref) {
		return
	}
	if meant := mended(ref); meant != "" {
		defer s.add(meant)
		if scheme, ok := schemeOf(ref); ok && !inert(scheme) {
			return // it lost a letter
		}
	}
	if scheme, ok := schemeOf(ref); ok && isEmptyScheme(scheme) {
		return
	}
	if i := slices.Index(s.candidates, ref); i >= 0 {
		s.ranks[i] = min(s.ranks[i], s.rank)
		return
	}
	if most := maxCandidates - keptForShown; len(s.candidates) < most || s.rank == rankShown && len(s.candidates) < maxCandidates {
		s.candidates, s.ranks = append(s.candidates, ref), append(s.ranks, s.rank)
	}
}

func (s *sources) addAll(refs []string) {
	for _, ref := range refs {
		s.add(ref)
	}
}

// addWhole adds an address behind that of the picture it was cut from.
func (s *sources) addWhole(ref string) {
	s.addLarger(ref)
	s.add(ref)
}

// addLarger adds the picture that an address was cut from, then what is between
// the two.
func (s *sources) addLarger(ref string) {
	s.add(uncut(ref))
	s.add(midway(ref))
}

// lazyAttrs are the attributes in which scripts that load images late keep
// the real address, most telling first.
var lazyAttrs = []string{
	"data-original", "data-src-retina", "data-src", "data-lazy-src", "data-lazy", "data-actualsrc", "data-original-src", "data-url",
	"data-orig-file", "data-large-file", "data-full-src", "data-hi-res-src", "data-echo", "data-image", "data-img",
	"data-actual", "data-orig-src", "data-backsrc", "data-lazyload", "data-cfsrc", "data-pagespeed-lazy-src",
	"zoomfile", "file", "ess-data", "original", "lazy-src",
}

// sources collects the addresses of an image, best first: that of the full
// size it links to, those for late loading, the best of a set, the address
// inside a proxy's, its own, that of the twin for readers without scripts, and
// that of the picture behind it. A twin with another address goes before its
// own if that is a preview, as on Medium.
func (w *writer) sources(n *html.Node) sources {
	s, c := sources{noReferrer: strings.EqualFold(attr(n, "referrerpolicy"), "no-referrer")}, w.cluesOf(n)
	s.showFull(c.full)
	s.rank = rankLate
	if c.wide {
		s.showAll(w.original(n, c.late))
		s.showAll(c.set)
	}
	s.showAll(c.late)
	s.showAll(c.set)
	if c.better {
		s.showAll(c.twins)
	}
	if c.blank {
		s.showAside(c.other)
	}
	w.addOwn(&s, n, &c)
	if len(s.candidates) == 0 {
		s.addAll(c.sets)
	}
	w.addSets(&s, c.src, n, c.alone)
	s.address = c.shownFrom(n, s.candidates)
	return s
}

// clues are what an image and what stands around it tell of the picture.
type clues struct {
	src    string     // what is shown
	blank  bool       // that stands for the picture
	full   string     // the large picture that it links to
	late   []string   // addresses for later
	other  []string   // those that may be of another picture
	sets   []string   // the best of each set
	set    []string   // those of them that are pictures
	wide   bool       // one of them is said to be larger than src
	behind string     // the picture behind it
	alone  *html.Node // the twin for readers without scripts
	twins  []string   // all addresses of that
	twin   string     // the one that it shows
	better bool       // it is the better of both
	shared *shared
}

// cluesOf looks at an image.
func (w *writer) cluesOf(n *html.Node) clues {
	c := clues{src: w.imageAttr(n, "src"), full: w.fullSize(n), behind: w.pre.restore(background(n)), alone: twin(n), better: true, shared: w.facts.shared[attr(n, "src")]}
	c.blank = isPlaceholder(c.src)
	c.late, c.other = w.late(n, c.blank)
	c.sets, c.wide = w.widest(pictureSets(n))
	c.set = slices.DeleteFunc(slices.Clone(c.sets), isPlaceholder) // themes that have no attribute for it put a wheel there
	if c.alone != nil {
		replaced := c.blank || len(c.late) > 0 || c.shared != nil && c.shared.more || isLate(n) || isSetLate(n) || isPreview(n) || saysLate(n)
		c.alone, c.better = w.kin(n, c.alone, slices.Concat(c.late, c.set), replaced)
	}
	if c.full == "" && c.alone != nil {
		c.full = w.fullSize(c.alone)
	}
	c.twins, c.twin = w.twinSources(c.alone)
	if c.shared != nil && c.src != "" {
		c.blank = c.blank || (len(c.late) > 0 || c.twin != "") && c.shared.more || len(c.other) > 0 && c.shared.late
	}
	return c
}

// addOwn adds what an image shows, and behind that what is better than nothing.
func (w *writer) addOwn(s *sources, n *html.Node, c *clues) {
	s.rank = rankShown
	if c.shared != nil && c.shared.links && len(s.candidates) > 0 {
		s.rank = rankAside
	}
	if !c.blank {
		s.addInside(c.src)
		s.addLarger(c.src)
	}
	wished, _ := w.widest(sourceSets(n, true))
	others := slices.Concat(wished, w.smaller(n))
	if !c.blank || len(s.candidates)+len(others) == 0 && c.behind == "" && !isEmptySource(c.src) {
		s.add(c.src)
	}
	if len(s.candidates) == 0 {
		s.showAside(c.other)
	}
	s.rank = rankAside
	if !c.better {
		s.showAll(c.twins)
	}
	if c.blank || c.behind == c.src {
		s.rank = rankShown
	}
	s.add(c.behind)
	s.rank = rankAside
	s.addAll(others)
}

// shownFrom is which of the candidates a reader of the post sees.
func (c *clues) shownFrom(n *html.Node, candidates []string) string {
	shown := []string{c.src}
	switch {
	case len(c.late) > 0 || c.blank || isSetLate(n):
		shown = slices.Concat(c.late, c.set, []string{c.twin})
		if c.blank {
			shown = append(shown, c.other...)
		}
		shown = append(shown, c.behind, c.src)
	case c.better && c.twin != "":
		shown[0] = c.twin
	}
	for _, ref := range append(shown, candidates...) {
		if slices.Contains(candidates, ref) {
			return ref
		}
	}
	return c.src
}

// twinSources are the addresses of a twin for readers without scripts, nil if
// there is none, and the one that it shows.
func (w *writer) twinSources(alone *html.Node) (all []string, shown string) {
	if alone == nil {
		return nil, ""
	}
	src := w.imageAttr(alone, "src")
	all, _ = w.widest(pictureSets(alone))
	all = slices.DeleteFunc(append(all, src), isPlaceholder)
	return all, cmp.Or(append([]string{src}, all...)...)
}

// kin returns the twin of an image, and whether that is the better of both: of
// one that a script replaces it is what is meant, else only if it is called the
// same. It returns nil if the twin is something else by its name, or comes from
// elsewhere, as a counter does, while the addresses for later name the picture.
func (w *writer) kin(n, alone *html.Node, late []string, replaced bool) (*html.Node, bool) {
	own := late
	if !replaced || len(late) == 0 {
		own = slices.Concat([]string{w.imageAttr(n, "src")}, late)
	}
	twins, shown := w.twinSources(alone)
	same, alike, near := compare(own[:min(len(own), maxCandidates)], twins[:min(len(twins), maxCandidates)])
	alike = alike || attr(n, "alt") != "" && attr(n, "alt") == attr(alone, "alt")
	if !alike && (!near && slices.ContainsFunc(late, namesImage) || isNotice(shown)) {
		return nil, false
	}
	return alone, replaced || same
}

// compare tells whether two sets of addresses have one that names the same
// picture, names that have something in common, and addresses of one host.
func compare(own, twins []string) (same, alike, near bool) {
	names := make([]string, len(own))
	for i, ref := range own {
		names[i] = pictureName(ref)
	}
	for _, ref := range twins {
		name, host := pictureName(ref), hostOf(ref)
		for i, other := range names {
			same = same || name == other
			alike = alike || same || min(len(name), len(other)) > 2 && (strings.Contains(name, other) || strings.Contains(other, name))
			near = near || host == "" || host == hostOf(own[i])
		}
	}
	return same, alike, near
}

// isNotice tells of the name of a picture that asks for scripts, or counts those
// who have none.
func isNotice(ref string) bool {
	name := strings.NewReplacer("-", "", "_", "").Replace(nameWithin(ref))
	return holdsAny(name, "javascript", "noscript", "nojs", "enablejs", "counter", "tracker", "webbug")
}

// pictureName is the name of a picture, whatever size an address asks for.
func pictureName(ref string) string { return nameWithin(cmp.Or(uncut(ref), ref)) }

// showFull adds the full size.
func (s *sources) showFull(ref string) {
	if isGoogle(hostOf(ref)) {
		s.add(ref) // the size that Blogger calls full
	}
	s.show(ref)
}

// showAside adds addresses that may be of another picture.
func (s *sources) showAside(refs []string) {
	s.rank = rankAside
	s.showAll(refs)
}

func (s *sources) showAll(refs []string) {
	for _, ref := range refs {
		s.show(ref)
	}
}

// imageAttr is an address in an attribute of an image.
func (w *writer) imageAttr(n *html.Node, key string) string {
	return w.pre.restore(address(attr(n, key)))
}

// late returns the addresses that a script would put into src, best first:
// those of known attributes, then of unknown ones whose name says so. What other
// attributes hold may be another picture, the next one or who has made it: it is
// asked for, and looked at more closely, only where there is no picture without it.
func (w *writer) late(n *html.Node, blank bool) (late, other []string) {
	if !slices.ContainsFunc(n.Attr, mayBeLate) { // as most
		return nil, nil
	}
	for _, key := range lazyAttrs {
		v := oneOf(address(attr(n, key)))
		if !isPlaced(v) || isPattern(v) {
			continue
		}
		switch v = w.pre.restore(v); {
		case isPlaceholder(v):
		case key == "data-url" && !namesImage(v): // of the post, for those who share it
			other = append(other, v)
		default:
			late = append(late, v)
		}
	}
	for _, a := range n.Attr {
		if len(late) >= maxCandidates {
			break // more would not be asked for
		}
		switch v := w.lateIn(a, blank); {
		case v == "":
		case isLateName(a.Key):
			late = append(late, v)
		case len(other) < maxCandidates:
			other = append(other, v)
		}
	}
	if v := insidePlaceholder(attr(n, "src")); v != "" {
		late = append(late, v)
	}
	return late, other
}

// lateIn is the address of a picture in an attribute that is not among the known
// ones, "" if it holds none.
func (w *writer) lateIn(a html.Attribute, blank bool) string {
	data, set := strings.HasPrefix(a.Key, "data-"), strings.HasSuffix(a.Key, "set")
	switch {
	case data && strings.IndexByte(a.Val, '.') < 0 && strings.IndexByte(a.Val, '/') < 0: // a number, a word
		return ""
	case !data && !isSource(a.Key) && a.Key != lazyExpression, data && (isLesser(a.Key) || isSmaller(a.Key) || set && !isOther(a.Key)), slices.Contains(lazyAttrs, a.Key):
		return ""
	}
	v := oneOf(address(a.Val))
	switch {
	case set:
		v = bestOf(a.Val)
	case a.Key == lazyExpression:
		v = strings.Trim(v, "'`")
	}
	if !data {
		v = w.pre.restore(v) // a template there is a script's own
	}
	known := holdsImage(v) || isLateName(a.Key) && namesSpaced(a.Key, v) || isSource(a.Key) && isWeb(v) && (blank || isLateName(a.Key)) || blank && seemsImage(a.Key, v)
	if v = w.pre.restore(v); !known || isPlaceholder(v) || isPattern(v) {
		return ""
	}
	return v
}

// lazyExpression is where a plugin of Vue looks for an address: one in quotes, or
// what the program will tell.
const lazyExpression = "v-lazy"

// original returns those of the late addresses whose attributes say that nothing
// is larger.
func (w *writer) original(n *html.Node, late []string) (refs []string) {
	for _, a := range n.Attr {
		if len(late) == 0 || !holdsAny(a.Key, "orig-file", "original-src", "full", "hi-res", "hires", "zoom") {
			continue
		}
		if v := w.pre.restore(address(a.Val)); slices.Contains(late, v) {
			refs = append(refs, v)
		}
	}
	return refs
}

// mayBeLate tells whether an attribute of an image is one of those that late
// looks at.
func mayBeLate(a html.Attribute) bool {
	switch a.Key {
	case "src":
		return strings.HasPrefix(a.Val, "data:")
	case "alt", "title", "width", "height", "class", "style", "border", "srcset", "loading", "id", "align", "sizes":
		return false
	}
	return true
}

// isLateName tells whether the name of an attribute that is not among the known
// ones says that it holds the picture itself, or a larger copy.
func isLateName(key string) bool {
	return (isSource(key) || names(key, "src", "lazy", "orig", "full", "large", "big", "zoom", "hires", "hi-res", "retina", "real", "actual", "desktop", "interchange")) &&
		!isOther(key)
}

// isOther tells whether it says that it holds another picture: what is shown
// under a pointer, on a small screen or at night, the next one.
func isOther(key string) bool {
	return names("-"+key+"-", "over", "swap", "mouse", "-roll", "-hsrc-", "mobile", "phone", "tablet", "-xs-", "-sm-", "-md-", "dark", "night",
		"next", "prev", "-after", "-before", "share", "pin-", "alt-")
}

// oneOf is the best address where an attribute that is called after one holds a
// set of them.
func oneOf(v string) string {
	switch {
	case strings.HasPrefix(v, "["):
		return exchanged(v)
	case strings.HasPrefix(v, `{"`):
		return largestMember(v)
	}
	if strings.IndexByte(v, ' ') >= 0 && strings.Contains(v, ", ") && strings.Count(v, "//") > 1 {
		return bestOf(v)
	}
	return v
}

// holdsImage tells whether the value of an attribute can be nothing but an
// image's address, or that of a proxy that is asked for one.
func holdsImage(v string) bool {
	return (namesImage(v) || isWeb(v) && insideImage(v)) && !strings.Contains(v, ", ") && !strings.Contains(v, ". ")
}

// seemsImage tells whether the value of an attribute may be an image's address,
// beside what surely is: a bare name, or a script that is asked for one.
func seemsImage(key, v string) bool {
	if strings.ContainsAny(v, " <>{}") || names(key, "link", "href", "page", "post", "target") || tellsWords(key) {
		return false
	}
	if !isWeb(v) {
		return strings.LastIndexByte(v, '.') > 0 && hasImageExt(v)
	}
	words := []string{"image", "img", "photo", "picture", "/pic", "/media", "upload"}
	return holdsAny(key, words...) || holdsAny(asciiLower(v), words...)
}

// namesSpaced tells of a path of an image with blanks in it, in an attribute that
// is called after an address.
func namesSpaced(key, v string) bool {
	return strings.IndexByte(v, ' ') >= 0 && !tellsWords(key) && holdsImage(strings.ReplaceAll(v, " ", "-")) && !strings.Contains(v, ", ")
}

// tellsWords tells whether the name of an attribute says that it holds words.
func tellsWords(key string) bool { return names(key, "title", "name", "alt", "caption", "desc") }

// mended is what was meant by an address that is none: in quotes, escaped once
// too often, its scheme without a sign, its first letter lost. "" for others.
func mended(ref string) string {
	if c := ref[0]; c != 'h' && c != 't' && c != 'w' && c < 0x80 && c != '"' && c != '\'' && c != '\\' && !strings.Contains(ref, "&amp;") {
		return ""
	}
	if _, rest, ok := strings.Cut(ref, "://"); ok && len(rest) > 1 && rest[0] != '/' && rest[0] != ':' { // most are in order
		last := rest[len(rest)-1]
		if isWeb(ref) && last < 0x80 && strings.IndexByte(`"'\`, last) < 0 && !strings.Contains(rest, "&amp;") {
			return ""
		}
	}
	meant := strings.ReplaceAll(strings.Trim(ref, "\"'\\“”‘’"), "&amp;", "&")
	if typed, rest, ok := strings.Cut(meant, ":/"); ok && misspelled[typed] != "" {
		meant = misspelled[typed] + ":/" + rest
	}
	for _, scheme := range [...]string{"http", "https"} {
		rest, ok := strings.CutPrefix(meant, scheme)
		if !ok {
			rest, ok = strings.CutPrefix(meant, scheme[1:])
		}
		ok = ok && (strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, ":"))
		if rest = strings.TrimLeft(rest, ":/"); ok && isHostPath(rest) {
			meant = scheme + "://" + rest
		}
	}
	if strings.HasPrefix(meant, "www.") && isHostPath(meant) {
		meant = "http://" + meant
	}
	if meant == ref {
		return ""
	}
	return meant
}

// misspelled are the schemes that a hand has slipped on.
var misspelled = map[string]string{
	"htp": "http", "htpp": "http", "htttp": "http", "hhttp": "http", "hppt": "http", "hptt": "http", "httpp": "http",
	"htps": "https", "htpps": "https", "htttps": "https", "hhttps": "https", "httpss": "https", "httpps": "https",
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
// come, what is played, and who has made it.
func isLesser(key string) bool {
	return names(key, "placeholder", "loading", "loader", "error", "fallback", "default", "tiny", "low", "lqip", "blur",
		"avatar", "author", "brand", "icon", "logo", "watermark", "video", "audio", "iframe")
}

// isSmaller tells whether it says that it holds a smaller copy.
func isSmaller(key string) bool { return names(key, "preview", "thumb", "small", "medium") }

// names tells whether the name of an attribute that is not among the known ones
// has one of the words in it.
func names(key string, words ...string) bool {
	return !slices.Contains(lazyAttrs, key) && holdsAny(key, words...)
}

// smaller returns the addresses of smaller copies, which are better than none.
func (w *writer) smaller(n *html.Node) (refs []string) {
	for _, a := range n.Attr {
		if !strings.HasPrefix(a.Key, "data-") || isLesser(a.Key) || !isSmaller(a.Key) {
			continue
		}
		if v := address(a.Val); namesImage(v) && !isPlaceholder(v) && !isPattern(v) {
			refs = append(refs, w.pre.restore(v))
		}
	}
	return refs
}

// isPattern tells of an address in which a script puts a number, the width that
// it needs: a_{width}x.jpg.
func isPattern(s string) bool {
	_, inner, ok := strings.Cut(s, "{")
	return ok && inner != "" && inner[0] != '{' && inner[0] != '%' && strings.Contains(inner, "}")
}

// twin is the image in the <noscript> beside n, if that is for readers without
// scripts what n is for others; nil if there is none.
func twin(n *html.Node) *html.Node {
	if n.Parent != nil && n.Parent.DataAtom == atom.Picture {
		n = n.Parent
	} else if isLateLink(n.Parent) {
		n = n.Parent
	}
	for _, beside := range [...]*html.Node{before(n), next(n)} {
		if img := imageWithout(beside); img != nil && ownerOf(beside, img) == n {
			return img
		}
	}
	return nil
}

// ownerOf returns which of the elements beside a <noscript> shows the image in it
// to readers with scripts; nil if neither does. It is the one before it, unless
// the one behind is late and has the same address, or the one before has nothing
// to do with it: Zhihu and Squarespace put the twin first, and plugins leave the
// first image of a post alone.
func ownerOf(noscript, img *html.Node) *html.Node {
	left, right := before(noscript), next(noscript)
	first, second := shownIn(left), shownIn(right)
	if !shows(second, img) && (second == nil || !isLate(second)) {
		second = nil
	}
	if first != nil && second != nil && (shows(first, img) || isLate(first) && !shows(second, img) && !comesFirst(noscript)) {
		second = nil
	}
	switch {
	case second != nil && (shows(second, img) || first == nil || isLate(first) || imageWithout(next(right)) == nil):
		return right
	case first != nil && isTwinOf(img, first):
		return left
	}
	return nil
}

// comesFirst tells whether a row of images, each with its <noscript>, begins with
// one of these.
func comesFirst(noscript *html.Node) bool {
	for range maxOverlay {
		left := before(noscript)
		if !showsPicture(left) {
			return true
		}
		if noscript = before(left); imageWithout(noscript) == nil {
			return false
		}
	}
	return false
}

// shownIn is the image that an element shows, a <picture> or a link around a late
// one.
func shownIn(n *html.Node) *html.Node {
	switch {
	case n == nil || n.DataAtom == atom.Img:
		return n
	case n.DataAtom == atom.Picture || isLateLink(n):
		return find(n, atom.Img)
	}
	return nil
}

// isTwinOf tells whether the image of a <noscript> may be what the one before it
// shows: what counts readers comes from elsewhere.
func isTwinOf(img, shown *html.Node) bool {
	if isLate(shown) || isSetLate(shown) || isPreview(shown) {
		return true
	}
	alone, src := address(attr(img, "src")), address(attr(shown, "src"))
	host := hostOf(alone)
	return host == "" || host == hostOf(src) || path.Base(alone) == path.Base(src) || attr(img, "alt") != "" && attr(img, "alt") == attr(shown, "alt")
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

// maxAround bounds how many elements may stand between a picture and the link
// around it.
const maxAround = 6

// fullSize is the address of the large picture that a small one links to, ""
// if it links to none: <a href="big.jpg"><img src="small.jpg"></a>. Scripts for
// galleries keep it in data-src, also where there is no link.
func (w *writer) fullSize(n *html.Node) string {
	box := n.Parent
	for range maxAround {
		if box == nil {
			break
		}
		for _, key := range [...]string{"href", "data-src"} {
			if ref := address(attr(box, key)); leadsToImage(ref, func() []string { return shownBy(n) }) && mainImage(box) == n {
				return w.pre.restore(withoutViewer(ref))
			}
		}
		if box.DataAtom == atom.A {
			break
		}
		box = box.Parent
	}
	return ""
}

// leadsToImage tells whether the address of a link is an image's, or that of a
// proxy that is asked for one; shown are the addresses of the image in the link.
func leadsToImage(ref string, shown func() []string) bool {
	if scheme, ok := schemeOf(ref); ref == "" || len(ref) > maxAddress || ok && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") || !isInert(ref) {
		return false
	}
	path, _, _ := strings.Cut(ref, "#")
	path, query, _ := strings.Cut(path, "?")
	if hasImageExt(path) && strings.Contains(path, ".") && !strings.Contains(query, " ") {
		return !isFilePage(ref) && !isPlaceholder(ref)
	}
	if !insideImage(ref) || isShare(path) {
		return false
	}
	return isFoundImage(path) || slices.ContainsFunc(shown(), func(s string) bool { return isOfOne(ref, s) })
}

// isFoundImage tells of the page on which Google shows a picture that it has found:
// the thumbnail in the link is a copy of its own, under a name of its own.
func isFoundImage(path string) bool { return strings.HasSuffix(path, "/imgres") }

// shownBy are the addresses that the attributes of an image have.
func shownBy(n *html.Node) (all []string) {
	for _, a := range n.Attr {
		if a.Key == "src" || mayBeLate(a) {
			all = append(all, address(a.Val))
		}
	}
	return all
}

// isOfOne tells whether the address in a link and that of the image under it go
// through the same proxy, or name the same picture: a shop, a translator, a
// button for others are told of pictures too.
func isOfOne(ref, shown string) bool {
	if host := hostOf(ref); host == hostOf(shown) { // or both of the site
		return shown != ""
	}
	a, b := nameWithin(ref), nameWithin(shown)
	return min(len(a), len(b)) > 2 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// nameWithin is the name of the picture at the end of the innermost address that
// an address holds, without its extension.
func nameWithin(ref string) string {
	for range maxNested {
		inner := insideProxy(ref)
		if !hasPath(inner) {
			break
		}
		ref = inner
	}
	ref, _, _ = strings.Cut(ref, "?")
	base := ref[strings.LastIndexByte(ref, '/')+1:]
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		base = base[:i]
	}
	return asciiLower(base)
}

// isShare tells of the address that a button leads to with which others are told
// of a picture; it shows an icon.
func isShare(path string) bool {
	path = asciiLower(path)
	return holdsAny(path, "share", "pin/create", "/intent/", "/dialog/", "/submit")
}

// maxOverlay bounds the nodes of a link that shows nothing but a picture.
const maxOverlay = 24

// mainImage returns the image that is what a link shows, nil if there is more
// than words under it. Galleries put an empty element on it, sources and a twin
// for readers without scripts stand beside it. What stands on its line is a word
// with an icon.
func mainImage(a *html.Node) *html.Node {
	var only *html.Node
	n, broken := 0, false
	for c := range below(a) {
		switch n++; {
		case n > maxOverlay, c.DataAtom == atom.Img && only != nil && !isTwin(c):
			return nil
		case c.DataAtom == atom.Img && only == nil:
			only = c
		case c.DataAtom == atom.Br:
			broken = only != nil
		case c.Type == html.TextNode && !isAllBlank(c.Data):
			if only == nil && !isCaption(c, a) || only != nil && !broken && c.Parent == a || only != nil && isIcon(only) || len(c.Data) > maxCaption {
				return nil
			}
		case c.DataAtom == atom.Iframe, c.DataAtom == atom.Video, c.DataAtom == atom.Audio, c.DataAtom == atom.Object:
			return nil
		}
	}
	return only
}

// maxCaption bounds the bytes of a line of words under a picture.
const maxCaption = 400

// isCaption tells whether text stands in the <figcaption> of a figure within a
// link.
func isCaption(text, a *html.Node) bool {
	n := closest(text, atom.Figcaption)
	return n != nil && n != a && isWithin(n, a)
}

// isIcon tells whether an image is the sign before words, by its size or name.
func isIcon(n *html.Node) bool {
	for _, key := range [...]string{"width", "height"} {
		if px, err := strconv.Atoi(strings.TrimSuffix(attr(n, key), "px")); err == nil && px < 2*minPicture {
			return true
		}
	}
	name := asciiLower(path.Base(address(attr(n, "src"))) + " " + attr(n, "class"))
	return holdsAny(name, "icon", "ico.", "emoji", "arrow", "download", "zoom", "button", "btn", "bullet")
}

func isTwin(img *html.Node) bool { return img.Parent.DataAtom == atom.Noscript }

// isAddress tells whether an attribute's value looks like an address at all.
func isAddress(s string) bool {
	if isWeb(s) || strings.HasPrefix(s, "data:image") {
		return true
	}
	return s != "" && len(s) < 4096 && strings.ContainsAny(s, "/.") && !strings.ContainsAny(s, " {}<>")
}

// isPlaced tells whether the value of an attribute that is for nothing but an
// address is one: a template may be all of it, and in the name of a file may
// stand what stands in no other address.
func isPlaced(s string) bool {
	path, _, _ := strings.Cut(s, "?")
	return isAddress(s) || strings.IndexByte(s, templateMark) >= 0 || len(s) < maxAddress && strings.IndexByte(path, '.') >= 0 && hasImageExt(path)
}

// namesImage tells whether a value can be nothing but an image's address.
func namesImage(s string) bool {
	path, query, _ := strings.Cut(s, "?")
	return hasImageExt(path) && strings.Contains(path, "/") && isAddress(s) && !strings.Contains(query, " ")
}

func hasImageExt(path string) bool {
	path = strings.TrimSuffix(path, "~original") // Photobucket's largest
	switch strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]) {
	case "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp", "svg", "avif", "bmp":
		return true
	}
	return false
}
