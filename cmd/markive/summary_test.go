package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/markive/markive/archive"
	"github.com/markive/markive/convert"
)

func TestMissingLines(t *testing.T) {
	missing := func(address string, class archive.Class) archive.Problem {
		return archive.Problem{Path: "a.html", Object: "image", Address: address, Class: class}
	}
	problems := []archive.Problem{
		missing("https://dead.example/1.png", archive.ClassDNS),
		missing("https://img.example/1.png", archive.ClassHTTPStatus),
		missing("https://IMG.example/2.png", archive.ClassHTTPStatus),
		missing("https://img.example/3.png", archive.ClassTimeout),
		missing("pictures/1.png", archive.ClassLocalMissing),
		{Path: "b.html", Class: convert.ClassBinary}, // a post, not an image
	}
	want := strings.Join([]string{
		"  img.example                     http_status    2",
		"  beside the post or in its site  local_missing  1",
		"  dead.example                    dns            1",
		"  img.example                     timeout        1",
	}, "\n")
	if diff := cmp.Diff(want, missingLines(problems, "web.archive.org")); diff != "" {
		t.Errorf("missingLines (-want +got):\n%s", diff)
	}
}

// Where a web archive was asked instead of all servers, it is the one that said so.
func TestMissingLinesOfPast(t *testing.T) {
	missing := func(address string, class archive.Class, detail string) archive.Problem {
		return archive.Problem{Path: "a.html", Object: "image", Address: address, Class: class, Detail: detail}
	}
	want := strings.Join([]string{
		"  past.example:81                 http_status 404  2",
		"  past.example:81                 no copy          2",
		"  beside the post or in its site  local_missing    1",
		"  img.example                     not_image        1",
		"  past.example:81                 not_image        1",
	}, "\n")
	got := missingLines([]archive.Problem{
		missing("https://dead.example/1.png", archive.ClassHTTPStatus, "in the web archive: no copy"),
		missing("https://img.example/1.png", archive.ClassHTTPStatus, "in the web archive: no copy"),
		missing("https://img.example/2.png", archive.ClassHTTPStatus, "in the web archive: 404 Not Found"),
		missing("//img.example/3.png", archive.ClassHTTPStatus, "in the web archive: 404 Not Found"),
		missing("https://img.example/4.png", archive.ClassNotImage, "in the web archive: the bytes are text/html"),
		missing("https://img.example/5.png", archive.ClassNotImage, "the bytes are text/html; in the web archive: no copy"),
		missing("pictures/1.png", archive.ClassLocalMissing, "no such file"),
	}, (&fetchFlags{waybackURL: "http://past.example:81/"}).pastHost())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missingLines (-want +got):\n%s", diff)
	}
}

// A run over many posts names the large groups and joins the small ones.
func TestMissingLinesOfMany(t *testing.T) {
	var problems []archive.Problem
	for i := range 40 {
		for range 2 + max(0, 9-i) {
			problems = append(problems, archive.Problem{Address: fmt.Sprintf("https://h%02d.example/x", i), Class: archive.ClassHTTPStatus, Detail: "404 Not Found"})
		}
		problems = append(problems, archive.Problem{Address: fmt.Sprintf("https://h%02d.example/x", i), Class: archive.ClassDNS, Detail: "no such host"})
	}
	lines := strings.Split(missingLines(problems, ""), "\n")
	if len(lines) != maxGroups+2 || lines[0] != "  h00.example     http_status 404  11" || lines[maxGroups] != "  30 other hosts  http_status 404  60" || lines[maxGroups+1] != "  40 other hosts  dns              40" {
		t.Errorf("%s", strings.Join(lines, "\n"))
	}
}

func TestTableEnds(t *testing.T) {
	var all []share
	for i := range 13 {
		all = append(all, share{fmt.Sprintf("host%d.example\ttimeout", i), 13 - i})
	}
	lines := strings.Split(table(all, maxGroups), "\n")
	if len(lines) != maxGroups+1 {
		t.Errorf("%d lines, want %d", len(lines), maxGroups+1)
	}
	if got, want := lines[len(lines)-1], "  and 6 more in 3 other groups"; got != want {
		t.Errorf("the last line is %q, want %q", got, want)
	}
	if got := table(nil, 10); got != "" {
		t.Errorf("table of nothing is %q", got)
	}
}

