package convert

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A grid is a data table, row by row.
type grid struct {
	rows     [][]*html.Node // nil where a cell above or before reaches
	captions []*html.Node
	header   bool // the first row heads the columns
	cols     int
}

// Bounds on what a few bytes of markup may ask for: the largest spans that
// browsers honour are 1000 and 65534; no table that is read has more columns.
const (
	maxSpan = 1000
	maxCols = 1000
	maxGrid = 1 << 20 // cells
)

// table writes a data table; one that only lays out is taken apart.
func (w *writer) table(n *html.Node) {
	w.flush()
	if code := highlighted(n); code != nil {
		w.codeBlock(code)
		return
	}
	if w.inLine() || isLayout(n) {
		w.unwrap(n)
		return
	}
	g := readGrid(n)
	if len(g.rows) < 2 || g.cols < 2 {
		w.unwrap(n)
		return
	}
	if w.needsHTML(n) { // its caption stays in it
		w.begin()
		w.htmlBlock(n)
		return
	}
	for _, c := range g.captions {
		w.block(c)
	}
	w.pipes(g)
}

// unwrap writes the cells of a table one after the other, as blocks.
func (w *writer) unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot:
			w.anchor(c)
			w.unwrap(c)
		case atom.Td, atom.Th, atom.Caption:
			if !w.dropped(c) {
				w.anchor(c)
				w.block(c)
			}
		case atom.Colgroup, atom.Col:
		default:
			w.node(c)
		}
	}
	w.flush()
}

// isLayout tells whether a table arranges blocks rather than data.
func isLayout(n *html.Node) bool {
	if role := attr(n, "role"); role == "presentation" || role == "none" {
		return true
	}
	if find(n, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Form) != nil {
		return true
	}
	if find(n, atom.Iframe, atom.Video) != nil && find(n, atom.Th) == nil {
		return true
	}
	return !hasText(n) // a grid of pictures
}

// needsHTML tells whether a cell holds what a row of GFM cannot: a list, lines of
// code, or a template tag with a bar in it, which can be escaped for Markdown or
// for the template, but not for both.
func (w *writer) needsHTML(n *html.Node) bool {
	for c := range below(n) {
		if len(w.pre) > 0 && w.pre.hasBar(c) {
			return true
		}
		switch c.DataAtom {
		case atom.Ul, atom.Ol, atom.Blockquote, atom.Dl:
			return true
		case atom.Pre:
			if strings.Contains(strings.TrimSpace(codeText(c)), "\n") {
				return true
			}
		}
	}
	return false
}

// readGrid puts the cells of a table into rows and columns.
func readGrid(n *html.Node) grid {
	var g grid
	var reach []int // rows that the cell above still takes, by column
	headed := false
	rows := g.collect(n, false, nil)
	widest := widestRow(rows)
	for _, tr := range rows {
		row, filled, allHead := g.row(tr.node, &reach, widest)
		if !filled {
			continue // an empty row separates; it says nothing
		}
		if len(g.rows) == 0 {
			headed = tr.head || allHead
		}
		g.rows = append(g.rows, row)
		if len(g.rows)*max(g.cols, 1) > maxGrid {
			break
		}
	}
	g.header = headed
	return g
}

type tableRow struct {
	node *html.Node
	head bool
}

func (g *grid) collect(n *html.Node, head bool, rows []tableRow) []tableRow {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, tableRow{c, head})
		case atom.Thead:
			rows = g.collect(c, true, rows)
		case atom.Tbody, atom.Tfoot:
			rows = g.collect(c, false, rows)
		case atom.Caption:
			g.captions = append(g.captions, c)
		}
	}
	return rows
}

