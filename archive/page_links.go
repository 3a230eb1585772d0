package archive

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A bundle's page does not know which other posts are in the archive: it is a
// function of its post alone, and they come and go. Its links to posts of the
// same site lead to the catalogue, which finds the post, and else tells the
// address on the web. What finds a post is a key: an address as addressKey
// writes it, the path of the source behind a colon, or the name of the file
// behind an equals sign.

// addressKey returns an address, or a path of one, as it is compared: without
// scheme, www, fragment, the ends that servers leave out, and case. "" is none.
func addressKey(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" {
		return ""
	}
	p := foldKey(path.Join("/", u.Path))
	for _, end := range []string{"/index.html", "/index.htm", "/index.php", ".html", ".htm"} {
		if short, ok := strings.CutSuffix(p, end); ok {
			p = short
			break
		}
	}
	p = "/" + strings.Trim(p, "/")
	if u.RawQuery != "" {
		p += "?" + u.RawQuery
	}
	if p == "/" {
		return "" // of a site, not of a post
	}
	if u.Host != "" {
		return "//" + hostKey(u.Host) + p
	}
	return p
}

// foldKey returns a part of a key as it is compared.
func foldKey(s string) string { return strings.ToLower(norm.NFC.String(s)) }

func hostKey(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// maxKey bounds a key: beyond it no post is looked for.
const maxKey = 500

// postKeys returns what a post is found by.
func postKeys(m *Manifest) []string {
	source := sourceKey(m.Source.Path)
	keys := []string{source, "=" + path.Base(strings.TrimPrefix(source, ":"))}
	for _, a := range m.Addresses {
		key := addressKey(a)
		keys = append(keys, key)
		if rest, ok := strings.CutPrefix(key, "//"); ok { // for links of posts that do not know their host
			_, p, _ := strings.Cut(rest, "/")
			keys = append(keys, "/"+p)
		}
	}
	slices.Sort(keys)
	return goodKeys(slices.Compact(keys))
}

// goodKeys leaves out what finds no post.
func goodKeys(keys []string) []string {
	return slices.DeleteFunc(keys, func(k string) bool { return len(k) < 2 || len(k) > maxKey })
}

// sourceKey returns the key of a post by its path: x/index.md is x.
func sourceKey(p string) string {
	p = withoutExtension(p)
	if dir, ok := strings.CutSuffix(p, "/index"); ok {
		p = dir
	}
	return ":" + foldKey(p)
}

// A postLink is a link to what may be another post.
type postLink struct {
	keys     []string
	plain    string // the last key for pages: the address without its query, "" if there is none
	web      string // its address on the web, "" if nobody knows
	fragment string
}

// href returns the link by way of the catalogue.
func (l *postLink) href(up string) string {
	q := url.Values{"to": goodKeys(append(slices.Clone(l.keys), l.plain))}
	if l.web != "" {
		q.Set("web", l.web)
	}
	if l.fragment != "" {
		q.Set("at", l.fragment)
	}
	return up + catalogFile + "#" + q.Encode()
}

// linkOf tells whether an address in a post leads to another post of its site;
// nil if it does not, or nobody can know.
func (p *page) linkOf(address string) *postLink {
	u := p.parse(address)
	switch {
	case u == nil:
		return nil
	case u.Scheme == tagScheme:
		return linkByName(u)
	case u.Opaque != "" || u.Path == "" && u.RawQuery == "" || !mayBePost(u.Path):
		return nil
	}
	own := p.published()
	if u.Host != "" && (own.Host == "" || hostKey(u.Host) != hostKey(own.Host) || u.Scheme != "" && !isWeb(u.Scheme)) {
		return nil
	}
	l := &postLink{fragment: u.Fragment}
	if u.Host == "" && u.Path != "" && !strings.HasPrefix(u.Path, "/") {
		plain := path.Join(path.Dir(p.manifest.Source.Path), u.Path)
		l.keys = append(l.keys, sourceKey(plain))
	}
	if own.Path != "" || own.Host != "" || strings.HasPrefix(u.Path, "/") {
		at := own.ResolveReference(&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery})
		if key := addressKey(at.String()); key != "" {
			l.keys = append(l.keys, key)
			plain := addressKey((&url.URL{Host: at.Host, Path: at.Path}).String())
			switch {
			case at.RawQuery == "":
			case tellsOrigin(at.Query()):
				l.keys = append(l.keys, plain)
			case own.RawQuery == "" && plain != addressKey(own.String()): // else it asks for another part of this one
				l.plain = plain
			}
		}
		if at.Host != "" {
			l.web = at.String()
		}
	}
	if l.keys = goodKeys(l.keys); len(l.keys) == 0 {
		return nil
	}
	return l
}

// linkByName returns the link that a template tag tells, nil if it tells none.
func linkByName(u *url.URL) *postLink {
	name, err := url.PathUnescape(u.Opaque)
	if err != nil || name == "" || len(name) >= maxKey {
		return nil
	}
	return &postLink{keys: []string{"=" + foldKey(name)}, fragment: u.Fragment}
}

// tellsOrigin tells of a query that says where a reader came from, not what he
// is to read.
func tellsOrigin(query url.Values) bool {
	for key := range query {
		if !strings.HasPrefix(key, "utm_") && !slices.Contains([]string{"fbclid", "gclid", "spm", "ref", "from", "source", "share"}, key) {
			return false
		}
	}
	return true
}

// parse reads an address of the post, nil if it is none.
func (p *page) parse(address string) *url.URL {
	if plain, ok := spelled(strings.TrimSpace(address)); ok {
		address = plain
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || len(address) > maxRecorded {
		return nil
	}
	if u.Scheme == siteScheme {
		u.Scheme, u.RawPath = "", ""
		if s := p.manifest.Options.Site; s != nil && s.Root != "" && !strings.HasPrefix(u.Path, s.Root) {
			u.Path = s.Root + strings.TrimPrefix(u.Path, "/")
		}
	}
	return u
}

// onWeb returns where on the web a path of the site is, which would lead into
// the void from a page on the disk; false for other addresses, and where nobody
// knows the host.
func (p *page) onWeb(address string) (string, bool) {
	u, own := p.parse(address), p.published()
	if u == nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || own.Host == "" {
		return "", false
	}
	return own.ResolveReference(u).String(), true
}

// published returns the first address of the post, as far as it is known.
func (p *page) published() *url.URL {
	if len(p.manifest.Addresses) > 0 {
		if u, err := url.Parse(p.manifest.Addresses[0]); err == nil {
			return u
		}
	}
	if s := p.manifest.Options.Site; s != nil {
		if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
			return u
		}
	}
	return &url.URL{}
}

// mayBePost tells files that posts link to from what may be a post.
func mayBePost(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	return ext == "" || slices.Contains(postExtensions, ext) || slices.Contains([]string{".php", ".asp", ".aspx", ".shtml", ".xhtml"}, ext) ||
		!strings.ContainsFunc(ext[1:], func(r rune) bool { return r >= 'a' && r <= 'z' })
}
