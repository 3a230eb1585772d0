package archive

import (
	"cmp"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/markive/markive/convert"
	"golang.org/x/text/cases"
)

// A layout says where a program has its posts and what they show.
type layout struct {
	post   string // path of a post: <path> is that of its bundle, <slug> its last part, <day> its date
	files  string // folder of what it shows
	link   string // what leads there from the Markdown
	dated  bool   // names begin with a day
	drafts string // path of a draft that has no date; its files have none in their folder; "": as of others

	// What leads from a post to another, from a place in its text; nil: links stay.
	lead func(from, to *exported, in convert.LinkPlace) string

	// Where files lie, and what leads there, from where the program does not
	// resolve paths; "": it does everywhere.
	public, publicLink string

	slug       string                   // where a slug in the front matter leads, as for post; "": it leads nowhere
	address    string                   // the field that is the whole address of a post; "": there is none
	literal    bool                     // which is no pattern, whatever stands in it
	asFile     bool                     // and names a file, if it does not end in a slash
	inMarkdown []string                 // endings of the images that the program resolves; nil: all
	fit        func(name string) string // what of a name the program takes; nil: all
	fold       func(name string) string // what it tells names apart by; nil: all
	foldSlug   func(slug string) string // and slugs; nil: fold
}

// layouts are those of the programs. Hexo and Astro resolve paths of images in
// Markdown only: what links, HTML and the front matter name lies where it is
// served as it is.
var layouts = map[convert.TargetName]*layout{
	convert.TargetPlain: {post: "<path>/index.md", files: "<path>", link: ""},
	convert.TargetHugo: {post: "content/posts/<path>/index.md", files: "content/posts/<path>", link: "", slug: "/posts/<folder>", address: "url",
		fit: hugoName, fold: convert.HugoPath, foldSlug: convert.HugoSlug, lead: hugoLead},
	convert.TargetMkDocs: {post: "docs/<path>/index.md", files: "docs/<path>", link: "", lead: mkdocsLead},
	convert.TargetHexo: {post: "source/_posts/<slug>.md", files: "source/_posts/<slug>", link: "",
		public: "source/images/<slug>", publicLink: "/images/<slug>/", fit: hexoName, address: "permalink", literal: true, lead: hexoLead},
	convert.TargetJekyll: {post: "_posts/<day>-<slug>.md", files: "assets/<day>-<slug>", link: "/assets/<day>-<slug>/", dated: true, drafts: "_drafts/<slug>.md", slug: "<day>",
		address: "permalink", asFile: true, fit: jekyllName, fold: convert.JekyllTitle, lead: jekyllLead},
	convert.TargetAstro: {post: "src/content/posts/<slug>/index.md", files: "src/content/posts/<slug>", link: "./",
		public: "public/posts/<slug>", publicLink: "/posts/<slug>/", fold: astroSlug, slug: "/", lead: astroLead,
		inMarkdown: []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".tiff"}},
	convert.TargetObsidian: {post: "<slug>.md", files: "attachments/<slug>", link: "attachments/<slug>/", lead: obsidianLead},
}

// noDate is the day of a post without one, where its file's name needs it.
const noDate = "1970-01-01"

// datedName is the name of a post that begins with its day, as Jekyll's do.
var datedName = lazily(`^([0-9]{4}-[0-9]{2}-[0-9]{2})-(.+)$`)

// name gives every post its path. A name that several posts share gets a short
// hash of the bundle's path at each of them: names depend on the posts alone.
func (l *layout) name(posts []*exported) {
	fold := cases.Fold()
	shared := map[string]int{}
	keys := make([]string, len(posts))
	for i, p := range posts {
		p.path, p.slug = p.bundle, path.Base(p.bundle)
		if m := datedName().FindStringSubmatch(p.slug); l.dated && m != nil {
			p.slug, p.date = m[2], cmp.Or(p.date, m[1])
			p.undated = false
		}
		if l.fit != nil {
			p.path, p.slug = eachPart(p.path, l.fit), l.fit(p.slug)
		}
		keys[i] = l.key(p, fold)
		shared[keys[i]]++
	}
	for i, p := range posts {
		if shared[keys[i]] > 1 || strings.HasSuffix(keys[i], "/") {
			p.path, p.slug = withHash(p.path, p.bundle), strings.TrimPrefix(withHash(p.slug, p.bundle), "-")
		}
		p.post = l.path(l.post, p)
		if l.isUndated(p) {
			p.post = l.path(l.drafts, p)
		}
	}
}

// key is what the program tells the file of a post by; it ends in a slash if that
// has no name of its own.
func (l *layout) key(p *exported, fold cases.Caser) string {
	above, name := path.Split(p.path)
	switch {
	case !l.hasFolders() && l.dated:
		above, name = l.path("<day>", p), p.slug
	case !l.hasFolders():
		above, name = "", p.slug
	}
	return path.Join("/", l.folded(foldName(above, fold))) + "/" + l.folded(foldName(name, fold))
}

// hasFolders tells whether the path of a bundle is kept.
func (l *layout) hasFolders() bool { return strings.Contains(l.post, "<path>") }

func withHash(name, bundle string) string { return name + "-" + shortHash(bundle) }

// eachPart does something to every part of a path.
func eachPart(p string, do func(string) string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = do(part)
	}
	return strings.Join(parts, "/")
}

