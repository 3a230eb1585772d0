package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// What is small is judged in memory, what is large in a file; the border must
// not show. Nothing that is refused stays behind.
func TestSpoolStore(t *testing.T) {
	dir := t.TempDir()
	root := rootOf(t, dir)
	s := &spool{root: root}
	const limit = maxSmall + 1000
	frame := len(pngOf(0)) // around the bytes of an image
	kept := map[string]bool{}
	for _, size := range []int{frame, maxSmall - 1, maxSmall, maxSmall + 1, limit, limit + 1} {
		data := pngOf(size - frame)
		for name, r := range map[string]io.Reader{
			"at once":         bytes.NewReader(data),
			"in small pieces": iotest.HalfReader(bytes.NewReader(data)),
			"end with bytes":  iotest.DataErrReader(bytes.NewReader(data)),
		} {
			got, err := s.store(r, limit, "")
			if size > limit {
				var f *failure
				if !errors.As(err, &f) || f.class != ClassTooLarge {
					t.Errorf("%d bytes, %s: %v", size, name, err)
				}
				continue
			}
			sum := sha256.Sum256(data)
			if err != nil || got.Size != int64(size) || got.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("%d bytes, %s: %+v, %v", size, name, got, err)
				continue
			}
			kept[got.file] = true
			if b, err := os.ReadFile(filepath.Join(dir, got.file)); err != nil || !bytes.Equal(b, data) {
				t.Errorf("%d bytes, %s: other bytes were kept, %v", size, name, err)
			}
		}
		cut := io.MultiReader(bytes.NewReader(data[:size/2]), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := s.store(cut, limit, ""); err != io.ErrUnexpectedEOF { // and no failure of the disk
			t.Errorf("half of %d bytes was taken for all: %v", size, err)
		}
		if _, err := s.store(bytes.NewReader(data[:size-8]), limit, ""); err == nil {
			t.Error("an image without an end was kept")
		}
	}
	if files := ls(t, dir); len(files) != len(kept) {
		t.Errorf("the spool holds %v, want %d files", files, len(kept))
	}
}

// The same bytes from many addresses lie in the spool once, though they come at the
// same time; and one bundle alone may have their file.
func TestSpoolClaim(t *testing.T) {
	dir := t.TempDir()
	s := &spool{root: rootOf(t, dir)}
	for _, size := range []int{100, maxSmall + 100} {
		var files, claims sync.Map
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				got, err := s.store(bytes.NewReader(pngOf(size)), 1<<20, "")
				if err != nil {
					t.Error(err)
					return
				}
				files.Store(got.file, true)
				if s.claim(got.SHA256) {
					claims.Store(i, true)
				}
			})
		}
		wg.Wait()
		if n, m := lenOf(&files), lenOf(&claims); n != 1 || m != 1 {
			t.Errorf("%d bytes lie in %d files, and %d bundles have them", size, n, m)
		}
	}
	if files := ls(t, dir); len(files) != 2 {
		t.Errorf("the spool holds %q", files)
	}
	if s.claim(sha256Hex(nil)) {
		t.Error("what it does not hold is given away")
	}
}

func lenOf(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}

// A disk that is full is the disk's, not the asset's: whatever was begun goes,
// and no bytes are called an image that were not all written.
func TestSpoolDiskFails(t *testing.T) {
	for why, spoil := range map[string]func(s *spool, p *part){
		"the file cannot be written": func(_ *spool, p *part) { p.file.Close() },
		"its name is taken":          func(s *spool, p *part) { s.root.MkdirAll(path.Dir(p.name)+"/"+p.called()+"/x", 0o755) },
		"it is gone":                 func(s *spool, p *part) { s.root.Remove(p.name) },
	} {
		dir := t.TempDir()
		s := &spool{root: rootOf(t, dir)}
		p, err := s.write(strings.NewReader("large"), 100)
		if err != nil {
			t.Fatal(err)
		}
		spoil(s, p)
		var bad *failure
		if _, err := s.keep(p); !errors.As(err, &bad) || bad.class != ClassIO || bad.err == nil || !strings.HasPrefix(bad.detail, "writing the spool: ") {
			t.Errorf("%s: %v", why, err)
		}
		if left := ls(t, dir); len(left) != 0 {
			t.Errorf("%s: left %q", why, left)
		}
	}
}

// What just fits is taken, in memory as in a file.
func TestSpoolBound(t *testing.T) {
	s := &spool{root: rootOf(t, t.TempDir())}
	for _, size := range []int{len(pngOf(0)), maxSmall + 10} {
		data := pngOf(size - len(pngOf(0)))
		if _, err := s.store(bytes.NewReader(data), int64(size), ""); err != nil {
			t.Errorf("%d bytes of %d: %v", size, size, err)
		}
		if _, err := s.store(bytes.NewReader(data), int64(size-1), ""); err == nil {
			t.Errorf("%d bytes of %d were taken", size, size-1)
		}
	}
}

// What a spool is asked to hold has a bound, which the error names.
func TestTooLarge(t *testing.T) {
	for limit, want := range map[int64]string{
		20 << 20: "more than 20 MiB", 1 << 20: "more than 1 MiB",
		1<<20 - 1: "more than 1048575 bytes", 3 << 19: "more than 1572864 bytes", 100: "more than 100 bytes",
	} {
		if f := tooLarge(limit); f.class != ClassTooLarge || f.detail != want {
			t.Errorf("tooLarge(%d): %s: %s, want %s", limit, f.class, f.detail, want)
		}
	}
}

// A spool that is emptied holds nothing, also of runs that were killed; one that
// cannot be listed says so.
func TestSpoolEmpty(t *testing.T) {
	dir := plant(t, map[string]string{"part-1": "x", "d0/part-2": "x", "link": "-> ..", "d/e/f": "x"})
	root := rootOf(t, dir)
	s := &spool{root: root}
	if err := s.empty(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left %v, %v", entries, err)
	}
	root.Close()
	if err := s.empty(); !errors.Is(err, os.ErrClosed) || !strings.HasPrefix(err.Error(), "emptying the spool: ") {
		t.Errorf("without a folder: %v", err)
	}
}

// The end of a JPEG may lie across the pieces in which the file is read.
func TestFindEnd(t *testing.T) {
	for _, before := range []int{0, 1, 16<<10 - 2, 16<<10 - 1, 16 << 10, 40000} {
		for name, c := range map[string]struct {
			end string
			err error
		}{
			"end":         {"\xff\xd9", nil},
			"filled":      {"\xff\xff\xff\xd9", nil},
			"stuffed":     {"\xff\x00\xd9", errTruncated},
			"half of it":  {"\xff", errTruncated},
			"nothing":     {"", errTruncated},
			"more behind": {"\xff\xd9more\xff", nil},
		} {
			data := append(bytes.Repeat([]byte{'x'}, before), c.end...)
			if err := findEnd(newBytesReader(bytes.NewReader(data), int64(len(data)))); err != c.err {
				t.Errorf("%d bytes, %s: %v, want %v", before, name, err, c.err)
			}
		}
	}
}
