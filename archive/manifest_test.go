package archive

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/markive/markive/convert"
)

func TestManifestEncode(t *testing.T) {
	m := &Manifest{
		Format:  ManifestFormat,
		Version: "v1.2.3",
		Options: ManifestOptions{Audit: true},
		Source:  newSource("a/b.md", []byte("post")),
		Title:   "Tom & <Jerry>",
		Files:   []ManifestFile{{Path: "index.md", Size: 3, SHA256: sha256Hex([]byte("abc")), MediaType: "text/markdown"}},
		Missing: []ManifestAsset{{Kind: convert.KindImage, Address: "https://h/x?a=1&b=2", Candidates: []string{"https://h/x?a=1&b=2"}, Uses: []convert.Use{{Alt: "x", Address: "https://h/x?a=1&b=2"}}}},
	}
	got, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "markive": 1,
  "version": "v1.2.3",
  "options": {
    "audit": true
  },
  "source": {
    "path": "a/b.md",
    "size": 4,
    "sha256": "aaf6c38ea4c7a23f9a99fdebb6d1c9a1a1ab4c5c1f5ffe6d2fa2b8dd2bc5e7a6",
    "encoding": ""
  },
  "title": "Tom & <Jerry>",
  "files": [
    {
      "path": "index.md",
      "size": 3,
      "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "media_type": "text/markdown"
    }
  ],
  "missing": [
    {
      "kind": "image",
      "address": "https://h/x?a=1&b=2",
      "candidates": [
        "https://h/x?a=1&b=2"
      ],
      "uses": [
        {
          "alt": "x",
          "address": "https://h/x?a=1&b=2"
        }
      ]
    }
  ]
}
`
	if diff := cmp.Diff(strings.ReplaceAll(want, "aaf6c38ea4c7a23f9a99fdebb6d1c9a1a1ab4c5c1f5ffe6d2fa2b8dd2bc5e7a6", m.Source.SHA256), string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	back, err := decodeManifest(got)
	if diff := cmp.Diff(m, back); diff != "" || err != nil {
		t.Errorf("what was written comes back otherwise: %v\n%s", err, diff)
	}
}

func TestManifestSourcePath(t *testing.T) {
	for _, p := range []string{"a.md", "日本.md", "bad\xff.md", "a\nb.md"} {
		m := &Manifest{Format: ManifestFormat, Source: newSource(p, nil)}
		data, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeManifest(data)
		if err != nil || back.Source.path() != p {
			t.Errorf("path %q comes back as %q, %v", p, back.Source.path(), err)
		}
	}
}

func TestManifestOptions(t *testing.T) {
	all := []ManifestOptions{{}, {Audit: true}, {ImageFields: []string{}}, {ImageFields: []string{"a"}}, {ImageFields: []string{"a", "b"}}}
	for i, a := range all {
		for j, b := range all {
			if got := a.equal(b); got != (i == j) {
				t.Errorf("%+v equals %+v: %v", a, b, got)
			}
			if got := a.fingerprint() == b.fingerprint(); got != (i == j) {
				t.Errorf("%+v and %+v have one fingerprint: %v", a, b, got)
			}
		}
	}
	// "None" and "the default" must survive the way through the file.
	for _, o := range all {
		data, _ := (&Manifest{Format: ManifestFormat, Options: o}).encode()
		if back, err := decodeManifest(data); err != nil || !back.Options.equal(o) {
			t.Errorf("%+v comes back as %+v, %v", o, back, err)
		}
	}
}

func TestRecorded(t *testing.T) {
	for _, same := range []string{"https://h/a.png?x=1", "a.png", "data"} {
		if got := recordAddress(same); got != same {
			t.Errorf("recordAddress(%q) = %q", same, got)
		}
	}
	for secret, want := range map[string]string{
		"https://me:pw@h/a.png":                  "https://h/a.png",
		"//me@h/a.png":                           "//h/a.png",
		"https://p/?http://me:p@w@h/a.png?x=b@c": "https://p/?http://h/a.png?x=b@c",
		"https://h/@me/a@2x.png":                 "https://h/@me/a@2x.png",
	} {
		if got := recordAddress(secret); got != want {
			t.Errorf("recordAddress(%q) = %q, want %q", secret, got, want)
		}
	}
	uri := "DATA:image/png;base64," + strings.Repeat("A", 1000)
	got := recordAddress(uri)
	if want := "DATA:image/png;base64,sha256:" + sha256Hex([]byte(uri)); got != want {
		t.Errorf("recordAddress(data) = %q, want %q", got, want)
	}
	long := "https://h/" + strings.Repeat("x", maxRecorded)
	if got := recordAddress(long); len(got) > 200 || got == recordAddress(long+"y") {
		t.Errorf("a long address is recorded as %q", got)
	}
}

func TestStamp(t *testing.T) {
	at := time.Date(2021, 11, 20, 20, 0, 0, 0, time.FixedZone("", 3600))
	if got := (&Options{}).stamp(at); got != "2021-11-20T19:00:00Z" {
		t.Errorf("stamp = %s", got)
	}
	if got := (&Options{Epoch: time.Unix(1700000000, 0)}).stamp(at); got != "2023-11-14T22:13:20Z" {
		t.Errorf("stamp with an epoch = %s", got)
	}
	if got := (&Options{}).stamp(time.Time{}); got != "" {
		t.Errorf("stamp of no time = %s", got)
	}
}

// What stands in an archive may be anybody's.
func TestLoadHeld(t *testing.T) {
	ours, err := (&Manifest{Format: ManifestFormat, Source: newSource("a.md", nil)}).encode()
	if err != nil {
		t.Fatal(err)
	}
	dir := plant(t, map[string]string{
		"ours/markive.json":     string(ours),
		"empty/":                "",
		"file":                  "mine",
		"folder/notes.txt":      "mine",
		"browsed/.DS_Store":     "shown as icons",
		"json/markive.json":     "{}",
		"later/markive.json":    `{"markive": 2}`,
		"nojson/markive.json":   "hello",
		"linked/markive.json":   "-> ../ours/markive.json",
		"link":                  "-> ours",
		"up/link":               "-> ..",
		"strange/markive.json/": "",
	})
	root := rootOf(t, dir)
	for _, tt := range []struct{ name, src, why string }{
		{"ours", "a.md", ""},
		{"ours", "b.md", "ours is the bundle of another post, a.md"},
		{"absent", "a.md", ""},
		{"absent/a", "a.md", ""},
		{"empty", "a.md", ""},
		{"browsed", "a.md", ""},
		{"file", "a.md", "file is a file"},
		{"folder", "a.md", "folder is a folder that is not a bundle of markive"},
		{"json", "a.md", "json is a folder whose markive.json is not markive's"},
		{"later", "a.md", "later is a folder whose markive.json is not markive's"},
		{"nojson", "a.md", "nojson is a folder whose markive.json is not markive's"},
		{"linked", "a.md", "linked is a folder that is not a bundle of markive"},
		{"strange", "a.md", "strange is a folder that is not a bundle of markive"},
		{"link", "a.md", "link is a link"},
		{"up/link/ours", "a.md", "up/link is a link"},
	} {
		h, err := loadHeld(root, tt.name, tt.src)
		var foreign *foreignError
		switch {
		case tt.why == "" && err != nil, tt.why != "" && (!errors.As(err, &foreign) || foreign.Error() != tt.why):
			t.Errorf("loadHeld(%s, %s): %v, want %q", tt.name, tt.src, err, tt.why)
		case (h != nil) != (tt.name == "ours" && tt.src == "a.md"):
			t.Errorf("loadHeld(%s, %s) = %v", tt.name, tt.src, h)
		}
	}
}
