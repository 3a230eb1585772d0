package archive

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A bagValidator reads a bag as RFC 8493 tells it, and knows nothing of ours.
type bagValidator struct {
	files fs.FS
	there map[string]int64
	wrong []string
}

// validateBag returns everything that makes a folder no valid bag.
func validateBag(files fs.FS) []string {
	v := &bagValidator{files: files, there: map[string]int64{}}
	err := fs.WalkDir(files, ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			v.say("%s is not a regular file", p)
			return nil
		}
		info, err := e.Info()
		if err == nil {
			v.there[p] = info.Size()
		}
		return err
	})
	if err != nil {
		v.say("%v", err)
	}
	if info, err := fs.Stat(files, "data"); err != nil || !info.IsDir() {
		v.say("there is no payload directory (2.1.2)")
	}
	v.declaration()
	v.payload()
	v.tags()
	v.info()
	v.names()
	return v.wrong
}

func (v *bagValidator) say(format string, args ...any) {
	v.wrong = append(v.wrong, fmt.Sprintf(format, args...))
}

// declaration checks bagit.txt: two lines, in this order, no byte order mark
// (2.1.1).
func (v *bagValidator) declaration() {
	data, err := fs.ReadFile(v.files, "bagit.txt")
	if err != nil {
		v.say("bagit.txt: %v", err)
		return
	}
	if !regexp.MustCompile(`\ABagIt-Version: [0-9]+\.[0-9]+\r?\nTag-File-Character-Encoding: UTF-8(\r?\n)?\z`).Match(data) {
		v.say("bagit.txt says %q", data)
	}
}

// list reads a manifest (2.1.3): a checksum, blanks, a path for each file.
func (v *bagValidator) list(name string) map[string]string {
	data, err := fs.ReadFile(v.files, name)
	if err != nil {
		v.say("%s: %v", name, err)
		return nil
	}
	v.text(name, data)
	sums, normal := map[string]string{}, map[string]bool{}
	for line := range strings.Lines(string(data)) {
		m := regexp.MustCompile(`\A([0-9a-fA-F]{64})[ \t]+\*?([^\r\n]+)(?:\r\n|\r|\n)\z`).FindStringSubmatch(line)
		if m == nil {
			v.say("%s: %q is no line of a manifest", name, line)
			continue
		}
		p, bad := bagPath(m[2])
		switch {
		case bad != "":
			v.say("%s: %q %s", name, m[2], bad)
		case sums[p] != "":
			v.say("%s lists %s twice", name, p)
		case normal[norm.NFC.String(p)]:
			v.say("%s lists %s in two normal forms (5.2.2)", name, p)
		}
		sums[p], normal[norm.NFC.String(p)] = strings.ToLower(m[1]), true
	}
	return sums
}

