package archive

import (
	"encoding/json"
	"fmt"
	"image/color"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/markive/markive/convert"
)

// A pastServer is a small web archive: copies of addresses at times.
type pastServer struct {
	*httptest.Server
	copies map[string][]string // times, oldest first
	forget bool                // availability knows nothing
	lost   []string            // times that are listed and cannot be had
	mu     sync.Mutex
	asked  []string
}

func newPast(t *testing.T, copies map[string][]string) *pastServer {
	p := &pastServer{copies: copies}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *pastServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.RequestURI)
	p.mu.Unlock()
	stamps := p.copies[r.FormValue("url")]
	switch {
	case r.URL.Path == "/wayback/available":
		snapshots := map[string]any{}
		if len(stamps) > 0 && !p.forget {
			at := p.nearest(stamps, r.FormValue("timestamp"))
			snapshots["closest"] = map[string]any{"available": true, "status": "200", "timestamp": at, "url": p.URL + "/web/" + at + "/x"}
		}
		json.NewEncoder(w).Encode(map[string]any{"archived_snapshots": snapshots})
	case r.URL.Path == "/cdx/search/cdx":
		rows := [][]string{{"timestamp", "statuscode"}}
		for _, s := range stamps {
			rows = append(rows, []string{s, "200"})
		}
		json.NewEncoder(w).Encode(rows)
	default:
		p.replay(w, r)
	}
}

func (p *pastServer) nearest(stamps []string, at string) string {
	rows := [][]string{{"timestamp", "statuscode"}}
	for _, s := range stamps {
		rows = append(rows, []string{s, "200"})
	}
	data, _ := json.Marshal(rows)
	return nearestCopies(data, at)[0].stamp
}

// replay has the bytes as they were only with id_.
func (p *pastServer) replay(w http.ResponseWriter, r *http.Request) {
	stamp, address, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, "/web/"), "/")
	raw := strings.TrimSuffix(stamp, "id_")
	switch {
	case !slices.Contains(p.copies[address], raw), slices.Contains(p.lost, raw):
		http.NotFound(w, r)
	case raw == stamp:
		fmt.Fprint(w, htmlText)
	default:
		w.Write(pngOf(int(raw[3]))) // by the year
	}
}

func (p *pastServer) reset() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked
	p.asked = nil
	return asked
}

