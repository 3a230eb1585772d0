package convert

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	for name, c := range map[string]struct {
		src          string
		format       Format
		fence        string
		raw, body    string
		err, warning bool
	}{
		"yaml":              {"---\ntitle: a\n---\n<p>", YAML, "---", "title: a\n", "<p>", false, false},
		"blank lines":       {"\n \n---\t \ntitle: a\n---  \n\n \n<p>", YAML, "---", "title: a\n", "<p>", false, false},
		"longer fences":     {"-----\ntitle: a\n----\n<p>", YAML, "---", "title: a\n", "<p>", false, false},
		"closed by dots":    {"---\ntitle: a\n...\n<p>\n---\n<p>", YAML, "---", "title: a\n", "<p>\n---\n<p>", false, false},
		"empty":             {"---\n---\n<p>", YAML, "---", "", "<p>", false, false},
		"one blank line":    {"---\n\n---\n<p>", YAML, "---", "\n", "<p>", false, false},
		"comment":           {"---\n# nothing\n---\n<p>", YAML, "---", "# nothing\n", "<p>", false, false},
		"no end":            {"---\ntitle: a\n---", YAML, "---", "title: a\n", "", false, false},
		"indented body":     {"---\ntitle: a\n---\n\n    code", YAML, "---", "title: a\n", "    code", false, false},
		"rule in the body":  {"---\ntitle: a\n---\nb\n\n---\nc", YAML, "---", "title: a\n", "b\n\n---\nc", false, false},
		"indented dashes":   {"---\ntitle: |\n  ---\n  b\n---\nc", YAML, "---", "title: |\n  ---\n  b\n", "c", false, false},
		"flow":              {"---\n{title: a}\n---\nc", YAML, "---", "{title: a}\n", "c", false, false},
		"broken":            {"---\ntitle: a\ntags:\n\t- x\n---\nc", YAML, "---", "title: a\ntags:\n\t- x\n", "c", true, true},
		"broken, unknown":   {"---\nfoo: b: c\n# d\n- x\n---\nc", YAML, "---", "foo: b: c\n# d\n- x\n", "c", true, true},
		"rules":             {"---\nSome text\n---\nmore", None, "", "", "---\nSome text\n---\nmore", false, false},
		"rules with colons": {"---\nSome text\nsaid: so: what\n---\nmore", None, "", "", "---\nSome text\nsaid: so: what\n---\nmore", false, false},
		"rules and a list":  {"---\n- a\n- b\n---\nmore", None, "", "", "---\n- a\n- b\n---\nmore", false, false},
		"one rule":          {"---\nSome text", None, "", "", "---\nSome text", false, false},
		"only a rule":       {"---", None, "", "", "---", false, false},
		"not closed":        {"---\ntitle: a\n\n<p>\n", None, "", "", "---\ntitle: a\n\n<p>\n", false, true},

		"toml":              {"+++\ntitle = \"a\"\n+++\n<p>", TOML, "+++", "title = \"a\"\n", "<p>", false, false},
		"toml, empty":       {"+++\n+++\n<p>", TOML, "+++", "", "<p>", false, false},
		"toml, broken":      {"+++\ntitle = a\n+++\n<p>", TOML, "+++", "title = a\n", "<p>", true, true},
		"toml, table first": {"+++\n[a]\nb = \n+++\n<p>", TOML, "+++", "[a]\nb = \n", "<p>", true, true},
		"toml, not closed":  {"+++\ntitle = \"a\"\n<p>", None, "", "", "+++\ntitle = \"a\"\n<p>", false, true},
		"pluses":            {"+++\nand more\n+++", None, "", "", "+++\nand more\n+++", false, false},
		"four pluses":       {"++++\na = 1\n++++", None, "", "", "++++\na = 1\n++++", false, false},

		"json":           {"{\"title\": \"a\"}\n\n<p>", JSON, "", "{\"title\": \"a\"}", "<p>", false, false},
		"json, lines":    {"{\n  \"title\": \"}\"\n}  \n<p>", JSON, "", "{\n  \"title\": \"}\"\n}", "<p>", false, false},
		"json, alone":    {"{}", JSON, "", "{}", "", false, false},
		"json in a line": {"{\"a\": 1} and text", None, "", "", "{\"a\": 1} and text", false, false},
		"json, broken":   {"{\"title\": a}\n<p>", None, "", "", "{\"title\": a}\n<p>", false, true},
		"liquid tag":     {"{% include a %}\n<p>", None, "", "", "{% include a %}\n<p>", false, false},
		"liquid value":   {"{{ content }}\n", None, "", "", "{{ content }}\n", false, false},
		"a brace":        {"{ and text", None, "", "", "{ and text", false, false},

		"members":           {";;;\n\"title\": \"a\"\n;;;\n<p>", JSON, ";;;", "\"title\": \"a\"\n", "<p>", false, false},
		"members, unfenced": {"\"title\": \"a\",\n\"slug\": \"b\"\n;;;\n<p>", JSON, ";;;", "\"title\": \"a\",\n\"slug\": \"b\"\n", "<p>", false, false},
		"members, broken":   {";;;\n\"title\": a\n;;;\n<p>", JSON, ";;;", "\"title\": a\n", "<p>", true, true},
		"a quotation":       {"\"title\": he said\n;;;\n<p>", None, "", "", "\"title\": he said\n;;;\n<p>", false, false},

		"unfenced":             {"title: a\ntags:\n- b\n  # c\n\ndate: 2021-11-20\n---\n<p>", YAML, "---", "title: a\ntags:\n- b\n  # c\n\ndate: 2021-11-20\n", "<p>", false, false},
		"unfenced, blank":      {"\n\ntitle: a\n---\n<p>", YAML, "---", "title: a\n", "<p>", false, false},
		"unfenced, broken":     {"title: a: b\ndate: 2021-11-20\n---\n<p>", YAML, "---", "title: a: b\ndate: 2021-11-20\n", "<p>", true, true},
		"underlined heading":   {"Note: a thing\n---\ntext", None, "", "", "Note: a thing\n---\ntext", false, false},
		"broken and one field": {"title: a: b\n---\ntext", None, "", "", "title: a: b\n---\ntext", false, false},
		"text before a rule":   {"title: a\n\nText of it.\n\n---\ntext", None, "", "", "title: a\n\nText of it.\n\n---\ntext", false, false},
		"no rule":              {"title: a\ndate: b\n", None, "", "", "title: a\ndate: b\n", false, false},
		"heading first":        {"# Heading\ntitle: a\n---\n", None, "", "", "# Heading\ntitle: a\n---\n", false, false},
		"address first":        {"http://example.org/\n---\ntitle: a", None, "", "", "http://example.org/\n---\ntitle: a", false, false},
		"markup":               {"<p style=\"color: red\">title: a\n---\n", None, "", "", "<p style=\"color: red\">title: a\n---\n", false, false},
	} {
		p := mustParse(t, c.src)
		fm := p.FrontMatter
		if fm.Format != c.format || fm.Fence != c.fence || fm.Raw != c.raw || p.Body != c.body {
			t.Errorf("%s: got %q %q block %q body %q", name, fm.Format, fm.Fence, fm.Raw, p.Body)
		}
		if (fm.Err != nil) != c.err || (len(p.Warnings) > 0) != c.warning {
			t.Errorf("%s: error %v, warnings %+v", name, fm.Err, p.Warnings)
		}
		checkPost(t, p, []byte(c.src))
	}
}

