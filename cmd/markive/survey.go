package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

// A survey tells what is in one post. It is what inspect --json writes.
type survey struct {
	Path      string         `json:"path"`
	Format    convert.Format `json:"format"` // of the front matter, "" without one
	Title     string         `json:"title,omitempty"`
	Date      *time.Time     `json:"date"` // null if there is none that can be read for sure
	Slug      string         `json:"slug,omitempty"`
	Permalink string         `json:"permalink,omitempty"`
	Draft     bool           `json:"draft,omitempty"`
	Encoding  string         `json:"encoding"`
	Bytes     int            `json:"bytes"`
	Hosts     map[string]int `json:"hosts"` // of images, by where they would be asked for first
	Images    []string       `json:"images"`
	Kept      convert.Counts `json:"kept"`
	Dropped   map[string]int `json:"dropped,omitempty"`
	Lost      int            `json:"lost,omitempty"`
	Warnings  []warningLine  `json:"warnings,omitempty"`
}

func newSurvey(doc *convert.Document, bytes int) *survey {
	fm := &doc.FrontMatter
	s := &survey{
		Path: doc.Path, Format: fm.Format, Title: fm.Title, Slug: fm.Slug, Permalink: fm.Permalink, Draft: fm.Draft,
		Encoding: doc.Encoding, Bytes: bytes,
		Hosts: map[string]int{}, Images: []string{},
		Warnings: warningLines(doc.Warnings),
	}
	if !fm.Date.IsZero() {
		s.Date = &fm.Date
	}
	for _, asset := range doc.Assets {
		s.Images = append(s.Images, archive.Redact(asset.Candidates[0]))
		s.Hosts[hostOf(asset.Candidates[0])]++
	}
	if doc.Audit != nil {
		s.Kept, s.Dropped, s.Lost = doc.Audit.Kept, doc.Audit.Dropped, len(doc.Audit.Lost)
	}
	return s
}

// json is a line of inspect --json.
func (s *survey) json() ([]byte, error) { return marshal(s, "") }

// text is what inspect writes without --json.
func (s *survey) text() ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", printable(s.Path))
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-13s %s\n", name, oneLine(text))
		}
	}
	line("title", s.Title)
	if s.Date != nil {
		line("date", s.Date.Format(time.RFC3339))
	}
	if s.Draft {
		line("draft", "yes")
	}
	line("front matter", formatName(s.Format))
	line("source", fmt.Sprintf("%s, %s", size(int64(s.Bytes)), s.Encoding))
	line("holds", s.holds())
	line("images", list(s.Hosts))
	line("dropped", list(s.Dropped))
	if s.Lost > 0 {
		line("lost", count(s.Lost, "difference")+"; convert tells them")
	}
	for _, w := range s.Warnings {
		line("warning", w.text())
	}
	return []byte(b.String()), nil
}

func (w warningLine) text() string {
	if w.Line > 0 {
		return fmt.Sprintf("line %d: %s: %s", w.Line, w.Class, w.Detail)
	}
	return fmt.Sprintf("%s: %s", w.Class, w.Detail)
}

func (s *survey) holds() string {
	parts := []string{count(s.Kept.Characters, "character")}
	for _, part := range []struct {
		n    int
		noun string
	}{{s.Kept.Links, "link"}, {s.Kept.Code, "code block"}, {s.Kept.Tables, "table"}, {s.Kept.Embeds, "embed"}} {
		if part.n > 0 {
			parts = append(parts, count(part.n, part.noun))
		}
	}
	return strings.Join(parts, ", ")
}

func formatName(f convert.Format) string {
	if f == convert.None {
		return "none"
	}
	return string(f)
}

// list writes counts in one line, the largest first.
func list(counts map[string]int) string {
	var parts []string
	for _, s := range shares(counts) {
		parts = append(parts, fmt.Sprintf("%s %d", s.Name, s.N))
	}
	return strings.Join(parts, ", ")
}

// totals sum up what a run would do.
type totals struct {
	place   func(convert.Asset) string
	posts   int
	formats map[string]int
	images  int
	asked   map[string]bool // addresses, each of which is asked for once
	places  map[string]int
}

func newTotals(place func(convert.Asset) string) *totals {
	return &totals{place: place, formats: map[string]int{}, asked: map[string]bool{}, places: map[string]int{}}
}

func (t *totals) add(doc *convert.Document) {
	t.posts++
	t.formats["front matter "+formatName(doc.FrontMatter.Format)]++
	for _, asset := range doc.Assets {
		t.images++
		place := t.place(asset)
		address := asset.Candidates[0]
		if isRemote(place) && t.asked[address] {
			continue
		}
		t.asked[address] = true
		t.places[place]++
	}
}

func (t *totals) String() string {
	s := count(t.posts, "post")
	if t.posts > 0 {
		s += ": " + list(t.formats)
	}
	s += "\n" + count(t.images, "image")
	if len(t.places) > 0 {
		s += ", by where they would be looked for first (each address once):\n" + table(shares(t.places), len(t.places))
	}
	return s + "\n"
}
