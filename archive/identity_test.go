package archive

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestParseCookies(t *testing.T) {
	got, err := ParseCookies(strings.NewReader("# Netscape HTTP Cookie File\r\n\n.H.example\tTRUE\t/img\tFALSE\t0\ta\t\"b c\"\r\n#HttpOnly_x.example\tFALSE\t/\tTRUE\t1600000000\tn\t\ny.example\tFALSE\t/\tTRUE\t1600000000.5\tn\nz.example\tFALSE\t/\tTRUE\t\tn\tv"))
	if err != nil || len(got) != 4 {
		t.Fatalf("got %v, %v", got, err)
	}
	want := []Cookie{
		{Domain: "h.example", Subdomains: true, Path: "/img", Name: "a", Value: `"b c"`},
		{Domain: "x.example", Path: "/", Secure: true, Expires: time.Unix(1600000000, 0), Name: "n"},
		{Domain: "y.example", Path: "/", Secure: true, Expires: time.Unix(1600000000, 0), Name: "n"},
		{Domain: "z.example", Path: "/", Secure: true, Name: "n", Value: "v"},
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
	for _, bad := range []string{"h.example\tTRUE\t/", "h\tTRUE\t/\tFALSE\tsoon\ta\tsecret", "\tTRUE\t/\tFALSE\t0\ta\tsecret", "h\tTRUE\tx\tFALSE\t0\ta\tsecret", "h\tTRUE\t/\tFALSE\t0\ta\tsecret;x", "h\tTRUE\t/\tFALSE\t0\ta\tse\x01cret"} {
		if _, err := ParseCookies(strings.NewReader("\n" + bad)); err == nil || !strings.HasPrefix(err.Error(), "line 2: ") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestCookieSuits(t *testing.T) {
	now := time.Unix(1600000000, 0)
	wide := Cookie{Domain: "h.example", Subdomains: true, Path: "/img"}
	for _, tt := range []struct {
		c       Cookie
		address string
		want    bool
	}{
		{wide, "http://h.example/img", true},
		{wide, "http://h.example/img/a.png", true},
		{wide, "http://a.b.h.example/img/", true},
		{wide, "http://h.example:81/img/", true},
		{wide, "http://h.example/images", false},
		{wide, "http://h.example/", false},
		{wide, "http://evilh.example/img", false},
		{wide, "http://h.example.evil/img", false},
		{Cookie{Domain: "h.example", Path: "/"}, "http://a.h.example/", false},
		{Cookie{Domain: "h.example", Path: "/"}, "http://h.example/x", true},
		{Cookie{Domain: "h.example", Path: "/", Secure: true}, "http://h.example/", false},
		{Cookie{Domain: "h.example", Path: "/", Secure: true}, "https://h.example/", true},
		{Cookie{Domain: "h.example", Path: "/", Expires: now}, "http://h.example/", false},
		{Cookie{Domain: "h.example", Path: "/", Expires: now.Add(time.Second)}, "http://h.example/", true},
		{Cookie{Domain: "0.0.1", Subdomains: true, Path: "/"}, "http://127.0.0.1/", false},
	} {
		u, _ := url.Parse(tt.address)
		if got := tt.c.suits(u, now); got != tt.want {
			t.Errorf("%+v to %s: %v", tt.c, tt.address, got)
		}
	}
}

func TestParseHeaders(t *testing.T) {
	got, err := ParseHeaders(strings.NewReader("# mine\n\nImg.example: authorization: Bearer a:b\n.cdn.example:Referer:http://x/\n"))
	want := []Header{{"img.example", "", "Authorization", "Bearer a:b"}, {".cdn.example", "", "Referer", "http://x/"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	got, err = ParseHeaders(strings.NewReader("127.0.0.1:8080: X-A: b:c\n[::1]: X-A: b\n[::1]:80:X-A:\n h : 80x: b"))
	want = []Header{{"127.0.0.1", "8080", "X-A", "b:c"}, {"::1", "", "X-A", "b"}, {"::1", "80", "X-A", ""}, {"h", "", "80x", "b"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"h.example", "h.example: X", ": X: secret", "h/x: X: secret", "*: X: secret", "h: X Y: secret", "h: Host: secret", "h: accept-encoding: br", "h: X: se\x01cret", "h:99999: X: secret"} {
		if _, err := ParseHeaders(strings.NewReader(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// What is meant for one host reaches no other, also where a redirect leads.
func TestIdentity(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.Header.Get("X-Key") != "" {
			t.Errorf("another origin got %v", r.Header)
		}
		w.Write(pngBytes())
	}))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != `a="1 2"; b=3` || r.Header.Get("X-Key") != "k" || r.UserAgent() != "me/1" {
			t.Errorf("%s: got %v", r.URL, r.Header)
		}
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, other.URL+"/a.png", http.StatusFound)
		case "/near":
			http.Redirect(w, r, "/a.png", http.StatusFound)
		default:
			w.Write(pngBytes())
		}
	}))
	defer server.Close()
	opts := onLoopback()
	opts.UserAgent = "me/1"
	opts.Headers = []Header{{Host: "127.0.0.1", Name: "X-Key", Value: "k"}, {Host: "127.0.0.1", Port: "1", Name: "X-Key", Value: "x"}, {Host: "elsewhere.example", Name: "X-Other", Value: "x"}}
	opts.Cookies = []Cookie{{Domain: "127.0.0.1", Path: "/", Name: "a", Value: `"1 2"`}, {Domain: "127.0.0.1", Path: "/", Name: "b", Value: "3"}}
	f := testFetcher(t, opts)
	for _, path := range []string{"/a.png", "/near", "/away"} {
		got, p := ask(t, f, server.URL+path)
		wantOutcome(t, got, p, "")
	}
}

// A host that has moved to https since the post was written is the same; one
// that goes back from it is not told what others could read.
func TestIdentityMovesToHTTPS(t *testing.T) {
	var got sync.Map
	serve := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			got.Store(r.URL.Path+" "+to, r.Header.Get("Cookie")+r.Header.Get("X-Key"))
			if strings.HasSuffix(r.URL.Path, to) {
				http.Redirect(w, r, to[1:]+"://example.com/a.png", http.StatusMovedPermanently)
				return
			}
			w.Write(pngBytes())
		}
	}
	plain := httptest.NewServer(serve("/https"))
	defer plain.Close()
	secure := secureServer(t, serve("/http"))
	ports := &twoPorts{plain: plain.Listener.Addr().String(), secure: secure.Listener.Addr().String()}
	f := ports.fetcher(t, secure)
	f.web.who.cookies = []Cookie{{Domain: "example.com", Path: "/", Name: "a", Value: "1"}}
	f.web.who.headers = []Header{{Host: "example.com", Name: "X-Key", Value: "k"}}
	for _, address := range []string{"http://example.com/https", "https://example.com/http"} {
		had, p := ask(t, f, address)
		wantOutcome(t, had, p, "")
	}
	for at, want := range map[string]string{"/https /https": "a=1k", "/a.png /http": "a=1k", "/http /http": "a=1k", "/a.png /https": ""} {
		if told, ok := got.Load(at); !ok || told != want {
			t.Errorf("%s was told %q, want %q", at, told, want)
		}
	}
}

