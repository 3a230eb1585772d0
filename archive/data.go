package archive

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// isData tells of an address that holds its bytes itself.
func isData(address string) bool {
	return len(address) >= 5 && strings.EqualFold(address[:5], "data:")
}

// dataBytes decodes a data: address (RFC 2397). The type that it declares
// counts for nothing: what it is, its bytes say.
func dataBytes(address string, limit int64) ([]byte, *failure) {
	header, data, found := strings.Cut(address[len("data:"):], ",")
	if !found {
		return nil, fail(ClassBadURL, "data: without a comma")
	}
	if int64(len(data)) > 4*limit {
		return nil, tooLarge(limit)
	}
	var b []byte
	if isBase64(header) {
		var err error
		if b, err = decodeBase64(data); err != nil {
			return nil, fail(ClassBadURL, "data: that is not base64")
		}
	} else {
		b = []byte(unescape(data))
	}
	if int64(len(b)) > limit {
		return nil, tooLarge(limit)
	}
	return b, nil
}

// isBitmapData tells of a data: address that says it is a picture which nothing
// runs in: that stays where its bytes are none.
func isBitmapData(address string) bool {
	address = strings.ToLower(address[:min(len(address), 64)])
	return strings.HasPrefix(address, "data:image/") && !strings.HasPrefix(address, "data:image/svg")
}

func isBase64(header string) bool {
	i := strings.LastIndexByte(header, ';')
	return i >= 0 && strings.EqualFold(strings.TrimSpace(header[i+1:]), "base64")
}

// decodeBase64 is as generous as browsers: blanks do not count, padding may be
// missing, either alphabet will do, a fragment is left out.
func decodeBase64(s string) ([]byte, error) {
	s, _, _ = strings.Cut(s, "#")
	plain := bytes.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, []byte(unescape(s)))
	return base64.RawStdEncoding.AppendDecode(nil, plain)
}
