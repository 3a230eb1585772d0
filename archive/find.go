package archive

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// postExtensions are the files that a walk takes for posts: what Jekyll, Hexo
// and Hugo take for Markdown or HTML.
var postExtensions = []string{
	".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown", ".mdwn", ".mdtxt", ".mdtext",
	".html", ".htm",
}

// siteFiles stand in the folder that is a site's root.
var siteFiles = []string{
	"_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "hugo.json",
	"config.toml", "config.yaml", "mkdocs.yml",
	"config/_default/hugo.toml", "config/_default/hugo.yaml",
	"config/_default/config.toml", "config/_default/config.yaml",
}

// siteClimb is how many folders above an argument a site's root is looked for.
const siteClimb = 4

// A Listing is what Find has found.
type Listing struct {
	Posts      []Source       // by path, each once
	Refused    []Problem      // what cannot be a post (a link, a pipe) or be listed, by path
	PassedOver map[string]int // other files that a walk has met, by lower-case extension ("" for none)
	LeftOut    int            // posts that the globs of the selection leave out
	Aside      []string       // folders of sites that were passed by, since they hold no posts, by path
}

// Find lists the posts that args name: folders, which are walked, files, and
// globs in which ** stands for any number of folders. A walk takes the files
// that are called like posts and passes by hidden files and folders,
// node_modules, archives and bundles, and of a site what it is built with and
// what was built of it (_layouts, themes, _site, public, ...; see Listing.Aside).
// A file that is named is taken whatever it is called, and such a folder too.
//
// Paths start below the folder that all arguments have in common: a folder
// that is named itself, that of a file, or that of a glob's part without
// wildcards. How an argument is typed, and from where, makes no difference. An
// argument that matches nothing is an error.
func Find(args []string) (*Listing, error) { return (&Selection{Paths: args}).Find() }

type finder struct {
	selection *Selection
	listing   Listing
	names     namePool
	seen      map[string]bool     // paths
	folders   map[string]*search  // what is known of folders, by their names
	asides    map[string][]string // names of folders to be passed by in those that globs have met
}

func newFinder(s *Selection) *finder {
	return &finder{selection: s, listing: Listing{PassedOver: map[string]int{}}, seen: map[string]bool{}, folders: map[string]*search{}, asides: map[string][]string{}}
}

// A namePool holds strings in large pieces, since the collector looks at each
// piece again and again: the names of 40,000 posts, one by one, made convert a
// sixth slower.
type namePool struct{ piece strings.Builder }

func (n *namePool) keep(s string) string {
	const room = 64 << 10
	if n.piece.Cap()-n.piece.Len() < len(s) {
		n.piece = strings.Builder{}
		n.piece.Grow(max(room, len(s)))
	}
	n.piece.WriteString(s)
	return n.piece.String()[n.piece.Len()-len(s):]
}

