package convert

import (
	"bytes"
	"strings"
)

// templates keeps what looks like a tag of the target's own language from
// being one.
func (b *targetBody) templates() {
	switch b.target.Name {
	case TargetHugo:
		b.hugoTags()
	case TargetJekyll:
		b.liquidTags()
	}
}

// switches returns fields of the front matter that the body needs. Hexo has
// one for posts that hold no tags of Nunjucks; what stands in them stays as it
// is then, code and text.
func (b *targetBody) switches() []*value {
	if b.target.Name != TargetHexo || !bytes.Contains(b.src, []byte("{{")) && !bytes.Contains(b.src, []byte("{%")) && !bytes.Contains(b.src, []byte("{#")) {
		return nil
	}
	return []*value{{kind: boolValue, key: "disableNunjucks", text: "true"}}
}

// liquidTags writes what opens a tag as a string that Liquid prints. Liquid
// runs before anything knows what is code, so one way is right everywhere; a
// block of raw would end at the first endraw of the text.
func (b *targetBody) liquidTags() {
	for i := 0; i+1 < len(b.src); i++ {
		if b.src[i] != '{' || b.src[i+1] != '{' && b.src[i+1] != '%' {
			continue
		}
		opener := string(b.src[i : i+2])
		if b.at(i) == textRegion && strings.HasPrefix(string(b.src[i+1:min(len(b.src), i+3)]), "{:") {
			opener = `\{\{` // {: has a meaning of its own in kramdown
		}
		b.change(i, i+2, "{{ '"+opener+"' }}")
		i++
	}
}

// Unmark returns Markdown that was written for a program without what stands in
// it for that program alone: the shortcode around HTML, and what keeps the
// openings of its tags from being read.
func (n TargetName) Unmark(markdown []byte) []byte {
	switch n {
	case TargetHugo:
		return []byte(hugoMarks.Replace(string(markdown)))
	case TargetJekyll:
		return []byte(liquidMarks.Replace(string(markdown)))
	}
	return markdown
}

var (
	hugoMarks = strings.NewReplacer(rawOpen+"&#123;"+rawClose, "{", rawOpen, "", rawClose, "",
		"{{</*", "{{<", "*/>}}", ">}}", "{{%/*", "{{%", "*/%}}", "%}}")
	liquidMarks = strings.NewReplacer("{{ '{{' }}", "{{", "{{ '{%' }}", "{%")
)