// row lays out one row. Cells that reach down from above take their columns.
func (g *grid) row(tr *html.Node, reach *[]int, widest int) (row []*html.Node, filled, allHead bool) {
	allHead = true
	col := 0
	for c := tr.FirstChild; c != nil && col < maxCols; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		for col < len(*reach) && (*reach)[col] > 0 {
			(*reach)[col]--
			col++
		}
		full := hasContent(c)
		if full {
			filled = true
			allHead = allHead && c.DataAtom == atom.Th
		}
		for len(row) <= col {
			row = append(row, nil)
		}
		row[col] = c
		if full {
			g.cols = max(g.cols, col+1)
		}
		down := span1(attr(c, "rowspan"))
		for range min(span1(attr(c, "colspan")), widest, maxCols-col) {
			for len(*reach) <= col {
				*reach = append(*reach, 0)
			}
			(*reach)[col] = down - 1
			col++
		}
	}
	for ; col < len(*reach); col++ {
		if (*reach)[col] > 0 {
			(*reach)[col]--
		}
	}
	return row, filled, allHead
}

// widestRow returns the most cells that a row has: no span reaches further,
// since nothing would stand in the columns that it makes.
func widestRow(rows []tableRow) int {
	most := 1
	for _, tr := range rows {
		cells := 0
		for c := tr.node.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells++
			}
		}
		most = max(most, cells)
	}
	return most
}

func hasContent(n *html.Node) bool {
	return find(n, atom.Img) != nil || hasText(n)
}

// span1 reads a colspan or rowspan.
func span1(s string) int {
	if s == "" {
		return 1 // what strconv would make an error of
	}
	v, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}

// pipes writes a table of GFM (section 4.10 of its specification). A table
// without a header gets an empty one, since the syntax asks for it.
func (w *writer) pipes(g grid) {
	w.begin()
	rows := g.rows
	if g.header {
		w.pipeRow(rows[0], g.cols)
		rows = rows[1:]
	} else {
		w.pipeRow(nil, g.cols)
	}
	w.newline()
	for i := range g.cols {
		w.string("|")
		w.string(alignment(g, i))
	}
	w.string("|")
	for _, row := range rows {
		w.newline()
		w.pipeRow(row, g.cols)
	}
}

// alignment returns the delimiter cell of a column, by its first data cell.
func alignment(g grid, col int) string {
	for _, row := range g.rows {
		if col >= len(row) || row[col] == nil {
			continue
		}
		align := strings.ToLower(attr(row[col], "align"))
		for _, side := range [...]string{"left", "center", "right"} {
			if align == side || styleSays(attr(row[col], "style"), "text-align", side) {
				align = side
			}
		}
		switch align {
		case "right":
			return " --: "
		case "center":
			return " :-: "
		}
	}
	return " --- "
}

func (w *writer) pipeRow(row []*html.Node, cols int) {
	w.string("|")
	for i := range cols {
		w.string(" ")
		if i < len(row) && row[i] != nil {
			if text := w.cellText(row[i]); len(text) > 0 {
				w.out = append(append(w.out, text...), ' ')
			}
		}
		w.string("|")
	}
}

// cellText renders a cell to one line.
func (w *writer) cellText(n *html.Node) []byte {
	if furniture(n) != "" {
		return nil
	}
	var text []byte
	in, stack, where := w.in, w.stack, w.where
	w.in = inline{parts: in.parts[len(in.parts):], start: true}
	w.stack, w.where, w.cell = w.around(stack), cellMode, &text
	w.reopen()
	w.anchor(n)
	inner := n
	if b := onlyChild(n); n.DataAtom == atom.Th && b != nil && (b.DataAtom == atom.B || b.DataAtom == atom.Strong) {
		inner = b
	}
	if n.DataAtom == atom.Th && isRowHead(n) {
		w.spanned(&span{mark: "**"}, func() { w.children(inner); w.flush() })
	} else {
		w.children(inner)
	}
	w.flush()
	w.in, w.stack, w.where, w.cell = in, stack, where, nil
	return asCell(bytes.TrimSpace(text))
}

// around returns the emphasis and the link among spans: where they stand around
// a table, or are not closed before it, each cell has them.
func (w *writer) around(spans []*span) []*span {
	var again []*span
	for _, s := range spans {
		switch {
		case s.link && w.affords(s):
			again = append(again, &span{link: true, open: s.open, close: s.close})
		case s.mark != "":
			again = append(again, &span{mark: s.mark})
		}
	}
	return again
}

// isRowHead tells whether a header cell heads its row: others in it are data.
func isRowHead(n *html.Node) bool {
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Td && hasContent(c) {
			return true
		}
	}
	return false
}
