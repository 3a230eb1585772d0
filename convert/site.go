package convert

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
)

// A Site is what the configuration of a generator tells of the addresses of
// its posts. nil is a site of which nothing is known.
type Site struct {
	Generator  string            `json:"generator,omitempty"`  // "hexo", "jekyll" or "hugo"; "": one of the first two
	URL        string            `json:"url,omitempty"`        // of its root, with a slash at the end; "" if it does not tell
	Root       string            `json:"root,omitempty"`       // path of that address, with slashes around; "": /
	Permalinks map[string]string `json:"permalinks,omitempty"` // patterns by section of Hugo or collection of Jekyll, that for all as ""
	Folder     string            `json:"folder,omitempty"`     // where sources are, without slashes around, if not in that of the generator
	Zone       string            `json:"zone,omitempty"`       // in which dates are written, such as Asia/Tokyo

	Names      string            `json:"names,omitempty"`      // Hexo: pattern of the names of files
	Category   string            `json:"category,omitempty"`   // Hexo: of posts without one
	Categories map[string]string `json:"categories,omitempty"` // Hexo: what categories are called in addresses
	Defaults   map[string]string `json:"defaults,omitempty"`   // Hexo: parts of patterns that a post does not tell

	AssetFolders bool `json:"assetFolders,omitempty"` // Hexo: posts have folders with what they show
	NoIndex      bool `json:"noIndex,omitempty"`      // Hexo: addresses do not end in index.html
	NoHTML       bool `json:"noHTML,omitempty"`       // Hexo: nor, if they are no index, in .html

	Scopes []SiteScope `json:"scopes,omitempty"` // Jekyll: what holds for parts of the site

	Languages []SiteLanguage `json:"languages,omitempty"` // Hugo
	Dates     []string       `json:"dates,omitempty"`     // Hugo: where a date is looked for, in small letters; nil: in the usual fields
	NoAccents bool           `json:"noAccents,omitempty"` // Hugo: addresses have letters without accents
	KeepCase  bool           `json:"keepCase,omitempty"`  // Hugo: addresses have capitals

	Ugly []string `json:"ugly,omitempty"` // Hugo: sections whose addresses end in .html; "" is all

	Sections map[string]string `json:"sections,omitempty"` // Hugo: patterns of the sections themselves, as Permalinks
}

// A SiteScope is a part of a Jekyll site with a pattern or categories of its own.
type SiteScope struct {
	Path       string   `json:"path,omitempty"` // folder or file; "" is all
	Type       string   `json:"type,omitempty"` // posts, drafts, pages or a collection; "" is all
	Pattern    string   `json:"pattern,omitempty"`
	Category   string   `json:"category,omitempty"`   // of posts that do not name one so
	Categories []string `json:"categories,omitempty"` // of all posts, beside their own
}

// A SitePart is a file with a part of a configuration.
type SitePart struct {
	Name   string // such as permalinks.toml
	Config []byte
}

// A SiteLanguage is a language of a Hugo site.
type SiteLanguage struct {
	Name   string `json:"name"`
	Folder string `json:"folder,omitempty"` // of its posts, without slashes around, if not that of all
	Prefix string `json:"prefix,omitempty"` // of its addresses, such as /fr
	Main   bool   `json:"main,omitempty"`   // that of posts which name none
	URL    string `json:"url,omitempty"`    // and Root, as of the Site, if it has them for itself
	Root   string `json:"root,omitempty"`

	Permalinks map[string]string `json:"permalinks,omitempty"` // and Sections, instead of those of the Site
	Sections   map[string]string `json:"sections,omitempty"`
}

// ParseSite reads a configuration: the _config.yml of Hexo or Jekyll, the
// hugo.toml or config.toml (yaml, json) of Hugo. It returns nil for what does
// not parse or is of another generator. The parts are what Hugo lets have files
// of their own beside it, such as permalinks.toml.
func ParseSite(name string, config []byte, parts ...SitePart) *Site {
	root := parseConfig(name, string(config))
	if root == nil {
		return nil
	}
	for _, part := range parts {
		if v := parseConfig(part.Name, string(part.Config)); v != nil {
			root.list = append(root.list, v.named(strings.TrimSuffix(part.Name, path.Ext(part.Name))))
		}
	}
	s := &Site{Permalinks: map[string]string{}}
	switch {
	case strings.HasPrefix(name, "_config."):
		s.readBlog(root)
	case strings.HasPrefix(name, "hugo."), strings.HasPrefix(name, "config."):
		s.readHugo(root)
	default:
		return nil
	}
	if len(s.Permalinks) == 0 {
		s.Permalinks = nil
	}
	return s
}

func parseConfig(name, config string) *value {
	if bounded(config) != nil {
		return nil
	}
	parse := map[string]func(string) (*value, error){".yml": parseYAML, ".yaml": parseYAML, ".toml": parseTOML, ".json": parseJSON}[path.Ext(name)]
	if parse == nil {
		return nil
	}
	root, err := parse(strings.TrimPrefix(config, "\uFEFF"))
	if err != nil || root == nil || root.kind != mapValue {
		return nil
	}
	return root
}

