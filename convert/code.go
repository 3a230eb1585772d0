package convert

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// code writes a code span; links and pictures in it stay what they are, with
// the code in pieces around them.
func (w *writer) code(n *html.Node) {
	if mark := w.markOf(onlyChild(n)); mark != "" && !w.inSpan(mark) {
		// Markdown does not read emphasis in code, but code in emphasis.
		w.spanned(&span{mark: mark}, func() { w.code(onlyChild(n)) })
		return
	}
	if w.inCode {
		w.children(n)
		return
	}
	if !hasBlock(n) && (find(n, atom.Br) != nil || find(n, codeMarkup...) != nil) {
		w.codeHTML(n)
		return
	}
	if find(n, atom.A, atom.Img) != nil || hasBlock(n) {
		w.codePieces(n)
		return
	}
	w.codeSpan(textOf(n))
}

// codeHTML writes code as an element: a line end would be a blank in a span,
// so its breaks stay HTML, but for those at its edges, which go outside.
func (w *writer) codeHTML(n *html.Node) {
	before, behind, within := edgeBreaks(n)
	if within || find(n, codeMarkup...) != nil {
		w.inCode = true
		w.spanned(&span{open: "<code>", close: "</code>"}, func() { w.children(n); behind = w.in.trimBreaks() })
		w.inCode = false
	} else {
		for range before {
			w.lineBreak()
		}
		w.codePieces(n)
	}
	for range behind {
		w.lineBreak()
	}
}

// codeMarkup are elements that show in code.
var codeMarkup = []atom.Atom{atom.B, atom.Strong, atom.I, atom.Em, atom.Del, atom.Sub, atom.Sup}

// edgeBreaks counts the breaks before and behind all else in an element, and
// tells whether there are others.
func edgeBreaks(n *html.Node) (before, behind int, within bool) {
	all := 0
	for c := range below(n) {
		if c.DataAtom == atom.Br {
			all++
		}
	}
	isEdge := func(c *html.Node) bool {
		return c != nil && (c.DataAtom == atom.Br || isBlankText(c))
	}
	for c := n.FirstChild; isEdge(c); c = c.NextSibling {
		if c.DataAtom == atom.Br {
			before++
		}
	}
	for c := n.LastChild; isEdge(c) && before < all; c = c.PrevSibling {
		if c.DataAtom == atom.Br {
			behind++
		}
	}
	return before, behind, before+behind < all
}

// markOf returns the mark that stands for an element, "" for most.
func (w *writer) markOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	switch n.DataAtom {
	case atom.B, atom.Strong:
		return "**"
	case atom.I, atom.Em:
		return w.opts.Style.emphasis()
	case atom.Del, atom.S, atom.Strike:
		return "~~"
	}
	return ""
}

func (w *writer) codePieces(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			w.codeSpan(c.Data)
		case c.DataAtom == atom.A && isInert(address(attr(c, "href"))) && attr(c, "href") != "" && !w.inLink():
			end := destinationEnd(w.pre.restore(address(attr(c, "href"))), attr(c, "title"))
			w.spanned(&span{link: true, open: "[", close: end}, func() { w.codePieces(c) })
		case c.DataAtom == atom.Img, c.Type == html.ElementNode && isBlock(c):
			w.node(c)
		case c.Type == html.ElementNode:
			w.codePieces(c)
		}
	}
}

// codeSpan writes text as code, on one line, the blanks at its edges outside.
func (w *writer) codeSpan(text string) {
	if i := strings.IndexByte(text, templateMark); i >= 0 && strings.Contains(w.pre.restore(text), "`") {
		text = w.pre.restore(text)
	}
	text = stripControls(text)
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == 0xA0 {
			return ' '
		}
		return r
	}, text)
	inner := oneLine(text)
	if inner == "" { // full-width blanks, perhaps
		w.in.text(text)
		return
	}
	if text[0] == ' ' {
		w.in.text(" ")
	}
	w.show(part{kind: codePart, text: inner})
	if text[len(text)-1] == ' ' {
		w.in.text(" ")
	}
}

