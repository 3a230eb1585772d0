package convert

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"time"
)

// A Format is a kind of front matter.
type Format string

// Formats of front matter.
const (
	None Format = ""     // the source is a bare body
	YAML Format = "yaml" // between --- lines; Hexo needs no opening one
	TOML Format = "toml" // between +++ lines
	JSON Format = "json" // one object, or Hexo's members without braces closed by ;;;
)

// FrontMatter is the block of fields at the head of a post.
type FrontMatter struct {
	Format Format
	Fence  string // the line that closes the block: ---, +++ or ;;;; "" for a JSON object, which closes itself
	Raw    string // the block without its fences, byte for byte but for line ends, which are LF; with them if it is no JSON behind ---json

	// Err says why the block does not parse; Raw is kept as it is. The
	// fields below may be filled all the same, from lines that look like them.
	Err error

	Title     string    // on one line
	Date      time.Time // zero if there is none or none that can be read for sure; without a zone it is UTC; that of the name (2006-01-02-name) if no field has one
	Slug      string
	Permalink string // or url, as Hugo calls it
	Draft     bool   // or not published, as Jekyll and Hexo call it; so is what lies in their _drafts

	root  *value // of all fields; nil if there are none or Err is set
	named bool   // the date is that of the name
	vague *value // the field of the date, if it cannot be read for sure
}

// written is the date that a field has, zero if none has one.
func (fm *FrontMatter) written() time.Time {
	if fm.named {
		return time.Time{}
	}
	return fm.Date
}

// Text returns a field that is a scalar as text, "" if there is none.
func (fm *FrontMatter) Text(key string) string { return oneLine(fm.root.textOf(key)) }

// dateByName takes the date from the name of the file, where Jekyll's posts have
// it, or of its page bundle, if no field has one.
func (fm *FrontMatter) dateByName(file string) {
	name := path.Base(file)
	if strings.TrimSuffix(name, path.Ext(name)) == "index" {
		name = path.Base(path.Dir(file))
	}
	if fm.Date.IsZero() && len(name) > 8 && isDigit(name[0]) {
		if m := datedName().FindStringSubmatch(name); m != nil {
			fm.Date, fm.named = parseDate(m[1])
		}
	}
}

// draftByFolder takes for a draft what lies where Jekyll and Hexo have theirs.
func (fm *FrontMatter) draftByFolder(file string) {
	fm.Draft = fm.Draft || strings.Contains("/"+path.Dir(file)+"/", "/_drafts/")
}

// JSON returns all fields as one JSON object in the order of the block, or
// null without front matter or with one that does not parse. Of a key that
// comes twice the last one counts. Times are strings as they stand in the
// block, and so are numbers that JSON does not know; what !binary encodes is
// text; a YAML alias is its value if that is a scalar and null if it is not.
func (fm *FrontMatter) JSON() json.RawMessage {
	if fm.root == nil {
		return json.RawMessage("null")
	}
	return fm.root.json()
}

// head returns the head of the finished file for a block: fences and block,
// each ending its line. YAML gets the opening fence that Hexo does without,
// and that every other program needs.
func (fm *FrontMatter) head(raw string) string {
	if fm.Format == None {
		return ""
	}
	if raw != "" && !strings.HasSuffix(raw, "\n") {
		raw += "\n"
	}
	if fm.Fence == "" {
		return raw
	}
	return fm.Fence + "\n" + raw + fm.Fence + "\n"
}

// frontMatter reads the fields of a block. Where it does not parse, lines
// that look like a title or a date are better than none.
func (b *block) frontMatter() FrontMatter {
	fm := FrontMatter{Format: b.format, Fence: b.fence, Raw: b.raw, Err: b.err, root: b.root}
	switch {
	case b.format == None:
	case b.err != nil:
		fm.read(lenient(b.raw))
	default:
		fm.read(b.root)
	}
	return fm
}

func (fm *FrontMatter) read(root *value) {
	fm.Title = oneLine(root.textOf("title"))
	fm.Slug = oneLine(root.textOf("slug"))
	fm.Permalink = oneLine(root.textOf("permalink", "url"))
	for _, key := range []string{"date", "publishDate", "pubDate"} {
		if m := root.get(key); m != nil && m.text != "" {
			if d, ok := parseDate(m.text); ok {
				fm.Date = d
			} else if strings.TrimSpace(m.text) != "" {
				fm.vague = m
			}
			break
		}
	}
	fm.Draft = isYes(root.textOf("draft")) || isNo(root.textOf("published"))
}

// isYes and isNo know the words of YAML 1.1 too, which Jekyll and Hexo read.
func isYes(s string) bool {
	return slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(s))
}

func isNo(s string) bool {
	return slices.Contains([]string{"false", "no", "off"}, strings.ToLower(s))
}

// lenientKeys are the fields worth having from a block that does not parse.
var lenientKeys = []string{"title", "date", "slug", "permalink", "url", "draft", "published"}

// lenient reads what it can, line by line.
func lenient(raw string) *value {
	root := &value{kind: mapValue}
	for line := range strings.Lines(raw) {
		i := strings.IndexAny(line, ":=")
		if i < 0 || !slices.Contains(lenientKeys, strings.TrimSpace(line[:i])) || isBlank(line[0]) {
			continue
		}
		if s := unquote(strings.TrimSpace(line[i+1:])); s != "" {
			root.list = append(root.list, &value{kind: textValue, key: strings.TrimSpace(line[:i]), text: s})
		}
	}
	return root
}

// unquote takes the quotes off a scalar that stands on one line. What only
// announces a scalar on the lines below is none.
func unquote(s string) string {
	if strings.HasPrefix(s, "!") || strings.HasPrefix(s, "|") || strings.HasPrefix(s, ">") {
		return ""
	}
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}
