package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/markive/markive/convert"
)

// A shelved is a file of a bundle, open for reading wherever that stands.
type shelved interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// An opener opens files by their slash paths and tells their sizes. It follows
// no link.
type opener interface {
	open(name string) (shelved, int64, error)
}

// readOpened reads a file of at most max bytes.
func readOpened(o opener, name string, max int64) ([]byte, error) {
	f, size, err := o.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var data []byte
	if size <= max {
		data, err = io.ReadAll(io.LimitReader(f, max+1))
	}
	if size > max || int64(len(data)) > max { // it may grow meanwhile
		return nil, fmt.Errorf("%s: more than %d bytes", name, max)
	}
	return data, err
}

// A bundleFiles knows the files of one bundle. list calls add for each with
// its slash path and size, and hurt for what is none; its error says nothing
// about the bundle (isExhausted).
type bundleFiles interface {
	opener
	list(add func(p string, size int64), hurt func(p string, class Class, detail string)) error
}

// A folder opens the files below a folder of a root.
type folder struct {
	root *os.Root
	dir  string
}

func (f folder) open(name string) (shelved, int64, error) {
	file, info, err := openRegular(f.root, path.Join(f.dir, name))
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}

func (f folder) list(add func(string, int64), hurt func(string, Class, string)) error {
	return f.below("", add, hurt)
}

func (f folder) below(dir string, add func(string, int64), hurt func(string, Class, string)) error {
	entries, err := readDir(f.root, path.Join(f.dir, dir))
	if isExhausted(err) {
		return err
	}
	if err != nil {
		hurt(dir, ClassUnreadable, bare(err).Error())
	}
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		info, err := e.Info()
		switch {
		case err != nil:
			hurt(p, ClassUnreadable, bare(err).Error())
		case info.IsDir():
			if err := f.below(p, add, hurt); err != nil {
				return err
			}
		case !info.Mode().IsRegular():
			hurt(p, ClassNotRegular, "is "+kindOf(info.Mode()))
		default:
			add(p, info.Size())
		}
	}
	return nil
}

// A held is a bundle that stands in the archive.
type held struct {
	*Manifest
	bundleFiles
	name    string
	payload string // what stands before the paths of its files

	salvaged bool                        // its manifest was lost; what is told of it was guessed from its files
	named    bool                        // of a salvaged one: what is left of the manifest names the post
	added    []string                    // files that are in no list, as far as it was verified
	asset    map[string][]*ManifestAsset // by recorded address in the post; those with a file
	served   map[string]*ManifestAsset   // the same by the candidate that served them
	file     map[string]*ManifestFile    // by path
}

func newHeld(name string, files bundleFiles, m *Manifest) *held {
	h := &held{Manifest: m, bundleFiles: files, name: name, payload: m.Options.Format.payload(), file: map[string]*ManifestFile{}}
	for i := range m.Files {
		h.file[m.Files[i].Path] = &m.Files[i]
	}
	h.index()
	return h
}

// index makes the assets of the manifest be found.
func (h *held) index() {
	h.asset, h.served = map[string][]*ManifestAsset{}, map[string]*ManifestAsset{}
	for i := range h.Assets {
		a := &h.Assets[i]
		if h.file[a.File] == nil {
			continue
		}
		h.asset[a.Address] = append(h.asset[a.Address], a)
		if h.served[a.From] == nil {
			h.served[a.From] = a
		}
	}
}

// in is the bundle where its files stand now.
func (h *held) in(files bundleFiles) *held {
	moved := *h
	moved.bundleFiles = files
	return &moved
}

// ofAsset returns what the bundle holds of an asset. A post that was edited may
// show the same picture from another address, and several by one address, which
// their other candidates tell apart.
func (h *held) ofAsset(a convert.Asset) *ManifestAsset {
	if list := h.asset[recordAddress(a.Address)]; len(list) > 0 {
		candidates := recordAddresses(a.Candidates)
		for _, m := range list {
			if slices.Equal(m.Candidates, candidates) {
				return m
			}
		}
		for _, m := range list {
			if slices.Contains(candidates, m.From) {
				return m
			}
		}
		if len(list) == 1 {
			return list[0]
		}
	}
	for _, c := range a.Candidates {
		if m := h.served[recordAddress(c)]; m != nil && m.Kind == a.Kind {
			return m
		}
	}
	return nil
}

// loadHeld returns the bundle at name if it is that of the post at src, nil
// if nothing is there (a vacant folder is nothing), and a *foreignError if
// something stands there that must not be touched.
func loadHeld(root *os.Root, name, src string) (*held, error) {
	there, err := folderAt(root, name)
	if err != nil || !there {
		return nil, err
	}
	h, err := heldIn(folder{root, name}, name, src)
	if foreign, ok := errors.AsType[*foreignError](err); ok && foreign.lost {
		if _, isVacant := vacant(root, name); isVacant {
			return nil, nil
		}
	}
	return h, err
}

// holdsManifest tells whether a folder holds a manifest, as a plain bundle or
// as a bag.
func holdsManifest(root *os.Root, name string) bool {
	for _, f := range [...]Format{FormatPlain, FormatBag} {
		if info, err := root.Lstat(path.Join(name, f.payload()+manifestFile)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// heldIn is loadHeld for a bundle wherever it stands.
func heldIn(files bundleFiles, name, src string) (*held, error) {
	data, err := readOpened(files, manifestFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = readOpened(files, FormatBag.payload()+manifestFile, maxManifest)
	}
	if isExhausted(err) || errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	if err != nil {
		return nil, &foreignError{name: name, what: "a folder that is not a bundle of markive", lost: true}
	}
	m, err := decodeManifest(data)
	if err != nil {
		return nil, &foreignError{name: name, what: "a folder whose " + manifestFile + " is not markive's", lost: true}
	}
	if p := m.Source.path(); p != src && src != anyPost {
		return nil, &foreignError{name: name, what: "the bundle of another post, " + printable(p), other: true}
	}
	return newHeld(name, files, m), nil
}

// holdsAny tells whether a file has one of these SHA-256.
func (h *held) holdsAny(these func(sum string) bool) bool {
	return slices.ContainsFunc(h.Files, func(f ManifestFile) bool { return these(f.SHA256) })
}

// isSound tells whether every file of the bundle is what its lists say.
func (h *held) isSound(ctx context.Context) bool {
	c := newCheck(h.bundleFiles, h.name)
	return c.run(ctx) == nil && len(c.damage) == 0
}
