package archive

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Why an image is missing differs from run to run, so it does not stand in the
// bundle; it stood nowhere once the run was over. What the last run that changed
// anything knew is in the state.
func TestReasonsStay(t *testing.T) {
	for _, kind := range []string{"", "blog.tar", "blog.zip"} {
		o := newOrigin(t)
		o.lack(everything)
		out := filepath.Join(t.TempDir(), "out", kind)
		report := onDisk(out, reportFile)
		if kind != "" {
			report = onDisk(filepath.Dir(out), kind+"/"+reportFile)
		}
		in := plant(t, map[string]string{"a.md": post(o, "text", "1.png"), "b.md": post(o, "text", "2.png")})
		age(t, in)
		r := archiveOf(t, out, in, testOptions())
		var left Report
		data, err := os.ReadFile(report)
		if err == nil {
			err = json.Unmarshal(data, &left)
		}
		if err != nil || len(left.Problems) != 2 || left.Problems[1].Path != "b.md" || left.Problems[1].Class != ClassHTTPStatus {
			t.Fatalf("%q: %v\n%s", kind, err, data)
		}
		if d := cmp.Diff(*r, left, cmpopts.IgnoreFields(Report{}, "Spent"), cmpopts.IgnoreUnexported(Problem{}), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%q: the file is not the report: %s", kind, d)
		}

		archiveOf(t, out, in, testOptions()) // which says now that an earlier run was told so
		was, _ := os.Stat(report)
		archiveOf(t, out, in, testOptions())
		if now, err := os.Stat(report); err != nil || !os.SameFile(was, now) {
			t.Errorf("%q: the same reasons were written again", kind)
		}

		o.lack(nil)
		opts := testOptions()
		opts.RetryMissing = true
		archiveOf(t, out, in, opts)
		if data, _ := os.ReadFile(report); !strings.Contains(string(data), `"written":2`) || strings.Contains(string(data), "http_status") {
			t.Errorf("%q: after the images were had: %s", kind, data)
		}
		was, _ = os.Stat(report)
		archiveOf(t, out, in, opts)
		if now, err := os.Stat(report); err != nil || !os.SameFile(was, now) {
			t.Errorf("%q: a run without work has written its report", kind)
		}
	}
}

// A post that has failed and is there no more leaves no reason behind, though
// nothing is written.
func TestReasonsGo(t *testing.T) {
	out, in := t.TempDir(), plant(t, map[string]string{"a.md": "text\n", "b.md": "\x00\x00\x00"})
	archiveOf(t, out, in, testOptions())
	data, _ := os.ReadFile(onDisk(out, reportFile))
	os.Remove(filepath.Join(in, "b.md"))
	archiveOf(t, out, in, testOptions())
	now, _ := os.ReadFile(onDisk(out, reportFile))
	if !bytes.Contains(data, []byte("b.md")) || bytes.Contains(now, []byte("b.md")) {
		t.Errorf("with a post that fails:\n%s\nwithout:\n%s", data, now)
	}
}

// longest remembers the longest write.
type longest int

func (l *longest) Write(p []byte) (int, error) {
	*l = max(*l, longest(len(p)))
	return len(p), nil
}

// The report of a large archive with a dead host is larger than all else that
// a run has in memory; it is not made a second time to be written.
func TestReportIsStreamed(t *testing.T) {
	r := &Report{}
	for range 10000 {
		r.Problems = append(r.Problems, Problem{Path: "a.md", Class: ClassDNS, Detail: strings.Repeat("x", maxDetail)})
	}
	var l longest
	if err := r.write(&l); err != nil || l > 2000 {
		t.Errorf("%d bytes were written at once (%v)", l, err)
	}
}

// A run over all posts is newer than what shards have left: index would have
// joined that over it.
func TestWholeRunAfterShards(t *testing.T) {
	in, out := manyPosts(t, 6), t.TempDir()
	for i := range 2 {
		archiveOf(t, out, in, shardOptions(i+1, 2))
	}
	plantIn(t, in, map[string]string{"bad.md": "\x00\x00\x00"})
	archiveOf(t, out, in, testOptions())
	was, _ := os.ReadFile(onDisk(out, reportFile))
	if r, err := Index(t.Context(), out); err != nil || r.Shards > 0 || r.Archived != 6 {
		t.Errorf("%+v, %v", r, err)
	}
	if now, _ := os.ReadFile(onDisk(out, reportFile)); !bytes.Equal(was, now) || !bytes.Contains(now, []byte("bad.md")) {
		t.Errorf("the report was\n%s\nand is\n%s", was, now)
	}
	archiveOf(t, out, in, shardOptions(1, 2))
	if r, err := Index(t.Context(), out); err != nil || r.Shards != 2 || len(r.Absent) != 1 {
		t.Errorf("after a shard: %+v, %v", r, err)
	}
}
