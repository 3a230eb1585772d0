package archive

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// packTime stands for the time of every file in a pack, so that the same
// bundles give the same bytes. It is the first that a zip can tell.
var packTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// compressed are the first bytes of what programs make of a tar that they
// compress.
var compressed = map[string]string{
	"\x1f\x8b": "gzip", "BZh": "bzip2", "\xfd7zXZ": "xz", "\x28\xb5\x2f\xfd": "zstd",
}

// notPacked says what a file is that is no pack.
func (p *pack) notPacked() error {
	head := make([]byte, 8)
	n, _ := p.file.ReadAt(head, 0)
	for start, program := range compressed {
		if bytes.HasPrefix(head[:n], []byte(start)) {
			return fmt.Errorf("compressed with %s: what is read in place is a tar or a zip as it was written", program)
		}
	}
	return errors.New("neither a tar nor a zip")
}

// readTar lists the files of a tar.
func (p *pack) readTar() ([]packFile, error) {
	if p.size == 0 {
		p.hurt("", ClassTruncated, "the file is empty")
		return nil, nil
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var files []packFile
	linked := links{files: &files}
	for r, seen := tar.NewReader(p.file), 0; ; seen++ {
		h, err := r.Next()
		if err == io.EOF {
			p.checkTarEnd()
			return files, nil
		}
		if err != nil && seen == 0 {
			if isSystems(err) {
				return nil, bare(err)
			}
			return nil, p.notPacked()
		}
		if err != nil {
			p.hurt("", ClassTruncated, fmt.Sprintf("cannot be read behind its file %d: %v", len(files), err))
			return files, nil
		}
		at, err := p.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		switch h.Typeflag {
		case tar.TypeReg:
			if h.Size > p.size-at {
				continue // its end is missing, as the next header will tell
			}
			files = p.take(h.Name, files, packFile{at: at, size: h.Size})
		case tar.TypeLink: // tar writes a file of two names so
			to, ok := linked.find(h.Linkname)
			if !ok {
				p.hurt(h.Name, ClassNotRegular, "is a link to nothing before it")
				continue
			}
			files = p.take(h.Name, files, packFile{at: to.at, size: to.size})
		case tar.TypeDir, tar.TypeXGlobalHeader:
		default:
			p.others = append(p.others, h.Name)
			p.hurt(h.Name, ClassNotRegular, "is neither a file nor a folder")
		}
	}
}

// links find the files of a tar that others are hard links to. Most have none.
type links struct {
	files *[]packFile
	seen  int
	by    map[string]packFile
}

func (l *links) find(name string) (packFile, bool) {
	if l.by == nil {
		l.by = map[string]packFile{}
	}
	for ; l.seen < len(*l.files); l.seen++ {
		f := (*l.files)[l.seen]
		l.by[f.path] = f
	}
	f, ok := l.by[path.Clean(strings.TrimPrefix(name, "./"))]
	return f, ok
}

// checkTarEnd looks for the two blocks of zeros that end a tar, and sees to it that
// nothing but zeros follows where the reader stands, behind what it took for the
// end.
func (p *pack) checkTarEnd() {
	at, err := p.file.Seek(0, io.SeekCurrent)
	if err != nil {
		p.hurt("", ClassUnreadable, bare(err).Error())
		return
	}
	var end [1024]byte
	if _, err := p.file.ReadAt(end[:], at-int64(len(end))); err != nil || end != [1024]byte{} {
		p.hurt("", ClassTruncated, "the end of the tar is missing")
		return
	}
	rest := make([]byte, 64<<10)
	for from := at; from < p.size; from += int64(len(rest)) {
		n, err := p.file.ReadAt(rest, from)
		if err != nil && err != io.EOF {
			p.hurt("", ClassUnreadable, bare(err).Error())
			return
		}
		if len(bytes.Trim(rest[:n], "\x00")) > 0 {
			p.hurt("", ClassStray, fmt.Sprintf("%d bytes follow the end of the tar", p.size-at))
			return
		}
	}
}

// A packWriter writes the files of a pack one after the other.
type packWriter interface {
	// write adds a file of size bytes.
	write(name string, size int64, r io.Reader) error
	// copy adds a file of another pack under the name.
	copy(name string, p *pack, e *packFile) error
	close() error
}

// A tarWriter writes a tar.
type tarWriter struct{ w *tar.Writer }

func newTarWriter(w io.Writer) packWriter { return &tarWriter{tar.NewWriter(w)} }

func (t *tarWriter) write(name string, size int64, r io.Reader) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: packTime}
	if err := t.w.WriteHeader(h); err != nil {
		return err
	}
	_, err := io.Copy(t.w, r)
	return err
}

func (t *tarWriter) copy(name string, p *pack, e *packFile) error {
	f, err := p.open(e)
	if err != nil {
		return err
	}
	defer f.Close()
	return t.write(name, e.size, f)
}

func (t *tarWriter) close() error { return t.w.Close() }
