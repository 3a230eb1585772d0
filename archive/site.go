package archive

import (
	"cmp"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/markive/markive/convert"
)

// sites knows of which site each post is: the nearest folder at or above it,
// up to Source.Root, that holds the configuration of a generator.
type sites struct {
	mu       sync.Mutex
	byFolder map[string]*foundSite

	folders folders
}

type foundSite struct {
	folder string // absolute; "" if none was found
	site   *convert.Site
	themes []string // folders of its themes, below its own
}

// maxConfig bounds the bytes of a configuration that are read.
const maxConfig = 1 << 20

func (s *sites) of(src Source) *foundSite {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byFolder == nil {
		s.byFolder = map[string]*foundSite{}
	}
	return s.at(filepath.Dir(src.File), src.Root)
}

// at looks in a folder and, unless that is root, above it.
func (s *sites) at(folder, root string) *foundSite {
	if found := s.byFolder[folder]; found != nil {
		return found
	}
	found := siteIn(folder)
	if up := filepath.Dir(folder); found == nil && folder != root && up != folder {
		found = s.at(up, root)
	}
	if found == nil {
		found = &foundSite{}
	}
	s.byFolder[folder] = found
	return found
}

// siteIn returns the site whose configuration is in a folder, nil if there is
// none that can be read.
func siteIn(folder string) *foundSite {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil
	}
	defer root.Close()
	for _, name := range siteFiles {
		data, err := readRegular(root, name, maxConfig)
		if err != nil {
			continue
		}
		if site := convert.ParseSite(path.Base(name), data, siteParts(root, path.Dir(name))...); site != nil {
			return &foundSite{folder, site, convert.ThemeFolders(path.Base(name), data)}
		}
	}
	return nil
}

// siteParts returns the files that Hugo's configuration may have beside it in a
// folder of its own.
func siteParts(root *os.Root, folder string) []convert.SitePart {
	if folder == "." {
		return nil
	}
	var parts []convert.SitePart
	for _, part := range []string{"permalinks", "languages", "frontmatter"} {
		for _, ext := range []string{".toml", ".yaml", ".yml", ".json"} {
			if data, err := readRegular(root, path.Join(folder, part+ext), maxConfig); err == nil {
				parts = append(parts, convert.SitePart{Name: part + ext, Config: data})
				break
			}
		}
	}
	return parts
}

// addresses returns where a post was published.
func (s *sites) addresses(src Source, fm *convert.FrontMatter) []string {
	found := s.of(src)
	rel := below(cmp.Or(found.folder, src.Root), src)
	if found.folder == "" && !strings.Contains("/"+rel, "/_posts/") && !strings.Contains("/"+rel, "/content/") {
		rel = below(filepath.Dir(src.Root), src) // the folder that was named may be _posts
	}
	return found.site.Addresses(rel, fm)
}

// below returns the path of a post below a folder, with slashes.
func below(folder string, src Source) string {
	rel, err := filepath.Rel(folder, src.File)
	if err != nil || !filepath.IsLocal(rel) {
		return path.Base(src.Path)
	}
	return filepath.ToSlash(rel)
}

// themes returns the folders of the themes of a post's site, as slash paths below
// its root.
func (s *sites) themes(src Source) (all []string) {
	found := s.of(src)
	folder, err := filepath.Rel(src.Root, found.folder)
	if len(found.themes) == 0 || err != nil {
		return nil
	}
	for _, theme := range found.themes {
		all = append(all, path.Join(filepath.ToSlash(folder), theme))
	}
	return all
}

// spelled returns what else an address of the site may mean: without the path at
// which the site is published (/blog/img/a.png is the file img/a.png if its root
// is /blog), and beside the post if it is read from where that is published, as
// Hexo's asset folders are (/2015/01/02/hello/a.png).
func (s *sites) spelled(w *wanted, address string) (all []string) {
	if address = withoutTemplate(address); !strings.HasPrefix(address, "/") {
		return w.inFolders(address)
	}
	if site := s.of(w.src).site; site != nil && site.Root != "" {
		if below, ok := strings.CutPrefix(address, site.Root); ok {
			all = append(all, "/"+below)
		}
	}
	if w.front == nil {
		return all
	}
	for _, published := range s.addresses(w.src, w.front) {
		u, err := url.Parse(published)
		if err != nil {
			continue
		}
		folder := u.Path[:strings.LastIndexByte(u.Path, '/')+1]
		if beside, ok := strings.CutPrefix(address, folder); ok && beside != "" && strings.Count(folder, "/") > 1 {
			return append(all, beside)
		}
	}
	return all
}

// inFolders is where a theme looks for a name that the post has no file of: in the
// folder that its front matter names (Chirpy), in that of all pictures if a field
// names it (Minimal Mistakes and its kin).
func (w *wanted) inFolders(name string) (all []string) {
	if w.front == nil {
		return nil
	}
	for _, key := range [...]string{"media_subpath", "img_path"} {
		if folder := w.front.Text(key); folder != "" && !strings.Contains(folder, "//") {
			all = append(all, path.Join("/", folder, name))
		}
	}
	inField := func(u convert.Use) bool { return u.Field != "" }
	if !strings.Contains(name, "/") && slices.ContainsFunc(w.asset.Uses, inField) {
		all = append(all, "/images/"+name)
	}
	return all
}

// onDisk finds the file of the post's own site that a whole address of the site
// means: many posts name their images so, and the server may be gone.
func (s *sites) onDisk(w *wanted, address string) (found, bool) {
	site := s.of(w.src).site
	if site == nil || site.URL == "" {
		return found{}, false
	}
	u, err := url.Parse(address)
	home, bad := url.Parse(site.URL)
	if err != nil || bad != nil || !strings.EqualFold(u.Hostname(), home.Hostname()) || portOf(u) != portOf(home) {
		return found{}, false
	}
	rest, ok := strings.CutPrefix(u.EscapedPath(), home.EscapedPath())
	if !ok {
		return found{}, false
	}
	for _, same := range append([]string{"/" + rest}, s.spelled(w, u.EscapedPath())...) {
		if file, bad := s.local(w.src, same); bad == nil {
			return file, true
		}
	}
	return found{}, false
}

// portOf is the port of an address, "" for that of its scheme.
func portOf(u *url.URL) string {
	if port := u.Port(); port != defaultPorts[u.Scheme] {
		return port
	}
	return ""
}

// shapeOf returns the options that shape the bundle of a post: where it was
// published, and its links lead, the configuration of its site decides.
func (s *sites) shapeOf(shape ManifestOptions, src Source) ManifestOptions {
	shape.Site = s.of(src).site
	return shape
}
