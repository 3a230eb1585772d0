package convert

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// escapes are the characters that the Markdown of a program takes a backslash
// from, where they are fewer than in CommonMark; from others the backslash
// would be printed.
var escapes = map[TargetName]string{
	TargetJekyll: "\\.*_+`<>()[]{}#!:|\"'$=-~", // kramdown, with its parser for GFM
	TargetMkDocs: "\\`*_{}[]()>#+-.!",          // Python-Markdown
}

// signs are what programs read as markup that CommonMark reads as text, with
// what is to stand for it.
var signs = map[TargetName][][2]string{
	TargetJekyll:   {{"{:", `\{:`}, {"|", `\|`}, {"$$", `\$\$`}, {"*", `\*`}, {"_", `\_`}, {"[", `\[`}, {"]", `\]`}, {"`", "\\`"}},
	TargetMkDocs:   {{"<", "&lt;"}, {"*", `\*`}, {"_", `\_`}, {"[", `\[`}, {"]", `\]`}, {"`", "\\`"}},
	TargetHexo:     {{"*", `\*`}, {"_", `\_`}, {"~", `\~`}, {"[", `\[`}, {"]", `\]`}},
	TargetObsidian: {{"%%", `\%\%`}, {"==", `\=\=`}, {"[", `\[`}, {"#", `\#`}},
}

// lineSigns are what programs read as markup at the start of a line, besides.
// Each returns where the backslash goes, -1 for nowhere.
var lineSigns = map[TargetName]func(line string) int{
	TargetJekyll: func(line string) int { // a list, where none may begin in CommonMark
		if digits := len(line) - len(strings.TrimLeft(line, "0123456789")); digits > 0 && strings.HasPrefix(line[digits:], ". ") {
			return digits
		}
		return -1
	},
	TargetHexo: func(line string) int { // an empty item, which interrupts a paragraph where blanks follow
		mark := strings.TrimRight(line, " ")
		if number := strings.TrimLeft(mark, "0123456789"); mark != line && (mark == "+" || number != mark && (number == ")" || number == ".")) {
			return len(mark) - 1
		}
		return -1
	},
	TargetMkDocs: func(line string) int { // a heading, which needs no blank
		if strings.HasPrefix(line, "#") {
			return 0
		}
		return -1
	},
}

// maxLineSign bounds what of a line is looked at for them.
const maxLineSign = 24

// text writes text so that the target reads it as that.
func (b *targetBody) text(n *ast.Text) {
	b.lineStart(n)
	b.lineBreak(n)
	known, own := escapes[b.target.Name], signs[b.target.Name]
	if known == "" && own == nil && b.target.Name != TargetHugo && b.target.Name != TargetAstro {
		return
	}
	s, start := string(n.Segment.Value(b.src)), n.Segment.Start
	for i := 0; i < len(s); i++ {
		if !isPunct(s[i]) {
			continue // no sign begins with anything else
		}
		at, rest := start+i, s[i:]
		switch {
		case rest == `\\` && b.target.Name == TargetJekyll && bytes.HasPrefix(b.src[at+2:], []byte("\n")):
			b.change(at, at+2, "&#92;") // two at the end of a line break it
			i++
		case s[i] == '\\' && len(rest) > 1 && isPunct(rest[1]):
			if known != "" && !strings.ContainsRune(known, rune(rest[1])) && !(rest[1] == '|' && inTable(n)) {
				b.change(at, at+2, fmt.Sprintf("&#%d;", rest[1]))
			}
			i++
		case (s[i] == ':' || s[i] == '.') && b.isShownLink(at):
			b.change(at, at+1, fmt.Sprintf("&#%d;", s[i]))
		case s[i] == '^' && b.target.Name == TargetJekyll && at > 0 && b.src[at-1] == '[':
			b.change(at, at+1, "&#94;") // a link to kramdown, too, not a footnote
		default:
			if k := slices.IndexFunc(own, func(sign [2]string) bool { return strings.HasPrefix(rest, sign[0]) }); k >= 0 && !b.isPlain(at) {
				b.change(at, at+len(own[k][0]), own[k][1])
				i += len(own[k][0]) - 1
			}
		}
	}
}

// isPlain tells of a sign that is none where it stands.
func (b *targetBody) isPlain(at int) bool {
	return b.isInWord(at) || b.isLess(at) || b.isPlainInVault(at)
}

