package archive

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/markive/markive/convert"
	"go.uber.org/goleak"
)

// fetch has an asset of a post.
func (f *fetcher) fetch(ctx context.Context, src Source, a convert.Asset) (*fetched, *Problem) {
	return f.have(ctx, &wanted{src: src, asset: a})
}

// quickTuning has times in which nobody falls asleep, and still none that a
// busy machine would miss.
func quickTuning(p Patience) tuning {
	t := newTuning(p)
	t.backoff = time.Millisecond
	return t
}

// hasty is for tests in which the time for an answer has to run out: not before
// a server on a busy machine has seen the request.
func hasty(t *tuning) { t.Headers = 500 * time.Millisecond }

// hastyBody is for those in which only that for the body may.
func hastyBody(t *tuning) {
	t.window, t.Speed, t.drain = 100*time.Millisecond, 40<<10, 100*time.Millisecond
}

func testFetcher(t *testing.T, opts *Options, tune ...func(*tuning)) *fetcher {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	times := quickTuning(opts.Patience)
	for _, change := range tune {
		change(&times)
	}
	f, err := tunedFetcher(opts, root, times)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.close(); err != nil {
			t.Error(err)
		}
		root.Close()
	})
	return f
}

// onLoopback are options that let the tests dial their servers.
func onLoopback() *Options {
	return &Options{AllowNet: prefixes("127.0.0.0/8", "::1/128"), Rate: -1}
}

func wantOutcome(t *testing.T, got *fetched, p *Problem, want Class) {
	t.Helper()
	switch {
	case want == "" && p != nil:
		t.Errorf("got %v", p)
	case want == "" && got == nil:
		t.Error("got nothing and no problem")
	case want != "" && p == nil:
		t.Errorf("got %+v, want %s", got, want)
	case want != "" && p.Class != want:
		t.Errorf("got %v, want %s", p, want)
	}
}

func ask(t *testing.T, f *fetcher, addresses ...string) (*fetched, *Problem) {
	t.Helper()
	return f.fetch(t.Context(), Source{Path: "a.md"}, convert.Asset{Address: addresses[0], Candidates: addresses})
}

func TestFetchedBytes(t *testing.T) {
	body := pngOf(100000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old.png" {
			http.Redirect(w, r, "/new.png?a=b c", http.StatusMovedPermanently)
			return
		}
		w.Header().Set("ETag", `"tag"`)
		w.Header().Set("Last-Modified", "Sat, 20 Nov 2021 18:58:00 GMT")
		w.Write(body)
	}))
	defer server.Close()
	opts := onLoopback()
	opts.Epoch = time.Unix(1600000000, 0).UTC()
	f := testFetcher(t, opts)
	address := server.URL + "/old.png#top"
	got, p := ask(t, f, address)
	wantOutcome(t, got, p, "")
	want := fetched{
		Size: int64(len(body)), SHA256: got.SHA256, MediaType: "image/png", Ext: ".png", Width: 3, Height: 2,
		Address: address, Final: server.URL + "/new.png?a=b%20c", Time: opts.Epoch,
		ETag: `"tag"`, LastModified: "Sat, 20 Nov 2021 18:58:00 GMT", file: got.file, hops: 1, used: got.used,
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	r, err := f.open(got)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); !bytes.Equal(b, body) || err != nil {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if f.requests() != 2 {
		t.Errorf("%d requests", f.requests())
	}
}

