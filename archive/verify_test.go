package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// twoBundles makes an archive of two bundles and returns the names of two of
// the images of the first.
func twoBundles(t *testing.T) (dir string, images []string) {
	t.Helper()
	o := newOrigin(t)
	in := plant(t, map[string]string{
		"a/one.html": post(o, "one", "cat.png", "dog.png", "gone.gif"),
		"two.md":     post(o, "two", "bird.png"),
	})
	dir = t.TempDir()
	archiveOf(t, dir, in, testOptions())
	for name := range snapshot(t, dir) {
		if strings.HasPrefix(name, "a/one/images/0") {
			images = append(images, name)
		}
	}
	slices.Sort(images)
	if len(images) != 2 {
		t.Fatalf("images: %v", images)
	}
	return dir, images
}

func TestVerifyDamage(t *testing.T) {
	t.Parallel()
	dir, images := twoBundles(t)
	sound(t, dir, 2)
	cat, dog := images[0], images[1]
	const (
		index    = "a/one/index.md"
		list     = "a/one/manifest-sha256.txt"
		manifest = "a/one/markive.json"
	)
	files := snapshot(t, dir)
	edit := func(name string, f func(b []byte) []byte) func() {
		return func() { plantIn(t, dir, map[string]string{name: string(f([]byte(files[name])))}) }
	}
	with := func(line string) func(b []byte) []byte {
		return func(b []byte) []byte { return append(b, line...) }
	}
	zeros := strings.Repeat("0", 64)
	remove := func(name string) func() { return func() { os.Remove(filepath.Join(dir, name)) } }
	for _, tt := range []struct {
		what string
		do   func()
		want string // path: class, for all that must be told
		fast bool   // --fast tells it too
	}{
		{"a flipped bit of an image", edit(cat, func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), cat + ": changed", false},
		{"an image cut short", edit(cat, func(b []byte) []byte { return b[:len(b)-1] }), cat + ": size", true},
		{"an image emptied", edit(cat, func([]byte) []byte { return nil }), cat + ": size", true},
		{"an image gone", remove(cat), cat + ": missing", true},
		{"two images swapped", func() {
			plantIn(t, dir, map[string]string{cat: files[dog], dog: files[cat]})
		}, cat + ": size, " + dog + ": size", true},
		{"an image replaced by a link", func() {
			os.Rename(filepath.Join(dir, cat), filepath.Join(dir, "copy"))
			os.Symlink(filepath.Join(dir, "copy"), filepath.Join(dir, cat))
		}, cat + ": not_regular", true},
		{"a character of the Markdown", edit(index, func(b []byte) []byte { b[len(b)-2] ^= 1; return b }), index + ": changed", false},
		{"a stray file", func() { plantIn(t, dir, map[string]string{"a/one/images/stray.png": "x"}) }, "a/one/images/stray.png: stray", true},
		{"a stray file beside the index", func() { plantIn(t, dir, map[string]string{"a/one/.DS_Store": "x"}) }, "a/one/.DS_Store: stray", true},
		{"a line of the list gone", edit(list, func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }), list + ": manifest", true},
		{"the list's last line cut", edit(list, func(b []byte) []byte { return b[:len(b)-1] }), list + ": manifest", true},
		{"the list empty", edit(list, func([]byte) []byte { return nil }), list + ": manifest", true},
		{"a line that leaves the bundle", edit(list, with(zeros+"  ../two/index.md\n")), list + ": manifest", true},
		{"an absolute line", edit(list, with(zeros+"  /etc/passwd\n")), list + ": manifest", true},
		{"a line twice", edit(list, with(zeros+"  index.md\n")), list + ": manifest", true},
		{"a line that is none", edit(list, with("hello\n")), list + ": manifest", true},
		{"a file in the list that is nowhere", edit(list, with(zeros+"  more.txt\n")), "a/one/more.txt: missing, " + manifest + ": manifest", true},
		{"a name in another case", edit(list, with(zeros+"  INDEX.md\n")), "a/one/index.md: names", true},
		{"the list gone", remove(list), list + ": missing", true},
		{"the manifest gone", remove(manifest), manifest + ": missing", true},
		{"the manifest spoilt", edit(manifest, func([]byte) []byte { return []byte("{") }), manifest + ": manifest", true},
		{"manifest and list do not agree", edit(list, func(b []byte) []byte { return bytes.Replace(b, b[:8], []byte("00000000"), 1) }), list + ": manifest", true},
		{"the index gone", remove(index), index + ": missing", true},
		{"the source gone", remove("a/one/source.txt"), "a/one/source.txt: missing", true},
		{"images gone altogether", func() { os.RemoveAll(filepath.Join(dir, "a/one/images")) }, cat + ": missing, " + dog + ": missing", true},
	} {
		tt.do()
		for _, fast := range []bool{false, true} {
			r, err := Verify(context.Background(), dir, VerifyOptions{Fast: fast})
			if err != nil {
				t.Fatal(err)
			}
			for want := range strings.SplitSeq(tt.want, ", ") {
				told := slices.ContainsFunc(r.Damage, func(d Damage) bool { return strings.HasPrefix(d.String(), want) })
				if told != (tt.fast || !fast) {
					t.Errorf("%s (fast: %v): %s is told: %v; damage: %v", tt.what, fast, want, told, r.Damage)
				}
			}
			for i, d := range r.Damage {
				if d.Class == ClassChanged && slices.ContainsFunc(r.Damage[:i], func(e Damage) bool { return e.Path == d.Path }) {
					t.Errorf("%s: one damage told twice: %v", tt.what, r.Damage)
				}
				if !strings.HasPrefix(d.Path, "a/one") {
					t.Errorf("%s: damage elsewhere: %v", tt.what, d)
				}
			}
		}
		os.RemoveAll(filepath.Join(dir, "a/one"))
		for name, content := range files {
			if strings.HasPrefix(name, "a/one/") {
				plantIn(t, dir, map[string]string{name: content})
			}
		}
		os.Remove(filepath.Join(dir, "copy"))
		sound(t, dir, 2)
	}
}

