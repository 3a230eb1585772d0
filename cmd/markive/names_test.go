package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutputNames(t *testing.T) {
	for _, c := range []struct {
		name        string
		paths, want []string
	}{
		{"plain", []string{"a.html", "b/c.md", "d.e.htm"}, []string{"a.md", "b/c.md", "d.e.md"}},
		{"no extension", []string{"a", "b.d/c"}, []string{"a.md", "b.d/c.md"}},
		{"two extensions", []string{"a.html", "a.md", "b.md"}, []string{"a.html.md", "a.md.md", "b.md"}},
		{"case", []string{"A.html", "a.md"}, []string{"A.html.md", "a.md.md"}},
		{"normal form", []string{"\u00e9.html", "e\u0301.md"}, []string{"\u00e9.html.md", "e\u0301.md.md"}},
		{"second form met", []string{"a.html", "a.html.html", "a.md"}, []string{
			fmt.Sprintf("a.html-%08x.md", hash("a.html")),
			"a.html.html.md",
			"a.md.md",
		}},
		{"case alone", []string{"A.md", "a.md"}, []string{
			fmt.Sprintf("A.md-%08x.md", hash("A.md")),
			fmt.Sprintf("a.md-%08x.md", hash("a.md")),
		}},
		{"folders differ in case", []string{"X/a.md", "x/b.md"}, []string{"X/a.md", "x/b.md"}},
	} {
		if diff := cmp.Diff(c.want, outputNames(c.paths)); diff != "" {
			t.Errorf("%s: outputNames(%q) (-want +got):\n%s", c.name, c.paths, diff)
		}
	}
}

// Whatever the posts are called, no two outputs are one file, and each name
// depends on the set of posts, not on their order. (Package rapid is left to the
// libraries: the scripts start this binary 500 times, and it makes 1 MiB of tables
// at each start.)
func TestOutputNamesDiffer(t *testing.T) {
	pick := func(from ...string) string { return from[rand.IntN(len(from))] }
	for range 3000 {
		var paths []string
		for range rand.IntN(13) {
			path := pick("", "a/", "A/") + pick("a", "A", "b", "B")
			for range rand.IntN(4) {
				path += pick(".md", ".html", ".MD")
			}
			if !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
		names := outputNames(paths)
		if groups := sameNames(names); len(groups) > 0 {
			t.Fatalf("outputNames(%q) = %q: not told apart", paths, names)
		}
		byPath := map[string]string{}
		for i, p := range paths {
			byPath[p] = names[i]
		}
		shuffled := slices.Clone(paths)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i, name := range outputNames(shuffled) {
			if want := byPath[shuffled[i]]; name != want {
				t.Fatalf("outputNames(%q)[%d] = %q, in the other order %q", shuffled, i, name, want)
			}
		}
	}
}
