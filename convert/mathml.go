package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// mathTeX is the TeX of a formula in MathML that carries none, or in what MathJax
// 3 has drawn: that keeps the names of MathML in those of its elements (CHTML) or
// in an attribute (SVG), and has no text.
func mathTeX(n *html.Node) string {
	return oneLine(tidy(mathRow(mathParts(n))))
}

// hasMathLayout tells whether the text of a formula alone says something else:
// x2 is no square of x.
func hasMathLayout(n *html.Node) bool {
	for c := range below(n) {
		switch mathKind(c) {
		case "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mtable":
			return true
		}
	}
	return false
}

// mathKind is the name in MathML of an element, "" if it has none.
func mathKind(n *html.Node) string {
	if n.Type != html.ElementNode {
		return ""
	}
	kind, drawn := strings.CutPrefix(n.Data, "mjx-")
	if n.Data == "g" {
		kind, drawn = attr(n, "data-mml-node"), true
	}
	if drawn && (kind == "math" || kind == "texatom" || kind == "TeXAtom") {
		return "mrow"
	}
	if strings.HasPrefix(kind, "m") && kind != "math" && kind != "merror" || kind == "none" {
		return kind
	}
	return ""
}

// mathParts are the elements of MathML in an element; others around them are
// seen through.
func mathParts(n *html.Node) (parts []*html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type != html.ElementNode, strings.HasPrefix(c.Data, "annotation"), c.Data == "mjx-surd", c.Data == "mprescripts":
		case mathKind(c) != "":
			parts = append(parts, c)
		default:
			parts = append(parts, mathParts(c)...)
		}
	}
	return parts
}

