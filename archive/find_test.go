package archive

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

func findAll(args []string) ([]Source, []Problem, error) {
	l, err := Find(args)
	if err != nil {
		return nil, nil, err
	}
	return l.Posts, l.Refused, nil
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
		{"other ./other other/z.md", "[odd].md z.md", ""},
		{"other/*.md empty", "other/[odd].md other/z.md", ""},
		{"./other/../other/z.md empty", "other/z.md", ""},
		{dir + "/other/z.md empty", "other/z.md", ""},
		{"empty", "", ""},
		{"links", "real.md", "gone.md link.md up"},
		{"links/link.md", "", "link.md"},
		{"links/up", "blog/source/_posts/2021/c.mkd blog/source/_posts/a.HTML blog/source/_posts/b.md blog/source/_posts/deep/x.v2.md links/real.md other/[odd].md other/z.md", "links/gone.md links/link.md links/up"},
		{"blog/bundle", "index.md", ""},
	} {
		sources, problems, err := findAll(strings.Fields(tt.args))
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
	sources, _, err := findAll([]string{"../posts", "."})
	if diff := cmp.Diff([]string{"here/b.md", "posts/a.md"}, pathsOf(sources)); diff != "" || err != nil {
		t.Errorf("paths (-want +got):\n%s%v", diff, err)
	}
	sources, _, err = findAll([]string{"../posts", "../more/posts"})
	if diff := cmp.Diff([]string{"more/posts/a.md", "posts/a.md"}, pathsOf(sources)); diff != "" || err != nil {
		t.Errorf("two files of one name (-want +got):\n%s%v", diff, err)
	}
}

// The same input has the same paths, however it is typed and from where.
func TestFindTyped(t *testing.T) {
	dir := plant(t, map[string]string{"posts/a.md": "a", "posts/sub/b.md": "b", "here/": "", "other/c.md": "c"})
	for _, tt := range []struct {
		from  string
		args  []string // of one meaning each
		paths string
	}{
		{".", []string{"posts", "./posts", "posts/", "posts/.", "here/../posts", dir + "/posts", "posts/*.md posts/sub", "posts/**", "posts/**/*.md", "posts posts/sub", "posts/a.md posts/sub/b.md"}, "a.md sub/b.md"},
		{"posts", []string{".", "./", "*.md sub", dir + "/posts", "../posts", "a.md sub/b.md"}, "a.md sub/b.md"},
		{"here", []string{"../posts", "../posts/a.md ../posts/sub"}, "a.md sub/b.md"},
		{".", []string{"posts/a.md", "./posts/a.md", "posts/*.md", dir + "/posts/a.md"}, "a.md"},
		{".", []string{"posts other", "./other/ ./posts", ".", dir + "/posts other", "posts other/c.md"}, "other/c.md posts/a.md posts/sub/b.md"},
		{"posts", []string{".. .", ". ../other", "a.md ../other sub"}, "other/c.md posts/a.md posts/sub/b.md"},
	} {
		t.Chdir(filepath.Join(dir, tt.from))
		for _, args := range tt.args {
			sources, _, err := findAll(strings.Fields(args))
			if got := strings.Join(pathsOf(sources), " "); got != tt.paths || err != nil {
				t.Errorf("in %s: Find(%s) = %s, %v; want %s", tt.from, args, got, err, tt.paths)
			}
		}
	}
}

// What a walk leaves out is counted; what it never looks at is not.
func TestFindPassesOver(t *testing.T) {
	dir := plant(t, map[string]string{
		"a.md": "", "b.MKDN": "", "c.mdx": "", "d/e.MDX": "", "d/f.png": "", "LICENSE": "", ".hidden.rst": "", "node_modules/x.js": "",
		"link.png": "-> d/f.png", "bundle/markive.json": "{}", "bundle/x.jpg": "",
	})
	for _, arg := range []string{dir, dir + "/**"} {
		l, err := Find([]string{arg})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{".mdx": 2, ".png": 2, "": 1}
		if diff := cmp.Diff(want, l.PassedOver); diff != "" {
			t.Errorf("%s (-want +got):\n%s", arg, diff)
		}
	}
}

