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
	if err != nil {
		return nil, err
	}
	var files []packFile
	for _, f := range r.File {
		switch mode := f.Mode(); {
		case mode.IsDir():
		case !mode.IsRegular():
			p.hurt(f.Name, ClassNotRegular, "is neither a file nor a folder")
		default:
			files = p.take(f.Name, files, packFile{size: int64(f.UncompressedSize64), zip: f})
		}
	}
	return files, nil
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
