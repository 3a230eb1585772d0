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
	TargetJekyll:   {{"{:", `\{:`}, {"|", `\|`}, {"$$", `\$\$`}, {"*", `\*`}, {"_", `\_`}, {"[", `\[`}, {"]", `\]`}, {"`", "\\`"}, {"~~", `\~\~`}},
	TargetMkDocs:   {{"<", "&lt;"}, {"{", `\{`}, {"*", `\*`}, {"_", `\_`}, {"[", `\[`}, {"]", `\]`}, {"`", "\\`"}},
	TargetHexo:     {{"*", `\*`}, {"_", `\_`}, {"~", `\~`}, {"[", `\[`}, {"]", `\]`}},
	TargetObsidian: {{"%%", `\%\%`}, {"==", `\=\=`}, {"[", `\[`}, {"#", `\#`}, {"^", `\^`}},
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
		case s[i] == '$' && b.target.Name == TargetObsidian && isVariable(b.src[at:min(len(b.src), at+maxVariable)]):
			b.change(at, at+1, `\$`)
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

// isPlainInVault tells of a sign that is none to Obsidian: # that begins no tag,
// [ that stands alone, ^ that neither begins a footnote nor names the block that
// it ends.
func (b *targetBody) isPlainInVault(at int) bool {
	if b.target.Name != TargetObsidian {
		return false
	}
	before, _ := utf8.DecodeLastRune(b.src[:at])
	rest := b.src[at+1 : min(len(b.src), at+1+maxVaultName)]
	switch b.src[at] {
	case '#':
		tag := bytes.TrimLeft(rest, "0123456789")
		next, _ := utf8.DecodeRune(tag)
		return at > 0 && (inVaultTag(before) || before == '&') || len(tag) == 0 || !inVaultTag(next)
	case '[': // in the words of a link it stands behind another
		return !bytes.HasPrefix(rest, []byte("[")) && !(before == '[' && b.at(at-1) == structure)
	case '^':
		name, _, _ := bytes.Cut(rest, []byte("\n"))
		names := len(name) > 0 && !bytes.ContainsFunc(name, notInBlockName) && (at == 0 || isBlank(b.src[at-1]))
		return !names && !bytes.HasPrefix(rest, []byte("["))
	}
	return false
}

// isVariable tells whether what begins with a dollar sign is a variable of a
// program, not a formula: the next sign begins another, behind what ends none.
func isVariable(s []byte) bool {
	s, _, _ = bytes.Cut(s, []byte("\n"))
	end := bytes.IndexByte(s[1:], '$') + 1
	return end > 1 && end+1 < len(s) && strings.IndexByte(`(:=-,;'"[&/`, s[end-1]) >= 0 && (isLetter(s[end+1]) || s[end+1] == '_')
}

// maxVariable bounds how far the next sign is looked for.
const maxVariable = 500

// maxVaultName bounds what is looked at of a name.
const maxVaultName = 100

// inVaultTag tells whether Obsidian takes a character for a part of a tag.
func inVaultTag(r rune) bool {
	if r < 0x80 {
		return isLetter(byte(r)) || isDigit(byte(r)) || strings.ContainsRune("_-/", r)
	}
	return !unicode.IsSpace(r) && (r < 0x2000 || r > 0x206F)
}

func notInBlockName(r rune) bool {
	return r >= 0x80 || !isLetter(byte(r)) && !isDigit(byte(r)) && r != '-'
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
	if b.target.Name == TargetObsidian && isTask(line) && n.Parent().Parent().Kind() == ast.KindListItem {
		b.change(start, start, `\`)
	}
	if sign := lineSigns[b.target.Name]; sign != nil {
		if i := sign(line); i >= 0 {
			b.change(start+i, start+i, `\`)
		}
	}
}

// isTask tells whether a line begins as a task of Obsidian's, whose box may hold
// any character.
func isTask(line string) bool {
	inside, ok := strings.CutPrefix(line, "[")
	_, size := utf8.DecodeRuneInString(inside)
	return ok && strings.HasPrefix(inside[size:], "] ")
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