// What another host sends on is told who sent it there, whoever was there first.
func TestIdentityOfSharedRedirects(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Host + r.URL.Path {
		case "a.example/start", "x.example/any":
			http.Redirect(w, r, "http://b.example/hop", http.StatusFound)
		case "b.example/hop":
			http.Redirect(w, r, "http://a.example/final.png", http.StatusFound)
		default:
			if r.Header.Get("Cookie") == "" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			w.Write(pngBytes())
		}
	}))
	defer server.Close()
	const insider, stranger = "http://a.example/start", "http://x.example/any"
	for _, order := range [][]string{{insider, stranger}, {stranger, insider}} {
		f := testFetcher(t, onLoopback(), func(tune *tuning) { tune.place = func(string) string { return server.Listener.Addr().String() } })
		f.web.who.cookies = []Cookie{{Domain: "a.example", Path: "/", Name: "a", Value: "1"}}
		for _, address := range order {
			got, p := ask(t, f, address)
			wantOutcome(t, got, p, map[string]Class{stranger: ClassHTTPStatus}[address])
		}
	}
}

// A proxy is asked for what may be asked for, and only by those who name it.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if strings.HasSuffix(r.URL.Path, "/inside") {
			http.Redirect(w, r, "http://10.0.0.1/a.png", http.StatusFound)
			return
		}
		w.Write(pngBytes())
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	opts := &Options{Rate: -1, AllowNet: prefixes("192.0.2.0/24")}
	opts.Proxy, _ = url.Parse(proxy.URL) // on loopback, which is not allowed otherwise
	f := testFetcher(t, opts)
	got, p := ask(t, f, "http://192.0.2.7/a.png")
	wantOutcome(t, got, p, "")
	for _, address := range []string{"http://127.0.0.1/a.png", "http://10.1.2.3/a.png", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://localhost/", "https://169.254.1.1/", "http://192.0.2.7/inside"} {
		_, p := ask(t, f, address)
		wantOutcome(t, nil, p, ClassBlockedAddress)
	}
	if len(asked) != 2 || asked[0] != "http://192.0.2.7/a.png" || asked[1] != "http://192.0.2.7/inside" {
		t.Errorf("the proxy was asked for %v", asked)
	}
	direct := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, svgText) }))
	defer direct.Close()
	got, p = ask(t, testFetcher(t, onLoopback()), direct.URL)
	if wantOutcome(t, got, p, ""); len(asked) != 2 {
		t.Errorf("the proxy of the environment was asked for %v", asked)
	}
}

