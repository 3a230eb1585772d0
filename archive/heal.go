package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/markive/markive/convert"
)

// gap tells, by names and sizes alone, which file of a bundle is not there, or has
// another size; "" if none. A text of another size is one that its owner has
// edited.
func (h *held) gap() (string, error) {
	l, err := listingOf(h.bundleFiles)
	if err != nil {
		return "", err
	}
	for _, f := range h.Files {
		size, there := l.size(h.payload + f.Path)
		switch {
		case !there:
			return h.payload + f.Path + " is missing", nil
		case size != f.Size && f.Path != indexFile:
			return fmt.Sprintf("%s has %d bytes, had %d", h.payload+f.Path, size, f.Size), nil
		}
	}
	lists := []string{checksumFile}
	if h.payload != "" {
		lists = append(lists, bagFile, bagInfo, tagFile)
	}
	for _, name := range lists {
		if _, there := l.size(name); !there {
			return name + " is missing", nil
		}
	}
	return "", nil
}

// damage says what is wrong with the bundle of a post, "" if nothing is. Bytes
// are looked at only if the run was asked to.
func (r *run) damage(ctx context.Context, h *held) (string, error) {
	switch {
	case h == nil:
		return "", nil
	case h.salvaged:
		return manifestFile + " is lost or damaged", nil
	}
	gap, err := h.gap()
	if err == nil && gap == "" && r.opts.Verify {
		return h.firstDamage(ctx)
	}
	return gap, err
}

// denied returns an error if a file or a folder of a bundle may not be read: what
// is in it is not lost, and must not be replaced.
func (h *held) denied() error {
	var denied error
	look := func(p string) {
		f, _, err := h.open(p)
		if err == nil {
			f.Close()
		} else if denied == nil && errors.Is(err, fs.ErrPermission) {
			denied = fmt.Errorf("%s: %w", path.Join(h.name, p), bare(err))
		}
	}
	err := h.list(func(p string, _ int64) { look(p) }, func(p string, _ Class, _ string) { look(path.Join(p, indexFile)) })
	return cmp.Or(err, denied)
}

// firstDamage verifies the bundle. What somebody has added takes nothing from it,
// and is noted.
func (h *held) firstDamage(ctx context.Context) (string, error) {
	c := newCheck(h.bundleFiles, h.name)
	if err := c.run(ctx); err != nil {
		return "", err
	}
	for _, d := range c.damage {
		name := strings.TrimPrefix(d.Path, h.name+"/")
		isAdded := d.Class == ClassStray || d.Class == ClassNotRegular && c.sums[name] == "" && c.listing[name] == nil
		if !isAdded {
			return name + ": " + d.Detail, nil
		}
		h.added = append(h.added, name)
	}
	return "", nil
}

// A suspect is what may be the bundle of the post at src.
type suspect struct {
	files     bundleFiles
	name, src string
	verify    bool // its manifest is not believed before its bytes were hashed
}

// heal returns what was found of a bundle, or, if its manifest is lost or not
// what was written, what can be made of the bundle without.
func heal(h *held, err error, s *suspect) (*held, error) {
	foreign, isForeign := errors.AsType[*foreignError](err)
	if isForeign && foreign.lost || s.verify && (isForeign && foreign.other || h != nil) {
		made, err := reconstruct(s)
		if made != nil {
			made.named = h != nil
		}
		if made != nil || err != nil {
			return made, err
		}
	}
	return h, err
}

// reconstruct makes what it can of a bundle of which the manifest is lost: the
// list of checksums tells the files, and their names tell which asset each is.
// nil if the folder does not look like a bundle, or its manifest is whole.
func reconstruct(s *suspect) (*held, error) {
	c := newCheck(s.files, s.name)
	c.readLists()
	if s.verify && !c.listed {
		c.guessSums()
	}
	if c.err != nil {
		return nil, c.err
	}
	manifest := c.sums[c.payload+manifestFile]
	if c.listed && manifest == "" || c.sums[c.payload+sourceFile] == "" {
		return nil, nil
	}
	data, err := readOpened(s.files, c.payload+manifestFile, maxManifest)
	if err == nil && c.listed && sha256Hex(data) == manifest {
		return nil, nil // it says that the bundle is that of another post
	}
	if _, err := decodeManifest(data); err == nil && !c.listed {
		return nil, nil
	}
	m := &Manifest{Source: newSource(s.src, nil)}
	m.Source.SHA256 = c.sums[c.payload+sourceFile]
	if c.payload != "" {
		m.Options.Format = FormatBag
	}
	for p, sum := range c.sums {
		if size, there := c.sizes[p]; there && strings.HasPrefix(p, c.payload) {
			m.Files = append(m.Files, ManifestFile{Path: strings.TrimPrefix(p, c.payload), Size: size, SHA256: sum})
		}
	}
	h := newHeld(s.name, s.files, m)
	h.salvaged = true
	return h, nil
}

