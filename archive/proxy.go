package archive

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// isOfProxy tells whether it was the proxy that could not be reached.
func isOfProxy(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "proxyconnect"
}

// proxyFailure says that the proxy is to blame: no other address fares better.
func proxyFailure(err error) *failure {
	f := &failure{class: ClassConnection, host: true, proxy: true}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		f.detail = dnsDetail(dns)
	case errors.As(err, &timeout) && timeout.Timeout():
		f.detail = "no connection in time"
	default:
		f.detail, f.tries = systemDetail(err), triesTransient
	}
	f.detail = "the proxy cannot be reached: " + f.detail
	return f
}

// ofProxy is what a failure of a request tells about the proxy that it went
// through.
func (f *failure) ofProxy() *failure {
	switch {
	case f != nil && (f.proxy || f.saysNothing()):
		return f
	case f != nil && f.class == ClassTimeout:
		return interrupted // it may have been either
	}
	return nil
}

// proxyAnswer tells why a proxy opens no tunnel. That it wants to know who asks
// is the same for all hosts.
func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return wantsPassword()
	}
	return &failure{class: ClassConnection, detail: strings.TrimSpace("the proxy says " + resp.Status), host: true, tries: triesSuspect}
}

func wantsPassword() *failure {
	return &failure{class: ClassConnection, detail: "the proxy wants a password", host: true, proxy: true}
}
