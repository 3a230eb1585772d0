package archive

import (
	"errors"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Names depend on the set of posts, so a new post may rename the bundle of an
// old one. It is moved, not made again.
func TestMoves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		why          string
		first, later []string
		keepState    bool
	}{
		{"another extension", []string{"a.md"}, []string{"a.md", "a.html"}, true},
		{"another extension, without a state", []string{"a.md"}, []string{"a.md", "a.html"}, false},
		{"the clash is over", []string{"a.md", "a.html"}, []string{"a.md"}, true},
		{"the clash is over, without a state", []string{"a.md", "a.html"}, []string{"a.md"}, false},
		{"a folder of its name", []string{"a.md"}, []string{"a.md", "a/b.md", "a/c.md"}, true},
		{"a folder of its name, without a state", []string{"a.md"}, []string{"a.md", "a/b.md"}, false},
		{"another spelling of the folder", []string{"a/x.md"}, []string{"A/y.md", "a/x.md"}, true},
		{"and back", []string{"A/y.md", "a/x.md"}, []string{"a/x.md"}, true},
		{"into deeper folders", []string{"x/y/z/index.md"}, []string{"x/y/z/index.md", "x/y/z/q.md"}, true},
	} {
		t.Run(tt.why, func(t *testing.T) {
			o := newOrigin(t)
			out := t.TempDir()
			archiveOf(t, out, plantPosts(t, o, tt.first), testOptions())
			if !tt.keepState {
				os.RemoveAll(filepath.Join(out, stateFolder))
			}
			o.reset()
			archiveOf(t, out, plantPosts(t, o, tt.later), testOptions())
			asked := o.reset()
			for _, p := range tt.first {
				if asked["/"+p+".png"] > 0 {
					t.Errorf("the image of %s was asked for again", p)
				}
			}
			fresh := t.TempDir()
			archiveOf(t, fresh, plantPosts(t, o, tt.later), testOptions())
			want, got := snapshot(t, fresh), snapshot(t, out)
			for name, content := range want {
				if got[name] != content {
					t.Errorf("%s is not what a fresh run makes", name)
				}
			}
			if len(tt.later) > len(tt.first) && len(got) != len(want) {
				sameFiles(t, tt.why, want, got)
			}
		})
	}
}

// plantPosts writes a post with a picture of its own for each path. On a
// file system that does not tell case apart some of them are one.
func plantPosts(t *testing.T, o *origin, paths []string) string {
	files := map[string]string{}
	for _, p := range paths {
		files[p] = post(o, p, p+".png")
	}
	in := plant(t, files)
	age(t, in)
	return in
}

// A move makes room for one that waits for it; what cannot be moved stays.
func TestMoveWaits(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md", "b.md"}), testOptions())
	a := open(t, out, testOptions())
	defer a.Close()
	known := loadState(&a.workplace)
	wanting := func(p, bundle string) task {
		return task{src: Source{Path: p}, bundle: bundle, record: known.of(p)}
	}
	if err := a.move([]task{wanting("a.md", "b"), wanting("b.md", "c/d")}, nil, known); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"b": "a.md", "c/d": "b.md"} {
		if h, err := loadHeld(a.root, name, want); h == nil || err != nil {
			t.Errorf("%s does not hold %s: %v", name, want, err)
		}
	}
	known.records["a.md"] = &record{path: "a.md", bundle: "b"}
	for _, taken := range []string{"c/d", "c/d/e", "c"} {
		tasks := []task{wanting("a.md", taken)}
		if err := a.move(tasks, nil, known); err != nil {
			t.Fatal(err)
		}
		if h, _ := loadHeld(a.root, "b", "a.md"); h == nil || tasks[0].bundle != "b" {
			t.Errorf("a bundle was moved to %s, where others are", taken)
		}
	}
}

// Where a removed post has left its bundle in the way of a plain name, the
// other one keeps the name that it has.
func TestMoveWithoutRoom(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md", "a/b.md"}), testOptions())
	first := snapshot(t, out)
	for range 2 {
		r := archiveOf(t, out, plantPosts(t, o, []string{"a.md"}), testOptions())
		if r.Unchanged != 1 || len(r.Problems) != 0 {
			t.Errorf("report: %+v", r)
		}
		sameFiles(t, "a post was removed", first, snapshot(t, out))
	}
}

// The bundle of another post is as foreign as anything else.
func TestRenamedPost(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"a.md"}), testOptions())
	first := snapshot(t, out)
	r := archiveOf(t, out, plantPosts(t, o, []string{"a.html"}), testOptions())
	if r.Failed != 1 || r.Problems[0].Class != ClassExists || !strings.Contains(r.Problems[0].Detail, "the bundle of another post, a.md") {
		t.Errorf("report: %+v", r)
	}
	sameFiles(t, "the older bundle", first, snapshot(t, out))
}

