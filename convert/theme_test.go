package convert

import (
	"strings"
	"testing"
)

func TestThemeFolders(t *testing.T) {
	for _, tt := range []struct{ name, config, want string }{
		{"_config.yml", "post_asset_folder: true\ntheme: b\n", "themes/b/source"},
		{"_config.yml", "title: x\ntheme: next\n", "themes/next/source"},
		{"_config.yml", "post_asset_folder: true\ntheme: false\n", ""},
		{"_config.yml", "post_asset_folder: true\ntheme:\n", ""},
		{"_config.yml", "post_asset_folder: true\n", ""},
		{"_config.yml", "markdown: kramdown\ntheme: minima\n", ""},
		{"hugo.toml", "theme = 't'\n", "themes/t/static"},
		{"hugo.toml", "theme = ['t', 'u']\n", "themes/t/static themes/u/static"},
		{"config.yaml", "theme: [t]\nthemesDir: ../all\n", "../all/t/static"},
		{"hugo.json", `{"theme": "t"}`, "themes/t/static"},
		{"hugo.toml", "theme = {", ""},
		{"mkdocs.yml", "theme: material\n", ""},
	} {
		if got := strings.Join(ThemeFolders(tt.name, []byte(tt.config)), " "); got != tt.want {
			t.Errorf("ThemeFolders(%q, %q) = %q, want %q", tt.name, tt.config, got, tt.want)
		}
	}
}
