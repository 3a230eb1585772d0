package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/markive/markive/archive"
)

// Remedies for missing images, in the order in which they are told.
const (
	byWayback = "--wayback fallback"
	byServers = "--wayback fallback, since only does not ask their own servers"
	byCookies = "--cookies or --headers"
	byLater   = "run it again later"
	byLimit   = "higher limits (--max-image, --max-post-images, --max-post-bytes)"
	byAllow   = "--allow-net, if that network is yours"
	bySite    = "the folder of the whole site as PATH, if they lie elsewhere in it"
	byRetry   = "--retry-missing, if they may be back"
	byProxy   = "another --proxy, or none"
	byTrust   = "--allow-net 0.0.0.0/0 --allow-net ::/0, if --proxy may be asked for whatever it alone knows"
)

var remedies = []string{byWayback, byServers, byCookies, byLater, byLimit, byAllow, bySite, byRetry, byProxy, byTrust}

// advice tells what may help with missing images and other files, and how many
// of them; "" if nothing is known to.
func advice(problems []archive.Problem, wayback archive.Wayback) string {
	counts, nouns := map[string]int{}, map[string]string{}
	for i := range problems {
		p := &problems[i]
		if p.Address == "" {
			continue
		}
		for _, r := range remediesOf(p) {
			if counts[r]++; p.Object != "image" {
				nouns[r] = "file"
			}
		}
	}
	if wayback == archive.WaybackFallback || wayback == archive.WaybackOnly {
		delete(counts, byWayback)
	}
	var parts []string
	for _, r := range remedies {
		if n := counts[r]; n > 0 {
			parts = append(parts, fmt.Sprintf("  %s (%s)", r, count(n, cmp.Or(nouns[r], "image"))))
		}
	}
	return strings.Join(parts, "\n")
}

func remediesOf(p *archive.Problem) []string {
	said := *p
	if detail, inPast := pastDetail(p); inPast {
		said.Detail = detail
		remedies := remediesOf(&said)
		return append(slices.DeleteFunc(remedies, func(r string) bool { return r != byLater && r != byProxy }), byServers)
	}
	if class, detail := causeOf(p); p.Class == archive.ClassHostDown && class != "" {
		said.Class, said.Detail = class, detail
		return remediesOf(&said)
	}
	has := func(codes ...string) bool {
		return slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(p.Detail, c) })
	}
	if strings.Contains(p.Detail, "the proxy cannot be reached") || strings.Contains(p.Detail, "the proxy wants") || has("407") {
		return []string{byProxy}
	}
	switch p.Class {
	case archive.ClassHTTPStatus:
		switch {
		case strings.HasSuffix(p.Detail, "when an earlier run asked"):
			return []string{byWayback, byRetry}
		case has("401", "403"):
			return []string{byWayback, byCookies}
		case has("408", "429", "5"):
			return []string{byWayback, byLater}
		}
		return []string{byWayback}
	case archive.ClassTimeout, archive.ClassConnection, archive.ClassHostDown, archive.ClassTruncated:
		return []string{byWayback, byLater}
	case archive.ClassDNS:
		if strings.HasSuffix(p.Detail, "the proxy was not asked") {
			return []string{byTrust}
		}
		if !has("no such host") {
			return []string{byWayback, byLater}
		}
		return []string{byWayback}
	case archive.ClassTLS, archive.ClassProtocol, archive.ClassRedirect, archive.ClassContentEncoding:
		return []string{byWayback}
	case archive.ClassNotImage, archive.ClassNotMedia:
		if isRemote(hostOf(p.Address)) {
			return []string{byWayback, byCookies}
		}
	case archive.ClassLocalMissing, archive.ClassLocalOutside:
		var all []string
		if slices.ContainsFunc(p.Tried, func(t archive.Tried) bool { return t.Class != archive.ClassLocalMissing && isRemote(hostOf(t.Address)) }) {
			all = append(all, byWayback) // of where the post was published
		}
		if !isRemote(hostOf(p.Address)) && !has("a link") {
			all = append(all, bySite)
		}
		return all
	case archive.ClassTooLarge:
		return []string{byLimit}
	case archive.ClassBlockedAddress:
		return []string{byAllow}
	}
	return nil
}

// causeOf returns the class and the detail of the failure for which a host was
// given up, "" if they are not told.
func causeOf(p *archive.Problem) (archive.Class, string) {
	for _, before := range []string{"given up after a failure ", "the last of them "} {
		if _, cause, ok := strings.Cut(p.Detail, before); ok {
			class, detail, _ := strings.Cut(cause, ": ")
			return archive.Class(class), detail
		}
	}
	return "", ""
}
