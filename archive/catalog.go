package archive

import (
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
	cardsFile = "cards"         // what the catalogue knows of each bundle
	orderFile = "catalog.order" // posts that are being sorted
	sortFile  = "catalog.sort"  // terms that are being sorted
	termsFile = "catalog.terms" // which posts have which terms
	stampFile = "catalog.made"  // from what the catalogue was made
)

//go:embed catalog.js
var catalogScript string

//go:embed catalog.css
var catalogStyle string

// A catalog is the catalogue in the making. It goes over the bundles once and
// over what it knows of them once more, and holds of each a few bytes.
type catalog struct {
	*workplace
	reasons reasons
	deep    bool            // nothing that is there is believed
	files   map[string]bool // of the data

	packer   cardPacker
	made     string   // tells the cards from those of other times
	former   string   // the same of those before
	before   []int32  // places of the cards among those before, -1 of new ones
	order    sorter   // the posts by date
	numbers  []uint32 // of the posts in that order, by their places among the cards
	unlisted []string // bundles that say nothing of themselves
	sums     sums     // of all posts
	parts    catalogRoot
	newest   []*row // the last firstPosts of the order
	style    string // name of the file
	last     string // of the plain lists, that of the newest posts
}

// catalogRoot is what index.html loads first: the names of the other data.
type catalogRoot struct {
	Posts   []string           `json:"posts"`   // by number, oldest first, postsInFile in each
	Missing []string           `json:"missing"` // beside them: end of the names of what their posts lack and why, "" if nothing
	Terms   string             `json:"terms"`   // the directory of the inverted index
	Facets  map[string][]facet `json:"facets"`
}

// sums are the counts over all posts.
type sums struct{ posts, images, missing int }

// catalog brings the catalogue up to date at the end of a run with pages, or
// where there is one already: it must not lead to what is gone.
func (a *Archiver) catalog(ctx context.Context, known *state, r *Report) error {
	if a.packs || a.opts.Shard.Count > 0 {
		return nil // the other shards are at work; Index makes it for all
	}
	if !a.opts.Pages && !a.hasCatalog() {
		return nil
	}
	return newCatalog(&a.workplace, newReasons(r), false).update(ctx, known.digest(), r)
}

