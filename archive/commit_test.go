package archive

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/markive/markive/convert"
)

// Whatever is not ours stays as it is, and the other posts are archived.
func TestForeign(t *testing.T) {
	t.Parallel()
	outside := plant(t, map[string]string{"keep.txt": "mine"})
	for why, files := range map[string]map[string]string{
		"a file in place of the bundle":             {"d/a": "mine"},
		"a folder of the user's":                    {"d/a/notes.txt": "mine"},
		"a bundle's files without a manifest":       {"d/a/index.md": "mine"},
		"a link in place of the bundle":             {"d/a": "-> " + outside},
		"a link within the archive":                 {"d/a": "-> ../e", "e/keep.txt": "mine"},
		"a link in place of a folder":               {"d": "-> " + outside},
		"a link to a folder within the archive":     {"d": "-> e", "e/keep.txt": "mine"},
		"a link in a folder":                        {"d/a/index.md": "-> " + outside + "/keep.txt"},
		"a file in place of a folder":               {"d": "mine"},
		"a dangling link":                           {"d/a": "-> nowhere"},
		"a bundle in place of a folder":             {"d/markive.json": "{}"},
		"a manifest that is a link":                 {"d/a/markive.json": "-> " + outside + "/keep.txt"},
		"the bundle of an unknown version":          {"d/a/markive.json": `{"markive": 99}`},
		"a folder that holds other bundles":         {"d/a/b/index.md": "x"},
		"a pipe's worth of nothing, a folder's too": {"d/a/sub/": ""},
	} {
		t.Run(why, func(t *testing.T) {
			o := newOrigin(t)
			in := plantPosts(t, o, []string{"d/a.md", "z.md"})
			out := plant(t, files)
			before := onlyFiles(t, out)
			r := archiveOf(t, out, in, testOptions())
			if r.Failed != 1 || r.Written != 1 || len(r.Problems) != 1 || r.Problems[0].Class != ClassExists || r.Problems[0].Path != "d/a.md" {
				t.Errorf("report: %+v", r)
			}
			after := onlyFiles(t, out)
			for name, what := range before {
				if after[name] != what {
					t.Errorf("%s was %q, is %q", name, what, after[name])
				}
			}
			if _, err := os.Stat(filepath.Join(out, "z/index.md")); err != nil {
				t.Error(err)
			}
			if entries, _ := os.ReadDir(outside); len(entries) != 1 {
				t.Errorf("written through a link: %v", entries)
			}
			if asked := o.reset(); why != "a bundle in place of a folder" && asked["/d/a.md.png"] > 0 {
				t.Error("a server was asked for nothing")
			}
		})
	}
}

// A folder of the archive in whose place a link is put while a run is at work is
// not gone through: the bundle would stand within another one. Neither is it
// afterwards, when all stands as it did to who follows links.
func TestFolderBecomesLink(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "blog")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"a/one", "b/three"} {
			for _, err := os.Stat(filepath.Join(out, name)); err != nil && r.Context().Err() == nil; _, err = os.Stat(filepath.Join(out, name)) {
				time.Sleep(time.Millisecond)
			}
		}
		os.Rename(filepath.Join(out, "a"), filepath.Join(out, "zz"))
		os.Symlink(filepath.Join("b", "three"), filepath.Join(out, "a"))
		w.Write(pngBytes())
	}))
	defer server.Close()
	in := plant(t, map[string]string{"a/one.html": "<p>1</p>", "b/three.html": "<p>3</p>", "a/two.html": "<p><img src=" + server.URL + "/a.png></p>"})
	r := archiveOf(t, out, in, testOptions())
	if r.Failed != 1 || len(r.Problems) != 1 || r.Problems[0].Path != "a/two.html" || r.Problems[0].Class != ClassExists {
		t.Errorf("%d failed, %v", r.Failed, r.Problems)
	}
	if _, err := os.Lstat(filepath.Join(out, "b", "three", "two")); err == nil {
		t.Error("a bundle within a bundle")
	}

	must(t, os.Remove(filepath.Join(out, "a")))
	must(t, os.Symlink("zz", filepath.Join(out, "a")))
	if r := archiveOf(t, out, in, testOptions()); r.Failed != 2 || r.Unchanged != 1 {
		t.Errorf("behind a link: %+v", r)
	}
}

