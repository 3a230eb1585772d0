package archive

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func testHosts(perHost, all int, rate float64) *hosts {
	return newHosts(&Options{PerHost: perHost, Connections: all, Rate: rate})
}

func enter(t *testing.T, h *hosts, address string) func(*failure) {
	t.Helper()
	u, _ := requestURL(address)
	leave, bad := h.enter(t.Context(), u)
	if bad != nil {
		t.Fatal(bad)
	}
	return leave
}

var slowHost = &failure{class: ClassTimeout, detail: "slow", host: true}

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
			_, bad := h.enter(ctx, u)
			ended <- bad
		}()
		cancel()
		if bad := <-ended; bad != interrupted {
			t.Errorf("%s: cancelled: %v", name, bad)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				leave, bad := h.enter(t.Context(), u)
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
		if _, bad := h.enter(t.Context(), u); bad == nil || bad.class != ClassHostDown {
			t.Errorf("%s: after three failures: %v", name, bad)
		}
		enter(t, h, "http://h.example:81/")(nil) // another port is another host
		enter(t, h, "https://h.example/")(nil)
	}
}

// Until its first answer a host has no more requests than failures it takes.
func TestProbation(t *testing.T) {
	const address = "http://h.example/"
	u, _ := requestURL(address)
	h := testHosts(9, 9, -1)
	a, b, c := enter(t, h, address), enter(t, h, address), enter(t, h, address)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, bad := h.enter(ctx, u); bad != interrupted {
		t.Errorf("a fourth one enters: %v", bad)
	}
	a(slowHost) // burns its place
	if _, bad := h.enter(ctx, u); bad != interrupted {
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
	h.of(u).leaveAlone(time.Hour)
	h.of(u).leaveAlone(time.Minute) // shortens nothing
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan *failure)
	go func() {
		_, bad := h.enter(ctx, u)
		ended <- bad
	}()
	cancel()
	if bad := <-ended; bad != interrupted {
		t.Errorf("got %v", bad)
	}
	if len(h.slots) != 0 || len(h.of(u).slots) != 0 || len(h.of(u).probes) != 0 {
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
		leave, bad := h.enter(t.Context(), u)
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
		w.WriteHeader(http.StatusServiceUnavailable)
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

func TestGentle(t *testing.T) {
	for address, want := range map[string]rate.Limit{"https://web.archive.org/web/2010im_/http://h.example/a.png": 2, "https://h.example/a.png": 20} {
		u, _ := requestURL(address)
		if got := testHosts(4, 16, 20).of(u).pace.Limit(); got != want {
			t.Errorf("%s: %v a second, want %v", address, got, want)
		}
	}
}
