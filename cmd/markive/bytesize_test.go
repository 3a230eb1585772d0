package main

import "testing"

func TestByteSize(t *testing.T) {
	for s, want := range map[string]string{
		"1": "1", "500k": "500KiB", "1024": "1KiB", "20MiB": "20MiB", "20M": "20MiB", "3 gb": "3GiB", "1536k": "1536KiB", "7b": "7", "2T": "2TiB",
	} {
		var b byteSize
		if err := b.Set(s); err != nil || b.String() != want {
			t.Errorf("%q is %s, %v; want %s", s, &b, err, want)
		}
	}
	for _, s := range []string{"", "0", "-1", "k", "1kk", "1x", "1.5M", "9999999999T", "1i0"} {
		var b byteSize
		if err := b.Set(s); err == nil {
			t.Errorf("%q is %s, want an error", s, &b)
		}
	}
}
