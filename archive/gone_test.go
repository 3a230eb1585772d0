package archive

import (
	"os"
	"testing"
)

// What is not there is asked for once; what failed otherwise, each time.
func TestGone(t *testing.T) {
	o := newOrigin(t)
	o.lack(func(path string) bool { return path == "/gone.png" })
	in := plant(t, map[string]string{"a.md": post(o, "a", "here.png", "gone.png"), "b.md": post(o, "b", "gone.png")})
	out := t.TempDir()
	run := func(again bool) *Report {
		opts := testOptions()
		opts.RetryMissing = again
		return archiveOf(t, out, in, opts)
	}
	if r := run(false); r.Missing != 2 || o.reset()["/gone.png"] != 1 {
		t.Fatalf("the first run: %+v", r)
	}
	before := snapshot(t, out)
	r := run(false)
	if asked := o.reset(); r.Missing != 2 || len(asked) != 0 {
		t.Errorf("the second run asked for %v, %d missing", asked, r.Missing)
	}
	for _, p := range r.Problems {
		if p.Class != ClassHTTPStatus || p.Detail != "404 Not Found, when an earlier run asked" {
			t.Errorf("got %v", &p)
		}
	}
	sameFiles(t, "the second run", before, snapshot(t, out))
	if r := run(true); r.Missing != 2 || o.reset()["/gone.png"] != 1 {
		t.Errorf("when it is to be asked for again: %+v", r)
	}
	o.lack(nil)
	if r := run(false); r.Missing != 2 {
		t.Errorf("had what was not to be asked for: %+v", r)
	}
	if r := run(true); r.Missing != 0 {
		t.Errorf("back, and still missing: %v", r.Problems)
	}
	if data, err := os.ReadFile(onDisk(out, goneFile)); err != nil || string(data) != goneHeader {
		t.Errorf("still remembered: %q, %v", data, err)
	}
	sound(t, out, 2)
}

// A damaged memory is no memory.
func TestGoneDamaged(t *testing.T) {
	o := newOrigin(t)
	o.lack(everything)
	in, out := archived(t, "", map[string]string{"a.md": post(o, "a", "gone.png")})
	for _, text := range []string{"", "markive gone 2\n404 " + o.URL + "/gone.png\n", goneHeader + "200 " + o.URL + "/gone.png\n", goneHeader + "404 " + o.URL + "/gone.png"} {
		plantIn(t, out, map[string]string{stateFolder + "/" + goneFile: text})
		o.reset()
		archiveOf(t, out, in, testOptions())
		if asked := o.reset(); asked["/gone.png"] != 1 {
			t.Errorf("%q: asked for %v", text, asked)
		}
	}
}