// reseal writes the lists of a bundle anew, as somebody would who wants his
// change not to be seen.
func reseal(t *testing.T, dir string, change func(m *Manifest)) {
	t.Helper()
	root := rootOf(t, dir)
	data, err := readRegular(root, manifestFile, maxManifest)
	if err != nil {
		t.Fatal(err)
	}
	m, err := decodeManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	change(m)
	for i := range m.Files {
		b, err := readRegular(root, m.Files[i].Path, maxManifest)
		if err != nil {
			t.Fatal(err)
		}
		m.Files[i].Size, m.Files[i].SHA256 = int64(len(b)), sha256Hex(b)
	}
	data, err = m.encode()
	if err != nil {
		t.Fatal(err)
	}
	lines := fmt.Sprintf("%s  %s\n", sha256Hex(data), manifestFile)
	for _, f := range m.Files {
		lines += fmt.Sprintf("%s  %s\n", f.SHA256, f.Path)
	}
	plantIn(t, dir, map[string]string{manifestFile: string(data), checksumFile: lines})
}

// What hashes cannot tell: the lists agree, and yet the bundle is not what it
// should be.
func TestVerifyMeaning(t *testing.T) {
	dir, images := twoBundles(t)
	bundle := filepath.Join(dir, "a/one")
	cat := strings.TrimPrefix(images[0], "a/one/")
	files := snapshot(t, bundle)
	var remote string
	for line := range strings.SplitSeq(files[manifestFile], "\n") {
		if _, a, ok := strings.Cut(line, `"address": "`); ok && strings.Contains(a, "cat.png") {
			remote = strings.Trim(a, `",`)
		}
	}
	replace := func(from, to string) string { return strings.ReplaceAll(files[indexFile], from, to) }
	for _, tt := range []struct{ what, index, want string }{
		{"nothing", files[indexFile], ""},
		{"a link to nothing", replace(cat, "images/99-cat-00000000.png"), "leads to images/99-cat-00000000.png, which is not there"},
		{"a link in HTML to nothing", files[indexFile] + "\n<img src=\"images/99-x-00000000.png\">\n", "leads to images/99-x-00000000.png"},
		{"a link in a line of HTML", files[indexFile] + "\nSee <img src='images/99-x-00000000.png'> there\n", "leads to images/99-x-00000000.png"},
		{"a field that leads to nothing", replace("title: one", "title: one\ncover: images/99-x-00000000.png"), "leads to images/99-x-00000000.png"},
		{"an image from the web that is held", replace(cat, remote), "from the web though " + cat + " is held"},
		{"the same in HTML", files[indexFile] + "\n<p align=\"left\"><img src=\"" + remote + "\"></p>\n", "from the web though " + cat + " is held"},
		{"the same in a line", files[indexFile] + "\nSee <img alt='' src='" + remote + "' /> there\n", "from the web though " + cat + " is held"},
		{"in what is not shown", files[indexFile] + "\n<!-- <img src=\"" + remote + "\"> -->\n\n    <img src=\"" + remote + "\">\n", ""},
		{"a link to the web", files[indexFile] + "\n[the original](" + remote + ")\n", ""},
		{"relative links of the post's own", files[indexFile] + "\n[next](../other/) ![x](pictures/x.png)\n", ""},
	} {
		plantIn(t, bundle, map[string]string{indexFile: tt.index})
		reseal(t, bundle, func(*Manifest) {})
		r, err := Verify(context.Background(), bundle, VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case tt.want == "" && len(r.Damage) > 0:
			t.Errorf("%s: %v", tt.what, r.Damage)
		case tt.want != "" && (len(r.Damage) != 1 || r.Damage[0].Class != ClassLink || r.Damage[0].Path != indexFile || !strings.Contains(r.Damage[0].Detail, tt.want)):
			t.Errorf("%s: damage %v, want one link: %s", tt.what, r.Damage, tt.want)
		}
	}
	plantIn(t, bundle, map[string]string{indexFile: files[indexFile], cat: "no image at all"})
	reseal(t, bundle, func(*Manifest) {})
	if r, err := Verify(context.Background(), bundle, VerifyOptions{}); err != nil || len(r.Damage) != 1 || r.Damage[0].Class != ClassNotImage {
		t.Errorf("an image that is none: %v, %v", r.Damage, err)
	}
	plantIn(t, bundle, map[string]string{cat: files[cat]})
	reseal(t, bundle, func(m *Manifest) { m.Source.SHA256 = strings.Repeat("0", 64) })
	if r, err := Verify(context.Background(), bundle, VerifyOptions{}); err != nil || len(r.Damage) != 1 || r.Damage[0].Path != sourceFile {
		t.Errorf("another source: %v, %v", r.Damage, err)
	}
}

