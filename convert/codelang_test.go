package convert

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

func TestLanguage(t *testing.T) {
	for name, want := range map[string]string{
		"go": "go", "Go": "go", "c++": "c++", "C#": "c#", "objective-c": "objective-c", "asp.net": "asp.net", " js ": "js",
		"": "", "plaintext": "", "NONE": "", "undefined": "", "a b": "", "a`": "", "a\nb": "", "<b>": "", "中": "", "{}": "",
		strings.Repeat("a", 33): "",
	} {
		if got := language(name); got != want {
			t.Errorf("language(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCodeLanguage(t *testing.T) {
	for src, want := range map[string]string{
		`<pre>x</pre>`: "",
		`<div class="wp_syntax"><div class="code"><pre class="delphi">x</pre></div></div>`:                     "delphi",
		`<div class="wp_syntaxes"><pre class="delphi">x</pre></div>`:                                           "",
		`<pre class="language-go">x</pre>`:                                                                     "go",
		`<pre class="lang-go">x</pre>`:                                                                         "go",
		`<pre><code class="language-go">x</code></pre>`:                                                        "go",
		`<div class="language-go"><div><pre>x</pre></div></div>`:                                               "go",
		`<div class="highlight-source-js"><pre>x</pre></div>`:                                                  "js",
		`<pre class="brush: php; gutter: false">x</pre>`:                                                       "php",
		`<pre class="brush:php;">x</pre>`:                                                                      "php",
		`<pre class="language: sql">x</pre>`:                                                                   "",
		`<pre class="lang:sql decode:true">x</pre>`:                                                            "sql",
		`<pre data-lang="css">x</pre>`:                                                                         "css",
		`<pre><code data-lang="css">x</code></pre>`:                                                            "css",
		`<pre lang="ruby">x</pre>`:                                                                             "ruby",
		`<div lang="en"><pre>x</pre></div>`:                                                                    "",
		`<figure class="highlight python"><pre>x</pre></figure>`:                                               "python",
		`<figure class="highlight objective-c"><pre>x</pre></figure>`:                                          "objective-c",
		`<pre><code class="hljs go">x</code></pre>`:                                                            "go",
		`<pre><code class="go hljs">x</code></pre>`:                                                            "go",
		`<pre><code class="hljs language-go">x</code></pre>`:                                                   "go",
		`<pre class="prettyprint linenums lang-py">x</pre>`:                                                    "py",
		`<pre class="prettyprint linenums">x</pre>`:                                                            "",
		`<div class="highlight-python notranslate"><div class="highlight"><pre>x</pre></div></div>`:            "python",
		`<div class="highlight-default notranslate"><div class="highlight"><pre>x</pre></div></div>`:           "",
		`<div class="highlight hl-ipython3"><pre>x</pre></div>`:                                                "python",
		`<pre class="src src-emacs-lisp">x</pre>`:                                                              "emacs-lisp",
		`<div class="src-main"><pre>x</pre></div>`:                                                             "",
		`<pre class="sourceCode haskell"><code class="sourceCode haskell">x</code></pre>`:                      "haskell",
		`<pre class="sourceCode"><code>x</code></pre>`:                                                         "",
		`<pre class="code file bash">x</pre>`:                                                                  "bash",
		`<pre><code class="ocaml">x</code></pre>`:                                                              "ocaml",
		`<pre><code class="note">x</code></pre>`:                                                               "",
		`<pre>y <code class="ocaml">x</code></pre>`:                                                            "",
		`<pre class="code">x</pre>`:                                                                            "",
		`<pre data-syntaxhighlighter-params="brush: java; gutter: false">x</pre>`:                              "java",
		`<pre class="wide">x</pre>`:                                                                            "",
		`<pre data-code-block-lang="python">x</pre>`:                                                           "python",
		`<pre class="javascript" data-ke-language="javascript" data-ke-type="codeblock">x</pre>`:               "javascript",
		`<div data-page-language="en"><pre>x</pre></div>`:                                                      "",
		`<pre name="code" class="java:nocontrols">x</pre>`:                                                     "java",
		`<pre name="code" class="cpp">x</pre>`:                                                                 "cpp",
		`<pre name="4d" class="graf">x</pre>`:                                                                  "",
		`<pre><code class="sourceCode cpp">x</code></pre>`:                                                     "cpp",
		`<pre class="mermaid">x</pre>`:                                                                         "mermaid",
		`<div class="crayon-syntax notranslate"><span class="crayon-language">Python</span><pre>x</pre></div>`: "python",
		`<pre class="r"><code>x</code></pre>`:                                                                  "r",
		`<pre class="expected">x</pre>`:                                                                        "",
		`<div class="mw-highlight mw-highlight-lang-lua"><pre>x</pre></div>`:                                   "lua",
		`<pre class="language-plaintext">x</pre>`:                                                              "",
	} {
		if got := codeLanguage(find(tree(t, src), atom.Pre)); got != want {
			t.Errorf("codeLanguage(%s) = %q, want %q", src, got, want)
		}
	}
}
