package archive

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// HTTP/2 lets a server say that it has not looked at a request, and net/http
// believes it as often as it likes; an address has its three all the same.
func TestNoUnseenRequests(t *testing.T) {
	mint := httptest.NewUnstartedServer(nil)
	mint.StartTLS() // for its certificate
	defer mint.Close()
	for name, says := range map[string]struct {
		first func(*http2.Framer) error         // when somebody calls
		then  func(*http2.Framer, uint32) error // to a request
	}{
		"goes away before": {func(f *http2.Framer) error { return f.WriteGoAway(0, http2.ErrCodeNo, nil) }, nil},
		"goes away after": {nil, func(f *http2.Framer, _ uint32) error {
			f.WriteGoAway(0, http2.ErrCodeNo, nil)
			return io.EOF
		}},
		"refuses":  {nil, func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeRefusedStream) }},
		"protests": {nil, func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeProtocol) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lines, requests atomic.Int64
			address := listen(t, func(c net.Conn) {
				lines.Add(1)
				s := tls.Server(c, &tls.Config{Certificates: mint.TLS.Certificates, NextProtos: []string{"h2"}})
				if _, err := io.ReadFull(s, make([]byte, len(http2.ClientPreface))); err != nil {
					return
				}
				f := http2.NewFramer(s, s)
				f.WriteSettings()
				if says.first != nil && says.first(f) != nil {
					return
				}
				for {
					frame, err := f.ReadFrame()
					if err != nil {
						return
					}
					if h, ok := frame.(*http2.HeadersFrame); ok {
						requests.Add(1)
						if says.then == nil || says.then(f, h.StreamID) != nil {
							return
						}
					}
				}
			})
			f := testFetcher(t, onLoopback(), func(tune *tuning) {
				tune.roots = mint.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
				tune.Attempt = 5 * time.Second
			})
			_, p := ask(t, f, "https://"+address+"/a.png")
			wantOutcome(t, nil, p, ClassConnection)
			if l, r := lines.Load(), requests.Load(); l > 3 || r > 3 || f.requests() != 3 {
				t.Errorf("%d connections, %d requests, %d counted", l, r, f.requests())
			}
		})
	}
}

// A connection that breaks when it is used again is one of three attempts.
func TestBrokenWhenUsedAgain(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		if strings.HasPrefix(r.URL.Path, "/bad") {
			panic(http.ErrAbortHandler)
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	for range 3 {
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() { ask(t, f, fmt.Sprintf("%s/good%d.png", server.URL, i)) })
			if i%3 == 0 {
				wg.Go(func() { ask(t, f, fmt.Sprintf("%s/bad%d.png", server.URL, i)) })
			}
		}
		wg.Wait()
	}
	mu.Lock()
	defer mu.Unlock()
	total := 0
	for path, n := range asked {
		if total += n; n > 3 || n > 1 && strings.HasPrefix(path, "/good") {
			t.Errorf("%s is asked for %d times", path, n)
		}
	}
	if f.requests() != total {
		t.Errorf("%d requests, %d counted", total, f.requests())
	}
}

// A whole answer that nobody asked for is nobody's.
func TestSurplusAnswers(t *testing.T) {
	other := pngOf(77)
	for name, surplus := range map[string]string{
		"a picture":    fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(other), other),
		"404":          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
		"an SVG":       fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(svgOf("onload=''", "")), svgOf("onload=''", "")),
		"of brotli":    "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nevil!",
		"sent onwards": "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := listenForOwn(t, func(c net.Conn, _ *bufio.Reader, own string) {
				io.WriteString(c, own+surplus) // in one segment
			})
			f := testFetcher(t, onLoopback())
			var wg sync.WaitGroup
			for i := range 60 {
				path := "/" + strings.Repeat("a", i)
				if i%3 == 0 {
					path = "/x" + strings.Repeat("a", i)
				}
				wg.Go(func() {
					got, p := ask(t, f, "http://"+address+path)
					if p != nil || got.Size != int64(len(pngOf(len(path)<<8))) {
						t.Errorf("%s: got %+v, %v", path, got, p)
					}
				})
			}
			wg.Wait()
		})
	}
}

// A whole answer that nobody asked for may come only when the next request has gone
// out, and is taken for the answer to that. The true one comes then for nobody, which
// tells, and all that came on a connection of the server that was used before is
// asked for again: a picture that is another, and one that is gone.
func TestLateSurplusAnswers(t *testing.T) {
	other := pngOf(77)
	for name, surplus := range map[string]string{
		"a picture":    fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(other), other),
		"404":          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
		"sent onwards": "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
	} {
		for _, apart := range []time.Duration{0, 5 * time.Millisecond} { // the true answer may lie in one segment with it
			t.Run(fmt.Sprint(name, apart), func(t *testing.T) {
				t.Parallel()
				pictures := lateServer(t, surplus, apart)
				out := t.TempDir()
				opts := testOptions()
				opts.PerHost, opts.Patience.settled = 1, time.Second // for a machine that is busy
				if r := archiveOf(t, out, plant(t, map[string]string{"a.md": post(nil, "text", pictures...)}), opts); r.Missing > 0 {
					t.Errorf("%+v", r)
				}
				showsOwn(t, out, pictures)
			})
		}
	}
}