// codeBlock writes a fenced code block.
func (w *writer) codeBlock(n *html.Node) {
	defer w.codeImages(n)
	text := codeText(n)
	if strings.TrimSpace(text) == "" {
		return
	}
	if w.inLine() {
		for line := range strings.Lines(text) {
			w.codeSpan(line)
			w.in.lineBreak()
		}
		return
	}
	w.flush()
	fence := fenceFor(w.pre.restore(text))
	w.begin()
	w.string(fence + codeLanguage(n))
	w.newline()
	w.lines([]byte(text))
	w.newline()
	w.string(fence)
}

// codeImages writes the pictures in a code block behind it: a fence shows none.
func (w *writer) codeImages(n *html.Node) {
	for c := range below(n) {
		if c.DataAtom != atom.Img || furniture(c) != "" {
			continue
		}
		w.flush()
		w.image(c)
		w.flush()
	}
}

// fenceFor returns a fence that text cannot close.
func fenceFor(text string) string {
	longest := 2
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(line, " \t>")
		n := 0
		for n < len(line) && line[n] == '`' {
			n++
		}
		longest = max(longest, n)
	}
	return strings.Repeat("`", min(longest+1, 200))
}

// codeText is the text of a code block as it is to be read: one line a line,
// without the numbers beside it, blanks at line ends and empty lines around.
func codeText(n *html.Node) string {
	var b bytes.Buffer
	appendCode(&b, n)
	text := strings.ReplaceAll(stripControls(b.String()), "\r", "")
	text = strings.ReplaceAll(text, "\f", " ")     // a page break
	text = strings.ReplaceAll(text, "\u00a0", " ") // that an editor made
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\f\v")
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	return strings.Join(lines, "\n")
}

// appendCode appends the text below n. Highlighters wrap lines in blocks, in
// table rows or end them with <br>; each becomes one line end.
func appendCode(b *bytes.Buffer, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || isGutter(c) || isHidden(c) || isTool(c):
		case c.DataAtom == atom.Br:
			b.WriteByte('\n')
		case c.DataAtom == atom.Script || c.DataAtom == atom.Style || c.DataAtom == atom.Button || c.DataAtom == atom.Textarea:
		case isCodeLine(c):
			codeLine(b, c)
		default:
			appendCode(b, c)
		}
	}
}

func isCodeLine(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Div, atom.P, atom.Li, atom.Tr, atom.Pre:
		return true
	case atom.Code: // WeChat has one for each line, with nothing between
		return n.Parent.DataAtom == atom.Pre && strings.HasPrefix(attr(n.Parent, "class"), "code-snippet")
	case atom.Span: // a marked line has no end in Gatsby
		return len(n.Attr) > 0 && hasClass(n, "gatsby-highlight-code-line")
	}
	return false
}

func codeLine(b *bytes.Buffer, n *html.Node) {
	endLine := func() {
		if s := b.Bytes(); len(s) > 0 && s[len(s)-1] != '\n' {
			b.WriteByte('\n')
		}
	}
	endLine()
	start := b.Len()
	appendCode(b, n)
	if n.DataAtom != atom.Pre && n.FirstChild != nil && len(bytes.TrimSpace(b.Bytes()[start:])) == 0 {
		b.Truncate(start)
		b.WriteByte('\n') // an empty line
		return
	}
	endLine()
}

// isGutter tells whether an element holds line numbers.
func isGutter(n *html.Node) bool {
	if n.DataAtom == atom.Pre || n.DataAtom == atom.Code || len(n.Attr) == 0 {
		return false
	}
	return hasClass(n, "lineno", "linenos", "ln", "lnt", "gutter", "line-numbers-rows", "linenumber", "hljs-ln-numbers",
		"react-syntax-highlighter-line-number", "line-number", "crayon-num", "rouge-gutter", "pre-numbering", "line-numbers-wrapper", "blob-num",
		"CodeMirror-measure", "CodeMirror-linenumber") || // Typora
		styleSays(attr(n, "style"), "user-select", "none") && areNumbers(textOf(n)) // Hugo, without classes
}

