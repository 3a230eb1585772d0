package convert

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What stands inside the address of a proxy, by the forms that are in use.
func TestProxies(t *testing.T) {
	const inner = "https://h.example/a/cat.jpg"
	b64 := base64.RawURLEncoding.EncodeToString([]byte(inner))
	for ref, want := range map[string]string{
		"https://p.example/cdn-cgi/image/width=80,quality=75/https://h.example/a.jpg":                   "https://h.example/a.jpg",
		"https://p.example/image/fetch/w_1456,c_limit/https%3A%2F%2Fh.example%2Fa.png":                  "https://h.example/a.png",
		"https://web.archive.org/web/2010im_/http://h.example/a.jpg":                                    "http://h.example/a.jpg",
		"https://p.example/imgres?imgurl=http://h.example/a.jpg&imgrefurl=http://h.example/":            "http://h.example/a.jpg",
		"https://p.example/x?u=HTTP%3A%2F%2Fh.example%2Fa.jpg":                                          "HTTP://h.example/a.jpg",
		"https://p.example/x?u=https%253A%252F%252Fh.example%252Fa.jpg&s=1":                             "https://h.example/a.jpg",
		"https://p.example/x?u=//h.example/a.jpg&s=1":                                                   "//h.example/a.jpg",
		"https://p.example/x?u=%2F%2Fh.example%2Fa.jpg":                                                 "//h.example/a.jpg",
		"http://0.example/avatar/abc?s=96&d=http%3A%2F%2F0.example%2Favatar%2Fnobody&r=G":               "",
		"https://p.example/img?fallback=https://h.example/none.png&url=https%3A%2F%2Fh.example%2Fa.png": "https://h.example/a.png",
		"https://h.example/a.jpg?watermark=https://h.example/logo.png":                                  "",
		"https://h.example/a.jpg?redirect=//h.example/login.png":                                        "",
		"https://p.example/chart?cht=qr&chl=https://h.example/a.png":                                    "",
		"https://p.example/badge.svg?link=https://h.example/a.png&text=https://h.example/b.png":         "",
		"https://p.example/QR.php?url=https://h.example/a.png":                                          "",
		"https://p.example/v1/create-qr-code/?size=9&url=https://h.example/a.png":                       "",
		"https://p.example/qrcode?u=https://h.example/a.png":                                            "",
		"https://p.example/qrst?u=https://h.example/a.png":                                              "https://h.example/a.png",
		"https://qr.example/x?u=https://h.example/qr/a.png":                                             "https://h.example/qr/a.png",
		"https://p.example/?https://h.example/qr?w=3":                                                   "https://h.example/qr?w=3",
		"https://p.example/https://h.example/qr-a.png?w=3":                                              "https://h.example/qr-a.png?w=3",
		"https://p.example/x?word=https://h.example/a.png":                                              "https://h.example/a.png",
		"https://p.example/x?u=//nonsense":                                                              "",
		"https://p.example/x?u=//192.0.2.7:8080/a.jpg&w=3":                                              "//192.0.2.7:8080/a.jpg",
		"https://p.example/x?u=%2F%2Fh.example%3A8080%2Fa.jpg":                                          "//h.example:8080/a.jpg",
		"//192.0.2.1:80/x?u=//192.0.2.7:8080/a.jpg":                                                     "//192.0.2.7:8080/a.jpg",
		"https://p.example/x?u=//h.example:port/a.jpg":                                                  "",
		"https://p.example/x?u=//h.example:99999999/a.jpg":                                              "",
		"https://p.example/?//192.0.2.7:8080/a.jpg":                                                     "//192.0.2.7:8080/a.jpg",
		"https://p.example/?//192.0.2.7/a.jpg":                                                          "",
		"https://p.example//h.example:8080/a.jpg":                                                       "//h.example:8080/a.jpg",
		"https://p.example/a//b:1/c.jpg":                                                                "",
		"https://i0.wp.com/h.example:8080/a.jpg?w=640":                                                  "http://h.example:8080/a.jpg",
		"https://p.example/a//b.jpg":                                                                    "",
		"https://i2.wp.com/h.example/wp-content/a.jpg?resize=3&ssl=1":                                   "https://h.example/wp-content/a.jpg",
		"https://i0.wp.com/h.example/a.jpg?w=640":                                                       "http://h.example/a.jpg",
		"https://i0.wp.com/a.jpg":                                                                       "",
		"https://images.weserv.nl/?url=h.example/a.jpg&w=300":                                           "http://h.example/a.jpg",
		"https://images.weserv.nl/?w=3&url=ssl:h.example%2Fa.jpg":                                       "https://h.example/a.jpg",
		"https://wsrv.nl/?url=https://h.example/a.jpg":                                                  "https://h.example/a.jpg",
		"https://cdn.statically.io/img/h.example/f=auto,w=640/up/a.jpg":                                 "https://h.example/up/a.jpg",
		"https://cdn.statically.io/img/h.example/up/a.jpg?w=640":                                        "https://h.example/up/a.jpg",
		"https://p.example/https%3A%2F%2Fh.example%2Fa.jpg?w=400&s=ab":                                  "https://h.example/a.jpg",
		"https://p.example/https%3A%2F%2Fh.example/a.jpg?w=400":                                         "https://h.example/a.jpg?w=400",
		"https://p.example/https%3A%2F%2Fh.example%2Fa.jpg%3Fv%3D2?w=400":                               "https://h.example/a.jpg?v=2",
		"/image/https%3A%2F%2Fh.example%2Fa.png?table=block":                                            "https://h.example/a.png",
		"/_ipx/f_webp&s_640x480/https://h.example/a.jpg":                                                "https://h.example/a.jpg",
		"proxy.php?u=http%3A%2F%2Fh.example%2Fa.png":                                                    "http://h.example/a.png",
		"/web/2010im_/http://h.example/a.jpg":                                                           "http://h.example/a.jpg",
		"/p/" + b64 + ".jpg":                                                                            inner,
		"http://http://h.example/a.jpg":                                                                 "http://h.example/a.jpg",
		"https://h.example/ezoimgfmt/o.example/up/a.jpg?ezimgfmt=rs:640x480":                            "https://o.example/up/a.jpg",
		"https://t.example/unsafe/fit-in/300x200/filters:quality(0.5)/h.example/up/a.jpg":               "https://h.example/up/a.jpg",
		"https://t.example/unsafe/300x200/a.jpg":                                                        "",
		"https://p.example/?//h.example/a.jpg":                                                          "//h.example/a.jpg",
		"https://p.example//h.example/a.jpg?w=3":                                                        "//h.example/a.jpg?w=3",
		"https://p.example/w/300//h.example/a.jpg":                                                      "//h.example/a.jpg",
		"https://p.example/up//2019.v1/a.jpg":                                                           "",
		"https://p.example//jquery.js/a.jpg":                                                            "",
		"https://p.example//b.jpg/a.jpg":                                                                "",
		"https://p.example/http:/h.example/a.jpg":                                                       "http://h.example/a.jpg",
		"/img/https:/h.example/a.jpg":                                                                   "https://h.example/a.jpg",
		"https://p.example/w/300/http/h.example/a.jpg":                                                  "http://h.example/a.jpg",
		"https://p.example/https/h.example/a.jpg":                                                       "https://h.example/a.jpg",
		"https://p.example/docs/http/headers/a.jpg":                                                     "",
		"https://p.example/nohttp/h.example/a.jpg":                                                      "",
		"https://p.example/x?u=http://x.example/page&image=http%3A%2F%2Fh.example%2Freal.jpg":           "http://h.example/real.jpg",
		"https://p.example/x?u=http://x.example/&img=http://h.example/real.jpg":                         "http://h.example/real.jpg",
		"https://p.example/x?u=http://x.example/page&y=http://h.example/mark.jpg":                       "http://x.example/page",
		"https://p.example/x?u=http://x.example/1.jpg&image=http://h.example/real.jpg":                  "http://x.example/1.jpg",
		"https://p.example/x?u=//nonsense&img=//h.example/a.jpg":                                        "//h.example/a.jpg",
		"a/b//c.jpg": "",
		"https://h-example.cdn.ampproject.org/i/s/h.example/a.jpg":                                                            "https://h.example/a.jpg",
		"https://h-example.cdn.ampproject.org/ii/w680/s/h.example/a.jpg?v=2":                                                  "https://h.example/a.jpg?v=2",
		"https://h-example.cdn.ampproject.org/i/h.example/a.jpg":                                                              "http://h.example/a.jpg",
		"https://h-example.cdn.ampproject.org/v/s/h.example/a":                                                                "",
		"https://h-example.cdn.ampproject.org/ii/w680":                                                                        "",
		"https://p.example/x/https:%2F%2Fh.example%2Fa.jpg":                                                                   "https://h.example/a.jpg",
		"https://p.example/x?u=https:%2F%2Fh.example%2Fa.jpg&w=3":                                                             "https://h.example/a.jpg",
		"https://p.example/x?u=http:%252F%252Fh.example%252Fa.jpg&w=3":                                                        "http://h.example/a.jpg",
		"https://p.example/x/https%3A//h.example/a.jpg":                                                                       "https://h.example/a.jpg",
		"https://t.example/K97LekICOXT9MbO3X1u8BBkrjbu=/fit-in/300x200/filters:quality(0.5)/h.example/up/a.jpg":               "https://h.example/up/a.jpg",
		"https://t.example/K97LekICOXT9MbO3X1u8BBkrjbu=/300x200/a.jpg":                                                        "",
		"https://t.example/K97LekICOX/9MbO3X1u8BBkrjbu=/h.example/up/a.jpg":                                                   "",
		"https://og.example/Hello.png?theme=light&images=https%3A%2F%2Fh.example%2Flogo.svg&images=https%3A%2F%2Fh.example/b": "",
		"https://camo.githubusercontent.com/abc/" + hex.EncodeToString([]byte(inner)):                                         inner,
		"https://p.example/sig/rs:fit:300/" + b64 + ".jpg":                                                                    inner,
		"https://p.example/sig/" + b64[:16] + "/" + b64[16:] + ".png":                                                         inner,
		"https://p.example/sig/" + b64[:7]:                                                                                    "",
		"https://p.example/x?url=" + base64.StdEncoding.EncodeToString([]byte(inner)):                                         inner,
	} {
		if got := insideProxy(ref); got != want {
			t.Errorf("insideProxy(%q) = %q, want %q", ref, got, want)
		}
	}
}

