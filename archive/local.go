package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/text/unicode/norm"
)

// staticFolders are where sites keep the files that they publish as they are:
// at their top (Jekyll), under source (Hexo), static and assets (Hugo), public
// (many others), content (the bundles of Hugo).
var staticFolders = []string{"", "source", "static", "assets", "public", "content"}

// localPaths lists the slash paths below the root of a site that an address
// without a scheme may mean, the likeliest first, for a post at postRel below
// the same root. Files of the site's themes are published where it has none of
// its own. None of the paths leaves the root, whatever the address says.
func localPaths(postRel, address string, themes ...string) []string {
	found := pathList{}
	all := spellings(address)
	for _, s := range all {
		if !strings.HasPrefix(s, "/") {
			found.besidePost(postRel, s)
		}
		found.belowSite(postRel, s)
	}
	for _, theme := range themes {
		for _, s := range all {
			found.add(path.Join(theme, path.Clean("/"+s)))
		}
	}
	return found
}

// spellings are the paths that an address stands for: as it is, with its
// percent-encoding undone, and with its accents apart or joined, as systems
// differ in how they name files.
func spellings(address string) []string {
	address = withoutTemplate(strings.TrimSpace(address))
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	raw := strings.ReplaceAll(address, `\`, "/")
	plain := strings.ReplaceAll(unescape(address), `\`, "/")
	switch {
	case strings.Trim(raw, "/") == "":
		return nil
	case raw == plain && norm.NFC.IsNormalString(raw) && norm.NFD.IsNormalString(raw):
		return []string{raw} // as most
	}
	var all []string
	for _, s := range [...]string{raw, plain, norm.NFC.String(plain), norm.NFD.String(plain)} {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// leavesRoot tells whether an address means a file outside, read from the
// folder of the post or from the one that it is published as.
func leavesRoot(postRel, address string) bool {
	for _, s := range spellings(address) {
		if strings.HasPrefix(s, "/") {
			if climbs(s) {
				return true
			}
			continue
		}
		if climbs(path.Join(path.Dir(postRel), s)) {
			return true
		}
	}
	return false
}

// A pathList is a list of paths below the root, each of them once.
type pathList []string

// besidePost adds what a relative address means next to its post: the file
// beside it, and the one in the folder with the post's name, where Hexo keeps
// the assets of a post and from where the published post would be read.
func (l *pathList) besidePost(postRel, address string) {
	l.add(path.Join(path.Dir(postRel), address))
	l.add(path.Join(ownFolder(postRel), address))
}

func ownFolder(postRel string) string { return strings.TrimSuffix(postRel, path.Ext(postRel)) }

// belowSite adds what an address means from the top of the site. The top is
// the root, or a folder on the way to the post if the root holds more than the
// site. An address that climbs further stays at the top, as in a browser.
func (l *pathList) belowSite(postRel, address string) {
	address = path.Clean("/" + address)[1:]
	dirs := []string{""}
	for i, c := range postRel {
		if c == '/' {
			dirs = append(dirs, postRel[:i])
		}
	}
	for _, dir := range dirs {
		for _, static := range staticFolders {
			l.add(path.Join(dir, static, address))
		}
	}
}

func (l *pathList) add(p string) {
	if p != "." && fs.ValidPath(p) && !slices.Contains(*l, p) {
		*l = append(*l, p)
	}
}

// climbs tells whether an address leaves the folder that it starts in.
func climbs(address string) bool {
	p := path.Clean(strings.TrimLeft(address, "/"))
	return p == ".." || strings.HasPrefix(p, "../")
}

// What generators write where the address of the site would stand, and how
// they name a file.
var templates = sync.OnceValue(func() (t struct{ site, quoted, called, tag *regexp.Regexp }) {
	t.site = regexp.MustCompile(`(?i)^(?:\{\{-?\s*(?:\.?site|config|theme|page)\.[\w.]*(?:url|base|root|path|cdn|assets)[\w.]*\s*(?:\|[^{}]*)?-?\}\}/?|\{\{[<%]\s*(?:baseurl|siteurl|base_url)\s*/?[%>]\}\}/?|\{\{-?\s*(?:BASE_PATH|ASSET_PATH|baseurl|base_url|base)\s*(?:\|[^{}]*)?-?\}\}/?)+`)
	t.quoted = regexp.MustCompile(`^\{\{-?\s*["']([^"']+)["']\s*(\|[^{}]*)\}\}(.*)$`)
	t.called = regexp.MustCompile(`^(?:\{\{-?|<%[=-]?)\s*(?:url_for|relURL|absURL|asset_path|full_url_for)[\s(]+["']([^"']+)["']\)?\s*-?(?:\}\}|%>)(.*)$`)
	t.tag = regexp.MustCompile(`^\{%-?\s*(?:asset_path|asset_img|asset_link|asset|img|link|static)\s+["']?([^"'%\s]+)["']?[^%]*%\}$`)
	return t
})

// withoutTemplate takes the address out of a template: Jekyll's
// {{ site.baseurl }}/x.png, {{ "/x.png" | relative_url }} and {{ site.baseurl |
// append: "/x.png" }}, Jekyll Bootstrap's {{ BASE_PATH }}/x.png, Hexo's
// {% asset_path x.png %}.
func withoutTemplate(s string) string {
	if hasFoldPrefix([]byte(s), "%7b%7b") || hasFoldPrefix([]byte(s), "%7b%25") {
		s = unescape(s) // an engine has taken it for an address
	}
	if !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "<%") {
		return s
	}
	t := templates()
	if m := t.quoted.FindStringSubmatch(s); m != nil {
		return filtered(m[1], m[2]) + m[3]
	}
	if m := t.called.FindStringSubmatch(s); m != nil {
		return m[1] + m[2]
	}
	if m := t.tag.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	if m := t.site.FindString(s); m != "" {
		return "/" + strings.TrimLeft(filtered("", m)+withoutTemplate(s[len(m):]), "/") // {% link %} may follow
	}
	return s
}

// find is local with all that an address of the site may mean, and at last with
// another case.
func (s *sites) find(w *wanted, address string) (found, *failure) {
	file, bad := s.local(w.src, address)
	if bad == nil {
		return file, nil
	}
	others := s.spelled(w, address)
	for _, same := range others {
		if file, bad := s.local(w.src, same); bad == nil {
			return file, nil
		}
	}
	if file, ok := s.inOtherCase(w.src, append([]string{address}, others...)); ok {
		return file, nil
	}
	return found{}, bad
}

// local finds the file that an address without a scheme means.
func (s *sites) local(src Source, address string) (found, *failure) {
	rel, ok := src.belowRoot()
	if !ok {
		return found{}, fail(ClassLocalOutside, "the post has no folder to look in")
	}
	file, bad := firstFile(src.Root, localPaths(rel, address, s.themes(src)...))
	if bad != nil && leavesRoot(rel, address) {
		bad = fail(ClassLocalOutside, "the path leaves the folder of the posts")
	}
	return file, bad
}

// belowRoot is the slash path of a post below its root; false if it is not there.
func (src *Source) belowRoot() (string, bool) {
	rel, err := filepath.Rel(src.Root, src.File)
	return filepath.ToSlash(rel), src.Root != "" && err == nil && filepath.IsLocal(rel)
}

// inOtherCase finds the one file that is called like one that the first address means,
// or else the next, but for capital letters, in its name or in those of folders.
func (s *sites) inOtherCase(src Source, addresses []string) (found, bool) {
	rel, ok := src.belowRoot()
	if !ok {
		return found{}, false
	}
	root, err := os.OpenRoot(src.Root)
	if err != nil {
		return found{}, false
	}
	defer root.Close()
	var paths []string
	for _, address := range addresses {
		paths = append(paths, localPaths(rel, address, s.themes(src)...)...)
	}
	for _, p := range paths {
		switch alike := s.folders.alike(root, ".", strings.Split(p, "/")); len(alike) {
		case 0:
		case 1:
			return found{src.Root, alike[0]}, true
		default: // what is further off is not meant either
			return found{}, false
		}
	}
	return found{}, false
}

// mirrorOf returns the folder of the mirror that serves an address, and the rest
// of that. One with the scheme of the address comes before one with the other.
func mirrorOf(mirrors []Mirror, address string) (dir, rest string, ok bool) {
	for _, m := range mirrors {
		if rest, ok := strings.CutPrefix(address, m.Prefix); ok {
			return m.Dir, rest, true
		}
	}
	for _, m := range mirrors {
		if rest, ok := m.Rest(address); ok {
			return m.Dir, rest, true
		}
	}
	return "", "", false
}

// mirrored finds the file below the folder of a mirror that stands for the rest
// of an address.
func mirrored(dir, rest string) (found, *failure) {
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	raw := strings.TrimLeft(rest, "/")
	name := unescape(raw)
	if climbs(name) {
		return found{}, fail(ClassLocalOutside, "the path leaves the mirror")
	}
	var paths pathList
	if hasQuery {
		paths.add(path.Clean(name + "?" + query))
	}
	paths.add(path.Clean(name))
	paths.add(path.Clean(raw))
	return firstFile(dir, paths)
}

// A found is a file below a root.
type found struct{ root, path string }

// firstFile returns the first of the paths that is a regular file. Links are
// not followed: what they lead to was not given to us.
func firstFile(dir string, paths []string) (found, *failure) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return found{}, fail(ClassLocalMissing, bare(err).Error())
	}
	defer root.Close()
	worst := fail(ClassLocalMissing, "no such file")
	for _, p := range paths {
		switch f := isFile(root, p); {
		case f == nil:
			return found{dir, p}, nil
		case f.class == ClassLocalOutside:
			worst = f
		}
	}
	return found{}, worst
}

func isFile(root *os.Root, p string) *failure {
	for i := 0; i <= len(p); i++ {
		if i < len(p) && p[i] != '/' {
			continue
		}
		info, err := root.Lstat(filepath.FromSlash(p[:i]))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			return fail(ClassLocalMissing, "no such file")
		case err != nil:
			return fail(ClassLocalMissing, bare(err).Error())
		case info.Mode()&fs.ModeSymlink != 0:
			return fail(ClassLocalOutside, "a link, which is not followed")
		case i == len(p) && !info.Mode().IsRegular():
			return fail(ClassLocalMissing, "is "+kindOf(info.Mode()))
		}
	}
	return nil
}

// open opens the file, and makes sure that it still is one.
func (p found) open() (*os.File, *failure) {
	root, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, fail(ClassLocalMissing, bare(err).Error())
	}
	defer root.Close()
	file, err := root.OpenFile(filepath.FromSlash(p.path), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, fail(ClassLocalMissing, bare(err).Error())
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, fail(ClassLocalMissing, "no regular file")
	}
	return file, nil
}
