package archive

import (
	"bytes"
	"errors"
	"io"

	"github.com/gabriel-vasile/mimetype"
)

// media is what the bytes of an asset say about it. No name, no header and no
// server has a say, and no pixel is decoded: the size of an image costs
// nothing, however large it claims to be.
type media struct {
	kind          string // media type
	ext           string // with dot
	width, height int    // 0: unknown
}

// A format is a kind of image that is known.
type format struct {
	kind, ext string
	// measure reads width and height, and sees to it that the end is there. Its
	// error is errTruncated, a *failure, or anything else for what is no image.
	measure func(b *bytesReader) (width, height int, err error)
}

var errTruncated = errors.New("the end of the image is missing")
var errMalformed = errors.New("malformed")

// How much of a file is looked at to tell its format: of text more, since a
// drawing may begin with the licence of who drew it.
const (
	headSize = 4 << 10
	textHead = 64 << 10
)

// mediaOf judges size bytes.
func mediaOf(r io.ReaderAt, size int64) (media, *failure) {
	head, bad := headOf(r, size, headSize)
	if bad != nil {
		return media{}, bad
	}
	if size == 0 {
		return media{}, fail(ClassNotImage, "no bytes at all").worth(triesSuspect)
	}
	f := formatOf(head)
	if f == nil && size > headSize && bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, utf8Mark), " \t\r\n"), []byte("<")) {
		long, bad := headOf(r, size, textHead)
		if bad != nil {
			return media{}, bad
		}
		f = formatOf(long)
	}
	if f == nil {
		return media{}, otherThan(ClassNotImage, mimetype.Detect(head))
	}
	w, h, err := f.measure(newBytesReader(r, size))
	switch {
	case err == nil:
		return media{kind: f.kind, ext: f.ext, width: w, height: h}, nil
	case errors.As(err, &bad):
		return media{}, bad
	case errors.Is(err, errTruncated), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return media{}, fail(ClassTruncated, errTruncated.Error()).worth(triesSuspect)
	}
	return media{}, fail(ClassNotImage, "the bytes begin like "+f.kind+" and go on like nothing").worth(triesSuspect)
}

// otherThan is the failure of bytes of another kind. A page may be what a server has
// for those who do not say where they come from.
func otherThan(class Class, kind *mimetype.MIME) *failure {
	f := fail(class, "the bytes are "+kind.String()).worth(triesSuspect)
	f.referer = kind.Is("text/html")
	return f
}

// headOf returns the first bytes.
func headOf(r io.ReaderAt, size, most int64) ([]byte, *failure) {
	head := make([]byte, min(size, most))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, fail(ClassIO, bare(err).Error())
	}
	return head, nil
}

var utf8Mark = []byte("\xef\xbb\xbf")

// formatOf tells the format by the first bytes, nil if it is none of ours.
func formatOf(head []byte) *format {
	has := func(at int, s string) bool {
		return len(head) >= at+len(s) && string(head[at:at+len(s)]) == s
	}
	switch {
	case has(0, "\x89PNG\r\n\x1a\n"):
		return &format{"image/png", ".png", measurePNG}
	case has(0, "\xff\xd8\xff"):
		return &format{"image/jpeg", ".jpg", measureJPEG}
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return &format{"image/gif", ".gif", measureGIF}
	case has(0, "RIFF") && has(8, "WEBP"):
		return &format{"image/webp", ".webp", measureWebP}
	case has(4, "ftyp"):
		return isoFormat(head)
	case has(0, "\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return &format{"image/jxl", ".jxl", measureJXLBoxes}
	case has(0, "\xff\x0a"):
		return &format{"image/jxl", ".jxl", measureJXL}
	case has(0, "BM") && isBMP(head):
		return &format{"image/bmp", ".bmp", measureBMP}
	case has(0, "II*\x00"), has(0, "MM\x00*"):
		return &format{"image/tiff", ".tif", measureTIFF}
	case has(0, "\x00\x00\x01\x00") && len(head) >= 22:
		return &format{"image/x-icon", ".ico", measureICO}
	case looksLikeSVG(head):
		return &format{"image/svg+xml", ".svg", measureSVG}
	}
	return nil
}

// isoFormat tells apart what is built of ISO boxes by its brands: the major
// one may only say "some image" (mif1), so the compatible ones count too.
func isoFormat(head []byte) *format {
	n := int(be32(head))
	if n < 16 || n > len(head) {
		return nil
	}
	brands := []string{string(head[8:12])}
	for i := 16; i+4 <= n; i += 4 {
		brands = append(brands, string(head[i:i+4]))
	}
	image := false
	for _, b := range brands {
		switch b {
		case "avif", "avis":
			return &format{"image/avif", ".avif", measureBoxes}
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return &format{"image/heic", ".heic", measureBoxes}
		case "mif1", "msf1":
			image = true
		}
	}
	if image {
		return &format{"image/heif", ".heif", measureBoxes}
	}
	return nil
}

// looksLikeSVG tells whether text begins with an svg element, after what may
// stand before it: a mark of byte order, a declaration, comments, a doctype.
func looksLikeSVG(head []byte) bool {
	head = bytes.TrimPrefix(head, utf8Mark)
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		case hasFoldPrefix(head, "<!doctype svg"), hasFoldPrefix(head, "<!doctype svg:svg"):
			end = doctypeEnd(head)
		default:
			return isSVGTag(head)
		}
		i := bytes.Index(head, []byte(end))
		if i < 0 {
			return false
		}
		head = head[i+len(end):]
	}
}

// doctypeEnd is what ends the doctype at the start of b: it may hold
// declarations of its own between brackets.
func doctypeEnd(b []byte) string {
	open, end := bytes.IndexByte(b, '['), bytes.IndexByte(b, '>')
	if open >= 0 && open < end {
		return "]>"
	}
	return ">"
}

func isSVGTag(b []byte) bool {
	if len(b) == 0 || b[0] != '<' {
		return false
	}
	name := b[1:]
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return string(name) == "svg"
}

func hasFoldPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}
