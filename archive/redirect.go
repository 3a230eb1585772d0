package archive

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func isRedirect(code int) bool {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func (t *tuning) mostRedirects() int { return max(t.Redirects, 0) }

// tooManyRedirects is the failure of a try that so many redirects have led to.
// Who comes by fewer may get further.
func (t *tuning) tooManyRedirects(hops int) *failure {
	f := fail(ClassRedirect, fmt.Sprintf("more than %d redirects", t.mostRedirects()))
	f.hops = hops
	return f
}

func circle() *failure { return fail(ClassRedirect, "redirects in a circle") }

// follow resolves a Location header of most bytes at the most. The address that it
// gives is checked like one of a post; whom it may dial is the guard's affair.
func follow(base *url.URL, location string, most int) (*url.URL, *failure) {
	location = tidyAddress(location)
	location, _, _ = strings.Cut(location, "#")
	if location == "" || len(location) > most {
		return nil, fail(ClassRedirect, "a redirect to nowhere")
	}
	if s := schemeOf(location); s != "" && !isWeb(s) {
		return nil, fail(ClassRedirect, "a redirect to a "+s+": address")
	}
	next, f := requestURL(absolute(base, location))
	if f != nil {
		return nil, fail(ClassRedirect, "a redirect to a bad address: "+f.detail)
	}
	next.User = nil // an answer does not choose with whose name to knock
	return next, nil
}

// absolute completes an address as a browser does, without re-encoding it.
func absolute(base *url.URL, ref string) string {
	origin := base.Scheme + "://" + base.Host
	slashes := strings.ReplaceAll(ref, `\`, "/")
	if rest, ok := strings.CutPrefix(slashes, base.Scheme+":"); ok && !strings.HasPrefix(rest, "//") {
		return absolute(base, ref[len(base.Scheme)+1:]) // says no more than that the scheme stays
	}
	switch {
	case schemeOf(ref) != "":
		return ref
	case strings.HasPrefix(slashes, "//"):
		return base.Scheme + ":" + ref
	case strings.HasPrefix(slashes, "/"):
		return origin + ref
	case strings.HasPrefix(ref, "?"):
		return origin + base.EscapedPath() + ref
	}
	path := base.EscapedPath()
	return origin + path[:strings.LastIndexByte(path, '/')+1] + ref
}
