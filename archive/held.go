package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// A held is a bundle that stands in the archive.
type held struct {
	*Manifest
	name  string
	asset map[string]*ManifestAsset // by recorded address in the post; those with a file
	file  map[string]*ManifestFile  // by path
}

func newHeld(name string, m *Manifest) *held {
	h := &held{Manifest: m, name: name, asset: map[string]*ManifestAsset{}, file: map[string]*ManifestFile{}}
	for i := range m.Files {
		h.file[m.Files[i].Path] = &m.Files[i]
	}
	for i := range m.Assets {
		if a := &m.Assets[i]; h.file[a.File] != nil && h.asset[a.Address] == nil {
			h.asset[a.Address] = a
		}
	}
	return h
}

// loadHeld returns the bundle at name if it is that of the post at src, nil
// if nothing is there (an empty folder is nothing), and a *foreignError if
// something stands there that must not be touched.
func loadHeld(root *os.Root, name, src string) (*held, error) {
	there, err := folderAt(root, name)
	if err != nil || !there {
		return nil, err
	}
	data, err := readRegular(root, path.Join(name, manifestFile), maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := readDir(root, name); err == nil && len(entries) == 0 {
			return nil, nil
		}
	}
	if err != nil {
		return nil, &foreignError{name, "a folder that is not a bundle of markive"}
	}
	m, err := decodeManifest(data)
	if err != nil {
		return nil, &foreignError{name, "a folder whose " + manifestFile + " is not markive's"}
	}
	if p := m.Source.path(); p != src {
		return nil, &foreignError{name, "the bundle of another post, " + printable(p)}
	}
	return newHeld(name, m), nil
}
