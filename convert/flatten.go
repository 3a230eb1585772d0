package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// bounds are how many elements, and formatting elements among them, may be
// open at a time.
type bounds struct{ depth, formatting int }

// flatten returns the body with the markup beyond the bounds left out. It
// reads tokens, not a tree, and keeps to one pass.
func flatten(body string, most bounds) string {
	f := flattener{most: most}
	f.out.Grow(len(body))
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := nextToken(z)
		if kind == html.ErrorToken {
			return f.out.String()
		}
		raw := z.Raw()
		keep := true
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := tagOf(string(raw[:min(len(raw), 24)]))
			keep = kind == html.SelfClosingTagToken && f.isForeign() || f.start(name, raw)
		case html.EndTagToken:
			name, _ := tagOf(string(raw[:min(len(raw), 24)]))
			keep = f.end(name)
		}
		if keep {
			f.out.Write(raw)
		}
	}
}

// nextToken goes to the next token. What stands in <noscript> is markup, as it
// is in the tree: scripts do not run.
func nextToken(z *html.Tokenizer) html.TokenType {
	kind := z.Next()
	if kind == html.StartTagToken && hasPrefixFold(string(z.Raw()), "<noscript") {
		z.NextIsNotRawText()
	}
	return kind
}

// A flattener knows which elements are open, also those it has left out, so
// that each end tag goes with its start tag.
type flattener struct {
	out  strings.Builder
	most bounds
	open []opened
	kept bounds // of the open elements
}

type opened struct {
	name string
	kept bool
}

// start tells whether a start tag is kept.
func (f *flattener) start(name string, raw []byte) bool {
	manyAttrs := strings.Count(string(raw[:min(len(raw), 1<<16)]), "=") > treeAttrs
	switch {
	case isVoid(name), isRawText(name):
		return !manyAttrs || isRawText(name)
	case isImplied(name):
		return !manyAttrs && (f.most.depth > 0 || name == "p")
	}
	format := isFormatting(name)
	kept := f.kept.depth < f.most.depth && !manyAttrs && (!format || f.kept.formatting < f.most.formatting)
	f.open = append(f.open, opened{name, kept})
	if kept {
		f.count(format, 1)
	} else if !format {
		f.out.WriteByte(' ')
	}
	return kept
}

// isForeign tells whether a drawing or a formula is open: in others a tag does
// not close its own element, with or without a slash.
func (f *flattener) isForeign() bool {
	return slices.ContainsFunc(f.open[:min(len(f.open), treeDepth)], func(o opened) bool {
		return o.kept && (o.name == "svg" || o.name == "math")
	})
}

// count adds to what is open.
func (f *flattener) count(format bool, n int) {
	f.kept.depth += n
	if format {
		f.kept.formatting += n
	}
}

// endReach is how many open elements an end tag is looked for among: the
// search must not grow with the depth.
const endReach = 2 * treeDepth

// end tells whether an end tag is kept.
func (f *flattener) end(name string) bool {
	if isImplied(name) {
		return f.most.depth > 0 || name == "p"
	}
	for i := len(f.open) - 1; i >= max(0, len(f.open)-endReach); i-- {
		if f.open[i].name != name {
			continue
		}
		kept := f.open[i].kept
		f.open = append(f.open[:i], f.open[i+1:]...)
		if kept {
			f.count(isFormatting(name), -1)
		}
		return kept
	}
	return isRawText(name)
}
