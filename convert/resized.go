package convert

import "strings"

// uncut is the address of the picture that a service made a smaller one from;
// "" for other addresses. WordPress: cat-300x225.jpg is a copy of cat.jpg. Wix
// has what to do behind the address, Blogger the size within it.
func uncut(src string) string {
	path, _, _ := strings.Cut(src, "?")
	switch {
	case strings.Contains(src, "//static.wixstatic.com/media/"):
		whole, _, ok := strings.Cut(src, "/v1/")
		if !ok {
			return ""
		}
		return whole
	case strings.Contains(src, ".bp.blogspot.com/"), strings.Contains(src, ".ggpht.com/"), strings.Contains(src, ".googleusercontent.com/"):
		return unsized(src)
	case !isUpload(path):
		return ""
	}
	dot := strings.LastIndexByte(path, '.')
	dash := strings.LastIndexByte(path, '-')
	if dash < 0 || dot < dash || !hasImageExt(path) {
		return ""
	}
	width, height, ok := strings.Cut(path[dash+1:dot], "x")
	if !ok || !isNumber(width) || !isNumber(height) {
		return ""
	}
	return path[:dash] + path[dot:]
}

// isUpload tells whether a path is where WordPress keeps pictures: in uploads,
// or, where several blogs share it, in files and the month.
func isUpload(path string) bool {
	if strings.Contains(path, "/uploads/") {
		return true
	}
	_, month, ok := strings.Cut(path, "/files/")
	return ok && len(month) > 8 && isNumber(month[:4]) && month[4] == '/' && isNumber(month[5:7]) && month[7] == '/'
}

// unsized asks Google's hosts for the size that was stored, where an address
// names another one: /s320/cat.jpg, /s1600-h/cat.jpg (a page), =w400-h300.
func unsized(src string) string {
	file := strings.LastIndexByte(src, '/')
	if i := strings.LastIndexByte(src, '='); i > file && isSize(src[i+1:]) {
		return src[:i] + "=s0"
	}
	if i := strings.LastIndexByte(src[:file], '/'); isSize(src[i+1 : file]) {
		return src[:i] + "/s0" + src[file:]
	}
	return ""
}

// isSize tells whether s is a size as Google writes it, with how to fit it.
func isSize(s string) bool {
	size, _, _ := strings.Cut(s, "-")
	return size != "" && size != "s0" && strings.ContainsAny(size[:1], "swh") && isNumber(size[1:])
}

func isNumber(s string) bool {
	return s != "" && len(s) < 6 && strings.Trim(s, "0123456789") == ""
}

// viewer is what Blogger's addresses have where a page shows the picture:
// /s1600-h/a.jpg is the page, /s1600/a.jpg the picture.
var viewer = lazily(`^(https?://[\w.-]+\.(?:blogspot|ggpht|googleusercontent)\.com/\S*/s\d+)-h/`)

func withoutViewer(ref string) string {
	if !strings.Contains(ref, "-h/") {
		return ref
	}
	return viewer().ReplaceAllString(ref, "$1/")
}
