package archive

import (
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
	post  string // path of a post: <path> is that of its bundle, <slug> its last part, <day> its date
	files string // folder of what it shows
	link  string // what leads there from the Markdown
	dated bool   // names begin with a day

	// What leads from a post to another, from a place in its text; nil: links stay.
	lead func(from, to *exported, in convert.LinkPlace) string

	// Where files lie, and what leads there, from where the program does not
	// resolve paths; "": it does everywhere.
	public, publicLink string

	slug       string                   // where a slug in the front matter leads, as for post; "": it leads nowhere
	permalinks bool                     // so does a permalink
	inMarkdown []string                 // endings of the images that the program resolves; nil: all
	fit        func(slug string) string // what of a name the program takes; nil: all
	fold       func(slug string) string // what it tells names apart by
}

// layouts are those of the programs. Hexo and Astro resolve paths of images in
// Markdown only: what links, HTML and the front matter name lies where it is
// served as it is.
var layouts = map[convert.TargetName]*layout{
	convert.TargetPlain:  {post: "<path>/index.md", files: "<path>", link: ""},
	convert.TargetHugo:   {post: "content/posts/<path>/index.md", files: "content/posts/<path>", link: "", slug: "<folder>", lead: hugoLead},
	convert.TargetMkDocs: {post: "docs/<path>/index.md", files: "docs/<path>", link: "", lead: mkdocsLead},
	convert.TargetHexo: {post: "source/_posts/<slug>.md", files: "source/_posts/<slug>", link: "",
		public: "source/images/<slug>", publicLink: "/images/<slug>/", fit: hexoName, permalinks: true, lead: hexoLead},
	convert.TargetJekyll: {post: "_posts/<day>-<slug>.md", files: "assets/<slug>", link: "/assets/<slug>/", dated: true, slug: "<day>", permalinks: true,
		fit: jekyllName, fold: convert.JekyllTitle, lead: jekyllLead},
	convert.TargetAstro: {post: "src/content/posts/<slug>/index.md", files: "src/content/posts/<slug>", link: "./",
		public: "public/posts/<slug>", publicLink: "/posts/<slug>/", fold: astroSlug, slug: "/", lead: astroLead,
		inMarkdown: []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".tiff"}},
	convert.TargetObsidian: {post: "<slug>.md", files: "attachments/<slug>", link: "attachments/<slug>/", lead: obsidianLead},
}

// noDate is the day of a post without one, where its file's name needs it.
const noDate = "1970-01-01"

// datedName is the name of a post that begins with its day, as Jekyll's do.
var datedName = lazily(`^([0-9]{4}-[0-9]{2}-[0-9]{2})-(.+)$`)

// name gives every post its path. A slug that several posts share gets a short
// hash of the bundle's path at each of them: names depend on the posts alone.
func (l *layout) name(posts []*exported) {
	fold := cases.Fold()
	key := func(p *exported) string { return l.folded(foldName(p.slug, fold)) }
	shared := map[string]int{}
	for _, p := range posts {
		p.slug = path.Base(p.bundle)
		if m := datedName().FindStringSubmatch(p.slug); l.dated && m != nil {
			p.slug = m[2]
			if p.date == "" {
				p.date = m[1]
			}
		}
		if l.fit != nil {
			p.slug = l.fit(p.slug)
		}
		shared[key(p)]++
	}
	for _, p := range posts {
		if shared[key(p)] > 1 || key(p) == "" {
			p.slug = strings.TrimPrefix(p.slug+"-"+shortHash(p.bundle), "-")
		}
		p.post = l.path(l.post, p)
	}
}

// folded returns what the program tells a name apart by.
func (l *layout) folded(slug string) string {
	if l.fold == nil {
		return slug
	}
	return l.fold(slug)
}

// path fills in what stands for a post.
func (l *layout) path(pattern string, p *exported) string {
	day := noDate
	if len(p.date) >= len(noDate) {
		day = p.date[:len(noDate)]
	}
	return strings.NewReplacer("<path>", p.bundle, "<slug>", p.slug, "<day>", day).Replace(pattern)
}

// slugs are the addresses that front matters have taken: of two posts at one
// address, generators show one and say nothing.
type slugs map[string]bool

// own returns the field that leads a post to an address that is taken, and what
// is to stand in it; "" if there is none.
func (s slugs) own(l *layout, p *exported) (field, value string) {
	if l.permalinks && p.permalink != "" {
		bare := strings.TrimRight(p.permalink, "/")
		if !s.take("", bare) {
			ext := path.Ext(bare)
			return "permalink", strings.TrimSuffix(bare, ext) + "-" + shortHash(p.bundle) + ext + p.permalink[len(bare):]
		}
		return "", ""
	}
	if l.slug == "" {
		return "", ""
	}
	natural := p.slug
	if strings.Contains(l.post, "<path>") {
		natural = path.Base(p.bundle)
	}
	folder := l.path(strings.ReplaceAll(l.slug, "<folder>", path.Dir(p.bundle)), p)
	if p.slugField != "" && s.take(folder, l.folded(p.slugField)) {
		return "", ""
	}
	switch {
	case !s.take(folder, l.folded(natural)): // by the slug of another
		return "slug", natural + "-" + shortHash(p.bundle)
	case p.slugField == "":
		return "", ""
	}
	return "slug", natural
}

// take takes an address; false if it is taken.
func (s slugs) take(folder, name string) bool {
	key := folder + "/" + strings.ToLower(name)
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
	if !strings.Contains(l.post, "<path>") && !strings.HasSuffix(l.post, "/index.md") && l.link != "" {
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
