package archive

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/markive/markive/convert"
)

func TestStandIn(t *testing.T) {
	for _, c := range []struct{ asked, got, want string }{
		{"https://i.h.example/ab12.jpg", "https://i.h.example/removed.png", "removed.png"},
		{"https://h.example/a.jpg", "https://s.example/pw/photo_unavailable_l.png", "photo_unavailable_l.png"},
		{"https://h.example/a.jpg", "https://h.example/no-image-300x200.jpg?x=1", "no-image-300x200.jpg"},
		{"https://h.example/a.jpg", "https://web.example/web/2015id_/http://h.example/404.gif", "404.gif"},
		{"https://h.example/404.png", "https://www.h.example/img/404.png", ""},
		{"https://h.example/a.jpg", "https://h.example/b.jpg", ""},
		{"https://h.example/a.jpg", "https://h.example/removed/a.jpg", ""},
		{"https://h.example/a.jpg", "https://h.example/removed-barriers.jpg", ""},
		{"https://h.example/a.jpg", "https://h.example/error", ""}, // its bytes tell
		{"https://h.example/a.jpg", "", ""},
	} {
		if got := standIn(c.asked, c.got); got != c.want {
			t.Errorf("standIn(%s, %s) = %q, want %q", c.asked, c.got, got, c.want)
		}
	}
}

// What a server sends instead of a picture is not kept, and the next candidate
// is tried.
func TestSentToStandIn(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/gone") {
			http.Redirect(w, r, "/removed.png", http.StatusFound)
			return
		}
		w.Write(pngBytes())
	}))
	defer server.Close()
	f := testFetcher(t, onLoopback())
	_, p := ask(t, f, server.URL+"/gone.png")
	if wantOutcome(t, nil, p, ClassNotImage); p != nil && p.Detail != "a placeholder: the server sends on to removed.png" {
		t.Errorf("got %v", p)
	}
	got, p := ask(t, f, server.URL+"/gone.png", server.URL+"/small.png")
	if wantOutcome(t, got, p, ""); got != nil && got.Address != server.URL+"/small.png" {
		t.Errorf("got %+v", got)
	}
	got, p = ask(t, f, server.URL+"/removed.png")
	wantOutcome(t, got, p, "")
}

// Whoever is sent on to a stand-in asks once more, as somebody who saw the picture
// at its own origin.
func TestStandInForStrangers(t *testing.T) {
	own := pngOf(3)
	for name, tt := range map[string]struct {
		to    string // where strangers are sent to
		known int    // what the origin's own readers get
		shy   bool   // the post wants no referer
		class Class
		asked int
	}{
		"a note":            {"/nohotlink.png", 200, false, "", 3},
		"a dot":             {"/dot.gif", 200, false, "", 3},
		"a note, for all":   {"/nohotlink.png", 302, false, ClassNotImage, 4},
		"a note, and 404":   {"/nohotlink.png", 404, false, ClassNotImage, 3},
		"another picture":   {"/b.png", 200, false, "", 2},
		"a shy post":        {"/nohotlink.png", 200, true, ClassNotImage, 2},
		"by its own name":   {"/x/nohotlink.png", 200, false, "", 2},
		"a page, shy":       {"/login", 200, true, ClassNotImage, 3},
		"a page, then more": {"/login", 200, false, "", 4},
	} {
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			isKnown := r.Referer() == "http://"+r.Host+"/"
			switch first := strings.HasPrefix(r.URL.Path, "/a/"); {
			case first && isKnown && tt.known == http.StatusOK:
				w.Write(own)
			case first && (!isKnown || tt.known == http.StatusFound):
				http.Redirect(w, r, tt.to, http.StatusFound)
			case first:
				w.WriteHeader(tt.known)
			case r.URL.Path == "/dot.gif":
				w.Write(asGIF(plain(1, 1, grey[0])))
			case r.URL.Path == "/login":
				w.Write([]byte(htmlText))
			default:
				w.Write(pngOf(7))
			}
		}))
		address := server.URL + "/a/a.png"
		if name == "by its own name" {
			address = server.URL + "/a/nohotlink.png"
		}
		a := convert.Asset{Address: address, Candidates: []string{address}, NoReferrer: tt.shy}
		got, p := testFetcher(t, onLoopback()).fetch(t.Context(), Source{Path: "a.md"}, a)
		server.Close()
		wantOutcome(t, got, p, tt.class)
		if isOwn := got != nil && got.Size == int64(len(own)); isOwn != (tt.class == "" && tt.asked > 2) {
			t.Errorf("%s: got %+v", name, got)
		}
		if n := int(asked.Load()); n != tt.asked {
			t.Errorf("%s: %d requests, want %d", name, n, tt.asked)
		}
	}
}
