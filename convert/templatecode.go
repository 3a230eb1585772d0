package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Code stands in template tags too: Jekyll's and Hugo's highlight, Hexo's codeblock. The
// site's own engine shows it; for every other reader what stands between two
// template tags is HTML. So it becomes a block of code as any other, which both
// show alike, where it would be converted as HTML (in Markdown), or run.

// disarmTemplates makes a <pre> of such code in a body of HTML if it would run,
// and text of what would run between other tags, as in Liquid's raw.
func disarmTemplates(body string) string {
	return replaceTemplates(body, func(block string) string {
		if holdsLiveLink(block) {
			block = links.Replace(block)
		}
		if !isTagBlock(block) || !strings.Contains(block, "<") || !runs(block) {
			return block
		}
		if lang, code, ok := templateCode(block); ok {
			return codeElement(lang, braces.Replace(html.EscapeString(code)))
		}
		return angles.Replace(block)
	})
}

// links makes text of what Markdown reads as a link, in HTML.
var links = strings.NewReplacer("](", "]&#40;", "]:", "]&#58;")

// braces keeps tags in code from being taken for template tags, which may end
// behind it.
var braces = strings.NewReplacer("{%", "{&#37;", "{{", "{&#123;")

// tagClose is what closes the template tag that s begins with, "" if it begins
// with none that code can follow, or a picture be.
func tagClose(s string) string {
	switch {
	case strings.HasPrefix(s, "{%"):
		return "%}"
	case strings.HasPrefix(s, "{{<"):
		return ">}}"
	case strings.HasPrefix(s, "{{%"):
		return "%}}"
	}
	return ""
}

// templateCode reads a block of template tags; false if it is not one of code
// with tags of HTML in it, or has a title.
func templateCode(block string) (lang, code string, ok bool) {
	tag, rest, _ := strings.Cut(block, "\n")
	end := strings.LastIndexByte(rest, '\n')
	if end < 0 || tagClose(strings.TrimSpace(rest[end:])) == "" || !mayTag(rest[:end]) {
		return "", "", false
	}
	tag, rest = strings.TrimSpace(tag), rest[:end]
	words := append(strings.Fields(strings.Trim(tag, "{<%->}")), "", "")
	switch closing := tagClose(tag); {
	case strings.Index(tag, closing) != len(tag)-len(closing): // the code begins beside it
	case words[0] == "highlight":
		return language(strings.Trim(words[1], `"'`)), rest, true
	case words[0] == "codeblock" && words[2] == "":
		name, isLang := strings.CutPrefix(words[1], "lang:")
		return language(name), rest, isLang || name == ""
	}
	return "", "", false
}

// spaceShortcodes puts the blank that Hugo does not ask for into a shortcode that
// would otherwise be an element that runs: {{<video onload="x">}}.
func spaceShortcodes(body string) string {
	if !strings.Contains(body, "{{<") {
		return body
	}
	var b strings.Builder
	for {
		i := strings.Index(body, "{{<") + len("{{<")
		if i < len("{{<") {
			break
		}
		b.WriteString(body[:i])
		body = body[i:]
		tag, _, closed := strings.Cut(body[:min(len(body), tagLimit)], ">")
		if closed && tag != "" && isLetter(tag[0]) && !strings.Contains(tag, "{{<") && runs("<"+tag+">") {
			b.WriteByte(' ')
		}
	}
	b.WriteString(body)
	return b.String()
}

// innerTags is how many tags are looked at that stand within one another.
const innerTags = 16

// runs tells whether HTML runs or embeds something, leads where no link may, or
// ends within a tag.
func runs(s string) bool {
	if i := strings.LastIndexByte(s, '<'); holdsAutolink(s) || i >= 0 && mayTag(s[i:]) && !strings.Contains(s[i:], ">") {
		return true
	}
	z, at := html.NewTokenizer(strings.NewReader(s)), 0
	for kind := nextToken(z); kind != html.ErrorToken; kind = nextToken(z) {
		at += len(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if inner := string(z.Raw()[1:]); mayTag(inner) { // CommonMark may begin at that one
			if strings.Count(inner, "<") > innerTags || runs(inner[strings.IndexByte(inner, '<'):]) {
				return true
			}
		}
		tok := z.Token()
		switch tok.DataAtom {
		case atom.Base, atom.Frame, atom.Frameset, atom.Link, atom.Meta, atom.Audio, atom.Video, atom.Applet:
			return true
		}
		if isReplaced(tok.Data) || slices.ContainsFunc(tok.Attr, isActive) {
			return true
		}
	}
	return mayTag(s[at:])
}

// holdsAutolink tells whether CommonMark reads a link in s that no link may be:
// <x:y>, also where HTML has it within another tag.
func holdsAutolink(s string) bool {
	for i := range tagStarts(s) {
		end := strings.IndexAny(s[i+1:], "<> \t\n")
		if end > 0 && s[i+1+end] == '>' && !isInert(s[i+1:i+1+end]) {
			return true
		}
	}
	return false
}

// mayTag tells whether a tag or a comment begins in s, or what looks like one.
func mayTag(s string) bool {
	for i := range tagStarts(s) {
		if i+1 < len(s) && (isLetter(s[i+1]) || strings.IndexByte("/!?", s[i+1]) >= 0) {
			return true
		}
	}
	return false
}
