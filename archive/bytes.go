package archive

import (
	"bufio"
	"encoding/binary"
	"io"
)

// A bytesReader reads a file from its start, in the small steps in which
// formats are walked.
type bytesReader struct {
	*bufio.Reader
	at   io.ReaderAt
	size int64
}

func newBytesReader(r io.ReaderAt, size int64) *bytesReader {
	return &bytesReader{bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 16<<10), r, size}
}

// next returns the next n bytes, which stay good until the one after; n is at
// most the size of the buffer.
func (b *bytesReader) next(n int) ([]byte, error) {
	p, err := b.Peek(n)
	if err != nil {
		return nil, errTruncated
	}
	b.Discard(n)
	return p, nil
}

// window returns what is at hand of the next bytes, two at least.
func (b *bytesReader) window() ([]byte, error) {
	if _, err := b.Peek(2); err != nil {
		return nil, err
	}
	return b.Peek(b.Buffered())
}

func (b *bytesReader) skip(n int64) error {
	for n > 0 {
		step := int(min(n, 1<<30))
		if _, err := b.Discard(step); err != nil {
			return errTruncated
		}
		n -= int64(step)
	}
	return nil
}

// slice returns the n bytes at an offset.
func (b *bytesReader) slice(offset int64, n int) ([]byte, error) {
	if offset < 0 || n < 0 || offset > b.size-int64(n) {
		return nil, errTruncated
	}
	p := make([]byte, n)
	if _, err := b.at.ReadAt(p, offset); err != nil {
		return nil, errTruncated
	}
	return p, nil
}

func be16(p []byte) int    { return int(binary.BigEndian.Uint16(p)) }
func be32(p []byte) uint32 { return binary.BigEndian.Uint32(p) }
func le16(p []byte) int    { return int(binary.LittleEndian.Uint16(p)) }
func le32(p []byte) uint32 { return binary.LittleEndian.Uint32(p) }
