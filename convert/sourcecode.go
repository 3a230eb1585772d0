package convert

import (
	"slices"
	"strings"
)

// codeTags are the shortcodes in which WordPress keeps code; SyntaxHighlighter
// reads the name of a language as well, CodeColorer behind cc_.
var codeTags = []string{"sourcecode", "source", "code", "cc", "bash", "cpp", "csharp", "css", "html", "java", "javascript",
	"js", "perl", "php", "plain", "python", "ruby", "shell", "sql", "text", "vb", "xml"}

// sourceCodes makes code of what stands between [sourcecode] and [/sourcecode],
// as WordPress has it before it makes paragraphs: with its line ends, and with
// angle brackets escaped or not. What was made into paragraphs, is but a line,
// or stands in code already, stays as it is: that can be read as text.
func sourceCodes(body string) string {
	if !strings.Contains(body, "[/") {
		return body
	}
	var b strings.Builder
	done, start := 0, 0 // what is written, and where the tag of the next end may stand
	for at := 0; ; {
		i := strings.Index(body[at:], "[/")
		if i < 0 {
			break
		}
		end := at + i
		at = end + len("[/")
		name, _, n := codeTag(body[at:])
		if n != len(name)+len("]") {
			continue
		}
		if open, code, lang := codeBefore(body[start:end], name); code >= 0 {
			b.WriteString(body[done : start+open])
			b.WriteString(codeElement(lang, angles.Replace(body[start+code:end])))
			done = at + n
		}
		at += n
		start = at
	}
	b.WriteString(body[done:])
	return b.String()
}

// codeBefore returns where the tag of a name stands in s, and where the code
// behind it begins; -1 if there is none, or no code.
func codeBefore(s, name string) (open, code int, lang string) {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '[')
		if i < 0 {
			return 0, -1, ""
		}
		at += i + 1
		if found, lang, n := codeTag(s[at:]); n > 0 && found == name {
			holds := func(part string) bool { return strings.Contains(s[at+n:], part) }
			if !holds("\n") || slices.ContainsFunc([]string{"<br", "<p>", "<p ", "</p", "</code", "</pre"}, holds) {
				return 0, -1, ""
			}
			return at - 1, at + n, lang
		}
	}
}

// codeElement is a block of code in HTML; the text of it is escaped.
func codeElement(lang, text string) string {
	return `<pre><code class="language-` + lang + `">` + text + "</code></pre>"
}

var angles = strings.NewReplacer("<", "&lt;", ">", "&gt;")

// codeTag reads the tag that s begins with, behind its bracket: the name that
// ends it, the language it tells, and its length; 0 if it is none.
func codeTag(s string) (name, lang string, n int) {
	size := 0
	for size < len(s) && (isLetter(s[size]) || s[size] == '_') {
		size++
	}
	name = s[:size]
	base, lang, _ := strings.Cut(name, "_")
	if !slices.Contains(codeTags, base) || lang != "" && base != "cc" {
		return "", "", 0
	}
	end := strings.IndexAny(s[size:min(len(s), size+200)], "]<\n[")
	if end < 0 || s[size+end] != ']' || end > 0 && s[size] != ' ' {
		return "", "", 0
	}
	attrs := s[size : size+end]
	for _, key := range [...]string{" language=", " lang="} {
		if _, value, ok := strings.Cut(attrs, key); ok {
			value, _, _ = strings.Cut(value, " ")
			lang = strings.Trim(value, `"'`+"“”″")
		}
	}
	if lang == "" && base != "sourcecode" && base != "source" && base != "code" && base != "cc" {
		lang = base
	}
	return name, language(lang), size + end + 1
}
