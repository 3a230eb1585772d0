package archive

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Who reads a tar slowly, as through ssh, gets what a quick one gets, and the
// bundles that wait for him do not fill the disk: a run over many posts staged
// them all.
func TestSlowReader(t *testing.T) {
	const posts = 600
	files := map[string]string{}
	for i := range posts {
		files[fmt.Sprintf("p%03d.md", i)] = "text\n"
	}
	in := plant(t, files)
	var quick, slow bytes.Buffer
	opts := testOptions()
	opts.Output = &quick
	archiveOf(t, "", in, opts)

	t.Setenv("TMPDIR", t.TempDir())
	writes, waiting := 0, 0
	opts.Output = writerFunc(func(p []byte) (int, error) {
		if writes++; writes == 5 { // of the first bundle
			waiting = -staged()
			for was := -1; staged() != was; time.Sleep(200 * time.Millisecond) {
				was = staged() // until as much as may waits for it
			}
			waiting += staged()
		}
		return slow.Write(p)
	})
	archiveOf(t, "", in, opts)
	if !bytes.Equal(quick.Bytes(), slow.Bytes()) {
		t.Error("the slow reader got something else")
	}
	if waiting > posts/2 {
		t.Errorf("%d of %d bundles were staged while the reader waited", waiting, posts)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// staged returns how many bundles are staged by runs that write to a stream.
func staged() int {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), "markive-*", stateFolder, stagingFolder, "*"))
	return len(found)
}