func (w *workplace) hasCatalog() bool {
	for _, name := range []string{w.in(cardsFile), catalogFile} {
		if info, err := w.root.Lstat(name); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

func newCatalog(w *workplace, why reasons, deep bool) *catalog {
	c := &catalog{workplace: w, reasons: why, deep: deep, files: map[string]bool{}}
	c.order = sorter{spill: spill{workplace: w, name: orderFile}, limit: maxSorting}
	return c
}

// update brings the catalogue up to date. The digest of what is remembered
// of the runs tells whether anything has changed; only then are the bundles
// looked at.
func (c *catalog) update(ctx context.Context, known string, r *Report) error {
	defer c.order.close()
	stamp := known + c.reasons.digest()
	if !c.deep && c.isMade(stamp) {
		return nil
	}
	err := c.make(ctx, stamp)
	if foreign, ok := errors.AsType[*foreignError](err); ok {
		r.Warnings = append(r.Warnings, Problem{Path: foreign.name, Class: ClassExists, Detail: foreign.Error(), Outcome: "left as it is; the archive has no catalogue"})
		return nil
	}
	if err != nil {
		return fmt.Errorf("making the catalogue: %w", err)
	}
	if n := len(c.unlisted); n > 0 {
		r.Warnings = append(r.Warnings, Problem{Path: catalogFile, Class: ClassUnreadable,
			Detail:  fmt.Sprintf("no manifest can be read in %s, the first of %s", printable(c.unlisted[0]), count(n, "bundle")),
			Outcome: "not listed; markive verify tells what is damaged"})
	}
	return nil
}

// digest returns the whole state as one word.
func (s *state) digest() string {
	sum := sha256.New()
	for _, p := range slices.Sorted(maps.Keys(s.records)) {
		io.WriteString(sum, s.records[p].line())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// isMade tells whether the catalogue is made from this, and stands as it was
// left. Where it does not, nothing of it is believed any more.
func (c *catalog) isMade(stamp string) bool {
	from, left := c.stamp()
	if from != stamp {
		return false
	}
	c.deep = left != c.catalogListing()
	return !c.deep
}

// stamp returns what the catalogue was made from, and how it was left; "" if it
// is in the making, or there is none.
func (w *workplace) stamp() (from, left string) {
	data, err := readRegular(w.root, w.in(stampFile), 200)
	if err != nil {
		return "", ""
	}
	from, left, _ = strings.Cut(string(data), "\n")
	return from, left
}

// catalogListing returns the names and sizes of the catalogue's own files as
// one word.
func (w *workplace) catalogListing() string {
	l, err := listingOf(folder{w.root, catalogFolder})
	l = slices.DeleteFunc(l, func(f listed) bool { return !isCatalogFile(f.path) })
	if info, ierr := w.root.Lstat(catalogFile); err == nil && ierr == nil {
		l = append(l, listed{catalogFile, info.Size()})
	}
	return l.digest()
}

// isCatalogFile tells whether a file of index.files is ours, by its name.
func isCatalogFile(name string) bool {
	kind, _, ok := strings.Cut(name, "-")
	return ok && catalogKinds[kind]
}

// isSpoiled tells whether a catalogue that is there is not as it was left. One that
// a run makes meanwhile is not.
func (w *workplace) isSpoiled() bool {
	_, left := w.stamp()
	if left == "" || !w.hasCatalog() || left == w.catalogListing() {
		return false
	}
	_, now := w.stamp()
	return now == left
}

// hasLostFront tells whether nothing but the data is left of a catalogue that was
// made.
func (w *workplace) hasLostFront() bool {
	_, left := w.stamp()
	if _, err := w.root.Lstat(catalogFile); left == "" || !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	entries, _ := readDir(w.root, catalogFolder)
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return isCatalogFile(e.Name()) })
}

// make makes the catalogue from the bundles that are there. Files that are as
// they should be are not written. Data is called by its content, and index.html,
// which names it, replaced last: a reader meets the old catalogue or the new.
func (c *catalog) make(ctx context.Context, stamp string) error {
	if err := remove(c.root, c.in(stampFile)); err != nil {
		return err
	}
	if err := c.owned(); err != nil {
		return err
	}
	if err := c.gather(ctx); err != nil {
		return err
	}
	if err := c.write(ctx); err != nil {
		return err
	}
	return replaceFile(c.root, c.in(stampFile), []byte(stamp+"\n"+c.catalogListing()))
}

// write writes what comes of the cards, and removes what is left of others.
func (c *catalog) write(ctx context.Context) error {
	for _, step := range []func(context.Context) error{c.list, c.index, c.front, c.prune} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// owned returns a *foreignError if what stands in the catalogue's place is not
// ours.
func (c *catalog) owned() error {
	if err := ensureFolder(c.root, catalogFolder); err != nil {
		return &foreignError{name: catalogFolder, what: "not a folder of markive"}
	}
	data, err := readRegular(c.root, catalogFile, maxCatalog)
	if errors.Is(err, fs.ErrNotExist) || err == nil && isCatalog(data) {
		return nil
	}
	return &foreignError{name: catalogFile, what: "not markive's"}
}

// catalogKinds begin the names of data files.
var catalogKinds = words(`posts text terms list root directory missing reasons search style`)

// maxCatalog bounds an index.html that is read to see whose it is.
const maxCatalog = 16 << 20

func isCatalog(data []byte) bool {
	return strings.Contains(string(data[:min(len(data), 1024)]), catalogMark)
}

// prune removes data files that this catalogue does not have.
func (c *catalog) prune(context.Context) error {
	entries, err := readDir(c.root, catalogFolder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if isCatalogFile(e.Name()) && e.Type().IsRegular() && !c.files[e.Name()] {
			if err := c.root.Remove(catalogFolder + "/" + e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}
