//go:build unix

package archive

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe called like a post must not keep the program waiting, whether it is
// found or takes the place of a post later.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.md")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Skip(err)
	}
	sources, problems, err := findAll([]string{dir})
	if err != nil || len(sources) != 0 || len(problems) != 1 || problems[0].Detail != "is a pipe" {
		t.Errorf("Find: %v %v %v", sources, problems, err)
	}
	_, err = Source{Path: "pipe.md", File: pipe}.Read(nil)
	var p *Problem
	if !errors.As(err, &p) || p.Class != ClassNotRegular {
		t.Errorf("Read: %v", err)
	}
}

func TestFindUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := plant(t, map[string]string{"a.md": "", "closed/b.md": ""})
	closed := filepath.Join(dir, "closed")
	os.Chmod(closed, 0)
	defer os.Chmod(closed, 0o755)
	sources, problems, err := findAll([]string{dir})
	if err != nil || len(sources) != 1 || len(problems) != 1 || problems[0].Class != ClassUnreadable || problems[0].Path != "closed" {
		t.Errorf("Find: %v %v %v", sources, problems, err)
	}
}
