package convert

import (
	"testing"

	"golang.org/x/net/html/atom"
)

func TestEmbedAddress(t *testing.T) {
	for src, want := range map[string]string{
		`<iframe src="/a"></iframe>`:                           "/a",
		`<iframe src="about:blank" data-src="/a"></iframe>`:    "/a",
		`<iframe data-lazy-src="/a"></iframe>`:                 "/a",
		`<iframe></iframe>`:                                    "",
		`<iframe data="/a"></iframe>`:                          "",
		`<object data="/a"></object>`:                          "/a",
		`<object><param name="Movie" value="/a"></object>`:     "/a",
		`<object><param name="src" value="/a"></object>`:       "/a",
		`<object><param name="quality" value="high"></object>`: "",
		`<object><embed src="/a"></object>`:                    "/a",
		`<video><source src="/a"><source src="/b"></video>`:    "/a",
		`<audio src=" /a "></audio>`:                           "/a",
		`<embed src="/a">`:                                     "/a",
	} {
		n := find(tree(t, src), atom.Iframe, atom.Object, atom.Video, atom.Audio, atom.Embed)
		if got := embedAddress(n); got != want {
			t.Errorf("embedAddress(%s) = %q, want %q", src, got, want)
		}
	}
}

func TestEmbedName(t *testing.T) {
	for src, want := range map[string]string{
		`<iframe src="https://www.youtube.com/embed/x"></iframe>`:          "YouTube video",
		`<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe>`: "YouTube video",
		`<iframe src="//player.bilibili.com/player.html?aid=1"></iframe>`:  "Bilibili video",
		`<iframe src="https://w.soundcloud.com/player/?url=x"></iframe>`:   "SoundCloud audio",
		`<iframe src="https://www.google.com/maps/embed?pb=x"></iframe>`:   "Google map",
		`<iframe src="https://e.org/x" title=" A
 map "></iframe>`: "A map",
		`<iframe src="https://e.org/x?y"></iframe>`: "Embedded: e.org",
		`<iframe src="//e.org"></iframe>`:           "Embedded: e.org",
		`<video src="/a.mp4"></video>`:              "Video",
		`<audio src="/a.ogg"></audio>`:              "Audio",
	} {
		n := find(tree(t, src), atom.Iframe, atom.Video, atom.Audio)
		if got := embedName(n, embedAddress(n)); got != want {
			t.Errorf("embedName(%s) = %q, want %q", src, got, want)
		}
	}
}

func TestTexOf(t *testing.T) {
	for src, want := range map[string]struct {
		tex     string
		display bool
	}{
		`<script type="math/tex">a
 b</script>`: {"a b", false},
		`<script type="math/tex; mode=display">a</script>`:                                     {"a", true},
		`<math alttext="a"></math>`:                                                            {"a", false},
		`<math display="block"><annotation encoding="application/x-tex">b</annotation></math>`: {"b", true},
		`<math alttext="a"><annotation encoding="application/x-tex">b</annotation></math>`:     {"b", false},
		`<math alttext="a"><annotation encoding="text/plain">b</annotation></math>`:            {"a", false},
		`<math alttext="a"><annotation encoding="TeX">b</annotation></math>`:                   {"b", false},
		`<math alttext="a"><annotation encoding="application/x-latex">b</annotation></math>`:   {"b", false},
	} {
		n := find(tree(t, "<p>x "+src+"</p>"), atom.Script, atom.Math)
		if tex, display := texOf(n); tex != want.tex || display != want.display {
			t.Errorf("texOf(%s) = %q, %v, want %q, %v", src, tex, display, want.tex, want.display)
		}
	}
}