// The manifest of a bundle is unreadable, the memory of the archive is lost,
// and its post has got another name since: a second bundle was made beside the
// first. It is known by a name that only it can have had, or by its source.
func TestMoveWithoutManifest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		why         string
		post        string
		edited      bool
		first, then string // another post, before and now
		from        string // where the bundle stands
		stays       bool   // since nothing tells whose it is
	}{
		{"another spelling of the folder", "a/b.md", false, "", "A/c.md", "a/b", false},
		{"another spelling, and another text", "a/b.md", true, "", "A/c.md", "a/b", false},
		{"the spelling of a post that is gone", "a/b.md", true, "A/c.md", "", "A/b", false},
		{"a hash", "a.md", false, "", "a.html", "a", false},
		{"a hash, and another text", "a.md", true, "", "a.html", "a", true},
		{"a hash beside a folder, and another text", "a.md", true, "", "A/c.md", "a", false},
	} {
		for _, kind := range []string{"", "blog.tar"} {
			t.Run(tt.why+kind, func(t *testing.T) {
				o := newOrigin(t)
				out := filepath.Join(t.TempDir(), "out", kind)
				posts := map[string]string{tt.post: post(o, "text", "1.png")}
				first := maps.Clone(posts)
				if tt.first != "" {
					first[tt.first] = "first\n"
				}
				archiveOf(t, out, plant(t, first), testOptions())
				tearManifest(t, out, tt.from)
				os.RemoveAll(filepath.Join(out, stateFolder))
				os.RemoveAll(filepath.Join(filepath.Dir(out), stateFolder))
				if tt.edited {
					posts[tt.post] = post(o, "text, edited", "1.png")
				}
				if tt.then != "" {
					posts[tt.then] = "then\n"
				}
				in := plant(t, posts)
				opts := testOptions()
				opts.Verify, opts.Prune = true, true
				r := archiveOf(t, out, in, opts)
				if stays := allFiles(t, out)[tt.from+"/index.md"] != ""; stays != tt.stays {
					t.Errorf("stays: %v; %+v", stays, r)
				}
				if tt.stays {
					return
				}
				if len(r.Healed) != 1 || r.Failed > 0 {
					t.Errorf("%+v", r)
				}
				fresh := filepath.Join(t.TempDir(), "out", kind)
				archiveOf(t, fresh, in, testOptions())
				sameFiles(t, "moved and healed", allFiles(t, fresh), allFiles(t, out))
			})
		}
	}
}

// A bundle was found and moved, but its post failed, since something of the
// user's lies in it. Where it stands was not remembered if nothing was known of
// it before, and it got a second one when its name changed again.
func TestMoveOfFailedPost(t *testing.T) {
	t.Parallel()
	for _, spelled := range []string{"A/c.md", ""} { // then the bundle is moved, or stays where it is
		out := t.TempDir()
		archiveOf(t, out, plant(t, map[string]string{"a/b.md": "b\n"}), testOptions())
		os.RemoveAll(filepath.Join(out, stateFolder))
		archiveOf(t, out, plant(t, map[string]string{"x.md": "x\n"}), testOptions())
		plantIn(t, out, map[string]string{"a/b/own.txt": "mine\n"})
		posts := map[string]string{"a/b.md": "b, edited\n"}
		if spelled != "" {
			posts[spelled] = "c\n"
		}
		r := archiveOf(t, out, plant(t, posts), testOptions())
		if r.Failed != 1 {
			t.Fatalf("%q: %+v", spelled, r)
		}
		then := map[string]string{"a/b.md": "b, edited\n"}
		if spelled == "" {
			then["A/c.md"] = "c\n"
		}
		archiveOf(t, out, plant(t, then), testOptions())
		n := 0
		for name := range allFiles(t, out) {
			if path.Base(name) == sourceFile && path.Base(path.Dir(name)) == "b" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q: %d bundles of a/b.md", spelled, n)
		}
	}
}

// What is left of a bundle that has lost its manifest is no folder for others:
// they would be in no list, and verify would not find them.
func TestNoBundleInRemains(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{manifestFile, checksumFile} {
		for _, format := range []Format{FormatPlain, FormatBag} {
			out := t.TempDir()
			opts := testOptions()
			opts.Format = format
			archiveOf(t, out, plant(t, map[string]string{"a.md": "a\n", "A/c.md": "c\n"}), opts)
			file := lost
			if lost == manifestFile {
				file = format.payload() + lost
			}
			remains := "a-fecccc97"
			if err := os.Remove(filepath.Join(out, remains, file)); err != nil {
				t.Fatal(err)
			}
			r := archiveOf(t, out, plant(t, map[string]string{remains + "/b.md": "b\n"}), opts)
			if r.Failed != 1 || r.Problems[0].Class != ClassExists || !strings.Contains(r.Problems[0].Detail, "cannot hold another") {
				t.Errorf("%q without %s: %+v", format, lost, r)
			}
			if _, err := os.Lstat(filepath.Join(out, remains, "b")); err == nil {
				t.Errorf("%q without %s: a bundle lies in it", format, lost)
			}
		}
	}
}

