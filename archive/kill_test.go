//go:build unix

package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestChild is the other process of tests that kill one, or take from it what
// it needs.
func TestChild(t *testing.T) {
	in, out := os.Getenv("MARKIVE_TEST_IN"), os.Getenv("MARKIVE_TEST_OUT")
	if in == "" {
		t.Skip("for other tests to start")
	}
	var most uint64
	if fmt.Sscan(os.Getenv("MARKIVE_TEST_FSIZE"), &most); most > 0 {
		var limit syscall.Rlimit
		setLimit(&limit.Cur, most)
		setLimit(&limit.Max, most)
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	}
	var mask int
	if n, _ := fmt.Sscanf(os.Getenv("MARKIVE_TEST_UMASK"), "%o", &mask); n > 0 {
		syscall.Umask(mask)
	}
	opts := testOptions()
	opts.Verify = os.Getenv("MARKIVE_TEST_VERIFY") != ""
	r, err := tryArchive(t, context.Background(), out, in, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range slices.Concat(r.Problems, r.Warnings, r.Healed) {
		fmt.Println("told:", p.Error())
	}
}

// setLimit sets a part of a limit, which systems give different types.
func setLimit[T int64 | uint64](part *T, n uint64) { *part = T(n) }

// child returns a run of another process.
func child(in, out string, variables ...string) *exec.Cmd {
	run := exec.Command(os.Args[0], "-test.run=^TestChild$")
	run.Env = append(append(os.Environ(), "MARKIVE_TEST_IN="+in, "MARKIVE_TEST_OUT="+out), variables...)
	return run
}

// sixtyPosts returns a folder of posts, some of whose pictures are shared and
// some missing.
func sixtyPosts(t *testing.T) string {
	o := newOrigin(t)
	files := map[string]string{}
	for i := range 60 {
		files[fmt.Sprintf("d%d/p%02d.md", i%4, i)] = post(o, fmt.Sprint("post ", i), fmt.Sprintf("%d.png", i%9), "gone.gif")
	}
	return plant(t, files)
}

// TestKilled kills runs at any moment. What has a name then is whole, and the
// next run ends where an undisturbed one does.
func TestKilled(t *testing.T) {
	t.Parallel()
	in := sixtyPosts(t)
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	for _, kind := range []string{"", "blog.tar", "blog.zip"} {
		whole := filepath.Join(t.TempDir(), "out", kind)
		started := time.Now()
		archiveOf(t, whole, in, testOptions())
		took := time.Since(started)
		want := filesAt(t, whole)
		out := filepath.Join(t.TempDir(), "out", kind)
		for round := range rounds {
			if round%4 == 0 {
				os.RemoveAll(filepath.Dir(out)) // else go on from what the last kill has left
			}
			run := child(in, out)
			must(t, run.Start())
			timer := time.AfterFunc(time.Duration(rand.Int64N(int64(took))), func() { run.Process.Kill() })
			run.Wait()
			timer.Stop()
			if _, err := os.Stat(out); err != nil {
				continue
			}
			for name, content := range filesAt(t, out) {
				if w, ok := want[name]; !ok || w != content {
					t.Errorf("%q, round %d: %s is half written or stray", kind, round, name)
				}
			}
		}
		archiveOf(t, out, in, testOptions())
		sameFiles(t, "after all kills", want, filesAt(t, out))
		sound(t, out, 60)
	}
}

// A disk that is full while a pack is written leaves the former one, or none,
// and the next run makes what an undisturbed one makes.
func TestPackOnFullDisk(t *testing.T) {
	t.Parallel()
	in := sixtyPosts(t)
	for _, kind := range packKinds {
		whole := filepath.Join(t.TempDir(), kind)
		archiveOf(t, whole, in, testOptions())
		want := filesAt(t, whole)
		dir := t.TempDir()
		out := filepath.Join(dir, kind)
		for _, before := range []bool{false, true} {
			if before { // there is one, of fewer posts
				os.RemoveAll(out)
				few := plant(t, map[string]string{"d0/first.md": "first\n"})
				archiveOf(t, out, few, testOptions())
			}
			was := filesAt(t, out)
			said, err := child(in, out, "MARKIVE_TEST_FSIZE=50000").CombinedOutput()
			if err == nil || !strings.Contains(string(said), syscall.EFBIG.Error()) {
				t.Fatalf("%s: with files of 50,000 bytes: %v\n%s", kind, err, said)
			}
			sameFiles(t, kind+" on a full disk", was, filesAt(t, out))
		}
		os.RemoveAll(out)
		archiveOf(t, out, in, testOptions())
		sameFiles(t, kind+" after a full disk", want, filesAt(t, out))
	}
}

// Files can be read by everybody and written by their owner, but for what the
// umask takes: not what the folder of a temporary file had.
func TestModes(t *testing.T) {
	t.Parallel()
	in := plant(t, map[string]string{"d/a.md": post(nil, "text", "1.png")})
	os.WriteFile(filepath.Join(in, "d/1.png"), pngBytes(), 0o600)
	for _, mask := range []os.FileMode{0o022, 0o077, 0o002} {
		for _, kind := range []string{"out", "blog.tar"} {
			out := filepath.Join(t.TempDir(), kind)
			if said, err := child(in, out, fmt.Sprintf("MARKIVE_TEST_UMASK=%03o", mask)).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			seen := 0
			filepath.WalkDir(out, func(p string, e os.DirEntry, err error) error {
				if err != nil || p == out && e.IsDir() {
					return err
				}
				want := os.FileMode(0o644)
				if e.IsDir() {
					want = 0o755
				}
				if info, err := e.Info(); err != nil || info.Mode().Perm() != want&^mask {
					t.Errorf("umask %03o: %s has mode %v (%v)", mask, p, info.Mode(), err)
				}
				seen++
				return nil
			})
			if kind == "out" && seen < 8 || seen == 0 {
				t.Errorf("umask %03o: only %d files and folders of %s", mask, seen, kind)
			}
		}
	}
}
