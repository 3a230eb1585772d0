package archive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/markive/markive/convert"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	xhtml "golang.org/x/net/html"
)

// pageFile is the post for a browser. It needs no script and no network.
const pageFile = "index.html"

//go:embed page.css
var pageStyle string

// A page is what the index.html of a bundle is made from.
type page struct {
	markdown []byte // the bundle's index.md
	manifest *Manifest
	held     map[string]ManifestFile // its pictures, by path
	up       string                  // what leads from the page to the root of the archive
}

// newPage returns the page of a bundle at a slash path below the archive.
func newPage(markdown []byte, m *Manifest, bundle string) *page {
	depth := strings.Count(m.Options.Format.payload()+bundle, "/") + 1
	return &page{markdown, m, picturesOf(m), strings.Repeat("../", depth)}
}

// render returns the bytes of the file, a function of the page alone.
func (p *page) render() []byte {
	b := p.body()
	var w bytes.Buffer
	p.head(&w, b)
	w.WriteString("<body>\n<nav class=\"up\" lang=\"en\" dir=\"ltr\" aria-label=\"Archive\"><a href=\"" + p.up + "index.html\">All posts</a></nav>\n")
	w.WriteString("<main>\n<article" + b.language() + ">\n<header>\n")
	if !b.titled {
		w.WriteString("<h1 dir=\"auto\">" + xhtml.EscapeString(b.facts.title(p.manifest)) + "</h1>\n")
	}
	b.facts.write(&w)
	w.WriteString("</header>\n")
	p.cover(&w, b)
	w.Write(b.html)
	w.WriteString("\n</article>\n</main>\n")
	p.foot(&w, b)
	w.WriteString("</body>\n</html>\n")
	return w.Bytes()
}

// A pageBody is the Markdown of a post, read for a browser.
type pageBody struct {
	facts  facts
	html   []byte
	plain  string // the text alone
	dir    direction
	lang   string   // "" if nobody knows
	titled bool     // it begins with its own title
	inner  int      // links to other posts
	others []string // addresses of those on the web
}

// body renders the Markdown.
func (p *page) body() *pageBody {
	b := &pageBody{}
	body := p.markdown
	if post, err := convert.Parse(indexFile, p.markdown); err == nil {
		body, b.facts = []byte(post.Body), factsOf(&post.FrontMatter)
	}
	b.facts.Date = cmp.Or(b.facts.Date, dayOf(p.manifest.Date))
	var raw bytes.Buffer
	if err := pageMarkdown().Convert([]byte(convert.ShowTags(string(body))), &raw); err != nil {
		raw.Reset()
		raw.WriteString("<pre>" + xhtml.EscapeString(string(body)) + "</pre>")
	}
	s := &sanitizer{held: p.held, inner: func(address string) (string, bool) { return p.inner(b, address) }}
	s.sanitize(raw.Bytes())
	b.html, b.plain, b.dir = s.directed(), s.plain.String(), s.all
	b.lang = b.facts.Language
	if b.lang == "" {
		b.lang = languageOf(b.plain)
	}
	b.titled = b.facts.Title != "" && strings.HasPrefix(strings.TrimSpace(b.plain), b.facts.Title) && bytes.HasPrefix(bytes.TrimSpace(b.html), []byte("<h1"))
	return b
}

// maxInner bounds the links of a page that lead by way of the catalogue, since
// they are longer than what stands in the post.
const maxInner = 2000

// inner returns the link to another post by way of the catalogue, or where on
// the web a path of the site is; false if an address leads elsewhere. The bundle
// alone has no catalogue: the foot tells where on the web those posts are.
func (p *page) inner(b *pageBody, address string) (string, bool) {
	l := p.linkOf(address)
	if l == nil || b.inner >= maxInner {
		return p.onWeb(address)
	}
	b.inner++
	if l.web != "" && !slices.Contains(b.others, l.web) && len(b.others) < 10*maxListed {
		b.others = append(b.others, l.web)
	}
	return l.href(p.up), true
}

// pageMarkdown reads what this program writes. It is made when it is first
// needed: few commands do.
var pageMarkdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough, extension.Linkify, extension.TaskList, extension.Footnote),
		goldmark.WithParserOptions( // before those of links and of paragraphs
			parser.WithInlineParsers(util.Prioritized(tagParser{}, 150)),
			parser.WithBlockParsers(util.Prioritized(definitions, 101),
				util.Prioritized(extension.NewDefinitionDescriptionParser(), 102))),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500)))) // the sanitizer comes behind it
})

// picturesOf returns the pictures that a bundle holds.
func picturesOf(m *Manifest) map[string]ManifestFile {
	held := map[string]ManifestFile{}
	for _, f := range m.Files {
		if strings.HasPrefix(f.MediaType, "image/") {
			held[f.Path] = f
		}
	}
	return held
}

// policy is the Content-Security-Policy of a page that has only a style and
// pictures. The scheme file is for browsers to which a page on the disk is no
// origin of its own.
func policy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; img-src 'self' file:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
}

// pageMeta is what the heads of all pages say.
const pageMeta = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"

