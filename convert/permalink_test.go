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
		{"_config.yml", hexo + "permalink: :category/", "source/_posts/x.md", "categories: two words", "https://h.example/two-words/"},
		{"_config.yml", hexo + "permalink: :post_title/", "source/_posts/x.md", "title: One / Two", "https://h.example/one-two/"},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: mailto:harbour@example.org", ""},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: ftp://h.example/x", ""},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: 'http://[::1/'", ""},
		{"_config.yml", "url: ftp://h.example\nroot: /blog/\n", "source/_posts/x.md", "date: 2021-11-20", "/blog/2021/11/20/x/"},
		{"_config.yml", hexo + "permalink: :category/:title/\ncategory_map: {技术: tech}\n", "source/_posts/x.md", "categories: [技术, C++]", "https://h.example/tech/C/x/"},
		{"_config.yml", hexo + "permalink: :category/:title/\n", "source/_posts/x.md", "categories:\n- [a, b]\n- [c]", "https://h.example/c/x/"},
		{"_config.yml", hexo + "permalink: :category/:title/\ndefault_category: misc\n", "source/_posts/x.md", "title: x", "https://h.example/misc/x/"},
		{"_config.yml", hexo + "permalink: p/:abbrlink.html\n", "source/_posts/x.md", "abbrlink: 8f3e2a1b", "https://h.example/p/8f3e2a1b.html"},
		{"_config.yml", hexo + "permalink: :lang/:title/\npermalink_defaults: {lang: zh}\n", "source/_posts/x.md", "title: x", "https://h.example/zh/x/"},
		{"_config.yml", hexo + "permalink: :year/:hash/\n", "source/_posts/hello.md", "date: 2021-11-20 23:30:00", "https://h.example/2021/a05a0ec4fdec/"},
		{"_config.yml", hexo + "permalink: :timestamp/:title/\n", "source/_posts/x.md", "date: 2021-01-01", "https://h.example/1609459200/x/"},
		{"_config.yml", hexo + "permalink: :post_title/\n", "source/_posts/x.md", "title: 你好，Ünï", "https://h.example/%E4%BD%A0%E5%A5%BD%EF%BC%8Cuni/"},
		{"_config.yml", hexo + "new_post_name: :year-:month-:day-:title.md\n", "source/_posts/2020-03-04-named.md", "title: x", "https://h.example/2020/03/04/named/"},
		{"_config.yml", hexo + "new_post_name: :year-:month-:day-:title.md\n", "source/_posts/Upper Case.md", "date: 2021-01-01", "https://h.example/2021/01/01/Upper-Case/"},
		{"_config.yml", hexo + "timezone: Asia/Tokyo\n", "source/_posts/x.md", "date: 2021-01-01", "https://h.example/2021/01/01/x/ https://h.example/2020/12/31/x/"},
		{"_config.yml", hexo, "source/_posts/x.md", "date: 2021-12-31T23:30:00-05:00", "https://h.example/2021/12/31/x/ https://h.example/2022/01/01/x/"},
		{"_config.yml", hexo, "source/_drafts/x.md", "date: 2021-01-01", "https://h.example/2021/01/01/x/"},
		{"_config.yml", hexo, "source/_posts/x.md", "permalink: p/:title.html", "https://h.example/p/:title.html"}, // no pattern here
		{"_config.yml", hexo, "source/_posts/x.md", "date: 2021-01-01\nalias: old way.html", "https://h.example/2021/01/01/x/ https://h.example/old%20way.html"},
		{"_config.yml", hexo + "new_post_name: :year-:month-:day-:title.md\npermalink: :y_day/:title/\n", "source/_posts/2020-03-04-named.md", "", "https://h.example/064/named/"},
		{"_config.yml", hexo + "new_post_name: :title.md\n", "source/_posts/Upper Case.md", "date: 2021-01-01", "https://h.example/2021/01/01/Upper%20Case/"},
		{"_config.yml", hexo + "timezone: Asia/Tokyo\n", "source/_posts/x.md", "date: 2021-12-31T23:30:00-05:00", "https://h.example/2021/12/31/x/ https://h.example/2022/01/01/x/"},
		{"_config.yml", hexo + "permalink: :hash/\n", "source/_posts/x.md", "", ""},
		{"_config.yml", hexo + "permalink: :place/\n", "source/_posts/x.md", "place: 'a%20b'", "https://h.example/a%20b/"},
		{"_config.yml", hexo + "permalink: :category/:title/\n", "source/_posts/x.md", "categories:\ncategory: k", "https://h.example/k/x/"},
		{"_config.yml", hexo + "permalink: :post_title/\n", "source/_posts/x.md", "title: 'A: B_C|D [9]'", "https://h.example/a-b-c-d-9/"},
		{"_config.yml", hexo + "permalink: :post_title/\n", "source/_posts/x.md", "title: 山　हि", "https://h.example/%E5%B1%B1-%E0%A4%B9%E0%A4%BF/"},
		{"_config.yml", "permalink: :title/\n", "source/_posts/x.md", "", "/x/"}, // Jekyll's begin with a slash
		{"_config.yml", hexo + "source_dir: blog/\n", "blog/about.md", "", "https://h.example/about.html"},
		{"_config.yml", hexo + "new_post_name: :lang/:title.md\npermalink: :lang/:title/\n", "source/_posts/tw/x.md", "lang: de", "https://h.example/tw/x/"}, // the file's name decides
		{"_config.yml", hexo, "source/x.md", "permalink: elsewhere", "https://h.example/elsewhere.html https://h.example/elsewhere"},
		{"_config.yml", hexo, "source/x.md", "permalink: folder/", "https://h.example/folder/"},
		{"_config.yml", hexo, "source/x.html", "permalink: /k/l.html", "https://h.example/k/l.html"},
		{"_config.yml", hexo + "post_asset_folder: true\npermalink: :year/:title\n", "source/_posts/x.md", "date: 2021-11-20", "https://h.example/2021/x/"},
		{"_config.yml", hexo + "post_asset_folder: true\npermalink: :title.html\n", "source/_posts/x.md", "date: 2021-11-20", "https://h.example/x.html"},
		{"_config.yml", hexo + "post_asset_folder: true\n", "source/_posts/x.md", "permalink: own/way", "https://h.example/own/way/ https://h.example/own/way"},
		{"_config.yml", hexo + "post_asset_folder: true\n", "source/about.md", "", "https://h.example/about.html"},
		{"_config.yml", hexo + "permalink: :slug/\n", "source/_posts/a/x.md", "slug: other", "https://h.example/a/x/"},
		{"_config.yml", hexo + "permalink: :layout/:title/\n", "source/_posts/x.md", "title: x", "https://h.example/post/x/"},
		{"_config.yml", hexo + "permalink: :layout/:title/\n", "source/_posts/x.md", "layout: note", "https://h.example/note/x/"},
		{"_config.yml", hexo + "permalink: :id/\npermalink_defaults: {id: 5}\n", "source/_posts/x.md", "id: 7", "https://h.example/7/"},
		{"_config.yml", hexo + "permalink: :id/\npermalink_defaults: {id: 5}\n", "source/_posts/x.md", "title: x", ""},
		{"_config.yml", hexo + "pretty_urls: {trailing_html: false}\npermalink: :title.html\n", "source/_posts/x.md", "title: x", "https://h.example/x"},
		{"_config.yml", hexo + "pretty_urls: {trailing_html: false}\n", "source/a/index.md", "title: x", "https://h.example/a/index.html"},
		{"_config.yml", hexo + "pretty_urls: {trailing_index: false}\n", "source/a/index.md", "title: x", "https://h.example/a/"},
		{"_config.yml", hexo + "pretty_urls: {trailing_index: false}\npermalink: :title/index.html\n", "source/_posts/x.md", "title: x", "https://h.example/x/"},
		{"_config.yml", hexo + "pretty_urls: {trailing_index: true, trailing_html: true}\npermalink: :title.html\n", "source/_posts/x.md", "title: x", "https://h.example/x.html"},
		// Jekyll
		{"_config.yml", jekyll, "_posts/2021-11-20-hello.md", "redirect_from: old.html", "https://j.example/notes/2021/11/20/hello.html https://j.example/notes/old.html"},
		{"_config.yml", jekyll, "_posts/hello.md", "date: 2021-11-20", ""}, // it is no post by its name
		{"_config.yml", jekyll, "_drafts/hello.md", "date: 2021-11-20", "https://j.example/notes/2021/11/20/hello.html"},
		{"_config.yml", jekyll + "permalink: pretty\n", "_drafts/hello.md", "date: 2021-11-20", "https://j.example/notes/2021/11/20/hello/"},
		{"_config.yml", "permalink: pretty\n", "_posts/2021-11-20-hello.md", "", "/2021/11/20/hello/"},
		{"_config.yml", jekyll, "_posts/2021-11-24-x.md", "date: 2021-12-31T23:30:00-05:00", "https://j.example/notes/2021/12/31/x.html https://j.example/notes/2022/01/01/x.html"},
		{"_config.yml", jekyll + "timezone: America/New_York\n", "_posts/2022-01-01-x.md", "", "https://j.example/notes/2022/01/01/x.html"}, // a day is one everywhere
		{"_config.yml", jekyll + "timezone: America/New_York\n", "_posts/2022-01-01-x.md", "date: 2022-01-01 00:00:30", "https://j.example/notes/2021/12/31/x.html https://j.example/notes/2022/01/01/x.html"},
		{"_config.yml", jekyll + "timezone: America/New_York\n", "_posts/2022-01-01-x.md", "date: 2022-01-01 03:00", "https://j.example/notes/2021/12/31/x.html https://j.example/notes/2022/01/01/x.html"},
		{"_config.yml", jekyll, "_posts/2021-11-20-x.md", "slug: Nr 2 हि\npermalink: /:slug/", "https://j.example/notes/nr-2-%E0%A4%B9%E0%A4%BF/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {type: posts}\n  values: {permalink: '/blog/:title/'}\n", "_drafts/x.md", "", "https://j.example/notes/blog/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: about.md, type: pages}\n  values: {permalink: '/me/'}\n- scope: {path: news}\n  values: {permalink: '/n/:basename/'}\n- scope: {type: pages}\n  values: {permalink: '/p/:basename/'}\n", "about.md", "", "https://j.example/notes/me/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: news}\n  values: {permalink: '/n/:basename/'}\n- scope: {path: news, type: posts}\n  values: {permalink: '/q/'}\n", "news/x.md", "", "https://j.example/notes/n/x/"},
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
		{"_config.yml", jekyll, "_posts/2021-11-20-It's a b.md", "", "https://j.example/notes/2021/11/20/It%27s-a-b.html"},
		{"_config.yml", jekyll, "_posts/2021-11-20-x.md", "slug: My Slug\npermalink: /:slug/", "https://j.example/notes/my-slug/"},
		{"_config.yml", jekyll, "_posts/2021-11-20-x.md", "category: Two Words\ncategories: [y, z]", "https://j.example/notes/y/z/two%20words/2021/11/20/x.html"},
		{"_config.yml", jekyll + "permalink: /:w_year/:w_day/:long_day/:title/\n", "_posts/2021-11-21-x.md", "", "https://j.example/notes/2021/7/Sunday/x/"},
		{"_config.yml", jekyll + "timezone: America/New_York\n", "_posts/2021-11-24-x.md", "date: 2022-01-01 00:30:00", "https://j.example/notes/2021/12/31/x.html https://j.example/notes/2022/01/01/x.html"},
		{"_config.yml", jekyll + "collections: {recipes: {output: true}, notes: {output: true, permalink: /n/:path/}}\n", "_recipes/sub/soup.md", "", "https://j.example/notes/recipes/sub/soup.html"},
		{"_config.yml", jekyll + "collections: {recipes: {output: true}, notes: {output: true, permalink: /n/:path/}}\n", "_notes/a.md", "", "https://j.example/notes/n/a/"},
		{"_config.yml", jekyll + "collections: {posts: {permalink: /cp/:title/}}\n", "_posts/2021-11-20-x.md", "", "https://j.example/notes/cp/x/"},
		{"_config.yml", jekyll + "collections_dir: all\n", "all/_posts/2021-11-20-x.md", "", "https://j.example/notes/2021/11/20/x.html"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: '', type: posts}\n  values: {permalink: '/blog/:title/'}\n", "_posts/2021-11-20-x.md", "", "https://j.example/notes/blog/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: news}\n  values: {permalink: '/n/:title/'}\n", "newsletter/_posts/2021-11-20-x.md", "", "https://j.example/notes/newsletter/2021/11/20/x.html"},
		{"_config.yml", "collections_dir: all\n", "all/_posts/2021-11-20-x.md", "", "/2021/11/20/x.html"},
		{"_config.yml", "permalink: :category/:title/\nroot: /\n", "source/_posts/x.md", "categories: [Große Ølé Łódź Мой]", "/Grose-Ole-Lodz-%D0%9C%D0%BE%D0%B9/x/"},
		{"_config.yml", jekyll + "permalink: weekdate\n", "_posts/2021-11-20-hello.md", "", "https://j.example/notes/2021/W46/Sat/hello.html"},
		{"_config.yml", jekyll + "permalink: weekdate\n", "_posts/2022-01-05-hello.md", "", "https://j.example/notes/2022/W01/Wed/hello.html"},
		{"_config.yml", jekyll + "permalink: /:slugified_categories/:title/\n", "_posts/2021-11-20-x.md", "categories: [Two Words, C++, é]", "https://j.example/notes/two-words/c/%C3%A9/x/"},
		{"_config.yml", jekyll + "collections: {recipes: {output: true, permalink: '/r/:name/'}}\n", "_recipes/sub/Pea Soup.md", "slug: other", "https://j.example/notes/r/pea-soup/"},
		{"_config.yml", jekyll + "permalink: /" + strings.Repeat("x", maxAddressBytes) + "/:title/\n", "_posts/2021-11-20-x.md", "", ""},
		{"_config.yml", jekyll + "permalink: pretty\ncollections: {recipes: {output: true}}\n", "_recipes/sub/Pea soup.md", "", "https://j.example/notes/recipes/sub/Pea%20soup/"},
		{"_config.yml", jekyll + "permalink: /:year/:title/\ncollections: {recipes: {output: true}}\n", "_recipes/soup.md", "", "https://j.example/notes/recipes/soup/"},
		{"_config.yml", jekyll + "permalink: /:title\ncollections: {recipes: {output: true}}\n", "_recipes/soup.md", "", "https://j.example/notes/recipes/soup"},
		{"_config.yml", jekyll + "permalink: /:year/:title:output_ext\ncollections: {recipes: {output: true}}\n", "_recipes/soup.md", "", "https://j.example/notes/recipes/soup.html"},
		{"_config.yml", jekyll + "permalink: weekdate\n", "about.md", "", "https://j.example/notes/about"},
		{"_config.yml", jekyll + "permalink: pretty\n", "news/about.md", "", "https://j.example/notes/news/about/"},
		{"_config.yml", jekyll, "news/index.md", "", "https://j.example/notes/news/"},
		{"_config.yml", jekyll, "index.md", "", "https://j.example/notes/"},
		{"_config.yml", jekyll, "n/x.md", "permalink: /p/:path/:basename:output_ext", "https://j.example/notes/p/n/x.html"},
		{"_config.yml", jekyll, "k/_drafts/x.md", "date: 2021-11-20", "https://j.example/notes/k/2021/11/20/x.html"},
		{"_config.yml", jekyll + "permalink: /:slugified_categories/:title/\n", "_posts/2021-11-20-x.md", "categories: [C++, C, D]", "https://j.example/notes/c/d/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {type: posts}\n  values: {permalink: '/a/:title/'}\n- scope: {path: ''}\n  values: {permalink: '/b/:title/'}\n", "_posts/2021-11-20-x.md", "", "https://j.example/notes/a/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: ''}\n  values: {permalink: '/b/:title/'}\n- scope: {type: posts}\n  values: {permalink: '/a/:title/'}\n", "_posts/2021-11-20-x.md", "", "https://j.example/notes/a/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: '_posts/*/x'}\n  values: {permalink: '/g/:title/'}\n", "_posts/q/x/y/2021-11-20-d.md", "", "https://j.example/notes/g/d/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: '_posts/*/x'}\n  values: {permalink: '/g/:title/'}\n", "_posts/q/z/2021-11-20-d.md", "", "https://j.example/notes/2021/11/20/d.html"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: '[a'}\n  values: {permalink: '/g/:title/'}\n", "[a/b/_posts/2021-11-20-d.md", "", "https://j.example/notes/g/d/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: 'q/[*'}\n  values: {permalink: '/g/:title/'}\n", "q/[x/_posts/2021-11-20-d.md", "", "https://j.example/notes/q/%5Bx/2021/11/20/d.html"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: ''}\n  values: {category: c1, categories: [n1]}\n- scope: {path: k}\n  values: {category: c2, categories: n2 n3}\n", "k/_posts/2021-11-20-x.md", "categories: own", "https://j.example/notes/k/n2/n3/own/c2/2021/11/20/x.html"},
		{"_config.yml", jekyll + "defaults:\n- scope: {path: ''}\n  values: {category: c1, categories: [n1]}\n", "_posts/2021-11-20-x.md", "category: own", "https://j.example/notes/n1/own/2021/11/20/x.html"},
		{"_config.yml", jekyll + "defaults:\n- scope: {type: posts}\n  values: {category: c1}\n- scope: {path: ''}\n  values: {permalink: '/p/:categories/:title/'}\n", "_drafts/x.md", "", "https://j.example/notes/p/c1/x/"},
		{"_config.yml", jekyll + "defaults:\n- scope: {type: drafts}\n  values: {category: c2}\n- scope: {type: posts}\n  values: {category: c1}\n", "_posts/2021-11-20-x.md", "", "https://j.example/notes/c1/2021/11/20/x.html"},
		// Hugo
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slugorfilename/'\n", "content/post/Some File.md", "title: T", "https://g.example/some-file/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slugorcontentbasename/'\n", "content/post/Some File.md", "title: T\nslug: s", "https://g.example/s/"},
		{"hugo.toml", "[permalinks]\npost = '/:year/:month/:day/:monthname/:weekdayname/:06/:title/'\n", "content/post/x.md", "title: x\ndate: 2006-01-02", "/2006/01/02/january/monday/06/x/"},
		{"hugo.toml", "[permalinks]\npost = '/:mon/:title/'\n", "content/post/x.md", "title: x\ndate: 2006-01-02", ""},
		{"hugo.toml", "[permalinks]\n'my-posts' = '/m/:title/'\n", "content/My Posts/x.md", "title: x", "/m/x/"},
		{"hugo.toml", hugo, "notes/x.md", "title: x", ""},
		{"hugo.toml", hugo, "content/post/Some File.md", "title: x", "https://g.example/post/some-file/"},
		{"hugo.toml", hugo, "content/post/night/index.md", "title: x", "https://g.example/post/night/"},
		{"hugo.toml", hugo, "content/post/a.md", "slug: The B", "https://g.example/post/the-b/"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/d.html\naliases: [/e/]", "https://g.example/c/d.html https://g.example/e/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:month/:title/'\n", "content/post/a.md", "title: 'Hello, World'\ndate: 2020-05-06", "https://g.example/2020/05/hello-world/"},
		{"config.toml", hugo + "[permalinks.page]\npost = '/:section/:slug/'\n", "content/post/a.md", "title: T\nslug: s", "https://g.example/post/s/"},
		{"hugo.yaml", "baseURL: https://g.example/sub/\n", "content/a.md", "", "https://g.example/sub/a/"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /my/:year/:slug/\ndate: 2021-11-20\ntitle: T", "https://g.example/my/2021/t/"},
		{"hugo.toml", hugo, "content/post/a.md", "permalink: /was/there/", "https://g.example/post/a/ https://g.example/was/there/"},
		{"hugo.toml", hugo, "content/post/a.md", "aliases: [old]", "https://g.example/post/a/ https://g.example/post/old"},
		{"hugo.toml", hugo, "content/post/a.md", "slug: '-The - B-'", "https://g.example/post/the-b/"},
		{"hugo.toml", hugo, "content/post/it's+odd & so.md", "", "https://g.example/post/its+odd--so/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/a.md", "title: 'a+b C++: --x--'", "https://g.example/a-b-c--x--/"},
		{"hugo.toml", hugo + "[permalinks]\n'/' = '/:slug/'\n", "content/post/a.md", "title: T", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[permalinks]\n'/' = '/:slug/'\n", "content/a.md", "title: T", "https://g.example/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections[1:]/:06/:2006-:01/:filename'\n", "content/post/b/a.md", "date: 2021-11-20", "https://g.example/b/21/2021-11/a/ https://g.example/21/2021-11/a/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections[last]/:yearday/:weekdayname'\n", "content/post/a.md", "date: 2021-11-20", "https://g.example/post/324/saturday/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/q/:slug/'\n[permalinks.target]\nkind = 'page'\npath = '/post/**'\n", "content/post/a.md", "title: T", "https://g.example/q/t/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':filename', ':default']\n[permalinks]\npost = '/:year/:slug/'\n", "content/post/2020-05-06-named.md", "title: T\ndate: 2021-11-20", "https://g.example/2020/named/"},
		{"hugo.toml", hugo + "removePathAccents = true\n", "content/post/Été.md", "", "https://g.example/post/ete/"},
		{"hugo.toml", hugo + "[languages.en]\n[languages.fr]\n", "content/post/a.fr.md", "", "https://g.example/fr/post/a/"},
		{"hugo.toml", hugo + "[languages.en]\n[languages.fr]\n", "content/post/b/index.en.md", "", "https://g.example/post/b/"},
		{"hugo.toml", hugo + "[languages.fr]\ncontentDir = 'content/fr'\n", "content/fr/post/a.md", "", "https://g.example/fr/post/a/"},
		{"hugo.toml", hugo + "defaultContentLanguage = 'de'\ndefaultContentLanguageInSubdir = true\n", "content/post/a.md", "", "https://g.example/de/post/a/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/_index.md", "title: T", "https://g.example/post/"},
		{"hugo.toml", hugo, "content/post/a.md", "aliases: ['https://was.example/x']", "https://g.example/post/a/ https://was.example/x"},
		{"hugo.toml", hugo, "notes/a.md", "aliases: [old]", "https://g.example/old"},

		{"hugo.toml", hugo + "contentDir = 'posts/'\n", "posts/a.md", "", "https://g.example/a/"},
		{"hugo.toml", hugo, "site/content/post/a.md", "", "https://g.example/post/a/"},
		{"hugo.toml", hugo, "content/post/2020-05-06-named.md", "", "https://g.example/post/2020-05-06-named/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':filename']\n", "content/post/a.md", "", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/b/_index.md", "slug: s", "https://g.example/post/b/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections/:slug/'\n", "content/post/b/a.md", "title: T", "https://g.example/post/b/t/ https://g.example/post/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections[last]/:slug/'\n", "content/post/b/a.md", "title: T", "https://g.example/b/t/ https://g.example/post/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections[:2]/:slug/'\n", "content/post/b/c/a.md", "title: T", "https://g.example/post/b/t/ https://g.example/post/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:sections[5]/:slug/'\n", "content/post/a.md", "title: T", "https://g.example/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:slug/'\n", "content/post/a.md", "title: T", ""},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:weekday/:monthname/:slug/'\n", "content/post/a.md", "title: T\ndate: 2021-11-20", "https://g.example/6/november/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/a.md", "title: ' a- b'", "https://g.example/a-b/"},
		{"hugo.toml", hugo + "defaultContentLanguage = 'de'\ndefaultContentLanguageInSubdir = true\n", "content/post/a.md", "url: c/d.html", "https://g.example/de/c/d.html https://g.example/c/d.html"},
		{"hugo.toml", hugo + "defaultContentLanguage = 'de'\ndefaultContentLanguageInSubdir = true\n", "content/post/a.md", "url: /c/d.html", "https://g.example/c/d.html"},
		{"hugo.toml", hugo + "defaultContentLanguageInSubdir = true\n[languages.fr]\n[languages.en]\n", "content/post/a.md", "", "https://g.example/en/post/a/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/q/:slug/'\n[permalinks.target]\nkind = 'section'\n", "content/post/a.md", "", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/q/:slug/'\n[permalinks.target]\npath = '/post/**'\n", "content/post/a.md", "title: T", "https://g.example/q/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:title.html'\n", "content/post/a.md", "title: T\ndate: 2021-11-20", "https://g.example/2021/t.html/"},
		{"hugo.toml", hugo, "content/post/sub/a.md", "", "https://g.example/post/sub/a/"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/d", "https://g.example/c/d/ https://g.example/c/d"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/:slug\ntitle: T", "https://g.example/c/t/"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/v1.2", "https://g.example/c/v1.2"},
		{"hugo.toml", hugo, "content/post/a.md", "url: /c/index.html", "https://g.example/c/ https://g.example/c/index.html"},
		{"hugo.toml", hugo, "content/post/a.md", "url: '/?p=3'", "https://g.example/"},
		{"hugo.toml", hugo + "uglyURLs = true\n", "content/post/b/index.md", "title: T", "https://g.example/post/b.html"},
		{"hugo.toml", hugo + "uglyURLs = true\n", "content/a.md", "title: T", "https://g.example/a.html"},
		{"hugo.toml", hugo + "uglyURLs = true\n", "content/post/a.md", "url: /c/d", "https://g.example/c/d/ https://g.example/c/d"},
		{"hugo.toml", hugo + "uglyURLs = true\n", "content/post/_index.md", "title: T", "https://g.example/post/index.html"},
		{"hugo.toml", hugo + "uglyURLs = true\n", "content/_index.md", "title: T", "https://g.example/index.html"},
		{"hugo.toml", hugo + "uglyURLs = true\n[permalinks]\npost = '/p/:slug/'\n", "content/post/a.md", "title: T", "https://g.example/p/t.html"},
		{"hugo.toml", hugo + "uglyURLs = false\n", "content/post/a.md", "title: T", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[uglyURLs]\npost = true\nnote = false\n", "content/Post/sub/a.md", "title: T", "https://g.example/post/sub/a.html"},
		{"hugo.toml", hugo + "[uglyURLs]\npost = true\nnote = false\n", "content/note/a.md", "title: T", "https://g.example/note/a/"},
		{"hugo.toml", hugo + "[uglyURLs]\npost = true\n", "content/post.md", "title: T", "https://g.example/post/"},
		{"hugo.toml", hugo + "[languages.en]\n[languages.fr]\n[languages.fr.permalinks]\npost = '/billets/:slug/'\n", "content/post/a.fr.md", "title: T", "https://g.example/fr/billets/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/p/:slug/'\n[languages.en]\n[languages.fr]\n", "content/post/a.fr.md", "title: T", "https://g.example/fr/p/t/"},
		{"hugo.toml", hugo + "[languages.en]\n[languages.fr.permalinks]\npost = '/billets/:slug/'\n", "content/post/a.md", "title: T", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[languages.en]\nbaseURL = 'https://en.example/'\n[languages.fr]\nbaseURL = 'https://fr.example/x/'\n", "content/post/a.fr.md", "", "https://fr.example/x/post/a/"},
		{"hugo.toml", hugo + "[languages.en]\nbaseURL = 'https://en.example/'\n[languages.fr]\nbaseURL = 'https://fr.example/x/'\n", "content/post/a.md", "url: /c/", "https://en.example/c/"},
		{"hugo.toml", hugo + "[languages.en]\nbaseURL = 'https://en.example/x/'\n[languages.fr]\n", "content/post/a.fr.md", "", "https://g.example/fr/post/a/"},
		{"hugo.toml", hugo + "[languages.fr]\nbaseURL = 'https://fr.example/'\ncontentDir = 'content/fr'\n", "content/fr/post/a.md", "", "https://fr.example/post/a/"},
		{"hugo.toml", hugo + "disablePathToLower = true\n", "content/Post 2/Été.md", "", "https://g.example/Post-2/%C3%89t%C3%A9/"},
		{"hugo.toml", hugo + "disablePathToLower = true\n", "content/post/a.md", "slug: My Slug", "https://g.example/post/My-Slug/"},
		{"hugo.toml", hugo + "disablePathToLower = true\n[permalinks]\n'my-posts' = '/:section/:slug/'\n", "content/My Posts/a.md", "title: Big Title", "https://g.example/my-posts/Big-Title/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/a.md", "title: 'Why C#'", "https://g.example/why-c/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:slug/'\n", "content/post/a.md", "title: 'C# and Go'", "https://g.example/c%23-and-go/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:slug/'\n", "content/post/a.md", "title: T\nlastmod: 2016-01-01\nmodified: 2017-01-01", "https://g.example/2016/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:slug/'\n", "content/post/a.md", "title: T\nlastmod: 2016-01-01\nPublishDate: 2017-01-01", "https://g.example/2017/t/"},
		{"hugo.toml", hugo + "[permalinks]\npost = '/:year/:slug/'\n", "content/post/2019-05-05-c.md", "title: T", ""},
		{"hugo.toml", hugo + "[frontmatter]\ndate = ['publishDate', 'date']\n[permalinks]\npost = '/:year/:slug/'\n", "content/post/a.md", "title: T\ndate: 2020-01-01\npublishDate: 2021-01-01", "https://g.example/2021/t/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':default', ':fileName']\n[permalinks]\npost = '/:year/:slug/'\n", "content/post/2019-05-05-c.md", "title: T", "https://g.example/2019/c/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':default', ':fileName']\n[permalinks]\npost = '/:year/:slug/'\n", "content/post/2019-05-05-c.md", "title: T\ndate: 2020-01-01", "https://g.example/2020/t/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':fileName']\n[permalinks]\npost = '/:slug/'\n", "content/post/short.md", "title: T", "https://g.example/t/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':fileName']\n[permalinks]\npost = '/:slug/'\n", "content/post/long-enough.md", "title: T", "https://g.example/t/"},
		{"hugo.toml", hugo + "[frontmatter]\ndate = [':git', 'date']\n[permalinks]\npost = '/:year/:slug/'\n", "content/post/a.md", "title: T\ndate: 2020-01-01", ""},
		{"hugo.toml", hugo + "[permalinks.page]\npost = '/pg/:slug/'\n[permalinks.section]\npost = '/sec/'\n", "content/post/_index.md", "title: T", "https://g.example/sec/"},
		{"hugo.toml", hugo + "[permalinks.section]\npost = '/s/:section/:slug/'\n", "content/post/sub/_index.md", "title: T", "https://g.example/s/post/t/"},
		{"hugo.toml", hugo + "[permalinks.section]\npost = '/s/:section/:slug/'\n", "content/post/a.md", "title: T", "https://g.example/post/a/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/all/:slug/'\n[permalinks.target]\nkind = 'page'\n", "content/post/_index.md", "title: T", "https://g.example/post/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/all/:slug/'\n", "content/post/_index.md", "title: T", "https://g.example/all/t/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/all/:slug/'\n", "content/_index.md", "title: T", "https://g.example/"},
		{"hugo.toml", hugo + "[[permalinks]]\npattern = '/all/:slug/'\n", "content/a.md", "title: T", "https://g.example/all/t/"},
		{"hugo.toml", hugo + "[languages.fr.permalinks.section]\npost = '/billets/'\n", "content/post/_index.fr.md", "title: T", "https://g.example/fr/billets/"},
		// Nobody knows
		{"", "", "_posts/2021-11-20-hello.md", "permalink: /p/", "/p/"},
		{"", "", "_posts/2021-11-20-hello.md", "permalink: ':title/'\ndate: 2021-11-20", "/2021-11-20-hello/"}, // of Hexo alone
		{"", "", "_posts/2021-11-20-hello.md", "date: 2021-11-20", "/2021/11/20/2021-11-20-hello/ /2021/11/20/hello.html"},
		{"", "", "blog/_posts/2021-11-20-hello.md", "categories: c", "/blog/c/2021/11/20/hello.html /c/2021/11/20/hello.html"},
		{"_config.yml", "title: x", "blog/_posts/2021-11-20-hello.md", "", "/blog/2021/11/20/hello.html"},
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

// Parts of Hugo's configuration have files of their own, one for each table.
func TestSiteParts(t *testing.T) {
	site := ParseSite("hugo.toml", []byte("baseURL = 'https://g.example/'\n"),
		SitePart{"permalinks.toml", []byte("post = '/p/:slug/'\n")}, SitePart{"languages.toml", []byte("= broken")}, SitePart{"menus.txt", []byte("x = 1\n")})
	post, err := Parse("content/post/a.md", []byte("---\ntitle: T\n---\ntext\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := site.Addresses("content/post/a.md", &post.FrontMatter), []string{"https://g.example/p/t/"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
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