// Of a site, what it is built with and what was built of it is no post, and
// told, unless it is named or the globs would leave it out. Folders of the same
// names elsewhere are folders.
func TestFindSetsAside(t *testing.T) {
	dir := plant(t, map[string]string{
		"j/_config.yml": "", "j/_posts/a.md": "", "j/_layouts/x.html": "", "j/_includes/deep/x.html": "", "j/_site/2020/a.html": "", "j/vendor/bundle/README.md": "", "j/vendor/_posts/v.md": "",
		"j/public/b.md": "", "j/themes/c.md": "", // of Hexo alone
		"x/_config.yml": "", "x/source/_posts/a.md": "", "x/source/public/b.md": "", "x/public/a.html": "", "x/themes/t/README.md": "", "x/scaffolds/post.md": "",
		"g/config/_default/hugo.toml": "", "g/content/posts/a.md": "", "g/content/layouts/b.md": "", "g/layouts/x.html": "", "g/themes/t/layouts/x.html": "", "g/public/a.html": "", "g/archetypes/x.md": "",
		"m/mkdocs.yml": "", "m/docs/site/a.md": "", "m/site/a.html": "",
		"n/config.toml": "", "n/public/a.md": "", "n/layouts/b.md": "", "n/site/c.md": "", "n/_site": "a file",
	})
	t.Chdir(dir)
	const posts = "g/content/layouts/b.md g/content/posts/a.md j/_posts/a.md j/public/b.md j/themes/c.md j/vendor/_posts/v.md m/docs/site/a.md n/layouts/b.md n/public/a.md n/site/c.md x/source/_posts/a.md x/source/public/b.md"
	const aside = "g/archetypes g/layouts g/public g/themes j/_includes j/_layouts j/_site j/vendor/bundle m/site x/public x/scaffolds x/themes"
	for _, c := range []struct {
		s           Selection
		posts, want string
	}{
		{Selection{Paths: []string{"."}}, posts, aside},
		{Selection{Paths: []string{"**/*.{md,html}"}}, posts, aside},
		{Selection{Paths: []string{"j"}}, "_posts/a.md public/b.md themes/c.md vendor/_posts/v.md", "_includes _layouts _site vendor/bundle"},
		{Selection{Paths: []string{"j/_site"}}, "2020/a.html", ""},
		{Selection{Paths: []string{"j/_site/**"}}, "2020/a.html", ""},
		{Selection{Paths: []string{"j/_site/2020/a.html"}}, "a.html", ""},
		{Selection{Paths: []string{"j", "j/_site"}}, "_posts/a.md _site/2020/a.html public/b.md themes/c.md vendor/_posts/v.md", "_includes _layouts vendor/bundle"},
		{Selection{Paths: []string{"j"}, Include: []string{"_posts/**"}}, "_posts/a.md", ""},
		{Selection{Paths: []string{"j"}, Exclude: []string{"_site/**", "vendor/**"}}, "_posts/a.md public/b.md themes/c.md", "_includes _layouts"},
		{Selection{Listed: []string{"j/_posts", "j/_layouts/x.html"}}, "_layouts/x.html _posts/a.md", ""},
	} {
		l, err := c.s.Find()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(pathsOf(l.Posts), " "); got != c.posts {
			t.Errorf("%+v: %s, want %s", c.s, got, c.posts)
		}
		if got := strings.Join(l.Aside, " "); got != c.want {
			t.Errorf("%+v: set aside %s, want %s", c.s, got, c.want)
		}
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
		if _, _, err := findAll([]string{arg}); err == nil || err.Error() != want {
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
		sources, _, err := findAll([]string{filepath.Join(dir, arg)})
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
	if b, err := src.Read(nil); string(b) != "post" || err != nil {
		t.Errorf("Read = %q, %v", b, err)
	}
	room := make([]byte, 3, 4<<10)
	if b, err := src.Read(room); string(b) != "post" || err != nil || &b[0] != &room[0] {
		t.Errorf("Read = %q, %v, elsewhere than where there is room", b, err)
	}
	if b, err := src.Read(room[:1:1]); string(b) != "post" || err != nil {
		t.Errorf("Read = %q, %v where there is no room", b, err)
	}
	for name, want := range map[string]Class{
		"link.md":   ClassNotRegular,
		"folder.md": ClassNotRegular,
		"gone.md":   ClassUnreadable,
		"s.md":      ClassUnreadable, // a socket cannot be opened
	} {
		_, err := Source{Path: name, File: filepath.Join(dir, name)}.Read(nil)
		var p *Problem
		if !errors.As(err, &p) || p.Class != want || p.Path != name {
			t.Errorf("reading %s: %v, want class %s", name, err, want)
		}
	}
	if _, err := (Source{File: filepath.Join(dir, "gone.md")}).Read(nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone: %v, want what the system said", err)
	}
}

func TestReadBound(t *testing.T) {
	t.Parallel()
	dir := plant(t, map[string]string{"a.md": ""})
	file := filepath.Join(dir, "a.md")
	for size, ok := range map[int64]bool{convert.MaxPost: true, convert.MaxPost + 1: false} {
		must(t, os.Truncate(file, size))
		_, err := Source{Path: "a.md", File: file}.Read(nil)
		var p *Problem
		if ok && err != nil || !ok && (!errors.As(err, &p) || p.Class != ClassTooLarge) {
			t.Errorf("reading %d bytes: %v", size, err)
		}
	}
}

// A list names posts as arguments do, and in step with its length: the common
// folder was looked for anew for every path.
func TestFindListed(t *testing.T) {
	dir := plant(t, map[string]string{"a/x.md": "x", "b/y.html": "y", "b/z.md": "z"})
	t.Chdir(dir)
	s := &Selection{Listed: []string{"a/x.md", "b", "b/*.md", "bad\x00", "./b/y.html"}, Exclude: []string{"**/z.md"}}
	l, err := s.Find()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(pathsOf(l.Posts), " "), "a/x.md b/y.html"; got != want {
		t.Errorf("posts %s, want %s", got, want)
	}
	if len(l.Refused) != 2 || l.Refused[0].Path != "b/*.md" || l.Refused[1].Path != "bad\x00" || l.LeftOut != 1 {
		t.Errorf("refused %v, left out %d; want the star, the NUL byte, and 1", l.Refused, l.LeftOut)
	}
	if l := s.Expand("./b/"); strings.Join(pathsOf(l.Posts), " ") != "b/y.html" || l.LeftOut != 1 {
		t.Errorf("./b/ names %v without %d", pathsOf(l.Posts), l.LeftOut)
	}

	names := make([]string, 100_000)
	for i := range names {
		names[i] = "b/y.html"
	}
	if l, err = (&Selection{Listed: names}).Find(); err != nil || len(l.Posts) != 1 {
		t.Errorf("a long list: %v, %v", l, err)
	}
}

// An archive that lies among its posts is passed by also when its state was
// deleted. The folder that an office program writes beside an index.html is none.
func TestFindPassesArchiveWithoutState(t *testing.T) {
	in := plant(t, map[string]string{"a.md": "a\n", "b/index.html": "b\n", "b/index.files/c.html": "c\n"})
	for range 2 {
		archiveOf(t, filepath.Join(in, "blog"), in, testOptions())
		os.RemoveAll(filepath.Join(in, "blog", stateFolder))
	}
	for _, arg := range []string{in, in + "/**"} {
		posts, _, err := findAll([]string{arg})
		if diff := cmp.Diff([]string{"a.md", "b/index.files/c.html", "b/index.html"}, pathsOf(posts)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", arg, err, diff)
		}
	}
}

// A pool of names holds all of them, also one that is larger than a piece.
func TestNamePool(t *testing.T) {
	var pool namePool
	var got, want []string
	for i := range 5000 {
		name := strings.Repeat("x", i%97) + strconv.Itoa(i)
		if i == 2500 {
			name = strings.Repeat("large", 20_000)
		}
		want, got = append(want, name), append(got, pool.keep(name))
	}
	if !slices.Equal(got, want) {
		t.Error("the pool gives other names than it was given")
	}
	name := strings.Repeat("a/b", 20)
	if n := testing.AllocsPerRun(1000, func() { pool.keep(name) }); n >= 1 {
		t.Errorf("%g allocations for each name", n)
	}
}
