package archive

import (
	"cmp"
	"io"
	"net/netip"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/markive/markive/convert"
)

// Options says how posts are archived. The zero value is good.
type Options struct {
	Jobs        int     // posts in hand at a time; 0: the number of processors
	Connections int     // requests in flight in all; 0: 16
	PerHost     int     // requests in flight to one host; 0: 4
	Rate        float64 // requests a second to one host; 0: 20, negative: no limit

	Mirrors  []Mirror       // address prefixes that are served from local folders, first match wins
	AllowNet []netip.Prefix // special addresses (private, loopback, ...) that may be dialled all the same

	MaxImage      int64 // bytes of one asset, decoded; 0: 20 MiB
	MaxPostImages int   // assets of one post that are fetched; 0: 1,000
	MaxPostBytes  int64 // bytes of the assets of one post; 0: 200 MiB

	UserAgent string   // "": the tool's name and version
	Cookies   []Cookie // each goes to its own domain only, and not where a redirect leads
	Headers   []Header // likewise
	Proxy     *url.URL // http, https or socks5; nil: none, whatever the environment says

	Patience Patience // with servers

	// RetryMissing asks again for addresses of which an earlier run was told
	// that nothing is there (404, 410). What failed otherwise is always asked
	// for again.
	RetryMissing bool

	// Refresh asks again for what is held, with the ETag and the time of change
	// that came with it; what has changed replaces it, what cannot be had any
	// more stays.
	Refresh bool

	// Placeholders are the starts of the SHA-256, in hex, of files that stand
	// for pictures and are none, eight digits at least. Such a file is not
	// taken, and given up where it is held.
	Placeholders []string

	Wayback    Wayback // when a web archive is asked; "": WaybackOff
	WaybackURL string  // one with the interfaces of the Internet Archive's; "": that one

	// Prune takes the bundles of posts that are neither among those of the run
	// nor Refused out of the archive, to the folder pruned of its state. Without
	// it they stay.
	Prune bool

	// Verify checks every bundle that is there before it is trusted. Without
	// it names and sizes are looked at. A damaged bundle is written anew: what
	// is whole of it is kept, the rest is made from the post and fetched.
	Verify bool

	Shard Shard // the part of the posts that this run archives; zero: all

	// Refused is what Find has refused. It counts as posts that failed, so that
	// the report, and that of Index, tells of it, and nothing of it is pruned.
	Refused []Problem

	// Aside are the folders that Find has passed by. What lies in them is not gone.
	Aside []string

	Format Format // how the files of a bundle are laid out

	// Pages adds to every bundle an index.html, the post for a browser, and to
	// the archive, if that is a folder, the catalogue. That of shards is made
	// by Index.
	Pages bool

	// Target says for which program the text of a bundle is written. Its page
	// is made from the text as it was before.
	Target convert.Target

	// Output takes the archive as a tar, whose bundles come one after the
	// other; New is then given no folder. nil: the archive goes to the disk.
	Output io.Writer

	Durability Durability // what a power cut may cost; "": DurabilityBatch

	Version string    // of the tool, for the manifest
	Epoch   time.Time // stands for the time of every request in the manifest; zero: the real time

	// Event is told what happens, by one goroutine at a time; nil: nobody is.
	// It must not block for long: the run waits for it.
	Event func(Event)
}

// A Mirror serves the addresses that start with Prefix from a local folder:
// the rest of the address, without query and percent-decoded, is a path
// below Dir. A prefix with http stands for https too, and the other way round.
type Mirror struct {
	Prefix string // such as "https://example.org/"
	Dir    string
}

// Rest returns what follows the prefix in an address; false if the mirror does
// not serve it.
func (m *Mirror) Rest(address string) (string, bool) {
	s, p := schemeOf(address), schemeOf(m.Prefix)
	switch {
	case !isWeb(p):
	case isWeb(s):
		return strings.CutPrefix(address[len(s):], m.Prefix[len(p):])
	case strings.HasPrefix(address, "//"):
		return strings.CutPrefix(address, m.Prefix[len(p)+1:])
	}
	return strings.CutPrefix(address, m.Prefix)
}

func isWeb(scheme string) bool { return scheme == "http" || scheme == "https" }

// filled returns the options with their defaults, which also stand for bounds
// that nothing could pass.
func (o Options) filled() Options {
	setDefault(&o.Jobs, runtime.GOMAXPROCS(0))
	setDefault(&o.Connections, 16)
	setDefault(&o.PerHost, 4)
	o.Rate = cmp.Or(o.Rate, 20)
	setDefault(&o.MaxImage, 20<<20)
	setDefault(&o.MaxPostImages, 1000)
	setDefault(&o.MaxPostBytes, 200<<20)
	o.Patience = o.Patience.filled()
	o.Durability = cmp.Or(o.Durability, DurabilityBatch)
	return o
}

// isPlaceholder tells of a file that was named as none, by its SHA-256.
func (o *Options) isPlaceholder(sum string) bool {
	return slices.ContainsFunc(o.Placeholders, func(start string) bool { return strings.HasPrefix(sum, start) })
}

func setDefault[T int | int64 | time.Duration](v *T, value T) {
	if *v <= 0 {
		*v = value
	}
}
