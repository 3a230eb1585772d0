package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// A check is the verification of one bundle.
type check struct {
	files bundleFiles
	name  string // of the bundle
	fast  bool

	sizes    map[string]int64         // regular files that are there
	sums     map[string]string        // what the list of checksums says
	listed   bool                     // there is such a list
	manifest *Manifest                // nil if it cannot be read
	listing  map[string]*ManifestFile // what the manifest says, by path
	bytes    int64
	damage   []Damage
}

// run verifies the bundle. An error is that of ctx.
func (c *check) run(ctx context.Context) error {
	c.sizes, c.sums, c.listing = map[string]int64{}, map[string]string{}, map[string]*ManifestFile{}
	c.files.list(func(p string, size int64) {
		c.sizes[p] = size
		c.bytes += size
	}, c.hurt)
	c.readChecksums()
	c.readManifest()
	c.compareLists()
	c.compareNames()
	for _, p := range slices.Sorted(maps.Keys(c.sizes)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.file(p)
	}
	c.links()
	return nil
}

// hurt notes damage of a file of the bundle.
func (c *check) hurt(p string, class Class, detail string) {
	c.damage = append(c.damage, Damage{path.Join(c.name, p), class, oneLine(detail)})
}

// checksumLine is the form of sha256sum, text or binary.
var checksumLine = regexp.MustCompile(`^([0-9a-f]{64}) [ *](.+)$`)

func (c *check) readChecksums() {
	data, ok := c.read(checksumFile)
	if !ok {
		return
	}
	c.listed = true
	lines := strings.Split(string(data), "\n")
	if lines[len(lines)-1] != "" {
		c.hurt(checksumFile, ClassManifest, "its last line is cut short")
	}
	for i, line := range lines[:len(lines)-1] {
		if why := c.checksum(line); why != "" {
			c.hurt(checksumFile, ClassManifest, fmt.Sprintf("line %d: %s", i+1, why))
		}
	}
}

// checksum notes one line and says what is wrong with it.
func (c *check) checksum(line string) string {
	m := checksumLine.FindStringSubmatch(line)
	switch {
	case m == nil:
		return "is not a checksum and a path"
	case !utf8.ValidString(m[2]) || !fs.ValidPath(m[2]) || strings.Contains(m[2], `\`) || m[2] == ".":
		return "the path leaves the bundle: " + printable(m[2])
	case c.sums[m[2]] != "":
		return "names a file twice: " + printable(m[2])
	}
	c.sums[m[2]] = m[1]
	return ""
}

// compareLists compares what is there with what is listed.
func (c *check) compareLists() {
	for _, p := range slices.Sorted(maps.Keys(c.sums)) {
		if _, there := c.sizes[p]; !there && !c.isHurt(p) {
			c.hurt(p, ClassMissing, "is listed but not there")
		}
		if c.manifest != nil && c.listing[p] == nil && p != manifestFile {
			c.hurt(manifestFile, ClassManifest, "does not list "+printable(p))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(c.sizes)) {
		switch {
		case c.sums[p] != "" || p == checksumFile:
		case c.listing[p] == nil && p != manifestFile:
			c.hurt(p, ClassStray, "is in no list of the bundle")
		case c.listed:
			c.hurt(checksumFile, ClassManifest, "does not list "+printable(p))
		}
	}
}

func (c *check) isHurt(p string) bool {
	return slices.ContainsFunc(c.damage, func(d Damage) bool { return d.Path == path.Join(c.name, p) })
}

// read reads one of the bundle's own files, or says that it is missing.
func (c *check) read(p string) ([]byte, bool) {
	data, err := readOpened(c.files, p, maxManifest)
	switch {
	case err == nil:
		return data, true
	case errors.Is(err, fs.ErrNotExist):
		if c.sums[p] == "" {
			c.hurt(p, ClassMissing, "a bundle has one")
		}
	case !c.isHurt(p):
		c.hurt(p, ClassUnreadable, bare(err).Error())
	}
	return nil, false
}

// readManifest compares the manifest with the files and with the checksums.
func (c *check) readManifest() {
	data, ok := c.read(manifestFile)
	if !ok {
		return
	}
	m, err := decodeManifest(data)
	if err != nil {
		c.hurt(manifestFile, ClassManifest, err.Error())
		return
	}
	c.manifest = m
	for i := range m.Files {
		f := &m.Files[i]
		c.listing[f.Path] = f
		size, there := c.sizes[f.Path]
		switch {
		case !there && c.sums[f.Path] == "" && !c.isHurt(f.Path):
			c.hurt(f.Path, ClassMissing, manifestFile+" names it")
		case there && size != f.Size:
			c.hurt(f.Path, ClassSize, fmt.Sprintf("has %d bytes, had %d", size, f.Size))
		}
		if sum := c.sums[f.Path]; sum != "" && sum != f.SHA256 {
			c.hurt(checksumFile, ClassManifest, "disagrees with "+manifestFile+" about "+printable(f.Path))
		}
	}
	c.compareSource()
}

// compareSource compares what the manifest says of the input with its copy.
func (c *check) compareSource() {
	sum, listed := c.sums[sourceFile]
	if listed && sum != c.manifest.Source.SHA256 {
		c.hurt(sourceFile, ClassChanged, manifestFile+" tells of another source")
	}
}

// compareNames finds names that are one for some file systems.
func (c *check) compareNames() {
	fold := cases.Fold()
	seen := map[string]string{}
	names := slices.Concat(slices.Collect(maps.Keys(c.sizes)), slices.Collect(maps.Keys(c.sums)))
	slices.Sort(names)
	for _, p := range slices.Compact(names) {
		key := foldName(p, fold)
		if other, ok := seen[key]; ok {
			c.hurt(p, ClassNames, "differs from "+printable(other)+" only in case or normal form")
		}
		seen[key] = p
	}
}

// file compares the bytes of a file with its checksum, and those of an image
// with what an image is.
func (c *check) file(p string) {
	want, mediaType := c.sums[p], ""
	if listed := c.listing[p]; listed != nil {
		mediaType = listed.MediaType
		if want == "" {
			want = listed.SHA256
		}
	}
	if want == "" || c.fast {
		return
	}
	f, size, err := c.files.open(p)
	if err != nil {
		c.hurt(p, ClassUnreadable, bare(err).Error())
		return
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		c.hurt(p, ClassUnreadable, bare(err).Error())
		return
	}
	if hex.EncodeToString(hash.Sum(nil)) != want {
		c.hurt(p, ClassChanged, "its bytes are not those that were written")
		return
	}
	if strings.HasPrefix(mediaType, "image/") {
		if m, fail := mediaOf(f, size); fail != nil || m.kind != mediaType {
			c.hurt(p, ClassNotImage, "is recorded as "+mediaType+", which its bytes are not")
		}
	}
}
