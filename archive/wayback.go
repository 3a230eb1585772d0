package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Wayback says when a web archive is asked for what a post shows.
type Wayback string

// The values of Wayback.
const (
	WaybackOff      Wayback = "off"
	WaybackFallback Wayback = "fallback" // where no candidate could be had
	WaybackOnly     Wayback = "only"     // instead of all servers
)

// A wayback is a web archive with the three interfaces of the Internet
// Archive: availability tells the copy nearest to a date, CDX lists all
// copies, replay gives the bytes of one, and with id_ as they were.
type wayback struct {
	web       *web
	available string // address of the availability interface
	cdx       string // of the CDX server
	replay    string // of the replay, with a slash at its end
}

func newWayback(w *web, o *Options) *wayback {
	base := strings.TrimRight(o.WaybackURL, "/")
	b := &wayback{web: w, available: base + "/wayback/available", cdx: base + "/cdx/search/cdx", replay: base + "/web/"}
	if base == "" {
		b.available = "https://archive.org/wayback/available"
		b.cdx, b.replay = "https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"
	}
	return b
}

// past has the copy of a web archive that is nearest to the date of the post.
// Both results are nil for an address of which there can be none.
func (f *fetcher) past(ctx context.Context, w *wanted, address string) (*fetched, *failure) {
	shownAs := address
	address = tidyAddress(address)
	if strings.HasPrefix(address, "//") {
		address = "http:" + address // archives do not tell the schemes apart
	}
	if !isWeb(schemeOf(address)) || len(address) > f.opts.Patience.AddressSize {
		return nil, nil
	}
	u, bad := requestURL(address)
	if bad != nil {
		return nil, nil
	}
	u.User = nil
	at := stampOf(w.date())
	t := try{url: u, kind: w.asset.Kind}
	got, fail := f.flights.once(ctx, "wayback\x00"+at+"\x00"+t.key(), func(ctx context.Context) (*fetched, *failure) {
		got, fail := f.wayback.fetch(ctx, t, at)
		if fail == nil {
			got.Time = f.now()
		}
		return got, fail
	})
	if fail != nil {
		if f.opts.Wayback == WaybackFallback { // else all that was asked is the archive
			w.note(f.wayback.replay+address, fail)
		}
		return nil, fail
	}
	shown := *got
	shown.Address = shownAs
	return &shown, nil
}

// pastOnly is past where nothing else is asked.
func (f *fetcher) pastOnly(ctx context.Context, w *wanted, address string) (*fetched, *failure) {
	got, bad := f.past(ctx, w, address)
	switch {
	case got != nil:
		return got, nil
	case bad == nil:
		return nil, fail(ClassBadURL, "no address that can be asked for")
	}
	only := *bad
	only.detail = "in the web archive: " + bad.detail
	return nil, &only
}

// stampOf writes a date as web archives do, "" if there is none.
func stampOf(date time.Time) string {
	if date.IsZero() || date.Year() < 1990 || date.Year() > 9999 {
		return ""
	}
	return date.UTC().Format(stampLayout)
}

const stampLayout = "20060102150405"

// maxCopies bounds the copies of an address that are asked for.
const maxCopies = 3

// fetch has the copy of an address that is nearest to a time, or the newest. An
// archive may name one that it does not give, or that is a page of an error; the
// next are as good then, but for those with the same bytes.
func (b *wayback) fetch(ctx context.Context, t try, at string) (*fetched, *failure) {
	address := t.url.String()
	var first *failure
	asked := map[string]bool{} // times; whether it was the bytes that were refused
	try := func(stamp string) (*fetched, *failure) {
		got, bad := b.replayed(ctx, t, stamp, address)
		asked[stamp] = bad != nil && bad.blamesBytes()
		if first == nil {
			first = bad
		}
		return got, bad
	}
	if stamp := b.closest(ctx, address, at); stamp != "" {
		if got, bad := try(stamp); bad == nil || !bad.answered() {
			return got, bad
		}
	}
	if ctx.Err() != nil {
		return nil, interrupted
	}
	copies, bad := b.copies(ctx, address, at)
	if bad != nil && first == nil {
		return nil, bad
	}
	refused := map[string]bool{} // digests
	for _, c := range copies {
		refused[c.digest] = refused[c.digest] || asked[c.stamp]
	}
	for _, c := range copies {
		if _, done := asked[c.stamp]; done || c.digest != "" && refused[c.digest] || len(asked) == maxCopies {
			continue
		}
		if got, bad := try(c.stamp); bad == nil || !bad.answered() {
			return got, bad
		}
		refused[c.digest] = asked[c.stamp]
	}
	if first == nil {
		return nil, noCopy
	}
	return nil, first
}

// replayed has one copy.
func (b *wayback) replayed(ctx context.Context, t try, stamp, address string) (got *fetched, bad *failure) {
	via := b.replay + stamp + "id_/" + address
	if t.url, bad = requestURL(via); bad != nil {
		return nil, bad
	}
	if got, bad = b.web.persist(ctx, t); bad != nil {
		return nil, bad
	}
	if got.placeholder != "" {
		return nil, fail(ClassNotImage, "a placeholder: "+got.placeholder)
	}
	got.Via, got.Final = cmp.Or(got.Final, via), ""
	return got, nil
}

// blamesBytes tells whether others with the same bytes would be refused as well.
func (f *failure) blamesBytes() bool {
	switch f.class {
	case ClassNotImage, ClassNotMedia, ClassActiveContent, ClassTooLarge:
		return true
	}
	return false
}

var noCopy = fail(ClassHTTPStatus, "no copy")

