package archive

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// A failure says why one address gave no asset, and whether asking again may
// help.
type failure struct {
	class  Class
	detail string

	tries   int           // attempts in all that this failure is worth; 0: no other one
	after   time.Duration // the server wants to be left alone for so long
	host    bool          // it tells about the host rather than about the address
	proxy   bool          // it is the proxy that failed
	wire    bool          // it tells about the connection alone
	old     bool          // the server speaks HTTP/1.1 there
	packed  bool          // what the server packs for those who can unpack it is of no use
	referer bool          // the server may want to see where the image is shown
	status  int           // of the answer, where that is the failure
	cause   Class         // what took the host down, for ClassHostDown
	hops    int           // redirects before the try, where there were too many
	down    *port         // without which there would be none, perhaps
	used    []*port       // on whose used connections it came, it or what led to it
	err     error         // what the system said, for a disk that is full
}

// interrupted is the failure of whoever was told to stop waiting.
var interrupted = &failure{class: ClassConnection, detail: "interrupted"}

func (f *failure) Error() string { return string(f.class) + ": " + f.detail }

func (f *failure) Unwrap() error { return f.err }

// fail returns a failure that another attempt would not mend.
func fail(c Class, detail string) *failure { return &failure{class: c, detail: detail} }

// worth says how many attempts the failure justifies.
func (f *failure) worth(tries int) *failure {
	f.tries = tries
	return f
}

// asItIs says that the next attempt should ask for no encoding: programs that do so
// at once get the file from servers that pack it wrongly.
func (f *failure) asItIs() *failure {
	f.packed = true
	return f.worth(triesSuspect)
}

// cameOn notes on which ports' used connections a failure came. That of nil is nil.
func (f *failure) cameOn(used []*port) *failure {
	if f == nil || f == interrupted || len(used) == 0 {
		return f
	}
	g := *f
	g.used = slices.Concat(f.used, used)
	return &g
}

// suspected says the same of an answer that may have been another's.
func (f *failure) suspected() *failure {
	if f.tries > 0 || !f.answered() || f.class == ClassIO {
		return f
	}
	g := *f
	return g.worth(triesSuspect)
}

// answered tells whether a server, or the disk, said something about the
// address; else the host was not reached or not understood.
func (f *failure) answered() bool {
	switch f.class {
	case ClassConnection, ClassProtocol, ClassDNS, ClassTLS, ClassTimeout, ClassHostDown, ClassBlockedAddress:
		return false
	}
	return true
}

// mayPass tells whether a server that is there may give another time what it has
// not given now.
func (f *failure) mayPass() bool {
	switch f.class {
	case ClassHTTPStatus:
		return f.blamesServer() || f.status == http.StatusRequestTimeout
	case ClassConnection, ClassTruncated:
		return f != interrupted && !f.host
	case ClassHostDown: // for what it has answered
		return f.cause == ClassHTTPStatus || f.cause == ClassTruncated
	}
	return false
}

// saysNothing tells whether nothing follows for the server.
func (f *failure) saysNothing() bool { return f == interrupted || f.wire }

// blamesServer tells whether the failure is rather the server's than the
// address's: an error of its own, no answer, or none that can be read.
func (f *failure) blamesServer() bool {
	return f.status >= 500 || f.status == http.StatusTooManyRequests || !f.answered()
}

// blamesAll tells whether such a failure is meant for every address alike. A 500
// or 503 may be that of a program that draws one picture, or of what stands behind
// one folder.
func (f *failure) blamesAll() bool { return f.status < 500 }

// once says that the failure is worth no other attempt.
func (f *failure) once() *failure {
	if f == interrupted {
		return f
	}
	g := *f
	g.tries = 0
	return &g
}

// before says that no other attempt was made because a port was given up.
func (f *failure) before(p *port) *failure {
	g := *f
	g.down = p
	return &g
}

// Attempts in all, by how likely the next one fares better; Patience.Attempts
// may be less.
const (
	triesTransient = math.MaxInt // a reset, a full server: as many as there may be
	triesSuspect   = 2           // what a spoilt connection may have brought
)

// errSlow ends a request that takes too long, whatever it is doing.
var errSlow = errors.New("too slow")

