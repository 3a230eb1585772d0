package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/markive/markive/convert"
)

// A fetched is an asset that was had; its bytes lie in the spool.
type fetched struct {
	Size          int64
	SHA256        string // hex
	MediaType     string // by content, such as "image/png"
	Ext           string // by content, with dot, such as ".png"
	Width, Height int    // pixels, 0 if unknown

	Address            string // the candidate that served it, as it stands in the post
	Final              string // where redirects led, "" if nowhere else
	Via                string // the address in a web archive that it came from, "" if from its own
	Local              bool   // from data:, a mirror or the disk
	Time               time.Time
	ETag, LastModified string

	hops        int    // redirects that led to it
	unmodified  bool   // it is what is held already, and its bytes did not come
	placeholder string // what it is instead of a picture, "" if it is one

	file string  // where it lies in the spool
	used []*port // on whose used connections it came, it or what led to it
}

// cameOn notes on which ports' used connections an asset came. That of nil is nil.
func (got *fetched) cameOn(used []*port) *fetched {
	if got != nil {
		got.used = slices.Concat(got.used, used)
	}
	return got
}

// A wanted is an asset of a post that is to be had.
type wanted struct {
	src     Source
	asset   convert.Asset
	front   *convert.FrontMatter // of the post; nil: none is known
	whole   map[string]string    // which relative candidate an address on the web stands for
	avoid   map[string]bool      // SHA-256 of files that are not what they are shown for
	held    *ManifestAsset       // what is to be refreshed; nil: nothing
	hasCopy bool                 // a web archive's copy is held, and no other one is wanted
	better  int                  // of the candidates, how many are better than what is held; 0: nothing is held of them

	there   []string // relative candidates that are on the disk: nobody else is asked for them
	tried   []Tried  // in vain
	passing bool     // one of these may be had another time
	used    []*port  // on whose used connections all that was heard of it came
}

// date is that of the post, zero if none is known.
func (w *wanted) date() time.Time {
	if w.front == nil {
		return time.Time{}
	}
	return w.front.Date
}

// maxTried bounds what is told of one asset.
const maxTried = 32

// note remembers an address at which the asset could not be had.
func (w *wanted) note(address string, f *failure) {
	w.passing = w.passing || f.mayPass()
	w.used = append(w.used, f.used...)
	if f != interrupted && len(w.tried) < maxTried {
		w.tried = append(w.tried, Tried{shownAddress(address), f.class, oneLine(f.detail)})
	}
}

// try is the request for the asset at an address.
func (w *wanted) try(u *url.URL, address string) try {
	t := try{url: u, kind: w.asset.Kind}
	if h := w.held; h != nil && !h.Local && h.Via == "" && h.From == recordAddress(address) {
		t.known = validator{h.ETag, h.LastModified}
	}
	return t
}

// A fetcher has the bytes of assets: from the web, from mirrors, from the
// disk, from the address itself. It is safe for concurrent use. What became of
// an address is remembered until close, so that each is asked for once.
type fetcher struct {
	opts    Options
	spool   *spool
	web     *web
	gone    *gone    // nil: nothing is known of earlier runs
	wayback *wayback // nil: no web archive is asked
	flights flights
	sites   sites
}

// newFetcher returns a fetcher that keeps what it has in the given folder,
// which it empties now and in the end.
func newFetcher(opts *Options, dir *os.Root) (*fetcher, error) {
	return tunedFetcher(opts, dir, newTuning(opts.Patience))
}

func tunedFetcher(opts *Options, dir *os.Root, tune tuning) (*fetcher, error) {
	f := &fetcher{opts: opts.filled(), spool: &spool{root: dir}}
	f.web = newWeb(&f.opts, tune, f.spool)
	if o := &f.opts; o.Wayback != "" && o.Wayback != WaybackOff {
		f.wayback = newWayback(f.web, o)
	}
	return f, f.spool.empty()
}