// A bundle is not replaced while something of the user's is in it: the run
// names it, leaves everything as it is, and ends the work once it is gone.
func TestForeignInBundle(t *testing.T) {
	t.Parallel()
	for why, mine := range map[string]string{
		"a file":               "a/notes.txt",
		"a file in a folder":   "a/mine/notes.txt",
		"a file beside images": "a/images/mine.png",
		"a changed text":       "a/index.md",
	} {
		t.Run(why, func(t *testing.T) {
			o := newOrigin(t)
			in := plantPosts(t, o, []string{"a.md", "z.md"})
			out := t.TempDir()
			archiveOf(t, out, in, testOptions())
			was := snapshot(t, out)[mine]
			plantIn(t, out, map[string]string{mine: was + "mine"})
			before := snapshot(t, out)
			plantIn(t, in, map[string]string{"a.md": "---\ntitle: a\n---\n\n<p>edited</p>\n"})
			r := archiveOf(t, out, in, testOptions())
			if r.Failed != 1 || len(r.Problems) != 1 || r.Problems[0].Class != ClassExists || !strings.Contains(r.Problems[0].Detail, strings.TrimSuffix(mine, "/notes.txt")) {
				t.Errorf("report: %+v", r)
			}
			sameFiles(t, "after the run", before, snapshot(t, out))
			if was == "" {
				os.RemoveAll(filepath.Join(out, mine))
			} else {
				plantIn(t, out, map[string]string{mine: was})
			}
			if strings.Contains(mine, "/mine/") {
				os.Remove(filepath.Join(out, "a/mine"))
			}
			if r := archiveOf(t, out, in, testOptions()); r.Written != 1 || r.Failed != 0 {
				t.Errorf("without it: %+v", r)
			}
			sound(t, out, 2)
		})
	}
}

// onlyFiles tells of everything that lies in a folder.
func onlyFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		what := e.Type().String()
		if to, err := os.Readlink(p); err == nil {
			what += to
		} else if b, err := os.ReadFile(p); err == nil {
			what += string(b)
		}
		rel, _ := filepath.Rel(dir, p)
		all[rel] = what
		return nil
	})
	return all
}

// An empty folder in a bundle's place holds nothing that could be lost.
func TestEmptyFolder(t *testing.T) {
	o := newOrigin(t)
	out := plant(t, map[string]string{"a/": ""})
	r := archiveOf(t, out, plantPosts(t, o, []string{"a.md"}), testOptions())
	if r.Written != 1 {
		t.Errorf("report: %+v", r)
	}
	sound(t, out, 1)
}

// A run that was killed while it replaced a bundle is mended by the next,
// wherever it was.
func TestRecoverReplaced(t *testing.T) {
	o := newOrigin(t)
	made := t.TempDir()
	in := plantPosts(t, o, []string{"d/a.md"})
	archiveOf(t, made, in, testOptions())
	bundle := map[string]string{}
	for name, content := range snapshot(t, filepath.Join(made, "d/a")) {
		bundle[name] = content
	}
	at := func(dir string) map[string]string {
		files := map[string]string{}
		for name, content := range bundle {
			files[dir+"/"+name] = content
		}
		return files
	}
	for _, tt := range []struct {
		why     string
		aside   map[string]string // in replaced/7
		inPlace map[string]string
		want    map[string]string // in the place
		kept    bool              // the bundle stays aside
	}{
		{"nothing was moved", map[string]string{"name": "d/a"}, at("d/a"), bundle, false},
		{"the name was not written", map[string]string{"name": ""}, at("d/a"), bundle, false},
		{"the old one was moved", merge(at("bundle"), map[string]string{"name": "d/a"}), map[string]string{"d/": ""}, bundle, false},
		{"the new one was placed", merge(at("bundle"), map[string]string{"name": "d/a"}), at("d/a"), bundle, false},
		{"the old one was damaged", merge(at("bundle"), map[string]string{"name": "d/a", "damaged": ""}), map[string]string{"d/": ""}, bundle, false},
		{"something else is there", merge(at("bundle"), map[string]string{"name": "d/a"}), map[string]string{"d/a/notes": "mine"}, map[string]string{"notes": "mine"}, true},
		{"the name leads out", merge(at("bundle"), map[string]string{"name": "../a"}), nil, nil, true},
		{"the name is lost", at("bundle"), nil, nil, true},
	} {
		t.Run(tt.why, func(t *testing.T) {
			out := plant(t, tt.inPlace)
			plantIn(t, onDisk(out, replacedFolder+"/7"), tt.aside)
			must(t, open(t, out, Options{}).Close())
			got := map[string]string{}
			if _, err := os.Stat(filepath.Join(out, "d/a")); err == nil {
				got = snapshot(t, filepath.Join(out, "d/a"))
			}
			sameFiles(t, "in place", tt.want, got)
			if _, err := os.Stat(onDisk(out, replacedFolder+"/7/bundle")); (err == nil) != tt.kept {
				t.Errorf("kept aside: %v, want %v", err == nil, tt.kept)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(out), "a")); err == nil {
				t.Error("a bundle left the archive")
			}
		})
	}
}

