package archive

import (
	"errors"
	"flag"
	"os"
	"testing"
)

// The tests make and remove thousands of archives. Where the system has a place
// in memory they make them there, unless TMPDIR says where: a third of the time
// goes into a disk otherwise. The race detector's run is on the disk in .ci/run.
func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := "", errors.ErrUnsupported
	if flag.Lookup("test.bench").Value.String() == "" { // benchmarks measure the disk, too
		dir, err = memoryFolder()
	}
	if err == nil {
		os.Setenv("TMPDIR", dir)
	}
	code := m.Run()
	if err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}
