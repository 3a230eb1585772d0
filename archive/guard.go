package archive

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"syscall"

	"code.dny.dev/ssrf"
)

// A guard refuses connections to special addresses. It looks at the address
// that is dialled, the only one that counts: names, redirects and name servers
// may say what they like.
type guard struct {
	ssrf *ssrf.Guardian
	all  [2]bool // whether each address of IPv4, of IPv6 may be dialled
}

// newGuard returns a guard that lets connections to special addresses pass if
// they are in allowed.
func newGuard(allowed []netip.Prefix) *guard {
	var v4, v6 []netip.Prefix
	var all [2]bool
	for _, p := range allowed {
		if p.Addr().Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
		}
		if p.Addr().Is4() {
			v4, all[0] = append(v4, p), all[0] || p.Bits() == 0
		} else {
			v6, all[1] = append(v6, p), all[1] || p.Bits() == 0
		}
	}
	return &guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)), all}
}

// control is a net.Dialer's Control: it sees every address just before the
// connection to it begins.
func (g *guard) control(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return ssrf.ErrProhibitedNetwork
	}
	return g.check(ap.Addr())
}

// letsAllPass tells whether there is nothing left to refuse.
func (g *guard) letsAllPass() bool { return g.all[0] && g.all[1] }

// check judges one address. One that is mapped into IPv6 is what it stands
// for, as it is for the system that would dial it.
func (g *guard) check(addr netip.Addr) error { return g.ssrf.SafeAddr(addr.Unmap()) }

// checkTarget does behind a proxy what the dialler does without one: it
// refuses hosts at special addresses, and those of which nobody here knows where
// they are, unless all may be asked for. The proxy resolves the name once more,
// and could be told something else; that much is left to it: many of them let
// nobody pass who asks for a number.
func (w *web) checkTarget(ctx context.Context, u *url.URL) *failure {
	if w.proxied == nil || w.proxied.letsAllPass() {
		return nil
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		f := requestFailure(ctx, err)
		if f.class == ClassDNS {
			f.detail += " here, and the proxy was not asked"
		}
		return f
	}
	for _, a := range addrs {
		if err := w.proxied.check(a); err != nil {
			return requestFailure(ctx, err)
		}
	}
	return nil
}