// A damaged bundle goes where somebody may look at it, also by way of a kill
// between the new one's coming and its own going.
func TestRecoverDamaged(t *testing.T) {
	out := t.TempDir()
	archiveOf(t, out, plant(t, map[string]string{"d/a.md": "text\n"}), testOptions())
	plantIn(t, onDisk(out, replacedFolder+"/7"), map[string]string{"name": "d/a", "damaged": "", "bundle/images/1.png": "half"})
	must(t, open(t, out, Options{}).Close())
	if !fileHas(onDisk(out, damagedFolder+"/d/a/images/1.png"), "half") {
		t.Error("the damaged bundle is gone")
	}
	if _, err := os.Stat(onDisk(out, replacedFolder)); err == nil {
		t.Error("something is left aside")
	}
	sound(t, out, 1)
}

func merge(ms ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range ms {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// stageWith stages a bundle of one file.
func stageWith(t *testing.T, a *Archiver, number int64, file, text string) *stage {
	t.Helper()
	s, err := newStage(a.work, FormatPlain, number)
	if err != nil {
		t.Fatal(err)
	}
	must(t, s.write(ManifestFile{Path: file}, []byte(text)))
	return s
}

// A disk that says no ends the run, and nothing that is not there is told to
// be there.
func TestCommitGivesUp(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	defer a.Close()
	c := newCommitter(&a.workplace, DurabilityBatch)
	full := errors.New("no space left on device")
	c.err = full
	go c.work()
	s := stageWith(t, a, 1, indexFile, "x")
	if err := c.put(context.Background(), &task{bundle: "a", src: Source{Path: "a.md"}}, s); !errors.Is(err, full) {
		t.Errorf("put: %v", err)
	}
	close(c.queue)
	if _, err := a.root.Lstat("a"); err == nil {
		t.Error("the bundle was committed")
	}
}

// A stage whose files are gone, as after an error of the disk, is no bundle.
func TestCommitSyncs(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	defer a.Close()
	c := newCommitter(&a.workplace, DurabilityBatch)
	s := stageWith(t, a, 1, indexFile, "x")
	a.work.Remove(s.dir + "/" + indexFile)
	w := &commit{stage: s, name: "a", src: "a.md"}
	c.commit([]*commit{w})
	if w.err == nil {
		t.Error("what could not be synced was committed")
	}
	if _, err := a.root.Lstat("a"); err == nil {
		t.Error("the bundle is there")
	}
}

// What is not synced is not looked at again before it is renamed; all else is.
func TestDurability(t *testing.T) {
	for d, synced := range map[Durability]bool{DurabilityFull: true, DurabilityBatch: true, DurabilityNone: false} {
		a := open(t, t.TempDir(), Options{})
		s := stageWith(t, a, 1, indexFile, "x")
		a.work.Remove(s.dir + "/" + indexFile)
		err := newCommitter(&a.workplace, d).settle([]*commit{{stage: s, name: "a", src: "a.md"}})
		if (err != nil) != synced {
			t.Errorf("%s: settling a stage without its file: %v, want an error: %v", d, err, synced)
		}
		a.Close()
	}
}

// With full durability every bundle is committed on its own.
func TestDurabilityFullTakesOneAtATime(t *testing.T) {
	for d, want := range map[Durability]int{DurabilityFull: 1, DurabilityBatch: 3} {
		c := newCommitter(&workplace{}, d)
		for range 3 {
			c.queue <- &commit{}
		}
		if got := len(c.next(<-c.queue)); got != want {
			t.Errorf("%s: a batch of %d, want %d", d, got, want)
		}
	}
}

// What was set aside stays if neither the new bundle nor it could take the place:
// it may be all that is left of the pictures.
func TestCommitKeepsWhatIsAside(t *testing.T) {
	out := plant(t, map[string]string{"d": "mine"})
	a := open(t, out, Options{})
	defer a.Close()
	s := stageWith(t, a, 1, indexFile, "x")
	c := newCommitter(&a.workplace, DurabilityNone)
	aside, err := c.asideFolder()
	if err != nil {
		t.Fatal(err)
	}
	plantIn(t, out, map[string]string{aside + "/name": "d", aside + "/bundle/markive.json": "{}"})
	w := &commit{stage: s, name: "d", src: "d.md", old: aside}
	c.commit([]*commit{w})
	if w.err == nil || !holdsManifest(a.root, aside+"/bundle") {
		t.Errorf("err = %v, and what was aside is gone", w.err)
	}
}

// Bundles that get ready soon after a sync share the next one; the first of a run
// and the last are not kept waiting, nor is any for one that will not come.
func TestSyncPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCommitter(&workplace{}, DurabilityBatch)
		c.coming.Store(100)
		began := time.Now()
		put := func(at time.Duration, n int) {
			time.Sleep(time.Until(began.Add(at)))
			for range n {
				c.coming.Add(-1)
				c.queue <- &commit{}
			}
		}
		type batch struct {
			at   time.Duration
			size int
		}
		var got []batch
		go func() {
			for w := range c.queue {
				all := c.next(w)
				c.synced = time.Now()
				got = append(got, batch{c.synced.Sub(began), len(all)})
			}
		}()
		put(0, 1)
		put(20*time.Millisecond, 2)
		put(50*time.Millisecond, 3)
		put(400*time.Millisecond, 1)
		put(410*time.Millisecond, maxBatch)
		put(420*time.Millisecond, 7)
		c.coming.Add(-100 + 1 + 2 + 3 + 1 + maxBatch + 7 + 2) // the others came to nothing
		put(430*time.Millisecond, 1)
		put(440*time.Millisecond, 1)
		synctest.Wait()
		close(c.queue)
		synctest.Wait()
		want := []batch{
			{0, 1}, {100 * time.Millisecond, 5}, {400 * time.Millisecond, 1},
			{410 * time.Millisecond, maxBatch}, {440 * time.Millisecond, 9},
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// However many bundles wait, a batch has its bound; none is lost when the queue
// ends in the middle of one.
func TestBatchIsBounded(t *testing.T) {
	c := newCommitter(&workplace{}, DurabilityBatch)
	for range maxBatch {
		c.queue <- &commit{}
	}
	if got := len(c.next(&commit{})); got != maxBatch {
		t.Errorf("a batch of %d, want %d", got, maxBatch)
	}
	c.queue <- &commit{}
	close(c.queue)
	if got := len(c.next(<-c.queue)); got != 2 {
		t.Errorf("the last batch has %d, want 2", got)
	}
}

// Who waits for a place in the queue goes when the run is over, and its stage
// with it.
func TestPutCancelled(t *testing.T) {
	a := open(t, t.TempDir(), Options{})
	defer a.Close()
	c := newCommitter(&a.workplace, DurabilityBatch)
	for range cap(c.queue) {
		c.queue <- &commit{}
	}
	s := stageWith(t, a, 1, indexFile, "x")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.put(ctx, &task{bundle: "a", src: Source{Path: "a.md"}}, s); err != context.Canceled {
		t.Errorf("err = %v", err)
	}
	if _, err := a.work.Lstat(s.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its stage stays: %v", err)
	}
}

func TestRunNotWritable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root writes everywhere")
	}
	dir := t.TempDir()
	os.Chmod(dir, 0o555)
	defer os.Chmod(dir, 0o755)
	_, err := New(dir, convert.New(convert.Options{}), Options{})
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), dir) {
		t.Errorf("err = %v, want one that names %s", err, dir)
	}
}