func TestInsideSite(t *testing.T) {
	for ref, want := range map[string]string{
		"/_next/image?url=%2Fimg%2Fa%20b.jpg&w=640&q=75":                       "/img/a b.jpg",
		"https://h.example/blog/_next/image?w=640&url=%2Fblog%2Fa.jpg":         "https://h.example/blog/a.jpg",
		"//h.example/_vercel/image?url=/a.jpg":                                 "//h.example/a.jpg",
		"/.netlify/images?url=/a.jpg&w=300":                                    "/a.jpg",
		"/_next/image?url=https%3A%2F%2Fo.example%2Fa.jpg":                     "",
		"/_next/image?url=%2F%2Fo.example%2Fa.jpg":                             "",
		"/_next/image?w=640":                                                   "",
		"/_next/image":                                                         "",
		"http://h.example/themes/x/timthumb.php?src=/uploads/a.jpg&w=300":      "http://h.example/uploads/a.jpg",
		"/show.php?src=%2Fpages%2Fa":                                           "",
		"/_image?href=%2F_astro%2Fa.jpg%3ForigWidth%3D800&w=400":               "/_astro/a.jpg?origWidth=800",
		"https://h.example/cdn-cgi/image/width=640,quality=75/up/a.jpg":        "https://h.example/up/a.jpg",
		"/cdn-cgi/image/w=640/https://o.example/a.jpg":                         "",
		"/_ipx/w_640,q_80/img/a.jpg":                                           "/img/a.jpg",
		"/_ipx/_":                                                              "",
		"/cdn-cgi/image/width=800%2Cfit=cover/https%3A%2F%2Fo.example%2Fa.jpg": "",
		"/cdn-cgi/image/w=8/https%253A%252F%252Fo.example%252Fa.jpg":           "",
		"http://h.example/thumb.php?src=wp-content/up/a.jpg&w=3":               "http://h.example/wp-content/up/a.jpg",
		"http://h.example/thumb.php?src=o.example/up/a.jpg&w=3":                "",
		"http://h.example/thumb.php?src=../up/a.jpg":                           "",
		"http://h.example/thumb.php?src=c:/up/a.jpg":                           "",
		"http://h.example/thumb.php?src=up/a":                                  "",
		"/thumb.ashx?file=%2Fup%2Fa.jpg&w=3":                                   "/up/a.jpg",
		"/redirect?url=%2Fa.jpg":                                               "",
		"":                                                                     "",
	} {
		if got := insideSite(ref); got != want {
			t.Errorf("insideSite(%q) = %q, want %q", ref, got, want)
		}
	}
	if s := sourcesOf("/_next/image?url=%2Fa.jpg&w=640"); !slices.Equal(s.candidates, []string{"/a.jpg", "/_next/image?url=%2Fa.jpg&w=640"}) {
		t.Errorf("%q", s.candidates)
	}
}

