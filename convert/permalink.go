package convert

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Addresses returns the addresses under which a post was published, as far as
// its front matter, its path below the site (with slashes) and the site's
// configuration tell: absolute ones, or paths where nobody knows the host. Of
// a site of which nothing is known they are those of the generators that may
// have made it. The first is the likeliest.
func (s *Site) Addresses(file string, fm *FrontMatter) []string {
	p := &permalink{site: s, fm: fm, folder: path.Dir(file), name: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	if s == nil {
		p.site = &Site{}
	}
	if fm.Permalink != "" && !p.isTemplate(fm.Permalink) {
		p.add(fm.Permalink)
	} else {
		p.byRules()
	}
	for _, key := range []string{"aliases", "alias", "redirect_from"} {
		for _, a := range p.texts(key) {
			p.add(a)
		}
	}
	return p.found
}

// A permalink is the search for the addresses of one post.
type permalink struct {
	site   *Site
	fm     *FrontMatter
	folder string
	name   string // of the file, without its extension
	found  []string
}

// maxAddresses bounds the addresses of one post.
const maxAddresses = 32

// add notes an address, or a path below the site.
func (p *permalink) add(address string) {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || address == "" || len(address) > 2000 || len(p.found) >= maxAddresses {
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

func (p *permalink) isTemplate(s string) bool { return placeholder().MatchString(s) }

// byRules asks the generator, or those that it may be.
func (p *permalink) byRules() {
	switch p.site.Generator {
	case "hexo":
		p.hexo()
	case "jekyll":
		p.jekyll()
	case "hugo":
		p.hugo()
	default:
		if _, _, ok := p.below("_posts"); ok {
			p.hexo()
			p.jekyll()
		} else if _, _, ok := p.below("content"); ok {
			p.hugo()
		}
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

// hexo: :title is the path of the file below _posts. What is not below it is
// published where it is.
func (p *permalink) hexo() {
	_, behind, ok := p.below("_posts")
	if !ok {
		if _, rest, ok := p.below("source"); ok {
			p.add(path.Join("/", rest, p.name) + ".html")
		}
		return
	}
	pattern := cmp.Or(p.fm.Permalink, p.site.Permalinks[""], ":year/:month/:day/:title/")
	values := p.dated(p.fm.Date)
	values["title"] = path.Join(behind, p.name)
	values["name"], values["filename"] = p.name, values["title"]
	values["post_title"] = urlize(p.fm.Title)
	values["category"] = cmp.Or(strings.Join(p.texts("categories", "category"), "/"), "uncategorized")
	values["id"] = p.fm.root.textOf("id")
	p.fill(pattern, values)
}

// jekyllStyles are the patterns that have names.
var jekyllStyles = map[string]string{
	"":         "/:categories/:year/:month/:day/:title.html",
	"date":     "/:categories/:year/:month/:day/:title.html",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title.html",
	"weekdate": "/:categories/:year/W:week/:short_day/:title.html",
	"none":     "/:categories/:title.html",
}

var datedName = lazily(`^(\d{2,4}-\d{1,2}-\d{1,2})-(.+)$`)

// jekyll: date and :title stand in the name of the file, the folders above
// _posts are categories.
func (p *permalink) jekyll() {
	before, _, ok := p.below("_posts")
	if !ok {
		p.add(path.Join("/", p.folder, p.name) + ".html")
		return
	}
	m := datedName().FindStringSubmatch(p.name)
	if m == nil {
		return // no post to Jekyll
	}
	date := p.fm.Date
	if date.IsZero() {
		date, _ = parseDate(m[1])
	}
	pattern := cmp.Or(p.fm.Permalink, p.site.Permalinks[""])
	if p.site.Generator == "" && strings.HasPrefix(pattern, ":") {
		return // of Hexo
	}
	if named, ok := jekyllStyles[pattern]; ok {
		pattern = named
	}
	values := p.dated(date)
	values["slug"] = cmp.Or(p.fm.Slug, m[2])
	values["title"] = values["slug"]
	var categories []string
	if before != "." && before != "" {
		categories = strings.Split(before, "/")
	}
	for _, c := range p.texts("categories", "category") {
		if c = strings.ToLower(c); !slices.Contains(categories, c) {
			categories = append(categories, c)
		}
	}
	values["categories"], values["slugified_categories"] = strings.Join(categories, "/"), urlizeAll(categories)
	values["output_ext"] = ".html"
	p.fill(pattern, values)
}

// hugo: the folders below content, then slug or name; of a bundle its folder's.
func (p *permalink) hugo() {
	_, behind, ok := p.below("content")
	if !ok {
		return
	}
	folder, name := behind, p.name
	if name == "index" || name == "_index" {
		folder, name = path.Dir(behind), path.Base(behind)
	}
	section, _, _ := strings.Cut(folder, "/")
	values := p.dated(p.fm.Date)
	values["section"], values["sections"] = section, folder
	values["filename"], values["contentbasename"] = name, name
	values["title"] = urlize(p.fm.Title)
	values["slug"] = cmp.Or(urlize(p.fm.Slug), values["title"])
	for _, key := range []string{"slugorfilename", "slugorcontentbasename"} {
		values[key] = cmp.Or(urlize(p.fm.Slug), name)
	}
	pattern := cmp.Or(p.site.Permalinks[section], p.site.Permalinks[""], "/:sections/:slugorfilename/")
	before := len(p.found)
	p.fill(strings.ReplaceAll(pattern, "[last]", ""), values)
	for i, a := range p.found[before:] {
		p.found[before+i] = strings.ToLower(strings.ReplaceAll(a, "%20", "-"))
	}
}

var placeholder = lazily(`:([a-z_]+)`)

// fill puts values into a pattern. Without a value that it needs there is no
// address; only categories may be none.
func (p *permalink) fill(pattern string, values map[string]string) {
	complete := true
	filled := placeholder().ReplaceAllStringFunc(pattern, func(s string) string {
		v := values[s[1:]]
		complete = complete && (v != "" || strings.HasSuffix(s, "categories") || s == ":sections")
		return (&url.URL{Path: v}).EscapedPath()
	})
	if complete {
		p.add("/" + strings.TrimLeft(filled, "/"))
	}
}

// dated returns what patterns call the parts of a date; without one, nothing.
func (p *permalink) dated(d time.Time) map[string]string {
	if d.IsZero() {
		return map[string]string{}
	}
	_, week := d.ISOWeek()
	return map[string]string{
		"year": d.Format("2006"), "short_year": d.Format("06"), "month": d.Format("01"), "i_month": strconv.Itoa(int(d.Month())),
		"day": d.Format("02"), "i_day": strconv.Itoa(d.Day()), "y_day": fmt.Sprintf("%03d", d.YearDay()), "yearday": strconv.Itoa(d.YearDay()),
		"hour": d.Format("15"), "minute": d.Format("04"), "second": d.Format("05"),
		"monthname": strings.ToLower(d.Month().String()), "long_month": d.Month().String(), "short_month": d.Format("Jan"),
		"weekday": strconv.Itoa(int(d.Weekday())), "weekdayname": strings.ToLower(d.Weekday().String()),
		"short_day": d.Format("Mon"), "week": fmt.Sprintf("%02d", week),
	}
}

// texts returns the words of a field that is one, several between blanks (as
// Jekyll has them) or a list.
func (p *permalink) texts(keys ...string) []string {
	var all []string
	for _, key := range keys {
		switch v := p.fm.root.get(key); {
		case v == nil:
		case v.kind == listValue:
			for _, e := range v.list {
				if e.text != "" {
					all = append(all, e.text)
				}
			}
		case v.text != "" && p.site.Generator == "hexo":
			all = append(all, v.text)
		default:
			all = append(all, strings.Fields(v.text)...)
		}
	}
	return all[:min(len(all), maxAddresses)]
}

// urlize writes words as Hugo and most slugs do: small, hyphens for blanks,
// letters of every script, no punctuation.
func urlize(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.M, r), r == '_', r == '.', r == '-':
			b.WriteRune(r)
		case unicode.IsSpace(r) || r == '/':
			b.WriteByte('-')
		}
	}
	slug := b.String()
	for strings.Contains(slug, "--") {
		slug = strings.ReplaceAll(slug, "--", "-")
	}
	return strings.Trim(slug, "-")
}

func urlizeAll(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = urlize(w)
	}
	return strings.Join(all, "/")
}
