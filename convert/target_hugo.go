package convert

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// The shortcode in which HTML stands for Hugo.
const (
	rawOpen  = "{{< rawhtml >}}"
	rawClose = "{{< /rawhtml >}}"
)

// hugoMore ends an excerpt, in Hugo's form; Hexo's may have blanks in it.
const hugoMore = "<!--more-->"

// htmlBlock writes a block of HTML as its target reads it.
func (b *targetBody) htmlBlock(n *ast.HTMLBlock) {
	if n.Lines().Len() == 0 {
		return
	}
	start, stop := htmlExtent(n)
	b.regions = append(b.regions, region{start, stop, htmlRegion})
	b.rawTags(start, stop, false)
	if n.HTMLBlockType == ast.HTMLBlockType6 && n.Parent().Kind() == ast.KindDocument {
		b.openElements(n)
	}
	b.nested(n, start, stop)
	if b.target.Name == TargetHugo && start < stop {
		b.wrapBlock(n, start, stop)
	}
}

// wrapBlock wraps a block of HTML for Hugo.
func (b *targetBody) wrapBlock(n *ast.HTMLBlock, start, stop int) {
	raw := strings.TrimRight(string(b.src[start:stop]), " \n")
	if b.isMore(raw) {
		b.change(start, start+len(raw), hugoMore)
		return
	}
	open, text, end := rawOpen, "", rawClose
	if n.Parent().Kind() == ast.KindDocument {
		open, text, end = rawOpen+"\n", raw, "\n"+rawClose
		if start > 1 && b.src[start-1] == '\n' && b.src[start-2] != '\n' {
			open = "\n" + open // it interrupts a paragraph, of which it would become a part
		}
	} else {
		text = segments(n.Lines(), b.src)
		if n.HasClosure() {
			text += string(n.ClosureLine.Value(b.src))
		}
		text = oneLineHTML(text)
	}
	if rest := b.src[stop:]; len(rest) > 0 && rest[0] != '\n' {
		end += "\n" // a paragraph would go on where HTML ended
	}
	b.wrap(start, start+len(raw), open+hugoInner.Replace(text)+end)
}

func (b *targetBody) wrap(start, stop int, with string) {
	b.shortcode = true
	b.change(start, stop, with)
}

// hugoInner writes HTML as it stands in the shortcode: nothing in it opens another.
var hugoInner = strings.NewReplacer("{{<", "&#123;{<", "{{%", "&#123;{%", hugoMore, "<!-- more -->")

// isMore tells whether HTML is the mark that ends the excerpt: Hugo heeds the
// first.
func (b *targetBody) isMore(raw string) bool {
	if b.more || strings.Join(strings.Fields(raw), "") != hugoMore {
		return false
	}
	b.more = true
	return true
}

// oneLineHTML joins the lines of HTML, which may begin with the marks of quotes
// and lists when they stand in the file. In pre they stay lines.
func oneLineHTML(s string) string {
	lines := strings.Split(strings.Trim(s, " \n"), "\n")
	var b strings.Builder
	pre := 0
	for i, line := range lines {
		if i > 0 {
			b.WriteString([]string{" ", "&#10;"}[min(max(pre, 0), 1)])
		}
		if pre <= 0 {
			line = strings.TrimLeft(line, " ")
		}
		b.WriteString(line)
		pre += strings.Count(line, "<pre") - strings.Count(line, "</pre")
	}
	return b.String()
}

// rawHTML wraps a tag in a line for Hugo; a pair of tags around plain text goes
// together.
func (b *targetBody) rawHTML(n *ast.RawHTML) {
	if b.target.Name != TargetHugo || n.Segments.Len() == 0 {
		return
	}
	start, stop := extent(n.Segments)
	raw := oneLineHTML(segments(n.Segments, b.src))
	if b.isMore(raw) {
		b.change(start, stop, hugoMore)
		return
	}
	if end := b.plainPair(n); end > 0 {
		b.wrap(start, end, rawOpen+hugoInner.Replace(string(b.src[start:end]))+rawClose)
		return
	}
	b.wrap(start, stop, rawOpen+hugoInner.Replace(raw)+rawClose)
}

// plainPair returns the end of the tag that closes n if nothing but text that
// is the same in HTML stands between them; 0 if there is none.
func (b *targetBody) plainPair(n *ast.RawHTML) int {
	text, ok := n.NextSibling().(*ast.Text)
	if !ok || n.Segments.Len() != 1 || text.SoftLineBreak() || text.HardLineBreak() {
		return 0
	}
	end, ok := text.NextSibling().(*ast.RawHTML)
	if !ok || end.Segments.Len() != 1 {
		return 0
	}
	first, last := n.Segments.At(0), end.Segments.At(0)
	closes := bytes.HasPrefix(last.Value(b.src), []byte("</"))
	if !closes || first.Stop != text.Segment.Start || text.Segment.Stop != last.Start || bytes.HasPrefix(first.Value(b.src), []byte("</")) {
		return 0
	}
	if bytes.ContainsAny(text.Segment.Value(b.src), "\\&<>\n{") {
		return 0
	}
	return last.Stop
}

// hugoTags keeps what looks like a shortcode from being one. Where it closes in
// its line that is Hugo's own way to show one, {{</* x */>}}; else its first
// sign is written so that Hugo does not see it.
func (b *targetBody) hugoTags() {
	for i := 0; i+2 < len(b.src); i++ {
		if b.src[i] != '{' || b.src[i+1] != '{' || b.src[i+2] != '<' && b.src[i+2] != '%' {
			if b.src[i] == '<' && b.at(i) == codeRegion && bytes.HasPrefix(b.src[i:], []byte(hugoMore)) {
				b.wrap(i, i+len(hugoMore), rawOpen+"&lt;!--more--&gt;"+rawClose) // Hugo would cut here, code or not
			}
			continue
		}
		kind := b.at(i)
		if end := b.shortcodeEnd(i); end > 0 && (kind == textRegion || kind == codeRegion) && b.at(i+2) == kind && b.at(end-1) == kind {
			b.change(i+3, i+3, "/*")
			b.change(end-3, end-3, "*/")
			i = end - 1
			continue
		}
		switch kind {
		case codeRegion:
			b.wrap(i, i+1, rawOpen+"&#123;"+rawClose)
		case textRegion, structure:
			b.change(i, i+2, "{&#123;")
		case htmlRegion:
			b.change(i, i+1, "&#123;")
		}
	}
}

// shortcodeEnd returns where the shortcode that opens at i ends in its line; 0
// if it does not, or holds another or what ends a comment.
func (b *targetBody) shortcodeEnd(i int) int {
	line, _, _ := bytes.Cut(b.src[i:min(len(b.src), i+tagLimit)], []byte("\n"))
	end := "%}}"
	if line[2] == '<' {
		end = ">}}"
	}
	n := bytes.Index(line[3:], []byte(end))
	if n < 1 {
		return 0
	}
	if inside := line[3 : 3+n]; bytes.Contains(inside, []byte("{{")) || bytes.ContainsAny(inside, "*`\\<&") {
		return 0
	}
	return i + 3 + n + 3
}
