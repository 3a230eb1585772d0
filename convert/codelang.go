package convert

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// codeLanguage finds the language of a code block, in the classes and
// attributes that blog engines and highlighters use, on the block, the code
// in it and the wrappers around it. "" if there is none or it is none.
func codeLanguage(n *html.Node) string {
	for depth, p := 0, n; depth < 9 && p != nil && p.Type == html.ElementNode; depth, p = depth+1, p.Parent {
		if l := languageOf(p); l != "" {
			return l
		}
	}
	for _, c := range [...]*html.Node{find(n, atom.Code), find(n, atom.Pre)} {
		if c != nil {
			if l := languageOf(c); l != "" {
				return l
			}
		}
	}
	return ""
}

// languageOf reads the language off one element.
func languageOf(n *html.Node) string {
	class := attr(n, "class")
	if l := languageAttr(n); l != "" {
		return l
	}
	if l := prefixedLanguage(class); l != "" {
		return l
	}
	if l := wrappedLanguage(n, class); l != "" {
		return l
	}
	if params := attr(n, "data-syntaxhighlighter-params"); params != "" {
		class = params // Confluence
	}
	if _, brush, ok := strings.Cut(class, "brush:"); ok {
		brush = strings.TrimLeft(brush, " ")
		if i := strings.IndexAny(brush, "; "); i >= 0 {
			brush = brush[:i]
		}
		return language(brush)
	}
	return cmp.Or(markedLanguage(n, class), blockLanguage(n))
}

// blockLanguage finds the language in the comment that WordPress keeps of a
// block right before it.
func blockLanguage(n *html.Node) string {
	if n.DataAtom != atom.Pre {
		return ""
	}
	c := n.PrevSibling
	for isBlankText(c) {
		c = c.PrevSibling
	}
	if c == nil || c.Type != html.CommentNode || !strings.HasPrefix(c.Data, " wp:") {
		return ""
	}
	_, rest, _ := strings.Cut(c.Data, `"language":"`)
	name, _, _ := strings.Cut(rest, `"`)
	return language(name)
}

// languageAttr finds an attribute of its own for the language.
func languageAttr(n *html.Node) string {
	for _, key := range [...]string{"data-lang", "data-language", "data-enlighter-language"} {
		if l := language(attr(n, key)); l != "" {
			return l
		}
	}
	if n.DataAtom == atom.Pre || n.DataAtom == atom.Code {
		for _, a := range n.Attr { // data-ke-language in Tistory, data-code-block-lang in Medium
			if strings.HasPrefix(a.Key, "data-") && (strings.HasSuffix(a.Key, "-lang") || strings.HasSuffix(a.Key, "-language")) {
				if l := language(a.Val); l != "" {
					return l
				}
			}
		}
	}
	return ""
}

// prefixedLanguage finds a class that says it is the language.
func prefixedLanguage(class string) string {
	for c := range strings.FieldsSeq(class) {
		for _, prefix := range [...]string{"language-", "lang-", "highlight-source-", "highlight-text-", "mw-highlight-lang-", "geshifilter-", "brush:", "brush-", "language:", "lang:"} {
			if rest, ok := strings.CutPrefix(c, prefix); ok {
				if l := language(rest); l != "" {
					return l
				}
			}
		}
	}
	return ""
}

// markedLanguage finds a class that is the language and nothing else, where the
// element says that it is code.
func markedLanguage(n *html.Node, class string) string {
	switch {
	case n.DataAtom == atom.Pre && attr(n, "lang") != "":
		return language(attr(n, "lang"))
	case n.DataAtom == atom.Pre && attr(n, "name") == "code": // dp.SyntaxHighlighter: class="java:nocontrols"
		name, _, _ := strings.Cut(class, ":")
		return bareLanguage(name)
	case (n.DataAtom == atom.Pre || n.DataAtom == atom.Code && onlyChild(n.Parent) == n) && slices.Contains(pureLanguages, class):
		return class
	case hasClass(n, "mermaid"):
		return "mermaid"
	case n.DataAtom == atom.Figure && hasClass(n, "highlight"), hasClass(n, "hljs", "prettyprint", "syntaxhighlighter"), isWPSyntax(n), n.DataAtom == atom.Pre && hasClass(n, "highlight"):
		return bareLanguage(class)
	}
	return ""
}

