package archive

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markive/markive/convert"
	"pgregory.net/rapid"
)

// A machine does to an archive, in any order, what may happen to one in many
// years, and knows what must be true at each moment.
type machine struct {
	t       *testing.T
	origin  *origin
	in, out string
	packs   bool
	format  Format

	posts   map[string]string          // what stands in the input, by path
	shows   map[string][]string        // the pictures of each
	held    map[string]map[string]bool // the pictures that the bundle of a post must hold, also of one that is gone
	hurt    map[string]string          // posts whose bundles were damaged, and where these stood
	lost    map[string]bool            // of these places, those of which the archive has no memory
	mine    map[string]string          // the user's files beside the bundles
	inside  map[string]string          // the user's files in bundles, by what they say
	lacks   map[string]bool            // what the server has not
	clock   int
	written int
}

var (
	machinePaths    = []string{"a.md", "a.html", "a/b.md", "A/c.md", "b.html", "c/d.md", "猫.md"}
	machinePictures = []string{"1.png", "2.png", "3.png", "4.png"}
)

func newMachine(t *testing.T, o *origin, kind string, format Format) *machine {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{
		t: t, origin: o, in: filepath.Join(dir, "in"), out: filepath.Join(dir, "out"), format: format,
		posts: map[string]string{}, shows: map[string][]string{}, held: map[string]map[string]bool{},
		hurt: map[string]string{}, lost: map[string]bool{}, mine: map[string]string{}, inside: map[string]string{}, lacks: map[string]bool{},
	}
	if kind != "" {
		m.out, m.packs = filepath.Join(m.out, "blog"+kind), true
	}
	o.lack(func(p string) bool { return m.lacks[strings.TrimPrefix(p, "/")] })
	return m
}

// write adds a post or edits one. Its time is long ago, so that the state is
// trusted.
func (m *machine) write(t *rapid.T) {
	p := rapid.SampledFrom(machinePaths).Draw(t, "path")
	m.shows[p] = rapid.SliceOfNDistinct(rapid.SampledFrom(machinePictures), 0, 3, rapid.ID).Draw(t, "pictures")
	m.posts[p] = post(m.origin, fmt.Sprint("text ", rapid.IntRange(0, 5).Draw(t, "text")), m.shows[p]...)
	m.plant(t, p)
}

func (m *machine) plant(t *rapid.T, p string) {
	m.clock++
	name := filepath.Join(m.in, p)
	at := time.Unix(1600000000+int64(m.clock), 0)
	m.must(t, os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(m.posts[p]), 0o644), os.Chtimes(name, at, at))
}

func (m *machine) must(t *rapid.T, errs ...error) {
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// one draws a post that is there; without one there is nothing to do.
func (m *machine) one(t *rapid.T) string {
	if len(m.posts) == 0 {
		t.Skip("no post")
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m.posts))).Draw(t, "post")
}

func (m *machine) remove(t *rapid.T) {
	p := m.one(t)
	m.must(t, os.Remove(filepath.Join(m.in, p)))
	delete(m.posts, p)
}

func (m *machine) rename(t *rapid.T) {
	from, to := m.one(t), rapid.SampledFrom(machinePaths).Draw(t, "to")
	if from == to {
		t.Skip("it is called so")
	}
	m.posts[to], m.shows[to] = m.posts[from], m.shows[from]
	m.must(t, os.Remove(filepath.Join(m.in, from)))
	delete(m.posts, from)
	m.plant(t, to)
}

func (m *machine) serve(t *rapid.T) {
	p := rapid.SampledFrom(machinePictures).Draw(t, "picture")
	lack := rapid.Bool().Draw(t, "lacks")
	m.origin.lack(func(string) bool { return true })
	m.lacks[p] = lack
	lacks := maps.Clone(m.lacks)
	m.origin.lack(func(p string) bool { return lacks[strings.TrimPrefix(p, "/")] })
}

func (m *machine) forget(t *rapid.T) {
	state := filepath.Join(filepath.Dir(m.out), stateFolder)
	if !m.packs {
		state = filepath.Join(m.out, stateFolder)
	}
	for says := range m.inside { // what was pruned goes with it
		if found := m.find(says); strings.Contains(found, stateFolder) {
			delete(m.inside, says)
		}
	}
	m.must(t, os.RemoveAll(state))
	m.mayBeLost(t)
}

