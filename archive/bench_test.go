package archive

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// The stages of an archiving run beside the conversion. Compare runs with
// benchstat, never single ones; what is slow here is mostly the disk.
//
//	go test -run xxx -bench . -benchmem -count 10 ./archive

// bench returns an archiver over a folder of its own.
func bench(b *testing.B, opts Options) *Archiver {
	b.Helper()
	a, err := New(b.TempDir(), convert.New(convert.Options{}), opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	b.ReportAllocs()
	return a
}

// Hashing, judging and keeping what was fetched: a small image, one that goes
// straight to a file, and a JPEG whose end is far.
func BenchmarkSpool(b *testing.B) {
	jpeg := bytes.Replace(jpegBytes(), []byte{0xff, 0xd9}, append(bytes.Repeat([]byte{0x55}, 100_000), 0xff, 0xd9), 1)
	for name, data := range map[string][]byte{"80KB": pngOf(80_000), "1MB": pngOf(1_000_000), "jpeg": jpeg} {
		b.Run(name, func(b *testing.B) {
			s := &spool{root: bench(b, Options{}).spool}
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := s.store(bytes.NewReader(data), 20<<20, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// stageOf stages a bundle as a post with one image has it.
func stageOf(b *testing.B, a *Archiver, number int64) *stage {
	s, err := newStage(a.work, FormatPlain, number)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range []struct {
		path string
		size int
	}{{"images/01-cat-9f2c41d7.png", 80_000}, {indexFile, 6_000}, {sourceFile, 8_000}, {manifestFile, 3_000}} {
		if err := s.write(ManifestFile{Path: f.path}, bytes.Repeat([]byte{'x'}, f.size)); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.seal("bench"); err != nil {
		b.Fatal(err)
	}
	return s
}

// Writing and hashing the files of one bundle.
func BenchmarkStage(b *testing.B) {
	a := bench(b, Options{})
	b.SetBytes(97_000)
	for i := int64(0); b.Loop(); i++ {
		s := stageOf(b, a, i)
		b.StopTimer()
		s.drop()
		b.StartTimer()
	}
}

// Bringing a batch of staged bundles to the disk and into place, per bundle.
func BenchmarkCommit(b *testing.B) {
	for _, d := range []Durability{DurabilityFull, DurabilityBatch, DurabilityNone} {
		b.Run(string(d), func(b *testing.B) {
			a := bench(b, Options{})
			c := newCommitter(&a.workplace, d)
			for done := 0; done < b.N; {
				b.StopTimer()
				var batch []*commit
				for ; done < b.N && len(batch) < maxBatch; done++ {
					name := fmt.Sprintf("a/%d", done)
					batch = append(batch, &commit{stage: stageOf(b, a, int64(done)), name: name, src: name + ".md"})
				}
				b.StartTimer()
				c.commit(batch)
				for _, w := range batch {
					if w.err != nil {
						b.Fatal(w.err)
					}
				}
			}
		})
	}
}

// planted makes posts that show no image, and archives them once.
func planted(b *testing.B, n int) (dir string, posts []Source) {
	in, out := b.TempDir(), b.TempDir()
	for i := range n {
		body := fmt.Sprintf("---\ntitle: %d\n---\n%s", i, strings.Repeat("<p>A line about cats.</p>\n", 40))
		if err := os.WriteFile(fmt.Sprintf("%s/%05d.html", in, i), []byte(body), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	found, _, err := findAll([]string{in})
	if err != nil {
		b.Fatal(err)
	}
	runOnce(b, out, found)
	return out, found
}

func runOnce(b *testing.B, dir string, posts []Source) *Report {
	a, err := New(dir, convert.New(convert.Options{}), Options{Durability: DurabilityNone})
	if err != nil {
		b.Fatal(err)
	}
	report, err := a.Run(b.Context(), posts)
	if err == nil {
		err = a.Close()
	}
	if err != nil || report.Failed > 0 {
		b.Fatal(err, report)
	}
	return report
}

// A run that finds nothing to do, over 500 posts.
func BenchmarkNothingChanged(b *testing.B) {
	out, posts := planted(b, 500)
	b.ReportAllocs()
	for b.Loop() {
		if r := runOnce(b, out, posts); r.Written > 0 {
			b.Fatalf("%d written", r.Written)
		}
	}
}

// Verifying 500 bundles.
func BenchmarkVerify(b *testing.B) {
	out, _ := planted(b, 500)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := Verify(b.Context(), out, VerifyOptions{}); err != nil || len(v.Damage) > 0 {
			b.Fatal(v, err)
		}
	}
}
