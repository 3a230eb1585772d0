package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// showCode puts into the tree which blocks are code though no <pre> says so,
// and takes out of it what editors leave around code that was pasted.
func showCode(doc *html.Node) {
	for n := range below(doc) {
		switch n.DataAtom {
		case 0:
			if n.Data == "d-code" { // Distill
				showDistill(n)
			}
		case atom.Div:
			if len(n.Attr) > 0 {
				showCodeBox(n)
			}
		case atom.Span:
			if hasClass(n, "crayon-syntax-inline", "crayon-inline", urvanov+"syntax-inline") {
				n.DataAtom, n.Data = atom.Code, "code"
			}
		case atom.Textarea:
			if attr(n, "name") == "code" && attr(n, "class") != "" || isToCopy(n) { // dp.SyntaxHighlighter shows code in its place
				n.DataAtom, n.Data = atom.Pre, "pre"
			}
		case atom.Table:
			if gutter := bareGutter(n); gutter != nil {
				gutter.Parent.RemoveChild(gutter)
			}
		case atom.Pre:
			stripLabel(n)
			stripLabelBeside(n)
			stripNumbers(n)
		}
	}
}

// showCodeBox makes a <pre> of a <div> that is code.
func showCodeBox(n *html.Node) {
	switch {
	case isBareCode(n):
		n.DataAtom, n.Data = atom.Pre, "pre"
	case isDiagram(n):
		showDiagram(n)
	case hasClass(n, "ql-code-block-container"): // Quill tells the language with each line
		if line := elementOrNil(n.FirstChild); line != nil {
			n.Attr = line.Attr
		}
		n.DataAtom, n.Data = atom.Pre, "pre"
	default:
		showPlugin(n)
	}
}

// showDistill makes code of an element of Distill, a block of it if that says so.
func showDistill(n *html.Node) {
	lang := language(attr(n, "language"))
	if hasAttr(n, "block") {
		asCode(n, lang)
		return
	}
	n.DataAtom, n.Data, n.Attr = atom.Code, "code", nil
}

// isToCopy tells whether a text field holds code that readers are to take with
// them, as banners were handed on: it cannot be edited, or a click selects all
// of it. What a highlighter keeps for that is there twice.
func isToCopy(n *html.Node) bool {
	if !hasText(n) {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if isHighlighter(p) {
			return false
		}
	}
	return hasAttr(n, "readonly") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.Contains(a.Val, "select()") })
}

// isDiagram tells whether an element holds the source of a diagram, which
// Mermaid draws where a script runs.
func isDiagram(n *html.Node) bool {
	if !hasClass(n, "mermaid") || !hasText(n) {
		return false
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.DataAtom != atom.Br {
			return false // drawn
		}
	}
	return true
}

// showDiagram makes code of it; <br> is a part of its language.
func showDiagram(n *html.Node) {
	n.DataAtom, n.Data = atom.Pre, "pre"
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.Br {
			c.Type, c.DataAtom, c.Data, c.Attr = html.TextNode, 0, "<br/>", nil
		}
	}
}

// isBareCode tells whether a <div> is code by its style, as VS Code and
// Evernote paste it: lines of coloured text, and nothing that code would lose.
func isBareCode(n *html.Node) bool {
	style := attr(n, "style")
	if style == "" || !styleSays(style, "-en-codeblock", "true") && !styleSays(style, "--en-codeblock", "true") && !(styleSays(style, "white-space", "pre", "pre-wrap") && isMonospaced(style)) {
		return false
	}
	for c := range below(n) {
		if c.Type == html.ElementNode && c.DataAtom != atom.Div && c.DataAtom != atom.Span && c.DataAtom != atom.Br && c.DataAtom != atom.Font {
			return false
		}
	}
	return true
}

func isMonospaced(style string) bool {
	for rule := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(rule, ":")
		if name = strings.TrimSpace(name); name != "font-family" && name != "font" {
			continue
		}
		value = strings.ReplaceAll(value, "monotype", "") // Monotype Corsiva is none
		if holdsAny(value, "mono", "consolas", "courier", "menlo", "monaco") {
			return true
		}
	}
	return false
}

