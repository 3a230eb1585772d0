package archive

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// Links between posts lead to where the program will have them: by their old
// addresses, whole or from the root, by files and by tags, also of another site.
func TestExportLinks(t *testing.T) {
	t.Parallel()
	_, blog := archived(t, "blog", map[string]string{
		"hexo/_config.yml": "url: https://a.example\nsource_dir: source\n",
		"hexo/source/_posts/one.md": "---\ntitle: One\ndate: 2021-11-20\n---\n[two](/2021/11/21/two/#top) [two](https://a.example/2021/11/21/two/?utm_source=x) " +
			"{% post_link two %} [draft](/2021/11/22/draft/) [one](/2021/11/20/one/) [gone](/2021/11/29/gone/) [z](https://b.example/2020/01/02/z.html) [twice](/twice/)\n\n" +
			"<table><tr><th>a</th><th>b</th></tr><tr><td><ul><li><a href=\"/2021/11/21/two/\">two</a></li><li>x</li></ul></td><td>1</td></tr></table>\n",
		"hexo/source/_posts/two.md":     "---\ntitle: Two\nslug: La st\ndate: 2021-11-21\n---\n[one](../../20/one/) [z](../../../jekyll/_posts/2020-01-02-z.md)\n",
		"hexo/source/_posts/draft.md":   "---\ndate: 2021-11-22\ndraft: true\nalias: /twice/\n---\nnot yet\n",
		"hexo/source/_posts/tags.md":    "---\ndate: 2021-11-23\nalias: /twice/\n---\n{{ x }} [two](/2021/11/21/two/)\n",
		"jekyll/_config.yml":            "url: https://b.example\nmarkdown: kramdown\n",
		"jekyll/_posts/2020-01-02-z.md": "---\ntitle: z\n---\n[y]({{ site.baseurl }}{% post_url 2020-01-03-y %}) `{% post_url 2020-01-03-y %}`\n",
		"jekyll/_posts/2020-01-03-y.md": "---\ntitle: y\n---\nback\n",
	})
	unlinked := "[draft](/2021/11/22/draft/) [one](/2021/11/20/one/) [gone](/2021/11/29/gone/)"
	for name, want := range map[convert.TargetName]map[string]string{
		convert.TargetHugo: {
			"content/posts/hexo/source/_posts/one/index.md": `[two]({{< relref "/posts/hexo/source/_posts/two/index.md" >}}#top) [two]({{< relref "/posts/hexo/source/_posts/two/index.md" >}}) ` +
				`[Two]({{< relref "/posts/hexo/source/_posts/two/index.md" >}}) ` + unlinked + ` [z]({{< relref "/posts/jekyll/_posts/2020-01-02-z/index.md" >}}) [twice](/twice/)`,
			"content/posts/jekyll/_posts/2020-01-02-z/index.md": "[y]({{< relref \"/posts/jekyll/_posts/2020-01-03-y/index.md\" >}}) `{%",
		},
		convert.TargetHexo: {
			"source/_posts/one.md":          `<a href="{% post_path "two" %}#top">two</a> <a href="{% post_path "two" %}">two</a> <a href="{% post_path "two" %}">Two</a> ` + unlinked,
			"source/_posts/tags.md":         "{{ x }} [two](/2021/11/21/two/)",
			"source/_posts/2020-01-02-z.md": `\[y\]({{ site.baseurl }}{% post_url 2020-01-03-y %})`,
		},
		convert.TargetJekyll:   {"_posts/2021-11-21-two.md": "[one]({% post_url 2021-11-20-one %}) [z]({% post_url 2020-01-02-z %})"},
		convert.TargetObsidian: {"one.md": "[two](two.md#top) [two](two.md) [Two](two.md) [draft](draft.md) [one](/2021/11/20/one/) [gone](/2021/11/29/gone/) [z](2020-01-02-z.md) [twice](/twice/)"},
		convert.TargetAstro:    {"src/content/posts/one/index.md": "[two](../La%20st/#top)", "src/content/posts/two/index.md": "[one](../one/) [z](../2020-01-02-z/)"},
		convert.TargetMkDocs: {
			"docs/hexo/source/_posts/two/index.md": "[one](../one/index.md) [z](../../../../jekyll/_posts/2020-01-02-z/index.md)",
			"docs/hexo/source/_posts/one/index.md": `<a href="../two/index.html">two</a>`,
		},
		convert.TargetPlain: {"hexo/source/_posts/two/index.md": "[one](../../20/one/)"},
	} {
		out := filepath.Join(t.TempDir(), "site")
		r, err := Export(context.Background(), blog, out, ExportOptions{Target: convert.Target{Name: name}})
		if err != nil || r.Failed > 0 {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		for file, text := range want {
			if data, err := os.ReadFile(filepath.Join(out, file)); err != nil || !strings.Contains(string(data), text) {
				t.Errorf("%s: %s does not hold %q: %v\n%s", name, file, text, err, data)
			}
		}
	}
}

func TestRelativePath(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"docs/a", "docs/b/index.md", "../b/index.md"},
		{"docs/a", "docs/a/b/index.md", "b/index.md"},
		{"docs/a/b", "docs/c/index.md", "../../c/index.md"},
		{"docs/a", "docs/ab/index.md", "../ab/index.md"},
	} {
		if got := relativePath(c.from, c.to); got != c.want {
			t.Errorf("relativePath(%q, %q) = %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
