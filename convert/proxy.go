package convert

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxNested bounds how many proxies are looked through: some posts went
// through one service after another.
const maxNested = 4

// addInside adds the addresses that an image proxy's address holds, the
// innermost first.
func (s *sources) addInside(ref string) {
	s.addWhole(insideSite(ref))
	var nested []string
	for range maxNested {
		if ref = insideProxy(ref); !hasPath(ref) {
			break
		}
		nested = append(nested, ref)
	}
	rank := s.rank
	for _, ref := range slices.Backward(nested) {
		if s.rank = rank; !namesImage(ref) {
			s.rank = max(rank, rankWithin)
		}
		s.addWhole(ref)
	}
	s.rank = rank
}

// insideImage tells whether an address holds that of an image: it is a proxy's
// then.
func insideImage(ref string) bool {
	if namesImage(insideSite(ref)) {
		return true
	}
	for range maxNested {
		if ref = insideProxy(ref); !hasPath(ref) {
			break
		}
		if namesImage(ref) {
			return true
		}
	}
	return false
}

// hasPath tells whether an address has more than a host: the home of a site is
// no picture.
func hasPath(ref string) bool {
	_, rest, _ := strings.Cut(ref, "//")
	_, path, _ := strings.Cut(rest, "/")
	return path != ""
}

// sourcesOf are those of a picture of which one address is known.
func sourcesOf(ref string) sources {
	s := sources{address: ref}
	s.show(ref)
	return s
}

// show adds an address that is shown, behind what it hides.
func (s *sources) show(ref string) {
	s.addInside(ref)
	s.addWhole(ref)
}

// insideProxy returns the address that an image proxy's address holds:
// https://proxy.example/?http://host/a.jpg, .../proxy?url=http%3A%2F%2Fhost...,
// https://proxy.example/https://host/a.jpg, or a path of the same site before
// it. "" if there is none. An unknown proxy is known by its address holding
// another one; a few that leave out the scheme, or hide it, are known by name or
// form.
func insideProxy(ref string) string {
	if strings.HasPrefix(ref, "data:") || drawsCode(ref) {
		return ""
	}
	rest, path := ref, strings.TrimPrefix(ref, "/")
	if _, ok := schemeOf(ref); ok || strings.HasPrefix(ref, "//") {
		_, rest, _ = strings.Cut(ref, "//")
		if isWeb(rest) {
			return rest // a scheme that was pasted before another one
		}
		host, behind, _ := strings.Cut(rest, "/")
		if inner := knownProxy(strings.ToLower(host), behind); inner != "" {
			return inner
		}
		path = behind
	}
	if inner := plainInside(rest); inner != "" {
		return inner
	}
	if inner := mangledInside(ref, path); inner != "" {
		return inner
	}
	return hiddenInside(path)
}

// drawsCode tells of a service that draws a QR code of the address that it is
// given in its query.
func drawsCode(ref string) bool {
	service, query, _ := strings.Cut(ref, "?")
	return (strings.Contains(query, "//") || strings.Contains(query, "%")) && strings.Contains(asciiLower(service), "qr") && codeName().MatchString(service)
}

var codeName = lazily(`(?i)/(?:[^/:%]*[^a-z/:%])?qr(?:[^a-z/:%][^/:%]*|code[^/:%]*)?/?$`)

// resizers are where sites that were made with Next.js or Astro, or are at
// Vercel or Netlify, have pictures made smaller; a parameter says which.
var resizers = []string{"/_next/image", "/_image", "/_vercel/image", "/.netlify/images"}

// insideSite returns the address on the same site that a resizer is asked for,
// as in /_next/image?url=%2Fimg%2Fa.jpg&w=640, /cdn-cgi/image/w=640/img/a.jpg or,
// in themes of WordPress, /timthumb.php?src=/uploads/a.jpg&w=640. "" for other
// addresses.
func insideSite(ref string) string {
	path, query, _ := strings.Cut(ref, "?")
	isScript := strings.HasSuffix(path, ".php") || strings.HasSuffix(path, ".ashx") || strings.HasSuffix(path, ".aspx")
	inner := behindOptions(path)
	switch {
	case isScript:
		inner = fromRoot(percentDecode(parameter(query, "src", "url", "img", "image", "file", "path")))
	case slices.ContainsFunc(resizers, func(r string) bool { return strings.HasSuffix(path, r) }):
		inner = percentDecode(parameter(query, "url", "href"))
	}
	if !strings.HasPrefix(inner, "/") || strings.HasPrefix(inner, "//") || isScript && !namesImage(inner) {
		return ""
	}
	if start := strings.Index(path, "//"); start >= 0 {
		host, _, _ := strings.Cut(path[start+2:], "/")
		return path[:start+2] + host + inner
	}
	return inner
}