// mayBeLost notes the bundles whose post nothing may tell any more.
func (m *machine) mayBeLost(t *rapid.T) {
	if _, err := os.Stat(filepath.Join(m.out, stateFolder)); err == nil {
		return // there they are remembered
	}
	for _, name := range m.unreadable(t) {
		m.lost[name] = true
	}
}

// unreadable returns the bundles whose manifest was damaged, wherever they stand
// by now.
func (m *machine) unreadable(t *rapid.T) (names []string) {
	if _, err := os.Stat(m.out); err != nil || m.packs {
		return nil
	}
	v := &verifier{}
	m.must(t, v.open(context.Background(), m.out))
	defer v.close()
	for _, name := range v.bundles {
		if _, err := heldIn(v.files(name), name, anyPost); err != nil {
			names = append(names, name)
		}
	}
	return names
}

// isOrphan tells of a bundle without a manifest that nobody remembers: if its
// post has another text and another name by now, nothing tells whose it is. It
// stays, and verify names it.
func (m *machine) isOrphan(name string) bool {
	if m.packs || !m.lost[name] {
		return false
	}
	root, err := os.OpenRoot(m.out)
	if err != nil {
		return false
	}
	defer root.Close()
	_, err = heldIn(folder{root, name}, name, anyPost)
	_, there := root.Lstat(name)
	return err != nil && there == nil
}

func (m *machine) options() Options {
	opts := testOptions()
	opts.Durability, opts.RetryMissing, opts.Format, opts.Jobs = DurabilityNone, true, m.format, 2
	return opts
}

// run archives. kill is the number of events after which the run is told to
// stop, 0 for none.
func (m *machine) run(t *rapid.T, opts Options, kill int) *Report {
	m.must(t, os.MkdirAll(m.in, 0o755))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	events := 0
	opts.Event = func(Event) {
		if events++; events == kill {
			cancel()
		}
	}
	a, err := New(m.out, convert.New(convert.Options{}), opts)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	var posts []Source
	if len(m.posts) > 0 {
		found, err := Find([]string{m.in})
		m.must(t, err)
		posts = found.Posts
	}
	r, err := a.Run(ctx, posts)
	m.must(t, a.Close())
	if err != nil && !(kill > 0 && errors.Is(err, context.Canceled)) {
		t.Fatalf("running: %v", err)
	}
	m.learn(t, opts, r, err == nil)
	return r
}

// learn works out what must be true after a run.
func (m *machine) learn(t *rapid.T, opts Options, r *Report, ended bool) {
	failed := m.failures(t, r)
	for p := range m.posts {
		now := map[string]bool{}
		for _, pic := range m.shows[p] {
			now[pic] = m.held[p][pic] || ended && !m.lacks[pic] && !failed[p] && m.hurt[p] == ""
		}
		maps.DeleteFunc(now, func(_ string, held bool) bool { return !held })
		if !failed[p] {
			m.held[p] = now
		}
		if ended && opts.Verify && !failed[p] {
			delete(m.hurt, p)
			for _, pic := range m.shows[p] {
				if !m.lacks[pic] {
					m.held[p][pic] = true
				}
			}
		}
	}
	if opts.Prune {
		for p := range m.held {
			if _, there := m.posts[p]; !there && (ended || m.packs) {
				delete(m.held, p)
			}
		}
	}
	m.check(t, failed, ended, opts.Verify)
}

// failures returns the posts that have no bundle of this run. That is right
// only if something is in the way.
func (m *machine) failures(t *rapid.T, r *Report) map[string]bool {
	failed := map[string]bool{}
	for _, p := range r.Problems {
		if p.Object != "" {
			continue // a picture
		}
		failed[p.Path] = true
		if p.Class != ClassExists || !m.gone() && len(m.inside) == 0 && len(m.mine) == 0 && len(m.hurt) == 0 {
			t.Fatalf("failed: %v", &p)
		}
	}
	return failed
}

// gone tells whether there are bundles of posts that are not there.
func (m *machine) gone() bool {
	for p := range m.held {
		if m.posts[p] == "" {
			return true
		}
	}
	return false
}

// bundles returns the manifests that are there, by post, and their folders.
func (m *machine) bundles(t *rapid.T) (map[string]*held, map[string]string, func()) {
	v := &verifier{}
	if _, err := os.Stat(m.out); err != nil {
		return nil, nil, func() {}
	}
	m.must(t, v.open(context.Background(), m.out))
	all, names := map[string]*held{}, map[string]string{}
	for _, name := range v.bundles {
		h, err := heldIn(v.files(name), name, anyPost)
		if err != nil {
			continue // damaged
		}
		if all[h.Source.path()] != nil {
			t.Fatalf("%s has two bundles, %s and %s", h.Source.path(), names[h.Source.path()], name)
		}
		all[h.Source.path()], names[h.Source.path()] = h, name
	}
	return all, names, v.close
}

