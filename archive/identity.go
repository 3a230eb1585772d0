package archive

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Cookie is one of a Netscape cookies.txt, the form in which browsers'
// add-ons and curl keep them.
type Cookie struct {
	Domain     string // without a dot before it
	Subdomains bool   // it goes to hosts below the domain too
	Path       string
	Secure     bool      // it goes by https only
	Expires    time.Time // zero: when the browser is closed, which is never here
	Name       string
	Value      string
}

// A Header is sent to one host.
type Header struct {
	Host  string // ".example.org" is the host and all below it
	Port  string // "": any
	Name  string
	Value string
}

// A SyntaxError says which line of a file of cookies or headers is wrong. It
// does not say what stands there, which is a secret.
type SyntaxError struct {
	Line int // 1 for the first
	Err  error
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns what is wrong with the line.
func (e *SyntaxError) Unwrap() error { return e.Err }

// ParseCookies reads a Netscape cookies.txt: seven fields between tabs, and
// comments after #, but for #HttpOnly_ before a domain. As curl does, it takes
// six for a cookie without a value, and extensions of browsers write the time
// with a fraction, or none.
func ParseCookies(r io.Reader) (all []Cookie, err error) {
	err = eachLine(r, func(line string) error {
		line = strings.TrimPrefix(line, "#HttpOnly_")
		if strings.HasPrefix(line, "#") {
			return nil
		}
		c, err := parseCookie(strings.Split(line, "\t"))
		all = append(all, c)
		return err
	})
	return all, err
}

func parseCookie(fields []string) (c Cookie, err error) {
	if len(fields) == 6 {
		fields = append(fields, "")
	}
	if len(fields) != 7 {
		return c, fmt.Errorf("7 fields between tabs make a cookie, not %d", len(fields))
	}
	c = Cookie{
		Domain: strings.ToLower(strings.TrimPrefix(fields[0], ".")), Subdomains: strings.EqualFold(fields[1], "TRUE"),
		Path: fields[2], Secure: strings.EqualFold(fields[3], "TRUE"), Name: fields[5], Value: fields[6],
	}
	seconds, _, _ := strings.Cut(cmp.Or(fields[4], "0"), ".")
	at, err := strconv.ParseInt(seconds, 10, 64)
	switch {
	case err != nil:
		return c, fmt.Errorf("the fifth field is no time")
	case at > 0:
		c.Expires = time.Unix(at, 0)
	}
	if c.Domain == "" || !strings.HasPrefix(c.Path, "/") || !isSendable(c.Name+c.Value) || strings.ContainsAny(c.Name+c.Value, ";") {
		return c, fmt.Errorf("no cookie that can be sent")
	}
	return c, nil
}

// suits tells whether a cookie goes to an address.
func (c *Cookie) suits(u *url.URL, now time.Time) bool {
	path := u.EscapedPath()
	below := strings.HasPrefix(path, c.Path) && (strings.HasSuffix(c.Path, "/") || len(path) == len(c.Path) || path[len(c.Path)] == '/')
	return isHostOf(u.Hostname(), c.Domain, c.Subdomains) && below &&
		(!c.Secure || u.Scheme == "https") && (c.Expires.IsZero() || now.Before(c.Expires))
}

// isHostOf tells whether a host is a domain or, if it may be, below it. An
// address of numbers has nothing below it.
func isHostOf(host, domain string, below bool) bool {
	if host == domain {
		return true
	}
	_, err := netip.ParseAddr(host)
	return below && err != nil && strings.HasSuffix(host, "."+domain)
}

// ParseHeaders reads headers, one a line: the host, the name, the value, with
// colons between them, as in "img.example.org: Authorization: Bearer x". A dot
// before the host stands for all hosts below it too, a port behind it for that
// one alone; lines that start with # are comments.
func ParseHeaders(r io.Reader) (all []Header, err error) {
	err = eachLine(r, func(line string) error {
		if strings.HasPrefix(line, "#") {
			return nil
		}
		host, port, rest := cutHost(line)
		name, value, found := strings.Cut(rest, ":")
		h := Header{strings.ToLower(host), port, http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)}
		all = append(all, h)
		switch {
		case !found:
			return fmt.Errorf("not of the form host: Name: value")
		case strings.Trim(h.Host, ".") == "" || strings.ContainsAny(h.Host, "/ \t@*"):
			return fmt.Errorf("no host before the first colon")
		case strings.Trim(h.Name, "0123456789") == "" || strings.ContainsFunc(h.Name, notInName) || !isSendable(h.Value):
			return fmt.Errorf("no header that can be sent")
		case ownHeaders[h.Name]:
			return fmt.Errorf("%s is not for others to say", h.Name)
		}
		return nil
	})
	return all, err
}