// have tries the candidates of an asset in order, and then a web archive, but not
// for what is only better than what is held. The problem is that of the address that
// the post shows, if it is one of them. Both results are set where the post shows
// something better than what was had.
func (f *fetcher) have(ctx context.Context, w *wanted) (*fetched, *Problem) {
	got, worst := f.tryEach(ctx, w, f.candidate)
	if got == nil && f.opts.Wayback == WaybackFallback && !w.hasCopy && w.better <= 0 && ctx.Err() == nil {
		var past *failure
		if got, past = f.tryEach(ctx, w, f.past); got == nil && past != nil {
			worst = worst.also(past)
		}
	}
	if got != nil {
		w.used = append(w.used, got.used...)
		return got, w.lesser(got)
	}
	p := assetProblem(w.src, w.asset, worst)
	if len(w.tried) > 1 {
		p.Tried = w.tried
	}
	return nil, p
}

// lesser says what the post shows that could not be had, where something else
// was: a link to the full size, of which there is only the preview.
func (w *wanted) lesser(got *fetched) *Problem {
	for _, use := range w.asset.Uses {
		shown := shownAddress(use.Address)
		i := slices.IndexFunc(w.tried, func(t Tried) bool { return t.Address == shown })
		if i < 0 || got.Via != "" || shown == shownAddress(w.written(got.Address)) { // by the other scheme it is the same
			continue
		}
		object := string(cmp.Or(w.asset.Kind, convert.KindImage))
		return &Problem{
			Path: w.src.Path, Object: object, Address: shown, Class: w.tried[i].Class, Detail: w.tried[i].Detail,
			Outcome: "a lesser one was had, " + shownAddress(got.Address),
		}
	}
	return nil
}

// tryEach tries the candidates until one is had. A placeholder is none, but
// one that was given with the post is what it shows if it shows nothing else.
func (f *fetcher) tryEach(ctx context.Context, w *wanted, try func(context.Context, *wanted, string) (*fetched, *failure)) (*fetched, *failure) {
	var worst *failure
	var spare *fetched
	for _, address := range w.candidates() {
		if slices.Contains(w.there, w.whole[address]) {
			continue
		}
		got, fail := try(ctx, w, address)
		if got == nil && fail == nil {
			continue // nothing to try
		}
		if len(address) <= f.opts.Patience.AddressSize && isRelative(address) && !fail.isAbsent() {
			w.there = append(w.there, address)
		}
		if fail == nil {
			if fail = f.refuse(w, got); fail == nil {
				return got, nil
			}
			w.note(address, fail)
			if got.Local && !f.opts.isPlaceholder(got.SHA256) {
				spare = cmp.Or(spare, got)
				continue
			}
		}
		if worst == nil || address == w.asset.Address {
			worst = fail
		}
		if ctx.Err() != nil {
			break
		}
	}
	if worst != nil {
		return nil, worst // what it stands for may be had another time
	}
	return spare, nil
}

// written is a candidate as the post has it.
func (w *wanted) written(address string) string { return cmp.Or(w.whole[address], address) }

func (w *wanted) candidates() []string {
	switch {
	case len(w.asset.Candidates) == 0:
		return []string{w.asset.Address}
	case w.better > 0:
		return w.asset.Candidates[:w.better]
	}
	return w.asset.Candidates
}

// refuse says why what was had is not what was wanted; nil if it is.
func (f *fetcher) refuse(w *wanted, got *fetched) *failure {
	what := got.placeholder
	switch name := standIn(got.Address, cmp.Or(got.Final, got.Via)); {
	case f.opts.isPlaceholder(got.SHA256):
		what = "it was named as one"
	case what != "":
	case w.avoid[got.SHA256] && !got.Local:
		what = "the host has the same file for other addresses"
	case name != "":
		what = "the server sends on to " + printableAddress(name)
	case w.isInstead(got.Address):
		if what = f.stopgap(got, w.shows(got.Address)); what == waiting && w.isLinked(got.Address) {
			what = "" // no script was to replace it
		}
	}
	if what == "" {
		return nil
	}
	return fail(ClassNotImage, "a placeholder: "+what)
}

// isInstead tells whether a candidate is another picture by its name than the
// first: what a page shows until a script has had that.
func (w *wanted) isInstead(address string) bool {
	first := w.candidates()[0]
	a, bad := url.Parse(first)
	b, worse := url.Parse(address)
	return first != address && bad == nil && worse == nil && (fileName(b) == "" || fileName(a) != fileName(b))
}