// check compares the archive with what must be true.
func (m *machine) check(t *rapid.T, failed map[string]bool, ended, verified bool) {
	all, names, done := m.bundles(t)
	defer done()
	for p, pictures := range m.held {
		h := all[p]
		if h == nil && m.hurt[p] == "" && !failed[p] && (ended && m.posts[p] != "" || len(pictures) > 0 && !(m.packs && !ended)) {
			t.Fatalf("%s has no bundle", p)
		}
		if h == nil || m.hurt[p] != "" {
			continue
		}
		for pic := range pictures {
			list := h.asset[m.origin.URL+"/"+pic]
			if len(list) == 0 {
				if m.packs && !ended {
					continue // it is in the part
				}
				t.Fatalf("%s has lost %s", p, pic)
			}
			if sum := sha256Hex(m.origin.picture("/" + pic)); h.file[list[0].File].SHA256 != sum {
				t.Fatalf("%s shows something else for %s", p, pic)
			}
		}
		if ended && m.posts[p] != "" && !failed[p] && h.Source.SHA256 != sha256Hex([]byte(m.posts[p])) {
			t.Fatalf("%s is an older one", p)
		}
	}
	m.checkMine(t)
	if ended {
		m.checkVerify(t, names, verified)
	}
}

// checkMine looks for the user's files.
func (m *machine) checkMine(t *rapid.T) {
	for p, says := range m.mine {
		if data, err := os.ReadFile(filepath.Join(m.out, p)); string(data) != says {
			t.Fatalf("%s of the user says %q (%v)", p, data, err)
		}
	}
	for says := range m.inside {
		if found := m.find(says); found == "" || strings.Contains(found, damagedFolder) {
			t.Fatalf("the user's file that said %q is at %q now", says, found)
		}
	}
}

// find returns where a file with that text is.
func (m *machine) find(says string) (found string) {
	filepath.WalkDir(m.out, func(p string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && strings.HasPrefix(path.Base(p), "own") {
			if data, _ := os.ReadFile(p); string(data) == says {
				found = p
			}
		}
		return nil
	})
	return found
}

// checkVerify verifies: nothing but what was damaged or added is found.
func (m *machine) checkVerify(t *rapid.T, names map[string]string, verified bool) {
	if _, err := os.Stat(m.out); err != nil {
		return
	}
	r, err := Verify(context.Background(), m.out, VerifyOptions{Jobs: 2})
	m.must(t, err)
	for _, d := range r.Damage {
		known := len(m.inside) > 0 && (d.Class == ClassStray || path.Base(d.Path) == bagInfo)
		for p := range m.hurt {
			known = known || names[p] == "" || strings.HasPrefix(d.Path, names[p])
		}
		for name := range m.lost {
			known = known || strings.HasPrefix(d.Path, name+"/") && m.isOrphan(name)
		}
		if !known {
			t.Fatalf("verify after a run (verified: %v): %v", verified, d)
		}
	}
}

// Any sequence of edits, losses, runs, kills and damage ends where it must.
func TestMachine(t *testing.T) {
	t.Parallel()
	fewer(t, 3)
	o := newOrigin(t)
	for _, kind := range []struct {
		name, ext string
		format    Format
	}{{"folder", "", FormatPlain}, {"bags", "", FormatBag}, {"tar", ".tar", FormatPlain}, {"zip", ".zip", FormatPlain}} {
		t.Run(kind.name, func(t *testing.T) {
			steps := 0
			rapid.Check(t, func(rt *rapid.T) {
				m := newMachine(t, o, kind.ext, kind.format)
				defer os.RemoveAll(filepath.Dir(m.in))
				actions := m.actions()
				for name, act := range actions {
					actions[name] = func(t *rapid.T) {
						act(t)
						steps++ // one that could not be taken does not come here
					}
				}
				rt.Repeat(actions)
			})
			t.Logf("%d steps", steps)
		})
	}
}

