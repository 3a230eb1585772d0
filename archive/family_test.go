package archive

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/markive/markive/convert"
)

// familyPosts have the shapes of posts that came out of a feed: src names a
// proxy, the origin stands inside its address or in an attribute for later.
var familyPosts = map[string]string{
	"a.md": `
---
title: 'A'
headimg: 'https://proxy.example/?http://pics.example/202111/aa01_1024.jpg'
date: Sat, 20 Nov 2021 18:58:00 GMT
thumbnail: 'https://proxy.example/?http://pics.example/202111/aa01_1024.jpg'
---

<div><p></p><div class="box"><img class="lazy opacity_0 " id="img_0" data-original="http://pics.example/202111/aa01_1024.jpg" data-height="1024" src="https://proxy.example/?http://pics.example/202111/aa01_1024.jpg" referrerpolicy="no-referrer"></div>
<img data-original="http://pics.example/202111/aa02_1024.jpg" src="https://proxy.example/?http://pics.example/202111/aa02_1024.jpg" referrerpolicy="no-referrer"></div>
`,
	"b.md": `
---
title: 'B'
headimg: 'http://other.example/cover/bb01.png'
---

<p><img src="https://proxy.example/proxy?url=http%3A%2F%2Fother.example%2Fcover%2Fbb01.png&container=blog"></p>
<p><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" data-src="//other.example/bb02.png"><noscript><img src="http://other.example/bb02.png"></noscript></p>
<p><a href="http://other.example/big/bb03.png"><img src="https://proxy.example/?http://other.example/small/bb03.png"></a></p>
`,
}

// familyPictures are the addresses at origins, each with its stem.
var familyPictures = map[string]string{
	"http://pics.example/202111/aa01_1024.jpg": "aa01_1024",
	"http://pics.example/202111/aa02_1024.jpg": "aa02_1024",
	"http://other.example/cover/bb01.png":      "bb01",
	"http://other.example/bb02.png":            "bb02",
	"http://other.example/big/bb03.png":        "bb03",
}

// gatherFamily has the pictures of all posts; it returns their stems, joined.
func gatherFamily(t *testing.T, f *fetcher) string {
	t.Helper()
	var stems []string
	for _, path := range []string{"a.md", "b.md"} {
		p, err := convert.Parse(path, []byte(familyPosts[path]))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := convert.New(convert.Options{}).Convert(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range doc.Assets {
			got, bad := f.have(t.Context(), &wanted{src: Source{Path: path}, asset: a, front: &doc.FrontMatter})
			if bad != nil {
				t.Errorf("%v", bad)
				continue
			}
			stems = append(stems, stem(a.Candidates))
			if f.opts.Wayback == "" && familyPictures[strings.Replace(got.Address, "//other", "http://other", 1)] == "" && familyPictures[got.Address] == "" {
				t.Errorf("%s: had from %s", path, got.Address)
			}
		}
	}
	return strings.Join(stems, " ")
}

const familyStems = "aa01_1024 aa02_1024 bb01 bb02 bb03"

// Where the proxy is dead and the origins answer, every picture is there once.
func TestFamilyFromOrigins(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		address := "http://" + r.Host + r.URL.Path
		asked[address]++
		if familyPictures[address] == "" {
			http.NotFound(w, r)
			return
		}
		w.Write(pngOf(len(asked)))
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback(), func(times *tuning) {
		times.place = func(address string) string {
			if strings.HasSuffix(address, ".example:80") && !strings.HasPrefix(address, "proxy.") {
				return strings.TrimPrefix(server.URL, "http://")
			}
			return "127.0.0.1:1" // nobody
		}
	})
	if got := gatherFamily(t, f); got != familyStems {
		t.Errorf("had %s, want %s", got, familyStems)
	}
	for address, n := range asked {
		if n != 1 || familyPictures[address] == "" {
			t.Errorf("%s: asked for %d times", address, n)
		}
	}
}

// Where only a web archive is left, likewise.
func TestFamilyFromWayback(t *testing.T) {
	copies := map[string][]string{}
	for address := range familyPictures {
		copies[address] = []string{"20110101000000", "20211121000000"}
	}
	past := newPast(t, copies)
	opts := onLoopback()
	opts.Wayback, opts.WaybackURL = WaybackOnly, past.URL
	if got := gatherFamily(t, testFetcher(t, opts)); got != familyStems {
		t.Errorf("had %s, want %s", got, familyStems)
	}
	replays := 0
	for _, uri := range past.asked {
		if strings.HasPrefix(uri, "/web/") {
			replays++
		}
	}
	if replays != len(familyPictures) {
		t.Errorf("%d replays: %q", replays, past.asked)
	}
}
