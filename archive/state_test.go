package archive

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Of a new archive it is known where every bundle stands, so that a post that
// comes later has no need to look through them all.
func TestNewArchiveIsKnown(t *testing.T) {
	t.Parallel()
	in, out := archived(t, "blog", map[string]string{"a.html": "<p>a</p>", "b/c.html": "<p>c</p>"})
	known := func() *state { return loadState(&workplace{rootOf(t, out), stateFolder}) }
	if s := known(); s.partial || len(s.records) != 2 {
		t.Errorf("%d records, partial: %v", len(s.records), s.partial)
	}
	put(t, filepath.Join(in, "d.html"), []byte("<p>d</p>"))
	archiveOf(t, out, in, testOptions())
	if s := known(); s.partial || len(s.records) != 3 {
		t.Errorf("with another post: %d records, partial: %v", len(s.records), s.partial)
	}
}

// onDisk returns where a part of the state of the archive at dir is.
func onDisk(dir, part string) string {
	return filepath.Join(dir, stateFolder, filepath.FromSlash(part))
}

// openState returns a place with an empty state folder, and where its memory is.
func openState(t testing.TB) (*workplace, string) {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, stateFolder), 0o755))
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return &workplace{root, stateFolder}, onDisk(dir, memoryFile)
}

func TestStateComesBack(t *testing.T) {
	place, _ := openState(t)
	rapid.Check(t, func(t *rapid.T) {
		s := &state{records: map[string]*record{}}
		for range rapid.IntRange(0, 5).Draw(t, "records") {
			rec := record{
				path:    rapid.String().Draw(t, "path") + string(rapid.SliceOf(rapid.Byte()).Draw(t, "raw")),
				bundle:  rapid.String().Draw(t, "bundle"),
				size:    rapid.Int64Min(0).Draw(t, "size"),
				time:    rapid.Int64().Draw(t, "time"),
				options: "0123abcd", files: "0123456789abcdef",
				images: rapid.IntRange(0, 9).Draw(t, "images"),
				open:   rapid.IntRange(0, 9).Draw(t, "open"),
			}
			s.put(rec, time.Unix(0, rec.time).Add(time.Hour))
		}
		must(t, s.save(place))
		if !s.changed && len(s.records) == 0 {
			return // nothing to write
		}
		if got := loadState(place); !maps.EqualFunc(got.records, s.records, func(a, b *record) bool { return *a == *b }) || got.changed {
			t.Fatalf("saved %v, loaded %v", s.records, got.records)
		}
	})
}

func twoRecords() *state {
	s := &state{records: map[string]*record{}}
	for _, p := range []string{"a.md", "b c.md"} {
		s.put(record{path: p, bundle: p[:1], size: 7, time: 1, options: "x", files: "y", images: 2}, time.Now())
	}
	return s
}

// Half a state is worse than none: what it lacks would be forgotten.
func TestStateDamaged(t *testing.T) {
	place, file := openState(t)
	must(t, twoRecords().save(place))
	whole := read(t, file)
	if n := len(loadState(place).records); n != 2 {
		t.Fatalf("%d records in a sound state, want 2:\n%s", n, whole)
	}
	load := func(b []byte) int {
		put(t, file, b)
		return len(loadState(place).records)
	}
	for i := range whole {
		if n := load(whole[:i]); n != 0 {
			t.Errorf("%d records in the first %d bytes of a state", n, i)
		}
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1
		if n := load(flipped); n != 0 {
			t.Errorf("%d records though a bit of byte %d was flipped", n, i)
		}
	}
	if n := load([]byte("markive state 2\nend 0 00000000\n")); n != 0 {
		t.Errorf("%d records of another version", n)
	}
}

func TestStateSaves(t *testing.T) {
	place, file := openState(t)
	s := twoRecords()
	must(t, s.save(place))
	before, _ := os.Stat(file)
	s = loadState(place)
	s.put(*s.records["a.md"], time.Now())
	must(t, s.save(place))
	if after, _ := os.Stat(file); !os.SameFile(before, after) {
		t.Error("a state in which nothing is new was written again")
	}
	s.forget("a.md")
	must(t, s.save(place))
	if n := len(loadState(place).records); n != 1 {
		t.Errorf("%d records after one of two was forgotten", n)
	}
}

// A file that was written when it was read may be written again within the
// same tick of the clock.
func TestStateFreshness(t *testing.T) {
	now := time.Unix(1700000000, 0)
	for age, keeps := range map[time.Duration]bool{0: false, -time.Hour: false, freshness / 2: false, time.Second: true} {
		s := &state{records: map[string]*record{}}
		s.put(record{path: "a.md", time: now.Add(-age).UnixNano()}, now)
		if got := s.records["a.md"].time != 0; got != keeps {
			t.Errorf("the time of a file of age %v was kept: %v, want %v", age, got, keeps)
		}
	}
}

// A link in place of the state leads to a file of somebody else.
func TestStateIsLink(t *testing.T) {
	place, file := openState(t)
	must(t, twoRecords().save(place))
	other := filepath.Join(filepath.Dir(filepath.Dir(file)), "other")
	must(t, os.Rename(file, other))
	if err := os.Symlink("../other", file); err != nil {
		t.Skip(err)
	}
	if n := len(loadState(place).records); n != 0 {
		t.Errorf("%d records were read through a link", n)
	}
	before, _ := os.ReadFile(other)
	s := twoRecords()
	s.forget("a.md")
	must(t, s.save(place))
	if after, _ := os.ReadFile(other); !bytes.Equal(before, after) {
		t.Error("the state was written through a link")
	}
}
