package archive

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// Whoever chooses another form gets what a fresh archive of that form is, and
// no server is asked: the pictures are there.
func TestFormChanges(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"", "blog.tar", "blog.zip"} {
		o := newOrigin(t)
		in := plant(t, threePosts(o))
		out := filepath.Join(t.TempDir(), "out", kind)
		for i, format := range []Format{FormatPlain, FormatBag, FormatPlain} {
			opts := testOptions()
			opts.Format = format
			r := archiveOf(t, out, in, opts)
			if asked := o.reset(); r.Written != 3 || i > 0 && len(asked) > 0 {
				t.Errorf("%q, change %d: %+v, asked for %v", kind, i, r, asked)
			}
			fresh := filepath.Join(t.TempDir(), "out", kind)
			archiveOf(t, fresh, in, opts)
			o.reset()
			sameFiles(t, fmt.Sprintf("%q as %q", kind, format), allFiles(t, fresh), allFiles(t, out))
			sound(t, out, 3)
		}
	}
}

// A bundle in which something of the user's lies keeps its form.
func TestFormChangesAroundForeign(t *testing.T) {
	in, out := archived(t, "", map[string]string{"a.md": "one\n", "b.md": "two\n"})
	plantIn(t, out, map[string]string{"a/notes.txt": "mine\n"})
	opts := testOptions()
	opts.Format = FormatBag
	r := archiveOf(t, out, in, opts)
	if r.Failed != 1 || r.Written != 1 || r.Problems[0].Class != ClassExists {
		t.Errorf("%+v", r)
	}
	files := allFiles(t, out)
	if files["a/notes.txt"] != "mine\n" || files["a/index.md"] == "" || files["b/data/index.md"] == "" {
		t.Errorf("%v", maps.Keys(files))
	}
}

// A folder may be called like a pack, and a pack may lie in an archive: neither
// disturbs the other.
func TestFormsSideBySide(t *testing.T) {
	in := plant(t, map[string]string{"a.md": "one\n"})
	out := filepath.Join(t.TempDir(), "blog.tar")
	must(t, os.Mkdir(out, 0o755))
	archiveOf(t, out, in, testOptions())
	if _, err := os.Stat(filepath.Join(out, "a", indexFile)); err != nil {
		t.Fatalf("a folder that is called blog.tar: %v", err)
	}
	inner := filepath.Join(out, "inner.zip")
	archiveOf(t, inner, in, testOptions())
	want, inside := allFiles(t, out), filesOfPack(t, inner)
	opts := testOptions()
	opts.Prune, opts.Verify = true, true
	for _, at := range []string{out, inner} {
		if r := archiveOf(t, at, in, opts); r.Unchanged != 1 || r.Written > 0 {
			t.Errorf("%s: %+v", path.Base(at), r)
		}
	}
	sameFiles(t, "the folder", want, allFiles(t, out))
	sameFiles(t, "the zip in it", inside, filesOfPack(t, inner))
	if r, err := Index(t.Context(), out); err != nil || r.Shards > 0 || r.Archived != 1 {
		t.Errorf("index: %+v, %v", r, err)
	}
}

func filesOfPack(t *testing.T, name string) map[string]string {
	t.Helper()
	sound(t, name, 1)
	return unpacked(t, name)
}

// A zip of more than 65,535 files needs the fields of Zip64.
func TestZipOfManyFiles(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("takes minutes under the race detector, and is the work of one goroutine")
	}
	out := filepath.Join(t.TempDir(), "one")
	archiveOf(t, out, plant(t, map[string]string{"a.md": "text\n"}), testOptions())
	bundle := snapshot(t, filepath.Join(out, "a"))
	const files = 70000
	name := filepath.Join(t.TempDir(), "blog.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := newZipWriter(f)
	bundles := files / len(bundle)
	for i := range bundles {
		for _, p := range []string{indexFile, sourceFile, pageFile, manifestFile, checksumFile} {
			must(t, w.write(fmt.Sprintf("d%03d/p%05d/%s", i/100, i, p), int64(len(bundle[p])), strings.NewReader(bundle[p])))
		}
	}
	must(t, w.close())
	r, err := Verify(context.Background(), name, VerifyOptions{})
	if err != nil || r.Bundles != bundles || r.Files != files || len(r.Damage) > 0 {
		t.Errorf("%v: %d bundles, %d files, damage %.3v", err, r.Bundles, r.Files, r.Damage)
	}
	head := make([]byte, 64<<10)
	info, _ := f.Stat()
	n, _ := f.ReadAt(head, max(0, info.Size()-int64(len(head))))
	if !bytes.Contains(head[:n], []byte("PK\x06\x06")) {
		t.Error("no Zip64 record at the end")
	}
}

// Where no folder can be made there is no archive, and the error says where.
func TestParentNotWritable(t *testing.T) {
	parents := map[string]string{"a file": filepath.Join(plant(t, map[string]string{"file": "mine\n"}), "file")}
	if runtime.GOOS == "linux" {
		parents["a file system that takes none"] = "/proc"
	}
	for what, parent := range parents {
		for _, kind := range []string{"out", "out/deep", "blog.tar", "blog.zip"} {
			out := filepath.Join(parent, kind)
			_, err := New(out, convert.New(convert.Options{}), testOptions())
			if err == nil || !strings.Contains(err.Error(), parent) {
				t.Errorf("in %s, %s: %v, want an error that names %s", what, kind, err, parent)
			}
			if _, err := os.Lstat(out); err == nil {
				t.Errorf("in %s, %s is there", what, kind)
			}
		}
	}
}
