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

// postExtensions are the files that a walk takes for posts.
var postExtensions = []string{".md", ".markdown", ".mdown", ".mkd", ".html", ".htm"}

// siteFiles stand in the folder that is a site's root.
var siteFiles = []string{
	"_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml",
	"config.toml", "config.yaml", "mkdocs.yml",
}

// siteClimb is how many folders above an argument a site's root is looked for.
const siteClimb = 4

// Find lists the posts that args name: folders, which are walked, files, and
// globs in which ** stands for any number of folders. A walk takes the files
// that are called like posts and passes by hidden files and folders,
// node_modules, archives and bundles. A file that is named is taken whatever
// it is called.
//
// With one argument, paths start below it (a glob's start below its part
// without wildcards); with several, they are what was typed. Sources come
// sorted by path, each once. What was found but cannot be a post (a link, a
// pipe) or cannot be listed is a Problem; an argument that matches nothing is
// an error.
func Find(args []string) ([]Source, []Problem, error) {
	f := &finder{seen: map[string]string{}}
	for _, arg := range args {
		if err := f.argument(arg, len(args) == 1); err != nil {
			return nil, nil, err
		}
	}
	slices.SortFunc(f.sources, func(a, b Source) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(f.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return f.sources, f.problems, nil
}

type finder struct {
	sources  []Source
	problems []Problem
	seen     map[string]string // path to file
}

// A search is one argument, taken apart.
type search struct {
	folder string // absolute
	prefix string // what stands before the paths below folder
	root   string
}

func (f *finder) argument(arg string, alone bool) error {
	info, err := os.Lstat(arg)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		// A folder that is named may be a link, as for grep -r; a file may
		// not, since a shell's glob names whatever a stranger has planted.
		if to, terr := os.Stat(arg); terr == nil && to.IsDir() {
			info = to
		}
	}
	switch {
	case err != nil && strings.ContainsAny(arg, "*?[{"):
		return f.glob(arg, alone)
	case err != nil:
		return fmt.Errorf("%s: %w", printable(arg), bare(err))
	case info.IsDir():
		s, err := newSearch(arg, alone)
		if err != nil {
			return err
		}
		return f.walk(s, ".")
	}
	s, err := newSearch(filepath.Dir(arg), alone)
	if err != nil {
		return err
	}
	return f.take(s, filepath.Base(arg), info)
}

// newSearch prepares to look below a folder.
func newSearch(folder string, alone bool) (*search, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	s := &search{folder: abs, root: siteRoot(abs)}
	if alone {
		return s, nil
	}
	s.prefix = path.Clean(filepath.ToSlash(folder))
	if !filepath.IsLocal(folder) {
		s.prefix = filepath.ToSlash(filepath.Base(abs)) // what leads out of the working folder must not lead out of the archive
	}
	return s, nil
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
	if rel != "." && isArchive(entries) {
		return nil
	}
	for _, e := range entries {
		if err := f.visit(s, rel, e); err != nil {
			return err
		}
	}
	return nil
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
		}
		return nil
	case !isPostName(e.Name()):
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
	if !info.Mode().IsRegular() {
		f.problem(p, ClassNotRegular, "is "+kindOf(info.Mode()))
		return nil
	}
	file := filepath.Join(s.folder, filepath.FromSlash(rel))
	if other, ok := f.seen[p]; ok {
		if other != file {
			return fmt.Errorf("%s and %s would both be called %s; name a folder that holds both", printable(other), printable(file), printable(p))
		}
		return nil
	}
	f.seen[p] = file
	f.sources = append(f.sources, Source{Path: p, File: file, Root: s.root, Size: info.Size(), Time: info.ModTime().UnixNano()})
	return nil
}

func (s *search) path(rel string) string { return path.Join(s.prefix, filepath.ToSlash(rel)) }

func (f *finder) problem(p string, c Class, detail string) {
	f.problems = append(f.problems, Problem{Path: p, Class: c, Detail: oneLine(detail)})
}

// glob takes the files that a pattern names. One that does not say what the
// files end in means posts.
func (f *finder) glob(pattern string, alone bool) error {
	base, rest := doublestar.SplitPattern(filepath.ToSlash(pattern))
	if !doublestar.ValidatePattern(rest) {
		return fmt.Errorf("%s: not a glob", printable(pattern))
	}
	s, err := newSearch(filepath.FromSlash(base), alone)
	if err != nil {
		return err
	}
	all := path.Ext(rest) != "" && !strings.ContainsAny(path.Ext(rest), "*?[{")
	found := false
	skip := map[string]bool{}
	err = doublestar.GlobWalk(os.DirFS(s.folder), rest, func(rel string, e fs.DirEntry) error {
		if f.outOfSight(s, rel, skip) || !all && !isPostName(rel) {
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
	if err != nil {
		return fmt.Errorf("%s: %w", printable(pattern), err)
	}
	if !found {
		return fmt.Errorf("%s: matches no post", printable(pattern))
	}
	return nil
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
		entries, _ := os.ReadDir(filepath.Join(s.folder, filepath.FromSlash(dir)))
		hidden = isArchive(entries) || f.outOfSight(s, dir, skip)
		skip[dir] = hidden
	}
	return hidden
}

// passedBy tells of names that hold no posts: what is hidden, and what a
// package manager has put there.
func passedBy(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules"
}

// isArchive tells whether a folder is an archive or a bundle, whose posts are
// archived already.
func isArchive(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.Name() == stateFolder && e.IsDir() || e.Name() == manifestFile || e.Name() == bagFile
	})
}

func isPostName(name string) bool {
	return slices.Contains(postExtensions, strings.ToLower(path.Ext(name)))
}
