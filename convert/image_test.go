package convert

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

func TestBestOf(t *testing.T) {
	for set, want := range map[string]string{
		"":                                      "",
		" , ,":                                  "",
		"/a.png":                                "/a.png",
		"/a.png 1x, /b.png 2x":                  "/b.png",
		"/a.png 2x, /b.png":                     "/a.png",
		"/a.png 300w, /b.png 1200w,":            "/b.png",
		"/b.png 1200w,/a.png 300w":              "/b.png",
		"/a.png 1.5x, /b.png 1.25x":             "/a.png",
		"/a,b.png 2x, /c.png 1x":                "/a,b.png",
		"/a.png, /b.png":                        "/a.png",
		"/a.png,/b.png 2x":                      "/a.png,/b.png",
		"/a.png 300w 200h, /b.png 2w":           "/a.png",
		"/a.png 1000w 700h, /b.png 2000w 1400h": "/b.png",
		"/a.png 900h 100w, /b.png 200w":         "/b.png",
		"/a.png 300h, /b.png 600h":              "/b.png",
		"/a.png 300 w, /b.png 900 w":            "/b.png",
		"/a.png 900 h 300 w, /b.png 400 w":      "/b.png",
		"\n\t/a.png\n 1x ,\n /b.png 3x":         "/b.png",
		"/a.png big, /b.png small":              "/a.png",
		"/a.png -1x":                            "",
		"data:image/png;base64,AA== 2x":         "data:image/png;base64,AA==",
	} {
		if got := bestOf(set); got != want {
			t.Errorf("bestOf(%q) = %q, want %q", set, got, want)
		}
	}
}

func TestInsideProxy(t *testing.T) {
	for ref, want := range map[string]string{
		"https://p.example/?http://h.example/a.jpg":                         "http://h.example/a.jpg",
		"https://p.example/?http://h.example/a.jpg?w=1&h=2":                 "http://h.example/a.jpg?w=1&h=2",
		"https://p.example/https://h.example/a.jpg":                         "https://h.example/a.jpg",
		"https://p.example/proxy?url=http%3A%2F%2Fh.example%2Fa.jpg":        "http://h.example/a.jpg",
		"https://p.example/proxy?url=http%3A%2F%2Fh.example%2Fa.jpg&amp=1":  "http://h.example/a.jpg",
		"https://p.example/proxy?w=3&url=https%3a%2f%2fh.example%2fa%20b":   "https://h.example/a b",
		"https://p.example/proxy?url=http://h.example/a.jpg&container=blog": "http://h.example/a.jpg",
		"https://p.example/proxy?url=http://h.example/%E6%B5%B7.jpg&x=1":    "http://h.example/海.jpg",
		"//p.example/?http://h.example/a.jpg":                               "http://h.example/a.jpg",
		"http://h.example/a.jpg":                                            "",
		"/local/a.jpg":                                                      "",
		"":                                                                  "",
		"https://":                                                          "",
		"data:image/png;base64,AA//http://x":                                "",
	} {
		if got := insideProxy(ref); got != want {
			t.Errorf("insideProxy(%q) = %q, want %q", ref, got, want)
		}
	}
}

