package convert

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A hugoPost is what Hugo knows of a post when it fills its pattern.
type hugoPost struct {
	*permalink
	folder string // below content
	name   string // of the file, or of the folder of its bundle
	date   time.Time
	slug   string
	prefix string // of its language
	whole  *Site  // of all languages

	isSection bool // it is the _index.md of a folder
}

// hugo: the folders below content, then slug or name; of a bundle its folder's.
func (p *permalink) hugo() {
	h := hugoPost{permalink: p, name: p.name, slug: strings.Trim(p.fm.Slug, "-"), whole: p.site}
	if !h.place() {
		return
	}
	h.readName()
	if own := p.fm.root.textOf("url"); own != "" {
		own = pretty(own)
		if h.prefix != "" && !strings.HasPrefix(own, "/") {
			h.fill(h.prefix+"/"+own, h.folder)
		}
		h.fill(own, h.folder)
		return
	}
	// A folder is a section if it has an _index.md, and a pattern of the
	// configuration has those alone: the topmost always is one.
	section := h.section()
	top, _, _ := strings.Cut(section, "/")
	for _, pattern := range h.patterns() {
		for _, sections := range []string{section, top} {
			h.fill(h.prefix+"/"+h.ended(pattern), sections)
		}
	}
}

// pretty ends an address of front matter as Hugo does: in a slash, but for one
// that names a file.
func pretty(own string) string {
	if folder, ok := strings.CutSuffix(own, "/index.html"); ok {
		return folder + "/"
	}
	if path.Ext(own) != "" || strings.ContainsAny(own, "?#") {
		return own
	}
	return strings.TrimRight(own, "/") + "/"
}

// ended ends a pattern, which means a folder unless the site wants files.
func (h *hugoPost) ended(pattern string) string {
	pattern = strings.TrimRight(pattern, "/")
	section, _, _ := strings.Cut(h.section(), "/")
	switch {
	case !slices.Contains(h.site.Ugly, "") && !slices.Contains(h.site.Ugly, h.key(section)):
		return pattern + "/"
	case h.isSection:
		return pattern + "/index.html"
	}
	return pattern + ".html"
}

// section is the path of the section that the post is in, or that it is.
func (h *hugoPost) section() string {
	if !h.isSection {
		return h.folder
	}
	return strings.Trim(path.Join("/", h.folder, h.name), "/")
}

// fill puts values into a pattern; the sections are the folders that are some.
func (h *hugoPost) fill(pattern, sections string) {
	h.permalink.fill(pattern, hugoPlaceholder(), func(name string) (string, bool) { return h.value(name, sections) })
}

// place finds the folder of the posts of the file's language.
func (h *hugoPost) place() bool {
	content := cmp.Or(h.site.Folder, "content")
	for _, l := range h.site.Languages {
		if behind, ok := h.belowPath(l.Folder); ok {
			h.folder = behind
			h.speak(l)
			return true
		}
	}
	if behind, ok := h.belowPath(content); ok {
		h.folder = behind
	} else if _, behind, ok := h.below("content"); ok {
		h.folder = behind
	} else {
		return false
	}
	for _, l := range h.site.Languages {
		if l.Main {
			h.speak(l)
		}
	}
	return true
}

// speak takes on a language, which may have an address and patterns of its own.
func (h *hugoPost) speak(l SiteLanguage) {
	h.prefix, h.site = l.Prefix, h.whole
	if l.URL == "" && l.Permalinks == nil && l.Sections == nil {
		return
	}
	site := *h.whole
	if l.URL != "" {
		site.URL, site.Root = l.URL, l.Root
	}
	if l.Permalinks != nil || l.Sections != nil {
		site.Permalinks, site.Sections = l.Permalinks, l.Sections
	}
	h.site = &site
}

// readName takes the language off the name, finds that of a bundle, and reads
// the date that the name of a file may begin with.
func (h *hugoPost) readName() {
	for _, l := range h.site.Languages {
		if plain, ok := strings.CutSuffix(strings.ToLower(h.name), "."+strings.ToLower(l.Name)); ok {
			h.name = h.name[:len(plain)]
			h.speak(l)
			break
		}
	}
	h.isSection = h.name == "_index"
	if h.name == "index" || h.name == "_index" {
		h.folder, h.name = path.Dir("/" + h.folder)[1:], path.Base(h.folder)
	}
	h.readDate()
}

// hugoDateFields are where Hugo looks for a date, unless the site tells others.
var hugoDateFields = []string{"date", "publishdate", "pubdate", "published", "lastmod", "modified"}

// readDate finds the date that Hugo would: that of the first field that has one, or
// of the file's name, which is the slug then.
func (h *hugoPost) readDate() {
	fields := h.site.Dates
	if len(fields) == 0 {
		fields = hugoDateFields
	}
	for _, field := range fields {
		switch field {
		case ":filename":
			h.date = h.dateByName()
		case ":git", ":filemodtime":
			return // which nobody knows here
		default:
			h.date, _ = parseDate(h.fm.root.textOf(field))
		}
		if !h.date.IsZero() {
			return
		}
	}
}

// dateByName takes the date off the name of the file. What is left is the slug.
func (h *hugoPost) dateByName() time.Time {
	if len(h.name) <= 10 {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, h.name[:10])
	if err != nil {
		return time.Time{}
	}
	h.slug = cmp.Or(h.slug, strings.Trim(h.name[10:], " -_"))
	return d
}

