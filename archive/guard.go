package archive

import (
	"net/netip"
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
