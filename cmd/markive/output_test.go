package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// A fullWriter takes some bytes and then no more.
type fullWriter struct {
	left int
	err  error
}

func (w *fullWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, w.err
	}
	w.left -= len(p)
	return len(p), nil
}

// plantPosts makes a folder with two posts and an archive of them in which two
// files are damaged, and returns both.
func plantPosts(t *testing.T) (posts, blog string) {
	t.Helper()
	dir := t.TempDir()
	posts, blog = filepath.Join(dir, "posts"), filepath.Join(dir, "blog")
	must(t, os.Mkdir(posts, 0o777))
	for _, name := range []string{"a.html", "b.html"} {
		must(t, os.WriteFile(filepath.Join(posts, name), []byte("---\ntitle: "+name+"\n---\n<p>text</p>"), 0o666))
	}
	a, _, stderr := testApp("")
	if code := a.run(t.Context(), []string{"archive", posts, "-o", blog, "-q"}); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, name := range []string{"a/source.txt", "b/source.txt"} {
		must(t, os.WriteFile(filepath.Join(blog, name), []byte("changed"), 0o666))
	}
	return posts, blog
}

// Whoever reads the results may stop reading, which is no error, and the disk
// on which they are written may be full, which is one, whatever the command.
func TestOutputEnds(t *testing.T) {
	posts, blog := plantPosts(t)
	out := t.TempDir()
	at := 0
	fresh := func() string { at++; return filepath.Join(out, strings.Repeat("x", at)) }
	for _, args := range [][]string{
		{"convert", filepath.Join(posts, "a.html")},
		{"convert", posts, "--json"},
		{"inspect", posts},
		{"inspect", posts, "--json"},
		{"archive", posts, "-o", "FRESH", "--json"},
		{"archive", posts, "-o", "FRESH", "-n"},
		{"archive", posts, "-o", "-"},
		{"verify", blog},
		{"verify", blog, "--json"},
		{"index", blog, "--json"},
		{"export", blog, "--target", "hugo", "-o", "FRESH", "--json"},
		{"version"},
		{"--version"},
		{"completion", "zsh"},
		{"--help"},
		{"archive", "--help"},
		{"help", "export"},
	} {
		for _, left := range []int{0, 10} {
			for err, want := range map[error]int{syscall.EPIPE: exitDone, syscall.ENOSPC: exitStopped} {
				for i, arg := range args {
					if strings.HasPrefix(arg, out) || arg == "FRESH" {
						args[i] = fresh()
					}
				}
				a, _, stderr := testApp("")
				a.stdout = &fullWriter{left, err}
				code := a.run(t.Context(), args)
				told := strings.Contains(stderr.String(), "markive: writing to standard output: no space left on device\nmake room")
				if code != want || told != (err == syscall.ENOSPC) {
					t.Errorf("%q, after %d bytes %v: exit code %d, want %d; told %q", args, left, err, code, want, stderr)
				}
			}
		}
	}
}

// A run whose report has no place does nothing, and says so at once.
func TestReportWithoutPlace(t *testing.T) {
	posts, blog := plantPosts(t)
	dir := t.TempDir()
	cases := []struct{ report, want string }{
		{dir, "markive: report " + dir + " is a folder; name a file\n"},
		{filepath.Join(dir, "no", "run.json"), "no such file or directory\n"},
	}
	if runtime.GOOS == "linux" { // a folder that takes no file, not even from root
		cases = append(cases, struct{ report, want string }{"/proc/run.json", "markive: report /proc/run.json: no such file or directory\n"})
	}
	for _, c := range cases {
		for _, args := range [][]string{
			{"convert", posts, "-o", filepath.Join(dir, "out")},
			{"archive", posts, "-o", filepath.Join(dir, "out")},
			{"archive", posts, "-o", filepath.Join(dir, "out"), "-n"},
			{"export", blog, "--target", "hugo", "-o", filepath.Join(dir, "out")},
			{"index", blog},
		} {
			a, stdout, stderr := testApp("")
			code := a.run(t.Context(), append(args, "--report", c.report))
			if code != exitStopped || stdout.Len() > 0 || !strings.HasPrefix(stderr.String(), "markive: report") || !strings.HasSuffix(stderr.String(), c.want) {
				t.Errorf("%q --report %s: exit code %d, told %q", args, c.report, code, stderr)
			}
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v was made", left)
	}
	if _, err := os.Stat(filepath.Join(blog, catalogFile)); err == nil {
		t.Error("a catalogue was made")
	}
}

// A report may go to what is no file, and one whose place went away in the
// meantime is told after the run.
func TestReportPlaces(t *testing.T) {
	dir := t.TempDir()
	place, err := openReport("")
	if err != nil || place.write(1) != nil {
		t.Errorf("without a report: %v, %v", place, err)
	}
	if place, err = openReport(os.DevNull); err != nil || place.write(1) != nil {
		t.Errorf("to %s: %v", os.DevNull, err)
	}
	gone := filepath.Join(dir, "gone")
	must(t, os.Mkdir(gone, 0o777))
	if place, err = openReport(filepath.Join(gone, "run.json")); err != nil {
		t.Fatal(err)
	}
	must(t, os.RemoveAll(gone))
	if err := place.write(1); err == nil || !strings.HasPrefix(err.Error(), "report "+filepath.Join(gone, "run.json")+": ") {
		t.Errorf("to a folder that has gone: %v", err)
	}
	name := filepath.Join(dir, "run.json")
	if place, err = openReport(name); err != nil {
		t.Fatal(err)
	}
	if err := place.write(map[string]string{"a": "<b>"}); err != nil {
		t.Error(err)
	}
	if data, _ := os.ReadFile(name); string(data) != "{\n  \"a\": \"<b>\"\n}\n" {
		t.Errorf("the report is %q", data)
	}
	if err := (&reportFile{path: name}).write(func() {}); err == nil {
		t.Error("what is no JSON was written")
	}
}
