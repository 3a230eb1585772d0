package archive

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

func TestStem(t *testing.T) {
	for address, want := range map[string]string{
		"cat.PNG?w=640":                         "cat",
		"https://x.example/":                    "image",
		"https://x.example":                     "image",
		"a%20b/..%2f..%2fetc":                   "etc",
		"https://h/%E7%8C%AB.jpg":               "猫",
		"https://h/a/640?wx_fmt=jpeg":           "640",
		"https://p/?http://h/a.jpg":             "image",
		"https://p/http://h/a.jpg":              "a",
		"//h/IMG_0001.JPG#x":                    "IMG_0001",
		"https://h/v1.2 final!.png":             "v1-2-final",
		"https://h/a.jpg!thumb":                 "a",
		"https://h/.hidden":                     "image",
		"https://h/-.png":                       "image",
		"https://h/%ff%fe.png":                  "image",
		"https://h/%zz.png":                     "zz",
		`..\..\secret.png`:                      "secret",
		"data:image/png;base64,AAAA/abc.png":    "image",
		"https://h/..":                          "image",
		"https://h/Cafe\u0301.png":              "Café",
		"https://h/ไทยที่.png":                  "ไทยที่",
		"https://h/" + strings.Repeat("字", 99):  strings.Repeat("字", maxStem),
		"https://h/con\x00trol\u202e.png":       "con-trol",
		"https://h/" + strings.Repeat("a-", 60): strings.Repeat("a-", maxStem/2-1) + "a",
	} {
		got := stem([]string{address})
		if got != want {
			t.Errorf("stem(%q) = %q, want %q", address, got, want)
		}
	}
	if got := stem([]string{"https://p/?u=1", "https://h/cat.png"}); got != "cat" {
		t.Errorf("the stem of a proxy and its origin is %q, want cat", got)
	}
}

func FuzzStem(f *testing.F) {
	for _, s := range []string{"", "https://h/a.png", "%2e%2e%2f", "data:,", "//", "a?b#c", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		s := stem([]string{address})
		if s == "" || len([]rune(s)) > maxStem || !utf8.ValidString(s) || strings.ContainsAny(s, "/\\.:*?\"<>| \x00\n#%") || strings.HasPrefix(s, "-") {
			t.Errorf("stem(%q) = %q", address, s)
		}
	})
}

func holdingOf(id int, address, sum string) *holding {
	return &holding{
		asset: convert.Asset{ID: id, Address: address, Candidates: []string{address}},
		got:   &fetched{Ext: ".png"},
		file:  ManifestFile{SHA256: strings.Repeat(sum, 8)},
	}
}

func TestNameHoldings(t *testing.T) {
	cat, twin, dog := holdingOf(0, "https://h/cat.png", "9f2c41d7"), holdingOf(2, "https://h/again.png", "9f2c41d7"), holdingOf(3, "https://h/dog", "00ff00ff")
	dog.got, dog.kept = nil, &ManifestAsset{File: "images/07-dog-00ff00ff.webp"}
	nameHoldings([]*holding{cat, twin, dog}, 120)
	got := []string{cat.file.Path, twin.file.Path, dog.file.Path}
	want := []string{
		"images/001-cat-9f2c41d7.png",
		"images/001-cat-9f2c41d7.png", // the same bytes are one file
		"images/004-dog-00ff00ff.webp",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	nameHoldings([]*holding{cat}, 3)
	if want := "images/01-cat-9f2c41d7.png"; cat.file.Path != want {
		t.Errorf("one of three is called %s, want %s", cat.file.Path, want)
	}
	if !heldName().MatchString(cat.file.Path) {
		t.Errorf("verify does not know %s for one of ours", cat.file.Path)
	}
}
