package archive

import (
	"fmt"
	"testing"
)

func TestParseShard(t *testing.T) {
	for text, want := range map[string]Shard{
		"1/1": {1, 1}, "3/8": {3, 8}, "8/8": {8, 8},
		"": {}, "3": {}, "0/8": {}, "9/8": {}, "-1/8": {}, "1/": {}, "1/9999999": {}, "1/8/2": {}, "a/b": {},
	} {
		got, err := ParseShard(text)
		if got != want || (err == nil) != (want != Shard{}) {
			t.Errorf("ParseShard(%q) = %v, %v, want %v", text, got, err, want)
		}
		if s, ok := shardOf(shardFolder + got.String()); want != (Shard{}) && (s != want || !ok) {
			t.Errorf("the folder of %v is read as %v, %v", got, s, ok)
		}
	}
}

// Every post belongs to exactly one shard, and none has far more than others.
func TestShardsAreAPartition(t *testing.T) {
	const count, posts = 8, 8000
	sizes := make([]int, count)
	for i := range posts {
		owners := 0
		for n := range count {
			if (Shard{n + 1, count}).Has(fmt.Sprintf("_posts/%d.html", i)) {
				owners++
				sizes[n]++
			}
		}
		if owners != 1 {
			t.Fatalf("post %d belongs to %d shards", i, owners)
		}
	}
	for n, size := range sizes {
		if size < posts/count*8/10 || size > posts/count*12/10 {
			t.Errorf("shard %d has %d of %d posts", n+1, size, posts)
		}
	}
}