// closest asks the availability interface for the time of the nearest copy. That
// is quick; "" is no reason to believe that there is none.
func (b *wayback) closest(ctx context.Context, address, at string) string {
	query := b.available + "?url=" + url.QueryEscape(address)
	if at != "" {
		query += "&timestamp=" + at
	}
	data, bad := b.ask(ctx, query)
	if bad != nil {
		return ""
	}
	return availableStamp(data)
}

// copies asks the CDX server for all copies, the nearest first. What repeats an
// earlier one has no status there; one that sent elsewhere may lead to a picture.
func (b *wayback) copies(ctx context.Context, address, at string) ([]pastCopy, *failure) {
	data, bad := b.ask(ctx, b.cdx+"?url="+url.QueryEscape(address)+"&output=json&fl="+strings.Join(cdxFields, ",")+"&filter=!statuscode:%5B145%5D..&limit=-5000")
	if bad != nil {
		return nil, bad
	}
	return nearestCopies(data, at), nil
}

// maxIndex bounds an answer of an index.
const maxIndex = 1 << 20

func (b *wayback) ask(ctx context.Context, address string) ([]byte, *failure) {
	u, bad := requestURL(address)
	if bad != nil {
		return nil, bad
	}
	var data []byte
	_, bad = b.web.persist(ctx, try{url: u, text: &data})
	return data, bad
}

// read reads a body that is no asset.
func (t *try) read(ctx context.Context, resp *http.Response, body io.Reader) *failure {
	raw := &bodyReader{r: io.LimitReader(body, maxIndex+1)}
	decoded, odd := decode(resp.Header, raw)
	if odd != "" {
		return wronglyPacked(odd)
	}
	data, err := io.ReadAll(io.LimitReader(decoded, maxIndex+1))
	switch {
	case raw.err != nil:
		return bodyFailure(ctx, raw.err)
	case err != nil:
		return wronglyPacked("gzip")
	case len(data) > maxIndex:
		return tooLarge(maxIndex)
	}
	*t.text = data
	return nil
}

// availableStamp reads the answer of the availability interface.
func availableStamp(data []byte) string {
	var answer struct {
		Snapshots struct {
			Closest struct {
				Available bool   `json:"available"`
				Status    string `json:"status"`
				Timestamp string `json:"timestamp"`
			} `json:"closest"`
		} `json:"archived_snapshots"`
	}
	if json.Unmarshal(data, &answer) != nil {
		return ""
	}
	c := answer.Snapshots.Closest
	if !c.Available || c.Status != "200" || !isStamp(c.Timestamp) {
		return ""
	}
	return c.Timestamp
}

// cdxFields are what is asked for of each copy.
var cdxFields = []string{"timestamp", "statuscode", "mimetype", "digest"}

// A pastCopy is one of an address in a web archive.
type pastCopy struct {
	stamp, digest string
	doubt         int
}

// Why a copy may be no picture; these come last.
const (
	unknownKind = iota + 1 // it is not told what it is
	sentOn                 // it is the answer that sent elsewhere
)

// nearestCopies reads the answer of a CDX server: rows, of which the first names
// the fields. Pages are left out, also where they are repeated. Of two copies that
// are as near the older one comes first; without a time the newest does. Those that
// may be no picture come last.
func nearestCopies(data []byte, at string) (copies []pastCopy) {
	var rows [][]string
	if json.Unmarshal(data, &rows) != nil || len(rows) == 0 {
		return nil
	}
	kinds := map[string]string{} // by digest
	field := func(row []string, name string) string {
		if i := slices.Index(rows[0], name); i >= 0 && i < len(row) && row[i] != "-" {
			return row[i]
		}
		return ""
	}
	for _, row := range rows[1:] {
		if kind, digest := field(row, "mimetype"), field(row, "digest"); digest != "" && kind != revisit {
			kinds[digest] = cmp.Or(kinds[digest], kind)
		}
	}
	for _, row := range rows[1:] {
		stamp, status, kind, digest := field(row, "timestamp"), field(row, "statuscode"), field(row, "mimetype"), field(row, "digest")
		repeats := kind == revisit
		if repeats {
			kind = kinds[digest]
		}
		c := pastCopy{stamp: stamp, digest: digest}
		switch {
		case !isStamp(stamp):
			continue
		case len(status) == 3 && status[0] == '3':
			c.doubt = sentOn
		case status != "200" && !(repeats && status == ""), kind == "text/html":
			continue
		case kind == "", kind == "unk", kind == "text/plain":
			c.doubt = unknownKind
		}
		copies = append(copies, c)
	}
	slices.SortFunc(copies, func(a, b pastCopy) int {
		nearer := strings.Compare(b.stamp, a.stamp)
		if at != "" {
			nearer = cmp.Or(cmp.Compare(distance(a.stamp, at), distance(b.stamp, at)), strings.Compare(a.stamp, b.stamp))
		}
		return cmp.Or(cmp.Compare(a.doubt, b.doubt), nearer)
	})
	return copies
}

// revisit is the type of a copy that repeats an earlier one.
const revisit = "warc/revisit"

func distance(stamp, at string) time.Duration {
	a, _ := time.Parse(stampLayout, stamp)
	b, _ := time.Parse(stampLayout, at)
	return max(a.Sub(b), b.Sub(a))
}

func isStamp(s string) bool {
	_, err := time.Parse(stampLayout, s)
	return err == nil && len(s) == len(stampLayout)
}

// also adds to a failure what a web archive said.
func (f *failure) also(past *failure) *failure {
	if f == nil {
		return past
	}
	both := *f
	both.detail = fmt.Sprintf("%s; in the web archive: %s", f.detail, past.detail)
	return &both
}
