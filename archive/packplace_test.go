package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A run without posts wrote a pack without bundles: nobody's turn was the last.
func TestPackWithoutPosts(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	for _, kind := range packKinds {
		name := filepath.Join(t.TempDir(), kind)
		archiveOf(t, name, in, testOptions())
		was, _ := os.ReadFile(name)
		a := open(t, name, testOptions())
		if _, err := a.Run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		a.Close()
		if now, _ := os.ReadFile(name); !bytes.Equal(was, now) {
			t.Errorf("%s has changed", kind)
		}
	}
}

// What posts that are gone have left lies in the way of others: no bundle goes
// into another, and none of another post is replaced.
func TestPackPlaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		before, after string // the only post
		fails         bool
	}{
		{"a.md", "a/b.md", true},
		{"a/b.md", "a.md", true},
		{"a.md", "a.html", true},
		{"a.md", "b/a.md", false},
	} {
		for _, kind := range packKinds {
			name := filepath.Join(t.TempDir(), kind)
			archiveOf(t, name, plant(t, map[string]string{tt.before: "before\n"}), testOptions())
			in := plant(t, map[string]string{tt.after: "after\n"})
			r := archiveOf(t, name, in, testOptions())
			if failed := r.Failed == 1 && r.Problems[0].Class == ClassExists; failed != tt.fails {
				t.Errorf("%s: %s after %s: %+v", kind, tt.after, tt.before, r)
			}
			sound(t, name, 2-r.Failed)
			opts := testOptions()
			opts.Prune = true
			if r := archiveOf(t, name, in, opts); r.Failed > 0 || len(r.Pruned) != 1 {
				t.Errorf("%s: %s after %s was pruned: %+v", kind, tt.after, tt.before, r)
			}
			sound(t, name, 1)
		}
	}
}

// A bundle that has got a name in the folder of another makes room first, or
// stays where it is.
func TestPackMovesWait(t *testing.T) {
	in, name := archived(t, "blog.tar", map[string]string{"a.md": "one\n"})
	plantIn(t, in, map[string]string{"a/b.md": "two\n"})
	if r := archiveOf(t, name, in, testOptions()); r.Failed > 0 {
		t.Fatalf("%+v", r)
	}
	sound(t, name, 2)
	os.RemoveAll(filepath.Join(in, "a"))
	if r := archiveOf(t, name, in, testOptions()); r.Failed > 0 { // a would hold a/b, which stays
		t.Fatalf("%+v", r)
	}
	sound(t, name, 2)
	opts := testOptions()
	opts.Prune = true
	archiveOf(t, name, in, opts)
	archiveOf(t, name, in, opts)
	sound(t, name, 1)
	if files := unpacked(t, name); files["a/index.md"] == "" {
		t.Error("a.md did not get its name when there was room")
	}
}

// A tar that was cut is made whole again; what was left of it is kept.
func TestPackHealsCut(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	in := plant(t, threePosts(o))
	for _, format := range []Format{FormatPlain, FormatBag} {
		opts := testOptions()
		opts.Format = format
		name := filepath.Join(t.TempDir(), "blog.tar")
		archiveOf(t, name, in, opts)
		whole, _ := os.ReadFile(name)
		for cut := 3000; cut < len(whole); cut += len(whole) / 23 {
			os.WriteFile(name, whole[:cut], 0o644)
			r := archiveOf(t, name, in, opts)
			if now, _ := os.ReadFile(name); r.Failed > 0 || !bytes.Equal(now, whole) {
				t.Errorf("%q cut at %d: %+v", format, cut, r)
			}
		}
		kept, _ := filepath.Glob(filepath.Join(filepath.Dir(name), stateFolder, "blog.tar", damagedFolder, "*"))
		if len(kept) < 20 {
			t.Errorf("kept %v", kept)
		}
	}
}

// added returns a tar with one file more.
func added(t *testing.T, data []byte, name, says string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		body, rerr := io.ReadAll(r)
		if err != nil || rerr != nil {
			t.Fatal(err, rerr)
		}
		w.WriteHeader(h)
		w.Write(body)
	}
	w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(says)), Mode: 0o644})
	w.Write([]byte(says))
	w.Close()
	return b.Bytes()
}

// A file that its owner has put into a bundle in a pack does not go when the
// post changes or its bundle is mended.
func TestPackKeepsOwnFiles(t *testing.T) {
	in, name := archived(t, "blog.tar", threePosts(newOrigin(t)))
	data, _ := os.ReadFile(name)
	os.WriteFile(name, added(t, data, "b/own.txt", "mine"), 0o644)
	plantIn(t, in, map[string]string{"b.html": "<p>changed</p>"})
	for _, verify := range []bool{false, true} {
		opts := testOptions()
		opts.Verify = verify
		r := archiveOf(t, name, in, opts)
		if r.Failed != 1 || !strings.Contains(r.Problems[0].Detail, "own.txt") || unpacked(t, name)["b/own.txt"] != "mine" {
			t.Errorf("verify %v: %+v", verify, r)
		}
	}
}

// A link in the place of a pack is not followed.
func TestPackLink(t *testing.T) {
	dir := plant(t, map[string]string{"other": "mine", "blog.tar": "-> other", "lost.tar": "-> nowhere"})
	for _, name := range []string{"blog.tar", "lost.tar"} {
		a, err := New(filepath.Join(dir, name), nil, testOptions())
		if err == nil {
			a.Close()
			t.Errorf("%s: opened", name)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "other")); string(data) != "mine" {
		t.Error("what a link leads to was touched")
	}
}

// Two runs on one tar: the second is told who is first. A tar and a zip beside
// each other do not know each other.
func TestPackLocks(t *testing.T) {
	dir := t.TempDir()
	first := open(t, filepath.Join(dir, "blog.tar"), testOptions())
	defer first.Close()
	if a, err := New(filepath.Join(dir, "blog.tar"), nil, testOptions()); err == nil || !strings.Contains(err.Error(), "process") {
		t.Errorf("%v, %v", a, err)
	}
	other := open(t, filepath.Join(dir, "blog.zip"), testOptions())
	other.Close()
}

// Wherever a tar is cut, the next run makes it whole: what is left of the last
// bundle may be any of its files. In a bag, bag-info.txt was taken for somebody
// else's.
func TestTarCutAnywhere(t *testing.T) {
	t.Parallel()
	in := plant(t, map[string]string{"a.md": "one\n", "b/c.md": "two\n"})
	for _, format := range []Format{FormatPlain, FormatBag} {
		opts := testOptions()
		opts.Format = format
		name := filepath.Join(t.TempDir(), "blog.tar")
		archiveOf(t, name, in, opts)
		whole := filesAt(t, name)
		info, _ := os.Stat(name)
		for size := int64(4096); size < info.Size(); size += 512 {
			must(t, os.Truncate(name, size))
			archiveOf(t, name, in, opts)
			sameFiles(t, fmt.Sprintf("%q, cut at %d of %d", format, size, info.Size()), whole, filesAt(t, name))
			os.RemoveAll(filepath.Join(filepath.Dir(name), stateFolder))
		}
	}
}