func TestSummary(t *testing.T) {
	a, _, stderr := testApp("")
	opts := &archiveOptions{dir: "my blog/", runFlags: runFlags{report: "run.json"}}
	w := newWatch(a, opts)
	w.kept = true
	w.report.Report = archive.Report{
		Posts: 12, Written: 8, Unchanged: 3, Failed: 1, Images: 40, Missing: 1, Bytes: 3_200_000, Requests: 41,
		Problems: []archive.Problem{{Path: "a.html", Object: "image", Address: "https://h.example/x", Class: archive.ClassTLS}},
		Warnings: []archive.Problem{
			{Path: "b.html", Class: convert.ClassEncoding},
			{Path: "c.html", Object: "bundle", Class: archive.ClassStray, Detail: "note.txt is in no list of the bundle", Outcome: "left as it is"},
			{Path: "b.html", Object: "image", Address: "https://h.example/y", Class: archive.ClassHTTPStatus, Outcome: "the file of an earlier run was kept"},
		},
	}
	w.report.Lost = 2
	w.console.close()
	w.summary()
	want := `my blog: 12 posts (8 written, 3 unchanged, 1 failed), 40 images
fetched: 3.2 MB in 41 requests
lost in conversion: something in 2 posts; the audit in markive.json tells what
guessed or mended: 1 place; -v tells them
an earlier or a lesser file had to do: 1 image; -v tells why
not markive's, and left in bundles: 1 file; -v tells which
missing: 1 image
  h.example  tls  1
what may help:
  --wayback fallback (1 image)
report: run.json
verify it: markive verify 'my blog'
`
	if diff := cmp.Diff(want, stderr.String()); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	stderr.Reset()
	w.kept = false // it could not be written
	w.summary()
	if strings.Contains(stderr.String(), "report: ") {
		t.Errorf("a report that is not there is told: %s", stderr)
	}
}

// A problem that comes as an event and again in the report is told once.
func TestWatchTellsOnce(t *testing.T) {
	a, stdout, stderr := testApp("")
	w := newWatch(a, &archiveOptions{runFlags: runFlags{json: true, strict: true}})
	p := &archive.Problem{Path: "a.html", Object: "image", Address: "https://h.example/x", Class: archive.ClassTLS, Detail: "expired"}
	lost := &convert.Audit{Lost: []convert.Loss{{Kind: "text", Want: "three words gone"}}}
	w.event(archive.RunPlanned{Posts: 1})
	w.event(archive.AssetDone{Path: "a.html", Address: "https://h.example/y", Bytes: 10})
	w.event(archive.AssetDone{Path: "a.html", Address: "https://h.example/x", Problem: p})
	w.lines.plan([]archive.Source{{Path: "a.html"}}, nil)
	w.event(archive.PostDone{Path: "a.html", Bundle: "a", Written: true, Images: 1, Missing: 1, Bytes: 10, Audit: lost})
	w.problem(p)
	w.console.close()
	want := `{"path":"a.html","state":"written","bundle":"a","images":1,"missing":1,"bytes":10,"audit":{"kept":{"characters":0},"lost":[{"kind":"text","want":"three words gone"}]}}` + "\n"
	if diff := cmp.Diff(want, stdout.String()); diff != "" {
		t.Errorf("standard output (-want +got):\n%s", diff)
	}
	want = "markive: a.html: image https://h.example/x: tls: expired\nmarkive: a.html: lost: text: \"three words gone\" is missing\n"
	if diff := cmp.Diff(want, stderr.String()); diff != "" {
		t.Errorf("standard error (-want +got):\n%s", diff)
	}
	if w.report.Lost != 1 || len(w.lines.paths) != 0 {
		t.Errorf("%d posts with loss and %d untold, want 1 and 0", w.report.Lost, len(w.lines.paths))
	}
}

func TestLossLine(t *testing.T) {
	for _, c := range []struct {
		loss convert.Loss
		want string
	}{
		{convert.Loss{Kind: "text", Want: "gone"}, `a.md: lost: text: "gone" is missing`},
		{convert.Loss{Kind: "link", Got: "new"}, `a.md: lost: link: there is "new" too much`},
		{convert.Loss{Kind: "code", Want: "a\nb", Got: "ab"}, `a.md: lost: code: "a b" became "ab"`},
	} {
		if got := lossLine("a.md", c.loss).Error(); got != c.want {
			t.Errorf("lossLine(%+v) = %s, want %s", c.loss, got, c.want)
		}
	}
}

func TestRefusalLines(t *testing.T) {
	if got := refusalLines(nil); got != "" {
		t.Errorf("of none: %q", got)
	}
	got := refusalLines([]archive.Refusal{
		{Host: "img.example", SHA256: strings.Repeat("8e69cd8c", 8), Pictures: 14, Of: 15, Posts: 9},
		{Host: "h.example:8080", SHA256: strings.Repeat("00ff00ff", 8), Pictures: 3, Of: 3, Posts: 1},
	})
	want := "  img.example     *-8e69cd8c.* in 9 posts  14\n  h.example:8080  *-00ff00ff.* in 1 post   3"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refusalLines (-want +got):\n%s", diff)
	}
}
