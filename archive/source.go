package archive

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/markive/markive/convert"
)

// A Source is one input file that is or may be a post.
type Source struct {
	Path string // slash path below the argument that named it; names the bundle
	File string // where it is on disk, absolute
	Root string // the folder that local images may not leave: the site, or the argument; absolute
	Size int64  // bytes, as listed
	Time int64  // of modification, nanoseconds since 1970, as listed
}

// Read returns the bytes of the source, in room if they have it there, whatever
// its length; nil makes room. It follows no link and waits for no pipe. A file of
// more than convert.MaxPost bytes is refused. The error is a *Problem.
func (s Source) Read(room []byte) ([]byte, error) {
	src, err := s.read(room)
	if err != nil {
		return nil, err
	}
	return src.data, nil
}

// An input is a source as it was read; size and time are those of the file
// that was opened, which may be newer than what was listed.
type input struct {
	data []byte
	time int64
}

func (s Source) read(room []byte) (*input, error) {
	f, err := os.OpenFile(s.File, os.O_RDONLY|openFlags, 0)
	if err != nil {
		if isLinkError(err) {
			return nil, s.problem(ClassNotRegular, "is a link, which is not followed")
		}
		return nil, s.unreadable(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, s.unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, s.problem(ClassNotRegular, "is "+kindOf(info.Mode()))
	}
	if info.Size() > convert.MaxPost {
		return nil, s.problem(ClassTooLarge, fmt.Sprintf("has %d bytes, at most %d are read", info.Size(), convert.MaxPost))
	}
	data, err := readAll(f, info.Size(), room)
	if err != nil {
		return nil, s.unreadable(err)
	}
	if len(data) > convert.MaxPost {
		return nil, s.problem(ClassTooLarge, fmt.Sprintf("grew beyond the %d bytes that are read", convert.MaxPost))
	}
	return &input{data: data, time: info.ModTime().UnixNano()}, nil
}

// readAll reads what is there, one byte more than convert.MaxPost at most.
func readAll(r io.Reader, size int64, room []byte) ([]byte, error) {
	b := bytes.NewBuffer(room[:0])
	b.Grow(int(size) + bytes.MinRead) // what ReadFrom wants, so that it does not grow once more
	_, err := b.ReadFrom(io.LimitReader(r, convert.MaxPost+1))
	return b.Bytes(), err
}

func (s Source) problem(c Class, detail string) *Problem {
	return &Problem{Path: s.Path, Class: c, Detail: oneLine(detail)}
}

// unreadable wraps what the system said; the path is told by the problem.
func (s Source) unreadable(err error) *Problem {
	p := s.problem(ClassUnreadable, bare(err).Error())
	p.err = err
	return p
}

// notRegular says of what is no file why it is no post.
func notRegular(m os.FileMode) string {
	if m&os.ModeSymlink != 0 {
		return "is a link, which is not followed; name the file that it leads to"
	}
	return "is " + kindOf(m)
}

// kindOf names what stands where a file was expected.
func kindOf(m os.FileMode) string {
	switch {
	case m&os.ModeSymlink != 0:
		return "a link"
	case m.IsDir():
		return "a folder"
	case m.IsRegular():
		return "a file"
	case m&os.ModeNamedPipe != 0:
		return "a pipe"
	case m&os.ModeSocket != 0:
		return "a socket"
	case m&os.ModeDevice != 0:
		return "a device"
	}
	return "no regular file"
}
