package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestPathList(t *testing.T) {
	long := strings.Repeat("x", maxListed)
	for _, c := range []struct {
		text string
		end  byte
		want []string
	}{
		{"", '\n', nil},
		{"\n\r\n\n", '\n', nil},
		{"a\nb\r\nc", '\n', []string{"a", "b", "c"}},
		{" a \nb\rc\n", '\n', []string{" a ", "b\rc"}},
		{"a\nb\x00c\r\x00", 0, []string{"a\nb", "c\r"}},
		{"a\n" + long + long + "y\nb\n", '\n', []string{"a", long, "b"}}, // cut, and the rest of it is no path
	} {
		l := &pathList{r: strings.NewReader(c.text), end: c.end}
		if got := slices.Collect(l.paths(t.Context())); !slices.Equal(got, c.want) || l.err != nil {
			t.Errorf("of %.40q: %.60q, %v, want %.60q", c.text, got, l.err, c.want)
		}
	}
}

// Who types the list is told that it is waited for; who pipes it is not.
func TestPathListOnTerminal(t *testing.T) {
	for _, typed := range []bool{true, false} {
		a, _, stderr := testApp("")
		a.terminal = func(any) bool { return typed }
		if _, err := a.openList(&selectFlags{filesFrom: "-"}); err != nil || strings.Contains(stderr.String(), "Ctrl-D ends them") != typed {
			t.Errorf("typed: %v: told %q, %v", typed, stderr, err)
		}
	}
}

// A list that breaks off is told, after what it had named; whoever has seen
// enough of it, or was interrupted, does not wait for its end.
func TestPathListEnds(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("a\nb\n"), failing{errors.New("gone")})
	l := &pathList{r: broken, end: '\n'}
	if got := slices.Collect(l.paths(t.Context())); !slices.Equal(got, []string{"a", "b"}) || l.err == nil || l.err.Error() != "reading the list: gone" {
		t.Errorf("of a broken list: %q, %v", got, l.err)
	}
	r, w := io.Pipe()
	defer w.Close()
	go io.WriteString(w, "a\nb\n")
	for name := range (&pathList{r: r, end: '\n'}).paths(t.Context()) {
		if name != "a" {
			t.Errorf("the first is %q", name)
		}
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	open, never := io.Pipe()
	defer never.Close()
	l = &pathList{r: open, end: '\n'}
	if got := slices.Collect(l.paths(ctx)); len(got) > 0 || l.err != nil {
		t.Errorf("after an interrupt: %q, %v", got, l.err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Commands that are interrupted say so and that running them again helps.
func TestInterrupted(t *testing.T) {
	posts, blog := plantPosts(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"convert", posts, "--json"},
		{"convert", posts, "-o", t.TempDir()},
		{"inspect", posts},
		{"archive", posts, "-o", blog},
		{"archive", posts, "-o", blog, "-n"},
		{"archive", posts, "-o", "-"},
		{"verify", blog},
		{"index", blog},
		{"export", blog, "--target", "hugo", "-o", t.TempDir()},
	} {
		a, _, stderr := testApp("")
		if code := a.run(ctx, args); code != exitInterrupted || !strings.HasSuffix(stderr.String(), "markive: interrupted\nrun the same command again to go on\n") {
			t.Errorf("%q: exit code %d, told %q", args, code, stderr)
		}
	}
}
