package main

import (
	"fmt"
	"strings"

	"github.com/markive/markive/archive"
)

// errNoPosts tells that there is nothing to do, and what there is instead.
func errNoPosts(args []string, found *archive.Listing) error {
	advice := "posts are files that end in .md, .markdown, .html, .htm or the like"
	if others := passedOver(found.PassedOver); others != "" {
		advice += "; there are " + others
	}
	if folders := setAside(found.Aside); folders != "" {
		advice = folders
	}
	if found.LeftOut > 0 {
		advice = count(found.LeftOut, "post") + " left out by --include and --exclude; their globs are matched against the path as inspect prints it"
	}
	return &exitError{exitStopped, fmt.Errorf("no posts in %s", strings.Join(args, ", ")), advice}
}

// setAside tells which folders of sites were passed by; "" if there are none.
func setAside(folders []string) string {
	var names []string
	for _, f := range folders[:min(len(folders), maxGroups)] {
		names = append(names, printable(f))
	}
	if n := len(folders) - len(names); n > 0 {
		names = append(names, fmt.Sprintf("and %d more", n))
	}
	if len(names) == 0 {
		return ""
	}
	return "passed by, as parts of a site that hold no posts (name one as PATH to have it): " + strings.Join(names, ", ")
}

// passedOver tells what files are no posts: 12 .png, 3 .txt, 1 without
// extension. "" if there are none.
func passedOver(counts map[string]int) string {
	var parts []string
	for _, s := range shares(counts) {
		name := oneLine(s.Name)
		if name == "" {
			name = "without extension"
		}
		parts = append(parts, fmt.Sprintf("%d %s", s.N, name))
	}
	if n := len(parts); n > maxGroups {
		parts = append(parts[:maxGroups], fmt.Sprintf("%d kinds more", n-maxGroups))
	}
	return strings.Join(parts, ", ")
}
