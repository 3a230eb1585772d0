package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"runtime"
	"slices"
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

	ConnectTimeout time.Duration // 0: 5 s
	Timeout        time.Duration // of one attempt, redirects included; 0: 1 min

	// RetryMissing asks again for addresses of which an earlier run was told
	// that nothing is there (404, 410). What failed otherwise is always asked
	// for again.
	RetryMissing bool

	// Refresh asks again for what is held, with the ETag and the time of change
	// that came with it; what has changed replaces it, what cannot be had any
	// more stays.
	Refresh bool

	Wayback    Wayback // when a web archive is asked; "": WaybackOff
	WaybackURL string  // one with the interfaces of the Internet Archive's; "": that one

	// Prune takes the bundles of posts that are not among those of the run out
	// of the archive, to the folder pruned of its state. Without it they stay.
	Prune bool

	// Verify checks every bundle that is there before it is trusted. Without
	// it names and sizes are looked at. A damaged bundle is written anew: what
	// is whole of it is kept, the rest is made from the post and fetched.
	Verify bool

	Shard Shard // the part of the posts that this run archives; zero: all

	// Refused is what Find has refused. It counts as posts that failed, so that
	// the report, and that of Index, tells of it.
	Refused []Problem

	Format Format // how the files of a bundle are laid out

	// Pages adds to every bundle an index.html, the post for a browser.
	Pages bool

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
// below Dir.
type Mirror struct {
	Prefix string // such as "https://example.org/"
	Dir    string
}

// An Event is one of RunPlanned, PostDone and AssetDone.
type Event interface{ event() }

// RunPlanned comes first: what the run is going to do.
type RunPlanned struct {
	Posts     int // posts of the run
	Unchanged int // of these, posts whose bundle is finished and stays as it is
}

// AssetDone comes for every asset of a post that was asked for or found held.
type AssetDone struct {
	Path    string   // of the post
	Address string   // of the asset
	Bytes   int64    // 0 if missing
	Problem *Problem // why it is missing; nil if it is held

	// Withdrawn takes back that the asset is held: it turned out to be a
	// placeholder, or too much for its post. Another event tells what it is now.
	Withdrawn bool
}

// PostDone comes when a post's bundle is committed, found finished, or given up.
type PostDone struct {
	Path    string   // of the post
	Bundle  string   // slash path below the archive; "" if there is none
	Problem *Problem // why there is no bundle; nil if there is one
	Written bool     // the bundle was made by this run; else it was finished, or there is none
	Images  int      // assets that the bundle holds
	Missing int      // assets that it would hold if they could be had
	Bytes   int64    // of the assets that this run fetched for it

	// Audit is that of the conversion if this run wrote the bundle and the
	// converter audits.
	Audit *convert.Audit
}

func (RunPlanned) event() {}
func (AssetDone) event()  {}
func (PostDone) event()   {}

// A Class names a kind of trouble in one word, for scripts. The words are
// part of the command's interface and never change.
type Class = convert.Class

// Classes of missing assets.
const (
	ClassHTTPStatus      Class = "http_status"      // an answer other than 200
	ClassTimeout         Class = "timeout"          // no answer, or too slow a one
	ClassTooLarge        Class = "too_large"        // more bytes than allowed
	ClassTruncated       Class = "truncated"        // the body ended early, or the image's end is missing
	ClassConnection      Class = "connection"       // refused, reset, closed
	ClassProtocol        Class = "protocol"         // not HTTP
	ClassDNS             Class = "dns"              // no such name, or no answer
	ClassTLS             Class = "tls"              // a certificate that does not hold
	ClassRedirect        Class = "redirect"         // too many, in a circle, or to nowhere
	ClassBlockedAddress  Class = "blocked_address"  // private, loopback or another special address
	ClassBlockedScheme   Class = "blocked_scheme"   // neither http, https nor data
	ClassBadURL          Class = "bad_url"          // no address at all
	ClassNotImage        Class = "not_image"        // the bytes are no image
	ClassNotMedia        Class = "not_media"        // the bytes are not the sound, video or document that they should be
	ClassActiveContent   Class = "active_content"   // an SVG that runs or fetches something
	ClassContentEncoding Class = "content_encoding" // a compression that was not asked for or does not unpack
	ClassHostDown        Class = "host_down"        // the host failed so often that it is not asked any more
	ClassLocalOutside    Class = "local_outside"    // a path that leaves the input, or a link
	ClassLocalMissing    Class = "local_missing"    // no such file
)

// Classes of posts that have no bundle, beside those of package convert.
const (
	ClassNotRegular Class = "not_regular" // a link, a pipe, a device
	ClassUnreadable Class = "unreadable"  // permission, or it went away
	ClassExists     Class = "exists"      // something that is not ours stands in the bundle's place
	ClassDamaged    Class = "damaged"     // its bundle is not as it was written
	ClassIO         Class = "io"          // reading or writing went wrong
)

