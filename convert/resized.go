package convert

import (
	"regexp"
	"strings"
	"unicode"
)

// uncut is the address of the picture that a service made a smaller one from,
// or of the picture on a page that shows nothing else; "" for other addresses.
// WordPress: cat-300x225.jpg is a copy of cat.jpg.
func uncut(src string) string {
	ref, _, _ := strings.Cut(src, "#")
	whole := ""
	if host := hostOf(ref); isGoogle(host) {
		whole = unsized(ref)
	} else if host != "" {
		whole = services.appliedTo(ref, func(at string) bool { return isHost(host, at) })
	}
	if whole == "" {
		whole = programs.appliedTo(ref, func(at string) bool { return strings.Contains(ref, at) })
	}
	if whole == "" {
		whole = uploaded(ref)
	}
	if whole == src {
		return ""
	}
	return whole
}

// hostOf is the host of an address in small letters, "" if it has none.
func hostOf(ref string) string {
	if !isWeb(ref) {
		return ""
	}
	_, rest, _ := strings.Cut(ref, "//")
	if end := strings.IndexAny(rest, "/?:"); end >= 0 {
		rest = rest[:end]
	}
	return asciiLower(rest)
}

// A resize tells how the addresses of a service, or of a program that runs on
// any host, name the picture that a smaller one was made from.
type resize struct {
	at    string // the host, and those below it; for a program what stands in its addresses
	form  func() *regexp.Regexp
	whole string
}

type resizes []resize

// isHost tells whether host is one, or is below it.
func isHost(host, one string) bool {
	below, ok := strings.CutSuffix(host, one)
	return ok && (below == "" || below[len(below)-1] == '.')
}

// apply returns the address of the whole picture, "" if ref is no resized one.
func (r *resize) apply(ref string) string {
	m := r.form().FindStringSubmatchIndex(ref)
	if m == nil {
		return ""
	}
	return string(r.form().ExpandString(nil, r.whole, ref, m))
}

// appliedTo is what the first of these that fits makes of an address.
func (all resizes) appliedTo(ref string, fits func(at string) bool) (whole string) {
	for i := 0; whole == "" && i < len(all); i++ {
		if fits(all[i].at) {
			whole = all[i].apply(ref)
		}
	}
	return whole
}

// withoutQuery is the address of a file without the query that says how large it shall
// be.
var withoutQuery = lazily(`^([^?%]*\.(?i:jpe?g|png|gif|webp))\?.+$`)

