package archive

import (
	"reflect"
	"testing"
)

// A bound below nothing would stop the run, or panic: the default stands for it.
func TestOptionsFilled(t *testing.T) {
	want := Options{}.filled()
	got := Options{Jobs: -1, Connections: -1, PerHost: -1, MaxImage: -1, MaxPostImages: -1, MaxPostBytes: -1}.filled()
	if !reflect.DeepEqual(got, want) || want.Connections != 16 || want.Rate != 20 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := (Options{Rate: -1}).filled(); got.Rate != -1 {
		t.Errorf("no limit has become %v", got.Rate)
	}
}

// A mirror of a host stands for it by http and https.
func TestMirrorRest(t *testing.T) {
	for _, tt := range [][3]string{
		{"https://h/a/", "https://h/a/b.png?c", "b.png?c"},
		{"https://h/a/", "HTTP://h/a/b.png", "b.png"},
		{"http://h/a", "//h/a/b.png", "/b.png"},
		{"https://h/a/", "https://h/b.png", "-"},
		{"https://h/", "ftp://h/b.png", "-"},
		{"/img/", "/img/b.png", "b.png"},
		{"/img/", "//img/b.png", "-"},
	} {
		rest, ok := (&Mirror{Prefix: tt[0]}).Rest(tt[1])
		if ok != (tt[2] != "-") || ok && rest != tt[2] {
			t.Errorf("%s in %s: %q, %v, want %q", tt[1], tt[0], rest, ok, tt[2])
		}
	}
}