func TestHead(t *testing.T) {
	for src, want := range map[string]string{
		"<p>":                         "",
		"---\n---\n<p>":               "---\n---\n",
		"---\n\n---\n<p>":             "---\n\n---\n",
		"\n---  \r\ntitle: a\r\n---":  "---\ntitle: a\n---\n",
		"title: a\n-----\n<p>":        "---\ntitle: a\n---\n",
		"---\ntitle: a\n...\n":        "---\ntitle: a\n---\n",
		"+++\na = 1 # b\n+++":         "+++\na = 1 # b\n+++\n",
		"\n{\n\"a\": 1 }\n<p>":        "{\n\"a\": 1 }\n",
		"\"title\": \"a\"\n;;;\n<p>":  ";;;\n\"title\": \"a\"\n;;;\n",
		"---\ntitle: a: b\n---\nbody": "---\ntitle: a: b\n---\n",
	} {
		fm := mustParse(t, src).FrontMatter
		if got := fm.head(fm.Raw); got != want {
			t.Errorf("head of %q = %q, want %q", src, got, want)
		}
	}
}

func TestKeyOf(t *testing.T) {
	for _, c := range []struct {
		line string
		f    Format
		want string
	}{
		{"title: a", YAML, "title"},
		{"title:", YAML, "title"},
		{"title :\ta", YAML, "title"},
		{`"og title": a`, YAML, "og title"},
		{"标题: a", YAML, "标题"},
		{"og title \t: a", YAML, "og title"},
		{`'og title ' : a`, YAML, "og title "},
		{"_a", YAML, ""},
		{"_a:", YAML, "_a"},
		{"1a: b", YAML, ""},
		{"a<b: c", YAML, ""},
		{"a" + strings.Repeat("b", 59) + ": c", YAML, "a" + strings.Repeat("b", 59)},
		{"a" + strings.Repeat("b", 60) + ": c", YAML, ""},
		{"a" + strings.Repeat("题", 200) + ": c", YAML, ""},
		{"title:a", YAML, ""},
		{"  title: a", YAML, ""},
		{"- title: a", YAML, ""},
		{"<a b>: c", YAML, ""},
		{"https://example.org", YAML, ""},
		{"title = 1", TOML, "title"},
		{`"title" = 1`, TOML, "title"},
		{"[[a.b]]", TOML, "a.b"},
		{"[a] # b", TOML, ""},
		{"[a.b] \t", TOML, "a.b"},
		{"[[[a]]]", TOML, ""},
		{"a\t= 1", TOML, "a"},
		{" = 1", TOML, ""},
		{"é = 1", TOML, ""},
		{"text", TOML, ""},
		{` "title": 1`, JSON, "title"},
		{"\t\"a b\" : 1", JSON, "a b"},
		{`title": 1`, JSON, ""},
		{`"title" 1`, JSON, ""},
		{`"title: 1`, JSON, ""},
		{`"": 1`, JSON, ""},
		{"title: 1", JSON, ""},
	} {
		if got := keyOf(c.line, c.f); got != c.want {
			t.Errorf("keyOf(%q, %s) = %q, want %q", c.line, c.f, got, c.want)
		}
	}
}
