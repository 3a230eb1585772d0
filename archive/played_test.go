package archive

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
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
	t.Parallel()
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
	r := archiveBy(t, out, in, convert.Options{Assets: []convert.Kind{convert.KindAudio, convert.KindVideo, convert.KindFile}})
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

// What a bundle holds beside images stays when a later run does not ask for it,
// whatever makes that look at the post: here its server is gone.
func TestPlayedStays(t *testing.T) {
	t.Parallel()
	var gone atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gone.Load() {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(playedFiles["mp3"]))
	}))
	defer server.Close()
	body := `<p>` + "%s" + ` <audio src="` + server.URL + `/talk.mp3"></audio> <a href="` + server.URL + `/paper.pdf">paper</a></p>`
	all := convert.Options{Assets: []convert.Kind{convert.KindAudio}}
	for name, tt := range map[string]struct {
		then    func(in, out string)
		written int
	}{
		"nothing":  {func(in, out string) {}, 0},
		"no state": {func(in, out string) { os.RemoveAll(filepath.Join(out, stateFolder)) }, 0},
		"other words": {func(in, out string) {
			os.WriteFile(filepath.Join(in, "a.html"), fmt.Appendf(nil, body, "edited"), 0o644)
		}, 1},
		"lost manifest": {func(in, out string) { os.Remove(filepath.Join(out, "a", manifestFile)) }, 1},
		"lost manifest, other words": {func(in, out string) {
			os.Remove(filepath.Join(out, "a", manifestFile))
			os.WriteFile(filepath.Join(in, "a.html"), fmt.Appendf(nil, body, "edited"), 0o644)
		}, 1},
	} {
		in := plant(t, map[string]string{"a.html": fmt.Sprintf(body, "one"), "b.html": "<p>two</p>"})
		out := t.TempDir()
		archiveBy(t, out, in, all)
		held := ls(t, filepath.Join(out, "a/files"))
		tt.then(in, out)
		gone.Store(true)
		r := archiveBy(t, out, in, convert.Options{})
		if r.Written != tt.written || r.Reshaped > 0 || r.Missing > 0 || len(held) != 1 || !slices.Equal(ls(t, filepath.Join(out, "a/files")), held) {
			t.Errorf("%s: %+v, held %q, then %q", name, r, held, ls(t, filepath.Join(out, "a/files")))
		}
		sound(t, out, 2)
		if data, _ := os.ReadFile(filepath.Join(out, "a", manifestFile)); !bytes.Contains(data, []byte(`"audio/mpeg"`)) {
			t.Errorf("%s: the manifest does not tell what is played", name)
		}
		gone.Store(false)
	}
}

// archiveBy archives all posts of in with a converter of these options.
func archiveBy(t *testing.T, out, in string, opts convert.Options) *Report {
	t.Helper()
	l, err := Find([]string{in})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(out, convert.New(opts), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Run(t.Context(), l.Posts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
