package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/markive/markive/archive"
)

// A patienceFlags holds the flags that say how long, how often and how much of
// servers is listened to.
type patienceFlags struct {
	archive.Patience
	speed, headerSize, addressSize byteSize
}

func (f *patienceFlags) bindPatience(cmd *cobra.Command) {
	f.Patience = archive.DefaultPatience()
	f.speed, f.headerSize, f.addressSize = byteSize(f.Speed), byteSize(f.HeaderSize), byteSize(f.AddressSize)
	flags := cmd.Flags()
	for _, t := range f.times() {
		flags.DurationVar(t.value, t.name, *t.value, t.usage)
		complete(cmd, t.name, nothing)
	}
	for _, c := range f.counts() {
		flags.IntVar(c.value, c.name, *c.value, c.usage)
		complete(cmd, c.name, nothing)
	}
	for _, s := range f.sizes() {
		flags.Var(s.value, s.name, s.usage)
		complete(cmd, s.name, nothing)
	}
}

// A bound is one flag and what it sets.
type bound[T any] struct {
	name  string
	value *T
	usage string
}

func (f *patienceFlags) times() []bound[time.Duration] {
	return []bound[time.Duration]{
		{"connect-timeout", &f.Connect, "a connection may take `TIME`"},
		{"tls-timeout", &f.TLS, "a TLS handshake may take `TIME`"},
		{"header-timeout", &f.Headers, "an answer may take `TIME` to begin"},
		{"timeout", &f.Attempt, "one attempt at an address may take `TIME`; what it redirects to has as much"},
		{"max-retry-after", &f.RetryAfter, "wait for servers that ask for it (Retry-After) no longer than `TIME`"},
	}
}

func (f *patienceFlags) counts() []bound[int] {
	return []bound[int]{
		{"attempts", &f.Attempts, "`N` attempts at an address where another one may help"},
		{"max-redirects", &f.Redirects, "follow `N` redirects at most"},
		{"max-failures", &f.Failures, "a host that was not reached `N` times in a row is not asked any more in this run"},
	}
}

func (f *patienceFlags) sizes() []bound[byteSize] {
	return []bound[byteSize]{
		{"min-speed", &f.speed, "give up an image of which less than SIZE comes in a second, over any 15 seconds"},
		{"max-headers", &f.headerSize, "largest headers of an answer"},
		{"max-address", &f.addressSize, "longest address"},
	}
}

func (f *patienceFlags) checkPatience(cmd *cobra.Command) error {
	for _, t := range f.times() {
		if *t.value <= 0 {
			return usage(cmd, "--%s %v: longer than nothing, such as %s", t.name, *t.value, cmd.Flag(t.name).DefValue)
		}
	}
	for _, c := range f.counts() {
		least := 1
		if c.value == &f.Redirects {
			least = 0
		}
		if *c.value < least {
			return usage(cmd, "--%s %d: from %d on", c.name, *c.value, least)
		}
	}
	for _, s := range f.sizes() {
		if *s.value < 1 || *s.value > 1<<30 {
			return usage(cmd, "--%s %s: from 1 to 1GiB", s.name, s.value)
		}
	}
	return nil
}

// setPatience hands the flags to the library.
func (f *patienceFlags) setPatience(o *archive.Options) {
	o.Patience = f.Patience
	o.Patience.Speed, o.Patience.HeaderSize, o.Patience.AddressSize = int64(f.speed), int64(f.headerSize), int(f.addressSize)
	if f.Redirects == 0 {
		o.Patience.Redirects = -1 // for the library 0 is the default
	}
}
