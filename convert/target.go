package convert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A TargetName names the program that a post is written for.
type TargetName string

// Programs that posts are written for.
const (
	TargetPlain    TargetName = "" // none in particular
	TargetHugo     TargetName = "hugo"
	TargetHexo     TargetName = "hexo"
	TargetJekyll   TargetName = "jekyll"
	TargetAstro    TargetName = "astro"
	TargetObsidian TargetName = "obsidian"
	TargetMkDocs   TargetName = "mkdocs"
)

// TargetNames are the programs by name, without TargetPlain.
var TargetNames = []TargetName{TargetHugo, TargetHexo, TargetJekyll, TargetAstro, TargetObsidian, TargetMkDocs}

// A Target says for which program a finished post is written, and how its
// front matter is said there. The zero value changes nothing. It may be
// shared.
type Target struct {
	Name       TargetName
	Fields     []FieldChoice  // the fields of the front matter; nil: all, under their own names
	Set        []FieldValue   // fields that get a value, whether they are there or not
	DateFormat DateFormat     // zero: that of the program
	Zone       *time.Location // dates are written in it, and those without a zone are read in it; nil: each in its own
	Met        *FieldsMet     // is told which of Fields posts have; nil: nobody is
	InDrafts   bool           // what is written lies in _drafts: for Jekyll and Hexo that is mark enough
}

// rewrites tells whether the front matter is written anew.
func (t *Target) rewrites() bool {
	return t.Name != TargetPlain || t.Fields != nil || len(t.Set) > 0 || !t.DateFormat.isZero() || t.Zone != nil
}

// A Link is a place where a post names a file beside it, or leads elsewhere.
type Link struct {
	Path string // as it stands there, such as images/01-cat-9f2c41d7.png
	In   LinkPlace
}

// A LinkPlace is a part of a post. Programs resolve paths in some and leave
// them alone in others.
type LinkPlace int

// Parts of a post that name files.
const (
	InMarkdown LinkPlace = iota // the destination of an image
	InHTML                      // an attribute
	InField                     // a value in the front matter
	InLink                      // the destination of a link in Markdown
	InText                      // a template tag that stands in text
)

// A Targeted is a post as its target wants it.
type Targeted struct {
	Markdown    []byte
	FrontMatter FrontMatter // as it was, not as it is written
	Warnings    []Warning   // what could not be said

	again map[string]int // warnings of the post, by their text, that one of Warnings says anew
}

// WarningsWith returns the warnings of the post and those of writing it. What both
// tell, such as a date that cannot be read, is told once: by the latter, which say
// what became of it, with the line that the former know.
func (t *Targeted) WarningsWith(post []Warning) []Warning {
	var all []Warning
	own := slices.Clone(t.Warnings)
	for _, w := range post {
		if i, is := t.again[w.Detail]; is {
			own[i].Line = w.Line
		} else {
			all = append(all, w)
		}
	}
	return append(all, own...)
}

// RawShortcode is the file, below a Hugo site, of the shortcode in which HTML
// stands that Hugo would leave out, and RawShortcodeText what it holds.
const (
	RawShortcode     = "layouts/shortcodes/rawhtml.html"
	RawShortcodeText = "{{- .Inner | safeHTML -}}\n"
)

// Write returns a finished post, as Document.Markdown gives it, as the target
// wants it. The path names the post in errors. Where the post names a file
// below its folders images or files, place says what is to stand there; "", or
// a nil place, leaves it as it is.
//
// The text that the program's page shows is that of the Markdown: what the
// program would take for its own tags stands there as text.
func (t *Target) Write(path string, markdown []byte, place func(Link) string) (*Targeted, error) {
	return t.WriteLinked(path, markdown, place, nil)
}

// WriteLinked is Write, and leads links elsewhere: lead is asked where, for
// every one in Markdown and in HTML by its address, in which template tags may
// stand, and for every tag in text, which becomes a link if it leads anywhere.
func (t *Target) WriteLinked(path string, markdown []byte, place func(Link) string, lead func(Link) Lead) (out *Targeted, err error) {
	defer contain(path, &out, &err)
	if !t.rewrites() && place == nil && lead == nil {
		return &Targeted{Markdown: markdown}, nil
	}
	p, err := ParseAs(path, "utf-8", markdown)
	if err != nil {
		var bad *Error
		if errors.As(err, &bad) {
			return nil, &Error{Path: path, Line: bad.Line, Class: bad.Class, Err: fmt.Errorf("writing it for %s: %w", t.Name, bad.Err)}
		}
		return nil, err
	}
	body := p.Body
	if t.Name != TargetPlain { // to which all tags are text
		body = ShowTags(body)
	}
	linked, doc, leads := relink(body, lead)
	b := newParsedBody(t, linked, doc, place)
	if leads != nil && len(b.switches()) > 0 { // tags do not run then, and what links lead to may be some
		leads, b = nil, newTargetBody(t, body, place)
	}
	written := b.write()
	if leads != nil {
		written = leads.Replace(written)
	}
	written = seal(written, nil, func(out string) string { return out })
	out = &Targeted{FrontMatter: p.FrontMatter}
	head := p.FrontMatter.head(p.FrontMatter.Raw)
	if t.rewrites() {
		f := targetFront{target: t, place: place, again: map[string]int{}}
		head = f.write(&p.FrontMatter, b.switches())
		out.Warnings, out.again = f.warnings, f.again
	}
	if head != "" && written != "" {
		head += "\n"
	}
	out.Markdown = []byte(head + written)
	return out, nil
}

// Shape returns the target as one word for each part that is not its default,
// in the manner of Options.Shape; "" for the zero value.
func (t *Target) Shape() string {
	var words []string
	if t.Name != "" {
		words = append(words, string(t.Name))
	}
	for _, c := range t.Fields {
		words = append(words, "field="+c.From+":"+c.To)
	}
	if t.Fields != nil && len(t.Fields) == 0 {
		words = append(words, "field=")
	}
	for _, s := range t.Set {
		words = append(words, "set="+s.String())
	}
	if !t.DateFormat.isZero() {
		words = append(words, "date="+t.DateFormat.String())
	}
	if t.Zone != nil {
		words = append(words, "zone="+t.Zone.String())
	}
	return strings.Join(words, " ")
}

// ParseTargetName reads the name of a program; "plain" and "" are TargetPlain.
func ParseTargetName(s string) (TargetName, error) {
	if s == "" || s == "plain" {
		return TargetPlain, nil
	}
	if name := TargetName(s); slices.Contains(TargetNames, name) {
		return name, nil
	}
	return "", fmt.Errorf("no target is called %q", s)
}
