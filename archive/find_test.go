package archive

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

// plant writes files below a new folder and returns it. A name that ends in a
// slash is a folder, a content that starts with -> a link.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	plantIn(t, dir, files)
	return dir
}

func plantIn(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(p), 0o755)
		if err == nil {
			switch to, isLink := strings.CutPrefix(content, "-> "); {
			case strings.HasSuffix(name, "/"):
				err = os.MkdirAll(p, 0o755)
			case isLink:
				err = os.Symlink(to, p)
			default:
				err = os.WriteFile(p, []byte(content), 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func pathsOf(sources []Source) []string {
	paths := []string{}
	for _, s := range sources {
		paths = append(paths, s.Path)
	}
	return paths
}

func TestFind(t *testing.T) {
	dir := plant(t, map[string]string{
		"blog/_config.yml":                "",
		"blog/source/_posts/b.md":         "b",
		"blog/source/_posts/a.HTML":       "a",
		"blog/source/_posts/2021/c.mkd":   "c",
		"blog/source/_posts/cat.png":      "no post",
		"blog/source/_posts/.draft.md":    "hidden",
		"blog/.git/x.md":                  "hidden",
		"blog/node_modules/left/pad.md":   "not ours",
		"blog/archive/.markive/lock":      "",
		"blog/archive/a/index.md":         "archived",
		"blog/bundle/markive.json":        "{}",
		"blog/bundle/index.md":            "archived",
		"other/notes.txt":                 "a post if named",
		"other/z.md":                      "z",
		"other/[odd].md":                  "a name that looks like a glob",
		"empty/":                          "",
		"links/real.md":                   "real",
		"links/link.md":                   "-> real.md",
		"links/gone.md":                   "-> nowhere",
		"links/up":                        "-> ..",
		"links/picture.png":               "-> real.md",
		"blog/source/_posts/deep/x.v2.md": "x",
	})
	t.Chdir(dir)
	for _, tt := range []struct {
		args     string
		want     string
		problems string
	}{
		{"blog", "source/_posts/2021/c.mkd source/_posts/a.HTML source/_posts/b.md source/_posts/deep/x.v2.md", ""},
		{"blog/source/_posts/b.md", "b.md", ""},
		{"other/notes.txt", "notes.txt", ""},
		{"other/[odd].md", "[odd].md", ""},
		{"blog/**/*.md", "source/_posts/b.md source/_posts/deep/x.v2.md", ""},
		{"blog/source/**", "_posts/2021/c.mkd _posts/a.HTML _posts/b.md _posts/deep/x.v2.md", ""},
		{"other/*.txt", "notes.txt", ""},
		{"other blog/source/_posts/b.md", "blog/source/_posts/b.md other/[odd].md other/z.md", ""},
		{"other ./other other/z.md", "other/[odd].md other/z.md", ""},
		{"other/*.md empty", "other/[odd].md other/z.md", ""},
		{"./other/../other/z.md empty", "other/z.md", ""},
		{dir + "/other/z.md empty", "other/z.md", ""},
		{"empty", "", ""},
		{"links", "real.md", "gone.md link.md up"},
		{"links/link.md", "", "link.md"},
		{"links/up", "blog/source/_posts/2021/c.mkd blog/source/_posts/a.HTML blog/source/_posts/b.md blog/source/_posts/deep/x.v2.md links/real.md other/[odd].md other/z.md", "links/gone.md links/link.md links/up"},
		{"blog/bundle", "index.md", ""},
	} {
		sources, problems, err := Find(strings.Fields(tt.args))
		if err != nil {
			t.Errorf("Find(%s): %v", tt.args, err)
			continue
		}
		if got := strings.Join(pathsOf(sources), " "); got != tt.want {
			t.Errorf("Find(%s) = %s, want %s", tt.args, got, tt.want)
		}
		var odd []string
		for _, p := range problems {
			odd = append(odd, p.Path)
			if p.Class != ClassNotRegular {
				t.Errorf("Find(%s): %s is %s, want %s", tt.args, p.Path, p.Class, ClassNotRegular)
			}
		}
		if got := strings.Join(odd, " "); got != tt.problems {
			t.Errorf("Find(%s) has problems with %q, want %q", tt.args, got, tt.problems)
		}
	}
}

func TestFindOutsideTheWorkingFolder(t *testing.T) {
	dir := plant(t, map[string]string{"posts/a.md": "a", "more/posts/a.md": "another", "here/b.md": "b"})
	t.Chdir(filepath.Join(dir, "here"))
	sources, _, err := Find([]string{"../posts", "."})
	if diff := cmp.Diff([]string{"b.md", "posts/a.md"}, pathsOf(sources)); diff != "" || err != nil {
		t.Errorf("paths (-want +got):\n%s%v", diff, err)
	}
	if _, _, err := Find([]string{"../posts", "../more/posts"}); err == nil || !strings.Contains(err.Error(), "would both be called posts/a.md") {
		t.Errorf("two files of one path: %v", err)
	}
}

func TestFindNothing(t *testing.T) {
	dir := plant(t, map[string]string{"a.txt": ""})
	t.Chdir(dir)
	for arg, want := range map[string]string{
		"nowhere":    "nowhere: no such file or directory",
		"*.md":       "*.md: matches no post",
		"**":         "**: matches no post",
		"[":          "[: not a glob",
		"odd\nthing": `"odd\nthing": no such file or directory`,
	} {
		if _, _, err := Find([]string{arg}); err == nil || err.Error() != want {
			t.Errorf("Find(%q): %v, want %s", arg, err, want)
		}
	}
}

func TestFindRoot(t *testing.T) {
	dir := plant(t, map[string]string{
		"site/hugo.toml":            "",
		"site/content/posts/a.md":   "",
		"bare/posts/a.md":           "",
		"far/_config.yml":           "",
		"far/1/2/3/4/a.md":          "",
		"far/1/2/3/4/5/a.md":        "",
		"fake/_config.yml/x/a.md":   "",
		"site/content/posts/deep/b": "",
	})
	for arg, want := range map[string]string{
		"site/content/posts":        "site",
		"site/content/posts/a.md":   "site",
		"site/content/**/*.md":      "site",
		"site/content/posts/deep/b": "site",
		"bare/posts":                "bare/posts",
		"bare/posts/a.md":           "bare/posts",
		"far/1/2/3/4":               "far",
		"far/1/2/3/4/5":             "far/1/2/3/4/5",
		"fake/_config.yml/x":        "fake/_config.yml/x",
	} {
		sources, _, err := Find([]string{filepath.Join(dir, arg)})
		if err != nil || len(sources) == 0 {
			t.Fatal(arg, sources, err)
		}
		if got, _ := filepath.Rel(dir, sources[0].Root); got != want {
			t.Errorf("the root of %s is %s, want %s", arg, got, want)
		}
	}
}

func TestRead(t *testing.T) {
	dir := plant(t, map[string]string{"a.md": "post", "link.md": "-> a.md", "folder.md/": ""})
	if l, err := net.Listen("unix", filepath.Join(dir, "s.md")); err == nil {
		defer l.Close()
	}
	src := Source{Path: "a.md", File: filepath.Join(dir, "a.md")}
	if b, err := src.Read(); string(b) != "post" || err != nil {
		t.Errorf("Read = %q, %v", b, err)
	}
	for name, want := range map[string]Class{
		"link.md":   ClassNotRegular,
		"folder.md": ClassNotRegular,
		"gone.md":   ClassUnreadable,
		"s.md":      ClassUnreadable, // a socket cannot be opened
	} {
		_, err := Source{Path: name, File: filepath.Join(dir, name)}.Read()
		var p *Problem
		if !errors.As(err, &p) || p.Class != want || p.Path != name {
			t.Errorf("reading %s: %v, want class %s", name, err, want)
		}
	}
	if _, err := (Source{File: filepath.Join(dir, "gone.md")}).Read(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone: %v, want what the system said", err)
	}
}

func TestReadBound(t *testing.T) {
	dir := plant(t, map[string]string{"a.md": ""})
	file := filepath.Join(dir, "a.md")
	for size, ok := range map[int64]bool{convert.MaxPost: true, convert.MaxPost + 1: false} {
		if err := os.Truncate(file, size); err != nil {
			t.Fatal(err)
		}
		_, err := Source{Path: "a.md", File: file}.Read()
		var p *Problem
		if ok && err != nil || !ok && (!errors.As(err, &p) || p.Class != ClassTooLarge) {
			t.Errorf("reading %d bytes: %v", size, err)
		}
	}
}