// sorted returns what was found.
func (f *finder) sorted() *Listing {
	l := &f.listing
	slices.SortFunc(l.Posts, func(a, b Source) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(l.Aside)
	l.Aside = slices.DeleteFunc(slices.Compact(l.Aside), func(p string) bool { // that another argument names
		i, _ := slices.BinarySearchFunc(l.Posts, p+"/", func(s Source, p string) int { return strings.Compare(s.Path, p) })
		return i < len(l.Posts) && strings.HasPrefix(l.Posts[i].Path, p+"/")
	})
	slices.SortStableFunc(l.Refused, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return l
}

// A search is one argument, taken apart.
type search struct {
	folder string // absolute
	prefix string // what stands before the paths below folder
	root   string
	whole  bool // the argument is the folder itself
	look   func(*finder, *search) error
}

func (f *finder) newSearch(arg string) (*search, error) {
	info, err := os.Lstat(arg)
	switch {
	case err != nil && strings.ContainsAny(arg, "*?[{"):
		return f.newGlob(arg)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", printable(arg), bare(err))
	}
	return f.named(arg, info), nil
}

// named prepares to look at a file or folder that is there.
func (f *finder) named(arg string, info fs.FileInfo) *search {
	if info.Mode()&fs.ModeSymlink != 0 {
		// A folder that is named may be a link, as for grep -r; a file may
		// not, since a shell's glob names whatever a stranger has planted.
		if to, err := os.Stat(arg); err == nil && to.IsDir() {
			info = to
		}
	}
	if info.IsDir() {
		s := f.searchIn(arg, func(f *finder, s *search) error { return f.walk(s, ".") })
		s.whole = true
		return s
	}
	return f.searchIn(filepath.Dir(arg), func(f *finder, s *search) error { return f.take(s, filepath.Base(arg), info) })
}

// searchIn looks at each folder once: lists name thousands of files in one.
func (f *finder) searchIn(folder string, look func(*finder, *search) error) *search {
	known := f.folders[folder]
	if known == nil {
		abs, err := filepath.Abs(folder)
		if err != nil {
			abs = filepath.Clean(folder) // there is no working folder, so it stands for itself
		}
		known = &search{folder: abs, root: siteRoot(abs)}
		f.folders[folder] = known
	}
	s := *known
	s.look = look
	return &s
}

// all goes through the searches, below the folder that they have in common.
func (f *finder) all(searches []*search) error {
	common := commonFolder(searches)
	for _, s := range searches {
		rel, err := filepath.Rel(common, s.folder)
		if err != nil {
			return err
		}
		s.prefix = filepath.ToSlash(rel)
		if err := s.look(f, s); err != nil {
			return err
		}
	}
	return nil
}

// commonFolder is the deepest folder that is, or is above, all of those that
// are searched.
func commonFolder(searches []*search) string {
	if len(searches) == 0 {
		return ""
	}
	common := searches[0].folder
	for _, s := range searches[1:] {
		for rel, err := filepath.Rel(common, s.folder); err != nil || !filepath.IsLocal(rel); rel, err = filepath.Rel(common, s.folder) {
			up := filepath.Dir(common)
			if up == common {
				break
			}
			common = up
		}
	}
	return common
}

// siteRoot returns the folder or the nearest one above it that holds a site's
// configuration, else the folder itself.
func siteRoot(folder string) string {
	dir := folder
	for range siteClimb + 1 {
		for _, name := range siteFiles {
			if info, err := os.Lstat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
				return dir
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return folder
}

// walk takes the posts below a folder; rel is its path below the search.
func (f *finder) walk(s *search, rel string) error {
	entries, err := os.ReadDir(filepath.Join(s.folder, filepath.FromSlash(rel)))
	if err != nil {
		f.problem(s.path(rel), ClassUnreadable, bare(err).Error())
	}
	if rel != "." && isArchive(filepath.Join(s.folder, filepath.FromSlash(rel)), entries) {
		return nil
	}
	aside := asideIn(path.Base(rel), entries)
	for _, e := range entries {
		if e.IsDir() && slices.Contains(aside, e.Name()) {
			f.setAside(s, path.Join(rel, e.Name()))
			continue
		}
		if err := f.visit(s, rel, e); err != nil {
			return err
		}
	}
	return nil
}

// setAside notes a folder of a site that is passed by, unless the selection
// would have left out what is in it.
func (f *finder) setAside(s *search, rel string) {
	if p := s.path(rel); f.selection.has(path.Join(p, indexFile)) {
		f.listing.Aside = append(f.listing.Aside, p)
	}
}

// asideIn returns the names of the folders that Jekyll, Hexo, Hugo or MkDocs
// build a site with or to, if a folder with that name and these entries, sorted,
// is one of theirs.
func asideIn(name string, entries []fs.DirEntry) (names []string) {
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(name string) bool {
			_, found := slices.BinarySearchFunc(entries, name, func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
			return found
		})
	}
	if name == "vendor" { // as Jekyll's own settings have it
		names = append(names, "bundle", "cache", "gems", "ruby")
	}
	if has("_config.yml", "_config.yaml") {
		names = append(names, "_site", "_layouts", "_includes")
		if has("source") {
			names = append(names, "public", "themes", "scaffolds")
		}
	}
	if has("content") && has("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json", "config") {
		names = append(names, "public", "layouts", "themes", "archetypes")
	}
	if has("docs") && has("mkdocs.yml") {
		names = append(names, "site")
	}
	return names
}

func (f *finder) visit(s *search, rel string, e fs.DirEntry) error {
	if passedBy(e.Name()) {
		return nil
	}
	below := path.Join(rel, e.Name())
	switch {
	case e.IsDir():
		return f.walk(s, below)
	case e.Type()&fs.ModeSymlink != 0 && !isPostName(e.Name()):
		// A link to a folder may hide posts, which must not go unsaid.
		if to, err := os.Stat(filepath.Join(s.folder, filepath.FromSlash(below))); err == nil && to.IsDir() {
			f.problem(s.path(below), ClassNotRegular, "is a link to a folder, which is not followed")
			return nil
		}
		f.passOver(e.Name())
		return nil
	case !isPostName(e.Name()):
		f.passOver(e.Name())
		return nil
	}
	info, err := e.Info()
	if err != nil {
		f.problem(s.path(below), ClassUnreadable, bare(err).Error())
		return nil
	}
	return f.take(s, below, info)
}

// take adds one file.
func (f *finder) take(s *search, rel string, info fs.FileInfo) error {
	p := s.path(rel)
	switch {
	case f.seen[p]: // by another argument
		return nil
	case !f.selection.has(p):
		f.seen[p] = true
		f.listing.LeftOut++
		return nil
	case !info.Mode().IsRegular():
		f.problem(p, ClassNotRegular, notRegular(info.Mode()))
		return nil
	}
	file := f.names.keep(filepath.Join(s.folder, filepath.FromSlash(rel)))
	if strings.HasSuffix(file, p) {
		p = file[len(file)-len(p):] // there may be many posts: the path takes no memory of its own
	}
	f.seen[p] = true
	f.listing.Posts = append(f.listing.Posts, Source{Path: p, File: file, Root: s.root, Size: info.Size(), Time: info.ModTime().UnixNano()})
	return nil
}

func (s *search) path(rel string) string { return path.Join(s.prefix, filepath.ToSlash(rel)) }

func (f *finder) problem(p string, c Class, detail string) {
	if f.selection.has(p) {
		f.refuse(p, c, detail)
	}
}

// refuse notes a problem with what may have no path.
func (f *finder) refuse(p string, c Class, detail string) {
	f.listing.Refused = append(f.listing.Refused, Problem{Path: p, Class: c, Detail: oneLine(detail)})
}

// newGlob prepares to look for the files that a pattern names. One that does
// not say what the files end in means posts.
func (f *finder) newGlob(pattern string) (*search, error) {
	base, rest := doublestar.SplitPattern(filepath.ToSlash(pattern))
	if !doublestar.ValidatePattern(rest) {
		return nil, fmt.Errorf("%s: not a glob", printable(pattern))
	}
	return f.searchIn(filepath.FromSlash(base), func(f *finder, s *search) error {
		found, err := f.glob(s, rest)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", printable(pattern), err)
		case !found:
			return fmt.Errorf("%s: matches no post", printable(pattern))
		}
		return nil
	}), nil
}

func (f *finder) glob(s *search, pattern string) (found bool, err error) {
	ext := path.Ext(pattern)
	all := ext != "" && !strings.ContainsAny(ext, "*?[{")
	skip := map[string]bool{}
	err = doublestar.GlobWalk(os.DirFS(s.folder), pattern, func(rel string, e fs.DirEntry) error {
		switch {
		case f.outOfSight(s, rel, skip):
			return nil
		case !all && !isPostName(rel):
			f.passOver(rel)
			return nil
		}
		info, err := e.Info()
		if err != nil {
			f.problem(s.path(rel), ClassUnreadable, bare(err).Error())
			return nil
		}
		found = true
		return f.take(s, rel, info)
	}, doublestar.WithNoFollow(), doublestar.WithFilesOnly())
	return found, err
}

func (f *finder) passOver(name string) {
	f.listing.PassedOver[strings.ToLower(path.Ext(name))]++
}

// outOfSight tells whether a walk would not have come to a file; skip
// remembers folders.
func (f *finder) outOfSight(s *search, rel string, skip map[string]bool) bool {
	if passedBy(path.Base(rel)) {
		return true
	}
	dir := path.Dir(rel)
	if dir == "." {
		return false
	}
	hidden, known := skip[dir]
	if !known {
		folder := filepath.Join(s.folder, filepath.FromSlash(dir))
		entries, _ := os.ReadDir(folder)
		hidden = isArchive(folder, entries) || f.outOfSight(s, dir, skip)
		if !hidden && f.isAside(s, dir) {
			hidden = true
			f.setAside(s, dir)
		}
		skip[dir] = hidden
	}
	return hidden
}

// isAside tells whether the folder above dir is that of a site which passes dir
// by.
func (f *finder) isAside(s *search, dir string) bool {
	above := filepath.Join(s.folder, filepath.FromSlash(path.Dir(dir)))
	names, known := f.asides[above]
	if !known {
		entries, _ := os.ReadDir(above)
		names = asideIn(path.Base(path.Dir(dir)), entries)
		f.asides[above] = names
	}
	return slices.Contains(names, path.Base(dir))
}

// passedBy tells of names that hold no posts: what is hidden, and what a
// package manager has put there.
func passedBy(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules"
}

// isArchive tells whether a folder is an archive or a bundle, whose posts are
// archived already. Beside a pack there is a state, too, and no lock in it; an
// archive without its state is known by its catalogue.
func isArchive(folder string, entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		switch e.Name() {
		case stateFolder:
			_, err := os.Lstat(filepath.Join(folder, stateFolder, lockFile))
			return err == nil
		case catalogFolder:
			return e.IsDir() && holdsCatalog(folder)
		}
		return e.Name() == manifestFile || e.Name() == bagFile
	})
}

func holdsCatalog(folder string) bool {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return false
	}
	defer root.Close()
	data, err := readRegular(root, catalogFile, maxCatalog)
	return err == nil && isCatalog(data)
}

func isPostName(name string) bool {
	return slices.Contains(postExtensions, strings.ToLower(path.Ext(name)))
}
