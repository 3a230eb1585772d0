package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

// unpacked returns all files of a pack, as snapshot does for a folder.
func unpacked(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openPack(f)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if len(p.damage) > 0 {
		t.Errorf("%s: %v", filepath.Base(name), p.damage)
	}
	files := map[string]string{}
	add := func(dir string, e *packFile) {
		r, err := p.open(e)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.TrimPrefix(dir+"/"+e.path, "/")
		files[at] = string(data)
		for at = path.Dir(at); at != "."; at = path.Dir(at) {
			files[at+"/"] = "" // as snapshot tells of folders
		}
	}
	for _, e := range p.loose {
		add("", &e)
	}
	for dir, all := range p.bundles {
		for i := range all {
			add(dir, &all[i])
		}
	}
	return files
}

// packKinds are tested side by side.
var packKinds = []string{"blog.tar", "blog.zip"}

func threePosts(o *origin) map[string]string {
	return map[string]string{
		"a/one.html": post(o, "one", "1.png", "2.png"),
		"a/two.html": post(o, "two", "2.png"),
		"b.html":     post(o, "three", "3.png"),
	}
}

// A pack holds what the folder would, and is the same file however it comes
// about.
func TestPackIsTheFolder(t *testing.T) {
	o := newOrigin(t)
	in, folder := archived(t, "blog", threePosts(o))
	for _, kind := range packKinds {
		var was []byte
		for _, jobs := range []int{1, 8} {
			name := filepath.Join(t.TempDir(), kind)
			opts := testOptions()
			opts.Jobs = jobs
			if r := archiveOf(t, name, in, opts); r.Written != 3 || len(r.Problems) > 0 {
				t.Fatalf("%s: %+v", kind, r)
			}
			sameFiles(t, kind, snapshot(t, folder), unpacked(t, name))
			data, _ := os.ReadFile(name)
			if was != nil && !bytes.Equal(was, data) {
				t.Errorf("%s: other bytes with 8 workers than with 1", kind)
			}
			was = data
			report, err := Verify(context.Background(), name, VerifyOptions{})
			if err != nil || report.Bundles != 3 || len(report.Damage) > 0 {
				t.Errorf("verifying %s: %+v, %v", kind, report, err)
			}
		}
	}
}

// A post that fails and never had a bundle has none, and keeps none behind it
// waiting for its turn.
func TestPackWithoutAPost(t *testing.T) {
	o := newOrigin(t)
	for _, kind := range packKinds {
		in := plant(t, threePosts(o))
		os.WriteFile(filepath.Join(in, "a", "two.html"), make([]byte, 100), 0o644)
		name := filepath.Join(t.TempDir(), kind)
		if r := archiveOf(t, name, in, testOptions()); r.Written != 2 || r.Failed != 1 {
			t.Fatalf("%s: %+v", kind, r)
		}
		files := unpacked(t, name)
		if files["a/one/"+manifestFile] == "" || files["b/"+manifestFile] == "" || files["a/two/"+manifestFile] != "" {
			t.Errorf("%s holds %q", kind, sortedKeys(files))
		}
		was, _ := os.Stat(name)
		archiveOf(t, name, in, testOptions())
		if is, _ := os.Stat(name); !os.SameFile(was, is) {
			t.Errorf("%s was written anew though nothing has changed", kind)
		}
	}
}

// A zip that another program has packed anew tells the sizes before the bytes.
func TestZipOfOthers(t *testing.T) {
	_, name := archived(t, "a.zip", threePosts(newOrigin(t)))
	r, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		h := f.FileHeader
		h.Flags &^= sizesBehind
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(to, raw)
	}
	w.Close()
	again := filepath.Join(t.TempDir(), "b.zip")
	os.WriteFile(again, b.Bytes(), 0o644)
	sound(t, again, 3)
}