// pureLanguages are classes that name a language without anything else that
// says so: R Markdown's <pre class="r">, GeSHi's <pre class="php">, the <code
// class="ocaml"> of Octopress and of early highlight.js.
var pureLanguages = []string{"bash", "c", "clojure", "coffeescript", "console", "cpp", "cs", "csharp", "css", "dart", "diff", "dockerfile", "elixir",
	"elm", "erlang", "fsharp", "go", "groovy", "haskell", "html", "ini", "java", "javascript", "js", "json", "julia", "kotlin", "lisp", "lua",
	"makefile", "markdown", "matlab", "nix", "objc", "objective-c", "objectivec", "ocaml", "perl", "php", "powershell", "prolog", "py", "python",
	"r", "rb", "ruby", "rust", "scala", "scheme", "scss", "sh", "shell", "sml", "sql", "stan", "swift", "tla", "toml", "ts", "typescript", "vb", "xml",
	"yaml", "yml", "zig"}

// wrappedLanguage finds the class that Sphinx (highlight-python), Jupyter
// (hl-python), Org (src-python), Pandoc (sourceCode python) and DokuWiki (code
// file python) give to code, and what Crayon shows above it.
func wrappedLanguage(n *html.Node, class string) string {
	switch {
	case hasClass(n, "crayon-syntax", urvanov+"syntax"):
		return crayonLanguage(n)
	case n.DataAtom == atom.Div && hasClass(n, "notranslate"):
		return prefixed(class, "highlight-")
	case n.DataAtom == atom.Div && hasClass(n, "highlight"):
		return prefixed(class, "hl-")
	case n.DataAtom == atom.Pre && hasClass(n, "src"):
		return prefixed(class, "src-")
	case n.DataAtom == atom.Pre && strings.HasPrefix(class, "code "), (n.DataAtom == atom.Pre || n.DataAtom == atom.Code) && hasClass(n, "sourceCode"):
		for c := range strings.FieldsSeq(class) {
			if c != "sourceCode" && c != "code" && c != "file" && c != "numberSource" && c != "numberLines" && !strings.Contains(c, "-") {
				return language(c)
			}
		}
	}
	return ""
}

// urvanov begins the classes of the plugin that follows Crayon.
const urvanov = "urvanov-syntax-highlighter-"

// crayonLanguage is what the toolbar of Crayon shows, "" for its default.
func crayonLanguage(n *html.Node) string {
	for c := range below(n) {
		if hasClass(c, "crayon-language", urvanov+"language") {
			if l := strings.ToLower(textOf(c)); l != "default" {
				return language(l)
			}
		}
	}
	return ""
}

// prefixed is the language behind a prefix of a class.
func prefixed(class, prefix string) string {
	return language(prefixedWord(class, prefix))
}

// isWPSyntax tells whether n is the <pre> of the plugins WP-Syntax and
// WP-CodeBox, whose only class is the language.
func isWPSyntax(n *html.Node) bool {
	if n.DataAtom != atom.Pre {
		return false
	}
	for p := range n.Ancestors() {
		if hasClass(p, "wp_syntax", "wp_codebox") {
			return true
		}
	}
	return false
}

// bareLanguage finds the class that is the language's name itself: Hexo's
// <figure class="highlight js">, highlight.js' <code class="hljs go">.
func bareLanguage(class string) string {
	for c := range strings.FieldsSeq(class) {
		switch c {
		case "highlight", "highlightjs", "rouge", "pygments", "CodeRay", "hljs", "code", "figure", "center", "shadow", "hexo-code", "wrap", "prettyprint", "prettyprinted", "linenums", "syntaxhighlighter", "nogutter", "collapsed":
			continue
		}
		if strings.Contains(c, "-") && !strings.HasPrefix(c, "objective") || strings.Contains(c, ":") {
			continue
		}
		return language(c)
	}
	return ""
}

// language returns a language's name if it can stand behind a fence and names
// one, else "".
func language(name string) string {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 32 {
		return ""
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; !isLetter(c) && !isDigit(c) && !strings.ContainsRune("+#._-", rune(c)) {
			return ""
		}
	}
	switch strings.ToLower(name) {
	case "plain", "plaintext", "none", "nohighlight", "no-highlight", "undefined", "auto", "default", "guess", "myst-ansi":
		return ""
	case "ipython", "ipython2", "ipython3":
		return "python"
	}
	return strings.ToLower(name)
}
