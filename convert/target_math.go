package convert

import (
	"bytes"
	"slices"
)

// maxFormula bounds how far the end of a formula is looked for.
const maxFormula = 2000

// formulas writes formulas as TeX for Obsidian, which reads them before Markdown
// and takes no backslash from them, and those between \( and \) with its own
// signs.
func (b *targetBody) formulas() {
	if b.target.Name != TargetObsidian {
		return
	}
	var spans []region
	for i := 0; i < len(b.src); i++ {
		if c := b.src[i]; c != '$' && c != '\\' {
			continue
		}
		f := b.formulaAt(i)
		if f == nil {
			if b.src[i] == '\\' {
				i++ // what it escapes begins nothing
			}
			continue
		}
		spans = append(spans, region{start: i, stop: f.end})
		i = f.end - 1
	}
	if len(spans) == 0 {
		return
	}
	b.changes = slices.DeleteFunc(b.changes, func(c change) bool {
		n, found := slices.BinarySearchFunc(spans, c.start, func(s region, at int) int { return s.start - at })
		return found || n > 0 && c.start < spans[n-1].stop
	})
	for _, s := range spans {
		b.formula(b.formulaAt(s.start))
	}
}

// A formula is where the signs around it and its TeX are.
type formula struct {
	start, from, to, end int
	sign                 string // what is to stand around it
}

// formulaAt returns the formula that begins at a place, nil if none does.
func (b *targetBody) formulaAt(at int) *formula {
	rest := b.src[at:min(len(b.src), at+maxFormula)]
	if i := bytes.Index(rest, []byte("\n\n")); i >= 0 {
		rest = rest[:i]
	}
	for _, form := range [...]struct{ open, end, sign string }{{"$$", "$$", "$$"}, {"$", "$", "$"}, {`\\(`, `\\)`, "$"}, {`\\[`, `\\]`, "$$"}} {
		tex, ok := bytes.CutPrefix(rest, []byte(form.open))
		if !ok {
			continue
		}
		if kind := b.at(at); kind == codeRegion || kind == htmlRegion {
			return nil
		}
		n := formulaEnd(tex, form.end)
		if n < 0 || form.open == "$" && isVariable(rest) {
			return nil
		}
		from := at + len(form.open)
		return &formula{start: at, from: from, to: from + n, end: from + n + len(form.end), sign: form.sign}
	}
	return nil
}

// formulaEnd returns where a formula ends that is before end; -1 if it is none.
func formulaEnd(tex []byte, end string) int {
	if end == "$" && (len(tex) == 0 || isBlank(tex[0])) {
		return -1
	}
	for i := 0; i < len(tex); i++ {
		if bytes.HasPrefix(tex[i:], []byte(end)) {
			after := i + len(end)
			if end != "$" || i > 0 && !isBlank(tex[i-1]) && (after == len(tex) || !isDigit(tex[after])) {
				return i
			}
			return -1
		}
		if tex[i] == '\\' {
			i++
		}
	}
	return -1
}

// formula writes one.
func (b *targetBody) formula(f *formula) {
	tex := b.src[f.from:f.to]
	if b.src[f.start] == '\\' {
		f.from += len(tex) - len(bytes.TrimLeft(tex, " \n"))
		f.to -= len(tex) - len(bytes.TrimRight(tex, " \n"))
		if f.from >= f.to {
			return
		}
		b.change(f.start, f.from, f.sign)
		b.change(f.to, f.end, f.sign)
		tex = b.src[f.from:f.to]
	}
	if isPlainTeX(tex) {
		return
	}
	for i := 0; i+1 < len(tex); i++ {
		if tex[i] == '\\' && isPunct(tex[i+1]) {
			b.change(f.from+i, f.from+i+1, "")
			i++
		}
	}
}

// isPlainTeX tells whether somebody wrote TeX as it is into Markdown: it has
// what is written of no HTML, a backslash before a sign that needs none there,
// or two that end a row.
func isPlainTeX(tex []byte) bool {
	for i := 0; i+1 < len(tex); i++ {
		if tex[i] != '\\' {
			continue
		}
		i++
		switch {
		case bytes.IndexByte([]byte(",;:{}%"), tex[i]) >= 0:
			return true
		case tex[i] == '\\' && (i+1 == len(tex) || isBlank(tex[i+1]) || isLetter(tex[i+1])):
			return true
		}
	}
	return false
}