// Of a name that is not known here nobody can tell whether it is a private one:
// the proxy is asked for it only if that does not matter.
func TestProxyAlone(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	defer proxy.Close()
	for _, tt := range []struct {
		allowed  []string
		class    Class
		requests int
	}{
		{nil, ClassDNS, 0},
		{[]string{"0.0.0.0/0"}, ClassDNS, 0},
		{[]string{"0.0.0.0/0", "::/0"}, "", 1},
	} {
		opts := &Options{Rate: -1, AllowNet: prefixes(tt.allowed...)}
		opts.Proxy, _ = url.Parse(proxy.URL)
		f := testFetcher(t, opts)
		got, p := ask(t, f, "http://nobody.invalid/a.png")
		wantOutcome(t, got, p, tt.class)
		if f.requests() != tt.requests || p != nil && p.Detail != "no such host here, and the proxy was not asked" {
			t.Errorf("%v: %v after %d requests", tt.allowed, p, f.requests())
		}
	}
}

// A proxy that wants a password says so a few times, not for each picture.
func TestProxyPassword(t *testing.T) {
	var asked atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	opts := onLoopback()
	opts.Proxy, _ = url.Parse(proxy.URL)
	f := testFetcher(t, opts)
	for i := range 10 {
		ask(t, f, fmt.Sprintf("http://127.0.0.1:7/%d.png", i))
	}
	if n := asked.Load(); n != 3 {
		t.Errorf("%d requests for 10 pictures", n)
	}
}

