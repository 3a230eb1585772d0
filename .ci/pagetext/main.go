// Pagetext compares the pages that a site generator has built with the posts
// that they were made from: the text of each, and whether every picture that
// stands on a page, and what a link leads to that the export wrote, is in the
// site.
//
//	pagetext -archive DIR -export LINES -below PREFIX -site DIR
//
// LINES are those of markive export --json. A page has its post between two
// elements: <i data-markive="PATH"></i>, where PATH is the file of the post
// below PREFIX, and <i data-markive-end></i>.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func main() {
	dir := flag.String("archive", "", "the archive that was exported")
	lines := flag.String("export", "", "what export --json wrote")
	below := flag.String("below", "", "what stands before the paths that pages name")
	site := flag.String("site", "", "what the generator built")
	allow := flag.Int("allow", 0, "texts that may differ")
	links := flag.Int("links", 0, "links from post to post that there are at least")
	flag.Parse()
	c := &comparison{archive: *dir, site: *site, bundles: map[string]string{}, seen: map[string]bool{}}
	if err := c.run(*lines, *below); err != nil {
		fmt.Fprintln(os.Stderr, "pagetext:", err)
		os.Exit(1)
	}
	fmt.Printf("%d posts, %d pages, %d with the text of their post, %d pictures, %d links from post to post\n", len(c.bundles), len(c.seen), c.same, c.pictures, c.links)
	if c.broken > 0 || c.links < *links || len(c.bundles) == 0 || len(c.seen) < len(c.bundles) || len(c.seen)-c.same > *allow {
		fmt.Printf("%d pictures and links are broken, %d posts have no page, %d pages have another text (%d may)\n", c.broken, len(c.bundles)-len(c.seen), len(c.seen)-c.same, *allow)
		os.Exit(1)
	}
}

type comparison struct {
	archive, site string
	bundles       map[string]string // by the path that pages name
	seen          map[string]bool
	same          int
	pictures      int
	links         int
	broken        int
}

func (c *comparison) run(lines, below string) error {
	f, err := os.Open(lines)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var line struct{ Bundle, File string }
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			return err
		}
		if line.File != "" {
			c.bundles[strings.TrimPrefix(line.File, below)] = line.Bundle
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	err = filepath.WalkDir(c.site, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".html" {
			return err
		}
		return c.page(p)
	})
	for name := range c.bundles {
		if !c.seen[name] {
			fmt.Println("no page:", name)
		}
	}
	return err
}

// page compares a page, if it is that of a post.
func (c *comparison) page(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return err
	}
	name, got, images, links := "", &visible{}, []string(nil), []string(nil)
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			if v, ok := attr(n, "data-markive"); ok && !c.seen[v] {
				name = v
			} else if _, ok := attr(n, "data-markive-end"); ok {
				break
			} else if src, ok := attr(n, "src"); name != "" && ok && n.DataAtom == atom.Img {
				images = append(images, src)
			} else if href, ok := attr(n, "href"); name != "" && ok && n.DataAtom == atom.A {
				links = append(links, href)
			}
		} else if name != "" {
			got.add(n)
		}
	}
	bundle, ok := c.bundles[name]
	if !ok {
		return nil
	}
	c.seen[name] = true
	missing, err := c.missing(bundle)
	if err != nil {
		return err
	}
	for _, src := range images {
		if !missing[plainPath(src)] {
			c.image(file, src)
		}
	}
	body, err := c.body(bundle)
	if err != nil {
		return err
	}
	want, page, old, err := compared(body, got)
	if err != nil {
		return err
	}
	for _, href := range links {
		if !old[plainPath(href)] {
			c.link(file, href)
		}
	}
	if want != page { // tags are text, but for those that lead to a post
		if linked, page, _, err := compared(c.wordsOfTags(body), got); err == nil && linked == page {
			c.same++
			return nil
		}
	}
	if want == page {
		c.same++
		return nil
	}
	at := 0
	w, g := []rune(want), []rune(page)
	for at < len(w) && at < len(g) && w[at] == g[at] {
		at++
	}
	near := func(r []rune) string { return string(r[max(0, at-20):min(len(r), at+40)]) }
	fmt.Printf("other text: %s\n  post %q\n  page %q\n", name, near(w), near(g))
	return nil
}

// compared returns the text of Markdown, that of the page, both without the
// footnotes, whose places generators differ in, and where the links lead.
func compared(markdown string, got *visible) (want, page string, links map[string]bool, err error) {
	want, notes, links, err := texts(markdown)
	page = got.String()
	for _, note := range notes {
		if i := strings.LastIndex(page, note); i >= 0 {
			page = page[:i] + page[i+len(note):]
		}
	}
	return want, page, links, err
}

// missing are the addresses of pictures that the archive does not have either.
func (c *comparison) missing(bundle string) (map[string]bool, error) {
	data, err := os.ReadFile(filepath.Join(c.archive, bundle, "markive.json"))
	if err != nil {
		return nil, err
	}
	var m archive.Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for _, a := range m.Missing {
		for _, u := range a.Uses {
			missing[plainPath(u.Address)] = true
		}
	}
	return missing, nil
}

