package archive

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
)

// A vacating moves bundles away from their names and clears the folders that it
// leaves empty. Which these may be is noted before the first of them goes, so
// that a run that is killed in between leaves no empty folder for good: nothing
// else would tell it from one of the user's.
type vacating struct {
	*workplace
	names []string // of all that may go
	noted bool
}

// leave moves a bundle away.
func (v *vacating) leave(from string, move func() error) error {
	if !v.noted {
		note, err := json.Marshal(v.names)
		if err == nil {
			err = replaceFile(v.root, v.in(vacatedFile), note)
		}
		if err != nil {
			return err
		}
		v.noted = true
	}
	if err := move(); err != nil {
		return err
	}
	return v.clear(path.Dir(from))
}

// end is called when no more bundles go.
func (v *vacating) end() error {
	if !v.noted {
		return nil
	}
	return v.root.Remove(v.in(vacatedFile))
}

// clearVacated ends what a killed run began.
func (w *workplace) clearVacated() error {
	var names []string
	note, err := readRegular(w.root, w.in(vacatedFile), maxManifest)
	if err != nil || json.Unmarshal(note, &names) != nil {
		return nil // there is none, or none that could be read
	}
	for _, name := range names {
		there, err := folderAt(w.root, path.Dir(name))
		if err != nil || !there || !filepath.IsLocal(name) {
			continue
		}
		if err := w.clear(path.Dir(name)); err != nil {
			return err
		}
	}
	return w.root.Remove(w.in(vacatedFile))
}

// clear removes folders that a move has left empty.
func (w *workplace) clear(name string) error {
	for ; name != "."; name = path.Dir(name) {
		entries, err := readDir(w.root, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if len(entries) > 0 {
			return nil
		}
		if err := w.root.Remove(name); err != nil && !isLocal(err) {
			return err
		}
	}
	return nil
}
