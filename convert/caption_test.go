package convert

import "testing"

func TestCaptions(t *testing.T) {
	for body, want := range map[string]string{
		`no caption`: `no caption`,
		`[caption id="a"]<img src="b"> words[/caption]`:                                 `<figure><img src="b"><figcaption>words</figcaption></figure>`,
		`[caption]<a href="c"><img src="b"></a> words[/caption] x`:                      `<figure><a href="c"><img src="b"></a><figcaption>words</figcaption></figure> x`,
		`[caption caption="old"]<img src="b">[/caption]`:                                `<figure><img src="b"><figcaption>old</figcaption></figure>`,
		`[caption caption=“old “one”” width=“3”]<img src="b">[/caption]`:                `<figure><img src="b"><figcaption>old “one”</figcaption></figure>`,
		`[caption id=&#8221;a&#8243; caption=&#8221;old&#8221;]<img src="b">[/caption]`: `<figure><img src="b"><figcaption>old</figcaption></figure>`,
		`[caption caption=old]<img src="b"> new[/caption]`:                              `<figure><img src="b"><figcaption>new</figcaption></figure>`,
		`[caption caption="]<img src="b"> new[/caption]`:                                `<figure><img src="b"><figcaption>new</figcaption></figure>`,
		`[caption]<img src="b">`:                                                        `[caption]<img src="b">`,
		`<code>[caption]</code> and <code>[/caption]</code>`:                            `<code>[caption]</code> and <code>[/caption]</code>`,
		`<code>[caption]</code> [caption]<img src="b"> 1[/caption]`:                     `<code>[caption]</code> <figure><img src="b"><figcaption>1</figcaption></figure>`,
		`[captions]<img src="b">[/caption]`:                                             `[captions]<img src="b">[/caption]`,
		`[caption`:                                                                      `[caption`,
		`[/caption][caption]`:                                                           `[/caption][caption]`,
		`[caption]<img src="b"> 1[/caption] [caption]<img src="c"> 2`:                   `<figure><img src="b"><figcaption>1</figcaption></figure> [caption]<img src="c"> 2`,
	} {
		if got := captions(body); got != want {
			t.Errorf("captions(%q) = %q, want %q", body, got, want)
		}
	}
}