// What is wrong with a proxy is told of the proxy.
func TestProxyTrouble(t *testing.T) {
	says := func(code int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }))
		t.Cleanup(server.Close)
		return server.URL
	}
	for _, tt := range []struct {
		proxy, address string
		class          Class
		detail         string
		asked          int
	}{
		{"http://127.0.0.1:1", "http://127.0.0.1/a.png", ClassConnection, "the proxy cannot be reached: connection refused", 3},
		{"http://127.0.0.1:1", "https://127.0.0.1/a.png", ClassConnection, "the proxy cannot be reached: connection refused", 3},
		{"socks5://127.0.0.1:1", "http://127.0.0.1/a.png", ClassConnection, "the proxy cannot be reached: connection refused", 3},
		{"http://nobody.invalid:1", "http://127.0.0.1/a.png", ClassConnection, "the proxy cannot be reached: no such host", 1},
		{says(407), "https://127.0.0.1:7/a.png", ClassConnection, "the proxy wants a password", 1},
		{says(407), "http://127.0.0.1:7/a.png", ClassConnection, "the proxy wants a password", 1},
		{says(502), "https://127.0.0.1:7/a.png", ClassConnection, "the proxy says 502 Bad Gateway", 2},
	} {
		opts := onLoopback()
		opts.Proxy, _ = url.Parse(tt.proxy)
		f := testFetcher(t, opts)
		_, p := ask(t, f, tt.address)
		if p == nil || p.Class != tt.class || p.Detail != tt.detail || f.requests() != tt.asked || len(p.Tried) > 0 {
			t.Errorf("%s by %s: %v after %d requests, want %s: %s after %d", tt.address, tt.proxy, p, f.requests(), tt.class, tt.detail, tt.asked)
		}
	}
}

// A proxy that is not there costs three attempts, however many hosts lie behind
// it; one that reaches some hosts and others not is no such.
func TestDeadProxy(t *testing.T) {
	opts := onLoopback()
	opts.Proxy, _ = url.Parse("http://127.0.0.1:1")
	f := testFetcher(t, opts)
	for i := range 20 {
		_, p := ask(t, f, fmt.Sprintf("http://127.0.0.1:%d/a.png", 1000+i))
		if p == nil || !strings.Contains(p.Detail, "the proxy cannot be reached") {
			t.Errorf("%d: %v", i, p)
		}
	}
	if n := f.requests(); n != 3 {
		t.Errorf("%d requests", n)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Host, "7") {
			w.Write(pngBytes())
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer proxy.Close()
	opts.Proxy, _ = url.Parse(proxy.URL)
	f = testFetcher(t, opts)
	for i := range 20 {
		ask(t, f, fmt.Sprintf("https://127.0.0.1:%d/a.png", 1000+i))
	}
	got, p := ask(t, f, "http://127.0.0.1:1007/a.png")
	wantOutcome(t, got, p, "")
}

// A proxy that opens no tunnel and says nothing is not waited for any longer than
// a server that does the same.
func TestMuteProxy(t *testing.T) {
	t.Parallel()
	silent := listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	for _, scheme := range []string{"http", "socks5"} {
		opts := onLoopback()
		opts.Proxy, _ = url.Parse(scheme + "://" + silent)
		f := testFetcher(t, opts, func(tune *tuning) {
			tune.Connect, tune.TLS, tune.Headers, tune.Attempt = time.Second, 100*time.Millisecond, 100*time.Millisecond, time.Minute // to connect takes time on a busy machine
		})
		began := time.Now()
		_, p := ask(t, f, "https://127.0.0.1:7/a.png")
		wantOutcome(t, nil, p, ClassTimeout)
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("%s: %v", scheme, d)
		}
	}
}

func TestTimeoutOption(t *testing.T) {
	opts := onLoopback()
	opts.Patience.Attempt, opts.Patience.Connect = 3*time.Second, 2*time.Second
	f := fetcherOf(t, opts)
	if f.web.tune.Attempt != 3*time.Second || f.web.tune.Connect != 2*time.Second || f.web.tune.Headers != 3*time.Second {
		t.Errorf("got %+v", f.web.tune)
	}
	if f = fetcherOf(t, onLoopback()); f.web.tune.Attempt != time.Minute || f.web.tune.Connect != 5*time.Second {
		t.Errorf("by default %+v", f.web.tune)
	}
}

func fetcherOf(t *testing.T, opts *Options) *fetcher {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f, err := newFetcher(opts, root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.close()
		root.Close()
	})
	return f
}