// What only one of Hexo and Jekyll knows.
var (
	hexoKeys = []string{"root", "source_dir", "public_dir", "new_post_name", "post_asset_folder", "skip_render", "per_page",
		"permalink_defaults", "tag_dir", "archive_dir", "category_dir", "code_dir", "i18n_dir", "index_generator", "default_category",
		"filename_case", "render_drafts", "titlecase", "external_link", "pretty_urls", "deploy"}
	jekyllKeys = []string{"baseurl", "markdown", "kramdown", "plugins", "gems", "collections", "paginate", "sass", "defaults",
		"highlighter", "remote_theme", "safe", "lsi", "destination", "show_drafts", "repository", "whitelist",
		"collections_dir", "layouts_dir", "includes_dir", "data_dir", "plugins_dir", "liquid", "markdown_ext", "keep_files",
		"unpublished", "limit_posts", "strict_front_matter"}
)

// readBlog reads what Hexo and Jekyll call alike, and finds out which of them
// it is by what only one of them knows.
func (s *Site) readBlog(root *value) {
	has := func(key string) bool { return root.get(key) != nil }
	switch p := root.textOf("permalink"); {
	case slices.ContainsFunc(hexoKeys, has), strings.HasPrefix(p, ":"):
		s.Generator = "hexo"
	case slices.ContainsFunc(jekyllKeys, has), p != "" && jekyllStyles[p] != "":
		s.Generator = "jekyll"
	}
	if p := root.textOf("permalink"); p != "" {
		s.Permalinks[""] = p
	}
	s.Zone = root.textOf("timezone")
	s.at(root.textOf("url"), root.textOf("root", "baseurl"))
	switch s.Generator {
	case "hexo":
		s.readHexo(root)
	case "jekyll":
		s.readJekyll(root)
	}
}

func (s *Site) readHexo(root *value) {
	s.Folder = folderOf(root, "source_dir", "source")
	if s.Names = root.textOf("new_post_name"); s.Names == ":title.md" {
		s.Names = "" // as it is without one
	}
	s.Category = root.textOf("default_category")
	s.Categories = textMembers(root.get("category_map"))
	s.Defaults = textMembers(root.get("permalink_defaults"))
	s.AssetFolders = isYes(root.textOf("post_asset_folder"))
	s.NoIndex = isNo(root.get("pretty_urls").textOf("trailing_index"))
	s.NoHTML = isNo(root.get("pretty_urls").textOf("trailing_html"))
}

// textMembers returns the members of a map that are text; nil for none.
func textMembers(v *value) map[string]string {
	var all map[string]string
	for _, m := range v.members() {
		if m.text == "" {
			continue
		}
		if all == nil {
			all = map[string]string{}
		}
		all[m.key] = m.text
	}
	return all
}

// readJekyll reads the collections that are published, and the patterns and
// categories that are set for parts of the site.
func (s *Site) readJekyll(root *value) {
	s.Folder = folderOf(root, "collections_dir", "")
	for _, c := range root.get("collections").members() {
		if pattern := c.textOf("permalink"); pattern != "" || isYes(c.textOf("output")) {
			s.Permalinks[c.key] = pattern
		}
	}
	for _, d := range root.get("defaults").items() {
		scope, values := d.get("scope"), d.get("values")
		part := SiteScope{strings.Trim(scope.textOf("path"), "/"), scope.textOf("type"),
			values.textOf("permalink"), values.textOf("category"), wordsOf(values.get("categories"))}
		if len(s.Scopes) < maxScopes && (part.hasPattern() || part.hasCategory() || part.hasCategories()) {
			s.Scopes = append(s.Scopes, part)
		}
	}
}

// maxScopes bounds the parts of a site that have a pattern or a language.
const maxScopes = 100

// scoped returns the part of the site that decides about something for a file; an
// empty one if none does. Of several that with the longest path does, then one that
// names a type, then the last.
func (s *Site) scoped(file, kind string, decides func(SiteScope) bool) SiteScope {
	best := SiteScope{}
	for _, scope := range s.Scopes {
		nearer := cmp.Or(cmp.Compare(len(scope.Path), len(best.Path)), cmp.Compare(min(len(scope.Type), 1), min(len(best.Type), 1)))
		if decides(scope) && scope.holds(file) && (scope.Type == "" || scope.Type == kind) && nearer >= 0 {
			best = scope
		}
	}
	return best
}

func (s SiteScope) hasPattern() bool    { return s.Pattern != "" }
func (s SiteScope) hasCategory() bool   { return s.Category != "" }
func (s SiteScope) hasCategories() bool { return len(s.Categories) > 0 }