// guessSums stands for a list of checksums that is lost, too, in a folder that
// holds a text beside its source: those of assets begin as their names end.
func (c *check) guessSums() {
	for _, name := range [...]string{indexFile, sourceFile} {
		if _, there := c.sizes[c.payload+name]; !there {
			return
		}
	}
	for p := range c.sizes {
		name, isPayload := strings.CutPrefix(p, c.payload)
		isAsset := heldName().MatchString(name)
		if !isPayload || !isAsset && name != indexFile && name != sourceFile && name != pageFile && name != manifestFile {
			continue
		}
		sum := c.sumOf(p)
		if start := strings.TrimSuffix(name, path.Ext(name)); isAsset && !strings.HasPrefix(sum, start[len(start)-8:]) {
			sum = start[len(start)-8:] // of what the file was
		} else if name == indexFile {
			sum = "unknown" // somebody may have edited it
		}
		c.sums[p] = sum
	}
}

// sumOf returns the checksum of a file, "" if it cannot be read.
func (c *check) sumOf(p string) string {
	f, _, err := c.files.open(p)
	if err != nil {
		c.unreadable(p, err)
		return ""
	}
	defer f.Close()
	sum, err := sha256Of(f)
	if err != nil {
		c.unreadable(p, err)
		return ""
	}
	return sum
}

// reassign finds out which assets the files of a salvaged bundle are: their
// names have the numbers that these had in the text that the bundle was made
// of, which is that of c or stands in the bundle.
func (r *run) reassign(ctx context.Context, h *held, c *content, hand *pass) error {
	was := c
	if h.Source.SHA256 != c.source.SHA256 {
		src, err := readOpened(h, h.payload+sourceFile, convert.MaxPost)
		if isExhausted(err) {
			return err
		}
		if err != nil || sha256Hex(src) != h.Source.SHA256 {
			return nil // nobody knows any more what was shown
		}
		was = &content{src: src, source: newSource(c.source.path(), src), conv: c.conv}
		var bad *convert.Error
		switch err := r.convert(ctx, was, hand); {
		case errors.As(err, &bad):
			return nil
		case err != nil:
			return err
		}
	}
	shown := h.shown(was.doc)
	for _, a := range was.doc.Assets {
		m := h.salvagedAsset(a)
		if m == nil && shown[a.ID] != "" { // the file is called by another asset with the same bytes
			m = &ManifestAsset{Kind: a.Kind, Address: recordAddress(a.Address), File: shown[a.ID]}
		}
		if m != nil {
			h.Assets = append(h.Assets, *m)
		}
	}
	h.index()
	return nil
}

// shown returns the files to which the text of a bundle leads where that of doc,
// of which it was made, leads to assets: by their IDs, up to where the texts part.
func (h *held) shown(doc *convert.Document) map[int]string {
	data, err := readOpened(h, h.payload+indexFile, maxManifest)
	if f := h.file[indexFile]; err != nil || f == nil || f.SHA256 != sha256Hex(data) {
		return nil // it is not what was written
	}
	mark := imageFolder + "/" + h.Source.SHA256 + "-"
	like := strings.Split(string(doc.Markdown(func(a convert.Asset) string { return mark + strconv.Itoa(a.ID) + "-" })), mark)
	text, shown := string(data), map[int]string{}
	behind := like[0]
	for _, next := range like[1:] {
		at := strings.Index(text, behind)
		if at < 0 {
			break
		}
		text = text[at+len(behind):]
		var id string
		id, behind, _ = strings.Cut(next, "-")
		n, err := strconv.Atoi(id)
		if err != nil {
			break
		}
		for _, f := range h.Files {
			if strings.HasPrefix(text, f.Path) && len(f.Path) > len(shown[n]) {
				shown[n] = f.Path
			}
		}
	}
	return shown
}

// salvagedAsset returns what a bundle without a manifest holds of an asset:
// the file whose name has the asset's number and stem.
func (h *held) salvagedAsset(a convert.Asset) *ManifestAsset {
	for _, f := range h.Files {
		if dir := path.Dir(f.Path); dir != imageFolder && dir != playedFolder {
			continue
		}
		number, rest, _ := strings.Cut(path.Base(f.Path), "-")
		if n, err := strconv.Atoi(number); err == nil && n == a.ID+1 && strings.HasPrefix(rest, stem(a.Candidates)+"-") {
			return &ManifestAsset{Kind: a.Kind, Address: recordAddress(a.Address), File: f.Path}
		}
	}
	return nil
}

// lookAgain finds out what no manifest tells any more.
func (h *holding) lookAgain() {
	f, size, err := h.files.open(h.old)
	if err != nil {
		return
	}
	defer f.Close()
	if m, bad := mediaFor(f, size, h.asset.Kind); bad == nil {
		h.file.MediaType, h.file.Width, h.file.Height = m.kind, m.width, m.height
	}
}
