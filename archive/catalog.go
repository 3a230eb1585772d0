package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// The catalogue of an archive is the index.html at its root, which lists and
// searches all posts, and the data that it loads, in classic scripts, since
// browsers refuse everything else to a page on the disk.
const (
	catalogFile   = "index.html"
	catalogFolder = "index.files"
)

// Parts of the state.
const (
	cardsFile = "cards"        // what the catalogue knows of each bundle
	sortFile  = "cards.sort"   // terms that are being sorted
	stampFile = "catalog.made" // from which bundles the catalogue was made
)

//go:embed catalog.js
var catalogScript string

//go:embed catalog.css
var catalogStyle string

// A catalog is the catalogue in the making.
type catalog struct {
	*workplace
	cards []*card // in the order of the list: newest first
	files map[string]bool
}

// catalogued brings the catalogue up to date. What is remembered of the runs
// tells whether anything has changed; only then are the bundles looked at. A
// run does not do it: it takes memory in step with the whole archive.
func (w *workplace) catalogued(ctx context.Context, known *state, r *Report) error {
	if w.isCatalogued(known.digest()) {
		return nil
	}
	err := w.makeCatalog(ctx, known.digest())
	var foreign *foreignError
	if errors.As(err, &foreign) {
		r.Warnings = append(r.Warnings, Problem{Path: foreign.name, Class: ClassExists, Detail: foreign.Error(), Outcome: "left as it is; the archive has no catalogue"})
		return nil
	}
	return err
}

// digest returns the whole state as one word.
func (s *state) digest() string {
	sum := sha256.New()
	for _, p := range slices.Sorted(maps.Keys(s.records)) {
		io.WriteString(sum, s.records[p].line())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (w *workplace) isCatalogued(stamp string) bool {
	old, err := readRegular(w.root, w.in(stampFile), 100)
	if err != nil || string(old) != stamp {
		return false
	}
	_, err = w.root.Lstat(catalogFile)
	return err == nil
}

// makeCatalog makes the catalogue from the bundles that are there. Files that
// are as they should be are not written.
func (w *workplace) makeCatalog(ctx context.Context, stamp string) error {
	if err := w.root.Remove(w.in(stampFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := w.ownsCatalog(); err != nil {
		return err
	}
	v := &verifier{root: w.root}
	if err := v.find(ctx, "."); err != nil {
		return err
	}
	slices.Sort(v.bundles)
	c := &catalog{workplace: w, files: map[string]bool{}}
	cards, err := w.refreshCards(ctx, v.bundles)
	if err != nil {
		return fmt.Errorf("making the catalogue: %w", err)
	}
	c.cards = slices.SortedStableFunc(slices.Values(cards), byDate)
	for i, d := range c.cards {
		d.number = i
	}
	if err := c.write(ctx); err != nil {
		return fmt.Errorf("making the catalogue: %w", err)
	}
	return replaceFile(w.root, w.in(stampFile), []byte(stamp))
}

// ownsCatalog returns a *foreignError if what stands in the catalogue's place is
// not ours.
func (w *workplace) ownsCatalog() error {
	if err := ensureFolder(w.root, catalogFolder); err != nil {
		return &foreignError{name: catalogFolder, what: "not a folder of markive"}
	}
	data, err := readRegular(w.root, catalogFile, 16<<20)
	if errors.Is(err, fs.ErrNotExist) || err == nil && strings.Contains(string(data[:min(len(data), 1024)]), catalogMark) {
		return nil
	}
	return &foreignError{name: catalogFile, what: "not markive's"}
}

// byDate puts new posts first and those without a date last.
func byDate(a, b *card) int {
	return cmp.Or(strings.Compare(b.Date, a.Date), strings.Compare(a.Bundle, b.Bundle))
}

// write writes all files and removes those that are left of a larger archive.
func (c *catalog) write(ctx context.Context) error {
	steps := []func() error{
		func() error { return c.texts(ctx) }, // tells every card where its text is, and sorts the terms
		c.posts,
		c.lists,
		c.facets,
		func() error { return c.file("search.js", []byte(catalogScript)) },
		func() error { return c.file("style.css", []byte(catalogStyle)) },
		c.front,
		c.prune,
	}
	for _, step := range steps {
		if err := cmp.Or(ctx.Err(), step()); err != nil {
			return err
		}
	}
	return nil
}

// file writes one of the data files, unless it is there already.
func (c *catalog) file(name string, data []byte) error {
	c.files[name] = true
	return c.keep(catalogFolder+"/"+name, data)
}

// keep writes a file if it is not what it should be.
func (c *catalog) keep(name string, data []byte) error {
	if old, err := readRegular(c.root, name, int64(len(data))); err == nil && string(old) == string(data) {
		return nil
	}
	aside := c.in("catalog.new")
	if err := c.root.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeFile(c.root, aside, data, false); err != nil { // it can be made again at any time
		return err
	}
	return c.root.Rename(aside, name)
}

// prune removes data files that this catalogue does not have.
func (c *catalog) prune() error {
	entries, err := readDir(c.root, catalogFolder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		kind, _, ok := strings.Cut(e.Name(), "-")
		ours := ok && words("posts text terms list")[kind] && e.Type().IsRegular()
		if ours && !c.files[e.Name()] {
			if err := c.root.Remove(catalogFolder + "/" + e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}
