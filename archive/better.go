package archive

import "slices"

// isWorse tells whether what was fetched would replace something better that
// is held: a thumbnail the picture of full size, whose server is gone, or the
// copy of a web archive what the server itself had. What stands at the same
// address may only have changed, and is wanted with Refresh alone.
func (g *gatherer) isWorse(w *wanted, got *fetched, kept *holding) bool {
	candidates := recordAddresses(w.candidates())
	was, is := slices.Index(candidates, kept.kept.From), slices.Index(candidates, recordAddress(got.Address))
	fromPast, wasPast := got.Via != "", kept.kept.Via != ""
	switch {
	case was < 0 || w.avoid[kept.file.SHA256]:
		return false // the post does not show that any more, or it is no picture
	case is > was, fromPast && !wasPast:
		return !kept.isPlaceholder()
	}
	return is == was && fromPast == wasPast && !got.Local && !g.opts.Refresh
}

// isPlaceholder tells whether a file that is held only stands where a picture
// should be.
func (h *holding) isPlaceholder() bool {
	f, size, err := h.files.open(h.old)
	if err != nil {
		return false
	}
	defer f.Close()
	m, bad := mediaOf(f, size)
	return bad == nil && placeholderOf(f, size, m) != ""
}
