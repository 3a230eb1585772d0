package archive

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRequestURL(t *testing.T) {
	for address, want := range map[string]string{
		"http://h.example/a.png":                         "http://h.example/a.png",
		"HTTPS://H.Example:8443/a.png":                   "https://h.example:8443/a.png",
		"http://h.example":                               "http://h.example/",
		"http://h.example?q":                             "http://h.example/?q",
		"http://h.example/a?":                            "http://h.example/a?",
		"http:///h.example/a":                            "http://h.example/a",
		`http:\\h.example\b\a.png?x\y`:                   `http://h.example/b/a.png?x\y`,
		"http://h.example/图 é.png":                       "http://h.example/%E5%9B%BE%20%C3%A9.png",
		"http://h.example/%e5%9b%be/a%2fb%20.png":        "http://h.example/%e5%9b%be/a%2fb%20.png",
		"http://h.example/100%/50%zz":                    "http://h.example/100%25/50%25zz",
		"http://h.example/a+b;c=d,e!$&'()*[1]~@:.png":    "http://h.example/a+b;c=d,e!$&'()*[1]~@:.png",
		"http://h.example/a|b^c`d{e}\"<f>":               "http://h.example/a%7Cb%5Ec%60d%7Be%7D%22%3Cf%3E",
		"http://h.example/?http://x.example/a.jpg?b=c/d": "http://h.example/?http://x.example/a.jpg?b=c/d",
		"http://h.example/a?q=%zz&b=a b|é#frag?no":       "http://h.example/a?q=%zz&b=a%20b|%C3%A9",
		"http://h.example/a#b?c":                         "http://h.example/a",
		"http://h.example/x/../y/./z/%2E%2e/a":           "http://h.example/y/a",
		"http://h.example/../../a/..":                    "http://h.example/",
		"http://h.example//a//b.png":                     "http://h.example//a//b.png",
		"http://h.example/..%2f..%2fa":                   "http://h.example/..%2f..%2fa",
		"http://bücher.example/a":                        "http://xn--bcher-kva.example/a",
		"http://①②⑦.0.0.1/a":                             "http://127.0.0.1/a",
		"http://my_blog.example/a":                       "http://my_blog.example/a",
		"http://[::FFFF:127.0.0.1]:80/a":                 "http://[::ffff:127.0.0.1]/a",
		"http://user:p%40ss@h.example/a":                 "http://user:p%40ss@h.example/a",
		"http://h.example:08080/a":                       "http://h.example:8080/a",
		"http://h.example:/a":                            "http://h.example/a",
		"https://h.example:443/a":                        "https://h.example/a",
		"http://h.example:443/a":                         "http://h.example:443/a",
	} {
		u, bad := requestURL(address)
		if bad != nil {
			t.Errorf("requestURL(%q): %v", address, bad)
			continue
		}
		user := ""
		if u.User != nil {
			user = u.User.String() + "@"
		}
		if got := u.Scheme + "://" + user + u.Host + u.RequestURI(); got != want {
			t.Errorf("requestURL(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestRequestURLRefuses(t *testing.T) {
	for _, address := range []string{
		"http:", "http:h.example/a", "http://", "http:///", "http://?a", "http://@/a", "http://:80/a",
		"http://h.example:0/a", "http://h.example:65536/a", "http://h.example:8a/a",
		"http://h%2eexample/a", "http://%68.example/a", "http://h example/a", "http://h<b>/a",
		"http://[::1/a", "http://[fe80::1%25eth0]/a", "http://[127.0.0.1]/a", "http://[x]/a",
		"http://xn--\u00e9.example/a", "http://" + strings.Repeat("a.", 130) + "example/a",
	} {
		if u, bad := requestURL(address); bad == nil || bad.class != ClassBadURL {
			t.Errorf("requestURL(%q) = %v, %v; want %s", address, u, bad, ClassBadURL)
		}
	}
}

func TestSchemeOf(t *testing.T) {
	for address, want := range map[string]string{
		"http://x": "http", "HTTPS://x": "https", "data:,": "data", "a+b-c.1:x": "a+b-c.1",
		"": "", ":x": "", "//x": "", "/a:b": "", "a/b:c": "", "1a:b": "", "图:b": "", "a.png": "", "http": "",
	} {
		if got := schemeOf(address); got != want {
			t.Errorf("schemeOf(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestShownAddress(t *testing.T) {
	for address, want := range map[string]string{
		"https://h.example/@user//b@c/a.png":             "https://h.example/@user//b@c/a.png",
		"https://user:secret@h.example/a.png":            "https://h.example/a.png",
		"//user@h.example/a.png":                         "//h.example/a.png",
		"https://p.example/?u=http://u:s@h.example/a@b":  "https://p.example/?u=http://h.example/a@b",
		"https://a:b@c:d@h.example?x=@":                  "https://h.example?x=@",
		"http://h.example/a\r\nmarkive: b\x1b[1m\u202e图": "http://h.example/a%0D%0Amarkive:%20b%1B[1m%E2%80%AE图",
		"a\xffb": "a\uFFFDb",
		"data:image/png;base64," + strings.Repeat("A", 99): "data:image/png;base64," + strings.Repeat("A", 42) + "…",
		strings.Repeat("图", 1000):                          strings.Repeat("图", 682) + "…",
	} {
		want = strings.ReplaceAll(want, "markive:%20b", "markive: b")
		if got := shownAddress(address); got != want {
			t.Errorf("shownAddress(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestFollow(t *testing.T) {
	base, _ := requestURL("http://h.example:81/b/c%2fd.png?q")
	for location, want := range map[string]string{
		"https://o.example/a b":   "https://o.example/a%20b",
		"//o.example/a":           "http://o.example/a",
		"/a/b":                    "http://h.example:81/a/b",
		"a?b#c":                   "http://h.example:81/b/a?b",
		"../a":                    "http://h.example:81/a",
		"?r":                      "http://h.example:81/b/c%2fd.png?r",
		"./图.png":                 "http://h.example:81/b/%E5%9B%BE.png",
		"http://u:p@o.example/":   "http://o.example/",
		"":                        "",
		"#a":                      "",
		"file:///etc/passwd":      "",
		"data:image/png,a":        "",
		"javascript:alert(1)":     "",
		"http://[::1":             "",
		"http://":                 "",
		strings.Repeat("a", 9000): "",
	} {
		got := ""
		u, bad := follow(base, location, 8<<10)
		if bad == nil {
			got = u.String()
		} else if bad.class != ClassRedirect {
			t.Errorf("follow(%q): %v", location, bad)
		}
		if got != want {
			t.Errorf("follow(%q) = %q, want %q", location, got, want)
		}
	}
}

// Whatever a post says, what is sent is one clean line, and asking for what
// was sent asks for the same.
func FuzzRequestURL(f *testing.F) {
	for _, s := range []string{"http://h/a b?c d", "https://u@[::1]:1/../%2e/%", "http://①/\\\\|", "HTTP:////h:/?#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = tidyAddress(s)
		if scheme := schemeOf(s); scheme != "http" && scheme != "https" {
			return
		}
		u, bad := requestURL(s)
		if bad != nil {
			return
		}
		line := u.Host + u.RequestURI()
		if strings.ContainsFunc(line, func(r rune) bool { return r <= ' ' || r > '~' }) || !strings.HasPrefix(u.RequestURI(), "/") {
			t.Errorf("%q sends %q", s, line)
		}
		again, bad := requestURL(u.String())
		if bad != nil || again.String() != u.String() {
			t.Errorf("%q is %q, then %v (%v)", s, u, again, bad)
		}
		if _, err := url.ParseRequestURI(u.RequestURI()); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if shown := shownAddress(s); !utf8.ValidString(shown) {
			t.Errorf("shown as %q", shown)
		}
	})
}
