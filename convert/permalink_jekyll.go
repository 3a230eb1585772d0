package convert

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"
)

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

// A jekyllPost is what Jekyll knows of a post, or of a file of another
// collection, when it fills its pattern.
type jekyllPost struct {
	*permalink
	collection string   // posts, drafts, or as the configuration calls it
	folders    []string // above that of the collection
	categories []string
	path       string // below the folder of the collection
	slug       string
}

// jekyll: what is in no collection is published where it is.
func (p *permalink) jekyll() {
	j := jekyllPost{permalink: p, slug: p.name}
	if before, behind, ok := p.below("_posts"); ok {
		j.collection, j.path, j.folders = "posts", behind, j.categoriesOf(before)
	} else if before, behind, ok := p.below("_drafts"); ok {
		j.collection, j.path, j.folders = "drafts", behind, j.categoriesOf(before)
	} else if !j.inCollection() {
		p.page()
		return
	}
	j.path = path.Join("/", j.path, p.name)
	date := p.fm.written()
	if m := datedName().FindStringSubmatch(p.name); m != nil {
		j.slug = m[2]
		if date.IsZero() {
			date, _ = parseDate(m[1])
		}
	} else if j.collection == "posts" {
		return // no post to Jekyll
	}
	j.slug = cmp.Or(p.fm.Slug, strings.TrimRight(j.slug, "."))
	pattern := j.pattern()
	if p.site.Generator == "" && strings.HasPrefix(pattern, ":") {
		return // of Hexo
	}
	for _, folders := range j.inSite() {
		j.readCategories(folders)
		for _, d := range j.moments(date) {
			p.fill(pattern, blogPlaceholder(), func(name string) (string, bool) { return j.value(name, d) })
		}
	}
}

// inSite returns the folders that are categories: those within the site, which
// may begin below all of them.
func (j *jekyllPost) inSite() [][]string {
	if j.unknown && len(j.folders) > 0 {
		return [][]string{j.folders, nil}
	}
	return [][]string{j.folders}
}

// categoriesOf returns the folders above that of the posts, which are categories.
func (j *jekyllPost) categoriesOf(folder string) []string {
	if inside, ok := strings.CutPrefix(folder+"/", j.site.Folder+"/"); ok {
		folder = strings.Trim(inside, "/")
	}
	if folder == "" {
		return nil
	}
	return strings.Split(folder, "/")
}

// page adds the address of a file that is in no collection.
func (p *permalink) page() {
	pattern := cmp.Or(p.fm.Permalink, p.site.scoped(path.Join(p.folder, p.name), "pages", SiteScope.hasPattern).Pattern)
	switch {
	case pattern != "":
	case p.name == "index":
		pattern = "/:path/"
	default:
		pattern = "/:path/:basename" + p.suffix()
	}
	p.fill(pattern, blogPlaceholder(), func(name string) (string, bool) {
		return map[string]string{"path": p.folder, "basename": p.name, "output_ext": ".html"}[name], true
	})
}

// suffix is how addresses end that have no pattern of their own: as those of posts
// do. Without an extension they are files of that name with one all the same.
func (p *permalink) suffix() string {
	switch style := p.site.Permalinks[""]; {
	case style == "pretty", strings.HasSuffix(style, "/"):
		return "/"
	case slices.Contains([]string{"", "date", "ordinal", "none"}, style), strings.HasSuffix(style, ":output_ext"):
		return ":output_ext"
	}
	return ""
}

// inCollection finds the collection that the file is in.
func (j *jekyllPost) inCollection() bool {
	for label := range j.site.Permalinks {
		if behind, ok := j.belowPath(path.Join(j.site.Folder, "_"+label)); ok && label != "" {
			j.collection, j.path = label, behind
			return true
		}
	}
	return false
}

func (j *jekyllPost) pattern() string {
	style := j.site.Permalinks[""]
	pattern := cmp.Or(j.fm.Permalink, j.scoped(SiteScope.hasPattern).Pattern)
	switch {
	case pattern != "":
		return pattern
	case j.collection == "posts" || j.collection == "drafts":
		style = cmp.Or(j.site.Permalinks["posts"], style)
		if named, ok := jekyllStyles[style]; ok {
			return named
		}
		return style
	}
	return cmp.Or(j.site.Permalinks[j.collection], "/:collection/:path"+j.suffix())
}

// scoped returns the part of the site that decides about something for the post.
func (j *jekyllPost) scoped(decides func(SiteScope) bool) SiteScope {
	file := path.Join(j.folder, j.name)
	if scope := j.site.scoped(file, j.collection, decides); decides(scope) || j.collection != "drafts" {
		return scope
	}
	return j.site.scoped(file, "posts", decides)
}

// moments returns the dates that the address may have. A time without a zone
// is one of UTC to Jekyll, which writes all in the zone of the site, or of the
// machine.
func (j *jekyllPost) moments(d time.Time) []time.Time {
	zone := j.zone()
	switch {
	case d.IsZero() || zone == nil:
		return []time.Time{d, d.UTC()}
	case isDay(d):
		return []time.Time{d}
	}
	return []time.Time{d.In(zone), d}
}

// readCategories adds the categories that the site and the post name to those that
// its folders are, each once.
func (j *jekyllPost) readCategories(folders []string) {
	all := slices.Concat(folders, j.scoped(SiteScope.hasCategories).Categories, j.texts("categories"))
	if one := cmp.Or(j.fm.root.textOf("category"), j.scoped(SiteScope.hasCategory).Category); one != "" {
		all = append(all, one)
	}
	j.categories = nil
	for _, c := range all {
		if c = strings.ToLower(c); !slices.Contains(j.categories, c) {
			j.categories = append(j.categories, c)
		}
	}
}

// jekyllParts are the parts of a pattern that are not in dateParts.
var jekyllParts = map[string]bool{"categories": true, "slugified_categories": true, "output_ext": true, "title": true, "slug": true,
	"name": true, "path": true, "collection": true, "w_year": true, "week": true, "w_day": true}

func (j *jekyllPost) value(name string, d time.Time) (string, bool) {
	var v string
	switch name = strings.TrimSuffix(name, "_"); name {
	case "categories":
		return strings.Join(j.categories, "/"), true
	case "slugified_categories":
		var parts []string
		for _, c := range j.categories {
			if slug := jekyllSlug(c); !slices.Contains(parts, slug) {
				parts = append(parts, slug)
			}
		}
		return strings.Join(parts, "/"), true
	case "output_ext":
		return ".html", true
	case "title":
		v = JekyllTitle(j.slug)
	case "slug":
		v = jekyllSlug(j.slug)
	case "name":
		v = jekyllSlug(j.permalink.name)
	case "path":
		v = j.path
	case "collection":
		v = j.collection
	default:
		return dated(d, name)
	}
	return v, v != ""
}

// JekyllTitle writes the name of a post as Jekyll does in its address, where the
// pattern has :title. Posts whose names it writes alike share an address.
func JekyllTitle(s string) string {
	return oneHyphenLess(slugWith(s, func(r rune) bool { return isWord(r) || strings.ContainsRune("._~!$&'()+,;=@", r) }))
}

// jekyllSlug writes words as Jekyll does in :slug.
func jekyllSlug(s string) string {
	return strings.ToLower(oneHyphenLess(slugWith(s, isWord)))
}

func oneHyphenLess(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(s, "-"), "-")
}