// services are known by their hosts. What they do not have is asked for in
// vain once; the address of the post comes next.
var services = resizes{
	{"wp.com", lazily(`^([^?]*//i\d\.wp\.com/[^?]*)\?(?:.*&)?(ssl=1)(?:&.*)?$`), "$1?$2"},
	{"wp.com", lazily(`^([^?]*//i\d\.wp\.com/[^?]*)\?.*$`), "$1"},
	{"wordpress.com", withoutQuery, "$1"},
	{"exactdn.com", withoutQuery, "$1"},
	{"imgix.net", withoutQuery, "$1"},
	{"ctfassets.net", withoutQuery, "$1"},
	{"sanity.io", withoutQuery, "$1"},
	{"prismic.io", withoutQuery, "$1"},
	{"datocms-assets.com", withoutQuery, "$1"},
	{"hashnode.com", withoutQuery, "$1"},
	{"st-note.com", withoutQuery, "$1"},
	{"wixstatic.com", lazily(`^([^?]*/media/[^/?]+)/v1/.*$`), "$1"},
	{"cdn.shopify.com", lazily(`^([^?]*)_(?:\d+x\d*|x\d+|pico|icon|thumb|small|compact|medium|large|grande)(?:_crop_\w+)?(?:@\dx)?(?:\.progressive)?(\.\w+(?:\?v=\d+)?)(?:[?&].*)?$`), "$1$2"},
	{"cdn.shopify.com", lazily(`^([^?]*\?v=\d+)&.*\b(?:width|height)=\d+.*$`), "$1"},
	{"squarespace-cdn.com", lazily(`^([^?]*)\?(?:.*&)?format=\d+w(?:&.*)?$`), "$1?format=original"},
	{"squarespace.com", lazily(`^([^?]*)\?(?:.*&)?format=\d+w(?:&.*)?$`), "$1?format=original"},
	{"website-files.com", lazily(`^([^?]*)-p-\d+(?:x\d+)?(?:q\d+)?(\.\w+)$`), "$1$2"},
	{"storyblok.com", lazily(`^([^?]*\.\w+)/m(?:/.*)?$`), "$1"},
	{"imagekit.io", lazily(`^([^?]*)/tr:[^/]*(/.+)$`), "$1$2"},
	{"imagekit.io", lazily(`^([^?]*)\?(?:.*&)?tr=.*$`), "$1"},
	{"ucarecdn.com", lazily(`^([^?]*//[^/?]+/[0-9a-f-]+/)-/.*$`), "$1"},
	{"cloudinary.com", lazily(`^([^?]*/image/upload)/(?:[^/?]*_[^/?]*/)+(v\d+/.*)$`), "$1/$2"},
	{"medium.com", lazily(`^[^?]*//(?:cdn-images-\d|miro)\.medium\.com/.+/(\d\*[^/?]+)(?:\?.*)?$`), "https://miro.medium.com/v2/$1"},
	{"tumblr.com", lazily(`^([^?]*/tumblr_\w+)_(?:75sq|100|250|400|500|540|640)(\.\w+)$`), "${1}_1280$2"},
	{"i.imgur.com", lazily(`^([^?]*/(?:\w{5}|\w{7}))[sbtmlhg](\.\w+)(?:\?.*)?$`), "$1$2"},
	{"flickr.com", lazily(`^([^?]*/\d+_[0-9a-f]+)_[stqmnwzc](\.\w+)(?:\?.*)?$`), "${1}_b$2"},
	{"staticflickr.com", lazily(`^([^?]*/\d+_[0-9a-f]+)_[stqmnwzc](\.\w+)(?:\?.*)?$`), "${1}_b$2"},
	{"photobucket.com", lazily(`^([^?]*/)th_([^/?]+)(?:\?.*)?$`), "$1$2"},
	{"photobucket.com", lazily(`^([^?]*)~c\d+$`), "$1~original"},
	{"imageshack.us", lazily(`^([^?]*)\.th(\.\w+)$`), "$1$2"},
	{"pics.livejournal.com", lazily(`^([^?]*//pics\.livejournal\.com/[^/?]+/pic/\w+)/s\d+x\d+(?:\.\w+)?$`), "$1"},
	{"pics.livejournal.com", lazily(`^([^?]*/\d+_)\d+(\.\w+)$`), "${1}original$2"},
	{"twimg.com", lazily(`^([^?]*/media/[^?:]+):(?:large|medium|small|thumb)$`), "$1:orig"},
	{"twimg.com", lazily(`^([^?]*/media/[^?]+\?(?:.*&)?name=)(?:large|medium|small|thumb|\d+x\d+)(&.*)?$`), "${1}orig$2"},
	{"pinimg.com", lazily(`^([^?]*//[^/?]+)/\d+x\d*/(.+)$`), "$1/originals/$2"},
	{"nocookie.net", lazily(`^([^?]*)/scale-to-width(?:-down)?/\d+(.*)$`), "$1$2"},
	{"media-amazon.com", amazon, "$1$2"},
	{"images-amazon.com", amazon, "$1$2"},
	{"ssl-images-amazon.com", amazon, "$1$2"},
	{"zhimg.com", lazily(`^([^?]*//[^/?]+)/(?:\d+/)?((?:v2-)?[0-9a-f]{32})_[a-z0-9]+(?:\.webp)(?:\?.*)?$`), "$1/${2}_r.jpg"},
	{"zhimg.com", lazily(`^([^?]*//[^/?]+)/(?:\d+/)?((?:v2-)?[0-9a-f]{32})_[a-z0-9]+(\.\w+)(?:\?.*)?$`), "$1/${2}_r$3"},
	{"sinaimg.cn", lazily(`^([^?]*//(?:w[swx]|tvax?)\d\.sinaimg\.cn)/(?:mw\d+|orj\d+|bmiddle|middle|small|square|thumb\w+)/(.+)$`), "$1/large/$2"},
	{"sinaimg.cn", lazily(`^([^?]*//s\d+\.sinaimg\.cn)/(?:mw\d+|bmiddle|middle|small|square)/(.+)$`), "$1/orignal/$2"}, // their spelling
	{"qpic.cn", lazily(`^([^?]*/(?:sz_)?mmbiz\w*/[^/?]+)/\d+\?(?:.*&)?(wx_fmt=\w+)(?:&.*)?$`), "$1/0?$2"},
	{"qpic.cn", lazily(`^([^?]*/(?:sz_)?mmbiz\w*/[^/?]+)/\d+(?:\?.*)?$`), "$1/0"},
	{"baidu.com", lazily(`^([^?]*//[^/?]+/\w+)/[^/?]+/sign=[^/?]+/(\w+\.\w+)(?:\?.*)?$`), "$1/pic/item/$2"},
	{"alicdn.com", lazily(`^([^?]*?\.(?:jpe?g|png|gif))_[^/]*$`), "$1"},
	{"pstatic.net", lazily(`^([^?]*//)(?:postfiles|mblogthumb-phinf)(\.pstatic\.net/[^?]+)\?type=.*$`), "${1}blogfiles$2"},
	{"tistory.com", lazily(`^([^?]*//cfile\d+\.uf\.tistory\.com)/(?:image|[RT]\d+x\d+)/(.+)$`), "$1/original/$2"},
	{"ameba.jp", lazily(`^([^?]*/user_images/[^?]*/)t\d+_(\d+\.\w+)(?:\?.*)?$`), "${1}o$2"},
	{"ameba.jp", withoutQuery, "$1"},
	{"blogimg.jp", lazily(`^([^?]*/imgs/[^?]*)-s(\.\w+)$`), "$1$2"},

	// A page that shows one file.
	{"github.com", lazily(`^([^?]*//[^/?]+/[^/?]+/[^/?]+)/blob/([^?]+)(?:\?.*)?$`), "$1/raw/$2"},
	{"gitlab.com", lazily(`^([^?]*)/-/blob/([^?]+)(?:\?.*)?$`), "$1/-/raw/$2"},
	{"gitee.com", lazily(`^([^?]*//[^/?]+/[^/?]+/[^/?]+)/blob/([^?]+)(?:\?.*)?$`), "$1/raw/$2"},
	{"dropbox.com", lazily(`^(.*[?&])dl=0(&.*)?$`), "${1}raw=1$2"},
	{"dropbox.com", lazily(`^([^?]*//[^/?]+/s/[^?]+)$`), "$1?raw=1"},
	{"drive.google.com", lazily(`^.*//[^/?]+/(?:file/d/|(?:open|uc|thumbnail)\?(?:.*&)?id=)([\w-]+).*$`), "https://lh3.googleusercontent.com/d/$1=s0"},
	{"docs.google.com", lazily(`^.*//[^/?]+/uc\?(?:.*&)?id=([\w-]+).*$`), "https://lh3.googleusercontent.com/d/$1=s0"},
}

