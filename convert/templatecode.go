package convert

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
)

// Code stands in template tags too: Jekyll's highlight, Hexo's codeblock. The
// site's own engine shows it; for every other reader what stands between two
// template tags is HTML, which would be converted, or run. So code that holds
// tags of HTML becomes a block of code as any other, which both show alike.

func hasTemplateCode(body string) bool {
	return strings.Contains(body, "{% highlight") || strings.Contains(body, "{% codeblock")
}

// preTemplates makes a <pre> of such code in a body of HTML.
func preTemplates(body string) string {
	if !hasTemplateCode(body) {
		return body
	}
	var b strings.Builder
	for ends := (blockEnds{}); ; {
		i, n := findTemplate(body, ends)
		if n == 0 {
			b.WriteString(body)
			return b.String()
		}
		b.WriteString(body[:i])
		if lang, code, ok := templateCode(body[i : i+n]); ok {
			b.WriteString(`<pre><code class="language-` + lang + `">` + html.EscapeString(code) + "</code></pre>")
		} else {
			b.WriteString(body[i : i+n])
		}
		body = body[i+n:]
	}
}

// fenceTemplates makes a fence of such code in a body of Markdown, where its
// tags have lines of their own and are not shown by a fence themselves.
func fenceTemplates(body string) string {
	if !hasTemplateCode(body) {
		return body
	}
	var b strings.Builder
	fence, ends := "", blockEnds{}
	for body != "" {
		line := body[:cmp.Or(strings.IndexByte(body, '\n')+1, len(body))]
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		block := body[len(indent):]
		if end := strings.Index(line, "%}") + 2; fence == "" && strings.HasPrefix(block, "{%") && end > 2 {
			n := end - len(indent)
			n += ends.blockLength(block[:n], block[n:])
			after := block[n:]
			lang, code, ok := templateCode(block[:n])
			if ok && isAllBlank(after[:cmp.Or(strings.IndexByte(after, '\n')+1, len(after))]) {
				mark := fenceFor(code)
				b.WriteString(indent + mark + lang + "\n" + code + "\n" + indent + mark)
				body = after
				continue
			}
		}
		switch mark := fenceMark([]byte(line)); fence {
		case "":
			fence = mark
		case mark:
			fence = ""
		}
		b.WriteString(line)
		body = body[len(line):]
	}
	return b.String()
}

// templateCode reads a block of template tags; false if it is not one of code
// with tags of HTML in it, or has a title.
func templateCode(block string) (lang, code string, ok bool) {
	tag, rest, _ := strings.Cut(block, "\n")
	end := strings.LastIndexByte(rest, '\n')
	if end < 0 || !strings.HasPrefix(strings.TrimSpace(rest[end:]), "{%") || !mayTag(rest[:end]) {
		return "", "", false
	}
	tag, rest = strings.TrimSpace(tag), rest[:end]
	words := append(strings.Fields(strings.Trim(tag, "{%-}")), "", "")
	switch {
	case strings.Index(tag, "%}") != len(tag)-2: // the code begins beside it
	case words[0] == "highlight":
		return language(words[1]), rest, true
	case words[0] == "codeblock" && words[2] == "":
		name, isLang := strings.CutPrefix(words[1], "lang:")
		return language(name), rest, isLang || name == ""
	}
	return "", "", false
}

// mayTag tells whether a tag or a comment begins in s, or what looks like one.
func mayTag(s string) bool {
	for i := range tagStarts(s) {
		if i+1 < len(s) && (isLetter(s[i+1]) || strings.IndexByte("/!?", s[i+1]) >= 0) {
			return true
		}
	}
	return false
}
