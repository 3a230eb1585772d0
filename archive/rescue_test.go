package archive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markive/markive/convert"
)

// interrupt runs over a post of three images and stops when two of them are
// there and the third is on its way.
func interrupt(t *testing.T) (o *origin, in, out string) {
	t.Helper()
	o = newOrigin(t)
	o.hang("/slow.png")
	in = plant(t, map[string]string{"a.md": post(o, "a", "one.png", "two.png", "slow.png", dataURL("image/png", pngBytes()))})
	out = t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	opts := testOptions()
	there := 0
	opts.Event = func(e Event) {
		if _, ok := e.(AssetDone); ok {
			if there++; there == 3 {
				cancel()
			}
		}
	}
	if _, err := tryArchive(t, ctx, out, in, opts); err != context.Canceled {
		t.Fatalf("err = %v", err)
	}
	if _, err := os.Stat(filepath.Join(out, "a")); err == nil {
		t.Fatal("half a bundle")
	}
	o.hang("")
	return o, in, out
}

// What an interrupted run has fetched is not asked for again, and the archive
// is that of an undisturbed one.
func TestRescue(t *testing.T) {
	o, in, out := interrupt(t)
	asked := o.reset()
	if asked["/one.png"] != 1 || asked["/two.png"] != 1 {
		t.Fatalf("asked for %v", asked)
	}
	archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) > 1 {
		t.Errorf("asked again for %v", asked)
	}
	fresh := t.TempDir()
	archiveOf(t, fresh, in, testOptions())
	sameFiles(t, "resumed", snapshot(t, fresh), snapshot(t, out))
	sound(t, out, 1)
	var left []string
	entries, _ := os.ReadDir(filepath.Join(out, stateFolder))
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{"cards", "catalog.made", "catalog.terms", "lock", "report.json", "state"}; !slices.Equal(left, want) {
		t.Errorf("left in the state: %q, want %q", left, want)
	}
}

// What was killed is found in the spool; what is damaged is not used.
func TestRescueAfterKill(t *testing.T) {
	for _, tt := range []struct {
		why   string
		spoil func(t *testing.T, rescued, spool string, files []string)
		again int // pictures that are asked for again
	}{
		{"as the kill left it", func(t *testing.T, rescued, spool string, files []string) {
			for i, f := range files {
				d := filepath.Join(spool, fmt.Sprintf("d%d", i))
				must(t, os.Mkdir(d, 0o755))
				must(t, os.Rename(filepath.Join(rescued, f), filepath.Join(d, "7-"+f)))
				plantIn(t, d, map[string]string{"9-" + f: "half of it"})
			}
		}, 0},
		{"a file is damaged", func(t *testing.T, rescued, _ string, files []string) {
			plantIn(t, rescued, map[string]string{files[0]: "damaged"})
		}, 1},
		{"a file is gone", func(t *testing.T, rescued, _ string, files []string) {
			os.Remove(filepath.Join(rescued, files[0]))
		}, 1},
		{"the journal is cut", func(t *testing.T, rescued, _ string, _ []string) {
			b, _ := os.ReadFile(filepath.Join(rescued, "journal"))
			plantIn(t, rescued, map[string]string{"journal": string(b[:len(b)-9])})
		}, 1},
		{"the journal is nonsense", func(t *testing.T, rescued, _ string, _ []string) {
			plantIn(t, rescued, map[string]string{"journal": "\x00\n{}\n[\n" + strings.Repeat("x", maxJournal+1)})
		}, 2},
		{"the journal leads out", func(t *testing.T, rescued, _ string, files []string) {
			b, _ := os.ReadFile(filepath.Join(rescued, "journal"))
			plantIn(t, rescued, map[string]string{"journal": strings.ReplaceAll(string(b), `"path":"`+files[0][:4], `"path":"../x`)})
		}, 1},
	} {
		t.Run(tt.why, func(t *testing.T) {
			o, in, out := interrupt(t)
			o.reset()
			rescued, spool := onDisk(out, rescueFolder), onDisk(out, spoolFolder)
			os.Mkdir(spool, 0o755)
			var files []string
			entries, _ := os.ReadDir(rescued)
			for _, e := range entries {
				if b, _ := os.ReadFile(filepath.Join(rescued, e.Name())); string(b) == string(o.picture("/one.png")) || string(b) == string(o.picture("/two.png")) {
					files = append(files, e.Name())
				}
			}
			if len(files) != 2 {
				t.Fatalf("rescued: %v", entries)
			}
			tt.spoil(t, rescued, spool, files)
			archiveOf(t, out, in, testOptions())
			if asked := o.reset(); len(asked) != tt.again+1 { // and the slow one
				t.Errorf("asked for %v, want %d of those that were there", asked, tt.again)
			}
			sound(t, out, 1)
		})
	}
}

