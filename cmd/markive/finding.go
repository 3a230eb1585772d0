package main

import (
	"fmt"
	"strings"

	"github.com/markive/markive/archive"
)

// find lists the posts that args name; none at all is an error.
func (a *app) find(args []string) (*archive.Listing, error) {
	found, err := archive.Find(args)
	if err != nil {
		return nil, err
	}
	if len(found.Posts)+len(found.Refused) == 0 {
		return nil, errNoPosts(args, found)
	}
	a.tuneGC(largest(found.Posts))
	return found, nil
}

func errNoPosts(args []string, found *archive.Listing) error {
	advice := "posts are files that end in .md, .markdown, .html, .htm or the like"
	if others := passedOver(found.PassedOver); others != "" {
		advice += "; there are " + others
	}
	return &exitError{exitStopped, fmt.Errorf("no posts in %s", strings.Join(args, ", ")), advice}
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