// shows tells whether a candidate is what the post shows, before any script.
func (w *wanted) shows(address string) bool {
	address = w.written(address)
	return address == w.asset.Address || slices.ContainsFunc(w.asset.Uses, func(u convert.Use) bool { return u.Address == address })
}

// isLinked tells whether the post shows a candidate in a link to all that are
// better.
func (w *wanted) isLinked(address string) bool {
	better := w.candidates()[:max(slices.Index(w.candidates(), address), 0)]
	return w.shows(address) && !slices.ContainsFunc(better, func(b string) bool { return !w.shows(b) })
}

// stopgap tells what kind of stopgap a picture may be, "" if it is none.
func (f *fetcher) stopgap(got *fetched, shown bool) string {
	file, err := f.open(got)
	if err != nil {
		return ""
	}
	defer file.Close()
	return stopgapOf(file, got.Size, media{ext: got.Ext, width: got.Width, height: got.Height}, shown)
}

func assetProblem(src Source, a convert.Asset, f *failure) *Problem {
	object := string(a.Kind)
	if object == "" {
		object = string(convert.KindImage)
	}
	outcome := "left out"
	switch scheme := schemeOf(a.Address); {
	case scheme == "" && !strings.HasPrefix(a.Address, "//"):
		outcome = "its address kept"
	case scheme == "", scheme == "http", scheme == "https", scheme == "ftp", isBitmapData(a.Address):
		outcome = "remote link kept"
	}
	return &Problem{
		Path: src.Path, Object: object, Address: shownAddress(a.Address),
		Class: f.class, Detail: oneLine(f.detail), Outcome: outcome,
		err: f.err,
	}
}

// candidate has the asset at one address of a post. One without a scheme may
// be had by either, and so may one whose scheme is dead; the failure of the
// one that answered says more.
func (f *fetcher) candidate(ctx context.Context, w *wanted, address string) (*fetched, *failure) {
	var worst *failure
	all := variants(address)
	for i := 0; i < len(all); i++ {
		got, fail := f.at(ctx, w, all[i])
		if fail == nil {
			shown := *got // what is shared does not know how each post spells it
			shown.Address = address
			if i > 0 && shown.Final == "" && len(variants(address)) == 1 {
				shown.Final = all[i]
			}
			return &shown, nil
		}
		w.note(all[i], fail)
		if worst == nil || !worst.answered() && fail.answered() {
			worst = fail
		}
		if other := otherScheme(all[i]); other != "" && len(all) == 1 && fail.otherSchemeMayDo() && ctx.Err() == nil {
			all = append(all, other)
		}
	}
	return nil, worst
}

// variants are the addresses that one of a post stands for.
func variants(address string) []string {
	if schemeOf(address) == "data" {
		return []string{address}
	}
	address = tidyAddress(address)
	if strings.HasPrefix(address, "//") {
		return []string{"https:" + address, "http:" + address}
	}
	return []string{address}
}

// at has the asset at one address, wherever that leads.
func (f *fetcher) at(ctx context.Context, w *wanted, address string) (*fetched, *failure) {
	scheme := schemeOf(address)
	switch {
	case scheme == "data":
		return f.data(w, address)
	case len(address) > f.opts.Patience.AddressSize:
		return nil, fail(ClassBadURL, fmt.Sprintf("longer than %d bytes", f.opts.Patience.AddressSize))
	case address == "" || address[0] == '#':
		return nil, fail(ClassBadURL, "no address at all")
	}
	if dir, rest, ok := mirrorOf(f.opts.Mirrors, address); ok {
		file, fail := mirrored(dir, rest)
		return f.file(ctx, w, file, fail)
	}
	switch scheme {
	case "http", "https":
		if file, ok := f.sites.onDisk(w, address); ok {
			return f.file(ctx, w, file, nil)
		}
		if f.opts.Wayback == WaybackOnly {
			return f.pastOnly(ctx, w, address)
		}
		return f.remote(ctx, w, address)
	case "":
		file, fail := f.sites.find(w, address)
		return f.file(ctx, w, file, fail)
	}
	if len(scheme) == 1 {
		scheme = "file" // C:\a.png
	}
	return nil, fail(ClassBlockedScheme, scheme+": is not fetched")
}

