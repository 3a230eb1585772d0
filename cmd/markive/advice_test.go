package main

import (
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
			"  --wayback fallback (7 files)",
			"  --cookies or --headers (3 files)",
			"  run it again later (1 image)",
			"  higher limits (--max-image, --max-post-images, --max-post-bytes) (1 image)",
			"  --allow-net, if that network is yours (1 image)",
			"  the folder of the whole site as PATH, if they lie elsewhere in it (1 image)",
			"  --retry-missing, if they may be back (1 image)",
			"  another --proxy, or none (2 images)",
			"  --allow-net 0.0.0.0/0 --allow-net ::/0, if --proxy may be asked for whatever it alone knows (1 image)",
		},
		archive.WaybackFallback: {
			"  --cookies or --headers (3 files)",
			"  run it again later (1 image)",
			"  higher limits (--max-image, --max-post-images, --max-post-bytes) (1 image)",
			"  --allow-net, if that network is yours (1 image)",
			"  the folder of the whole site as PATH, if they lie elsewhere in it (1 image)",
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
