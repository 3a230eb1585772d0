package archive

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stateFiles are the files of an archive's state that a run reads again.
var stateFiles = []string{memoryFile, cardsFile, termsFile, stampFile, reportFile}

// What is remembered may be lost, cut or changed, by a disk or by somebody: the
// next run and the next index find everything again, and make the same archive.
func TestDamagedState(t *testing.T) {
	t.Parallel()
	in := plant(t, catalogPosts())
	opts := testOptions()
	opts.Pages = true
	whole := filepath.Join(t.TempDir(), "blog")
	archiveOf(t, whole, in, opts)
	if _, err := Index(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	want, catalog := snapshot(t, whole), catalogOf(t, whole)
	kept := map[string][]byte{}
	for _, name := range stateFiles {
		data := read(t, filepath.Join(whole, stateFolder, name))
		kept[name] = data
	}
	for _, name := range stateFiles {
		data := kept[name]
		for what, damaged := range damages(data) {
			for other, data := range kept {
				put(t, filepath.Join(whole, stateFolder, other), data)
			}
			put(t, filepath.Join(whole, stateFolder, name), damaged)
			if strings.HasPrefix(what, "run") || name == reportFile {
				if r := archiveOf(t, whole, in, opts); r.Failed > 0 || r.Written > 0 || r.Missing != 1 {
					t.Errorf("%s %s: %+v", name, what, r)
				}
			}
			if _, err := Index(t.Context(), whole); err != nil {
				t.Errorf("%s %s: index: %v", name, what, err)
			}
			sameFiles(t, name+" "+what, want, snapshot(t, whole))
			sameFiles(t, name+" "+what+", the catalogue", catalog, catalogOf(t, whole))
		}
	}
}

// damages are what may have become of a file.
func damages(data []byte) map[string][]byte {
	all := map[string][]byte{"emptied": {}, "of zeros": make([]byte, len(data)), "twice": slices.Concat(data, data), "longer": append(slices.Clone(data), 'x')}
	for i := 1; i <= 8; i++ {
		at := len(data) * i / 9
		all[fmt.Sprint("run, cut at ", at)] = data[:at]
		flipped := slices.Clone(data)
		flipped[at] ^= 1 << (i % 8)
		all[fmt.Sprint("run, flipped at ", at)] = flipped
		all[fmt.Sprint("flipped at ", at)] = flipped
	}
	return all
}