func TestPackToOutput(t *testing.T) {
	in, name := archived(t, "blog.tar", threePosts(newOrigin(t)))
	var b bytes.Buffer
	opts := testOptions()
	opts.Output = &b
	archiveOf(t, "", in, opts)
	if want, _ := os.ReadFile(name); !bytes.Equal(b.Bytes(), want) {
		t.Error("the tar that was written to a stream is another than that on the disk")
	}
}

// Nothing changed, nothing is written and nobody asked; a change rebuilds one
// bundle; what was removed stays.
func TestPackAgain(t *testing.T) {
	for _, kind := range packKinds {
		o := newOrigin(t)
		in, name := archived(t, kind, threePosts(o))
		before, _ := os.Stat(name)
		was := unpacked(t, name)
		o.reset()

		archiveOf(t, name, in, testOptions())
		if after, _ := os.Stat(name); !os.SameFile(before, after) {
			t.Errorf("%s: written though nothing has changed", kind)
		}
		os.Remove(filepath.Join(in, "b.html"))
		plantIn(t, in, map[string]string{"a/two.html": post(o, "changed", "2.png")})
		if r := archiveOf(t, name, in, testOptions()); r.Written != 1 || r.Unchanged != 1 {
			t.Errorf("%s: %+v", kind, r)
		}
		if asked := o.reset(); len(asked) > 0 {
			t.Errorf("%s: asked again for %v", kind, asked)
		}
		now := unpacked(t, name)
		for p, data := range was {
			if changed := now[p] != data; changed && !strings.HasPrefix(p, "a/two/") {
				t.Errorf("%s: %s has changed or is gone", kind, p)
			}
		}
		if !strings.Contains(now["a/two/index.md"], "changed") {
			t.Errorf("%s: the post that has changed was not written", kind)
		}
	}
}

// A run that is killed leaves a part, whole but for its end; the next makes of
// it what an undisturbed one would have made, and asks for nothing twice.
func TestPackGoesOn(t *testing.T) {
	for _, kind := range packKinds[:1] { // a zip without its end holds nothing
		o := newOrigin(t)
		in, want := archived(t, kind, threePosts(o))
		whole, _ := os.ReadFile(want)
		for _, cut := range []int{0, 100, len(whole) / 2, len(whole) - 1500, len(whole)} {
			o.reset()
			name := filepath.Join(t.TempDir(), kind)
			plantIn(t, filepath.Dir(name), map[string]string{stateFolder + "/" + kind + "/" + partFile: string(whole[:cut])})
			archiveOf(t, name, in, testOptions())
			if got, _ := os.ReadFile(name); !bytes.Equal(got, whole) {
				t.Errorf("%s cut at %d of %d: other bytes", kind, cut, len(whole))
			}
			if cut == len(whole) && len(o.reset()) > 0 {
				t.Errorf("%s: pictures of whole bundles were asked for again", kind)
			}
			if left := onlyFiles(t, filepath.Dir(name)); len(left) == 0 || left[stateFolder+"/"+kind+"/"+partFile] != "" {
				t.Errorf("%s: left behind: %v", kind, left)
			}
		}
	}
}

// Where a file cannot have two names, a damaged pack has to go before the new
// one gets its name. A kill in between left no pack, and the next run made one
// of its own posts alone.
func TestPackWithoutItsName(t *testing.T) {
	for _, kind := range packKinds {
		o := newOrigin(t)
		_, name := archived(t, kind, threePosts(o))
		want := filesAt(t, name)
		part := filepath.Join(filepath.Dir(name), stateFolder, kind, partFile)
		for _, torn := range []bool{false, true} {
			os.Remove(part)
			must(t, os.Rename(name, part))
			if torn {
				flip(part)
			}
			few := plant(t, map[string]string{"b.html": threePosts(o)["b.html"]})
			if !torn {
				archiveOf(t, name, few, testOptions())
				sameFiles(t, kind, want, filesAt(t, name))
				continue
			}
			archiveOf(t, name, few, testOptions())
			sound(t, name, 1)
		}
	}
}

