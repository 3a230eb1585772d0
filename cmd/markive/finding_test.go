package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

func TestPassedOver(t *testing.T) {
	many := map[string]int{}
	for i := range 13 {
		many[fmt.Sprintf(".x%02d", i)] = 1
	}
	for want, counts := range map[string]map[string]int{
		"":                                     nil,
		"12 .png, 3 .txt, 1 without extension": {".png": 12, "": 1, ".txt": 3},
		"1 .a b":                               {".a\nb": 1},
		"1 .x00, 1 .x01, 1 .x02, 1 .x03, 1 .x04, 1 .x05, 1 .x06, 1 .x07, 1 .x08, 1 .x09, 3 kinds more": many,
	} {
		if got := passedOver(counts); got != want {
			t.Errorf("passedOver(%v) = %q, want %q", counts, got, want)
		}
	}
}

func TestNoPosts(t *testing.T) {
	for advice, found := range map[string]*archive.Listing{
		"posts are files that end in .md, .markdown, .html, .htm or the like":                                        {},
		"posts are files that end in .md, .markdown, .html, .htm or the like; there are 2 .txt":                      {PassedOver: map[string]int{".txt": 2}},
		"1 post left out by --include and --exclude; their globs are matched against the path as inspect prints it":  {LeftOut: 1, PassedOver: map[string]int{".txt": 2}},
		"2 posts left out by --include and --exclude; their globs are matched against the path as inspect prints it": {LeftOut: 2},
		"passed by, as parts of a site that hold no posts (name one as PATH to have it): _site":                      {Aside: []string{"_site"}, PassedOver: map[string]int{".txt": 2}},
	} {
		bad, ok := errNoPosts([]string{"a", "b"}, found).(*exitError)
		if !ok || bad.code != exitStopped || bad.Error() != "no posts in a, b" || bad.advice != advice {
			t.Errorf("of %+v: %+v, want the advice %q", found, bad, advice)
		}
	}
}

func TestSetAside(t *testing.T) {
	const start = "passed by, as parts of a site that hold no posts (name one as PATH to have it): "
	many := slices.Repeat([]string{"x"}, maxGroups+2)
	for want, folders := range map[string][]string{
		"":                           nil,
		start + "a/_site, \"b\\nc\"": {"a/_site", "b\nc"},
		start + strings.Repeat("x, ", maxGroups) + "and 2 more": many,
	} {
		if got := setAside(folders); got != want {
			t.Errorf("setAside(%q) = %q, want %q", folders, got, want)
		}
	}
}

// Bundles that were healed are counted, what stands beside them is named.
func TestHealedOf(t *testing.T) {
	bundle := archive.Problem{Path: "a.html", Object: "bundle"}
	for want, healed := range map[string][]archive.Problem{
		"1 bundle":              {bundle},
		"README.txt, 2 bundles": {{Path: "README.txt"}, bundle, bundle, {Path: "README.txt"}},
		"README.txt, \"a\\nb\"": {{Path: "README.txt"}, {Path: "a\nb"}},
	} {
		if got := healedOf(healed); got != want {
			t.Errorf("healedOf(%v) = %q, want %q", healed, got, want)
		}
	}
}

// What a tar or zip names outside of itself is no path from here.
func TestDamageText(t *testing.T) {
	for want, d := range map[string]archive.Damage{
		"x/blog.tar/a/index.md: changed: other bytes\n": {Path: "a/index.md", Class: archive.ClassChanged, Detail: "other bytes"},
		"x/blog.tar: truncated\n":                       {Class: archive.ClassTruncated},
		"x/blog.tar: ../../etc/passwd: stray\n":         {Path: "../../etc/passwd", Class: archive.ClassStray},
		"\"x/blog.tar: /a\\nb\": stray\n":               {Path: "/a\nb", Class: archive.ClassStray},
	} {
		got, err := damageText("x/blog.tar", d)
		if err != nil || string(got) != want {
			t.Errorf("damageText(%+v) = %q, %v, want %q", d, got, err, want)
		}
	}
}

// Of loss a run tells how many posts have it; which words, with -v or --strict.
func TestLossesAreTold(t *testing.T) {
	lost := []convert.Loss{{Kind: "text", Want: "three words gone"}, {Kind: "link", Want: "https://example.org/"}}
	for _, c := range []struct {
		flags runFlags
		lines int
	}{{runFlags{}, 0}, {runFlags{verbose: true}, 2}, {runFlags{strict: true}, 2}} {
		a, _, stderr := testApp("")
		w := newWatch(a, &archiveOptions{runFlags: c.flags})
		w.losses("a.html", lost)
		w.console.close()
		if got := strings.Count(stderr.String(), "\n"); got != c.lines || w.report.Lost != 1 {
			t.Errorf("with %+v: %d posts with loss, told %q", c.flags, w.report.Lost, stderr)
		}
	}
}

func TestShorten(t *testing.T) {
	var names []string
	for i := range 2 * maxGroups {
		names = append(names, fmt.Sprint(i))
	}
	if got := shorten(names); len(got) != 2*maxGroups {
		t.Errorf("%d of %d names are left", len(got), len(names))
	}
	got := shorten(append(names, "x", "y"))
	if len(got) != 2*maxGroups+1 || got[2*maxGroups] != "and more" {
		t.Errorf("of two more: %q", got)
	}
}

func TestTally(t *testing.T) {
	for want, tl := range map[string]tally{
		"0 posts":                       {},
		"1 post":                        {posts: 1},
		"3 of 9 posts":                  {posts: 3, total: 9},
		"3 of 9 posts, 1 image, 2.0 kB": {posts: 3, total: 9, images: 1, bytes: 2000},
		"12 posts, 30 images, 5.0 MB":   {posts: 12, images: 30, bytes: 5e6},
	} {
		if got := tl.String(); got != want {
			t.Errorf("%+v is %q, want %q", tl, got, want)
		}
	}
}

// What inspect tells of a post that is out of the ordinary.
func TestSurveyText(t *testing.T) {
	s := &survey{
		Path: "a\nb.html", Title: "two\nlines", Encoding: "gbk", Bytes: 1234, Lost: 1,
		Hosts: map[string]int{"h.example": 1, inPost: 3}, Dropped: map[string]int{"script": 2},
		Warnings: []warningLine{{Line: 3, Class: convert.ClassFrontMatter, Detail: "x"}, {Class: convert.ClassEncoding, Detail: "y"}},
	}
	text, err := s.text()
	want := `"a\nb.html"
  title         two lines
  front matter  none
  source        1.2 kB, gbk
  holds         0 characters
  images        in the post itself 3, h.example 1
  dropped       script 2
  lost          1 difference; convert tells them
  warning       line 3: front_matter: x
  warning       encoding: y
`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v, want\n%s", text, err, want)
	}
}
