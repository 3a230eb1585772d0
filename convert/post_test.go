package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func mustParse(t testing.TB, src string) *Post {
	t.Helper()
	p, err := Parse("post.md", []byte(src))
	if err != nil {
		t.Fatalf("Parse(%.200q): %v", src, err)
	}
	return p
}

func ExampleParse() {
	post, err := Parse("hello.html", []byte("---\ntitle: Hello\ndate: 2021-11-20\n---\n<p>World.</p>\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(post.FrontMatter.Title, post.FrontMatter.Date.Year())
	fmt.Printf("%d: %s", post.BodyLine, post.Body)
	// Output:
	// Hello 2021
	// 5: <p>World.</p>
}

func ExampleParseAs() {
	post, err := ParseAs("old.html", "shift_jis", []byte("<p>\x94\x4c</p>"))
	fmt.Println(post.Body, err)
	// Output: <p>猫</p> <nil>
}

func TestParseEmpty(t *testing.T) {
	for _, src := range []string{"", "\n", " \n\t\n", "\xef\xbb\xbf"} {
		p := mustParse(t, src)
		if p.Body != "" || p.FrontMatter.Format != None || len(p.Warnings) > 0 {
			t.Errorf("Parse(%q) = %+v, want an empty post", src, p)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		src   string
		class Class
		want  string
	}{
		"png":        {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ClassBinary, "a.md: not a text file"},
		"zip":        {"PK\x03\x04 some text", ClassBinary, "a.md: not a text file"},
		"wave":       {"RIFF\x24\x08\x00\x00WAVEfmt " + strings.Repeat("\x80\x81~", 999), ClassBinary, "a.md: not a text file"},
		"aiff":       {"FORM\x24\x08\x00\x00AIFFCOMM" + strings.Repeat("some text", 999), ClassBinary, "a.md: not a text file"},
		"nuls":       {"a\x00b\x00c\x00", ClassBinary, "a.md: not a text file"},
		"utf16 nuls": {"\xff\xfe\x00\x00\x00\x00", ClassBinary, "a.md: not a text file"},
		"large":      {strings.Repeat("a", MaxPost+1), ClassTooLarge, "a.md: more than 64 MiB"},
	} {
		_, err := Parse("a.md", []byte(c.src))
		var e *Error
		if !errors.As(err, &e) || e.Class != c.class || err.Error() != c.want {
			t.Errorf("%s: Parse = %v, want %s %q", name, err, c.class, c.want)
		}
	}
}

func TestErrorTellsLine(t *testing.T) {
	cause := errors.New("front matter is not closed")
	err := &Error{Path: "_posts/a.html", Line: 3, Class: ClassFrontMatter, Err: cause}
	if got := err.Error(); got != "_posts/a.html:3: front matter is not closed" {
		t.Errorf("Error() = %q", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestBodyLine(t *testing.T) {
	for src, want := range map[string]int{
		"<p>a</p>":                        1,
		"\n\n<p>a</p>":                    3,
		"---\ntitle: a\n---\n<p>a</p>":    4,
		"---\r\ntitle: a\r\n---\r\n\r\n<": 5,
		"\r\r<p>":                         3,
		"title: a\n---\nb":                3,
		"{\"title\": \"a\"}\n\nb":         3,
	} {
		if got := mustParse(t, src).BodyLine; got != want {
			t.Errorf("BodyLine of %q = %d, want %d", src, got, want)
		}
	}
}

// A date that there is not, or that may be one of two, is told where it stands.
func TestDatesThatAreNone(t *testing.T) {
	for _, c := range []struct {
		name, src, want string
		line            int
	}{
		{"a.html", "---\ntitle: x\ndate: 2020-02-30\n---\n", "field date holds no date that can be read for sure: 2020-02-30", 3},
		{"2020-02-03-a.html", "---\ndate: 2020-02-30\n---\n", "field date holds no date that can be read for sure: 2020-02-30; that of the file's name counts", 2},
		{"a.html", "title: x\nDate: 01/02/2003\n---\n", "field Date holds no date that can be read for sure: 01/02/2003", 2},
		{"a.html", "\n+++\ntitle = 'x'\npublishDate = 'soon'\n+++\n", "field publishDate holds no date that can be read for sure: soon", 4},
		{"a.html", "{\n\"title\": \"x\",\n\"pubDate\": \"Invalid\\nDate\"}\n", "field pubDate holds no date that can be read for sure: Invalid Date", 3},
		{"a.html", "---\ndate: 2020-02-03\npubDate: never\nupdated: soon\n---\n", "", 0},
		{"a.html", "---\ndate: \"  \"\n---\n", "", 0},
		{"a.html", "---\ndate:\n---\n", "", 0},
	} {
		p, err := Parse(c.name, []byte(c.src))
		if err != nil {
			t.Fatal(err)
		}
		var want []Warning
		if c.want != "" {
			want = []Warning{{c.line, ClassFrontMatter, c.want}}
		}
		if !slices.Equal(p.Warnings, want) {
			t.Errorf("%q: %+v, want %+v", c.src, p.Warnings, want)
		}
	}
}

func TestWarningLines(t *testing.T) {
	for src, want := range map[string]Warning{
		"\n---\ntitle: a\nb: [\n---\nx":         {4, ClassFrontMatter, "front matter kept as it is: did not find expected node content"},
		"+++\ntitle = \"a\"\nb = ?\n+++\nx":     {3, ClassFrontMatter, "front matter kept as it is: unexpected character U+003F '?' at start of value"},
		"\n\n---\ntitle: a\n<p>body</p>\n":      {3, ClassFrontMatter, "front matter is not closed"},
		"{\n\"title\": \"a\",\n}\nbody":         {1, ClassFrontMatter, "front matter is no JSON object: invalid character '}' looking for beginning of object key string"},
		";;;\n\"title\": \"a\",\n\"b\"\n;;;\nx": {3, ClassFrontMatter, "front matter kept as it is: invalid character '}' after object key"},
		"some text\nand a \x01 control":         {2, ClassEncoding, "1 control character removed"},
		"猫\n猫\xff":                              {2, ClassEncoding, "1 byte not utf-8, replaced"},
	} {
		p := mustParse(t, src)
		if len(p.Warnings) != 1 || p.Warnings[0] != want {
			t.Errorf("warnings of %q = %+v, want %+v", src, p.Warnings, want)
		}
	}
}

// hostile are blocks that make parsers slow, deep or large. Each grows with n.
var hostile = map[string]func(n int) string{
	"keys":        func(n int) string { return numbered(n, "k%d: 1\n") },
	"same key":    func(n int) string { return strings.Repeat("a: 1\n", n) },
	"brackets":    func(n int) string { return "title: t\na: " + strings.Repeat("[", n) + "\n" },
	"braces":      func(n int) string { return "title: t\na: " + strings.Repeat("{a: ", n) + "\n" },
	"dashes":      func(n int) string { return "title: t\na:\n" + strings.Repeat("- ", n) + "\n" },
	"questions":   func(n int) string { return "title: t\n" + strings.Repeat("? ", n) + "\n" },
	"aliases":     func(n int) string { return "title: &a t\nb:\n" + strings.Repeat("- *a\n", n) },
	"laughs":      func(n int) string { return "title: t\n" + numbered(n, "a%[1]d: &a%[1]d [*a%[1]d,*a%[1]d]\n") },
	"comments":    func(n int) string { return "title: t\n" + strings.Repeat("# x\n", n) },
	"images":      func(n int) string { return "photos:\n" + numbered(n, "- /i/%d.jpg\n") },
	"inline":      func(n int) string { return "photos: [" + numbered(n, "/i/%d.jpg, ") + "]\n" },
	"bad images":  func(n int) string { return "x: &x /a.jpg\nphotos:\n" + strings.Repeat("- *x\n", n) },
	"quotes":      func(n int) string { return "title: \"" + strings.Repeat("\\n", n) + "\"\n" },
	"long lines":  func(n int) string { return "title: " + strings.Repeat("长", n) + "\n" },
	"blank lines": func(n int) string { return "title: t\n" + strings.Repeat("\n", n) },
	"fences":      func(n int) string { return "title: t\n" + strings.Repeat("----x\n", n) },
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestHostileIsLinear compares the time for a block with that for one four
// times its size: four times as much would be right, sixteen times quadratic.
func TestHostileIsLinear(t *testing.T) {
	for name, block := range hostile {
		if !isLinear(t, func(n int) string { return "---\n" + block(n) + "---\nbody" }) {
			t.Errorf("%s: time grows faster than the block", name)
		}
	}
}

// isLinear tries a few times, because the machine may be busy with others.
func isLinear(t *testing.T, src func(n int) string) bool {
	for range 5 {
		small, large := timeOf(t, src(500)), timeOf(t, src(2_000))
		if large < 9*small+5*time.Millisecond {
			return true
		}
	}
	return false
}

// timeOf returns the shorter of two times that a post takes.
func timeOf(t *testing.T, src string) time.Duration {
	best := time.Hour
	for range 2 {
		start := time.Now()
		p := mustParse(t, src)
		p.FrontMatter.imageFields(DefaultImageFields)
		p.FrontMatter.JSON()
		best = min(best, time.Since(start))
	}
	return best
}

// TestHostileIsKept: whatever is in a block, it comes out as it went in, and
// its body too.
func TestHostileIsKept(t *testing.T) {
	for name, block := range hostile {
		raw := block(10_000)
		p := mustParse(t, "---\n"+raw+"---\nbody")
		if p.FrontMatter.Raw != raw || p.Body != "body" {
			t.Errorf("%s: the block or the body was changed", name)
		}
		if p.FrontMatter.Err != nil && strings.HasPrefix(raw, "title: t\n") && p.FrontMatter.Title != "t" {
			t.Errorf("%s: title %q, want t", name, p.FrontMatter.Title)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, block := range hostile {
		f.Add([]byte("---\n" + block(3) + "---\nbody"))
	}
	for _, src := range []string{
		"", "<p>bare</p>", "---\ntitle: a\n---\n\n<p>b</p>", "title: a\n---\nb", "+++\na = 1\n[b]\nc = ['d.jpg']\n+++\nx",
		"{\"a\": [1, null, \"/b.jpg\"]}\nx", ";;;\n\"a\": 1\n;;;\nx", "\"title\": \"a\"\n;;;\nx", "---\ncover: &a !!str '/a.jpg' # c\nimg: *a\n---",
		"\xef\xbb\xbf---\r\na: b\r\n...\r\nx", "\xff\xfea\x00", "\xd6\xd0\xce\xc4", "{% x %}", "---\nprose\n---\n",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := Parse("fuzz.md", src)
		if err != nil {
			return
		}
		checkPost(t, p, src)
	})
}

// checkPost checks what holds for every post.
func checkPost(t *testing.T, p *Post, src []byte) {
	fm := &p.FrontMatter
	text, _ := decode(src, "")
	text.clean()
	if !strings.Contains(text.string, fm.Raw) || !strings.HasSuffix(text.string, p.Body) {
		t.Errorf("block %q and body %q do not stand in the source", fm.Raw, p.Body)
	}
	if !utf8.ValidString(text.string) || strings.ContainsAny(text.string, "\r\x00\x1b") {
		t.Errorf("%q is no clean text", text.string)
	}
	if !json.Valid(fm.JSON()) {
		t.Errorf("JSON() = %s", fm.JSON())
	}
	fields := fm.imageFields(DefaultImageFields)
	if got := fm.spliced(fields, make([]string, len(fields))); got != fm.Raw {
		t.Errorf("spliced without values = %q, want %q", got, fm.Raw)
	}
	again := mustParse(t, fm.head(fm.Raw)+"\n"+p.Body)
	if again.FrontMatter.Raw != fm.Raw || again.Body != p.Body || again.FrontMatter.Format != fm.Format {
		t.Errorf("read again: %q and %q, want %q and %q", again.FrontMatter.Raw, again.Body, fm.Raw, p.Body)
	}
}

// A caller reads the next post into the same place.
func TestParseKeepsNothingOfTheSource(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("---\ntitle: 汉字\n---\n<p>汉字，汉字，汉字。</p>"))
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range [][]byte{[]byte("---\ntitle: a\n---\n<p>b</p>\r\n"), []byte("\xff\xfe<\x00p\x00>\x00"), gbk} {
		want, err := Parse("a.html", slices.Clone(src))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := Parse("a.html", src)
		for i := range src {
			src[i] = '!'
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q became %q", want.Body, got.Body)
		}
	}
}
