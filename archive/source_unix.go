//go:build unix

package archive

import (
	"errors"
	"syscall"
)

// openFlags keep an open from following a link and from waiting for the other
// end of a pipe. A file that is made has them, too: package os tries to wait
// without blocking for whatever is not opened so, and takes that back for a
// file, which are four system calls.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// isLinkError tells whether an open was refused because of O_NOFOLLOW: Linux
// and macOS say ELOOP, FreeBSD EMLINK.
func isLinkError(err error) bool {
	return errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK)
}
