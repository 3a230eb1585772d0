//go:build unix

package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilled kills runs at any moment. What has a name then is whole, and the
// next run ends where an undisturbed one does.
func TestKilled(t *testing.T) {
	if in := os.Getenv("MARKIVE_TEST_KILLED"); in != "" {
		tryArchive(t, context.Background(), os.Getenv("MARKIVE_TEST_OUT"), in, testOptions())
		return
	}
	o := newOrigin(t)
	files := map[string]string{}
	for i := range 60 {
		files[fmt.Sprintf("d%d/p%02d.md", i%4, i)] = post(o, fmt.Sprint("post ", i), fmt.Sprintf("%d.png", i%9), "gone.gif")
	}
	in := plant(t, files)
	whole := t.TempDir()
	started := time.Now()
	archiveOf(t, whole, in, testOptions())
	took := time.Since(started)
	want := snapshot(t, whole)
	out := filepath.Join(t.TempDir(), "out")
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		if round%4 == 0 {
			os.RemoveAll(out) // else go on from what the last kill has left
		}
		run := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		run.Env = append(os.Environ(), "MARKIVE_TEST_KILLED="+in, "MARKIVE_TEST_OUT="+out)
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(rand.Int64N(int64(took))), func() { run.Process.Kill() })
		run.Wait()
		timer.Stop()
		if _, err := os.Stat(out); err != nil {
			continue
		}
		for name, content := range snapshot(t, out) {
			if w, ok := want[name]; (!ok || w != content) && !strings.HasSuffix(name, "/") {
				t.Errorf("round %d: %s is half written or stray", round, name)
			}
		}
	}
	archiveOf(t, out, in, testOptions())
	sameFiles(t, "after all kills", want, snapshot(t, out))
	sound(t, out, len(files))
}
