package convert

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// openElements marks elements that a block of HTML leaves open, so that what
// follows is Markdown in them also for kramdown and Python-Markdown. For
// CommonMark a blank line is enough. Where other HTML closes them, no Markdown
// follows, and marks would make some of what is text.
func (b *targetBody) openElements(n *ast.HTMLBlock) {
	if b.target.Name != TargetJekyll && b.target.Name != TargetMkDocs {
		return
	}
	_, stop := htmlExtent(n)
	var open openTags
	open.read(b.tagsOf(n))
	next := n.NextSibling()
	for range maxSiblings {
		block, ok := next.(*ast.HTMLBlock)
		if !ok || len(open) == 0 || open[0].name > stop || block.Lines().Len() == 0 {
			break
		}
		open.read(b.tagsOf(block))
		next = next.NextSibling()
	}
	if next == nil {
		return
	}
	for _, o := range open {
		if o.name < stop {
			b.change(o.name, o.name, ` markdown="1"`)
		}
	}
	if len(open) > 0 && open[0].name < stop {
		b.unread(open[0].name-len("<"+open[0].element), stop)
	}
}

// tagsOf returns the tags of a block of HTML, which is asked for by many before it.
func (b *targetBody) tagsOf(n *ast.HTMLBlock) []token {
	tags, ok := b.tags[n]
	if !ok {
		for t := range b.tokens(htmlExtent(n)) {
			if t.kind == html.StartTagToken || t.kind == html.EndTagToken {
				tags = append(tags, t)
			}
		}
		b.tags[n] = tags
	}
	return tags
}

// unread keeps a block of HTML from being read as Markdown from the tag on that
// was marked: its lines are no code, and its text is text.
func (b *targetBody) unread(start, stop int) {
	verbatim := bytes.Contains(b.src[start:stop], []byte("<pre"))
	isRaw := false
	for t := range b.tokens(start, stop) {
		for i, c := range t.raw {
			at := t.at + i
			switch {
			case c == '\n' && !verbatim:
				if n := len(t.raw[i+1:]) - len(bytes.TrimLeft(t.raw[i+1:], " ")); n > 0 {
					b.change(at+1, at+1+n, "")
				}
			case t.kind == html.TextToken && !isRaw && strings.IndexByte("*_`[]\\|$#~", c) >= 0 && (i == 0 || t.raw[i-1] != '&'):
				b.change(at, at+1, fmt.Sprintf("&#%d;", c))
			}
		}
		isRaw = t.kind == html.StartTagToken && (t.name == "script" || t.name == "style")
	}
}

// openTags are the elements in hand that may hold Markdown, the outermost first.
type openTags []openTag

type openTag struct {
	element string
	name    int // where the name in the tag ends
}

// read goes over the tags of a piece of HTML.
func (t *openTags) read(tags []token) {
	for _, tok := range tags {
		switch {
		case tok.kind == html.StartTagToken && markdownElements[tok.name] && !bytes.Contains(tok.raw, []byte("markdown=")):
			*t = append(*t, openTag{tok.name, tok.at + 1 + len(tok.name)})
		case tok.kind == html.EndTagToken:
			t.close(tok.name)
		}
	}
}

// close closes the innermost element of a name.
func (t *openTags) close(name string) {
	for i := len(*t) - 1; i >= max(0, len(*t)-maxDepth); i-- {
		if (*t)[i].element == name {
			*t = (*t)[:i]
			return
		}
	}
}

// markdownElements are the elements in which those programs look for Markdown if
// they are told to.
var markdownElements = map[string]bool{
	"div": true, "details": true, "section": true, "article": true, "aside": true, "main": true, "header": true,
	"footer": true, "blockquote": true, "figure": true, "center": true, "td": true, "th": true, "li": true,
}
