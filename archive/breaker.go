package archive

import (
	"cmp"
	"context"
	"fmt"
	"sync/atomic"
)

// A port is what is known of a host by one scheme, and what gives it up when it
// is of no use: a circuit breaker that stays open for the rest of the run.
//
// A host that has never answered has so many failures in all as one that has,
// so that a dead one costs just these; the scheme that is asked for first leaves
// one of them to the other. One that takes connections, and says nothing on them
// yet, has these but one by each scheme. An answer of either sets both free.
type port struct {
	host     *host
	other    *port         // of the other scheme; nil: there is none
	failures int           // in a row after which it is not asked any more
	untidy   atomic.Bool   // it has sent what nobody asked for: no connection is used again
	down     chan struct{} // closed when it has failed too often, or must not be asked

	// What follows is guarded by the mutex of the host.

	heard   bool          // it has answered
	opened  bool          // it has taken a connection
	probing int           // requests in flight that began before that
	moved   chan struct{} // closed, and made anew, when those who wait should look again
	row     int           // failures since the last answer
	last    *failure      // the last of them
	well    bool          // it has given an answer that does not blame it
	sick    int           // failures since the last of these
	after   int           // failures that closed down
}

// How many failures in a row that blame the server it takes until asking twice
// for the same is of no use, and until asking at all is not.
const (
	sickAfter = 10
	deafAfter = 20
)

func newPort(h *host, failures int) *port {
	return &port{host: h, failures: failures, down: make(chan struct{}), moved: make(chan struct{})}
}

// probe waits until a request may begin, and tells whether it is one of the few
// that may before the first answer; learn or unused ends those.
func (p *port) probe(ctx context.Context) (isProbe bool, fail *failure) {
	for {
		moved, isProbe, fail := p.begin()
		if moved == nil {
			return isProbe, fail
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return false, interrupted
		}
	}
}

// begin lets a request begin, or says what to wait for.
func (p *port) begin() (moved chan struct{}, isProbe bool, fail *failure) {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	switch {
	case !p.isOpen():
		return nil, false, p.downFailure()
	case p.heard:
		return nil, false, nil
	case p.row+p.probing >= p.chances(p.otherProbing()):
		return p.moved, false, nil
	}
	p.probing++
	return nil, true, nil
}

// mayBegin tells whether it may be asked, which an answer of the other port can
// change. A nil port may not.
func (p *port) mayBegin() bool {
	if p == nil {
		return false
	}
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	return p.isOpen()
}

func (p *port) isOpen() bool {
	return !p.isDown() && (p.heard || p.row < p.chances(0))
}

// chances is how many failures may come before the first answer, if so many of
// the other port are to come.
func (p *port) chances(toCome int) int {
	o := p.other
	if o == nil || o.heard {
		return p.failures
	}
	own := p.failures
	if !p.host.named && (p.last == nil || p.last.otherSchemeMayDo()) {
		own = max(own-1, 1)
	}
	if p.opened {
		return own // a time-out at one address is little, where the other port is only closed
	}
	return min(own, max(p.failures, 2)-o.row-toCome)
}

// open notes that a connection was taken.
func (p *port) open() {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	p.opened = true
	p.move()
}

func (p *port) otherProbing() int {
	if p.other == nil {
		return 0
	}
	return p.other.probing
}

func (p *port) isDown() bool {
	select {
	case <-p.down:
		return true
	default:
		return false
	}
}

func (p *port) isProven() bool {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	return p.heard
}

// isSick tells whether a server has done nothing but fail of late. Others are
// asked up to three times for each picture, which is no help to one that is
// down behind its proxy, and no kindness to one that has too much to do.
func (p *port) isSick() bool {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	return p.sick >= sickAfter
}

// given is why a wait was given up.
func (p *port) given() *failure {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	if p.isDown() {
		return p.downFailure()
	}
	return interrupted
}

func (p *port) downFailure() *failure {
	last, after := p.last, max(p.after, p.row)
	if o := p.other; o != nil && !p.heard && !o.heard {
		last, after = cmp.Or(last, o.last), after+o.row
	}
	if last.class == ClassBlockedAddress {
		return last
	}
	why := "given up after a failure"
	if after > 1 {
		why = fmt.Sprintf("given up after %d failures in a row, the last of them", after)
	}
	f := fail(ClassHostDown, fmt.Sprintf("%s %s: %s", why, last.class, last.detail))
	f.cause, f.proxy, f.down = last.class, last.proxy, p
	return f
}

// learn draws the lesson from a request: f is nil or what went wrong.
func (p *port) learn(f *failure, wasProbe bool) {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	if wasProbe {
		p.probing--
		defer p.move()
	}
	switch {
	case p.isDown(): // nothing mends that
	case f != nil && f.class == ClassBlockedAddress:
		p.giveUp(f, 0) // whatever waits there need not wait for its turn to hear the same
	case f != nil && f.host:
		p.row++
		if p.last = f; p.heard && p.row >= p.failures {
			p.giveUp(f, p.row)
		}
	default:
		p.weigh(f)
	}
}

// unused ends a probe that did not become a request.
func (p *port) unused() {
	p.host.mu.Lock()
	defer p.host.mu.Unlock()
	p.probing--
	p.move()
}

// move lets those look again who wait for what is known of the host.
func (p *port) move() {
	for _, q := range []*port{p, p.other} {
		if q != nil {
			close(q.moved)
			q.moved = make(chan struct{})
		}
	}
}

// weigh counts how often in a row the server as a whole was to blame.
func (p *port) weigh(f *failure) {
	if f == nil || f.answered() {
		p.row, p.heard = 0, true
	}
	switch {
	case f != nil && f.saysNothing():
	case f != nil && f.blamesServer():
		p.sick++
		if f.blamesAll() && p.sick >= p.patience(f) {
			p.giveUp(f, p.sick)
		}
	default:
		p.sick, p.well = 0, true
	}
}

// patience is how many failures in a row a port may have. Between one that answers
// others and us stands something that breaks off what it dislikes, perhaps.
func (p *port) patience(f *failure) int {
	if p.well && !f.answered() {
		return 5 * deafAfter
	}
	return deafAfter
}

func (p *port) giveUp(last *failure, after int) {
	p.last, p.after = last, after
	close(p.down)
}
