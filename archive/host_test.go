package archive

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/markive/markive/convert"
	"golang.org/x/time/rate"
)

func testHosts(perHost, all int, rate float64) *hosts {
	return newHosts(&Options{PerHost: perHost, Connections: all, Rate: rate})
}

func enter(t *testing.T, h *hosts, address string) func(*failure) {
	t.Helper()
	u, _ := requestURL(address)
	leave, bad := h.enter(t.Context(), u, opens)
	if bad != nil {
		t.Fatal(bad)
	}
	return leave
}

func opens() *failure { return nil }

var slowHost = &failure{class: ClassTimeout, detail: "slow", host: true}

// Hosts of which nothing is known keep nobody waiting while they are knocked at.
func TestKnock(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	defer server.Close()
	opts := onLoopback()
	opts.Connections = 1
	knocked, open := make(chan struct{}), make(chan struct{})
	var dials atomic.Int64
	f := testFetcher(t, opts, func(tune *tuning) {
		tune.place = func(address string) string {
			dials.Add(1)
			if strings.HasPrefix(address, "silent.example") {
				knocked <- struct{}{}
				<-open
			}
			return server.Listener.Addr().String()
		}
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		got, p := ask(t, f, "http://silent.example/a.png")
		wantOutcome(t, got, p, "")
	})
	<-knocked
	got, p := ask(t, f, server.URL+"/b.png")
	wantOutcome(t, got, p, "")
	close(open)
	wg.Wait()
	for i := range 20 {
		got, p := ask(t, f, fmt.Sprintf("%s/%d.png", server.URL, i))
		wantOutcome(t, got, p, "")
	}
	if n := dials.Load(); f.requests() != 22 || n != 2 {
		t.Errorf("%d requests, %d connections", f.requests(), n)
	}
}

// Who waits in a queue goes when the host is given up, and when the caller
// has enough.
func TestQueueEnds(t *testing.T) {
	const address = "http://h.example/"
	u, _ := requestURL(address)
	for name, h := range map[string]*hosts{
		"for the host": testHosts(3, 9, -1),
		"for all":      testHosts(9, 3, -1),
	} {
		enter(t, h, address)(nil) // an answer: from now on it is no longer on probation
		var leaves []func(*failure)
		for range 3 {
			leaves = append(leaves, enter(t, h, address))
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan *failure)
		go func() {
			_, bad := h.enter(ctx, u, opens)
			ended <- bad
		}()
		cancel()
		if bad := <-ended; bad != interrupted {
			t.Errorf("%s: cancelled: %v", name, bad)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				leave, bad := h.enter(t.Context(), u, opens)
				if bad == nil {
					leave(slowHost)
				} else if bad.class != ClassHostDown {
					t.Errorf("%s: %v", name, bad)
				}
			})
		}
		for _, leave := range leaves {
			leave(slowHost)
		}
		wg.Wait()
		if _, bad := h.enter(t.Context(), u, opens); bad == nil || bad.class != ClassHostDown {
			t.Errorf("%s: after three failures: %v", name, bad)
		}
		enter(t, h, "http://h.example:81/")(nil) // another port is another host
		enter(t, h, "https://h.example/")(nil)
	}
}

// Until its first answer a host has no more requests than failures it takes.
func TestProbation(t *testing.T) {
	const address = "http://h.example:81/"
	u, _ := requestURL(address)
	h := testHosts(9, 9, -1)
	a, b, c := enter(t, h, address), enter(t, h, address), enter(t, h, address)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, bad := h.enter(ctx, u, opens); bad != interrupted {
		t.Errorf("a fourth one enters: %v", bad)
	}
	a(slowHost) // burns its place
	if _, bad := h.enter(ctx, u, opens); bad != interrupted {
		t.Errorf("one enters for one that failed: %v", bad)
	}
	b(fail(ClassProtocol, "what?")) // tells nothing about the host
	b = enter(t, h, address)
	c(nil)
	for range 5 {
		defer enter(t, h, address)(nil)
	}
	b(slowHost)
}

