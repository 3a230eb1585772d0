package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func shardOptions(i, n int) Options {
	opts := testOptions()
	opts.Shard = Shard{i, n}
	return opts
}

// manyPosts returns a folder of n posts.
func manyPosts(t *testing.T, n int) string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("d%d/p%02d.md", i%3, i)] = fmt.Sprint("text ", i, "\n")
	}
	in := plant(t, files)
	age(t, in)
	return in
}

// Reports of another division of the posts are older than the run of a shard,
// and are not taken for the whole.
func TestIndexStaleReports(t *testing.T) {
	t.Parallel()
	in, out := manyPosts(t, 12), t.TempDir()
	for i := range 2 {
		archiveOf(t, out, in, shardOptions(i+1, 2))
	}
	for i := range 2 {
		archiveOf(t, out, in, shardOptions(i+1, 3))
	}
	r, err := Index(t.Context(), out)
	if err != nil || r.Shards != 3 || len(r.Absent) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	archiveOf(t, out, in, shardOptions(3, 3))
	if r, err := Index(t.Context(), out); err != nil || r.Shards != 3 || r.Posts != 12 || len(r.Absent) > 0 || r.Archived != 12 {
		t.Errorf("%+v, %v", r, err)
	}
}

// What one run has pruned or moved is not gone for verify, whoever remembers
// it at its old place.
func TestShardsForgetWhatIsPruned(t *testing.T) {
	in, out := manyPosts(t, 12), t.TempDir()
	for i := range 2 {
		archiveOf(t, out, in, shardOptions(i+1, 2))
	}
	if _, err := Index(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(in, "d0/p00.md"))
	plantIn(t, in, map[string]string{"d1/p01.html": "<p>takes part of a name</p>"})
	for i := range 2 {
		opts := shardOptions(i+1, 2)
		opts.Prune = true
		archiveOf(t, out, in, opts)
	}
	sound(t, out, 12)
	if r, err := Index(t.Context(), out); err != nil || r.Posts != 12 {
		t.Errorf("%+v, %v", r, err)
	}
	sound(t, out, 12)
	opts := testOptions()
	opts.Prune = true
	os.Remove(filepath.Join(in, "d2/p02.md"))
	archiveOf(t, out, in, opts)
	if _, err := Index(t.Context(), out); err != nil { // the shards still remember it
		t.Fatal(err)
	}
	sound(t, out, 11)
	if r := archiveOf(t, out, in, opts); r.Unchanged != 11 || r.Written > 0 {
		t.Errorf("%+v", r)
	}
}

// Index does not run beside a shard or a run.
func TestIndexWaitsForNobody(t *testing.T) {
	in, out := manyPosts(t, 1), t.TempDir()
	archiveOf(t, out, in, testOptions())
	for _, opts := range []Options{testOptions(), shardOptions(1, 2)} {
		a := open(t, out, opts)
		if _, err := Index(t.Context(), out); err == nil {
			t.Errorf("shard %v: Index ran beside a run", opts.Shard)
		}
		a.Close()
	}
}