// bagPath undoes the encoding of a path: only CR, LF and % are encoded, and
// they must be (2.1.3). A path leads nowhere else (2.1.3, 5.1.1).
func bagPath(listed string) (p, bad string) {
	plain := strings.NewReplacer("%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r", "%25", "%")
	rest := regexp.MustCompile(`%0[AaDd]|%25`).ReplaceAllString(listed, "")
	switch p = plain.Replace(listed); {
	case strings.Contains(rest, "%"):
		return p, "has a percent sign that is not encoded"
	case strings.HasPrefix(p, "/"), strings.HasPrefix(p, "~"), strings.HasPrefix(p, "./"), strings.Contains(p, `\`):
		return p, "is not a relative path with slashes"
	case path.Clean(p) != p || p == ".." || strings.HasPrefix(p, "../"):
		return p, "leads out of the bag, or is not its shortest form"
	}
	return p, ""
}

// text checks that a tag file is UTF-8 without a byte order mark (2.2.4).
func (v *bagValidator) text(name string, data []byte) {
	if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		v.say("%s is not UTF-8, or begins with a byte order mark", name)
	}
}

// sums compares bytes with a list.
func (v *bagValidator) sums(name string, listed map[string]string) {
	for _, p := range slices.Sorted(maps.Keys(listed)) {
		data, err := fs.ReadFile(v.files, p)
		if err != nil {
			v.say("%s lists %s, which is not there", name, p)
		} else if sha256Hex(data) != listed[p] {
			v.say("%s has another checksum for %s", name, p)
		}
	}
}

// payload checks that the payload manifest and the payload agree (2.1.3, 3).
func (v *bagValidator) payload() {
	listed := v.list("manifest-sha256.txt")
	v.sums("manifest-sha256.txt", listed)
	for p := range listed {
		if !strings.HasPrefix(p, "data/") {
			v.say("the payload manifest lists %s, which is no payload", p)
		}
	}
	for p := range v.there {
		if strings.HasPrefix(p, "data/") && listed[p] == "" {
			v.say("the payload manifest does not list %s", p)
		}
	}
}

// tags checks the tag manifest (2.2.1): every tag file but tag manifests.
func (v *bagValidator) tags() {
	listed := v.list("tagmanifest-sha256.txt")
	v.sums("tagmanifest-sha256.txt", listed)
	for p := range listed {
		if strings.HasPrefix(p, "data/") || strings.HasPrefix(p, "tagmanifest-") {
			v.say("the tag manifest lists %s", p)
		}
	}
	for p := range v.there {
		if !strings.HasPrefix(p, "data/") && !strings.HasPrefix(p, "tagmanifest-") && listed[p] == "" {
			v.say("the tag manifest does not list %s", p)
		}
	}
}

// info checks bag-info.txt (2.2.2): labels, colons, values, and a sum that is
// right.
func (v *bagValidator) info() {
	data, err := fs.ReadFile(v.files, "bag-info.txt")
	if err != nil {
		v.say("bag-info.txt: %v", err)
		return
	}
	v.text("bag-info.txt", data)
	var bytes, files int64
	for p, size := range v.there {
		if strings.HasPrefix(p, "data/") {
			bytes, files = bytes+size, files+1
		}
	}
	oxums := 0
	for line := range strings.Lines(string(data)) {
		m := regexp.MustCompile(`\A([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t](.*)\n\z`).FindStringSubmatch(line)
		if m == nil {
			v.say("bag-info.txt: %q", line)
			continue
		}
		if strings.EqualFold(m[1], "Payload-Oxum") {
			oxums++
			if want := strconv.FormatInt(bytes, 10) + "." + strconv.FormatInt(files, 10); m[2] != want {
				v.say("Payload-Oxum is %s, not %s", m[2], want)
			}
		}
	}
	if oxums != 1 {
		v.say("bag-info.txt has Payload-Oxum %d times", oxums)
	}
}

// names looks for what other systems cannot have (5.2, 6.1).
func (v *bagValidator) names() {
	seen := map[string]bool{}
	for p := range v.there {
		folded := strings.ToLower(norm.NFC.String(p))
		if seen[folded] || !utf8.ValidString(p) || strings.ContainsAny(p, "<>:\"|?*\\\x00") {
			v.say("%q is a name that not every system can have", p)
		}
		seen[folded] = true
	}
}

// awkwardPosts have names that are hard to write down.
func awkwardPosts(o *origin) map[string]string {
	posts := map[string]string{}
	for _, name := range []string{
		"plain", "你好 世界", "with blanks  two", "100%25 sure%0A", "percent % sign", "line\nbreak", "return\rhere",
		"😀👩‍👩‍👧", "שלום", "مرحبا", "e\u0301", "back\\slash", strings.Repeat("字", 63) + "xx", strings.Repeat("n", 191),
		strings.Repeat("long", 62), "CON", "a:b|c?d*e", "-dash", "\xff\xfe", "deep/你/b c/d",
	} {
		posts["in/"+name+".html"] = post(o, name, "1.png", "%E7%8C%AB%20%25.png", "a%0Ab.png", strings.Repeat("%E5%AD%97", 80)+".png")
	}
	return posts
}

// Every bag is one for whoever reads RFC 8493, in a folder, a tar and a zip.
func TestBagsAreValid(t *testing.T) {
	t.Parallel()
	o := newOrigin(t)
	posts := awkwardPosts(o)
	in := plant(t, posts)
	for _, kind := range append(packKinds, "blog") {
		out := filepath.Join(t.TempDir(), kind)
		opts := testOptions()
		opts.Format = FormatBag
		if r := archiveOf(t, out, in, opts); r.Written != len(posts) || len(r.Problems) > 0 {
			t.Fatalf("%s: %+v", kind, r)
		}
		read := snapshot
		if kind != "blog" {
			read = unpacked
		}
		files, bags := fstest.MapFS{}, 0
		for p, data := range read(t, out) {
			if !strings.HasSuffix(p, "/") {
				files[p] = &fstest.MapFile{Data: []byte(data), Mode: 0o644}
			}
		}
		for p := range files {
			if path.Base(p) != "bagit.txt" {
				continue
			}
			bags++
			bag, err := fs.Sub(files, path.Dir(p))
			if err != nil {
				t.Fatal(err)
			}
			for _, wrong := range validateBag(bag) {
				t.Errorf("%s: %q: %s", kind, path.Dir(p), wrong)
			}
		}
		if bags != len(posts) {
			t.Errorf("%s: %d bags of %d posts", kind, bags, len(posts))
		}
		report, err := Verify(context.Background(), out, VerifyOptions{})
		if err != nil || len(report.Damage) > 0 || report.Bundles != len(posts) {
			t.Errorf("%s: %+v, %v", kind, report, err)
		}
	}
}

// The validator must be able to say no, and verify says so too.
func TestBagsThatAreNot(t *testing.T) {
	t.Parallel()
	sum := func(s string) string { return sha256Hex([]byte(s)) }
	for what, change := range map[string]func(fstest.MapFS){
		"a byte order mark": func(b fstest.MapFS) { b[bagFile].Data = append([]byte("\xef\xbb\xbf"), b[bagFile].Data...) },
		"lines in other order": func(b fstest.MapFS) {
			b[bagFile].Data = []byte("Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n")
		},
		"no declaration":        func(b fstest.MapFS) { delete(b, bagFile) },
		"no payload":            func(b fstest.MapFS) { delete(b, "data/index.md") },
		"another payload":       func(b fstest.MapFS) { b["data/index.md"].Data[0] ^= 1 },
		"payload in no list":    func(b fstest.MapFS) { b["data/more"] = &fstest.MapFile{} },
		"a tag in no list":      func(b fstest.MapFS) { b["more.txt"] = &fstest.MapFile{} },
		"another sum of bytes":  func(b fstest.MapFS) { b[bagInfo].Data = []byte("Payload-Oxum: 1.1\n") },
		"no tag manifest":       func(b fstest.MapFS) { delete(b, tagFile) },
		"a line twice":          func(b fstest.MapFS) { b[checksumFile].Data = bytes.Repeat(b[checksumFile].Data, 2) },
		"a path that leads out": func(b fstest.MapFS) { b[checksumFile].Data = fmt.Appendf(b[checksumFile].Data, "%s  ../x\n", sum("")) },
		"a percent sign, naked": func(b fstest.MapFS) {
			b["data/%"] = &fstest.MapFile{}
			b[checksumFile].Data = fmt.Appendf(b[checksumFile].Data, "%s  data/%%\n", sum(""))
		},
		"a line that is cut off": func(b fstest.MapFS) { b[checksumFile].Data = b[checksumFile].Data[:70] },
	} {
		in := plant(t, map[string]string{"a.html": post(nil, "a")})
		out := filepath.Join(t.TempDir(), "blog")
		opts := testOptions()
		opts.Format = FormatBag
		archiveOf(t, out, in, opts)
		bag := fstest.MapFS{}
		for p, data := range snapshot(t, filepath.Join(out, "a")) {
			if !strings.HasSuffix(p, "/") {
				bag[p] = &fstest.MapFile{Data: []byte(data), Mode: 0o644}
			}
		}
		if wrong := validateBag(bag); len(wrong) > 0 {
			t.Fatalf("before any change: %v", wrong)
		}
		change(bag)
		if len(validateBag(bag)) == 0 {
			t.Errorf("%s: the validator finds nothing", what)
		}
		changed := map[string]string{}
		for p, f := range bag {
			changed["a/"+p] = string(f.Data)
		}
		report, err := Verify(context.Background(), plant(t, changed), VerifyOptions{})
		if err != nil || len(report.Damage) == 0 {
			t.Errorf("%s: verify finds nothing (%v)", what, err)
		}
	}
}
