package archive

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/markive/markive/convert"
)

// maxDrain is how much is read of an unwanted body, so that its connection can
// be kept, in bytes.
const maxDrain = 16 << 10

// A tuning holds the times of the fetcher; tests have shorter ones.
type tuning struct {
	Patience

	window  time.Duration // while it lasts, a body must have the speed
	drain   time.Duration // for the rest of an unwanted body
	backoff time.Duration // about how long to wait before the second attempt
	sleep   func(context.Context, time.Duration) error

	roots *x509.CertPool              // nil: those of the system
	place func(address string) string // where a host and port lie instead; nil: where they say
}

func newTuning(p Patience) tuning {
	return tuning{
		Patience: p.filled(),
		window:   15 * time.Second, drain: 500 * time.Millisecond, backoff: 500 * time.Millisecond, sleep: sleep,
	}
}

// progress is how many bytes of a body must come while the window lasts.
func (t *tuning) progress() int64 { return int64(float64(t.Speed) * t.window.Seconds()) }

// web has assets from HTTP servers.
type web struct {
	tune   tuning
	who    identity
	limit  int64 // bytes of an asset, decoded
	spool  *spool
	hosts  *hosts
	knocks chan struct{} // connections that are awaited without a place
	asked  atomic.Int64  // requests made; to refused addresses and unknown names there are none

	proxied  *guard // behind a proxy, what checks whom it is asked for; else nil
	secretly bool   // the proxy is spoken to by TLS

	kept  *http.Transport // keeps connections
	fresh *http.Transport // has a new one for every request
	old   *http.Transport // likewise, without HTTP/2
}

func newWeb(opts *Options, tune tuning, s *spool) *web {
	w := &web{tune: tune, who: newIdentity(opts), limit: opts.MaxImage, spool: s, hosts: newHosts(opts), knocks: make(chan struct{}, maxKnocks)}
	guard := newGuard(opts.AllowNet)
	dialer := &net.Dialer{Timeout: tune.Connect, Control: guard.control}
	var proxy func(*http.Request) (*url.URL, error)
	if opts.Proxy != nil {
		// The user names the proxy, so it may be anywhere; what it is asked
		// for is checked before.
		dialer.Control, w.proxied, proxy = nil, guard, http.ProxyURL(opts.Proxy)
		w.secretly = opts.Proxy.Scheme == "https"
	}
	w.kept = &http.Transport{
		Proxy:                  proxy, // never that of the environment
		DialContext:            tune.dialing(dialer),
		TLSClientConfig:        &tls.Config{RootCAs: tune.roots},
		TLSHandshakeTimeout:    tune.TLS,
		ResponseHeaderTimeout:  tune.Headers,
		MaxResponseHeaderBytes: tune.HeaderSize,
		OnProxyConnectResponse: proxyAnswer,
		DisableCompression:     true, // what is unpacked is counted here
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    opts.PerHost,
		IdleConnTimeout:        30 * time.Second,
	}
	w.fresh = w.kept.Clone()
	w.fresh.DisableKeepAlives = true
	w.old = w.fresh.Clone()
	w.old.ForceAttemptHTTP2, w.old.TLSClientConfig.NextProtos = false, nil
	hush()
	return w
}

func (t *tuning) dialing(d *net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		dial := func() (net.Conn, error) {
			if t.place != nil {
				address = t.place(address)
			}
			return d.DialContext(ctx, network, address)
		}
		return ctx.Value(sendingKey{}).(*sending).dial(dial)
	}
}

func (w *web) close() {
	w.kept.CloseIdleConnections()
	w.fresh.CloseIdleConnections()
}

// A try is one attempt at an address.
type try struct {
	url     *url.URL
	referer bool            // say where the image is shown: at its own origin
	fresh   bool            // on a connection that nobody has used
	old     bool            // by HTTP/1.1
	asItIs  bool            // without any encoding
	left    time.Duration   // for its requests; waiting in a queue does not count
	hops    int             // redirects that led here
	alone   bool            // what others were told who came by more of them is no use
	first   *url.URL        // before redirects
	jar     http.CookieJar  // what its redirects have set; nil: nothing
	set     *http.CookieJar // where to leave that for the next attempt; nil: nowhere
	text    *[]byte         // where to put a body that is no asset
	used    []*port         // on whose used connections its answers came

	// onward has the asset at an address that it was sent to; nil: it is this
	// try's own affair.
	onward func(context.Context, try) (*fetched, *failure)

	kind  convert.Kind // of the asset
	known validator    // what is held already
}