func TestCandidates(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good.png":
			w.Write(pngBytes())
		case "/page.png":
			io.WriteString(w, htmlText)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	good, gone, page := server.URL+"/good.png", server.URL+"/gone.png", server.URL+"/page.png"
	f := testFetcher(t, onLoopback())
	fetch := func(address string, candidates ...string) (*fetched, *Problem) {
		return f.fetch(t.Context(), Source{Path: "p/a.md"}, convert.Asset{Kind: "image", Address: address, Candidates: candidates})
	}
	if got, p := fetch(page, gone, page, good); p != nil || got.Address != good {
		t.Errorf("got %+v, %v", got, p)
	}
	if got, p := fetch(good); p != nil || got.Address != good {
		t.Errorf("without candidates: got %+v, %v", got, p)
	}
	if _, p := fetch(page, gone, page, "ftp://h/x"); p == nil || p.Class != ClassNotImage {
		t.Errorf("the failure of the shown address: got %v", p)
	}
	_, p := fetch("https://u:secret@h.example/\n.png", gone, page)
	want := &Problem{
		Path: "p/a.md", Object: "image", Address: "https://h.example/%0A.png", Class: ClassHTTPStatus, Detail: "404 Not Found", Outcome: "remote link kept",
		Tried: []Tried{{gone, ClassHTTPStatus, "404 Not Found"}, {page, ClassNotImage, "the bytes are text/html; charset=utf-8"}},
	}
	if d := cmp.Diff(want, p, cmpopts.IgnoreUnexported(Problem{})); d != "" {
		t.Errorf("the failure of the first (-want +got):\n%s", d)
	}
}

// One address is asked for once, whoever asks and however often.
func TestOnce(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/a.png" {
			http.NotFound(w, r)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			got, p := ask(t, f, fmt.Sprintf("%s/a.png#%d", server.URL, i))
			wantOutcome(t, got, p, "")
			got, p = ask(t, f, server.URL+"/b.png")
			wantOutcome(t, got, p, ClassHTTPStatus)
		})
	}
	wg.Wait()
	if n := asked.Load(); n != 2 {
		t.Errorf("%d requests for two addresses", n)
	}
}

// So is what many addresses are sent to, also if a post shows that too; and who
// is sent round waits for nobody.
func TestOnceWhereRedirectsLead(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		kind, rest, _ := strings.Cut(r.URL.Path[1:], "/")
		switch {
		case kind == "gone":
			http.NotFound(w, r)
		case kind == "round":
			http.Redirect(w, r, map[string]string{"a": "b", "b": "c", "c": "a"}[rest], http.StatusFound)
		case rest != "":
			http.Redirect(w, r, "/"+kind, http.StatusFound)
		default:
			w.Write(pngBytes())
		}
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			got, p := ask(t, f, fmt.Sprintf("%s/good/%d.png", server.URL, i))
			if wantOutcome(t, got, p, ""); p == nil && got.Final != server.URL+"/good" {
				t.Errorf("it led to %q", got.Final)
			}
			got, p = ask(t, f, server.URL+"/good")
			if wantOutcome(t, got, p, ""); p == nil && got.Final != "" {
				t.Errorf("%q led to %q", got.Address, got.Final)
			}
			ask(t, f, server.URL+"/gone")
			_, p = ask(t, f, fmt.Sprintf("%s/round/%c", server.URL, 'a'+i%3))
			wantOutcome(t, nil, p, ClassRedirect)
		})
	}
	wg.Wait()
	for path, n := range asked {
		if n > 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
}

// What others are told who are sent to an address does not depend on who was
// there first: one that had too many redirects behind it, or little time left.
func TestRedirectsCountForEach(t *testing.T) {
	var slow atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[1:])
		if slow.Load() {
			time.Sleep(600 * time.Millisecond)
		}
		if n == 0 {
			w.Write(pngBytes())
			return
		}
		http.Redirect(w, r, "/"+strconv.Itoa(n-1), http.StatusFound)
	}))
	defer server.Close()
	for _, order := range [][]int{{15, 10, 11}, {10, 15, 11}, {11, 10, 15}, {10, 9, 11}} {
		f := testFetcher(t, onLoopback())
		for _, n := range order {
			got, p := ask(t, f, fmt.Sprintf("%s/%d", server.URL, n))
			wantOutcome(t, got, p, map[bool]Class{true: ClassRedirect}[n > 10])
		}
		f = testFetcher(t, onLoopback())
		var wg sync.WaitGroup
		for _, n := range order {
			wg.Go(func() {
				got, p := ask(t, f, fmt.Sprintf("%s/%d", server.URL, n))
				wantOutcome(t, got, p, map[bool]Class{true: ClassRedirect}[n > 10])
			})
		}
		wg.Wait()
	}
	slow.Store(true)
	f := testFetcher(t, onLoopback(), func(tune *tuning) { tune.Attempt, tune.Headers = time.Second, time.Second })
	got, p := ask(t, f, server.URL+"/1")
	wantOutcome(t, got, p, "")
}