func TestPercentDecode(t *testing.T) {
	for s, want := range map[string]string{
		"a%20b": "a b", "%E6%B5%B7": "海", "100%": "100%", "%zz%4": "%zz%4", "%2525": "%25", "": "",
	} {
		if got := percentDecode(s); got != want {
			t.Errorf("percentDecode(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestIsPlaceholder(t *testing.T) {
	for src, want := range map[string]bool{
		"":                                  true,
		"#":                                 true,
		"about:blank":                       true,
		"/img/blank.gif":                    true,
		"/img/Spacer.GIF?v=2":               true,
		"https://e.org/lazyload.png":        true,
		"/1x1.png":                          true,
		"/s.gif":                            true,
		"data:image/gif;base64,R0lGODlhAQA": true,
		"data:image/png;base64," + strings.Repeat("A", 2000): false,
		"/img/cat.jpg":           false,
		"/blank/cat.jpg":         false,
		"/ships.gif":             false,
		"/loading":               false,
		"/blank-verse.pdf":       false,
		"/blank-verse.jpg":       false,
		"/google-pixel-6.jpg":    false,
		"/greyhoundbus.jpg":      false,
		"/loading-dock.jpg":      false,
		"/logo-transparent.png":  false,
		"/empty-streets.png":     false,
		"/xpclear.png":           false,
		"/灰gray.png":             false,
		"/img_blank-300x200.jpg": true,
		"/theme-loading.gif":     true,
		"/transparent_pixel.png": true,
		"/gray.jpg":              true,
		"/clear.gif":             true,
	} {
		if got := isPlaceholder(src); got != want {
			t.Errorf("isPlaceholder(%.60q) = %v, want %v", src, got, want)
		}
	}
}

func TestNamesImage(t *testing.T) {
	for s, want := range map[string]bool{
		"/a.png": true, "http://e.org/A.JPG?x=1": true, "//e.org/a.webp": true, "/a.jfif": true, "/a.tif": false, "a/b.gif": true,
		"a.png": false, "/a.html": false, "a / b.png": false, "{\"src\": \"/a.png\"}": false, "": false, "/png": false,
	} {
		if got := namesImage(s); got != want {
			t.Errorf("namesImage(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestUncut(t *testing.T) {
	for src, want := range map[string]string{
		"/wp-content/uploads/2011/03/cat-300x225.jpg": "/wp-content/uploads/2011/03/cat.jpg",
		"https://e.org/uploads/a-b-1x1.PNG":           "https://e.org/uploads/a-b.PNG",
		"/uploads/cat-300x225.jpg?ver=2":              "/uploads/cat.jpg",
		"http://e.org/files/2010/03/cat-300x225.jpg":  "http://e.org/files/2010/03/cat.jpg",
		"/files/cat-300x225.jpg":                      "",
		"/uploads/cat.jpg":                            "",
		"/uploads/cat-300.jpg":                        "",
		"/uploads/cat-x225.jpg":                       "",
		"/uploads/cat-300x225.pdf":                    "",
		"/images/cat-300x225.jpg":                     "",
		"/uploads/v1.2/cat-300x225":                   "",
		"/uploads/cat-300x225.jpg.webp":               "/uploads/cat.jpg",
		"/uploads/cat.png.avif?x=1":                   "/uploads/cat.png",
		"/uploads/cat-scaled.jpg":                     "/uploads/cat.jpg",
		"/uploads/cat-300x200@2x.jpg":                 "/uploads/cat.jpg",
		"/uploads/cat-150x150-1.jpg":                  "/uploads/cat.jpg",
		"/uploads/cat-2-150x150.jpg":                  "/uploads/cat-2.jpg",
		"/uploads/cat@2x.jpg":                         "",
		"/uploads/cat-300x225-b.jpg":                  "",
		"/uploads/v1.jpg/cat.png":                     "",
		"/uploads/scaled.jpg":                         "",

		"https://i0.wp.com/h.example/cat.jpg?resize=640%2C480&ssl=1":                                           "https://i0.wp.com/h.example/cat.jpg?ssl=1",
		"https://i0.wp.com/h.example/cat.jpg?ssl=1":                                                            "",
		"https://i0.wp.com/h.example/cat.jpg?w=640":                                                            "https://i0.wp.com/h.example/cat.jpg",
		"https://b.files.wordpress.com/2015/01/cat.jpg?w=300&h=225":                                            "https://b.files.wordpress.com/2015/01/cat.jpg",
		"https://notwordpress.com/cat.jpg?w=300":                                                               "",
		"https://h.example/cat.jpg?w=300":                                                                      "",
		"https://d.imgix.net/cat.jpg?w=400&fit=crop":                                                           "https://d.imgix.net/cat.jpg",
		"https://d.imgix.net/https%3A%2F%2Fh.example%2Fcat.jpg?w=400&s=ab":                                     "",
		"//cdn.shopify.com/s/files/1/2/cat_480x480.jpg?v=16":                                                   "//cdn.shopify.com/s/files/1/2/cat.jpg?v=16",
		"//cdn.shopify.com/s/files/1/2/cat_large.progressive.jpg?v=16&w=3":                                     "//cdn.shopify.com/s/files/1/2/cat.jpg?v=16",
		"//cdn.shopify.com/s/files/1/2/my_cat.jpg?v=16":                                                        "",
		"https://images.squarespace-cdn.com/c/cat.jpg?format=300w":                                             "https://images.squarespace-cdn.com/c/cat.jpg?format=original",
		"https://assets.website-files.com/5f/61_cat-p-500.jpg":                                                 "https://assets.website-files.com/5f/61_cat.jpg",
		"https://res.cloudinary.com/d/image/upload/c_fill,w_400/f_auto/v157/a_b/cat.jpg":                       "https://res.cloudinary.com/d/image/upload/v157/a_b/cat.jpg",
		"https://res.cloudinary.com/d/image/upload/v157/cat.jpg":                                               "",
		"https://miro.medium.com/v2/resize:fit:700/format:webp/1*ab.png":                                       "https://miro.medium.com/v2/1*ab.png",
		"https://cdn-images-1.medium.com/freeze/max/60/0*ab.jpeg?q=20":                                         "https://miro.medium.com/v2/0*ab.jpeg",
		"https://miro.medium.com/v2/1*ab.png":                                                                  "",
		"http://25.media.tumblr.com/tumblr_ab1_500.jpg":                                                        "http://25.media.tumblr.com/tumblr_ab1_1280.jpg",
		"http://farm3.static.flickr.com/2/12_abc_m.jpg":                                                        "http://farm3.static.flickr.com/2/12_abc_b.jpg",
		"https://live.staticflickr.com/2/12_abc_q.jpg?zz=1":                                                    "https://live.staticflickr.com/2/12_abc_b.jpg",
		"https://live.staticflickr.com/2/12_abc_z.jpg":                                                         "https://live.staticflickr.com/2/12_abc_b.jpg",
		"https://live.staticflickr.com/2/12_abc_o.jpg":                                                         "",
		"https://live.staticflickr.com/2/12_abc.jpg":                                                           "",
		"http://i1.photobucket.com/albums/a/u/th_cat.jpg":                                                      "http://i1.photobucket.com/albums/a/u/cat.jpg",
		"http://i1.photobucket.com/albums/a/u/cat.jpg~c200":                                                    "http://i1.photobucket.com/albums/a/u/cat.jpg~original",
		"https://img.example/1.png?watermark/2/text/aHR0cDovL2guZXhhbXBsZQ==/font/ab":                          "https://img.example/1.png",
		"https://i.imgur.com/abc1234l.jpg":                                                                     "https://i.imgur.com/abc1234.jpg",
		"https://i.imgur.com/abc123l.jpg":                                                                      "",
		"https://i.imgur.com/abc1234.jpg":                                                                      "",
		"http://img12.imageshack.us/img12/34/cat.th.jpg":                                                       "http://img12.imageshack.us/img12/34/cat.jpg",
		"http://img12.imageshack.us/img12/34/cat.jpg":                                                          "",
		"http://pics.livejournal.com/u/pic/0001abcd/s320x240":                                                  "http://pics.livejournal.com/u/pic/0001abcd",
		"http://pics.livejournal.com/u/pic/0001abcd":                                                           "",
		"https://ic.pics.livejournal.com/u/12/34/34_600.jpg":                                                   "https://ic.pics.livejournal.com/u/12/34/34_original.jpg",
		"https://ic.pics.livejournal.com/u/12/34/34_original.jpg":                                              "",
		"http://imgsrc.baidu.com/forum/w%3D580/sign=0a/ab12.jpg":                                               "http://imgsrc.baidu.com/forum/pic/item/ab12.jpg",
		"http://imgsrc.baidu.com/forum/pic/item/ab12.jpg":                                                      "",
		"https://pbs.twimg.com/media/Ab.jpg:large":                                                             "https://pbs.twimg.com/media/Ab.jpg:orig",
		"https://pbs.twimg.com/media/Ab?format=jpg&name=small":                                                 "https://pbs.twimg.com/media/Ab?format=jpg&name=orig",
		"https://i.pinimg.com/236x/a/b/c.jpg":                                                                  "https://i.pinimg.com/originals/a/b/c.jpg",
		"https://m.media-amazon.com/images/I/51ab._SX300_BO1,204_.jpg":                                         "https://m.media-amazon.com/images/I/51ab.jpg",
		"https://pic1.zhimg.com/80/v2-0123456789abcdef0123456789abcdef_720w.webp?source=1":                     "https://pic1.zhimg.com/v2-0123456789abcdef0123456789abcdef_r.jpg",
		"https://pic1.zhimg.com/v2-0123456789abcdef0123456789abcdef_b.png":                                     "https://pic1.zhimg.com/v2-0123456789abcdef0123456789abcdef_r.png",
		"https://wx1.sinaimg.cn/mw690/ab.jpg":                                                                  "https://wx1.sinaimg.cn/large/ab.jpg",
		"https://wx1.sinaimg.cn/large/ab.jpg":                                                                  "",
		"http://s2.sinaimg.cn/middle/001ab&690":                                                                "http://s2.sinaimg.cn/orignal/001ab&690",
		"https://mmbiz.qpic.cn/mmbiz_jpg/ab/640?wx_fmt=jpeg&wxfrom=5&tp=webp":                                  "https://mmbiz.qpic.cn/mmbiz_jpg/ab/0?wx_fmt=jpeg",
		"https://mmbiz.qpic.cn/mmbiz/ab/640":                                                                   "https://mmbiz.qpic.cn/mmbiz/ab/0",
		"https://mmbiz.qpic.cn/sz_mmbiz_png/ab/640?wx_fmt=png&from=appmsg&tp=webp":                             "https://mmbiz.qpic.cn/sz_mmbiz_png/ab/0?wx_fmt=png",
		"https://mmbiz.qpic.cn/mmbiz/ab/0":                                                                     "",
		"//i0.hdslb.com/bfs/article/ab.jpg@640w_400h.webp":                                                     "//i0.hdslb.com/bfs/article/ab.jpg",
		"https://img.alicdn.com/i1/ab-!!12.jpg_640x640q80_.webp":                                               "https://img.alicdn.com/i1/ab-!!12.jpg",
		"https://postfiles.pstatic.net/ab/cat.jpg?type=w966":                                                   "https://blogfiles.pstatic.net/ab/cat.jpg",
		"http://cfile6.uf.tistory.com/image/12AB":                                                              "http://cfile6.uf.tistory.com/original/12AB",
		"http://stat.ameba.jp/user_images/2011/x/t02200165_0800060010.jpg":                                     "http://stat.ameba.jp/user_images/2011/x/o0800060010.jpg",
		"https://stat.ameba.jp/user_images/2011/x/o0800060010.jpg?caw=800":                                     "https://stat.ameba.jp/user_images/2011/x/o0800060010.jpg",
		"http://livedoor.blogimg.jp/x/imgs/a/b/ab-s.jpg":                                                       "http://livedoor.blogimg.jp/x/imgs/a/b/ab.jpg",
		"https://static.wikia.nocookie.net/x/images/a/ab/Cat.jpg/revision/latest/scale-to-width-down/300?cb=1": "https://static.wikia.nocookie.net/x/images/a/ab/Cat.jpg/revision/latest?cb=1",

		"https://github.com/u/r/blob/main/img/cat.png?raw=true":   "https://github.com/u/r/raw/main/img/cat.png",
		"https://github.com/u/r/raw/main/img/cat.png":             "",
		"https://gitlab.com/g/u/r/-/blob/main/cat.png":            "https://gitlab.com/g/u/r/-/raw/main/cat.png",
		"https://www.dropbox.com/s/ab/cat.jpg?dl=0":               "https://www.dropbox.com/s/ab/cat.jpg?raw=1",
		"https://www.dropbox.com/s/ab/cat.jpg":                    "https://www.dropbox.com/s/ab/cat.jpg?raw=1",
		"https://www.dropbox.com/scl/fi/ab/cat.jpg?rlkey=1&dl=0":  "https://www.dropbox.com/scl/fi/ab/cat.jpg?rlkey=1&raw=1",
		"https://drive.google.com/file/d/1a-B_c/view?usp=sharing": "https://lh3.googleusercontent.com/d/1a-B_c=s0",
		"https://docs.google.com/uc?id=1aB&export=download":       "https://lh3.googleusercontent.com/d/1aB=s0",
		"https://docs.google.com/document/d/1aB/edit":             "",
		"https://drive.google.com/uc?export=view&id=1aB":          "https://lh3.googleusercontent.com/d/1aB=s0",

		"https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Cat.jpg/300px-Cat.jpg":        "https://upload.wikimedia.org/wikipedia/commons/a/ab/Cat.jpg",
		"//w.example/images/thumb/a/ab/Cat.svg/300px-Cat.svg.png":                                "//w.example/images/a/ab/Cat.svg",
		"//w.example/images/thumb/a/ab/Cat.pdf/page1-300px-Cat.pdf.jpg":                          "",
		"/uploads/cat.jpg?resize=300%2C200&ssl=1":                                                "/uploads/cat.jpg",
		"//cdn.shopify.com/s/files/1/2/cat.jpg?v=16&width=480":                                   "//cdn.shopify.com/s/files/1/2/cat.jpg?v=16",
		"https://a.storyblok.com/f/1/10x8/ab/cat.jpg/m/600x0/filters:quality(80)":                "https://a.storyblok.com/f/1/10x8/ab/cat.jpg",
		"https://ik.imagekit.io/d/tr:w-400,h-300/cat.jpg":                                        "https://ik.imagekit.io/d/cat.jpg",
		"https://ik.imagekit.io/d/cat.jpg?tr=w-400":                                              "https://ik.imagekit.io/d/cat.jpg",
		"https://ucarecdn.com/01-ab/-/resize/640x/-/format/auto/cat.jpg":                         "https://ucarecdn.com/01-ab/",
		"https://d.example/sites/default/files/styles/large/public/2020-01/cat.jpg.webp?itok=ab": "https://d.example/sites/default/files/2020-01/cat.jpg",
		"https://b.example/hs-fs/hubfs/cat.png?width=600&name=cat.png":                           "https://b.example/hubfs/cat.png",
		"https://b.bj.bcebos.com/a.jpg?x-bce-process=image/resize,w_400":                         "https://b.bj.bcebos.com/a.jpg",
		"https://b.bcebos.com/a.png@f_auto,q_85":                                                 "https://b.bcebos.com/a.png",
		"https://b.example/a@2x.png":                                                             "",
		"https://u:a.png@b.example/c":                                                            "",
		"/content/images/size/w600h400/format/webp/2021/05/cat.jpg":                              "/content/images/2021/05/cat.jpg",
		"https://h.example/cat.png?x-oss-process=image/watermark,text_ab#pic_center":             "https://h.example/cat.png",
		"//h.example/cat.png?imageMogr2/auto-orient/strip|imageView2/2/w/1080":                   "//h.example/cat.png",
		"https://h.example/cat.jpg!600x600.jpg":                                                  "https://h.example/cat.jpg",
		"https://h.example/wow!.jpg":                                                             "",

		"https://static.wixstatic.com/media/a1~mv2.jpg/v1/fill/w_1,h_1,blur_2/a1~mv2.jpg": "https://static.wixstatic.com/media/a1~mv2.jpg",
		"https://static.wixstatic.com/media/a1~mv2.jpg":                                   "",
		"http://1.bp.blogspot.com/_x/Rm/AAA/Y/s320/cat.jpg":                               "http://1.bp.blogspot.com/_x/Rm/AAA/Y/s0/cat.jpg",
		"http://1.bp.blogspot.com/_x/Rm/AAA/Y/s1600-h/cat.jpg":                            "http://1.bp.blogspot.com/_x/Rm/AAA/Y/s0/cat.jpg",
		"https://blogger.googleusercontent.com/img/a/AV=w400-h300":                        "https://blogger.googleusercontent.com/img/a/AV=s0",
		"https://lh3.googleusercontent.com/AV=w400-h300-no?authuser=0":                    "https://lh3.googleusercontent.com/AV=s0",
		"http://lh4.ggpht.com/_x/Rm/AAA/Y/cat.jpg?imgmax=800":                             "http://lh4.ggpht.com/_x/Rm/AAA/Y/s0/cat.jpg",
		"https://blogger.googleusercontent.com/img/a/AV":                                  "",
		"http://1.bp.blogspot.com/_x/Rm/AAA/Y/s0/cat.jpg":                                 "",
		"http://1.bp.blogspot.com":                                                        "",
	} {
		if got := uncut(src); got != want {
			t.Errorf("uncut(%q) = %q, want %q", src, got, want)
		}
	}
}

// The candidates of an image, best first, and the address that is shown.
func TestSources(t *testing.T) {
	for src, want := range map[string][]string{
		`<img src="/a.png">`:                                                                                                             {"/a.png", "/a.png"},
		`<img src="/blank.gif" data-src="/a.png">`:                                                                                       {"/a.png", "/a.png"},
		`<img src="/small.png" data-original="/a.png">`:                                                                                  {"/a.png", "/a.png", "/small.png"},
		`<img src="/a.png" data-src="/blank.gif">`:                                                                                       {"/a.png", "/a.png"},
		`<img src="/a.png" data-src="{x}">`:                                                                                              {"/a.png", "/a.png"},
		`<img src="/a.png" data-id="12" data-title="a.png">`:                                                                             {"/a.png", "/a.png"},
		`<img src="/a.png" srcset="/a2.png 2x">`:                                                                                         {"/a.png", "/a2.png", "/a.png"},
		`<a href="/big.jpg"><img src="/a.jpg"></a>`:                                                                                      {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/a.jpg"> words</a>`:                                                                                {"/a.jpg", "/a.jpg"},
		`<a href="http://4.bp.blogspot.com/-x/s1600-h/a.jpg"><img src="/a.jpg"></a>`:                                                     {"/a.jpg", "http://4.bp.blogspot.com/-x/s1600/a.jpg", "http://4.bp.blogspot.com/-x/s0/a.jpg", "/a.jpg"},
		`<a href="http://h.example/s1600-h/a.jpg"><img src="/a.jpg"></a>`:                                                                {"/a.jpg", "http://h.example/s1600-h/a.jpg", "/a.jpg"},
		`<a href="/big.jpg"><picture><source srcset="/a.webp"><img src="/a.jpg"></picture></a>`:                                          {"/a.jpg", "/big.jpg", "/a.webp", "/a.jpg"},
		`<a href="/big.jpg"><span><img src="/a.jpg"></span><i class="icon"></i></a>`:                                                     {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/blank.gif" data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript></a>`:                         {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-loading="/img/wheel.png" data-error="/img/none.png" data-thumb="/t/a.jpg" data-zoom-image="/big/a.jpg">`: {"/big/a.jpg", "/big/a.jpg", "/a.jpg", "/t/a.jpg"},
		`<a href="/big.jpg"><img src="/a.jpg"><img src="/b.jpg"></a>`:                                                                    {"/a.jpg", "/a.jpg"},
		`<img src="/a_300x.jpg" data-src="https://h.example/a_{width}x.jpg" data-x="/b/{w}.jpg">`:                                        {"/a_300x.jpg", "/a_300x.jpg"},
		`<img src="/blank.gif" data-src="https://p.example/?http://h.example/a.jpg">`:                                                    {"https://p.example/?http://h.example/a.jpg", "http://h.example/a.jpg", "https://p.example/?http://h.example/a.jpg"},
		`<img src="https://i0.wp.com/h.example/a.jpg?resize=300" srcset="https://i0.wp.com/h.example/a.jpg?resize=900 900w">`:            {"https://i0.wp.com/h.example/a.jpg?resize=300", "http://h.example/a.jpg", "https://i0.wp.com/h.example/a.jpg", "https://i0.wp.com/h.example/a.jpg?resize=900", "https://i0.wp.com/h.example/a.jpg?resize=300"},
		`<a href="https://p.example/https://h.example/a.jpg"><img src="/a.jpg"></a>`:                                                     {"/a.jpg", "https://h.example/a.jpg", "https://p.example/https://h.example/a.jpg", "/a.jpg"},
		// A set that tells sizes goes before one address for all, and behind the original.
		`<img src="/blank.gif" data-src="/a-320.jpg" data-srcset="/a-320.jpg 320w, /a-1280.jpg 1280w">`: {"/a-320.jpg", "/a-1280.jpg", "/a-320.jpg"},
		`<img src="/blank.gif" data-src="/a-320.jpg" srcset="/a-640.jpg 640w, /a-1280.jpg 1280w">`:      {"/a-320.jpg", "/a-1280.jpg", "/a-320.jpg", "/a-640.jpg"},
		`<picture><source data-srcset="/a.webp"><img data-src="/a.jpg"></picture>`:                      {"/a.jpg", "/a.jpg", "/a.webp"},
		`<img data-src="/a-320.jpg" data-orig-file="/a.jpg" data-srcset="/a-1280.jpg 1280w">`:           {"/a-320.jpg", "/a.jpg", "/a-1280.jpg", "/a-320.jpg"},

		// What a set has beside its best follows it by size, before src where that is smaller.
		`<img src="/a.jpg" srcset="/a-300.jpg 300w, /a-2000.jpg 2000w, /a-1200.jpg 1200w">`:                                      {"/a.jpg", "/a-2000.jpg", "/a.jpg", "/a-1200.jpg", "/a-300.jpg"},
		`<img src="/a.jpg" width="640" srcset="/a-300.jpg 300w, /a-2000.jpg 2000w, /a-1200.jpg 1200w">`:                          {"/a.jpg", "/a-2000.jpg", "/a-1200.jpg", "/a.jpg", "/a-300.jpg"},
		`<img src="/a-800.jpg" srcset="/a-300.jpg 300w, /a-800.jpg 800w, /a-2000.jpg 2000w, /a-1200.jpg 1200w">`:                 {"/a-800.jpg", "/a-2000.jpg", "/a-1200.jpg", "/a-800.jpg", "/a-300.jpg"},
		`<img src="/a.jpg" srcset="/a1.jpg, /a15.jpg 1.5x, /a3.jpg 3x">`:                                                         {"/a.jpg", "/a3.jpg", "/a15.jpg", "/a.jpg", "/a1.jpg"},
		`<img src="/wait.gif" data-src="/a-320.jpg" data-srcset="/a-320.jpg 320w, /a-1280.jpg 1280w, /a-640.jpg 640w">`:          {"/a-320.jpg", "/a-1280.jpg", "/a-640.jpg", "/a-320.jpg", "/wait.gif"},
		`<img src="/blur.jpg" data-srcset="/a-1280.jpg 1280w, /a-640.jpg 640w">`:                                                 {"/a-1280.jpg", "/a-1280.jpg", "/a-640.jpg", "/blur.jpg"},
		`<img src="/blank.gif" data-foo="/c.jpg" srcset="/a1.jpg 1x, /a2.jpg 2x">`:                                               {"/a2.jpg", "/a2.jpg", "/a1.jpg", "/c.jpg"},
		`<a href="/big.jpg"><img src="/a-300.jpg" srcset="/a-300.jpg 300w, /a-900.jpg 900w, /a-600.jpg 600w"></a>`:               {"/a-300.jpg", "/big.jpg", "/a-900.jpg", "/a-600.jpg", "/a-300.jpg"},
		`<picture><source srcset="/a2.avif 2x, /a.avif"><source srcset="/a2.webp 2x, /a.webp"><img src="/a.jpg"></picture>`:      {"/a.jpg", "/a2.avif", "/a2.webp", "/a.jpg", "/a.avif", "/a.webp"},
		`<img src="https://p.example/?http://h.example/a.jpg" srcset="https://p.example/?http://h.example/b.jpg 2x, /c.jpg 1x">`: {"https://p.example/?http://h.example/a.jpg", "http://h.example/b.jpg", "https://p.example/?http://h.example/b.jpg", "http://h.example/a.jpg", "https://p.example/?http://h.example/a.jpg", "/c.jpg"},
		`<img src="/a.jpg" srcset="pier 3x, /b.jpg 2x, /c.jpg 1x">`:                                                              {"/a.jpg", "pier", "/b.jpg", "/a.jpg", "/c.jpg"},
		`<img src="/a.jpg" srcset="/wheel.gif 3x, /loading.gif 2x, /blank.gif 1x" alt="x">`:                                      {"/a.jpg", "/wheel.gif", "/a.jpg"},

		// Links to the full size: by a bare name, through a proxy, with words under the picture.
		`<a href="big.jpg"><img src="small.jpg"></a>`:                                                   {"small.jpg", "big.jpg", "small.jpg"},
		`<a href="big.jpg#x"><img src="small.jpg"></a>`:                                                 {"small.jpg", "big.jpg#x", "small.jpg"},
		`<a href="jpg"><img src="small.jpg"></a>`:                                                       {"small.jpg", "small.jpg"},
		`<a href="mailto:ann@h.png"><img src="small.jpg"></a>`:                                          {"small.jpg", "small.jpg"},
		`<a href="File:Big.jpg"><img src="small.jpg"></a>`:                                              {"small.jpg", "small.jpg"},
		`<a href="https://p.example/?http://o.example/big.jpg"><img src="https://p.example/a.jpg"></a>`: {"https://p.example/a.jpg", "http://o.example/big.jpg", "https://p.example/?http://o.example/big.jpg", "https://p.example/a.jpg"},
		`<a href="https://shop.example/out?u=http%3A%2F%2Fo.example%2Fitem.html&amp;pic=http%3A%2F%2Fo.example%2Fp.jpg"><img src="http://o.example/a.jpg"></a>`: {"http://o.example/a.jpg", "http://o.example/a.jpg"},
		`<a href="https://t.example/translate?u=http://o.example/p.jpg"><img src="/button.png"></a>`:                                                            {"/button.png", "/button.png"},
		`<a href="https://p.example/?url=http%3A%2F%2Fo.example%2Fboat.jpg"><img src="/boat-300x200.jpg"></a>`:                                                  {"/boat-300x200.jpg", "http://o.example/boat.jpg", "https://p.example/?url=http%3A%2F%2Fo.example%2Fboat.jpg", "/boat-300x200.jpg"},
		`<a href="photo.php?img=/up/big.jpg"><img src="/a.jpg"></a>`:                                                                                            {"/a.jpg", "/up/big.jpg", "photo.php?img=/up/big.jpg", "/a.jpg"},
		`<a href="https://g.example/imgres?imgurl=http://o.example/big.jpg&amp;imgrefurl=http://o.example/"><img src="/big_small.jpg"></a>`:                     {"/big_small.jpg", "http://o.example/big.jpg", "https://g.example/imgres?imgurl=http://o.example/big.jpg&imgrefurl=http://o.example/", "/big_small.jpg"},
		`<a href="https://g.example/imgres?imgurl=http://o.example/big.jpg&amp;imgrefurl=http://o.example/"><img src="https://t.example/images?q=tbn:ab"></a>`:  {"https://t.example/images?q=tbn:ab", "http://o.example/big.jpg", "https://g.example/imgres?imgurl=http://o.example/big.jpg&imgrefurl=http://o.example/", "https://t.example/images?q=tbn:ab"},
		`<a href="https://p.example/pin/create/button/?media=http://o.example/big.jpg"><img src="/a.jpg"></a>`:                                                  {"/a.jpg", "/a.jpg"},
		`<a href="https://p.example/?http://o.example/page"><img src="/a.jpg"></a>`:                                                                             {"/a.jpg", "/a.jpg"},
		`<a href="/big.jpg"><figure><img src="/a.jpg"><figcaption>A pier</figcaption></figure></a>`:                                                             {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg"><figure><figcaption>A pier</figcaption><img src="/a.jpg"></figure></a>`:                                                             {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/a.jpg"><br>A pier</a>`:                                                                                                   {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/a.jpg"><span>Click to enlarge</span></a>`:                                                                                {"/a.jpg", "/big.jpg", "/a.jpg"},
		`<a href="/big.jpg">A pier <img src="/a.jpg"></a>`:                                                                                                      {"/a.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/a.jpg" width="16"><span>A pier</span></a>`:                                                                               {"/a.jpg", "/a.jpg"},
		`<a href="/big.jpg"><img src="/icon-save.png"><span>A pier</span></a>`:                                                                                  {"/icon-save.png", "/icon-save.png"},

		// Whose twin a <noscript> holds.
		`<p><img src="/a.jpg"><noscript><img src="/b.jpg"></noscript><img class="lazyload" data-src="/b.jpg"></p>`:                      {"/a.jpg", "/a.jpg"},
		`<p><img src="/a.jpg"><noscript><img src="/b.jpg"></noscript><img src="/blank.gif"></p>`:                                        {"/a.jpg", "/a.jpg"},
		`<p><img src="/a.jpg"><noscript><img src="/b.jpg"></noscript><img src="/blank.gif"><noscript><img src="/c.jpg"></noscript></p>`: {"/a.jpg", "/a.jpg", "/b.jpg"},
		`<p><img src="https://h.example/a.jpg"><noscript><img src="https://p.example/track.gif?id=1"></noscript></p>`:                   {"https://h.example/a.jpg", "https://h.example/a.jpg"},
		`<p><img src="https://h.example/a.jpg"><noscript><img src="https://o.example/up/a.jpg"></noscript></p>`:                         {"https://o.example/up/a.jpg", "https://o.example/up/a.jpg", "https://h.example/a.jpg"},
		`<p><img src="/blank.gif"><noscript><img srcset="/b-300.png 300w, /b-2000.png 2000w"></noscript></p>`:                           {"/b-2000.png", "/b-2000.png", "/b-300.png"},
		`<p><img src="/blank.gif"><noscript><img src="/b.png" srcset="/b-300.png 300w, /b-2000.png 2000w"></noscript></p>`:              {"/b.png", "/b-2000.png", "/b.png", "/b-300.png"},
		`<p><img src="/blank.gif"><noscript><picture><source srcset="/b.webp 2x"><img src="/b.png"></picture></noscript></p>`:           {"/b.png", "/b.webp", "/b.png"},
		`<p><img src="/blank.gif" data-src="/s.jpg"><noscript><a href="/big.jpg"><img src="/s.jpg"></a></noscript></p>`:                 {"/s.jpg", "/big.jpg", "/s.jpg"},

		// It is better than what a script replaces, or what is called the same, and no notice.
		`<p><img src="/pier.jpg"><noscript><img src="/banner.jpg"></noscript></p>`:                                                                                             {"/pier.jpg", "/pier.jpg", "/banner.jpg"},
		`<p><img src="/pier.jpg"><noscript><img src="/enable-js.jpg"></noscript></p>`:                                                                                          {"/pier.jpg", "/pier.jpg"},
		`<p><img src="/pier-60.jpg"><noscript><img src="/pier.jpg"></noscript></p>`:                                                                                            {"/pier-60.jpg", "/pier-60.jpg", "/pier.jpg"},
		`<p><img src="/60/pier.jpg"><noscript><img src="/800/pier.jpg"></noscript></p>`:                                                                                        {"/800/pier.jpg", "/800/pier.jpg", "/60/pier.jpg"},
		`<p><img class="lazy" src="/x4f.gif"><noscript><img src="/pier.jpg"></noscript></p>`:                                                                                   {"/pier.jpg", "/pier.jpg", "/x4f.gif"},
		`<p><img data-lazyloaded="1" src="/x4f.gif"><noscript><img src="/pier.jpg"></noscript></p>`:                                                                            {"/pier.jpg", "/pier.jpg", "/x4f.gif"},
		`<p><img src="https://h.example/pier.jpg" alt="Pier"><noscript><img src="https://o.example/quay.jpg" alt="Pier"></noscript></p>`:                                       {"https://h.example/pier.jpg", "https://h.example/pier.jpg", "https://o.example/quay.jpg"},
		`<p><img src="/blank.gif" data-src="https://h.example/pier.jpg"><noscript><img src="https://o.example/x.gif"></noscript></p>`:                                          {"https://h.example/pier.jpg", "https://h.example/pier.jpg"},
		`<p><img src="/blank.gif" data-src="https://h.example/pier.jpg"><noscript><img src="https://o.example/pier-1200.jpg"></noscript></p>`:                                  {"https://h.example/pier.jpg", "https://h.example/pier.jpg", "https://o.example/pier-1200.jpg"},
		`<p><img src="/blank.gif" data-src="https://h.example/pier.jpg"><noscript><img src="https://h.example/quay.jpg"></noscript></p>`:                                       {"https://h.example/pier.jpg", "https://h.example/pier.jpg", "https://h.example/quay.jpg"},
		`<p><img src="/blank.gif" data-src="https://h.example/pier.jpg"><noscript><img src="https://h.example/counter.php?id=1"></noscript></p>`:                               {"https://h.example/pier.jpg", "https://h.example/pier.jpg"},
		`<p><img src="https://o.example/blank.gif" data-src="https://h.example/pier.jpg"><noscript><img src="https://o.example/x.gif"></noscript></p>`:                         {"https://h.example/pier.jpg", "https://h.example/pier.jpg"},
		`<p><img src="/blank.gif" data-src="https://h.example/img?id=5"><noscript><img src="https://o.example/pier.jpg"></noscript></p>`:                                       {"https://h.example/img?id=5", "https://h.example/img?id=5", "https://o.example/pier.jpg"},
		`<p><img src="/blank.gif" class="lazy"><noscript><img src="https://o.example/pier.jpg"></noscript></p>`:                                                                {"https://o.example/pier.jpg", "https://o.example/pier.jpg"},
		`<p><img src="/blank.gif" data-srcset="https://h.example/a.jpg 2x"><noscript><a href="https://o.example/x.jpg"><img src="https://o.example/y.gif"></a></noscript></p>`: {"https://h.example/a.jpg", "https://h.example/a.jpg"},

		// What other attributes hold stands behind a good src, and is no picture where it is text.
		`<img src="https://h.example/a.jpg" data-url="https://h.example/my-post/">`:                                               {"https://h.example/a.jpg", "https://h.example/a.jpg"},
		`<img src="/a.jpg" data-next="/c.jpg">`:                                                                                   {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-hover-src="/c.jpg" data-pin-media="/p/c.jpg" data-share-image="/s/c.jpg" data-cover="/d/c.jpg">`:  {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-author-image="/b/a.jpg" data-watermark="/c/a.jpg" data-default="/d/a.jpg" data-brand="/e/a.jpg">`: {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif" data-next="/c.jpg">`:                                                                               {"/c.jpg", "/c.jpg"},
		`<img src="/blank.gif" data-foo="/c.jpg" data-src="/a.jpg">`:                                                              {"/a.jpg", "/a.jpg", "/c.jpg"},
		`<img src="/blank.gif" data-foo="/c.jpg" srcset="/a.jpg 2x">`:                                                             {"/a.jpg", "/a.jpg", "/c.jpg"},
		`<img src="/w.jpg" data-foo="/a.jpg"><img src="/w.jpg" data-foo="/b.jpg">`:                                                {"/a.jpg", "/a.jpg"},
		`<img src="/w.jpg" data-foo="/a.jpg"><img src="/w.jpg" data-foo="/a.jpg">`:                                                {"/w.jpg", "/w.jpg"},
		`<img src="/a.jpg" data-foo="/c.jpg" data-src="/b.jpg" data-hover="/d.jpg" data-after="/e.jpg" next-src="/f.jpg">`:        {"/b.jpg", "/b.jpg", "/a.jpg"},
		`<img src="javascript:x()" data-foo="/a.jpg">`:                                                                            {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" rollover-src="/c.jpg">`:                                                                                {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" oversrc="/c.jpg">`:                                                                                     {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" hsrc="/c.jpg">`:                                                                                        {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-hsrc="/c.jpg">`:                                                                                   {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-rollover-src="/c.jpg">`:                                                                           {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-swap-src="/c.jpg">`:                                                                               {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-mouseoversrc="/c.jpg">`:                                                                           {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-roll-src="/c.jpg">`:                                                                               {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-mobile-src="/c.jpg">`:                                                                             {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-src-mobile="/c.jpg">`:                                                                             {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-src-xs="/c.jpg">`:                                                                                 {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-dark-src="/c.jpg">`:                                                                               {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-src-alt="/c.jpg">`:                                                                                {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-after-src="/c.jpg">`:                                                                              {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-hover-srcset="/c.jpg 1x, /c2.jpg 2x" data-mobile-srcset="/m.jpg 2x">`:                             {"/a.jpg", "/a.jpg"},
		`<img data-interchange="[/s.jpg, (default)], [/l.jpg, (large)]">`:                                                         {"/l.jpg", "/l.jpg"},
		`<img src="/s.jpg" data-interchange="[/s.jpg, small],
 [/l.jpg, large]">`: {"/l.jpg", "/l.jpg", "/s.jpg"},
		`<img src="/blank.gif" data-src="/a.jpg" data-src-retina="/b.jpg">`:                                                                             {"/b.jpg", "/b.jpg", "/a.jpg"},
		`<img src="/blank.gif" data-mobile="/m.jpg" data-desktop="/d.jpg">`:                                                                             {"/d.jpg", "/d.jpg", "/m.jpg"},
		`<img src="/blank.gif" data-src-mobile="/m.jpg" data-src-desktop="/a.jpg">`:                                                                     {"/a.jpg", "/a.jpg", "/m.jpg"},
		`<img src="/blank.gif" data-src-xs="/m.jpg" data-src-md="/n.jpg" data-src-lg="/a.jpg">`:                                                         {"/a.jpg", "/a.jpg", "/m.jpg", "/n.jpg"},
		`<img src="/blank.gif" data-mobile-src="https://h.example/p/5">`:                                                                                {"https://h.example/p/5", "https://h.example/p/5"},
		`<img src="/blank.gif" data-mobile-srcset="/m.jpg 1x, /m2.jpg 2x">`:                                                                             {"/m2.jpg", "/m2.jpg", "/m.jpg"},
		`<img src="/a.jpg" data-scroll-src="/b.jpg">`:                                                                                                   {"/b.jpg", "/b.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-next="/b.jpg"><img src="/a.jpg" data-next="/c.jpg">`:                                                                    {"/a.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-real="/b.jpg" data-hires-url="/c.jpg" data-bigger="/d.jpg">`:                                                            {"/b.jpg", "/b.jpg", "/c.jpg", "/d.jpg", "/a.jpg"},
		`<img src="/a.jpg" data-foo="https://h.example/b.jpg? nice" data-x="/b.jpg, as it was. /c.jpg">`:                                                {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif" data-foo="https://p.example/?url=http%3A%2F%2Fh.example%2Fa.jpg">`:                                                       {"https://p.example/?url=http%3A%2F%2Fh.example%2Fa.jpg", "http://h.example/a.jpg", "https://p.example/?url=http%3A%2F%2Fh.example%2Fa.jpg"},
		`<img src="/blank.gif" data-foo="photo.jpg" data-title="b.jpg" data-type="jpeg" data-end=".jpg">`:                                               {"photo.jpg", "photo.jpg"},
		`<img src="/a.jpg" data-foo="photo.jpg">`:                                                                                                       {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif" data-foo="https://h.example/image?id=5" data-permalink="https://h.example/photo/5" data-x="https://h.example/topics/5">`: {"https://h.example/image?id=5", "https://h.example/image?id=5"},
		`<img src="/blank.gif" data-url="https://h.example/5">`:                                                                                         {"https://h.example/5", "https://h.example/5"},

		// Sets in attributes for later.
		`<img src="/a-300.jpg" data-srcset="https://h.example/a.jpg?w=300 300w, https://h.example/a.jpg?w=900 900w">`: {"https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=300", "/a-300.jpg"},
		`<img data-bgset="https://h.example/a.jpg?w=300 300w, https://h.example/a.jpg?w=900 900w">`:                   {"https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=300"},
		`<img data-src="https://h.example/a.jpg?w=300 300w, https://h.example/a.jpg?w=900 900w">`:                     {"https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=900", "https://h.example/a.jpg?w=300"},

		`<a href="/wiki/%E6%96%87%E4%BB%B6%3AA.jpg"><img src="/a.jpg"></a>`:                                                          {"/a.jpg", "/a.jpg"},
		`<a href="https://p.example/x/https%3A%2F%2Fh.example%2Fa.png"><div><picture><img src="/a.jpg"></picture></div></a>`:         {"/a.jpg", "https://h.example/a.png", "https://p.example/x/https%3A%2F%2Fh.example%2Fa.png", "/a.jpg"},
		`<a data-fancybox href="javascript:;" data-src="/big/a.jpg"><img src="/a.jpg"></a>`:                                          {"/a.jpg", "/big/a.jpg", "/a.jpg"},
		`<div data-src="/big/a.jpg"><img src="/a.jpg"><img src="/b.jpg"></div>`:                                                      {"/a.jpg", "/a.jpg"},
		`<a href="/b/01AwcAA:.jpg"><img src="/a.jpg"></a>`:                                                                           {"/a.jpg", "/b/01AwcAA:.jpg", "/a.jpg"},
		`<a href="/wiki/File:A.jpg"><img src="/a.jpg"></a>`:                                                                          {"/a.jpg", "/a.jpg"},
		`<a href="/uploads/a-1024x768.jpg"><img src="/uploads/a-300x225.jpg"></a>`:                                                   {"/uploads/a-300x225.jpg", "/uploads/a.jpg", "/uploads/a-1024x768.jpg", "/uploads/a-300x225.jpg"},
		`<a href="/page"><img src="/a.jpg"></a>`:                                                                                     {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif"><noscript><img src="/a.png"></noscript>`:                                                              {"/a.png", "/a.png"},
		`<img src="/b.png"><noscript><img src="/a.png"></noscript>`:                                                                  {"/b.png", "/b.png", "/a.png"},
		`<img src="/b.png"><noscript><img src="/a.png"></noscript><img src="/b.png"><noscript><img src="/c.png"></noscript>`:         {"/a.png", "/a.png"},
		`<img src="/b.png"><noscript><img src="/t" width="1" height="1"></noscript>`:                                                 {"/b.png", "/b.png"},
		`<img src="/blank.gif" data-src="/b.png"><img src="/a.png"><noscript><img src="/a.png"></noscript>`:                          {"/b.png", "/b.png"},
		`<noscript><img src="/a.png"></noscript><img src="/blank.gif"><noscript><img src="/b.png"></noscript><img src="/blank.gif">`: {"/a.png", "/a.png"},
		`<picture><img src="/blank.gif"></picture><noscript><img src="/a.png"></noscript>`:                                           {"/a.png", "/a.png"},
		`<img src="/trans.gif" real_src="http://s1.example/mw690/001abc&690">`:                                                       {"http://s1.example/mw690/001abc&690", "http://s1.example/mw690/001abc&690", "/trans.gif"},
		`<img src="/a.jpg" lay-src="/b/c.jpg" lowsrc="/c/d.jpg" xsrc="none">`:                                                        {"/b/c.jpg", "/b/c.jpg", "/a.jpg"},
		`<img src="/t.gif" file="data/a.thumb.jpg" zoomfile="data/a.jpg">`:                                                           {"data/a.jpg", "data/a.jpg", "data/a.thumb.jpg", "/t.gif"},
		`<img src="/blank.gif" data-src="/uploads/a-300x225.jpg">`:                                                                   {"/uploads/a-300x225.jpg", "/uploads/a.jpg", "/uploads/a-300x225.jpg"},
		`<img src="/uploads/a-300x225.jpg" srcset="/uploads/a-300x225.jpg 300w, /uploads/a-1024x768.jpg 1024w">`:                     {"/uploads/a-300x225.jpg", "/uploads/a.jpg", "/uploads/a-1024x768.jpg", "/uploads/a-300x225.jpg"},
		`<img src="https://i0.wp.com/h.example/uploads/a-300x225.jpg">`:                                                              {"https://i0.wp.com/h.example/uploads/a-300x225.jpg", "http://h.example/uploads/a.jpg", "http://h.example/uploads/a-300x225.jpg", "https://i0.wp.com/h.example/uploads/a.jpg", "https://i0.wp.com/h.example/uploads/a-300x225.jpg"},
		`<img src="http://farm3.static.flickr.com/2/12_abc_m.jpg">`:                                                                  {"http://farm3.static.flickr.com/2/12_abc_m.jpg", "http://farm3.static.flickr.com/2/12_abc_b.jpg", "http://farm3.static.flickr.com/2/12_abc.jpg", "http://farm3.static.flickr.com/2/12_abc_m.jpg"},
		`<a href="http://s1.photobucket.com/u/a.jpg~original"><img src="http://i1.photobucket.com/u/th_b.jpg"></a>`:                  {"http://i1.photobucket.com/u/th_b.jpg", "http://s1.photobucket.com/u/a.jpg~original", "http://i1.photobucket.com/u/b.jpg", "http://i1.photobucket.com/u/th_b.jpg"},
		`<img src="https://m.example/dynamic/cdn-cgi/image/width=800%2Cheight=/https%3A%2F%2Fo.example%2Fa.png">`:                    {"https://m.example/dynamic/cdn-cgi/image/width=800%2Cheight=/https%3A%2F%2Fo.example%2Fa.png", "https://o.example/a.png", "https://m.example/dynamic/cdn-cgi/image/width=800%2Cheight=/https%3A%2F%2Fo.example%2Fa.png"},
		`<img src="/blank.gif" data-src='{"small":"/a-s.jpg","large":"/a-l.jpg","alt":"a.b"}'>`:                                      {"/a-l.jpg", "/a-l.jpg"},
		`<img src="/blank.gif" data-img-src='{"960":"/a-960.jpg","480":"/a-480.jpg"}'>`:                                              {"/a-960.jpg", "/a-960.jpg"},
		`<img src="/a.jpg" data-src='{"id":7,"x":{"large":"/b.jpg"}}' data-original='{"a":'>`:                                        {"/a.jpg", "/a.jpg"},
		`<img v-lazy="'/a.jpg'">`:                                                    {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif" v-lazy="https://h.example/img/1">`:                    {"https://h.example/img/1", "https://h.example/img/1"},
		`<img src="/a.jpg" v-lazy="item.image">`:                                     {"/a.jpg", "/a.jpg"},
		`<img src="/blank.gif">`:                                                     {"/blank.gif", "/blank.gif"},
		`<img src="javascript:x()" data-src="vbscript:y/z">`:                         {"javascript:x()"},
		`<img src="#">`:                                                              {"#"},
		`<img src="https://p.example/?http://h.example/a.jpg" data-src="/late.jpg">`: {"/late.jpg", "/late.jpg", "http://h.example/a.jpg", "https://p.example/?http://h.example/a.jpg"},
		`<picture><source media="(prefers-color-scheme: dark)" srcset="/dark.png"><source srcset="/a.webp"><img src="/a.png"></picture>`:                                                                                     {"/a.png", "/a.webp", "/a.png", "/dark.png"},
		`<picture><source media="(prefers-reduced-motion: reduce)" srcset="/still.png 1x, /still2.png 2x"><img src="/a.gif"></picture>`:                                                                                      {"/a.gif", "/a.gif", "/still2.png", "/still.png"},
		`<picture><source media="(max-width: 600px)" srcset="/crop.jpg"><source media="(min-width: 601px)" srcset="/wide.jpg"><img src="/a.jpg"></picture>`:                                                                  {"/a.jpg", "/wide.jpg", "/a.jpg", "/crop.jpg"},
		`<picture><source media="(max-device-width: 9px)" srcset="/phone.jpg"><source media="( width <= 9px )" srcset="/slim.jpg"><img src="/a.jpg"></picture>`:                                                              {"/a.jpg", "/a.jpg", "/phone.jpg", "/slim.jpg"},
		`<picture><source media="(orientation:portrait)" srcset="/upright.jpg"><img src="/a.jpg"></picture>`:                                                                                                                 {"/a.jpg", "/a.jpg", "/upright.jpg"},
		`<picture><source media="(min-width: 1px) and (max-aspect-ratio: 1/1)" srcset="/tall.jpg"><source media="only screen and (min-width: 9px), (min-resolution: 2dppx)" srcset="/wide.jpg"><img src="/a.jpg"></picture>`: {"/a.jpg", "/wide.jpg", "/a.jpg", "/tall.jpg"},
		`<picture><source media="not all and (min-width: 9px)" srcset="/no.jpg"><source media="(max-height: 9px)" srcset="/low.jpg"><source media="(hover: none)" srcset="/touch.jpg"><img src="/a.jpg"></picture>`:          {"/a.jpg", "/a.jpg", "/no.jpg", "/low.jpg", "/touch.jpg"},
		`<picture><source media="(max-width: 600px)" data-srcset="/crop.jpg"><img src="/blank.gif"></picture>`:                                                                                                               {"/crop.jpg", "/crop.jpg"},
		`<picture><source data-src="/a.webp"><img src="/blank.gif"></picture>`:                                                                                                                                               {"/a.webp", "/a.webp"},
		`<img src="/a.jpg" srcset="/img/loading.gif" lazyload>`:                                                                                                                                                              {"/a.jpg", "/a.jpg"},
		`<img srcset="/img/loading.gif">`: {"/img/loading.gif", "/img/loading.gif"},
		`<img src="/blank.gif" data-ezsrcset="/a-300.jpg 300w, /a-900.jpg 900w" data-offset="/x/y" data-tag-set="a">`:                                                {"/a-900.jpg", "/a-900.jpg", "/a-300.jpg"},
		`<img src="/blank.gif" data-lazy-set="/a-300.jpg 300w, /a-900.jpg 900w">`:                                                                                    {"/a-900.jpg", "/a-900.jpg", "/a-300.jpg"},
		`<img src="/blank.gif" data-ezsrc="https://h.example/pic/1" data-video-src="https://h.example/v/1">`:                                                         {"https://h.example/pic/1", "https://h.example/pic/1"},
		`<img src="data:image/gif;u=https%3A%2F%2Fh.example%2Fa.jpg;base64,R0lGODlhAQABAAAAACw=">`:                                                                   {"https://h.example/a.jpg", "https://h.example/a.jpg"},
		`<img src="data:image/svg+xml;base64,PHN2ZyBkYXRhLXU9Imh0dHBzJTNBJTJGJTJGaC5leGFtcGxlJTJGYS5qcGciIHhtbG5zPSJodHRwOi8vd3d3LnczLm9yZy8yMDAwL3N2ZyI+PC9zdmc+">`: {"https://h.example/a.jpg", "https://h.example/a.jpg"},
		`<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E" data-src="/a.jpg">`:                                                         {"/a.jpg", "/a.jpg"},
		`<img src="\&quot;https://h.example/a.jpg\&quot;">`:                                                                                                          {`\"https://h.example/a.jpg\"`, "https://h.example/a.jpg", `\"https://h.example/a.jpg\"`},
		`<img src="http//h.example/a.jpg">`:                                  {"http//h.example/a.jpg", "http//h.example/a.jpg", "http://h.example/a.jpg"},
		`<img src="https:h.example/a.jpg">`:                                  {"https:h.example/a.jpg", "https:h.example/a.jpg", "https://h.example/a.jpg"},
		`<img src="ttp://h.example/a.jpg">`:                                  {"http://h.example/a.jpg", "http://h.example/a.jpg"},
		`<img src="www.h.example/a.jpg">`:                                    {"www.h.example/a.jpg", "www.h.example/a.jpg", "http://www.h.example/a.jpg"},
		`<img src="/a.php?x=1&amp;amp;y=2">`:                                 {"/a.php?x=1&amp;y=2", "/a.php?x=1&amp;y=2", "/a.php?x=1&y=2"},
		`<img src="https.jpg"><img src="http/a.jpg">`:                        {"https.jpg", "https.jpg"},
		`<img src="/blank.gif" data-src-small="/s/a.jpg">`:                   {"/s/a.jpg", "/s/a.jpg"},
		`<picture><source srcset="/a.webp"><img src="/blank.gif"></picture>`: {"/a.webp", "/a.webp"},
		"<img src=\" /a\n.png \">":                                           {"/a.png", "/a.png"},
	} {
		doc := tree(t, src)
		w := newWriter()
		w.facts = w.survey(doc)
		s := w.sources(find(doc, atom.Img))
		if got := append([]string{s.address}, s.candidates...); !slices.Equal(got, want) {
			t.Errorf("sources of %s = %q, want %q", src, got, want)
		}
	}
}

func TestIsBlankDrawing(t *testing.T) {
	for src, want := range map[string]bool{
		"data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E": true,
		"data:image/svg+xml;utf8,<svg width='1'></svg>":                               true,
		"data:image/svg+xml,%3csvg/%3e":                                               true,
		"data:image/svg+xml;base64,PHN2Zy8+":                                          true,
		"data:image/svg+xml,%3Csvg%3E%3Crect%20width='9'/%3E%3C/svg%3E":               false,
		"data:image/svg+xml;base64,PHN2Zz48cGF0aCBkPSJNMCIvPjwvc3ZnPg==":              false,
		"data:image/svg+xml;base64,?":                                                 false,
		"data:image/png;base64,PHN2Zy8+":                                              false,
		"https://example.org/a.svg,<svg/>":                                            false,
	} {
		if got := isBlankDrawing(src); got != want {
			t.Errorf("isBlankDrawing(%q) = %v, want %v", src, got, want)
		}
	}
}

// Whose twin each of a row is, also where that comes first and no address tells.
func TestRowsOfTwins(t *testing.T) {
	for body, want := range map[string]string{
		`<noscript><img src="/a.png"></noscript><img src="/blank.gif"><noscript><img src="/b.png"></noscript><img src="/blank.gif"><noscript><img src="/c.png"></noscript><img src="/blank.gif">`: "/a.png /b.png /c.png",
		`<img src="/blank.gif"><noscript><img src="/a.png"></noscript><img src="/blank.gif"><noscript><img src="/b.png"></noscript>`:                                                              "/a.png /b.png",
		`<img src="/a.png"><noscript><img src="/b.png"></noscript><img data-src="/b.png">`:                                                                                                        "/a.png /b.png",
		`<noscript><a href="/big.png"><img src="/a.png"></a></noscript><img src="/a.png" class="lazy">`:                                                                                           "/a.png",
		"<!--more-->\n<noscript><img src=\"/a.png\"></noscript><img data-src=\"/a.png\">":                                                                                                         "/a.png",
		`<noscript><a href="/big.png"><img src="/a.png"></a></noscript><img data-src="/a.png">`:                                                                                                   "/a.png",
	} {
		var shown []string
		for _, a := range toDocument(t, "a.html", body).Assets {
			for _, u := range a.Uses {
				shown = append(shown, u.Address)
			}
		}
		if got := strings.Join(shown, " "); got != want {
			t.Errorf("%s shows %s, want %s", body, got, want)
		}
	}
}

// What a script's template would fill in is no address.
func TestSourcesOfTemplates(t *testing.T) {
	doc, err := New(Options{}).Convert(&Post{Path: "a.html", Body: `<p><img src="/a.png" ng-src="{{x}}/b.png"></p>`})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Assets) != 1 || !slices.Equal(doc.Assets[0].Candidates, []string{"/a.png"}) {
		t.Errorf("got %+v", doc.Assets)
	}
}
