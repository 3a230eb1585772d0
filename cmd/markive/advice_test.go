package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/markive/markive/archive"
)

func TestAdvice(t *testing.T) {
	missing := func(class archive.Class, detail string) archive.Problem {
		return archive.Problem{Path: "a.html", Object: "image", Address: "https://h.example/1.png", Class: class, Detail: detail}
	}
	problems := []archive.Problem{
		missing(archive.ClassHTTPStatus, "404 Not Found"),
		missing(archive.ClassHTTPStatus, "403 Forbidden"),
		missing(archive.ClassHTTPStatus, "503 Service Unavailable"),
		missing(archive.ClassNotImage, "a placeholder: blank"),
		missing(archive.ClassDNS, "no such host"),
		missing(archive.ClassTooLarge, "more than 20 MiB"),
		missing(archive.ClassBlockedAddress, ""),
		missing(archive.ClassHTTPStatus, "404 Not Found, when an earlier run asked"),
		{Path: "a.html", Object: "image", Address: "../a.png", Class: archive.ClassLocalOutside},
		missing(archive.ClassLocalMissing, ""), // of a mirror
		{Path: "a.html", Object: "image", Address: "c.png", Class: archive.ClassLocalMissing, Tried: []archive.Tried{
			{Address: "https://h.example/c.png", Class: archive.ClassHTTPStatus, Detail: "404 Not Found"}, {Address: "https://m.example/c.png", Class: archive.ClassLocalMissing},
		}},
		missing(archive.ClassBadURL, ""),
		missing(archive.ClassConnection, "the proxy cannot be reached: connection refused"),
		missing(archive.ClassHostDown, "given up after 3 failures in a row, the last of them connection: the proxy wants a password"),
		{Path: "a.html", Object: "image", Address: "b.png", Class: archive.ClassLocalOutside, Detail: "a link, which is not followed"},
		{Path: "a.html", Object: "pdf", Address: "https://h.example/1.pdf", Class: archive.ClassNotMedia, Detail: "the bytes are text/html"},
		missing(archive.ClassDNS, "no such host here, and the proxy was not asked"),
		{Path: "b.html", Class: archive.ClassTimeout}, // a post, not an image
	}
	for wayback, want := range map[archive.Wayback][]string{
		archive.WaybackOff: {
			"  --wayback fallback (8 files)",
			"  --cookies or --headers (3 files)",
			"  run it again later (1 image)",
			"  higher limits (--max-image, --max-post-images, --max-post-bytes) (1 image)",
			"  --allow-net, if that network is yours (1 image)",
			"  the folder of the whole site as PATH, if they lie elsewhere in it (2 images)",
			"  --retry-missing, if they may be back (1 image)",
			"  another --proxy, or none (2 images)",
			"  --allow-net 0.0.0.0/0 --allow-net ::/0, if --proxy may be asked for whatever it alone knows (1 image)",
		},
		archive.WaybackFallback: {
			"  --cookies or --headers (3 files)",
			"  run it again later (1 image)",
			"  higher limits (--max-image, --max-post-images, --max-post-bytes) (1 image)",
			"  --allow-net, if that network is yours (1 image)",
			"  the folder of the whole site as PATH, if they lie elsewhere in it (2 images)",
			"  --retry-missing, if they may be back (1 image)",
			"  another --proxy, or none (2 images)",
			"  --allow-net 0.0.0.0/0 --allow-net ::/0, if --proxy may be asked for whatever it alone knows (1 image)",
		},
	} {
		if got := advice(problems, wayback); got != strings.Join(want, "\n") {
			t.Errorf("with --wayback %s:\n%s\nwant\n%s", wayback, got, strings.Join(want, "\n"))
		}
	}
	if got := advice(problems[9:10], archive.WaybackOff); got != "" {
		t.Errorf("advice for nothing: %q", got)
	}
}

func TestRemedies(t *testing.T) {
	const down = "given up after 3 failures in a row, the last of them "
	for _, tt := range []struct {
		class  archive.Class
		detail string
		want   []string
	}{
		{archive.ClassHostDown, down + "timeout: no connection in time", []string{byWayback, byLater}},
		{archive.ClassHostDown, down + "http_status: 503 Service Unavailable", []string{byWayback, byLater}},
		{archive.ClassHostDown, down + "dns: no such host", []string{byWayback}},
		{archive.ClassHostDown, "given up after a failure dns: no such host", []string{byWayback}},
		{archive.ClassHostDown, "given up after a failure dns: no answer from the name server", []string{byWayback, byLater}},
		{archive.ClassHostDown, down + "tls: the certificate is for another host", []string{byWayback}},
		{archive.ClassDNS, "no such host; in the web archive: no copy", []string{byWayback}},
		{archive.ClassNotImage, "in the web archive: the bytes are text/html", []string{byServers}},
		{archive.ClassHTTPStatus, "in the web archive: 404 Not Found", []string{byServers}},
		{archive.ClassHTTPStatus, "in the web archive: 403 Forbidden", []string{byServers}},
		{archive.ClassHTTPStatus, "in the web archive: 503 Service Unavailable", []string{byLater, byServers}},
		{archive.ClassHostDown, "in the web archive: " + down + "connection: connection refused", []string{byLater, byServers}},
		{archive.ClassHostDown, "in the web archive: " + down + "dns: no such host", []string{byServers}},
	} {
		p := archive.Problem{Path: "a.html", Object: "image", Address: "https://h.example/1.png", Class: tt.class, Detail: tt.detail}
		if got := remediesOf(&p); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s: %q, want %q", tt.class, tt.detail, got, tt.want)
		}
	}
}