// requestFailure explains why there is no response. Its words leave out
// ports, addresses and times, which differ from run to run.
func requestFailure(ctx context.Context, err error) *failure {
	var dns *net.DNSError
	var timeout net.Error
	var said *failure
	switch {
	case errors.Is(context.Cause(ctx), errSlow):
		return &failure{class: ClassTimeout, detail: "no answer in time", host: true}
	case errors.Is(context.Cause(ctx), errOfWire):
		return spoilt()
	case ctx.Err() != nil:
		return interrupted
	case isOfProxy(err):
		return proxyFailure(err)
	case errors.As(err, &said):
		return said
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return fail(ClassBlockedAddress, "the host is at a private, loopback or otherwise special address")
	case errors.As(err, &dns):
		return &failure{class: ClassDNS, detail: dnsDetail(dns), host: true}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &failure{class: ClassTimeout, detail: timeoutDetail(err), host: true}
	case isTLS(err):
		return &failure{class: ClassTLS, detail: tlsDetail(err), host: true}
	}
	return connectionFailure(err)
}

// spoilt is the failure of a request whose connection was of no use.
func spoilt() *failure {
	return &failure{class: ClassConnection, detail: "closed without an answer", wire: true, tries: triesTransient}
}

// timeoutDetail says what did not come in time; each has a limit of its own.
func timeoutDetail(err error) string {
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "dial":
		return "no connection in time"
	case strings.Contains(err.Error(), "TLS handshake timeout"): // net/http exports no such error
		return "no handshake in time"
	}
	return "no answer in time"
}

func connectionFailure(err error) *failure {
	var op *net.OpError
	switch {
	case isExhausted(err):
		return fail(ClassConnection, "too many open files").worth(triesTransient)
	case errors.As(err, &op) && op.Op == "dial":
		return &failure{class: ClassConnection, detail: systemDetail(err), host: true, tries: triesTransient}
	case strings.Contains(err.Error(), "COMPRESSION_ERROR"), strings.Contains(err.Error(), "header list"): // HTTP/2's words for headers beyond the limit
		return protocolFailure(err)
	case strings.Contains(err.Error(), "HTTP_1_1_REQUIRED"):
		return &failure{class: ClassConnection, detail: "HTTP/1.1 is wanted", old: true, tries: triesTransient}
	case op != nil, errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fail(ClassConnection, systemDetail(err)).worth(triesTransient)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isStreamError(err), strings.Contains(err.Error(), "server closed"):
		return fail(ClassConnection, "closed without an answer").worth(triesTransient)
	}
	return protocolFailure(err)
}

func protocolFailure(err error) *failure {
	detail := strings.NewReplacer("net/http: ", "", "HTTP/1.x transport connection broken: ", "").Replace(err.Error())
	return fail(ClassProtocol, detail).worth(triesSuspect)
}

// bodyFailure explains why a body ended before its end.
func bodyFailure(ctx context.Context, err error) *failure {
	var op *net.OpError
	switch {
	case errors.Is(context.Cause(ctx), errSlow):
		return &failure{class: ClassTimeout, detail: "the body came too slowly", host: true}
	case ctx.Err() != nil:
		return interrupted
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op), isStreamError(err):
		return fail(ClassTruncated, "the body ended early").worth(triesTransient)
	}
	return protocolFailure(err)
}

// isStreamError tells of HTTP/2's own ways to end early; net/http exports no
// type for them.
func isStreamError(err error) bool {
	s := err.Error()
	return strings.HasPrefix(s, "stream error") || strings.HasPrefix(s, "http2:") || strings.HasPrefix(s, "connection error")
}

func isTLS(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "HTTP response to HTTPS client")
}

// tlsDetail leaves out the present time, which crypto/x509 puts in.
func tlsDetail(err error) string {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var hostname x509.HostnameError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet"
	case errors.As(err, &invalid):
		return "the certificate is not valid for this use"
	case errors.As(err, &unknown):
		return "the certificate is of an unknown authority"
	case errors.As(err, &hostname):
		return "the certificate is for another host"
	}
	return "the handshake went wrong"
}

func dnsDetail(err *net.DNSError) string {
	switch {
	case err.IsNotFound:
		return "no such host"
	case err.IsTimeout:
		return "no answer from the name server"
	}
	return "the name server has no answer"
}

// systemDetail is what the system said, without the addresses of both ends.
func systemDetail(err error) string {
	if no, ok := errors.AsType[syscall.Errno](err); ok {
		return no.Error()
	}
	return "the connection broke"
}
