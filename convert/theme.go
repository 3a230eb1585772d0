package convert

import (
	"path"
	"strings"
)

// ThemeFolders returns the folders of a site, as slash paths below it, whose
// files its theme publishes as they are: the configuration is that of ParseSite.
// Of several themes of Hugo the first comes first; those of Jekyll are elsewhere.
func ThemeFolders(name string, config []byte) (folders []string) {
	root := parseConfig(name, string(config))
	if root == nil {
		return nil
	}
	within, static := "themes", "static"
	switch site := ParseSite(name, config); {
	case site == nil || site.Generator == "jekyll":
		return nil
	case site.Generator == "hugo":
		if dir := root.textOf("themesDir"); dir != "" {
			within = dir
		}
	default:
		static = "source"
	}
	theme := root.get("theme")
	for _, t := range append(theme.items(), theme) {
		if t != nil && t.text != "" && t.text != "false" && len(folders) < maxScopes {
			folders = append(folders, path.Join(within, strings.TrimSpace(t.text), static))
		}
	}
	return folders
}
