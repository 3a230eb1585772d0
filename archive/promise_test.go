package archive

import (
	"archive/tar"
	"archive/zip"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markive/markive/convert"
)

// A packedHeader is what another program is told of a file in a pack.
type packedHeader struct {
	name   string
	mode   os.FileMode
	time   time.Time
	folder bool
	packed bool // compressed
}

func headersOf(t *testing.T, name string) []packedHeader {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []packedHeader
	if path.Ext(name) == ".zip" {
		info, _ := f.Stat()
		r, err := zip.NewReader(f, info.Size())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.File {
			all = append(all, packedHeader{h.Name, h.Mode(), h.Modified.UTC(), h.FileInfo().IsDir(), h.Method == zip.Deflate})
		}
		return all
	}
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, packedHeader{h.Name, h.FileInfo().Mode(), h.ModTime.UTC(), h.Typeflag != tar.TypeReg, false})
	}
}

// What a pack tells of its files depends on the bundles alone: their order, one
// mode, one time, and no folders.
func TestPackHeaders(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	for _, kind := range packKinds {
		name := filepath.Join(t.TempDir(), kind)
		archiveOf(t, name, in, testOptions())
		headers := headersOf(t, name)
		var bundles, files []string
		for i, h := range headers {
			if h.mode != 0o644 || !h.time.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) || h.folder {
				t.Errorf("%s: %+v", kind, h)
			}
			if text := path.Ext(h.name) != ".png"; kind == "blog.zip" && h.packed != text {
				t.Errorf("%s: %s is compressed: %v", kind, h.name, h.packed)
			}
			if i == 0 {
				if h.name != readmeFile {
					t.Errorf("%s begins with %s", kind, h.name)
				}
				continue
			}
			dir := path.Dir(h.name)
			if path.Base(dir) == imageFolder {
				dir = path.Dir(dir)
			}
			if bundles = append(bundles, dir); dir == "a/one" {
				files = append(files, path.Base(h.name))
			}
		}
		bundles = slices.Compact(bundles)
		if want := []string{"a/one", "a/two", "b"}; !slices.Equal(bundles, want) {
			t.Errorf("%s: bundles %v, want %v", kind, bundles, want)
		}
		files = slices.DeleteFunc(files, func(f string) bool { return path.Ext(f) == ".png" })
		if want := []string{indexFile, sourceFile, pageFile, manifestFile, checksumFile}; !slices.Equal(files, want) {
			t.Errorf("%s: files %v, want %v", kind, files, want)
		}
	}
}

// A zip without its end tells nothing of what is in it: it is neither replaced
// nor taken for one that is empty.
func TestZipWithoutEnd(t *testing.T) {
	_, name := archived(t, "blog.zip", threePosts(newOrigin(t)))
	info, _ := os.Stat(name)
	must(t, os.Truncate(name, info.Size()-10))
	was := filesAt(t, name)
	_, err := New(name, convert.New(convert.Options{}), testOptions())
	if err == nil || !strings.Contains(err.Error(), "blog.zip") {
		t.Errorf("opening a zip without its end: %v", err)
	}
	sameFiles(t, "a zip without its end", was, filesAt(t, name))
	r, err := Verify(context.Background(), name, VerifyOptions{})
	if err != nil || len(r.Damage) != 1 || r.Damage[0].Class != ClassTruncated {
		t.Errorf("verify: %+v, %v", r, err)
	}
}

