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