// fewer makes an ordinary run of the tests a short one; .ci/nightly asks for
// more with -rapid.checks.
func fewer(t *testing.T, checks int) {
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		f := flag.Lookup("rapid.checks")
		was := f.Value.String()
		f.Value.Set(fmt.Sprint(checks))
		t.Cleanup(func() { f.Value.Set(was) })
	}
}

func (m *machine) actions() map[string]func(*rapid.T) {
	with := func(change func(*Options)) func(*rapid.T) {
		return func(t *rapid.T) {
			opts := m.options()
			change(&opts)
			m.run(t, opts, 0)
		}
	}
	actions := map[string]func(*rapid.T){
		"write":  m.write,
		"edit":   m.write,
		"remove": m.remove,
		"rename": m.rename,
		"serve":  m.serve,
		"forget": m.forget,
		"run":    with(func(*Options) {}),
		"verify": with(func(o *Options) { o.Verify = true }),
		"prune":  with(func(o *Options) { o.Prune = true }),
		"kill": func(t *rapid.T) {
			m.run(t, m.options(), rapid.IntRange(1, 12).Draw(t, "events"))
		},
		"compare": m.compare,
		"another form": func(*rapid.T) {
			if m.format == FormatBag {
				m.format = FormatPlain
			} else {
				m.format = FormatBag
			}
		},
	}
	if m.packs {
		actions["cut"] = m.cutPack
		actions["flip"] = m.flipPack
	} else {
		actions["damage"] = m.damage
		actions["own file"] = m.addMine
		actions["own file in a bundle"] = m.addInside
		actions["take it away"] = m.removeInside
	}
	return actions
}

// compare runs until all is as it must be where the server has everything, and
// compares with a fresh archive.
func (m *machine) compare(t *rapid.T) {
	if len(m.inside) > 0 || slices.ContainsFunc(slices.Collect(maps.Keys(m.mine)), func(p string) bool { return path.Dir(p) != "." }) {
		t.Skip("own files are in the way")
	}
	clear(m.lacks)
	m.origin.lack(nil)
	opts := m.options()
	opts.Prune, opts.Verify = true, true
	for range 3 { // what is pruned makes room for what waits for it
		m.run(t, opts, 0)
	}
	for p := range m.hurt {
		if _, there := m.posts[p]; !there {
			t.Skip("a damaged bundle of no post may stay in the way")
		}
	}
	for name := range m.lost {
		if m.isOrphan(name) {
			t.Skip("and so may one that is nobody's")
		}
	}
	if len(m.posts) == 0 {
		return
	}
	fresh := newMachine(m.t, m.origin, path.Ext(m.out), m.format)
	defer os.RemoveAll(filepath.Dir(fresh.in))
	m.origin.lack(nil)
	fresh.in, fresh.posts, fresh.shows = m.in, m.posts, m.shows
	fresh.run(t, m.options(), 0)
	read := snapshot
	if m.packs {
		read = unpacked
	}
	was, now := read(m.t, fresh.out), read(m.t, m.out)
	for p := range m.mine {
		delete(now, p)
	}
	for p := range now {
		if strings.HasSuffix(p, "/") {
			delete(now, p) // an empty folder may be left
		}
	}
	for p, data := range was {
		if now[p] != data && !strings.HasSuffix(p, "/") {
			t.Fatalf("%s is not that of a fresh archive:\n%s\n---\n%s", p, now[p], data)
		}
	}
	for p := range now {
		if _, there := was[p]; !there {
			t.Fatalf("a fresh archive has no %s", p)
		}
	}
}

// damage does something to one file of one bundle.
func (m *machine) damage(t *rapid.T) {
	_, names, done := m.bundles(t)
	done()
	maps.DeleteFunc(names, func(p, _ string) bool { return m.hurt[p] != "" || m.posts[p] == "" })
	if len(names) == 0 {
		t.Skip("no bundle that is whole")
	}
	p := rapid.SampledFrom(slices.Sorted(maps.Keys(names))).Draw(t, "post")
	files := slices.Sorted(maps.Keys(snapshot(m.t, filepath.Join(m.out, names[p]))))
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "/") || strings.Contains(f, "own") })
	file := rapid.SampledFrom(files).Draw(t, "file")
	full := filepath.Join(m.out, names[p], file)
	data, err := os.ReadFile(full)
	m.must(t, err)
	switch how := rapid.SampledFrom([]string{"flip", "cut", "delete", "grow"}).Draw(t, "how"); how {
	case "delete":
		m.must(t, os.Remove(full))
	case "flip":
		if len(data) == 0 {
			t.Skip("nothing to flip")
		}
		m.must(t, os.WriteFile(full, flipped(data, rapid.IntRange(0, len(data)-1).Draw(t, "at")), 0o644))
	case "cut":
		m.must(t, os.WriteFile(full, data[:len(data)/2], 0o644))
	default:
		m.must(t, os.WriteFile(full, append(data, 'x'), 0o644))
	}
	m.hurt[p] = names[p]
	m.doubt(p, file)
	m.mayBeLost(t)
}