// smaller are copies of a middle size, for services that have not made the largest
// one of every picture.
var smaller = resizes{
	{"flickr.com", lazily(`^([^?]*/\d+_[0-9a-f]+)_[stqmnw](\.\w+)(?:\?.*)?$`), "$1$2"},
	{"staticflickr.com", lazily(`^([^?]*/\d+_[0-9a-f]+)_[stqmnw](\.\w+)(?:\?.*)?$`), "$1$2"},
}

// midway is the address of such a copy, "" if there is none.
func midway(ref string) string {
	if !strings.Contains(ref, "flickr.com/") { // as most
		return ""
	}
	host := hostOf(ref)
	return smaller.appliedTo(ref, func(at string) bool { return isHost(host, at) })
}

var amazon = lazily(`^([^?]*/images/[A-Z]/[^/?]*?)\._[^/?]*_(\.\w+)$`)

// programs are known by the form of their addresses.
var programs = resizes{
	{"/thumb/", lazily(`^([^?]*)/thumb/(./../[^/?]+\.(?i:jpe?g|png|gif|svg|webp|tiff?))/(?:lossy-|lossless-)?(?:page\d+-)?\d+px-[^/]*$`), "$1/$2"}, // MediaWiki
	{"/content/images/size/", lazily(`^([^?]*/content/images)/size/w\d+(?:h\d+)?/(?:format/\w+/)?(.+)$`), "$1/$2"},                                 // Ghost
	{"/files/styles/", lazily(`^([^?]*/files)/styles/[^/]+/public/([^?]+?\.(?:png|jpe?g|gif|webp))(?:\.webp)?(?:\?.*)?$`), "$1/$2"},                // Drupal
	{"/hs-fs/hubfs/", lazily(`^([^?]*)/hs-fs/(hubfs/[^?]+)(?:\?.*)?$`), "$1/$2"},                                                                   // HubSpot
	{"?x-oss-process=", processed, "$1"},   // Aliyun
	{"?x-image-process=", processed, "$1"}, // Huawei
	{"?x-bce-process=", processed, "$1"},   // Baidu
	{"?imageView", processed, "$1"},        // Qiniu, Tencent
	{"?imageMogr2/", processed, "$1"},
	{"?watermark/", processed, "$1"},
	{"?ezimgfmt=", processed, "$1"},                                                 // Ezoic
	{"@", lazily(`^([^?@]*//[^?@]*/[^?@]*\.(?i:jpe?g|png|gif|webp))@[^/]*$`), "$1"}, // Bilibili, imgproxy
	{"!", lazily(`^([^?]*\.(?i:jpe?g|png|gif|webp|bmp))![^/?]*(?:\?.*)?$`), "$1"},   // Upyun
}

