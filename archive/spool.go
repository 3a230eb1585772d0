package archive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
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

	mu   sync.Mutex
	kept map[string]*keptPart // by SHA-256, hex
}

// A keptPart is a content that the spool keeps.
type keptPart struct {
	file    string // where it lies, below the spool
	claimed bool   // a bundle has its file
}

// claim tells whether the caller is the first to want the file of a content for a
// bundle.
func (s *spool) claim(sum string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.kept[sum]
	if k == nil || k.claimed {
		return false
	}
	k.claimed = true
	return true
}

// A part is what may become an asset: small ones are bytes in memory, large
// ones a file of the spool already.
type part struct {
	io.ReaderAt
	size int64
	sum  string // SHA-256, hex

	data   []byte   // of a small one
	file   *os.File // of a large one
	number int64    // of the file
	name   string   // of the file, below the spool
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
	file, err := s.keep(p)
	if err != nil {
		return nil, err
	}
	return &fetched{
		placeholder: placeholder,
		Size:        p.size, SHA256: p.sum, file: file,
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

// create makes the file of a part, a small one with the name that it keeps.
func (s *spool) create(p *part) (err error) {
	p.number = s.parts.Add(1)
	p.name, err = district(s.root, ".", p.number, p.called(), func(name string) error {
		p.file, err = s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o644)
		return err
	})
	if err != nil {
		return diskFailure(err)
	}
	p.ReaderAt = p.file
	return nil
}

// called is the name of a part's file: a number, since the same bytes may come
// from two addresses at once, and the hash once that is known. By that a later run
// knows it.
func (p *part) called() string { return fmt.Sprintf("%d-%s", p.number, cmp.Or(p.sum, "part")) }

// hashIn is the hash in the name of a file of the spool, or something else.
func hashIn(name string) string {
	_, sum, _ := strings.Cut(name, "-")
	return sum
}

// keep keeps a part, and returns where in the spool its content lies: the same
// bytes from many addresses need the room of one.
func (s *spool) keep(p *part) (string, error) {
	if p.file == nil {
		if err := s.create(p); err != nil {
			return "", err
		}
		if _, err := p.file.Write(p.data); err != nil {
			s.drop(p)
			return "", diskFailure(err)
		}
	}
	name := path.Join(path.Dir(p.name), p.called())
	err := p.file.Close()
	if err == nil && name != p.name {
		err = s.root.Rename(p.name, name)
	}
	if err != nil {
		s.root.Remove(p.name)
		return "", diskFailure(err)
	}
	p.name = name
	return s.enlist(p), nil
}

// enlist remembers where a content lies, which is in the file of a part unless
// another one was there first.
func (s *spool) enlist(p *part) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.kept[p.sum]
	if k != nil {
		s.root.Remove(p.name) // should it stay, it goes with all others
		return k.file
	}
	if s.kept == nil {
		s.kept = map[string]*keptPart{}
	}
	s.kept[p.sum] = &keptPart{file: p.name}
	return p.name
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
