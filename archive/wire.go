package archive

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"time"
)

// errOfWire ends a request when its connection is to blame: it was closed
// while it was used again, or holds bytes that nobody asked for. On a fresh one
// all is open.
var errOfWire = errors.New("the connection was of no use")

// A sending is one request on its way. net/http would send it again unseen,
// and without an end if a server likes that, wherever a connection that was used
// before breaks or HTTP/2 says that a request was not looked at; how often an
// address is asked for is for persist to say.
type sending struct {
	stop   context.CancelCauseFunc
	port   *port
	plain  bool                 // without TLS, neither to the host nor to a proxy
	early  atomic.Pointer[wire] // made before it may go out
	dialed atomic.Int32         // connections that were made for it
	given  atomic.Int32         // and that it was given, made for it or for another
	line   *wire                // of HTTP/1
	reused bool                 // the line was another's before
	tunnel *time.Timer          // ends it if a proxy has not let it through by then; nil: there is none
}

type sendingKey struct{}

// once returns a context in which a request goes out once, and is stopped
// rather than answered with what nobody asked for.
func (s *sending) once(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(context.WithValue(ctx, sendingKey{}, s), &httptrace.ClientTrace{
		GotConn:              s.gotConn,
		GotFirstResponseByte: s.gotFirstByte,
		PutIdleConn:          s.putIdleConn,
	})
}

// dial makes a connection for the request, but no second one.
func (s *sending) dial(make func() (net.Conn, error)) (net.Conn, error) {
	if w := s.early.Swap(nil); w != nil {
		if quiet, more := w.peek(); quiet || more {
			return w, nil
		}
		w.cut() // it has waited too long
	} else if s.dialed.Add(1) > 1 {
		s.stop(errOfWire)
		return nil, errOfWire
	}
	c, err := make()
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: c, port: s.port, plain: s.plain}
	w.owner.Store(s)
	return w, nil
}

// hangUp closes a connection that was not needed.
func (s *sending) hangUp() {
	if w := s.early.Swap(nil); w != nil {
		w.cut()
	}
}

// gotConn lets a request go if it is the first time, and if nothing has come on
// the connection before that.
func (s *sending) gotConn(info httptrace.GotConnInfo) {
	line := wireOf(info.Conn)
	if s.tunnel != nil {
		s.tunnel.Stop()
	}
	if s.given.Add(1) > 1 {
		s.giveUp(line)
		return
	}
	if line == nil {
		return
	}
	if s.line, s.reused = line, info.Reused; s.reused && !line.reading.Load() {
		quiet, more := line.peek()
		if more {
			line.surplus()
		}
		if !quiet {
			s.giveUp(line)
		}
	}
	line.owner.Store(s)
}

// gotFirstByte sees to it that an answer has come since the request was sent:
// some servers send two for one.
func (s *sending) gotFirstByte() {
	if s.reused && !s.line.heard.Load() {
		s.port.untidy.Store(true)
		s.giveUp(s.line)
	}
}

func (s *sending) putIdleConn(err error) {
	if s.line != nil && s.line.owner.CompareAndSwap(s, nil) && err == nil { // it may be another's already
		s.line.rests.Store(true)
	}
}

func (s *sending) giveUp(line *wire) {
	s.stop(errOfWire)
	if line != nil {
		line.cut() // HTTP/1 writes before it looks whether it may
	}
}

// A wire is a connection that knows what belongs to whom. HTTP/1 does not number
// answers: a whole one that nobody asked for, and that comes only after the next
// request has gone out, is taken for the answer to that. The true one is then
// one too many: once it comes, all that was heard on a connection of the port that
// was used before is in doubt, and is asked for again while its post is gathered.
type wire struct {
	net.Conn
	port  *port
	plain bool                    // all that comes is part of an answer
	owner atomic.Pointer[sending] // whose answer is awaited; nil: nobody's
	heard atomic.Bool             // something has come since the last was sent

	reading atomic.Bool // all that has come was read
	rests   atomic.Bool // it is nobody's, and nothing was read since, or nothing but what came then
}

func (w *wire) Write(p []byte) (int, error) {
	w.heard.Store(false)
	return w.Conn.Write(p)
}

func (w *wire) Read(p []byte) (int, error) {
	w.reading.Store(true)
	w.rests.Store(false)
	n, err := w.Conn.Read(p)
	w.reading.Store(false)
	if n > 0 {
		w.heard.Store(true)
	}
	if n > 0 && !isFarewell(p[:n]) {
		w.surplus()
		w.rests.Store(n > maxAlert && err == nil && w.owner.Load() == nil)
	}
	return n, err
}

// surplus notes that something has come, if nobody waits for it.
func (w *wire) surplus() {
	if w.plain && w.owner.Load() == nil {
		w.port.untidy.Store(true)
	}
}

// isFarewell tells whether a server says that it has waited long enough for another
// request, as HAProxy does before it hangs up. It answers none.
func isFarewell(p []byte) bool {
	return bytes.HasPrefix(p, []byte("HTTP/1.1 408 ")) || bytes.HasPrefix(p, []byte("HTTP/1.0 408 "))
}

// maxAlert is how many bytes TLS takes at most to say that a server hangs up. An
// answer, so packed, has more.
const maxAlert = 64

// Close notes that net/http has more than one answer. It tells nobody, but closes
// the connection instead of waiting for what comes next.
func (w *wire) Close() error {
	if w.rests.Load() {
		w.port.untidy.Store(true)
	}
	return w.cut()
}

// cut closes a connection for reasons of our own.
func (w *wire) cut() error { return w.Conn.Close() }

// inDoubt tells of an answer whether one of the ports on whose used connections it
// came has also sent what nobody asked for.
func inDoubt(ports []*port) bool {
	return slices.ContainsFunc(ports, func(p *port) bool { return p.untidy.Load() })
}

// wireOf returns what carries a connection of HTTP/1; nil for one of HTTP/2, on
// which each answer says whose it is.
func wireOf(c net.Conn) *wire {
	if t, ok := c.(*tls.Conn); ok && t.ConnectionState().NegotiatedProtocol == "h2" {
		return nil
	}
	for {
		switch v := c.(type) {
		case *wire:
			return v
		case interface{ NetConn() net.Conn }:
			c = v.NetConn()
		default:
			return nil
		}
	}
}
