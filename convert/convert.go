package convert

import (
	"slices"
	"strconv"
	"sync"

	"golang.org/x/net/html"
)

// Options says how posts are converted. The zero value is good: it keeps
// everything and proves it.
type Options struct {
	// ImageFields are the front matter fields that hold image addresses;
	// nil: DefaultImageFields, empty but not nil: none. A dot descends into
	// a map ("cover.image"); params and extra are looked into by themselves.
	ImageFields []string

	// Assets are the kinds that are found beside images: what players play,
	// and what links lead to by its ending (.mp3, .mp4, .pdf); nil: none.
	Assets []Kind

	// NoAudit leaves out the audit, which renders the Markdown again and
	// compares it with the body; Document.Audit is then nil.
	NoAudit bool

	// Encoding is the name of the encoding that all posts are in, as the
	// WHATWG lists them; "": found for each post.
	Encoding string

	Body   BodyKind // how bodies are read; "": decided for each post
	Style  Style    // which form of Markdown is written
	Select Selector // the parts of an HTML body that are converted; zero: all. Where it chooses nothing, ClassNotSelected tells
	Remove Selector // the parts of an HTML body that are left out; zero: none
}

// DefaultImageFields are the fields in which themes of Hexo, Jekyll, Hugo,
// Astro and Ghost keep the images of a post.
var DefaultImageFields = []string{
	"headimg", "thumbnail", "cover", "image", "banner", "banner_img", "index_img",
	"top_img", "featured_image", "featuredImage", "featureimage", "header_image",
	"preview_image", "og_image", "photos", "images", "img", "teaser",
	"heroImage", "hero_image", "coverImage", "cover_image", "cover-image", "cover-img",
	"header-img", "share-img", "thumbnail-img", "bigimg", "feature_image",
	"feature-img", "featured-image", "featured_img", "banner_image", "social_image",
	"socialImage", "ogImage", "og-image", "headerImage", "headimage", "cover_img",
	"postImage", "post_image", "post-image", "thumb", "thumbnailImage", "metaImage",
	"featuredImagePreview", "background", "background_image", "background-image",
	"hero", "feature", "picture", "photo", "screenshot", "screenshots", "gallery", "resources",
	"image_url", "imageUrl", "twitter_image", "facebook_image", "twitter.image", "seo.image", "social.image", "metadata.image",
	"cover.image", "image.path", "image.feature", "image.teaser", "image.thumb",
	"header.image", "header.teaser", "header.overlay_image", "header.og_image",
}

// A Converter turns posts into documents. It is safe for concurrent use.
type Converter struct {
	opts    Options
	writers sync.Pool // of *writer: one serves one goroutine at a time
}

// New returns a Converter.
func New(opts Options) *Converter {
	if opts.ImageFields == nil {
		opts.ImageFields = DefaultImageFields
	}
	return &Converter{opts: opts, writers: sync.Pool{New: func() any { return newWriter() }}}
}

// Options returns the options of the converter, with their defaults.
func (c *Converter) Options() Options { return c.opts }

// Parse takes a post apart, as the function Parse does, in the encoding that
// the options name.
func (c *Converter) Parse(path string, src []byte) (*Post, error) {
	if c.opts.Encoding != "" {
		return ParseAs(path, c.opts.Encoding, src)
	}
	return Parse(path, src)
}

// Convert turns a post into a document. What had to be left out or mended is
// told in the document's Audit and Warnings; an error, of type *Error, means
// that there is no document.
func (c *Converter) Convert(p *Post) (d *Document, err error) {
	defer contain(p.Path, &d, &err)
	d = &Document{Path: p.Path, Encoding: p.Encoding, FrontMatter: p.FrontMatter, Warnings: slices.Clone(p.Warnings)}
	if !c.opts.NoAudit {
		d.Audit = &Audit{}
	}
	w := c.writers.Get().(*writer)
	w.assets, w.audit, w.pre, w.opts = assetList{}, d.Audit, nil, &c.opts
	c.fields(d, &w.assets)
	w.body(d, p)
	d.Assets = w.assets.list
	d.auditAddresses()
	c.writers.Put(w) // only here: one that failed half way is not used again
	return d, nil
}

// fields makes assets of the images that the front matter names.
func (c *Converter) fields(d *Document, assets *assetList) {
	d.fields = d.FrontMatter.imageFields(c.opts.ImageFields)
	for _, f := range d.fields {
		at := place{asset: -1}
		if src := sourcesOf(f.Value); !f.spliceable {
			d.Warnings = append(d.Warnings, Warning{Class: ClassFrontMatter, Detail: "field " + f.Name + " cannot be changed safely; its address stays"})
		} else if len(src.candidates) > 0 {
			at = assets.add(src, Use{Field: f.Name, Address: f.Value})
		}
		d.fieldAssets = append(d.fieldAssets, at)
	}
}

// body converts the body of p.
func (w *writer) body(d *Document, p *Post) {
	text, tags := protect(disarmTemplates(spaceShortcodes(sourceCodes(captions(p.Body)))))
	text, odd := pseudoTags(text)
	doc, deep := parseTree(text)
	tags.inCode(doc)
	if deep {
		d.Warnings = append(d.Warnings, Warning{Class: ClassTooDeep, Detail: "markup nested too deep was flattened"})
	}
	w.size = len(p.Body)
	kind := w.opts.Body
	if kind == BodyAuto {
		kind = kindOf(p, doc)
	}
	var out string
	if kind == BodyMarkdown {
		out = w.auditedMarkdown(w.withoutSizes(p.Body))
		w.pre = nil // its tags stand where they stood
	} else {
		d.warnPseudo(p, odd)
		w.pre = tags
		if w.prepare(p, doc) {
			d.Warnings = append(d.Warnings, Warning{Class: ClassNotSelected, Detail: "nothing of the body is chosen by " + oneLine(w.opts.Select.css) + ", and so nothing of it was converted"})
		}
		out = w.audited(doc, func() *html.Node {
			doc, _ := parseTree(text)
			w.prepare(p, doc)
			return doc
		})
	}
	d.body = w.inert(w.showTags(out))
	d.tags = w.pre
}

// showFolded puts into the tree what is folded, tooltips, code blocks and the
// levels of lists, as scripts and styles show them.
func showFolded(doc *html.Node) {
	unfold(doc)
	moveTooltips(doc)
	showCode(doc)
	nestLists(doc)
}

// prepare leaves in the tree what is to be converted, what is folded and its
// code blocks shown, its lists nested, its paragraphs parted. It tells whether
// Options.Select has left nothing.
func (w *writer) prepare(p *Post, doc *html.Node) (nothing bool) {
	nothing = narrow(doc, w.opts.Select, w.opts.Remove)
	showFolded(doc)
	if w.opts.Body != BodyHTML {
		openParagraphs(p, doc)
	}
	return nothing
}

// warnPseudo tells of the pseudo-tags of a body that nobody sees.
func (d *Document) warnPseudo(p *Post, odd pseudo) {
	if odd.count == 0 {
		return
	}
	detail := odd.first + " is no element; browsers show nothing of it, and it was left out"
	if odd.count > 1 {
		detail += ", and so were " + strconv.Itoa(odd.count-1) + " more"
	}
	d.Warnings = append(d.Warnings, Warning{Line: p.BodyLine + odd.line, Class: ClassPseudoTag, Detail: oneLine(detail)})
}
