package convert

import (
	"net/url"
	"path"
	"strings"
)

// A Site is what the configuration of a generator tells of the addresses of
// its posts. nil is a site of which nothing is known.
type Site struct {
	Generator  string            `json:"generator,omitempty"`  // "hexo", "jekyll" or "hugo"; "": one of the first two
	URL        string            `json:"url,omitempty"`        // of its root, with a slash at the end; "" if it does not tell
	Root       string            `json:"root,omitempty"`       // path of that address, with slashes around; "": /
	Permalinks map[string]string `json:"permalinks,omitempty"` // patterns by section, that for all as ""
}

// ParseSite reads a configuration: the _config.yml of Hexo or Jekyll, the
// hugo.toml or config.toml (yaml, json) of Hugo. It returns nil for what does
// not parse or is of another generator.
func ParseSite(name string, config []byte) *Site {
	root := parseConfig(name, string(config))
	if root == nil {
		return nil
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

// readBlog reads what Hexo and Jekyll call alike, and finds out which of them
// it is by what only one of them knows.
func (s *Site) readBlog(root *value) {
	for _, key := range []string{"root", "source_dir", "public_dir", "new_post_name", "post_asset_folder", "skip_render", "per_page"} {
		if root.get(key) != nil {
			s.Generator = "hexo"
		}
	}
	for _, key := range []string{"baseurl", "markdown", "kramdown", "plugins", "gems", "collections", "paginate", "sass"} {
		if root.get(key) != nil && s.Generator == "" {
			s.Generator = "jekyll"
		}
	}
	if p := root.textOf("permalink"); p != "" {
		s.Permalinks[""] = p
	}
	s.at(root.textOf("url"), root.textOf("root", "baseurl"))
}

func (s *Site) readHugo(root *value) {
	s.Generator = "hugo"
	s.at(root.textOf("baseURL"), "")
	patterns := root.get("permalinks")
	if page := patterns.get("page"); page != nil && page.kind == mapValue {
		patterns = page
	}
	if patterns == nil || patterns.kind != mapValue {
		return
	}
	for _, p := range patterns.list {
		if p.kind == textValue {
			s.Permalinks[strings.Trim(p.key, "/")] = p.text
		}
	}
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
