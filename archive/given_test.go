package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/markive/markive/convert"
)

// What is wrong with one post costs that post; what is wrong with the disk, or
// with all that is asked of the system, ends the run.
func TestGiven(t *testing.T) {
	on := func(err error) error { return &fs.PathError{Op: "open", Path: "a/b", Err: err} }
	src := Source{Path: "a.md"}
	for _, tt := range []struct {
		err  error
		want Class // "": the run ends
		line int
	}{
		{src.problem(ClassUnreadable, "x"), ClassUnreadable, 0},
		{&convert.Error{Class: "binary", Line: 3, Err: errors.New("x")}, "binary", 3},
		{fmt.Errorf("placing: %w", &foreignError{name: "a", what: "a link"}), ClassExists, 0},
		{errManifestTooLarge, ClassTooLarge, 0},
		{on(syscall.EACCES), ClassIO, 0},
		{on(syscall.ENAMETOOLONG), ClassIO, 0},
		{on(syscall.EMFILE), "", 0},
		{on(syscall.ENOSPC), "", 0},
		{on(syscall.EROFS), "", 0},
		{on(syscall.EIO), "", 0},
		{&fatalError{on(syscall.EACCES)}, "", 0},
		{&fatalError{src.problem(ClassIO, "x")}, "", 0},
	} {
		var class Class
		line := 0
		if o := (&run{}).given(context.Background(), &task{src: src}, tt.err); o != nil {
			class, line = o.failed.Class, o.failed.Line
		}
		if class != tt.want || line != tt.line {
			t.Errorf("%v: class %q in line %d, want %q in %d", tt.err, class, line, tt.want, tt.line)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if o := (&run{}).given(ctx, &task{src: src}, src.problem(ClassIO, "x")); o != nil {
		t.Errorf("after an interrupt: %v", o.failed)
	}
}

// A disk that fails while an asset is written ends the run, in words about the
// disk and not about a link: there is no bundle that would keep one.
func TestPutOnBrokenDisk(t *testing.T) {
	disk := diskFailure(&fs.PathError{Op: "write", Path: "part-1", Err: syscall.ENOSPC})
	p := assetProblem(Source{Path: "a.md"}, convert.Asset{Address: "http://example.org/x"}, disk)
	err := (&gatherer{}).put(context.Background(), 0, nil, p)
	var fatal *fatalError
	if !errors.As(err, &fatal) || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the run goes on after %v", err)
	}
	if want := "a.md: image http://example.org/x: io: writing the spool: no space left on device"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