// What a bundle was to replace stays aside until the names of all bundles of its
// batch are on the disk; where that fails, no bundle of the batch is told done
// and none comes after.
func TestCommitNamesNotSynced(t *testing.T) {
	for _, swap := range []func(*os.Root, string, string) error{exchange, noExchange} {
		o := newOrigin(t)
		out := t.TempDir()
		in := plantPosts(t, o, []string{"x/a.md"})
		archiveOf(t, out, in, testOptions())
		a := open(t, out, testOptions())
		c := newCommitter(&a.workplace, DurabilityFull)
		c.exchange = swap
		var batch []*commit
		for i, name := range []string{"x/a", "y/b", "z"} {
			s := stageWith(t, a, int64(i), indexFile, "new")
			batch = append(batch, &commit{stage: s, name: name, src: name + ".md"})
		}
		batch[1].made = []string{"gone"} // somebody has removed a folder
		c.commit(batch[:2])
		for _, w := range batch[:2] {
			if !errors.Is(w.err, fs.ErrNotExist) {
				t.Errorf("%s: %v", w.name, w.err)
			}
		}
		old := batch[0].old + "/bundle"
		if batch[0].old == "" {
			old = "x/a" // back again
		}
		if !holdsManifest(a.root, old) {
			t.Error("what was replaced is gone")
		}
		c.commit(batch[2:])
		if _, err := a.root.Lstat("z"); !errors.Is(batch[2].err, fs.ErrNotExist) || err == nil {
			t.Errorf("after a disk that gave up: %v, %v", batch[2].err, err)
		}
		a.Close()
	}
}