// That a bundle was damaged is known when it was written anew by a run that
// was killed then: the pack that held it is kept.
func TestPackKeepsDamagedAfterKill(t *testing.T) {
	for _, kind := range packKinds[:1] { // in a zip it is compressed
		in, name := archived(t, kind, threePosts(newOrigin(t)))
		want := filesAt(t, name)
		tearManifest(t, name, "a/two")
		damaged := filesAt(t, name)
		a := open(t, name, testOptions())
		p := a.shelf.(*packer)
		must(t, p.noteDamage())
		if err := a.Close(); err != nil { // as a kill would, but for the lock
			t.Fatal(err)
		}
		plantIn(t, filepath.Join(filepath.Dir(name), stateFolder, kind), map[string]string{partFile: want["the file"]})
		archiveOf(t, name, in, testOptions())
		sameFiles(t, kind, want, filesAt(t, name))
		kept := filepath.Join(filepath.Dir(name), stateFolder, kind, damagedFolder, kind)
		sameFiles(t, kind+", damaged", damaged, filesAt(t, kept))
		if _, err := os.Lstat(filepath.Join(filepath.Dir(name), stateFolder, kind, healsFile)); err == nil {
			t.Errorf("%s: the note is left", kind)
		}
	}
}

// A part that was torn, as by a power cut, is not believed.
func TestPackDoubtsWhatIsLeft(t *testing.T) {
	o := newOrigin(t)
	in, want := archived(t, "blog.tar", threePosts(o))
	whole, _ := os.ReadFile(want)
	torn := bytes.Replace(whole, []byte("<p>one"), []byte("<p>0ne"), 1)
	if bytes.Equal(torn, whole) {
		t.Fatal("nothing was torn")
	}
	name := filepath.Join(t.TempDir(), "blog.tar")
	plantIn(t, filepath.Dir(name), map[string]string{stateFolder + "/blog.tar/" + partFile: string(torn)})
	archiveOf(t, name, in, testOptions())
	if got, _ := os.ReadFile(name); !bytes.Equal(got, whole) {
		t.Error("a torn bundle was taken over")
	}
}

// A bundle's name follows the set of posts, also in a pack.
func TestPackRenames(t *testing.T) {
	for _, kind := range packKinds {
		o := newOrigin(t)
		in, name := archived(t, kind, map[string]string{"a.html": post(o, "one", "1.png")})
		o.reset()
		plantIn(t, in, map[string]string{"a.md": "text\n"})
		archiveOf(t, name, in, testOptions())
		if asked := o.reset(); len(asked) > 0 {
			t.Errorf("%s: asked again for %v", kind, asked)
		}
		fresh := filepath.Join(t.TempDir(), kind)
		archiveOf(t, fresh, in, testOptions())
		sameFiles(t, kind, unpacked(t, fresh), unpacked(t, name))
	}
}

// A file that is not ours is not replaced.
func TestPackForeign(t *testing.T) {
	var tarred, zipped bytes.Buffer
	tw := tar.NewWriter(&tarred)
	tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "taxes.csv", Size: 1, Mode: 0o644})
	tw.Write([]byte("1"))
	tw.Close()
	zw := zip.NewWriter(&zipped)
	w, _ := zw.Create("taxes.csv")
	w.Write([]byte("1"))
	zw.Close()
	var folders bytes.Buffer
	tw = tar.NewWriter(&folders)
	tw.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: "a/", Mode: 0o755})
	tw.Close()
	in, linked := archived(t, "blog.tar", map[string]string{"a.html": "<p>a</p>"})
	ours, _ := os.ReadFile(linked)
	var link bytes.Buffer
	tw = tar.NewWriter(&link)
	tw.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: "mine", Linkname: "a", Mode: 0o777})
	tw.Close()
	for name, data := range map[string]string{
		"blog.tar": tarred.String(), "blog.zip": zipped.String(), "text.tar": "notes", "empty.tar": "",
		"cut.tar": tarred.String()[:300], "folders.tar": folders.String(),
		"linked.tar": string(ours[:len(ours)-1024]) + link.String(),
	} {
		out := filepath.Join(plant(t, map[string]string{name: data}), name)
		found, _ := Find([]string{in})
		a, err := New(out, convert.New(convert.Options{}), testOptions())
		if err == nil {
			_, err = a.Run(context.Background(), found.Posts)
			a.Close()
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want an error that names it", name, err)
		}
		if now, _ := os.ReadFile(out); string(now) != data {
			t.Errorf("%s was touched", name)
		}
	}
}

