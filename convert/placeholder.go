package convert

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode"
)

// isEmptySource tells whether a src names no picture at all.
func isEmptySource(src string) bool {
	return src == "" || src[0] == '#' || src == "about:blank"
}

// isBlankDrawing tells whether an address holds an SVG without any element: it
// keeps the room of a picture that comes late.
func isBlankDrawing(src string) bool {
	head, drawing, ok := strings.Cut(src, ",")
	if !ok || !strings.HasPrefix(head, "data:image/svg+xml") || len(src) > 1200 {
		return false
	}
	if strings.HasSuffix(head, ";base64") {
		raw, err := base64.StdEncoding.DecodeString(drawing)
		if err != nil {
			return false
		}
		drawing = string(raw)
	} else if plain, err := url.PathUnescape(drawing); err == nil {
		drawing = plain
	}
	return strings.Count(drawing, "<")-strings.Count(drawing, "</") == 1
}

// isPlaceholder tells whether an address is one that stands in a src until a
// script puts the real one there.
func isPlaceholder(src string) bool {
	if isEmptySource(src) {
		return true
	}
	if strings.HasPrefix(src, "data:") {
		return len(src) < 1200
	}
	path, _, _ := strings.Cut(src, "?")
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	if !hasImageExt(name) {
		return false
	}
	for _, word := range [...]string{"placeholder", "spacer", "lazyload", "lazy-load", "lazy_load", "1x1"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	if strings.Contains(name, "loading") && (strings.HasSuffix(name, ".gif") || strings.HasSuffix(name, ".svg")) {
		return true
	}
	for _, word := range [...]string{"blank", "transparent", "loading", "pixel", "grey", "gray", "clear.", "empty"} {
		if strings.Contains(name, word) {
			return !strings.ContainsFunc(emptyWords.Replace(name[:strings.LastIndexByte(name, '.')]), unicode.IsLetter)
		}
	}
	return name == "s.gif" || name == "b.gif" || name == "dot.gif"
}

// emptyWords takes away what names of placeholders are made of: gray-wolf.jpg
// and pixel-6.jpg are pictures.
var emptyWords = strings.NewReplacer("blank", "", "transparent", "", "loading", "", "pixel", "", "grey", "", "gray", "", "clear", "", "empty", "",
	"background", "", "default", "", "white", "", "black", "", "light", "", "small", "", "large", "", "image", "", "thumb", "", "lazy", "", "icon", "",
	"load", "", "img", "", "pic", "", "dot", "", "gif", "", "bg", "", "px", "", "x", "")
