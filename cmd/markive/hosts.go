package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Places of assets that no host has.
const (
	inPost  = "in the post itself"
	onDisk  = "beside the post or in its site"
	unclear = "nowhere (no address)"
)

// hostOf names where an address leads: a host with its port, or one of the
// places above. It is for people, so it guesses rather than refuses.
func hostOf(address string) string {
	address = strings.TrimSpace(address)
	scheme, rest, ok := strings.Cut(address, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case address == "":
		return unclear
	case strings.HasPrefix(address, "//"):
		rest = address
	case ok && scheme == "data":
		return inPost
	case ok && len(scheme) > 1 && scheme != "file" && scheme != "http" && scheme != "https" && strings.HasPrefix(rest, "//"):
		return oneLine(scheme + "://" + hostOf(rest)) // which nobody asks
	case !ok || scheme != "http" && scheme != "https":
		return onDisk
	}
	host := strings.TrimLeft(rest, `/\`)
	if end := strings.IndexAny(host, `/?#\`); end >= 0 {
		host = host[:end]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	if host == "" {
		return unclear
	}
	return oneLine(strings.ToLower(host))
}

// isRemote tells a host from the places that need no network.
func isRemote(host string) bool { return host != inPost && host != onDisk && host != unclear }

// A share is a name and how often it was met.
type share struct {
	Name string
	N    int
}

// shares sorts counts, the largest first.
func shares[K ~string](counts map[K]int) []share {
	all := make([]share, 0, len(counts))
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, share{string(name), counts[name]})
	}
	slices.SortStableFunc(all, func(a, b share) int { return cmp.Compare(b.N, a.N) })
	return all
}
