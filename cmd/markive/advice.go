package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/markive/markive/archive"
)

// Remedies for missing images, in the order in which they are told.
const (
	byWayback = "--wayback fallback"
	byCookies = "--cookies or --headers"
	byLater   = "run it again later"
	byLimit   = "higher limits (--max-image, --max-post-images, --max-post-bytes)"
	byAllow   = "--allow-net, if that network is yours"
	bySite    = "the folder of the whole site as PATH, if they lie elsewhere in it"
	byRetry   = "--retry-missing, if they may be back"
	byProxy   = "another --proxy, or none"
)

var remedies = []string{byWayback, byCookies, byLater, byLimit, byAllow, bySite, byRetry, byProxy}

// advice tells what may help with missing images, and how many of them; "" if
// nothing is known to.
func advice(problems []archive.Problem, wayback archive.Wayback) string {
	counts := map[string]int{}
	for i := range problems {
		if p := &problems[i]; p.Address != "" {
			for _, r := range remediesOf(p) {
				counts[r]++
			}
		}
	}
	if wayback == archive.WaybackFallback || wayback == archive.WaybackOnly {
		delete(counts, byWayback)
	}
	var parts []string
	for _, r := range remedies {
		if n := counts[r]; n > 0 {
			parts = append(parts, fmt.Sprintf("  %s (%s)", r, count(n, "image")))
		}
	}
	return strings.Join(parts, "\n")
}

func remediesOf(p *archive.Problem) []string {
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
	case archive.ClassDNS, archive.ClassTLS, archive.ClassProtocol, archive.ClassRedirect, archive.ClassContentEncoding:
		return []string{byWayback}
	case archive.ClassNotImage:
		if isRemote(hostOf(p.Address)) {
			return []string{byWayback, byCookies}
		}
	case archive.ClassLocalMissing, archive.ClassLocalOutside:
		if !isRemote(hostOf(p.Address)) {
			return []string{bySite}
		}
	case archive.ClassTooLarge:
		return []string{byLimit}
	case archive.ClassBlockedAddress:
		return []string{byAllow}
	}
	return nil
}
