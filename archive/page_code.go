package archive

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Tags of Jekyll, Hexo and Hugo around code. They stand on lines of their own.
var (
	codeBegins = lazily(`^ {0,3}(?:\{% *(highlight|codeblock)\b([^%\n]*)%\}|\{\{[<%] *(highlight)\b([^>%\n]*)[>%]\}\})\s*$`)
	codeEnds   = map[string]func() *regexp.Regexp{
		"highlight": lazily(`(?m)^[ \t>]*(?:\{% *endhighlight *%\}|\{\{[<%] */ *highlight *[>%]\}\})\s*$`),
		"codeblock": lazily(`(?m)^[ \t>]*\{% *endcodeblock *%\}\s*$`),
	}
	codeLanguage = lazily(`^(?:lang:)?"?([\pL\d+#._-]+)"?$`)
)

// A codeParser reads what stands between such tags as code: else it would be
// the paragraphs of a text. A tag that is not closed is text.
type codeParser struct{}

// Keys of what a codeParser remembers while it reads a text.
var (
	codeTag     = parser.NewContextKey() // name of the tag that is open
	codeNoMore  = parser.NewContextKey() // names of tags that are closed nowhere below
	maxCodeLine = 200
)

func (codeParser) Trigger() []byte             { return []byte{'{'} }
func (codeParser) CanInterruptParagraph() bool { return true }
func (codeParser) CanAcceptIndentedLine() bool { return false }

func (codeParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, at := reader.PeekLine()
	if len(line) > maxCodeLine {
		return nil, parser.NoChildren
	}
	m := codeBegins().FindSubmatch(line)
	if m == nil {
		return nil, parser.NoChildren
	}
	name, arguments := string(m[1])+string(m[3]), append(m[2], m[4]...)
	never, _ := pc.Get(codeNoMore).(map[string]bool)
	if never[name] {
		return nil, parser.NoChildren
	}
	if !codeEnds[name]().Match(reader.Source()[at.Stop:]) {
		if never == nil {
			never = map[string]bool{}
			pc.Set(codeNoMore, never)
		}
		never[name] = true // it is looked for once, however often it is opened
		return nil, parser.NoChildren
	}
	pc.Set(codeTag, name)
	var info *ast.Text
	for _, word := range bytes.Fields(arguments) {
		if l := codeLanguage().FindSubmatch(word); l != nil && (name == "highlight" || bytes.HasPrefix(word, []byte("lang:"))) {
			start := at.Start + bytes.Index(line, word) + bytes.Index(word, l[1])
			info = ast.NewTextSegment(text.NewSegment(start, start+len(l[1])))
			break
		}
	}
	return ast.NewFencedCodeBlock(info), parser.NoChildren
}

func (codeParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	line, at := reader.PeekLine()
	name, _ := pc.Get(codeTag).(string)
	if codeEnds[name]().Match(bytes.TrimRight(line, "\r\n")) {
		reader.AdvanceToEOL()
		return parser.Close
	}
	node.Lines().Append(at)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (codeParser) Close(ast.Node, text.Reader, parser.Context) {}
