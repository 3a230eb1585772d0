package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/markive/markive/convert"
)

// Folders of the state to which bundles go that have no place in the archive
// any more. Nothing is ever removed from them.
const (
	damagedFolder = "damaged"
	prunedFolder  = "pruned"
)

// isWhole tells, by names and sizes alone, whether the files of a bundle are
// there. A text of another size is one that its owner has edited.
func (h *held) isWhole() bool {
	l := listingOf(h.bundleFiles)
	for _, f := range h.Files {
		size, there := l.size(h.payload + f.Path)
		if !there || size != f.Size && f.Path != indexFile {
			return false
		}
	}
	_, listed := l.size(checksumFile)
	return listed
}

// damage says what is wrong with the bundle of a post, "" if nothing is. Bytes
// are looked at only if the run was asked to.
func (r *run) damage(ctx context.Context, h *held) string {
	switch {
	case h == nil:
		return ""
	case h.salvaged:
		return manifestFile + " cannot be read"
	case !h.isWhole():
		return "a file is missing or has another size"
	case r.opts.Verify:
		return h.firstDamage(ctx)
	}
	return ""
}

// firstDamage verifies the bundle.
func (h *held) firstDamage(ctx context.Context) string {
	c := &check{files: h.bundleFiles, name: h.name}
	if c.run(ctx) != nil || len(c.damage) == 0 {
		return ""
	}
	d := c.damage[0]
	return strings.TrimPrefix(d.Path, h.name+"/") + " " + d.Detail
}

// reconstruct makes what it can of a bundle of which the manifest is lost: the
// list of checksums tells the files, and their names tell which asset each is.
// nil if the folder does not look like a bundle.
func reconstruct(files bundleFiles, name, src string) *held {
	c := &check{files: files, name: name}
	c.sizes, c.sums, c.listing = map[string]int64{}, map[string]string{}, map[string]*ManifestFile{}
	files.list(func(p string, size int64) { c.sizes[p] = size }, c.hurt)
	c.readLists()
	if c.sums[c.payload+manifestFile] == "" || c.sums[c.payload+sourceFile] == "" {
		return nil
	}
	m := &Manifest{Source: newSource(src, nil)}
	if c.payload != "" {
		m.Options.Format = FormatBag
	}
	for p, sum := range c.sums {
		if size, there := c.sizes[p]; there && strings.HasPrefix(p, c.payload) {
			m.Files = append(m.Files, ManifestFile{Path: strings.TrimPrefix(p, c.payload), Size: size, SHA256: sum})
		}
	}
	h := newHeld(name, files, m)
	h.salvaged = true
	return h
}

// salvagedAsset returns what a bundle without a manifest holds of an asset:
// the file whose name begins with the asset's number.
func (h *held) salvagedAsset(a convert.Asset) *ManifestAsset {
	for _, f := range h.Files {
		number, _, ok := strings.Cut(strings.TrimPrefix(f.Path, imageFolder+"/"), "-")
		if n, err := strconv.Atoi(number); ok && err == nil && n == a.ID+1 && path.Dir(f.Path) == imageFolder {
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
	if m, bad := mediaOf(f, size); bad == nil {
		h.file.MediaType, h.file.Width, h.file.Height = m.kind, m.width, m.height
	}
}

// retire moves a bundle out of the archive, to a folder of the state, where it
// stands under its name and a number if there is one already.
func (w *workplace) retire(from, kind, name string) (string, error) {
	to := w.in(kind) + "/" + name
	for n := 2; ; n++ {
		if _, err := w.root.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
		to = fmt.Sprintf("%s/%s-%d", w.in(kind), name, n)
	}
	if err := w.root.MkdirAll(path.Dir(to), 0o755); err != nil {
		return "", err
	}
	return to, w.root.Rename(from, to)
}
