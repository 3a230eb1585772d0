package convert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A BodyKind says how a body is to be read.
type BodyKind string

// Kinds of bodies.
const (
	BodyAuto     BodyKind = ""         // decide for each post
	BodyHTML     BodyKind = "html"     // HTML, whatever it looks like
	BodyMarkdown BodyKind = "markdown" // Markdown, perhaps with HTML in it
)

// Style says which of several good forms of Markdown is written. The zero
// value is the form that most tools share.
type Style struct {
	Bullet     byte     // of unordered lists: '-', '*' or '+'; 0: '-'
	Emphasis   byte     // '*' or '_'; 0: '*'. Where _ would not be seen, * is written
	References bool     // links as [text][1] with their addresses at the end
	Wrap       int      // columns after which paragraphs are wrapped at blanks; 0: never
	KeepHTML   []string // names of elements that are written as HTML
}

func (s Style) bullet() string {
	if s.Bullet == 0 {
		return "-"
	}
	return string(s.Bullet)
}

// other returns the sign for a list that follows one with the usual sign.
func (s Style) other() string {
	if s.Bullet == '*' {
		return "-"
	}
	return "*"
}

func (s Style) emphasis() string {
	if s.Emphasis == '_' {
		return "_"
	}
	return "*"
}

func (s Style) keeps(name string) bool {
	return slices.Contains(s.KeepHTML, name)
}

// A Selector chooses elements of a body by CSS. The zero value chooses none.
type Selector struct {
	css  string
	list cascadia.SelectorGroup
}

// ParseSelector reads a CSS selector (level 4, without pseudo-elements), such
// as "article .post, #content".
func ParseSelector(css string) (Selector, error) {
	list, err := cascadia.ParseGroup(css)
	if err != nil {
		return Selector{}, fmt.Errorf("reading selector %q: %w", css, err)
	}
	return Selector{css, list}, nil
}

// narrow leaves in the tree what keep chooses (everything, if keep is zero)
// without what drop chooses. It tells whether keep has chosen nothing of a body
// that holds something.
func narrow(doc *html.Node, keep, drop Selector) (nothing bool) {
	for _, n := range matchAll(doc, drop) {
		n.Parent.RemoveChild(n)
	}
	if keep.list == nil {
		return false
	}
	body := bodyOf(doc)
	nothing = body.FirstChild != nil
	var kept []*html.Node
	for _, n := range matchAll(doc, keep) {
		if !slices.ContainsFunc(kept, func(k *html.Node) bool { return isWithin(n, k) }) {
			kept = append(kept, n)
		}
	}
	nothing = nothing && len(kept) == 0
	removeChildren(body)
	for _, n := range kept {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
		body.AppendChild(n)
	}
	return nothing
}

func matchAll(doc *html.Node, s Selector) []*html.Node {
	if s.list == nil {
		return nil
	}
	return cascadia.QueryAll(doc, s.list)
}

// Shape says in one line which options shape the Markdown of a post, beside
// ImageFields; "" for the defaults. Two runs of one Shape write the same.
func (o Options) Shape() string {
	var words []string
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	for _, k := range o.Assets {
		add("asset", string(k))
	}
	add("body", string(o.Body))
	add("encoding", o.Encoding)
	add("bullet", strings.Trim(string(o.Style.Bullet), "\x00-"))
	add("emphasis", strings.Trim(string(o.Style.Emphasis), "\x00*"))
	if o.Style.References {
		add("links", "reference")
	}
	if o.Style.Wrap > 0 {
		add("wrap", strconv.Itoa(o.Style.Wrap))
	}
	add("keep-html", strings.Join(o.Style.KeepHTML, ","))
	add("select", o.Select.css)
	add("remove", o.Remove.css)
	return strings.Join(words, " ")
}

// ParseShape returns the options of a Shape; false if it is none that is known.
func ParseShape(shape string) (o Options, ok bool) {
	words := shape
	if at := selectorAt(shape); at >= 0 {
		words = shape[:at]
		if err := o.parseSelectors(shape[at:]); err != nil {
			return Options{}, false
		}
	}
	for _, word := range strings.Fields(words) {
		name, value, _ := strings.Cut(word, "=")
		if value == "" {
			return Options{}, false
		}
		switch name {
		case "asset":
			o.Assets = append(o.Assets, Kind(value))
		case "body":
			o.Body = BodyKind(value)
		case "encoding":
			o.Encoding = value
		case "bullet":
			o.Style.Bullet = value[0]
		case "emphasis":
			o.Style.Emphasis = value[0]
		case "links":
			o.Style.References = value == "reference"
		case "wrap":
			o.Style.Wrap, _ = strconv.Atoi(value)
		case "keep-html":
			o.Style.KeepHTML = strings.Split(value, ",")
		default:
			return Options{}, false
		}
	}
	return o, o.Shape() == shape
}

// selectorAt returns where the selectors of a shape begin, which are its end and may
// hold blanks; -1 if there are none.
func selectorAt(shape string) int {
	for _, name := range []string{"select=", "remove="} {
		if strings.HasPrefix(shape, name) {
			return 0
		}
		if at := strings.Index(shape, " "+name); at >= 0 {
			return at + 1
		}
	}
	return -1
}

// parseSelectors reads the end of a shape. Where it is cut at what stands in a
// selector, neither part is one.
func (o *Options) parseSelectors(s string) (err error) {
	chosen, isChosen := strings.CutPrefix(s, "select=")
	chosen, removed, isRemoved := strings.Cut(chosen, " remove=")
	if !isChosen {
		chosen, removed, isRemoved = "", strings.TrimPrefix(s, "remove="), true
	}
	if isChosen {
		if o.Select, err = ParseSelector(chosen); err != nil {
			return err
		}
	}
	if isRemoved {
		o.Remove, err = ParseSelector(removed)
	}
	return err
}