// A tar of a bundle whose equal pictures are hard links has them once, and others
// point there. Nothing of it is damaged, nor lost when it is written anew.
func TestTarOfHardLinks(t *testing.T) {
	o := newOrigin(t)
	in, whole := archived(t, "blog.tar", threePosts(o))
	data := read(t, whole)
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	met := map[string]string{}
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		content, _ := io.ReadAll(r)
		h.Name = "./" + h.Name
		if first := met[string(content)]; first != "" {
			h.Typeflag, h.Linkname, h.Size, content = tar.TypeLink, first, 0, nil
		}
		met[string(content)] = h.Name
		must(t, w.WriteHeader(h))
		w.Write(content)
	}
	w.WriteHeader(&tar.Header{Typeflag: tar.TypeLink, Name: "b/none", Linkname: "nothing"})
	w.Close()
	name := filepath.Join(plant(t, map[string]string{"blog.tar": b.String()}), "blog.tar")
	r, err := Verify(t.Context(), name, VerifyOptions{})
	if err != nil || len(r.Damage) != 1 || r.Damage[0].Path != "b/none" {
		t.Errorf("%+v, %v", r, err)
	}
	o.lack(everything)
	archiveOf(t, name, in, testOptions())
	if now, _ := os.ReadFile(name); !bytes.Equal(now, data) {
		t.Error("it is not what it was made of")
	}
}