// Whoever gives up waiting does not take the asset from the others.
func TestOnceCancelled(t *testing.T) {
	arrived, free := make(chan struct{}, 9), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-free
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback(), func(tune *tuning) { tune.Headers = time.Minute })
	asset := convert.Asset{Address: server.URL + "/a.png"}
	ctx, cancel := context.WithCancel(t.Context())
	hasty := make(chan *Problem)
	go func() {
		_, p := f.fetch(ctx, Source{}, asset)
		hasty <- p
	}()
	<-arrived
	patient := make(chan *Problem)
	go func() {
		_, p := f.fetch(t.Context(), Source{}, asset)
		patient <- p
	}()
	for f.waiting(asset.Address) < 2 {
		runtime.Gosched() // until the second one waits too
	}
	cancel()
	if p := <-hasty; p == nil || p.Class != ClassConnection {
		t.Errorf("who gave up got %v", p)
	}
	close(free)
	if p := <-patient; p != nil {
		t.Errorf("who waited got %v", p)
	}
	if f.requests() != 1 {
		t.Errorf("%d requests", f.requests())
	}
}

func (f *fetcher) waiting(key string) int {
	f.flights.mu.Lock()
	defer f.flights.mu.Unlock()
	return f.flights.byKey[key].waiting
}

// When all have given up, the request ends, and the next one starts afresh.
func TestOnceAbandoned(t *testing.T) {
	arrived, gone := make(chan struct{}), make(chan struct{})
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			close(arrived)
			<-r.Context().Done()
			close(gone)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback(), func(tune *tuning) { tune.Headers = time.Minute })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, p := f.fetch(ctx, Source{}, convert.Asset{Address: server.URL}); p == nil {
		t.Error("no problem")
	}
	<-gone
	got, p := ask(t, f, server.URL)
	wantOutcome(t, got, p, "")
}

func TestBounds(t *testing.T) {
	var mu sync.Mutex
	meet := make(chan struct{})
	now, most, all, mostAll := map[string]int{}, 0, 0, 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now[r.Host]++
		all++
		most, mostAll = max(most, now[r.Host]), max(mostAll, all)
		mu.Unlock()
		select { // so that requests meet
		case meet <- struct{}{}:
		case <-meet:
		case <-time.After(100 * time.Millisecond): // the last one is alone
		}
		mu.Lock()
		now[r.Host]--
		all--
		mu.Unlock()
		w.Write(pngBytes())
	})
	opts := onLoopback()
	opts.PerHost, opts.Connections = 3, 5
	f := testFetcher(t, opts)
	var wg sync.WaitGroup
	for range 3 {
		server := httptest.NewServer(handler)
		defer server.Close()
		for i := range 30 {
			wg.Go(func() {
				got, p := ask(t, f, fmt.Sprintf("%s/%d.png", server.URL, i))
				wantOutcome(t, got, p, "")
			})
		}
	}
	wg.Wait()
	if most > 3 || most < 2 || mostAll > 5 || mostAll < 2 {
		t.Errorf("%d requests at once to a host, %d in all", most, mostAll)
	}
}

func TestRate(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	defer server.Close()
	opts := onLoopback()
	opts.Rate, opts.PerHost = 100, 1
	f := testFetcher(t, opts)
	begin := time.Now()
	for i := range 11 {
		got, p := ask(t, f, fmt.Sprintf("%s/%d", server.URL, i))
		wantOutcome(t, got, p, "")
	}
	if d := time.Since(begin); d < 95*time.Millisecond {
		t.Errorf("11 requests at 100 a second took %v", d)
	}
}

// Without leave to dial loopback no connection is made, however the address
// is written and wherever it comes from.
func TestGuarded(t *testing.T) {
	var conns atomic.Int64
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			conns.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	f := testFetcher(t, &Options{Rate: -1})
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "①②⑦.0.0.1", "127.0.0.1.", "[::]"} {
		for _, scheme := range []string{"http:", "https:", ""} {
			got, p := ask(t, f, scheme+"//"+host+port+"/a.png")
			if host == "127.0.0.1." && p != nil && p.Class == ClassDNS || p != nil && p.Class == ClassHostDown {
				continue // a name, and nobody's
			}
			wantOutcome(t, got, p, ClassBlockedAddress)
		}
	}
	if n := conns.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// A redirect to a place that may not be dialled is refused there.