// fromRoot is the path that a script which makes pictures smaller is asked for: it
// looks below the root of the site, whether a slash says so or not.
func fromRoot(path string) string {
	if path == "" || path[0] == '/' || path[0] == '.' || strings.Contains(path, ":") || isDomainPath(path) {
		return path
	}
	return "/" + path
}

// behindOptions is the path that stands behind the options of a resizer:
// Cloudflare's /cdn-cgi/image/w=640/img/a.jpg, Nuxt's /_ipx/w_640/img/a.jpg.
// "" if it is none, or if a whole address stands there.
func behindOptions(path string) string {
	for _, r := range [...]string{"/cdn-cgi/image/", "/_ipx/"} {
		if _, rest, ok := strings.Cut(path, r); ok {
			if at := strings.IndexByte(rest, '/'); at > 0 && !strings.Contains(percentDecode(percentDecode(rest[at:])), ":") {
				return rest[at:]
			}
		}
	}
	return ""
}

// innerSchemes are the ways in which an inner address begins.
var innerSchemes = []string{
	"https://", "http://", "https%3a%2f%2f", "http%3a%2f%2f", "https%253a%252f%252f", "http%253a%252f%252f",
	"https:%2f%2f", "http:%2f%2f", "https:%252f%252f", "http:%252f%252f", "https%3a//", "http%3a//",
	"=//", "=%2f%2f",
}

// plainInside finds an address behind the host of another one, encoded up to
// twice; rest begins with the host. Of several parameters the one that is called
// after a picture and holds one is meant, else the first.
func plainInside(rest string) (inner string) {
	for range maxNested {
		found, key, behind := nextInside(rest)
		if hasPath(found) && (inner == "" || isPictureKey(key) && namesImage(found)) {
			if inner = found; behind == "" || namesImage(found) || isPictureKey(key) {
				break
			}
		}
		if rest = behind; rest == "" {
			break
		}
	}
	return inner
}

// isPictureKey tells whether the name of a parameter is that of a picture.
func isPictureKey(key string) bool {
	return holdsAny(key, "img", "image", "pic", "photo", "src", "media", "file")
}

// mangledInside finds an address whose scheme is left out, has lost a slash or is
// a step of the path: https://proxy.example/?//host/a.jpg, //host/a.jpg,
// /http:/host/a.jpg or /http/host/a.jpg behind the proxy's host; path is what
// stands behind that.
func mangledInside(ref, path string) string {
	if isWeb(ref) {
		if strings.HasPrefix(path, "/") && isDomainPath(path[1:]) {
			return "/" + path
		}
		if i := strings.Index(path, "//"); i > 0 && strings.IndexByte("=:", path[i-1]) < 0 && isDomainPath(path[i+2:]) {
			return path[i:]
		}
	}
	for from := 0; ; {
		i := strings.Index(path[from:], "http")
		if i < 0 {
			return ""
		}
		i += from
		from = i + len("http")
		scheme := "http://"
		inner := path[from:]
		if strings.HasPrefix(inner, "s") {
			scheme, inner = "https://", inner[1:]
		}
		inner, ok := strings.CutPrefix(strings.TrimPrefix(inner, ":"), "/")
		if ok && (i == 0 || strings.IndexByte("/?=", path[i-1]) >= 0) && isDomainPath(inner) {
			return scheme + inner
		}
	}
}