// processed is the address of a file behind which stands what is done to it.
var processed = lazily(`^([^?]*)\?(?:x-(?:oss|image|bce)-process=|imageView2?/|imageMogr2/|watermark/|ezimgfmt=).*$`)

// uploaded is what WordPress was given where an address names what it, or a
// plugin, has made of it: cat-300x225.jpg, cat-300x225@2x.jpg,
// cat-scaled.jpg, cat.jpg.webp.
func uploaded(ref string) string {
	path, query, _ := strings.Cut(ref, "?")
	dot := strings.LastIndexByte(path, '.')
	if !isUpload(path) || dot < 0 || !hasImageExt(path) {
		return ""
	}
	whole := path
	if hasImageExt(path[:dot]) && strings.Contains(path[strings.LastIndexByte(path, '/')+1:dot], ".") {
		whole = path[:dot]
		dot = strings.LastIndexByte(whole, '.')
	}
	if m := madeSize().FindStringIndex(whole[:dot]); m != nil {
		whole = whole[:m[0]] + whole[dot:]
	}
	if whole == path && parameter(query, "w", "h", "fit", "resize") == "" {
		return ""
	}
	return whole
}

// madeSize is what WordPress and its plugins put behind a name for a copy: a size,
// the number of the copy if there was one of the name, a density.
var madeSize = lazily(`-(?:scaled|\d{1,5}x\d{1,5}(?:-\d{1,2})?(?:@\dx)?)$`)

// isUpload tells whether a path is where WordPress keeps pictures: in uploads,
// or, where several blogs share it, in files and the month.
func isUpload(path string) bool {
	if strings.Contains(path, "/uploads/") {
		return true
	}
	_, month, ok := strings.Cut(path, "/files/")
	return ok && len(month) > 8 && isNumber(month[:4]) && month[4] == '/' && isNumber(month[5:7]) && month[7] == '/'
}

func isGoogle(host string) bool {
	return strings.HasSuffix(host, ".bp.blogspot.com") || strings.HasSuffix(host, ".ggpht.com") || strings.HasSuffix(host, ".googleusercontent.com")
}

// unsized asks Google's hosts for the size that was stored, where an address
// names another one: /s320/cat.jpg, /s1600-h/cat.jpg (a page), =w400-h300,
// cat.jpg?imgmax=800.
func unsized(src string) string {
	src, query, _ := strings.Cut(src, "?")
	file := strings.LastIndexByte(src, '/')
	if i := strings.LastIndexByte(src, '='); i > file && isSize(src[i+1:]) {
		return src[:i] + "=s0"
	}
	if i := strings.LastIndexByte(src[:file], '/'); isSize(src[i+1 : file]) {
		return src[:i] + "/s0" + src[file:]
	}
	if isNumber(parameter(query, "imgmax")) {
		return src[:file] + "/s0" + src[file:]
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

// isFilePage tells of a page of a wiki about a file, which is named like it:
// /wiki/File:Cat.jpg.
func isFilePage(ref string) bool {
	path, _, _ := strings.Cut(ref, "?")
	space, name, ok := strings.Cut(percentDecode(path[strings.LastIndexByte(path, '/')+1:]), ":")
	return ok && name != "" && name[0] != '/' && space != "" && !strings.ContainsFunc(space, func(r rune) bool { return !unicode.IsLetter(r) })
}
