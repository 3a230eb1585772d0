package convert

import (
	"strings"
	"unicode/utf8"
)

// pairs are the brackets and quotation marks that stand around words.
var pairs = map[rune]rune{
	'(': ')', '[': ']', '"': '"', '\'': '\'', '“': '”', '‘': '’', '«': '»', '‹': '›', '（': '）', '［': '］',
	'「': '」', '『': '』', '《': '》', '〈': '〉', '【': '】', '〔': '〕', '〖': '〗',
}

// hoistPairs moves brackets around all that is emphasized out of the emphasis
// where one of them could not stay: "**말"**이 is read as well as "**말**"이 is,
// but looks broken, and the bracket that stays is bold alone.
func hoistPairs(parts []part) []part {
	var moved map[int][2]string // what goes before a part: the closing bracket of what ends there, the opening one of what begins
	for i := 0; i < len(parts); i++ {
		if !parts[i].isMark(openPart) {
			continue
		}
		open, inner := i, i
		for inner < len(parts) && parts[inner].isMark(openPart) {
			inner++
		}
		i = inner - 1
		end, behind := closesOf(parts, open, inner)
		if end > inner && isPaired(parts[inner:end]) && (leansOn(lastRune(parts[:open])) || leansOn(firstRune(parts[behind:]))) {
			if moved == nil {
				moved = map[int][2]string{}
			}
			left, right := unpair(parts[inner:end])
			moved[open] = [2]string{moved[open][0], left}
			moved[behind] = [2]string{right, moved[behind][1]}
		}
	}
	if moved == nil {
		return parts
	}
	return insert(parts, moved)
}

// leansOn tells whether r beside a mark keeps punctuation on its other side
// from standing there.
func leansOn(r rune) bool { return classify(r, letter) == letter }

// closesOf finds the marks that close those of parts[open:inner], if they stand
// together: where they begin, and where what is behind them does. 0 if not.
func closesOf(parts []part, open, inner int) (end, behind int) {
	for end = inner; end < len(parts) && !(parts[end].isMark(closePart) && parts[end].span == parts[inner-1].span); {
		end++
	}
	behind = end + inner - open
	if behind > len(parts) {
		return 0, 0
	}
	for i := range inner - open {
		if p := &parts[end+i]; !p.isMark(closePart) || p.span != parts[inner-1-i].span {
			return 0, 0
		}
	}
	return end, behind
}

// isPaired tells whether parts begin with a bracket that closes at their end,
// around something.
func isPaired(parts []part) bool {
	first, last := &parts[0], &parts[len(parts)-1]
	if first.kind != textPart || last.kind != textPart {
		return false
	}
	left, _ := utf8.DecodeRuneInString(first.text)
	right, n := utf8.DecodeLastRuneInString(last.text)
	if pairs[left] == 0 || pairs[left] != right || len(parts) == 1 && len(first.text) <= 2*n {
		return false
	}
	if len(parts) > 1 && len(first.text) == n && parts[1].isMark(openPart) {
		return false // emphasis in the same place cannot be written in any order
	}
	return closesAtEnd(parts, left, right, n)
}

// closesAtEnd tells whether the bracket that parts begin with is closed by their
// last n bytes, and not before.
func closesAtEnd(parts []part, left, right rune, n int) bool {
	depth := 0
	for i := range parts {
		if parts[i].kind != textPart {
			continue
		}
		text := parts[i].text
		if i == len(parts)-1 {
			text = text[:len(text)-n]
		}
		if left == right {
			depth += strings.Count(text, string(left))
			continue
		}
		for _, r := range text {
			switch r {
			case left:
				depth++
			case right:
				depth--
			}
			if depth == 0 {
				return false
			}
		}
	}
	return depth == 1
}

// unpair takes the first and the last character off parts.
func unpair(parts []part) (left, right string) {
	first := &parts[0]
	_, n := utf8.DecodeRuneInString(first.text)
	left, first.text = first.text[:n], first.text[n:]
	last := &parts[len(parts)-1]
	_, n = utf8.DecodeLastRuneInString(last.text)
	n = len(last.text) - n
	right, last.text = last.text[n:], last.text[:n]
	return left, right
}

// insert puts texts before the parts of these indices, and leaves out parts
// that have become empty.
func insert(parts []part, texts map[int][2]string) []part {
	out := make([]part, 0, len(parts)+2*len(texts))
	for i := range len(parts) + 1 {
		for _, text := range texts[i] {
			if text != "" {
				out = append(out, part{kind: textPart, text: text})
			}
		}
		if i < len(parts) && (parts[i].kind != textPart || parts[i].text != "") {
			out = append(out, parts[i])
		}
	}
	return out
}
