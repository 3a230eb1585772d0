package archive

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