func TestGuardedRedirect(t *testing.T) {
	var conns atomic.Int64
	inner := httptest.NewUnstartedServer(http.NotFoundHandler())
	inner.Config.ConnState = func(net.Conn, http.ConnState) { conns.Add(1) }
	inner.Start()
	defer inner.Close()
	target := strings.Replace(inner.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)
	outer, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("no second loopback address:", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, map[string]string{"/a": inner.URL, "/b": target}[r.URL.Path], http.StatusFound)
	})}
	go server.Serve(outer)
	defer server.Close()
	f := testFetcher(t, &Options{AllowNet: prefixes("127.0.0.2/32"), Rate: -1})
	for _, path := range []string{"/a", "/b"} {
		got, p := ask(t, f, "http://"+outer.Addr().String()+path)
		wantOutcome(t, got, p, ClassBlockedAddress)
	}
	if n := conns.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// A dead host costs a fixed number of attempts, however many images wait.
func TestBreaker(t *testing.T) {
	for name, dead := range map[string]func(net.Conn){
		"never answers":   func(c net.Conn) { io.Copy(io.Discard, c) },
		"hangs up on TLS": func(c net.Conn) { c.Write([]byte("what?")) },
	} {
		t.Run(name, func(t *testing.T) {
			var conns atomic.Int64
			l := listen(t, func(c net.Conn) {
				conns.Add(1)
				dead(c)
			})
			scheme := "http://"
			if strings.Contains(name, "TLS") {
				scheme = "https://"
			}
			f := testFetcher(t, onLoopback(), hasty)
			var down atomic.Int64
			var wg sync.WaitGroup
			for i := range 80 {
				wg.Go(func() {
					_, p := ask(t, f, fmt.Sprintf("%s%s/%d.png", scheme, l, i))
					if p == nil {
						t.Error("no problem")
					} else if p.Class == ClassHostDown {
						down.Add(1)
					}
				})
			}
			wg.Wait()
			if conns.Load() != 3 || down.Load() != 80-3 {
				t.Errorf("%d connections, %d of 80 down", conns.Load(), down.Load())
			}
		})
	}
}

// Refused connections are tried again, but they are the host's.
func TestBreakerRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	l.Close()
	f := testFetcher(t, onLoopback())
	_, p := ask(t, f, address+"/a")
	wantOutcome(t, nil, p, ClassConnection)
	if p.Detail != "connection refused" {
		t.Errorf("detail %q", p.Detail)
	}
	_, p = ask(t, f, address+"/b")
	wantOutcome(t, nil, p, ClassHostDown)
	if want := "given up after 3 failures in a row, the last of them connection: connection refused"; p.Detail != want {
		t.Errorf("detail %q, want %q", p.Detail, want)
	}
	if f.requests() != 3 {
		t.Errorf("%d requests", f.requests())
	}
}

// An answer in between keeps a host alive.
func TestBreakerMends(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/slow") {
			<-r.Context().Done()
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback(), hasty)
	for i := range 3 {
		var wg sync.WaitGroup
		for _, path := range []string{"slow-a", "slow-b"} {
			wg.Go(func() {
				_, p := ask(t, f, fmt.Sprintf("%s/%s%d", server.URL, path, i))
				wantOutcome(t, nil, p, ClassTimeout)
			})
		}
		wg.Wait()
		_, p := ask(t, f, fmt.Sprintf("%s/%d", server.URL, i))
		wantOutcome(t, nil, p, ClassHTTPStatus)
	}
}

// A connection with bytes on it that nobody asked for spoils no neighbour.
func TestSpoiltConnection(t *testing.T) {
	address := listen(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		for {
			if _, err := http.ReadRequest(r); err != nil {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(pngBytes()), pngBytes())
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nevil!")
		}
	})
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&hushed{&printed})
	defer log.SetOutput(before)
	f := testFetcher(t, onLoopback())
	for i := range 20 {
		got, p := ask(t, f, fmt.Sprintf("http://%s/%d", address, i))
		wantOutcome(t, got, p, "")
	}
	if printed.Len() > 0 {
		t.Errorf("printed %q", &printed)
	}
}

