package convert

import (
	"bytes"
	"strings"
)

// A tagPicture is what a template tag shows.
type tagPicture struct {
	address, alt, title string
	link                string // where a click leads
	below               string // words under it that are neither alt nor title
	source, sourceLink  string // whom it is from
}

// pictureOf reads the template tags that show a picture: Hexo's asset_img and
// img, Hugo's figure and its kin, Jekyll's include of a figure, and those of
// plugins and themes with such a name. False for all other tags.
func pictureOf(tag string) (tagPicture, bool) {
	end := tagClose(tag)
	inner, closed := strings.CutSuffix(tag[len(end):], end) // what opens it is as long
	words, isTag := tagWords(strings.Trim(inner, "- \t\n/")), end == "%}"
	if end == "" || !closed || len(words) < 2 {
		return tagPicture{}, false
	}
	name, words := strings.ToLower(words[0]), words[1:]
	switch {
	case isTag && name == "include":
		return namedPicture(words)
	case !holdsAny(name, "img", "image", "picture", "photo", "figure"):
		return tagPicture{}, false
	case strings.Contains(words[0], "="):
		return namedPicture(words)
	}
	p, ok := plainPicture(words)
	if !isTag && p.title != "" {
		p.title, p.alt = "", "" // what shall be done to it
	}
	return p, ok
}

// tagWords parts a tag at its blanks; what stands in quotes is one word, also
// behind an equals sign. The quotes go.
func tagWords(s string) (words []string) {
	var word []byte
	begun, quote := false, byte(0)
	for i := range len(s) {
		c := s[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, begun = c, true
		case quote == 0 && isBlank(c):
			if begun {
				words = append(words, string(word))
			}
			word, begun = word[:0], false
		default:
			word, begun = append(word, c), true
		}
	}
	if begun {
		words = append(words, string(word))
	}
	return words
}

// plainPicture reads the words of asset_img and img: classes, the picture,
// width, height, title and alternative text. Other tags have names before some
// of them, width=300 or alt: "words", and commas.
func plainPicture(words []string) (tagPicture, bool) {
	for i, word := range words {
		if word = strings.TrimSuffix(word, ","); !hasImageExt(word) || strings.Contains(word, "=") {
			continue
		}
		p := tagPicture{address: word}
		rest := words[i+1:]
		for len(rest) > 0 && isNumber(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 1 && holdsTwo(rest[0]) {
			rest = tagWords(rest[0])
		}
		var named bool
		if p.alt, named = namedAlt(rest); named {
			return p, true
		}
		switch len(rest) {
		case 0:
		case 2:
			p.title, p.alt = rest[0], rest[1]
		default:
			p.alt = strings.Join(rest, " ")
		}
		return p, true
	}
	return tagPicture{}, false
}

// holdsTwo tells of a word that is two in quotes: Hexo's '"title" "alt"'.
func holdsTwo(word string) bool {
	for _, quote := range [...]string{`"`, "'"} {
		if strings.HasPrefix(word, quote) && strings.HasSuffix(word, quote) && strings.Count(word, quote) == 4 {
			return true
		}
	}
	return false
}

// namedAlt is the alternative text among words of which some have names; false
// if none has.
func namedAlt(words []string) (alt string, named bool) {
	for i, word := range words {
		name, value, ok := strings.Cut(strings.TrimSuffix(word, ","), "=")
		if key, isKey := strings.CutSuffix(word, ":"); isKey && i+1 < len(words) {
			name, value, ok = key, words[i+1], true
		}
		if named = named || ok; ok && name == "alt" {
			alt = value
		}
	}
	return alt, named
}

// namedPicture reads words of the form name=value.
func namedPicture(words []string) (tagPicture, bool) {
	var p tagPicture
	var caption string
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "src", "image_path", "url", "file", "path", "image":
			if p.address == "" && hasImageExt(value) {
				p.address = value
			}
		case "alt":
			p.alt = value
		case "caption":
			caption = value
		case "title":
			p.title = value
		case "link":
			p.link = value
		case "attr":
			p.source = value
		case "attrlink":
			p.sourceLink = value
		}
	}
	if caption != "" && p.title != "" && p.alt != "" {
		p.below, caption = caption, ""
	}
	if p.alt == "" {
		p.alt, caption = caption, ""
	}
	if p.title == "" {
		p.title = caption
	}
	return p, p.address != ""
}

