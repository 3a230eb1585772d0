package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Damage of the README.txt is told and mended, in a folder as in one file.
func TestReadmeDamage(t *testing.T) {
	t.Parallel()
	in := plant(t, threePosts(newOrigin(t)))
	for kind, at := range map[string]int{"blog": 300, "blog.tar": 900, "blog.zip": 300} {
		name := filepath.Join(t.TempDir(), kind)
		archiveOf(t, name, in, testOptions())
		file := name
		if kind == "blog" {
			file = filepath.Join(name, readmeFile)
		}
		whole := read(t, file)
		os.WriteFile(file, flipped(whole, at), 0o644)
		r, err := Verify(context.Background(), name, VerifyOptions{})
		if err != nil || len(r.Damage) != 1 || r.Damage[0].Path != readmeFile || r.Damage[0].Class != ClassChanged {
			t.Errorf("%s: %+v, %v", kind, r, err)
		}
		opts := testOptions()
		opts.Verify = true
		if r := archiveOf(t, name, in, opts); len(r.Healed) != 1 || r.Healed[0].Path != readmeFile || r.Written > 0 {
			t.Errorf("%s: %+v", kind, r)
		}
		if got, _ := os.ReadFile(file); !bytes.Equal(got, whole) {
			t.Errorf("%s was not mended", kind)
		}
		kept := filepath.Join(name, stateFolder, damagedFolder, readmeFile)
		if kind != "blog" {
			kept = filepath.Join(filepath.Dir(name), stateFolder, kind, damagedFolder, kind)
		}
		if got, _ := os.ReadFile(kept); !bytes.Equal(got, flipped(whole, at)) {
			t.Errorf("%s: what was damaged is not in %s", kind, kept)
		}
		if r := archiveOf(t, name, in, opts); len(r.Healed) > 0 {
			t.Errorf("%s, once more: %+v", kind, r)
		}
	}
}

// An archive that its state tells to be one has a README.txt. A folder below it
// needs none.
func TestReadmeIsGone(t *testing.T) {
	in, out := archived(t, "", threePosts(newOrigin(t)))
	name := filepath.Join(out, readmeFile)
	for class, spoil := range map[Class]func(){
		ClassMissing:    func() { os.Remove(name) },
		ClassNotRegular: func() { os.Remove(name); os.Symlink("b/index.md", name) },
	} {
		spoil()
		r, err := Verify(t.Context(), out, VerifyOptions{Fast: true})
		if err != nil || len(r.Damage) != 1 || r.Damage[0].Path != readmeFile || r.Damage[0].Class != class {
			t.Errorf("%s: %+v, %v", class, r, err)
		}
		if r, err := Verify(t.Context(), filepath.Join(out, "a"), VerifyOptions{}); err != nil || len(r.Damage) > 0 {
			t.Errorf("%s, a part: %+v, %v", class, r, err)
		}
		os.RemoveAll(name)
		archiveOf(t, out, in, testOptions())
		sound(t, out, 3)
	}
}

// Somebody's own README.txt stays in an archive that is one file, too.
func TestOwnReadmeInPack(t *testing.T) {
	o := newOrigin(t)
	in, name := archived(t, "blog.tar", threePosts(o))
	data, _ := os.ReadFile(name)
	own := strings.Repeat("Notes of mine.\n", 40)
	os.WriteFile(name, bytes.Replace(data, []byte(readme)[:len(own)], []byte(own), 1), 0o644)
	plantIn(t, in, map[string]string{"b.html": post(o, "other words", "3.png")})
	if r := archiveOf(t, name, in, testOptions()); r.Written != 1 || len(r.Healed) > 0 {
		t.Errorf("%+v", r)
	}
	if now, _ := os.ReadFile(name); !bytes.Contains(now, []byte(own+readme[len(own):])) {
		t.Error("it was replaced")
	}
	sound(t, name, 3)
}

// What is no README.txt of ours with some bytes changed or cut off is
// somebody's, and stays.
func TestReadmeOfOthers(t *testing.T) {
	for text, want := range map[string]bool{
		readme: false, readme[:500]: true, readme[:10]: true, "": true, strings.Repeat("\x00", 900): true, strings.Repeat("My own note\n", len(readme))[:len(readme)]: false, readme + "Ours since 1999.\n": false,
		"Notes of mine.\n": false, readme[1:]: false, string(flipped([]byte(readme), 900)): true,
	} {
		if got := isReadmeDamaged([]byte(text)); got != want {
			t.Errorf("%.20q (%d bytes): %v", text, len(text), got)
		}
	}
}

// One that is too long to be copied is not replaced either.
func TestLongReadmeInPack(t *testing.T) {
	in := plant(t, map[string]string{"a.md": "text\n"})
	for kind, write := range map[string]func(io.Writer) packWriter{"blog.tar": newTarWriter, "blog.zip": newZipWriter} {
		var b bytes.Buffer
		w := write(&b)
		must(t, errors.Join(w.write(readmeFile, maxReadme+1, strings.NewReader(strings.Repeat("x", maxReadme+1))), w.close()))
		name := filepath.Join(plant(t, map[string]string{kind: b.String()}), kind)
		if _, err := tryOpenAndRun(t, name, in); err == nil || !strings.Contains(err.Error(), readmeFile) {
			t.Errorf("%s: %v", kind, err)
		}
		if now, _ := os.ReadFile(name); !bytes.Equal(now, b.Bytes()) {
			t.Errorf("%s was touched", kind)
		}
	}
}
