package archive

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markive/markive/convert"
)

func TestOtherScheme(t *testing.T) {
	for address, want := range map[string]string{
		"http://h.example/a.png":        "https://h.example/a.png",
		"HTTPS://h.example/a?b#c":       "http://h.example/a?b#c",
		"http:/\\u:p@h.example/a":       "https:/\\u:p@h.example/a",
		"http://[2001:db8::1]/a":        "https://[2001:db8::1]/a",
		"http://h.example:/a":           "https://h.example:/a",
		"http://h.example:8080/a":       "",
		"https://h.example:443":         "http://h.example",
		"https://h.example:80/a":        "",
		"http://u:80@h.example:80/a:80": "https://u:80@h.example/a:80",
		"http://[2001:db8::1]:80/a":     "https://[2001:db8::1]/a",
		"http://[2001:db8::80]:81/a":    "",
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

// closedPort is a port at which nobody listens, nor will: a connection that goes
// out holds it until the test ends.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	peer, err := l.Accept() // else it would be broken off when the listener closes, and its port free
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { peer.Close() })
	return c.LocalAddr().String()
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
	t.Parallel()
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

// The same address by the other scheme is no lesser one.
func TestOtherSchemeIsNoLesser(t *testing.T) {
	server := secureServer(t, func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) })
	p := &twoPorts{plain: closedPort(t), secure: server.Listener.Addr().String()}
	f := p.fetcher(t, server)
	shown, other := "http://example.com/a.png", "https://example.com/b.png"
	for _, candidates := range [][]string{{shown}, {"http://example.com/b.png", shown}} {
		a := convert.Asset{Address: shown, Candidates: candidates, Uses: []convert.Use{{Address: shown}}}
		if got, problem := f.fetch(t.Context(), Source{Path: "a.md"}, a); got == nil || problem != nil {
			t.Errorf("of %q got %v, %v", candidates, got, problem)
		}
	}
	a := convert.Asset{Address: shown, Candidates: []string{"ftp://example.com/a.png", other}, Uses: []convert.Use{{Address: "ftp://example.com/a.png"}}}
	if got, problem := f.fetch(t.Context(), Source{Path: "a.md"}, a); got == nil || problem == nil {
		t.Errorf("of something else got %v, %v", got, problem)
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

// Eighty images of a host that is dead on both ports cost three attempts, two of
// them for the scheme that the post shows.
func TestBothSchemesDead(t *testing.T) {
	for scheme, first := range map[string]string{"http": "example.com:80", "https": "example.com:443"} {
		p := &twoPorts{plain: closedPort(t), secure: closedPort(t)}
		f := p.fetcher(t, nil)
		var wg sync.WaitGroup
		for i := range 80 {
			wg.Go(func() {
				if _, problem := ask(t, f, fmt.Sprintf("%s://example.com/%d.png", scheme, i)); problem == nil {
					t.Error("no problem")
				}
			})
		}
		wg.Wait()
		if n, all := p.count(first), p.count("example.com:80")+p.count("example.com:443"); n != 2 || all != 3 {
			t.Errorf("%s: %d connections to %s, %d in all", scheme, n, first, all)
		}
		_, problem := ask(t, f, scheme+"://example.com/more.png")
		wantOutcome(t, nil, problem, ClassHostDown)
		if want := "given up after 3 failures in a row, the last of them connection: connection refused"; problem.Detail != want {
			t.Errorf("%s: %q, want %q", scheme, problem.Detail, want)
		}
	}
}

// A port that says nothing to a handshake may speak without one.
func TestPortWithoutTLS(t *testing.T) {
	t.Parallel()
	server := listen(t, func(c net.Conn) {
		b := make([]byte, 1)
		if c.Read(b); b[0] != 'G' {
			io.Copy(io.Discard, c)
			return
		}
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(pngBytes()), pngBytes())
	})
	f := testFetcher(t, onLoopback(), func(tune *tuning) { tune.TLS = 200 * time.Millisecond })
	for i := range 5 {
		got, problem := ask(t, f, fmt.Sprintf("//%s/%d.png", server, i))
		wantOutcome(t, got, problem, "")
	}
}