// Every part of the state but what it keeps of bundles is a cache: without it,
// or with something else in its place, nothing is lost, written or, but for
// what is missing, asked for again.
func TestStateIsCache(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	o.lack(func(p string) bool { return p == "/2.png" })
	in := plant(t, map[string]string{"a.md": post(o, "text", "1.png"), "b.md": post(o, "text", "2.png")})
	age(t, in)
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	want := snapshot(t, out)
	entries, _ := os.ReadDir(onDisk(out, ""))
	if len(entries) < 4 {
		t.Fatalf("the state has %v", entries)
	}
	parts := []string{""}
	for _, e := range entries {
		parts = append(parts, e.Name())
	}
	for _, part := range parts {
		for _, how := range []string{"gone", "cut", "foreign"} {
			out := t.TempDir()
			archiveOf(t, out, in, testOptions())
			o.reset()
			at := onDisk(out, part)
			info, err := os.Stat(at)
			switch {
			case os.IsNotExist(err): // what nothing needs is not made again
				continue
			case err != nil:
				t.Fatal(err)
			case how == "gone":
				os.RemoveAll(at)
			case info.IsDir():
				continue
			case how == "cut":
				os.Truncate(at, info.Size()/2)
			default:
				os.WriteFile(at, []byte("something else\n"), 0o644)
			}
			r := archiveOf(t, out, in, testOptions())
			if r.Written > 0 || r.Failed > 0 || r.Missing != 1 {
				t.Errorf("%s %s: %+v", part, how, r)
			}
			if asked := o.reset(); asked["/1.png"] > 0 {
				t.Errorf("%s %s: what is held was asked for", part, how)
			}
			sameFiles(t, part+" "+how, want, snapshot(t, out))
		}
	}
}

// What was pruned or damaged stays, whatever is pruned or damaged later.
func TestWhatWasTakenOutStays(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	prune := testOptions()
	prune.Prune, prune.Verify = true, true
	another := plant(t, map[string]string{"b.md": "b\n"})
	for i, text := range []string{"one\n", "two\n", "three\n"} {
		in := plant(t, map[string]string{"a.md": text})
		archiveOf(t, out, in, testOptions())
		flip(filepath.Join(out, "a", indexFile))
		archiveOf(t, out, in, prune)
		archiveOf(t, out, another, prune)
		for kind, file := range map[string]string{damagedFolder: indexFile, prunedFolder: sourceFile} {
			found, _ := filepath.Glob(onDisk(out, kind+"/a*/"+file))
			if len(found) != i+1 {
				t.Errorf("after %d rounds there are %v in %s", i+1, found, kind)
			}
		}
	}
}

// Of what is the user's, nothing is touched, not even its time.
func TestForeignStaysAsItIs(t *testing.T) {
	out := plant(t, map[string]string{
		"notes.txt": "mine\n", "a/.hidden": "mine\n", "a/link.md": "-> ../notes.txt", "empty/": "",
		"a/images/1.png": "mine\n", "b/index.md": "mine\n", "manifest-sha256.txt.bak": "mine\n", ".git/HEAD": "mine\n",
	})
	os.Chmod(filepath.Join(out, "notes.txt"), 0o600)
	age(t, out)
	state := func() map[string]string {
		all := map[string]string{}
		for _, p := range []string{"notes.txt", "a/.hidden", "a/link.md", "empty", "a/images/1.png", "b/index.md", "manifest-sha256.txt.bak", ".git/HEAD"} {
			info, err := os.Lstat(filepath.Join(out, p))
			if err != nil {
				t.Fatal(err)
			}
			to, _ := os.Readlink(filepath.Join(out, p))
			data, _ := os.ReadFile(filepath.Join(out, p))
			all[p] = info.Mode().String() + info.ModTime().String() + to + string(data)
		}
		return all
	}
	was := state()
	opts := testOptions()
	opts.Prune, opts.Verify = true, true
	for _, posts := range []map[string]string{
		{"a/one.md": "one\n", "b.md": "b\n", "notes.md": "n\n"},
		{"a/one.html": "one\n", "a/one.md": "one\n"},
		{"A/one.md": "one\n", "b/c.md": "c\n"},
		{},
	} {
		r := archiveOf(t, out, plant(t, posts), opts)
		for _, p := range r.Problems {
			if p.Class != ClassExists {
				t.Errorf("%v", &p)
			}
		}
		if d := state(); !maps.Equal(was, d) {
			t.Errorf("after %v: %v, was %v", posts, d, was)
		}
	}
}

// An Archiver whose context is done before it begins does nothing, and lets the
// next run in.
func TestRunDoneBefore(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	for _, kind := range append(packKinds, "blog") {
		out := filepath.Join(t.TempDir(), kind)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r, err := tryArchive(t, ctx, out, in, testOptions())
		if !errors.Is(err, context.Canceled) || r.Written > 0 {
			t.Errorf("%s: %+v, %v", kind, r, err)
		}
		if r := archiveOf(t, out, in, testOptions()); r.Written != 3 {
			t.Errorf("%s: then %+v", kind, r)
		}
	}
}
