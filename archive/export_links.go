package archive

import (
	"cmp"
	"net/url"
	"path"
	"strings"

	"github.com/markive/markive/convert"
)

// leads says where the links of a post lead that lead to others of the archive.
// Those to what the program may not show stay: it would not build the site.
func (x *export) leads(u *uses) func(convert.Link) convert.Lead {
	if x.layout.lead == nil {
		return nil
	}
	from := &page{manifest: u.held.Manifest}
	return func(link convert.Link) convert.Lead {
		address, words := link.Path, ""
		if link.In == convert.InText {
			length, name, title := named([]byte(address))
			if length != len(address) {
				return convert.Lead{}
			}
			address, words = postAddress(name, ""), title
		}
		l := cmp.Or(from.linkOf(address), linkElsewhere(address))
		to := x.find(l)
		if to == nil || to == u.post || to.hidden {
			return convert.Lead{}
		}
		return convert.Lead{
			To:        x.layout.lead(u.post, to, link.In) + fragmentOf(l),
			AsElement: x.opts.Target.Name == convert.TargetHexo, // to which tags in Markdown's destinations are none
			Words:     cmp.Or(words, to.title, to.slug),
		}
	}
}

// linkElsewhere returns a link to another site, of which the archive may have
// posts too; nil if it is to none.
func linkElsewhere(address string) *postLink {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "" && !isWeb(u.Scheme) {
		return nil
	}
	return &postLink{keys: []string{addressKey(address)}, fragment: u.Fragment}
}

// find returns the post that a link leads to; nil if there is none, or nobody
// can tell which.
func (x *export) find(l *postLink) *exported {
	if l == nil {
		return nil
	}
	for _, key := range l.keys {
		if p := x.found[key]; p != nil {
			return p
		}
	}
	return nil
}

// fragmentOf is what of a link comes behind the address of the post.
func fragmentOf(l *postLink) string {
	if l.fragment == "" {
		return ""
	}
	return "#" + addressSigns.Replace((&url.URL{Fragment: l.fragment}).EscapedFragment())
}

// What leads from a post to another. Where the site's settings decide about
// addresses it is a tag that the program fills in.

func hugoLead(_, to *exported, _ convert.LinkPlace) string {
	return `{{< relref "/` + strings.TrimPrefix(to.post, "content/") + `" >}}`
}

func hexoLead(_, to *exported, _ convert.LinkPlace) string {
	return `{% post_path "` + to.slug + `" %}`
}

func jekyllLead(_, to *exported, _ convert.LinkPlace) string {
	return "{% post_url " + strings.TrimSuffix(path.Base(to.post), ".md") + " %}"
}

func obsidianLead(_, to *exported, _ convert.LinkPlace) string {
	return addressSigns.Replace(to.post)
}

// astroLead goes by the id that Astro makes of a path, or finds in the field slug.
func astroLead(_, to *exported, _ convert.LinkPlace) string {
	id := cmp.Or(to.slugField, strings.ToLower(astroSlug(to.slug)))
	if to.field == "slug" {
		id = to.own
	}
	return "../" + (&url.URL{Path: id}).EscapedPath() + "/"
}

// mkdocsLead leads to the Markdown, which MkDocs resolves, and in HTML, where it
// does not, to what it builds of that.
func mkdocsLead(from, to *exported, in convert.LinkPlace) string {
	p := addressSigns.Replace(relativePath(path.Dir(from.post), to.post))
	if in == convert.InHTML {
		return strings.TrimSuffix(p, ".md") + ".html"
	}
	return p
}

// relativePath leads from a folder to a file.
func relativePath(from, to string) string {
	for {
		head, rest, _ := strings.Cut(from, "/")
		below, ok := strings.CutPrefix(to, head+"/")
		if !ok || head == "" {
			break
		}
		from, to = rest, below
	}
	if from == "" {
		return to
	}
	return strings.Repeat("../", strings.Count(from, "/")+1) + to
}
