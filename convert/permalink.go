package convert

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Addresses returns the addresses under which a post was published, as far as
// its front matter, its path below the site (with slashes) and the site's
// configuration tell: absolute ones, or paths where nobody knows the host. Of
// a site of which nothing is known they are those of the generators that may
// have made it. The first is the likeliest.
func (s *Site) Addresses(file string, fm *FrontMatter) []string {
	p := &permalink{site: s, fm: fm, folder: path.Dir(file), name: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	if s == nil {
		p.site, p.unknown = &Site{}, true
	}
	switch p.site.Generator {
	case "hexo":
		p.hexo()
	case "jekyll":
		p.jekyll()
	case "hugo":
		p.hugo()
	default:
		p.anyOf()
	}
	p.add(literal(fm.Permalink)) // also where another generator would have asked for it
	for _, key := range []string{"aliases", "alias", "redirect_from"} {
		for _, a := range p.texts(key) {
			p.add(p.beside(a))
		}
	}
	return p.found
}

// A permalink is the search for the addresses of one post.
type permalink struct {
	site    *Site
	unknown bool // nothing is known of the site, not even in which folder it is
	fm      *FrontMatter
	folder  string
	name    string // of the file, without its extension
	found   []string
}

// Bounds of the addresses of one post: how many, and how many bytes each has.
const (
	maxAddresses    = 32
	maxAddressBytes = 2000
)

// add notes an address, or a path below the site.
func (p *permalink) add(address string) {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || address == "" || len(address) > maxAddressBytes || len(p.found) >= maxAddresses {
		return
	}
	if u.Host == "" {
		if u.Scheme != "" {
			return
		}
		trail := strings.HasSuffix(u.Path, "/")
		u.Path = path.Join("/", p.site.Root, u.Path)
		if trail && u.Path != "/" {
			u.Path += "/"
		}
		u.RawPath = ""
		address = u.EscapedPath()
		if base, err := url.Parse(p.site.URL); err == nil && base.Host != "" {
			address = base.Scheme + "://" + base.Host + address
		}
	} else if u.Scheme != "http" && u.Scheme != "https" {
		return
	}
	if !slices.Contains(p.found, address) {
		p.found = append(p.found, address)
	}
}

// literal returns an address of the front matter, "" if it is a pattern.
func literal(s string) string {
	if blogPlaceholder().MatchString(s) {
		return ""
	}
	return s
}

// beside returns an alias, which Hugo takes for a neighbour of the post unless
// it begins with a slash.
func (p *permalink) beside(alias string) string {
	if p.site.Generator != "hugo" || strings.HasPrefix(alias, "/") || strings.Contains(alias, "://") || len(p.found) == 0 {
		return alias
	}
	u, err := url.Parse(p.found[0])
	if err != nil {
		return ""
	}
	return path.Join("/", strings.TrimPrefix(path.Join(path.Dir(strings.TrimSuffix(u.Path, "/")), alias), p.site.Root))
}

// anyOf asks the generators that a post may be of. An address in the front
// matter is that of all of them.
func (p *permalink) anyOf() {
	if literal(p.fm.Permalink) != "" {
		return
	}
	if _, _, ok := p.below("_posts"); ok {
		p.hexo()
		p.jekyll()
	} else if _, _, ok := p.below("content"); ok {
		p.hugo()
	}
}

// below returns what of the folder stands before and behind one of its parts.
func (p *permalink) below(part string) (before, behind string, ok bool) {
	parts := strings.Split(p.folder, "/")
	i := slices.Index(parts, part)
	if i < 0 {
		return "", "", false
	}
	return path.Join(parts[:i]...), path.Join(parts[i+1:]...), true
}

// belowPath returns what of the folder stands behind a path that it begins with,
// such as content/en.
func (p *permalink) belowPath(parts string) (behind string, ok bool) {
	behind, ok = strings.CutPrefix(p.folder+"/", parts+"/")
	return strings.Trim(behind, "/"), ok
}

// The names in patterns of Hexo, of Jekyll and of Hugo.
var (
	hexoPlaceholder = lazily(`:\w*[^\W_]`)
	blogPlaceholder = lazily(`:[a-z_]+`)
	hugoPlaceholder = lazily(`:\w+(?:\[[^\]]+\])?`)
)

// fill puts values into a pattern. Without a value that it needs there is no
// address.
func (p *permalink) fill(pattern string, placeholder *regexp.Regexp, value func(name string) (string, bool)) {
	if len(pattern) > maxAddressBytes {
		return
	}
	complete := true
	filled := placeholder.ReplaceAllStringFunc(pattern, func(s string) string {
		v, ok := value(s[1:])
		complete = complete && ok
		return (&url.URL{Path: v}).EscapedPath()
	})
	if !complete {
		return
	}
	if !strings.Contains(pattern, "://") {
		filled = "/" + strings.TrimLeft(filled, "/")
	}
	p.add(filled)
}

// dateParts are the parts of a date that both Hexo and Jekyll know.
var dateParts = map[string]string{
	"year": "2006", "short_year": "06", "month": "01", "i_month": "1", "day": "02", "i_day": "2", "y_day": "002",
	"hour": "15", "minute": "04", "second": "05", "long_month": "January", "short_month": "Jan", "long_day": "Monday", "short_day": "Mon",
}

// dated returns what Hexo and Jekyll call a part of a date; false for other
// names, and where there is no date.
func dated(d time.Time, name string) (string, bool) {
	if d.IsZero() {
		return "", false
	}
	year, week := d.ISOWeek()
	switch name {
	case "timestamp":
		return strconv.FormatInt(d.Unix(), 10), true
	case "w_year":
		return strconv.Itoa(year), true
	case "week":
		return fmt.Sprintf("%02d", week), true
	case "w_day":
		return strconv.Itoa((int(d.Weekday())+6)%7 + 1), true
	}
	layout, known := dateParts[name]
	return d.Format(layout), known
}

// zone is that of the site, nil if it has none.
func (p *permalink) zone() *time.Location {
	zone, err := time.LoadLocation(p.site.Zone)
	if err != nil || p.site.Zone == "" || strings.EqualFold(p.site.Zone, "local") {
		return nil
	}
	return zone
}

// isDay tells whether a date has no time.
func isDay(d time.Time) bool {
	_, offset := d.Zone()
	return offset == 0 && d.Hour() == 0 && d.Minute() == 0 && d.Second() == 0
}

// texts returns the words of a field that is one, several between blanks (as
// Jekyll has them) or a list.
func (p *permalink) texts(key string) []string {
	field := p.fm.root.get(key)
	if p.site.Generator == "hexo" && field != nil && field.text != "" {
		return []string{field.text}
	}
	return wordsOf(field)
}

// wordsOf returns the members of a list, or the words of a text.
func wordsOf(v *value) []string {
	if v == nil {
		return nil
	}
	all := strings.Fields(v.text)
	for _, e := range v.items() {
		if e.text != "" {
			all = append(all, e.text)
		}
	}
	return all[:min(len(all), maxAddresses)]
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.M, r)
}

// withoutAccents takes the accents off letters.
func withoutAccents(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r < 0x370 {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// slugWith writes words with a hyphen for every run of what is not allowed.
func slugWith(s string, allowed func(rune) bool) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		if !allowed(r) {
			gap = true
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
