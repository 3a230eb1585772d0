package convert

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestBackground(t *testing.T) {
	for src, want := range map[string]string{
		`<i style="background-image:url(/a.jpg)">`:                            "/a.jpg",
		`<i style="color:red; Background-Image: URL( '/a-b.jpg' ) ;x:y">`:     "/a-b.jpg",
		`<i style='background-image:url("https://h.example/a.jpg?x=(1)")'>`:   "https://h.example/a.jpg?x=(1)",
		`<i style="background-image:linear-gradient(red,blue),url(/a.jpg)">`:  "/a.jpg",
		`<i style="background-image:url(/a\).jpg)">`:                          "/a",
		`<i data-bg="url(/a.jpg)">`:                                           "/a.jpg",
		`<i data-bg="/a.jpg" style="background-image:url(/b.jpg)">`:           "/a.jpg",
		`<i data-bg="/blank.gif" style="background-image:url(/b.jpg)">`:       "/b.jpg",
		`<i data-background-image="//h.example/a">`:                           "//h.example/a",
		`<i style="background-image:url(data:image/gif;base64,AA)">`:          "",
		`<i style="background-image:url(/a.jpg">`:                             "",
		`<i style="background-image:none">`:                                   "",
		`<i style="background:url(/sprite.png) -20px 0">`:                     "", // a piece of it
		`<i style="background:#fff url(/a.jpg) no-repeat center / cover">`:    "/a.jpg",
		`<i style="background:url(/sprite.png) center -20px">`:                "",
		`<i data-lazy-bgimg="/x/a.jpg">`:                                      "/x/a.jpg",
		`<i data-lazy-bgimg="https://h.example/a/640?wx_fmt=png">`:            "https://h.example/a/640?wx_fmt=png",
		`<i data-bg-url="https://h.example/a">`:                               "", // perhaps a page
		`<i data-bgset="/x/a.jpg 300w, /x/b.jpg 900w">`:                       "/x/b.jpg",
		`<i data-bg-thumb="/x/a.jpg">`:                                        "",
		`<i data-bg-mobile="/m.jpg" data-bg-hover="/h.jpg" data-bg="/a.jpg">`: "/a.jpg",
		`<i data-bg-mobile="/m.jpg" style="background-image:url(/a.jpg)">`:    "/a.jpg",
		`<i data-bg-mobile="/m.jpg" data-bg-phone="/n.jpg">`:                  "/m.jpg",
		`<i data-bg="red">`: "",
		`<i style="x:url(a;background-image:url(/b.jpg))">`:                                      "",
		`<i style="background-image:url(data:image/png;base64,A);background-image:url(/c.jpg)">`: "/c.jpg",
	} {
		if got := background(find(tree(t, src), atom.I)); got != want {
			t.Errorf("background of %s = %q, want %q", src, got, want)
		}
	}
}

// What a box shows once is a picture, what is repeated a pattern.
func TestBackgroundOfBox(t *testing.T) {
	for src, want := range map[string]string{
		`<div style="background:url(/a.jpg) no-repeat">`:                        "/a.jpg",
		`<div style="background:#fff url('/a.jpg') 0 0 / 100% auto no-repeat">`: "/a.jpg",
		`<div style="background:url(/a.jpg) no-repeat -20px 0">`:                "",
		`<div style="background:url(/a.jpg)">`:                                  "",
		`<div style="background:url(/center.jpg) repeat-x">`:                    "",
		`<div style="background:url(/a-200px.jpg) center">`:                     "/a-200px.jpg",
	} {
		if got := background(find(tree(t, src), atom.Div)); got != want {
			t.Errorf("background of %s = %q, want %q", src, got, want)
		}
	}
}
