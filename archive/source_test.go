package archive

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// What is no regular file is refused by its kind.
func TestKindOf(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file.md"), nil)
	if err := os.Symlink("file.md", filepath.Join(dir, "link.md")); err != nil {
		t.Skip(err)
	}
	if l, err := net.Listen("unix", filepath.Join(dir, "socket.md")); err == nil {
		defer l.Close()
	}
	found, err := Find([]string{dir})
	if err != nil || len(found.Posts) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	want := map[string]string{"link.md": "is a link, which is not followed; name the file that it leads to", "socket.md": "is a socket"}
	for _, p := range found.Refused {
		if p.Class != ClassNotRegular || p.Detail != want[p.Path] {
			t.Errorf("%+v, want %q", p, want[p.Path])
		}
	}
	for mode, want := range map[os.FileMode]string{
		0: "a file", os.ModeDir: "a folder", os.ModeSymlink: "a link", os.ModeNamedPipe: "a pipe", os.ModeSocket: "a socket",
		os.ModeDevice: "a device", os.ModeDevice | os.ModeCharDevice: "a device", os.ModeIrregular: "no regular file",
	} {
		if got := kindOf(mode | 0o644); got != want {
			t.Errorf("kindOf(%v) = %q, want %q", mode, got, want)
		}
	}
}
