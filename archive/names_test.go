package archive

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestBundleNames(t *testing.T) {
	long := strings.Repeat("长", 80)
	for _, tt := range []struct {
		why  string
		want map[string]string
	}{
		{"the path mirrors the input", map[string]string{
			"a/b/2021-11-20-hello.html": "a/b/2021-11-20-hello",
			"a/2021.v1.md":              "a/2021.v1",
			"top.md":                    "top",
		}},
		{"a page bundle is its folder; a section and the root's index are not", map[string]string{
			"x/index.md":  "x",
			"y/_index.md": "y/_index",
			"index.md":    "index",
		}},
		{"two that only differ in their extension", map[string]string{
			"a.md":   "a-" + shortHash("a.md"),
			"a.html": "a-" + shortHash("a.html"),
			"b.md":   "b",
		}},
		{"two that only differ in case", map[string]string{
			"Case.md": "Case-" + shortHash("Case.md"),
			"case.md": "case-" + shortHash("case.md"),
		}},
		{"two that only differ in normal form", map[string]string{
			"caf\u00e9.md":  "caf\u00e9-" + shortHash("caf\u00e9.md"),
			"cafe\u0301.md": "caf\u00e9-" + shortHash("cafe\u0301.md"),
		}},
		{"a post whose bundle would hold the folder of others", map[string]string{
			"a.md":          "a-" + shortHash("a.md"),
			"a/b.md":        "a/b",
			"blog/index.md": "blog-" + shortHash("blog/index.md"),
			"blog/one.md":   "blog/one",
		}},
		{"folders that only differ in case are one", map[string]string{
			"Case/x.md": "Case/x",
			"case/y.md": "Case/y",
		}},
		{"and so are the posts in them", map[string]string{
			"A/x.md": "A/x-" + shortHash("A/x.md"),
			"a/x.md": "A/x-" + shortHash("a/x.md"),
		}},
		{"a post that is called like the hash of another one", map[string]string{
			"a.md":                           "a-" + shortHash("a.md\x002"),
			"a.html":                         "a-" + shortHash("a.html"),
			"a-" + shortHash("a.md") + ".md": "a-" + shortHash("a.md") + "-" + shortHash("a-"+shortHash("a.md")+".md"),
		}},
		{"names that a system or a shell dislikes", map[string]string{
			"CON.md":               "CON_",
			"com1.tar.md":          "com1_.tar",
			"-rf.md":               "rf",
			".hidden.md":           "hidden",
			"a\nb.md":              "a-b",
			"a\\..\\..\\b.md":      "a-..-..-b",
			"50% & #1?.md":         "50--&--1-",
			"bad\xff\xfe.md":       "bad-",
			"tail. .md":            "tail.-",
			"tail..md":             "tail",
			"...md":                "_",
			"INDEX.HTML/x.md":      "INDEX.HTML_/x",
			"d.md/inner.md":        "d.md/inner",
			"日本語😀👨\u200d👩.md":      "日本語😀👨\u200d👩",
			"right\u202eleft.md":   "right-left",
			"markive.json/y.md":    "markive.json_/y",
			long + ".md":           strings.Repeat("长", 60) + "-" + shortHash(long),
			"manifest-sha256.txt":  "manifest-sha256",
			"notes/lpt¹.md":        "notes/lpt¹_",
			"notes/computer 1.md":  "notes/computer-1",
			"notes/nulls and a.md": "notes/nulls-and-a",
		}},
	} {
		got := bundleNames(slices.Collect(maps.Keys(tt.want)))
		for p, want := range tt.want {
			if got[p] != want {
				t.Errorf("%s: bundleNames[%q] = %q, want %q", tt.why, p, got[p], want)
			}
		}
	}
}

// awkwardPaths draws paths that like to clash.
func awkwardPaths() *rapid.Generator[[]string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{"a", "A", "b", "index", "a-" + shortHash("a.md"), "é", "e\u0301", "İ", "i", "ß", "ss", "con", ".markive", "index.html", "x\u200by", "xy"}),
		rapid.StringMatching(`[aA.\-? ]{1,4}`),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 1, 255), func(b []byte) string { return string(b) }),
	)
	name := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(part, 1, 4).Draw(t, "parts")
		for i, p := range parts {
			p = strings.Map(func(r rune) rune {
				if r == '/' || r == 0 {
					return 'x'
				}
				return r
			}, p)
			if p == "" || p == "." || p == ".." {
				p = "p"
			}
			parts[i] = p
		}
		return strings.Join(parts, "/") + rapid.SampledFrom([]string{".md", ".html", ""}).Draw(t, "ext")
	})
	return rapid.SliceOfN(name, 1, 12)
}

func TestBundleNamesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := awkwardPaths().Draw(t, "paths")
		names := bundleNames(paths)
		fold := cases.Fold()
		spelled := map[string]string{} // every folder and bundle, by its folded path
		bundles := map[string]bool{}
		for _, p := range paths {
			name, ok := names[p]
			if !ok {
				t.Fatalf("%q has no name", p)
			}
			bundles[foldName(name, fold)] = true
			for i, part := range strings.Split(name, "/") {
				checkPart(t, part)
				at := strings.Join(strings.Split(name, "/")[:i+1], "/")
				lower := strings.ToLower(norm.NFC.String(at))
				if other, ok := spelled[lower]; ok && other != at {
					t.Fatalf("%q and %q are one name where case is not told apart", other, at)
				}
				spelled[lower] = at
			}
		}
		if len(bundles) != len(names) {
			t.Fatalf("%d posts share %d names: %q", len(names), len(bundles), names)
		}
		for a := range bundles {
			for b := range bundles {
				if strings.HasPrefix(b, a+"/") {
					t.Fatalf("%q lies in %q", b, a)
				}
			}
		}
		slices.Reverse(paths)
		if again := bundleNames(append(paths, paths...)); !maps.Equal(names, again) {
			t.Fatalf("another order gives other names: %q, %q", names, again)
		}
	})
}

func checkPart(t *rapid.T, part string) {
	switch {
	case part == "" || part == "." || part == "..":
		t.Fatalf("no name: %q", part)
	case len(part) > 200:
		t.Fatalf("%d bytes: %q", len(part), part)
	case !utf8.ValidString(part) || !norm.NFC.IsNormalString(part):
		t.Fatalf("not UTF-8 in NFC: %q", part)
	case strings.ContainsAny(part, "<>:\"/\\|?*#%\x00\n"):
		t.Fatalf("a character that Windows or a URL dislikes: %q", part)
	case strings.ContainsAny(part[:1], ".- ") || strings.ContainsAny(part[len(part)-1:], ". "):
		t.Fatalf("starts or ends badly: %q", part)
	case unreserve(part) != part:
		t.Fatalf("reserved: %q", part)
	}
}

// A hash of a path that was cut must not change with the posts around it.
func TestFormerNames(t *testing.T) {
	for _, p := range []string{"a.md", "x/index.md", strings.Repeat("y", 250) + ".md"} {
		alone := bundleNames([]string{p})[p]
		other := strings.TrimSuffix(p, ".md") + ".html"
		clashing := bundleNames([]string{p, other})[p]
		former := formerNames(p)
		if !slices.Contains(former, alone) || !slices.Contains(former, clashing) {
			t.Errorf("formerNames(%q) = %q, want %q and %q among them", p, former, alone, clashing)
		}
	}
}
