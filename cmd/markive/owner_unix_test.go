//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that a stranger has put above the posts says nothing; one of the
// posts' own owner does.
func TestSettingsOfStrangers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	posts, file := filepath.Join(dir, "posts"), filepath.Join(dir, settingsName)
	must(t, os.Mkdir(posts, 0o777))
	for _, f := range []string{filepath.Join(posts, "a.html"), file} {
		must(t, os.WriteFile(f, []byte("jobs: 0\n"), 0o666))
	}
	for _, tt := range []struct {
		file, posts int // owners
		code        int
		says        string
	}{
		{0, 0, exitUsage, "--jobs 0"},
		{1234, 0, exitDone, "belongs to somebody else: not heeded"},
		{1234, 1234, exitUsage, "--jobs 0"},
	} {
		must(t, os.Chown(file, tt.file, -1))
		must(t, os.Chown(posts, tt.posts, -1))
		a, _, stderr := testApp("")
		if code := a.run(t.Context(), []string{"inspect", posts}); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%+v: exit code %d and %q", tt, code, stderr)
		}
	}
}
