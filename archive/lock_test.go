package archive

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

func open(t *testing.T, dir string, opts Options) *Archiver {
	t.Helper()
	a, err := New(dir, convert.New(convert.Options{}), opts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir, Options{})
	runtime.GC() // would close the lock's file if nobody referred to it
	_, err := New(dir, convert.New(convert.Options{}), Options{})
	var locked *LockedError
	if !errors.As(err, &locked) || !errors.Is(err, ErrLocked) {
		t.Fatalf("a second run got in: %v", err)
	}
	if !strings.HasPrefix(locked.Holder, "process ") || !strings.Contains(err.Error(), "another run holds the archive: process ") {
		t.Errorf("the holder is not named: %v", err)
	}
	must(t, first.Close())
	must(t, open(t, dir, Options{}).Close())
	entries, _ := os.ReadDir(filepath.Join(dir, stateFolder))
	if len(entries) != 1 || entries[0].Name() != "lock" {
		t.Errorf("left in the state: %v", entries)
	}
}

// Whoever prepares the output must not make us write elsewhere.
func TestNewRefusesLinks(t *testing.T) {
	for _, name := range []string{".markive", ".markive/lock", ".markive/holder", ".markive/staging", ".markive/spool", ".markive/replaced"} {
		outside := plant(t, map[string]string{"folder/keep.txt": "mine"})
		for _, to := range []string{filepath.Join(outside, "folder"), filepath.Join(outside, "new"), "../folder"} {
			dir := plant(t, map[string]string{"folder/keep.txt": "mine", name: "-> " + to})
			a, err := New(dir, convert.New(convert.Options{}), Options{})
			if err == nil {
				a.Close()
			}
			if err == nil && (name == ".markive" || name == ".markive/lock" || name == ".markive/replaced") {
				t.Errorf("%s as a link to %s was taken", name, to)
			}
			for _, d := range []string{dir, outside} {
				entries, _ := os.ReadDir(filepath.Join(d, "folder"))
				if b, _ := os.ReadFile(filepath.Join(d, "folder/keep.txt")); string(b) != "mine" || len(entries) != 1 {
					t.Errorf("%s as a link to %s: the folder it leads to was changed: %v", name, to, entries)
				}
			}
			if _, err := os.Lstat(filepath.Join(outside, "new")); err == nil {
				t.Errorf("%s as a link made %s", name, to)
			}
		}
	}
}

func TestNewNotWritable(t *testing.T) {
	dir := plant(t, map[string]string{"file": "mine"})
	_, err := New(filepath.Join(dir, "file"), convert.New(convert.Options{}), Options{})
	if err == nil || !strings.HasSuffix(err.Error(), "file is a file; choose another folder with -o") {
		t.Errorf("a file in place of the archive: %v", err)
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "file")); string(b) != "mine" {
		t.Error("it was changed")
	}
}

// Where the lock should be stands something else; it is told, and stays.
func TestLockInTheWay(t *testing.T) {
	outside := plant(t, map[string]string{"mine": "mine"})
	for why, files := range map[string]map[string]string{
		"a folder":                {"lock/x": "mine"},
		"a link out":              {"lock": "-> " + outside + "/mine"},
		"a link":                  {"lock": "-> other", "other": "mine"},
		"a folder for the holder": {"holder/x": "mine"},
	} {
		out := t.TempDir()
		plantIn(t, filepath.Join(out, stateFolder), files)
		before := onlyFiles(t, out)
		if a, err := New(out, convert.New(convert.Options{}), Options{}); err == nil {
			a.Close()
			t.Errorf("%s: the archive was opened", why)
		} else if errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), out) {
			t.Errorf("%s: %v", why, err)
		}
		for name, what := range onlyFiles(t, out) {
			if was, there := before[name]; there && was != what {
				t.Errorf("%s: %s was %q, is %q", why, name, was, what)
			}
		}
	}
	if data, _ := os.ReadFile(filepath.Join(outside, "mine")); string(data) != "mine" {
		t.Errorf("written through a link: %q", data)
	}
	if e := (&LockedError{Dir: "blog"}); e.Error() != "blog: another run holds the archive" {
		t.Errorf("nobody known: %q", e)
	}
}