// A host whose ports are both shown costs three attempts in all, too.
func TestBothSchemesShown(t *testing.T) {
	for range 20 {
		p := &twoPorts{plain: closedPort(t), secure: closedPort(t)}
		f := p.fetcher(t, nil)
		var wg sync.WaitGroup
		for i := range 40 {
			for _, scheme := range []string{"http", "https"} {
				wg.Go(func() { ask(t, f, fmt.Sprintf("%s://example.com/%d.png", scheme, i)) })
			}
		}
		wg.Wait()
		if n := p.count("example.com:80") + p.count("example.com:443"); n != 3 {
			t.Fatalf("%d connections", n)
		}
	}
}

// Two slips of https are no end of it while http answers: many a server only
// sends on to it.
func TestOneAnswerFreesBoth(t *testing.T) {
	secure := secureServer(t, func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) })
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://example.com"+r.URL.Path, http.StatusMovedPermanently)
	}))
	defer plain.Close()
	p := &twoPorts{plain: plain.Listener.Addr().String(), secure: secure.Listener.Addr().String()}
	f := testFetcher(t, onLoopback(), func(tune *tuning) {
		tune.roots = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		closed := closedPort(t)
		tune.place = func(address string) string {
			if to := p.place(address); to != p.secure || p.count(address) > 2 {
				return to
			}
			return closed
		}
	})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			got, problem := ask(t, f, fmt.Sprintf("https://example.com/%d.png", i))
			wantOutcome(t, got, problem, "")
		})
	}
	wg.Wait()
}

// A server that takes connections is not given up for one address that hangs.
func TestHangsWhereHTTPSIsClosed(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hangs.png" {
			<-r.Context().Done()
			return
		}
		w.Write(pngBytes())
	}))
	defer plain.Close()
	p := &twoPorts{plain: plain.Listener.Addr().String(), secure: closedPort(t)}
	f := p.fetcher(t, nil)
	_, problem := ask(t, f, "https://example.com/hangs.png")
	wantOutcome(t, nil, problem, ClassConnection)
	for i := range 5 {
		got, problem := ask(t, f, fmt.Sprintf("https://example.com/%d.png", i))
		wantOutcome(t, got, problem, "")
	}
}

// A name that does not exist is the same for both schemes.
func TestNoSuchHostForEither(t *testing.T) {
	f := testFetcher(t, onLoopback())
	for i := range 4 {
		_, problem := ask(t, f, fmt.Sprintf("http://no-such-host.invalid/%d.png", i))
		if problem == nil || i < 3 && problem.Class != ClassDNS || i == 3 && problem.Class != ClassHostDown {
			t.Errorf("%d: %v", i, problem)
		}
	}
	_, problem := ask(t, f, "https://no-such-host.invalid/a.png")
	wantOutcome(t, nil, problem, ClassHostDown)
}

// Both ports of a host share its limits.
func TestSchemesShareLimits(t *testing.T) {
	h := testHosts(2, 9, 1000)
	enter(t, h, "http://h.example/")(nil)
	enter(t, h, "https://h.example:443/")(nil)
	a := enter(t, h, "http://h.example:80/")
	defer enter(t, h, "https://h.example/")(nil)
	u, _ := requestURL("https://h.example/more")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, bad := h.enter(ctx, u, opens); bad != interrupted {
		t.Errorf("a third request is in flight: %v", bad)
	}
	a(nil)
	enter(t, h, "https://h.example/")(nil)
	if h.of(u).host.pace != h.of(&url.URL{Scheme: "http", Host: "h.example"}).host.pace {
		t.Error("each port has a pace of its own")
	}
}