// A validator is what an answer says of its version, so that the same bytes
// need not come again.
type validator struct{ etag, modified string }

// key tells attempts apart that may have different outcomes.
func (t *try) key() string {
	key := t.url.String()
	if t.kind != "" && t.kind != convert.KindImage {
		key += "\x00" + string(t.kind)
	}
	if t.referer {
		key += "\x00referer"
	}
	if t.known != (validator{}) {
		key += "\x00" + t.known.etag + "\x00" + t.known.modified
	}
	if t.alone {
		key += fmt.Sprintf("\x00after %d", t.hops)
	}
	return key
}

// conditions sets the headers by which a server may say that nothing is new.
func (t *try) conditions(h http.Header) {
	if t.known.etag != "" {
		h.Set("If-None-Match", t.known.etag)
	}
	if t.known.modified != "" {
		h.Set("If-Modified-Since", t.known.modified)
	}
}

// attempt asks for an address and for what it redirects to. Who else is sent
// there gets the same, so nothing of it may depend on how many redirects led to
// this address and how long they took; how many there are in all, each counts.
func (w *web) attempt(ctx context.Context, t try) (got *fetched, f *failure) {
	t.left, t.first = w.tune.Attempt, cmp.Or(t.first, t.url)
	defer func() { got, f = got.cameOn(t.used), f.cameOn(t.used) }()
	been := map[string]int{}
	for hops := 0; ; {
		been[t.url.String()]++
		got, next, f := w.request(ctx, &t)
		if got != nil && hops > 0 {
			got.Final, got.hops = t.url.String(), hops
		}
		if next == nil {
			return got, f
		}
		if n := been[next.String()]; n > 1 || n > 0 && t.jar == nil {
			return nil, circle()
		}
		if hops++; t.hops+hops > w.tune.mostRedirects() {
			return nil, w.tune.tooManyRedirects(t.hops)
		}
		if t.url = next; t.onward != nil && t.jar == nil {
			return w.goOn(ctx, t, hops)
		}
	}
}

// goOn has what an address redirects to, which others may have asked for, or
// have been sent to.
func (w *web) goOn(ctx context.Context, t try, hops int) (*fetched, *failure) {
	to, next := t.url.String(), t
	next.hops, next.fresh, next.old, next.asItIs = t.hops+hops, false, false, false
	got, f := t.onward(ctx, next)
	switch {
	case f != nil && f.hops > 0:
		return nil, w.tune.tooManyRedirects(t.hops)
	case f != nil:
		return nil, f.once() // it was asked for as often as that was worth
	}
	there := *got
	there.Final = cmp.Or(got.Final, to)
	if there.hops += hops; there.hops > w.tune.mostRedirects() {
		return nil, w.tune.tooManyRedirects(0)
	}
	return &there, nil
}

// request makes one request. It returns an asset, or where to ask next.
func (w *web) request(ctx context.Context, t *try) (got *fetched, next *url.URL, f *failure) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	port := w.hosts.of(t.url)
	sent := &sending{stop: cancel, port: port, plain: t.url.Scheme == "http" && !w.secretly}
	defer sent.hangUp()
	leave, f := w.hosts.enter(ctx, t.url, func() *failure { return w.knock(ctx, sent, t.url) })
	if f != nil {
		return nil, nil, f
	}
	defer func() {
		if f != nil && f.blamesServer() && !f.saysNothing() && port.isSick() {
			f = f.once()
		}
		leave(f)
	}()
	begin := time.Now()
	defer func() { t.left -= time.Since(begin) }()
	defer time.AfterFunc(t.left, func() { cancel(errSlow) }).Stop()

	resp, f := w.ask(ctx, sent, t)
	if sent.reused {
		t.used = append(t.used, port)
	}
	if f != nil {
		return nil, nil, f
	}
	defer resp.Body.Close()
	return w.heed(ctx, sent, t, resp)
}