// holds tells whether a file, without its extension, is in the part of the site. In
// the path of that, a star is any name.
func (s SiteScope) holds(file string) bool {
	switch {
	case s.Path == "", file == strings.TrimSuffix(s.Path, path.Ext(s.Path)):
		return true
	case !strings.Contains(s.Path, "*"):
		return strings.HasPrefix(file, s.Path+"/")
	}
	folder := file
	for range strings.Count(file, "/") - strings.Count(s.Path, "/") {
		folder = path.Dir(folder)
	}
	in, err := path.Match(s.Path, folder)
	return err == nil && in && folder != file
}

func (s *Site) readHugo(root *value) {
	s.Generator = "hugo"
	s.at(root.textOf("baseURL"), "")
	s.Folder = folderOf(root, "contentDir", "content")
	s.NoAccents = isYes(root.textOf("removePathAccents"))
	s.KeepCase = isYes(root.textOf("disablePathToLower"))
	for _, field := range wordsOf(root.get("frontmatter").get("date")) {
		if field = strings.ToLower(field); field == ":default" {
			s.Dates = append(s.Dates, hugoDateFields...)
		} else {
			s.Dates = append(s.Dates, field)
		}
	}
	s.readUgly(root.get("uglyURLs"))
	s.readLanguages(root)
	s.readPermalinks(root.get("permalinks"))
}

// readUgly reads whether addresses end in .html: all, or those of some sections.
func (s *Site) readUgly(ugly *value) {
	if ugly == nil {
		return
	}
	if isYes(ugly.text) {
		s.Ugly = []string{""}
	}
	for _, section := range ugly.members() {
		if isYes(section.text) && len(s.Ugly) < maxScopes {
			s.Ugly = append(s.Ugly, HugoPath(section.key))
		}
	}
}

// readPermalinks reads patterns by section, of posts and of the sections themselves:
// in a map, in one of their kind in that, or in a list.
func (s *Site) readPermalinks(patterns *value) {
	for _, p := range slices.Concat(patterns.members(), patterns.get("page").members()) {
		setPermalink(&s.Permalinks, p.key, p.text)
	}
	for _, p := range patterns.get("section").members() {
		setPermalink(&s.Sections, p.key, p.text)
	}
	for _, p := range patterns.items() {
		target := p.get("target")
		section, kind := strings.TrimRight(target.textOf("path"), "/*{}"), strings.ToLower(target.textOf("kind"))
		if kind == "" || kind == "page" {
			setPermalink(&s.Permalinks, section, p.textOf("pattern"))
		}
		if kind == "" || kind == "section" {
			setPermalink(&s.Sections, section, p.textOf("pattern"))
		}
	}
}

// setPermalink notes the pattern of a section; a slash is that of posts in none.
func setPermalink(patterns *map[string]string, section, pattern string) {
	if plain := strings.ToLower(strings.Trim(section, "/ ")); plain != "" || section == "" {
		section = plain
	} else {
		section = "/"
	}
	if pattern == "" {
		return
	}
	if *patterns == nil {
		*patterns = map[string]string{}
	}
	(*patterns)[section] = pattern
}

// readLanguages reads the languages of a Hugo site: the one that is named, or
// English, is that of posts which name none, and has no prefix of its own.
func (s *Site) readLanguages(root *value) {
	all := root.get("languages").members()
	main := cmp.Or(strings.ToLower(root.textOf("defaultContentLanguage")), "en")
	inFolder := isYes(root.textOf("defaultContentLanguageInSubdir"))
	if len(all) == 0 && inFolder {
		s.Languages = []SiteLanguage{{Name: main, Prefix: "/" + main, Main: true}}
	}
	for _, l := range all[:min(len(all), maxScopes)] {
		name := strings.ToLower(l.key)
		language := SiteLanguage{Name: name, Folder: strings.Trim(l.textOf("contentDir"), "/"), Prefix: "/" + name, Main: name == main}
		language.readOwn(l)
		if language.Main && !inFolder || language.URL != "" {
			language.Prefix = ""
		}
		s.Languages = append(s.Languages, language)
	}
}

// readOwn reads what a language has for itself.
func (l *SiteLanguage) readOwn(v *value) {
	var own Site
	own.at(v.textOf("baseURL"), "")
	own.readPermalinks(v.get("permalinks"))
	l.URL, l.Root, l.Permalinks, l.Sections = own.URL, own.Root, own.Permalinks, own.Sections
}

// folderOf returns a folder that is named, "" for the one that is meant without.
func folderOf(root *value, key, usual string) string {
	if folder := strings.Trim(root.textOf(key), "/"); folder != usual {
		return folder
	}
	return ""
}

// at notes where the site is. Of Hexo, the root stands in its address already.
func (s *Site) at(address, root string) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		u = &url.URL{}
	}
	if p := strings.Trim(root, "/"); p != "" && strings.Trim(u.Path, "/") != p {
		u.Path = path.Join("/", u.Path, p)
	}
	if p := strings.Trim(u.Path, "/"); p != "" {
		s.Root = "/" + p + "/"
	}
	if u.Host != "" {
		s.URL = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/" + strings.Trim(s.Root, "/")}).String()
		s.URL = strings.TrimSuffix(s.URL, "/") + "/"
	}
}
