package archive

import (
	"context"
	"testing"
)

// Whatever the lists of a bundle say, verify neither panics nor reads what is
// not in the bundle, and it finds no peace with lists that it did not write.
func FuzzVerify(f *testing.F) {
	sum := sha256Hex([]byte("x"))
	f.Add(sum+"  index.md\n", `{"markive":1,"files":[{"path":"index.md","size":1,"sha256":"`+sum+`"}]}`, "x")
	f.Add("0 ../x\n\xff  /\n", `{"markive":1,"files":[{"path":"../x"}],"assets":[{"file":"/etc/passwd"}]}`, "![](images/01-x-00000000.png)")
	f.Add("", "", "---\ncover: images/01-x-00000000.png\n---\n<img src=images/01-x-00000000.png>")
	f.Fuzz(func(t *testing.T, list, manifest, index string) {
		dir := t.TempDir()
		plantIn(t, dir, map[string]string{checksumFile: list, manifestFile: manifest})
		put(t, dir+"/"+indexFile, []byte(index))
		r, err := Verify(context.Background(), dir, VerifyOptions{Jobs: 1})
		if err != nil || r.Bundles != 1 || r.Files != 3 {
			t.Errorf("%+v, %v", r, err)
		}
		if len(r.Damage) == 0 {
			t.Error("a bundle without source.txt is called whole")
		}
	})
}

func FuzzState(f *testing.F) {
	f.Add("")
	f.Add(stateHeader + "end 0 00000000\n")
	f.Add(stateHeader + record{path: "a b.md", bundle: "a b", size: 1, options: "x", files: "y"}.line() + "end 1 00000000\n")
	place, file := openState(f)
	f.Fuzz(func(t *testing.T, s string) {
		put(t, file, []byte(s))
		for p, rec := range loadState(place).records {
			if rec.path != p {
				t.Errorf("the record of %q is filed under %q", rec.path, p)
			}
		}
	})
}
