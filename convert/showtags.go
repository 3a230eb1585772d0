package convert

import (
	"regexp"
	"strings"
)

// ShowTags writes what tags of generators show in Markdown that every reader has:
// code between highlight or codeblock as a fence, players and posts of others
// (youtube, vimeo, tweet, gist) as links. Other tags stay.
func ShowTags(body string) string { return linkPlayed(fenceTags(body, false)) }

// playedTag is a tag, by the name of what it plays or shows.
var playedTag = lazily(`\{(?:\{[<%] *(youtube|vimeo|tweet|x|gist) +([^<>%{}\n]{1,200}?) */?[>%]\}|%-? *(youtube|vimeo|tweet|gist) +([^<>%{}\n]{1,200}?) *-?%)\}`)

// linkPlayed makes links of tags in text.
func linkPlayed(body string) string {
	if !playedTag().MatchString(body) {
		return body
	}
	b := newTargetBody(&Target{}, body, nil)
	for _, m := range playedTag().FindAllStringSubmatchIndex(body, -1) {
		start, stop := m[0], m[1]
		if b.at(start) != textRegion || start > 0 && strings.IndexByte("[(<\"'=\\", body[start-1]) >= 0 {
			continue
		}
		name := 2 // of the group
		if m[name] < 0 {
			name = 6
		}
		if words, address := playedBy(body[m[name]:m[name+1]], body[m[name+2]:m[name+3]]); address != "" {
			b.change(start, stop, "["+words+"]("+address+")")
		}
	}
	return b.changed(body)
}

// Forms of what tags name.
var (
	tagNames  = lazily(`^[A-Za-z0-9_-]{1,64}$`)
	tagDigits = lazily(`^[0-9]{1,32}$`)
	tagValue  = lazily(`(?:([a-z]+)=)?(?:"([^"]*)"|'([^']*)'|(\S+))`)
)

// playedBy returns what a tag of this name and with these arguments plays, which
// are in their order or named; "" if it is not clear.
func playedBy(name, arguments string) (words, address string) {
	var list []string
	named := map[string]string{}
	for _, m := range tagValue().FindAllStringSubmatch(arguments, -1) {
		if value := m[2] + m[3] + m[4]; m[1] != "" {
			named[m[1]] = value
		} else {
			list = append(list, value)
		}
	}
	id, form := named["id"], (*regexp.Regexp)(nil)
	if id == "" && len(list) > 0 {
		id = list[0]
	}
	switch name {
	case "youtube":
		words, address, form = "YouTube video", "https://www.youtube.com/watch?v="+id, tagNames()
	case "vimeo":
		words, address, form = "Vimeo video", "https://vimeo.com/"+id, tagDigits()
	case "tweet", "x":
		if user := named["user"]; len(list) > 1 || user != "" && !tagNames().MatchString(user) {
			return "", ""
		}
		words, address, form = "Tweet", "https://twitter.com/i/status/"+id, tagDigits()
	case "gist":
		if len(list) > 1 && tagNames().MatchString(id) && tagNames().MatchString(list[1]) {
			id = id + "/" + list[1]
			return "GitHub gist", "https://gist.github.com/" + id
		}
		words, address, form = "GitHub gist", "https://gist.github.com/"+id, tagNames()
	}
	if !form.MatchString(id) {
		return "", ""
	}
	return words, address
}
