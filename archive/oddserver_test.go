package archive

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/http2"
)

// framed is a raw answer with an image.
func framed(headers ...string) string {
	return ok(append(headers, fmt.Sprint("Content-Length: ", len(pngBytes())))...) + string(pngBytes())
}

// oddServerCases returns servers that are met in the wild rather than in a
// standard: what browsers make of them decides.
func oddServerCases() []serverCase {
	return []serverCase{
		// Heads.
		{name: "bare line feeds", serve: func(c *call) { c.raw(strings.ReplaceAll(ok("Connection: close"), "\r", ""), string(pngBytes())) }},
		{name: "folded header", serve: func(c *call) { c.raw(framed("X-Long: a\r\n b\r\n\tc")) }},
		{name: "same length twice", serve: func(c *call) { c.raw(framed(fmt.Sprint("Content-Length: ", len(pngBytes())))) }},
		{name: "length with a sign", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: +5"), string(pngBytes())) }},
		{name: "negative length", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: -5"), string(pngBytes())) }},
		{name: "length of twenty digits", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: 99999999999999999999"), string(pngBytes())) }},
		{name: "blank before a colon", serve: func(c *call) { c.raw(framed("X-Odd : a")) }},
		{name: "header without a colon", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(framed("nonsense")) }},
		{name: "no head at all", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(string(pngBytes())) }},
		{name: "radio", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw("ICY 200 OK\r\n\r\n", string(pngBytes())) }},
		{name: "status of two digits", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw("HTTP/1.1 20 OK\r\n\r\n", string(pngBytes())) }},
		{name: "status of four digits", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw("HTTP/1.1 2000 OK\r\n\r\n", string(pngBytes())) }},
		{name: "continue first", serve: func(c *call) { c.raw("HTTP/1.1 100 Continue\r\n\r\n", framed("Connection: close")) }},
		{name: "processing first", serve: func(c *call) { c.raw("HTTP/1.1 102 Processing\r\n\r\n", framed("Connection: close")) }},
		{name: "header of 60 KiB", serve: func(c *call) { c.Header().Set("X-Long", strings.Repeat("x", 60<<10)); shows(c) }},
		{name: "header of 70 KiB", class: ClassProtocol, asked: 2, serve: func(c *call) { c.Header().Set("X-Long", strings.Repeat("x", 70<<10)); shows(c) }},

		// Statuses.
		{name: "203", class: ClassHTTPStatus, serve: status(203)},
		{name: "206 of all", class: ClassHTTPStatus, serve: func(c *call) {
			c.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%[1]d", len(pngBytes())))
			c.WriteHeader(206)
			shows(c)
		}},
		{name: "402", class: ClassHTTPStatus, serve: status(402)},
		{name: "405", class: ClassHTTPStatus, serve: status(405)},
		{name: "421", class: ClassHTTPStatus, serve: status(421)},
		{name: "425", class: ClassHTTPStatus, serve: status(425)},
		{name: "501", class: ClassHTTPStatus, serve: status(501)},
		{name: "509", class: ClassHTTPStatus, serve: status(509)},
		{name: "521", class: ClassHTTPStatus, asked: 3, serve: status(521)},
		{name: "200 with a location", serve: func(c *call) { c.Header().Set("Location", "/b.png"); shows(c) }},
		{name: "403 with an image", class: ClassHTTPStatus, asked: 2, serve: func(c *call) { c.WriteHeader(403); shows(c) }},
		{name: "401 that asks who", class: ClassHTTPStatus, asked: 2, serve: status(401, "WWW-Authenticate", `Basic realm="x"`)},
		{name: "403 first, then 503 once", asked: 3, serve: func(c *call) {
			switch c.n {
			case 1:
				c.html(403)
			case 2:
				c.html(503)
			default:
				if c.r.Header.Get("Referer") == "" {
					c.html(403)
					return
				}
				shows(c)
			}
		}},
		{name: "429, then 404", class: ClassHTTPStatus, asked: 2, serve: func(c *call) {
			if c.n == 1 {
				c.html(429)
				return
			}
			c.html(404)
		}},

		// Bodies.
		{name: "trailers", serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked", "Connection: close"), fmt.Sprintf("%x\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n", len(pngBytes()), pngBytes()))
		}},
		{name: "extensions of chunks", serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked", "Connection: close"), fmt.Sprintf("%x;a=b\r\n%s\r\n0;c\r\n\r\n", len(pngBytes()), pngBytes()))
		}},
		{name: "chunk of too many digits", class: ClassProtocol, asked: 2, serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked", "Connection: close"), "fffffffffffffffff\r\n", string(pngBytes()))
		}},
		{name: "chunks and a length", serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked", "Content-Length: 3", "Connection: close"), fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(pngBytes()), pngBytes()))
		}},
		{name: "no frame and cut", class: ClassTruncated, asked: 2, serve: func(c *call) { c.raw(ok("Connection: close"), string(pngBytes()[:40])) }},
		{name: "bytes behind the image", serve: sends(append(pngBytes(), "<!-- served by -->\n"...))},
		{name: "blank line before the image", class: ClassNotImage, asked: 2, serve: sends(append([]byte("\n"), pngBytes()...))},
		{name: "stream of pictures", class: ClassNotImage, asked: 2, serve: func(c *call) {
			c.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=x")
			io.WriteString(c, "--x\r\nContent-Type: image/png\r\n\r\n"+string(pngBytes())+"\r\n--x--")
		}},
		{name: "pdf", class: ClassNotImage, asked: 2, serve: sends([]byte(playedFiles["pdf"]))},
		{name: "zip", class: ClassNotImage, asked: 2, serve: sends([]byte("PK\x03\x04 and so on"))},
		{name: "page with an image in it", class: ClassNotImage, asked: 3, serve: sends([]byte("<html><img src='data:image/png;base64,iVBORw0KGgo='></html>"))},
		{name: "page that begins with svg", class: ClassNotImage, asked: 3, serve: sends([]byte("<!doctype html><svg xmlns='http://www.w3.org/2000/svg'></svg>"))},
		{name: "svg that links out", class: ClassActiveContent, serve: sends([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="https://h.example/x.png"/></svg>`))},
		{name: "zeros", class: ClassNotImage, asked: 2, serve: sends(make([]byte, 1000))},

		// Codings that are none, or are not needed to see that it is an image.
		{name: "coding none", serve: encoded("none", pngBytes())},
		{name: "coding utf-8", serve: encoded("UTF-8", pngBytes())},
		{name: "coding of chunks", serve: encoded("aws-chunked", pngBytes())},
		{name: "brotli that is none", serve: encoded("br", pngBytes())},
		{name: "no coding, but a comma", serve: encoded("identity, identity", pngBytes())},
		{name: "gzip and identity", serve: encoded("gzip, identity", packed(pngBytes()))},
		{name: "empty coding", serve: func(c *call) { c.Header()["Content-Encoding"] = []string{""}; shows(c) }},
		{name: "deflate", class: ClassContentEncoding, asked: 2, serve: encoded("deflate", []byte("x\x9c\x03\x00\x00\x00\x00\x01"))},
		{name: "zstd", class: ClassContentEncoding, asked: 2, serve: encoded("zstd", []byte("(\xb5/\xfd\x00"))},
		{name: "gzip said, but a page", class: ClassContentEncoding, said: "gzip that does not unpack", asked: 2, serve: encoded("gzip", []byte(htmlText))},

		// Ways to send elsewhere.
		{name: "303", asked: 2, serve: elsewhere(303, "/b.png")},
		{name: "308", asked: 2, serve: elsewhere(308, "/b.png")},
		{name: "300 with a location", class: ClassHTTPStatus, serve: elsewhere(300, "/b.png")},
		{name: "304 with a location", class: ClassHTTPStatus, serve: elsewhere(304, "/b.png")},
		{name: "305", class: ClassHTTPStatus, serve: elsewhere(305, "/b.png")},
		{name: "only a query", path: "/a.png", asked: 2, serve: func(c *call) {
			if c.r.URL.RawQuery != "v=2" {
				c.redirect(302, "?v=2")
				return
			}
			shows(c)
		}},
		{name: "scheme and no host", asked: 2, serve: elsewhere(302, "http:/b.png")},
		{name: "scheme and a name", asked: 2, serve: elsewhere(302, "http:b.png")},
		{name: "only a fragment", class: ClassRedirect, serve: elsewhere(302, "#top")},
		{name: "blanks around", asked: 2, serve: elsewhere(302, "  /b.png\t")},
		{name: "upper-case scheme", asked: 2, serve: elsewhere(302, "HTTP://HOST/b.png")},
		{name: "without a scheme", asked: 2, serve: elsewhere(302, "//HOST/b.png")},
		{name: "backslashes", asked: 2, serve: elsewhere(302, `\\HOST\b.png`)},
		{name: "dots in the location", asked: 2, serve: elsewhere(302, "x/../../b.png")},
		{name: "two locations", asked: 2, serve: func(c *call) {
			if c.r.URL.Path == "/b.png" {
				shows(c)
				return
			}
			c.Header()["Location"] = []string{"/b.png", "/c.png"}
			c.WriteHeader(302)
		}},
		{name: "location of 9 KB", class: ClassRedirect, serve: elsewhere(302, "/"+strings.Repeat("x", 9000))},
		{name: "to a port of none", class: ClassRedirect, serve: elsewhere(302, "http://127.0.0.1:99999/")},
		{name: "to mailto", class: ClassRedirect, serve: elsewhere(302, "mailto:a@h.example")},
		{name: "to digits that are no address", class: ClassBlockedAddress, serve: elsewhere(302, "http://①⓪.0.0.1/x.png")},
		{name: "to a mapped address", class: ClassBlockedAddress, serve: elsewhere(302, "http://[::ffff:10.0.0.1]/x.png")},
		{name: "to 403, which wants its own origin", asked: 4, serve: func(c *call) {
			switch {
			case c.r.URL.Path == "/a.png":
				c.redirect(302, "/b.png")
			case c.r.Header.Get("Referer") == "":
				c.html(403)
			default:
				shows(c)
			}
		}},
		{name: "to an error that passes", asked: 4, serve: func(c *call) {
			switch {
			case c.r.URL.Path == "/a.png":
				c.redirect(302, "/b.png")
			case c.n < 4:
				c.html(503)
			default:
				shows(c)
			}
		}},
		{name: "cookie wall", asked: 2, serve: func(c *call) {
			if c.r.Header.Get("Cookie") == "seen=1; more=2" {
				shows(c)
				return
			}
			c.Header()["Set-Cookie"] = []string{"seen=1; Path=/", "more=2"}
			c.redirect(302, "/a.png")
		}},
		{name: "cookie wall by way of another page", asked: 3, serve: func(c *call) {
			switch {
			case c.r.URL.Path == "/set":
				c.Header().Set("Set-Cookie", "seen=1; Path=/; HttpOnly")
				c.redirect(302, "/a.png")
			case c.r.Header.Get("Cookie") == "":
				c.redirect(302, "/set")
			default:
				shows(c)
			}
		}},
		{name: "cookie wall that never opens", class: ClassRedirect, said: "redirects in a circle", asked: 2, serve: func(c *call) {
			c.Header().Set("Set-Cookie", "n="+strconv.Itoa(c.n))
			c.redirect(302, "/a.png")
		}},
		{name: "cookie for others", class: ClassRedirect, asked: 2, serve: func(c *call) {
			if c.r.Header.Get("Cookie") != "" {
				shows(c)
				return
			}
			c.Header().Set("Set-Cookie", "seen=1; Domain=h.example")
			c.redirect(302, "/a.png")
		}},
		{name: "page that sets a cookie", asked: 2, serve: unlessSeen(200, "seen=1")},
		{name: "503 that sets a cookie", asked: 2, serve: unlessSeen(503, "seen=1; Path=/")},
		{name: "404 that sets a cookie", class: ClassHTTPStatus, serve: unlessSeen(404, "seen=1")},
		{name: "503 that sets a cookie for others", class: ClassHTTPStatus, asked: 3, serve: unlessSeen(503, "seen=1; Domain=h.example")},
		{name: "page that sets a cookie behind a redirect", asked: 3, serve: func(c *call) {
			if c.r.URL.Path == "/a.png" {
				c.redirect(302, "/c.png")
				return
			}
			unlessSeen(503, "seen=1")(c)
		}},
		{name: "there and back", class: ClassRedirect, said: "redirects in a circle", asked: 2, serve: func(c *call) {
			if c.r.URL.Path == "/a.png" {
				c.redirect(301, "/b.png")
				return
			}
			c.redirect(301, "/a.png")
		}},
		{name: "a page that sends elsewhere", class: ClassNotImage, asked: 2, serve: sends([]byte(`<meta http-equiv="refresh" content="0;url=/b.png">`))},
		{name: "refresh header", class: ClassNotImage, asked: 3, serve: func(c *call) { c.html(200, "Refresh", "0;url=/b.png") }},

		// Something else for whoever does not say where the picture is shown.
		{name: "a login for strangers", asked: 4, serve: unlessReferred(func(c *call) { c.redirect(302, "/login") })},
		{name: "the start for strangers", asked: 4, serve: unlessReferred(func(c *call) { c.redirect(301, "/") })},
		{name: "a page for strangers", asked: 3, serve: unlessReferred(status(200))},
		{name: "404 for strangers", class: ClassHTTPStatus, serve: unlessReferred(status(404))},

		// Codes of Cloudflare.
		{name: "520 once", asked: 2, serve: first(1, status(520))},
		{name: "522 twice", asked: 3, serve: first(2, status(522))},
		{name: "524 always", class: ClassHTTPStatus, said: "524", asked: 3, serve: status(524)},
		{name: "526", class: ClassHTTPStatus, said: "526", serve: status(526)},
		{name: "530", class: ClassHTTPStatus, said: "530", serve: status(530)},

		// HTTP/2.
		{name: "http 2, 404", tls: true, class: ClassHTTPStatus, serve: status(404)},
		{name: "http 2, stream ends early", tls: true, class: ClassTruncated, asked: 3, serve: func(c *call) {
			c.Header().Set("Content-Length", "1000")
			c.Write(pngBytes()[:40])
			http.NewResponseController(c.ResponseWriter).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "http 2, no answer once", tls: true, asked: 2, serve: first(1, func(*call) { panic(http.ErrAbortHandler) })},
		{name: "http 2, trailers", tls: true, serve: func(c *call) { c.Header().Set("Trailer", "X-Sum"); shows(c); c.Header().Set("X-Sum", "1") }},
		{name: "http 2, redirect", tls: true, asked: 2, serve: elsewhere(302, "/b.png")},
		{name: "http 2, header of 70 KiB", tls: true, class: ClassProtocol, asked: 2, serve: func(c *call) { c.Header().Set("X-Long", strings.Repeat("x", 70<<10)); shows(c) }},
	}
}

// unlessSeen has the picture for who brings back the cookie seen.
func unlessSeen(code int, cookie string) func(*call) {
	return func(c *call) {
		if c.r.Header.Get("Cookie") == "seen=1" {
			shows(c)
			return
		}
		c.html(code, "Set-Cookie", cookie)
	}
}

// unlessReferred has the picture for those who say that they saw it at its own
// origin, and else does something else, which may lead to a page or a dot.
func unlessReferred(do func(*call)) func(*call) {
	return func(c *call) {
		switch {
		case c.r.Referer() == "http://"+c.r.Host+"/":
			shows(c)
		case c.r.URL.Path == "/a.png":
			do(c)
		case c.r.URL.Path == "/p.gif":
			c.Write(asGIF(plain(1, 1, grey[0])))
		case c.r.URL.Path == "/nohotlink.png":
			c.Write(pngOf(7))
		default:
			c.html(200)
		}
	}
}

// elsewhere sends to an address at which there is an image. HOST is the server.
func elsewhere(code int, to string) func(*call) {
	return func(c *call) {
		if c.r.URL.Path == "/b.png" {
			shows(c)
			return
		}
		c.redirect(code, strings.ReplaceAll(to, "HOST", c.r.Host))
	}
}

func TestOddServers(t *testing.T) {
	for _, tt := range oddServerCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

// A server that wants HTTP/1.1 for a picture, and says so by HTTP/2, gets it.
func TestHTTP1Required(t *testing.T) {
	mint := httptest.NewUnstartedServer(nil)
	mint.StartTLS() // for its certificate
	defer mint.Close()
	for name, protest := range map[string]func(*http2.Framer, uint32) error{
		"the stream": func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeHTTP11Required) },
		"the connection": func(f *http2.Framer, _ uint32) error {
			f.WriteGoAway(0, http2.ErrCodeHTTP11Required, nil)
			return io.EOF
		},
	} {
		var spoken sync.Map
		address := listen(t, func(c net.Conn) {
			s := tls.Server(c, &tls.Config{Certificates: mint.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}})
			if s.Handshake() != nil {
				return
			}
			spoken.Store(s.ConnectionState().NegotiatedProtocol, true)
			if s.ConnectionState().NegotiatedProtocol != "h2" {
				if _, err := http.ReadRequest(bufio.NewReader(s)); err == nil {
					fmt.Fprint(s, ok("Connection: close"), string(pngBytes()))
				}
				s.Close()
				return
			}
			io.ReadFull(s, make([]byte, len(http2.ClientPreface)))
			f := http2.NewFramer(s, s)
			f.WriteSettings()
			for frame, err := f.ReadFrame(); err == nil; frame, err = f.ReadFrame() {
				if h, isHead := frame.(*http2.HeadersFrame); isHead && protest(f, h.StreamID) != nil {
					return
				}
			}
		})
		f := testFetcher(t, onLoopback(), func(tune *tuning) {
			tune.roots = mint.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		})
		got, p := ask(t, f, "https://"+address+"/a.png")
		wantOutcome(t, got, p, "")
		if _, first := spoken.Load("h2"); !first || f.requests() != 2 {
			t.Errorf("%s: %d requests, HTTP/2 among them: %v", name, f.requests(), first)
		}
	}
}
