package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://img.example.org/a.png":             "img.example.org",
		"HTTP://Img.Example.ORG:8080/a":             "img.example.org:8080",
		"//cdn.example.net/a.jpg?x=//y":             "cdn.example.net",
		"https://user:pa@ss@h.example/a":            "h.example",
		"https://proxy.example/?http://h.example/a": "proxy.example",
		"https://h.example?x":                       "h.example",
		"https:/h.example/a":                        "h.example",
		"https://[::1]:80/a":                        "[::1]:80",
		" https://h.example/a":                      "h.example",
		"https://e\u202evil.example/":               "e vil.example",
		"data:image/png;base64,AA":                  inPost,
		"images/a.png":                              onDisk,
		"/images/a:b.png":                           onDisk,
		"C:/pictures/a.png":                         onDisk,
		"ftp://H.example/a.png":                     "ftp://h.example",
		"file:///etc/passwd":                        onDisk,
		"":                                          unclear,
		"https://":                                  unclear,
	} {
		if got := hostOf(address); got != want {
			t.Errorf("hostOf(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestShares(t *testing.T) {
	got := shares(map[string]int{"b": 2, "a": 2, "c": 9})
	want := []share{{"c", 9}, {"a", 2}, {"b", 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shares (-want +got):\n%s", diff)
	}
}
