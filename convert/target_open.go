package convert

import (
	"strings"

	"golang.org/x/net/html"
)

// openElements marks elements that a block of HTML leaves open, so that what
// follows is Markdown in them also for kramdown and Python-Markdown. For
// CommonMark a blank line is enough.
func (b *targetBody) openElements(start int, raw string) {
	if b.target.Name != TargetJekyll && b.target.Name != TargetMkDocs {
		return
	}
	type open struct {
		name string
		at   int
	}
	var stack []open
	z := html.NewTokenizer(strings.NewReader(raw))
	for at := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		text := len(z.Raw())
		name, _ := z.TagName()
		switch {
		case kind == html.StartTagToken && markdownElements[string(name)] && !strings.Contains(string(z.Raw()), "markdown="):
			stack = append(stack, open{string(name), at + 1 + len(name)})
		case kind == html.EndTagToken:
			for i := len(stack) - 1; i >= max(0, len(stack)-maxDepth); i-- {
				if stack[i].name == string(name) {
					stack = stack[:i]
					break
				}
			}
		}
		at += text
	}
	for _, o := range stack {
		b.change(start+o.at, start+o.at, ` markdown="1"`)
	}
}

// markdownElements are the elements in which those programs look for Markdown if
// they are told to.
var markdownElements = map[string]bool{
	"div": true, "details": true, "section": true, "article": true, "aside": true, "main": true, "header": true,
	"footer": true, "blockquote": true, "figure": true, "center": true, "td": true, "th": true, "li": true,
}
