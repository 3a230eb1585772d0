package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/markive/markive/convert"
)

// A spool keeps the assets of a run, each content once, until the run is over.
// The first bundle that shows an asset gets the spool's own file, by a second
// name, and needs no room of its own; further ones get copies, since what
// happens to the file of one bundle must not happen to that of another.
type spool struct {
	root  *os.Root
	parts atomic.Int64

	mu     sync.Mutex
	linked map[[16]byte]bool // how the names of files begin that a bundle has
}

// claim tells whether the caller is the first to want a file for a bundle.
func (s *spool) claim(name string) bool {
	var start [16]byte
	copy(start[:], name) // should two begin alike, the second is copied
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.linked[start]
	if s.linked == nil {
		s.linked = map[[16]byte]bool{}
	}
	s.linked[start] = true
	return !taken
}

// A part is what may become an asset: small ones are bytes in memory, large
// ones a file of the spool already.
type part struct {
	io.ReaderAt
	size int64
	sum  string // SHA-256, hex

	data []byte   // of a small one
	file *os.File // of a large one
	name string   // of its file
}

// store puts what r brings into the spool if it is an asset of that kind. The
// error is a *failure, or that of r.
func (s *spool) store(r io.Reader, limit int64, kind convert.Kind) (*fetched, error) {
	buf := smallParts.Get().(*[maxSmall]byte)
	defer smallParts.Put(buf)
	p, err := s.read(r, limit, buf[:])
	if err != nil {
		return nil, err
	}
	m, bad := mediaFor(p, p.size, kind)
	if bad != nil {
		s.drop(p)
		return nil, bad
	}
	placeholder := placeholderOf(p, p.size, m)
	if err := s.keep(p); err != nil {
		return nil, err
	}
	return &fetched{
		placeholder: placeholder,
		Size:        p.size, SHA256: p.sum, file: p.sum,
		MediaType: m.kind, Ext: m.ext, Width: m.width, Height: m.height,
	}, nil
}

// maxSmall bounds the bytes of a small part: nine images of ten on the web
// have less. They are judged before a file is made of them.
const maxSmall = 256 << 10

var smallParts = sync.Pool{New: func() any { return new([maxSmall]byte) }}

// read brings a part into memory, or into a file if it does not fit into buf.
func (s *spool) read(r io.Reader, limit int64, buf []byte) (*part, error) {
	n := 0
	for ended := false; !ended; {
		if n == len(buf) {
			return s.write(io.MultiReader(bytes.NewReader(buf), r), limit)
		}
		k, err := r.Read(buf[n:])
		if n += k; err != nil && err != io.EOF { // io.ReadFull hides what kind of end it was
			return nil, err
		}
		ended = err == io.EOF
	}
	if int64(n) > limit {
		return nil, tooLarge(limit)
	}
	sum := sha256.Sum256(buf[:n])
	return &part{ReaderAt: bytes.NewReader(buf[:n]), size: int64(n), sum: hex.EncodeToString(sum[:]), data: buf[:n]}, nil
}

// write copies r into a file while hashing it.
func (s *spool) write(r io.Reader, limit int64) (*part, error) {
	p := &part{}
	if err := s.create(p); err != nil {
		return nil, err
	}
	body := &bodyReader{r: io.LimitReader(r, limit+1)}
	hash := sha256.New()
	var err error
	p.size, err = io.Copy(io.MultiWriter(hash, p.file), body)
	p.sum = hex.EncodeToString(hash.Sum(nil))
	switch {
	case err != nil && body.err == nil:
		err = diskFailure(err)
	case err == nil && p.size > limit:
		err = tooLarge(limit)
	}
	if err != nil {
		s.drop(p)
		return nil, err
	}
	return p, nil
}

// create makes the file of a part.
func (s *spool) create(p *part) (err error) {
	n := s.parts.Add(1)
	p.name, err = district(s.root, ".", n, "part-"+strconv.FormatInt(n, 10), func(name string) error {
		p.file, err = s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o644)
		return err
	})
	if err != nil {
		return diskFailure(err)
	}
	p.ReaderAt = p.file
	return nil
}

// keep gives a part its final name, which is its content's: the same bytes
// from many addresses need the room of one.
func (s *spool) keep(p *part) error {
	if p.file == nil {
		if err := s.create(p); err != nil {
			return err
		}
		if _, err := p.file.Write(p.data); err != nil {
			s.drop(p)
			return diskFailure(err)
		}
	}
	err := p.file.Close()
	if err == nil {
		err = s.root.Rename(p.name, p.sum)
	}
	if err != nil {
		s.root.Remove(p.name)
		return diskFailure(err)
	}
	return nil
}

func (s *spool) drop(p *part) {
	if p.file != nil {
		p.file.Close()
		s.root.Remove(p.name)
	}
}

// empty removes whatever lies in the spool, also what a killed run left.
func (s *spool) empty() error {
	names, err := readNames(s.root, ".")
	for _, name := range names {
		err = errors.Join(err, s.root.RemoveAll(name))
	}
	if err != nil {
		return fmt.Errorf("emptying the spool: %w", err)
	}
	return nil
}

func diskFailure(err error) *failure {
	return &failure{class: ClassIO, detail: "writing the spool: " + bare(err).Error(), err: err}
}

func tooLarge(limit int64) *failure {
	if limit >= 1<<20 && limit%(1<<20) == 0 {
		return fail(ClassTooLarge, fmt.Sprintf("more than %d MiB", limit>>20))
	}
	return fail(ClassTooLarge, fmt.Sprintf("more than %d bytes", limit))
}

// A bodyReader remembers its own error, which tells it from that of whoever
// unpacks or writes what it brings.
type bodyReader struct {
	r   io.Reader
	err error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}
