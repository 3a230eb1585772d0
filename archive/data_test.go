package archive

import (
	"strings"
	"testing"
)

func TestDataBytes(t *testing.T) {
	for address, want := range map[string]string{
		"data:,a%20b":                                   "a b",
		"data:,a+b#c":                                   "a+b#c",
		"DATA:image/png;base64,aGVsbG8=":                "hello",
		"data:image/png;charset=x;BASE64,aGVsbG8":       "hello",
		"data:image/png; base64 , aGVs\n bG8=\t":        "hello",
		"data:;base64,aGVs%62G8%3D":                     "hello",
		"data:;base64,-_-_":                             "\xfb\xff\xbf",
		"data:;base64,aGVsbG8=#frag":                    "hello",
		"data:;base64,":                                 "",
		"data:image/svg+xml;utf8,<svg fill='#fff'/>":    "<svg fill='#fff'/>",
		"data:image/svg+xml,%3Csvg fill=%22%23fff%22/>": `<svg fill="#fff"/>`,
		"data:base64,aGVsbG8=":                          "aGVsbG8=",
	} {
		got, bad := dataBytes(address, 1000)
		if bad != nil || string(got) != want {
			t.Errorf("dataBytes(%q) = %q, %v; want %q", address, got, bad, want)
		}
	}
	for address, want := range map[string]Class{
		"data:image/png;base64":                   ClassBadURL,
		"data:;base64,a":                          ClassBadURL,
		"data:;base64,a!!!":                       ClassBadURL,
		"data:," + strings.Repeat("a", 11):        ClassTooLarge,
		"data:;base64," + strings.Repeat("a", 41): ClassTooLarge,
		"data:;base64," + strings.Repeat("a", 16): ClassTooLarge,
	} {
		if got, bad := dataBytes(address, 10); bad == nil || bad.class != want {
			t.Errorf("dataBytes(%q) = %q, %v; want %s", address, got, bad, want)
		}
	}
}

func FuzzDataBytes(f *testing.F) {
	f.Add("image/png;base64,aGVsbG8=")
	f.Add(",%zz%41")
	f.Fuzz(func(t *testing.T, s string) {
		b, bad := dataBytes("data:"+s, 64)
		if len(b) > 64 || b != nil && bad != nil {
			t.Errorf("%d bytes, %v", len(b), bad)
		}
	})
}
