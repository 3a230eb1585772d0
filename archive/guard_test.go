package archive

import (
	"net/netip"
	"testing"
)

func prefixes(s ...string) (p []netip.Prefix) {
	for _, x := range s {
		p = append(p, netip.MustParsePrefix(x))
	}
	return p
}

func TestGuard(t *testing.T) {
	g := newGuard(nil)
	for address, pass := range map[string]bool{
		"8.8.8.8":              true,
		"93.184.216.34":        true,
		"172.15.255.255":       true,
		"172.32.0.0":           true,
		"100.63.255.255":       true,
		"2606:4700::1111":      true,
		"::ffff:8.8.8.8":       true, // dialled as 8.8.8.8
		"0.0.0.0":              false,
		"0.1.2.3":              false,
		"10.0.0.1":             false,
		"100.64.0.1":           false,
		"127.0.0.1":            false,
		"127.66.66.66":         false,
		"169.254.169.254":      false,
		"172.16.0.1":           false,
		"172.31.255.255":       false,
		"192.0.0.1":            false,
		"192.0.2.1":            false,
		"192.88.99.1":          false,
		"192.168.1.1":          false,
		"198.18.0.1":           false,
		"198.51.100.1":         false,
		"203.0.113.1":          false,
		"224.0.0.1":            false,
		"240.0.0.1":            false,
		"255.255.255.255":      false,
		"::":                   false,
		"::1":                  false,
		"::ffff:127.0.0.1":     false,
		"::ffff:10.0.0.1":      false,
		"::127.0.0.1":          false,
		"64:ff9b::7f00:1":      false,
		"64:ff9b::808:808":     false,
		"64:ff9b:1::1":         false,
		"100::1":               false,
		"2001::1":              false,
		"2001:db8::1":          false,
		"2002:7f00:1::1":       false,
		"2002:a00:1::":         false,
		"3fff::1":              false,
		"5f00::1":              false,
		"fc00::1":              false,
		"fd12:3456::1":         false,
		"fe80::1":              false,
		"fe80::1%eth0":         false,
		"fec0::1":              false,
		"ff02::1":              false,
		"2606:4700::1111%eth0": false,
	} {
		ap := netip.AddrPortFrom(netip.MustParseAddr(address), 8080).String()
		if err := g.control("tcp6", ap, nil); (err == nil) != pass {
			t.Errorf("control(%q) = %v, want pass %v", ap, err, pass)
		}
	}
}

func TestGuardAllows(t *testing.T) {
	g := newGuard(prefixes("127.0.0.0/24", "fd00::/8", "::ffff:10.1.0.0/112"))
	for address, pass := range map[string]bool{
		"127.0.0.1": true, "::ffff:127.0.0.1": true, "127.0.1.1": false, "10.1.2.3": true, "10.2.0.1": false,
		"fd00::1": true, "fc00::1": false, "::1": false, "8.8.8.8": true,
	} {
		if err := g.check(netip.MustParseAddr(address)); (err == nil) != pass {
			t.Errorf("check(%q) = %v, want pass %v", address, err, pass)
		}
	}
	for _, network := range []string{"udp4", "unix", "ip4"} {
		if g.control(network, "127.0.0.1:80", nil) == nil {
			t.Errorf("%s passes", network)
		}
	}
	if g.control("tcp4", "/run/socket", nil) == nil {
		t.Error("a path passes")
	}
}