// highlighted returns the element that holds the code if n is the wrapper of
// a highlighter around nothing else (Hexo, Rouge, Chroma, Pygments,
// SyntaxHighlighter, GitHub); nil if it is not.
func highlighted(n *html.Node) *html.Node {
	if !isHighlighter(n) {
		return nil
	}
	if cell := codeCell(n); cell != nil {
		return cell
	}
	pre := find(n, atom.Pre)
	if pre == nil || find(n, atom.Img, atom.Iframe, atom.Video) != nil || shownCode(n) != shownCode(pre) {
		return nil
	}
	return pre
}

// codeTitle returns what a highlighter shows above code, the name of its file
// mostly: Hexo in a <figcaption>, SyntaxHighlighter in the caption of its table,
// Crayon in its toolbar. Nil if it shows nothing.
func codeTitle(n *html.Node) *html.Node {
	for c := range below(n) {
		if c.DataAtom == atom.Figcaption || c.DataAtom == atom.Caption || hasClass(c, "crayon-title", urvanov+"title") {
			return c
		}
	}
	return nil
}

// shown counts the bytes of a subtree that are no blanks, until there are enough.
func shown(n *html.Node, enough int) int {
	count := 0
	for c := range below(n) {
		if count >= enough {
			break
		}
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Button {
			count += visibleBytes(c.Data)
		}
	}
	return count
}

// shownCode is shown for what highlighters write: buttons and line numbers do
// not count.
func shownCode(n *html.Node) int {
	count := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			count += visibleBytes(c.Data)
		case c.Type == html.ElementNode && c.DataAtom != atom.Button && !isGutter(c) && !isTool(c):
			count += shownCode(c)
		}
	}
	return count
}

func isHighlighter(n *html.Node) bool {
	for c := range classes(n) {
		switch c {
		case "highlight", "highlighter-rouge", "codehilite", "highlighttable", "rouge-table", "lntable", "codehilitetable",
			"syntaxhighlighter", "crayon-syntax", "crayon-table", urvanov + "syntax", "code-wrapper", "cnblogs_code", "chroma", "sourceCode",
			"wp_syntax", "wp-block-code", "EnlighterJSRAW", "dp-highlighter":
			return true
		}
		if strings.HasPrefix(c, "language-") || strings.HasPrefix(c, "highlight-") {
			return true
		}
	}
	return false
}

// codeCell returns the cell with the code of a two-cell table whose other
// cell holds line numbers, or the whole table if it has a row for each line,
// as in gists.
func codeCell(n *html.Node) *html.Node {
	var cells []*html.Node
	var gutter, code, lines *html.Node
	for c := range below(n) {
		if c.DataAtom != atom.Td {
			continue
		}
		cells = append(cells, c)
		switch {
		case hasClass(c, "gutter", "rouge-gutter", "gl", "linenos", "linenumbers", "crayon-nums", "line_numbers", "blob-num"):
			gutter = c
		case !hasClass(c, "code", "rouge-code", "crayon-code", urvanov+"code", "blob-code"):
		case code == nil:
			code = c
		case closest(c, atom.Table) == closest(code, atom.Table):
			lines = closest(c, atom.Table)
		}
	}
	if len(cells) == 2 && gutter == nil && (hasClass(cells[0], "lntd") || areNumbers(textOf(cells[0])) && find(cells[1], atom.Pre, atom.Code) != nil) {
		return cells[1]
	}
	if gutter == nil {
		return nil
	}
	if lines != nil {
		return lines
	}
	return code
}

func areNumbers(s string) bool {
	return strings.Trim(s, "0123456789.: \n\t\r") == "" && strings.TrimSpace(s) != ""
}
