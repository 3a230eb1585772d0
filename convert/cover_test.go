package convert

import "testing"

// What stands in emphasis is compared by its letters: punctuation may leave
// it, emphasis may be parted over paragraphs, and code has none inside.
func TestCovers(t *testing.T) {
	for _, body := range []string{
		`<p>灯塔<strong>“海边”</strong>灯塔</p>`,
		`<p><b>a</b><b>b</b></p>`,
		`<b><p>a</p><p>b</p></b>`,
		`<p><b>a <b>b</b></b></p>`,
		`<p><code>a <em><code>b</code></em></code></p>`,
		`<p><code><strong>a</strong></code></p>`,
		`<h2><b>a</b></h2>`,
		`<table><tr><th><b>a</b></th><th>b</th></tr><tr><td>c</td><td><i>d</i></td></tr></table>`,
		`<blockquote><ul><li><b>a</b></li></ul></blockquote>`,
	} {
		doc := toDocument(t, "a.html", body)
		if len(doc.Audit.Lost) > 0 {
			t.Errorf("%s becomes %s with the losses %+v", body, doc.Markdown(nil), doc.Audit.Lost)
		}
	}
}
