package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// untouched returns nil if a bundle holds nothing but what markive
// wrote there, and its index.md as it was written. What a user has put into a
// bundle, or changed in its text, must not go when the bundle is replaced: a
// *foreignError names it.
func untouched(root *os.Root, h *held) error {
	name, index := h.name, h.payload+indexFile
	known := map[string]string{h.payload + manifestFile: "", checksumFile: ""}
	if h.payload != "" {
		known[payloadDir], known[bagFile], known[bagInfo], known[tagFile] = "", "", "", ""
	}
	for _, f := range h.Files {
		p := h.payload + f.Path
		known[p] = f.SHA256
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			known[dir] = ""
		}
	}
	if err := onlyKnown(root, name, "", known); err != nil {
		return err
	}
	data, err := readRegular(root, path.Join(name, index), maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // lost, not changed
	}
	if err == nil && sha256Hex(data) != known[index] {
		return &foreignError{name: path.Join(name, index), what: "changed since it was written; move it away to have it written anew"}
	}
	return err
}

// onlyKnown looks for a file or folder below dir that is not known.
func onlyKnown(root *os.Root, name, dir string, known map[string]string) error {
	entries, err := readDir(root, path.Join(name, dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		if _, ok := known[p]; !ok {
			return &foreignError{name: path.Join(name, p), what: "not markive's; move it out of the bundle, which is to be replaced"}
		}
		if e.IsDir() {
			if err := onlyKnown(root, name, p, known); err != nil {
				return err
			}
		}
	}
	return nil
}