func TestHushPassesOthers(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&hushed{&b}, "", 0)
	l.Print("Unsolicited response received on idle HTTP channel starting with \"x\"; err=<nil>")
	l.Print("mine")
	if b.String() != "mine\n" {
		t.Errorf("printed %q", &b)
	}
}

// Nothing runs on after close, and nothing stays in the spool.
func TestClose(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(pngBytes()) }))
	defer server.Close()
	dir := t.TempDir()
	put(t, dir+"/part-1", []byte("left by a killed run"))
	put(t, dir+"/old/part-2", []byte("left by an older one"))
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f, err := tunedFetcher(onLoopback(), root, quickTuning(Patience{}))
	if err != nil {
		t.Fatal(err)
	}
	got, p := ask(t, f, server.URL)
	wantOutcome(t, got, p, "")
	_, p = ask(t, f, "data:,x")
	wantOutcome(t, nil, p, ClassNotImage)
	if names := ls(t, dir); len(names) != 1 || names[0] != got.file {
		t.Errorf("the spool holds %v", names)
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
	if names := ls(t, dir); len(names) != 0 {
		t.Errorf("the spool still holds %v", names)
	}
}

// ls lists the files in and below a folder.
func ls(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A spool that takes nothing is no fault of the asset.
func TestSpoolBroken(t *testing.T) {
	f := testFetcher(t, &Options{})
	f.spool.root.Close()
	_, p := ask(t, f, dataURL("image/png", pngBytes()))
	wantOutcome(t, nil, p, ClassIO)
	if p.Unwrap() == nil {
		t.Error("what the system said is lost")
	}
	f.spool.root, _ = os.OpenRoot(t.TempDir())
}

func TestDataAssets(t *testing.T) {
	opts := &Options{MaxImage: 1000}
	f := testFetcher(t, opts)
	for address, want := range map[string]Class{
		dataURL("image/png", pngBytes()):               "",
		dataURL("text/html", gifBytes()):               "",
		" " + dataURL("image/png", jpegBytes()):        "",
		"data:image/svg+xml," + svgText:                "",
		dataURL("image/png", pngOf(1000)):              ClassTooLarge,
		dataURL("image/png", []byte(htmlText)):         ClassNotImage,
		"data:text/html;base64,PHNjcmlwdD4=#x":         ClassNotImage,
		"data:image/png;base64,":                       ClassNotImage,
		dataURL("image/png", pngBytes()[:40]):          ClassTruncated,
		"data:image/svg+xml," + svgOf("onload=''", ""): ClassActiveContent,
		"data:image/png":                               ClassBadURL,
	} {
		got, p := ask(t, f, address)
		if (p == nil) != (want == "") || p != nil && p.Class != want {
			t.Errorf("%.60q: got %+v, %v; want %q", address, got, p, want)
		}
	}
	if f.requests() != 0 {
		t.Errorf("%d requests", f.requests())
	}
}

// listen serves raw connections until the test ends.
func listen(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(20 * time.Second))
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}

// What stands in the place of a picture that cannot be had is told with it.
func TestOutcome(t *testing.T) {
	for address, want := range map[string]string{
		"https://h.example/a.png":     "remote link kept",
		"//h.example/a.png":           "remote link kept",
		"a.png":                       "its address kept",
		"data:image/png;base64,AAAA":  "remote link kept",
		"data:;base64,AAAA":           "left out",
		"data:image/svg+xml,<svg>":    "left out",
		"file:///a.png":               "left out",
		`C:\a.png`:                    "left out",
		"attachment:a.png":            "left out",
		"blob:https://h.example/0-1a": "left out",
	} {
		if p := assetProblem(Source{}, convert.Asset{Address: address}, fail(ClassNotImage, "")); p.Outcome != want {
			t.Errorf("%s: %s, want %s", address, p.Outcome, want)
		}
	}
}
