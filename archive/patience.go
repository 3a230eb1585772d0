package archive

import "time"

// A Patience says how long servers are waited for, how often they are asked, and
// how much of them is listened to. The zero value is good, and so is each zero
// in it.
type Patience struct {
	Connect time.Duration // 0: 5 s
	TLS     time.Duration // for a handshake; 0: 10 s
	Headers time.Duration // from a request to the headers of its answer; 0: 15 s
	Attempt time.Duration // at one address, what it redirects to is another; 0: 1 min
	Speed   int64         // bytes a second that a body must have, over any 15 s; 0: 1 KiB

	Attempts   int           // at one address, where another one may help (RFC 9110: 408, 429, 500, 502, 503, 504; resets, truncation); 0: 3
	RetryAfter time.Duration // the longest Retry-After that is waited for; 0: 30 s
	Redirects  int           // that are followed; 0: 10, negative: none
	Failures   int           // to reach a host, in a row, after which it is not asked any more; 0: 3

	HeaderSize  int64 // bytes of an answer's headers; 0: 64 KiB
	AddressSize int   // bytes of an address other than data:, which holds the asset; 0: 8 KiB

	settled time.Duration // after the last answer another one may come that tells whose that was; 0: 20 ms
}

// DefaultPatience returns what the zero value stands for.
func DefaultPatience() Patience { return Patience{}.filled() }

// filled returns the patience with its defaults.
func (p Patience) filled() Patience {
	setDefault(&p.Connect, 5*time.Second)
	setDefault(&p.TLS, 10*time.Second)
	setDefault(&p.Headers, 15*time.Second)
	setDefault(&p.Attempt, time.Minute)
	setDefault(&p.Speed, 1<<10)
	setDefault(&p.Attempts, 3)
	setDefault(&p.RetryAfter, 30*time.Second)
	if p.Redirects == 0 {
		p.Redirects = 10
	}
	setDefault(&p.Failures, 3)
	setDefault(&p.HeaderSize, 64<<10)
	setDefault(&p.AddressSize, 8<<10)
	setDefault(&p.settled, 20*time.Millisecond)
	p.Headers = min(p.Headers, p.Attempt)
	return p
}
