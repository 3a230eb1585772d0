package archive

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestOtherScheme(t *testing.T) {
	for address, want := range map[string]string{
		"http://h.example/a.png":        "https://h.example/a.png",
		"HTTPS://h.example/a?b#c":       "http://h.example/a?b#c",
		"http:/\\u:p@h.example/a":       "https:/\\u:p@h.example/a",
		"http://[2001:db8::1]/a":        "https://[2001:db8::1]/a",
		"http://h.example:/a":           "https://h.example:/a",
		"http://h.example:8080/a":       "",
		"https://h.example:443":         "",
		"http://[2001:db8::1]:80/a":     "",
		"http://h.example/a?u=x:1":      "https://h.example/a?u=x:1",
		"http://h.example?u=http://x:1": "https://h.example?u=http://x:1",
		"//h.example/a":                 "",
		"data:image/png,":               "",
		"ftp://h.example/":              "",
		"a/b.png":                       "",
	} {
		if got := otherScheme(address); got != want {
			t.Errorf("otherScheme(%q) = %q, want %q", address, got, want)
		}
	}
}

// twoPorts is a host, example.com, whose ports lie where the test says.
type twoPorts struct {
	plain, secure string // host:port
	dials         sync.Map
}

func (p *twoPorts) place(address string) string {
	n, _ := p.dials.LoadOrStore(address, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
	switch address {
	case "example.com:80":
		return p.plain
	case "example.com:443":
		return p.secure
	}
	return address
}

func (p *twoPorts) count(address string) int64 {
	if n, ok := p.dials.Load(address); ok {
		return n.(*atomic.Int64).Load()
	}
	return 0
}

func (p *twoPorts) fetcher(t *testing.T, roots *httptest.Server) *fetcher {
	return testFetcher(t, onLoopback(), func(tune *tuning) {
		tune.Headers = time.Second // a silent port is told from one that shakes hands on a busy machine
		tune.place = p.place
		if roots != nil {
			tune.roots = roots.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		}
	})
}

func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func secureServer(t *testing.T, serve http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(serve)
	server.Config.ErrorLog = discard()
	server.TLS = &tls.Config{}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestHTTPSWhereHTTPIsDead(t *testing.T) {
	server := secureServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone.png" {
			http.NotFound(w, r)
			return
		}
		w.Write(pngBytes())
	})
	silent := listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	for name, plain := range map[string]string{"refused": closedPort(t), "silent": silent} {
		p := &twoPorts{plain: plain, secure: server.Listener.Addr().String()}
		f := p.fetcher(t, server)
		got, problem := ask(t, f, "http://example.com/a.png")
		wantOutcome(t, got, problem, "")
		if got != nil && (got.Address != "http://example.com/a.png" || got.Final != "https://example.com/a.png") {
			t.Errorf("%s: had from %q, in the end %q", name, got.Address, got.Final)
		}
		_, problem = ask(t, f, "http://example.com/gone.png")
		wantOutcome(t, nil, problem, ClassHTTPStatus) // who answered says more
	}
}

func TestHTTPWhereHTTPSIsDead(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	defer plain.Close()
	p := &twoPorts{plain: plain.Listener.Addr().String()}
	p.secure = p.plain // it does not speak TLS
	got, problem := ask(t, p.fetcher(t, nil), "https://example.com/a.png")
	wantOutcome(t, got, problem, "")
	if got != nil && got.Final != "http://example.com/a.png" {
		t.Errorf("in the end %q", got.Final)
	}
}

// An answer, whatever it says, is no reason to try the other scheme.
func TestSchemeThatAnswers(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	p := &twoPorts{plain: plain.Listener.Addr().String(), secure: closedPort(t)}
	_, problem := ask(t, p.fetcher(t, nil), "http://example.com/a.png")
	wantOutcome(t, nil, problem, ClassHTTPStatus)
	if n := p.count("example.com:443"); n != 0 {
		t.Errorf("%d connections to the other port", n)
	}
}

// Eighty images of a host that is dead on both ports cost three attempts for
// each of them.
func TestBothSchemesDead(t *testing.T) {
	p := &twoPorts{plain: closedPort(t), secure: closedPort(t)}
	f := p.fetcher(t, nil)
	var wg sync.WaitGroup
	for i := range 80 {
		wg.Go(func() {
			if _, problem := ask(t, f, fmt.Sprintf("http://example.com/%d.png", i)); problem == nil {
				t.Error("no problem")
			}
		})
	}
	wg.Wait()
	for _, port := range []string{"example.com:80", "example.com:443"} {
		if n := p.count(port); n != 3 {
			t.Errorf("%d connections to %s, want %d", n, port, 3)
		}
	}
}
