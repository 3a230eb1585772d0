package archive

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxComponent bounds the bytes of one part of a bundle's path before a hash
// is added to it; with the hash it has 200 at most.
const maxComponent = 191

// bundleNames gives every input path the path of its bundle below the
// archive. It is a function of the set of paths alone: no order, no disk. No
// two names are the same for a file system that does not tell case or normal
// form apart, none lies inside another, and folders that differ only so are
// one.
//
// A post whose name another one has too, or whose bundle would hold the
// folder of others (a.md beside a/b.md), gets a hash of its path.
func bundleNames(paths []string) map[string]string {
	posts := make([]*naming, 0, len(paths))
	for _, p := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		posts = append(posts, &naming{path: p, parts: plainParts(p)})
	}
	fold := cases.Fold()
	folders := unite(posts, fold)
	for {
		clashing := clashes(posts, folders, fold)
		if len(clashing) == 0 {
			break
		}
		for _, n := range clashing {
			n.level++
		}
	}
	names := make(map[string]string, len(posts))
	for _, n := range posts {
		names[n.path] = n.name()
	}
	return names
}

// formerNames are the names that a path may have had beside other inputs.
func formerNames(p string) []string {
	n := &naming{path: p, parts: plainParts(p)}
	plain := n.name()
	n.level = 1
	return []string{plain, n.name()}
}

// A naming is a bundle's name in the making.
type naming struct {
	path  string
	parts []string
	level int // 0: the plain name; above: a hash is added, another one for each level
}

func (n *naming) name() string {
	parts := slices.Clone(n.parts)
	parts[len(parts)-1] += n.suffix()
	name := strings.Join(parts, "/")
	if strings.HasPrefix(n.path, name) {
		return n.path[:len(name)] // there may be many posts: most names take no memory of their own
	}
	return name
}

func (n *naming) suffix() string {
	switch n.level {
	case 0:
		return ""
	case 1:
		return "-" + shortHash(n.path)
	}
	// Only a post that is named like the hash of another one comes here.
	return "-" + shortHash(n.path+"\x00"+strconv.Itoa(n.level))
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// unite gives folders that are the same when folded one spelling, the first
// in byte order, and returns all folders, folded.
func unite(posts []*naming, fold cases.Caser) map[string]string {
	spelling := map[string]string{}
	for _, n := range posts {
		key := ""
		for _, part := range n.parts[:len(n.parts)-1] {
			key += foldName(part, fold) + "/"
			if s, ok := spelling[key]; !ok || part < s {
				spelling[key] = part
			}
		}
	}
	for _, n := range posts {
		key := ""
		for i, part := range n.parts[:len(n.parts)-1] {
			key += foldName(part, fold) + "/"
			n.parts[i] = spelling[key]
		}
	}
	return spelling
}

// clashes returns the posts that cannot keep the names they have now.
func clashes(posts []*naming, folders map[string]string, fold cases.Caser) []*naming {
	byKey := make(map[string][]*naming, len(posts))
	for _, n := range posts {
		key := foldName(n.name(), fold) + "/"
		byKey[key] = append(byKey[key], n)
	}
	var all []*naming
	for key, group := range byKey {
		if _, holds := folders[key]; holds || len(group) > 1 {
			all = append(all, group...)
		}
	}
	return all
}

// foldName returns what a name is compared by: file systems variously ignore
// case, normal form and characters without a shape.
func foldName(s string, fold cases.Caser) string {
	if isPlainASCII(s) {
		return strings.ToLower(s)
	}
	s = fold.String(strings.ToLower(norm.NFC.String(s)))
	s = strings.Map(func(r rune) rune {
		if r == 0xAD || r >= 0x200B && r <= 0x200D || r == 0x2060 || r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.ReplaceAll(s, "i\u0307", "i")) // the dotted capital I is both
}

// eachAlike calls hurt for every name that some file systems take for one before
// it, and says so.
func eachAlike(names []string, hurt func(name, detail string)) {
	fold := cases.Fold()
	seen := make(map[string]string, len(names))
	for _, name := range names {
		key := foldName(name, fold)
		if other, ok := seen[key]; ok {
			hurt(name, "differs from "+printable(other)+" only in case or normal form")
		}
		seen[key] = name
	}
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// plainParts returns the path of a bundle before others are looked at: the
// extension off, x/index.md as x, and every part fit for any file system.
func plainParts(p string) []string {
	parts := strings.Split(p, "/")
	last := len(parts) - 1
	parts[last] = withoutExtension(parts[last])
	if parts[last] == "index" && last > 0 {
		parts = parts[:last]
	}
	clean := make([]string, 0, len(parts))
	for _, part := range parts {
		clean = append(clean, cleanPart(part))
	}
	return clean
}

func withoutExtension(name string) string {
	ext := path.Ext(name)
	isExt := len(ext) > 1 && len(ext) <= 10 && !strings.ContainsFunc(ext[1:], func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r)
	})
	if !isExt || ext == name {
		return name
	}
	return strings.TrimSuffix(name, ext)
}

// cleanPart makes one part of a path fit for any file system, for a URL and
// for a shell.
func cleanPart(part string) string {
	s := norm.NFC.String(strings.ToValidUTF8(part, "-"))
	s = strings.Map(func(r rune) rune {
		if isUnfit(r) {
			return '-'
		}
		return r
	}, s)
	s = strings.TrimRight(strings.TrimLeft(s, "-. "), ". ")
	s = unreserve(norm.NFC.String(cmp.Or(s, "_")))
	if len(s) > maxComponent {
		s = cutRunes(s, maxComponent-9) + "-" + shortHash(part)
	}
	return s
}

// isUnfit tells of characters that Windows forbids, that a URL has another
// use for, or that nobody sees.
func isUnfit(r rune) bool {
	return strings.ContainsRune("<>:\"\\|?*#%^`{}[]", r) || r == unicode.ReplacementChar ||
		unicode.IsControl(r) || unicode.IsSpace(r) || turnsWriting(r) || r == '\u2028' || r == '\u2029' || r == 0xFEFF
}

// reservedNames are files that an archive or a bundle holds itself.
var reservedNames = []string{"index.html", "index.files", "readme.txt", manifestFile, checksumFile, "bagit.txt"}

// unreserve keeps clear of the files of an archive and of the names under
// which Windows reaches devices, whatever their extension.
func unreserve(s string) string {
	lower := strings.ToLower(s)
	if slices.Contains(reservedNames, lower) {
		return s + "_"
	}
	stem, _, _ := strings.Cut(lower, ".")
	stem = strings.TrimRight(stem, " ")
	if isDevice(stem) {
		return s[:len(stem)] + "_" + s[len(stem):]
	}
	return s
}

func isDevice(stem string) bool {
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	n, ok := strings.CutPrefix(stem, "com")
	if !ok {
		n, ok = strings.CutPrefix(stem, "lpt")
	}
	return ok && n != "" && strings.ContainsAny(n, "0123456789¹²³") && len([]rune(n)) == 1
}
