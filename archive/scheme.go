package archive

import "strings"

// otherScheme is the address with https for http and the other way round; ""
// if it is neither, or names a port other than its own, which speaks one of the two.
func otherScheme(address string) string {
	scheme := schemeOf(address)
	if !isWeb(scheme) {
		return ""
	}
	rest := address[len(scheme):]
	authority, _, _ := strings.Cut(strings.TrimLeft(rest[1:], `/\`), "/")
	authority, _, _ = strings.Cut(authority, "?")
	_, host := cutUser(authority)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') && i+1 < len(host) {
		if host[i+1:] != defaultPorts[scheme] {
			return ""
		}
		rest = strings.Replace(rest, authority, strings.TrimSuffix(authority, host[i:]), 1)
	}
	if scheme == "http" {
		return "https" + rest
	}
	return "http" + rest
}

// otherSchemeMayDo tells whether a failure leaves hope for the other scheme:
// the port did not answer, or not in its language. A name that does not exist
// or an address that may not be dialled is the same for both. What a host costs
// that is dead on both is no more than what one costs that has one port.
func (f *failure) otherSchemeMayDo() bool {
	class := f.class
	if class == ClassHostDown {
		class = f.cause
	}
	switch class {
	case ClassConnection, ClassProtocol, ClassTLS, ClassTimeout:
		return f != interrupted && !f.proxy
	}
	return false
}