// mathRow writes parts that stand beside each other.
func mathRow(parts []*html.Node) string {
	var b strings.Builder
	command := false // what was written last ends with the name of a command
	for _, n := range parts {
		tex := mathPart(n)
		if command && tex != "" && isLetter(tex[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(tex)
		if tex != "" {
			command = endsInCommand(tex)
		}
	}
	return b.String()
}

func endsInCommand(tex string) bool {
	name := strings.TrimRightFunc(tex, func(r rune) bool { return r < 128 && isLetter(byte(r)) })
	return len(name) < len(tex) && strings.HasSuffix(name, `\`)
}

// mathPart writes one element of MathML.
func mathPart(n *html.Node) string {
	kind := mathKind(n)
	switch kind {
	case "mi", "mn", "mo", "mtext", "ms":
		if face := mathFaces[attr(n, "mathvariant")]; face != "" {
			return face + "{" + mathToken("mn", mathText(n)) + "}"
		}
		return mathToken(kind, mathText(n))
	case "mspace":
		return " "
	}
	parts := mathArguments(n, kind)
	nth := func(i int) string {
		if i < len(parts) {
			return mathPart(parts[i])
		}
		return ""
	}
	switch kind {
	case "mfrac":
		if strings.HasPrefix(attr(n, "linethickness"), "0") {
			return "{" + nth(0) + ` \atop ` + nth(1) + "}"
		}
		return `\frac{` + nth(0) + "}{" + nth(1) + "}"
	case "msqrt":
		return `\sqrt{` + mathRow(parts) + "}"
	case "mroot":
		return `\sqrt[` + nth(1) + "]{" + nth(0) + "}"
	case "msub":
		return scripted(nth(0), nth(1), "")
	case "msup":
		return scripted(nth(0), "", nth(1))
	case "msubsup":
		return scripted(nth(0), nth(1), nth(2))
	case "munder", "mover", "munderover":
		return mathLimits(parts, kind)
	case "mtable":
		return mathTable(n, parts)
	case "mtr", "mlabeledtr":
		return strings.Join(mathEach(parts), " & ")
	case "mfenced":
		return mathToken("mo", cmp.Or(attr(n, "open"), "(")) + strings.Join(mathEach(parts), ", ") + mathToken("mo", cmp.Or(attr(n, "close"), ")"))
	}
	return mathRow(parts)
}

// mathFaces are the commands for letters of other faces.
var mathFaces = map[string]string{"bold": `\mathbf`, "double-struck": `\mathbb`, "script": `\mathcal`, "fraktur": `\mathfrak`}

func mathEach(parts []*html.Node) (each []string) {
	for _, n := range parts {
		each = append(each, mathPart(n))
	}
	return each
}

// mathArguments are the parts of an element in the order of MathML. MathJax
// draws the signs of roots as well, and much from top to bottom.
func mathArguments(n *html.Node, kind string) []*html.Node {
	parts := mathParts(n)
	switch {
	case kind == "msqrt" || kind == "mroot" && n.Data == "g":
		return slices.DeleteFunc(parts, func(c *html.Node) bool { return mathText(c) == "√" })
	case kind == "msubsup" && n.Data != kind && len(parts) == 3:
		parts[1], parts[2] = parts[2], parts[1]
	case n.Data == "mjx-mroot", n.Data == "mjx-mover":
		slices.Reverse(parts)
	case n.Data == "mlabeledtr" && len(parts) > 0:
		return append(parts[1:], parts[0]) // the number of the equation
	case n.Data == "mjx-munderover" && len(parts) == 2:
		return append(mathParts(parts[1]), parts[0]) // base and under are in a munder
	}
	return parts
}

// scripted is base with its scripts.
func scripted(base, sub, sup string) string {
	if strings.ContainsAny(base, "_^") {
		base = "{" + base + "}"
	}
	for _, s := range [...]struct{ mark, tex string }{{"_", sub}, {"^", sup}} {
		switch {
		case s.tex == "":
		case s.tex == "′":
			base += "'"
		case len(s.tex) == 1 && isDigit(s.tex[0]):
			base += s.mark + s.tex
		default:
			base += s.mark + mathGroup(s.tex)
		}
	}
	return base
}

// mathGroup is tex as one argument.
func mathGroup(tex string) string { return "{" + strings.TrimSpace(tex) + "}" }

// mathLimits writes what stands over and under a base: an accent, the limits
// of a sum, or something else.
func mathLimits(parts []*html.Node, kind string) string {
	if len(parts) < 2 {
		return mathRow(parts)
	}
	base := mathPart(parts[0])
	if accent := mathAccents[mathText(parts[1])]; accent != "" && kind != "munderover" && mathKind(parts[1]) == "mo" {
		if kind == "munder" {
			accent = "under" + strings.TrimPrefix(strings.Replace(accent, "bar", "line", 1), "over")
		}
		return `\` + accent + "{" + base + "}"
	}
	over, under := "", ""
	switch {
	case kind == "mover":
		over = mathPart(parts[1])
	case kind == "munder":
		under = mathPart(parts[1])
	case len(parts) > 2:
		under, over = mathPart(parts[1]), mathPart(parts[2])
	}
	if isOperator(base) {
		return scripted(base, under, over)
	}
	if under != "" {
		base = `\underset` + mathGroup(under) + mathGroup(base)
	}
	if over != "" {
		base = `\overset` + mathGroup(over) + mathGroup(base)
	}
	return base
}

// mathAccents are the commands of what stands over a base.
var mathAccents = map[string]string{
	"^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "bar", "―": "overline", "–": "overline", "_": "overline",
	"→": "vec", "\u20d7": "vec", "˙": "dot", "¨": "ddot", "⏞": "overbrace", "⏟": "overbrace",
}

// isOperator tells whether TeX sets limits under and over base by itself.
func isOperator(base string) bool {
	base = strings.TrimSpace(base)
	return strings.HasPrefix(base, `\operatorname`) || strings.HasPrefix(base, `\under`) || strings.HasPrefix(base, `\over`) ||
		endsInCommand(base) || strings.ContainsAny(base, "∑∏∐∫∬∭∮⋀⋁⋂⋃⨀⨁⨂⨆")
}

// mathTable writes a table, which aligns equations if its columns say so.
func mathTable(n *html.Node, rows []*html.Node) string {
	if len(rows) == 1 {
		return strings.Join(mathEach(mathArguments(rows[0], mathKind(rows[0]))), ` \quad `)
	}
	env := "matrix"
	if strings.HasPrefix(attr(n, "columnalign"), "right") {
		env = "aligned"
	}
	return `\begin{` + env + "} " + strings.Join(mathEach(rows), ` \\ `) + ` \end{` + env + "}"
}

// mathToken writes a name, number, sign or text.
func mathToken(kind, text string) string {
	if kind == "mtext" || kind == "ms" {
		if isAllBlank(tidy(text)) {
			return " "
		}
		return `\text{` + mathEscapes.Replace(text) + "}"
	}
	text = mathEscapes.Replace(strings.TrimSpace(text))
	switch {
	case strings.Contains(mathFunctions, " "+text+" "):
		return `\` + text
	case kind == "mi" && utf8.RuneCountInString(text) > 1 && !strings.Contains(text, `\`):
		return `\operatorname{` + text + "}"
	case kind == "mo" && strings.ContainsAny(text, "=<>≤≥≠≈≡∈→⇒"):
		return " " + text + " "
	}
	return text
}

// mathFunctions are names that TeX has a command for.
const mathFunctions = " sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim gcd ker arg deg Pr "

// mathEscapes are signs that mean something in TeX, and what has no sign.
var mathEscapes = strings.NewReplacer(`\`, `\backslash `, "{", `\{`, "}", `\}`, "$", `\$`, "%", `\%`, "&", `\&`, "#", `\#`, "_", `\_`,
	"−", "-", "\u00a0", " ", "\u2061", "", "\u2062", "", "\u2063", "", "\u2064", "")

// mathText is the text of a token. MathJax draws each character, and names its
// number: italic letters, which TeX makes of plain ones, are plain again.
func mathText(n *html.Node) string {
	var b strings.Builder
	for c := range below(n) {
		if c.Type == html.TextNode && !strings.HasPrefix(c.Parent.Data, "mjx-") {
			b.WriteString(c.Data)
			continue
		}
		code := attr(c, "data-c")
		for class := range classes(c) {
			if rest, ok := strings.CutPrefix(class, "mjx-c"); ok && code == "" {
				code = rest
			}
		}
		if r, err := strconv.ParseUint(code, 16, 32); err == nil && !unicode.Is(unicode.Co, rune(r)) {
			b.WriteRune(rune(r))
		}
	}
	return strings.Map(plainLetter, b.String())
}

// plainLetter is the letter of which r is the italic one of mathematics.
func plainLetter(r rune) rune {
	if r >= 0x1d434 && r <= 0x1d467 || r >= 0x1d6e2 && r <= 0x1d71b || r == 'ℎ' {
		plain, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		return plain
	}
	return r
}