// doubt takes back what a bundle must hold, if one of its pictures or the
// manifest, without which not all is certain, was damaged.
func (m *machine) doubt(p, file string) {
	if strings.Contains(file, imageFolder+"/") || path.Base(file) == manifestFile {
		clear(m.held[p])
	}
}

func (m *machine) addMine(t *rapid.T) {
	p := rapid.SampledFrom([]string{"notes.txt", "c/notes.txt", "a/own notes.txt", "猫.txt"}).Draw(t, "file")
	if _, err := os.Lstat(filepath.Join(m.out, p)); err == nil {
		t.Skip("it is there")
	}
	if dir := path.Dir(p); dir != "." { // not into a bundle: that is another thing
		if entries, _ := os.ReadDir(filepath.Join(m.out, dir)); isBundle(func(name string) bool { return hasEntry(entries, name) }) {
			t.Skip("a bundle stands there")
		}
	}
	m.written++
	m.mine[p] = fmt.Sprint("mine ", m.written)
	m.must(t, os.MkdirAll(filepath.Join(m.out, path.Dir(p)), 0o755), os.WriteFile(filepath.Join(m.out, p), []byte(m.mine[p]), 0o644))
}

func (m *machine) addInside(t *rapid.T) {
	all, names, done := m.bundles(t)
	done()
	if len(names) == 0 {
		t.Skip("no bundle")
	}
	p := rapid.SampledFrom(slices.Sorted(maps.Keys(names))).Draw(t, "post")
	file := filepath.Join(m.out, names[p], all[p].payload+"own.txt")
	if _, err := os.Lstat(file); err == nil {
		t.Skip("it is there")
	}
	m.written++
	says := fmt.Sprint("inside ", m.written)
	m.inside[says] = p
	m.must(t, os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(says), 0o644))
}

func (m *machine) removeInside(t *rapid.T) {
	for says := range m.inside {
		if found := m.find(says); found != "" {
			m.must(t, os.Remove(found))
		}
	}
	clear(m.inside)
}

// cutPack shortens the file: what stood in it is not certain any more.
func (m *machine) cutPack(t *rapid.T) {
	info, err := os.Stat(m.out)
	if err != nil {
		t.Skip("no pack")
	}
	if filepath.Ext(m.out) == ".zip" {
		t.Skip("a zip without its end is none")
	}
	all, _, done := m.bundles(t)
	done()
	m.must(t, os.Truncate(m.out, rapid.Int64Range(min(4000, info.Size()), info.Size()).Draw(t, "size")))
	for p := range all {
		clear(m.held[p])
	}
}

// flipPack changes a byte of a file in the pack.
func (m *machine) flipPack(t *rapid.T) {
	f, err := os.OpenFile(m.out, os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pack")
	}
	defer f.Close()
	p, err := openPack(f)
	m.must(t, err)
	if len(p.order) == 0 {
		t.Skip("no bundle")
	}
	name := rapid.SampledFrom(p.order).Draw(t, "bundle")
	h, err := p.held(name, anyPost)
	if err != nil || m.hurt[h.Source.path()] != "" || m.posts[h.Source.path()] == "" {
		t.Skip("nothing that can be mended")
	}
	files := slices.DeleteFunc(slices.Clone(p.bundles[name]), func(e packFile) bool {
		return e.zip != nil || e.size == 0 || !strings.HasPrefix(e.path, imageFolder+"/") && e.path != indexFile
	})
	if len(files) == 0 {
		t.Skip("nothing to flip")
	}
	e := rapid.SampledFrom(files).Draw(t, "file")
	at := e.at + rapid.Int64Range(0, e.size-1).Draw(t, "at")
	var b [1]byte
	_, err = f.ReadAt(b[:], at)
	b[0] ^= 1
	_, werr := f.WriteAt(b[:], at)
	m.must(t, err, werr)
	m.hurt[h.Source.path()] = name
	m.doubt(h.Source.path(), e.path)
}
