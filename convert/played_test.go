package convert

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKindOfAddress(t *testing.T) {
	for ref, want := range map[string]Kind{
		"/a.mp3": KindAudio, "https://h.example/a.MP4?x=/b.pdf#t": KindVideo, "a.pdf#page=3": KindFile,
		"/a.mp3/b": "", "mp3": "", "/a": "", "https://h.example.pdf/": "", "/a.jpg": "", "": "",
	} {
		if got := kindOfAddress(ref); got != want {
			t.Errorf("kindOfAddress(%q) = %q, want %q", ref, got, want)
		}
	}
}

// What is played or read is found where it is asked for, and its address is
// then a hole like that of an image.
func TestPlayed(t *testing.T) {
	for _, c := range []struct{ path, body, assets, markdown string }{
		{"a.html", `<p><audio src="/a.mp3"></audio></p>`, "audio /a.mp3", "[Audio](held/0)"},
		{"a.html", `<p><audio><source src="/a.ogg"><source src="/a.mp3"></audio></p>`, "audio /a.ogg /a.mp3", "[Audio](held/0)"},
		{"a.html", `<video src="/v" poster="/p.jpg"></video>`, "image /p.jpg, video /v", "![](held/0) [Video](held/1)"},
		{"a.html", `<video src="/v.mp4"></video>`, "video /v.mp4", "[Video](held/0)"},
		{"a.html", `<embed src="https://h.example/d.pdf">`, "file https://h.example/d.pdf", "[Embedded: h.example](held/0)"},
		{"a.html", `<object data="/d.pdf">words</object>`, "file /d.pdf", "[Embedded: /d.pdf](held/0)"},
		{"a.html", `<p>See <a href="/d.pdf" title="t">this</a></p>`, "file /d.pdf", `See [this](held/0 "t")`},
		{"a.html", `<p>See <a href="/d.html">this</a></p>`, "", "See [this](/d.html)"},
		{"a.html", `<p>See <a href="file.pdf">it</a> and <a href="file.pdf">again</a></p>`, "file file.pdf", "See [it](held/0) and [again](held/0)"},
		{"a.html", `<table><tr><td><a href="d.pdf">it</a> <a href="/x">x</a><ul><li>a</li></ul></td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>`, "file d.pdf",
			"<table>\n<tr><td><a href=\"held/0\">it</a> <a href=\"/x\">x</a><ul><li>a</li></ul></td><td>b</td></tr>\n<tr><th>c</th><td>d</td></tr>\n</table>"},
		{"a.html", `<iframe src="https://www.youtube.com/embed/x"></iframe>`, "", "[YouTube video](https://www.youtube.com/embed/x)"},
		{"a.md", "A [talk](/t.mp4) and [page](/x).", "video /t.mp4", "A [talk](held/0) and [page](/x)."},
		{"a.md", "A [talk][1], [again][1], [x][2].\n\n[1]: /t.mp3 \"Talk\"\n[2]: /x", "audio /t.mp3", "A [talk][1], [again][1], [x][2].\n\n[1]: held/0 \"Talk\"\n[2]: /x"},
		{"a.md", "A [talk].\n\n[talk]: </t.mp3>", "", "A [talk].\n\n[talk]: </t.mp3>"},
		{"a.md", "![p][1] and [p][1].\n\n[1]: /p.mp4", "", "![p][1] and [p][1].\n\n[1]: /p.mp4"},
		{"a.md", "Not used.\n\n[1]: /p.mp4", "", "Not used.\n\n[1]: /p.mp4"},
		{"a.md", "A [![](/i.png)](/t.mp4).", "image /i.png", "A [![](held/0)](/t.mp4)."},
	} {
		p := &Post{Path: c.path, Body: c.body}
		doc, err := New(Options{Assets: []Kind{KindAudio, KindVideo, KindFile}}).Convert(p)
		if err != nil {
			t.Fatal(err)
		}
		var assets []string
		for _, a := range doc.Assets {
			assets = append(assets, string(a.Kind)+" "+strings.Join(a.Candidates, " "))
		}
		got := strings.TrimSpace(string(doc.Markdown(func(a Asset) string { return fmt.Sprint("held/", a.ID) })))
		if diff := cmp.Diff([]string{c.assets, c.markdown}, []string{strings.Join(assets, ", "), got}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.body, diff)
		}
		if len(doc.Audit.Lost) > 0 {
			t.Errorf("%s: the audit finds %+v", c.body, doc.Audit.Lost)
		}
		plain, err := New(Options{}).Convert(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range plain.Assets {
			if a.Kind != KindImage {
				t.Errorf("%s: found %+v without being asked", c.body, a)
			}
		}
	}
}

func TestNoReferrer(t *testing.T) {
	const shy = ` referrerpolicy="No-Referrer"`
	for body, want := range map[string]bool{
		`<img src="/a.png"` + shy + `>`:                                                                               true,
		`<img src="/a.png" referrerpolicy="origin"><img src="/a.png">`:                                                false,
		`<img src="/a.png"` + shy + `><img src="/a.png">`:                                                             false, // as a browser tells it for the second
		`<img src="/a.png"><img src="/a.png"` + shy + `>`:                                                             false,
		`<img src="/a.png"` + shy + `><img src="/a.png"` + shy + `>`:                                                  true,
		`<a href="/b.png"><img src="/a.png"` + shy + `></a><img src="/a.png">`:                                        true, // asks it for /b.png
		`<img src="/a.png"><a href="/b.png"><img src="/a.png"` + shy + `></a>`:                                        true,
		`<img src="/a.png"` + shy + `><a href="/b.png"><img src="/a.png"></a>`:                                        false,
		`<img src="/a.png"` + shy + `><img src="/a.png"><img src="/a.png"` + shy + `>`:                                false,
		`<img src="/a.png"><a href="/b.png"><img src="/a.png"` + shy + `></a><a href="/b.png"><img src="/a.png"></a>`: false,
	} {
		a := toDocument(t, "a.html", "<p>"+body+"</p>").Assets
		if len(a) != 1 || a[0].NoReferrer != want {
			t.Errorf("%s: %+v, want %v", body, a, want)
		}
	}
}