// noExchange is how systems answer that do not know it.
func noExchange(*os.Root, string, string) error { return errors.ErrUnsupported }

// putNew replaces the bundle a, of a.md, by one of a manifest that says "new".
func putNew(t *testing.T, a *Archiver, c *committer) (*stage, error) {
	t.Helper()
	s := stageWith(t, a, 1, manifestFile, "new")
	c.begin(nil)
	err := c.put(t.Context(), &task{bundle: "a", src: Source{Path: "a.md"}}, s)
	return s, errors.Join(err, c.end(true))
}

// A bundle is replaced in one step where the system can, and in two where it
// cannot; either way nothing is left of the old one.
func TestReplaceAtOnce(t *testing.T) {
	for name, swap := range map[string]func(*os.Root, string, string) error{"one step": exchange, "two": noExchange} {
		out := t.TempDir()
		archiveOf(t, out, plant(t, map[string]string{"a.md": "text\n"}), testOptions())
		a := open(t, out, testOptions())
		c := newCommitter(&a.workplace, DurabilityBatch)
		names := 0 // of the bundle, in between
		c.exchange = func(root *os.Root, staged, at string) error {
			err := swap(root, staged, at)
			if _, there := root.Lstat(at + "/" + manifestFile); there == nil {
				names++
			}
			return err
		}
		s, err := putNew(t, a, c)
		now, _ := os.ReadFile(filepath.Join(out, "a", manifestFile))
		if err != nil || string(now) != "new" || names != 1 {
			t.Errorf("%s: %v, a manifest of %q, there in between: %d", name, err, now, names)
		}
		left, _ := os.ReadDir(onDisk(out, replacedFolder))
		if _, err := a.root.Lstat(c.in(s.dir)); err == nil || len(left) > 0 {
			t.Errorf("%s: the stage is left (%v), and aside %v", name, err, left)
		}
		a.Close()
	}
}

// What has come to stand above a bundle since it was looked at is told, and the
// other bundles of the batch take their places.
func TestPlaceBelowForeign(t *testing.T) {
	outside := plant(t, map[string]string{"keep.txt": "mine"})
	for why, tt := range map[string]struct {
		files map[string]string
		says  string
	}{
		"a file":            {map[string]string{"d": "mine"}, "d is a file"},
		"a link":            {map[string]string{"d": "-> " + outside}, "d is a link"},
		"a file below":      {map[string]string{"d/e": "mine"}, "d/e is a file"},
		"a bundle":          {map[string]string{"d/markive.json": "{}"}, "d is a bundle, which cannot hold another"},
		"a bag":             {map[string]string{"d/bagit.txt": "x"}, "d is a bundle, which cannot hold another"},
		"a torn bundle":     {map[string]string{"d/manifest-sha256.txt": ""}, "d is a bundle, which cannot hold another"},
		"a folder":          {map[string]string{"d/e/mine.txt": "mine"}, ""},
		"text of no bundle": {map[string]string{"d/index.md": "mine"}, ""},
	} {
		out := plant(t, tt.files)
		a := open(t, out, testOptions())
		before := onlyFiles(t, out)
		c := newCommitter(&a.workplace, DurabilityBatch)
		var batch []*commit
		for i, name := range []string{"d/e/a", "z"} {
			s := stageWith(t, a, int64(i), indexFile, "x")
			batch = append(batch, &commit{stage: s, name: name, src: name + ".md"})
		}
		c.commit(batch)
		var foreign *foreignError
		if err := batch[0].err; errors.As(err, &foreign) != (tt.says != "") || tt.says != "" && err.Error() != tt.says {
			t.Errorf("%s: %v, want %q", why, err, tt.says)
		}
		if _, err := a.root.Lstat("z"); batch[1].err != nil || err != nil || c.err != nil {
			t.Errorf("%s: the other bundle: %v, %v, %v", why, batch[1].err, err, c.err)
		}
		for name, what := range before {
			if after := onlyFiles(t, out); !strings.HasPrefix(name, stateFolder) && after[name] != what {
				t.Errorf("%s: %s was %q, is %q", why, name, what, after[name])
			}
		}
		if entries, _ := os.ReadDir(outside); len(entries) != 1 {
			t.Errorf("%s: written through a link: %v", why, entries)
		}
		a.Close()
	}
}

