package convert

import (
	"bytes"
	"iter"
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
	for t := range b.tokens(start, stop) {
		end := t.at + len(t.raw)
		switch isLeftOut := inLine && b.target.Name == TargetJekyll && printedByKramdown[t.name]; {
		case isLeftOut: // see strayTag
		case t.kind == html.StartTagToken || t.kind == html.SelfClosingTagToken:
			b.opened[t.name]++
			if b.target.Name == TargetJekyll {
				b.quoteValues(t.at+1+len(t.name), end)
			}
		case t.kind == html.EndTagToken && b.opened[t.name] > 0:
			b.opened[t.name]--
		case t.kind == html.EndTagToken && !inLine:
			b.change(t.at, end, "")
		}
	}
}

// A token is a tag of HTML, or what stands between two.
type token struct {
	kind html.TokenType
	at   int    // where it begins
	raw  []byte // as it stands there
	name string // of a tag
}

// tokens yields those of the HTML from start to stop.
func (b *targetBody) tokens(start, stop int) iter.Seq[token] {
	return func(yield func(token) bool) {
		z := html.NewTokenizer(bytes.NewReader(b.src[start:stop]))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			end := start + len(z.Raw())
			name, _ := z.TagName()
			if !yield(token{kind, start, b.src[start:end], string(name)}) {
				return
			}
			start = end
		}
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
