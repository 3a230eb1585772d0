package archive

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
)

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

// hasLess says what is wrong with a picture that has taken the place of the one
// that is held, at the same address; nil if it may be a newer one.
func (g *gatherer) hasLess(ctx context.Context, got *fetched, kept *holding) *failure {
	old := &kept.file
	switch {
	case !g.opts.Refresh || got.Local || got.Via != "" || kept.kept.Via != "" || kept.kept.From != recordAddress(got.Address):
		return nil
	case got.Width > 0 && got.Width*got.Height < old.Width*old.Height:
		return fail(ClassNotImage, fmt.Sprintf("smaller than the one that is held: %d by %d pixels, not %d by %d", got.Width, got.Height, old.Width, old.Height))
	case g.fetcher.answersAnything(ctx, got.Address, got.SHA256):
		return fail(ClassNotImage, "a placeholder: the host has the same file for any name")
	}
	return nil
}

// nowhere is a name that no picture has.
const nowhere = "markive-asks-whether-this-name-has-a-picture-too"

// answersAnything tells whether a server has the same file for a name that is
// none: it sends a picture to say that there is none, or not for strangers. To
// ask costs a request, and is worth it where much speaks for that.
func (f *fetcher) answersAnything(ctx context.Context, address, sum string) bool {
	u, bad := requestURL(address)
	if bad != nil {
		return false
	}
	dir, name := path.Split(u.Path)
	t := try{url: &url.URL{Scheme: u.Scheme, Host: u.Host, User: u.User, Path: dir + nowhere + path.Ext(name)}}
	other, fail := f.flights.once(ctx, t.key(), func(ctx context.Context) (*fetched, *failure) { return f.web.persist(ctx, t) })
	return fail == nil && other.SHA256 == sum
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