// folded returns what the program tells a name apart by.
func (l *layout) folded(name string) string {
	if l.fold == nil {
		return name
	}
	return l.fold(name)
}

// isUndated tells whether a post is a draft without a date, and such have a place of
// their own.
func (l *layout) isUndated(p *exported) bool { return l.drafts != "" && p.undated }

// path fills in what stands for a post.
func (l *layout) path(pattern string, p *exported) string {
	day := noDate
	if l.isUndated(p) {
		pattern, day = strings.ReplaceAll(pattern, "<day>-", ""), "drafts"
	} else if len(p.date) >= len(noDate) {
		day = p.date[:len(noDate)]
	}
	return strings.NewReplacer("<path>", p.path, "<folder>", path.Dir(p.path), "<slug>", p.slug, "<day>", day).Replace(pattern)
}

// slugs are the addresses that front matters have taken: of two posts at one
// address, generators show one and say nothing.
type slugs map[string]bool

// own returns the field that leads a post to an address that is taken, and what
// is to stand in it; "" if there is none.
func (s slugs) own(l *layout, p *exported) (field, value string) {
	if l.address != "" && p.address != "" {
		if l.literal || !addressPattern().MatchString(p.address) {
			if !s.take(l.addressKey(p.address)) {
				bare := strings.TrimRight(p.address, "/")
				ext := path.Ext(bare)
				return l.address, withHash(strings.TrimSuffix(bare, ext), p.bundle) + ext + p.address[len(bare):]
			}
		}
		return "", ""
	}
	if l.slug == "" {
		return "", ""
	}
	natural := p.slug
	if l.hasFolders() {
		natural = path.Base(p.path)
	}
	folder := l.path(l.slug, p)
	if l.hasFolders() {
		folder = l.folded(folder)
	}
	slug := l.folded(p.slugField)
	if l.foldSlug != nil {
		slug = l.foldSlug(p.slugField)
	}
	if slug != "" && s.take(path.Join(folder, slug)) {
		return "", ""
	}
	switch {
	case !s.take(path.Join(folder, l.folded(natural))): // by the slug of another
		return "slug", withHash(natural, p.bundle)
	case p.slugField == "":
		return "", ""
	}
	return "slug", natural
}

// addressPattern knows parts of addresses that programs fill in.
var addressPattern = lazily(`:[a-z_]+`)

// addressKey is what an address leads to: the folder of an index.html, or a file.
func (l *layout) addressKey(address string) string {
	key := path.Join("/", strings.TrimSuffix("/"+address, "/index.html"))
	if l.asFile && !strings.HasSuffix(address, "/") && path.Ext(key) != ".html" {
		key += ".html"
	}
	return key
}

// take takes an address; false if it is taken.
func (s slugs) take(address string) bool {
	key := strings.ToLower(address)
	if s[key] {
		return false
	}
	s[key] = true
	return true
}

// withField adds a text to the fields that are set.
func withField(set []convert.FieldValue, key, text string) ([]convert.FieldValue, error) {
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	v, err := convert.ParseFieldValue(key + "=" + string(quoted))
	return append(slices.Clip(set), v), err
}

// hugoName is a part of a path that Hugo does not pass by.
func hugoName(s string) string {
	return cmp.Or(strings.TrimRight(strings.TrimLeft(s, ".#"), "~"), "_")
}

// hexoName is a name that Hexo does not pass by.
func hexoName(s string) string { return strings.TrimLeft(s, "_.") }

// jekyllName is a name that Jekyll does not pass by, also as that of a folder.
func jekyllName(s string) string { return strings.TrimRight(strings.TrimLeft(s, "_.#~"), "~") }

// astroSlug is what Astro makes of the path of a post, which must tell it from
// all others.
func astroSlug(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_' {
			return r
		}
		return -1
	}, s)
}

// uses are the files that a post shows, by their paths in the export.
type uses struct {
	layout *layout
	post   *exported
	held   *held
	files  map[string]*ManifestFile
}

// place says where a file will be seen from a place in the text, and notes
// that it is wanted there.
func (u *uses) place(link convert.Link) string {
	f := u.held.file[strings.TrimPrefix(link.Path, "./")]
	if f == nil || !isPlaced(f.Path) {
		return ""
	}
	l := u.layout
	name := f.Path
	if !l.hasFolders() && !strings.HasSuffix(l.post, "/index.md") && l.link != "" {
		name = path.Base(name) // the folder is of the post alone
	}
	folder, lead := l.files, l.link
	resolved := link.In == convert.InMarkdown && (l.inMarkdown == nil || slices.Contains(l.inMarkdown, strings.ToLower(path.Ext(name))))
	if l.public != "" && !resolved {
		folder, lead = l.public, l.publicLink
		name = path.Base(name)
	}
	u.files[path.Join(l.path(folder, u.post), name)] = f
	return addressSigns.Replace(l.path(lead, u.post)) + name
}

// addressSigns encodes what a name may hold and an address in Markdown or HTML
// may not.
var addressSigns = strings.NewReplacer("(", "%28", ")", "%29", "&", "%26", "'", "%27")

// isPlaced tells whether a file of a bundle is one that a post shows.
func isPlaced(p string) bool {
	return strings.HasPrefix(p, imageFolder+"/") || strings.HasPrefix(p, playedFolder+"/")
}
