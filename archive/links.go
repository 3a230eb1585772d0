package archive

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/markive/markive/convert"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// heldName is the form of the names that a bundle gives to assets: only of
// such a link it is certain that it was ours and that a file was there.
var heldName = lazily(`^(?:images|files)/[0-9]{2,}-.*-[0-9a-f]{8}\.[0-9a-z]+$`)

// heldNameIn finds such names in front matter and in HTML.
var heldNameIn = lazily(`(?:^|["'\s=(\[,])((?:images|files)/[0-9]{2,}-[^"'\s,)\]}<>]*-[0-9a-f]{8}\.[0-9a-z]+)`)

// links looks at where index.md leads: to files that are there, and not to
// the web for an image that is held.
func (c *check) links() {
	if c.fast || c.manifest == nil {
		return
	}
	if _, there := c.sizes[c.payload+indexFile]; !there {
		return
	}
	data, ok := c.read(c.payload + indexFile)
	if !ok {
		return
	}
	if len(c.manifest.Assets) == 0 && !bytes.Contains(data, []byte(imageFolder+"/")) && !bytes.Contains(data, []byte(playedFolder+"/")) {
		return // it shows nothing that a bundle could hold
	}
	body := data
	if post, err := convert.Parse(indexFile, data); err == nil {
		body = []byte(post.Body)
		c.namesIn(post.FrontMatter.Raw)
	}
	c.walk(body)
}

// walk follows every link of the Markdown.
func (c *check) walk(body []byte) {
	held := map[string]string{}
	for _, a := range c.manifest.Assets {
		held[a.Address] = a.File
		for _, u := range a.Uses {
			held[u.Address] = a.File
		}
	}
	for _, a := range c.manifest.Missing {
		delete(held, a.Address)
		for _, u := range a.Uses {
			delete(held, u.Address)
		}
	}
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(body))
	ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			c.local(string(n.Destination))
		case *ast.Image:
			c.local(string(n.Destination))
			c.remote(string(n.Destination), held)
		case *ast.RawHTML:
			c.html(string(n.Segments.Value(body)), held)
		case *ast.HTMLBlock:
			c.html(string(n.Lines().Value(body)), held)
		}
		return ast.WalkContinue, nil
	})
}

// remote looks at the address of a picture: is it one that is held?
func (c *check) remote(address string, held map[string]string) {
	if file := held[address]; file != "" && isRemote(address) {
		c.hurt(c.payload+indexFile, ClassLink, fmt.Sprintf("shows %s from the web though %s is held", oneLine(address), file))
	}
}

// html looks at what stands in the Markdown as HTML.
func (c *check) html(s string, held map[string]string) {
	c.namesIn(s)
	for z := html.NewTokenizer(strings.NewReader(s)); z.Next() != html.ErrorToken; {
		t := z.Token()
		if t.DataAtom != atom.Img || t.Type == html.EndTagToken {
			continue
		}
		for _, a := range t.Attr {
			if a.Key == "src" {
				c.remote(a.Val, held)
			}
		}
	}
}

func isRemote(address string) bool {
	scheme, _, is := strings.Cut(address, "//")
	return is && (scheme == "" || strings.EqualFold(scheme, "http:") || strings.EqualFold(scheme, "https:"))
}

func (c *check) namesIn(s string) {
	for _, m := range heldNameIn().FindAllStringSubmatch(s, -1) {
		c.local(m[1])
	}
}

// local checks one link, if it is one into the bundle.
func (c *check) local(link string) {
	if plain, err := url.PathUnescape(link); err == nil {
		link = plain
	}
	if !heldName().MatchString(link) || c.wasMissing(link) {
		return
	}
	if _, there := c.sizes[c.payload+link]; !there && c.listing[c.payload+link] == nil { // a listed file that is gone is told already
		c.hurt(c.payload+indexFile, ClassLink, "leads to "+link+", which is not there")
	}
}

// wasMissing tells of an address of the post that only looks like a name of
// ours: somebody has archived an archive.
func (c *check) wasMissing(link string) bool {
	return slices.ContainsFunc(c.manifest.Missing, func(a ManifestAsset) bool { return a.Address == link })
}
