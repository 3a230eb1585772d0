package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// As a stage in a pipe, convert answers before its input has ended, and takes
// no more of it than it can work on.
func TestStreamAnswersBeforeTheEnd(t *testing.T) {
	post := filepath.Join(t.TempDir(), "a.html")
	must(t, os.WriteFile(post, []byte("<p>a</p>"), 0o666))
	a, _, _ := testApp("")
	names, in := io.Pipe()
	out, lines := io.Pipe()
	a.stdin, a.stdout = names, lines
	ended := make(chan int)
	go func() {
		code := a.run(t.Context(), []string{"convert", "--json", "--files-from", "-", "-j", "2", "-q"})
		lines.Close()
		ended <- code
	}()
	answers := bufio.NewReader(out)
	for i := range 3 {
		fmt.Fprintln(in, post)
		line, err := answers.ReadString('\n') // of a list that goes on
		if err != nil || !strings.HasPrefix(line, `{"path":"`) {
			t.Fatalf("answer %d is %q, %v", i, line, err)
		}
	}
	in.CloseWithError(io.ErrUnexpectedEOF)
	if code := <-ended; code != exitStopped {
		t.Errorf("exit code %d after a list that broke off, want %d", code, exitStopped)
	}
}
