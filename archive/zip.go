package archive

import (
	"archive/zip"
	"errors"
	"io"
	"path"
)

// readZip lists the files of a zip.
func (p *pack) readZip() ([]packFile, error) {
	r, err := zip.NewReader(p.file, p.size)
	if errors.Is(err, zip.ErrInsecurePath) {
		err = nil // told one by one
	}
	if errors.Is(err, zip.ErrFormat) && p.beginsLikeOurs() {
		p.hurt("", ClassTruncated, "the end of the zip, which lists what is in it, is missing")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var files []packFile
	for _, f := range r.File {
		switch mode := f.Mode(); {
		case mode.IsDir():
		case !mode.IsRegular():
			p.others = append(p.others, f.Name)
			p.hurt(f.Name, ClassNotRegular, "is neither a file nor a folder")
		case f.Flags&encrypted != 0:
			return nil, errors.New("is encrypted, which nobody can check")
		default:
			if at, err := f.DataOffset(); err == nil && !(p.hasHeader(f, at) && p.hasTrailer(f, at)) {
				p.hurt(f.Name, ClassManifest, "what the zip says beside its bytes is not what it says in the list at its end")
			}
			files = p.take(f.Name, files, packFile{size: int64(f.UncompressedSize64), zip: f})
		}
	}
	return files, nil
}

// beginsLikeOurs tells whether the first file of a zip is a README.txt.
func (p *pack) beginsLikeOurs() bool {
	head := make([]byte, zipHeader+len(readmeFile))
	_, err := p.file.ReadAt(head, 0)
	return err == nil && string(head[zipHeader:]) == readmeFile
}

const (
	zipHeader = 30      // bytes of the header before a file, without name and extra fields
	maxExtra  = 1 << 10 // of the latter
)

// hasHeader tells whether the header before a file's bytes agrees with the list
// at the end, by which the file was found. Programs that unpack while they
// read see nothing but the headers, and others refuse what disagrees.
func (p *pack) hasHeader(f *zip.File, at int64) bool {
	head := make([]byte, min(at, zipHeader+int64(len(f.Name))+maxExtra))
	if n, _ := p.file.ReadAt(head, at-int64(len(head))); n < len(head) {
		return false
	}
	for extra := 0; ; extra++ { // its length is in the header, which ends there
		start := len(head) - extra - len(f.Name) - zipHeader
		if start < 0 {
			return false
		}
		h := head[start:]
		if string(h[:4]) == "PK\x03\x04" && le16(h[26:]) == len(f.Name) && le16(h[28:]) == extra {
			const matters = encrypted | sizesBehind | 1<<11 // a name in UTF-8
			return le16(h[8:]) == int(f.Method) && (le16(h[6:])^int(f.Flags))&matters == 0 && string(h[zipHeader:zipHeader+len(f.Name)]) == f.Name &&
				areExtras(h[zipHeader+len(f.Name):]) && areExtras(f.Extra)
		}
	}
}

// Flags of a file.
const (
	encrypted   = 1 << 0
	sizesBehind = 1 << 3 // sizes and checksum stand behind the bytes
)

// areExtras walks extra fields to their end.
func areExtras(p []byte) bool {
	for len(p) >= 4 && 4+le16(p[2:]) <= len(p) {
		p = p[4+le16(p[2:]):]
	}
	return len(p) == 0
}

// hasTrailer tells the same of what stands behind the bytes, if that is anything.
func (p *pack) hasTrailer(f *zip.File, at int64) bool {
	if f.Method == zip.Store && f.CompressedSize64 != f.UncompressedSize64 {
		return false
	}
	if f.Flags&sizesBehind == 0 {
		return true
	}
	behind := make([]byte, 8)
	if _, err := p.file.ReadAt(behind, at+int64(f.CompressedSize64)); err != nil {
		return false
	}
	if string(behind[:4]) == "PK\x07\x08" { // most write it, none must
		behind = behind[4:]
	}
	return le32(behind) == f.CRC32
}

// isReadable tells whether a file can be read to its end and has its checksum.
func isReadable(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err == nil
}

// A zipWriter writes a zip. Text is compressed; images are already.
type zipWriter struct{ w *zip.Writer }

func newZipWriter(w io.Writer) packWriter { return &zipWriter{zip.NewWriter(w)} }

func (z *zipWriter) write(name string, _ int64, r io.Reader) error {
	h := &zip.FileHeader{Name: name, Method: zip.Store, Modified: packTime}
	switch path.Ext(name) {
	case ".md", ".txt", ".json", ".html", ".svg", ".js":
		h.Method = zip.Deflate
	}
	h.SetMode(0o644)
	f, err := z.w.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return err
}

// copy takes the compressed bytes as they are; pack and writer are both zips.
func (z *zipWriter) copy(name string, _ *pack, e *packFile) error {
	if e.zip.Name == name {
		return z.w.Copy(e.zip)
	}
	r, err := e.zip.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return z.write(name, e.size, r)
}

func (z *zipWriter) close() error { return z.w.Close() }
