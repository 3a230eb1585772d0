package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A check is the verification of one bundle.
type check struct {
	files bundleFiles
	name  string // of the bundle
	fast  bool

	sizes    map[string]int64         // regular files that are there
	payload  string                   // what stands before the paths of the manifest
	sums     map[string]string        // what the lists of checksums say
	listed   bool                     // there is such a list
	manifest *Manifest                // nil if it cannot be read
	listing  map[string]*ManifestFile // what the manifest says, by path
	bytes    int64
	damage   []Damage
	err      error // says nothing about the bundle (isExhausted)
}

// newCheck lists what is there of a bundle.
func newCheck(files bundleFiles, name string) *check {
	c := &check{files: files, name: name, sizes: map[string]int64{}, sums: map[string]string{}, listing: map[string]*ManifestFile{}}
	c.err = files.list(func(p string, size int64) {
		c.sizes[p] = size
		c.bytes += size
	}, c.hurt)
	return c
}

// run verifies the bundle. An error is that of ctx, or says that no more files
// could be opened; what was found until then is no damage.
func (c *check) run(ctx context.Context) error {
	c.readLists()
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
	if c.err != nil {
		return fmt.Errorf("verifying %s: %w", printable(c.name), c.err)
	}
	return nil
}

// hurt notes damage of a file of the bundle.
func (c *check) hurt(p string, class Class, detail string) {
	c.damage = append(c.damage, Damage{path.Join(c.name, p), class, oneLine(detail)})
}

// unreadable notes that a file cannot be read.
func (c *check) unreadable(p string, err error) {
	if isExhausted(err) {
		c.err = err
	} else if !c.isHurt(p) {
		c.hurt(p, ClassUnreadable, bare(err).Error())
	}
}

// checksumLine is the form of sha256sum, text or binary.
var checksumLine = lazily(`^([0-9a-f]{64}) [ *](.+)$`)

// readLists reads the list of checksums, and in a bag what else that has.
func (c *check) readLists() {
	_, isBag := c.sizes[bagFile]
	if _, inData := c.sizes[payloadDir+"/"+manifestFile]; isBag || inData {
		c.payload = FormatBag.payload()
		c.readChecksums(tagFile)
		c.bag()
	}
	c.listed = c.readChecksums(checksumFile)
}

// bag looks at what a bag says of itself.
func (c *check) bag() {
	if data, ok := c.read(bagFile); ok && string(data) != bagDeclaration {
		c.hurt(bagFile, ClassManifest, "does not declare a bag of version 1.0 in UTF-8")
	}
	if data, ok := c.read(bagInfo); ok {
		var payload []ManifestFile
		for p, size := range c.sizes {
			if strings.HasPrefix(p, c.payload) {
				payload = append(payload, ManifestFile{Size: size})
			}
		}
		if want := oxum(payload); !strings.Contains("\n"+string(data), "\n"+want+"\n") {
			c.hurt(bagInfo, ClassManifest, "does not say "+want)
		}
	}
}

// readChecksums reads one list.
func (c *check) readChecksums(list string) bool {
	data, ok := c.read(list)
	if !ok {
		return false
	}
	lines := strings.Split(string(data), "\n")
	if lines[len(lines)-1] != "" {
		c.hurt(list, ClassManifest, "its last line is cut short")
	}
	for i, line := range lines[:len(lines)-1] {
		if why := c.checksum(line); why != "" {
			c.hurt(list, ClassManifest, fmt.Sprintf("line %d: %s", i+1, why))
		}
	}
	return true
}

// checksum notes one line and says what is wrong with it.
func (c *check) checksum(line string) string {
	m := checksumLine().FindStringSubmatch(line)
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
		if c.manifest != nil && strings.HasPrefix(p, c.payload) && c.listing[p] == nil && p != c.payload+manifestFile {
			c.hurt(c.payload+manifestFile, ClassManifest, "does not list "+printable(p))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(c.sizes)) {
		switch {
		case c.sums[p] != "" || p == checksumFile || p == tagFile && c.payload != "":
		case c.listing[p] == nil && p != c.payload+manifestFile:
			c.hurt(p, ClassStray, "is in no list of the bundle")
		case c.listed:
			c.hurt(checksumFile, ClassManifest, "does not list "+printable(p))
		}
	}
}