// markdown shows the picture from a path of ours, and below it what a picture
// has no words for. It stays on one line: nobody knows what the lines of its
// paragraph begin with.
func (p *tagPicture) markdown(dst []byte, path string) []byte {
	link := p.link
	if p.leadsToImage() {
		link = path
	}
	if link = asLink(link); link != "" {
		dst = append(dst, '[')
	}
	dst = append(append(append(dst, "!["...), escapeWords(p.alt)...), "]("...)
	dst = append(title(destination(dst, path), p.title), ')')
	if link != "" {
		dst = append(destination(append(dst, "]("...), link), ')')
	}
	if p.below == "" && p.source == "" {
		return dst
	}
	dst = append(append(dst, "<br>"...), escapeWords(p.below)...)
	if p.source == "" {
		return dst
	}
	if p.below != "" {
		dst = append(dst, ' ')
	}
	if link := asLink(p.sourceLink); link != "" {
		dst = append(append(append(dst, '['), escapeWords(p.source)...), "]("...)
		return append(destination(dst, link), ')')
	}
	return append(dst, escapeWords(p.source)...)
}

// asLink is an address that a link may have, "" if it may not.
func asLink(ref string) string {
	if ref = address(ref); !isInert(ref) {
		return ""
	}
	return ref
}

var wordEscapes = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "`", "\\`", "<", `\<`, "*", `\*`, "_", `\_`)

func escapeWords(s string) string { return wordEscapes.Replace(oneLine(s)) }

func (p *tagPicture) leadsToImage() bool {
	return leadsToImage(p.link, func() []string { return []string{p.address} })
}

// sources are those of the picture: what a click leads to is the full size if it
// is a picture.
func (p *tagPicture) sources() sources {
	s := sources{address: p.address}
	if p.leadsToImage() {
		s.showFull(p.link)
		s.rank = rankShown
	}
	s.show(p.address)
	return s
}

// showTags makes assets of the pictures that template tags show, where a tag
// stands in a paragraph. Such a tag stays as it is unless the
// picture is held: it means something to the generator that the post was written
// for.
func (w *writer) showTags(body []byte) []byte {
	if !bytes.Contains(body, []byte{templateMark}) && !bytes.Contains(body, []byte("{%")) && !bytes.Contains(body, []byte("{{")) {
		return body
	}
	lines := bytes.Split(body, []byte("\n"))
	fence, raw := "", false
	for i, line := range lines {
		fence = fenceBehind(fence, line)
		raw = !isAllBlank(string(line)) && (raw || startsRaw(line)) // HTML, code or a table, until a blank line
		if fence == "" && !raw {
			lines[i] = w.showTag(line)
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// startsRaw tells of lines behind which a picture would not be Markdown until
// a blank one comes.
func startsRaw(line []byte) bool {
	return bytes.HasPrefix(line, []byte("    ")) || bytes.HasPrefix(line, []byte("\t")) || bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("<"))
}

// fenceBehind tells which fence is open behind a line, fence being the one before
// it; "" for none.
func fenceBehind(fence string, line []byte) string {
	line = bytes.TrimLeft(line, " >\t")
	for _, mark := range [...]string{"```", "~~~"} {
		switch {
		case !bytes.HasPrefix(line, []byte(mark)):
		case fence == "":
			return mark
		case fence == mark:
			return ""
		}
	}
	return fence
}

// showTag puts holes before the tags of a line that show pictures. In a line with
// code or, perhaps, the cells of a table only a tag that is all of it is looked
// at.
func (w *writer) showTag(line []byte) []byte {
	rest := string(line)
	if bytes.ContainsAny(line, "`|") {
		rest = strings.TrimRight(rest, " \t")
		if at, n, _ := w.nextTag(rest, blockEnds{}); at != 0 || n != len(rest) {
			return line
		}
	}
	var out []byte
	for ends := (blockEnds{}); ; {
		at, n, tag := w.nextTag(rest, ends)
		if n == 0 {
			return append(out, rest...)
		}
		out = append(out, rest[:at]...)
		mark := rest[at : at+n]
		if p, ok := pictureOf(tag); ok {
			if s := p.sources(); len(s.candidates) > 0 {
				out = append(out, hole(holeTag, w.assets.add(s, Use{Alt: p.alt}))...)
				if mark == tag {
					mark = w.pre.add(tag)
				}
			}
		}
		out = append(out, mark...)
		rest = rest[at+n:]
	}
}

// nextTag returns the place and length of the first template tag of a line, or of
// the mark that stands for it, and the tag; length 0 if there is none.
func (w *writer) nextTag(line string, ends blockEnds) (at, n int, tag string) {
	at = strings.IndexByte(line, templateMark)
	before := line
	if at >= 0 {
		before = line[:at]
	}
	if at, n := findTemplate(before, ends); n > 0 {
		return at, n, line[at : at+n]
	}
	if at < 0 {
		return 0, 0, ""
	}
	tag, rest := w.pre.cut(line[at:])
	return at, len(line) - at - len(rest), tag
}
