package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// What is small is judged in memory, what is large in a file; the border must
// not show. Nothing that is refused stays behind.
func TestSpoolStore(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
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
		if _, err := s.store(cut, limit, ""); err == nil {
			t.Errorf("half of %d bytes was taken for all", size)
		}
		if _, err := s.store(bytes.NewReader(data[:size-8]), limit, ""); err == nil {
			t.Error("an image without an end was kept")
		}
	}
	if files := ls(t, dir); len(files) != len(kept) {
		t.Errorf("the spool holds %v, want %d files", files, len(kept))
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
