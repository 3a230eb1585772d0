package archive

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/markive/markive/convert"
)

// A crowded is a bundle of which something cannot be opened, since too many
// files are open already.
type crowded struct {
	bundleFiles
	closed string // a file, or "": no folder can be listed
}

func (c crowded) open(name string) (shelved, int64, error) {
	if name == c.closed {
		return nil, 0, &fs.PathError{Op: "openat", Path: name, Err: syscall.EMFILE}
	}
	return c.bundleFiles.open(name)
}

func (c crowded) list(add func(string, int64), hurt func(string, Class, string)) error {
	if c.closed == "" {
		return &fs.PathError{Op: "openat", Path: ".", Err: syscall.ENFILE}
	}
	return c.bundleFiles.list(add, hurt)
}

// That no more files can be opened says nothing about a bundle: it is not
// damaged, not rebuilt from what could be read, and not called a stranger's.
func TestExhaustedIsNoDamage(t *testing.T) {
	dir, images := twoBundles(t)
	root := rootOf(t, dir)
	whole := folder{root, "a/one"}
	h, err := heldIn(whole, "a/one", "a/one.html")
	if err != nil {
		t.Fatal(err)
	}
	image, err := filepath.Rel("a/one", images[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, closed := range []string{"", image, manifestFile, checksumFile, indexFile} {
		files := crowded{whole, closed}
		c := newCheck(files, "a/one")
		if err := c.run(context.Background()); !isExhausted(err) {
			t.Errorf("%q: verified, %v", closed, err)
		}
		for _, d := range c.damage {
			if d.Class == ClassUnreadable {
				t.Errorf("%q: %v", closed, d)
			}
		}
		if closed == manifestFile {
			if _, err := heldIn(files, "a/one", "a/one.html"); !isExhausted(err) {
				t.Errorf("a manifest that cannot be opened now: %v", err)
			}
			continue
		}
		h := newHeld("a/one", files, h.Manifest)
		r := &run{opts: &Options{Verify: true}}
		if damage, err := r.damage(context.Background(), h); damage != "" || !isExhausted(err) {
			t.Errorf("%q: damage %q, %v", closed, damage, err)
		}
		if closed == image {
			continue // its bytes are not looked at below
		}
		if err := h.untouched(false); !isExhausted(err) {
			t.Errorf("%q: untouched: %v", closed, err)
		}
		if closed != indexFile {
			lost := &foreignError{name: "a/one", lost: true}
			if made, err := heal(nil, lost, &suspect{files, "a/one", "a/one.html", false}); made != nil || !isExhausted(err) {
				t.Errorf("%q: healed to %v, %v", closed, made, err)
			}
		}
	}
}

// Nor does it say anything about what is exported, which it ends.
func TestExportExhausted(t *testing.T) {
	dir, images := twoBundles(t)
	root := rootOf(t, dir)
	image, err := filepath.Rel("a/one", images[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, closed := range []string{manifestFile, indexFile, image} {
		out := t.TempDir()
		x, err := openExport(dir, out, &ExportOptions{Target: convert.Target{Name: convert.TargetHugo}})
		if err != nil {
			t.Fatal(err)
		}
		posts := []*exported{{bundle: "a/one", files: crowded{folder{root, "a/one"}, closed}}}
		x.layout.name(posts)
		if err := x.posts(context.Background(), posts); !isExhausted(err) || x.report.Failed != 0 {
			t.Errorf("without %s: %v, %+v", closed, err, x.report)
		}
		if err := x.close(); err != nil {
			t.Error(err)
		}
		if left := ls(t, out); !slices.Equal(left, []string{exportLock}) {
			t.Errorf("without %s: left %q", closed, left)
		}
	}
}