func viaOf(t *testing.T, out string) (via []string) {
	t.Helper()
	for name, data := range snapshot(t, out) {
		if strings.HasSuffix(name, "/"+manifestFile) {
			m, err := decodeManifest([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range m.Assets {
				via = append(via, a.Via)
			}
		}
	}
	return via
}

func TestWayback(t *testing.T) {
	t.Parallel()
	gone := newOrigin(t)
	gone.lack(func(path string) bool { return path != "/here.png" })
	address := gone.URL + "/a.png?x=1&y=http://z/"
	for _, tt := range []struct {
		why, date string
		mode      Wayback
		forget    bool
		via       []string // times
		missing   int
		origin    int // requests to the origin
	}{
		{"off", "2015-06-01", WaybackOff, false, []string{""}, 1, 2},
		{"nearest", "2015-06-01", WaybackFallback, false, []string{"", "20150101000000"}, 0, 2},
		{"nearest later", "2019-01-01", WaybackFallback, false, []string{"", "20200101000000"}, 0, 2},
		{"newest without a date", "", WaybackFallback, false, []string{"", "20200101000000"}, 0, 2},
		{"by the index", "2012-01-01", WaybackFallback, true, []string{"", "20100101000000"}, 0, 2},
		{"newest by the index", "", WaybackFallback, true, []string{"", "20200101000000"}, 0, 2},
		{"only", "2015-06-01", WaybackOnly, false, []string{"20150101000000"}, 1, 0},
	} {
		t.Run(tt.why, func(t *testing.T) {
			past := newPast(t, map[string][]string{address: {"20100101000000", "20150101000000", "20200101000000"}})
			past.forget = tt.forget
			gone.reset()
			head := ""
			if tt.date != "" {
				head = "---\ndate: " + tt.date + "\n---\n"
			}
			in := plant(t, map[string]string{"p.html": head + `<img src="` + gone.URL + `/here.png"><img src="` + strings.ReplaceAll(address, "&", "&amp;") + `">`})
			opts := testOptions()
			opts.Wayback, opts.WaybackURL = tt.mode, past.URL+"/"
			out := t.TempDir()
			report := archiveOf(t, out, in, opts)
			var want []string
			for _, stamp := range tt.via {
				if stamp != "" {
					stamp = past.URL + "/web/" + stamp + "id_/" + address
				}
				want = append(want, stamp)
			}
			if got := viaOf(t, out); !slices.Equal(got, want) || report.Missing != tt.missing {
				t.Errorf("via %q, want %q; %d missing: %v", got, want, report.Missing, report.Problems)
			}
			n := 0
			for _, times := range gone.reset() {
				n += times
			}
			if n != tt.origin {
				t.Errorf("%d requests to the origin, want %d", n, tt.origin)
			}
			past.reset()
			archiveOf(t, out, in, opts)
			for _, asked := range past.reset() {
				if strings.Contains(asked, "a.png") {
					t.Errorf("asked again for %s", asked)
				}
			}
			sound(t, out, 1)
		})
	}
}

// A problem says what was tried.
func TestWaybackLacks(t *testing.T) {
	past := newPast(t, nil)
	origin := newOrigin(t)
	origin.lack(everything)
	for mode, want := range map[Wayback]string{
		WaybackFallback: "404 Not Found; in the web archive: no copy",
		WaybackOnly:     "in the web archive: no copy",
	} {
		opts := onLoopback()
		opts.Wayback, opts.WaybackURL = mode, past.URL
		_, p := ask(t, testFetcher(t, opts), origin.URL+"/a.png")
		if wantOutcome(t, nil, p, ClassHTTPStatus); p != nil && p.Detail != want {
			t.Errorf("%s: detail %q, want %q", mode, p.Detail, want)
		}
	}
}

// A web archive that refuses is not asked once more as if it knew the place
// where the picture is shown.
func TestWaybackRefuses(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; r.Referer() != "" {
			t.Errorf("asked for %s with the referer %s", r.RequestURI, r.Referer())
		}
		w.WriteHeader(http.StatusForbidden)
	}))
	defer server.Close()
	opts := onLoopback()
	opts.Wayback, opts.WaybackURL = WaybackOnly, server.URL
	_, p := ask(t, testFetcher(t, opts), "http://example.org/a.png")
	if wantOutcome(t, nil, p, ClassHTTPStatus); asked != 2 {
		t.Errorf("%d requests, want one for each index", asked)
	}
}

// What an index says is not believed for its form.
func TestStamps(t *testing.T) {
	for data, want := range map[string]string{
		`{"archived_snapshots":{"closest":{"available":true,"status":"200","timestamp":"20150101000000"}}}`:  "20150101000000",
		`{"archived_snapshots":{"closest":{"available":true,"status":"404","timestamp":"20150101000000"}}}`:  "",
		`{"archived_snapshots":{"closest":{"available":false,"status":"200","timestamp":"20150101000000"}}}`: "",
		`{"archived_snapshots":{"closest":{"available":true,"status":"200","timestamp":"../../20150101"}}}`:  "",
		`{"archived_snapshots":{}}`: "",
		`<html>`:                    "",
	} {
		if got := availableStamp([]byte(data)); got != want {
			t.Errorf("availableStamp(%s) = %q, want %q", data, got, want)
		}
	}
	rows := `[["timestamp","statuscode"],["20100101000000","200"],["20150101000000","404"],["x","200"],["20200101000000","200"],["2021"]]`
	for at, want := range map[string]string{"": "2020 2010", "20140101000000": "2010 2020", "20160101000000": "2020 2010", "20150101000000": "2010 2020"} {
		var years []string
		for _, c := range nearestCopies([]byte(rows), at) {
			years = append(years, c.stamp[:4])
		}
		if got := strings.Join(years, " "); got != want {
			t.Errorf("nearestCopies(%q) = %q, want %q", at, got, want)
		}
	}
}