// Bytes behind the end of a tar are told as what they are, and an encrypted zip
// is not called damaged.
func TestPackTellsTheCause(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	dir := t.TempDir()
	archiveOf(t, filepath.Join(dir, "blog.tar"), in, testOptions())
	data, _ := os.ReadFile(filepath.Join(dir, "blog.tar"))
	var locked bytes.Buffer
	w := zip.NewWriter(&locked)
	w.CreateRaw(&zip.FileHeader{Name: "a/index.md", Flags: encrypted})
	w.Close()
	files := plant(t, map[string]string{"more.tar": string(data) + "hi\n", "cut.tar": string(data[:len(data)-1024]), "locked.zip": locked.String(),
		"two.tar": string(data) + string(data), "padded.tar": string(data) + strings.Repeat("\x00", 100_000)})
	for name, want := range map[string]string{
		"more.tar": "stray: 3 bytes follow the end of the tar", "cut.tar": "truncated: the end of the tar is missing", "locked.zip": "is encrypted",
		"two.tar": "bytes follow the end of the tar", "padded.tar": "<nil>",
	} {
		r, err := Verify(t.Context(), filepath.Join(files, name), VerifyOptions{})
		got := fmt.Sprint(err)
		if err == nil && len(r.Damage) == 1 {
			got = r.Damage[0].String()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// What unpackers would not agree about is damage.
func TestPackVerifiesNames(t *testing.T) {
	type file struct {
		name string
		kind byte
	}
	for _, tt := range []struct {
		why   string
		files []file
		class Class
	}{
		{"leads out", []file{{"../up.md", tar.TypeReg}}, ClassNames},
		{"from the root", []file{{"/etc/x", tar.TypeReg}}, ClassNames},
		{"a backslash", []file{{`a\b`, tar.TypeReg}}, ClassNames},
		{"twice", []file{{"a", tar.TypeReg}, {"./a", tar.TypeReg}}, ClassNames},
		{"very long", []file{{strings.Repeat("a/", 3000) + "a", tar.TypeReg}}, ClassNames},
		{"a link", []file{{"a", tar.TypeSymlink}}, ClassNotRegular},
		{"a device", []file{{"a", tar.TypeChar}}, ClassNotRegular},
		{"a link from the root", []file{{"/a/b", tar.TypeSymlink}}, ClassNotRegular},
		{"a link out", []file{{"../../a", tar.TypeSymlink}}, ClassNotRegular},
	} {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for _, f := range tt.files {
			if err := w.WriteHeader(&tar.Header{Typeflag: f.kind, Name: f.name, Linkname: "x", Mode: 0o644}); err != nil {
				t.Fatal(tt.why, err)
			}
		}
		w.Close()
		name := filepath.Join(plant(t, map[string]string{"x.tar": b.String()}), "x.tar")
		report, err := Verify(context.Background(), name, VerifyOptions{})
		if err != nil || !slices.ContainsFunc(report.Damage, func(d Damage) bool { return d.Class == tt.class }) {
			t.Errorf("%s: %+v, %v, want %s", tt.why, report, err, tt.class)
		}
	}
}

// The same in a zip, in which folders have names of their own.
func TestZipVerifiesNames(t *testing.T) {
	for name, want := range map[string]Class{
		"../up.md": ClassNames, "/etc/x": ClassNames, `a\b`: ClassNames, "link": ClassNotRegular, "folder/": "", "file": "",
	} {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		h := &zip.FileHeader{Name: name}
		if name == "link" {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		if _, err := w.CreateHeader(h); err != nil {
			t.Fatal(err)
		}
		w.Close()
		file := filepath.Join(plant(t, map[string]string{"x.zip": b.String()}), "x.zip")
		report, err := Verify(context.Background(), file, VerifyOptions{})
		if err != nil || len(report.Damage) > 1 || (len(report.Damage) == 0) != (want == "") || want != "" && report.Damage[0].Class != want {
			t.Errorf("%s: %+v, %v, want %q", name, report, err, want)
		}
	}
}

// Every changed or missing byte of a pack is noticed.
func TestPackVerifiesBytes(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	for _, kind := range packKinds {
		name := filepath.Join(t.TempDir(), kind)
		archiveOf(t, name, in, testOptions())
		whole, _ := os.ReadFile(name)
		for what, damaged := range map[string][]byte{
			"cut":     whole[:len(whole)-600],
			"half":    whole[:len(whole)/2],
			"flipped": flipped(whole, bytes.Index(whole, []byte("IHDR"))+4),
		} {
			os.WriteFile(name, damaged, 0o644)
			report, err := Verify(context.Background(), name, VerifyOptions{})
			if err == nil && len(report.Damage) == 0 {
				t.Errorf("%s: %s: nothing was noticed", kind, what)
			}
		}
	}
}

// What a zip says twice, before and behind a file or in the list at its end, is
// the same, and its checksums hold of files that no list of ours names.
func TestZipVerifiesItself(t *testing.T) {
	_, name := archived(t, "a.zip", threePosts(newOrigin(t)))
	whole := read(t, name)
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		data, behind := int(at), int(at)+int(f.CompressedSize64)
		extra := data - len(f.Extra)
		listed := bytes.LastIndex(whole, []byte(f.Name)) // in the list at the end
		damaged := map[string]int{
			"the name":              extra - 1,
			"the method":            extra - len(f.Name) - 30 + 8,
			"the length of a field": extra + 2,
			"the checksum":          behind + 4,
			"the checksum listed":   listed - 46 + 16,
			"the fields listed":     listed + len(f.Name) + 2,
		}
		if f.Name == readmeFile {
			damaged["a byte"] = data + 9
		}
		for what, at := range damaged {
			os.WriteFile(name, flipped(whole, at), 0o644)
			report, err := Verify(context.Background(), name, VerifyOptions{Fast: f.Name != readmeFile})
			if err != nil || len(report.Damage) == 0 || report.Damage[0].Path != f.Name {
				t.Errorf("%s of %s changed: %v, %+v", what, f.Name, err, report)
			}
		}
	}
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1
	return data
}

// A reader who goes away ends the run with what the write said.
func TestPackOutputFails(t *testing.T) {
	in := plant(t, threePosts(newOrigin(t)))
	gone := errors.New("nobody reads any more")
	opts := testOptions()
	opts.Output = writerFunc(func([]byte) (int, error) { return 0, gone })
	if _, err := tryArchive(t, context.Background(), "", in, opts); !errors.Is(err, gone) {
		t.Errorf("err = %v, want %v", err, gone)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A pack that the system cannot read is not called something else.
func TestOpenPackUnreadable(t *testing.T) {
	f, err := os.Open(t.TempDir()) // reading a folder fails
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := openPack(f); !isSystems(err) {
		t.Errorf("err = %v, want that of the system", err)
	}
}

// What is no pack is called by what it is, if that tells what to do.
func TestOpenPackForeign(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	io.WriteString(w, strings.Repeat("x", 2000))
	w.Close()
	for content, want := range map[string]string{
		strings.Repeat("x", 2000): "neither a tar nor a zip",
		"x":                       "neither a tar nor a zip",
		zipped.String():           "compressed with gzip: what is read in place is a tar or a zip as it was written",
		"\x28\xb5\x2f\xfd" + strings.Repeat("x", 2000): "compressed with zstd: what is read in place is a tar or a zip as it was written",
		"BZ": "neither a tar nor a zip",
	} {
		f, err := os.Open(filepath.Join(plant(t, map[string]string{"x": content}), "x"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := openPack(f); err == nil || err.Error() != want {
			t.Errorf("%.10q: %v, want %s", content, err, want)
		}
		f.Close()
	}
}

// What a killed run has left of a pack stays when it cannot be opened now.
func TestBrokenPackStays(t *testing.T) {
	for why, tt := range map[string]struct {
		files map[string]string
		stays bool
		err   error
	}{
		"nothing":               {nil, false, nil},
		"cut before all":        {map[string]string{brokenFile: "x"}, false, nil},
		"a folder in its place": {map[string]string{path.Join(brokenFile, "mine"): "x"}, true, errNotRegular},
	} {
		dir := plant(t, tt.files)
		p := &packer{workplace: &workplace{rootOf(t, dir), "."}, target: "blog.tar", options: &Options{}}
		if err := p.takeBroken(); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", why, err, tt.err)
		}
		if _, err := os.Stat(filepath.Join(dir, brokenFile)); (err == nil) != tt.stays {
			t.Errorf("%s: stays: %v", why, err == nil)
		}
	}
}

// A bundle that moves, and cannot be read when its turn comes, is not left out
// of the new pack: the run ends, and the former pack stays.
func TestPackIsNotWrittenWithoutWhatCannotBeRead(t *testing.T) {
	in, out := plant(t, map[string]string{"b.md": "text"}), t.TempDir()
	archiveOf(t, filepath.Join(out, "blog.tar"), in, testOptions())
	root := rootOf(t, out)
	former, err := openPackAt(root, "blog.tar")
	if err != nil {
		t.Fatal(err)
	}
	former.close() // so that no byte of it can be read
	task := task{src: Source{Path: "b.md"}, bundle: "b-1"}
	p := &packer{
		workplace: &workplace{root, stateFolder}, target: "blog.tar", options: &Options{}, former: former,
		slots: []slot{{name: task.bundle}}, at: map[string]int{task.bundle: 0}, from: map[string]string{"b.md": "b"},
	}
	if err := p.keep(&task); err == nil {
		t.Error("the bundle was left out without a word")
	}
}
