package archive

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markive/markive/convert"
)

// facts are what the front matter tells of a post that readers want to know.
type facts struct {
	Title      string   `json:"title,omitempty"`
	Date       string   `json:"date,omitempty"` // 2006-01-02, or "" if it has none
	Language   string   `json:"lang,omitempty"`
	Authors    []string `json:"authors,omitempty"`
	Categories []string `json:"categories,omitempty"`
	Tags       []string `json:"tags,omitempty"`
}

// factsOf reads the fields as the usual engines call them.
func factsOf(fm *convert.FrontMatter) facts {
	f := facts{Title: fm.Title}
	if !fm.Date.IsZero() {
		f.Date = fm.Date.Format(time.DateOnly)
	}
	var fields map[string]any
	if json.Unmarshal(fm.JSON(), &fields) != nil {
		return f
	}
	for key, v := range fields {
		switch strings.ToLower(key) {
		case "lang", "language", "locale":
			if s, ok := v.(string); ok && isLanguage(strings.ReplaceAll(s, "_", "-")) {
				f.Language = strings.ReplaceAll(s, "_", "-")
			}
		case "author", "authors":
			f.Authors = append(f.Authors, labels(v, 0)...)
		case "tag", "tags":
			for _, tag := range labels(v, 0) {
				f.Tags = append(f.Tags, cmp.Or(strings.TrimLeft(tag, "#"), tag)) // the page writes one
			}
		case "category", "categories":
			f.Categories = append(f.Categories, labels(v, 0)...)
		}
	}
	for _, list := range []*[]string{&f.Authors, &f.Tags, &f.Categories} {
		slices.Sort(*list) // the order of a map is none
		*list = slices.Compact(*list)
	}
	return f
}

// dayOf is the date of a manifest as facts have it: where only the name of the
// post tells it, no field does.
func dayOf(date string) string {
	d, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return ""
	}
	return d.Format(time.DateOnly)
}

// Bounds of what is taken for labels of a post.
const (
	maxLabels = 64
	maxLabel  = 100 // bytes
)

// labels returns the words of a field: one, several between commas, a list,
// or lists of them, as Hexo has for categories; of an object its name.
func labels(v any, depth int) []string {
	if depth > 3 {
		return nil
	}
	var all []string
	switch v := v.(type) {
	case string:
		for s := range strings.SplitSeq(v, ",") {
			if s = strings.Join(strings.Fields(s), " "); s != "" {
				all = append(all, cutRunes(s, maxLabel))
			}
		}
	case float64, bool:
		all = append(all, fmt.Sprint(v))
	case []any:
		for _, e := range v {
			all = append(all, labels(e, depth+1)...)
		}
	case map[string]any:
		return labels(v["name"], depth+1)
	}
	return all[:min(len(all), maxLabels)]
}