func TestPauseEndsWithCaller(t *testing.T) {
	const address = "http://h.example/"
	u, _ := requestURL(address)
	h := testHosts(1, 1, 1)
	h.of(u).host.leaveAlone(time.Hour)
	h.of(u).host.leaveAlone(time.Minute) // shortens nothing
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan *failure)
	go func() {
		_, bad := h.enter(ctx, u, opens)
		ended <- bad
	}()
	cancel()
	if bad := <-ended; bad != interrupted {
		t.Errorf("got %v", bad)
	}
	if len(h.slots) != 0 || len(h.of(u).host.slots) != 0 || h.of(u).probing != 0 {
		t.Error("a place was not given back")
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2021, 11, 20, 18, 58, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"":                                      0,
		"0":                                     0,
		" 12 ":                                  12 * time.Second,
		"1.5":                                   0,
		"-1":                                    0,
		"soon":                                  0,
		"99999999999999999999":                  1 << 31 * time.Second,
		"Sat, 20 Nov 2021 18:58:09 GMT":         9 * time.Second,
		"Saturday, 20-Nov-21 18:58:09 GMT":      9 * time.Second,
		"Sat, 20 Nov 2021 18:57:00 GMT":         0,
		"Sat, 20 Nov 2021 18:58:09 +0800 (CST)": 0,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", s, got, want)
		}
	}
}

// A host at an address that is refused costs one look, whatever the pace: a
// blog that was written on its author's own machine links there all the time.
func TestRefusedHostKeepsNobodyWaiting(t *testing.T) {
	h := testHosts(4, 16, 1)
	u, _ := requestURL("http://localhost:4000/a.png")
	refused := fail(ClassBlockedAddress, "the host is at a private, loopback or otherwise special address")
	enter(t, h, u.String())(refused)
	began := time.Now()
	for range 100 {
		leave, bad := h.enter(t.Context(), u, opens)
		if bad == nil {
			leave(nil)
		}
		if bad != refused {
			t.Fatalf("%v, want %v", bad, refused)
		}
	}
	if d := time.Since(began); d > 10*time.Second {
		t.Errorf("100 images waited %v", d)
	}
	enter(t, h, "http://localhost:4001/a.png")(nil) // another port was not asked yet
}

// A server that does nothing but fail is not asked three times for each of its
// pictures; one that has answered well again is.
func TestSickHost(t *testing.T) {
	var asked atomic.Int64
	var well atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if well.Load() && r.URL.Path == "/good.png" {
			w.Write(pngBytes())
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	for i := range 20 {
		_, p := ask(t, f, fmt.Sprintf("%s/%d.png", server.URL, i))
		wantOutcome(t, nil, p, ClassHTTPStatus)
	}
	if n := asked.Load(); n != 3*3+2+16 {
		t.Errorf("%d requests for 20 pictures", n)
	}
	well.Store(true)
	got, p := ask(t, f, server.URL+"/good.png")
	wantOutcome(t, got, p, "")
	asked.Store(0)
	ask(t, f, server.URL+"/more.png")
	if n := asked.Load(); n != 3 {
		t.Errorf("%d requests after a good answer", n)
	}
}

// A host that says to everything that it will not, or nothing at all, costs a
// fixed number of requests, however many images wait. One good answer in between,
// and it has all of them again.
func TestDeafHost(t *testing.T) {
	for name, answer := range map[string]func(*call){
		"429":      status(429),
		"resets":   func(c *call) { c.reset() },
		"closes":   func(c *call) { c.raw() },
		"not HTTP": func(c *call) { c.raw("220 ftp ready\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := int(asked.Add(1))
				if strings.HasPrefix(r.URL.Path, "/good") {
					w.Write(pngBytes())
					return
				}
				answer(&call{w, r, n})
			}))
			defer server.Close()
			f := testFetcher(t, onLoopback())
			for i := range 40 {
				ask(t, f, fmt.Sprintf("%s/%d.png", server.URL, i))
			}
			if n := asked.Load(); n != deafAfter {
				t.Errorf("%d requests for 40 pictures", n)
			}
			f = testFetcher(t, onLoopback())
			asked.Store(0)
			for i := range 40 {
				ask(t, f, fmt.Sprintf("%s/%d.png", server.URL, i))
				if i%5 == 0 {
					got, p := ask(t, f, fmt.Sprintf("%s/good%d.png", server.URL, i))
					wantOutcome(t, got, p, "")
				}
			}
		})
	}
}