// The next run may have other bounds; what was rescued is no reason to pass
// them.
func TestRescueHeedsBounds(t *testing.T) {
	for why, bound := range map[string]func(*Options){
		"one image":   func(o *Options) { o.MaxPostImages = 1 },
		"few bytes":   func(o *Options) { o.MaxPostBytes = 1 },
		"small ones":  func(o *Options) { o.MaxImage = 100 },
		"as they are": func(*Options) {},
	} {
		_, in, out := interrupt(t)
		opts := testOptions()
		bound(&opts)
		archiveOf(t, out, in, opts)
		fresh := t.TempDir()
		archiveOf(t, fresh, in, opts)
		sameFiles(t, why, snapshot(t, fresh), snapshot(t, out))
	}
}

// A run that the disk has ended leaves what it has fetched, like one that was
// interrupted, and what that has left before.
func TestRescueAfterFailure(t *testing.T) {
	o, in, out := interrupt(t)
	o.reset()
	opts := testOptions()
	opts.Event = func(e Event) {
		if _, ok := e.(AssetDone); ok {
			os.Remove(onDisk(out, stagingFolder))
		}
	}
	if _, err := tryArchive(t, context.Background(), out, in, opts); err == nil {
		t.Fatal("a bundle was made nowhere")
	}
	if _, err := os.Stat(onDisk(out, rescueFolder+"/"+sha256Hex(pngBytes()))); err == nil {
		t.Error("what came with the post was kept, too, and fills the disk")
	}
	archiveOf(t, out, in, testOptions())
	if asked := o.reset(); len(asked) != 1 || asked["/slow.png"] != 1 {
		t.Errorf("asked for %v", asked)
	}
	sound(t, out, 1)
}

// One address may be an image here and a video there, and the copy of a web
// archive that is nearest to one date is not that for another.
func TestRescueIsWanted(t *testing.T) {
	out := t.TempDir()
	a := open(t, out, testOptions())
	defer a.Close()
	asset := func(k convert.Kind) convert.Asset {
		return convert.Asset{Kind: k, Address: "http://example.org/x", Candidates: []string{"http://example.org/x"}}
	}
	of := func(year int) *convert.FrontMatter {
		return &convert.FrontMatter{Date: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
	old, late := of(2001), of(2021)
	video := &wanted{asset: asset(convert.KindVideo), front: old}
	image := &wanted{asset: asset(convert.KindImage), front: old}
	r, err := openRescue(&a.workplace)
	if err != nil {
		t.Fatal(err)
	}
	sum := strings.Repeat("0", 64)
	r.note(video, fetchedHolding(video.asset, &fetched{SHA256: sum, Address: video.asset.Address}), &a.opts)
	r.note(image, fetchedHolding(image.asset, &fetched{SHA256: sum, Address: image.asset.Address, Via: "http://example.net/web/1/"}), &a.opts)
	r.close(true)
	if r, err = openRescue(&a.workplace); err != nil {
		t.Fatal(err)
	}
	defer r.close(false)
	for _, tt := range []struct {
		w    *wanted
		want bool
	}{
		{video, true}, {&wanted{asset: video.asset, front: late}, true}, {&wanted{asset: asset(convert.KindAudio)}, false},
		{image, true}, {&wanted{asset: image.asset, front: late}, false},
	} {
		if got := r.find(tt.w); (got != nil) != tt.want || got != nil && got.kept.Kind != tt.w.asset.Kind {
			t.Errorf("%s of %v: %v, want %v", tt.w.asset.Kind, tt.w.date(), got, tt.want)
		}
	}
}

// A journal that cannot be read or written costs what it would have rescued.
func TestRescueWithoutJournal(t *testing.T) {
	out := t.TempDir()
	a := open(t, out, testOptions())
	defer a.Close()
	outside := plant(t, map[string]string{"mine": "mine"})
	os.MkdirAll(onDisk(out, rescueFolder), 0o755)
	os.Symlink(filepath.Join(outside, "mine"), onDisk(out, journalFile))
	r, err := openRescue(&a.workplace)
	if err != nil {
		t.Fatal(err)
	}
	w := &wanted{asset: convert.Asset{Candidates: []string{"http://example.org/x"}}}
	long := &wanted{asset: convert.Asset{Candidates: slices.Repeat([]string{strings.Repeat("x", maxRecorded)}, maxJournal/maxRecorded)}}
	h := func(w *wanted) *holding { return fetchedHolding(w.asset, &fetched{SHA256: sha256Hex(nil)}) }
	r.journal.Close()
	r.note(w, h(w), &a.opts)
	r.note(w, h(w), &a.opts)
	if r.close(true) != nil || r.journal != nil {
		t.Error("a journal that cannot be written to is not given up")
	}
	if r, err = openRescue(&a.workplace); err != nil {
		t.Fatal(err)
	}
	r.note(long, h(long), &a.opts)
	r.note(w, h(w), &a.opts)
	r.close(true)
	if r, err = openRescue(&a.workplace); err != nil {
		t.Fatal(err)
	}
	defer r.close(false)
	if r.find(long) != nil || r.find(w) == nil {
		t.Errorf("what is too long for a line is there, or keeps others out: %v", r.rescued)
	}
	if data, _ := os.ReadFile(filepath.Join(outside, "mine")); string(data) != "mine" {
		t.Errorf("written through a link: %q", data)
	}
}
