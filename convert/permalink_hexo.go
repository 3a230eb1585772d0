package convert

import (
	"cmp"
	"crypto/sha1"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A hexoPost is what Hexo knows of a post when it fills its pattern.
type hexoPost struct {
	*permalink
	slug string            // path of the file below _posts, or what the pattern of names calls its title
	read map[string]string // the other parts of the name
}

// hexo: what is not below _posts or _drafts is published where it is.
func (p *permalink) hexo() {
	_, behind, ok := p.below("_posts")
	if !ok {
		_, behind, ok = p.below("_drafts")
	}
	if !ok {
		p.hexoPage()
		return
	}
	if p.site.Generator == "hexo" && p.fm.Permalink != "" { // which is no pattern there
		p.add(p.site.ended(p.site.withFolder(p.fm.Permalink)))
		return
	}
	h := hexoPost{permalink: p}
	h.readName(path.Join(behind, p.name))
	pattern := cmp.Or(p.fm.Permalink, p.site.Permalinks[""], ":year/:month/:day/:title/")
	pattern = p.site.ended(p.site.withFolder(pattern))
	for _, d := range h.moments() {
		p.fill(pattern, hexoPlaceholder(), func(name string) (string, bool) { return h.value(name, d) })
	}
}

// hexoPage adds the address of what is no post: that of its file, or the one that it
// names.
func (p *permalink) hexoPage() {
	_, rest, ok := p.below(cmp.Or(p.site.Folder, "source"))
	if !ok {
		return
	}
	address := path.Join("/", rest, p.name) + ".html"
	if own := p.fm.Permalink; p.site.Generator == "hexo" && own != "" {
		if address = own; !strings.HasSuffix(own, "/") && path.Ext(own) == "" {
			address += ".html"
		}
	}
	p.add(p.site.ended(address))
}

// withFolder ends the address of a post in a slash where posts have folders with what
// they show, unless it names a page.
func (s *Site) withFolder(address string) string {
	if s.AssetFolders && !strings.HasSuffix(address, "/") && !strings.HasSuffix(address, ".html") {
		address += "/"
	}
	return address
}

// ended takes off an address what the site does not show of it.
func (s *Site) ended(address string) string {
	folder, isIndex := strings.CutSuffix(address, "/index.html")
	switch {
	case isIndex && s.NoIndex:
		return folder + "/"
	case !isIndex && s.NoHTML:
		return strings.TrimSuffix(address, ".html")
	}
	return address
}

// readName takes the name of a post apart by the pattern of names.
func (h *hexoPost) readName(name string) {
	h.slug = name
	pattern := strings.TrimSuffix(h.site.Names, path.Ext(h.site.Names))
	if pattern == "" || len(pattern) > maxAddressBytes {
		return
	}
	var parts []string
	re, err := regexp.Compile("^" + hexoPlaceholder().ReplaceAllStringFunc(regexp.QuoteMeta(pattern), func(s string) string {
		parts = append(parts, s[1:])
		return cmp.Or(map[string]string{":year": `(\d{4})`, ":month": `(\d{2})`, ":day": `(\d{2})`,
			":i_month": `(\d{1,2})`, ":i_day": `(\d{1,2})`, ":hash": `([0-9a-f]{12})`}[s], `(.+?)`)
	}) + "$")
	if err != nil {
		return
	}
	h.read = map[string]string{}
	for i, text := range re.FindStringSubmatch(name) {
		if i > 0 {
			h.read[parts[i-1]] = text
		}
	}
	h.slug = cmp.Or(h.read["title"], hexoSlug(name))
}

// moments returns the dates that the address may have: as it is written, which
// is right where the site is built in its own zone, and as it is elsewhere.
func (h *hexoPost) moments() []time.Time {
	d := h.fm.written()
	if d.IsZero() {
		month, day := cmp.Or(h.read["month"], h.read["i_month"]), cmp.Or(h.read["day"], h.read["i_day"])
		d, _ = parseDate(h.read["year"] + "-" + month + "-" + day)
	}
	zone := h.zone()
	if _, offset := d.Zone(); d.IsZero() || zone == nil || offset != 0 {
		return []time.Time{d, d.UTC()}
	}
	there := time.Date(d.Year(), d.Month(), d.Day(), d.Hour(), d.Minute(), d.Second(), 0, zone)
	return []time.Time{there, there.UTC()}
}

func (h *hexoPost) value(name string, d time.Time) (string, bool) {
	var v string
	switch name {
	case "title", "slug":
		v = h.slug
	case "layout":
		v = cmp.Or(h.fm.root.textOf(name), "post")
	case "id":
		v = h.fm.root.textOf(name) // else that of a database
	case "name":
		v = path.Base(h.slug)
	case "filename":
		v = path.Join(path.Dir(h.slug), h.permalink.name)
	case "post_title":
		v = strings.ToLower(hexoSlug(h.fm.Title))
	case "category":
		v = h.category()
	case "hash":
		if d.IsZero() {
			return "", false
		}
		v = fmt.Sprintf("%x", sha1.Sum([]byte(h.slug+strconv.FormatInt(d.Unix(), 10))))[:12]
	default:
		if v, ok := dated(d, name); ok {
			return v, true
		}
		v = cmp.Or(h.read[name], h.fm.root.textOf(name), h.site.Defaults[name])
	}
	if plain, err := url.PathUnescape(v); err == nil {
		v = plain // Hexo does not encode anew what looks as if it were
	}
	return v, v != ""
}

// category returns the last category with those above it.
func (h *hexoPost) category() string {
	field := h.fm.root.get("categories")
	if field == nil || field.kind == nullValue {
		field = h.fm.root.get("category")
	}
	list := field.items()
	if field != nil && field.kind != listValue {
		list = []*value{field}
	}
	if n := len(list); n > 0 && list[n-1].kind == listValue {
		list = list[n-1].list
	}
	var parts []string
	for _, c := range list {
		if c.text != "" && len(parts) < maxAddresses {
			parts = append(parts, hexoSlug(cmp.Or(h.site.Categories[c.text], c.text)))
		}
	}
	return cmp.Or(strings.Join(parts, "/"), h.site.Category, "uncategorized")
}

// latinLetters are what Hexo writes for letters of Latin that are none with an accent.
var latinLetters = map[rune]string{
	'Æ': "AE", 'æ': "ae", 'Ø': "O", 'ø': "o", 'ß': "s", 'Đ': "D", 'đ': "d", 'Ħ': "H", 'ħ': "h", 'ı': "i", 'Ł': "L", 'ł': "l", 'Œ': "OE", 'œ': "oe", 'Ŧ': "T", 'ŧ': "t",
}

// plainLatin takes the accents off letters of Latin; й stays й.
func plainLatin(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch plain := latinLetters[r]; {
		case plain != "":
			b.WriteString(plain)
		case r >= 0x80 && unicode.Is(unicode.Latin, r):
			b.WriteString(withoutAccents(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hexoSlug writes words as Hexo does: hyphens for blanks and ASCII punctuation,
// everything else as it is, but for accents.
func hexoSlug(s string) string {
	slug := slugWith(plainLatin(s), func(r rune) bool {
		return !unicode.IsSpace(r) && (r >= 0x80 || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
	return strings.TrimLeft(slug, "-")
}