// head writes what comes before the body.
func (p *page) head(w *bytes.Buffer, b *pageBody) {
	w.WriteString("<!DOCTYPE html>\n<html lang=\"" + xhtml.EscapeString(cmp.Or(b.lang, "en")) + "\" dir=\"" + b.dir.String() + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	w.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(pageStyle) + "\">\n" + pageMeta)
	w.WriteString("<title>" + xhtml.EscapeString(b.facts.title(p.manifest)) + "</title>\n<style>" + pageStyle + "</style>\n</head>\n")
}

// language says that nobody knows in which language a text is, if that is so.
func (b *pageBody) language() string {
	if b.lang == "" {
		return ` lang=""`
	}
	return ""
}

// title returns what to call a post.
func (f *facts) title(m *Manifest) string {
	return cmp.Or(f.Title, withoutExtension(path.Base(m.Source.Path)))
}

// write writes what the front matter tells.
func (f *facts) write(w *bytes.Buffer) {
	if f.Date == "" && len(f.Authors)+len(f.Categories)+len(f.Tags) == 0 {
		return
	}
	w.WriteString("<p class=\"facts\">")
	if f.Date != "" {
		w.WriteString("<time datetime=\"" + f.Date + "\">" + f.Date + "</time> ")
	}
	for _, l := range []struct {
		kind string
		all  []string
	}{{"author", f.Authors}, {"category", f.Categories}, {"tag", f.Tags}} {
		for _, v := range l.all {
			w.WriteString("<bdi class=\"" + l.kind + "\">" + xhtml.EscapeString(v) + "</bdi> ")
		}
	}
	w.WriteString("</p>\n")
}

// cover shows the picture of the front matter, unless the text shows it too.
func (p *page) cover(w *bytes.Buffer, b *pageBody) {
	for _, a := range p.manifest.Assets {
		f, ok := p.held[a.File]
		inBody := slices.ContainsFunc(a.Uses, func(u convert.Use) bool { return u.Field == "" })
		if ok && len(a.Uses) > 0 && !inBody && !bytes.Contains(b.html, []byte(`src="`+relativeAddress(f.Path))) {
			w.WriteString("<figure class=\"cover\"><img src=\"" + relativeAddress(f.Path) + "\" alt=\"\"" + sizeAttributes(f) + "></figure>\n")
			return
		}
	}
}

// sizeAttributes are the width and the height of a picture, if they are known.
func sizeAttributes(f ManifestFile) string {
	if f.Width <= 0 || f.Height <= 0 {
		return ""
	}
	return " width=\"" + strconv.Itoa(f.Width) + "\" height=\"" + strconv.Itoa(f.Height) + "\""
}

// maxListed bounds the addresses that the foot lists of a kind.
const maxListed = 50

// foot tells what the page was made from, and what is missing.
func (p *page) foot(w *bytes.Buffer, b *pageBody) {
	m := p.manifest
	w.WriteString("<footer lang=\"en\" dir=\"ltr\">\n<p>Archived from <bdi>" + xhtml.EscapeString(m.Source.Path) + "</bdi> (" + strconv.FormatInt(m.Source.Size, 10) +
		" bytes; the copy is <a href=\"source.txt\">source.txt</a>, the text <a href=\"index.md\">index.md</a>")
	if t := lastFetch(m); t != "" {
		w.WriteString("; pictures of <time datetime=\"" + t + "\">" + t[:min(10, len(t))] + "</time>")
	}
	w.WriteString("). <a href=\"markive.json\">More about it</a>.</p>\n")
	var missing []string
	for _, a := range m.Missing {
		missing = append(missing, addressLink(a.Address)+", "+absence(a.Address))
	}
	why := ""
	if keys := goodKeys([]string{sourceKey(m.Source.Path)}); len(keys) > 0 {
		why = "<p><a href=\"" + xhtml.EscapeString(p.up+catalogFile+"#"+url.Values{"why": keys}.Encode()) + "\">Why each is missing</a>, as the list of all posts tells</p>\n"
	}
	listItems(w, "Not in the archive", missing, why)
	var others []string
	for _, a := range b.others {
		others = append(others, addressLink(a))
	}
	listItems(w, "Its links within its site, on the web", others, "")
	w.WriteString("</footer>\n")
}

// listItems writes a list of HTML that opens when it is asked for, and what
// follows it.
func listItems(w *bytes.Buffer, title string, all []string, after string) {
	if len(all) == 0 {
		return
	}
	w.WriteString("<details><summary>" + title + ": " + strconv.Itoa(len(all)) + "</summary>\n<ul>\n")
	for _, a := range all[:min(len(all), maxListed)] {
		w.WriteString("<li>" + a + "</li>\n")
	}
	if n := len(all) - maxListed; n > 0 {
		w.WriteString("<li>and " + strconv.Itoa(n) + " more</li>\n")
	}
	w.WriteString("</ul>\n" + after + "</details>\n")
}

// addressLink returns an address as a link, if it may be one.
func addressLink(address string) string {
	shown := xhtml.EscapeString(shorten(address))
	if link, ok := safeLink(address); ok && isRemote(link) {
		return "<a href=\"" + xhtml.EscapeString(link) + "\" rel=\"noreferrer noopener\">" + shown + "</a>"
	}
	return "<span>" + shown + "</span>"
}

// lastFetch returns when the last file of a bundle came from a server, "" if
// none did.
func lastFetch(m *Manifest) string {
	last := ""
	for _, a := range m.Assets {
		last = max(last, a.Time)
	}
	return last
}