// isHurt tells whether damage of a file is known, also that nobody can tell
// whether it is there.
func (c *check) isHurt(p string) bool {
	p = path.Join(c.name, p)
	return slices.ContainsFunc(c.damage, func(d Damage) bool { return d.Path == p }) || isHidden(c.damage, p)
}

// has tells whether such damage of a file is known.
func (c *check) has(p string, class Class) bool {
	p = path.Join(c.name, p)
	return slices.ContainsFunc(c.damage, func(d Damage) bool { return d.Path == p && d.Class == class })
}

// isHidden tells whether a folder above a path cannot be listed.
func isHidden(damage []Damage, p string) bool {
	return slices.ContainsFunc(damage, func(d Damage) bool { return d.Class == ClassUnreadable && strings.HasPrefix(p, d.Path+"/") })
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
	default:
		c.unreadable(p, err)
	}
	return nil, false
}

// readManifest compares the manifest with the files and with the checksums.
func (c *check) readManifest() {
	data, ok := c.read(c.payload + manifestFile)
	if !ok {
		return
	}
	m, err := decodeManifest(data)
	if err != nil {
		c.hurt(c.payload+manifestFile, ClassManifest, err.Error())
		return
	}
	c.manifest = m
	for i := range m.Files {
		f := &m.Files[i]
		p := c.payload + f.Path
		c.listing[p] = f
		size, there := c.sizes[p]
		switch {
		case !there && c.sums[p] == "" && !c.isHurt(p):
			c.hurt(p, ClassMissing, manifestFile+" names it")
		case there && size != f.Size:
			c.hurt(p, ClassSize, fmt.Sprintf("has %d bytes, had %d", size, f.Size))
		}
		if sum := c.sums[p]; sum != "" && sum != f.SHA256 {
			c.hurt(checksumFile, ClassManifest, "disagrees with "+manifestFile+" about "+printable(p))
		}
	}
	c.compareSource()
}

// compareSource compares what the manifest says of the input with its copy.
func (c *check) compareSource() {
	source := c.payload + sourceFile
	sum, listed := c.sums[source]
	if listed && sum != c.manifest.Source.SHA256 {
		c.hurt(source, ClassChanged, manifestFile+" tells of another source")
	}
}

// compareNames finds names that are one for some file systems.
func (c *check) compareNames() {
	names := slices.AppendSeq(slices.Collect(maps.Keys(c.sizes)), maps.Keys(c.sums))
	slices.Sort(names)
	eachAlike(slices.Compact(names), func(p, detail string) { c.hurt(p, ClassNames, detail) })
}

// file compares the bytes of a file with its checksum, and those of an image
// with what an image is.
func (c *check) file(p string) {
	want, mediaType := c.sums[p], ""
	if listed := c.listing[p]; listed != nil {
		want, mediaType = cmp.Or(want, listed.SHA256), listed.MediaType
	}
	if want == "" || c.fast {
		return
	}
	f, size, err := c.files.open(p)
	if err != nil {
		c.unreadable(p, err)
		return
	}
	defer f.Close()
	sum, err := sha256Of(f)
	if err != nil {
		c.unreadable(p, err)
		return
	}
	if sum != want && (c.has(p, ClassSize) || c.has(p, ClassManifest)) {
		return // which says more
	}
	if sum != want {
		c.hurt(p, ClassChanged, "its bytes are not those that were written")
		return
	}
	if strings.HasPrefix(mediaType, "image/") {
		if m, fail := mediaOf(f, size); fail != nil || m.kind != mediaType {
			c.hurt(p, ClassNotImage, "is recorded as "+mediaType+", which its bytes are not")
		}
	}
}
