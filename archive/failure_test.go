package archive

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"reflect"
	"syscall"
	"testing"

	"code.dny.dev/ssrf"
)

func dialError(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, Err: os.NewSyscallError("connect", err)}
}

// tlsTimeout is what net/http says of a handshake that takes too long.
type tlsTimeout struct{}

func (tlsTimeout) Error() string   { return "net/http: TLS handshake timeout" }
func (tlsTimeout) Timeout() bool   { return true }
func (tlsTimeout) Temporary() bool { return true }

func TestRequestFailure(t *testing.T) {
	slow, stop := context.WithCancelCause(t.Context())
	stop(errSlow)
	left, leave := context.WithCancel(t.Context())
	leave()
	tests := []struct {
		name   string
		ctx    context.Context
		err    error
		class  Class
		detail string
		tries  int
		host   bool
	}{
		{"attempt too long", slow, context.Canceled, ClassTimeout, "no answer in time", 0, true},
		{"caller gone", left, context.Canceled, ClassConnection, "interrupted", 0, false},
		{"dial too long", nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, ClassTimeout, "no connection in time", 0, true},
		{"handshake too long", nil, tlsTimeout{}, ClassTimeout, "no handshake in time", 0, true},
		{"refused", nil, dialError(syscall.ECONNREFUSED), ClassConnection, "connection refused", triesTransient, true},
		{"unreachable", nil, dialError(syscall.EHOSTUNREACH), ClassConnection, "no route to host", triesTransient, true},
		{"our own limit", nil, dialError(syscall.EMFILE), ClassConnection, "too many open files", triesTransient, false},
		{"reset", nil, &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, ClassConnection, "connection reset by peer", triesTransient, false},
		{"broken, no word why", nil, &net.OpError{Op: "read", Err: net.ErrClosed}, ClassConnection, "the connection broke", triesTransient, false},
		{"guard", nil, fmt.Errorf("dial: %w", ssrf.ErrProhibitedIP), ClassBlockedAddress, "the host is at a private, loopback or otherwise special address", 0, false},
		{"no such name", nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}}, ClassDNS, "no such host", 0, true},
		{"silent name server", nil, &net.DNSError{Err: "i/o timeout", Server: "127.0.0.53:53", IsTimeout: true}, ClassDNS, "no answer from the name server", 0, true},
		{"failing name server", nil, &net.DNSError{Err: "server misbehaving", Server: "127.0.0.53:53"}, ClassDNS, "the name server has no answer", 0, true},
		{"expired", nil, errors.Join(errors.New("tls: failed to verify certificate"), x509.CertificateInvalidError{Reason: x509.Expired, Detail: "current time is now"}), ClassTLS, "the certificate has expired or is not valid yet", 0, true},
		{"wrong use", nil, errors.Join(errors.New("tls: failed to verify certificate"), x509.CertificateInvalidError{Reason: x509.IncompatibleUsage}), ClassTLS, "the certificate is not valid for this use", 0, true},
		{"closed", nil, io.EOF, ClassConnection, "closed without an answer", triesTransient, false},
		{"stream", nil, errors.New("stream error: stream ID 1; INTERNAL_ERROR"), ClassConnection, "closed without an answer", triesTransient, false},
		{"too many headers", nil, errors.New("net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded 65536 bytes; aborted"), ClassProtocol, "server response headers exceeded 65536 bytes; aborted", triesSuspect, false},
		{"anything else", nil, errors.New("net/http: HTTP/1.x transport connection broken: malformed HTTP version"), ClassProtocol, "malformed HTTP version", triesSuspect, false},
	}
	for _, tt := range tests {
		ctx := tt.ctx
		if ctx == nil {
			ctx = t.Context()
		}
		got := requestFailure(ctx, tt.err)
		want := failure{class: tt.class, detail: tt.detail, tries: tt.tries, host: tt.host}
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, *got, want)
		}
	}
}

func TestBodyFailure(t *testing.T) {
	left, leave := context.WithCancel(t.Context())
	leave()
	if got := bodyFailure(left, context.Canceled); got != interrupted {
		t.Errorf("caller gone: %+v", got)
	}
	got := bodyFailure(t.Context(), &net.OpError{Op: "read", Err: syscall.ECONNRESET})
	if want := (failure{class: ClassTruncated, detail: "the body ended early", tries: triesTransient}); !reflect.DeepEqual(*got, want) {
		t.Errorf("reset: %+v, want %+v", *got, want)
	}
}

func TestAnswered(t *testing.T) {
	for class, want := range map[Class]bool{
		ClassHTTPStatus: true, ClassNotImage: true, ClassTruncated: true, ClassRedirect: true, ClassTooLarge: true,
		ClassTimeout: false, ClassDNS: false, ClassTLS: false, ClassConnection: false, ClassHostDown: false,
	} {
		if got := fail(class, "").answered(); got != want {
			t.Errorf("%s: answered is %v", class, got)
		}
	}
}
