package archive

import (
	"context"
	"net/url"
	"sync"
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

	relay *port // the proxy that all requests go through; nil: there is none

	over func() error // why nothing is asked any more; nil: something may be

	mu     sync.Mutex
	byName map[string]*host // without a port or with one that is not its scheme's own
}

// A host is one server as far as politeness goes: a name, or a name with a port
// that says so much as another name.
type host struct {
	slots chan struct{} // requests in flight
	pace  *rate.Limiter // nil: no limit
	ports [2]*port      // for http and for https
	named bool          // its port is: an address that names a scheme, too, has no other one

	mu    sync.Mutex
	until time.Time // the server wants to be left alone
}

func newHosts(opts *Options) *hosts {
	h := &hosts{
		slots:    make(chan struct{}, opts.Connections),
		perHost:  opts.PerHost,
		rate:     opts.Rate,
		failures: opts.Patience.filled().Failures,
		over:     func() error { return nil },
		byName:   map[string]*host{},
	}
	if opts.Proxy != nil {
		h.relay = newPort(&host{}, h.failures)
	}
	return h
}

// gentle are hosts that want less than the rate: requests a second that the
// Internet Archive bears, also for pictures that posts show from there.
var gentle = map[string]float64{"archive.org": 2, "web.archive.org": 2}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// of is the port that an address leads to.
func (h *hosts) of(u *url.URL) *port {
	name, named := u.Hostname(), false
	if p := u.Port(); p != "" && p != defaultPorts[u.Scheme] {
		name, named = u.Host, true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.byName[name]
	if n == nil {
		n = h.fresh(gentle[u.Hostname()])
		n.named, h.byName[name] = named, n
	}
	if u.Scheme == "https" {
		return n.ports[1]
	}
	return n.ports[0]
}

func (h *hosts) fresh(most float64) *host {
	n := &host{slots: make(chan struct{}, h.perHost)}
	a, b := newPort(n, h.failures), newPort(n, h.failures)
	a.other, b.other = b, a
	n.ports = [2]*port{a, b}
	if pace := h.rate; pace > 0 {
		if most > 0 {
			pace = min(pace, most)
		}
		n.pace = rate.NewLimiter(rate.Limit(pace), 1) // a burst would come on top of the first second
	}
	return n
}

// enter waits until a request may go to the host of u, through the proxy if there
// is one. The caller tells leave what came of it.
func (h *hosts) enter(ctx context.Context, u *url.URL, knock func() *failure) (leave func(*failure), fail *failure) {
	if h.relay == nil {
		return h.reach(ctx, u, knock)
	}
	probe, fail := h.relay.probe(ctx)
	if fail != nil {
		return nil, fail
	}
	left, fail := h.reach(ctx, u, knock)
	if fail != nil {
		if probe {
			h.relay.unused()
		}
		return nil, fail
	}
	return func(f *failure) {
		left(f)
		h.relay.learn(f.ofProxy(), probe)
	}, nil
}

// reach waits until a request may go to the host of u. A port that has not
// answered yet gets no more requests at a time than it takes to give it up, so
// that a dead one costs just these, however many images wait for it. Such a host
// is knocked at before a place is taken that others could use meanwhile.
func (h *hosts) reach(ctx context.Context, u *url.URL, knock func() *failure) (leave func(*failure), fail *failure) {
	p := h.of(u)
	probe, fail := p.probe(ctx)
	if fail != nil {
		return nil, fail
	}
	if fail = p.queue(ctx); fail == nil && !p.isProven() {
		if fail = knock(); fail != nil {
			<-p.host.slots
			p.learn(fail, probe)
			return nil, fail
		}
	}
	if fail == nil {
		fail = p.place(ctx, h.slots)
	}
	if fail == nil && (h.over() != nil || ctx.Err() != nil) { // a select does not say what was first
		<-h.slots
		<-p.host.slots
		<-ctx.Done() // those who wait may not know yet that they were interrupted, and would take it for a failure
		fail = interrupted
	}
	if fail != nil {
		if probe {
			p.unused()
		}
		return nil, fail
	}
	return func(f *failure) {
		<-h.slots
		<-p.host.slots
		p.learn(f, probe)
	}, nil
}

// queue takes a slot of the host and heeds its pace.
func (p *port) queue(ctx context.Context) *failure {
	if !p.take(ctx, p.host.slots) {
		return p.given()
	}
	if !p.host.turn(ctx) {
		<-p.host.slots
		return p.given()
	}
	return nil
}

// place takes one of the slots for all: whoever waits for a slow host keeps
// nobody else waiting. Meanwhile the server may have asked to be left alone.
func (p *port) place(ctx context.Context, all chan struct{}) *failure {
	for p.take(ctx, all) {
		if p.host.restLeft() <= 0 {
			return nil
		}
		<-all
		if !p.host.turn(ctx) {
			break
		}
	}
	<-p.host.slots
	return p.given()
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

func (p *port) take(ctx context.Context, slots chan struct{}) bool {
	select {
	case <-p.down:
		return false
	default:
	}
	select {
	case slots <- struct{}{}:
		return true
	case <-p.down:
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
