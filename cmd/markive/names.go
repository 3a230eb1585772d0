package main

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// outputNames names the Markdown files of posts: a/b.html becomes a/b.md.
// Where two posts would share a name, also one that differs only in case or
// normal form, all of them keep their extension: a.html.md and a.md.md. Where
// that does not tell them apart either, all of them get a hash of their path.
func outputNames(paths []string) []string {
	forms := []func(string) string{
		func(p string) string {
			if ext := path.Ext(path.Base(p)); ext != ".md" {
				return strings.TrimSuffix(p, ext) + ".md"
			}
			return p // of millions, no second copy
		},
		func(p string) string { return p + ".md" },
		func(p string) string { return fmt.Sprintf("%s-%08x.md", p, hash(p)) },
	}
	names, level := make([]string, len(paths)), make([]int, len(paths))
	for i, p := range paths {
		names[i] = forms[0](p)
	}
	for again := true; again; {
		again = false
		for _, group := range sameNames(names) {
			for _, i := range group {
				if level[i] < len(forms)-1 {
					level[i]++
					names[i] = forms[level[i]](paths[i])
					again = true
				}
			}
		}
	}
	return names
}

// sameNames returns the groups of names that some file system takes for one.
func sameNames(names []string) [][]int {
	fold := cases.Fold()
	first, groups := map[string]int{}, map[string][]int{}
	for i, name := range names {
		key := strings.ToLower(name)
		if strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) {
			key = norm.NFC.String(fold.String(norm.NFC.String(name)))
		}
		if j, ok := first[key]; !ok {
			first[key] = i
		} else if groups[key] == nil {
			groups[key] = []int{j, i}
		} else {
			groups[key] = append(groups[key], i)
		}
	}
	all := make([][]int, 0, len(groups))
	for _, g := range groups {
		all = append(all, g)
	}
	return all
}
