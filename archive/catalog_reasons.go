package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
)

// reasons tells why pictures are missing, which no bundle does, since that
// differs from run to run: it is what the report of the last run says. Of very
// many, some are not known.
type reasons struct {
	words  []string
	number map[string]uint32 // of each of the words
	by     map[uint64]uint32 // of post and address: the number of the words
}

// maxReasons bounds the missing pictures whose reasons are known.
const maxReasons = 500_000

// newReasons reads the problems of a report.
func newReasons(r *Report) reasons {
	why := reasons{number: map[string]uint32{}, by: map[uint64]uint32{}}
	for i := range r.Problems {
		p := &r.Problems[i]
		if p.Address == "" || len(why.by) >= maxReasons {
			continue
		}
		text := string(p.Class)
		if p.Detail != "" {
			text += ": " + cutRunes(p.Detail, 120)
		}
		n, ok := why.number[text]
		if !ok {
			n = uint32(len(why.words))
			why.words, why.number[text] = append(why.words, text), n
		}
		why.by[hashOf(p.Path, p.Address)] = n
	}
	return why
}

// of returns why an asset of a post is missing, "" if nobody knows.
func (w reasons) of(post, address string) string {
	if n, ok := w.by[hashOf(post, address)]; ok {
		return w.words[n]
	}
	return ""
}

func hashOf(post, address string) uint64 {
	sum := sha256.New()
	io.WriteString(sum, post)
	sum.Write([]byte{0})
	io.WriteString(sum, address)
	return binary.LittleEndian.Uint64(sum.Sum(nil))
}

// digest returns all reasons as one word.
func (w reasons) digest() string {
	var all [sha256.Size]byte // a sum over a set: of no order
	for key, n := range w.by {
		one := sha256.Sum256(binary.LittleEndian.AppendUint64([]byte(w.words[n]), key))
		for i := range all {
			all[i] ^= one[i]
		}
	}
	return hex.EncodeToString(all[:8])
}
