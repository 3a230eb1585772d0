package archive

import (
	"context"
	"time"

	"github.com/markive/markive/convert"
)

// An exported is a post on its way out of the archive.
type exported struct {
	bundle string
	files  bundleFiles

	title     string // of the manifest
	date      string // as it will be written, else that of the manifest
	slugField string // of the front matter, as it will be written
	address   string // so is that
	hidden    bool   // the program may have no page of it
	undated   bool   // it is a draft that has no date
	isRead    bool   // all that is so, and else it is told why when it is the post's turn

	path string // that of the bundle, as the program takes it and tells it apart, see layout.name
	slug string // its name where folders are of no use
	post string // slash path of its Markdown below the export

	field, own string // an address of its own, see slugs.own
}

// survey finds out where all posts will be, before one that links to them is
// written. Each is read again when it is its turn, so that not all of them are in
// memory.
func (x *export) survey(ctx context.Context, v *verifier) ([]*exported, error) {
	posts := make([]*exported, len(v.bundles))
	now := time.Now()
	for i, name := range v.bundles {
		posts[i] = &exported{bundle: name, files: v.files(name)}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := x.read(posts[i], now); isExhausted(err) {
			return nil, err
		}
	}
	x.layout.name(posts)
	for _, p := range posts {
		if p.isRead {
			p.field, p.own = x.slugs.own(x.layout, p)
		}
	}
	return posts, nil
}

// read reads of a post what its address follows from: its front matter as the
// program will see it.
func (x *export) read(p *exported, now time.Time) error {
	h, err := heldIn(p.files, p.bundle, anyPost)
	if err != nil {
		return err
	}
	p.title, p.date = h.Title, h.Date
	text, err := x.textOf(h)
	if err != nil {
		return err
	}
	fm, err := written(&x.opts.Target, h.Source.Path, text)
	if err != nil {
		return err
	}
	if !fm.Date.IsZero() { // its day is that of the zone in which the program reads it
		p.date = fm.Date.Format(time.RFC3339)
	}
	p.undated = fm.Draft && p.date == ""
	p.slugField, p.address, p.hidden, p.isRead = fm.Slug, fm.Text(x.layout.address), x.opts.Target.MayHide(fm, now), true
	if x.layout.lead == nil {
		return nil
	}
	for _, key := range postKeys(h.Manifest) {
		if other, taken := x.found[key]; taken && other != p {
			x.found[key] = nil
		} else {
			x.found[key] = p
		}
	}
	return nil
}

// written returns the front matter of a post as a target has it.
func written(target *convert.Target, source string, text []byte) (*convert.FrontMatter, error) {
	post, err := convert.ParseAs(source, "utf-8", text)
	if err != nil {
		return nil, err
	}
	out, err := target.Write(source, text[:max(0, len(text)-len(post.Body))], nil)
	if err != nil {
		return nil, err
	}
	if post, err = convert.ParseAs(source, "utf-8", out.Markdown); err != nil {
		return nil, err
	}
	return &post.FrontMatter, nil
}
