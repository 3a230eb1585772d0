package convert

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A block is front matter as it was cut off a post.
type block struct {
	format  Format
	fence   string
	raw     string
	start   int // of raw in the text
	rest    int // where the post goes on behind the block
	root    *value
	err     error
	errLine int // of err, 0 for the first line of the block
}

// parseFields reads a block of any format.
func parseFields(f Format, fence, raw string) (*value, error) {
	switch {
	case f == YAML:
		return parseYAML(raw)
	case f == TOML:
		return parseTOML(raw)
	case fence == "":
		return parseJSON(raw)
	}
	return parseMembers(raw)
}

func (b *block) parse() {
	b.root, b.err = parseFields(b.format, b.fence, b.raw)
	if e, ok := b.err.(*lineError); ok && e.line > 0 {
		b.errLine = min(e.line-1, strings.Count(strings.TrimSuffix(b.raw, "\n"), "\n"))
	}
}

// cut finds the front matter of a post. What only looks like it at first, such
// as a body that begins with a rule, is none. The warning, if there is one,
// says what was meant to be front matter and could not be cut off.
func cut(text string) (block, *Warning) {
	start := skipBlankLines(text, 0)
	line, next := lineFrom(text, start)
	switch {
	case isCommentedFence(line): // the comment becomes the first line of the block
		return fenced(text, start+strings.IndexByte(line, '#'), block{format: YAML, fence: "---"})
	case strings.TrimRight(line, " \t") == "---json": // as gray-matter reads it
		if end, rest := closing(text, next, '-'); end >= 0 {
			b := block{format: JSON, raw: strings.TrimSuffix(text[next:end], "\n"), start: next, rest: rest}
			if b.parse(); b.err != nil {
				b.raw = text[start:rest] // with its fences: nothing else tells where it ends
			}
			return b, nil
		}
	case isFence(line, '-'):
		return fenced(text, next, block{format: YAML, fence: "---"})
	case isFence(line, '+') && strings.TrimRight(line, " \t") == "+++":
		return fenced(text, next, block{format: TOML, fence: "+++"})
	case isFence(line, ';'):
		return fenced(text, next, block{format: JSON, fence: ";;;"})
	case strings.HasPrefix(line, "{"):
		return object(text, start)
	}
	return unfenced(text, start), nil
}

// fenced cuts a block whose opening fence was read.
func fenced(text string, start int, b block) (block, *Warning) {
	end, rest := closing(text, start, b.fence[0])
	if end < 0 {
		if resembles(text[start:], b.format) {
			return block{}, &Warning{lineAt(text, start) - 1, ClassFrontMatter, "front matter is not closed"}
		}
		return block{}, nil
	}
	b.raw, b.start, b.rest = text[start:end], start, rest
	b.parse()
	if b.err != nil && !resembles(b.raw, b.format) {
		return block{}, nil
	}
	return b, nil
}

// isCommentedFence tells whether a line opens a block of YAML and says
// something about it in a comment. A text may begin with a rule, never so.
func isCommentedFence(line string) bool {
	rest, ok := strings.CutPrefix(line, "---")
	return ok && rest != "" && isBlank(rest[0]) && strings.HasPrefix(strings.TrimLeft(rest, " \t"), "#")
}

// closing finds the fence that closes a block and returns where it begins and
// where it ends. Like Jekyll it takes the dots that end a YAML document.
func closing(text string, start int, sign byte) (end, rest int) {
	for i := start; i < len(text); {
		line, next := lineFrom(text, i)
		if isFence(line, sign) || sign == '-' && strings.TrimRight(line, " \t") == "..." {
			return i, next
		}
		i = next
	}
	return -1, -1
}

// isFence tells whether a line is three of a sign or more and nothing else.
func isFence(line string, sign byte) bool {
	line = strings.TrimRight(line, " \t")
	return len(line) >= 3 && strings.Trim(line, string(sign)) == ""
}

// object cuts a JSON object. Braces also begin the tags of Liquid and
// Nunjucks, and those begin a body.
func object(text string, start int) (block, *Warning) {
	root, n, err := readObject(text[start:])
	end := start + n
	if err == nil {
		line, rest := lineFrom(text, end)
		if strings.TrimSpace(line) == "" {
			return block{format: JSON, raw: text[start:end], start: start, rest: rest, root: root}, nil
		}
		return block{}, nil
	}
	if strings.HasPrefix(strings.TrimLeft(text[start+1:], " \t\n"), `"`) {
		return block{}, &Warning{lineAt(text, start), ClassFrontMatter, oneLine("front matter is no JSON object: " + err.Error())}
	}
	return block{}, nil
}

