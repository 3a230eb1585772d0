package convert

import "testing"

// Punctuation moves out of emphasis only where the marks would not be read,
// and only as much of it as is in the way.
func TestHoist(t *testing.T) {
	checkMarkdown(t, map[string]string{
		"<p>中<b>文。</b>字</p>":             "中**文**。字",
		"<p>中<b>“文”</b>字</p>":            "中“**文**”字",
		"<p>中<b>文。</b> 字</p>":            "中**文。** 字",
		"<p>中<b>文。</b>，字</p>":            "中**文。**，字",
		"<p><b>“文</b>字</p>":              "**“文**字",
		"<p>中<b>。</b>字</p>":              "中。字",
		"<p>中<b><i>文。</i></b>字</p>":      "中***文***。字",
		"<p>a<b>b.</b>c</p>":             "a**b**.c",
		"<p>a<b>(b)</b>c</p>":            "a(**b**)c",
		"<p>a<b>*b*</b>c</p>":            "a<strong>\\*b*</strong>c",
		"<p>a<b><code>b</code></b>c</p>": "a<strong>`b`</strong>c",
		"<p>中<b>€5</b>字</p>":             "中€**5**字",
		"<p>中<b>文<br></b>字</p>":          "中**文**  \n字",
	})
}

func TestJoin(t *testing.T) {
	checkMarkdown(t, map[string]string{
		"<p><b>a</b><b>b</b></p>":                    "**ab**",
		"<p><b>a</b> <b>b</b></p>":                   "**a b**",
		"<p><b>a</b><b>b</b><b>c</b></p>":            "**abc**",
		"<p><b>a</b>, <b>b</b></p>":                  "**a**, **b**",
		"<p><i>a</i><b>b</b></p>":                    "*a***b**",
		"<p><b>a</b><br><b>b</b></p>":                "**a**  \n**b**",
		"<p><b><a href=\"/x\">a</a></b><b>b</b></p>": "**[a](/x)b**",
		"<p><del>a</del><s>b</s></p>":                "~~ab~~",
	})
}

func TestUnstyled(t *testing.T) {
	checkMarkdown(t, map[string]string{
		`<p><b style="font-weight:normal">a</b></p>`:          "a",
		`<p><strong style="font-weight: 400">a</strong></p>`:  "a",
		`<p><b style="font-weight:bold">a</b></p>`:            "**a**",
		`<p><i style="font-style:normal">a</i></p>`:           "a",
		`<p><i style="font-weight:normal">a</i></p>`:          "*a*",
		`<p><b style="font-weight:normal">a <b>b</b></b></p>`: "a **b**",
	})
}
