package archive

import (
	"fmt"
	"strings"
	"testing"
)

// What is refused depends on the order in the post, not on who is first there.
func TestShare(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	var names []string
	var sizes []int64
	for i := range 9 {
		name := fmt.Sprintf("%d.png", i)
		names = append(names, name)
		sizes = append(sizes, int64(len(o.picture("/"+name))))
	}
	in := plant(t, map[string]string{"a.md": post(o, "a", names...)})
	for _, tt := range []struct {
		why    string
		change func(*Options)
		images int
	}{
		{"four images", func(o *Options) { o.MaxPostImages = 4 }, 4},
		{"room for three", func(o *Options) { o.MaxPostBytes = sizes[0] + sizes[1] + sizes[2] }, 3},
		{"a byte less", func(o *Options) { o.MaxPostBytes = sizes[0] + sizes[1] + sizes[2] - 1 }, 2},
		{"as it is", func(*Options) {}, 9},
	} {
		var first map[string]string
		for _, connections := range []int{1, 16} {
			opts := testOptions()
			opts.Connections = connections
			tt.change(&opts)
			out := t.TempDir()
			report := archiveOf(t, out, in, opts)
			if report.Images != tt.images || report.Missing != len(names)-tt.images {
				t.Errorf("%s: %d images, %d missing", tt.why, report.Images, report.Missing)
			}
			for _, p := range report.Problems {
				if p.Class != ClassTooLarge || !strings.Contains(p.Detail, "the post ha") && !strings.Contains(p.Detail, "of the post have more than") {
					t.Errorf("%s: %v", tt.why, &p)
				}
			}
			if first == nil {
				first = snapshot(t, out)
			}
			sameFiles(t, tt.why, first, snapshot(t, out))
		}
	}
}

// What a post may not have is hardly asked for, in no run.
func TestShareSparesServers(t *testing.T) {
	o := newOrigin(t)
	var names []string
	for i := range 60 {
		names = append(names, fmt.Sprintf("%d.png", i))
	}
	in, out, had := plant(t, map[string]string{"a.md": post(o, "a", names...)}), t.TempDir(), 0
	for _, most := range []int64{300_000, 300_000, 600_000} {
		opts := testOptions()
		opts.MaxPostBytes = most
		report := archiveOf(t, out, in, opts)
		if n := report.Images - had; report.Requests > n+1 {
			t.Errorf("%d requests for %d more images", report.Requests, n)
		}
		had = report.Images
	}
	if had < 8 || had > 40 {
		t.Errorf("%d images of 600 KB", had)
	}
}

// What comes instead of files that stand for others counts as they did.
func TestShareBehindMasks(t *testing.T) {
	o := hotlinked(t)
	body := ""
	for i := range 6 {
		body += fmt.Sprintf(`<img data-src="%s/barred/%c.png" src="%s/%d.png">`, o.URL, 'a'+i, o.URL, i)
	}
	opts := testOptions()
	opts.MaxPostBytes = 100_000
	out := t.TempDir()
	report := archiveOf(t, out, plant(t, map[string]string{"a.html": body}), opts)
	if report.Images == 0 || report.Images+report.Missing != 6 || report.Bytes > opts.MaxPostBytes {
		t.Errorf("%d images of %d bytes, %d missing", report.Images, report.Bytes, report.Missing)
	}
}