// unfenced cuts a block that begins without a fence, as Hexo has it. Text may
// begin with a colon in its first line too, and have a rule or an underlined
// heading further down, so every line must be one of front matter, and one
// must hold a field that posts have.
func unfenced(text string, start int) block {
	b := block{format: YAML, fence: "---", start: start}
	sign := byte('-')
	if strings.HasPrefix(text[start:], `"`) {
		b.format, b.fence, sign = JSON, ";;;", ';'
	}
	known := 0
	for i := start; i < len(text) && i-start <= maxBlock; {
		line, next := lineFrom(text, i)
		if i > start && isFence(line, sign) {
			b.raw, b.rest = text[start:i], next
			break
		}
		key := keyOf(line, b.format)
		if key == "" && (i == start || !continues(line)) {
			return block{}
		}
		if slices.Contains(knownKeys, key) {
			known++
		}
		i = next
	}
	if b.raw == "" || known == 0 {
		return block{}
	}
	b.parse()
	if b.err != nil && (known < 2 || b.format != YAML) {
		return block{}
	}
	return b
}

// resembles tells whether a block that does not parse was meant to be front
// matter: it begins with a field, and goes on with fields or has one that
// posts have.
func resembles(raw string, f Format) bool {
	first, all := true, true
	for line := range strings.Lines(raw[:min(len(raw), maxBlock)]) {
		line = strings.TrimRight(line, "\n")
		if isBlankLine(line) || line[0] == '#' {
			continue
		}
		key := keyOf(line, f)
		if first && key == "" {
			return false
		}
		if slices.Contains(knownKeys, key) {
			return true
		}
		all = all && (key != "" || continues(line))
		first = false
	}
	return all && !first
}

// knownKeys are fields that tell front matter from text with colons.
var knownKeys = []string{
	"title", "date", "layout", "categories", "category", "tags", "author", "permalink",
	"slug", "description", "comments", "published", "draft", "updated", "type", "id",
}

// maxKey bounds the characters of a key.
const maxKey = 60

// keyOf returns the key that a line begins with, "" if it begins with none.
func keyOf(line string, f Format) string {
	line = line[:min(len(line), 300)]
	key := ""
	switch f {
	case YAML:
		key = yamlKey(line)
	case TOML:
		key = tomlKey(line)
	case JSON:
		key = jsonKey(line)
	}
	if utf8.RuneCountInString(key) > maxKey {
		return ""
	}
	return key
}

func yamlKey(line string) string {
	key, rest := cutKey(trimQuote(line), func(r rune) bool { return strings.ContainsRune(`:<>"'`, r) })
	first, _ := utf8.DecodeRuneInString(key)
	rest, ok := strings.CutPrefix(rest, ":")
	if !ok || first != '_' && !unicode.IsLetter(first) || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return ""
	}
	return key
}

// tomlKey also takes the name of a table for a key.
func tomlKey(line string) string {
	line = trimQuote(line)
	line = strings.TrimPrefix(strings.TrimPrefix(line, "["), "[")
	key, rest := cutKey(line, func(r rune) bool {
		return r >= utf8.RuneSelf || !isLetter(byte(r)) && !isDigit(byte(r)) && !strings.ContainsRune("_. -", r)
	})
	if end := strings.TrimRight(rest, " \t"); strings.HasPrefix(rest, "=") || end == "]" || end == "]]" {
		return key
	}
	return ""
}

func jsonKey(line string) string {
	line, quoted := strings.CutPrefix(strings.TrimLeft(line, " \t"), `"`)
	key, rest, _ := strings.Cut(line, `"`)
	if quoted && strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":") {
		return key
	}
	return ""
}

// cutKey parts a line behind the name that it begins with, which goes on up to
// what isEnd says, and perhaps ends in a quote.
func cutKey(line string, isEnd func(rune) bool) (key, rest string) {
	n := strings.IndexFunc(line, isEnd)
	if n < 0 {
		return "", ""
	}
	key, rest = line[:n], line[n:]
	if behind := trimQuote(rest); behind != rest {
		rest = behind
	} else {
		key = strings.TrimRight(key, " \t")
	}
	return key, strings.TrimLeft(rest, " \t")
}

// trimQuote takes off the quote that s begins with.
func trimQuote(s string) string {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		return s[1:]
	}
	return s
}

// continues tells whether a line may go on with what a field began: it is
// blank, indented, a comment, an element of a list, or closes one.
func continues(line string) bool {
	return isBlankLine(line) || strings.IndexByte(" \t#]}", line[0]) >= 0 || line == "-" || strings.HasPrefix(line, "- ")
}

// lineFrom returns the line at text[i:] without its end, and where the next begins.
func lineFrom(text string, i int) (line string, next int) {
	if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
		return text[i : i+n], i + n + 1
	}
	return text[i:], len(text)
}

// skipBlankLines returns where the first line from i on begins that holds
// more than blanks.
func skipBlankLines(text string, i int) int {
	for i < len(text) {
		line, next := lineFrom(text, i)
		if !isBlankLine(line) {
			return i
		}
		i = next
	}
	return i
}

func isBlankLine(line string) bool { return strings.Trim(line, " \t") == "" }