func (f *fetcher) remote(ctx context.Context, w *wanted, address string) (*fetched, *failure) {
	u, bad := requestURL(address)
	if bad != nil {
		return nil, bad
	}
	known := Redact(u.String()) // what is remembered for long holds no password
	if fail := f.gone.was(known); fail != nil {
		return nil, fail
	}
	t := w.try(u, address)
	got, refused := f.asked(ctx, t, known) // tells nobody, so posts that forbid it share that with others
	if w.asset.NoReferrer || !got.isForStrangers(address) && (refused == nil || !refused.referer) {
		return got, refused
	}
	t.referer = true // and at once: this server is not tired
	again, fail := f.asked(ctx, t, known)
	if fail != nil && (got != nil || fail.class == ClassHostDown) {
		return got, refused
	}
	return again, fail
}

// asked makes a try, unless that was done already.
func (f *fetcher) asked(ctx context.Context, t try, known string) (*fetched, *failure) {
	return f.sent(ctx, "", t, known)
}

// sent makes a try that a server has sent another one to, unless that was done
// already.
func (f *fetcher) sent(ctx context.Context, from string, t try, known string) (*fetched, *failure) {
	key, work := f.flight(t, known)
	got, fail := f.flights.onto(ctx, from, key, work)
	if fail != nil && fail.hops > t.hops && !t.alone {
		t.alone = true
		return f.sent(ctx, from, t, known)
	}
	return got, fail
}

// flight is a try as a flight. What a server sends it to is one of its own, so
// that many that are sent to the same ask for it once.
func (f *fetcher) flight(t try, known string) (key string, work func(context.Context) (*fetched, *failure)) {
	key = t.key() + f.web.who.dressOf(&t)
	t.onward = func(ctx context.Context, next try) (*fetched, *failure) {
		next.alone = false
		return f.sent(ctx, key, next, Redact(next.url.String()))
	}
	return key, func(ctx context.Context) (*fetched, *failure) {
		got, fail := f.web.persist(ctx, t)
		f.gone.learn(known, fail)
		if fail == nil {
			got.Time = f.now()
		}
		return got, fail
	}
}

func (f *fetcher) data(w *wanted, address string) (*fetched, *failure) {
	b, bad := dataBytes(address, f.opts.MaxImage)
	if bad != nil {
		return nil, bad
	}
	return f.stored(bytes.NewReader(b), w.asset.Kind)
}

func (f *fetcher) file(ctx context.Context, w *wanted, file found, fail *failure) (*fetched, *failure) {
	if fail != nil {
		return nil, fail
	}
	return f.flights.once(ctx, strings.Join([]string{file.root, file.path, string(w.asset.Kind)}, "\x00"), func(context.Context) (*fetched, *failure) {
		r, fail := file.open()
		if fail != nil {
			return nil, fail
		}
		defer r.Close()
		return f.stored(r, w.asset.Kind)
	})
}

// stored puts an asset that did not come over the net into the spool.
func (f *fetcher) stored(r io.Reader, kind convert.Kind) (*fetched, *failure) {
	got, err := f.spool.store(r, f.opts.MaxImage, kind)
	var bad *failure
	switch {
	case err == nil:
		got.Local, got.Time = true, f.now()
		return got, nil
	case errors.As(err, &bad):
		return nil, bad
	}
	return nil, fail(ClassIO, bare(err).Error())
}

func (f *fetcher) now() time.Time {
	if !f.opts.Epoch.IsZero() {
		return f.opts.Epoch
	}
	return time.Now().UTC().Truncate(time.Second)
}

// open opens the bytes of an asset.
func (f *fetcher) open(got *fetched) (*os.File, error) {
	return f.spool.root.OpenFile(got.file, os.O_RDONLY|openFlags, 0)
}

// requests tells how many HTTP requests were made.
func (f *fetcher) requests() int { return int(f.web.asked.Load()) }

// close stops what is under way and empties the spool.
func (f *fetcher) close() error {
	f.flights.land()
	f.web.close()
	return f.spool.empty()
}