// cutHost takes the host and, if one follows it, the port from the start of a
// line. An address with colons stands in brackets, as in a URL.
func cutHost(line string) (host, port, rest string) {
	line = strings.TrimSpace(line)
	host, rest, _ = strings.Cut(line, ":")
	if inner, behind, ok := strings.Cut(line, "]"); ok && inner != "" && inner[0] == '[' {
		host, rest = inner[1:], strings.TrimPrefix(strings.TrimSpace(behind), ":")
	}
	if number, behind, ok := strings.Cut(rest, ":"); ok && strings.Contains(behind, ":") {
		if _, err := strconv.ParseUint(number, 10, 16); err == nil {
			port, rest = number, behind
		}
	}
	return strings.TrimSpace(host), port, rest
}

// ownHeaders are those on which it hangs whether an answer is understood.
var ownHeaders = map[string]bool{
	"Host": true, "Content-Length": true, "Transfer-Encoding": true, "Connection": true, "Accept-Encoding": true,
	"Range": true, "Te": true, "Trailer": true, "Upgrade": true, "If-None-Match": true, "If-Modified-Since": true,
}

func notInName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

// isSendable tells whether a text has no control characters in it.
func isSendable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func (h *Header) suits(u *url.URL) bool {
	return isHostOf(u.Hostname(), strings.TrimPrefix(h.Host, "."), strings.HasPrefix(h.Host, ".")) &&
		(h.Port == "" || h.Port == cmp.Or(u.Port(), defaultPorts[u.Scheme]))
}

const maxIdentity = 4 << 20 // bytes of a file of cookies or headers

func eachLine(r io.Reader, do func(string) error) error {
	lines := bufio.NewScanner(io.LimitReader(r, maxIdentity))
	lines.Buffer(nil, 64<<10)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimPrefix(strings.TrimRight(lines.Text(), "\r"), "\ufeff")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := do(line); err != nil {
			return &SyntaxError{n, err}
		}
	}
	return lines.Err()
}

// An identity is as whom servers are asked.
type identity struct {
	agent   string
	cookies []Cookie
	headers []Header
}

func newIdentity(o *Options) identity {
	own := "markive/" + cmp.Or(o.Version, "devel") + " (+https://github.com/markive/markive)"
	return identity{agent: cmp.Or(o.UserAgent, own), cookies: o.Cookies, headers: o.Headers}
}

// dress adds to a request what its host is to get. After a redirect to another
// origin that is nothing: whoever sends us there does not choose with whose
// cookies we come. A host that moves to https is none.
func (id *identity) dress(req *http.Request, first *url.URL) {
	if first != nil && isElsewhere(first, req.URL) {
		return
	}
	now := time.Now()
	for i := range id.cookies {
		if c := &id.cookies[i]; c.suits(req.URL, now) {
			addCookie(req.Header, c)
		}
	}
	for i := range id.headers {
		if h := &id.headers[i]; h.suits(req.URL) {
			req.Header.Set(h.Name, h.Value)
		}
	}
}

func isElsewhere(first, u *url.URL) bool {
	return first.Host != u.Host || first.Scheme != u.Scheme && u.Scheme != "https"
}

// dressOf is what tells how a try is asked from how a post would that shows
// its address: where it was sent from decides who gets cookies and headers.
func (id *identity) dressOf(t *try) string {
	if t.first == nil || len(id.cookies)+len(id.headers) == 0 || t.first.Scheme == t.url.Scheme && t.first.Host == t.url.Host {
		return ""
	}
	return "\x00from " + t.first.Scheme + "://" + t.first.Host
}

// addCookie writes a cookie as it stands in the file; net/http would drop the
// quotes and blanks that some servers want back.
func addCookie(h http.Header, c *Cookie) {
	pair := c.Name + "=" + c.Value
	if old := h.Get("Cookie"); old != "" {
		pair = old + "; " + pair
	}
	h.Set("Cookie", pair)
}