// Pictures that answer 503 stand before others of the same host in every run.
func TestBusyGallery(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if strings.HasPrefix(r.URL.Path, "/bad") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	for i := range 100 {
		_, p := ask(t, f, fmt.Sprintf("%s/bad%d.png", server.URL, i))
		wantOutcome(t, nil, p, ClassHTTPStatus)
	}
	if n := asked.Load(); n != 3*3+2+96 { // the tenth failure in a row is the second of the fourth
		t.Errorf("%d requests for 100 pictures", n)
	}
	for i := range 30 {
		got, p := ask(t, f, fmt.Sprintf("%s/good%d.png", server.URL, i))
		wantOutcome(t, got, p, "")
	}
}

// One that has answered well may break off a whole gallery.
func TestBrokenGallery(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/bad") {
			panic(http.ErrAbortHandler)
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	ask(t, f, server.URL+"/a.png")
	for i := range 60 {
		ask(t, f, fmt.Sprintf("%s/bad%d.png", server.URL, i))
	}
	got, p := ask(t, f, server.URL+"/b.png")
	wantOutcome(t, got, p, "")
}

// What an interrupt sets free is nobody's turn.
func TestNothingAfterInterrupt(t *testing.T) {
	for range 20 {
		const most = 3 // until a host has answered
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			<-r.Context().Done()
		}))
		ctx, cancel := context.WithCancel(t.Context())
		f := testFetcher(t, onLoopback())
		f.web.hosts.over = ctx.Err
		var wg sync.WaitGroup
		for i := range 40 {
			post, leave := context.WithCancel(ctx)
			defer leave()
			wg.Go(func() { f.fetch(post, Source{}, convert.Asset{Address: fmt.Sprintf("%s/%d", server.URL, i%30)}) })
		}
		for asked.Load() < most {
			runtime.Gosched()
		}
		cancel()
		wg.Wait()
		f.flights.land()
		server.Close()
		if n := asked.Load(); n != most {
			t.Errorf("%d requests after the interrupt", n-most)
		}
	}
}

// A server that wants to be left alone is, also by those that were heeding their
// pace when it said so; and no second sees more requests than the rate.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := testHosts(8, 16, 10)
		began := time.Now()
		var wg sync.WaitGroup
		var mu sync.Mutex
		var entered []time.Duration
		for range 8 {
			wg.Go(func() {
				leave := enter(t, h, "http://h.example/")
				mu.Lock()
				defer mu.Unlock()
				if entered = append(entered, time.Since(began)); len(entered) == 1 {
					h.of(&url.URL{Scheme: "http", Host: "h.example"}).host.leaveAlone(time.Second)
				}
				leave(nil)
			})
		}
		wg.Wait()
		want := []time.Duration{0}
		for i := range time.Duration(7) {
			want = append(want, time.Second+i*100*time.Millisecond)
		}
		if !slices.Equal(entered, want) {
			t.Errorf("they entered after %v, want %v", entered, want)
		}
	})
}

func TestGentle(t *testing.T) {
	for address, want := range map[string]rate.Limit{"https://web.archive.org/web/2010im_/http://h.example/a.png": 2, "https://h.example/a.png": 20} {
		u, _ := requestURL(address)
		if got := testHosts(4, 16, 20).of(u).host.pace.Limit(); got != want {
			t.Errorf("%s: %v a second, want %v", address, got, want)
		}
	}
}

// An interrupt reaches one context after the other. Whoever is sent away because
// of it waits until his own has it, or a picture would be missing by it.
func TestInterruptIsNoFailure(t *testing.T) {
	opts := onLoopback().filled()
	h := newHosts(&opts)
	h.over = func() error { return context.Canceled }
	u := &url.URL{Scheme: "http", Host: "example.org"}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan *failure)
	go func() {
		_, fail := h.enter(ctx, u, func() *failure { return nil })
		ended <- fail
	}()
	select {
	case fail := <-ended:
		t.Fatalf("it ended with %v before its context did", fail)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	if fail := <-ended; fail != interrupted || len(h.slots) != 0 || len(h.of(u).host.slots) != 0 {
		t.Errorf("%v, %d and %d places taken", fail, len(h.slots), len(h.of(u).host.slots))
	}
}
