package archive

import (
	"bytes"
	"io"
	"log"
	"sync"
)

// hush keeps net/http's remarks about servers out of the standard logger: the
// transport has no logger of its own, and a stranger's surplus bytes are no
// news for whoever embeds this package. All other lines pass.
var hush = sync.OnceFunc(func() { log.SetOutput(&hushed{log.Writer()}) })

type hushed struct{ w io.Writer }

func (h *hushed) Write(line []byte) (int, error) {
	for _, s := range []string{"Unsolicited response received on idle HTTP channel", "http2: Transport", "protocol error: received"} {
		if bytes.Contains(line, []byte(s)) {
			return len(line), nil
		}
	}
	return h.w.Write(line)
}
