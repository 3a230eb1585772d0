package archive

import (
	"context"
	"fmt"
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

	over func() error // why nothing is asked any more; nil: something may be

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
	well  bool // it has given an answer that does not blame it
	sick  int  // failures since the last of these
	after int  // failures that it took to give it up
}

// How many failures in a row that blame the server it takes until asking twice
// for the same is of no use, and until asking at all is not.
const (
	sickAfter = 10
	deafAfter = 20
)

// isSick tells whether a server has done nothing but fail of late. Others are
// asked up to three times for each picture, which is no help to one that is
// down behind its proxy, and no kindness to one that has too much to do.
func (n *host) isSick() bool {
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
		over:     func() error { return nil },
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
		n.pace = rate.NewLimiter(rate.Limit(pace), 1) // a burst would come on top of the first second
	}
	return n
}

// enter waits until a request may go to the host of u. The caller tells leave
// what came of it. A host that has not answered yet gets no more requests at a
// time than it takes to give it up, so that a dead one costs just these,
// however many images wait for it. Such a host is knocked at before a place is
// taken that others could use meanwhile.
func (h *hosts) enter(ctx context.Context, u *url.URL, knock func() *failure) (leave func(*failure), fail *failure) {
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
	if fail = n.queue(ctx); fail == nil && !n.isProven() {
		if fail = knock(); fail != nil {
			<-n.slots
			n.learn(fail, probe)
			return nil, fail
		}
	}
	if fail == nil {
		fail = n.place(ctx, h.slots)
	}
	if fail == nil && (h.over() != nil || ctx.Err() != nil) { // a select does not say what was first
		<-h.slots
		<-n.slots
		<-ctx.Done() // those who wait may not know yet that they were interrupted, and would take it for a failure
		fail = interrupted
	}
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

func (n *host) isProven() bool {
	select {
	case <-n.proven:
		return true
	default:
		return false
	}
}

// queue takes a slot of the host and heeds its pace.
func (n *host) queue(ctx context.Context) *failure {
	if !n.take(ctx, n.slots) {
		return n.given()
	}
	if !n.turn(ctx) {
		<-n.slots
		return n.given()
	}
	return nil
}

// place takes one of the slots for all: whoever waits for a slow host keeps
// nobody else waiting. Meanwhile the server may have asked to be left alone.
func (n *host) place(ctx context.Context, all chan struct{}) *failure {
	for n.take(ctx, all) {
		if n.restLeft() <= 0 {
			return nil
		}
		<-all
		if !n.turn(ctx) {
			break
		}
	}
	<-n.slots
	return n.given()
}

// turn waits until the host may be asked again.
func (n *host) turn(ctx context.Context) bool {
	for n.rest(ctx) && (n.pace == nil || n.pace.Wait(ctx) == nil) {
		if n.restLeft() <= 0 {
			return true
		}
	}
	return false
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
		d := n.restLeft()
		if d <= 0 {
			return true
		}
		if sleep(ctx, d) != nil {
			return false
		}
	}
}

func (n *host) restLeft() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Until(n.until)
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
	if n.after > 1 {
		why = fmt.Sprintf("given up after %d failures in a row, the last of them", n.after)
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
		n.giveUp(f, 0) // whatever waits there need not wait for its turn to hear the same
	case f != nil && f.host:
		n.row++
		if n.last = f; n.row >= cap(n.probes) {
			n.giveUp(f, n.row)
		}
		return
	default:
		n.weigh(f)
	}
	if probe {
		<-n.probes
	}
}

// weigh counts how often in a row the server as a whole was to blame.
func (n *host) weigh(f *failure) {
	if f == nil || f.answered() {
		n.row = 0
		if !n.heard {
			n.heard = true
			close(n.proven)
		}
	}
	switch {
	case f != nil && f.saysNothing():
	case f != nil && f.blamesServer():
		n.sick++
		if f.blamesAll() && n.sick >= n.patience(f) {
			n.giveUp(f, n.sick)
		}
	default:
		n.sick, n.well = 0, true
	}
}

// patience is how many failures in a row a host may have. Between one that answers
// others and us stands something that breaks off what it dislikes, perhaps.
func (n *host) patience(f *failure) int {
	if n.well && !f.answered() {
		return 5 * deafAfter
	}
	return deafAfter
}

func (n *host) giveUp(last *failure, after int) {
	n.last, n.dead, n.after = last, true, after
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
