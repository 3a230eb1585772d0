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

// isEmptyScheme tells of the schemes that no picture has. What else is none for
// anybody but the author's machine or program (file:, C:, attachment:, cid:) is
// told as missing.
func isEmptyScheme(scheme string) bool {
	return strings.EqualFold(scheme, "javascript") || strings.EqualFold(scheme, "vbscript") || strings.EqualFold(scheme, "about")
}

// isBlankDrawing tells whether an address holds an SVG without any element: it
// keeps the room of a picture that comes late.
func isBlankDrawing(src string) bool {
	if len(src) > 1200 {
		return false
	}
	text, ok := drawingIn(src)
	return ok && strings.Count(text, "<")-strings.Count(text, "</") == 1
}

// drawingIn is the SVG in an address.
func drawingIn(src string) (text string, ok bool) {
	head, text, ok := strings.Cut(src, ",")
	if !ok || !strings.HasPrefix(head, "data:image/svg+xml") {
		return "", false
	}
	if strings.HasSuffix(head, ";base64") {
		raw, err := base64.StdEncoding.DecodeString(text)
		return string(raw), err == nil
	}
	if plain, err := url.PathUnescape(text); err == nil {
		text = plain
	}
	return text, true
}

// insidePlaceholder is the address of the picture that a placeholder within an
// address keeps for a script, as ShortPixel has it: data:image/gif;u=https%3A%2F...,
// or data-u in a drawing. "" if there is none.
func insidePlaceholder(src string) string {
	if !strings.HasPrefix(src, "data:image/") || len(src) > 4096 {
		return ""
	}
	if text, ok := drawingIn(src); ok {
		src = text
	}
	at := strings.Index(asciiLower(src), "=http")
	if at < 0 {
		if at = strings.Index(asciiLower(src), "=\"http"); at < 0 {
			return ""
		}
		at++
	}
	ref, _, _ := strings.Cut(src[at+1:], "\"")
	ref, _, _ = strings.Cut(ref, ";")
	if ref = percentDecode(ref); !isWeb(ref) || !namesImage(ref) {
		return ""
	}
	return ref
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
	switch {
	case holdsAny(name, "placeholder", "spacer", "lazyload", "lazy-load", "lazy_load", "1x1"),
		strings.Contains(name, "loading") && (strings.HasSuffix(name, ".gif") || strings.HasSuffix(name, ".svg")):
		return true
	case holdsAny(name, "blank", "transparent", "loading", "pixel", "grey", "gray", "clear.", "empty"):
		return !strings.ContainsFunc(emptyWords.Replace(name[:strings.LastIndexByte(name, '.')]), unicode.IsLetter)
	}
	return name == "s.gif" || name == "b.gif" || name == "dot.gif"
}

// emptyWords takes away what names of placeholders are made of: gray-wolf.jpg
// and pixel-6.jpg are pictures.
var emptyWords = strings.NewReplacer("blank", "", "transparent", "", "loading", "", "pixel", "", "grey", "", "gray", "", "clear", "", "empty", "",
	"background", "", "default", "", "white", "", "black", "", "light", "", "small", "", "large", "", "image", "", "thumb", "", "lazy", "", "icon", "",
	"load", "", "img", "", "pic", "", "dot", "", "gif", "", "bg", "", "px", "", "x", "")
