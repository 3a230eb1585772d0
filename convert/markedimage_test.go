package convert

import (
	"strings"
	"testing"
)

// In the HTML of a Markdown body; what is none stays text.
func TestShowMarked(t *testing.T) {
	for body, want := range map[string]string{
		"<center>![a](/b.png)</center>":               "![a](/b.png)",
		"<center>x ![a]( /b.png \"t\" ) y</center>":   `x ![a](/b.png "t") y`,
		"<center>![a](/b.png) ![c](/d.png)</center>":  "![a](/b.png) ![c](/d.png)",
		"<center>[![a](/b.png)](/c \"t\") d</center>": `[![a](/b.png)](/c "t") d`,
		"<center>x![a](/b.png)](/c)</center>":         `x![a](/b.png)](/c)`,
		"<center>[![a](/b.png) c]</center>":           `[![a](/b.png) c]`,
		"<center>[![a](/b.png)]() c</center>":         `[![a](/b.png)\]() c`,
		"<center>![a] ![b](/c.png)</center>":          `![a] ![b](/c.png)`,
		"<center>![a](/b.png</center>":                `![a](/b.png`,
		"<center>![a](/b.png 't')</center>":           `![a\](/b.png 't')`,
		"<center>![a](/b.png \")</center>":            `![a\](/b.png ")`,
		"<center>![a]()</center>":                     `![a\]()`,
		"<center>![a](/b(c).png)</center>":            `![a\](/b(c).png)`,
		"<pre>![a](/b.png)</pre>":                     "```\n![a](/b.png)\n```",
		"<center><code>![a](/b.png)</code></center>":  "`![a](/b.png)`",
	} {
		got := strings.TrimSpace(strings.TrimPrefix(string(toDocument(t, "a.md", "# h\n\n"+body).Markdown(nil)), "# h\n\n"))
		if got != want {
			t.Errorf("%q becomes %q, want %q", body, got, want)
		}
	}
}
