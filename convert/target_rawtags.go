package convert

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// rawTags writes the tags of HTML so that kramdown and Python-Markdown see
// tags: without those that close what no HTML of the post has opened, which they
// would show, and for kramdown with all values of attributes in quotes.
func (b *targetBody) rawTags(start, stop int, inLine bool) {
	if b.target.Name != TargetJekyll && b.target.Name != TargetMkDocs {
		return
	}
	z := html.NewTokenizer(bytes.NewReader(b.src[start:stop]))
	for at := start; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		end := at + len(z.Raw())
		name, _ := z.TagName()
		switch isLeftOut := inLine && b.target.Name == TargetJekyll && printedByKramdown[string(name)]; {
		case isLeftOut: // see strayTag
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			b.opened[string(name)]++
			if b.target.Name == TargetJekyll {
				b.quoteValues(at+1+len(name), end)
			}
		case kind == html.EndTagToken && b.opened[string(name)] > 0:
			b.opened[string(name)]--
		case kind == html.EndTagToken && !inLine:
			b.change(at, end, "")
		}
		at = end
	}
}

// quoteValues puts quotes around the values in a tag that have none and hold
// more than letters: color=#ff8800.
func (b *targetBody) quoteValues(at, stop int) {
	for at < stop {
		switch c := b.src[at]; {
		case c == '"' || c == '\'':
			n := bytes.IndexByte(b.src[at+1:stop], c)
			if n < 0 {
				return
			}
			at += n + 2
		case c == '=':
			for at++; at < stop && isBlank(b.src[at]); at++ {
			}
			n := bytes.IndexFunc(b.src[at:stop], func(r rune) bool { return r <= ' ' || strings.ContainsRune("\"'>", r) })
			if n <= 0 {
				continue
			}
			if bytes.ContainsFunc(b.src[at:at+n], func(r rune) bool { return !isWord(r) && r != '_' }) {
				b.change(at, at, `"`)
				b.change(at+n, at+n, `"`)
			}
			at += n
		default:
			at++
		}
	}
}
