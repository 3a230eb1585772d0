package convert

import (
	"testing"
	"time"
)

func TestFields(t *testing.T) {
	day := time.Date(2021, 11, 20, 0, 0, 0, 0, time.UTC)
	for src, want := range map[string]FrontMatter{
		"---\ntitle: A cat\ndate: 2021-11-20\nslug: cat\npermalink: /cat/\ndraft: true\n---": {
			Title: "A cat", Date: day, Slug: "cat", Permalink: "/cat/", Draft: true},
		"---\nTitle: A cat\nDate: 2021-11-20\nurl: /cat/\npublished: false\n---": {
			Title: "A cat", Date: day, Permalink: "/cat/", Draft: true},
		"+++\ntitle = 'A cat'\ndate = 2021-11-20\nurl = '/cat/'\ndraft = false\n+++": {
			Title: "A cat", Date: day, Permalink: "/cat/"},
		"+++\ntitle = '''A\ncat'''\npublishDate = \"2021-11-20\"\n[menu]\ntitle = 'no'\n+++": {
			Title: "A cat", Date: day},
		"{\"title\": \"A \\u732b\", \"date\": \"2021-11-20\", \"draft\": true}": {
			Title: "A 猫", Date: day, Draft: true},
		";;;\n\"title\": \"A cat\", \"slug\": \"c\"\n;;;": {Title: "A cat", Slug: "c"},

		"---\ntitle: 1984\ndate: 20211120\n---":                               {Title: "1984", Date: day},
		"---\ntitle: [1, {a: b}]\ndate: {x: 1}\n---":                          {},
		"---\ntitle: ~\nTITLE: a\nslug: ''\n---":                              {}, // the exact name goes first
		"---\ntitle: a\ntitle: b\n---":                                        {Title: "b"},
		"---\ntitle: b\nTitle: a\n---":                                        {Title: "b"},
		"---\ntitle: \"a\\n---\\n<b>\\n\"\n---":                               {Title: "a --- <b>"},
		"---\ntitle: >\n  a\n  cat\ndate: 32 Foo 99999\n---":                  {Title: "a cat"},
		"---\ntitle: !binary |-\n  54yr\ndate: !binary MjAyMS0xMS0yMA==\n---": {Title: "猫", Date: day},
		"---\nt: &t A cat\ntitle: *t\ndraft: yes\n---":                        {Title: "A cat", Draft: true},
		"---\ntitle: a\npublished: true\ndraft: 'no'\n---":                    {Title: "a"},
		"---\npublished: off\n---":                                            {Draft: true},
		"---\ntitle: {{ page.a }} # b\nslug:\n  {{c}}\n---":                   {Title: "{{ page.a }}", Slug: "{{c}}"}, // maps to YAML
		"---\ntitle: {{ page }}\npermalink: {{a: b}: c}\n---":                 {Title: "{{ page }}"},
		"---\n{{ page }}\n---":                                                {},
	} {
		p := mustParse(t, src)
		got := p.FrontMatter
		if len(p.Warnings) > 0 != (got.vague != nil) || got.Err != nil {
			t.Errorf("%q: %+v", src, p.Warnings)
		}
		if got.Title != want.Title || !got.Date.Equal(want.Date) || got.Slug != want.Slug ||
			got.Permalink != want.Permalink || got.Draft != want.Draft {
			t.Errorf("fields of %q = %q %v %q %q %v", src, got.Title, got.Date, got.Slug, got.Permalink, got.Draft)
		}
	}
}

// What no YAML library takes is common all the same.
func TestLenientFields(t *testing.T) {
	for src, want := range map[string]string{
		"---\ntitle: Foo: a bar\ndate: 2021-11-20\n---":                "Foo: a bar",
		"---\ntitle: [转载] 你好\ndate: 2021-11-20\n---":                   "[转载] 你好",
		"---\ntitle: 'a cat'\ndate: \"2021-11-20\"\ntags:\n\t- x\n---": "a cat",
		"---\ntitle: a cat\ndate: 2021-11-20\nb: 'it's'\n---":          "a cat",
		"---\ntitle: @cat\ndate: 2021-11-20\n---":                      "@cat",
		"---\ntitle: |\n\tfoo\n  title: no\ndate: 2021-11-20\n---":     "",
		"+++\ntitle = \"a cat\"\ndate = 2021-11-20\nb = [\n+++":        "a cat",
		"---\ntitle: \"\ndate: 2021-11-20\nb: 'it's'\n---":             `"`,
	} {
		fm := mustParse(t, src).FrontMatter
		if fm.Err == nil || fm.Title != want || fm.Date.Format(time.DateOnly) != "2021-11-20" {
			t.Errorf("fields of %q = %q %v, error %v", src, fm.Title, fm.Date, fm.Err)
		}
		if got := string(fm.JSON()); got != "null" {
			t.Errorf("JSON() of a block that does not parse = %s", got)
		}
	}
}