// bareGutter returns the cell with the line numbers of a table of two cells
// that hold one <pre> each, as hilite.me writes it; nil for other tables.
func bareGutter(table *html.Node) *html.Node {
	cells := cellsOf(table)
	if len(cells) != 2 || cells[0].Parent != cells[1].Parent {
		return nil
	}
	left, right := onlyChild(cells[0]), onlyChild(cells[1])
	if left == nil || right == nil || left.DataAtom != atom.Pre || right.DataAtom != atom.Pre {
		return nil
	}
	if numbers := codeText(left); !countsUp(numbers) || strings.Count(numbers, "\n") != strings.Count(codeText(right), "\n") {
		return nil
	}
	return cells[0]
}

// countsUp tells whether each line of s is a number, one more than that of the
// line before; a single line is number 1.
func countsUp(s string) bool {
	last := -1
	for line := range strings.SplitSeq(s, "\n") {
		number, err := strconv.Atoi(strings.TrimRight(strings.TrimSpace(line), ".:"))
		if err != nil || last >= 0 && number != last+1 {
			return false
		}
		last = number
	}
	return last == 1 || strings.Contains(s, "\n")
}

// stripLabel takes out of a <pre> what stands above the <code> in it and names
// its language, as a page has it from which an answer was copied.
func stripLabel(pre *html.Node) {
	code := find(pre, atom.Code)
	if code == nil {
		return
	}
	top := code
	for top.Parent != pre && before(top) == nil {
		top = top.Parent
	}
	label := before(top)
	if label == nil || before(label) != nil || next(top) != nil || saysWord(label.PrevSibling) {
		return
	}
	if isLabelOf(label, code) {
		label.Parent.RemoveChild(label)
	}
}

// stripLabelBeside takes out what stands beside a <pre>, in the box that holds
// the two, and names its language, as VuePress and chats have it.
func stripLabelBeside(pre *html.Node) {
	if pre.Parent == nil || pre.Parent.DataAtom != atom.Div {
		return
	}
	for _, label := range [...]*html.Node{before(pre), next(pre)} {
		if label == nil || label.DataAtom != atom.Div && label.DataAtom != atom.Span || !isLabelOf(label, pre) {
			continue
		}
		class := strings.ToLower(attr(label, "class"))
		if holdsAny(class, "lang", "code") || isBoxOf(pre.Parent, pre, label) {
			label.Parent.RemoveChild(label)
		}
	}
}

// isBoxOf tells whether an element holds code, its label and a few tools.
func isBoxOf(box, code, label *html.Node) bool {
	count := 0
	for c := box.FirstChild; c != nil; c = c.NextSibling {
		if count++; count > 10 || c != code && c != label && shownCode(c) > 0 || c.Type == html.TextNode && !isAllBlank(c.Data) {
			return false
		}
	}
	return true
}

// isLabelOf tells whether an element says nothing but the language of code.
func isLabelOf(label, code *html.Node) bool {
	text := ""
	for c := range below(label) {
		if c.Type == html.TextNode && closest(c, atom.Button) == nil {
			if text += strings.TrimSpace(c.Data); len(text) > 32 {
				return false
			}
		}
	}
	name := language(text)
	return name != "" && sameLanguage(name, codeLanguage(code))
}

// sameLanguage tells whether two names are those of one language.
func sameLanguage(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return cmp.Or(languageNames[a], a) == cmp.Or(languageNames[b], b)
}

// languageNames are the names that people read of what highlighters know by
// another one.
var languageNames = map[string]string{
	"js": "javascript", "jsx": "javascript", "ts": "typescript", "py": "python", "sh": "bash", "shell": "bash", "rb": "ruby", "md": "markdown",
	"yml": "yaml", "c++": "cpp", "c#": "csharp", "cs": "csharp", "f#": "fsharp", "fs": "fsharp", "golang": "go", "markup": "html", "rs": "rust",
	"kt": "kotlin", "ps1": "powershell", "objectivec": "objective-c", "objc": "objective-c", "dockerfile": "docker",
}