// An Archiver writes posts into one archive. It holds the archive's lock
// until it is closed. Only one run uses it at a time.
type Archiver struct {
	workplace
	dir   string // as messages call it
	locks []*lock
	work  *os.Root // of the state
	spool *os.Root // of the part of it where assets wait
	packs bool     // the archive is one file
	name  string   // of that file, below the root; "" if it goes to Options.Output
	shelf shelf
	conv  *convert.Converter
	opts  Options
}

// New opens the archive at dir, which it makes if it is not there, and keeps
// other runs out of it: if one is at work already, the error is a
// *LockedError. What a killed run has left behind is put in order. The caller
// closes the Archiver.
//
// The archive is a folder. A dir that ends in .tar or .zip and is no folder
// names an archive that is one file, and with Options.Output there is none at
// all: dir is then "".
func New(dir string, conv *convert.Converter, opts Options) (*Archiver, error) {
	a := &Archiver{conv: conv, opts: opts.filled()}
	var err error
	if opts.Output != nil {
		err = a.findStream()
	} else {
		err = a.find(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("making the archive: %w", err)
	}
	if err := a.enter(); err != nil {
		a.Close()
		var locked *LockedError
		if errors.As(err, &locked) {
			return nil, err
		}
		return nil, fmt.Errorf("opening the archive %s: %w", printable(a.dir), err)
	}
	return a, nil
}

// filled returns the options with their defaults.
func (o Options) filled() Options {
	setDefault(&o.Jobs, runtime.GOMAXPROCS(0))
	setDefault(&o.Connections, 16)
	setDefault(&o.PerHost, 4)
	setDefault(&o.Rate, 20)
	setDefault(&o.MaxImage, 20<<20)
	setDefault(&o.MaxPostImages, 1000)
	setDefault(&o.MaxPostBytes, 200<<20)
	if o.Durability == "" {
		o.Durability = DurabilityBatch
	}
	return o
}

func setDefault[T int | int64 | float64](v *T, value T) {
	if *v == 0 {
		*v = value
	}
}

// Run archives posts: it plans, then converts, fetches, stages and commits
// them, several at a time. Posts whose bundles are finished are passed by;
// missing assets are asked for again, but for those of which a server has said
// that they are not there.
//
// What goes wrong with one post or one asset is a Problem in the report. An
// error means that the run could not go on, because the disk is full, or the
// context is done; the report then tells what was done until then, and
// another run goes on from there.
func (a *Archiver) Run(ctx context.Context, posts []Source) (*Report, error) {
	begun := time.Now()
	if a.opts.Shard.Count > 0 {
		if err := a.dropReport(a.opts.Shard); err != nil {
			return &Report{}, err
		}
	}
	known := a.remember()
	tasks, err := a.plan(posts, known)
	if err != nil {
		return &Report{}, err
	}
	r := &run{workplace: a.workplace, work: a.work, conv: a.conv, opts: &a.opts, shape: a.shape(), shelf: a.shelf, gates: newGates(&a.opts)}
	r.tell(RunPlanned{Posts: len(tasks), Unchanged: countUnchanged(tasks)})
	if r.rescue, err = openRescue(&a.workplace); err != nil {
		return &Report{}, err
	}
	if r.fetcher, err = newFetcher(&a.opts, a.spool); err != nil {
		return &Report{}, errors.Join(err, r.rescue.close(false))
	}
	r.fetcher.gone = loadGone(&a.workplace, a.opts.RetryMissing)
	pruned, err := a.prune(ctx, tasks, known)
	if err != nil {
		return &Report{Pruned: pruned}, errors.Join(err, r.rescue.close(true))
	}
	started := time.Now()
	outcomes, err := r.posts(ctx, tasks)
	report := report(tasks, outcomes)
	report.refuse(a.opts.Refused)
	report.Spent = r.watch.spent(begun, started)
	report.Pruned, report.Requests = pruned, r.fetcher.requests()
	if err == nil && a.opts.Shard.Count > 0 {
		err = a.saveReport(report) // for Index
	}
	known.learn(tasks, outcomes, started)
	if err == nil && report.Failed == 0 {
		known.complete()
	}
	return report, cmp.Or(err, r.rescue.close(ctx.Err() != nil), r.fetcher.close(), r.fetcher.gone.save(&a.workplace), a.learned(known))
}

// report counts what became of the posts.
func report(tasks []task, outcomes []*outcome) *Report {
	r := &Report{Posts: len(tasks)}
	for _, o := range outcomes {
		if o != nil { // else the run ended before
			r.add(o)
		}
	}
	return r
}

func countUnchanged(tasks []task) int {
	n := 0
	for i := range tasks {
		if tasks[i].unchanged {
			n++
		}
	}
	return n
}

// shape returns the options that shape a bundle.
func (a *Archiver) shape() ManifestOptions {
	o := a.conv.Options()
	if slices.Equal(o.ImageFields, convert.DefaultImageFields) {
		o.ImageFields = nil
	}
	return ManifestOptions{ImageFields: o.ImageFields, Audit: !o.NoAudit, Conversion: o.Shape(), Format: a.opts.Format, Pages: a.opts.Pages}
}
