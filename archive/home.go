package archive

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/markive/markive/convert"
)

// A home is where a post was published. What it names by a relative address, and
// nobody has kept beside it, may still be there.

// homeFields are fields of front matter that tell where a post itself is, or was
// before it moved.
var homeFields = []string{
	"permalink", "url", "original_url", "original_link", "canonical_url", "canonical_link", "canonicalURL", "canonicalUrl", "canonical",
}

// lastHomeFields tell the same in what exporters have written; an author may mean
// what he writes about.
var lastHomeFields = []string{"link", "guid", "source_url", "blogger_orig_url", "wordpress_url"}

// maxHomes bounds the addresses at which a file that is not on the disk is asked
// for.
const maxHomes = 2

// homes returns the addresses of a post and of its site, as far as they name a
// host: first the site's own, as its configuration tells, then the likeliest. A
// field of front matter may name strangers.
func (s *sites) homes(src Source, fm *convert.FrontMatter) (all []*url.URL) {
	add := func(addresses ...string) {
		for _, a := range addresses {
			if !isWeb(schemeOf(a)) || strings.Contains(a, "/:") || strings.ContainsAny(a, unfilled) { // a pattern
				continue
			}
			if u, bad := requestURL(a); bad == nil {
				u.User = nil
				all = append(all, u)
			}
		}
	}
	published := s.addresses(src, fm)
	if site := s.of(src).site; site != nil && site.URL != "" {
		if i := slices.IndexFunc(published, func(a string) bool { return strings.HasPrefix(a, site.URL) }); i >= 0 {
			add(published[i]) // a name alone is read from there
		}
		add(site.URL)
	}
	add(published...)
	for _, key := range homeFields {
		add(fm.Text(key))
	}
	for _, key := range lastHomeFields {
		add(fm.Text(key))
	}
	return all
}

// unfilled are bytes of what some program was to put something in the place of:
// {{ slug }}, ${x}, [[pic]], <name>.
const unfilled = "{}$[]<>`"

// namesFile tells whether the last element of a relative address may be a file.
func namesFile(ref string) bool {
	ref, _, _ = strings.Cut(ref, "#")
	ref, _, _ = strings.Cut(ref, "?")
	ref = unescape(ref)
	last := ref[strings.LastIndexAny(ref, `/\`)+1:]
	return last != "" && last != "." && last != ".."
}

// isRelative tells whether an address of a post means a file beside it or in its
// site.
func isRelative(address string) bool {
	address = tidyAddress(address)
	return schemeOf(address) == "" && !strings.HasPrefix(address, "//") && len(spellings(address)) > 0
}

// completed returns the assets of a post with more candidates: behind each
// relative one, where it may be on the web. of tells which of them each of these
// stands for. Nobody looks into addresses of more bytes than limit: they are
// refused, and templates in them could cost much.
func (s *sites) completed(src Source, doc *convert.Document, limit int) (assets []convert.Asset, of map[string]string) {
	var homes []*url.URL
	assets, of = slices.Clone(doc.Assets), map[string]string{}
	for i := range assets {
		a := &assets[i]
		if !slices.ContainsFunc(a.Candidates, func(c string) bool { return len(c) <= limit && isRelative(c) }) {
			continue
		}
		if homes == nil {
			if homes = s.homes(src, &doc.FrontMatter); len(homes) == 0 {
				break
			}
		}
		var all []string
		for _, c := range a.Candidates {
			if all = append(all, c); len(c) > limit {
				continue
			}
			for _, whole := range s.completions(src, c, homes) {
				if !slices.Contains(a.Candidates, whole) && !slices.Contains(all, whole) {
					all = append(all, whole)
					of[whole] = cmp.Or(of[whole], c)
				}
			}
		}
		a.Candidates = all
	}
	return assets, of
}

// completions completes a relative address by the homes of its post, and by the
// path at which the site is: themes and tags put that before what is written as
// from its root.
func (s *sites) completions(src Source, address string, homes []*url.URL) (all []string) {
	if !isRelative(address) {
		return nil
	}
	address = tidyAddress(address)
	ref := withoutTemplate(address)
	if strings.ContainsAny(ref, unfilled) || !namesFile(ref) {
		return nil // nobody knows what stands there
	}
	refs := []string{ref}
	if site := s.of(src).site; site != nil && site.Root != "" && strings.HasPrefix(ref, "/") && !strings.HasPrefix(ref, site.Root) {
		refs = append(refs, site.Root+strings.TrimLeft(ref, "/"))
		if ref != address {
			slices.Reverse(refs) // a tag has it so
		}
	}
	for _, home := range homes {
		for _, ref := range refs {
			u, bad := requestURL(absolute(home, ref))
			if bad == nil && len(all) < maxHomes && !slices.Contains(all, u.String()) {
				all = append(all, u.String())
			}
		}
	}
	return all
}

// isAbsent tells whether the disk has nothing that an address could mean.
func (f *failure) isAbsent() bool {
	return f != nil && (f.class == ClassLocalMissing || f.class == ClassLocalOutside)
}
