package convert

import (
	"bytes"
	"strings"
)

// A tagPicture is what a template tag shows.
type tagPicture struct{ address, alt, title string }

// pictureOf reads the template tags that show a picture: Hexo's asset_img and
// img, Hugo's figure and its kin, Jekyll's include of a figure. False for all
// other tags.
func pictureOf(tag string) (tagPicture, bool) {
	inner, isTag := cutAround(tag, "{%", "%}")
	if !isTag {
		var ok bool
		if inner, ok = cutAround(tag, "{{<", ">}}"); !ok {
			if inner, ok = cutAround(tag, "{{%", "%}}"); !ok {
				return tagPicture{}, false
			}
		}
	}
	words := tagWords(strings.Trim(inner, "- \t\n/"))
	if len(words) < 2 {
		return tagPicture{}, false
	}
	name, words := words[0], words[1:]
	switch {
	case isTag && (name == "asset_img" || name == "img"):
		return plainPicture(words)
	case isTag && name == "include", !isTag && (name == "figure" || name == "img" || name == "image"):
		return namedPicture(words)
	}
	return tagPicture{}, false
}

func cutAround(s, before, after string) (string, bool) {
	inner, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inner, after)
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
// width, height, title and alternative text.
func plainPicture(words []string) (tagPicture, bool) {
	for i, word := range words {
		if !hasImageExt(word) {
			continue
		}
		p := tagPicture{address: word}
		rest := words[i+1:]
		for len(rest) > 0 && isNumber(rest[0]) {
			rest = rest[1:]
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
		case "link", "attr", "attrlink":
			return tagPicture{}, false // says more than a picture can
		}
	}
	if caption != "" && p.title != "" && p.alt != "" {
		return tagPicture{}, false
	}
	if p.alt == "" {
		p.alt, caption = caption, ""
	}
	if p.title == "" {
		p.title = caption
	}
	return p, p.address != ""
}

// markdown shows the picture from a path of ours.
func (p *tagPicture) markdown(dst []byte, path string) []byte {
	alt := strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "`", "\\`", "<", `\<`, "*", `\*`, "_", `\_`).Replace(oneLine(p.alt))
	dst = append(append(append(dst, "!["...), alt...), "]("...)
	return append(title(destination(dst, path), p.title), ')')
}

// showTags makes assets of the pictures that template tags show, where a tag
// is a line of its own in a paragraph. Such a tag stays as it is unless the
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

// showTag puts a hole before the mark of a tag that is all of the line.
func (w *writer) showTag(line []byte) []byte {
	text := strings.TrimRight(string(line), " \t")
	tag := text
	if strings.HasPrefix(text, string(rune(templateMark))) {
		var rest string
		if tag, rest = w.pre.cut(text); rest != "" {
			return line
		}
	} else if at, n := findTemplate(text, blockEnds{}); at != 0 || n == 0 || n != len(text) {
		return line
	}
	p, ok := pictureOf(tag)
	if !ok {
		return line
	}
	s := sourcesOf(p.address)
	if len(s.candidates) == 0 {
		return line
	}
	at := w.assets.add(s, Use{Alt: p.alt})
	if text == tag {
		text = w.pre.add(tag)
	}
	return append(hole(holeTag, at), text...)
}
