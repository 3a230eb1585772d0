package convert

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Tags of Jekyll, Hexo and Hugo around code. They stand on lines of their own.
var (
	codeBegins = lazily(`^ {0,3}(?:\{%-? *(highlight|codeblock)\b([^%\n]*?)-?%\}|\{\{[<%] *(highlight)\b([^>%\n]*)[>%]\}\})\s*$`)
	codeEnds   = map[string]func() *regexp.Regexp{
		"highlight": lazily(`(?m)^[ \t>]*(?:\{%-? *endhighlight *-?%\}|\{\{[<%] */ *highlight *[>%]\}\})[ \t]*$`),
		"codeblock": lazily(`(?m)^[ \t>]*\{%-? *endcodeblock *-?%\}[ \t]*$`),
	}
	codeOpens = map[string]func() *regexp.Regexp{
		"highlight": lazily(`(?m)^[ \t>]*(?:\{%-? *highlight\b|\{\{[<%] *highlight\b)`),
		"codeblock": lazily(`(?m)^[ \t>]*\{%-? *codeblock\b`),
	}
	codeOption = lazily(`^(?:line_number|highlight|first_line|mark|wrap|language_attr|linenos|start|range):`)
)

// maxCodeTag bounds a line that opens code.
const maxCodeTag = 400

// fenceTags writes code that stands between the tags of a generator as a fence
// with its language, below its title if it has one. To every reader but the
// generator it would be the paragraphs of a text. A tag that is not closed, and
// one in code, is text. With onlyHTML so is code in which nothing is taken for a
// tag of HTML, or that has a title.
func fenceTags(body string, onlyHTML bool) string {
	if !holdsAny(body, "{%", "{{") || !holdsAny(body, "highlight", "codeblock") {
		return body
	}
	tags := &tagFences{src: []byte(body), end: map[string]int{}, open: map[ast.Node]*fencedTag{}, onlyHTML: onlyHTML}
	markdown := goldmark.New(goldmark.WithParserOptions(parser.WithBlockParsers(util.Prioritized(tags, 650)))) // before fences
	markdown.Parser().Parse(gtext.NewReader(tags.src))
	return tags.changed(body)
}

// A tagFences finds code between tags while goldmark reads the blocks of a text.
type tagFences struct {
	src []byte
	changes
	end      map[string]int // by name, where a tag ends that closes code; beyond src if none follows
	done     int            // where the last code ends
	open     map[ast.Node]*fencedTag
	onlyHTML bool
}

// A fencedTag is one that has opened code, in a place in its line.
type fencedTag struct {
	name, arguments string
	start, stop     int
	closed          [2]int // where the one stands that closes it
}

func (*tagFences) Trigger() []byte             { return []byte{'{'} }
func (*tagFences) CanInterruptParagraph() bool { return true }
func (*tagFences) CanAcceptIndentedLine() bool { return false }

func (c *tagFences) Open(_ ast.Node, r gtext.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, at := r.PeekLine()
	if len(line) > maxCodeTag || at.Start < c.done {
		return nil, parser.NoChildren
	}
	m := codeBegins().FindSubmatch(line)
	if m == nil {
		return nil, parser.NoChildren
	}
	name := string(m[1]) + string(m[3])
	if end, known := c.end[name]; !known || end < at.Stop {
		c.end[name] = len(c.src) + 1
		if found := codeEnds[name]().FindIndex(c.src[at.Stop:]); found != nil {
			c.end[name] = at.Stop + found[1]
		}
	}
	if c.end[name] > len(c.src) {
		return nil, parser.NoChildren
	}
	start := at.Start + bytes.IndexByte(c.src[at.Start:], '{')
	n := ast.NewFencedCodeBlock(nil)
	c.open[n] = &fencedTag{name: name, arguments: string(m[2]) + string(m[4]), start: start, stop: at.Stop - newlines(line)}
	return n, parser.NoChildren
}

func (c *tagFences) Continue(n ast.Node, r gtext.Reader, _ parser.Context) parser.State {
	line, at := r.PeekLine()
	tag := c.open[n]
	if text := bytes.TrimSpace(line); codeEnds[tag.name]().Match(text) {
		start := at.Start + bytes.IndexByte(c.src[at.Start:], '{')
		tag.closed = [2]int{start, at.Stop - newlines(line)}
		r.AdvanceToEOL()
		return parser.Close
	}
	n.Lines().Append(at)
	r.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func newlines(line []byte) int { return len(line) - len(bytes.TrimRight(line, "\n")) }

// Close writes the fence. To the generator the code reaches to its end, also
// where the list or the quote ends before: then its lines are put into that.
func (c *tagFences) Close(n ast.Node, _ gtext.Reader, _ parser.Context) {
	tag := c.open[n]
	if tag.start < c.done {
		return // it stands in code that was closed only now
	}
	begin := bytes.LastIndexByte(c.src[:tag.start], '\n') + 1
	prefix := notInQuote().ReplaceAllString(string(c.src[begin:tag.start]), " ")
	code := segments(n.Lines(), c.src)
	isOutside := tag.closed[1] == 0
	if isOutside {
		line := bytes.LastIndexByte(c.src[:c.end[tag.name]], '\n') + 1
		if line < tag.stop || codeOpens[tag.name]().Match(c.src[tag.stop:line]) {
			return // perhaps this one tag was meant as text
		}
		code = string(c.src[tag.stop:line])
		tag.closed = [2]int{line, c.end[tag.name]}
	}
	lang, title := tag.words()
	if c.onlyHTML && (title != "" || !mayTag(code)) {
		return
	}
	mark := fenceFor(code)
	opening := mark + lang
	if title != "" {
		empty := strings.TrimRight(prefix, " ") + "\n"
		if before := bytes.TrimRight(c.src[:max(begin-1, 0)], " >"); len(before) > 0 && before[len(before)-1] != '\n' {
			c.change(begin, begin, empty)
		}
		opening = blockStart().ReplaceAllString(escapeWords(title), `$1\$2`) + "\n" + empty + prefix + opening
	}
	c.done = tag.closed[1]
	if isOutside {
		c.change(tag.start, c.done, opening+inPrefix(code, prefix)+prefix+mark)
		return
	}
	c.change(tag.start, tag.stop, opening)
	c.change(tag.closed[0], tag.closed[1], mark)
}

// inPrefix puts a prefix before the lines of code that have none of their own.
func inPrefix(code, prefix string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		if line != "\n" {
			n := 0
			for n < len(prefix) && n < len(line) && (line[n] == ' ' || line[n] == prefix[n]) {
				n++
			}
			b.WriteString(prefix)
			line = line[n:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// notInQuote is what stands before a tag in its line and is no mark of a quote:
// that of a list is blanks in the next line.
var notInQuote = lazily(`[^>\t]`)

// blockStart is what begins a block of its own in Markdown.
var blockStart = lazily(`^(\d*)([#>+\-=.):~|])`)

// words returns what a tag says about its code: Hexo's begins with a title and
// may end with a link and its words.
func (t *fencedTag) words() (lang, title string) {
	words := strings.Fields(t.arguments)
	if t.name == "highlight" {
		if len(words) > 0 {
			lang = language(strings.Trim(words[0], `"'`))
		}
		return lang, ""
	}
	var rest []string
	for _, word := range words {
		if name, is := strings.CutPrefix(word, "lang:"); is {
			lang = language(name)
		} else if !codeOption().MatchString(word) {
			rest = append(rest, word)
		}
	}
	return lang, strings.Join(rest, " ")
}
