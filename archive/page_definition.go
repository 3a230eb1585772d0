package archive

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A definitionParser reads lists of definitions, as Hugo and Jekyll do. What
// was HTML has none, but text with a colon at the start of a line, which stays
// text: it stands below a break or a blank line.
type definitionParser struct{ parser.BlockParser }

var definitions = definitionParser{extension.NewDefinitionListParser()}

func (p definitionParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, at := reader.PeekLine()
	if _, goesOn := parent.LastChild().(*east.DefinitionList); !goesOn {
		above := lineAbove(reader.Source()[:at.Start])
		if isBreak(above) || blank(above) && !bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte(":   ")) {
			return nil, parser.NoChildren
		}
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// lineAbove returns the last line of src that has ended.
func lineAbove(src []byte) []byte {
	src = src[:bytes.LastIndexByte(src, '\n')+1]
	src = bytes.TrimSuffix(src, []byte("\n"))
	return src[bytes.LastIndexByte(src, '\n')+1:]
}

// isBreak tells whether a line of Markdown ends in a break that is meant.
func isBreak(line []byte) bool {
	return bytes.HasSuffix(line, []byte("  ")) || bytes.HasSuffix(line, []byte(`\`))
}

// blank tells whether nothing stands in a line, be it in a quote.
func blank(line []byte) bool { return len(bytes.Trim(line, " \t\r>")) == 0 }
