package archive

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// tidyAddress does what browsers do with every address: blanks around it and
// line breaks in it do not count.
func tidyAddress(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(s, "\t\n\r") {
		s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	}
	return s
}

// schemeOf is the lower-case scheme of an address, "" if it is relative.
func schemeOf(address string) string {
	for i := 0; i < len(address); i++ {
		switch c := address[i] | 0x20; {
		case c >= 'a' && c <= 'z':
		case i > 0 && strings.IndexByte("0123456789+-.", address[i]) >= 0:
		case i > 0 && address[i] == ':':
			return strings.ToLower(address[:i])
		default:
			return ""
		}
	}
	return ""
}

// requestURL makes of an http or https address what is asked for. What the
// post says is kept byte for byte as far as it can be sent: only bytes that
// may not stand in a request are escaped, dot segments are resolved (every
// browser does), and the fragment stays here.
func requestURL(address string) (*url.URL, *failure) {
	scheme := schemeOf(address)
	rest, _, _ := strings.Cut(address[len(scheme)+1:], "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	rest = strings.ReplaceAll(rest, `\`, "/")
	if !strings.HasPrefix(rest, "/") {
		return nil, fail(ClassBadURL, "no // after "+scheme+":")
	}
	authority, path, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
	user, host := cutUser(authority)
	host, bad := requestHost(host)
	if bad != nil {
		return nil, bad
	}
	host = strings.TrimSuffix(host, ":"+defaultPorts[scheme])
	text := scheme + "://" + host + resolveDots("/"+escapePath(path))
	if hasQuery {
		text += "?" + escapeQuery(query)
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, fail(ClassBadURL, "no address that can be asked for")
	}
	u.User = user
	return u, nil
}

// cutUser takes name and password off an authority.
func cutUser(authority string) (*url.Userinfo, string) {
	i := strings.LastIndexByte(authority, '@')
	if i < 0 {
		return nil, authority
	}
	name, password, has := strings.Cut(authority[:i], ":")
	if !has {
		return url.User(unescape(name)), authority[i+1:]
	}
	return url.UserPassword(unescape(name), unescape(password)), authority[i+1:]
}

// requestHost checks host and port, and writes the host in ASCII.
func requestHost(s string) (string, *failure) {
	name, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		name, port = s[:i], s[i:]
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(port, ":"), 10, 16)
	switch {
	case port == ":":
		port = ""
	case port != "" && (err != nil || n == 0):
		return "", fail(ClassBadURL, "no such port")
	case port != "":
		port = fmt.Sprint(":", n) // 080 is the same
	}
	if strings.HasPrefix(name, "[") {
		ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
		if err != nil || !ip.Is6() || ip.Zone() != "" {
			return "", fail(ClassBadURL, "no IPv6 address between the brackets")
		}
		return "[" + ip.String() + "]" + port, nil
	}
	ascii, err := asciiHost(name)
	if err != nil || ascii == "" || len(ascii) > 253 || strings.ContainsFunc(ascii, notInHost) {
		return "", fail(ClassBadURL, "no host name that can be asked for")
	}
	return ascii + port, nil
}

// asciiHost leaves ASCII names alone: IDNA's rules would refuse the
// underscores that old blogs have in theirs.
func asciiHost(name string) (string, error) {
	if isPlainASCII(name) {
		return strings.ToLower(name), nil
	}
	return idna.Lookup.ToASCII(name)
}

func notInHost(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_')
}

func escapePath(s string) string {
	return escape(s, func(i int) bool {
		if s[i] == '%' {
			return !isEscape(s[i:])
		}
		return strings.IndexByte("\"<>^`{|}", s[i]) >= 0
	})
}

func escapeQuery(s string) string {
	return escape(s, func(i int) bool { return strings.IndexByte(`"<>`, s[i]) >= 0 })
}

// escape percent-encodes blanks, control characters, bytes beyond ASCII, and
// the bytes at which bad says so.
func escape(s string, bad func(i int) bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || bad(i) {
			b.WriteString("%" + hex[c>>4:c>>4+1] + hex[c&15:c&15+1])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isEscape tells whether s begins with a percent sign and two hex digits.
func isEscape(s string) bool {
	return len(s) >= 3 && s[0] == '%' && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// unescape undoes percent-encoding and leaves what is none.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isEscape(s[i:]) {
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			b.WriteByte(byte(n))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// resolveDots removes "." and ".." segments, also where they are escaped.
func resolveDots(path string) string {
	var out []string
	segments := strings.Split(path, "/")
	for i, s := range segments {
		dots := strings.ReplaceAll(strings.ToLower(s), "%2e", ".")
		if dots != "." && dots != ".." {
			out = append(out, s)
			continue
		}
		if dots == ".." && len(out) > 1 {
			out = out[:len(out)-1]
		}
		if i == len(segments)-1 {
			out = append(out, "")
		}
	}
	return strings.Join(out, "/")
}

// shownAddress is an address for people: without name and password, control
// characters escaped, not endless.
func shownAddress(s string) string {
	limit := 2 << 10
	if schemeOf(s) == "data" {
		limit = 64
	}
	s = Redact(s)
	if len(s) > limit {
		s = cutRunes(s, limit) + "…"
	}
	return printableAddress(s)
}

// Redact returns an address without names and passwords: more than one,
// because an address may hold another one. It is what may be written anywhere.
func Redact(s string) string {
	var b strings.Builder
	for from := 0; ; {
		i := strings.Index(s[from:], "//")
		if i < 0 {
			return b.String() + s
		}
		i += from
		from = i + 2
		if i > 0 && s[i-1] != ':' {
			continue
		}
		end := len(s)
		if n := strings.IndexAny(s[from:], `/\?#`); n >= 0 {
			end = from + n
		}
		if at := strings.LastIndexByte(s[from:end], '@'); at >= 0 {
			b.WriteString(s[:from])
			s, from = s[from+at+1:], 0
		}
	}
}

func printableAddress(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(escape(string(r), func(int) bool { return true }))
	}
	return b.String()
}
