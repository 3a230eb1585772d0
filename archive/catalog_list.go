package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A row is what the catalogue lists of a post.
type row struct {
	Bundle  string
	Name    string
	Page    string // address
	Date    string
	Thumb   string // address
	Images  int
	Missing int
	Labels  []string
	Lang    string
	Gone    []string // addresses of what is missing
	Why     []string // and the reasons, "" where nobody knows
	Place   int      // among the cards
	Text    string   // the data file that has its text
	Line    int      // in that
}

// row returns what to list of a card.
func (d *card) row(why reasons) *row {
	l := &row{Bundle: d.Bundle, Name: d.Name, Page: relativeAddress(d.Page), Date: d.Date, Images: d.Images, Missing: d.Missing, Labels: d.labels(), Lang: d.Language}
	if d.Thumb != "" {
		l.Thumb = relativeAddress(d.Thumb)
	}
	for _, address := range d.Gone {
		l.Gone, l.Why = append(l.Gone, shorten(address)), append(l.Why, why.of(d.Source, address))
	}
	return l
}

// shownLabels are those that stand below a title. Of the others the search shows
// what it has found.
const (
	shownLabels = 6
	knownLabels = 30
)

func (d *card) labels() []string {
	all := slices.Concat(d.Authors, d.Categories, d.Tags)
	return all[:min(len(all), knownLabels)]
}

func (l *row) encode() []byte {
	data, _ := json.Marshal(l) // of strings and numbers
	return data
}

// columns are what a data file has of it.
func (l *row) columns() []any {
	return []any{l.Name, l.Page, l.Date, l.Thumb, l.Images, l.Missing, l.Text, l.Line, l.Labels, l.Lang}
}

// list numbers the posts and writes the lists of them.
func (c *catalog) list(context.Context) error {
	style, err := c.named("style", ".css", []byte(catalogStyle))
	if err != nil {
		return err
	}
	c.style = style
	rows, plain := &rowFiles{catalog: c}, &plainLists{catalog: c}
	err = c.order.each(func(_ string, value []byte) error {
		l := &row{}
		if err := json.Unmarshal(value, l); err != nil {
			return err
		}
		c.number(l)
		if err := rows.add(l); err != nil {
			return err
		}
		return plain.add(l)
	})
	if err != nil {
		return err
	}
	if err := rows.flush(); err != nil {
		return err
	}
	return plain.flush(false)
}

// number gives the next number to a post, and counts it.
func (c *catalog) number(l *row) {
	for len(c.numbers) <= l.Place {
		c.numbers = append(c.numbers, 0)
	}
	c.numbers[l.Place] = uint32(c.sums.posts)
	c.sums.posts++
	c.sums.images += l.Images
	c.sums.missing += l.Missing
	if c.newest = append(c.newest, l); len(c.newest) > firstPosts {
		c.newest = slices.Delete(c.newest, 0, 1)
	}
}

// rowFiles writes what the list shows of every post, and of those that lack
// something, what that is and why.
type rowFiles struct {
	*catalog
	rows [][]any
	gone map[int][]string // by row
	why  map[int][]string
}

func (r *rowFiles) add(l *row) error {
	if len(l.Gone) > 0 {
		if r.gone == nil {
			r.gone, r.why = map[int][]string{}, map[int][]string{}
		}
		r.gone[len(r.rows)], r.why[len(r.rows)] = l.Gone, l.Why
	}
	if r.rows = append(r.rows, l.columns()); len(r.rows) < postsInFile {
		return nil
	}
	return r.flush()
}

func (r *rowFiles) flush() error {
	if len(r.rows) == 0 {
		return nil
	}
	name, err := r.data("posts", r.rows)
	if err != nil {
		return err
	}
	r.parts.Posts = append(r.parts.Posts, strings.TrimPrefix(name, "posts-"))
	gone, err := r.missing(name)
	r.parts.Missing = append(r.parts.Missing, gone)
	r.rows, r.gone, r.why = nil, nil, nil
	return err
}

// missing writes what the posts of a file lack, and returns how to ask for it,
// "" if they lack nothing.
func (r *rowFiles) missing(posts string) (string, error) {
	if r.gone == nil {
		return "", nil
	}
	data, err := json.Marshal(r.gone)
	if err != nil {
		return "", err
	}
	name := contentName([]byte(posts + string(data)))
	if err := r.handOver("missing-"+name, json.RawMessage(data)); err != nil {
		return "", err
	}
	return name, r.tellWhy("reasons-"+name, r.why)
}

// tellWhy writes the reasons. They differ from run to run, so these files alone
// are not called by what is in them: all others are the same for the same
// bundles. Reasons that are known stay if there is no report.
func (c *catalog) tellWhy(name string, why map[int][]string) error {
	c.files[name+".js"] = true
	if c.reasons.by == nil && c.isThere(name+".js") {
		return nil
	}
	data, err := handedOver(name, why)
	if err != nil {
		return err
	}
	return c.keep(catalogFolder+"/"+name+".js", data)
}

// postsInList is the number of posts in a list for browsers without scripts.
const postsInList = 1000

// plainLists writes those lists. The first has the oldest posts.
type plainLists struct {
	*catalog
	posts  []*row
	number int
}

func (p *plainLists) add(l *row) error {
	if len(p.posts) == postsInList {
		if err := p.flush(true); err != nil {
			return err
		}
	}
	p.posts = append(p.posts, l)
	return nil
}

// flush writes a list; more tells whether another one follows.
func (p *plainLists) flush(more bool) error {
	var w bytes.Buffer
	catalogHead(&w, fmt.Sprintf("All posts, part %d", p.number+1), p.style, "")
	w.WriteString("<main>\n<h1>All posts</h1>\n<nav aria-label=\"Parts\"><a href=\"../index.html\">Search</a>")
	if more {
		fmt.Fprintf(&w, " <a href=\"%s\">Newer</a>", listName(p.number+1))
	}
	if p.number > 0 {
		fmt.Fprintf(&w, " <a href=\"%s\">Older</a>", listName(p.number-1))
	}
	w.WriteString("</nav>\n<ol class=\"plain\">\n")
	for _, l := range slices.Backward(p.posts) {
		l.line(&w, "../")
	}
	w.WriteString("</ol>\n</main>\n</body>\n</html>\n")
	name := listName(p.number)
	p.files[name], p.last = true, name
	if more {
		p.number++
	}
	p.posts = nil
	return p.keep(catalogFolder+"/"+name, w.Bytes())
}

func listName(n int) string { return fmt.Sprintf("list-%d.html", n) }