// patterns returns those of the sections that the post is in, of which Hugo
// takes any one; a slash alone is for posts in no section.
func (h *hugoPost) patterns() []string {
	var all []string
	patterns := h.site.Permalinks
	if h.isSection {
		patterns = h.site.Sections
	}
	if h.section() == "" {
		all = append(all, patterns["/"])
	}
	for section := h.section(); section != "" && section != "."; section = path.Dir(section) {
		all = append(all, cmp.Or(patterns[h.key(section)], patterns[strings.ToLower(section)]))
	}
	if h.section() != "" || !h.isSection { // the home page is where it is
		all = append(all, patterns[""])
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
	if len(all) == 0 {
		return []string{"/:folder/:own/"}
	}
	return all[:min(len(all), maxDepth)]
}

func (h *hugoPost) value(name, sections string) (string, bool) {
	word, cut, sliced := strings.Cut(name, "[")
	switch {
	case word == "own" && h.slug != "" && !h.isSection:
		return h.sanitize(h.slug), true
	case word == "own":
		return h.path(h.name), true
	case word == "folder":
		return h.path(h.folder), true
	case word == "sections" && !sliced:
		return h.key(sections), true
	case word == "sections":
		return h.key(sliceOf(sections, strings.TrimSuffix(cut, "]"))), true
	}
	section, _, _ := strings.Cut(sections, "/")
	title := h.urlize(h.fm.Title)
	switch name {
	case "section":
		return h.key(section), true
	case "title":
		return title, title != ""
	case "slug":
		v := cmp.Or(h.urlize(h.slug), title)
		return v, v != ""
	case "slugorfilename", "slugorcontentbasename":
		return cmp.Or(h.urlize(h.slug), h.urlize(h.name)), true
	case "filename", "contentbasename":
		return h.urlize(h.name), true
	}
	return h.dated(name)
}

// hugoDates are the names of parts of a date, with their layouts.
var hugoDates = map[string]string{"year": "2006", "month": "01", "monthname": "January", "day": "02", "weekdayname": "Monday"}

// noLayout is a day of which no part is what a layout calls it.
var noLayout = time.Date(1987, 11, 28, 19, 48, 37, 0, time.UTC)

// dated returns a part of the date, by its name or as package time writes it.
func (h *hugoPost) dated(name string) (string, bool) {
	layout := cmp.Or(hugoDates[name], name)
	switch {
	case h.date.IsZero():
		return "", false
	case name == "weekday":
		return strconv.Itoa(int(h.date.Weekday())), true
	case name == "yearday":
		return strconv.Itoa(h.date.YearDay()), true
	}
	return strings.ToLower(h.date.Format(layout)), noLayout.Format(layout) != layout
}

// path writes the path of a file as Hugo does.
func (h *hugoPost) path(s string) string { return h.sanitize(strings.ReplaceAll(s, " ", "-")) }

// key writes the path of a section as Hugo does where it looks for one.
func (h *hugoPost) key(s string) string { return strings.ToLower(h.path(s)) }

// HugoPath writes the path of a post as Hugo does in its address, by itself.
// Posts whose paths it writes alike share an address.
func HugoPath(s string) string { return strings.ToLower(hugoSanitize(strings.ReplaceAll(s, " ", "-"))) }

// HugoSlug writes what stands in the field slug as Hugo does in an address.
func HugoSlug(s string) string { return strings.ToLower(hugoSanitize(strings.Trim(s, "-"))) }

// urlize writes words as Hugo does in patterns, where a number sign at the end is
// taken for that of an empty fragment.
func (h *hugoPost) urlize(s string) string {
	return strings.TrimSuffix(h.sanitize(strings.ReplaceAll(s, "+", " ")), "#")
}

// sanitize writes words as Hugo does, and as the site wants letters: small, without
// accents.
func (h *hugoPost) sanitize(s string) string {
	s = hugoSanitize(s)
	if !h.site.KeepCase {
		s = strings.ToLower(s)
	}
	if h.site.NoAccents {
		s = withoutAccents(s)
	}
	return s
}

var hugoEscape = lazily(`^%[0-9a-fA-F]{2}`)

// hugoSanitize writes words as Hugo does: a hyphen for blanks, letters of every
// script, hardly any punctuation.
func hugoSanitize(s string) string {
	var b strings.Builder
	gap, hyphen := false, false
	for i, r := range s {
		switch {
		case isWord(r) || strings.ContainsRune("./\\_#+~-@", r) || r == '%' && hugoEscape().MatchString(s[i:]):
			hyphen = r == '-'
			if gap && !hyphen {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case b.Len() > 0 && !hyphen && unicode.IsSpace(r):
			gap = true
		}
	}
	return b.String()
}

// sliceOf returns the parts of a path that a cut such as 1:, last or 0 leaves.
func sliceOf(sections, cut string) string {
	parts := strings.Split(sections, "/")
	bound := func(s string, otherwise int) int {
		if s == "last" {
			return len(parts) - 1
		}
		n, err := strconv.Atoi(s)
		if err != nil {
			return otherwise
		}
		return min(max(n, 0), len(parts))
	}
	low, high, isRange := strings.Cut(cut, ":")
	from := bound(low, 0)
	to := min(from+1, len(parts))
	if isRange {
		to = bound(high, len(parts))
	}
	if from >= to {
		return ""
	}
	return path.Join(parts[from:to]...)
}