// A copy that is listed and not given is not all that there is.
func TestWaybackNextCopies(t *testing.T) {
	const address = "http://example.org/a.png"
	years := func(all ...string) (stamps []string) {
		for _, y := range all {
			stamps = append(stamps, y+"0101000000")
		}
		return stamps
	}
	for _, tt := range []struct {
		lost, via string
		replays   int
	}{
		{"", "2012", 1},
		{"2012", "2013", 2},
		{"2012 2013", "2010", 3},
		{"2012 2013 2010", "", maxCopies},
	} {
		past := newPast(t, map[string][]string{address: years("2010", "2012", "2013", "2020")})
		past.lost = years(strings.Fields(tt.lost)...)
		opts := onLoopback()
		opts.Wayback, opts.WaybackURL = WaybackOnly, past.URL
		w := &wanted{asset: convert.Asset{Address: address, Candidates: []string{address}}, front: &convert.FrontMatter{Date: time.Date(2012, 3, 4, 0, 0, 0, 0, time.UTC)}}
		got, p := testFetcher(t, opts).have(t.Context(), w)
		if tt.via == "" {
			wantOutcome(t, got, p, ClassHTTPStatus)
		} else if wantOutcome(t, got, p, ""); got != nil && !strings.Contains(got.Via, "/"+tt.via) {
			t.Errorf("%q lost: had from %s", tt.lost, got.Via)
		}
		replays := 0
		for _, uri := range past.reset() {
			if strings.HasPrefix(uri, "/web/") {
				replays++
			}
		}
		if replays != tt.replays {
			t.Errorf("%q lost: %d replays, want %d", tt.lost, replays, tt.replays)
		}
	}
}

// Of many copies those are asked for that may be pictures, and no bytes twice that
// were none.
func TestWaybackChoosesCopies(t *testing.T) {
	const address = "http://example.org/a.png"
	const page, picture, dot = "page", "picture", "dot"
	bodies := map[string][]byte{page: []byte(htmlText), picture: pngBytes(), dot: asPNG(plain(1, 1, color.White))}
	type copied struct{ day, status, kind, digest, body string }
	for why, tt := range map[string]struct {
		copies  []copied
		via     string
		replays int
	}{
		"pages, then a picture": {[]copied{
			{"20150301", "200", "text/html", "A", page}, {"20150302", "200", "text/html", "B", page}, {"20150303", "200", "text/html", "C", page},
			{"20150304", "200", "text/html", "D", page}, {"20150305", "200", "text/html", "E", page}, {"20190101", "200", "image/png", "F", picture},
		}, "20190101", 2},
		"pages alone": {[]copied{{"20150301", "200", "text/html", "A", page}, {"20160301", "200", "text/html", "B", page}}, "", 1},
		"a page that is repeated": {[]copied{
			{"20150301", "200", "text/html", "A", page}, {"20150401", "-", "warc/revisit", "A", page}, {"20190101", "200", "image/png", "F", picture},
		}, "20190101", 2},
		"a picture that is repeated": {[]copied{
			{"20120301", "404", "text/html", "A", page}, {"20140301", "200", "image/png", "F", page}, {"20150401", "-", "warc/revisit", "G", picture}, {"20190101", "200", "image/png", "G", picture},
		}, "20150401", 2},
		"a picture that is none, often": {[]copied{
			{"20150301", "200", "image/png", "A", page}, {"20150401", "200", "image/png", "A", page}, {"20150501", "200", "image/png", "A", page},
			{"20150601", "200", "image/png", "A", page}, {"20190101", "200", "image/png", "F", picture},
		}, "20190101", 2},
		"what it is, is told later": {[]copied{
			{"20150301", "200", "unk", "A", page}, {"20150401", "200", "text/plain", "B", page}, {"20150501", "-", "warc/revisit", "C", page}, {"20190101", "200", "image/png", "F", picture},
		}, "20190101", 2},
		"what it is, is not told": {[]copied{{"20150301", "200", "unk", "A", page}, {"20160301", "200", "-", "-", page}, {"20170301", "200", "unk", "-", picture}}, "20170301", 3},
		"it was sent on": {[]copied{
			{"20140101", "200", "text/html", "A", page}, {"20150301", "302", "text/html", "B", picture}, {"20160301", "404", "text/html", "C", page},
		}, "elsewhere.png", 2},
		"it was sent on, and had later": {[]copied{
			{"20140101", "200", "text/html", "A", page}, {"20150301", "302", "text/html", "B", page}, {"20160301", "200", "image/png", "C", picture},
		}, "20160301", 2},
		"it was sent on to a page, often": {[]copied{
			{"20140101", "200", "text/html", "A", page}, {"20150301", "302", "text/html", "B", page}, {"20150401", "302", "text/html", "B", page},
		}, "", 2},
		"a dot, then a picture": {[]copied{{"20150301", "200", "image/png", "A", dot}, {"20160301", "200", "image/png", "B", picture}}, "20160301", 2},
	} {
		replays := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/wayback/available": // the first with a picture's or page's status, whatever it is
				i := slices.IndexFunc(tt.copies, func(c copied) bool { return c.status == "200" })
				fmt.Fprintf(w, `{"archived_snapshots":{"closest":{"available":true,"status":"200","timestamp":"%s000000"}}}`, tt.copies[i].day)
			case r.URL.Path == "/cdx/search/cdx":
				fields := strings.Split(r.FormValue("fl"), ",")
				rows := [][]string{fields}
				for _, c := range tt.copies {
					all := map[string]string{"timestamp": c.day + "000000", "statuscode": c.status, "mimetype": c.kind, "digest": c.digest}
					var row []string
					for _, f := range fields {
						row = append(row, all[f])
					}
					rows = append(rows, row)
				}
				json.NewEncoder(w).Encode(rows)
			default:
				replays++
				i := slices.IndexFunc(tt.copies, func(c copied) bool { return strings.Contains(r.RequestURI, c.day) })
				if to := "/web/" + tt.copies[i].day + "000000id_/http://example.org/elsewhere.png"; tt.copies[i].status == "302" && r.RequestURI != to {
					w.Header().Set("Location", to)
					w.WriteHeader(http.StatusFound)
					replays-- // it is of one copy all the same
					return
				}
				w.Write(bodies[tt.copies[i].body])
			}
		}))
		opts := onLoopback()
		opts.Wayback, opts.WaybackURL, opts.Patience.Attempts = WaybackOnly, server.URL, 1
		w := &wanted{asset: convert.Asset{Address: address, Candidates: []string{address}}, front: &convert.FrontMatter{Date: time.Date(2015, 3, 2, 0, 0, 0, 0, time.UTC)}}
		got, p := testFetcher(t, opts).have(t.Context(), w)
		switch {
		case tt.via == "" && (got != nil || p.Class != ClassNotImage):
			t.Errorf("%s: got %v, %v", why, got, p)
		case tt.via != "" && (got == nil || !strings.Contains(got.Via, "/"+tt.via)):
			t.Errorf("%s: got %v, %v, want the copy of %s", why, got, p, tt.via)
		case replays != tt.replays:
			t.Errorf("%s: %d replays, want %d", why, replays, tt.replays)
		}
		server.Close()
	}
}

