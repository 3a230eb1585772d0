package archive

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// hosts is how politely servers are treated: it bounds the requests in flight
// in all and to each host, their rate, and what a dead host costs.
type hosts struct {
	slots    chan struct{} // requests in flight in all
	perHost  int
	rate     float64 // requests a second to a host; not positive: no limit
	failures int     // in a row after which a host is not asked any more

	mu    sync.Mutex
	byKey map[string]*host // by host:port
}

// A host is what is known of one host and port.
type host struct {
	slots  chan struct{} // requests in flight
	probes chan struct{} // the same until the first answer; a failure burns one
	proven chan struct{} // closed at the first answer
	down   chan struct{} // closed when the host has failed too often, or must not be asked
	pace   *rate.Limiter // nil: no limit
	untidy atomic.Bool   // it has sent what nobody asked for: no connection is used again

	mu    sync.Mutex
	row   int       // failures since the last answer
	last  *failure  // the last of them
	until time.Time // the server wants to be left alone
	heard bool
	dead  bool
	sick  int // answers since the last good one that blame the server (5xx)
}

// sickAfter is how many such answers in a row it takes until asking twice for
// the same is of no use.
const sickAfter = 10

// isSick tells whether a server has done nothing but fail of late. Others are
// asked up to three times for each picture, which is no help to one that is
// down behind its proxy, and no kindness to one that has too much to do.
func (h *hosts) isSick(u *url.URL) bool {
	n := h.of(u)
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sick >= sickAfter
}

func newHosts(opts *Options) *hosts {
	return &hosts{
		slots:    make(chan struct{}, opts.Connections),
		perHost:  opts.PerHost,
		rate:     opts.Rate,
		failures: opts.Patience.filled().Failures,
		byKey:    map[string]*host{},
	}
}

// gentle are hosts that want less than the rate: requests a second that the
// Internet Archive bears, also for pictures that posts show from there.
var gentle = map[string]float64{"archive.org": 2, "web.archive.org": 2}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

func (h *hosts) of(u *url.URL) *host {
	port := u.Port()
	if port == "" {
		port = defaultPorts[u.Scheme]
	}
	key := u.Hostname() + ":" + port
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.byKey[key] == nil {
		h.byKey[key] = h.fresh(gentle[u.Hostname()])
	}
	return h.byKey[key]
}

func (h *hosts) fresh(most float64) *host {
	n := &host{
		slots:  make(chan struct{}, h.perHost),
		probes: make(chan struct{}, h.failures),
		proven: make(chan struct{}),
		down:   make(chan struct{}),
	}
	if pace := h.rate; pace > 0 {
		if most > 0 {
			pace = min(pace, most)
		}
		n.pace = rate.NewLimiter(rate.Limit(pace), int(math.Max(1, math.Min(pace, float64(h.perHost)))))
	}
	return n
}

// enter waits until a request may go to the host of u. The caller tells leave
// what came of it. A host that has not answered yet gets no more requests at a
// time than it takes to give it up, so that a dead one costs just these,
// however many images wait for it.
func (h *hosts) enter(ctx context.Context, u *url.URL) (leave func(*failure), fail *failure) {
	n := h.of(u)
	probe := false
	select {
	case <-n.proven:
	case n.probes <- struct{}{}:
		probe = true
	case <-n.down:
		return nil, n.downFailure()
	case <-ctx.Done():
		return nil, interrupted
	}
	fail = n.queue(ctx, h.slots)
	if fail != nil {
		if probe {
			<-n.probes
		}
		return nil, fail
	}
	return func(f *failure) {
		<-h.slots
		<-n.slots
		n.learn(f, probe)
	}, nil
}

// queue takes a slot of the host, heeds its pace, then takes one of those for
// all: whoever waits for a slow host keeps nobody else waiting.
func (n *host) queue(ctx context.Context, all chan struct{}) *failure {
	if !n.take(ctx, n.slots) {
		return n.given()
	}
	if !n.rest(ctx) || n.pace != nil && n.pace.Wait(ctx) != nil || !n.take(ctx, all) {
		<-n.slots
		return n.given()
	}
	return nil
}

func (n *host) take(ctx context.Context, slots chan struct{}) bool {
	select {
	case <-n.down:
		return false
	default:
	}
	select {
	case slots <- struct{}{}:
		return true
	case <-n.down:
	case <-ctx.Done():
	}
	return false
}

// rest waits as long as the server wants to be left alone.
func (n *host) rest(ctx context.Context) bool {
	for {
		n.mu.Lock()
		d := time.Until(n.until)
		n.mu.Unlock()
		if d <= 0 {
			return true
		}
		if sleep(ctx, d) != nil {
			return false
		}
	}
}

// given is why a wait was given up.
func (n *host) given() *failure {
	select {
	case <-n.down:
		return n.downFailure()
	default:
		return interrupted
	}
}

func (n *host) downFailure() *failure {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.last.class == ClassBlockedAddress {
		return n.last
	}
	why := "given up after a failure"
	if most := cap(n.probes); most > 1 {
		why = fmt.Sprintf("given up after %d failures in a row, the last of them", most)
	}
	f := fail(ClassHostDown, fmt.Sprintf("%s %s: %s", why, n.last.class, n.last.detail))
	f.cause, f.proxy = n.last.class, n.last.proxy
	return f
}

// learn draws the lesson from a request: f is nil or what went wrong.
func (n *host) learn(f *failure, probe bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case n.dead: // nothing mends that
	case f != nil && f.class == ClassBlockedAddress:
		n.giveUp(f) // whatever waits there need not wait for its turn to hear the same
	case f != nil && f.host:
		n.row++
		if n.last = f; n.row >= cap(n.probes) {
			n.giveUp(f)
		}
		return
	case f == nil || f.answered():
		n.row = 0
		if f != nil && f.status >= 500 {
			n.sick++
		} else {
			n.sick = 0
		}
		if !n.heard {
			n.heard = true
			close(n.proven)
		}
	}
	if probe {
		<-n.probes
	}
}

func (n *host) giveUp(last *failure) {
	n.last, n.dead = last, true
	close(n.down)
}

// leaveAlone keeps requests from the host for a while.
func (n *host) leaveAlone(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if until := time.Now().Add(d); until.After(n.until) {
		n.until = until
	}
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