// A bundle that was set aside goes back if the new one cannot take its place, and
// a folder that another shard has cleared away meanwhile is made again.
func TestPlaceFails(t *testing.T) {
	o := newOrigin(t)
	out := t.TempDir()
	archiveOf(t, out, plantPosts(t, o, []string{"x/a.md"}), testOptions())
	want := snapshot(t, out)
	a := open(t, out, testOptions())
	defer a.Close()
	c := newCommitter(&a.workplace, DurabilityNone)
	c.exchange = noExchange
	s := stageWith(t, a, 1, indexFile, "x")
	a.work.RemoveAll(s.dir)
	w := &commit{stage: s, name: "x/a", src: "x/a.md"}
	c.commit([]*commit{w})
	if !errors.Is(w.err, fs.ErrNotExist) || c.err == nil {
		t.Errorf("a stage that is gone was committed: %v", w.err)
	}
	sameFiles(t, "after a stage that is gone", want, snapshot(t, out))

	c = newCommitter(&a.workplace, DurabilityNone)
	c.folders["y"], c.folders["y/z"] = true, true
	s = stageWith(t, a, 2, indexFile, "x")
	w = &commit{stage: s, name: "y/z/b", src: "y/z/b.md"}
	c.commit([]*commit{w})
	if _, err := a.root.Lstat("y/z/b"); w.err != nil || err != nil {
		t.Errorf("into a folder that was cleared away: %v, %v", w.err, err)
	}
}

// Nothing is left of a bundle that was replaced once the new one has its name.
func TestReplacedIsGone(t *testing.T) {
	out := t.TempDir()
	archiveOf(t, out, plant(t, map[string]string{"a.md": "text\n", "b.md": "text\n"}), testOptions())
	if r := archiveOf(t, out, plant(t, map[string]string{"a.md": "edited\n", "b.md": "text\n"}), testOptions()); r.Written != 1 {
		t.Errorf("report: %+v", r)
	}
	if left, err := os.ReadDir(onDisk(out, replacedFolder)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left aside: %v, %v", left, err)
	}
	sound(t, out, 2)
}

// A bundle that its owner touches in the moment in which it is replaced stays,
// with what he has written.
func TestReplaceWhileTouched(t *testing.T) {
	for name, swap := range map[string]func(*os.Root, string, string) error{"one step": exchange, "two": noExchange} {
		for _, file := range []string{indexFile, "note.txt", "images/note.txt"} {
			out := t.TempDir()
			archiveOf(t, out, plant(t, map[string]string{"a.md": "text\n"}), testOptions())
			a := open(t, out, testOptions())
			c := newCommitter(&a.workplace, DurabilityNone)
			touched := sync.OnceFunc(func() { plantIn(t, out, map[string]string{"a/" + file: "mine"}) })
			c.exchange = func(root *os.Root, staged, at string) error {
				touched()
				return swap(root, staged, at)
			}
			_, err := putNew(t, a, c)
			var foreign *foreignError
			if data, _ := os.ReadFile(filepath.Join(out, "a", file)); !errors.As(err, &foreign) || string(data) != "mine" {
				t.Errorf("%s: %s holds %q, the error is %v", name, file, data, err)
			}
			a.Close()
		}
	}
}