// heed makes of an answer what it is: an asset, where to ask next, or a failure.
func (w *web) heed(ctx context.Context, sent *sending, t *try, resp *http.Response) (got *fetched, next *url.URL, f *failure) {
	body := &pacedReader{r: resp.Body, progress: w.tune.progress(), window: w.tune.window}
	body.timer = time.AfterFunc(w.tune.window, func() { sent.stop(errSlow) })
	defer body.timer.Stop()
	switch {
	case resp.StatusCode == http.StatusOK && t.text != nil:
		return nil, nil, t.read(ctx, resp, body)
	case resp.StatusCode == http.StatusOK:
		if got, f = w.keep(ctx, t, resp, body); f != nil {
			t.leaveCookies(resp)
		}
		if f != nil && sent.reused {
			sent.line.cut() // what nobody asked for may also come late
			if sent.port.untidy.Load() {
				f = f.suspected()
			}
		}
		return got, nil, f
	case resp.StatusCode == http.StatusNotModified && t.known != (validator{}):
		return &fetched{unmodified: true}, nil, nil
	}
	w.drain(resp, body, func() { sent.stop(nil) })
	if isRedirect(resp.StatusCode) {
		t.keepCookies(resp)
		next, f = follow(t.url, resp.Header.Get("Location"), w.tune.AddressSize)
		return nil, next, f
	}
	t.leaveCookies(resp)
	return nil, nil, w.statusFailure(t.url, resp)
}

// keepCookies keeps what an answer sets for the rest of the try: some servers
// send everybody once around, and let pass who brings their cookie.
func (t *try) keepCookies(resp *http.Response) {
	cookies := resp.Cookies()
	if len(cookies) == 0 {
		return
	}
	if t.jar == nil {
		t.jar, _ = cookiejar.New(nil) // without options it cannot fail
	}
	t.jar.SetCookies(t.url, cookies)
}

// leaveCookies leaves them for the next attempt, if there is one: a page or a 503
// may only ask for that.
func (t *try) leaveCookies(resp *http.Response) {
	if t.set != nil {
		t.keepCookies(resp)
		*t.set = t.jar
	}
}

func (w *web) ask(ctx context.Context, sent *sending, t *try) (*http.Response, *failure) {
	if f := w.checkTarget(ctx, t.url); f != nil {
		return nil, f
	}
	u := *t.url
	u.User = nil
	req := (&http.Request{
		Method: http.MethodGet, URL: &u, Host: u.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"User-Agent":      {w.who.agent},
			"Accept":          {"image/png,image/jpeg,image/gif,image/svg+xml,image/*;q=0.9,*/*;q=0.5"},
			"Accept-Encoding": {"gzip"},
		},
	}).WithContext(sent.once(ctx))
	if t.asItIs {
		req.Header.Set("Accept-Encoding", "identity")
	}
	if t.referer {
		req.Header.Set("Referer", u.Scheme+"://"+u.Host+"/")
	}
	if t.url.User != nil {
		password, _ := t.url.User.Password()
		req.SetBasicAuth(t.url.User.Username(), password)
	}
	t.conditions(req.Header)
	w.who.dress(req, t.first)
	if t.jar != nil {
		for _, c := range t.jar.Cookies(t.url) {
			addCookie(req.Header, &Cookie{Name: c.Name, Value: c.Value})
		}
	}
	if w.proxied != nil { // net/http has a minute of its own for what the proxy says
		sent.tunnel = time.AfterFunc(w.tune.Connect+w.tune.TLS+w.tune.Headers, func() { sent.stop(errSlow) })
		defer sent.tunnel.Stop()
	}
	resp, err := w.transport(sent, t).RoundTrip(req)
	if err == nil && errors.Is(context.Cause(ctx), errOfWire) {
		resp.Body.Close()
		err = errOfWire
	}
	if err == nil {
		w.asked.Add(1)
		return resp, nil
	}
	return nil, w.failed(ctx, err)
}

func (w *web) transport(sent *sending, t *try) *http.Transport {
	switch {
	case t.old:
		return w.old
	case t.fresh, sent.port.untidy.Load():
		return w.fresh
	}
	return w.kept
}

// failed explains why there is no response, and counts the request.
func (w *web) failed(ctx context.Context, err error) *failure {
	f := requestFailure(ctx, err)
	if f.class != ClassBlockedAddress && f.class != ClassDNS { // nobody was asked
		w.asked.Add(1)
	}
	return f
}

// maxKnocks bounds the connections that are awaited without a place.
const maxKnocks = 64

// knock makes the connection for a request to a host of which nothing is known.
// It is no request yet: nobody else need wait until a dead host was given up.
func (w *web) knock(ctx context.Context, sent *sending, u *url.URL) *failure {
	if w.proxied != nil || w.hosts.over() != nil {
		return nil
	}
	select {
	case w.knocks <- struct{}{}:
	case <-ctx.Done():
		return interrupted
	}
	defer func() { <-w.knocks }()
	port := cmp.Or(u.Port(), defaultPorts[u.Scheme])
	c, err := w.kept.DialContext(context.WithValue(ctx, sendingKey{}, sent), "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return w.failed(ctx, err)
	}
	sent.early.Store(c.(*wire))
	sent.port.open()
	return nil
}

