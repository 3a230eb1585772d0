package archive

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/markive/markive/convert"
)

// mediaFor tells what size bytes are that shall be an asset of a kind, or why
// they are not.
func mediaFor(r io.ReaderAt, size int64, kind convert.Kind) (media, *failure) {
	switch kind {
	case convert.KindAudio, convert.KindVideo, convert.KindFile:
		return playedOf(r, size, kind)
	}
	return mediaOf(r, size)
}

// families are the media types that an asset of a kind may have. Containers
// are called video or application even if there is only sound in them.
var families = map[convert.Kind][]string{
	convert.KindAudio: {"audio/", "application/ogg", "video/mp4", "video/webm", "video/ogg"},
	convert.KindVideo: {"video/", "application/ogg", "application/vnd.rn-realmedia"},
	convert.KindFile:  {"application/pdf"},
}

// playedOf judges what is played or read. As with images, no name and no
// header has a say.
func playedOf(r io.ReaderAt, size int64, kind convert.Kind) (media, *failure) {
	head, bad := headOf(r, size, headSize)
	if bad != nil {
		return media{}, bad
	}
	if size == 0 {
		return media{}, fail(ClassNotMedia, "no bytes at all").worth(triesSuspect)
	}
	found := mimetype.Detect(head)
	name, _, _ := strings.Cut(found.String(), ";")
	if !slices.ContainsFunc(families[kind], func(family string) bool { return strings.HasPrefix(name, family) }) {
		return media{}, otherThan(ClassNotMedia, found)
	}
	if err := ends(r, size, head); err != nil {
		return media{}, fail(ClassTruncated, "the end of the file is missing").worth(triesSuspect)
	}
	return media{kind: name, ext: found.Extension()}, nil
}

// maxTrailer is how far from its end a PDF may say that it ends: some servers
// and editors add bytes.
const maxTrailer = 2 << 10

// ends sees to it that the end of a file is there, if its form tells.
func ends(r io.ReaderAt, size int64, head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		tail := make([]byte, min(size, maxTrailer))
		if n, _ := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) || !bytes.Contains(tail, []byte("%%EOF")) {
			return errTruncated
		}
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 8:
		if n := int64(uint32(le32(head[4:]))); n+8 > size && n != 0xffffffff {
			return errTruncated
		}
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		return boxesEnd(r, size)
	}
	return nil
}

// boxesEnd follows the boxes of an MP4 to its end. What stands behind them and
// is none is nobody's.
func boxesEnd(r io.ReaderAt, size int64) error {
	b := newBytesReader(r, size)
	for at := int64(0); at < size; {
		_, _, n, err := boxAt(b, at)
		switch {
		case errors.Is(err, errTruncated):
			return err
		case err != nil:
			return nil
		}
		at += n
	}
	return nil
}
