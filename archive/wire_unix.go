//go:build unix

package archive

import "syscall"

// peek tells whether nothing has come that was not read yet, neither bytes nor
// the end, and whether bytes have.
func (w *wire) peek() (quiet, more bool) {
	c, ok := w.Conn.(syscall.Conn)
	if !ok {
		return true, false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false, false
	}
	err = raw.Control(func(fd uintptr) {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK) // does not block, as no socket of Go's does
		quiet, more = err == syscall.EAGAIN || err == syscall.EINTR, err == nil && n > 0
	})
	return quiet && err == nil, more
}