// The answers of an index are bounded and judged like any other.
func TestWaybackOddAnswers(t *testing.T) {
	for why, tt := range map[string]struct {
		answer string
		want   Class
	}{
		"too long":             {ok() + strings.Repeat(" ", maxIndex+1), ClassTooLarge},
		"gzip that is none":    {ok("Content-Encoding: gzip") + "[]", ClassContentEncoding},
		"gzip, too long":       {ok("Content-Encoding: gzip") + string(packed(make([]byte, maxIndex+1))), ClassTooLarge},
		"another encoding":     {ok("Content-Encoding: br") + "[]", ClassContentEncoding},
		"cut":                  {ok("Content-Length: 10") + "[]", ClassTruncated},
		"no index at all":      {ok() + htmlText, ClassHTTPStatus},
		"an index of nonsense": {ok() + `[["timestamp"], ["x"], []]`, ClassHTTPStatus},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			(&call{ResponseWriter: w, r: r}).raw(tt.answer)
		}))
		opts := onLoopback()
		opts.Wayback, opts.WaybackURL = WaybackOnly, server.URL
		_, p := ask(t, testFetcher(t, opts), "//example.org/a.png")
		if wantOutcome(t, nil, p, tt.want); p != nil && !strings.HasPrefix(p.Detail, "in the web archive: ") {
			t.Errorf("%s: %v", why, p)
		}
		server.Close()
	}
	opts := onLoopback()
	opts.Wayback, opts.WaybackURL = WaybackOnly, "http://example.org:0"
	for _, address := range []string{"http://", "http://example.org/a.png", "https://" + strings.Repeat("a", 8<<10)} {
		_, p := ask(t, testFetcher(t, opts), address)
		wantOutcome(t, nil, p, ClassBadURL)
	}
}
