package convert

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// audited converts the tree and audits the result. If something was lost, the
// blocks that lost it are found and written as HTML instead, and the better
// of the two documents is kept. They are looked for in a tree that is made
// again: the first one is let go before the Markdown is read back, since the
// trees of both would be most of what a long post needs.
func (w *writer) audited(doc *html.Node, again func() *html.Node) string {
	assets := w.assets.clone()
	w.raw = nil
	w.out = slices.Grow(w.out[:0], w.size) // as long as the Markdown will be, about
	out := w.markdown(doc)
	if w.audit == nil {
		return out
	}
	w.check(doc, out)
	if len(w.audit.Lost) == 0 {
		return out
	}
	doc = again()
	lossy := w.lossy(doc)
	if len(lossy) == 0 {
		return out
	}
	w.raw = lossy
	defer func() { w.raw = nil }()
	return w.retry(assets, out, func() string {
		better := w.markdown(doc)
		w.check(doc, better)
		return better
	})
}

// retry writes a body again, with the assets that were there before it, and
// returns which of the two lost less; out is the first.
func (w *writer) retry(assets assetList, out string, again func() string) string {
	first, second, kept := w.audit, Audit{}, w.assets
	w.assets, w.audit = assets, &second
	better := again()
	w.audit = first
	if len(second.Lost) >= len(first.Lost) {
		w.assets = kept
		return out
	}
	*first = second
	return better
}

// lossy finds the blocks of which the Markdown, each written alone, does not
// say what the tree shows.
func (w *writer) lossy(doc *html.Node) map[*html.Node]bool {
	assets, audit := w.assets, w.audit
	defer func() { w.assets, w.audit = assets, audit }()
	found := map[*html.Node]bool{}
	for _, b := range blocksOf(bodyOf(doc)) {
		var alone Audit
		w.audit, w.assets = &alone, assetList{}
		w.check(b, w.markdown(b))
		if len(alone.Lost) > 0 {
			found[b] = true
		}
	}
	return found
}

// blocksOf returns the blocks that a body consists of, below what wraps all.
func blocksOf(body *html.Node) []*html.Node {
	for {
		only := onlyChild(body)
		if only == nil || only.DataAtom != atom.Div && only.DataAtom != atom.Section && only.DataAtom != atom.Article {
			break
		}
		body = only
	}
	var blocks []*html.Node
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && isBlock(c) {
			blocks = append(blocks, c)
		}
	}
	return blocks
}