// isDomainPath tells whether a text is a host below a domain of letters, or one of
// numbers with its port, and a path, and no names of files and folders.
func isDomainPath(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	host, hasPort := cutPort(host)
	if hasPort && strings.Count(host, ".") == 3 && strings.Trim(host, "0123456789.") == "" {
		return isHostPath(s)
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	if len(top) < 2 || strings.ContainsFunc(top, func(r rune) bool { return r >= 0x80 || !isLetter(byte(r)) }) || hasImageExt(host) {
		return false
	}
	switch asciiLower(top) {
	case "html", "htm", "php", "asp", "aspx", "jsp", "js", "css", "json", "xml", "txt", "pdf", "zip", "files":
		return false
	}
	return isHostPath(s)
}

// nextInside finds the first address, the name of the parameter that it is the
// value of, and where to go on behind it.
func nextInside(rest string) (inner, key, behind string) {
	if !strings.Contains(rest, "//") && strings.IndexByte(rest, '%') < 0 { // as most addresses
		return "", "", ""
	}
	lower := asciiLower(rest)
	at, scheme := firstScheme(lower)
	if at < 0 {
		return "", "", ""
	}
	key, isKey := parameterBefore(lower[:at])
	if isAside(key) {
		_, behind, _ = strings.Cut(rest[at:], "&")
		return "", "", behind
	}
	if scheme[0] == '=' {
		isKey, at = true, at+1
	}
	inner = rest[at:]
	if isKey { // a parameter of a query: others may follow
		inner, behind, _ = strings.Cut(inner, "&")
	}
	inner = decodedInside(inner, scheme, isKey)
	if strings.HasPrefix(inner, "//") && !isHostPath(inner[2:]) {
		return "", "", behind
	}
	return inner, key, behind
}

// firstScheme is where the first address within another one begins, and how; -1
// if there is none.
func firstScheme(lower string) (at int, scheme string) {
	at = -1
	for _, s := range innerSchemes {
		if i := strings.Index(lower[min(1, len(lower)):], s); i >= 0 && (at < 0 || i+1 < at) {
			at, scheme = i+1, s
		}
	}
	return at, scheme
}

// decodedInside is an address within another one as it was before it was encoded.
func decodedInside(inner, scheme string, isKey bool) string {
	inner, _, _ = strings.Cut(inner, `"`)
	inner = strings.TrimRight(inner, `\`)
	if head, _, ok := strings.Cut(inner, "?"); ok && !isKey && strings.Contains(scheme, "%") && !strings.Contains(head, "/") {
		inner = head // of what is encoded to its end, the query is the proxy's
	}
	for range strings.Count(scheme, "%25") {
		inner = percentDecode(inner)
		scheme = "%"
	}
	if strings.Contains(scheme, "%") || isKey && strings.Contains(inner, "%") && !strings.Contains(inner, "?") {
		inner = percentDecode(inner)
	}
	return inner
}

// parameterBefore is the name of the parameter that a query ends in.
func parameterBefore(query string) (key string, ok bool) {
	query, ok = strings.CutSuffix(query, "=")
	return query[strings.LastIndexAny(query, "?&")+1:], ok
}

// isAside tells whether the address that a parameter holds is not that of the
// picture: what to show if there is none, where to go, whom to thank, what to draw.
func isAside(key string) bool {
	switch key {
	case "d", "default", "fallback", "placeholder", "error", "ref", "refer", "referer", "referrer",
		"redirect", "return", "back", "callback", "watermark", "wm", "overlay", "mask", "logo",
		"chl", "data", "text", "link", "images": // og-image writes a title beside those
		return true
	}
	return false
}

// knownProxy unwraps the addresses of services that leave out the scheme or
// write the inner address in digits; rest is what follows the host.
func knownProxy(host, rest string) string {
	path, query, _ := strings.Cut(rest, "?")
	switch {
	case len(host) == len("i0.wp.com") && host[0] == 'i' && host[2:] == ".wp.com":
		if strings.Contains("&"+query, "&ssl=1") {
			return withScheme("https://", path)
		}
		return withScheme("http://", path)
	case host == "images.weserv.nl" || host == "wsrv.nl":
		inner := percentDecode(parameter(query, "url"))
		if s, ok := strings.CutPrefix(inner, "ssl:"); ok {
			return withScheme("https://", s)
		}
		return withScheme("http://", inner)
	case host == "cdn.statically.io":
		if inner, ok := strings.CutPrefix(path, "img/"); ok {
			return withScheme("https://", withoutOptions(inner))
		}
	case strings.HasPrefix(path, "ezoimgfmt/"): // Ezoic, on the host of any site
		return withScheme("https://", strings.TrimPrefix(path, "ezoimgfmt/"))
	case strings.HasPrefix(path, "unsafe/"), isSignature(path): // Thumbor
		return withScheme("https://", behindFilters(path))
	case isHost(host, "cdn.ampproject.org"):
		return behindCache(rest)
	case host == "camo.githubusercontent.com":
		if inner, err := hex.DecodeString(path[strings.IndexByte(path, '/')+1:]); err == nil && isHTTP(string(inner)) {
			return string(inner)
		}
	}
	return ""
}

// isSignature tells whether a path begins with the 160 bits in Base64 that Thumbor
// signs what it is asked for with.
func isSignature(path string) bool {
	const size = 27
	return len(path) > size+1 && path[size:size+2] == "=/" && strings.IndexByte(path[:size], '/') < 0
}

// behindCache is what Google's cache for AMP holds: i/s/h.example/a.jpg, or made
// smaller ii/w680/s/h.example/a.jpg; s is for https.
func behindCache(path string) string {
	path, whole := strings.CutPrefix(path, "i/")
	if !whole {
		rest, ok := strings.CutPrefix(path, "ii/")
		if _, path, _ = strings.Cut(rest, "/"); !ok {
			return ""
		}
	}
	if path, ok := strings.CutPrefix(path, "s/"); ok {
		return withScheme("https://", path)
	}
	return withScheme("http://", path)
}

// behindFilters is what stands behind Thumbor's size, fit and filters: a host and
// a path.
func behindFilters(path string) string {
	for path != "" {
		if host, _, _ := strings.Cut(path, "/"); strings.Contains(host, ".") && !strings.Contains(host, "(") {
			break
		}
		_, path, _ = strings.Cut(path, "/")
	}
	return path
}

// withoutOptions takes out what Statically is told between host and path, as in
// h.example/f=auto,w=640/a.jpg.
func withoutOptions(s string) string {
	host, path, _ := strings.Cut(s, "/")
	if options, rest, ok := strings.Cut(path, "/"); ok && strings.Contains(options, "=") {
		path = rest
	}
	return host + "/" + path
}

func withScheme(scheme, s string) string {
	if !isHostPath(s) {
		return ""
	}
	return scheme + s
}

// isHostPath tells whether a text is a host with a dot, perhaps its port, and a
// path.
func isHostPath(s string) bool {
	host, path, ok := strings.Cut(s, "/")
	host, _ = cutPort(host)
	return ok && path != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(host, " :@?&=%#")
}

// cutPort takes the port off a host; what is no number stays.
func cutPort(host string) (name string, ok bool) {
	name, port, ok := strings.Cut(host, ":")
	if !ok || !isNumber(port) {
		return host, false
	}
	return name, true
}

func isHTTP(s string) bool {
	return (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")) && utf8.ValidString(s) && !strings.ContainsAny(s, " \n\t\x00")
}

// parameter is the value of the first of the named parameters that a query has.
func parameter(query string, names ...string) string {
	for _, name := range names {
		for pair := range strings.SplitSeq(query, "&") {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
	}
	return ""
}

// base64HTTP is how every address of http and https begins in Base64.
const base64HTTP = "aHR0c"

// hiddenInside finds an address in Base64, as imgproxy has it: also in pieces
// between slashes, and with an ending behind it.
func hiddenInside(rest string) string {
	i := strings.Index(rest, base64HTTP)
	if i < 0 || i > 0 && rest[i-1] != '/' && rest[i-1] != '=' || strings.HasSuffix(rest[:i], "/text/") { // what to write on it
		return ""
	}
	text := rest[i:]
	if end := strings.IndexAny(text, "?&.=%"); end >= 0 {
		text = text[:end]
	}
	text = strings.NewReplacer("/", "", "-", "+", "_", "/").Replace(text)
	inner, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || !isHTTP(string(inner)) {
		return ""
	}
	return string(inner)
}