// keep stores the body of a response if it is an image to its end.
func (w *web) keep(ctx context.Context, t *try, resp *http.Response, body io.Reader) (*fetched, *failure) {
	if resp.ContentLength > w.limit {
		return nil, tooLarge(w.limit)
	}
	bounded := &io.LimitedReader{R: body, N: w.limit + maxDrain} // gzip can be long and hold nothing
	raw := &bodyReader{r: bounded}
	decoded, odd := decode(resp.Header, raw)
	var f *failure
	got, err := w.spool.store(decoded, w.limit, t.kind)
	switch {
	case err == nil:
		got.ETag, got.LastModified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
		return got, nil
	case errors.As(err, &f) && odd != "" && f.tries == triesSuspect:
		return nil, wronglyPacked(odd)
	case errors.As(err, &f):
		return nil, f
	case raw.err != nil:
		return nil, bodyFailure(ctx, raw.err)
	case errors.Is(err, io.ErrUnexpectedEOF) && bounded.N > 0:
		return nil, fail(ClassTruncated, "the body ended early").asItIs()
	case bounded.N > 0:
		return nil, wronglyPacked("gzip")
	}
	return nil, fail(ClassContentEncoding, noGzip)
}

// decode undoes the one encoding that was asked for. Others stay as they are
// and are told: servers also write there what is none (utf-8, none,
// aws-chunked), or gzip before a file that they have not packed, and the bytes
// say whether they can be read.
func decode(h http.Header, body io.Reader) (decoded io.Reader, odd string) {
	var codings []string
	for coding := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Content-Encoding"), ",")), ",") {
		if coding = strings.TrimSpace(coding); coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	odd = strings.Join(codings, ", ")
	switch odd {
	case "":
		return body, ""
	case "gzip", "x-gzip":
		packed := bufio.NewReader(body)
		if start, _ := packed.Peek(len(gzipMagic)); len(start) == len(gzipMagic) && string(start) != gzipMagic {
			return packed, "gzip"
		}
		return &gzipReader{body: packed}, ""
	}
	return body, odd
}

// gzipMagic is how what was packed begins (RFC 1952, section 2.3.1).
const gzipMagic = "\x1f\x8b"

const noGzip = "gzip that does not unpack"

// wronglyPacked is the failure of a body that came in an encoding which it should
// not be in, or is not in.
func wronglyPacked(coding string) *failure {
	if coding == "gzip" {
		return fail(ClassContentEncoding, noGzip).asItIs()
	}
	return fail(ClassContentEncoding, coding+" was not asked for").asItIs()
}

// A gzipReader reads the header of its stream only when it is read itself, so
// that all trouble turns up in one place. What stands behind the stream and is
// none, such as the line break that a script has added, is nobody's, but it has
// to end as it should.
type gzipReader struct {
	body *bufio.Reader
	gz   *gzip.Reader
}

func (g *gzipReader) Read(p []byte) (n int, err error) {
	if g.gz == nil {
		if g.gz, err = gzip.NewReader(g.body); err != nil {
			return 0, noEOF(err)
		}
		g.gz.Multistream(false)
	}
	if n, err = g.gz.Read(p); err != io.EOF {
		return n, err
	}
	if g.gz.Reset(g.body) == nil {
		g.gz.Multistream(false)
		return n, nil
	}
	if _, err = io.Copy(io.Discard, g.body); err == nil {
		err = io.EOF
	}
	return n, err
}

// noEOF keeps a stream that ends before it began from looking empty.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A pacedReader pushes its timer on as long as bytes keep coming.
type pacedReader struct {
	r        io.Reader
	timer    *time.Timer
	window   time.Duration
	progress int64
	seen     int64
}

func (p *pacedReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.seen += int64(n); p.seen >= p.progress {
		p.seen = 0
		p.timer.Reset(p.window)
	}
	return n, err
}

// drain reads a short body to its end, if that comes soon.
func (w *web) drain(resp *http.Response, body io.Reader, stop func()) {
	if resp.ContentLength > maxDrain {
		return
	}
	defer time.AfterFunc(w.tune.drain, stop).Stop()
	io.CopyN(io.Discard, body, maxDrain)
}