// plainPath is an address as it is compared: generators encode it, and put the
// root of the site before it.
func plainPath(address string) string {
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	return strings.TrimPrefix(address, "/")
}

// body is the Markdown of a post.
func (c *comparison) body(bundle string) (string, error) {
	data, err := os.ReadFile(filepath.Join(c.archive, bundle, "index.md"))
	if err != nil {
		return "", err
	}
	post, err := convert.Parse(bundle, data)
	if err != nil {
		return "", err
	}
	return post.Body, nil
}

// Template tags that lead to a post: as the destination of a link, and alone.
var (
	tagInLink = regexp.MustCompile(`\]\((?:[^\s(){}]*(?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}))+[^\s(){}]*\)`)
	tagAlone  = regexp.MustCompile(`\{% post_link \S+ "([^"\n]*)" %\}|\{\{< ref "([^"\n]*)\.\w+" >\}\}`)
)

// wordsOfTags returns Markdown in which such tags are links with their words, or
// the title of the post.
func (c *comparison) wordsOfTags(body string) string {
	body = tagInLink.ReplaceAllString(body, "](x)")
	return tagAlone.ReplaceAllStringFunc(body, func(tag string) string {
		m := tagAlone.FindStringSubmatch(tag)
		for _, bundle := range c.bundles {
			if path.Base(bundle) == m[2] {
				if data, err := os.ReadFile(filepath.Join(c.archive, bundle, "markive.json")); err == nil {
					var m archive.Manifest
					_ = json.Unmarshal(data, &m)
					return m.Title
				}
			}
		}
		return m[1]
	})
}

// texts are the text of a post, as CommonMark reads its Markdown, that of its
// footnotes, and where its links lead.
func texts(markdown string) (text string, notes []string, links map[string]bool, err error) {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
	if err := md.Convert([]byte(convert.ShowTags(markdown)), &b); err != nil {
		return "", nil, nil, err
	}
	doc, err := html.Parse(&b)
	if err != nil {
		return "", nil, nil, err
	}
	var body visible
	links = map[string]bool{}
	for n := range doc.Descendants() {
		if href, ok := attr(n, "href"); ok {
			links[plainPath(href)] = true
		}
		id, _ := attr(n, "id")
		if n.DataAtom != atom.Li || !strings.HasPrefix(id, "fn:") {
			if !isNote(n) {
				body.add(n)
			}
			continue
		}
		var note visible
		for n := range n.Descendants() {
			note.add(n)
		}
		notes = append(notes, note.String())
	}
	return body.String(), notes, links, nil
}

// isNote tells whether a node stands in the list of footnotes.
func isNote(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if class, _ := attr(p, "class"); class == "footnotes" {
			return true
		}
	}
	return false
}

// image looks for a picture that is not on the web.
func (c *comparison) image(page, src string) {
	if u, err := url.Parse(src); err == nil && (u.Scheme != "" || u.Host != "" || src == "") {
		return
	}
	c.pictures++
	if !c.isThere(page, src, "") {
		c.broken++
		fmt.Println("broken picture:", page, src)
	}
}

// link looks for what a link leads to that is not on the web.
func (c *comparison) link(page, href string) {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return
	}
	if ext := path.Ext(u.Path); ext == "" || ext == ".html" {
		c.links++
	}
	if !c.isThere(page, href, "index.html") {
		c.broken++
		fmt.Println("broken link:", page, href)
	}
}

// isThere tells whether an address leads to a file of the site, or to one of
// that name in a folder of it.
func (c *comparison) isThere(page, address, index string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	at := filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))
	if strings.HasPrefix(u.Path, "/") {
		at = filepath.Join(c.site, filepath.FromSlash(u.Path))
	}
	if strings.HasSuffix(u.Path, "/") {
		at = filepath.Join(at, index)
	}
	info, err := os.Stat(at)
	return err == nil && !info.IsDir() && info.Size() > 0
}

// A visible is the text that a page shows, without blanks, and without what typographers
// of the generators change: quotes, dashes, dots, angles.
type visible struct{ strings.Builder }

func (t *visible) add(n *html.Node) {
	if n.Type != html.TextNode || n.Parent == nil {
		return
	}
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Noscript:
			return
		}
		if class, _ := attr(p, "class"); slices.ContainsFunc(strings.Fields(class), func(c string) bool { return backlinks[c] }) {
			return
		}
	}
	for _, r := range n.Data {
		if !unicode.IsSpace(r) && !strings.ContainsRune("\"'`´‘’‚‛“”„«»‹›<>-‐‑‒–—−.…\u200b\ufe0e\u00ad", r) {
			t.WriteRune(r)
		}
	}
}

// backlinks are the classes of what generators add: what leads back from a
// footnote, anchors, numbers of lines.
var backlinks = map[string]bool{"footnote-backref": true, "reversefootnote": true, "data-footnote-backref": true, "sr-only": true, "headerlink": true, "gutter": true}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}