func TestJSON(t *testing.T) {
	for src, want := range map[string]string{
		"<p>":           `null`,
		"---\n---":      `{}`,
		"---\n# a\n---": `{}`,
		"---\nb: x\na: [1, {c: ~}, []]\nd: {}\n---":                                                     `{"b":"x","a":[1,{"c":null},[]],"d":{}}`,
		"---\na: 1\nb: 2\na: 3\n---":                                                                    `{"b":2,"a":3}`,
		"---\na: 2021-11-20 18:58:00 +08:00\nb: 1.50\n---":                                              `{"a":"2021-11-20 18:58:00 +08:00","b":1.50}`,
		"---\na: .inf\nb: .nan\nc: 0x1F\nd: 1_000\ne: +5\n---":                                          `{"a":".inf","b":".nan","c":31,"d":1000,"e":5}`,
		"---\na: True\nb: yes\nc: off\n---":                                                             `{"a":true,"b":"yes","c":"off"}`,
		"---\na: &x <b>&\nb: *x\nc: &y [1]\nd: *y\n---":                                                 `{"a":"<b>&","b":"<b>&","c":[1],"d":null}`,
		"---\na: &a [*a]\n---":                                                                          `{"a":[null]}`,
		"---\na: !binary 54yr\nb: !!binary /w==\n---":                                                   `{"a":"猫","b":"/w=="}`,
		"---\n1: a\ntrue: b\n? [x]\n: c\n---":                                                           `{"1":"a","true":"b","":"c"}`,
		"---\na: |\n  b\n  c\n---":                                                                      `{"a":"b\nc\n"}`,
		"+++\na = 0b11\nb = inf\nc = 1e3\nd = 07:32:00\n+++":                                            `{"a":3,"b":"inf","c":1e3,"d":"07:32:00"}`,
		"+++\na.b.c = 1\na.b.d = 2\n[e]\n[[f.g]]\nh = 1\n[[f.g]]\nh = {i = [2,]}\n[f.g.j]\nk = ''\n+++": `{"a":{"b":{"c":1,"d":2}},"e":{},"f":{"g":[{"h":1},{"h":{"i":[2]},"j":{"k":""}}]}}`,
		"{\"b\": 1e2, \"a\": [true, null, \"\\ud83d\\ude00\"], \"b\": {}}":                              `{"a":[true,null,"😀"],"b":{}}`,
		";;;\n\"a\": -0.5,\n\"b\": \"c\"\n;;;":                                                          `{"a":-0.5,"b":"c"}`,
	} {
		fm := mustParse(t, src).FrontMatter
		if got := string(fm.JSON()); got != want || fm.Err != nil {
			t.Errorf("JSON() of %q = %s, want %s (%v)", src, got, want, fm.Err)
		}
	}
}

// Jekyll's posts have their date in the name of the file. A field counts more.
func TestDateByName(t *testing.T) {
	for _, tt := range [][3]string{
		{"a/2012-03-04-hello.html", "<p>a", "2012-03-04"},
		{"2012-3-4-hello.md", "---\ntitle: a\n---\n", "2012-03-04"},
		{"2012-03-04-hello.md", "---\ndate: 2013-01-01\n---\n", "2013-01-01"},
		{"2012-03-04-hello.md", "---\ndate: soon\n---\n", "2012-03-04"},
		{"a/2012-03-04-hello/index.md", "<p>a", "2012-03-04"},
		{"index.md", "<p>a", "0001-01-01"},
		{"2012-03-04.md", "<p>a", "0001-01-01"},
		{"2012-13-04-hello.md", "<p>a", "0001-01-01"},
		{"12-03-04-hello.md", "<p>a", "0001-01-01"},
		{"2012-03-04/hello.md", "<p>a", "0001-01-01"},
	} {
		p, err := Parse(tt[0], []byte(tt[1]))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.FrontMatter.Date.Format(time.DateOnly); got != tt[2] {
			t.Errorf("%s with %q: %s, want %s", tt[0], tt[1], got, tt[2])
		}
		if got := p.FrontMatter.written(); !got.IsZero() && tt[2] != "2013-01-01" {
			t.Errorf("%s with %q: no field has the date %s", tt[0], tt[1], got)
		}
	}
}

// A draft says so in a field, or lies among drafts.
func TestDraft(t *testing.T) {
	for _, c := range []struct {
		file, fields string
		want         bool
	}{
		{"a.md", "title: x", false},
		{"a.md", "draft: true", true},
		{"a.md", "published: no", true},
		{"source/_drafts/a.md", "title: x", true},
		{"_drafts/sub/a.md", "published: true", true},
		{"_drafts.md", "title: x", false},
		{"my_drafts/a.md", "title: x", false},
		{"/_drafts/a.md", "title: x", true},
		{"../a.md", "title: x", false},
	} {
		p, err := Parse(c.file, []byte("---\n"+c.fields+"\n---\n"))
		if err != nil {
			t.Fatal(err)
		}
		if p.FrontMatter.Draft != c.want {
			t.Errorf("%s with %s: a draft is %v, want %v", c.file, c.fields, p.FrontMatter.Draft, c.want)
		}
	}
}
