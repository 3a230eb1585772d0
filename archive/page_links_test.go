package archive

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// An address and a path are compared without what servers, hosts and people
// leave out or write in two ways.
func TestAddressKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.H.example/A/B/":           "//h.example/a/b",
		"http://h.example:8080/a/index.html#x": "//h.example:8080/a",
		"//h.example/a/index.php":              "//h.example/a",
		"/2020/a.htm":                          "/2020/a",
		"2020/../b":                            "/b",
		"/?p=3":                                "/?p=3",
		"https://h.example/?p=3#c":             "//h.example/?p=3",
		"/caf%C3%A9":                           "/café",
		"/cafe\u0301":                          "/café",
		"/":                                    "",
		"":                                     "",
		"https://h.example":                    "",
		"https://h.example/index.html":         "",
		"mailto:a@h.example":                   "",
		"http://[::1":                          "",
		"%zz":                                  "",
	} {
		if got := addressKey(address); got != want {
			t.Errorf("addressKey(%q) = %q, want %q", address, got, want)
		}
	}
}

// A post is found by its addresses, with and without their host, by its path and
// by the name of its file.
func TestPostKeys(t *testing.T) {
	m := &Manifest{
		Source:    ManifestSource{Path: "A/b/Index.md"},
		Addresses: []string{"https://www.h.example/2020/b/", "/2020/b.html", "https://h.example/", "%zz", "/" + strings.Repeat("x", maxKey)},
	}
	if got, want := postKeys(m), []string{"//h.example/2020/b", "/2020/b", ":a/b/index", "=index"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	m = &Manifest{Source: ManifestSource{Path: "A/b/index.md"}}
	if got, want := postKeys(m), []string{":a/b", "=b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A link by way of the catalogue says all that the catalogue needs, and nothing
// that would end it.
func TestPostLinkHref(t *testing.T) {
	l := &postLink{keys: []string{":a&b", "//h.example/c#d"}, web: "https://h.example/?q=1&r=2", fragment: "é \"x\""}
	got := l.href("../")
	start, query, _ := strings.Cut(got, "#")
	q, err := url.ParseQuery(query)
	if start != "../index.html" || err != nil || strings.ContainsAny(query, "\"<> ") {
		t.Errorf("%s, %v", got, err)
	}
	if !slices.Equal(q["to"], l.keys) || q.Get("web") != l.web || q.Get("at") != l.fragment || len(q) != 3 {
		t.Errorf("%s says %v", got, q)
	}
}
