package archive

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A bundle of which a folder is read-only can be replaced, and leaves nothing in
// the state that stops later runs. One that is read-only itself stays, and its
// post fails.
func TestReadOnlyFolders(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	for folder, want := range map[string]string{"b/images": "other words", "b": "three"} {
		in := plant(t, threePosts(o))
		out := filepath.Join(t.TempDir(), "blog")
		asNobody(t, out, in)
		plantIn(t, in, map[string]string{"b.html": post(o, "other words", "3.png")})
		must(t, os.Chmod(filepath.Join(out, folder), 0o555))
		told := asNobody(t, out, in)
		if data, _ := os.ReadFile(filepath.Join(out, "b/index.md")); !strings.Contains(string(data), want) {
			t.Errorf("%s: the post is\n%s, the run told\n%s", folder, data, told)
		}
		if strings.Contains(told, "told: b.html") != (folder == "b") {
			t.Errorf("%s: the run told\n%s", folder, told)
		}
		if again := asNobody(t, out, in); again != told {
			t.Errorf("%s: the run told\n%s, the next\n%s", folder, told, again)
		}
		left := filepath.Join(out, stateFolder, stagingFolder)
		if _, err := os.Lstat(left); err == nil {
			t.Errorf("%s: %s is left", folder, left)
		}
		os.Chmod(filepath.Join(out, folder), 0o755) // so that whoever runs the test can clear up
	}
}

// What may not be read is not lost: its bundle stays, whatever the run is asked
// for, and the post fails.
func TestUnreadableIsNotDamaged(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	for name, verify := range map[string]bool{"b/images/*": true, "b/images": false, "b/markive.json": false, "b": false} {
		in := plant(t, threePosts(o))
		out := filepath.Join(t.TempDir(), "blog")
		asNobody(t, out, in)
		want := snapshot(t, filepath.Join(out, "b"))
		found, _ := filepath.Glob(filepath.Join(out, name))
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		plantIn(t, in, map[string]string{"b.html": post(o, "other words", "3.png")})
		var variables []string
		if verify {
			variables = append(variables, "MARKIVE_TEST_VERIFY=1")
		}
		os.Chmod(found[0], 0)
		told := asNobody(t, out, in, variables...)
		os.Chmod(found[0], info.Mode())
		if !strings.HasPrefix(told, "told: b.html: io: ") || !strings.Contains(told, "permission denied") {
			t.Errorf("%s: told %q", name, told)
		}
		sameFiles(t, name, want, snapshot(t, filepath.Join(out, "b")))
	}
}

// asNobody archives as somebody to whom permissions mean something, and returns
// what the run told.
func asNobody(t *testing.T, out, in string, variables ...string) string {
	t.Helper()
	run := child(in, out, variables...)
	if os.Geteuid() == 0 {
		const nobody = 65534
		run.Path = "/proc/self/exe" // whose own folder may be closed to others
		run.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		os.Chmod(filepath.Dir(in), 0o755)
		covered := filepath.Join(filepath.Dir(out), "covered") // with -cover, where it may write
		os.Mkdir(covered, 0o755)
		run.Env = append(run.Env, "GOCOVERDIR="+covered, "TMPDIR="+covered)
		for _, dir := range []string{in, filepath.Dir(out)} {
			filepath.WalkDir(dir, func(p string, _ fs.DirEntry, _ error) error { return os.Lchown(p, nobody, nobody) })
		}
	}
	data, err := run.CombinedOutput()
	var told []string
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "told: ") {
			told = append(told, line)
		}
	}
	if err != nil {
		t.Errorf("%v: %s", err, data)
	}
	return strings.Join(told, "")
}
