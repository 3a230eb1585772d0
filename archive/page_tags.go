package archive

import (
	"bytes"
	"cmp"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// Schemes of what template tags tell, for linkOf: the name of a post, and a
// path below the root of the site.
const (
	tagScheme  = "markive-post"
	siteScheme = "markive-site"
)

// Tags of Hexo, Jekyll and Hugo that name another post by its file, and what
// stands for the root of the site before them.
const (
	postTag = `\{% *(?:post_url|link|post_path) +["']?([^ %"']+)["']? *%\}|\{\{[<%] *(?:rel)?ref +"([^"]+)" *[>%]\}\}`
	rootTag = `(?:\{\{-? *(?:site\.(?:github\.)?(?:base_?)?url|config\.(?:root|url)|BASE_PATH) *(?:\|[^{}]*)?\}\})`
)

var (
	linkedTag = lazily(`^\[((?:[^\[\]\n]|!\[[^\[\]\n]*\]\([^()\n]*\))+)\]\(\s*<?((?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|[^\s<>(){}])+)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)`)
	plainTag  = lazily(`^(?:` + postTag + `)`)
	hexoTag   = lazily(`^\{% *post_link +("[^"]*"|'[^']*'|[^ %]+)(?: +("[^"]*"|'[^']*'|[^%]*?))?(?: +(?:true|false))? *%\}`)
	postPath  = lazily(`^(?:\{\{[^{}]*\}\})*(?:` + postTag + `)(#[^\s<>()]*)?$`)
	sitePath  = lazily(`^` + rootTag + `*(?:\{\{-? *["']([^"'{}]*)["'] *\|[^{}]*\b(?:(?:relative|absolute)_url|prepend)\b[^{}]*\}\})?([^{}]*)$`)
)

// spelled returns the address that one with template tags stands for; false if
// it has none, or nobody knows what they say.
func spelled(address string) (string, bool) {
	if !strings.Contains(address, "{{") && !strings.Contains(address, "{%") || len(address) > maxRecorded {
		return "", false
	}
	if m := postPath().FindStringSubmatch(address); m != nil {
		return postAddress(m[1]+m[2], strings.TrimPrefix(m[3], "#")), true
	}
	if m := sitePath().FindStringSubmatch(address); m != nil {
		return siteScheme + ":/" + strings.TrimLeft(m[1]+m[2], "/"), true
	}
	return "", false
}

// lazily returns a regular expression that is compiled when it is first asked
// for: most commands never do, and each start would pay for it.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// A tagParser reads template tags that lead to a post as links to it. In code
// they stay what they are.
type tagParser struct{}

func (tagParser) Trigger() []byte { return []byte{'[', '{'} }

func (tagParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if line[0] == '[' {
		m := linkedTag().FindSubmatchIndex(line)
		if m == nil {
			return nil
		}
		address, ok := spelled(sub(line, m, 2))
		if !ok {
			return nil
		}
		return tagLink(block, m[1], wordsOf(sub(line, m, 1)), address)
	}
	length, name, words := named(line)
	if length == 0 {
		return nil
	}
	return tagLink(block, length, ast.NewString([]byte(cmp.Or(words, name))), postAddress(name, ""))
}

// named reads a tag that names another post: its length, the name, and the
// words of the link to it, "" if it has none. 0 is no such tag.
func named(line []byte) (length int, name, words string) {
	if m := hexoTag().FindSubmatchIndex(line); m != nil {
		return m[1], strings.Trim(sub(line, m, 1), `"'`), strings.Trim(sub(line, m, 2), `"'`)
	}
	if m := plainTag().FindSubmatchIndex(line); m != nil {
		return m[1], sub(line, m, 1) + sub(line, m, 2), ""
	}
	return 0, "", ""
}

// sub returns a group of a match, "" if it has no part in it.
func sub(line []byte, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return string(line[m[2*group]:m[2*group+1]])
}

// wordMarkdown reads the words of a link, in which no tags are.
var wordMarkdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Strikethrough), goldmark.WithRendererOptions(html.WithUnsafe()))
})

// wordsOf returns the words of a link with their emphasis, code and pictures.
func wordsOf(markdown string) ast.Node {
	var b bytes.Buffer
	if err := wordMarkdown().Convert([]byte(markdown), &b); err != nil {
		return ast.NewString([]byte(markdown))
	}
	line, isLine := strings.CutPrefix(b.String(), "<p>")
	line, ends := strings.CutSuffix(line, "</p>\n")
	if !isLine || !ends {
		return ast.NewString([]byte(markdown))
	}
	words := ast.NewString([]byte(line))
	words.SetCode(true) // it is HTML, which the sanitizer reads with all else
	return words
}

// tagLink returns the link that takes the place of a tag of so many bytes.
func tagLink(block text.Reader, bytes int, words ast.Node, address string) ast.Node {
	block.Advance(bytes)
	link := ast.NewLink()
	link.Destination = []byte(address)
	link.AppendChild(link, words)
	return link
}

// postAddress returns the address by which linkOf knows the name of a post.
func postAddress(name, fragment string) string {
	if before, after, ok := strings.Cut(name, "#"); ok {
		name, fragment = before, after
	}
	key := strings.TrimPrefix(sourceKey(strings.Trim(name, "/")), ":")
	return (&url.URL{Scheme: tagScheme, Opaque: url.PathEscape(key[strings.LastIndexByte(key, '/')+1:]), Fragment: fragment}).String()
}
