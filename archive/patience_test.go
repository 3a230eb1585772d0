package archive

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Each bound of a Patience holds, and beside it the same answer is taken or
// asked for once more.
func TestPatience(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(asked.Add(1))
		kind, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		left, _ := strconv.Atoi(rest)
		switch {
		case kind == "redirect" && left > 0:
			http.Redirect(w, r, "/redirect/"+strconv.Itoa(left-1), http.StatusFound)
			return
		case kind == "busy" && n <= left:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		case kind == "later" && n == 1:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		case kind == "headers":
			w.Header().Set("X-Long", strings.Repeat("x", left))
		case kind == "late":
			time.Sleep(time.Duration(left) * time.Millisecond)
		}
		w.Write(pngOf(5000))
	}))
	defer server.Close()
	for _, tt := range []struct {
		what     string
		path     string
		patience Patience
		class    Class
		requests int32
	}{
		{"ten redirects", "/redirect/10", Patience{}, "", 11},
		{"and no more", "/redirect/11", Patience{}, ClassRedirect, 11},
		{"one redirect", "/redirect/2", Patience{Redirects: 1}, ClassRedirect, 2},
		{"no redirect", "/redirect/1", Patience{Redirects: -1}, ClassRedirect, 1},
		{"three attempts", "/busy/2", Patience{}, "", 3},
		{"and no more", "/busy/3", Patience{}, ClassHTTPStatus, 3},
		{"one attempt", "/busy/1", Patience{Attempts: 1}, ClassHTTPStatus, 1},
		{"five attempts", "/busy/4", Patience{Attempts: 5}, "", 5},
		{"a second is waited for", "/later", Patience{}, "", 2},
		{"no second is", "/later", Patience{RetryAfter: time.Millisecond}, ClassHTTPStatus, 1},
		{"long headers", "/headers/20000", Patience{}, "", 1},
		{"too long ones", "/headers/20000", Patience{HeaderSize: 1 << 10, Attempts: 1}, ClassProtocol, 1},
		{"a long address", "/" + strings.Repeat("a", 8000), Patience{}, "", 1},
		{"a longer one", "/" + strings.Repeat("a", 9000), Patience{}, ClassBadURL, 0},
		{"a shorter bound", "/" + strings.Repeat("a", 100), Patience{AddressSize: 100}, ClassBadURL, 0},
		{"a late answer", "/late/1000", Patience{Headers: 50 * time.Millisecond, Attempts: 1}, ClassTimeout, 1},
		{"a late one that is waited for", "/late/100", Patience{}, "", 1},
	} {
		asked.Store(0)
		opts := onLoopback()
		opts.Patience = tt.patience
		got, p := ask(t, testFetcher(t, opts), server.URL+tt.path)
		wantOutcome(t, got, p, tt.class)
		if n := asked.Load(); n != tt.requests {
			t.Errorf("%s: %d requests, want %d", tt.what, n, tt.requests)
		}
	}
}

// A host that is not reached is given up after as many failures as may be.
func TestFailuresOption(t *testing.T) {
	for failures, want := range map[int]int{0: 3, 1: 1, 5: 5} {
		opts := onLoopback()
		opts.Patience = Patience{Failures: failures, Attempts: 1}
		f := testFetcher(t, opts)
		server := httptest.NewServer(nil)
		server.Close()
		for i := range 9 {
			ask(t, f, server.URL+"/"+strconv.Itoa(i))
		}
		if n := f.requests(); n != want {
			t.Errorf("%d failures: %d requests, want %d", failures, n, want)
		}
	}
}

// A body must keep the speed.
func TestSpeedOption(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 40 {
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	}))
	defer server.Close()
	for speed, want := range map[int64]Class{1 << 20: ClassTimeout, 1: ClassNotImage} {
		opts := onLoopback()
		opts.Patience = Patience{Speed: speed, Attempts: 1}
		got, p := ask(t, testFetcher(t, opts, func(t *tuning) { t.window = 200 * time.Millisecond }), server.URL)
		wantOutcome(t, got, p, want)
	}
}
