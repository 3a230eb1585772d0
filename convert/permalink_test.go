package convert

import (
	"slices"
	"strings"
	"testing"
)

// Where each generator publishes a post. The configurations are those of its
// documentation.
func TestAddresses(t *testing.T) {
	const (
		hexo   = "url: https://h.example\nroot: /\nsource_dir: source\n"
		jekyll = "url: https://j.example\nbaseurl: /notes\nmarkdown: kramdown\n"
		hugo   = "baseURL = 'https://g.example/'\n"
	)
	for _, tt := range []struct{ config, text, file, front, want string }{
		// Hexo
		{"_config.yml", hexo, "source/_posts/hello.md", "date: 2021-11-20", "https://h.example/2021/11/20/hello/"},
		{"_config.yml", hexo, "source/_posts/a/你好 b.md", "date: 2021-11-20", "https://h.example/2021/11/20/a/%E4%BD%A0%E5%A5%BD%20b/"},
		{"_config.yml", hexo + "permalink: :category/:i_month/:name.html", "source/_posts/a/x.md", "date: 2021-03-02\ncategories: [k, l]", "https://h.example/k/l/3/x.html"},
		{"_config.yml", hexo + "permalink: :post_title/", "source/_posts/x.md", "title: One, Two", "https://h.example/one-two/"},
		{"_config.yml", hexo, "source/_posts/x.md", "title: no date", ""},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: own/way.html", "https://h.example/own/way.html"},
		{"_config.yml", hexo, "source/about/index.md", "title: x", "https://h.example/about/index.html"},
		{"_config.yml", "url: https://h.example/blog\nroot: /blog/\n", "source/_posts/x.md", "date: 2021-11-20", "https://h.example/blog/2021/11/20/x/"},
		{"_config.yml", "url: http://h.example\nroot: /blog/\n", "source/_posts/x.md", "date: 2021-11-20", "http://h.example/blog/2021/11/20/x/"},
		{"_config.yml", hexo + "permalink: :category/", "source/_posts/x.md", "categories: two words", "https://h.example/two%20words/"},
		{"_config.yml", hexo + "permalink: :post_title/", "source/_posts/x.md", "title: One / Two", "https://h.example/one-two/"},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: mailto:harbour@example.org", ""},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: ftp://h.example/x", ""},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: 'http://[::1/'", ""},
		{"_config.yml", "url: ftp://h.example\nroot: /blog/\n", "source/_posts/x.md", "date: 2021-11-20", "/blog/2021/11/20/x/"},
		// Jekyll
		{"_config.yml", jekyll, "_posts/2021-11-20-hello.md", "title: x", "https://j.example/notes/2021/11/20/hello.html"},
		{"_config.yml", jekyll, "_posts/2021-11-20-hello.md", "date: 2022-01-02\nslug: hi", "https://j.example/notes/2022/01/02/hi.html"},
		{"_config.yml", jekyll, "k/_posts/2021-11-20-hello.md", "categories: l M", "https://j.example/notes/k/l/m/2021/11/20/hello.html"},
		{"_config.yml", jekyll + "permalink: pretty", "_posts/2021-11-20-hello.md", "", "https://j.example/notes/2021/11/20/hello/"},
		{"_config.yml", jekyll + "permalink: ordinal", "_posts/2021-02-01-hello.md", "", "https://j.example/notes/2021/032/hello.html"},
		{"_config.yml", jekyll + "permalink: none", "_posts/2021-02-01-hello.md", "", "https://j.example/notes/hello.html"},
		{"_config.yml", jekyll + "permalink: /:short_year/:title:output_ext", "_posts/2021-02-01-hello.md", "", "https://j.example/notes/21/hello.html"},
		{"_config.yml", jekyll, "_posts/2021-02-01-hello.md", "permalink: /x/:title/\nredirect_from:\n  - /old/\n  - /older.html", "https://j.example/notes/x/hello/ https://j.example/notes/old/ https://j.example/notes/older.html"},
		{"_config.yml", jekyll, "_posts/hello.md", "", ""},
		{"_config.yml", jekyll, "about.md", "", "https://j.example/notes/about.html"},
		// Hugo
		{"hugo.toml", hugo, "notes/x.md", "title: x", ""},
		{"hugo.toml", hugo, "content/post/Some File.md", "title: x", "https://g.example/post/some-file/"},
		{"hugo.toml", hugo, "content/post/night/index.md", "title: x", "https://g.example/post/night/"},
		{"hugo.toml", hugo, "content/post/a.md", "slug: The B", "https://g.example/post/the-b/"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/d.html\naliases: [/e/]", "https://g.example/c/d.html https://g.example/e/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:month/:title/'\n", "content/post/a.md", "title: 'Hello, World'\ndate: 2020-05-06", "https://g.example/2020/05/hello-world/"},
		{"config.toml", hugo + "[permalinks.page]\npost = '/:section/:slug/'\n", "content/post/a.md", "title: T\nslug: s", "https://g.example/post/s/"},
		{"hugo.yaml", "baseURL: https://g.example/sub/\n", "content/a.md", "", "https://g.example/sub/a/"},
		// Nobody knows
		{"", "", "_posts/2021-11-20-hello.md", "date: 2021-11-20", "/2021/11/20/2021-11-20-hello/ /2021/11/20/hello.html"},
		{"", "", "content/post/a.md", "", "/post/a/"},
		{"", "", "dump/a.html", "url: https://x.example/?p=3", "https://x.example/?p=3"},
		{"", "", "dump/a.html", "permalink: 'javascript:x'", ""},
		{"", "", "dump/a.html", "permalink: '../../../etc'", "/etc"},
		{"mkdocs.yml", "site_url: https://m.example", "docs/a.md", "", ""},
		{"hugo.toml", "= broken", "content/a.md", "", "/a/"},
	} {
		post, err := Parse(tt.file, []byte("---\n"+tt.front+"\n---\ntext\n"))
		if err != nil {
			t.Fatal(err)
		}
		site := ParseSite(tt.config, []byte(tt.text))
		if got := site.Addresses(tt.file, &post.FrontMatter); !slices.Equal(got, strings.Fields(tt.want)) {
			t.Errorf("%s of %q with %q: %q, want %s", tt.file, tt.front, tt.text, got, tt.want)
		}
	}
}

// A configuration of a stranger does no harm.
func FuzzParseSite(f *testing.F) {
	f.Add("_config.yml", "url: https://x.example\npermalink: /:year/:title", "_posts/2020-01-01-a.md", "title: x")
	f.Add("hugo.toml", "baseURL='https://x.example'\n[permalinks]\npost='/:slug'", "content/post/a.md", "slug: ../x")
	f.Fuzz(func(t *testing.T, name, config, file, front string) {
		post, err := Parse(file, []byte("---\n"+front+"\n---\n"))
		if err != nil {
			return
		}
		for _, a := range ParseSite(name, []byte(config)).Addresses(file, &post.FrontMatter) {
			if !strings.HasPrefix(a, "/") && !strings.HasPrefix(a, "http") {
				t.Errorf("%q", a)
			}
		}
	})
}