// isShownLink tells whether at is the colon or the dot by which programs know an
// address that CommonMark takes for text, as behind a quotation mark. As a link
// it would show what it is escaped with.
func (b *targetBody) isShownLink(at int) bool {
	switch b.target.Name {
	case TargetHugo, TargetHexo, TargetAstro:
	default:
		return false
	}
	before, rest := bytes.ToLower(b.src[max(0, at-len("https")):at]), b.src[at:min(len(b.src), at+maxShownLink)]
	switch {
	case b.src[at] == ':' && bytes.HasPrefix(rest, []byte("://")) && (bytes.HasSuffix(before, []byte("http")) || bytes.HasSuffix(before, []byte("https"))):
	case b.src[at] == '.' && bytes.HasSuffix(before, []byte("www")):
	default:
		return false
	}
	if end := bytes.IndexAny(rest, " \t\n<"); end >= 0 {
		rest = rest[:end]
	}
	return bytes.ContainsAny(rest, "\\&_~*[]")
}

// maxShownLink bounds what of such an address is looked at.
const maxShownLink = 1000

// isInWord tells whether an underline stands between letters, where no program
// takes it for emphasis.
func (b *targetBody) isInWord(at int) bool {
	isWord := func(c byte) bool { return isLetter(c) || isDigit(c) }
	return b.src[at] == '_' && at > 0 && at+1 < len(b.src) && isWord(b.src[at-1]) && isWord(b.src[at+1])
}

// isLess tells of a sign < behind which no name of a tag stands.
func (b *targetBody) isLess(at int) bool {
	return b.src[at] == '<' && (at+1 == len(b.src) || !isLetter(b.src[at+1]))
}

// isPlainInVault tells of a sign that is none to Obsidian: # that begins no word,
// and [ that stands alone.
func (b *targetBody) isPlainInVault(at int) bool {
	next, _ := utf8.DecodeRune(b.src[at+1:])
	switch {
	case b.target.Name != TargetObsidian:
		return false
	case b.src[at] == '#':
		return at > 0 && !isBlank(b.src[at-1]) || !unicode.IsLetter(next)
	}
	return b.src[at] == '[' && next != '['
}

// lineStart keeps the start of a line from being markup.
func (b *targetBody) lineStart(n *ast.Text) {
	if !isLineStart(n) {
		return
	}
	start := n.Segment.Start
	line, _, _ := strings.Cut(string(b.src[start:min(len(b.src), start+maxLineSign)]), "\n") // goldmark parts text at blanks
	if strings.HasPrefix(line, ": ") {
		switch b.target.Name {
		case TargetHugo, TargetJekyll: // a definition, if a line stands before it
			if !b.isDefinition(start, line) {
				b.change(start, start+1, `\:`)
			}
		case TargetHexo:
			b.change(start, start+1, "&#58;")
		}
	}
	if sign := lineSigns[b.target.Name]; sign != nil {
		if i := sign(line); i >= 0 {
			b.change(start+i, start+i, `\`)
		}
	}
}

// isDefinition tells whether a colon is meant to begin one. Such a line is not
// written of HTML, where it stands below a break or a blank line.
func (b *targetBody) isDefinition(at int, line string) bool {
	above, _ := bytes.CutSuffix(b.src[:bytes.LastIndexByte(b.src[:at], '\n')+1], []byte("\n"))
	above = above[bytes.LastIndexByte(above, '\n')+1:]
	switch {
	case bytes.HasSuffix(above, []byte("  ")), bytes.HasSuffix(above, []byte(`\`)):
		return false
	case len(bytes.Trim(above, " \t>")) == 0:
		return at > 0 && strings.HasPrefix(line, ":   ")
	}
	return true
}

// lineBreak writes a line break as two blanks for programs that print the
// backslash.
func (b *targetBody) lineBreak(n *ast.Text) {
	at := n.Segment.Stop
	if n.HardLineBreak() && escapes[b.target.Name] != "" && at+1 < len(b.src) && b.src[at] == '\\' && b.src[at+1] == '\n' {
		b.change(at, at+1, "  ")
	}
}

// isLineStart tells whether a text begins a line.
func isLineStart(n *ast.Text) bool {
	before, ok := n.PreviousSibling().(*ast.Text)
	return n.PreviousSibling() == nil || ok && (before.SoftLineBreak() || before.HardLineBreak())
}