// A proxy behind a proxy gives both what it holds, the innermost first.
func TestNestedProxies(t *testing.T) {
	var s sources
	s.addInside("https://p.example/?https://q.example/?url=http%3A%2F%2Fh.example%2Fa.jpg")
	if want := []string{"http://h.example/a.jpg", "https://q.example/?url=http%3A%2F%2Fh.example%2Fa.jpg"}; !slices.Equal(s.candidates, want) {
		t.Errorf("%q, want %q", s.candidates, want)
	}
	var many sources
	many.addInside(strings.Repeat("https://p.example/?", 1000) + "https://h.example/a.jpg")
	if len(many.candidates) > maxNested {
		t.Errorf("%d candidates", len(many.candidates))
	}
}

func FuzzInsideProxy(f *testing.F) {
	for _, s := range []string{"https://p.example/?u=https%253A%252F%252Fh.example%252Fa.jpg", "https://i0.wp.com/h.example/a.jpg", "https://p/aHR0cDovL2g/", "//p/=//h.e/x", "https://camo.githubusercontent.com/a/68",
		"https://p.example//h.example/a.jpg", "https://p.example/?//h.example/a.jpg", "/http:/h.example/a.jpg", "https://p.example/x/https/h.example/a.jpg", "//p.example/?u=http://x/&img=http%3A//h.example/a.jpg",
		"=http://http%3A//h.e\xb5amp/x/\xff\x7fmg=http%3A//\x80.examp\x00\x01/a.jle/a.jp\x87\x00\xbc\x19\xc9xg=http'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		got := insideProxy(ref)
		switch {
		case got == "":
		case len(got) > len(ref)+len("https://"):
			t.Errorf("insideProxy(%q) = %q is longer", ref, got)
		case got == ref:
			t.Errorf("insideProxy(%q) is itself", ref)
		case utf8.ValidString(ref) && !strings.HasPrefix(got, "//") && !strings.HasPrefix(strings.ToLower(got), "http"):
			t.Errorf("insideProxy(%q) = %q is no address", ref, got)
		}
		var s sources
		s.addInside(ref)
		if len(s.candidates) > 3*(maxNested+1) { // the address of a site too, and each with two larger copies
			t.Errorf("%d candidates in %q", len(s.candidates), ref)
		}
	})
}

func FuzzBestOf(f *testing.F) {
	for _, s := range []string{"/a.png 1x, /b.png 2x", "/a,b.png 2x,, /c 100w 20h", ", ,", "data:image/png;base64,AA== 2x", "/a 300 w, /b 900 h 2 w"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, set string) {
		if strings.Map(addressRune, set) != set {
			return // what no address holds may stand between it and its comma
		}
		best := bestOf(set)
		if strings.ContainsAny(best, " \t\n\r\f") || strings.HasSuffix(best, ",") {
			t.Errorf("bestOf(%q) = %q", set, best)
		}
		if best != "" && utf8.ValidString(set) && !strings.Contains(address(set), best) {
			t.Errorf("bestOf(%q) = %q does not stand there", set, best)
		}
	})
}
