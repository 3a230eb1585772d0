package archive

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// tagScheme marks the name of a post, for linkOf, that a template tag has told.
const tagScheme = "markive-post"

// Tags of Hexo, Jekyll and Hugo that name another post by its file.
const (
	postTag = `\{% *(?:post_url|link) +([^ %]+) *%\}|\{\{[<%] *(?:rel)?ref +"([^"]+)" *[>%]\}\}`
	baseTag = `(?:\{\{[^{}]*\}\})?`
)

var (
	linkedTag = lazily(`^\[([^\[\]\n]+)\]\(\s*<?` + baseTag + `(?:` + postTag + `)(#[^\s<>()]*)?>?\s*\)`)
	plainTag  = lazily(`^(?:` + postTag + `)`)
	hexoTag   = lazily(`^\{% *post_link +("[^"]*"|'[^']*'|[^ %]+)(?: +("[^"]*"|'[^']*'|[^%]*?))?(?: +(?:true|false))? *%\}`)
)

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
	line, at := block.PeekLine()
	if line[0] == '[' {
		m := linkedTag().FindSubmatchIndex(line)
		if m == nil {
			return nil
		}
		fragment := strings.TrimPrefix(sub(line, m, 4), "#")
		words := ast.NewTextSegment(text.NewSegment(at.Start+m[2], at.Start+m[3]))
		return tagLink(block, m[1], words, sub(line, m, 2)+sub(line, m, 3), fragment)
	}
	if m := hexoTag().FindSubmatchIndex(line); m != nil {
		name := strings.Trim(sub(line, m, 1), `"'`)
		title := strings.Trim(sub(line, m, 2), `"'`)
		if title == "" {
			title = name
		}
		return tagLink(block, m[1], ast.NewString([]byte(title)), name, "")
	}
	if m := plainTag().FindSubmatchIndex(line); m != nil {
		name := sub(line, m, 1) + sub(line, m, 2)
		return tagLink(block, m[1], ast.NewString([]byte(name)), name, "")
	}
	return nil
}

// sub returns a group of a match, "" if it has no part in it.
func sub(line []byte, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return string(line[m[2*group]:m[2*group+1]])
}

// tagLink returns the link that takes the place of a tag of so many bytes.
func tagLink(block text.Reader, bytes int, words ast.Node, name, fragment string) ast.Node {
	block.Advance(bytes)
	if before, after, ok := strings.Cut(name, "#"); ok {
		name, fragment = before, after
	}
	key := strings.TrimPrefix(sourceKey(strings.Trim(name, "/")), ":")
	link := ast.NewLink()
	link.Destination = []byte((&url.URL{Scheme: tagScheme, Opaque: url.PathEscape(key[strings.LastIndexByte(key, '/')+1:]), Fragment: fragment}).String())
	link.AppendChild(link, words)
	return link
}
