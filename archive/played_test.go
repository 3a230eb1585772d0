package archive

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/markive/markive/convert"
)

var playedFiles = map[string]string{
	"pdf":  "%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n",
	"mp3":  strings.Repeat("\xff\xfb\x90\x00", 40),
	"wav":  "RIFF\x28\x00\x00\x00WAVEfmt " + strings.Repeat("\x00", 32),
	"mp4":  "\x00\x00\x00\x14ftypmp42\x00\x00\x00\x00isom" + "\x00\x00\x00\x10mdat12345678" + "\x00\x00\x00\x08moov",
	"flac": "fLaC\x00\x00\x00\x22" + strings.Repeat("\x00", 34),
}

// Sound, videos and documents are what their bytes say, to their end.
func TestPlayedOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind convert.Kind
		data string
		want string // media type
		bad  Class
	}{
		{"pdf", convert.KindFile, playedFiles["pdf"], "application/pdf", ""},
		{"pdf with bytes behind", convert.KindFile, playedFiles["pdf"] + strings.Repeat("\n", 1000), "application/pdf", ""},
		{"pdf cut", convert.KindFile, playedFiles["pdf"][:20], "", ClassTruncated},
		{"pdf as a page", convert.KindFile, htmlText, "", ClassNotMedia},
		{"pdf as a sound", convert.KindFile, playedFiles["mp3"], "", ClassNotMedia},
		{"mp3", convert.KindAudio, playedFiles["mp3"], "audio/mpeg", ""},
		{"wav", convert.KindAudio, playedFiles["wav"], "audio/wav", ""},
		{"wav cut", convert.KindAudio, playedFiles["wav"][:40], "", ClassTruncated},
		{"flac", convert.KindAudio, playedFiles["flac"], "audio/flac", ""},
		{"sound in mp4", convert.KindAudio, playedFiles["mp4"], "video/mp4", ""},
		{"mp4", convert.KindVideo, playedFiles["mp4"], "video/mp4", ""},
		{"mp4 cut", convert.KindVideo, playedFiles["mp4"][:30], "", ClassTruncated},
		{"video as a page", convert.KindVideo, htmlText, "", ClassNotMedia},
		{"video as a picture", convert.KindVideo, string(pngBytes()), "", ClassNotMedia},
		{"nothing", convert.KindVideo, "", "", ClassNotMedia},
		{"a picture", convert.KindImage, string(pngBytes()), "image/png", ""},
		{"a picture as pdf", convert.KindImage, playedFiles["pdf"], "", ClassNotImage},
	} {
		m, bad := mediaFor(bytes.NewReader([]byte(tt.data)), int64(len(tt.data)), tt.kind)
		if m.kind != tt.want || (bad == nil) != (tt.bad == "") || bad != nil && bad.class != tt.bad {
			t.Errorf("%s: %+v, %+v; want %s %s", tt.name, m, bad, tt.want, tt.bad)
		}
	}
}

func FuzzPlayedOf(f *testing.F) {
	for _, s := range playedFiles {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for kind := range families {
			if m, bad := mediaFor(bytes.NewReader(data), int64(len(data)), kind); bad == nil && (m.kind == "" || !strings.HasPrefix(m.ext, ".")) {
				t.Errorf("%q is taken for %+v", data, m)
			}
		}
	})
}

// What a post plays goes into a folder of its own, and verifies.
func TestArchivePlayed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s, ok := playedFiles[strings.TrimPrefix(filepath.Ext(r.URL.Path), ".")]; ok {
			w.Write([]byte(s))
			return
		}
		w.Write([]byte(htmlText))
	}))
	defer server.Close()
	in := plant(t, map[string]string{"a.html": strings.ReplaceAll(`<p><audio src="U/talk.mp3"></audio> <a href="U/paper.pdf">paper</a> <video src="U/gone.webm"></video> <a href="U/x.html">page</a></p>`, "U", server.URL)})
	out := t.TempDir()
	l, err := Find([]string{in})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(out, convert.New(convert.Options{Assets: []convert.Kind{convert.KindAudio, convert.KindVideo, convert.KindFile}}), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Run(t.Context(), l.Posts)
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	if r.Images != 2 || r.Missing != 1 || r.Problems[0].Class != ClassNotMedia || r.Problems[0].Object != "video" {
		t.Errorf("%+v", r)
	}
	got := strings.Join(ls(t, filepath.Join(out, "a/files")), " ")
	if !strings.HasPrefix(got, "01-talk-") || !strings.Contains(got, ".mp3 02-paper-") || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("held: %s", got)
	}
	v, err := Verify(t.Context(), out, VerifyOptions{})
	if err != nil || len(v.Damage) != 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}
