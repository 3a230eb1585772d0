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
	inner               string // Markdown under that
	source, sourceLink  string // whom it is from
}

// pictureOf reads the template tags that show a picture: Hexo's asset_img and
// img, Hugo's figure and its kin, Jekyll's include of a figure, and those of
// plugins and themes with such a name. A shortcode may have its caption between
// two tags. False for all other tags.
func pictureOf(tag string) (tagPicture, bool) {
	tag, inner, isPair := cutPair(tag)
	p, ok := singlePicture(tag)
	if ok && isPair && inner != "" {
		if strings.ContainsAny(inner, "[]*_`<\\&!{") {
			p.inner = inner
		} else {
			p.caption(inner)
		}
	}
	return p, ok
}

// singlePicture reads one tag.
func singlePicture(tag string) (tagPicture, bool) {
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
		case quote == 0 && (c == '"' || c == '\'' || c == '`'):
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
	p.caption(caption)
	return p, p.address != ""
}

// caption puts words where the picture has none yet.
func (p *tagPicture) caption(words string) {
	switch {
	case p.alt == "":
		p.alt = words
	case p.title == "":
		p.title = words
	default:
		p.below = strings.TrimSpace(p.below + " " + words)
	}
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
	if p.below == "" && p.inner == "" && p.source == "" {
		return dst
	}
	below := strings.TrimSpace(escapeWords(p.below) + " " + p.inner)
	dst = append(append(dst, "<br>"...), below...)
	if p.source == "" {
		return dst
	}
	if below != "" {
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
func (w *writer) showTags(body string) string {
	if strings.IndexByte(body, templateMark) < 0 && !strings.Contains(body, "{%") && !strings.Contains(body, "{{") {
		return body
	}
	var out []byte
	closed := w.closedTags(body)
	ends := blockEnds{}
	fence, raw := "", false
	for text := body; ; {
		n := lineLength(text)
		line := text[:n]
		fence = fenceBehind(fence, []byte(line))
		raw = !isAllBlank(line) && (raw || startsRaw([]byte(line))) // HTML, code or a table, until a blank line
		if fence == "" && !raw {
			out, n = w.showTag(out, text, closed, ends)
		} else {
			out = append(out, line...)
		}
		if n == len(text) {
			return string(out)
		}
		out, text = append(out, '\n'), text[n+1:]
	}
}

// lineLength is how far the first line of a text goes.
func lineLength(text string) int {
	if n := strings.IndexByte(text, '\n'); n >= 0 {
		return n
	}
	return len(text)
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

// showTag appends to dst the first line of a text, and those in which tags end
// that begin in it, with holes before the tags that show pictures, and returns
// how far that goes. Where there is code or, perhaps, the cells of a table, only
// a tag that is all of it is looked at.
func (w *writer) showTag(dst []byte, text string, closed map[string]bool, ends blockEnds) ([]byte, int) {
	n, done := lineLength(text), 0
	coded := strings.ContainsAny(text[:n], "`|")
	for i := 0; i < n; i++ {
		size, tag := w.tagAt(text[i:], ends)
		if size == 0 {
			continue
		}
		p, ok := pictureOf(tag)
		mark := text[i : i+size]
		if ok && closed[shortcodeName(tag)] {
			var more int
			if tag, more, ok = w.pair(tag, text[i+size:]); more > 0 {
				size, mark = size+more, tag
				p, _ = pictureOf(tag)
			}
		}
		stop, end, alone := i+size, n, coded
		if stop > n {
			end = stop + lineLength(text[stop:])
			alone = coded || strings.ContainsAny(text[n:end], "`|")
		}
		ok = ok && (!alone || isAllBlank(text[:i]) && isAllBlank(text[stop:end]))
		if s := p.sources(); ok && len(s.candidates) > 0 {
			dst = append(append(dst, text[done:i]...), hole(holeTag, w.assets.add(s, Use{Alt: p.alt}))...)
			if mark == tag {
				mark = w.pre.add(tag)
			}
			dst = append(dst, mark...)
			n, done = end, stop
		}
		i = stop - 1
	}
	return append(dst, text[done:n]...), n
}

// tagAt returns the length of the template tag that a text begins with, or of
// the mark that stands for it, and the tag; length 0 if it begins with none.
func (w *writer) tagAt(text string, ends blockEnds) (n int, tag string) {
	switch text[0] {
	case '{':
		n = templateLength(text, ends)
		return n, text[:n]
	case templateMark:
		tag, rest := w.pre.cut(text)
		return len(text) - len(rest), tag
	}
	return 0, ""
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
