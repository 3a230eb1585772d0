package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
)

// maxListed bounds one path of a list. What is longer is no path on any
// system, and is cut; that there is no such file is told then.
const maxListed = 32 << 10

// A pathList is a list of paths, read as it comes.
type pathList struct {
	r   io.Reader
	end byte // of a path
	err error
}

// openList opens the list of --files-from.
func (a *app) openList(f *selectFlags) (*pathList, error) {
	l := &pathList{r: a.stdin, end: '\n'}
	if f.nul {
		l.end = 0
	}
	if f.filesFrom != "-" {
		file, err := os.Open(f.filesFrom)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", printable(f.filesFrom), bare(err))
		}
		l.r = file
	} else if a.terminal(a.stdin) {
		fmt.Fprintln(a.stderr, "markive: reading paths from standard input, one a line; Ctrl-D ends them")
	}
	return l, nil
}

func (l *pathList) close() {
	if f, ok := l.r.(*os.File); ok && f != os.Stdin {
		f.Close()
	}
}

// paths are those of the list, each as soon as it is there. When ctx ends,
// they end, though a read of a pipe cannot be called back. l.err tells
// afterwards whether the list could be read to its end.
func (l *pathList) paths(ctx context.Context) iter.Seq[string] {
	type line struct {
		path string
		err  error
	}
	return func(yield func(string) bool) {
		lines := make(chan line)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			defer close(lines)
			for r := bufio.NewReaderSize(l.r, maxListed); ; {
				path, err := l.next(r)
				if err == io.EOF && path == "" || !send(ctx, lines, line{path, err}) || err != nil {
					return
				}
			}
		}()
		for {
			select {
			case next, more := <-lines:
				if next.err != nil && next.err != io.EOF {
					l.err = fmt.Errorf("reading the list: %w", bare(next.err))
				}
				if !more || next.path != "" && !yield(next.path) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// next reads one path; "" for an empty line.
func (l *pathList) next(r *bufio.Reader) (string, error) {
	data, err := r.ReadSlice(l.end)
	path := strings.TrimSuffix(string(data), string(rune(l.end)))
	for err == bufio.ErrBufferFull {
		_, err = r.ReadSlice(l.end)
	}
	if l.end == '\n' {
		path = strings.TrimSuffix(path, "\r")
	}
	return path, err
}
