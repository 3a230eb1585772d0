package archive

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// Something else may stand where the state has its files and folders: a run
// goes on with what it makes instead, or ends and names it. It follows no link,
// and once that is gone everything is made.
func TestStateInTheWay(t *testing.T) {
	t.Parallel()
	in, want := archived(t, "", map[string]string{"a.md": post(nil, "a", dataURL("image/png", pngBytes())), "b.md": "text\n"})
	for _, name := range []string{
		lockFile, holderFile, memoryFile, memoryFile + asideSuffix, goneFile, reportFile, reportFile + asideSuffix,
		stagingFolder, spoolFolder, rescueFolder, journalFile, replacedFolder, vacatedFile,
		damagedFolder, prunedFolder, cardsFile, cardsFile + asideSuffix, stampFile, "catalog" + asideSuffix, termsFile, termsFile + asideSuffix, orderFile, sortFile,
	} {
		for kind, what := range map[string]string{"a file": "mine", "a folder": "", "a link to a file": "-> ", "a link to a folder": "-> "} {
			outside := plant(t, map[string]string{"keep.txt": "mine", "d/keep.txt": "mine"})
			out := t.TempDir()
			place := filepath.Join(stateFolder, name)
			switch kind {
			case "a folder":
				place += "/sub/keep.txt"
				what = "mine"
			case "a link to a file":
				what += outside + "/keep.txt"
			case "a link to a folder":
				what += outside + "/d"
			}
			plantIn(t, out, map[string]string{place: what})
			_, err := tryOpenAndRun(t, out, in)
			if err != nil && (!strings.Contains(err.Error(), out) || !strings.Contains(err.Error(), filepath.Base(name))) {
				t.Errorf("%s in place of %s: %v", kind, name, err)
			}
			if err != nil && (strings.Contains(err.Error(), "no such file") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("%s in place of %s is not what is told: %v", kind, name, err)
			}
			t.Logf("%s in place of %s: %v", kind, name, err)
			for _, kept := range []string{"keep.txt", "d/keep.txt"} {
				if !fileHas(filepath.Join(outside, kept), "mine") {
					t.Errorf("%s in place of %s: written through it", kind, name)
				}
			}
			if entries, _ := os.ReadDir(filepath.Join(outside, "d")); len(entries) != 1 {
				t.Errorf("%s in place of %s: %v", kind, name, entries)
			}
			if err != nil {
				os.RemoveAll(filepath.Join(out, stateFolder, name))
				archiveOf(t, out, in, testOptions())
			}
			sameFiles(t, kind+" in place of "+name, allFiles(t, want), allFiles(t, out))
		}
	}
}

// What a killed run was writing is gone after the next, also if that has nothing
// to write.
func TestAsidesGo(t *testing.T) {
	in, out := archived(t, "", map[string]string{"a.md": "text\n"})
	aside := filepath.Join(out, stateFolder, reportFile+asideSuffix)
	plantIn(t, out, map[string]string{stateFolder + "/" + reportFile + asideSuffix: "{"})
	if r := archiveOf(t, out, in, testOptions()); r.Written > 0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Lstat(aside); err == nil {
		t.Errorf("%s is left", aside)
	}
}

// tryOpenAndRun is tryArchive where opening may fail, too.
func tryOpenAndRun(t *testing.T, out, in string) (*Report, error) {
	t.Helper()
	sources, _, err := findAll([]string{in})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(out, convert.New(convert.Options{}), testOptions())
	if err != nil {
		return nil, err
	}
	defer a.Close()
	return a.Run(context.Background(), sources)
}
