package convert

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// isUnshown tells of the ending of a format that only some browsers show, or
// none. Where the same picture is to be had in another one, that comes first,
// also if it is smaller: a page with a gap in it has no picture at all.
func isUnshown(ref string) bool {
	if strings.HasPrefix(ref, "data:") {
		return false
	}
	path, _, _ := strings.Cut(ref, "#")
	path, _, _ = strings.Cut(path, "?")
	return isUnshownFormat(path[strings.LastIndexByte(path, '.')+1:])
}

func isUnshownFormat(name string) bool {
	switch asciiLower(name) {
	case "tif", "tiff", "jxl", "heic", "heif", "jp2", "jpx", "jpm", "jxr", "wdp":
		return true
	}
	return false
}

// shownFirst puts the addresses of formats that browsers show before the others.
func shownFirst(refs []string) {
	if len(refs) < 2 || !slices.ContainsFunc(refs, isUnshown) { // as most
		return
	}
	slices.SortStableFunc(refs, func(a, b string) int {
		switch after := isUnshown(a); {
		case after == isUnshown(b):
			return 0
		case after:
			return 1
		}
		return -1
	})
}

// isUnshownSource tells whether a source says that it is of such a format, and
// isFilm whether it is a film: some browsers play one in the place of a picture
// that moves.
func isUnshownSource(source *html.Node) bool {
	kind, ok := strings.CutPrefix(asciiLower(attr(source, "type")), "image/")
	return ok && isUnshownFormat(strings.TrimSpace(kind))
}

func isFilm(source *html.Node) bool {
	if strings.HasPrefix(asciiLower(attr(source, "type")), "video/") {
		return true
	}
	sets := setsOf(source)
	return len(sets) > 0 && kindOfAddress(bestOf(sets[0])) == KindVideo
}
