package archive

import (
	"errors"
	"flag"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// The tests make and remove thousands of archives. Where the system has a place
// in memory they make them there, unless TMPDIR says where: a third of the time
// goes into a disk otherwise. The race detector's run is on the disk in .ci/run.
func TestMain(m *testing.M) {
	flag.Parse()
	setParallel()
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

// setParallel lets twice as many tests run at a time as there are processors,
// unless the command line says how many: a quarter of their time they wait for
// servers that play dead.
func setParallel() {
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if !said {
		flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
}