// A bundle that is nobody's stood where a post's own was to go, and was taken
// for it: the post had two then.
func TestMoveBesideOrphan(t *testing.T) {
	for _, kind := range []string{"", "blog.tar"} {
		o := newOrigin(t)
		out := filepath.Join(t.TempDir(), "out", kind)
		archiveOf(t, out, plant(t, map[string]string{"a.md": "first\n"}), testOptions())
		tearManifest(t, out, "a")
		os.RemoveAll(filepath.Join(out, stateFolder))
		archiveOf(t, out, plant(t, map[string]string{"a.md": post(o, "edited", "1.png"), "a.html": "another\n"}), testOptions())
		opts := testOptions()
		opts.Prune = true
		archiveOf(t, out, plant(t, map[string]string{"a.md": post(o, "edited", "1.png")}), opts)
		files := allFiles(t, out)
		n := 0
		for name, text := range files {
			if path.Base(name) == manifestFile && strings.Contains(text, `"a.md"`) && strings.HasPrefix(text, "{") {
				n++
			}
		}
		if n != 1 || files["a/index.md"] != "first\n" {
			t.Errorf("%q: %d bundles of a.md; %q", kind, n, files["a/index.md"])
		}
	}
}

// allFiles returns the files of an archive of either form.
func allFiles(t *testing.T, out string) map[string]string {
	if isPackName(out) {
		return unpacked(t, out)
	}
	files := snapshot(t, out)
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return files
}

// filesAt returns what is there of an archive of either form, but for its
// state and empty folders.
func filesAt(t *testing.T, out string) map[string]string {
	if !isPackName(out) {
		return allFiles(t, out)
	}
	data, err := os.ReadFile(out)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"the file": string(data)}
}

// tearManifest makes the manifest of a bundle unreadable.
func tearManifest(t *testing.T, out, bundle string) {
	t.Helper()
	name, at := filepath.Join(out, bundle, manifestFile), int64(0)
	if isPackName(out) {
		p, err := openPackAt(rootOf(t, filepath.Dir(out)), filepath.Base(out))
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		name, at = out, packedBundle{p, p.bundles[bundle]}.find(manifestFile).at
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("x"), at); err != nil {
		t.Fatal(err)
	}
}

func rootOf(t *testing.T, dir string) *os.Root {
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

// Somebody has moved a bundle, and its pictures are nowhere else any more: it is
// found and goes back to its name, also if the archive remembers it there. One
// that is deleted is made again.
func TestBundleMovedByHand(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	in := plantPosts(t, o, []string{"a.md", "b.md", "c/d.md"})
	out := t.TempDir()
	archiveOf(t, out, in, testOptions())
	age(t, in)
	archiveOf(t, out, in, testOptions()) // so that the state would let them pass
	want := snapshot(t, out)
	for _, to := range []string{"z", "c/z", "b-old", ""} {
		o.lack(func(string) bool { return to != "" })
		if to == "" {
			os.RemoveAll(filepath.Join(out, "a"))
		} else {
			os.Rename(filepath.Join(out, "a"), filepath.Join(out, to))
		}
		r := archiveOf(t, out, in, testOptions())
		if len(r.Problems) > 0 || r.Written > 0 != (to == "") {
			t.Errorf("moved to %q: %+v", to, r)
		}
		sameFiles(t, "moved to "+to, want, snapshot(t, out))
	}
}

// Bundles that somebody has swapped, or put where others were, are found again.
// They keep the places in which they stand.
func TestSwappedBundles(t *testing.T) {
	t.Parallel()
	for _, verify := range []bool{false, true} {
		o := newOrigin(t)
		in := plant(t, threePosts(o))
		out := t.TempDir()
		archiveOf(t, out, in, testOptions())
		age(t, in)
		archiveOf(t, out, in, testOptions())
		o.lack(everything)
		one, b := filepath.Join(out, "a/one"), filepath.Join(out, "b")
		os.Rename(one, one+"-")
		os.Rename(b, one)
		os.Rename(one+"-", b)
		want := snapshot(t, out)
		opts := testOptions()
		opts.Verify = verify
		for range 2 {
			if r := archiveOf(t, out, in, opts); r.Failed > 0 || r.Written > 0 || r.Missing > 0 {
				t.Errorf("verify %t: %+v", verify, r)
			}
		}
		sameFiles(t, "swapped", want, snapshot(t, out))
		sound(t, out, 3)
	}
}

// A post that is gone, and comes back when the folder of its bundle would be
// spelled in another way, has that bundle again, also if the state was deleted in
// between: a survey remembers all bundles.
func TestGonePostComesBack(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	plantIn(t, in, map[string]string{"A/c.md": "c\n", "a/b.md": "b\n", "d.md": "d\n"})
	archiveOf(t, out, in, testOptions())
	os.RemoveAll(filepath.Join(out, stateFolder))
	os.RemoveAll(filepath.Join(in, "a"))
	os.RemoveAll(filepath.Join(in, "A"))
	for _, text := range []string{"d\n", "edited\n"} {
		plantIn(t, in, map[string]string{"d.md": text})
		archiveOf(t, out, in, testOptions())
	}
	plantIn(t, in, map[string]string{"a/b.md": "b\n"})
	if r := archiveOf(t, out, in, testOptions()); r.Written > 0 || r.Failed > 0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(filepath.Join(out, "A/b")); err == nil {
		t.Error("it has two bundles")
	}
	sound(t, out, 3)
}