// Bundles that a Mac or Windows would take for one.
func TestVerifyNames(t *testing.T) {
	dir, _ := twoBundles(t)
	os.Mkdir(filepath.Join(dir, "A"), 0o755)
	for from, to := range map[string]string{"a/one": "A/ONE", "two": "other"} {
		must(t, os.CopyFS(filepath.Join(dir, to), os.DirFS(filepath.Join(dir, from))))
	}
	entries, err := os.ReadDir(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	if entries[0].Name() != "one" || len(entries) > 1 {
		t.Skip("this file system does not tell case apart")
	}
	r, err := Verify(context.Background(), dir, VerifyOptions{Fast: true})
	if err != nil || len(r.Damage) != 1 || r.Damage[0].String() != "a/one: names: differs from A/ONE only in case or normal form" {
		t.Errorf("%v, damage %v", err, r.Damage)
	}
}

func TestVerifyWhere(t *testing.T) {
	dir, _ := twoBundles(t)
	plantIn(t, dir, map[string]string{
		"README.txt": "mine", "my folder/keep.me": "mine", "link": "-> a",
		".markive/staging/1/manifest-sha256.txt": "half",
	})
	for sub, want := range map[string]int{".": 2, "a": 1, "a/one": 1, "my folder": 0} {
		r, err := Verify(context.Background(), filepath.Join(dir, sub), VerifyOptions{Jobs: 2})
		if err != nil || r.Bundles != want || len(r.Damage) > 0 {
			t.Errorf("%s: %+v, %v, want %d bundles", sub, r, err, want)
		}
	}
	if _, err := Verify(context.Background(), filepath.Join(dir, "nowhere"), VerifyOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, dir, VerifyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: %v", err)
	}
}

func TestVerifyEvents(t *testing.T) {
	dir, images := twoBundles(t)
	os.Remove(filepath.Join(dir, images[0]))
	seen := map[string]int{}
	r, err := Verify(context.Background(), dir, VerifyOptions{Event: func(e VerifyEvent) {
		seen[e.Bundle] = len(e.Damage)
		if e.Bundles != 2 || e.Bytes == 0 {
			t.Errorf("event %+v", e)
		}
	}})
	if err != nil || len(seen) != 2 || seen["a/one"] != 1 || seen["two"] != 0 {
		t.Errorf("events: %v, %v", seen, err)
	}
	if r.Files != 5+1+5+1 || r.Bytes == 0 {
		t.Errorf("report: %+v", r)
	}
}

// sha256sum of coreutils, or any program that knows its form, checks the same.
func TestChecksumForm(t *testing.T) {
	dir, _ := twoBundles(t)
	files := snapshot(t, filepath.Join(dir, "a/one"))
	lines := strings.SplitAfter(files[checksumFile], "\n")
	if lines[len(lines)-1] != "" || !slices.IsSortedFunc(lines[:len(lines)-1], func(a, b string) int { return strings.Compare(a[64:], b[64:]) }) {
		t.Errorf("not lines in order of paths: %q", lines)
	}
	listed := 0
	for _, line := range lines[:len(lines)-1] {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if content, ok := files[name]; !ok || sha256Hex([]byte(content)) != sum {
			t.Errorf("line %q is not true", line)
		}
		listed++
	}
	if want := len(files) - 2; listed != want { // without itself and the folder
		t.Errorf("%d files are listed, want %d", listed, want)
	}
}

// A bundle that is gone, or has lost both of its lists, is damage too.
func TestVerifyLostBundle(t *testing.T) {
	t.Parallel()
	for why, damage := range map[string]func(dir string){
		"the bundle": func(dir string) { os.RemoveAll(filepath.Join(dir, "a/one")) },
		"all of its files": func(dir string) {
			os.RemoveAll(filepath.Join(dir, "a/one"))
			os.Mkdir(filepath.Join(dir, "a/one"), 0o755)
		},
		"both of its lists": func(dir string) {
			os.Remove(filepath.Join(dir, "a/one", manifestFile))
			os.Remove(filepath.Join(dir, "a/one", checksumFile))
		},
		"lists and the state": func(dir string) {
			os.RemoveAll(filepath.Join(dir, stateFolder))
			os.Remove(filepath.Join(dir, "a/one", manifestFile))
			os.Remove(filepath.Join(dir, "a/one", checksumFile))
		},
	} {
		dir, _ := twoBundles(t)
		damage(dir)
		r, err := Verify(context.Background(), dir, VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Damage) == 0 || !strings.HasPrefix(r.Damage[0].Path, "a/one") {
			t.Errorf("%s gone: damage %v", why, r.Damage)
		}
	}
}

// Shards remember for themselves, and less well than a later run over all.
func TestVerifyLostBundleOfShard(t *testing.T) {
	o := newOrigin(t)
	in := plantPosts(t, o, []string{"a.md", "b.md", "c.md", "d.md", "e.md"})
	out := t.TempDir()
	for i := range 2 {
		opts := testOptions()
		opts.Shard = Shard{i + 1, 2}
		archiveOf(t, out, in, opts)
	}
	wantDamage := func(want ...string) {
		t.Helper()
		r, err := Verify(context.Background(), out, VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range r.Damage {
			got = append(got, d.Path+" "+string(d.Class))
		}
		if !slices.Equal(got, want) {
			t.Errorf("damage %q, want %q", got, want)
		}
	}
	wantDamage()
	for _, name := range []string{"a", "d"} {
		must(t, os.RemoveAll(filepath.Join(out, name)))
	}
	wantDamage("a missing", "d missing")
	must(t, os.Remove(filepath.Join(in, "d.md")))
	opts := testOptions()
	opts.Prune = true
	archiveOf(t, out, in, opts)
	wantDamage("d missing") // it was there, and nobody pruned it
	must(t, os.RemoveAll(filepath.Join(out, stateFolder)))
	wantDamage()
}

// What may not be read is damage that is named, not an end of the work: folders
// above bundles, of them, and in them, and files.
func TestVerifyUnreadable(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("everything can be read")
	}
	dir, images := twoBundles(t)
	for _, tt := range []struct {
		name string
		want []string // what is told, in order
	}{
		{images[0], []string{images[0] + ": unreadable: permission denied"}},
		{"a/one/markive.json", []string{"a/one/markive.json: unreadable: permission denied"}},
		{"a/one/manifest-sha256.txt", []string{"a/one/manifest-sha256.txt: unreadable: permission denied"}},
		{"a/one/index.md", []string{"a/one/index.md: unreadable: permission denied"}},
		{"a/one/images", []string{"a/one/images: unreadable: permission denied"}},
		{"a/one", []string{"a/one: unreadable: permission denied"}},
		{"a", []string{"a: unreadable: permission denied"}},
	} {
		info, err := os.Stat(filepath.Join(dir, tt.name))
		if err != nil {
			t.Fatal(err)
		}
		os.Chmod(filepath.Join(dir, tt.name), 0)
		r, err := Verify(context.Background(), dir, VerifyOptions{})
		os.Chmod(filepath.Join(dir, tt.name), info.Mode())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var said []string
		for _, d := range r.Damage {
			said = append(said, d.String())
		}
		if !slices.Equal(said, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, said, tt.want)
		}
	}
	os.Chmod(dir, 0)
	_, err := Verify(context.Background(), dir, VerifyOptions{})
	os.Chmod(dir, 0o755)
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), dir) {
		t.Errorf("the folder itself: %v", err)
	}
}

// What is in a bundle and no file is named, and nothing waits for it.
func TestVerifyIrregular(t *testing.T) {
	dir, images := twoBundles(t)
	outside := plant(t, map[string]string{"markive.json": "{}"})
	plantIn(t, dir, map[string]string{
		"a/one/images/link": "-> " + outside, "a/one/more/deep/x.txt": "x", "linked": "-> " + filepath.Join(dir, "two"),
	})
	os.Remove(filepath.Join(dir, images[1]))
	os.Mkdir(filepath.Join(dir, images[1]), 0o755)
	r, err := Verify(context.Background(), dir, VerifyOptions{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range r.Damage {
		said = append(said, d.Path+": "+string(d.Class))
	}
	want := []string{images[1] + ": missing", "a/one/images/link: not_regular", "a/one/more/deep/x.txt: stray"}
	if r.Bundles != 2 || !slices.Equal(said, want) {
		t.Errorf("%d bundles, damage\n%q, want\n%q", r.Bundles, said, want)
	}
}
