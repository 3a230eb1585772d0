package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// A Shard is a part of the posts of an archive. Runs over different shards of
// one archive may work side by side, each with a state and a lock of its own.
// The zero value stands for all posts.
type Shard struct {
	Index int // from 1 to Count
	Count int // 0: all posts are one
}

// Has tells whether a post belongs to the shard. That depends on its path
// alone, so shards are stable, disjoint and complete whatever lists the posts.
func (s Shard) Has(path string) bool {
	if s.Count <= 1 {
		return true
	}
	sum := sha256.Sum256([]byte(path))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Count) == uint64(s.Index-1)
}

// String returns the shard as names of files have it, such as "3-of-8".
func (s Shard) String() string { return fmt.Sprintf("%d-of-%d", s.Index, s.Count) }

const shardFolder = "shard-" // before the name of a shard

// ParseShard reads "3/8".
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, nerr := strconv.Atoi(count)
	if !ok || err != nil || nerr != nil || n < 1 || i < 1 || i > n || n > maxShards {
		return Shard{}, fmt.Errorf("%q is not of the form 3/8, from 1/8 to 8/8", text)
	}
	return Shard{i, n}, nil
}

const maxShards = 1 << 20

// shardOf reads the name of a shard's folder in the state; false if it is not
// one.
func shardOf(name string) (Shard, bool) {
	rest, ok := strings.CutPrefix(name, shardFolder)
	if !ok {
		return Shard{}, false
	}
	s, err := ParseShard(strings.Replace(rest, "-of-", "/", 1))
	return s, err == nil && shardFolder+s.String() == name
}