// What may be that of another answer is not kept for the next run when one is
// stopped.
func TestLateSurplusOfStoppedRun(t *testing.T) {
	t.Parallel()
	other := pngOf(77)
	pictures := lateServer(t, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(other), other), 5*time.Millisecond)
	stuck := make(chan bool)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-stuck
		w.Write(pngBytes())
	}))
	defer slow.Close()
	in := plant(t, map[string]string{"a.md": post(nil, "text", append(pictures, slow.URL+"/slow.png")...)})
	out := t.TempDir()
	opts := testOptions()
	opts.PerHost, opts.Patience.settled = 1, time.Second // for a machine that is busy
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := tryArchive(t, ctx, out, in, opts); err == nil {
		t.Fatal("the run was not stopped")
	}
	close(stuck)
	archiveOf(t, out, in, opts)
	showsOwn(t, out, pictures)
}

// lateServer returns the addresses of pictures of a server that answers the second
// and the fifth of them once more, when the next request has come, and only some
// time after that says what was asked.
func lateServer(t *testing.T, surplus string, apart time.Duration) (pictures []string) {
	address := listenForOwn(t, func(c net.Conn, r *bufio.Reader, own string) {
		io.WriteString(c, own)
		r.Peek(1)
		io.WriteString(c, surplus)
		time.Sleep(apart)
	})
	for _, p := range []string{"a", "xa", "aaa", "aaaa", "xaaaa", "aaaaaa"} {
		pictures = append(pictures, "http://"+address+"/"+p)
	}
	return pictures
}

// listenForOwn starts a server that has a picture of its own size for each path.
// Where that begins with /x, odd answers.
func listenForOwn(t *testing.T, odd func(c net.Conn, r *bufio.Reader, own string)) (address string) {
	return listen(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			body := pngOf(len(req.URL.Path) << 8)
			own := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
			if strings.HasPrefix(req.URL.Path, "/x") {
				odd(c, r, own)
			} else {
				io.WriteString(c, own)
			}
		}
	})
}

// showsOwn checks that a bundle has for each address of lateServer its own picture.
func showsOwn(t *testing.T, out string, pictures []string) {
	t.Helper()
	h, err := loadHeld(rootOf(t, out), "a", "a.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pictures {
		list := h.asset[p]
		if len(list) != 1 || h.file[list[0].File].Size != int64(len(pngOf((i+2)<<8))) {
			t.Errorf("%s is not its picture", p)
		}
	}
}

// What comes on a connection that nobody uses tells that its server is not tidy,
// also where TLS hides what it is; that the server hangs up does not.
func TestUntidy(t *testing.T) {
	mint := httptest.NewUnstartedServer(nil)
	mint.StartTLS() // for its certificate
	defer mint.Close()
	answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(pngBytes()), pngBytes())
	const pause = 20 * time.Millisecond // without, all lies in one segment
	for _, tt := range []struct {
		scheme, then string
		pause        time.Duration
		untidy       bool
	}{
		{"http", "", pause, false},
		{"https", "", pause, false},
		{"http", "HTTP/1.1 408 Request Time-out\r\nContent-Length: 0\r\n\r\n", pause, false},
		{"http", "HTTP/1.0 408 Request Time-out\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n<h1>Your browser was too slow</h1>", pause, false},
		{"http", answer, pause, true},
		{"http", answer, 0, true},
		{"https", answer, pause, true},
		{"https", answer, 0, true},
	} {
		t.Run(fmt.Sprintf("%s %.12s %v", tt.scheme, tt.then, tt.pause), func(t *testing.T) {
			t.Parallel()
			over := make(chan bool)
			address := listen(t, func(c net.Conn) {
				defer close(over)
				if tt.scheme == "https" {
					c = tls.Server(c, &tls.Config{Certificates: mint.TLS.Certificates})
				}
				http.ReadRequest(bufio.NewReader(c))
				if tt.pause == 0 {
					io.WriteString(c, answer+tt.then)
				} else {
					io.WriteString(c, answer)
					time.Sleep(tt.pause)
					io.WriteString(c, tt.then)
				}
				if tt.untidy {
					c.Read(make([]byte, 1)) // until the other side has closed
				}
				c.Close()
			})
			f := testFetcher(t, onLoopback(), func(tune *tuning) {
				tune.roots = mint.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
			})
			got, p := ask(t, f, tt.scheme+"://"+address+"/a.png")
			wantOutcome(t, got, p, "")
			<-over
			time.Sleep(pause) // until the end was read
			u, _ := url.Parse(tt.scheme + "://" + address)
			if is := f.web.hosts.of(u).untidy.Load(); is != tt.untidy {
				t.Errorf("untidy: %v", is)
			}
		})
	}
}

// What is wrong with an address stays so, though its connection was used before.
func TestJudgedOnUsedConnection(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/large":
			w.Header().Set("Content-Length", "1099511627776")
		case "/runs":
			io.WriteString(w, svgOf("onload=''", ""))
		default:
			w.Write(pngBytes())
		}
	}))
	defer server.Close()
	for path, want := range map[string]Class{"/large": ClassTooLarge, "/runs": ClassActiveContent} {
		f := testFetcher(t, onLoopback())
		asked.Store(0)
		got, p := ask(t, f, server.URL+"/a.png")
		wantOutcome(t, got, p, "")
		_, p = ask(t, f, server.URL+path)
		wantOutcome(t, nil, p, want)
		if n := asked.Load(); n != 2 {
			t.Errorf("%s: %d requests for two", path, n)
		}
	}
}
