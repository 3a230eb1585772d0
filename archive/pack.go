package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// A pack is an archive that is one file, open for reading: a tar (pax, POSIX
// 1003.1-2001) or a zip (APPNOTE 6.3). It is read in place.
type pack struct {
	file    *os.File
	size    int64
	bundles map[string][]packFile // the files of each, in the order of the pack
	order   []string              // names of the bundles, in the order of their first files
	loose   []packFile            // files that are of no bundle
	others  []string              // names of what is neither a file nor a folder
	damage  []Damage              // what is wrong with the file as such
	there   map[string]bool       // paths of all files, while they are listed
}

// A packFile is one file of a pack.
type packFile struct {
	path string    // slash path, below its bundle if it is of one
	at   int64     // where its bytes are; of a zip: unused
	size int64     // of its bytes
	zip  *zip.File // nil in a tar
}

// openPack reads the list of what is in a file. What cannot be understood is
// damage; an error means that there is nothing to read.
func openPack(file *os.File) (*pack, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	p := &pack{file: file, size: info.Size(), bundles: map[string][]packFile{}, there: map[string]bool{}}
	head := make([]byte, 4)
	n, err := file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err // else a zip would be called none
	}
	read := p.readTar
	if magic := string(head[:n]); magic == "PK\x03\x04" || magic == "PK\x05\x06" {
		read = p.readZip
	}
	files, err := read()
	if err != nil {
		return nil, err
	}
	p.sort(files)
	return p, nil
}

// close closes the file. A nil pack has none.
func (p *pack) close() error {
	if p == nil {
		return nil
	}
	return p.file.Close()
}

// damages returns what is wrong with the file as such; of none nothing is.
func (p *pack) damages() []Damage {
	if p == nil {
		return nil
	}
	return p.damage
}

func (p *pack) hurt(name string, class Class, detail string) {
	p.damage = append(p.damage, Damage{name, class, oneLine(detail)})
}

// maxPackedPath is the longest path that systems take.
const maxPackedPath = 4096

// take returns the entry of a regular file. A name that leads out of the pack,
// or comes twice, is damage: those who unpack do not agree on what it is.
func (p *pack) take(name string, files []packFile, e packFile) []packFile {
	e.path = path.Clean(strings.TrimPrefix(name, "./"))
	switch {
	case !fs.ValidPath(e.path) || strings.Contains(name, `\`) || len(name) > maxPackedPath:
		p.hurt(name, ClassNames, "is no name that a file below the archive could have")
		return files
	case p.there[e.path]:
		p.hurt(e.path, ClassNames, "is there twice")
		return files
	}
	p.there[e.path] = true
	return append(files, e)
}

// sort files every entry under its bundle.
func (p *pack) sort(files []packFile) {
	for _, e := range files {
		name, ok := p.bundleAbove(e.path)
		if !ok {
			p.loose = append(p.loose, e)
			continue
		}
		if p.bundles[name] == nil {
			p.order = append(p.order, name)
		}
		e.path = strings.TrimPrefix(e.path, name+"/")
		p.bundles[name] = append(p.bundles[name], e)
	}
	p.others = slices.DeleteFunc(p.others, func(name string) bool { // what is in a bundle is damage of it
		name = path.Clean(name)
		if !fs.ValidPath(name) { // it leads out of all
			return false
		}
		_, ok := p.bundleAbove(name)
		return ok
	})
	p.there = nil
}

// bundleAbove returns the topmost folder above a file that is a bundle.
func (p *pack) bundleAbove(file string) (string, bool) {
	found, ok := "", false
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if isBundle(func(name string) bool { return p.there[path.Join(dir, name)] }) {
			found, ok = dir, true
		}
		if dir == "." {
			return found, ok
		}
	}
}

// maxUnpacked bounds a compressed file that is unpacked into memory. Ours are
// text; somebody may have packed a bundle anew and compressed its images.
const maxUnpacked = 256 << 20

var errUnpacked = fmt.Errorf("more than %d MiB, unpacked", maxUnpacked>>20)

// open opens one file.
func (p *pack) open(e *packFile) (shelved, error) {
	if e.zip == nil {
		return stretch{io.NewSectionReader(p.file, e.at, e.size)}, nil
	}
	if e.zip.Method == zip.Store {
		at, err := e.zip.DataOffset()
		if err != nil {
			return nil, err
		}
		return stretch{io.NewSectionReader(p.file, at, e.size)}, nil
	}
	r, err := e.zip.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(data) > maxUnpacked {
		err = errUnpacked
	}
	return memory{bytes.NewReader(data)}, err
}

// checkLoose reads the files that no list tells of: README.txt, and all of a
// zip, which has checksums of its own.
func (p *pack) checkLoose() {
	for i := range p.loose {
		switch e := &p.loose[i]; {
		case e.zip != nil && !isReadable(e.zip):
			p.hurt(e.path, ClassChanged, "its bytes are not those that were packed")
		case e.path == readmeFile && p.hasDamagedReadme(e):
			p.damage = append(p.damage, damagedReadme)
		}
	}
}

func (p *pack) hasDamagedReadme(e *packFile) bool {
	data, err := p.read(e, int64(len(readme)))
	return err == nil && isReadmeDamaged(data)
}

// read reads a file of at most max bytes.
func (p *pack) read(e *packFile, max int64) ([]byte, error) {
	if e.size > max {
		return nil, fmt.Errorf("%s: more than %d bytes", e.path, max)
	}
	f, err := p.open(e)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// readme is what is to stand in the README.txt of the pack that replaces this
// one: somebody else's stays. nil stands for no pack.
func (p *pack) readme() ([]byte, error) {
	if p != nil {
		for i := range p.loose {
			e := &p.loose[i]
			if e.path != readmeFile {
				continue
			}
			data, err := p.read(e, maxReadme)
			switch {
			case e.size > maxReadme || err != nil && isSystems(err):
				return nil, err
			case err == nil && !isReadmeDamaged(data):
				return data, nil
			case err != nil && !slices.ContainsFunc(p.damage, func(d Damage) bool { return d.Path == readmeFile }):
				p.hurt(readmeFile, ClassChanged, err.Error()) // so that the pack is kept as it is
			}
		}
	}
	return []byte(readme), nil
}

// A stretch is a part of a file that somebody else closes, a memory what was
// unpacked.
type stretch struct{ *io.SectionReader }
type memory struct{ *bytes.Reader }

func (stretch) Close() error { return nil }
func (memory) Close() error  { return nil }

// A packedBundle opens the files of one bundle of a pack.
type packedBundle struct {
	pack  *pack
	files []packFile
}

func (b packedBundle) find(name string) *packFile {
	i := slices.IndexFunc(b.files, func(e packFile) bool { return e.path == name })
	if i < 0 {
		return nil
	}
	return &b.files[i]
}

func (b packedBundle) list(add func(string, int64), _ func(string, Class, string)) error {
	for _, e := range b.files {
		add(e.path, e.size)
	}
	return nil
}

func (b packedBundle) open(name string) (shelved, int64, error) {
	e := b.find(name)
	if e == nil {
		return nil, 0, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := b.pack.open(e)
	return f, e.size, err
}

// held returns the bundle at name, as shelf has it.
func (p *pack) held(name, src string) (*held, error) {
	files := p.bundles[name]
	if files == nil {
		return nil, nil
	}
	return heldIn(packedBundle{p, files}, name, src)
}
