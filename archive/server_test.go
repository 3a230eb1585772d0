package archive

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A call is one request to a server of the table.
type call struct {
	http.ResponseWriter
	r *http.Request
	n int // the first is 1
}

func (c *call) html(code int, header ...string) {
	for i := 0; i+1 < len(header); i += 2 {
		c.Header().Set(header[i], header[i+1])
	}
	c.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.WriteHeader(code)
	io.WriteString(c, htmlText)
}

// raw answers with these bytes and hangs up.
func (c *call) raw(parts ...any) {
	conn := c.hijack()
	defer conn.Close()
	fmt.Fprint(conn, parts...)
}

func (c *call) hijack() net.Conn {
	conn, _, err := http.NewResponseController(c.ResponseWriter).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// reset breaks the connection off.
func (c *call) reset(parts ...any) {
	conn := c.hijack()
	fmt.Fprint(conn, parts...)
	conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

// trickle sends bytes one at a time, each after a pause, until the end or
// until the other side has enough.
func (c *call) trickle(head, body string, pause time.Duration) {
	conn := c.hijack()
	defer conn.Close()
	io.WriteString(conn, head)
	for i := range len(body) {
		if _, err := io.WriteString(conn, body[i:i+1]); err != nil {
			return
		}
		<-time.After(pause)
	}
}

// flood sends the same bytes until the other side has enough.
func (c *call) flood(head string, p []byte) {
	conn := c.hijack()
	defer conn.Close()
	io.WriteString(conn, head)
	for range (64 << 20) / len(p) {
		if _, err := conn.Write(p); err != nil {
			return
		}
	}
}

func (c *call) redirect(code int, to string) {
	c.Header()["Location"] = []string{to}
	c.WriteHeader(code)
}

func shows(c *call) { c.Write(pngBytes()) }

// showIf shows the picture if the request is what it should be.
func (c *call) showIf(isRight bool, otherwise int) {
	if isRight {
		shows(c)
	} else {
		c.html(otherwise)
	}
}

func ok(headers ...string) string {
	return "HTTP/1.1 200 OK\r\n" + strings.Join(append(headers, "", ""), "\r\n")
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// encoded answers with a Content-Encoding.
func encoded(coding string, b []byte) func(*call) {
	return func(c *call) {
		c.Header().Set("Content-Encoding", coding)
		c.Write(b)
	}
}

// packs packs wrongly for those who can unpack something.
func packs(coding string, b []byte) func(*call) {
	return func(c *call) {
		if c.r.Header.Get("Accept-Encoding") == "identity" {
			shows(c)
			return
		}
		encoded(coding, b)(c)
	}
}

func sends(b []byte) func(*call) { return func(c *call) { c.Write(b) } }

func status(code int, header ...string) func(*call) {
	return func(c *call) { c.html(code, header...) }
}

// moved sends from the first address to another, as it is written there, and shows
// the picture if that comes as it should.
func moved(to, as string) func(*call) {
	return func(c *call) {
		switch c.r.RequestURI {
		case "/a.png":
			c.redirect(302, to)
		case as:
			shows(c)
		default:
			c.html(404)
		}
	}
}

// first does something else the first times.
func first(times int, do func(*call)) func(*call) {
	return func(c *call) {
		if c.n > times {
			shows(c)
			return
		}
		do(c)
	}
}

// A serverCase is a server, and what must become of its image.
type serverCase struct {
	name  string
	path  string // "": /a.png
	serve func(*call)
	class Class  // "": it is had
	said  string // part of the detail
	asked int    // requests that reach the server; 0: 1
	waits []time.Duration
	tune  func(*tuning)
	tls   bool // HTTP/2
}

// serverCases returns servers as standards have them. What some of them send is
// large: it is not made where a test starts this program again.
func serverCases() []serverCase {
	return []serverCase{
		// Honest answers, some of them unusual.
		{name: "plain", serve: shows},
		{name: "no content type", serve: func(c *call) { c.Header()["Content-Type"] = nil; shows(c) }},
		{name: "content type lies", serve: func(c *call) { c.Header().Set("Content-Type", "text/html"); shows(c) }},
		{name: "octet stream", serve: func(c *call) { c.Header().Set("Content-Type", "application/octet-stream"); shows(c) }},
		{name: "other extension", path: "/a.jpg", serve: shows},
		{name: "chunked", serve: func(c *call) {
			c.Write(pngBytes()[:20])
			http.NewResponseController(c.ResponseWriter).Flush()
			c.Write(pngBytes()[20:])
		}},
		{name: "http 1.0", serve: func(c *call) { c.raw("HTTP/1.0 200 OK\r\n\r\n", string(pngBytes())) }},
		{name: "no reason phrase", serve: func(c *call) { c.raw("HTTP/1.1 200\r\nConnection: close\r\n\r\n", string(pngBytes())) }},
		{name: "early hints", serve: func(c *call) { c.WriteHeader(http.StatusEarlyHints); shows(c) }},
		{name: "slow but steady", serve: func(c *call) { c.trickle(ok("Connection: close"), string(pngBytes()), 100*time.Microsecond) }},
		{name: "large", serve: sends(pngOf(5 << 20))},
		{name: "exactly at the limit", serve: sends(pngOf(maxTest - len(pngBytes()) - 12))},
		{name: "many cookies", serve: func(c *call) {
			for i := range 500 {
				c.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%d", i, i))
			}
			shows(c)
		}},
		{name: "query kept as it is", path: "/a?w=640&fmt=png&x=a.jpg&copy=2&u=http://x.example/?y=%zz", serve: func(c *call) {
			c.showIf(c.r.URL.RawQuery == "w=640&fmt=png&x=a.jpg&copy=2&u=http://x.example/?y=%zz", 404)
		}},
		{name: "raw path", path: "/图片 é.png", serve: func(c *call) { c.showIf(c.r.RequestURI == "/%E5%9B%BE%E7%89%87%20%C3%A9.png", 404) }},
		{name: "escapes kept", path: "/..%2f..%5ca%00%0d%0aX%3a1%ff.png", serve: func(c *call) { c.showIf(c.r.RequestURI == "/..%2f..%5ca%00%0d%0aX%3a1%ff.png", 404) }},
		{name: "no fragment is sent", path: "/a.png#top?x", serve: func(c *call) { c.showIf(c.r.RequestURI == "/a.png", 404) }},
		{name: "file name of the server is ignored", serve: func(c *call) {
			c.Header().Set("Content-Disposition", `attachment; filename="../../x.html"`)
			shows(c)
		}},
		{name: "http 2", tls: true, serve: func(c *call) { c.showIf(c.r.ProtoMajor == 2, 505) }},
		{name: "surplus after the end", serve: func(c *call) {
			c.raw(ok("Content-Length: "+strconv.Itoa(len(pngBytes()))), string(pngBytes()), "HTTP/1.1 200 OK\r\n\r\nevil")
		}},

		// What is said of ourselves.
		{name: "user agent", serve: func(c *call) { c.showIf(c.r.UserAgent() == "markive/1.2 (+https://github.com/markive/markive)", 403) }},
		{name: "no cookies, no referer, no range", serve: func(c *call) {
			for _, name := range []string{"Cookie", "Referer", "Range", "Origin", "Authorization"} {
				if c.r.Header.Get(name) != "" {
					c.html(400)
					return
				}
			}
			shows(c)
		}},
		{name: "never HEAD", serve: func(c *call) { c.showIf(c.r.Method == http.MethodGet, 405) }},
		{name: "accepts images", serve: func(c *call) {
			c.showIf(strings.Contains(c.r.Header.Get("Accept"), "image/") && c.r.Header.Get("Accept-Encoding") == "gzip", 406)
		}},
		{name: "name and password of the post", path: "user:p%40ss@", serve: func(c *call) {
			user, password, _ := c.r.BasicAuth()
			c.showIf(user == "user" && password == "p@ss", 401)
		}},

		// Hotlinks.
		{name: "referer of strangers refused", serve: func(c *call) { c.showIf(c.r.Referer() == "", 403) }},
		{name: "own referer wanted", asked: 2, serve: func(c *call) { c.showIf(c.r.Referer() == "http://"+c.r.Host+"/", 403) }},
		{name: "own referer wanted, 401", asked: 2, serve: func(c *call) { c.showIf(c.r.Referer() != "", 401) }},
		{name: "403", class: ClassHTTPStatus, said: "403 Forbidden", asked: 2, serve: status(403)},
		{name: "401", class: ClassHTTPStatus, said: "401 Unauthorized", asked: 2, serve: status(401, "WWW-Authenticate", `Basic realm="x"`)},
		{name: "403, then page", class: ClassNotImage, asked: 2, serve: func(c *call) {
			if c.r.Referer() == "" {
				c.html(403)
				return
			}
			c.html(200)
		}},

		// Other answers than 200.
		{name: "404", class: ClassHTTPStatus, said: "404 Not Found", serve: status(404)},
		{name: "404 with an image", class: ClassHTTPStatus, serve: func(c *call) { c.WriteHeader(404); shows(c) }},
		{name: "404 without an end", class: ClassHTTPStatus, serve: func(c *call) { c.flood("HTTP/1.1 404 Gone\r\n\r\n", make([]byte, 4096)) }},
		{name: "410", class: ClassHTTPStatus, said: "410 Gone", serve: status(410)},
		{name: "400", class: ClassHTTPStatus, serve: status(400)},
		{name: "451", class: ClassHTTPStatus, serve: status(451)},
		{name: "418", class: ClassHTTPStatus, serve: status(418)},
		{name: "501", class: ClassHTTPStatus, serve: status(501)},
		{name: "999", class: ClassHTTPStatus, said: "999", serve: status(999)},
		{name: "204", class: ClassHTTPStatus, said: "204", serve: func(c *call) { c.WriteHeader(204) }},
		{name: "201", class: ClassHTTPStatus, serve: func(c *call) { c.WriteHeader(201); shows(c) }},
		{name: "206", class: ClassHTTPStatus, serve: func(c *call) { c.WriteHeader(206); shows(c) }},
		{name: "304", class: ClassHTTPStatus, serve: func(c *call) { c.WriteHeader(304) }},
		{name: "300", class: ClassHTTPStatus, serve: func(c *call) { c.redirect(300, "/b") }},
		{name: "500 always", class: ClassHTTPStatus, said: "500 Internal Server Error", asked: 3, serve: status(500)},
		{name: "503 always", class: ClassHTTPStatus, asked: 3, serve: status(503)},
		{name: "408 once", asked: 2, serve: first(1, status(408))},
		{name: "429 once", asked: 2, serve: first(1, status(429))},
		{name: "500 once", asked: 2, serve: first(1, status(500))},
		{name: "502 twice", asked: 3, serve: first(2, status(502))},
		{name: "504 three times", class: ClassHTTPStatus, asked: 3, serve: first(3, status(504))},
		{name: "503 then 404", class: ClassHTTPStatus, said: "404", asked: 2, serve: func(c *call) {
			if c.n == 1 {
				c.html(503)
				return
			}
			c.html(404)
		}},

		// Retry-After.
		{name: "wait 7 seconds", asked: 2, waits: []time.Duration{7 * time.Second}, serve: first(1, status(503, "Retry-After", "7"))},
		{name: "wait 30 seconds", asked: 2, waits: []time.Duration{30 * time.Second}, serve: first(1, status(503, "Retry-After", " 30 "))},
		{name: "wait 31 seconds", class: ClassHTTPStatus, said: "503 Service Unavailable, and not to be asked again soon", serve: status(503, "Retry-After", "31")},
		{name: "wait a day", class: ClassHTTPStatus, said: "429", serve: status(429, "Retry-After", "86400")},
		{name: "wait for ever", class: ClassHTTPStatus, serve: status(429, "Retry-After", "99999999999999999999")},
		{name: "wait until the year 9999", class: ClassHTTPStatus, serve: status(503, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")},
		{name: "wait until 1999", asked: 2, waits: []time.Duration{0}, serve: first(1, status(503, "Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"))},
		{name: "wait soon", asked: 2, waits: []time.Duration{0}, serve: first(1, status(503, "Retry-After", "soon"))},
		{name: "wait -1", asked: 2, waits: []time.Duration{0}, serve: first(1, status(503, "Retry-After", "-1"))},
		{name: "wait on a 404", class: ClassHTTPStatus, serve: status(404, "Retry-After", "1")},

		// Bodies.
		{name: "empty", class: ClassNotImage, said: "no bytes at all", asked: 2, serve: sends(nil)},
		{name: "page", class: ClassNotImage, said: "text/html", asked: 3, serve: status(200)},
		{name: "page that says image/png", class: ClassNotImage, asked: 3, serve: func(c *call) {
			c.Header().Set("Content-Type", "image/png")
			io.WriteString(c, htmlText)
		}},
		{name: "page once", asked: 2, serve: first(1, status(200))},
		{name: "json", class: ClassNotImage, said: "application/json", asked: 2, serve: sends([]byte(`{"error":404}`))},
		{name: "script that begins like a gif", class: ClassNotImage, asked: 2, serve: sends([]byte("GIF89a/*\x01\x00\x80\x00\x00*/=0;alert(1)//<html>;"))},
		{name: "half an image, well framed", class: ClassTruncated, said: "the end of the image is missing", asked: 2, serve: sends(pngOf(1000)[:500])},
		{name: "half an image once", asked: 2, serve: first(1, sends(pngOf(1000)[:500]))},
		{name: "length too long", class: ClassTruncated, said: "the body ended early", asked: 3, serve: func(c *call) { c.raw(ok("Content-Length: 9999"), string(pngBytes())) }},
		{name: "length too long once", asked: 2, serve: first(1, func(c *call) { c.raw(ok("Content-Length: 9999"), string(pngBytes())) })},
		{name: "length too short", class: ClassTruncated, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: 30", "Connection: close"), string(pngBytes())) }},
		{name: "two lengths", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: 30", "Content-Length: 40"), string(pngBytes())) }},
		{name: "length that is none", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Content-Length: many"), string(pngBytes())) }},
		{name: "chunks without an end", class: ClassTruncated, asked: 3, serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n%s\r\n", len(pngBytes()), pngBytes()))
		}},
		{name: "chunk of no size", class: ClassProtocol, asked: 2, serve: func(c *call) {
			c.raw(ok("Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n%s\r\nZZZ\r\n", len(pngBytes()), pngBytes()))
		}},
		{name: "chunk of no size once", asked: 2, serve: first(1, func(c *call) { c.raw(ok("Transfer-Encoding: chunked"), "ZZZ\r\n") })},
		{name: "unknown transfer encoding", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw(ok("Transfer-Encoding: rot13"), "x") }},
		{name: "reset in the body", class: ClassTruncated, asked: 3, serve: func(c *call) { c.reset(ok("Content-Length: 9999"), string(pngBytes())) }},
		{name: "declared too large", class: ClassTooLarge, said: "more than 6 MiB", serve: func(c *call) { c.flood(ok("Content-Length: 1099511627776"), make([]byte, 65536)) }},
		{name: "just too large", class: ClassTooLarge, serve: sends(pngOf(maxTest))},
		{name: "endless", class: ClassTooLarge, serve: func(c *call) { c.flood(ok("Connection: close")+string(pngBytes()), make([]byte, 65536)) }},
		{name: "claims 60000 by 60000 pixels", serve: sends(hugePNG())},
		{name: "svg", serve: sends([]byte(svgText))},
		{name: "svg that runs", class: ClassActiveContent, serve: sends([]byte(svgOf(`onload="alert(1)"`, "")))},
		{name: "svg that says png", class: ClassActiveContent, serve: func(c *call) {
			c.Header().Set("Content-Type", "image/png")
			io.WriteString(c, svgOf("", "<script>alert(1)</script>"))
		}},
		{name: "http 2, half a body", tls: true, class: ClassTruncated, asked: 3, serve: func(c *call) {
			c.Header().Set("Content-Length", "9999")
			c.Write(pngBytes())
			http.NewResponseController(c.ResponseWriter).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "http 2, no header", tls: true, class: ClassConnection, asked: 3, serve: func(c *call) { panic(http.ErrAbortHandler) }},

		// Encodings.
		{name: "gzip", serve: encoded("gzip", packed(pngBytes()))},
		{name: "x-gzip, upper case", serve: encoded("X-GZIP", packed(pngBytes()))},
		{name: "identity", serve: encoded("identity", pngBytes())},
		{name: "brotli", class: ClassContentEncoding, said: "br was not asked for", asked: 2, serve: encoded("br", []byte("anything"))},
		{name: "gzip in two parts", serve: encoded("gzip", slices.Concat(packed(pngBytes()[:20]), packed(pngBytes()[20:])))},
		{name: "gzip and a line break", serve: encoded("gzip", append(packed(pngBytes()), "\r\n"...))},
		{name: "gzip and zeros", serve: encoded("gzip", append(packed(pngBytes()), make([]byte, 600)...))},
		{name: "gzip twice", class: ClassContentEncoding, said: "gzip, gzip", asked: 2, serve: encoded("gzip, gzip", packed(packed(pngBytes())))},
		{name: "gzip twice, said once", class: ClassNotImage, said: "application/gzip", asked: 2, serve: encoded("gzip", packed(packed(pngBytes())))},
		{name: "gzip that is none", serve: encoded("gzip", pngBytes())},
		{name: "gzip cut, but whole as it is", asked: 2, serve: packs("gzip", packed(pngOf(1000))[:40])},
		{name: "gzip twice, but not for all", asked: 2, serve: packs("gzip, gzip", packed(packed(pngBytes())))},
		{name: "brotli, unless told not to", asked: 2, serve: packs("br", []byte("anything"))},
		{name: "gzip of nothing", class: ClassTruncated, asked: 2, serve: encoded("gzip", nil)},
		{name: "gzip cut", class: ClassTruncated, said: "the body ended early", asked: 2, serve: encoded("gzip", packed(pngOf(1000))[:40])},
		{name: "gzip cut, no frame", class: ClassTruncated, asked: 2, serve: func(c *call) { c.raw(ok("Content-Encoding: gzip"), string(packed(pngOf(1000))[:40])) }},
		{name: "gzip cut once", asked: 2, serve: first(1, encoded("gzip", packed(pngOf(1000))[:40]))},
		{name: "gzip whole, length too long", class: ClassTruncated, said: "the body ended early", asked: 3, serve: func(c *call) {
			c.raw(ok("Content-Encoding: gzip", "Content-Length: 999"), string(packed(pngBytes())))
		}},
		{name: "gzip whole, chunks without an end", class: ClassTruncated, asked: 3, serve: func(c *call) {
			c.raw(ok("Content-Encoding: gzip", "Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n%s\r\n", len(packed(pngBytes())), packed(pngBytes())))
		}},
		{name: "gzip whole, chunk of no size", class: ClassProtocol, asked: 2, serve: func(c *call) {
			c.raw(ok("Content-Encoding: gzip", "Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n%s\r\nZZZZ\r\n", len(packed(pngBytes())), packed(pngBytes())))
		}},
		{name: "gzip damaged", class: ClassContentEncoding, said: "gzip that does not unpack", asked: 2, serve: func(c *call) {
			b := packed(pngBytes())
			b[len(b)-7] ^= 0x55
			encoded("gzip", b)(c)
		}},
		{name: "gzip bomb", class: ClassTooLarge, serve: encoded("gzip", packed(make([]byte, 64<<20)))},
		{name: "gzip of many empty members", class: ClassContentEncoding, serve: func(c *call) {
			c.flood(ok("Content-Encoding: gzip", "Connection: close"), bytes.Repeat(packed(nil), 2000))
		}},

		// Connections.
		{name: "reset", class: ClassConnection, said: "connection reset by peer", asked: 3, serve: func(c *call) { c.reset() }},
		{name: "reset once", asked: 2, serve: first(1, func(c *call) { c.reset() })},
		{name: "closed", class: ClassConnection, said: "closed without an answer", asked: 3, serve: func(c *call) { c.raw() }},
		{name: "closed twice", asked: 3, serve: first(2, func(c *call) { c.raw() })},
		{name: "closed between headers", class: ClassConnection, asked: 3, serve: func(c *call) { c.raw("HTTP/1.1 200 OK\r\nX: y\r\n") }},
		{name: "closed within a header", class: ClassProtocol, said: "malformed MIME header", asked: 2, serve: func(c *call) { c.raw("HTTP/1.1 200 OK\r\nContent-") }},
		{name: "not HTTP", class: ClassProtocol, asked: 2, serve: func(c *call) { c.raw("220 ftp ready\r\n\r\n") }},
		{name: "not HTTP once", asked: 2, serve: first(1, func(c *call) { c.raw("220 ftp ready\r\n\r\n") })},
		{name: "header without an end", class: ClassProtocol, asked: 2, serve: func(c *call) {
			c.flood("HTTP/1.1 200 OK\r\n", []byte("X-Pad: "+strings.Repeat("y", 1000)+"\r\n"))
		}},
		{name: "hints without an end", class: ClassProtocol, asked: 2, serve: func(c *call) {
			c.flood("", []byte("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"))
		}},
		{name: "switching protocols", class: ClassHTTPStatus, serve: func(c *call) { c.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n") }},
		{name: "never answers", tune: hasty, class: ClassTimeout, said: "no answer in time", serve: func(c *call) { <-c.r.Context().Done() }},
		{name: "header drips", tune: hasty, class: ClassTimeout, serve: func(c *call) { c.trickle("", ok(strings.Repeat("X: y\r\n", 500)), 5*time.Millisecond) }},
		{name: "body stalls", tune: hastyBody, class: ClassTimeout, said: "the body came too slowly", serve: func(c *call) {
			conn := c.hijack()
			defer conn.Close()
			io.WriteString(conn, ok("Content-Length: 9999")+"x")
			io.Copy(io.Discard, conn) // until the other side hangs up
		}},
		{name: "body drips", tune: hastyBody, class: ClassTimeout, serve: func(c *call) {
			c.trickle(ok("Content-Length: 9999"), strings.Repeat("x", 9999), 5*time.Millisecond)
		}},
		{name: "body never ends in time", class: ClassTimeout, tune: func(t *tuning) { t.Attempt, t.Speed = 500*time.Millisecond, 1 }, serve: func(c *call) {
			c.trickle(ok("Content-Length: 9999"), strings.Repeat("x", 9999), 5*time.Millisecond)
		}},
		{name: "error page drips", tune: hastyBody, class: ClassHTTPStatus, serve: func(c *call) {
			c.trickle("HTTP/1.1 404 Not Found\r\nContent-Length: 999\r\n\r\n", strings.Repeat("x", 999), 5*time.Millisecond)
		}},

		// Redirects.
		{name: "302", asked: 2, serve: first(1, func(c *call) { c.redirect(302, "/b.png") })},
		{name: "five of them", asked: 6, serve: func(c *call) {
			if c.n < 6 {
				c.redirect([]int{301, 302, 303, 307, 308}[c.n-1], strconv.Itoa(c.n)+".png")
				return
			}
			shows(c)
		}},
		{name: "ten of them", asked: 11, serve: func(c *call) {
			if c.n < 11 {
				c.redirect(302, "/"+strconv.Itoa(c.n))
				return
			}
			shows(c)
		}},
		{name: "eleven of them", class: ClassRedirect, said: "more than 10 redirects", asked: 11, serve: func(c *call) { c.redirect(302, "/"+strconv.Itoa(c.n)) }},
		{name: "in a circle", class: ClassRedirect, said: "redirects in a circle", serve: func(c *call) { c.redirect(302, c.r.RequestURI) }},
		{name: "relative, with a fragment", asked: 2, serve: moved("../x/./b c.png?d#e", "/x/b%20c.png?d")},
		{name: "raw bytes in the location", asked: 2, serve: moved("/图.png", "/%E5%9B%BE.png")},
		{name: "to nowhere", class: ClassRedirect, said: "a redirect to nowhere", serve: func(c *call) { c.WriteHeader(302) }},
		{name: "to a file", class: ClassRedirect, said: "file:", serve: func(c *call) { c.redirect(302, "file:///etc/passwd") }},
		{name: "to data", class: ClassRedirect, said: "data:", serve: func(c *call) { c.redirect(302, dataURL("image/png", pngBytes())) }},
		{name: "to a script", class: ClassRedirect, serve: func(c *call) { c.redirect(302, "javascript:alert(1)") }},
		{name: "to ftp", class: ClassRedirect, serve: func(c *call) { c.redirect(302, "FTP://127.0.0.1/x.png") }},
		{name: "to a bad address", class: ClassRedirect, said: "IPv6", serve: func(c *call) { c.redirect(302, "http://[::1") }},
		{name: "to a private address", class: ClassBlockedAddress, serve: func(c *call) { c.redirect(302, "http://10.0.0.1/x.png") }},
		{name: "to metadata", class: ClassBlockedAddress, serve: func(c *call) { c.redirect(302, "http://169.254.169.254/latest") }},
		{name: "to a private address, with a name before it", class: ClassBlockedAddress, serve: func(c *call) { c.redirect(302, "http://"+c.r.Host+"@10.0.0.1/x.png") }},
		{name: "to a page", class: ClassNotImage, asked: 5, serve: func(c *call) {
			if c.r.URL.Path == "/a.png" {
				c.redirect(302, "/gone.html")
				return
			}
			c.html(200)
		}},
		{name: "to 404", class: ClassHTTPStatus, asked: 2, serve: func(c *call) {
			if c.r.URL.Path == "/a.png" {
				c.redirect(302, "/b.png")
				return
			}
			c.html(404)
		}},
		{name: "password is not handed on", path: "user:secret@", asked: 2, serve: func(c *call) {
			switch _, _, has := c.r.BasicAuth(); {
			case c.n == 1:
				c.redirect(302, "/b.png")
			case has:
				c.html(403)
			default:
				shows(c)
			}
		}},
	}
}

const maxTest = 6 << 20

func TestServers(t *testing.T) {
	for _, tt := range serverCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

func (tt *serverCase) run(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tt.serve(&call{w, r, int(n.Add(1))})
	}))
	server.Config.ErrorLog = discard()
	if tt.tls {
		server.EnableHTTP2 = true
		server.StartTLS()
	} else {
		server.Start()
	}
	defer server.Close()
	opts := onLoopback()
	opts.MaxImage, opts.Version = maxTest, "1.2"
	waits := &recorded{}
	f := testFetcher(t, opts, func(times *tuning) {
		times.sleep = waits.sleep
		if tt.tls {
			times.roots = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		}
		if tt.tune != nil {
			tt.tune(times)
		}
	})
	got, p := ask(t, f, tt.address(server.URL))
	wantOutcome(t, got, p, tt.class)
	if p != nil && !strings.Contains(p.Detail, tt.said) {
		t.Errorf("detail %q, want %q in it", p.Detail, tt.said)
	}
	if asked := max(tt.asked, 1); int(n.Load()) != asked || f.requests() != asked {
		t.Errorf("%d requests (%d counted), want %d", n.Load(), f.requests(), asked)
	}
	waits.check(t, tt.waits)
	if names := ls(t, f.spool.root.Name()); len(names) > 1 || got == nil && len(names) > 0 {
		t.Errorf("the spool holds %v", names)
	}
}

func (tt *serverCase) address(server string) string {
	switch {
	case strings.HasSuffix(tt.path, "@"):
		return strings.Replace(server, "//", "//"+tt.path, 1) + "/a.png"
	case tt.path == "":
		return server + "/a.png"
	}
	return server + tt.path
}

// recorded waits for nobody, but remembers how long it should have.
type recorded struct {
	mu  sync.Mutex
	all []time.Duration
}

func (r *recorded) sleep(ctx context.Context, d time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, d)
	return ctx.Err()
}

// check compares whole seconds; fractions are jitter.
func (r *recorded) check(t *testing.T, want []time.Duration) {
	t.Helper()
	var got []time.Duration
	for _, d := range r.all {
		got = append(got, d.Truncate(time.Second))
	}
	if want != nil && !slices.Equal(got, want) {
		t.Errorf("waited %v, want %v", got, want)
	}
}

// Certificates that do not hold.
func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	server.Config.ErrorLog = discard()
	server.StartTLS()
	defer server.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.Config.ErrorLog = discard()
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS10, MinVersion: tls.VersionTLS10}
	old.StartTLS()
	defer old.Close()
	roots := server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	for name, tt := range map[string]struct {
		address, said string
		trusted       bool
		class         Class
	}{
		"trusted":           {server.URL, "", true, ""},
		"unknown authority": {server.URL, "the certificate is of an unknown authority", false, ClassTLS},
		"other host":        {strings.Replace(server.URL, "127.0.0.1", "localhost", 1), "the certificate is for another host", true, ClassTLS},
		"no TLS at all":     {strings.Replace(plain.URL, "http:", "https:", 1), "the handshake went wrong", true, ClassTLS},
		"too old":           {old.URL, "the handshake went wrong", true, ClassTLS},
	} {
		f := testFetcher(t, onLoopback(), func(times *tuning) {
			if tt.trusted {
				times.roots = roots
			}
		})
		got, p := ask(t, f, tt.address)
		if (p == nil) != (tt.class == "") || p != nil && (p.Class != tt.class || p.Detail != tt.said) {
			t.Errorf("%s: got %+v, %+v", name, got, p)
		}
		if f.requests() != 1 {
			t.Errorf("%s: %d requests", name, f.requests())
		}
	}
}

// A protocol-relative address is had by either scheme; the failure of the one
// that answers says more.
func TestEitherScheme(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a.png" {
			w.Write(pngBytes())
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	got, p := ask(t, f, strings.TrimPrefix(server.URL, "http:")+"/a.png")
	wantOutcome(t, got, p, "")
	got, p = ask(t, f, strings.TrimPrefix(server.URL, "http:")+"/b.png")
	wantOutcome(t, got, p, ClassHTTPStatus)
}

// While a server wants to be left alone, its other addresses wait too.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	var until atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if until.CompareAndSwap(0, time.Now().Add(time.Second).UnixNano()) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		if time.Now().UnixNano() < until.Load() {
			t.Errorf("%s is asked for too early", r.URL)
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	opts := onLoopback()
	opts.PerHost = 1
	f := testFetcher(t, opts)
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			got, p := ask(t, f, fmt.Sprintf("%s/%d", server.URL, i))
			wantOutcome(t, got, p, "")
		})
	}
	wg.Wait()
}

func discard() *log.Logger { return log.New(io.Discard, "", 0) }
